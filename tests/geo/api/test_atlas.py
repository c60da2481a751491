"""Questions asked in Python are the questions of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import geo
from geo import journeys
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from geo.api import PlaceLike


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Нава Шева", id="Russian"),
        pytest.param("INNSA", id="UN/LOCODE"),
        pytest.param((18.95, 72.95), id="pair"),
    ],
)
def test_an_end_is_a_name_a_code_or_a_pair(face: geo.Atlas, text: PlaceLike) -> None:
    place = face.place(text)
    assert (place.lat, place.lon) == pytest.approx((18.95, 72.95), abs=0.05)
    assert face.place(place) is place


@pytest.mark.parametrize("pair", [(18.95,), (18.95, "east"), (91.0, 0.0), (float("nan"), 1.0)])
def test_what_is_no_pair_is_a_typed_error(face: geo.Atlas, pair: Any) -> None:
    with pytest.raises(geo.QuestionError):
        face.place(pair)


def test_places_come_best_first(face: geo.Atlas) -> None:
    assert [place.id for place in face.places("بندرعباس", limit=1)] == ["bandar-abbas"]


def test_a_journey_is_that_of_the_library(face: geo.Atlas) -> None:
    atlas = dated_atlas()
    find = atlas.places.find
    expected = journeys.journey(atlas, find("Moscow"), find("INNSA"), corridor="suez")
    journey = face.route("Moscow", "INNSA", corridor="suez", box="feu")
    assert journey.route == expected.route
    assert (journey.km, journey.hours) == (expected.route.km, expected.hours)
    assert journey.days.p50 == pytest.approx(expected.hours.p50 / 24)
    assert journey.kg_co2e == expected.costed(journey.box).kg_co2e
    assert journey.box.value == "FEU"


def test_every_condition_reaches_the_scenario(face: geo.Atlas) -> None:
    scenario = face.compare(
        "Moscow",
        "Mumbai",
        closed="suez",
        built=("rasht-astara",),
        as_of="2024-05",
        clock="door",
        modes=["rail", "sea"],
        month=2,
        services={"wagon"},
        figures={"calls-direct": 3},
        rho=0.1,
    ).scenario
    assert scenario == geo.Scenario(
        date="2024-05",
        closed=frozenset({"suez"}),
        built=frozenset({"rasht-astara"}),
        modes=frozenset({geo.Mode.RAIL, geo.Mode.SEA}),
        clock=geo.Clock.DOOR,
        season=2,
        services=frozenset({"wagon"}),
        figures=(("calls-direct", 3.0),),
        rho=0.1,
    )


def test_a_condition_replaces_that_of_the_scenario_it_starts_from(face: geo.Atlas) -> None:
    base = geo.Scenario(clock=geo.Clock.DOOR, closed=frozenset({"suez"}))
    journey = face.route("Moscow", "Mumbai", scenario=base, closed=())
    assert journey.scenario == geo.Scenario(clock=geo.Clock.DOOR)


@pytest.mark.parametrize(
    ("conditions", "error", "says"),
    [
        ({"close": {"suez"}}, geo.QuestionError, "no condition 'close'; choose from closed"),
        ({"closed": {"suz"}}, geo.UnknownNameError, "did you mean suez"),
        ({"clock": "sun"}, geo.UnknownNameError, "choose from train"),
        ({"as_of": "May"}, geo.BadDateError, "YYYY-MM"),
        ({"box": "crate"}, geo.UnknownNameError, "choose from TEU, FEU, t"),
    ],
    ids=["no condition", "no gate", "no clock", "no month", "no box"],
)
def test_a_wrong_condition_is_a_typed_error(
    face: geo.Atlas,
    conditions: Any,
    error: type[Exception],
    says: str,
) -> None:
    with pytest.raises(error, match=says):
        face.compare("Moscow", "Mumbai", **conditions)
