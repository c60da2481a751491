"""Published movements on the way of a journey."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from geo.evidence import MovementKind
from geo.journeys import compare
from geo.model import Mode
from geo.scenario import Scenario
from geo.validation import movements_along

if TYPE_CHECKING:
    from geo.evidence import Movement
    from geo.journeys import Atlas, Comparison


def answer_of(atlas: Atlas, origin: str, destination: str) -> Comparison:
    ends = atlas.places.find(origin), atlas.places.find(destination)
    return compare(atlas, *ends, Scenario(date="2023-08"))


def along(answer: Comparison, *movements: Movement) -> list[str]:
    return [one.id for one in movements_along(answer.journeys, movements, month="2023-08")]


def movement(atlas: Atlas, name: str) -> Movement:
    (found,) = (one for one in atlas.ledger.movements if one.id == name)
    return found


def test_a_part_of_the_way_counts_and_the_way_back_does_not(atlas: Atlas) -> None:
    trip = movement(atlas, "trn-041")
    assert along(answer_of(atlas, "Moscow", "Jeddah"), trip) == [trip.id]
    assert along(answer_of(atlas, "Jeddah", "Moscow"), trip) == []
    assert along(answer_of(atlas, "Mumbai", "Dubai"), trip) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"corridor": "western"}, id="of another corridor"),
        pytest.param({"modes": frozenset({Mode.ROAD})}, id="by truck where the journey is by rail"),
        pytest.param({"destination": "incheh-borun"}, id="that goes nowhere"),
    ],
)
def test_what_travelled_otherwise_is_left_out(atlas: Atlas, change: dict[str, Any]) -> None:
    answer, trip = answer_of(atlas, "Moscow", "Jeddah"), movement(atlas, "trn-041")
    assert along(answer, replace(trip, **change)) == []


def test_the_whole_way_goes_first_then_what_was_measured_then_what_is_near(atlas: Atlas) -> None:
    trip = replace(movement(atlas, "trn-041"), group="")
    promised = movement(atlas, "trn-008").basis
    rows: dict[str, dict[str, Any]] = {
        "far": {"date": "2016-08"},
        "promised": {"basis": promised},
        "near": {},
        "whole": {"origin": "moscow", "destination": "jeddah", "basis": promised},
    }
    movements = [replace(trip, id=name, **change) for name, change in rows.items()]
    whole = replace(movements[-1], modes=frozenset(Mode))
    assert whole.kind is MovementKind.PROMISED
    answer = answer_of(atlas, "Moscow", "Jeddah")
    assert along(answer, *movements[:-1], whole) == ["whole", "near", "far", "promised"]


def test_of_rows_that_repeat_each_other_one_is_shown(atlas: Atlas) -> None:
    trip = replace(movement(atlas, "trn-041"), group="repeated")
    answer = answer_of(atlas, "Moscow", "Jeddah")
    assert along(answer, replace(trip, id="a", date="2016-01"), trip) == [trip.id]
