"""A layer of the reader in Chromium: drawn over the map, taken away, and seen by nobody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.pages import opened_page
from tests.geo.userdata.files import LINE, feature, geojson, point
from tests.nginx import ask

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Watch

HOSTILE: Final = "<img src=x onerror=alert(1)>"
CONTENT: Final = geojson(
    [
        feature(point(51.2, 43.6), name=HOSTILE),
        feature({"type": "LineString", "coordinates": LINE}, name="Siding two"),
        feature(None, name="Nowhere three"),
    ]
)
PATHS: Final = "path.line.colour-own"


def uploaded(page: Page, address: str) -> None:
    page.goto(f"{address}/map")
    part = page.locator(".st-key-own-layer")
    part.locator("summary").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "sidings.geojson", "mimeType": "application/json", "buffer": CONTENT}
    )
    expect(part.locator("p.lead.answer")).to_contain_text("2 features kept, 1 left out")
    # Streamlit may drop the click on a download that is made while its script still runs.
    page.locator("[data-test-script-state=notRunning]").wait_for()


def test_a_layer_is_drawn_and_taken_away_and_hostile_names_stay_texts(
    app_url: str, page: Page, watch: Watch
) -> None:
    uploaded(page, app_url)
    frame = page.frame_locator(".st-key-whole-map iframe")
    line = frame.locator(PATHS).first
    line.wait_for(state="attached")
    expect(frame.locator(".leaflet-control-layers")).to_contain_text("sidings.geojson")
    siding = frame.locator('[role=button][aria-label="Siding two"]').first
    siding.focus()
    siding.press("Enter")
    expect(frame.locator(".leaflet-popup")).to_contain_text("Siding two")
    expect(frame.locator(".leaflet-popup")).to_contain_text("143.9")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="GeoJSON", exact=True).click()
    features = json.loads(waiting.value.path().read_bytes())["features"]
    assert [one["properties"]["name"] for one in features] == [HOSTILE, "Siding two"]
    page.get_by_role("button", name="Remove the layer").click()
    expect(frame.locator(PATHS)).to_have_count(0)
    watch.assert_quiet()


def test_nobody_else_is_served_the_file_or_the_layer(
    app_url: str, page: Page, browser: Browser
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    uploaded(page, app_url)
    page.frame_locator(".st-key-whole-map iframe").locator(PATHS).first.wait_for(state="attached")
    (address,) = [one.partition(" ")[2] for one in asked if "/upload_file/" in one]
    files = {one.partition(" ")[2] for one in asked if "/component/" in one and "/g-" in one}
    assert len(files) > 2
    for file in {address, *files}:
        _, _, body = ask(file)
        assert b"Siding two" not in body
    with opened_page(browser) as other:
        other.goto(f"{app_url}/map")
        frame = other.frame_locator(".st-key-whole-map iframe")
        frame.locator("path.line").first.wait_for(state="attached")
        expect(frame.locator(PATHS)).to_have_count(0)
        assert "sidings" not in other.content()


@pytest.mark.parametrize("language", ["en", pytest.param("ru", marks=pytest.mark.deep), "fa"])
def test_the_part_of_the_page_fits_a_phone_in_every_language(
    app_url: str, browser: Browser, language: str
) -> None:
    with opened_page(browser, viewport={"width": 375, "height": 800}) as phone:
        phone.goto(f"{app_url}/map?lang={language}")
        part = phone.locator(".st-key-own-layer")
        part.locator("summary").click()
        button = part.get_by_test_id("stFileUploaderDropzone").locator("button")
        button.wait_for()
        words = button.locator("p").evaluate("e => getComputedStyle(e, '::after').content")
        assert (words == '"Choose a file"') == (language == "en")
        assert len(words) > 5
        assert part.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
        box = button.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 375
