"""A first visit: read the answer, build the missing railway, send the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import opened_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Watch

MOST_CLICKS = 2
CHABAHAR = "RENDERER.map.latLngToContainerPoint([25.3, 60.6])"
CLICKS = """() => {
  window.clicks = 0;
  addEventListener("click", event => { window.clicks += event.isTrusted; }, true);
}"""


def ends_of(page: Page) -> list[str]:
    return [page.get_by_role("combobox", name=name).input_value() for name in ("From", "To")]


def test_a_newcomer_shares_rasht_astara_within_two_clicks(
    page: Page, browser: Browser, app_url: str, watch: Watch
) -> None:
    page.goto(app_url)
    page.get_by_role("heading", name="Fastest: Western (Astara)").wait_for()
    page.evaluate(CLICKS)
    page.get_by_role("row", name="Western (Astara)").first.wait_for()
    assert ends_of(page) == ["Moscow · Russia", "Nhava Sheva · India"]
    page.get_by_role("tab", name="What if", exact=True).click()
    page.get_by_role("button", name="Rasht–Astara railway", exact=True).click()
    told = page.locator("h1.headline", has_text="built").inner_text()
    assert "Rasht–Astara railway built: Western (Astara) −" in told
    page.wait_for_url("**build=rasht-astara**")
    assert 0 < page.evaluate("window.clicks") <= MOST_CLICKS
    with opened_page(browser) as guest:
        guest.goto(page.url)
        assert guest.locator("h1.headline", has_text="built").inner_text() == told
    watch.assert_quiet()


def test_where_there_is_no_answer_a_click_on_the_map_finds_one(
    page: Page, app_url: str, watch: Watch
) -> None:
    page.goto(f"{app_url}/compare?to=4.9,28.2")
    page.get_by_text("No corridor of those chosen joins the two places").wait_for()
    frame = page.frame_locator("iframe")
    frame.locator("html[data-drawn]").wait_for(state="attached")
    assert not frame.get_by_text("Layers", exact=True).is_visible()
    turn = frame.locator("html").get_attribute("data-drawn")
    page.get_by_role("radio", name="To", exact=True).click()
    frame.locator(f'html:not([data-drawn="{turn}"])').wait_for(state="attached")
    inner = next(one for one in page.frames if "/component/" in one.url)
    point = inner.evaluate(CHABAHAR)
    frame.locator(".leaflet-container").click(position={"x": point["x"], "y": point["y"]})
    page.wait_for_url("**/compare?to=chabahar")
    page.locator("h1.headline").wait_for()
    assert ends_of(page) == ["Moscow · Russia", "Chabahar · Iran"]
    watch.assert_quiet()


def test_a_name_that_is_misspelt_is_set_right_by_a_click(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/compare")
    page.locator("h1.headline").wait_for()
    origin = page.get_by_role("combobox", name="From")
    origin.fill("Moscwo")
    origin.press("Enter")
    page.get_by_test_id("stAlert").get_by_text("did you mean Moscow").wait_for()
    page.get_by_role("button", name="Moscow · Russia", exact=True).click()
    page.locator("h1.headline").wait_for()
    assert ends_of(page) == ["Moscow · Russia", "Nhava Sheva · India"]


def test_a_figure_that_is_set_gives_the_answer_back_to_sight(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/what-if")
    page.get_by_role("button", name="Change a figure").click()
    value = page.get_by_role("textbox", name="New value")
    value.fill("24")
    value.press("Enter")
    page.get_by_role("button", name="Set", exact=True).click()
    page.locator("h1.headline", has_text="instead of").wait_for()
    value.wait_for(state="hidden")
    page.locator(".setting", has_text="24 instead of").wait_for()


@pytest.mark.deep
def test_pages_are_opened_again_and_again_without_a_fault(
    page: Page, app_url: str, watch: Watch
) -> None:
    page.goto(app_url)
    headings = {"Story": "The corridor", "Routes": "Fastest", "About": "About"}
    for name in ("Story", "Routes", "About", "Routes"):
        page.get_by_role("link", name=name, exact=True).first.click()
        page.get_by_role("heading", name=headings[name]).first.wait_for()
    watch.assert_quiet(is_left=True)
