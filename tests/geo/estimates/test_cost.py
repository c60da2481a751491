"""Prices and emissions of journeys: hand-computed answers, gaps that are named, and laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import IncompletePriceError, QuestionError
from geo.estimates.cost import (
    Box,
    Costed,
    Measure,
    cost_journey,
    difference_band,
    difference_of,
    probability_cheaper,
)
from geo.estimates.distributions import Family, Term
from geo.estimates.pricing import is_gap
from geo.estimates.sums import total
from geo.estimates.totals import Incomplete
from geo.evidence.figures import Figure, Quantity
from geo.evidence.ledger import Ledger
from geo.model import Band, Grade, Route, StopKind
from geo.scenario import SeaService, Services
from tests.atlases import dated_atlas
from tests.geo import routes
from tests.geo.routes import IN_SEA, RAIL, ROAD, SEA, leg, route, transfer
from tests.profiles import examples
from tests.totals import whole

USD, CO2E = Measure.USD, Measure.CO2E
TEU, FEU = Box.TEU, Box.FEU
PRICES = (
    Quantity.FREIGHT_RATE,
    Quantity.TARIFF,
    Quantity.HANDLING_COST,
    Quantity.BORDER_COST,
    Quantity.GAUGE_COST,
    Quantity.SURCHARGE,
    Quantity.PREMIUM,
)


def figure(quantity: str, unit: str, value: float, **selectors: object) -> Figure:
    """Return a figure without any spread, so that sums can be done by hand."""
    words = [quantity, unit, *(str(value) for value in selectors.values())]
    return Figure(
        id="-".join(words).lower(),
        quantity=Quantity(quantity),
        unit=unit,
        band=Band(p10=value, p50=value, p90=value),
        grade=Grade.A,
        **selectors,  # type: ignore[arg-type]
    )


FIXED = [
    figure("freight_rate", "USD/TEU", 400, mode="sea"),
    figure("freight_rate", "USD/FEU", 700, mode="sea"),
    figure("freight_rate", "USD/TEU", 900, mode="sea", water="caspian"),
    figure("tariff", "USD/TEU-km", 0.2, mode="rail"),
    figure("tariff", "USD/FEU-km", 0.3, mode="rail"),
    figure("tariff", "USD/tkm", 0.05, mode="road"),
    figure("handling_cost", "USD/TEU", 100, mode="sea"),
    figure("handling_cost", "USD/FEU", 150, mode="sea"),
    figure("handling_cost", "USD/container", 60, mode="rail"),
    figure("border_cost", "USD/container", 210, mode="rail"),
    figure("border_cost", "USD/container", 190, mode="road"),
    figure("gauge_cost", "USD/container", 330, mode="rail"),
    figure("emission", "g/TEU-km", 100, mode="sea"),
    figure("emission", "g/tkm", 30, mode="sea", water="caspian"),
    figure("emission", "g/tkm", 20, mode="rail"),
    figure("emission", "g/tkm", 110, mode="road"),
    figure("handling_emission", "kg/container", 12),
    figure("box_weight", "t/TEU", 10),
]
BOOK = Ledger(figures=FIXED, sources={})


def source_of(*others: Figure, without: Quantity | None = None) -> Ledger:
    kept = [row for row in FIXED if row.quantity is not without]
    return Ledger(figures=[*kept, *others], sources={})


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return dated_atlas().ledger


def middle(costed: Costed, measure: Measure = USD) -> float:
    return whole(costed.total(measure)).p50


LAND_KM = 1864 + 704 + 1402 + 1525


@pytest.mark.parametrize(
    ("box", "dollars"),
    [
        pytest.param(TEU, 400 + 0.2 * LAND_KM + 100 + 100 + 330 + 3 * 210 + 60, id="20 feet"),
        pytest.param(FEU, 700 + 0.3 * LAND_KM + 150 + 150 + 330 + 3 * 210 + 60, id="40 feet"),
    ],
)
def test_dollars_by_hand(box: Box, dollars: float) -> None:
    costed = cost_journey(routes.EASTERN, BOOK, box=box)
    assert middle(costed) == pytest.approx(dollars)
    assert costed.usd == costed.total(USD)
    assert costed.complete(USD)
    assert costed.missing == ()


@pytest.mark.parametrize(("box", "teus"), [(TEU, 1), (FEU, 2)])
def test_kilograms_of_a_box_by_hand(box: Box, teus: int) -> None:
    costed = cost_journey(routes.EASTERN, BOOK, box=box)
    hubs = 4 * 12
    assert middle(costed, CO2E) == pytest.approx(teus * (2023 * 0.1 + LAND_KM * 0.2) + hubs)
    assert costed.kg_co2e == costed.total(CO2E)


def test_each_leg_and_stop_by_hand() -> None:
    costed = cost_journey(routes.EASTERN, BOOK)
    legs = [(costed_leg.usd, costed_leg.kg_co2e) for costed_leg in costed.legs]
    assert [price.p50 for price, _ in legs if price] == pytest.approx(
        [400, 0.2 * 1864, 0.2 * 704, 0.2 * 1402, 0.2 * 1525]
    )
    assert [mass.p50 for _, mass in legs if mass] == pytest.approx(
        [202.3, 372.8, 140.8, 280.4, 305.0]
    )
    stops = [
        (stop.usd.p50 if stop.usd else None, stop.kg_co2e.p50 if stop.kg_co2e else None)
        for stop in costed.stops
    ]
    assert stops == [
        (100, 12),  # the port of origin
        (None, None),  # the wait for a ship
        (None, None),  # its calls
        (100, 12),  # Bandar Abbas
        (None, None),  # the wait for a train
        (330 + 210, 12),  # the change of gauge, at a border
        (210, None),
        (210, None),
        (60, 12),  # the yard at the destination
    ]


def test_a_voyage_has_one_price_shared_by_distance() -> None:
    costed = cost_journey(routes.SUEZ, BOOK)
    shares = [each.usd.p50 for each in costed.legs if each.usd]
    assert shares == pytest.approx([400 * 4500 / 14146, 400 * 9646 / 14146])
    assert middle(costed) == pytest.approx(400 + 100 + 100)


def test_a_voyage_of_no_length_keeps_its_price() -> None:
    ends = (("chabahar", "IR"), ("bandar-abbas", "IR"))
    way = route("any", *ends, [leg(SEA, IN_SEA, 0), leg(SEA, "IR", 0)])
    assert middle(cost_journey(way, BOOK)) == pytest.approx(400 + 2 * 100)


def test_a_ship_of_the_caspian_is_another_ship() -> None:
    costed = cost_journey(routes.TRANS_CASPIAN, BOOK)
    assert [each.usd.p50 for each in costed.legs if each.usd] == pytest.approx(
        [2137 * 0.2, 900, 1526 * 10 * 0.05, 400]
    )
    assert costed.legs[1].kg_co2e == Band(p10=324, p50=324, p90=324)


def test_a_truck_comes_to_the_door() -> None:
    costed = cost_journey(routes.TRUCK, BOOK)
    assert middle(costed) == pytest.approx(820 * 10 * 0.05 + 190)
    assert middle(costed, CO2E) == pytest.approx(820 * 10 * 0.11)
    assert middle(cost_journey(routes.TRUCK, BOOK, box=FEU)) == pytest.approx(820 + 190)


def test_a_box_between_train_and_truck_is_handled_in_the_yard() -> None:
    costed = cost_journey(routes.WESTERN_BY_TRUCK, BOOK)
    at = [stop for stop in costed.stops if stop.usd]
    assert [stop.usd.p50 for stop in at if stop.usd] == [100, 100, 60, 60, 210, 210, 60]


def test_what_a_price_includes_is_not_paid_twice() -> None:
    all_in = figure("tariff", "USD/TEU-km", 0.2, mode="rail", country="RU")
    all_in = replace(
        all_in, includes=frozenset({Quantity.BORDER_COST, Quantity.HANDLING_COST}), id="whole"
    )
    plain = middle(cost_journey(routes.EASTERN, BOOK))
    dearer = middle(cost_journey(routes.EASTERN, source_of(all_in)))
    assert plain - dearer == pytest.approx(210 + 60)
    by_ship = cost_journey(routes.SUEZ_NOVOROSSIYSK, source_of(all_in))
    port = next(s for s in by_ship.stops if s.usd and s.kg_co2e and s.usd.p50 == 100)
    assert port.figures[0] == "handling_cost-usd/teu-sea"


def test_a_change_of_ship_is_one_more_hub() -> None:
    direct = cost_journey(routes.SUEZ, BOOK)
    services = Services(sea=SeaService.TRANSSHIPPED)
    changed = cost_journey(routes.SUEZ, BOOK, services=services)
    assert middle(changed, CO2E) - middle(direct, CO2E) == pytest.approx(12)


def test_surcharges_and_premiums_come_on_top() -> None:
    extra = (
        figure("surcharge", "USD/TEU", 1000, mode="sea", corridor="suez"),
        figure("premium", "USD/container", 50, mode="sea"),
        figure("premium", "USD/TEU-km", 0.1, mode="rail", country="KZ"),
    )
    ledger = source_of(*extra)
    suez = cost_journey(routes.SUEZ, ledger)
    assert middle(suez) == pytest.approx(400 + 1000 + 50 + 200)
    assert suez.legs[0].usd == Band(
        p10=pytest.approx(1450 * 4500 / 14146),  # type: ignore[arg-type]
        p50=pytest.approx(1450 * 4500 / 14146),  # type: ignore[arg-type]
        p90=pytest.approx(1450 * 4500 / 14146),  # type: ignore[arg-type]
    )
    east, before = (cost_journey(routes.EASTERN, each) for each in (ledger, BOOK))
    assert middle(east) - middle(before) == pytest.approx(50 + 0.1 * 1402)


@pytest.mark.parametrize(
    ("without", "measure", "part", "says"),
    [
        pytest.param(
            Quantity.TARIFF, USD, "here – there", "has no price by rail in IR for a TEU", id="price"
        ),
        pytest.param(
            Quantity.EMISSION, CO2E, "here – there", "no emissions by sea in XZ", id="emission"
        ),
        pytest.param(
            Quantity.GAUGE_COST, USD, "Incheh Borun: gauge cost", "no gauge cost", id="gauge"
        ),
        pytest.param(
            Quantity.BORDER_COST, USD, "Bolashak: border cost", "no border cost", id="border"
        ),
        pytest.param(
            Quantity.HANDLING_COST, USD, "Vorsino: handling cost", "no handling cost", id="handling"
        ),
        pytest.param(
            Quantity.HANDLING_EMISSION,
            CO2E,
            "Bandar Abbas: handling emission",
            "no handling emission",
            id="hub",
        ),
    ],
)
def test_what_has_no_figure_is_named(
    without: Quantity, measure: Measure, part: str, says: str
) -> None:
    costed = cost_journey(routes.EASTERN, source_of(without=without))
    gaps = [gap for gap in costed.missing if gap.label == part]
    assert gaps
    assert all(gap.measure is measure for gap in costed.missing)
    assert says in gaps[0].sentence
    assert gaps[0].sentence.startswith(f"{part}: ")
    assert not costed.complete(measure)
    other = CO2E if measure is USD else USD
    assert costed.complete(other)
    lacking = costed.total(measure)
    assert isinstance(lacking, Incomplete)
    assert lacking == costed.incomplete(measure)
    assert lacking.parts == tuple(dict.fromkeys(gap.part for gap in costed.missing))
    assert middle(costed, other) == middle(cost_journey(routes.EASTERN, BOOK), other)
    where = costed.legs if gaps[0].stop is None else costed.stops
    numbers = gaps[0].legs if gaps[0].stop is None else (gaps[0].stop,)
    assert numbers
    for number in numbers:
        assert (where[number].usd if measure is USD else where[number].kg_co2e) is None


def test_a_total_without_a_part_is_no_number_and_cannot_be_ranked_or_subtracted() -> None:
    dear = cost_journey(routes.EASTERN, source_of(without=Quantity.TARIFF))
    sound = cost_journey(routes.EASTERN, BOOK)
    lacking = dear.usd
    assert isinstance(lacking, Incomplete)
    assert lacking.km_share == pytest.approx(2023 / routes.EASTERN.km)
    assert lacking.message == (
        f"no price: rail freight missing; {100 * 2023 / routes.EASTERN.km:.0f} % of the kilometres "
        "priced"
    )
    for call in (dear.distribution, dear.terms, dear.variance_by_figure):
        with pytest.raises(IncompletePriceError, match="rail freight missing"):
            call(USD)
    for pair in ((dear, sound), (sound, dear)):
        assert difference_band(*pair) == lacking
        with pytest.raises(IncompletePriceError, match="no price"):
            probability_cheaper(*pair)
    assert isinstance(difference_band(dear, sound, CO2E), Band)


def test_missing_parts_stand_in_the_order_of_travel_each_once() -> None:
    without = {Quantity.TARIFF, Quantity.HANDLING_COST, Quantity.FREIGHT_RATE}
    rows = [row for row in FIXED if row.quantity not in without]
    lacking = cost_journey(routes.EASTERN, Ledger(figures=rows, sources={})).usd
    assert isinstance(lacking, Incomplete)
    assert lacking.parts == ("handling", "sea freight", "rail freight")
    assert lacking.km_share == 0


def test_a_price_of_20_feet_says_nothing_of_40() -> None:
    costed = cost_journey(routes.TRANS_CASPIAN, BOOK, box=FEU)
    assert [each.usd.p50 for each in costed.legs if each.usd][1] == 700
    only = [row for row in FIXED if row.unit != "USD/FEU-km"]
    costed = cost_journey(routes.TRAIN, Ledger(figures=only, sources={}), box=FEU)
    assert [gap.legs for gap in costed.missing] == [(0,), (1,), (2,), (3,)]
    assert costed.missing[0].sentence.endswith("The ledger has no price by rail in RU for a FEU.")


def test_without_a_mass_prices_by_the_tonne_are_missing() -> None:
    costed = cost_journey(routes.TRUCK, source_of(without=Quantity.BOX_WEIGHT))
    assert costed.mass is None
    assert [gap.legs for gap in costed.missing if gap.measure is USD] == [(0,), (1,)]
    assert not costed.complete(CO2E)


def test_a_gap_of_the_ledger_is_named_until_a_value_is_set() -> None:
    unknown = replace(
        figure("premium", "USD/container", 0, mode="sea"),
        id="gap",
        grade=Grade.K,
        note="Nobody has said what the port costs.",
    )
    nothing = replace(
        figure("handling_cost", "USD/container", 0, country="RU", mode="rail"),
        id="nothing",
        grade=Grade.K,
        note="Nobody has said what the yard costs.",
    )
    assert is_gap(unknown)
    assert not is_gap(replace(unknown, grade=Grade.A))
    ledger = source_of(unknown, nothing)
    costed = cost_journey(routes.EASTERN, ledger)
    assert [(gap.legs, gap.stop, gap.sentence) for gap in costed.missing] == [
        ((0,), None, "here – there: Nobody has said what the port costs."),
        ((), 8, "Vorsino: handling cost: Nobody has said what the yard costs."),
    ]
    assert costed.stops[8].usd is None
    known = cost_journey(routes.EASTERN, ledger.with_overrides({"gap": 300, "nothing": 40}))
    assert known.complete(USD)
    plain = cost_journey(routes.EASTERN, BOOK)
    assert middle(known) - middle(plain) == pytest.approx(300 + 40 - 60)


def test_a_price_set_to_nothing_by_hand_is_free_and_no_gap(shipped: Ledger) -> None:
    way = routes.WESTERN_BY_TRUCK
    paid = cost_journey(way, shipped)
    free = cost_journey(way, shipped.with_overrides({"handling-cost-land": 0.0}))
    assert "handling-cost-land" in {part.pick.figure.id for part in paid.parts}
    assert whole(free.usd).p50 < whole(paid.usd).p50
    gap = cost_journey(
        route("any", ("mombasa", "KE"), ("sydney", "AU"), [leg(SEA, IN_SEA, 9000)]),
        shipped.with_overrides({"rate-sea-other": 0.0}),
    )
    assert gap.complete(USD)


def test_parts_that_rest_on_one_figure_share_their_chance() -> None:
    wide = replace(
        figure("freight_rate", "USD/TEU", 0, mode="sea", water="ocean"),
        band=Band(p10=300, p50=1000, p90=6000),
    )
    ledger = source_of(wide)
    first = cost_journey(routes.SUEZ, ledger)
    second = cost_journey(routes.SUEZ_NOVOROSSIYSK, ledger)
    certain = 0.2 * 1624 + 60 - 100 + 100
    gap = difference_band(second, first)
    assert isinstance(gap, Band)
    assert (gap.p10, gap.p50, gap.p90) == pytest.approx((certain, certain, certain))
    assert probability_cheaper(first, second) == 1
    assert probability_cheaper(second, first) == 0
    assert probability_cheaper(first, first) == 0.5
    assert total(first.terms(USD), rho=0).band.p90 == pytest.approx(6200)
    assert probability_cheaper(second, first, CO2E) == 1


def test_what_is_missing_is_said_with_its_place() -> None:
    costed = cost_journey(routes.EASTERN, source_of(without=Quantity.GAUGE_COST))
    assert costed.usd == Incomplete(measure=USD, parts=("change of gauge",), km_share=1.0)
    assert not costed.complete(USD)
    assert costed.complete(CO2E)
    assert costed.mass is not None
    assert costed.mass.figure.id == "box_weight-t/teu"
    (gap,) = costed.missing
    assert (gap.measure, gap.part, gap.label, gap.legs, gap.stop) == (
        USD,
        "change of gauge",
        "Incheh Borun: gauge cost",
        (),
        5,
    )
    assert gap.sentence == "Incheh Borun: gauge cost: The ledger has no gauge cost for a TEU."
    assert (len(costed.legs), len(costed.stops)) == (5, 9)
    first, second = costed.legs[0], costed.stops[1]
    assert first.usd == Band(p10=400, p50=400, p90=400)
    assert first.figures == ("freight_rate-usd/teu-sea", "emission-g/teu-km-sea")
    assert (first.grade, first.sources) == (Grade.A, ())
    assert (second.usd, second.kg_co2e, second.figures, second.grade) == (None, None, (), None)


def test_a_correlation_out_of_range_is_refused() -> None:
    with pytest.raises(QuestionError, match=r"rho is 1; choose a correlation from 0 to 0\.95"):
        cost_journey(routes.TRAIN, BOOK, rho=1.0)


ENDS = [
    pytest.param(2016, "suez", "rate-in-europe-2020", id="Suez before the pandemic"),
    pytest.param(2021, "suez", "rate-in-europe-2021", id="Suez in the pandemic"),
    pytest.param(None, "suez", "rate-in-europe", id="Suez at no particular time"),
    pytest.param(2022, "suez", "rate-in-europe-2022", id="Suez in 2022"),
    pytest.param(2023, "suez-black-sea", "rate-in-europe-2023", id="the Black Sea in 2023"),
    pytest.param(2024, "suez", "rate-in-europe-suez-2024", id="Suez in 2024"),
    pytest.param(2026, "suez", "rate-in-europe", id="Suez in 2026"),
    pytest.param(None, "cape", "rate-in-europe-cape-2026", id="the Cape"),
    pytest.param(2024, "cape", "rate-in-europe-cape-2024-h1", id="the Cape in 2024"),
    pytest.param(2025, "cape", "rate-in-europe-cape", id="the Cape in 2025"),
    pytest.param(2023, "cape", "rate-in-europe-2023", id="the Cape in 2023"),
]


@pytest.mark.parametrize(("year", "corridor", "wanted"), ENDS)
def test_a_voyage_is_priced_by_its_time(
    shipped: Ledger, year: int | None, corridor: str, wanted: str
) -> None:
    way = replace(routes.SUEZ, corridor=corridor)
    costed = cost_journey(way, shipped, year=year)
    assert costed.legs[0].figures[0] == wanted


@pytest.mark.parametrize(
    ("month", "wanted"),
    [(6, "h1"), (7, "h2"), (10, "h2"), (11, "2025")],
)
def test_the_price_round_the_cape_is_that_of_its_month(
    shipped: Ledger, month: int, wanted: str
) -> None:
    way = replace(routes.SUEZ, corridor="cape")
    costed = cost_journey(way, shipped, year=2024, month=month)
    assert costed.legs[0].figures[0].endswith(wanted)


@pytest.mark.parametrize("box", [TEU, FEU])
@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(("nhava-sheva", "IN"), ("st-petersburg", "RU"), id="from India"),
        pytest.param(("st-petersburg", "RU"), ("nhava-sheva", "IN"), id="to India"),
    ],
)
def test_suez_and_the_cape_have_prices_of_their_own_since_the_attacks(
    shipped: Ledger, box: Box, first: tuple[str, str], last: tuple[str, str]
) -> None:
    way = route("suez", first, last, [leg(SEA, IN_SEA, 14000)])

    def freight(corridor: str, year: int, month: int) -> Band:
        parts = cost_journey(
            replace(way, corridor=corridor), shipped, box=box, year=year, month=month
        ).parts
        [part] = [one for one in parts if one.pick.figure.quantity is Quantity.FREIGHT_RATE]
        return part.band

    months = [(2024, 2), (2024, 8), (2025, 6), (2025, 12), (2026, 2), (2026, 8)]
    for year, month in months:
        assert freight("suez", year, month) != freight("cape", year, month), (year, month)
    # Before the attacks a ship of either way had one price, and the Cape its surcharge.
    assert freight("suez", 2023, 8) == freight("cape", 2023, 8)


def test_fuel_costs_more_since_march_2026(shipped: Ledger) -> None:
    def surcharged(month: int) -> bool:
        costed = cost_journey(routes.SUEZ, shipped, year=2026, month=month)
        return "charge-fuel-teu-2026" in costed.legs[0].figures

    assert [surcharged(month) for month in (2, 3, 9)] == [False, True, True]


def test_the_detour_is_a_surcharge_in_the_years_of_suez_and_in_the_price_after_them(
    shipped: Ledger,
) -> None:
    way = replace(routes.SUEZ, corridor="cape")

    def surcharged(year: int | None) -> bool:
        costed = cost_journey(way, shipped, year=year)
        return "charge-cape-teu" in {part.pick.figure.id for part in costed.parts}

    assert [surcharged(year) for year in (2022, 2023, 2024, None)] == [True, True, False, False]


def test_a_port_of_russia_costs_more_than_one_of_north_europe_since_2022(shipped: Ledger) -> None:
    def premium(year: int) -> float:
        parts = cost_journey(routes.SUEZ, shipped, year=year).parts
        return sum(p.band.p50 for p in parts if p.pick.figure.quantity is Quantity.PREMIUM)

    assert 0 < premium(2020) < 100 < premium(2024)


def test_a_price_by_the_box_and_kilometre_is_that_of_a_box_of_any_size() -> None:
    way = routes.TRUCK
    price = figure("tariff", "USD/container-km", 2, mode="road")
    ledger = source_of(price, without=Quantity.TARIFF)
    for box in (TEU, FEU):
        assert middle(cost_journey(way, ledger, box=box)) == pytest.approx(820 * 2 + 190)


def test_boxes_to_india_pay_another_price(shipped: Ledger) -> None:
    way = route("suez", ("st-petersburg", "RU"), ("nhava-sheva", "IN"), [leg(SEA, IN_SEA, 14000)])
    assert cost_journey(way, shipped).legs[0].figures[0] == "rate-europe-in-now"
    assert cost_journey(way, shipped, box=FEU).legs[0].figures[0] == "rate-europe-in-fe-now"


def test_the_special_rate_is_for_the_eastern_corridor(shipped: Ledger) -> None:
    east = cost_journey(routes.EASTERN, shipped)
    assert [each.figures[0] for each in east.legs] == [
        "rate-in-ir-2026",
        "tariff-eastern-ir-teu-2023",
        "tariff-eastern-tm-teu-2023",
        "tariff-eastern-kz-teu-2023",
        "tariff-rail-ru-eastern-teu-2023",
    ]
    west = cost_journey(replace(routes.EASTERN, corridor="western"), shipped)
    assert west.legs[1].figures[0] == "tariff-rail-ir-2021"
    assert middle(west) > middle(east)


def test_a_short_voyage_goes_by_feeder(shipped: Ledger) -> None:
    assert cost_journey(routes.EASTERN, shipped).legs[0].figures[-1] == "emission-ship-feeder"
    assert cost_journey(routes.SUEZ, shipped).legs[0].figures[-1] == "emission-ship-europe"


def test_prices_of_the_ocean_vary_apart_from_those_of_the_land(shipped: Ledger) -> None:
    costed = cost_journey(routes.TRANS_CASPIAN, shipped)
    by_leg = {part.leg: part.term.family for part in costed.parts if part.leg is not None}
    assert [by_leg[number] for number in range(4)] == [*[Family.LAND] * 3, Family.DEEP_SEA]
    assert {part.term.family for part in costed.parts if part.leg is None} == {Family.LAND}


def test_the_mass_can_be_set(shipped: Ledger) -> None:
    heavy = shipped.with_overrides({"box-weight": 20.0})
    by_rail = cost_journey(replace(routes.EASTERN, corridor="western"), shipped).legs[1]
    heavy_by_rail = cost_journey(replace(routes.EASTERN, corridor="western"), heavy).legs[1]
    assert by_rail.usd is not None
    assert heavy_by_rail.usd == by_rail.usd.scaled(2)
    light, full = (cost_journey(routes.TRUCK, each) for each in (shipped, heavy))
    assert full.legs[0].usd == light.legs[0].usd, "a truck is paid for, not its load"
    assert light.legs[0].kg_co2e is not None
    assert full.legs[0].kg_co2e == light.legs[0].kg_co2e.scaled(2)


def test_known_gaps_are_named(shipped: Ledger) -> None:
    other = route("any", ("mombasa", "KE"), ("sydney", "AU"), [leg(SEA, IN_SEA, 9000)])
    far = cost_journey(other, shipped)
    assert far.legs[0].usd is None
    assert "The price of this voyage has no source." in far.missing[0].sentence
    assert isinstance(far.usd, Incomplete)
    assert (far.usd.parts, far.usd.km_share) == (("sea freight",), 0)
    assert far.complete(CO2E)


@pytest.mark.parametrize("name", routes.ALL)
@pytest.mark.parametrize("year", [None, 2016, 2022, 2024, 2026])
def test_the_shipped_ledger_prices_every_kind_of_journey(
    shipped: Ledger, name: str, year: int | None
) -> None:
    small, large, tonne = (cost_journey(routes.ALL[name], shipped, box=b, year=year) for b in Box)
    for costed in (small, large, tonne):
        assert costed.complete(CO2E)
        assert all(gap.sentence.endswith(".") for gap in costed.missing)
        for part in costed.parts:
            assert part.pick.figure.sources or part.pick.figure.grade is Grade.K
            assert not is_gap(part.pick.figure)
        assert whole(costed.usd).p10 > 0
        shares = costed.variance_by_figure(USD)
        assert sum(shares.values()) == pytest.approx(1)
        assert set(shares) <= {part.pick.figure.id for part in costed.parts}
    for cheap, dear in (
        (whole(tonne.usd), whole(small.usd)),
        (whole(small.usd), whole(large.usd)),
        (whole(small.kg_co2e), whole(large.kg_co2e)),
        (whole(large.kg_co2e), whole(small.kg_co2e).scaled(2)),
    ):
        assert cheap.p10 <= dear.p10
        assert cheap.p50 <= dear.p50
        assert cheap.p90 <= dear.p90


@pytest.mark.parametrize("name", routes.ALL)
def test_a_tonne_has_its_share_of_the_box_whichever_way_it_is_priced(
    shipped: Ledger, name: str
) -> None:
    ways = routes.ALL[name]
    alone = cost_journey(ways, shipped, box=Box.TONNE)
    shared = cost_journey(ways, shipped).by_tonne()
    assert shared is not None
    assert (shared.box, shared.missing, shared.mass) == (alone.box, alone.missing, alone.mass)
    sizes = [one.term.multiplier for one in alone.parts]
    assert [one.term.multiplier for one in shared.parts] == pytest.approx(sizes)
    others = [(one.label, one.leg, one.stop, one.pick, one.term.key) for one in alone.parts]
    assert [(p.label, p.leg, p.stop, p.pick, p.term.key) for p in shared.parts] == others
    for measure in Measure:
        one, other = (each.distribution(measure) for each in (shared, alone))
        shares = np.array([0.01, 0.1, 0.5, 0.9, 0.99])
        assert one.quantiles(shares) == pytest.approx(other.quantiles(shares))
        assert (one.mean, one.sd) == pytest.approx((other.mean, other.sd))
        assert one.probability_below(other.mean) == pytest.approx(
            other.probability_below(other.mean)
        )


def test_a_tonne_has_no_share_where_nobody_says_what_a_box_weighs() -> None:
    costed = cost_journey(routes.TRUCK, source_of(without=Quantity.BOX_WEIGHT))
    assert costed.by_tonne() is None


def test_a_tonne_lacks_what_the_box_lacks() -> None:
    shared = cost_journey(routes.TRAIN, source_of(without=Quantity.TARIFF)).by_tonne()
    assert shared is not None
    with pytest.raises(IncompletePriceError):
        shared.distribution(USD)


def test_a_share_of_one_uncertain_part_is_exact() -> None:
    part = Term(key="part", family=Family.LAND, band=Band(p10=6, p50=20, p90=60))
    law = total([part]).divided(4)
    assert (law.band.p10, law.band.p50, law.band.p90) == pytest.approx((1.5, 5, 15))
    assert law.probability_below(15) == pytest.approx(0.9)


def test_forty_feet_never_cost_less_than_twenty(shipped: Ledger) -> None:
    figures = [row for row in shipped.figures.values() if row.quantity in PRICES]
    pairs = 0
    for small in figures:
        for large in figures:
            units = (small.unit, large.unit)
            if units not in {("USD/TEU", "USD/FEU"), ("USD/TEU-km", "USD/FEU-km")}:
                continue
            if bare(small) == bare(large):
                pairs += 1
                assert small.band.p10 <= large.band.p10, (small.id, large.id)
                assert small.band.p50 <= large.band.p50, (small.id, large.id)
                assert small.band.p90 <= large.band.p90, (small.id, large.id)
    assert pairs >= 15


def bare(row: Figure) -> Figure:
    """Return a figure without what tells it from its like for another box."""
    blank = Band(p10=0, p50=0, p90=0)
    return replace(row, id="", unit="", band=blank, grade=Grade.A, sources=(), note="")


def test_only_gaps_are_free(shipped: Ledger) -> None:
    prices = [row for row in shipped.figures.values() if row.quantity in PRICES]
    assert {is_gap(row) for row in prices} == {True, False}
    for row in prices:
        assert is_gap(row) == (row.band.p10 == 0), row.id
        assert not is_gap(row) or row.note.endswith("."), row.id


bands = st.tuples(st.floats(0.2, 0.9), st.floats(1.1, 3), st.floats(0.01, 1000)).map(
    lambda drawn: Band(p10=drawn[0] * drawn[2], p50=drawn[2], p90=drawn[1] * drawn[2])
)
km = st.floats(1, 10_000)


def spread(drawn: list[Band]) -> Ledger:
    """Return the ledger of fixed figures with drawn bands in turn."""
    return Ledger(
        figures=[
            replace(row, band=band) if row.quantity is not Quantity.BOX_WEIGHT else row
            for row, band in zip(FIXED, drawn, strict=True)
        ],
        sources={},
    )


ledgers = st.lists(bands, min_size=len(FIXED), max_size=len(FIXED)).map(spread)


def journey(sea_km: float, rail_km: float, road_km: float) -> Route:
    return route(
        "western",
        ("nhava-sheva", "IN"),
        ("baku", "AZ"),
        [leg(SEA, IN_SEA, sea_km), leg(RAIL, "IR", rail_km), leg(ROAD, "IR", road_km)],
        [
            transfer("bandar-abbas", 0, "IR", (SEA, RAIL)),
            transfer("rasht", 1, "IR", (RAIL, ROAD)),
            routes.stop(StopKind.BORDER, "astara", 2, ("IR", "AZ"), (ROAD, ROAD)),
        ],
    )


@settings(max_examples=examples(60))
@given(
    ledger=ledgers,
    lengths=st.tuples(km, km, km),
    more=st.tuples(km, km, km),
    box=st.sampled_from(Box),
)
def test_a_longer_leg_never_costs_or_emits_less(
    ledger: Ledger,
    lengths: tuple[float, float, float],
    more: tuple[float, float, float],
    box: Box,
) -> None:
    short = cost_journey(journey(*lengths), ledger, box=box)
    longer = [a + b for a, b in zip(lengths, more, strict=True)]
    long = cost_journey(journey(*longer), ledger, box=box)
    for measure in Measure:
        before, after = short.distribution(measure), long.distribution(measure)
        assert after.mean >= before.mean * (1 - 1e-9)
        assert after.band.p50 >= before.band.p50 * (1 - 1e-2)
        assert probability_cheaper(short, long, measure) >= 0.5 - 1e-6


@settings(max_examples=examples(60))
@given(ledger=ledgers, lengths=st.tuples(km, km, km), box=st.sampled_from(Box))
def test_the_parts_make_up_the_whole(
    ledger: Ledger, lengths: tuple[float, float, float], box: Box
) -> None:
    costed = cost_journey(journey(*lengths), ledger, box=box, rho=0.0)
    for measure in Measure:
        terms = costed.terms(measure)
        parts = sum(total([term], rho=0.0).mean for term in terms)
        assert costed.distribution(measure).mean == pytest.approx(parts, rel=1e-6)
        pieces = [
            (each.usd if measure is USD else each.kg_co2e) for each in (*costed.legs, *costed.stops)
        ]
        middles = sum(piece.p50 for piece in pieces if piece)
        assert middles > 0
        fixed = Ledger(
            figures=[
                replace(row, band=Band(p10=row.band.p50, p50=row.band.p50, p90=row.band.p50))
                for row in ledger.figures.values()
            ],
            sources={},
        )
        certain = cost_journey(journey(*lengths), fixed, box=box)
        assert middle(certain, measure) == pytest.approx(
            sum(term.multiplier * term.band.p50 for term in terms)
        )


@settings(max_examples=examples(40))
@given(ledger=ledgers, first=st.tuples(km, km, km), second=st.tuples(km, km, km))
def test_chances_of_two_journeys_add_up_to_one(
    ledger: Ledger,
    first: tuple[float, float, float],
    second: tuple[float, float, float],
) -> None:
    one, two = (cost_journey(journey(*lengths), ledger) for lengths in (first, second))
    for measure in Measure:
        both = probability_cheaper(one, two, measure) + probability_cheaper(two, one, measure)
        assert both == pytest.approx(1, abs=2e-3)  # the grid of a law
        law = difference_of(one, two, measure)
        assert law.mean == pytest.approx(
            one.distribution(measure).mean - two.distribution(measure).mean,
            abs=1e-6 * max(1.0, one.distribution(measure).mean),
        )
