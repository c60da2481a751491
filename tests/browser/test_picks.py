"""A card, a row and a heading are picked by mouse and by key; the map lights what is picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.pages import SETTLING_MS
from tests.browser.test_app import drawn_map

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

LIT_WIDTH = "4.75px"


def test_what_is_picked_is_lit_opened_and_in_the_link(
    page: Page, app_url: str, watch: Watch
) -> None:
    page.goto(app_url)
    frame = drawn_map(page)
    lit = frame.locator("path.line.lit")
    fastest = page.locator(".card[aria-pressed=true]").first
    expect(fastest).to_contain_text("Western (Astara)")
    lit.first.wait_for(state="attached")
    assert frame.locator("path.line.lit:not(.colour-western)").count() == 0
    row = page.locator(".answers.main tr", has_text="Cape of Good Hope")
    row.locator("td").first.click()
    page.wait_for_url("**/?route=cape")
    expect(page.locator(".answers.main tr.detail")).to_contain_text("Total")
    frame.locator("path.line.lit.colour-cape").first.wait_for(state="attached")
    assert frame.locator("path.line.lit:not(.colour-cape)").count() == 0
    page.wait_for_timeout(SETTLING_MS)
    widths = lit.evaluate_all("all => all.map(one => getComputedStyle(one).strokeWidth)")
    assert len(widths) > 1
    assert set(widths) == {LIT_WIDTH}
    button = row.get_by_role("button")
    expect(button).to_have_attribute("aria-expanded", "true")
    button.press("Enter")
    page.wait_for_url(f"{app_url}/")
    expect(page.locator(".answers.main tr.detail")).to_have_count(0)
    page.locator(".answers.main thead").get_by_role("button", name="Length").click()
    page.wait_for_url("**/?sort=length")
    first = page.locator(".answers.main tbody tr").first
    expect(first).not_to_contain_text("Cape")
    expect(page.locator(".answers.main tbody tr").last).to_contain_text("Cape of Good Hope")
    watch.assert_quiet()
