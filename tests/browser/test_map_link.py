"""The view of the map in the address: written when the reader moves, read when the page opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from geo.webmap.page import file_page
from tests.browser.pages import SETTLING_MS
from tests.browser.test_app import VIEW, drawn_map, in_map, open_map
from tests.browser.test_map_events import SCENE, host

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Frame, Page, WebSocket

    from tests.browser.conftest import Watch

pytestmark = pytest.mark.deep

PAN: Final = "void RENDERER.map.panBy([60, 30], {animate: false})"
TICKED: Final = (
    "[...document.querySelectorAll('.leaflet-control-layers input:checked')]"
    ".map(box => box.closest('label').innerText.trim())"
)
LINK: Final = "#map=5.5/38.250/49.125&layers=western,cape&card=western/western:western-020"
NO_VIEWS: Final = (
    "map=99/38/49",
    "map=5/138/49",
    "map=5/38/1e3",
    "map=5/38",
    "map=NaN/NaN/NaN",
    "map=alert(1)/1/1",
    "map=5/38/49<img src=x onerror=alert(1)>",
    "layers=<script>alert(1)</script>,nowhere",
    "layers=__proto__,constructor",
    "card=western/__proto__",
    "card=western/constructor",
    "card=__proto__/toString",
    "card=<img src=x onerror=alert(1)>/x",
    "map=%E0%A4%A&layers=%E0%A4%A&card=%E0%A4%A",
    "javascript:alert(1)",
    "both-clocks",
    f"map=5/38/49&layers={'western,' * 400}",
    "&&&=&=map=5/38/49",
)
"""Hashes that say nothing of a view; one is longer than a link may be."""


def map_frame(page: Page) -> Frame:
    return next(frame for frame in page.frames if "/component/" in frame.url)


def hash_of(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def test_a_link_restores_view_layers_and_card(page: Page, app_url: str, watch: Watch) -> None:
    frame = open_map(page, f"{app_url}/map{LINK}")
    title = frame.locator(".card h2").inner_text()
    assert in_map(page, VIEW) == [38.25, 49.125, 5.5]
    assert in_map(page, TICKED) == ["Western branch", "Cape route"]
    told = frame.locator("path.hit").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert title in told
    assert hash_of(page) == LINK
    watch.assert_quiet()


@pytest.mark.parametrize("link", [LINK, "#layers=trans_caspian", "?at=2014-06"])
def test_a_link_of_the_time_when_the_map_was_the_first_page_opens_the_map(
    page: Page, app_url: str, link: str
) -> None:
    page.goto(f"{app_url}/{link}")
    page.wait_for_url(f"{app_url}/map{link}**")
    drawn_map(page)


def test_what_the_reader_changes_is_in_the_address_and_sends_nothing(
    page: Page, app_url: str
) -> None:
    traffic: list[int] = []

    def follow(socket: WebSocket) -> None:
        socket.on("framesent", lambda data: traffic.append(len(data)))
        socket.on("framereceived", lambda data: traffic.append(len(data)))

    page.on("websocket", follow)
    frame = open_map(page, f"{app_url}/map")
    page.locator("[data-test-script-state=notRunning]").wait_for()
    assert hash_of(page) == ""
    before, entries = len(traffic), page.evaluate("history.length")
    in_map(page, PAN)
    page.wait_for_function("() => /^#map=[0-9.]+[/][0-9.]+[/][0-9.]+$/.test(location.hash)")
    frame.get_by_label("Cape route").check()
    page.wait_for_url("**&layers=western,trans_caspian,eastern,suez,cape,places")
    frame.get_by_label("Cape route").uncheck()
    page.wait_for_function("() => !location.hash.includes('layers')")
    frame.locator("path.hit[aria-label*='Rasht']").first.press("Enter")
    page.wait_for_url("**&card=western/*")
    frame.locator(".leaflet-popup-close-button").click()
    page.wait_for_function("() => !location.hash.includes('card')")
    frame.get_by_role("button", name="Whole corridor").click()
    page.wait_for_function("() => location.hash === ''")
    assert len(traffic) == before
    assert page.evaluate("history.length") == entries


def test_a_window_that_changes_its_size_moves_nothing(page: Page, app_url: str) -> None:
    open_map(page, f"{app_url}/map")
    in_map(page, "void RENDERER.map.once('moveend', () => { window.laidOut = true; })")
    page.set_viewport_size({"width": 1100, "height": 800})
    map_frame(page).wait_for_function("() => window.laidOut")
    assert hash_of(page) == ""


def test_month_and_language_keep_the_view(page: Page, app_url: str, watch: Watch) -> None:
    frame = open_map(page, f"{app_url}/map?at=2014-06{LINK}")
    title = frame.locator(".card h2").inner_text()
    page.get_by_role("slider").press("ArrowRight")
    page.wait_for_url(f"**/map?at=2014-07{LINK}")
    page.get_by_role("radio", name="Русский").click()
    page.wait_for_url(f"**/map?at=2014-07&lang=ru{LINK}")
    frame.locator("html[lang=ru]").wait_for(state="attached")
    frame.locator(".card h2").filter(has_not_text=title).wait_for()
    assert in_map(page, VIEW) == [38.25, 49.125, 5.5]
    page.go_back()
    page.wait_for_url(f"**/map?at=2014-07{LINK}")
    frame.locator("html[lang=en]").wait_for(state="attached")
    assert in_map(page, VIEW) == [38.25, 49.125, 5.5]
    watch.assert_quiet()


def test_pages_keep_their_views_apart(page: Page, app_url: str, watch: Watch) -> None:
    open_map(page, f"{app_url}/map{LINK}")
    page.get_by_role("link", name="Routes").click()
    page.locator(".answers.main").wait_for()
    drawn_map(page)
    page.wait_for_url(f"{app_url}/")
    in_map(page, PAN)
    page.wait_for_url("**/#map=**")
    view, link = in_map(page, VIEW), hash_of(page)
    page.locator(".answers.main thead").get_by_role("button", name="Length").click()
    page.wait_for_url(f"**/?sort=length{link}")
    assert in_map(page, VIEW) == view
    page.go_back()
    page.wait_for_url(f"{app_url}/{link}")
    # Two steps back within one run of the page get their addresses mixed up by Streamlit.
    page.wait_for_timeout(SETTLING_MS)
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.go_back()
    page.wait_for_url(f"{app_url}/map{LINK}")
    page.locator(".answers.main").wait_for(state="detached")
    drawn_map(page)
    assert in_map(page, VIEW) == [38.25, 49.125, 5.5]
    watch.assert_quiet()


def test_an_address_written_by_hand_moves_the_map_and_back_returns(
    page: Page, app_url: str
) -> None:
    open_map(page, f"{app_url}/map#map=6/40.00/50.00")
    page.evaluate("location.hash = '#map=7/30.00/55.00'")
    moved = "[zoom, lat].join() === [RENDERER.map.getZoom(), RENDERER.map.getCenter().lat].join()"
    frame = map_frame(page)
    frame.wait_for_function(f"([zoom, lat]) => {moved}", arg=[7, 30])
    page.go_back()
    frame.wait_for_function(f"([zoom, lat]) => {moved}", arg=[6, 40])
    page.go_forward()
    frame.wait_for_function(f"([zoom, lat]) => {moved}", arg=[7, 30])


def test_a_hash_that_is_no_view_is_passed_over(page: Page, tmp_path: Path, watch: Watch) -> None:
    path = tmp_path / "map.html"
    path.write_text(file_page(SCENE), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    whole, ticked = page.evaluate(VIEW), page.evaluate(TICKED)
    for text in NO_VIEWS:
        page.goto("about:blank")
        page.goto(f"{path.as_uri()}#{text}")
        page.locator("html[data-drawn]").wait_for(state="attached")
        assert page.evaluate(VIEW) == whole, text
        assert page.evaluate(TICKED) == ticked, text
        assert page.locator(".leaflet-popup").count() == 0, text
    watch.assert_quiet()


def test_a_file_opens_at_the_view_of_its_link(page: Page, tmp_path: Path, watch: Watch) -> None:
    path = tmp_path / "map.html"
    path.write_text(file_page(SCENE), encoding="utf-8")
    page.goto(f"{path.as_uri()}#map=7/37.50/49.25&layers=places&card=places/places:0")
    page.locator("html[data-drawn]").wait_for(state="attached")
    assert page.evaluate(VIEW) == [37.5, 49.25, 7]
    assert page.evaluate(TICKED) == ["Places"]
    assert page.locator(".card h2").inner_text() == "Rasht"
    page.evaluate(PAN)
    page.wait_for_function("() => !location.hash.startsWith('#map=7/37.50/49.25')")
    watch.assert_quiet()


def test_a_frame_that_may_not_see_the_address_has_a_map_without_a_link(
    page: Page, tmp_path: Path, watch: Watch
) -> None:
    host(page, tmp_path, [], frame="sandbox='allow-scripts'")
    before = page.frames[1].evaluate(VIEW)
    page.frames[1].evaluate(PAN)
    assert page.frames[1].evaluate(VIEW) != before
    assert hash_of(page) == ""
    assert watch.outside == []
    assert watch.dialogs == []


def test_a_frame_on_its_way_out_does_not_write_into_the_next_address(
    page: Page, tmp_path: Path
) -> None:
    host(page, tmp_path, [])
    page.frames[1].evaluate(PAN)
    page.wait_for_function("() => location.hash.startsWith('#map=')")
    page.evaluate("history.pushState({}, '', '/compare')")
    page.frames[1].evaluate(PAN)
    assert page.url.endswith("/compare")
