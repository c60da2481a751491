"""Both ends on a branch are enough, and what no corridor serves has a direct route."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.errors import NoRouteError, NotServedError, RouteError
from geo.i18n import get_locale
from geo.journeys import DETOUR, compare, journey
from geo.journeys.branches import NEAR_KM, ROUNDABOUT, _between_km, along_branch
from geo.journeys.comparing import SLOWER
from geo.model import DIRECT, OFFERED
from geo.scenario import Scenario

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.journeys.atlas import Atlas
    from geo.journeys.comparison import Journey
    from geo.model import Place

AXES = "lon", "lat"
BRANCHES = ("western", "trans-caspian", "eastern")
PAIRS = 14


@dataclass(frozen=True, eq=False)
class SomePoints:
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]


def by(atlas: Atlas, start: str, end: str, corridor: str, **fields: object) -> Journey:
    find = atlas.places.find
    scenario = Scenario(**fields)  # type: ignore[arg-type]
    return journey(atlas, find(start), find(end), corridor=corridor, scenario=scenario)


@pytest.mark.parametrize(
    ("start", "end", "corridor", "option", "km"),
    [
        pytest.param("Moscow", "Astara (Azerbaijan)", "western", "", 2_636, id="north of the gate"),
        pytest.param("Moscow", "Astara (Iran)", "western", "", 2_644, id="to the gate"),
        pytest.param("Mumbai", "Bandar Abbas", "western", "", 2_006, id="sea leg"),
        pytest.param("Mundra", "Bandar Abbas", "eastern", "", 1_545, id="sea leg of Mundra"),
        pytest.param("St Petersburg", "Baku", "western", "", 3_000, id="before the gate"),
        pytest.param("Moscow", "Aktau", "trans-caspian", "aktau", 2_608, id="to another port"),
        pytest.param("Bandar Abbas", "Sergeli", "eastern", "sarakhs", 2_724, id="shorter border"),
        pytest.param("Tashkent", "Bandar Abbas", "eastern", "sarakhs", 2_717, id="from Tashkent"),
    ],
)
def test_both_ends_on_a_branch_are_enough(
    atlas: Atlas, start: str, end: str, corridor: str, option: str, km: float
) -> None:
    for ends in ((start, end), (end, start)):
        found = by(atlas, *ends, corridor)
        assert found.route.corridor == corridor
        assert option in found.route.variant
        assert found.route.km == pytest.approx(km, rel=0.02)


@pytest.mark.parametrize(
    ("start", "end", "corridor"),
    [
        ("Tehran", "Mashhad", "western"),
        ("Mumbai", "Dubai", "eastern"),
        ("Mumbai", "Jeddah", "western"),
        ("Moscow", "Minsk", "western"),
        ("Istanbul", "Tbilisi", "western"),
        ("Moscow", "St Petersburg", "suez"),
        ("Almaty", "Aktau", "western"),
        pytest.param("Mumbai", "Nhava Sheva", "western", id="two places at one end of it"),
    ],
)
def test_a_pair_off_the_branch_is_refused(
    atlas: Atlas, start: str, end: str, corridor: str
) -> None:
    for ends in ((start, end), (end, start)):
        with pytest.raises(NotServedError):
            by(atlas, *ends, corridor)


def stops_of(atlas: Atlas, corridor: str) -> list[tuple[Place, float]]:
    """Places along a branch, and how far each is from its start."""
    whole = by(atlas, "Moscow", "Nhava Sheva", corridor)
    at: dict[str, float] = {"Moscow": 0.0}
    km = 0.0
    for leg in whole.route.legs:
        km += leg.track_km
        for name in leg.end.split(" – "):
            at.setdefault(name, km)
    known = {place.name: place for place in atlas.places.labelled()}
    return [(known[name], km) for name, km in at.items() if name in known]


@pytest.mark.parametrize("corridor", BRANCHES)
def test_many_points_lie_along_a_branch_as_each_alone_does(atlas: Atlas, corridor: str) -> None:
    places = atlas.places.labelled()
    points = SomePoints(*(np.array([getattr(one, axis) for one in places]) for axis in AXES))
    variant = next(atlas.corridors.corridor(corridor).variants())
    built = Scenario(built=frozenset(atlas.corridors.links))
    rules = atlas.corridors.rules(variant, built, atlas.network.terminals)
    end = atlas.places.find("Moscow")
    together = along_branch(atlas, rules, variant, end, points)
    alone = [_between_km(atlas, end, one, rules, variant) for one in places]
    assert sum(one is not None for one in alone) > 20
    assert sum(one is None for one in alone) > 20
    for km, expected in zip(together.tolist(), alone, strict=True):
        assert km == pytest.approx(np.nan if expected is None else expected, nan_ok=True)


@pytest.mark.parametrize("corridor", BRANCHES)
def test_any_two_stops_of_a_branch_are_joined_by_it(atlas: Atlas, corridor: str) -> None:
    stops = stops_of(atlas, corridor)
    pairs = [pair for pair in combinations(stops, 2) if abs(pair[0][1] - pair[1][1]) > NEAR_KM]
    assert len(pairs) >= PAIRS
    for (one, one_km), (other, other_km) in pairs[:: max(1, len(pairs) // PAIRS)]:
        there, back = (
            journey(atlas, *ends, corridor=corridor) for ends in ((one, other), (other, one))
        )
        apart_km = abs(one_km - other_km)
        assert 1 < there.route.km <= max(ROUNDABOUT * apart_km, apart_km + 2 * NEAR_KM), there.id
        assert back.route.km == pytest.approx(there.route.km, rel=0.1)
        straight = journey(atlas, one, other)
        through_gate = set(there.route.gates) & {
            "astara", "incheh-borun", "sarakhs", "aktau", "astrakhan", "bandar-anzali", "amirabad",
        }  # fmt: skip
        assert there.route.km <= DETOUR * straight.route.km or through_gate, there.id


@pytest.mark.parametrize("corridor", BRANCHES)
def test_a_neighbour_of_a_stop_is_joined_as_the_stop_is(atlas: Atlas, corridor: str) -> None:
    stops = [place for place, _ in stops_of(atlas, corridor)]
    first, joined = stops[0], 0
    for stop in stops[2:]:
        beside = atlas.places.find(f"{stop.lat + 0.09:.3f},{stop.lon + 0.05:.3f}")
        known = journey(atlas, first, stop, corridor=corridor).route.km
        try:
            found = journey(atlas, first, beside, corridor=corridor).route.km
        except RouteError:
            continue
        assert found == pytest.approx(known, abs=3 * NEAR_KM), stop.id
        joined += 1
    assert joined > len(stops) / 2


def test_a_branch_stays_where_it_is_while_a_gate_beyond_is_shut(atlas: Atlas) -> None:
    closed = frozenset({"hormuz", "suez"})
    assert by(atlas, "Moscow", "Astara (Iran)", "western", closed=closed).route.km > 2_600
    assert "chabahar" in by(atlas, "Mumbai", "Bandar Abbas", "western", closed=closed).route.variant
    find, shut = atlas.places.find, Scenario(closed=frozenset({"hormuz"}))
    with pytest.raises(NoRouteError, match="Hormuz"):
        journey(
            atlas,
            find("Mumbai"),
            find("Bandar Abbas"),
            corridor="western",
            variant="truck-iran+bandar-abbas",
            scenario=shut,
        )


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Mumbai", "Dubai"),
        ("Istanbul", "Tbilisi"),
        ("Novorossiysk", "Istanbul"),
        ("Jeddah", "Mumbai"),
        ("Moscow", "Minsk"),
    ],
)
def test_what_only_a_direct_route_serves_has_a_direct_answer(
    atlas: Atlas, start: str, end: str
) -> None:
    find = atlas.places.find
    for ends in ((start, end), (end, start)):
        found = compare(atlas, find(ends[0]), find(ends[1]))
        standing = [one for one in found.journeys if one.route.corridor not in OFFERED]
        assert [one.route.corridor for one in standing] == [DIRECT]
        assert standing[0].route.km == by(atlas, *ends, DIRECT).route.km > 1


@pytest.mark.parametrize(
    ("start", "end"),
    [("Moscow", "Nhava Sheva"), ("Rotterdam", "Mundra"), ("Moscow", "Astara (Azerbaijan)")],
)
def test_where_a_corridor_serves_well_there_is_no_direct_answer(
    atlas: Atlas, start: str, end: str
) -> None:
    found = compare(atlas, atlas.places.find(start), atlas.places.find(end))
    assert DIRECT not in {one.route.corridor for one in found.journeys}
    assert found.journeys


@pytest.mark.parametrize(
    ("start", "end"), [("Moscow", "Aktau"), ("Makhachkala", "Amirabad"), ("Aktau", "Amirabad")]
)
def test_a_comparison_finds_the_port_that_is_an_end(atlas: Atlas, start: str, end: str) -> None:
    find = atlas.places.find
    for ends in ((start, end), (end, start)):
        chosen = compare(atlas, find(ends[0]), find(ends[1])).representatives()
        alone = by(atlas, *ends, "trans-caspian")
        assert chosen["trans-caspian"].route.km == alone.route.km > 1


def test_the_preferred_journey_of_a_corridor_is_no_roundabout_one(atlas: Atlas) -> None:
    find = atlas.places.find
    found = compare(atlas, find("Bandar Abbas"), find("Sergeli"))
    eastern = [one.route for one in found.journeys if one.route.corridor == "eastern"]
    assert "sarakhs" in found.representatives()["eastern"].route.variant
    assert any(ROUNDABOUT * eastern[0].km < route.km for route in eastern[1:])


def test_the_direct_route_has_a_name_in_every_language(atlas: Atlas) -> None:
    name = atlas.corridors.names()[DIRECT]
    assert [get_locale(language).translate(name) for language in ("en", "ru", "fa")] == [
        "Direct", "Напрямую", "مستقیم",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end"), [("Ankara", "Tehran"), ("Mersin", "Tehran"), ("Istanbul", "Tehran")]
)
def test_what_is_called_the_fastest_is_the_fastest(atlas: Atlas, start: str, end: str) -> None:
    find = atlas.places.find
    for ends in ((start, end), (end, start)):
        found = compare(atlas, find(ends[0]), find(ends[1]))
        fastest = min(found.journeys, key=lambda one: one.hours.p50)
        assert fastest.route.corridor == DIRECT
        assert fastest.hours == by(atlas, *ends, DIRECT).hours
        others = [one for one in found.journeys if one is not fastest]
        assert others
        assert all(fastest.hours.p50 * SLOWER < one.hours.p50 for one in others)


def test_the_direct_route_does_not_repeat_an_offered_corridor(atlas: Atlas) -> None:
    find = atlas.places.find
    found = compare(atlas, find("Vladivostok"), find("Chennai"))
    lines = [one.route.legs for one in found.journeys]
    assert found.journeys
    assert all(legs not in lines[:number] for number, legs in enumerate(lines))


@pytest.mark.parametrize(
    ("start", "end", "corridor", "name"),
    [
        ("Tehran", "St Petersburg", "western", "truck across Iran"),
        ("Tashkent", "Bandar Abbas", "eastern", "Sarakhs"),
        ("Moscow", "Bandar Anzali", "trans-caspian", "Astrakhan – Anzali"),
        ("Moscow", "Nhava Sheva", "western", "truck across Iran, over Bandar Abbas"),
        (
            "Moscow",
            "Mundra",
            "eastern",
            "Incheh Borun, over Bandar Abbas, fastest northern border",
        ),
        ("Moscow", "Mundra", "suez", ""),
    ],
)
def test_a_journey_is_named_by_what_it_comes_to(
    atlas: Atlas, start: str, end: str, corridor: str, name: str
) -> None:
    found = compare(atlas, atlas.places.find(start), atlas.places.find(end))
    names = [one.variant_name for one in found.journeys if one.route.corridor == corridor]
    assert name in names


@pytest.mark.parametrize(("place", "port"), [("Cairo", "Suez Canal"), ("Riyadh", "Dammam")])
def test_lines_that_nothing_joins_to_others_are_told_with_the_port_to_choose(
    atlas: Atlas, place: str, port: str
) -> None:
    find = atlas.places.find
    for ends in ((place, "Moscow"), ("Moscow", place)):
        with pytest.raises(NotServedError, match=f"{place} stands on .* nearest is {port}, "):
            by(atlas, *ends, DIRECT)
        failed = compare(atlas, find(ends[0]), find(ends[1])).failed
        assert f"the nearest is {port}" in failed[-1].reason
    assert compare(atlas, find(port), find("Moscow")).journeys
