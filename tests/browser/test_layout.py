"""A page that is opened shows its parts where they stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from geo.i18n.locale import LANGUAGES
from tests.browser.pages import opened_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

MOST: Final = 0.1
"""Sum of layout shifts that counts as good."""
WATCH: Final = """window.shifts = [];
const keep = list => window.shifts.push(...list.getEntries().map(one => one.value));
new PerformanceObserver(keep).observe({type: "layout-shift", buffered: true});"""
CUT: Final = """() => {
  const cells = [...document.querySelectorAll('table.answers.main :is(th, td)')];
  return [cells.length, cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(
    cell => cell.textContent)];
}"""
"""How many cells the table has, and what is wider than its cell."""
CUT_NAMES: Final = """() => [...document.querySelectorAll('.st-key-pages a p')].filter(
    one => one.scrollWidth > one.clientWidth || one.textContent.split(' ').length * 1.5
        * parseFloat(getComputedStyle(one).lineHeight) < one.clientHeight
).map(one => one.textContent)"""
"""Names of pages at the foot that are cut, or broken within a word."""
DESK: Final[ViewportSize] = {"width": 1440, "height": 900}
PHONE: Final[ViewportSize] = {"width": 375, "height": 812}


def shifts(page: Page, url: str) -> list[float]:
    page.add_init_script(WATCH)
    page.goto(url)
    page.locator("body.laid-out [data-test-script-state=notRunning]").wait_for()
    page.frame_locator("iframe").locator("html[data-drawn]").wait_for(state="attached")
    page.wait_for_timeout(1000)
    moved: list[float] = page.evaluate("window.shifts")
    return moved


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_parts_do_not_push_each_other_while_they_come(
    browser: Browser, app_url: str, size: ViewportSize
) -> None:
    with opened_page(browser, viewport=size) as page:
        moved = shifts(page, app_url)
        assert page.locator(".stMainBlockContainer").is_visible()
    assert sum(moved) < MOST


@pytest.mark.parametrize("language", LANGUAGES)
def test_tabs_numbers_and_pages_are_whole_on_a_phone(
    browser: Browser, app_url: str, language: str
) -> None:
    with opened_page(browser, viewport=PHONE) as page:
        page.goto(f"{app_url}/?lang={language}")
        page.locator("table.answers.main").wait_for()
        cells, cut = page.evaluate(CUT)
        tabs = [tab.bounding_box() for tab in page.get_by_role("tab").all()]
        names = page.locator(".st-key-pages a p")
        names.nth(5).wait_for()
        pages = [one.bounding_box() for one in names.all()]
        cut += page.evaluate(CUT_NAMES)
    assert cells > 20
    assert cut == []
    assert len(tabs) == 5
    assert len(pages) == 6
    for box in (*tabs, *pages):
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]


def test_a_page_in_persian_is_written_from_the_right_before_it_comes(
    page: Page, app_url: str
) -> None:
    page.route_web_socket("**/_stcore/stream", lambda _: None)
    page.goto(f"{app_url}/?lang=fa", wait_until="domcontentloaded")
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("fa", "rtl")
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--paper')") != ""
    assert page.locator(".ask, .answers").count() == 0
