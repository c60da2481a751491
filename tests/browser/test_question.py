"""The bar of the question: places are suggested while they are written, by keyboard alone."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.pages import at_rest, opened_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Watch

MOST_BYTES = 10_000
LEAST_TOUCHED = 44
"""Pixels of what a finger touches."""
ABOVE = "() => document.querySelector('.st-key-answer').getBoundingClientRect().top"


def opened(page: Page, address: str) -> Locator:
    page.goto(address)
    page.locator("h1.headline").wait_for()
    return page.get_by_role("combobox", name="From")


def offered(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option")


def lit(page: Page) -> Locator:
    return page.get_by_role("listbox").get_by_role("option", selected=True)


def test_twenty_boxes_are_asked_in_words_and_the_link_opens_them_on_another_day(
    page: Page, app_url: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened(page, f"{app_url}/compare")
    page.locator(".ask-cargo .ask-open").click()
    amount = page.get_by_role("textbox", name="Amount")
    amount.fill("20 FEU")
    amount.press("Enter")
    expect(page.locator(".ask-cargo .ask-shown, .ask-cargo .ask-open").first).to_contain_text(
        "20 FEU"
    )
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("() => navigator.clipboard.readText()")
    asked = parse_qs(urlsplit(link).query)
    assert dt.date.fromisoformat(asked.pop("as_of")[0]) <= dt.datetime.now(dt.UTC).date()
    assert asked == {"from": ["moscow"], "to": ["nhava-sheva"], "box": ["feu"], "amount": ["20"]}


def test_the_first_place_is_right_before_enter(page: Page, app_url: str, watch: Watch) -> None:
    box = opened(page, f"{app_url}/compare")
    for text, shown in (
        ("Bombay", "Mumbai (Bombay) port, India"),
        ("Ленинград", "St Petersburg (Ленинград) port, Russia"),
        ("بندرعب", "Bandar Abbas (بندرعباس) port, Iran"),
        ("INNSA", "Nhava Sheva (INNSA) port, India"),
        ("37.47, 49.46", "37.470, 49.460 point, Iran"),
    ):
        box.fill(text)
        expect(lit(page)).to_have_text(shown)
    box.fill("Astara")
    expect(offered(page)).to_have_text(
        [
            "Astara border crossing, Azerbaijan",
            "Astara border crossing, Iran",
            re.compile("Gorgan"),
        ],
        use_inner_text=True,
    )
    expect(page.get_by_text("Add:")).to_have_count(0)
    watch.assert_quiet()


def test_the_list_is_used_by_keys_alone(page: Page, app_url: str) -> None:
    box = opened(page, f"{app_url}/compare")
    box.fill("astara")
    expect(box).to_have_attribute("aria-expanded", "true")
    options = offered(page)
    expect(options.nth(1)).to_be_visible()
    expect(box).to_have_attribute("aria-activedescendant", "ask-from-0")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "ask-from-1")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("Moscow · Russia")
    box.fill("Kazan")
    box.press("Enter")
    page.wait_for_url("**/compare?from=kazan")
    expect(box).to_have_value("Kazan · Russia")
    expect(box).to_be_focused()
    box.fill("Baku")
    box.press("Tab")
    expect(box).to_have_value("Kazan · Russia")
    expect(page.get_by_role("button", name="Swap")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare?from=nhava-sheva&to=kazan")
    page.go_back()
    expect(box).to_have_value("Kazan · Russia")


def test_an_unknown_name_says_what_to_do(page: Page, app_url: str) -> None:
    box = opened(page, f"{app_url}/compare")
    box.fill("Xqzwv kjh")
    expect(page.locator(".ask-from .ask-note")).to_contain_text("No place is called 'Xqzwv kjh'")
    expect(page.get_by_role("status").first).to_contain_text("nearest names")
    expect(lit(page)).to_have_count(0)
    offered(page).first.click()
    page.wait_for_url("**/compare?from=*")


def test_a_step_of_typing_is_small_and_a_late_reply_is_passed_over(
    page: Page, app_url: str
) -> None:
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda payload: received.append(len(payload))),
    )
    box = opened(page, f"{app_url}/compare")
    box.fill("Mumb")
    expect(lit(page)).to_contain_text("Mumbai")
    page.locator("[data-test-script-state=notRunning]").wait_for()
    before = sum(received)
    box.fill("Chel")
    expect(lit(page)).to_contain_text("Chelyabinsk")
    page.locator("[data-test-script-state=notRunning]").wait_for()
    assert 0 < sum(received) - before < MOST_BYTES
    box.press_sequentially("yabi", delay=130)
    box.fill("Tbili")
    expect(lit(page)).to_contain_text("Tbilisi")


def test_the_bar_and_the_date_stay_in_view_without_a_jump(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/compare")
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.evaluate("() => document.fonts.ready.then(() => true)")
    main = page.get_by_test_id("stMain")
    main.evaluate("main => main.scrollTo(0, 10)")
    before = at_rest(page, ABOVE)
    main.evaluate("main => main.scrollTo(0, 400)")
    page.locator("html.question-stuck").wait_for(state="attached")
    assert at_rest(page, ABOVE) == pytest.approx(before - 390, abs=1)
    bar, line = (page.locator(name).bounding_box() for name in (".ask-fields", ".as-of"))
    assert bar is not None
    assert line is not None
    assert bar["y"] > 0
    assert bar["y"] + bar["height"] <= line["y"] + 1 < 160


def test_a_phone_shows_the_question_in_words_and_unfolds_it(browser: Browser, app_url: str) -> None:
    size = {"width": 375, "height": 812}
    with opened_page(browser, viewport=size, has_touch=True) as page:
        page.goto(f"{app_url}/compare")
        line = page.get_by_role("button", name="Moscow → Nhava Sheva")
        expect(line).to_have_attribute("aria-expanded", "false")
        box = page.get_by_role("combobox", name="To")
        expect(box).to_be_hidden()
        line.tap()
        box.fill("Mundra")
        option = offered(page).first
        expect(option).to_contain_text("Mundra")
        for one in (line, option, page.get_by_role("button", name="Swap")):
            area = one.bounding_box()
            assert area is not None
            assert area["height"] >= LEAST_TOUCHED
        option.tap()
        page.wait_for_url("**/compare?to=mundra")
        expect(page.get_by_role("button", name="Moscow → Mundra")).to_be_visible()
