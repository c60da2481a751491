"""The text of JSON is that of the standard library, letter by letter."""

from __future__ import annotations

import json
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cli.json_text import json_text


class Word(StrEnum):
    RAIL = "rail"


class Grade(IntEnum):
    A = 1


LINE = [[37.6, 55.7], [49.1, 55.8], [-0.0, 1e-7]]
NESTED: list[object] = [
    [],
    {},
    [[]],
    [[], [1]],
    [[1], []],
    [[1], 2],
    [[1], [2], 3],
    [[1], 2, [3]],
    [[1, [2]], [3]],
    [[[1], [2]], [3]],
    [["a,b", "],["], ["["]],
    [[{}], [1]],
    [({"a": 1},)],
    {"line": LINE, "again": LINE, "deeper": {"line": LINE}},
    ((1, 2), (3.5, None), (True, False)),
    {1: 2, None: 3, False: 4, 1.5: 5, "ю": 6},
    [Word.RAIL, Grade.A, {Word.RAIL: Grade.A}],
    [[float("nan"), float("inf")], [float("-inf")]],
    [float("nan"), 10**30, 0.1 + 0.2],
    'quote " line \u2028 letter й \x00',
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda one: st.lists(one, max_size=4) | st.dictionaries(st.text(max_size=4), one, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("value", NESTED, ids=repr)
def test_a_value_of_every_shape_is_written_as_by_the_library(value: object) -> None:
    assert json_text(value) == json.dumps(value, ensure_ascii=False, indent=1)
    assert json_text(value, ascii_only=True) == json.dumps(value, indent=1)


@given(JSON)
def test_values_of_chance_are_written_as_by_the_library(value: object) -> None:
    assert json_text(value) == json.dumps(value, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(
    "value",
    [object(), [[object()]], {"a": {1}}, {(1, 2): 3}],
    ids=["object", "nested object", "set", "key of numbers"],
)
def test_what_json_does_not_have_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        json_text(value)
