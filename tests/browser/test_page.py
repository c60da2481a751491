"""The map page itself: names that try to be markup or script stay names, in file and app."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.webmap.journeys import journey_groups
from geo.webmap.layers import layer_groups
from geo.webmap.page import app_page, file_page
from geo.webmap.scene import LegendItem, Scene, status_legend
from tests.scenes import HOSTILE, collection, journey, leg_feature, place_feature

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import FrameLocator, Page

    from tests.browser.conftest import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def hostile_scene() -> Scene:
    legs = [
        leg_feature(leg_id=f"{i}{text}", name=text, source_ids=text, country=text)
        for i, text in enumerate(HOSTILE)
    ]
    places = [place_feature(name=text) for text in HOSTILE]
    groups = layer_groups({"western": collection(*legs), "places": collection(*places)})
    for text in HOSTILE:
        groups += journey_groups([journey(place=text, variant=text)], names={"western": text})
    legend = (*status_legend(), *(LegendItem(text, text) for text in HOSTILE))
    return Scene(groups=groups, legend=legend, fit=(36, 18, 74, 57))


def check_inert(page: Page | FrameLocator) -> None:
    """Open a card of each leg, and look for anything that is not ours."""
    control = page.locator(".leaflet-control-layers")
    for text in HOSTILE:
        assert text in (control.text_content() or "")
        page.locator(f"path.hit[aria-label={json.dumps(text)}]").first.focus()
        page.locator(f"path.hit[aria-label={json.dumps(text)}]").first.press("Enter")
        page.locator(".card h2").get_by_text(text, exact=True).first.wait_for()
    assert page.locator("[onerror], [onload], body img, iframe").count() == 0
    assert page.locator(".card a").count() == 0


def test_a_file_with_hostile_names_is_inert(page: Page, watch: Watch, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text(file_page(hostile_scene(), title=HOSTILE[1]), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    assert page.title() == HOSTILE[1]
    check_inert(page)
    watch.assert_quiet()
    assert watch.requests == 1


def test_a_hostile_scene_sent_to_the_app_is_inert(page: Page, watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(app_page(), encoding="utf-8")
    message = {
        "type": "streamlit:render",
        "args": {"scene": hostile_scene().as_dict(), "height": 600, "events": ["leg"]},
        "theme": {"base": "light"},
    }
    send = json.dumps(message).replace("<", "\\u003c")
    (tmp_path / "host.html").write_text(
        "<iframe src='index.html' width='900' height='600'></iframe><script>const got = [];"
        "addEventListener('message', event => { got.push(event.data); if (event.data.type === "
        f"'streamlit:componentReady') frames[0].postMessage({send}, '*'); }});</script>",
        encoding="utf-8",
    )
    page.goto((tmp_path / "host.html").as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-drawn]").wait_for(state="attached")
    check_inert(frame)
    assert watch.outside == []
    assert watch.dialogs == []
    values = page.evaluate("got.filter(m => m.type === 'streamlit:setComponentValue').length")
    assert values == len(HOSTILE)


def test_script_that_stands_in_the_page_does_not_run(
    page: Page, watch: Watch, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    text = file_page(Scene(groups=()))
    path.write_text(text.replace("</body>", "<script>alert(1)</script></body>"), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    assert watch.dialogs == []
    assert any("Content Security Policy" in error for error in watch.errors)
