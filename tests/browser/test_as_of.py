"""The application says as of when it answers, and answers as if open by one click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watch


def test_the_first_lines_say_what_is_closed_and_one_click_opens_it(
    page: Page, watch: Watch, dated_app_url: str
) -> None:
    page.goto(f"{dated_app_url}/compare")
    lines = page.locator(".as-of")
    expect(lines).to_contain_text("Strait of Hormuz: closed since 14 July 2026")
    answers = page.locator("table.answers").first
    expect(answers).to_contain_text("Cape of Good Hope")
    barred = answers.locator("tr.barred", has_text="Western")
    expect(barred).to_be_visible()
    lines.locator("summary").click()
    expect(lines.locator("li a").first).to_be_visible()
    page.get_by_text("As if every gate were open", exact=True).first.click()
    expect(barred).to_have_count(0)
    expect(answers).to_contain_text("Western")
    expect(lines).to_contain_text("As if every gate were open")
    expect(page).to_have_url(f"{dated_app_url}/compare?as_if_open=yes")
    page.set_viewport_size({"width": 375, "height": 812})
    line = page.locator(".ask-line")
    expect(line).to_contain_text("Any month")
    page.mouse.move(180, 500)
    page.mouse.wheel(0, 900)
    expect(line).to_contain_text("As if every gate were open")
    box = line.bounding_box()
    assert box is not None
    assert box["y"] < 120
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    expect(line).to_contain_text("Any month")
    watch.assert_quiet()
