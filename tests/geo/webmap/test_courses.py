"""Lines beside a route: at their distance, without knots, and joined where they meet."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, example, given
from hypothesis import strategies as st

from geo.webmap.courses import Piece, course

Point = tuple[float, float]
RAMP = 16.0


def walked(steps: list[tuple[float, float]]) -> list[Point]:
    """Walk a line: each step turns by degrees and goes a length."""
    x = y = heading = 0.0
    points = [(x, y)]
    for turn, length in steps:
        heading += math.radians(turn)
        x, y = x + length * math.cos(heading), y + length * math.sin(heading)
        points.append((x, y))
    return points


offset = st.floats(-4, 4).filter(lambda o: abs(o) > 0.5)
gentle = st.lists(st.tuples(st.floats(-40, 40), st.floats(2, 60)), min_size=1, max_size=12)
sharp = st.lists(st.tuples(st.floats(-120, 120), st.floats(20, 60)), min_size=2, max_size=8)
pieces = st.lists(
    st.tuples(st.sampled_from([-1.3, 0.0, 1.3, 2.6]), st.booleans()), min_size=1, max_size=8
)


@given(gentle, offset)
def test_a_line_keeps_its_distance(steps: list[tuple[float, float]], o: float) -> None:
    line = walked(steps)
    ((*beside,),) = course(line, [Piece(count=len(steps), offset=o)], RAMP)
    far = shapely.distance(shapely.points(beside), shapely.LineString(line))
    assert (far < abs(o) * 1.16 + 1e-6).all()
    straight = course(line[:2], [Piece(count=1, offset=o)], RAMP)[0]
    assert shapely.LineString(line[:2]).distance(shapely.LineString(straight)) == pytest.approx(
        abs(o)
    )


def comes_back(line: list[tuple[float, float]], room: float) -> bool:
    """Whether a line meets itself, or two of its parts leave less than the room beside both."""
    bare = shapely.LineString(line)
    rings = shapely.get_rings(shapely.buffer(bare, 3 * room))
    parts = [shapely.LineString(pair) for pair in pairwise(line)]
    return (
        not bare.is_simple
        or len(rings) > 1
        or any(
            one.distance(other) < 2 * room
            for number, one in enumerate(parts)
            for other in parts[number + 2 :]
        )
    )


@example([(0.0, 20.0), (0.0, 20.0), (-114.0, 21.0), (-111.0, 20.0)], -3.0)
@given(sharp, offset)
def test_a_turn_leaves_no_knot(steps: list[tuple[float, float]], o: float) -> None:
    line = walked([(0.0, 30.0), *steps])
    bare = shapely.LineString(line)
    assume(not comes_back(line, abs(o)))  # else lines beside it may meet themselves, too
    (beside,) = course(line, [Piece(count=len(line) - 1, offset=o)], RAMP)
    kept = [p for i, p in enumerate(beside) if not i or math.dist(p, beside[i - 1]) > 1e-9]
    assert shapely.LineString(kept).is_simple
    outside = shapely.distance(shapely.points(beside), bare)
    assert outside.max() < 1.2 * abs(o)


@given(sharp, offset)
def test_sides_are_those_of_the_sign(steps: list[tuple[float, float]], o: float) -> None:
    line = walked([(0.0, 30.0), *steps])
    (right,), (left,) = (
        course(line, [Piece(count=len(line) - 1, offset=v)], RAMP) for v in (o, -o)
    )
    (dx, dy), (ex, ey) = np.subtract(right[0], line[0]), np.subtract(left[0], line[0])
    assert (dx, dy) == pytest.approx((-ex, -ey))
    assert dy == pytest.approx(o)


@given(gentle, pieces, st.floats(0.1, 60))
def test_pieces_join_without_a_gap_and_change_smoothly(
    steps: list[tuple[float, float]], offsets: list[tuple[float, bool]], ramp: float
) -> None:
    line = walked(steps)
    kinds = [offsets[i % len(offsets)] for i in range(len(steps))]
    own = [Piece(count=1, offset=0.0 if trunk else o, trunk=trunk) for o, trunk in kinds]
    parts = course(line, own, ramp)
    assert len(parts) == len(own)
    assert all(len(part) > 1 for part in parts)
    for one, other in pairwise(parts):
        assert one[-1] == other[0]
    for piece, part, (start, end) in zip(own, parts, pairwise(line), strict=True):
        if piece.trunk and math.dist(start, end) > ramp:
            assert np.allclose([part[0], part[-1]], [start, end])
        assert shapely.LineString(part).hausdorff_distance(shapely.LineString([start, end])) < 4.5


@pytest.mark.parametrize("angle", range(-170, 171, 10))
def test_ends_of_branches_coincide_at_the_trunk(angle: int) -> None:
    fork = walked([(0.0, 100.0), (float(angle), 100.0)])
    ends = {
        course(fork, [Piece(count=1, trunk=True), Piece(count=1, offset=o)], RAMP)[1][0]
        for o in (-1.3, 0.0, 1.3)
    }
    assert ends == {fork[1]}


def test_a_change_takes_place_where_fewer_lines_run() -> None:
    line = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)]
    both, alone = course(line, [Piece(count=1, offset=2.0), Piece(count=1)], RAMP)
    assert {y for _, y in both} == {2.0}
    heights = [y for _, y in alone]
    assert heights == sorted(heights, reverse=True)
    assert heights[-1] == 0
    assert max(abs(b - a) for a, b in pairwise(heights)) < 1


def test_a_short_change_in_between_hardly_shows() -> None:
    line = [(0.0, 0.0), (100.0, 0.0), (101.0, 0.0), (200.0, 0.0)]
    parts = course(line, [Piece(count=1), Piece(count=1, offset=2.0), Piece(count=1)], RAMP)
    assert max(abs(y) for part in parts for _, y in part) < 0.3


@given(gentle, st.tuples(st.floats(-4, 4), st.floats(-4, 4)))
def test_a_line_begins_and_ends_where_others_have_it(
    steps: list[tuple[float, float]], shift: tuple[float, float]
) -> None:
    line = walked(steps)
    (part,) = course(line, [Piece(count=len(steps), offset=1.3)], RAMP, (shift, None))
    assert np.subtract(part[0], line[0]) == pytest.approx(shift)
    (part,) = course(line, [Piece(count=len(steps), offset=1.3)], RAMP, (None, shift))
    assert np.subtract(part[-1], line[-1]) == pytest.approx(shift)
