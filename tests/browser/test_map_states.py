"""The marks of gates on the map: told apart, apart from each other, each with its card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.test_app import VIEW, in_map, open_map

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

pytestmark = pytest.mark.deep

LONGEST_MS: Final = 90_000
"""The application that is opened here starts with it, and reads its data first."""
OVERLAPS: Final = """() => {
  const marks = [...document.querySelectorAll('path.mark')];
  const shown = marks.filter(one => one.style.display !== 'none');
  const boxes = shown.map(one => one.getBoundingClientRect());
  const middle = box => [box.left + box.width / 2, box.top + box.height / 2];
  let near = 0;
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
    const [[x, y], [u, v]] = [middle(a), middle(b)];
    near += Math.hypot(x - u, y - v) < Math.min(a.width, b.width) * .8;
  }));
  return [shown.length, near];
}"""


def test_gates_are_marked_by_state_with_a_card_and_none_covers_another(
    page: Page, watch: Watch, dated_app_url: str
) -> None:
    page.set_default_timeout(LONGEST_MS)
    frame = open_map(page, f"{dated_app_url}/map")
    expect(page.locator(".as-of.states")).to_contain_text("date of the newest report")
    for shape in ("barred", "blockaded", "hindered", "unknown", "open"):
        assert frame.locator(f"path.mark.{shape}").count() > 0, shape
    for zoom in (3.5, 5, 7):
        in_map(page, f"void RENDERER.map.setView([36, 51], {zoom}, {{animate: false}})")
        measured = in_map(page, f"({OVERLAPS})()")
        assert isinstance(measured, list)
        assert measured[0] > 15
        assert measured[1] == 0, zoom
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    in_map(page, "void (window.sameMap = true, RENDERER.map.panBy([40, 20], {animate: false}))")
    mark = frame.locator("path.mark[aria-label^='Strait of Hormuz: closed since 14 July 2026']")
    mark.focus()
    page.keyboard.press("Enter")
    card = frame.locator(".card")
    for text in ("Strait of Hormuz: closed since 14 July 2026", "share of normal", "Grade"):
        expect(card).to_contain_text(text)
    assert card.locator("a[href^='https://']").count() > 0
    files = [url for url in fetched if "/component/" in url]
    assert len(files) <= 1, "the texts of all cards are one file, fetched with the first of them"
    assert all(url.endswith(".json") for url in files)
    view = in_map(page, VIEW)
    page.get_by_text("As if every gate were open", exact=True).click()
    expect(frame.locator("path.mark")).to_have_count(0)
    expect(page.locator(".as-of.states")).to_contain_text("As if every gate were open")
    page.wait_for_url("**as_if_open=yes**")
    assert in_map(page, "window.sameMap") is True
    assert in_map(page, VIEW) == view
    watch.assert_quiet()
