"""Whole journeys: whatever is asked, an answer obeys these laws, or there is a typed error."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from geo.errors import QuestionError, RouteError
from geo.estimates import Box, Incomplete
from geo.geodesy import distance_km
from geo.journeys import answer_json, compare, journey
from geo.model import Mode, StopKind
from tests.atlases import dated_atlas
from tests.fuzz.questions import pairs, scenarios
from tests.profiles import tries

if TYPE_CHECKING:
    from geo.journeys import Journey
    from geo.model import Band, Place, Route
    from geo.scenario import Scenario

pytestmark = pytest.mark.slow

JOIN_KM: Final = 0.05
"""Two legs that meet are no farther apart than this."""
QUAY_KM: Final = 40
"""A station and the quay where its boxes change are no farther apart than this."""
STRAIGHT: Final = 0.9
"""No way is shorter than this share of the air line between its own ends.

Few lines have a published length up to a tenth below what is drawn: see
`tests.geo.network.test_graph`.
"""
EQUATOR_KM: Final = 40_075
OPEN_SEA: Final = "XZ"


@settings(max_examples=tries(25, 4_000))
@given(pairs(), scenarios())
def test_every_journey_of_a_comparison_obeys_the_laws(
    ends: tuple[Place, Place], scenario: Scenario
) -> None:
    try:
        answer = compare(dated_atlas(), *ends, scenario)
    except (QuestionError, RouteError) as error:
        assert_sentence(str(error))
        event(type(error).__name__)
        return
    event(f"{len(answer.journeys)} journeys")
    assert answer.journeys or answer.failed
    for failure in answer.failed:
        assert_sentence(str(failure.reason))
    for one in answer.journeys:
        assert_sound(one, scenario)
        assert one.route.km >= STRAIGHT * air_km(one.route)
    assert_finite(answer_json(answer))


@settings(max_examples=tries(25, 2_000))
@given(pairs(), scenarios(), st.sampled_from(sorted(dated_atlas().corridors.corridors)))
def test_a_journey_by_a_corridor_obeys_the_laws(
    ends: tuple[Place, Place], scenario: Scenario, corridor: str
) -> None:
    try:
        one = journey(dated_atlas(), *ends, corridor=corridor, scenario=scenario)
    except (QuestionError, RouteError) as error:
        assert_sentence(str(error))
        event(type(error).__name__)
        return
    event("answered")
    assert one.route.corridor == corridor
    assert_sound(one, scenario)


def assert_sound(one: Journey, scenario: Scenario) -> None:
    """Fail unless a journey is possible, whole and as its conditions want it."""
    route = one.route
    assert route.legs
    assert 0 < route.km < EQUATOR_KM
    assert_band(one.hours)
    assert one.hours.p50 > 0
    assert sum(route.km_by_mode().values()) == pytest.approx(route.km)
    assert sum(route.km_by_country().values()) == pytest.approx(route.km)
    assert {leg.mode for leg in route.legs} <= scenario.modes
    assert not set(route.gates) & scenario.closed
    assert not set(route.gates) & one.as_of.barred
    assert_joined(route)
    for box in Box:
        costed = one.costed(box)
        for total in (costed.usd, costed.kg_co2e):
            if isinstance(total, Incomplete):
                assert 0 <= total.km_share <= 1
            else:
                assert_band(total)
                assert total.p50 > 0


def assert_joined(route: Route) -> None:
    """Fail unless each leg begins where the one before it ends, and borders stand between lands."""
    borders = {
        stop.after_leg
        for stop in route.stops
        if stop.kind in (StopKind.BORDER, StopKind.GAUGE_BREAK, StopKind.TRANSFER)
    }
    for number, (leg, following) in enumerate(pairwise(route.legs)):
        gap_km = distance_km(*leg.coordinates[-1], *following.coordinates[0])
        assert gap_km < (JOIN_KM if leg.mode is following.mode else QUAY_KM)
        by_land = Mode.SEA not in (leg.mode, following.mode)
        if by_land and leg.country != following.country:
            assert number in borders, f"{leg.country} and {following.country} touch without a stop"
        if leg.mode is not following.mode:
            assert number in borders, f"no transfer between {leg.end} and {following.start}"
    for leg in route.legs:
        assert leg.track_km > 0
        assert len(leg.coordinates) >= 2
        assert (leg.country == OPEN_SEA) <= (leg.mode is Mode.SEA)


def air_km(route: Route) -> float:
    return distance_km(*route.legs[0].coordinates[0], *route.legs[-1].coordinates[-1])


def assert_band(band: Band) -> None:
    """Fail unless three percentiles are numbers in order, none below zero."""
    assert all(map(math.isfinite, (band.p10, band.p50, band.p90)))
    assert 0 <= band.p10 <= band.p50 <= band.p90


def assert_sentence(text: str) -> None:
    """Fail unless an error is a sentence of bearable length."""
    assert 10 < len(text) < 1_500
    assert "Traceback" not in text
    assert "{" not in text.replace("{x}", "")


def assert_finite(value: object) -> None:
    """Fail where an answer as JSON holds what is no number."""
    if isinstance(value, dict):
        for member in value.values():
            assert_finite(member)
    elif isinstance(value, list | tuple):
        for member in value:
            assert_finite(member)
    elif isinstance(value, float):
        assert math.isfinite(value)
