"""Measuring along the map: lengths on the ellipsoid, by mouse and by key, in a file without app."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from geo.geodesy import distance_km, geod
from geo.webmap.page import file_page
from geo.webmap.scene import Scene
from tests.scenes import SPOT, small_groups

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Watch

pytestmark = pytest.mark.deep

SCENE = Scene(
    groups=small_groups(),
    fit=(30.0, 30.0, 70.0, 55.0),
)


@pytest.fixture
def measured(page: Page, tmp_path: Path) -> Page:
    """Open the map of a file, and begin to measure."""
    path = tmp_path / "map.html"
    path.write_text(file_page(SCENE), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    page.get_by_role("button", name="Measure a distance").click()
    return page


def kilometres(page: Page) -> float:
    """Return the total the page shows."""
    text = page.locator(".measured .total").inner_text()
    return float(text.removesuffix("km").replace("\u202f", "").replace(" ", ""))


def test_lengths_agree_with_karneys_within_a_metre(measured: Page) -> None:
    rng = random.Random(7)
    pairs = [
        (rng.uniform(-180, 180), rng.uniform(-80, 80), rng.uniform(-180, 180), rng.uniform(-80, 80))
        for _ in range(2000)
    ]
    far = [pair for pair in pairs if geod().inv(*pair)[2] < 19_000_000]
    assert len(far) > 1900
    ours = measured.evaluate("pairs => pairs.map(pair => geodesicMetres(...pair))", far)
    theirs = [geod().inv(*pair)[2] for pair in far]
    assert max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) < 1


def test_clicks_add_up_the_way_and_open_no_card(measured: Page, watch: Watch) -> None:
    way = [(49.586, 37.194), (60.0, 45.0), (40.0, 50.0)]
    for lon, lat in way:
        x, y = measured.evaluate(SPOT, [lat, lon])
        measured.mouse.click(x, y)
    measured.keyboard.press("Escape")
    wanted = sum(distance_km(*a, *b) for a, b in pairwise(way))
    assert kilometres(measured) == pytest.approx(wanted, rel=0.01)
    assert measured.locator(".card").count() == 0
    assert measured.locator("path.measure.knot").count() == 3
    measured.keyboard.press("Escape")
    assert measured.locator("path.measure").count() == 0
    watch.assert_quiet()


def test_keys_alone_measure_a_distance(measured: Page) -> None:
    first = measured.evaluate("(p => [p.lng, p.lat])(RENDERER.map.getCenter())")
    measured.keyboard.press("Enter")
    measured.evaluate("void RENDERER.map.panBy([300, 0], {animate: false})")
    second = measured.evaluate("(p => [p.lng, p.lat])(RENDERER.map.getCenter())")
    measured.keyboard.press("Enter")
    assert kilometres(measured) == pytest.approx(distance_km(*first, *second), rel=0.001)
    measured.keyboard.press("Backspace")
    assert kilometres(measured) == 0
