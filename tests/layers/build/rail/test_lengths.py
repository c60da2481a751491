"""Published lengths of sections: laid over all tracks of a line, and over nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import DataError
from geo.model import Mode, Status
from layers.build.rail.lengths import BEND, PublishedLengths, Section, read_sections
from layers.build.raw import RawEdge
from layers.build.tables import read_rows

STEP_KM = 8.5
"""A tenth of a degree of longitude at 40° N, about."""


def line(count: int) -> tuple[np.ndarray, dict[tuple[int, int], float]]:
    """Nodes in a row and the edges between them."""
    nodes = np.array([(50 + 0.1 * i, 40.0) for i in range(count)])
    return nodes, {(i, i + 1): STEP_KM for i in range(count - 1)}


def section(first: float, last: float, km: float, name: str = "a") -> Section:
    return Section(id=name, name=name, line=((first, 40.0), (last, 40.0)), km=km, source=name)


def test_a_section_takes_its_published_length() -> None:
    nodes, edges = line(11)
    lengths = PublishedLengths(nodes, edges, [])
    assert lengths.apply(section(50, 50.5, 45)) == pytest.approx(45 / (5 * STEP_KM))
    assert sum(edges[i, i + 1] for i in range(5)) == pytest.approx(45)
    assert sum(edges[i, i + 1] for i in range(5, 10)) == pytest.approx(5 * STEP_KM)
    assert lengths.sources == {(i, i + 1): "a" for i in range(5)}


def test_a_second_track_is_stretched_and_a_branch_is_not() -> None:
    nodes, edges = line(11)
    nodes = np.vstack((nodes, [(50.25, 40.02), (50.3, 40.3)]))
    edges |= {(2, 11): 4.3, (3, 11): 4.3}  # a loop, 0.1 km longer than the line
    edges[3, 12] = 1.0  # a branch that leads nowhere
    PublishedLengths(nodes, edges, []).apply(section(50, 51, 90))
    factor = 90 / (10 * STEP_KM)
    assert edges[2, 11] == pytest.approx(4.3 * factor)
    assert edges[3, 12] == 1


def test_a_long_way_round_is_another_line() -> None:
    nodes, edges = line(11)
    nodes = np.vstack((nodes, [(50.5, 40.2)]))
    edges |= {(0, 11): 60.0, (10, 11): 60.0}
    PublishedLengths(nodes, edges, []).apply(section(50, 51, 90))
    assert edges[0, 11] == 60


def test_a_piece_of_track_belongs_to_the_first_section() -> None:
    nodes, edges = line(11)
    lengths = PublishedLengths(nodes, edges, [])
    lengths.apply(section(50, 50.5, 44))
    lengths.apply(section(50, 51, 88, name="b"))
    assert sum(edges[i, i + 1] for i in range(5)) == pytest.approx(44)
    assert sum(edges[i, i + 1] for i in range(10)) == pytest.approx(88)


def test_a_line_drawn_by_hand_is_stretched_unless_it_is_not_built() -> None:
    nodes, edges = line(11)
    del edges[4, 5]
    ends = ((50.4, 40.0), (50.5, 40.0))
    plain = RawEdge(
        start="r:4", end="r:5", mode=Mode.RAIL, line=ends, track_km=STEP_KM, country="", link="x"
    )
    drawn = [plain, plain.changed(status=Status.PLANNED, track_km=1.0)]
    PublishedLengths(nodes, edges, drawn).apply(section(50, 51, 88))
    assert drawn[0].track_km == pytest.approx(8.8)
    assert drawn[0].sources == ("a",)
    assert drawn[1].track_km == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (section(50, 51, 10 * STEP_KM * BEND[1] + 1), "another line is meant"),
        (section(50, 51, 10 * STEP_KM * BEND[0] - 1), "another line is meant"),
        (section(50, 53, 90), "nearest track"),
    ],
)
def test_a_section_that_does_not_fit_is_refused(wrong: Section, words: str) -> None:
    lengths = PublishedLengths(*line(11), [])
    with pytest.raises(DataError, match=words):
        lengths.apply(wrong)


def test_every_section_names_a_source_of_its_own_table() -> None:
    known = {row["id"] for row in read_rows("length_sources.csv")}
    sections = read_sections()
    assert len(sections) > 40
    assert {one.source for one in sections} <= known
    assert len({one.id for one in sections}) == len(sections)
