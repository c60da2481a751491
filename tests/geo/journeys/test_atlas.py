"""Journeys and comparisons: what is closed is closed, and no call leaves a trace in another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from geo.errors import (
    NoRouteError,
    NotServedError,
    RouteError,
    SamePlaceError,
    UnknownNameError,
)
from geo.journeys import compare, journey
from geo.journeys.analysis import probability_faster
from geo.journeys.question import SAME_PLACE_KM
from geo.journeys.schema import comparison_json, journey_json
from geo.model import Mode, Status
from geo.scenario import Scenario
from tests.profiles import examples

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas

SEA = Scenario(modes=frozenset({Mode.SEA}))
CORRIDORS = ("western", "trans-caspian", "eastern", "suez", "suez-black-sea", "cape")


def km(atlas: Atlas, start: str, end: str, corridor: str = "", **fields: object) -> float:
    find = atlas.places.find
    scenario = Scenario(**fields)  # type: ignore[arg-type]
    found = journey(atlas, find(start), find(end), corridor=corridor, scenario=scenario)
    return found.route.km


@pytest.mark.parametrize(
    ("start", "end", "corridor", "published_km", "percent"),
    [
        pytest.param("Nhava Sheva", "St Petersburg", "suez", 14_146, 2, id="Suez"),
        pytest.param("Nhava Sheva", "St Petersburg", "cape", 22_354, 2, id="Cape"),
        pytest.param("Bandar Abbas", "Nhava Sheva", "", 2_023, 3, id="Arabian Sea"),
        pytest.param("Olya", "Bandar Anzali", "", 1_007, 5, id="Caspian"),
    ],
)
def test_sea_lengths_are_those_of_the_charts(
    atlas: Atlas, start: str, end: str, corridor: str, published_km: float, percent: float
) -> None:
    modes = frozenset(Mode) if corridor else SEA.modes
    found = km(atlas, start, end, corridor, modes=modes)
    assert found == pytest.approx(published_km, rel=percent / 100)


def test_suez_closed_leaves_the_cape(atlas: Atlas) -> None:
    find = atlas.places.find
    found = compare(atlas, find("Mumbai"), find("Moscow"), Scenario(closed=frozenset({"suez"})))
    served = {j.route.corridor for j in found.journeys}
    failed = {f.corridor: f for f in found.failed}
    assert "cape" in served
    assert {"suez", "suez-black-sea"} & served == set()
    assert failed["suez"].closed == ("suez",)
    assert "Suez" in failed["suez"].reason


def test_hormuz_closed_leaves_chabahar(atlas: Atlas) -> None:
    find = atlas.places.find
    found = compare(
        atlas, find("Nhava Sheva"), find("Moscow"), Scenario(closed=frozenset({"hormuz"}))
    )
    land = [j.route.variant for j in found.journeys if "suez" not in j.route.corridor]
    assert [v for v in land if "bandar-abbas" in v] == []
    assert [v for v in land if "chabahar" in v] != []
    closed = {f.closed for f in found.failed if "+bandar-abbas" in f.variant}
    assert all("hormuz" in gates for gates in closed)


def test_rasht_astara_built_makes_the_west_rail_all_through(atlas: Atlas) -> None:
    find = atlas.places.find
    built = Scenario(built=frozenset({"rasht-astara"}))
    found = journey(atlas, find("Mumbai"), find("Moscow"), corridor="western", scenario=built)
    land = [leg for leg in found.route.legs if leg.mode is not Mode.SEA]
    assert {leg.mode for leg in land} == {Mode.RAIL}
    planned = [leg for leg in land if leg.status is Status.PLANNED]
    assert [leg.links for leg in planned] == [("rasht-astara",)]


def test_the_line_to_rasht_was_not_open_in_2016(atlas: Atlas) -> None:
    find = atlas.places.find
    scenario = Scenario(date="2016-09")
    ends = find("Mumbai"), find("Vorsino")
    with pytest.raises(NoRouteError, match="Qazvin–Rasht railway opened only in 2019-03"):
        journey(atlas, *ends, corridor="western", variant="truck-astara-rasht", scenario=scenario)
    found = journey(atlas, *ends, corridor="western", scenario=scenario)
    assert found.route.variant.startswith("truck-astara-qazvin")


def test_wrong_questions_are_named(atlas: Atlas) -> None:
    find = atlas.places.find
    with pytest.raises(SamePlaceError):
        journey(atlas, find("Moscow"), find("Moscow"))
    with pytest.raises(NotServedError):
        journey(atlas, find("Tehran"), find("Mashhad"), corridor="western")
    for scenario in (Scenario(closed=frozenset({"hormus"})), Scenario(built=frozenset({"rasht"}))):
        with pytest.raises(UnknownNameError):
            journey(atlas, find("Moscow"), find("Mumbai"), scenario=scenario)


@pytest.mark.parametrize(
    ("corridor", "variant"),
    [
        ("trans-caspian", "olya-anzali+olya-amirabad"),
        ("eastern", "sarakhs+incheh-borun+chabahar"),
        ("western", "rail+truck-iran"),
        ("eastern", "any-north+ozinki"),
    ],
)
def test_two_options_of_one_choice_are_refused(atlas: Atlas, corridor: str, variant: str) -> None:
    find = atlas.places.find
    with pytest.raises(UnknownNameError, match="only one of"):
        journey(atlas, find("Moscow"), find("Mumbai"), corridor=corridor, variant=variant)


@pytest.mark.parametrize(
    ("shift", "every"),
    [
        pytest.param((0.12, 0.0), 6, id="some, to the east"),
        pytest.param((0.12, 0.0), 1, marks=pytest.mark.slow, id="all, to the east"),
        pytest.param((0.0, -0.12), 1, marks=pytest.mark.slow, id="all, to the south"),
    ],
)
def test_no_neighbour_of_a_place_is_0_km_away(
    atlas: Atlas, shift: tuple[float, float], every: int
) -> None:
    answers, refused = 0, 0
    for place in atlas.places.labelled()[::every]:
        lon = (place.lon + shift[0] + 180) % 360 - 180
        neighbour = atlas.places.find(f"{place.lat + shift[1]:.3f},{lon:.3f}")
        for ends in ((place, neighbour), (neighbour, place)):
            try:
                found = journey(atlas, *ends)
            except (RouteError, SamePlaceError):
                refused += 1
                continue
            answers += 1
            assert found.route.km >= SAME_PLACE_KM, (place.id, found.route.km)
            assert found.hours.p50 > 0, place.id
    assert answers > refused > 0


def test_two_places_at_one_point_of_the_network_are_named(atlas: Atlas) -> None:
    find = atlas.places.find
    with pytest.raises(SamePlaceError, match="meet the network at the same point"):
        journey(atlas, find("Caspian Port"), find("37.5,49.6"))


@pytest.mark.slow
def test_interleaved_calls_do_not_meet(atlas: Atlas) -> None:
    find = atlas.places.find
    ends = find("Nhava Sheva"), find("Moscow")
    closures = [frozenset[str](), frozenset({"suez"}), frozenset({"hormuz"}), frozenset({"samur"})]
    calls = [(c, corridor) for c in closures for corridor in CORRIDORS]

    def answer(call: tuple[frozenset[str], str]) -> object:
        closed, corridor = call
        try:
            found = journey(atlas, *ends, corridor=corridor, scenario=Scenario(closed=closed))
        except (NoRouteError, NotServedError) as error:
            return str(error)
        return found.route, found.hours

    alone = {call: answer(call) for call in calls}
    many = [calls[n % len(calls)] for n in range(examples(1000))]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(answer, many))
    assert [n for n, call in enumerate(many) if together[n] != alone[call]] == []


def test_chances_of_a_pair_add_up_to_one(atlas: Atlas) -> None:
    find = atlas.places.find
    found = compare(atlas, find("Nhava Sheva"), find("Chelyabinsk")).representatives()
    chances = probability_faster(found)
    assert chances.keys() == found.keys() > {*CORRIDORS}
    for first, row in chances.items():
        for second, chance in row.items():
            assert chance + chances[second][first] == pytest.approx(1.0)


def test_json_holds_what_was_found(atlas: Atlas) -> None:
    find = atlas.places.find
    found = journey(atlas, find("Mumbai"), find("Moscow"), corridor="eastern")
    row = journey_json(found)
    assert row["km"] == pytest.approx(sum(leg["track_km"] for leg in row["legs"]), abs=1)
    assert sum(row["km_by_mode"].values()) == pytest.approx(row["km"], abs=1)
    assert sum(row["km_by_country"].values()) == pytest.approx(row["km"], abs=1)
    assert row["hours"]["p10"] < row["hours"]["p50"] < row["hours"]["p90"]
    assert all(len(leg["coordinates"]) > 1 for leg in row["legs"])
    assert row["cost"]["feu"]["p50"] > row["cost"]["teu"]["p50"]
    listed = comparison_json(compare(atlas, find("Mumbai"), find("Moscow")), coordinates=False)
    assert {j["corridor"] for j in listed["journeys"]} == {*CORRIDORS, "china"}
    assert all("coordinates" not in leg for j in listed["journeys"] for leg in j["legs"])


def test_options_beyond_the_end_are_told_once(atlas: Atlas) -> None:
    find = atlas.places.find
    inland = compare(atlas, find("Chelyabinsk"), find("Bandar Abbas")).journeys
    ways = [(j.route.corridor, j.route.legs, j.route.stops) for j in inland]
    assert all(ways.count(way) == 1 for way in ways)
    overseas = compare(atlas, find("Chelyabinsk"), find("Mundra")).journeys
    ports = {j.route.variant.split("+")[1] for j in overseas if j.route.corridor == "eastern"}
    assert ports == {"bandar-abbas", "chabahar"}


def test_the_railway_to_chabahar_carries_cargo_past_a_closed_hormuz(atlas: Atlas) -> None:
    find = atlas.places.find
    closed, built = frozenset({"hormuz"}), frozenset({"khash-chabahar"})
    by_truck, by_rail = (
        journey(
            atlas,
            find("Moscow"),
            find("Nhava Sheva"),
            corridor="eastern",
            scenario=Scenario(closed=closed, built=links),
        )
        for links in (frozenset[str](), built)
    )
    assert Mode.ROAD in by_truck.route.km_by_mode()
    assert Mode.ROAD not in by_rail.route.km_by_mode()
    assert by_rail.hours.p50 < by_truck.hours.p50


def test_a_source_is_cited_by_title_publisher_and_date(atlas: Atlas) -> None:
    of_a_time = next(iter(atlas.ledger.sources.values()))
    citation = atlas.citation(of_a_time.id)
    assert citation.title.startswith(f"{of_a_time.title}, {of_a_time.publisher}")
    assert citation.url == of_a_time.url
    of_a_length = atlas.network.sources["osm"]
    assert atlas.citation("osm") == (of_a_length.citation, of_a_length.url)
    assert atlas.citation("nobody") == ("nobody", "")


def test_links_without_traffic_have_names(atlas: Atlas) -> None:
    links = atlas.unbuilt_links()
    assert links["rasht-astara"] == "Rasht–Astara railway"
    assert "qazvin-rasht" not in links
    assert {name: atlas.corridors.links[name] for name in links} == links


def test_places_of_one_name_are_told_apart_on_the_route(atlas: Atlas) -> None:
    labelled = {place.id: place.name for place in atlas.places.labelled()}
    assert labelled["astara-az"] == "Astara (Azerbaijan)"
    assert labelled["moscow"] == "Moscow"
    assert len(set(labelled.values())) == len(labelled)
