"""Lines over distance: what they end at is what the journey says, and they never fall."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from geo.estimates.cargo import Box, Measure
from geo.journeys import compare, journey
from geo.journeys.profile import cost_distance, time_distance
from geo.model import Band, Clock
from geo.scenario import Scenario

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas
    from geo.journeys.comparison import Journey
    from geo.journeys.profile import Mark


@pytest.fixture(scope="module", params=[Clock.SHIPMENT, Clock.DOOR], ids=str)
def journeys(atlas: Atlas, request: pytest.FixtureRequest) -> dict[str, Journey]:
    find = atlas.places.find
    scenario = Scenario(clock=request.param)
    ends, priced = (find("Moscow"), find("Nhava Sheva")), atlas.corridors.standing
    return compare(atlas, *ends, scenario, corridors=priced).representatives()


def test_the_line_ends_where_the_journey_does(journeys: dict[str, Journey]) -> None:
    assert len(journeys) == 6
    for found in journeys.values():
        last = time_distance(found)[-1]
        hours = found.hours
        assert last.km == pytest.approx(found.route.km)
        assert [last.p10 * 24, last.p50 * 24, last.p90 * 24] == pytest.approx(
            [hours.p10, hours.p50, hours.p90]
        )
        for box in Box:
            paid, costed = cost_distance(found, box), found.costed(box)
            assert isinstance(costed.usd, Band)
            assert [paid[-1].p10, paid[-1].p50, paid[-1].p90] == pytest.approx(
                [costed.usd.p10, costed.usd.p50, costed.usd.p90]
            )
            assert paid[-1].km == pytest.approx(found.route.km)


def test_lines_rise_and_stops_are_upright(journeys: dict[str, Journey]) -> None:
    assert len(journeys) == 6
    for found in journeys.values():
        for line in (time_distance(found), cost_distance(found)):
            assert [mark.number for mark in line] == list(range(len(line)))
            assert len(line) > len(found.legs)
            for before, mark in pairwise(line):
                assert mark.p50 >= before.p50
                assert mark.p10 <= mark.p50 <= mark.p90
                assert (mark.km > before.km) == (mark.what == "leg")


def test_the_clock_decides_which_stops_stand(journeys: dict[str, Journey]) -> None:
    found = journeys["western"]
    waits = [mark for mark in time_distance(found) if mark.kind == "wait"]
    assert bool(waits) == (found.scenario.clock is Clock.DOOR)


def test_every_part_names_its_source_or_is_an_estimate(journeys: dict[str, Journey]) -> None:
    def honest(mark: Mark) -> bool:
        return bool(mark.figures and (mark.sources or mark.unsourced)) or mark.gap

    assert len(journeys) == 6
    for found in journeys.values():
        assert all(honest(mark) for mark in time_distance(found)[1:])
        assert not any(mark.gap for mark in cost_distance(found))


def test_a_line_of_dollars_ends_at_the_first_part_without_a_price(atlas: Atlas) -> None:
    find = atlas.places.find
    found = journey(atlas, find("Moscow"), find("Jeddah"), corridor="suez-black-sea")
    assert not found.costed().complete(Measure.USD)
    line = cost_distance(found)
    assert [mark.gap for mark in line] == [False] * (len(line) - 1) + [True]
    assert line[-1].p50 == line[-2].p50 > 0
    assert line[-1].part_p90 == 0
    assert line[-1].figures == ()
    assert line[-1].km < found.route.km
