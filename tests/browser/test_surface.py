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
        pictures = page.locator("#surface-now svg")
        expect(pictures).to_have_count(2)
        drawing, legend = pictures.first, pictures.last
        expect(drawing).to_be_visible()
        assert drawing.locator("title").count() > 500
        assert drawing.locator("text", has_text="Western").count() > 0
        expect(legend.locator("text", has_text="How sure")).to_be_visible()
        boxes = [one.bounding_box() for one in (drawing, legend)]
        assert boxes[0] is not None
        assert boxes[1] is not None
        assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0


def test_a_place_is_searched_as_on_the_first_page(browser: Browser, app_url: str) -> None:
    with opened_page(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{app_url}/surface?from=nhava-sheva&as_of=2025-11")
        field = page.get_by_role("combobox", name="Place")
        field.click()
        field.press_sequentially("Mundr")
        expect(page.get_by_role("option").first).to_contain_text("Mundra")
        field.press("Enter")
        expect(page.get_by_text("serves from Mundra")).to_be_visible()
        assert "from=mundra" in page.url
