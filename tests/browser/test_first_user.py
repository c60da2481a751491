"""A first visit: open, compare, build the missing railway, send the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST_CLICKS = 6
CLICKS = """() => {
  window.clicks = 0;
  addEventListener("click", event => { window.clicks += event.isTrusted; }, true);
}"""


def ends_of(page: Page) -> list[str]:
    return [page.get_by_role("combobox", name=name).input_value() for name in ("From", "To")]


def test_a_newcomer_shares_rasht_astara_within_six_clicks(
    page: Page, browser: Browser, app_url: str, watch: Watch
) -> None:
    page.goto(app_url)
    page.get_by_role("heading", name="International North–South Transport Corridor").wait_for()
    page.evaluate(CLICKS)
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_role("row", name="Western (Astara)").first.wait_for()
    assert ends_of(page) == ["Moscow · RU", "Nhava Sheva · IN"]
    page.get_by_role("link", name="What if", exact=True).click()
    page.get_by_role("button", name="Rasht–Astara railway", exact=True).click()
    told = page.locator("p.lead", has_text="becomes").inner_text()
    assert "Western (Astara) becomes" in told
    page.wait_for_url("**build=rasht-astara**")
    assert 0 < page.evaluate("window.clicks") <= MOST_CLICKS
    guest = browser.new_context().new_page()
    guest.goto(page.url)
    assert guest.locator("p.lead", has_text="becomes").inner_text() == told
    guest.context.close()
    assert watch.outside == []
    assert watch.errors == []
