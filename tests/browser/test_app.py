"""The application as a reader meets it, with the world outside cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.palette import GROUND
from tests.browser.pages import opened_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page, WebSocket

    from tests.browser.conftest import Watch

VIEW = "[RENDERER.map.getCenter().lat, RENDERER.map.getCenter().lng, RENDERER.map.getZoom()]"


def open_map(page: Page, url: str) -> FrameLocator:
    """Open a page and wait until its map is drawn."""
    page.goto(url)
    return drawn_map(page)


def drawn_map(page: Page) -> FrameLocator:
    frame = page.frame_locator("iframe")
    frame.locator("html[data-drawn] .leaflet-map-pane path.line").first.wait_for(state="attached")
    return frame


def in_map(page: Page, script: str) -> object:
    frame = next(frame for frame in page.frames if "/component/" in frame.url)
    return frame.evaluate(script)


def test_the_map_is_drawn_without_any_network(page: Page, app_url: str, watch: Watch) -> None:
    frame = open_map(page, f"{app_url}/map")
    assert frame.locator(".leaflet-map-pane path.line").count() > 100
    assert len(frame.locator("path.land").first.get_attribute("d") or "") > 10_000
    assert frame.locator(".label.place").count() > 10
    assert "OpenStreetMap contributors" in frame.locator(".credits").inner_text()
    box = frame.locator(".leaflet-container").bounding_box()
    assert box is not None
    assert box["height"] > 500
    watch.assert_quiet()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "участники OpenStreetMap"),
        pytest.param("fa", "مشارکت‌کنندگان OpenStreetMap", marks=pytest.mark.deep),
    ],
)
def test_the_map_is_credited_in_the_language_of_the_page(
    page: Page, app_url: str, language: str, words: str
) -> None:
    credited = open_map(page, f"{app_url}/map?lang={language}").locator(".credits").inner_text()
    assert words in credited
    assert "Borders" not in credited


def test_ticking_a_layer_keeps_the_view_and_sends_nothing(page: Page, app_url: str) -> None:
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append(1)))
    frame = open_map(page, f"{app_url}/map")
    in_map(page, "void RENDERER.map.setView([37.5, 50], 6.5, {animate: false})")
    before, frames = in_map(page, VIEW), len(sent)
    cape, western = frame.get_by_label("Cape route"), frame.get_by_label("Western branch")
    lines = frame.locator(".leaflet-map-pane path.line.colour-western")
    assert lines.count() > 0
    cape.check()
    western.uncheck()
    lines.first.wait_for(state="detached")
    assert in_map(page, VIEW) == before
    assert len(sent) == frames


def test_a_leg_opens_its_card_by_click_and_by_key(page: Page, app_url: str) -> None:
    frame = open_map(page, f"{app_url}/map")
    frame.locator("path.hit[aria-label*='Rasht']").first.focus()
    page.keyboard.press("Enter")
    card = frame.locator(".card")
    card.wait_for()
    assert "Length" in card.inner_text()
    assert "Sources" in card.inner_text()
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    frame.locator("path.hit[tabindex='0']").first.focus()
    first = in_map(page, "document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    assert in_map(page, "document.activeElement.getAttribute('aria-label')") != first


def test_a_new_answer_is_drawn_in_the_same_map(page: Page, app_url: str, watch: Watch) -> None:
    open_map(page, f"{app_url}/map")
    page.get_by_role("link", name="Routes").click()
    page.locator(".answers.main").wait_for()
    drawn_map(page)
    in_map(page, "window.sameMap = true")
    before = page.locator(".answers.main").inner_text()
    page.get_by_role("radio", name="Door").click()
    page.wait_for_function(
        "before => document.querySelector('.answers').innerText !== before", arg=before
    )
    page.wait_for_url("**/?clock=door")
    assert in_map(page, "window.sameMap") is True
    watch.assert_quiet()


def test_only_a_click_on_the_map_of_an_answer_sends_anything(page: Page, app_url: str) -> None:
    sent: list[object] = []
    sockets: list[WebSocket] = []

    def note(socket: WebSocket) -> None:
        sockets.append(socket)

    page.on("websocket", note)
    page.goto(f"{app_url}/compare")
    page.locator(".answers.main").wait_for()
    drawn_map(page)
    (socket,) = sockets
    with socket.expect_event("framesent"):
        page.get_by_role("radiogroup", name="A click on the map sets").get_by_text("To").click()
    socket.on("framesent", lambda _: sent.append(1))
    page.locator("[data-test-script-state=notRunning]").wait_for()
    in_map(page, "void RENDERER.map.setView([25, 61], 5, {animate: false})")
    in_map(page, "void RENDERER.map.panBy([40, 20], {animate: false})")
    in_map(page, "void RENDERER.map.setZoom(6, {animate: false})")
    assert sent == []
    page.frame_locator("iframe").locator(".leaflet-container").click()
    page.wait_for_url("**/compare?to=*")
    assert len(sent) == 1


def test_turning_the_chart_to_dollars_sends_the_chart_alone(page: Page, app_url: str) -> None:
    received: list[int] = []
    page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda f: received.append(len(f)))
    )
    page.goto(f"{app_url}/compare?over=usd&tab=chart")
    page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first.wait_for()
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.get_by_role("radio", name="Days").click()
    page.wait_for_url(f"{app_url}/compare?tab=chart")
    page.locator("[data-test-script-state=notRunning]").wait_for()
    received.clear()
    page.get_by_role("radio", name="US dollars").click()
    page.wait_for_url("**over=usd**")
    page.locator("[data-test-script-state=notRunning]").wait_for()
    assert sum(received) < 10_000
    page.reload()
    page.locator("[role=radio][aria-checked=true]", has_text="US dollars").wait_for()


def test_a_link_restores_the_question(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/compare?from=chelyabinsk&to=mundra&close=suez&clock=door")
    page.locator(".answers.main").wait_for()
    assert page.get_by_label("From", exact=True).input_value().startswith("Chelyabinsk")
    assert page.get_by_label("To", exact=True).input_value().startswith("Mundra")
    assert "Suez Canal is closed" in (page.locator(".failed").text_content() or "")
    assert "Conditions (1)" in page.get_by_role("button", name="Conditions").inner_text()


def test_back_brings_the_question_before(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/compare")
    page.locator(".answers.main").wait_for()
    page.get_by_role("link", name="Chelyabinsk – Mundra").click()
    page.wait_for_url("**/compare?from=chelyabinsk&to=mundra")
    page.go_back()
    page.wait_for_function(
        "() => document.querySelector('input[aria-label*=\"From\"]').value.startsWith('Moscow')"
    )


def test_a_typed_name_is_found_or_told_in_one_sentence(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/compare")
    page.locator(".answers.main").wait_for()
    box = page.get_by_label("From", exact=True)
    box.fill("Астрахань")
    box.press("Enter")
    page.wait_for_url("**/compare?from=*")
    page.locator(".answers.main").wait_for()
    box.fill("<img src=x onerror=alert(1)>")
    box.press("Enter")
    alert = page.get_by_test_id("stAlert")
    alert.wait_for()
    assert "<img src=x onerror=alert(1)>" in alert.inner_text()


def test_the_map_follows_the_theme(browser: Browser, app_url: str) -> None:
    with opened_page(browser, color_scheme="dark") as page:
        open_map(page, f"{app_url}/map")
        page.frame_locator("iframe").locator("html[data-theme=dark]").wait_for(state="attached")
        water = in_map(page, "getComputedStyle(RENDERER.map.getContainer()).backgroundColor")
        channels = bytes.fromhex(GROUND["water"].dark.removeprefix("#"))
        assert water == f"rgb({', '.join(map(str, channels))})"
