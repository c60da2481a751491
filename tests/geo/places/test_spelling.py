"""Distances between keys: the library against the definition, and the order of near names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.places.nearness import Nearness, edits
from geo.places.spelling import WIDTH, keys, keys_of, loose, loose_of, words
from geo.places.tables import PlaceTable
from tests.profiles import examples

if TYPE_CHECKING:
    from pathlib import Path

KEYS = st.text("abcатشه", max_size=WIDTH + 3)


def alignment(one: str, other: str) -> int:
    """Distance of optimal string alignment, cell by cell as it is defined."""
    cells = {(-1, -1): 0}
    cells |= {(i, -1): i + 1 for i in range(len(one))}
    cells |= {(-1, j): j + 1 for j in range(len(other))}
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            ways = [cells[i - 1, j] + 1, cells[i, j - 1] + 1, cells[i - 1, j - 1] + (a != b)]
            if i and j and (a, one[i - 1]) == (other[j - 1], b):
                ways.append(cells[i - 2, j - 2] + 1)
            cells[i, j] = min(ways)
    return cells[len(one) - 1, len(other) - 1]


@settings(max_examples=examples(60))
@given(KEYS, st.lists(KEYS, min_size=1, max_size=5))
@example("ca", ["abc", "ac", ""])
@example("", ["", "a"])
@example("a" * WIDTH + "b", ["a" * WIDTH + "c", "a" * WIDTH])
@example("𐎠𐎡", ["𐎡𐎠"])
def test_edits_are_those_of_the_definition(key: str, others: list[str]) -> None:
    apart = [alignment(key[:WIDTH], other[:WIDTH]) for other in others]
    assert [edits(key, other) for other in others] == apart


@settings(max_examples=examples(60))
@given(KEYS, st.lists(KEYS, min_size=1, max_size=9), st.integers(1, 9), st.integers(0, WIDTH))
@example("ab", ["b", "a", "ab"], 2, 1)
def test_the_nearest_come_first_and_of_equals_the_earliest(
    key: str, others: list[str], limit: int, most: int
) -> None:
    near = Nearness(others)
    apart = [edits(key, other) for other in others]
    within = [(number, gap) for number, gap in enumerate(apart) if gap <= most]
    nearest = sorted(within, key=lambda one: one[1])[:limit]
    assert near.nearest(key, limit, edits=most) == nearest
    assert near.nearest(key, limit, edits=most) == nearest, "kept neighbours are no others"


NAMES = (
    *("Bandar-e Abbas", "Шёлковый", "بندرعباس", "Łódź"),
    *("", "!", "ooh", "-e", "a\nb", "ll l", "shsh"),
)


@given(st.lists(st.text(max_size=12) | st.sampled_from(NAMES), max_size=6))
def test_many_names_have_the_keys_that_each_has_alone(names: list[str]) -> None:
    assert keys_of(names) == [keys(name) for name in names]
    assert loose_of([words(name) for name in names]) == [loose(name) for name in names]


@pytest.mark.parametrize(
    ("one", "other"), [("Bahhman", "Baman"), ("Rossosh", "Rosos"), ("Шушша", "Shusha")]
)
def test_doubled_letters_and_the_h_that_ends_a_syllable_are_folded(one: str, other: str) -> None:
    own, key = loose_of([words(one), words(other)])
    assert own.removesuffix("h") == key.removesuffix("h")


def test_the_row_of_each_key_of_a_table_is_known(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("id,keys\na,|one|two|\nb,|three|\nc,\nd,|four|five|six|\n", "utf-8")
    keys_of_table = PlaceTable(path, ("id", "keys")).keys
    assert keys_of_table.names == ["one", "two", "three", "four", "five", "six"]
    rows = [keys_of_table.line(number)[0] for number in range(6)]
    assert rows == ["a", "a", "b", "d", "d", "d"]
