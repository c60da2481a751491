"""Lengths beside a second program, GeographicLib, and laws that any length obeys."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from geo.geodesy import (
    KM_PER_MILE,
    KM_PER_NAUTICAL_MILE,
    MEAN_RADIUS_KM,
    cut_at_antimeridian,
    densify,
    distance_km,
    is_closer,
    length_km,
    segment_km,
    unbroken,
    unit_vectors,
)

WGS84 = Geodesic.WGS84
MICROMETRE = 1e-9

points = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
mild_points = st.tuples(st.floats(-180, 180), st.floats(-85, 85))
lines = st.lists(points, min_size=2, max_size=8)


def second_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    return float(WGS84.Inverse(lat1, lon1, lat2, lon2, Geodesic.DISTANCE)["s12"]) / 1000


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        pytest.param((0, 0), (1, 0), 111.319491, id="one degree of the equator"),
        pytest.param((0, 0), (0, 1), 110.574389, id="one degree of a meridian at the equator"),
        pytest.param((0, 89), (0, 90), 111.693865, id="one degree of a meridian at the pole"),
        pytest.param((0, -90), (0, 90), 20003.931459, id="pole to pole"),
        pytest.param((0, 0), (180, 0), 20003.931459, id="to the other side, over a pole"),
        pytest.param((179.5, 0), (-179.5, 0), 111.319491, id="over the antimeridian"),
        pytest.param((72.95, 18.95), (72.95, 18.95), 0.0, id="nowhere"),
    ],
)
def test_known_lengths(start: tuple[float, float], end: tuple[float, float], km: float) -> None:
    assert distance_km(*start, *end) == pytest.approx(km, abs=1e-6)
    assert length_km([start, end]) == pytest.approx(km, abs=1e-6)


@given(points, points)
def test_the_second_program_agrees(start: tuple[float, float], end: tuple[float, float]) -> None:
    assert distance_km(*start, *end) == pytest.approx(second_km(*start, *end), abs=MICROMETRE)


@given(lines)
def test_a_line_is_as_long_as_its_pieces(line: list[tuple[float, float]]) -> None:
    pieces = [second_km(*a, *b) for a, b in pairwise(line)]
    assert segment_km(line) == pytest.approx(pieces, abs=MICROMETRE)
    assert length_km(line) == pytest.approx(math.fsum(pieces), abs=10 * MICROMETRE)


@given(lines)
def test_there_is_as_far_as_back(line: list[tuple[float, float]]) -> None:
    assert length_km(line[::-1]) == pytest.approx(length_km(line), rel=1e-12, abs=MICROMETRE)


@given(points, points, st.integers(-2, 2))
def test_whole_turns_change_nothing(
    start: tuple[float, float], end: tuple[float, float], turns: int
) -> None:
    turned = distance_km(start[0] + 360 * turns, start[1], *end)
    assert turned == pytest.approx(distance_km(*start, *end), abs=1e-6)


@pytest.mark.parametrize("line", [[], [(5.0, 5.0)]])
def test_less_than_two_points_have_no_length(line: list[tuple[float, float]]) -> None:
    assert float(length_km(line)) == 0.0
    assert len(segment_km(line)) == 0


@given(mild_points, mild_points, st.floats(20, 2000))
@example((2.6e-170, 0.0), (-180.0, 0.0), 100.0)
@example((180.0, 10.0), (0.0, 10.0), 50.0)
def test_a_densified_line_is_the_same_line(
    start: tuple[float, float], end: tuple[float, float], step_km: float
) -> None:
    whole = distance_km(*start, *end)
    dense = densify([start, end], step_km=step_km)
    pieces = segment_km(dense)
    assert pieces.max() <= step_km * (1 + 1e-9)
    assert pieces.sum() == pytest.approx(whole, rel=1e-9, abs=1e-6)
    assert len(dense) == max(2, math.ceil(whole / step_km) + 1)
    assert dense[0].tolist() == list(start)
    assert np.abs(np.diff(dense[:, 0])).max() <= 180
    assert (dense[-1, 0] - end[0]) % 360 == pytest.approx(0, abs=1e-9)
    assert dense[-1, 1] == end[1]


def test_added_points_lie_on_the_geodesic_of_the_second_program() -> None:
    start, end = (55.0, 25.0), (-70.0, 40.0)
    dense = densify([start, end], step_km=500)
    line = WGS84.InverseLine(start[1], start[0], end[1], end[0])
    assert len(dense) > 10
    for number, (lon, lat) in enumerate(dense):
        there = line.Position(line.s13 * number / (len(dense) - 1))
        assert distance_km(lon, lat, there["lon2"], there["lat2"]) < 1e-6


def test_points_given_in_between_are_kept() -> None:
    given_points = [(30.0, 60.0), (37.6, 55.75), (48.0, 46.3)]
    dense = densify(given_points, step_km=100).tolist()
    places = [dense.index(list(point)) for point in given_points]
    assert places == sorted(places)
    assert places[0] == 0
    assert places[-1] == len(dense) - 1


def test_a_line_over_the_antimeridian_is_not_torn() -> None:
    dense = densify([(170.0, 30.0), (-170.0, 40.0), (160.0, 50.0)], step_km=200)
    assert np.abs(np.diff(dense[:, 0])).max() < 10
    assert dense[-1].tolist() == [160.0, 50.0]
    assert dense[:, 0].max() == pytest.approx(190.0)


@given(lines)
def test_unbroken_lines_never_leap_and_stay_where_they_are(
    line: list[tuple[float, float]],
) -> None:
    whole = unbroken(line)
    assert np.abs(np.diff(whole[:, 0])).max() <= 180 + 1e-9
    given_points = np.array(line)
    assert np.array_equal(whole[:, 1], given_points[:, 1])
    turns = (whole[:, 0] - given_points[:, 0]) / 360
    np.testing.assert_allclose(turns, np.round(turns), atol=1e-12)
    assert turns[0] == 0


halves = st.integers(-340_000_000, 340_000_000).map(lambda number: number / 2e6)


@example([(0.0000005, 0.0000015), (1.0000025, -0.0), (-1e-9, 89.9999995)])
@given(st.lists(st.tuples(halves | st.floats(-170, 170), st.floats(-90, 90)), min_size=1))
def test_points_of_a_line_are_rounded_as_numbers_are(line: list[tuple[float, float]]) -> None:
    whole = [*line, line[0]]
    if any(abs(b[0] - a[0]) > 179 for a, b in pairwise(whole)):
        whole = [(lon / 2, lat) for lon, lat in whole]
    expected = [[round(lon, 6), round(lat, 6)] for lon, lat in whole]
    assert repr(cut_at_antimeridian(whole)) == repr([expected])


def test_unbroken_leaves_what_it_is_given() -> None:
    line = np.array([(179.0, 0.0), (-179.0, 1.0)])
    before = line.copy()
    unbroken(line)
    assert np.array_equal(line, before)


@given(points, points)
def test_chords_rank_as_distances_do(start: tuple[float, float], end: tuple[float, float]) -> None:
    a, b = unit_vectors([start[0], end[0]], [start[1], end[1]])
    assert np.linalg.norm(a) == pytest.approx(1)
    angle = 2 * math.asin(min(1.0, float(np.linalg.norm(a - b)) / 2))
    assert angle * MEAN_RADIUS_KM == pytest.approx(distance_km(*start, *end), rel=0.006, abs=1e-3)


def test_a_nautical_mile_is_a_minute_of_latitude_and_a_mile_1760_yards() -> None:
    assert pytest.approx(second_km(0, 45, 0, 45 + 1 / 60), rel=1e-3) == KM_PER_NAUTICAL_MILE
    assert pytest.approx(1760 * 0.9144 / 1000, rel=1e-12) == KM_PER_MILE


@given(points, st.floats(-0.02, 0.02), st.floats(-0.02, 0.02), st.floats(0.01, 3))
@example((179.999, 0.0), 0.002, 0.0, 1.0)
@example((0.0, 90.0), 0.0, -0.005, 0.558)
@example((0.0, 0.0), 0.0, 0.009, 1.0)
def test_the_closer_are_those_that_the_ellipsoid_says(
    start: tuple[float, float], east: float, north: float, than_km: float
) -> None:
    lon, lat = start[0] + east, max(-90.0, min(90.0, start[1] + north))
    expected = distance_km(*start, lon, lat) < than_km
    assert is_closer(*start, lon, lat, than_km=than_km) == expected


def test_no_distance_on_the_sphere_is_greater_by_more_than_the_margin() -> None:
    sphere = 6371.0088 * math.pi / 180 * 0.01
    for lat in range(-90, 90):
        assert is_closer(0, lat, 0, lat + 0.01, than_km=distance_km(0, lat, 0, lat + 0.01) + 1e-9)
        assert sphere / distance_km(0, lat, 0, lat + 0.01) < 1.01
