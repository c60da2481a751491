"""What stands where on the page of the map: nothing lies over what the reader came for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.pages import SETTLING_MS
from tests.browser.test_app import drawn_map, in_map, open_map

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, FrameLocator, Locator, Page

pytestmark = pytest.mark.deep

HIDDEN: Final = """() => {
  const names = [...document.querySelectorAll('.label.place')];
  const boxes = names.map(one => one.getBoundingClientRect());
  const over = (box, p) => p.x > box.left && p.x < box.right && p.y > box.top && p.y < box.bottom;
  let all = 0, hidden = 0;
  for (const line of document.querySelectorAll('.leaflet-map-pane path.line')) {
    const seat = line.getScreenCTM();
    for (let at = 0; at < line.getTotalLength(); at += 4) {
      all += 1;
      const point = line.getPointAtLength(at).matrixTransform(seat);
      hidden += boxes.some(box => over(box, point));
    }
  }
  return hidden / all;
}"""
"""The share of the lines that names lie over."""


def box_of(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None
    return box


def apart(one: FloatRect, other: FloatRect) -> bool:
    across = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
    down = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
    return across or down


def panels(frame: FrameLocator) -> list[bool]:
    """Return whether layers and key are unfolded."""
    found: list[bool] = frame.locator("details.legend").evaluate_all(
        "all => all.map(one => one.open)"
    )
    return found


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_the_languages_stand_beside_the_pages(page: Page, app_url: str, language: str) -> None:
    links = page.locator("[data-testid=stTopNavLink]:visible, .st-key-pages a:visible")
    page.set_viewport_size({"width": 375, "height": 812})
    open_map(page, f"{app_url}/map?lang={language}")
    page.wait_for_function(f"() => document.documentElement.lang === '{language}'")
    for width in (375, 800, 1440):
        page.set_viewport_size({"width": width, "height": 812})
        page.wait_for_function("width => innerWidth === width", arg=width)
        page.wait_for_timeout(SETTLING_MS)
        chooser, title = box_of(page.locator(".st-key-lang")), box_of(page.locator("h1"))
        assert chooser["y"] + chooser["height"] <= title["y"]
        assert chooser["x"] >= 0
        assert chooser["x"] + chooser["width"] <= width
        assert (chooser["x"] + chooser["width"] / 2 < width / 2) == (language == "fa")
        assert links.count() > 0
        assert all(apart(chooser, box_of(link)) for link in links.all())


def test_the_slider_names_its_first_and_last_month(page: Page, app_url: str) -> None:
    open_map(page, f"{app_url}/map?at=2014-06")
    ends = page.get_by_test_id("stSliderTickBar")
    assert ends.inner_text().split() == ["2000-01", "2035-12"]
    assert ends.evaluate("node => getComputedStyle(node).opacity") == "1"


def test_panels_are_folded_where_they_would_hide_the_map(page: Page, app_url: str) -> None:
    frame = open_map(page, f"{app_url}/map")
    assert panels(frame) == [True, False]
    frame.locator("details.legend summary").last.click()
    layers, key = (box_of(one) for one in frame.locator("details.legend").all())
    assert apart(layers, key)
    page.set_viewport_size({"width": 375, "height": 812})
    page.reload()
    assert panels(drawn_map(page)) == [False, False]


def test_names_leave_the_lines_free(page: Page, app_url: str) -> None:
    open_map(page, f"{app_url}/map")
    in_map(page, "void RENDERER.map.setView([45, 50], 4.5, {animate: false})")
    share = in_map(page, HIDDEN)
    assert isinstance(share, int | float)
    assert share < 0.01


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_folded_menu_lies_over_nothing(page: Page, app_url: str, language: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"{app_url}/about?lang={language}")
    page.wait_for_function(f"() => document.documentElement.lang === '{language}'")
    page.get_by_test_id("stDownloadButton").wait_for()
    hit = """() => [...Array(40)].flatMap((_, row) => [...Array(18)].flatMap((_, column) =>
      document.elementFromPoint(5 + 20 * column, 5 + 20 * row)?.closest('[data-testid=stSidebar]')
        ?? []))"""
    assert page.evaluate(f"({hit})().length") == 0
    page.locator(".st-key-pages a").last.click(trial=True)


def test_a_card_is_whole_on_a_narrow_screen(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 375, "height": 812})
    frame = open_map(page, f"{app_url}/map")
    frame.locator("path.hit").first.focus()
    frame.locator("path.hit").first.press("Enter")
    inner = next(one for one in page.frames if "/component/" in one.url)
    inner.wait_for_function("""() => {
      const card = document.querySelector('.leaflet-popup').getBoundingClientRect();
      return card.left >= 0 && card.right <= innerWidth;
    }""")


@pytest.mark.parametrize("start", ["moscow", "bandar-anzali", "gdansk"])
def test_no_end_of_a_journey_is_under_what_lies_over_the_map(
    page: Page, app_url: str, start: str
) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    frame = open_map(page, f"{app_url}/?from={start}")
    controls = box_of(page.locator(".st-key-picks"))
    ends = frame.locator(".label.place.end")
    expect(ends).to_have_count(2)
    for end in ends.all():
        assert apart(box_of(end), controls)
