"""The ground of the map in a browser: relief, seas and towns, names that cross nothing."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from geo.export import Kind, Request, content_of
from geo.i18n import get_locale
from geo.webmap.journeys import journey_groups
from geo.webmap.legends import status_legend, stop_legend
from geo.webmap.page import LAST_ZOOM, file_page
from geo.webmap.scene import Group, Scene, Symbol
from geo.webmap.states import MARKS, state_legend, with_shut_legs
from geo.webmap.styles import SHUT
from tests.atlases import dated_atlas
from tests.scenes import journey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.deep

ALPHA = """([lat, lon, theme]) => {
  const canvas = document.querySelector('canvas.relief'), box = canvas.getBoundingClientRect();
  const frame = RENDERER.map.getContainer().getBoundingClientRect();
  const p = RENDERER.map.latLngToContainerPoint([lat, lon]);
  const x = (p.x + frame.left - box.left) / box.width * canvas.width;
  const y = (p.y + frame.top - box.top) / box.height * canvas.height;
  const cells = canvas.getContext('2d').getImageData(x - 12, y - 12, 24, 24).data;
  return cells.filter((_, i) => i % 4 === 3).reduce((sum, one) => sum + one, 0) / 576;
}"""

CLASHES: Final = """() => {
  const frame = RENDERER.map.getContainer().getBoundingClientRect();
  const across = (a, b) => a.left + 1 < b.right && b.left + 1 < a.right;
  const meet = (a, b) => across(a, b) && a.top + 1 < b.bottom && b.top + 1 < a.bottom;
  const all = [...document.querySelectorAll('.label:not(.sea)')];
  const names = all.map(n => [n.textContent, n.getBoundingClientRect()]);
  const seen = names.filter(([, box]) => meet(box, frame));
  const within = (low, at, high) => at > low + 1 && at < high - 1;
  const inside = (b, x, y) => within(b.left, x, b.right) && within(b.top, y, b.bottom);
  const clashes = [];
  seen.forEach(([text, a], i) => seen.slice(i + 1).forEach(([other, b]) => {
    if (meet(a, b)) clashes.push([text, other]);
  }));
  for (const line of document.querySelectorAll('.leaflet-map-pane path.line')) {
    const seat = line.getScreenCTM();
    for (let at = 0; at < line.getTotalLength(); at += 3) {
      const p = line.getPointAtLength(at).matrixTransform(seat);
      const hit = seen.find(([, box]) => inside(box, p.x, p.y));
      if (hit) { clashes.push([hit[0], 'line']); break; }
    }
  }
  for (const mark of document.querySelectorAll('path.mark, path.symbol')) {
    if (mark.style.display === 'none') continue;
    const b = mark.getBoundingClientRect(), x = b.left + b.width / 2, y = b.top + b.height / 2;
    const hit = seen.find(([, box]) => inside(box, x, y));
    if (hit) clashes.push([hit[0], 'mark']);
  }
  return [seen.length, clashes];
}"""
"""How many names are in view, and which of them lie over a line, a mark or each other."""
ROUTES: Final = (journey(), journey(place="Baku", corridor="eastern", variant="other"))
FIT: Final = (36.0, 18.0, 74.0, 57.0)


def gates() -> Group:
    """Return one mark a shape, east of each other on land."""
    symbols = tuple(
        Symbol(
            id=f"gates:{shape}",
            point=(60.0 + 3 * number, 45.0),
            colour=f"state-{shape}",
            shape=shape,
            size=6.5,
            label=f"Gate {number}",
            sub="word",
            order=0.5,
        )
        for number, shape in enumerate(dict.fromkeys(MARKS.values()))
    )
    return Group(id="gates", name="Gates", kind="gate", colour="state-barred", symbols=symbols)


def scene(language: str = "en", *, lit: bool = True) -> Scene:
    locale = get_locale(language)
    groups = journey_groups(ROUTES, names={}, locale=locale)
    legend = (*state_legend(locale), *stop_legend(locale), *status_legend(locale))
    return Scene(
        groups=(*groups, gates()),
        legend=legend,
        fit=FIT,
        highlight=ROUTES[0].id if lit else None,
        locale=locale,
    )


def look_at(page: Page, lat: float, lon: float, zoom: float) -> None:
    page.evaluate(f"void RENDERER.map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")


def names_of(page: Page, kind: str) -> set[str]:
    return set(page.locator(f".label.{kind}").all_inner_texts())


def listed(page: Page) -> list[str]:
    return page.locator("details.legend").last.locator("li").all_inner_texts()


def test_the_page_shuts_the_sea_legs_that_paper_shuts(
    page: Page, opened: Callable[[Scene], None]
) -> None:
    request = Request(kind=Kind.COMPARE, origin="Moscow", destination="Nhava Sheva")
    answer = content_of(dated_atlas(), request)
    drawn = answer.scene()
    shut = {
        line.id for group in with_shut_legs(drawn.groups) for line in group.lines
        if line.style == SHUT
    }  # fmt: skip
    assert shut
    opened(drawn)
    on_page = page.evaluate(
        "() => [...RENDERER.entries.values()].flatMap(entry => entry.sea.filter(([, [, line]]) => "
        "line.getElement().classList.contains('shut')).map(([id]) => id))"
    )
    assert set(on_page) == shut
    texts = page.locator(".label.place").all_inner_texts()
    names = [text.splitlines()[0] for text in texts]
    assert "Port of Novorossiysk" in names
    assert len(names) == len(set(names)), "a gate at which journeys stop has one name"


@pytest.fixture
def opened(page: Page, tmp_path: Path) -> Callable[[Scene], None]:
    """Open a scene as a file, and watch that nothing is fetched from outside."""

    def open_file(scene: Scene) -> None:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        path = tmp_path / "map.html"
        path.write_text(file_page(scene), encoding="utf-8")
        page.goto(path.as_uri())
        page.wait_for_function("() => document.documentElement.dataset.drawn")
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []

    return open_file


def alpha(page: Page, lat: float, lon: float) -> float:
    value: float = page.evaluate(ALPHA, [lat, lon, ""])
    return value


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.deep)])
def test_the_relief_shades_mountains_and_no_sea(
    page: Page, opened: Callable[[Scene], None], theme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=theme)
    opened(Scene(groups=()))
    page.wait_for_function(f"() => document.documentElement.dataset.relief === '{theme}'")
    page.evaluate("RENDERER.map.setView([36, 52], 5, {animate: false})")
    at = functools.partial(alpha, page)
    assert at(32.5, 50.0) > 4
    assert at(39.5, 51.0) < 0.5  # the Caspian
    assert at(16.0, 62.0) == 0  # the Arabian Sea


def test_the_relief_changes_with_the_theme(page: Page, opened: Callable[[Scene], None]) -> None:
    opened(Scene(groups=()))
    page.wait_for_function("() => document.documentElement.dataset.relief")
    before = alpha(page, 32.5, 50.0)
    page.evaluate("RENDERER.theme('dark')")
    page.wait_for_function("() => document.documentElement.dataset.relief === 'dark'")
    assert alpha(page, 32.5, 50.0) != before


def test_the_relief_lies_under_water_and_lines_and_fades(
    page: Page, opened: Callable[[Scene], None]
) -> None:
    opened(Scene(groups=()))
    page.wait_for_function("() => document.documentElement.dataset.relief")
    order = page.evaluate(
        "['ground', 'relief', 'water', 'lines'].map(n => +RENDERER.map.getPane(n).style.zIndex)"
    )
    assert order == sorted(order)
    assert len(set(order)) == 4
    shown = page.evaluate("+getComputedStyle(document.querySelector('canvas.relief')).opacity")
    page.evaluate("RENDERER.map.setView([36, 52], 8, {animate: false})")
    faded = page.evaluate("+getComputedStyle(document.querySelector('canvas.relief')).opacity")
    assert (shown, faded < 0.3) == (1, True)


@pytest.mark.parametrize("language", ["en", pytest.param("fa", marks=pytest.mark.deep)])
def test_names_cross_no_line_no_mark_and_no_other_name(
    page: Page, opened: Callable[[Scene], None], language: str
) -> None:
    opened(scene(language))
    seen: list[int] = []
    for lat, lon, zoom in ((38, 52, 4), (38, 52, 5.5), (30, 55, 6.5), (20, 60, 3)):
        look_at(page, lat, lon, zoom)
        count, clashes = page.evaluate(CLASHES)
        assert clashes == [], (language, zoom)
        seen.append(count)
    assert min(seen) > 5
    look_at(page, 38, 52, 4)
    assert len(names_of(page, "end")) == 2
    seas = {name.replace("\n", " ") for name in names_of(page, "sea")}
    assert ("Caspian Sea" if language == "en" else "دریای خزر") in seas
    slant = page.locator(".label.sea").first.evaluate("node => getComputedStyle(node).fontStyle")
    assert slant == ("italic" if language == "en" else "normal")


def test_more_towns_stand_the_closer_one_looks(page: Page, opened: Callable[[Scene], None]) -> None:
    opened(Scene(groups=()))
    look_at(page, 36, 52, 3.5)
    far = names_of(page, "town")
    look_at(page, 36.5, 50.5, 6.5)
    near = names_of(page, "town")
    assert "Tehran" in far & near
    assert {"Rasht", "Qazvin", "Zanjan"} <= near - far
    assert page.locator("i.dot").count() == page.locator(".label.town").count()


def test_the_legend_is_folded_and_lists_what_is_in_view(
    page: Page, opened: Callable[[Scene], None]
) -> None:
    opened(scene())
    summary = page.locator("details.legend summary").last
    assert page.locator("details.legend").last.get_attribute("open") is None
    summary.focus()
    page.keyboard.press("Enter")
    look_at(page, 45, 66, 6.5)
    page.wait_for_function("() => document.querySelectorAll('.legend li').length > 0")
    marks = [item.label for item in state_legend()]
    assert listed(page) == marks
    look_at(page, 45, 44, 6.5)
    assert "railway, operating" in listed(page)
    assert "sea" not in listed(page)
    assert not set(listed(page)) & set(marks)
    look_at(page, 10, 20, 5)
    assert listed(page) == []
    assert page.get_by_text("Nothing in view that needs explaining.").is_visible()
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    serious = [
        one for one in found.response["violations"] if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_the_square_under_plus_and_minus_leads_back(
    page: Page, opened: Callable[[Scene], None]
) -> None:
    opened(scene())
    home = page.evaluate("[RENDERER.map.getZoom(), RENDERER.map.getCenter().lat]")
    button = page.get_by_role("button", name="Whole corridor")
    zoom_out = page.get_by_role("button", name="Zoom out")
    above, below = zoom_out.bounding_box(), button.bounding_box()
    assert above is not None
    assert below is not None
    assert below["x"] == above["x"]
    assert 0 <= below["y"] - above["y"] - above["height"] <= 2
    for press in ("Enter", " "):
        look_at(page, 10, 20, 6)
        button.focus()
        page.keyboard.press(press)
        assert page.evaluate("[RENDERER.map.getZoom(), RENDERER.map.getCenter().lat]") == home


def test_the_zoom_stops_where_the_coast_ends_and_old_links_open(
    page: Page, opened: Callable[[Scene], None]
) -> None:
    opened(scene())
    look_at(page, 27, 56, 20)
    assert page.evaluate("RENDERER.map.getZoom()") == LAST_ZOOM
    off: Any = page.get_by_role("button", name="Zoom in").get_attribute("aria-disabled")
    assert off == "true"
    page.evaluate("location.hash = '#map=11/27.1/56.2'")
    page.wait_for_function("() => Math.abs(RENDERER.map.getCenter().lat - 27.1) < .01")
    assert page.evaluate("RENDERER.map.getZoom()") == LAST_ZOOM


@pytest.mark.parametrize(("language", "first"), [("en", "day 0"), ("fa", "روز ۰")])
def test_days_stand_along_the_lit_line(
    page: Page, opened: Callable[[Scene], None], language: str, first: str
) -> None:
    opened(scene(language))
    days = page.locator(".label.place:not(:has(.colour-state-barred)) .sub").all_inner_texts()
    last = round(ROUTES[0].hours.p50 / 24)
    assert first in days
    assert (
        get_locale(language)
        .translate("day {number}")
        .format(number=get_locale(language).number(last, 0))
        in days
    )


def test_no_day_stands_where_no_line_is_lit(page: Page, opened: Callable[[Scene], None]) -> None:
    opened(scene(lit=False))
    assert page.locator(".label.end").count() == 2
    assert page.locator(".label.end .sub").count() == 0


def test_a_gate_at_a_stop_has_one_name(page: Page, opened: Callable[[Scene], None]) -> None:
    astara = next(s for g in scene().groups for s in g.symbols if s.label == "Astara")
    (mark, *_) = gates().symbols
    marks = replace(gates(), symbols=(replace(mark, label="Astara", point=astara.point),))
    for lit in (True, False):
        shown = scene(lit=lit)
        opened(replace(shown, groups=(*shown.groups[:-1], marks)))
        names = page.locator(".label", has_text="Astara")
        assert names.count() == 1
        assert "word" in names.inner_text()
