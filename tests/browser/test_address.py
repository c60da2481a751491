"""A view sent as a link opens the same, and Back returns to the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.pages import choose, opened_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Watch


def opened_tab(page: Page, name: str) -> None:
    page.locator("[role=tab][aria-selected=true]", has_text=name).wait_for()


def test_the_tab_and_the_tornado_of_a_link_are_open_and_back_returns(
    page: Page, app_url: str, watch: Watch
) -> None:
    page.goto(f"{app_url}/what-if?tab=gates")
    opened_tab(page, "Single points of failure")
    page.get_by_text("Stopped by closing any one of").wait_for()
    page.get_by_role("tab", name="Missing links").click()
    page.wait_for_url("**/?tab=what-if&reason=links")
    page.get_by_text("changes no corridor").first.wait_for()
    page.go_back()
    page.wait_for_url("**/?tab=what-if&reason=gates")
    opened_tab(page, "Single points of failure")
    page.get_by_text("Stopped by closing any one of").wait_for()
    page.go_forward()
    page.wait_for_url("**/?tab=what-if&reason=links")
    opened_tab(page, "Missing links")
    assert watch.outside == []


@pytest.mark.deep
def test_the_corridor_of_a_tornado_is_in_the_link(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/what-if?tornado=suez")
    chosen = page.get_by_role("tabpanel").get_by_role("combobox")
    expect(chosen).to_have_value("Suez, all water to the Baltic")
    choose(chosen, "Eastern (KTI railway)")
    page.wait_for_url("**/?tab=what-if&tornado=eastern")
    page.go_back()
    page.wait_for_url("**/?tab=what-if&tornado=suez")
    expect(chosen).to_have_value("Suez, all water to the Baltic")


def test_the_journey_and_the_cargo_of_a_link_are_shown_and_back_returns(
    page: Page, app_url: str, watch: Watch
) -> None:
    page.goto(f"{app_url}/compare?box=feu&amount=36&route=suez")
    page.locator(".answers.main th", has_text="USD / FEU").wait_for()
    assert page.locator(".answers.main small", has_text="36\N{NARROW NO-BREAK SPACE}FEU").count()
    lit = page.locator(".answers.main tr.picked")
    expect(lit).to_contain_text("Suez, all water to the Baltic")
    expect(page.locator(".answers.main tr.detail")).to_contain_text("Suez Canal")
    page.get_by_role("radio", name="Door").click()
    page.wait_for_url("**/compare?clock=door&box=feu&amount=36&route=suez")
    page.get_by_role("radio", name="Door", checked=True).wait_for()
    page.go_back()
    page.wait_for_url("**/compare?box=feu&amount=36&route=suez")
    page.get_by_role("radio", name="Shipment", checked=True).wait_for()
    expect(lit).to_contain_text("Suez, all water to the Baltic")
    assert watch.outside == []


@pytest.mark.parametrize(
    "address",
    [
        "compare?clock=door&build=rasht-astara&as_of=2023-08&month=1&service=tramp&box=feu",
        pytest.param(
            "?to=mundra&close=suez&build=rasht-astara&month=1&tab=what-if", marks=pytest.mark.deep
        ),
    ],
)
def test_the_question_outlives_two_changes_of_the_language(
    page: Page, app_url: str, address: str
) -> None:
    page.goto(f"{app_url}/{address}")
    for name, language in (("Русский", "ru"), ("فارسی", "fa"), ("English", "")):
        page.get_by_role("radio", name=name).click()
        page.get_by_role("radio", name=name, checked=True).wait_for()
        page.wait_for_function(
            "lang => document.documentElement.lang === lang", arg=language or "en"
        )
        page.wait_for_url(f"**/{address}" + (f"&lang={language}" if language else ""))


def test_what_a_link_holds_in_vain_is_said_at_the_top_of_a_phone_and_stays(
    browser: Browser, app_url: str
) -> None:
    with opened_page(browser, viewport={"width": 375, "height": 740}) as page:
        page.goto(f"{app_url}/?clock=moon&lang=fa")
        page.locator(".answers.main").wait_for()
        page.locator("[data-test-script-state=notRunning]").wait_for()
        notice = page.locator(".st-key-refused")
        expect(notice).to_contain_text("clock: moon")
        box = notice.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 740 / 2
