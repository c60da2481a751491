"""What a comparison means: the worth of links, single points of failure, break-even values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.errors import RouteError
from geo.estimates import Incomplete, total
from geo.evidence import Ledger
from geo.journeys import compare, journey, timed
from geo.journeys.analysis import (
    break_even,
    link_values,
    sensitivities,
    sensitivity,
    single_points_of_failure,
)
from geo.model import Band
from geo.scenario import Scenario
from tests.totals import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.journeys.analysis import LinkValue
    from geo.journeys.atlas import Atlas
    from geo.journeys.comparison import Comparison, Journey
    from geo.model import Place

SAME_HOURS = 0.05


def worth_of(link: str, values: Sequence[LinkValue]) -> LinkValue:
    (found,) = (value for value in values if value.link == link)
    return found


@pytest.fixture(scope="module")
def ends(atlas: Atlas) -> tuple[Place, Place]:
    """Two ends that the western corridor joins by a truck over the missing railway."""
    return atlas.places.find("moscow"), atlas.places.find("nhava-sheva")


@pytest.fixture(scope="module")
def compared(atlas: Atlas, ends: tuple[Place, Place]) -> Comparison:
    return compare(atlas, *ends)


def test_the_worth_of_a_link_is_the_journey_with_it_less_the_one_without(
    atlas: Atlas, ends: tuple[Place, Place], compared: Comparison
) -> None:
    worth = worth_of("rasht-astara", link_values(atlas, *ends, Scenario(), compared))
    built = Scenario(built=frozenset({"rasht-astara"}))
    new = journey(atlas, *ends, corridor="western", variant=worth.variant, scenario=built)
    old = compared.representatives()["western"]
    assert (worth.link, worth.corridor) == ("rasht-astara", "western")
    assert "rasht-astara" in {link for leg in new.route.legs for link in leg.links}
    assert worth.km == pytest.approx(new.route.km - old.route.km)
    assert worth.hours.p50 == pytest.approx(new.hours.p50 - old.hours.p50, abs=6)
    totals = worth.usd, new.costed().usd, old.costed().usd
    saved, after, before = (whole(total).p50 for total in totals)
    assert saved == pytest.approx(after - before, abs=40)
    assert worth.hours.p10 < worth.hours.p50 < worth.hours.p90
    usd = whole(worth.usd)
    assert usd.p10 < usd.p50 < usd.p90


def test_a_link_is_worth_no_dollars_where_a_price_is_not_whole(
    atlas: Atlas, ends: tuple[Place, Place]
) -> None:
    gone = {"tariff-rail-ir-2021", "tariff-rail-2021", "tariff-rail-2022"}
    figures = [f for f in atlas.ledger.figures.values() if f.id not in gone]
    ledger = Ledger(figures=figures, sources=atlas.ledger.sources)
    poorer = replace(atlas, ledger=ledger)
    worth = worth_of("rasht-astara", link_values(poorer, *ends, Scenario(), compare(poorer, *ends)))
    assert isinstance(worth.usd, Incomplete)
    assert worth.usd.parts == ("rail freight",)
    assert 0 < worth.usd.km_share < 1
    assert worth.hours.p50 < 0


def test_a_variant_that_served_before_is_set_against_itself(
    atlas: Atlas, ends: tuple[Place, Place], compared: Comparison
) -> None:
    built = Scenario(built=frozenset({"rasht-astara"}))
    before = journey(atlas, *ends, corridor="eastern")
    as_if = replace(before, route=replace(before.route, corridor="western", variant="rail"))
    named = replace(as_if, route=replace(as_if.route, variant="rail+bandar-abbas"))
    fuller = replace(compared, journeys=(*compared.journeys, named))
    worth = worth_of("rasht-astara", link_values(atlas, *ends, Scenario(), fuller))
    after = journey(atlas, *ends, corridor="western", scenario=built)
    assert worth.km == pytest.approx(after.route.km - before.route.km)


def test_a_link_that_is_built_is_worth_nothing_more(
    atlas: Atlas, ends: tuple[Place, Place]
) -> None:
    built = Scenario(built=frozenset({"rasht-astara"}))
    values = link_values(atlas, *ends, built, compare(atlas, *ends, built))
    assert "rasht-astara" not in {value.link for value in values}


def test_the_railway_to_chabahar_is_worth_a_transfer_to_each_branch(
    atlas: Atlas, ends: tuple[Place, Place], compared: Comparison
) -> None:
    values = [
        value
        for value in link_values(atlas, *ends, Scenario(), compared)
        if value.link == "khash-chabahar"
    ]
    assert {value.corridor for value in values} <= {"western", "trans-caspian", "eastern"}
    assert all("chabahar" in value.variant for value in values)
    assert all(value.hours.p50 < 0 for value in values)
    assert values


def test_each_single_point_stops_its_corridor_and_no_other_gate_does(
    atlas: Atlas, ends: tuple[Place, Place], compared: Comparison
) -> None:
    found = single_points_of_failure(atlas, *ends, compared)
    assert set(found) == set(compared.representatives())
    assert {"suez", "bab-el-mandeb"} <= set(found["suez"])
    assert "astara" in found["western"]
    for corridor in ("western", "suez"):
        on_way = compared.representatives()[corridor].route.gates
        for gate in set(on_way) & set(atlas.corridors.gates):
            closed = Scenario(closed=frozenset({gate}))
            if gate in found[corridor]:
                with pytest.raises(RouteError):
                    journey(atlas, *ends, corridor=corridor, scenario=closed)
            else:
                journey(atlas, *ends, corridor=corridor, scenario=closed)


def _hours(atlas: Atlas, found: Journey, figure_id: str, value: float) -> float:
    scenario = replace(found.scenario, figures=((figure_id, value),))
    return timed(atlas, found.route, scenario).hours.p50


@pytest.mark.parametrize(
    ("figure_id", "side"),
    [("transfer-bandar-abbas-rail-sea", "below"), ("rail-ir-block", "above")],
)
def test_at_the_break_even_value_both_take_the_same_time(
    atlas: Atlas, compared: Comparison, figure_id: str, side: str
) -> None:
    chosen = compared.representatives()
    first, second = chosen["eastern"], chosen["suez-black-sea"]
    even = break_even(atlas, first, second, figure_id)
    assert even is not None
    assert (even.first, even.second) == ("eastern", "suez-black-sea")
    same = (_hours(atlas, one, figure_id, even.value) for one in (first, second))
    assert next(same) == pytest.approx(next(same), abs=SAME_HOURS)
    below = (_hours(atlas, one, figure_id, even.value / 2) for one in (first, second))
    assert (next(below) < next(below)) is even.faster_below
    assert even.faster_below is (side == "below")


def test_a_figure_that_neither_journey_uses_has_no_break_even(
    atlas: Atlas, compared: Comparison
) -> None:
    chosen = compared.representatives()
    used = {part.figure_id for one in chosen.values() for part in one.timed.parts}
    idle = next(
        name
        for name, f in atlas.ledger.figures.items()
        if f.quantity == "speed" and name not in used
    )
    assert break_even(atlas, chosen["eastern"], chosen["suez"], idle) is None


def test_a_swing_is_the_shift_of_the_middle_time_with_the_figure_at_one_percentile(
    compared: Comparison,
) -> None:
    chosen = [*compared.representatives().values()]
    each = sensitivities(chosen)
    assert each == [sensitivity(one) for one in chosen]
    first, swings = chosen[0], each[0]
    parts = [one for one in first.timed.parts if first.scenario.clock in one.clocks]
    assert len(swings) == 10
    assert [*swings] == sorted(swings, key=lambda swing: swing.low_hours - swing.high_hours)
    for swing in swings:
        for share, shift in (("p10", swing.low_hours), ("p90", swing.high_hours)):
            held = []
            for part in parts:
                hours = getattr(part.term.band, share)
                band = Band(p10=hours, p50=hours, p90=hours)
                is_its = part.figure_id == swing.figure_id
                held.append(replace(part.term, band=band) if is_its else part.term)
            moved = total(held, rho=first.timed.rho).band.p50
            assert shift == moved - first.hours.p50
