"""The chart over distance in Chromium: it fetches its rows, and tells their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from views import loaders

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SOURCED = '[data-testid="stVegaLiteChart"] .mark-symbol path:not([aria-label$="–"])'
TOLD = "#vg-tooltip-element.visible tr:last-child td.value"


def test_hover_tells_the_source(app_url: str, page: Page, watch: Watch) -> None:
    page.goto(f"{app_url}/compare")
    farthest = page.locator(SOURCED).last
    farthest.scroll_into_view_if_needed()
    farthest.hover()
    expect(page.locator(TOLD)).to_be_visible()
    titles = {loaders.source(one)[0] for one in loaders.atlas().ledger.sources}
    assert titles.intersection(page.locator(TOLD).inner_text().split("; "))
    assert watch.outside == []
