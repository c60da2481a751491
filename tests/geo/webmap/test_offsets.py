"""Which lines share a route, which of them are the trunk, and on which side the others lie."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import BRANCHES
from geo.paths import LAYERS
from geo.webmap.layers import LAYER_STYLES, layer_groups
from geo.webmap.offsets import Track, offsets

if TYPE_CHECKING:
    from geo.webmap.offsets import Point, Run
    from geo.webmap.scene import Group

points = st.tuples(st.integers(0, 3), st.integers(0, 3))
line = st.lists(points, min_size=2, max_size=8)


def tracks(lines: dict[str, list[list[Point]]], mode: str = "rail") -> dict[str, list[Track]]:
    return {
        owner: [Track(coordinates=one, colour=owner, mode=mode, country="IR") for one in own]
        for owner, own in lines.items()
    }


def key(a: Point, b: Point) -> tuple[Point, Point]:
    return (a, b) if a <= b else (b, a)


@given(st.dictionaries(st.sampled_from("abc"), st.lists(line, max_size=2), min_size=1))
def test_cutting_loses_no_piece_and_no_two_colours_share_a_place(
    lines: dict[str, list[list[Point]]],
) -> None:
    taken: dict[tuple[Point, Point], dict[str, set[float]]] = {}
    cut = offsets(tracks(lines))
    assert set(cut) == set(lines)
    for owner, own in cut.items():
        for given_line, runs in zip(lines[owner], own, strict=True):
            joined = [point for run in runs for point in run.coordinates]
            merged = [p for i, p in enumerate(joined) if i == 0 or p != joined[i - 1]]
            wanted = [p for i, p in enumerate(given_line) if i == 0 or p != given_line[i - 1]]
            assert merged == (wanted if len(wanted) > 1 else [])
            for run in runs:
                for a, b in pairwise(run.coordinates):
                    across = run.offset if a <= b else -run.offset
                    taken.setdefault(key(a, b), {}).setdefault(owner, set()).add(across)
    for owners in taken.values():
        places = [next(iter(across)) for across in owners.values()]
        assert all(len(across) == 1 for across in owners.values())
        assert len(set(places)) == len(places)


@given(st.dictionaries(st.sampled_from("abc"), st.lists(line, max_size=2), min_size=1))
def test_the_trunk_is_where_all_branches_run_and_stays_in_place(
    lines: dict[str, list[list[Point]]],
) -> None:
    branches = {owner for owner in "ab" if any(len(set(one)) > 1 for one in lines.get(owner, []))}
    used = {
        owner: {key(a, b) for one in own for a, b in pairwise(one) if a != b}
        for owner, own in lines.items()
    }
    common = used["a"] & used["b"] if branches == {"a", "b"} else set()
    runs = [
        run
        for own in offsets(tracks(lines), branches="ab").values()
        for line_runs in own
        for run in line_runs
    ]
    assert bool(runs) == any(used.values())
    for run in runs:
        assert run.trunk == (key(*run.coordinates[:2]) in common)
        assert not (run.trunk and run.offset)


@given(st.lists(line, min_size=1, max_size=4))
def test_runs_of_a_chain_follow_each_other(lines: list[list[Point]]) -> None:
    (own,) = offsets(tracks({"a": lines})).values()
    runs = [run for line_runs in own for run in line_runs]
    assert bool(runs) == any(a != b for one in lines for a, b in pairwise(one))
    for one, other in pairwise(runs):
        gap = one.coordinates[-1] != other.coordinates[0]
        assert (one.chain == other.chain) <= (not gap)
        assert one.chain <= other.chain


def test_who_passes_a_country_another_way_is_not_missed_on_the_trunk() -> None:
    lines: dict[str, list[list[Point]]] = {
        "a": [[(0, 0), (0, 1)]], "b": [[(0, 0), (0, 1)]], "c": [[(5, 0), (5, 1)]],
    }  # fmt: skip

    def trunk(third: str, country: str) -> bool:
        some = tracks(lines)
        (road,) = some["c"]
        some["c"] = [Track(coordinates=road.coordinates, colour="c", mode=third, country=country)]
        return offsets(some, branches="abc")["a"][0][0].trunk

    assert trunk("road", "IR")
    assert not trunk("rail", "IR")
    assert not trunk("rail", "RU")


def test_a_colour_keeps_its_side_whatever_the_direction_of_its_legs() -> None:
    way = [(0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (0.0, 3.0)]
    north = [[a, b] for a, b in pairwise(way)]
    mixed = [way[:2], way[1:3][::-1], way[2:]]
    cut = offsets(tracks({"a": mixed, "b": north}))
    east = [run.offset for runs in cut["b"] for run in runs]
    assert east == [0.5, 0.5, 0.5]
    south = offsets(tracks({"a": [way[::-1]], "b": north}))
    assert [run.offset for runs in south["b"] for run in runs] == [0.5, 0.5, 0.5]


def test_lines_of_one_colour_cover_each_other() -> None:
    one = [(0.0, 0.0), (0.0, 1.0)]
    some = {name: [Track(coordinates=one, colour=name[0])] for name in ("a1", "a2", "b")}
    cut = offsets(some)
    runs = {name: own[0][0] for name, own in cut.items()}
    assert runs["a1"].offset == runs["a2"].offset != runs["b"].offset
    assert runs["a1"].shared == runs["a2"].shared == ("a1", "a2")
    assert runs["b"].shared == ()


@pytest.fixture(scope="module")
def layers() -> tuple[Group, ...]:
    texts = {name: (LAYERS / f"{name}.geojson").read_text("utf-8") for name in LAYER_STYLES}
    return layer_groups({name: json.loads(text) for name, text in texts.items()})


def runs_at(group: Group, west: float, south: float, east: float, north: float) -> list[Run]:
    return [
        line  # type: ignore[misc] # a line has what a run has
        for line in group.lines
        if "mode-rail" in line.style
        and any(west < x < east and south < y < north for x, y in line.coordinates[1:-1])
    ]


def test_the_branches_of_the_layers_are_one_trunk_to_bandar_abbas_and_to_moscow(
    layers: tuple[Group, ...],
) -> None:
    branches = [one for one in layers if one.colour in BRANCHES]
    assert len(branches) == 3
    for group in branches:
        for box in ((52.5, 32.0, 54.0, 33.3), (54.5, 28.0, 56.2, 31.0), (38.0, 53.0, 40.0, 55.5)):
            here = runs_at(group, *box)
            assert any(run.trunk for run in here), (group.id, box)
    western, caspian = branches[:2]
    for group, offset in ((western, -0.5), (caspian, 0.5)):
        beside = runs_at(group, 49.3, 36.4, 49.7, 37.1)
        assert beside
        assert {abs(run.offset) for run in beside} == {abs(offset)}
        assert not any(run.trunk for run in beside)
