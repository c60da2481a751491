"""Corridors that are offered: where they serve, when they stand in a comparison, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.errors import NoRouteError, NotServedError, UnknownNameError
from geo.journeys import compare, journey
from geo.journeys.comparing import STANDING
from geo.model import OFFERED, Mode
from geo.scenario import Scenario
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from geo.journeys import Atlas, Comparison, Journey
    from geo.model import Place

OPEN = Scenario(as_if_open=True)


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return dated_atlas()


def places_of(atlas: Atlas, ends: tuple[str, str]) -> tuple[Place, Place]:
    return atlas.places.find(ends[0]), atlas.places.find(ends[1])


def answer_of(atlas: Atlas, ends: tuple[str, str], scenario: Scenario = OPEN) -> Comparison:
    return compare(atlas, *places_of(atlas, ends), scenario)


def by(
    atlas: Atlas, ends: tuple[str, str], corridor: str, variant: str = "", scenario: Scenario = OPEN
) -> Journey:
    return journey(
        atlas,
        *places_of(atlas, ends),
        corridor=corridor,
        variant=variant,
        scenario=scenario,
    )


def test_those_offered_are_those_of_the_file(atlas: Atlas) -> None:
    corridors = atlas.corridors.corridors.values()
    assert tuple(one.id for one in corridors if one.is_offered) == OFFERED
    assert not {*atlas.corridors.standing} & {*OFFERED}
    assert all(one.home for one in corridors if one.is_offered)


@pytest.mark.parametrize(
    ("ends", "corridor", "variant", "km", "gates"),
    [
        (("Altynkol", "Poti"), "middle", "poti", (4_200, 4_500), {"aktau", "alat"}),
        (("Almaty", "Istanbul"), "middle", "batumi", (5_000, 5_300), {"aktau", "batumi"}),
        (("Tashkent", "Mersin"), "middle", "kars", (4_400, 4_700), {"aktau", "akhalkalaki"}),
        (("Almaty", "Constanta"), "middle", "kuryk+poti", (5_000, 5_300), {"kuryk", "alat"}),
        (("Ashgabat", "Poti"), "middle", "turkmenbashi", (1_500, 2_000), {"turkmenbashi"}),
        (("Mersin", "Moscow"), "turkiye", "kars", (4_200, 4_500), {"akhalkalaki", "samur"}),
        (("Samsun", "Moscow"), "turkiye", "black-sea", (1_950, 2_100), {"novorossiysk"}),
        (("Lahore", "Moscow"), "makran", "", (7_400, 8_000), {"mirjaveh", "incheh-borun"}),
        (("Quetta", "Tehran"), "makran", "", (2_100, 2_300), {"mirjaveh"}),
        (("Rozanak", "Nhava Sheva"), "afghanistan", "khaf", (3_400, 3_700), {"khaf", "hormuz"}),
        (("Mazar-i-Sharif", "Moscow"), "afghanistan", "north", (4_000, 4_400), {"hairatan"}),
        (
            ("St Petersburg", "Qingdao"),
            "northern-sea-route",
            "",
            (16_000, 17_200),
            {"northern-sea-route"},
        ),
        (("Chennai", "Moscow"), "eastern-maritime", "", (16_800, 17_900), {"vladivostok"}),
        (
            ("Nhava Sheva", "Irkutsk"),
            "eastern-maritime",
            "vostochny",
            (13_900, 14_900),
            {"vostochny"},
        ),
        (("Kolkata", "Novosibirsk"), "china", "", (12_500, 13_500), {"zabaykalsk", "yantian"}),
        (("Chennai", "Irkutsk"), "china", "zamyn-uud", (9_700, 10_700), {"zamyn-uud"}),
        (
            ("St Petersburg", "Qingdao"),
            "northern-sea-route",
            "arkhangelsk",
            (14_000, 15_000),
            {"northern-sea-route", "arkhangelsk"},
        ),
    ],
)
def test_an_offered_corridor_serves_its_pairs(
    atlas: Atlas,
    ends: tuple[str, str],
    corridor: str,
    variant: str,
    km: tuple[float, float],
    gates: set[str],
) -> None:
    route = by(atlas, ends, corridor, variant).route
    assert km[0] < route.km < km[1]
    passed = {*route.gates} | {stop.place_id for stop in route.stops}
    assert gates <= passed
    back = by(atlas, ends[::-1], corridor, variant).route
    assert back.km == pytest.approx(route.km, rel=0.01)


def test_a_corridor_carries_the_trade_of_its_countries_alone(atlas: Atlas) -> None:
    of_india = ("eastern-maritime", "china")
    assert len(OFFERED) > len(of_india) + 2
    for corridor in OFFERED:
        ends = ("Tehran", "Moscow") if corridor in of_india else ("Nhava Sheva", "Moscow")
        with pytest.raises(NotServedError):
            by(atlas, ends, corridor)


@pytest.mark.parametrize(
    ("ends", "stands"),
    [
        (("Moscow", "Nhava Sheva"), {"china"}),
        (("Kolkata", "Novosibirsk"), {"china", "eastern-maritime"}),
        (("Novorossiysk", "Nhava Sheva"), {"china"}),
    ],
)
def test_one_that_six_are_faster_than_stands_only_where_it_is_chosen(
    atlas: Atlas, ends: tuple[str, str], stands: set[str]
) -> None:
    names = {"eastern-maritime", "china"}
    answer = answer_of(atlas, ends).representatives()
    chosen = compare(atlas, *places_of(atlas, ends), OPEN, corridors=names).representatives()
    assert {*chosen} == names
    every = sorted((one.hours.p50, name) for name, one in (answer | chosen).items())
    assert {name for _, name in every[:STANDING]} & names == stands == names & {*answer}


def test_an_end_beyond_the_corridor_ships_from_any_port_of_its_country(atlas: Atlas) -> None:
    for corridor in ("western", "eastern", "suez-black-sea"):
        route = by(atlas, ("Delhi", "Moscow"), corridor).route
        assert route.legs[0].mode is Mode.RAIL
        assert route.legs[0].end in {"Mundra", "Kandla", "Nhava Sheva"}
        assert route.legs[1].mode is Mode.SEA
    berlin = by(atlas, ("Berlin", "Nhava Sheva"), "suez").route
    assert berlin.legs[0].end == "Hamburg"
    # among the ports of its own countries the corridor chooses
    russia = by(atlas, ("Novosibirsk", "Nhava Sheva"), "suez").route
    assert "St Petersburg" in [leg.end for leg in russia.legs]


def test_it_stands_where_it_serves_and_is_among_the_fastest(atlas: Atlas) -> None:
    almaty = answer_of(atlas, ("Almaty", "Istanbul"))
    assert {"middle", "turkiye"} <= almaty.representatives().keys()
    assert almaty.chosen == frozenset()
    india = answer_of(atlas, ("Moscow", "Nhava Sheva"))
    assert not {one.corridor for one in india.failed} & {*OFFERED}
    for answer in (almaty, india):
        found = answer.representatives()
        fastest = sorted(found, key=lambda name: found[name].hours.p50)[:STANDING]
        assert set() < {*found} & {*OFFERED} <= {*fastest}


def test_a_chosen_corridor_stands_alone_with_its_reason(atlas: Atlas) -> None:
    ends = places_of(atlas, ("Moscow", "Nhava Sheva"))
    answer = compare(atlas, *ends, OPEN, corridors=["suez", "middle"])
    assert [*answer.representatives()] == ["suez"]
    assert {one.corridor for one in answer.failed} == {"middle"}
    assert answer.chosen == {"suez", "middle"}
    whole = {one.id: one.hours for one in compare(atlas, *ends, OPEN).journeys}
    assert {one.id: one.hours for one in answer.journeys} == {"suez": whole["suez"]}


def test_rows_of_before_do_not_change_where_another_stands(atlas: Atlas) -> None:
    ends = places_of(atlas, ("Qingdao", "St Petersburg"))
    summer = Scenario(date="2025-08")
    standing = compare(atlas, *ends, summer, corridors=atlas.corridors.standing).journeys
    every = compare(atlas, *ends, summer).journeys
    kept = [one for one in every if one.route.corridor in atlas.corridors.standing]
    others = [one.id for one in every if one not in kept]
    assert others == [
        "northern-sea-route:st-petersburg",
        "northern-sea-route:arkhangelsk",
        "direct",  # by rail through Kazakhstan, over which each of the others is a detour
    ]
    assert len(standing) > 1
    assert [(one.id, one.hours) for one in kept] == [(one.id, one.hours) for one in standing]


def test_a_wrong_choice_names_those_there_are(atlas: Atlas) -> None:
    ends = places_of(atlas, ("Almaty", "Istanbul"))
    with pytest.raises(UnknownNameError, match="middle"):
        compare(atlas, *ends, corridors=["midle"])
    with pytest.raises(UnknownNameError, match="kars"):
        by(atlas, ("Almaty", "Istanbul"), "middle", "trabzon")


@pytest.mark.parametrize("month", range(1, 13))
def test_the_northern_sea_route_has_a_season(atlas: Atlas, month: int) -> None:
    scenario = Scenario(date=f"2025-{month:02}")
    if 7 <= month <= 11:
        route = by(atlas, ("Qingdao", "St Petersburg"), "northern-sea-route", "", scenario).route
        assert {leg.mode for leg in route.legs} == {Mode.SEA}
        return
    with pytest.raises(NoRouteError, match="Northern Sea Route: closed every year") as refusal:
        by(atlas, ("Qingdao", "St Petersburg"), "northern-sea-route", "", scenario)
    assert refusal.value.closed == ("northern-sea-route",)
    answer = answer_of(atlas, ("Qingdao", "St Petersburg"), scenario)
    assert "northern-sea-route" not in answer.representatives()


def test_no_search_without_a_corridor_takes_the_northern_sea_route(atlas: Atlas) -> None:
    summer = Scenario(date="2025-08", modes=frozenset({Mode.SEA}))
    route = by(atlas, ("Qingdao", "St Petersburg"), "", "", summer).route
    assert "northern-sea-route" not in route.gates


def test_a_closed_line_to_kars_closes_what_goes_by_it(atlas: Atlas) -> None:
    shut = Scenario(date="2023-12")
    with pytest.raises(NoRouteError, match="Akhalkalaki") as refusal:
        by(atlas, ("Mersin", "Moscow"), "turkiye", "kars", shut)
    assert "akhalkalaki" in refusal.value.closed
    assert by(atlas, ("Mersin", "Moscow"), "turkiye", "", shut).route.variant == "black-sea"
    by(atlas, ("Mersin", "Moscow"), "turkiye", "kars", Scenario(date="2024-06"))


@pytest.mark.parametrize(
    ("ends", "corridor", "gate", "closed"),
    [
        (("Altynkol", "Poti"), "middle", "caspian-sea", "caspian-sea"),
        (("Altynkol", "Poti"), "middle", "alat", "alat"),
        (("Samsun", "Moscow"), "turkiye", "novorossiysk", "novorossiysk"),
        (("Quetta", "Tehran"), "makran", "mirjaveh", "mirjaveh"),
        (("Rozanak", "Nhava Sheva"), "afghanistan", "khaf", "khaf"),
    ],
)
def test_a_closed_gate_is_the_reason(
    atlas: Atlas, ends: tuple[str, str], corridor: str, gate: str, closed: str
) -> None:
    scenario = Scenario(as_if_open=True, closed=frozenset({gate}))
    variant = "black-sea" if corridor == "turkiye" else ""
    with pytest.raises(NoRouteError) as refusal:
        by(atlas, ends, corridor, variant, scenario)
    assert closed in refusal.value.closed


def test_a_line_that_is_not_built_is_the_reason(atlas: Atlas) -> None:
    ends = ("34.348, 62.2", "Tehran")
    with pytest.raises(NoRouteError, match="Rozanak–Herat railway is not built"):
        by(atlas, ends, "afghanistan")
    built = Scenario(as_if_open=True, built=frozenset({"rozanak-herat"}))
    route = by(atlas, ends, "afghanistan", "", built).route
    assert any("rozanak-herat" in leg.links for leg in route.legs)


def test_a_closed_port_leaves_the_other(atlas: Atlas) -> None:
    scenario = Scenario(as_if_open=True, closed=frozenset({"aktau"}))
    route = by(atlas, ("Altynkol", "Poti"), "middle", "", scenario).route
    assert "kuryk" in route.variant
