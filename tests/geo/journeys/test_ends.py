"""Ends that lie close together: an answer has a length and a time, or there is none.

Neighbours of places, points on one edge, on both sides of a line and of a node: wherever both ends
may meet the network at one point, 0 km in 0 days would come out.
"""

from __future__ import annotations

from itertools import pairwise
from math import cos, isfinite, radians, sin
from random import Random
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from geo.errors import RouteError, SamePlaceError
from geo.geodesy import MEAN_RADIUS_KM
from geo.journeys import journey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.journeys.atlas import Atlas
    from geo.model import Place

pytestmark = pytest.mark.slow

KM_PER_DEGREE: Final = radians(MEAN_RADIUS_KM)
DISTANCES_KM: Final = (0.1, 0.5, 1.1, 2.0, 5.0)
EDGES: Final = 120
NODES: Final = 60


def beside(lon: float, lat: float, km: float, heading: int) -> str:
    """Text of the point at a distance and heading from another."""
    turn = radians(heading)
    north = km / KM_PER_DEGREE * cos(turn)
    east = km / KM_PER_DEGREE / cos(radians(lat)) * sin(turn)
    return f"{lat + north:.5f}, {lon + east:.5f}"


def answered(atlas: Atlas, pairs: Iterable[tuple[Place, Place]]) -> tuple[int, int]:
    """Ask both ways between places, and hold what every answer has; count answers, refusals."""
    answers = refusals = 0
    for pair in pairs:
        for start, end in (pair, pair[::-1]):
            where = (start.id, end.id)
            try:
                one = journey(atlas, start, end)
            except (RouteError, SamePlaceError):
                refusals += 1
                continue
            answers += 1
            route, hours = one.route, one.hours
            assert isfinite(route.km), where
            assert route.km > 0, where
            assert 0 < hours.p10 <= hours.p50 <= hours.p90 < np.inf, where
            assert {leg.mode for leg in route.legs}, where
            assert all(b.start == a.end for a, b in pairwise(route.legs)), where
            assert all(leg.track_km > 0 for leg in route.legs), where
    return answers, refusals


@pytest.mark.deep
def test_neighbours_of_every_place_in_eight_directions(atlas: Atlas) -> None:
    places = list(atlas.places)
    assert len(places) > 100
    pairs = [
        (place, atlas.places.find(beside(place.lon, place.lat, km, heading)))
        for number, place in enumerate(places)
        for turn in range(8)
        for km, heading in [(DISTANCES_KM[(number + turn) % len(DISTANCES_KM)], 45 * turn)]
    ]
    answers, refusals = answered(atlas, pairs)
    assert answers > 500
    assert refusals > 500


def test_two_points_on_one_edge(atlas: Atlas) -> None:
    pairs = []
    for edge in Random(14).sample(range(atlas.network.line_count), EDGES):
        line = atlas.network.line(edge)
        at = np.cumsum([0.0, *(float(np.hypot(*(b - a))) for a, b in pairwise(line))])
        texts = [
            f"{np.interp(share * at[-1], at, line[:, 1]):.5f}, "
            f"{np.interp(share * at[-1], at, line[:, 0]):.5f}"
            for share in (0.2, 0.5, 0.8)
        ]
        points = [atlas.places.find(text) for text in texts]
        pairs += [(points[0], points[1]), (points[0], points[2])]
    answers, refusals = answered(atlas, pairs)
    assert answers > EDGES / 2
    assert refusals > 0


def test_points_on_both_sides_of_a_line_and_of_a_node(atlas: Atlas) -> None:
    chance = Random(15)
    spots = [
        tuple(atlas.network.line(edge)[0])
        for edge in chance.sample(range(atlas.network.line_count), NODES)
    ]
    pairs = []
    for lon, lat in spots:
        km, heading = chance.choice((0.6, 3.0, 12.0, 30.0)), chance.randrange(180)
        ends = (beside(lon, lat, km, turned) for turned in (heading, heading + 180))
        first, last = map(atlas.places.find, ends)
        pairs.append((first, last))
    answers, refusals = answered(atlas, pairs)
    assert answers > NODES / 4
    assert refusals > 0
