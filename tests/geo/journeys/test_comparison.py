"""What a journey and a comparison give to pages, files and the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.estimates import Box, TimedLeg, cost_journey
from geo.estimates.clocks import visits
from geo.journeys import compare, unasked
from geo.journeys.analysis import fastest_by_suez, probability_faster
from geo.journeys.comparison import Comparison, Failure
from geo.journeys.question import timed
from geo.model import BRANCHES, DIRECT, RIVALS, SUEZ_ROUTES
from geo.scenario import Scenario

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas


@pytest.fixture(scope="module")
def comparison(atlas: Atlas) -> Comparison:
    find = atlas.places.find
    return compare(atlas, find("Moscow"), find("Nhava Sheva"))


def test_branches_and_rivals_are_the_families_of_the_corridors(atlas: Atlas) -> None:
    compared = [one for one in atlas.corridors.corridors.values() if one.compared]
    assert tuple(one.id for one in compared if one.family == "instc") == BRANCHES
    assert tuple(one.id for one in compared if one.family == "rival") == RIVALS
    assert tuple(one.id for one in compared if "suez" in one.opens) == SUEZ_ROUTES


def test_legs_and_stops_come_in_the_order_of_travel(comparison: Comparison) -> None:
    assert len(comparison.journeys) > 6
    for journey in comparison.journeys:
        places = [
            (part.number, 0) if isinstance(part, TimedLeg) else (part.stop.after_leg, 1)
            for part in journey.in_order()
        ]
        assert places == sorted(places)
        assert len(places) == len(journey.legs) + len(journey.stops)
        assert [leg.leg for leg in journey.legs] == list(journey.route.legs)


def test_a_representative_is_the_first_variant_of_its_corridor(comparison: Comparison) -> None:
    representatives = comparison.representatives()
    assert list(representatives) == [*BRANCHES, *RIVALS, "china"]
    for corridor, journey in representatives.items():
        same = [one for one in comparison.journeys if one.route.corridor == corridor]
        assert journey is same[0]


def test_a_chance_is_that_of_the_table_of_chances(comparison: Comparison) -> None:
    representatives = comparison.representatives()
    western, suez = representatives["western"], representatives["suez"]
    table = probability_faster(representatives)
    assert western.probability_faster(suez) == pytest.approx(table["western"]["suez"])
    assert western.probability_faster(western) == pytest.approx(0.5)


def test_the_fastest_by_suez_is_no_other_rival(atlas: Atlas, comparison: Comparison) -> None:
    times = {one.route.corridor: one.hours.p50 for one in comparison.journeys}
    fastest = fastest_by_suez(comparison.journeys)
    assert fastest is not None
    assert fastest.hours.p50 == min(times[name] for name in SUEZ_ROUTES)
    find = atlas.places.find
    closed = Scenario(closed=frozenset({"suez"}))
    without = compare(atlas, find("Moscow"), find("Nhava Sheva"), closed)
    assert "cape" in without.representatives()
    assert fastest_by_suez(without.journeys) is None


def test_prices_are_calculated_once_for_each_box(comparison: Comparison) -> None:
    journey = comparison.journeys[0]
    assert journey.costed(Box.FEU) is journey.costed(Box.FEU)
    assert journey.costed(Box.FEU).box is Box.FEU
    assert journey.costed().box is Box.TEU


def test_a_price_has_the_stops_of_the_route_that_the_times_have(comparison: Comparison) -> None:
    assert len(comparison.journeys) > 6
    for journey in comparison.journeys:
        assert journey.timed.visits == visits(journey.route)
        alone = cost_journey(
            journey.route,
            journey.ledger,
            year=journey.scenario.year,
            states=[one.state for one in journey.gates],
        )
        assert journey.costed() == alone


def test_a_failure_is_named_as_a_journey_is(comparison: Comparison) -> None:
    journey = next(one for one in comparison.journeys if one.route.variant)
    corridor, variant = journey.route.corridor, journey.route.variant
    assert Failure(corridor=corridor, variant=variant, reason="", closed=()).id == journey.id
    assert Failure(corridor="suez", variant="", reason="", closed=()).id == "suez"


def test_a_journey_takes_as_long_beside_others_as_alone(atlas: Atlas) -> None:
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    scenario = Scenario(date="2026-02", figures=(("border-az-ir-rail", 30.0),))
    journeys = compare(atlas, *ends, scenario).journeys
    assert len({one.route.corridor for one in journeys}) < len(journeys)
    for one in journeys:
        assert timed(atlas, one.route, scenario).timed == one.timed


def test_the_direct_route_stands_where_it_is_chosen(atlas: Atlas) -> None:
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    assert DIRECT not in compare(atlas, *ends).representatives()
    answer = compare(atlas, *ends, corridors=["western", DIRECT])
    assert [*answer.representatives()] == ["western", DIRECT]
    closed = compare(atlas, *ends, Scenario(closed=frozenset({"suez"})), corridors=["suez", DIRECT])
    assert [*closed.representatives()] == [DIRECT]


def test_what_was_chosen_was_asked_for(atlas: Atlas) -> None:
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    shut = Scenario(closed=frozenset({"suez", "bandar-abbas", "chabahar"}))
    other = compare(atlas, *ends, shut)
    assert unasked(atlas, compare(atlas, *ends), other) == {"eastern-maritime", DIRECT}
    assert unasked(atlas, compare(atlas, *ends, corridors=["suez"]), other) == frozenset()
