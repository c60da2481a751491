"""The chart over distance in Chromium: it fetches its rows, and tells their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.palette import CORRIDORS
from views.state import data

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

pytestmark = pytest.mark.deep

SOURCED = '[data-testid="stVegaLiteChart"] .mark-symbol path:not([aria-label$="–"])'
WESTERN = CORRIDORS["western"]
TOLD = "#vg-tooltip-element.visible tr:last-child td.value"


def test_hover_tells_the_source(app_url: str, page: Page, watch: Watch) -> None:
    page.goto(f"{app_url}/compare?tab=chart")
    farthest = page.locator(SOURCED).last
    farthest.scroll_into_view_if_needed()
    farthest.hover()
    expect(page.locator(TOLD)).to_be_visible()
    titles = {data.source(one)[0] for one in data.atlas().ledger.sources}
    assert titles.intersection(page.locator(TOLD).inner_text().split("; "))
    assert watch.outside == []


def test_the_chart_takes_the_theme_without_another_run(app_url: str, page: Page) -> None:
    page.goto(f"{app_url}/compare?tab=chart")
    line = page.locator(f'[data-testid="stVegaLiteChart"] path[stroke="{WESTERN.light}"]').first
    line.wait_for(state="attached")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(line).to_have_css("stroke", in_css(WESTERN.on(theme)))


def in_css(colour: str) -> str:
    """Return a colour as a browser tells it."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"rgb({red}, {green}, {blue})"
