"""Labels: none touches another, none is lost while there is room."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from geo.plot.labels import Board, Wish, spread

pytestmark = pytest.mark.slow

LABELS = st.lists(
    st.tuples(
        st.floats(min_value=-50, max_value=150, allow_nan=False),
        st.floats(min_value=0.5, max_value=8, allow_nan=False),
    ),
    min_size=1,
    max_size=12,
)


@given(LABELS)
def test_labels_along_a_line_keep_apart_and_stay_between_its_ends(
    labels: list[tuple[float, float]],
) -> None:
    wanted, sizes = [place for place, _ in labels], [size for _, size in labels]
    middles = spread(wanted, sizes, low=0.0, high=100.0)
    rows = sorted(zip(middles, sizes, strict=True))
    for (before, size), (after, next_size) in pairwise(rows):
        assert before + size / 2 <= after - next_size / 2 + 1e-6
    assert rows[0][0] - rows[0][1] / 2 >= -1e-6
    assert rows[-1][0] + rows[-1][1] / 2 <= 100 + 1e-6


@given(LABELS)
def test_labels_along_a_line_keep_their_order(labels: list[tuple[float, float]]) -> None:
    wanted, sizes = [place for place, _ in labels], [size for _, size in labels]
    middles = spread(wanted, sizes, low=0.0, high=100.0)
    assert len(middles) == len(labels)
    for one, other in combinations(range(len(labels)), 2):
        if wanted[one] < wanted[other]:
            assert middles[one] < middles[other]


@given(st.floats(min_value=10, max_value=90), st.floats(min_value=0.5, max_value=8))
def test_a_label_alone_stays_where_it_wants_to_be(place: float, size: float) -> None:
    assert spread([place], [size], low=0.0, high=100.0) == pytest.approx([place])


@given(
    st.lists(
        st.tuples(
            st.floats(min_value=0, max_value=300),
            st.floats(min_value=0, max_value=200),
            st.floats(min_value=5, max_value=80),
        ),
        max_size=25,
    )
)
def test_labels_of_a_map_never_overlap_and_never_leave_the_sheet(
    points: list[tuple[float, float, float]],
) -> None:
    board = Board((0.0, 0.0, 300.0, 200.0))
    board.draw_line(np.array([(0.0, 100.0), (300.0, 120.0)]))
    placed = [
        placed.box
        for x, y, width in points
        if (placed := board.place(Wish(text="x", x=x, y=y, width=width, height=8.0, gap=3.0)))
    ]
    assert bool(placed) == bool(points), "the first label always has room"
    for one, other in combinations(placed, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= 300 and b[3] <= 200 for b in placed)


def test_a_label_keeps_off_a_line() -> None:
    board = Board((0.0, 0.0, 300.0, 200.0))
    board.draw_line(np.array([(0.0, 100.0), (300.0, 100.0)]))
    placed = board.place(Wish(text="x", x=150.0, y=100.0, width=60.0, height=8.0, gap=3.0))
    assert placed is not None
    assert placed.box[1] > 102 or placed.box[3] < 98


@given(
    st.lists(
        st.tuples(
            st.floats(min_value=20, max_value=180),
            st.floats(min_value=20, max_value=130),
            st.floats(min_value=5, max_value=60),
        ),
        max_size=25,
    )
)
def test_no_line_from_a_point_to_its_label_runs_through_another_label(
    points: list[tuple[float, float, float]],
) -> None:
    board = Board((0.0, 0.0, 200.0, 150.0))
    set_before: list[tuple[float, float, float, float]] = []
    for x, y, width in points:
        wish = Wish(text="x", x=x, y=y, width=width, height=8.0, gap=2.0, lead=4.0)
        if (placed := board.place(wish)) is None:
            continue
        end = wish.nearest(placed.box)
        if np.hypot(*(end - (x, y))) > wish.lead:
            line = LineString([(x, y), (float(end[0]), float(end[1]))])
            for other in set_before:
                through = line.intersection(box(*other)).length
                assert through <= line.length / 10 or box(*other).covers(Point(x, y))
        set_before.append(placed.box)
    assert bool(set_before) == bool(points), "the first label always has room"
