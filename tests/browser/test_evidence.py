"""The page of evidence in a browser: opened by its own address, and in another language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

pytestmark = pytest.mark.deep


def test_a_page_opened_by_its_address_asks_for_nothing_else_in_vain(
    page: Page, app_url: str, watch: Watch
) -> None:
    page.goto(f"{app_url}/evidence?part=ledger&find=astara")
    page.get_by_text(" figures", exact=False).first.wait_for()
    watch.assert_quiet()


def test_a_chart_has_a_name_and_nothing_beside_it_speaks_english(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/evidence?lang=ru")
    charts = page.locator("[data-testid=stVegaLiteChart]")
    charts.first.wait_for()
    for number in range(charts.count()):
        name = charts.nth(number).get_attribute("aria-label") or ""
        assert re.fullmatch("[А-яё ]+", name)
    charts.first.hover()
    for name in ("Show data", "Fullscreen", "Link to heading"):
        hidden = page.get_by_label(name)
        assert not any(hidden.nth(number).is_visible() for number in range(hidden.count()))
