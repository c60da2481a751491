"""What strangers write is read, or refused by a typed error: places, numbers, months, tokens."""

from __future__ import annotations

import base64
import json
import math
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.edition import MODEL, data_digest
from geo.errors import AtlasError
from geo.export import request_of
from geo.export.request import _check
from geo.months import FIRST_YEAR, LAST_YEAR, month_number, month_of, year_of
from geo.numerals import read_number
from geo.scenario import Scenario
from tests.atlases import gazetteer
from tests.fuzz.questions import NONSENSE, scenarios, written
from tests.profiles import tries
from views.state.question import assumption_of, setting_of

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow

T = TypeVar("T")
ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
"""Whatever JSON can hold."""
NUMBERLIKE: Final = st.from_regex(r"[-0-9.,/]+", fullmatch=True)
WORDS: Final = st.one_of(st.text(max_size=60), st.sampled_from(NONSENSE), NUMBERLIKE)
MEMBERS: Final = st.one_of(st.text(max_size=8), st.sampled_from([*Scenario().as_dict()]))
PARTS: Final = (
    *("kind", "box", "language", "paper", "scenario", "states", "links", "layer", "day", "link"),
    *("origin", "destination", "corridor", "corridors", "variant", "part", "own"),
)
"""Members of a token, and one that it does not have."""
LONGEST: Final = 1_500
"""The longest sentence of an error, its list of choices included."""


def read(reader: Callable[[Any], T], text: object) -> T | None:
    """Return what is read, or None where it is refused in a sentence."""
    try:
        return reader(text)
    except AtlasError as error:
        refusal = str(error)
    assert 10 < len(refusal) < LONGEST
    return None


@settings(max_examples=tries(100, 20_000))
@given(written())
def test_a_place_is_found_on_the_globe_or_refused(text: str) -> None:
    places = gazetteer()
    place = read(places.find, text)
    if place is not None:
        assert -90 <= place.lat <= 90
        assert -180 <= place.lon <= 180
        assert places.by_id(place.id) == place
    assert len(places.search(text, limit=5)) <= 5


@settings(max_examples=tries(300, 30_000))
@given(WORDS)
def test_numbers_and_months_are_read_or_refused(text: str) -> None:
    number, month = read(read_number, text), read(month_number, text)
    assert number is None or not math.isnan(number)
    if month is not None:
        assert FIRST_YEAR <= year_of(month) <= LAST_YEAR
        assert 1 <= month_of(month) <= 12


@pytest.mark.parametrize("reader", [assumption_of, setting_of])
@settings(max_examples=tries(100, 10_000))
@given(st.one_of(WORDS, st.builds("{}={}".format, WORDS, WORDS)))
def test_settings_of_a_link_are_read_or_refused(
    reader: Callable[[str], tuple[str, str | float]], text: str
) -> None:
    name, value = read(reader, text) or ("none", 0)
    assert name
    assert isinstance(value, str) or math.isfinite(value)


@settings(max_examples=tries(100, 15_000))
@given(scenarios())
def test_a_scenario_is_the_same_after_it_was_written(scenario: Scenario) -> None:
    assert Scenario.from_dict(json.loads(json.dumps(scenario.as_dict()))) == scenario


@settings(max_examples=tries(100, 15_000))
@given(st.dictionaries(MEMBERS, ANYTHING))
def test_a_scenario_of_a_stranger_is_read_or_refused(data: dict[str, object]) -> None:
    scenario = read(Scenario.from_dict, data)
    assert scenario is None or Scenario.from_dict(scenario.as_dict()) == scenario


@settings(max_examples=tries(100, 10_000))
@given(st.dictionaries(st.sampled_from(PARTS), ANYTHING))
def test_a_token_of_a_stranger_is_read_or_refused(question: dict[str, object]) -> None:
    compact = json.dumps({"model": MODEL, **question}).encode()
    head = f"{base64.urlsafe_b64encode(compact).decode().rstrip('=')}.{data_digest()}"
    request = read(request_of, f"{head}.{_check(head)}")
    assert request is None or request.kind.value == question["kind"]
