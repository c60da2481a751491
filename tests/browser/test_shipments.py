"""A table of shipments in Chromium: chosen, answered, taken away, in a part that axe accepts."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.browser.test_access import THEMES, lasting_findings
from tests.geo.batch.tables import GOOD, text

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

HOSTILE: Final = "<img src=x onerror=alert(1)>"
TABLE: Final = text(GOOD, (HOSTILE, *GOOD[1:]))


def test_a_table_is_answered_and_taken_away(app_url: str, page: Page, watch: Watch) -> None:
    page.goto(app_url)
    part = page.locator(".st-key-shipments")
    part.locator("summary").click()
    part.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "rates.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    expect(part.locator("p.lead.answer")).to_contain_text("2 rows, 1 of them with an error")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        assert lasting_findings(page, theme) == [], theme
    with page.expect_download() as waiting:
        part.get_by_role("button", name="Download the answers").click()
    content = waiting.value.path().read_text("utf-8-sig")
    good, bad = csv.DictReader(io.StringIO(content))
    assert float(good["km"]) > 1_000
    assert HOSTILE in bad["error"]
    assert waiting.value.suggested_filename == "rates-answers.csv"
    part.get_by_role("button", name="Remove the table").click()
    expect(part.locator("p.lead.answer")).to_have_count(0)
    watch.assert_quiet()
