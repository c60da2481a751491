"""Times of journeys: hand-computed answers, the four clocks, seasons, services, and laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import LedgerError, QuestionError, WrongClockError
from geo.estimates.clocks import clocks_of, place_id, travel_segments
from geo.estimates.impedance import TypicalTimes
from geo.estimates.timing import (
    Timed,
    difference_band,
    difference_of,
    probability_faster,
)
from geo.evidence.figures import Figure, Quantity
from geo.evidence.ledger import Ledger
from geo.journeys import journey
from geo.model import Band, Clock, Grade, Mode, Stop, StopKind, Water
from geo.scenario import RailService, RoadService, Scenario, SeaService, Services, wait_for
from tests.atlases import dated_atlas
from tests.geo import routes
from tests.geo.routes import RAIL, ROAD, SEA, leg, route, transfer
from tests.profiles import examples
from tests.totals import time_journey

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas

SHIPMENT, DOOR, TRAIN, VESSEL = Clock.SHIPMENT, Clock.DOOR, Clock.TRAIN, Clock.VESSEL


def figure(quantity: str, unit: str, value: float, **selectors: object) -> Figure:
    """Return a figure without any spread, so that sums can be done by hand."""
    name = "-".join([quantity.replace("_", "-"), *(str(v) for v in selectors.values())])
    return Figure(
        id=name.lower(),
        quantity=Quantity(quantity),
        unit=unit,
        band=Band(p10=value, p50=value, p90=value),
        grade=Grade.A,
        **selectors,  # type: ignore[arg-type]
    )


FIXED = [
    figure("speed", "km/h", 20, mode="rail"),
    figure("speed", "km/h", 10, mode="rail", service="wagon"),
    figure("speed", "km/h", 40, mode="road"),
    figure("speed", "km/day", 480, mode="sea"),
    figure("speed", "km/h", 10, mode="sea", water="caspian"),
    figure("border", "h", 7, mode="rail"),
    figure("border", "h", 3, mode="road"),
    figure("gauge_break", "h", 30),
    figure("transfer", "h", 50),
    figure("terminal", "h", 5),
    figure("port_origin", "h", 60),
    figure("port_destination", "h", 40),
    figure("calls", "h", 11, service="feeder"),
    figure("calls", "h", 22, service="direct"),
    figure("calls", "h", 200, service="transshipped"),
    figure("canal", "h", 15),
]
INTERVALS = [
    Figure(
        id=f"interval-{mode}",
        quantity=Quantity.INTERVAL,
        unit="d",
        band=Band(p10=days, p50=days, p90=days),
        grade=Grade.A,
        mode=mode,
    )
    for mode, days in (("sea", 10.0), ("rail", 4.0))
]
BOOK = Ledger(figures=[*FIXED, *INTERVALS], sources={})


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return dated_atlas().ledger


def median(timed: Timed, clock: Clock) -> float:
    return timed.band(clock).p50


def test_hours_of_a_train_by_hand() -> None:
    timed = time_journey(routes.TRAIN, BOOK)
    running = (1478 + 1402 + 704 + 1864) / 20
    assert median(timed, TRAIN) == pytest.approx(running + 7 + 7 + 30)
    assert median(timed, SHIPMENT) == median(timed, TRAIN)
    assert timed.legs[0].hours == Band(p10=1478 / 20, p50=1478 / 20, p90=1478 / 20)


def test_hours_of_a_voyage_by_hand() -> None:
    timed = time_journey(routes.SUEZ, BOOK)
    sailing = (4500 + 9646) / 20
    assert median(timed, VESSEL) == pytest.approx(sailing + 15 + 22)
    assert median(timed, SHIPMENT) == median(timed, VESSEL)


def test_hours_of_a_shipment_by_hand() -> None:
    timed = time_journey(routes.EASTERN, BOOK)
    moving = 2023 / 20 + (1864 + 704 + 1402 + 1525) / 20
    assert median(timed, SHIPMENT) == pytest.approx(moving + 11 + 50 + 30 + 7 + 7)


def test_the_door_clock_adds_waits_and_both_ends() -> None:
    timed = time_journey(routes.EASTERN, BOOK)
    waits = {
        stop.stop.place_id: stop.hours for stop in timed.stops if stop.stop.kind is StopKind.WAIT
    }
    assert waits == {
        "nhava-sheva": Band(p10=24, p50=120, p90=216),
        "bandar-abbas": wait_for(Band(p10=96, p50=96, p90=96)),
    }
    fixed = median(timed, SHIPMENT) + 60 + 5
    drawn = timed.draws(DOOR, count=200_000, seed=1)
    assert drawn.min() > fixed
    assert np.median(drawn) == pytest.approx(timed.band(DOOR).p50, rel=0.005)
    assert timed.band(DOOR).p50 == pytest.approx(fixed + 120 + 48, abs=12)


def test_stops_come_in_the_order_of_travel() -> None:
    timed = time_journey(routes.WESTERN_BY_TRUCK, BOOK)
    assert [(stop.stop.kind.value, stop.stop.place_id) for stop in timed.stops] == [
        ("origin", "nhava-sheva"),
        ("wait", "nhava-sheva"),
        ("calls", "bandar-abbas"),
        ("transfer", "bandar-abbas"),
        ("wait", "bandar-abbas"),
        ("transfer", "rasht"),
        ("transfer", "astara-ir"),
        ("wait", "astara-ir"),
        ("border", "astara"),
        ("border", "samur"),
        ("destination", "vorsino"),
    ]
    positions = [stop.stop.after_leg for stop in timed.stops]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("kind", "clocks"),
    [
        pytest.param("origin", {DOOR}, id="handling at the origin"),
        pytest.param("wait", {DOOR}, id="wait for a ship or a train"),
        pytest.param("destination", {DOOR}, id="handling at the destination"),
        pytest.param("transfer", {SHIPMENT, DOOR}, id="handling on the way"),
        pytest.param("calls", {SHIPMENT, DOOR, VESSEL}, id="calls of a ship"),
        pytest.param("canal", {SHIPMENT, DOOR, VESSEL}, id="canal"),
        pytest.param("border", {SHIPMENT, DOOR, TRAIN}, id="border of a railway"),
        pytest.param("gauge_break", {SHIPMENT, DOOR, TRAIN}, id="gauge break"),
    ],
)
def test_a_stop_counts_for_its_clocks_only(kind: str, clocks: set[Clock]) -> None:
    found = [
        stop
        for way in (routes.EASTERN, routes.SUEZ_NOVOROSSIYSK)
        for stop in time_journey(way, BOOK).stops
        if stop.stop.kind == kind
    ]
    assert found
    assert all(stop.clocks == clocks for stop in found)


def test_a_border_by_road_stops_no_train_clock() -> None:
    timed = time_journey(routes.TRUCK, BOOK)
    border = next(stop for stop in timed.stops if stop.stop.kind is StopKind.BORDER)
    assert border.clocks == {SHIPMENT, DOOR}
    assert border.hours == Band(p10=3, p50=3, p90=3)
    assert median(timed, SHIPMENT) == pytest.approx(820 / 40 + 3)
    assert median(timed, DOOR) == pytest.approx(820 / 40 + 3 + 5 + 5)


@pytest.mark.parametrize(
    ("name", "clocks"),
    [
        ("train", {TRAIN, SHIPMENT, DOOR}),
        ("suez", {VESSEL, SHIPMENT, DOOR}),
        ("eastern", {SHIPMENT, DOOR}),
        ("truck", {SHIPMENT, DOOR}),
    ],
)
def test_clocks_that_apply(name: str, clocks: set[Clock]) -> None:
    way = routes.ALL[name]
    assert clocks_of(way) == time_journey(way, BOOK).clocks == clocks


def test_a_clock_that_does_not_apply_says_which_do() -> None:
    timed = time_journey(routes.EASTERN, BOOK)
    with pytest.raises(
        WrongClockError,
        match=r"the train clock applies to a route wholly by rail; .* route: shipment, door",
    ):
        timed.band(TRAIN)
    with pytest.raises(WrongClockError, match="wholly by water"):
        timed.draws(VESSEL, count=10, seed=1)


def test_chains_know_their_water_and_ends() -> None:
    rail, caspian, road, ocean = travel_segments(routes.TRANS_CASPIAN)
    assert (rail.places, rail.countries) == (("st-petersburg", "astrakhan"), ("RU", "RU"))
    assert (caspian.water, caspian.countries) == (Water.CASPIAN, ("RU", "IR"))
    assert (road.first, road.last, road.km) == (2, 2, 1526)
    assert (ocean.water, ocean.countries) == (Water.OCEAN, ("IR", "IN"))
    (whole,) = travel_segments(routes.TRAIN)
    assert (whole.countries, whole.km) == (("RU", "IR"), 5448)


def test_a_caspian_voyage_has_no_calls() -> None:
    timed = time_journey(routes.TRANS_CASPIAN, BOOK)
    calls = [stop.stop for stop in timed.stops if stop.stop.kind is StopKind.CALLS]
    assert [call.after_leg for call in calls] == [3]


def test_a_way_without_a_transfer_at_a_change_of_mode_still_has_chains() -> None:
    way = route("eastern", ("a", "IR"), ("b", "TM"), [leg(ROAD, "IR", 100), leg(RAIL, "TM", 100)])
    first, second = travel_segments(way)
    assert (first.places, first.countries) == (("a", ""), ("IR", "IR"))
    assert (second.places, second.countries) == (("", "b"), ("TM", "TM"))


def test_a_figure_that_includes_the_wait_silences_it() -> None:
    port = Figure(
        id="port",
        quantity=Quantity.TRANSFER,
        unit="d",
        band=Band(p10=4, p50=4, p90=4),
        grade=Grade.A,
        place="bandar-abbas",
        includes=frozenset({Quantity.INTERVAL}),
    )
    source_of = Ledger(figures=[*FIXED, *INTERVALS, port], sources={})
    timed = time_journey(routes.EASTERN, source_of)
    wait = next(
        stop
        for stop in timed.stops
        if stop.stop.kind is StopKind.WAIT and stop.stop.place_id == "bandar-abbas"
    )
    assert wait.hours is None
    assert wait.figures == ()
    assert wait.grade is None
    boarded = [stop for stop in timed.stops if stop.stop.kind is StopKind.WAIT and stop.hours]
    assert [stop.stop.place_id for stop in boarded] == ["nhava-sheva"]


def test_services_choose_other_figures() -> None:
    train = time_journey(routes.TRAIN, BOOK, services=Services(rail=RailService.WAGON))
    assert median(train, TRAIN) == pytest.approx(5448 / 10 + 44)
    ship = time_journey(routes.SUEZ, BOOK, services=Services(sea=SeaService.TRANSSHIPPED))
    assert median(ship, VESSEL) == pytest.approx(14146 / 20 + 15 + 200)
    feeder = time_journey(routes.EASTERN, BOOK, services=Services(sea=SeaService.TRANSSHIPPED))
    assert "calls-transshipped" in {part.figure_id for part in feeder.parts}
    assert Services().of(Mode.SEA, 4999) == "feeder"
    assert Services().of(Mode.SEA, 5000) == "direct"
    assert Services(road=RoadService.CONVOY).of(Mode.ROAD) == "convoy"


def test_a_season_adds_to_its_stops_and_to_no_others() -> None:
    ice = Figure(
        id="ice",
        quantity=Quantity.SEASON,
        unit="h",
        band=Band(p10=36, p50=36, p90=36),
        grade=Grade.C,
        place="astrakhan",
        months=frozenset({1, 2}),
    )
    source_of = Ledger(figures=[*FIXED, *INTERVALS, ice], sources={})
    winter = time_journey(routes.TRANS_CASPIAN, source_of, month=1)
    summer = time_journey(routes.TRANS_CASPIAN, source_of, month=7)
    assert median(winter, SHIPMENT) == pytest.approx(median(summer, SHIPMENT) + 36)
    port = next(stop for stop in winter.stops if stop.stop.place_id == "astrakhan")
    assert port.figures == ("transfer", "ice")
    assert port.hours == Band(p10=86, p50=86, p90=86)
    assert port.grade is Grade.C
    waits = [stop for stop in winter.stops if stop.stop.kind is StopKind.WAIT]
    assert all("ice" not in stop.figures for stop in waits)


@pytest.mark.parametrize("clock", [SHIPMENT, DOOR])
def test_a_season_counts_once_where_a_ship_calls_and_the_box_is_handed_over(
    atlas: Atlas, shipped: Ledger, clock: Clock
) -> None:
    ends = atlas.places.find("moscow"), atlas.places.find("nhava-sheva")
    july = journey(atlas, *ends, corridor="suez", scenario=Scenario(season=7, clock=clock)).timed
    monsoon = [part for part in july.parts if part.figure_id == "season-monsoon-in"]
    assert [part.term.band for part in monsoon] == [shipped.figures["season-monsoon-in"].band]
    assert clock in monsoon[0].clocks


def test_the_year_chooses_the_figures(shipped: Ledger) -> None:
    def speed(year: int | None) -> str:
        return time_journey(routes.TRAIN, shipped, year=year).parts[0].figure_id

    assert speed(2020) == "rail-ru-block-2020"
    assert speed(2024) == "rail-ru-block-2024"
    assert speed(None) == "rail-ru-block-2026"


def test_winter_at_astara(shipped: Ledger) -> None:
    january = time_journey(routes.TRUCK, shipped, month=1)
    july = time_journey(routes.TRUCK, shipped, month=7)
    assert january.band(SHIPMENT).p50 > july.band(SHIPMENT).p50 + 48


def test_legs_under_one_speed_share_one_draw(shipped: Ledger) -> None:
    halves = route(
        "eastern", ("a", "RU"), ("b", "RU"), [leg(RAIL, "RU", 700), leg(RAIL, "RU", 700)]
    )
    whole = route("eastern", ("a", "RU"), ("b", "RU"), [leg(RAIL, "RU", 1400)])
    split, joined = time_journey(halves, shipped), time_journey(whole, shipped)
    assert split.band(TRAIN) == joined.band(TRAIN)
    assert len(split.legs) == 2
    assert (
        split.draws(TRAIN, count=1000, seed=1).tobytes()
        == joined.draws(TRAIN, count=1000, seed=1).tobytes()
    )


def test_speeds_become_hours_the_other_way_round(shipped: Ledger) -> None:
    way = route("eastern", ("a", "RU"), ("b", "RU"), [leg(RAIL, "RU", 1000)])
    timed = time_journey(way, shipped, year=2020)
    speed = shipped.figures["rail-ru-block-2020"].band
    assert timed.band(TRAIN).p10 == pytest.approx(1000 / speed.p90 * 24)
    assert timed.band(TRAIN).p90 == pytest.approx(1000 / speed.p10 * 24)


def test_shared_stops_cancel_in_a_difference(shipped: Ledger) -> None:
    east = time_journey(routes.EASTERN, shipped)
    shorter = route(
        "eastern",
        routes.NHAVA_SHEVA,
        routes.VORSINO,
        [*routes.EASTERN.legs[:-1], leg(RAIL, "RU", 1425)],
        routes.EASTERN.stops,
    )
    gain = difference_of(east, time_journey(shorter, shipped), DOOR)
    speed = shipped.figures["rail-ru-block-2026"].band
    assert gain.band.p50 == pytest.approx(100 / speed.p50 * 24)
    assert gain.probability_below(0) == 0


def test_probability_and_band_of_a_difference_agree_with_draws(shipped: Ledger) -> None:
    east = time_journey(routes.EASTERN, shipped)
    rival = time_journey(routes.SUEZ_NOVOROSSIYSK, shipped)
    ours = east.draws(DOOR, count=400_000, seed=4)
    theirs = rival.draws(DOOR, count=400_000, seed=4)
    assert probability_faster(east, rival, DOOR) == pytest.approx(
        float(np.mean(ours < theirs)), abs=0.004
    )
    band = difference_band(east, rival, DOOR)
    assert band.p50 == pytest.approx(float(np.median(ours - theirs)), abs=1.5)
    assert probability_faster(east, rival, DOOR) + probability_faster(
        rival, east, DOOR
    ) == pytest.approx(1, abs=1e-3)


def test_shares_of_the_variance_are_by_figure(shipped: Ledger) -> None:
    timed = time_journey(routes.EASTERN, shipped)
    shares = timed.variance_by_figure(DOOR)
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    assert set(shares) <= {part.figure_id for part in timed.parts}
    assert next(iter(shares)) == "transfer-bandar-abbas-sea-rail"


def test_a_fixed_figure_has_no_share(shipped: Ledger) -> None:
    source_of = shipped.with_overrides({"transfer-bandar-abbas-sea-rail": 3.1 * 24})
    shares = time_journey(routes.EASTERN, source_of).variance_by_figure(DOOR)
    assert "transfer-bandar-abbas-sea-rail" not in shares


def test_rho_has_limits() -> None:
    for rho in (-0.1, 0.96):
        with pytest.raises(QuestionError, match=r"choose a correlation from 0 to 0\.95"):
            time_journey(routes.TRAIN, BOOK, rho=rho)


def test_a_leg_without_a_figure_is_an_error() -> None:
    source_of = Ledger(figures=[f for f in FIXED if f.quantity is not Quantity.SPEED], sources={})
    with pytest.raises(LedgerError, match="no speed for mode rail"):
        time_journey(routes.TRAIN, source_of)


def test_a_wait_is_spread_over_the_interval() -> None:
    assert wait_for(Band(p10=5, p50=10, p90=30)) == Band(p10=1, p50=5, p90=9)


def test_the_ledger_knows_a_stop_by_its_id() -> None:
    assert place_id(transfer("rasht", 0, "IR", (RAIL, ROAD))) == "rasht"
    bare = Stop(
        place="Bandar Abbas",
        kind=StopKind.TRANSFER,
        lon=56,
        lat=27,
        after_leg=0,
        modes=(SEA, RAIL),
        countries=("IR", "IR"),
    )
    assert place_id(bare) == "bandar-abbas"


def test_labels_name_legs_and_stops() -> None:
    timed = time_journey(routes.EASTERN, BOOK)
    assert timed.parts[0].label == "here – there"
    assert "Incheh Borun: gauge break" in {part.label for part in timed.parts}


def test_weights_of_a_search(shipped: Ledger) -> None:
    costs = TypicalTimes(shipped)
    speed = shipped.figures["rail-ru-block-2026"].band.p50
    assert costs.per_km(RAIL, "RU", Water.NONE) == pytest.approx(24 / speed)
    assert costs.per_km(SEA, "XZ", Water.OCEAN) == pytest.approx(1 / 1.852 / 13.8)
    both_ways = costs.stop(StopKind.TRANSFER, ("IR", "IR"), (SEA, RAIL), "bandar-abbas")
    assert both_ways == pytest.approx((96 + 72) / 2)
    assert costs.stop(StopKind.BORDER, ("TM", "KZ"), (RAIL, RAIL), "bolashak") == pytest.approx(7)
    assert costs.stop(StopKind.CANAL, ("XZ", "XZ"), (SEA, SEA), "suez") == pytest.approx(21)
    with pytest.raises(LedgerError, match="a wait is no part of the network"):
        costs.stop(StopKind.WAIT, ("IR", "IR"), (SEA, SEA), "bandar-abbas")


def test_an_express_train_is_quicker_where_a_railway_tells_of_one(shipped: Ledger) -> None:
    def figures(train: RailService) -> list[Figure]:
        services = Services(rail=train)
        timed = time_journey(routes.TRAIN, shipped, services=services, year=2020)
        return [part.pick.figure for part in timed.parts]

    block, express = figures(RailService.BLOCK), figures(RailService.EXPRESS)
    pairs = [(one, other) for one, other in zip(block, express, strict=True) if one != other]
    assert pairs
    assert all(one.country == other.country == "RU" for one, other in pairs)
    assert all(one.band.p50 < other.band.p50 for one, other in pairs)
    assert len(pairs) < len(block)


@pytest.mark.parametrize("name", routes.ALL)
@pytest.mark.parametrize("sea", SeaService)
@pytest.mark.parametrize("rail", RailService)
def test_the_shipped_ledger_times_every_service(
    shipped: Ledger, name: str, sea: SeaService, rail: RailService
) -> None:
    services = Services(sea=sea, rail=rail, road=RoadService.CONVOY)
    timed = time_journey(routes.ALL[name], shipped, services=services, month=1, year=2025)
    assert timed.band(DOOR).p10 > 24


def test_plain_bounds_of_the_shipped_ledger(shipped: Ledger) -> None:
    """Days no sane figure leaves: they catch a wrong unit, not a wrong opinion."""
    for name, (clock, low, high) in {
        "eastern": (SHIPMENT, 12, 35),
        "western by truck": (SHIPMENT, 12, 35),
        "trans-caspian": (SHIPMENT, 12, 40),
        "suez and novorossiysk": (SHIPMENT, 15, 35),
        "suez": (VESSEL, 20, 35),
        "train": (TRAIN, 6, 20),
    }.items():
        days = time_journey(routes.ALL[name], shipped).band(clock).p50 / 24
        assert low < days < high, name


names = st.sampled_from(sorted(routes.ALL))
months = st.one_of(st.none(), st.integers(1, 12))
years = st.one_of(st.none(), st.integers(2014, 2027))
LEDGER = dated_atlas().ledger


@settings(max_examples=examples(60))
@given(names, months, years, st.sampled_from([0.0, 0.3, 0.6]))
def test_the_door_clock_is_never_shorter(
    name: str, month: int | None, year: int | None, rho: float
) -> None:
    timed = time_journey(routes.ALL[name], LEDGER, month=month, year=year, rho=rho)
    door, shipment = timed.distribution(DOOR), timed.distribution(SHIPMENT)
    for probability in (0.05, 0.1, 0.5, 0.9, 0.95):
        assert door.quantile(probability) >= shipment.quantile(probability) * 0.999


@settings(max_examples=examples(40))
@given(names, names, months)
def test_probabilities_of_a_pair_add_up(first: str, second: str, month: int | None) -> None:
    one = time_journey(routes.ALL[first], LEDGER, month=month)
    other = time_journey(routes.ALL[second], LEDGER, month=month)
    there = probability_faster(one, other, DOOR)
    assert there + probability_faster(other, one, DOOR) == pytest.approx(1, abs=1e-3)
    if first == second:
        assert there == 0.5


@settings(max_examples=examples(20))
@given(names, st.integers(0, 2**32), st.integers(1, 70_000))
def test_same_seed_same_bytes(name: str, seed: int, count: int) -> None:
    timed = time_journey(routes.ALL[name], LEDGER)
    one = timed.draws(DOOR, count=count, seed=seed)
    assert one.tobytes() == timed.draws(DOOR, count=count, seed=seed, threads=2).tobytes()


@settings(max_examples=examples(40))
@given(names, st.floats(0.2, 5.0))
def test_longer_legs_take_as_much_longer(name: str, factor: float) -> None:
    way = routes.ALL[name]
    stretched = route(
        way.corridor,
        (way.origin.place.id, way.origin.place.country),
        (way.destination.place.id, way.destination.place.country),
        [leg(old.mode, old.country, old.track_km * factor, water=old.water) for old in way.legs],
        way.stops,
    )
    before, after = time_journey(way, LEDGER), time_journey(stretched, LEDGER)
    assert len(before.legs) == len(way.legs) > 0
    for short, long in zip(before.legs, after.legs, strict=True):
        assert long.hours.p50 == pytest.approx(factor * short.hours.p50)
