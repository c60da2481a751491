"""The ground of the map in a browser: relief, seas and towns, names that cross nothing."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Literal

import pytest

from geo.webmap.page import file_page
from geo.webmap.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ALPHA = """([lat, lon, theme]) => {
  const canvas = document.querySelector('canvas.relief'), box = canvas.getBoundingClientRect();
  const frame = RENDERER.map.getContainer().getBoundingClientRect();
  const p = RENDERER.map.latLngToContainerPoint([lat, lon]);
  const x = (p.x + frame.left - box.left) / box.width * canvas.width;
  const y = (p.y + frame.top - box.top) / box.height * canvas.height;
  const cells = canvas.getContext('2d').getImageData(x - 12, y - 12, 24, 24).data;
  return cells.filter((_, i) => i % 4 === 3).reduce((sum, one) => sum + one, 0) / 576;
}"""


@pytest.fixture
def opened(page: Page, tmp_path: Path) -> Callable[[Scene], None]:
    """Open a scene as a file, and watch that nothing is fetched from outside."""

    def open_file(scene: Scene) -> None:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        path = tmp_path / "map.html"
        path.write_text(file_page(scene), encoding="utf-8")
        page.goto(path.as_uri())
        page.wait_for_function("document.documentElement.dataset.drawn")
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []

    return open_file


def alpha(page: Page, lat: float, lon: float) -> float:
    value: float = page.evaluate(ALPHA, [lat, lon, ""])
    return value


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_relief_shades_mountains_and_no_sea(
    page: Page, opened: Callable[[Scene], None], theme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=theme)
    opened(Scene(groups=()))
    page.wait_for_function(f"document.documentElement.dataset.relief === '{theme}'")
    page.evaluate("RENDERER.map.setView([36, 52], 5, {animate: false})")
    at = functools.partial(alpha, page)
    assert at(32.5, 50.0) > 4
    assert at(39.5, 51.0) < 0.5  # the Caspian
    assert at(16.0, 62.0) == 0  # the Arabian Sea


def test_the_relief_changes_with_the_theme(page: Page, opened: Callable[[Scene], None]) -> None:
    opened(Scene(groups=()))
    page.wait_for_function("document.documentElement.dataset.relief")
    before = alpha(page, 32.5, 50.0)
    page.evaluate("RENDERER.theme('dark')")
    page.wait_for_function("document.documentElement.dataset.relief === 'dark'")
    assert alpha(page, 32.5, 50.0) != before


def test_the_relief_lies_under_water_and_lines_and_fades(
    page: Page, opened: Callable[[Scene], None]
) -> None:
    opened(Scene(groups=()))
    page.wait_for_function("document.documentElement.dataset.relief")
    order = page.evaluate(
        "['ground', 'relief', 'water', 'lines'].map(n => +RENDERER.map.getPane(n).style.zIndex)"
    )
    assert order == sorted(order)
    assert len(set(order)) == 4
    shown = page.evaluate("+getComputedStyle(document.querySelector('canvas.relief')).opacity")
    page.evaluate("RENDERER.map.setView([36, 52], 8, {animate: false})")
    faded = page.evaluate("+getComputedStyle(document.querySelector('canvas.relief')).opacity")
    assert (shown, faded < 0.3) == (1, True)
