"""Sea lanes as they are drawn: round where there is water, and never over land for it."""

from __future__ import annotations

import json
from functools import cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.layers import LEG_LAYERS
from geo.model import Mode
from geo.network import MODES
from geo.paths import LAYERS
from geo.webmap.lanes import cuts, longest_turn, smooth_lane, touches_land
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from collections.abc import Iterator

Point = tuple[float, float]
PASSAGES: Final = {
    "Suez": (32.0, 27.5, 34.5, 31.8),
    "Bab el-Mandeb": (42.5, 11.5, 44.5, 14.0),
    "Bosporus": (26.0, 39.8, 30.0, 41.8),
    "Hormuz": (54.5, 25.3, 57.5, 27.2),
}
"""West, south, east, north, degrees."""


def lanes() -> Iterator[tuple[str, list[Point]]]:
    """Lines of all sea legs of the layers."""
    for name in LEG_LAYERS:
        for feature in json.loads((LAYERS / f"{name}.geojson").read_text("utf-8"))["features"]:
            if feature["properties"]["mode"] == Mode.SEA:
                line = [(lon, lat) for lon, lat in feature["geometry"]["coordinates"]]
                yield feature["properties"]["leg_id"], line


@cache
def network_corners() -> set[tuple[Point, Point, Point]]:
    """Every way to turn at a vertex of the sea lanes of the network, one direction of each."""
    network = dated_atlas().network
    around: dict[Point, set[Point]] = {}
    for edge in (network.arrays["mode"] == MODES.index(Mode.SEA)).nonzero()[0].tolist():
        line = [(float(x), float(y)) for x, y in network.line(edge)]
        for start, end in pairwise(line):
            around.setdefault(start, set()).add(end)
            around.setdefault(end, set()).add(start)
    return {
        (one, point, other)
        for point, others in around.items()
        for one, other in combinations(sorted(others), 2)
    }


def over_land(lane: list[Point]) -> list[tuple[Point, Point]]:
    """Pieces of the curve of a lane that touch land where the lane itself did not."""
    curve = smooth_lane(lane)
    if not touches_land(curve):
        return []
    own = [one for one in pairwise(lane) if touches_land(one)]
    return [
        piece
        for piece in pairwise(curve)
        if touches_land(piece) and not any(lies_on(piece, one) for one in own)
    ]


def lies_on(piece: tuple[Point, Point], segment: tuple[Point, Point]) -> bool:
    """Whether a piece is a part of a segment; straight in degrees is not quite so on the map."""
    return bool(shapely.LineString(segment).distance(shapely.points(piece)).max() < 5e-3)


def test_no_lane_of_the_layers_touches_land_for_its_curves() -> None:
    found = dict(lanes())
    assert len(found) > 30
    assert {leg: pieces for leg, line in found.items() if (pieces := over_land(line))} == {}


@pytest.mark.slow
@pytest.mark.deep
def test_no_turn_of_the_network_is_rounded_over_land() -> None:
    corners = sorted(network_corners())[::7]
    assert len(corners) > 10_000
    curves = [smooth_lane(turn) for turn in corners]
    assert sum(longest_turn(c) < longest_turn(t) for c, t in zip(curves, corners, strict=True)) > (
        len(corners) / 3
    )
    touching = [turn for turn, curve in zip(corners, curves, strict=True) if touches_land(curve)]
    assert [turn for turn in touching if over_land(list(turn))] == []


@pytest.mark.parametrize("passage", PASSAGES)
def test_near_a_passage_a_curve_stays_where_the_lane_was_clear(passage: str) -> None:
    west, south, east, north = PASSAGES[passage]
    near = [
        turn
        for turn in network_corners()
        if west < turn[1][0] < east and south < turn[1][1] < north
    ]
    assert near
    assert [turn for turn in near if over_land(list(turn))] == []
    assert any(turn[1] not in smooth_lane(turn) for turn in near)


def test_a_corner_in_the_open_sea_is_gone() -> None:
    lane = dict(lanes())["western-001"]
    assert longest_turn(lane) > 60
    assert longest_turn(smooth_lane(lane)) < 20


place = st.tuples(
    st.floats(55, 75).map(lambda x: round(x, 4)), st.floats(-20, 5).map(lambda y: round(y, 4))
)


@given(st.lists(place, min_size=2, max_size=6, unique=True))
def test_a_curve_ends_where_its_lane_does_and_is_the_same_from_both_ends(lane: list[Point]) -> None:
    curve = smooth_lane(lane)
    assert (curve[0], curve[-1]) == (lane[0], lane[-1])
    assert smooth_lane(lane[::-1]) == curve[::-1]


@given(st.lists(place, min_size=3, max_size=6, unique=True))
def test_a_curve_stays_within_the_corners_of_its_lane(lane: list[Point]) -> None:
    hull = shapely.buffer(shapely.convex_hull(shapely.MultiPoint(lane)), 0.3)
    assert shapely.contains(hull, shapely.points(smooth_lane(lane))).all()
    assert set(smooth_lane(lane[:2])) <= {*lane[:2], *cuts(lane[0], lane[1])}


@given(place, place)
def test_cuts_lie_on_the_segment(start: Point, end: Point) -> None:
    if start == end:
        return
    one, other = cuts(start, end)
    assert cuts(end, start) == (other, one)
    assert min(start[0], end[0]) - 1e-4 <= one[0] <= max(start[0], end[0]) + 1e-4
