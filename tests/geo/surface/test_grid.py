"""Tests of the grid of hexagons, of lines on a surface and of differences of two."""

from __future__ import annotations

from dataclasses import replace

import h3
import networkx as nx
import numpy as np
import pytest

from geo.errors import FigureRangeError, QuestionError
from geo.evidence import Quantity
from geo.geodesy import MEAN_RADIUS_KM
from geo.journeys import compare
from geo.model import DIRECT, Mode
from geo.scenario import Scenario
from geo.surface import (
    REACH_KM,
    STANDINGS,
    Surface,
    best_value,
    break_even_lines,
    change_between,
    grid_of,
    isochrones,
    place_of,
    round_step,
    share_of,
    surface,
    values_of,
)
from tests.atlases import open_atlas

pytestmark = pytest.mark.slow


def far_km(lon: float, lat: float, lons: np.ndarray, lats: np.ndarray) -> np.ndarray:
    """Great-circle distances by haversines, kilometres."""
    a, b = np.radians(lat), np.radians(lats)
    half = np.sin((b - a) / 2) ** 2
    half += np.cos(a) * np.cos(b) * np.sin(np.radians(lons - lon) / 2) ** 2
    return np.asarray(2 * MEAN_RADIUS_KM * np.arcsin(np.sqrt(half)))


def test_cells_are_those_of_a_slow_computation(from_mumbai: Surface) -> None:
    atlas = open_atlas()
    grid = grid_of(from_mumbai, atlas)
    values = values_of(from_mumbai, grid)
    stations, checked = from_mumbai.stations, 0
    served = np.flatnonzero(values.best >= 0)
    for cell in np.random.default_rng(3).choice(served, 30, replace=False).tolist():
        lat, lon = h3.cell_to_latlng(grid.cell[cell])
        apart = far_km(lon, lat, stations.lon, stations.lat)
        nearest = int(np.argmin(apart))
        assert apart[grid.station[cell]] == pytest.approx(apart[nearest], abs=1e-6)
        assert grid.access_km[cell] == pytest.approx(1.3 * apart[nearest], abs=0.01)
        country = atlas.network.countries[int(stations.country[grid.station[cell]])]
        truck = atlas.ledger.find(
            Quantity.SPEED, mode=Mode.ROAD, country=country, service="alone", year=2025
        )
        days = grid.access_km[cell] * truck.figure.hours_per_km.p50 / 24
        place = place_of(atlas, stations, int(grid.station[cell]))
        journeys = compare(atlas, from_mumbai.end, place, from_mumbai.scenario).journeys
        best = int(values.best[cell])
        own = [
            one.hours.p50 / 24
            for one in journeys
            if one.route.corridor == from_mumbai.corridors[best]
        ]
        assert values.p50[best, cell] == pytest.approx(min(own) + days, rel=0.012)
        checked += 1
    assert checked == 30


def test_a_grid_lies_on_land_within_reach(from_mumbai: Surface) -> None:
    grid = grid_of(from_mumbai, open_atlas())
    assert len(set(grid.cell)) == len(grid.cell) > 800
    assert {h3.get_resolution(cell) for cell in grid.cell} == {3}
    assert grid.access_km.max() <= 1.3 * REACH_KM
    assert len(grid.rings()) == len(grid.cell)
    assert all(ring[0] == ring[-1] for ring in grid.rings())
    values = values_of(from_mumbai, grid)
    assert sum(share_of(values, from_mumbai.corridors, one) for one in STANDINGS) == pytest.approx(
        1
    )
    with pytest.raises(FigureRangeError, match="no resolution 9; choose from"):
        grid_of(from_mumbai, open_atlas(), resolution=9)


def test_lines_lie_where_their_values_are(from_mumbai: Surface) -> None:
    grid = grid_of(from_mumbai, open_atlas())
    values = values_of(from_mumbai, grid)
    best = best_value(values)
    lines = isochrones(grid, values, 5.0)
    assert {line.value % 5 for line in lines} == {0.0}
    assert len({line.value for line in lines}) >= 3
    for line in lines:
        lon, lat = line.points[len(line.points) // 2]
        near = np.argsort(far_km(lon, lat, grid.lon, grid.lat))[:7]
        assert np.nanmin(best[near]) - 2.5 <= line.value <= np.nanmax(best[near]) + 2.5
    even = break_even_lines(from_mumbai, grid, values)
    assert {line.corridors for line in even} >= {("western", "eastern")}
    assert all(np.isnan(line.value) for line in even)
    medians = np.where(np.isfinite(values.p50), values.p50, np.inf)
    for line in even:
        pair = {from_mumbai.corridors.index(name) for name in line.corridors}
        lon, lat = line.points[len(line.points) // 2]
        near = np.argsort(far_km(lon, lat, grid.lon, grid.lat))[:7]
        pairs = [set(np.argsort(medians[:, cell])[:2].tolist()) for cell in near]
        assert pair in pairs


def test_no_cell_hangs_on_a_fragment_of_a_railway(from_mumbai: Surface) -> None:
    network = open_atlas().network
    grid = grid_of(from_mumbai, open_atlas())
    parts = nx.Graph(zip(network.starts.tolist(), network.ends.tolist(), strict=True))
    used = set(from_mumbai.stations.node[grid.station].tolist())
    sizes = [len(part) for part in nx.connected_components(parts)]
    reached = [len(part) for part in nx.connected_components(parts) if part & used]
    assert min(sizes) < 10 <= min(reached)
    assert len(reached) > 3  # islands and the far side of a strait keep their own railways


def test_differences_are_the_same_both_ways_round(from_mumbai: Surface) -> None:
    atlas = open_atlas()
    closed = surface(
        atlas,
        from_mumbai.end,
        scenario=replace(from_mumbai.scenario, closed=frozenset({"astara"})),
    )
    grid = grid_of(from_mumbai, atlas)
    first = from_mumbai, values_of(from_mumbai, grid)
    second = closed, values_of(closed, grid)
    there, back = change_between(first, second), change_between(second, first)
    known = np.isfinite(there.saved)
    assert known.sum() > 500
    assert np.allclose(there.saved[known], -back.saved[known])
    assert np.array_equal(there.is_moved, back.is_moved)
    assert there.is_moved.any()
    # no corridor is faster for a gate that is closed; but to more places each is a detour
    by_corridor = known & (np.array(there.after) != DIRECT)
    assert there.saved[by_corridor].max() <= 0.3
    assert not change_between(first, first).is_moved.any()
    other = surface(atlas, atlas.places.find("Mundra"), scenario=Scenario(date="2025-11"))
    with pytest.raises(QuestionError, match="have no difference"):
        change_between(first, (other, values_of(other, grid)))


@pytest.mark.parametrize(
    ("span", "step"), [(37.0, 5.0), (8.0, 1.0), (4_300.0, 1_000.0), (0.0, 1e-9)]
)
def test_steps_are_round(span: float, step: float) -> None:
    assert round_step(span) == pytest.approx(step, rel=1.0)
