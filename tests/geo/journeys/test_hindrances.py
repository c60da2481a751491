"""What a hindered gate adds: days and dollars of the ledger, at a stop of its own, and no zero."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.cli.main import main
from geo.estimates import Box, Incomplete, Measure
from geo.evidence import GateStates, GateStatus, Quantity
from geo.evidence.figures import OF_STATES
from geo.journeys import Journey, answer_json, journey, with_gates
from geo.journeys.hindrances import LEAST_AREA_KM
from geo.model import Band, Clock, Mode, StopKind
from geo.scenario import Scenario
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from geo.estimates import TimedStop
    from geo.journeys import Atlas

JUNE = "2026-06-25"
"""Hormuz, Chabahar and the railways of Iran are restricted, Bandar Abbas is reduced."""
SUEZ_2024 = "2024-02"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return dated_atlas()


def by(atlas: Atlas, corridor: str, variant: str = "", **conditions: object) -> Journey:
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    scenario = Scenario.from_dict({"clock": "door", **conditions})
    return journey(atlas, *ends, corridor=corridor, variant=variant, scenario=scenario)


def gates(one: Journey) -> dict[str, TimedStop]:
    return {stop.stop.gate: stop for stop in one.stops if stop.stop.kind is StopKind.GATE}


def charged(one: Journey, box: Box = Box.TEU) -> list[str]:
    parts = one.costed(box).parts
    return [
        part.pick.figure.id for part in parts if part.pick.figure.quantity is Quantity.GATE_CHARGE
    ]


def usd(one: Journey, box: Box = Box.TEU) -> Band:
    total = one.costed(box).usd
    assert isinstance(total, Band)
    return total


def test_a_restricted_strait_adds_its_days_with_their_source(atlas: Atlas) -> None:
    now = by(atlas, "western", "truck-iran+bandar-abbas", date=JUNE)
    then = by(atlas, "western", "truck-iran+bandar-abbas", date=JUNE, as_if_open=True)
    hormuz = gates(now)["hormuz"]
    assert hormuz.hours == atlas.ledger.figures["delay-hormuz-2026"].hours
    assert hormuz.sources == ("ship-bunker-2026-03", "portwatch-2026-07")
    assert hormuz.clocks == {Clock.SHIPMENT, Clock.DOOR, Clock.VESSEL}
    assert 55 < hormuz.stop.lon < 57.5
    assert gates(then) == {}
    assert now.hours.p50 - then.hours.p50 > hormuz.hours.p50
    assert now.hours.p90 - now.hours.p50 > then.hours.p90 - then.hours.p50
    assert now.timed.variance_by_figure(Clock.DOOR)["delay-hormuz-2026"] > 0.1


@pytest.mark.parametrize(
    ("box", "figure"),
    [
        (Box.TEU, "charge-war-ir-teu-2026"),
        (Box.FEU, "charge-war-ir-feu-2026"),
        (Box.TONNE, "charge-war-ir-teu-2026"),
    ],
)
def test_a_surcharge_that_two_gates_name_is_paid_once(atlas: Atlas, box: Box, figure: str) -> None:
    now = by(atlas, "western", "truck-iran+bandar-abbas", date=JUNE)
    then = by(atlas, "western", "truck-iran+bandar-abbas", date=JUNE, as_if_open=True)
    assert {"hormuz", "iran-south-ports"} <= set(gates(now))
    assert charged(now, box) == [figure]
    assert charged(then, box) == []
    assert usd(now, box).p50 > usd(then, box).p50
    assert now.costed(box).variance_by_figure(Measure.USD)[figure] > 0.1


def test_the_trade_of_russia_pays_its_own_surcharge_in_the_red_sea(atlas: Atlas) -> None:
    crisis = by(atlas, "suez-black-sea", date=SUEZ_2024)
    assert charged(crisis) == ["charge-red-sea-ru-2024"]
    ends = atlas.places.find("Mumbai"), atlas.places.find("Piraeus")
    scenario = Scenario(date=SUEZ_2024, modes=frozenset({Mode.SEA}))
    other = journey(atlas, *ends, scenario=scenario)
    if "bab-el-mandeb" in gates(other):
        assert charged(other) == ["charge-red-sea-teu-2024"]
        assert charged(other, Box.FEU) == ["charge-red-sea-feu-2024"]


def test_the_war_surcharge_holds_while_the_strait_is_restricted(atlas: Atlas) -> None:
    def surcharges(day: str) -> list[str]:
        return charged(by(atlas, "suez-black-sea", date=day))

    assert surcharges("2026-02-10") == []
    assert surcharges("2026-04-15") == ["charge-war-teu-2026"]
    assert surcharges("2026-10-10") == ["charge-novorossiysk-teu-2026", "charge-war-teu-2026"]


def test_a_restricted_gate_without_a_surcharge_leaves_no_price(atlas: Atlas) -> None:
    by_rail = by(atlas, "western", "truck-astara-rasht+bandar-abbas", date=JUNE)
    lacking = by_rail.costed().usd
    assert isinstance(lacking, Incomplete)
    assert lacking.parts == ("surcharge at a gate",)
    railway = gates(by_rail)["iran-rail"]
    assert railway.hours is None
    [gap] = by_rail.costed().missing
    assert "Railways of Iran" in gap.sentence
    # The truck crosses the border on 2 km of railway: no railway that counts.
    by_truck = by(atlas, "western", "truck-iran+bandar-abbas", date=JUNE)
    km = sum(leg.leg.track_km for leg in by_truck.legs if leg.leg.country == "IR") - sum(
        leg.leg.track_km for leg in by_truck.legs if leg.leg.mode is Mode.ROAD
    )
    assert km < LEAST_AREA_KM
    assert "iran-rail" not in gates(by_truck)


def test_a_reduced_gate_without_figures_is_said_and_keeps_the_price(atlas: Atlas) -> None:
    crisis = by(atlas, "suez", date=SUEZ_2024)
    assert isinstance(crisis.costed().usd, Band)
    assert "suez" not in gates(crisis)
    [suez] = [one for one in crisis.gates if one.gate.id == "suez"]
    assert str(suez.effect.text) == (
        "added days: the wait for a ship at 45 % of the services; surcharge: no figure"
    )
    told = {one["gate"]: one for one in answer_json(crisis)["as_of"]["gates"]}
    assert told["suez"]["effect"] == str(suez.effect.text)
    assert "charge-red-sea-ru-2024" in told["bab-el-mandeb"]["figures"]


def test_an_assumed_state_adds_what_the_newest_of_its_kind_added(atlas: Atlas) -> None:
    assumed = {"date": "2025-06-01", "states": {"hormuz": "restricted"}}
    now = by(atlas, "western", "truck-iran+bandar-abbas", **assumed)
    newest = atlas.states.figures_in("hormuz", GateStatus.RESTRICTED)
    assert newest
    assert now.as_of.states["hormuz"].figures == newest
    assert "hormuz" in gates(now)
    assert charged(now) == ["charge-war-ir-teu-2026"]


def test_a_route_timed_again_stops_at_each_gate_once(atlas: Atlas) -> None:
    now = by(atlas, "western", "truck-iran+bandar-abbas", date=JUNE)
    again = [one.gate for one in now.gates if one.effect.is_stop]
    assert with_gates(now.route, again, atlas.network) == now.route
    assert with_gates(now.route, [], atlas.network).stops == tuple(
        stop for stop in now.route.stops if stop.kind is not StopKind.GATE
    )


def test_a_figure_set_by_hand_counts_at_the_gate(atlas: Atlas) -> None:
    set_ = {"delay-hormuz-2026": 48.0, "charge-war-ir-teu-2026": 0.0}
    now = by(atlas, "western", "truck-iran+bandar-abbas", date=JUNE, figures=set_)
    assert gates(now)["hormuz"].hours == Band(p10=48, p50=48, p90=48)
    plain = by(atlas, "western", "truck-iran+bandar-abbas", date=JUNE, as_if_open=True)
    assert usd(now).p50 == pytest.approx(usd(plain).p50, rel=0.01)


def test_figures_of_states_are_named_by_states_and_by_nothing_else(atlas: Atlas) -> None:
    named = {name for row in atlas.states.rows for name in row.figures}
    ledger = {one.id for one in atlas.ledger.figures.values() if one.quantity in OF_STATES}
    containers = {name for name in ledger if name.startswith("traffic-")}
    assert ledger - containers == named - containers
    assert len(named) > 10


def test_unknown_states_add_nothing(atlas: Atlas) -> None:
    later = by(atlas, "western", "truck-iran+bandar-abbas", date="2026-10-10", as_if_open=True)
    states = [
        replace(row, last=None, confirmed=row.last)
        for row in atlas.states.of("bab-el-mandeb")
        if row.id == "bab-el-mandeb-2023-12-15"
    ]
    old = replace(atlas, states=GateStates(states).override(atlas.states))
    suez = by(old, "suez", date="2026-10-01")
    assert suez.as_of.states["bab-el-mandeb"].status is GateStatus.UNKNOWN
    assert "bab-el-mandeb" not in gates(suez)
    assert charged(suez) == charged(later) == []


def test_the_command_line_shows_the_gate_on_the_itinerary(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["route", "Moscow", "Nhava Sheva", "--corridor", "suez", "--as-of", SUEZ_2024]
    assert main(asked) == 0
    text = capsys.readouterr().out
    assert "Bab el-Mandeb: gate, added days: no figure; surcharge: 65" in text
    assert "surcharge: 300–1,575 USD a box of 20 feet" in text
