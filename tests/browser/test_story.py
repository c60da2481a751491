"""The story in a browser: a step in view sets the map, and so do the keyboard and the dots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from views.story.page import MAP

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Page

    from tests.browser.conftest import Watch

NOW = re.compile(r"\bnow\b")


def opened_story(page: Page, url: str) -> FrameLocator:
    """Open the story, and wait until its map is drawn."""
    page.goto(f"{url}/story")
    frame = page.frame_locator(f".st-key-{MAP} iframe")
    frame.locator("html[data-drawn]").wait_for(state="attached")
    page.locator(".links article").first.wait_for()
    return frame


def lit(frame: FrameLocator) -> int:
    """Count the lines on the map that are lit."""
    return frame.locator("path.line.lit, path.band.lit").count()


def test_a_step_in_view_sets_the_view_of_the_map_and_lights_its_dot(
    page: Page, app_url: str, watch: Watch
) -> None:
    frame = opened_story(page, app_url)
    expect(page.locator("#corridor")).to_have_class(NOW)
    assert lit(frame) == 0
    page.locator(".brief a").first.click()
    expect(page.locator("#jeddah-2023")).to_have_class(NOW)
    expect(page.locator("#corridor")).not_to_have_class(NOW)
    expect(frame.locator("path.line.lit").first).to_be_attached()
    assert page.locator(".timeline .dot.lit").count() == 1
    page.locator("#corridor").evaluate("step => step.scrollIntoView()")
    expect(page.locator("#corridor")).to_have_class(NOW)
    expect(frame.locator("path.line.lit")).to_have_count(0)
    watch.assert_quiet()


@pytest.mark.deep
def test_the_arrow_keys_go_from_event_to_event_and_read_each_with_its_source(
    page: Page, app_url: str
) -> None:
    opened_story(page, app_url)
    told = page.locator(".timeline .told")
    page.locator(".timeline .dot[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    second = page.locator(".timeline .dot").nth(1)
    expect(second).to_be_focused()
    expect(told.locator("span")).to_have_text(second.get_attribute("aria-label") or "")
    expect(told.locator("a")).to_have_attribute("href", second.get_attribute("data-url") or "")
    assert page.locator(".timeline .dot[tabindex='0']").count() == 1


def test_the_date_of_a_missing_link_is_two_clicks_from_the_first_page(
    page: Page, app_url: str
) -> None:
    page.goto(app_url)
    page.locator("[data-testid=stTopNavLink]", has_text="Story").click()
    page.locator(".brief a", has_text="Rasht–Astara").click()
    card = page.locator("#link-rasht-astara")
    expect(card).to_be_in_viewport()
    expect(card.locator(".changes b").first).to_contain_text("days")


@pytest.mark.deep
def test_the_shipment_is_drawn_in_its_own_step_alone(page: Page, app_url: str) -> None:
    frame = opened_story(page, app_url)
    own = frame.locator(".leaflet-map-pane path.line.colour-jeddah-2023")
    expect(own).to_have_count(0)
    page.locator(".brief a").first.click()
    expect(own.first).to_be_attached()
    page.locator("#gates-2026").evaluate("step => step.scrollIntoView()")
    expect(own).to_have_count(0)
