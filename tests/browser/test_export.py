"""Files in Chromium: no request, the key seen, and no hostile text that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.formats import FORMATS, export
from geo.export.maps import html_count
from geo.export.request import Request
from tests.atlases import dated_atlas
from tests.exports import TEXTS, poisoned

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from geo.export.content import Content
    from tests.browser.conftest import Watch


@pytest.fixture(scope="module")
def content() -> Content:
    request = Request(kind=Kind.COMPARE, origin="Moscow", destination="Nhava Sheva")
    return content_of(dated_atlas(), request)


def opened(content: Content, name: str, page: Page, folder: Path) -> None:
    path = folder / f"a{FORMATS[name].suffix}"
    export(content, name, path)
    if name == "kml":
        path = path.rename(path.with_suffix(".xml"))
    page.goto(path.as_uri())


def test_a_map_opens_without_a_request(
    content: Content, page: Page, watch: Watch, tmp_path: Path
) -> None:
    opened(content, "html", page, tmp_path)
    page.locator("html[data-drawn]").wait_for(state="attached")
    control = page.locator(".leaflet-control-layers")
    for journey in content.journeys:
        assert content.names[journey.corridor] in control.inner_text()
    legend = page.locator("details.legend").last
    legend.locator("summary").click()
    assert len(legend.locator("li").all_inner_texts()) > 1
    assert page.locator(".leaflet-control-scale").is_visible()
    words = page.locator("p.credits").inner_text()
    for part in (content.stamp.subtitle, "ODbL", "searoute", "GeoNames", "de facto"):
        assert part in words
    watch.assert_quiet()
    assert watch.requests == 1


def test_a_dossier_opens_without_a_request(
    content: Content, page: Page, watch: Watch, tmp_path: Path
) -> None:
    opened(content, "dossier", page, tmp_path)
    sizes = page.locator("img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert len(sizes) == 3
    assert min(sizes) > 0
    assert content.stamp.hash in page.locator("body").inner_text()
    watch.assert_quiet()
    assert watch.outside == []


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.deep), "fa"])
def test_a_dossier_can_be_read_on_a_phone(language: str, page: Page, tmp_path: Path) -> None:
    request = Request(kind=Kind.ROUTE, origin="Moscow", destination="Mumbai", language=language)
    page.set_viewport_size({"width": 375, "height": 800})
    opened(content_of(dated_atlas(), request), "dossier", page, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    words = page.locator("tr > :first-child:not(.u)").evaluate_all(
        "all => all.map(one => [one.scrollWidth, one.clientWidth, one.offsetHeight])"
    )
    assert len(words) > 20
    for full, shown, tall in words:
        assert full <= shown
        assert tall < 310


def assert_inert(name: str, page: Page, watch: Watch) -> None:
    """Open cards of a file, and fail if anything in it ran or asked for something."""
    if name == "html":
        page.locator("html[data-drawn]").wait_for(state="attached")
        for number in range(5):
            page.locator("path.hit").nth(number).focus()
            page.locator("path.hit").nth(number).press("Enter")
            page.locator(".card h2").first.wait_for()
        assert page.locator("[onerror], [onload], body img, iframe, .card script").count() == 0
    page.wait_for_timeout(300)
    assert watch.dialogs == []
    assert watch.outside == []


@pytest.mark.parametrize(
    "name",
    ["html", "dossier", *(pytest.param(one, marks=pytest.mark.deep) for one in ("kml", "svg"))],
)
def test_no_hostile_text_runs(
    content: Content, name: str, page: Page, watch: Watch, tmp_path: Path
) -> None:
    assert len(TEXTS) > 50
    opened(poisoned(content), name, page, tmp_path)
    assert_inert(name, page, watch)


@pytest.mark.parametrize(
    "name", ["html", *(pytest.param(one, marks=pytest.mark.deep) for one in ("kml", "svg"))]
)
def test_no_hostile_text_of_a_layer_runs(
    name: str, page: Page, watch: Watch, tmp_path: Path
) -> None:
    opened(poisoned(content_of(dated_atlas(), Request(kind=Kind.LAYERS))), name, page, tmp_path)
    assert_inert(name, page, watch)


@pytest.mark.parametrize(
    "kind",
    [
        Kind.EVIDENCE,
        pytest.param(Kind.STORY, marks=pytest.mark.deep),
        pytest.param(Kind.LAYERS, marks=pytest.mark.deep),
    ],
)
def test_other_dossiers_ask_for_nothing_and_run_nothing(
    kind: Kind, page: Page, watch: Watch, tmp_path: Path
) -> None:
    told = content_of(dated_atlas(), Request(kind=kind))
    opened(told, "dossier", page, tmp_path)
    assert told.stamp.hash in page.locator("body").inner_text()
    assert page.locator("td").count() > 100
    watch.assert_quiet()
    assert watch.requests == 1
    opened(poisoned(told), "dossier", page, tmp_path)
    assert_inert("dossier", page, watch)


@pytest.mark.parametrize("path", ["", pytest.param("what-if", marks=pytest.mark.deep)])
def test_a_page_gives_its_answer_as_a_file(
    path: str, app_url: str, page: Page, watch: Watch, tmp_path: Path
) -> None:
    page.goto(f"{app_url}/{path}")
    page.get_by_role("button", name="All files").click()
    row = page.locator("[class*=st-key-downloads-]")
    row.wait_for(timeout=60_000)
    with page.expect_download(timeout=60_000) as caught:
        row.get_by_role("button", name="Download").click()
    told = caught.value
    assert told.suggested_filename.endswith(".html")
    saved = tmp_path / told.suggested_filename
    told.save_as(saved)
    assert html_count(saved) > 3
    assert watch.outside == []
