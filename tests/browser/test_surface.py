"""The page "Who wins where" in a browser: the map stands there, and its cells tell their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.pages import opened_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_the_map_is_drawn_and_fits_a_phone(browser: Browser, app_url: str) -> None:
    with opened_page(browser, viewport={"width": 375, "height": 740}) as page:
        page.goto(f"{app_url}/surface?from=nhava-sheva&as_of=2025-11")
        drawing = page.locator("#surface-now svg")
        expect(drawing).to_be_visible()
        assert drawing.locator("title").count() > 500
        assert drawing.locator("text", has_text="Western").count() > 0
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
