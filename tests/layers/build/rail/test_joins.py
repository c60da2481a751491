"""Lines that the extraction has broken: joined where both ends say so, and left apart elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from layers.build.rail.network import FAR_KM, GAP_KM, join_dead_ends, join_facing_ends

DEGREE_KM = 85.4
"""A degree of longitude at 40° N."""


def broken(gap_km: float, turn: float = 0.0) -> tuple[np.ndarray, dict[tuple[int, int], float]]:
    """Two lines of 40 km in a row with a gap between them; the second may turn away."""
    east = 50 + 4 * 10 / DEGREE_KM + gap_km / DEGREE_KM
    first = [(50 + i * 10 / DEGREE_KM, 40.0) for i in range(5)]
    second = [(east + i * 10 / DEGREE_KM, 40.0 + turn * i) for i in range(5)]
    pairs = [(i, i + 1) for i in (0, 1, 2, 3, 5, 6, 7, 8)]
    return np.array(first + second), dict.fromkeys(pairs, 10.0)


HERE = np.array(["IN"] * 10)


def test_two_ends_that_face_each_other_are_one_line() -> None:
    nodes, edges = broken(2.5)
    assert join_facing_ends(nodes, edges, HERE) == 1
    assert edges[4, 5] == pytest.approx(2.5, abs=0.02)


@pytest.mark.parametrize(
    ("gap_km", "turn", "country"),
    [
        (3.5, 0.0, HERE),  # too far
        (2.5, 0.3, HERE),  # the second line runs up beside the gap
        (2.5, 0.0, np.array(["IN"] * 5 + ["BD"] * 5)),  # a border
    ],
)
def test_other_ends_stay_apart(gap_km: float, turn: float, country: np.ndarray) -> None:
    nodes, edges = broken(gap_km, turn)
    assert join_facing_ends(nodes, edges, country) == 0
    assert (4, 5) not in edges


def test_ends_with_a_short_way_round_are_no_break() -> None:
    nodes, edges = broken(2.5)
    edges[0, 9] = 1.0
    edges[4, 5] = 20.0
    nodes = np.vstack((nodes, nodes[4] + [0.001, 0], nodes[5] - [0.001, 0]))
    edges |= {(4, 10): 0.1, (5, 11): 0.1}
    assert join_facing_ends(nodes, edges, np.array(["IN"] * 12)) == 0


def test_an_end_beside_a_line_far_away_by_track_is_broken_off() -> None:
    nodes, edges = broken(GAP_KM - 0.1, turn=0.3)
    assert join_dead_ends(nodes, dict(edges)) == 0
    assert join_dead_ends(nodes, edges, GAP_KM, FAR_KM) == 1
    assert (4, 5) in edges
