"""Tests of the advantage surface: each value is that of the comparison that asks one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import (
    NotServedError,
    OutsideNetworkError,
    UnknownNameError,
    WrongClockError,
)
from geo.journeys import DETOUR, compare, journey, rank_value
from geo.journeys.ranking import Rank
from geo.model import DIRECT, Clock
from geo.scenario import Scenario
from geo.surface import STANDINGS, Field, Standing, Surface, place_of, share_of, surface
from tests.atlases import dated_atlas, open_atlas

if TYPE_CHECKING:
    from geo.journeys import Atlas

pytestmark = pytest.mark.slow

LARGEST_ERROR = {"p10": 0.02, "p50": 0.012, "p90": 0.025}
"""Of the draws against the law of one journey; `docs/method.md` states what was measured."""


def some_stations(answer: Surface, count: int, seed: int = 5, least: int = 1) -> list[int]:
    """Choose stations that some corridors serve."""
    served = np.flatnonzero(np.isfinite(answer.values.p50).sum(axis=0) >= least)
    return sorted(np.random.default_rng(seed).choice(served, count, replace=False).tolist())


def best_by_comparison(atlas: Atlas, answer: Surface, station: int, rank: Rank) -> dict[str, Any]:
    """Ask one place as every other question is asked: the least journey of each corridor."""
    place = place_of(atlas, answer.stations, station)
    ends = (answer.end, place) if answer.is_origin else (place, answer.end)
    best: dict[str, Any] = {}
    chosen = [name for name in answer.corridors if name != DIRECT]
    for one in compare(atlas, *ends, answer.scenario, corridors=chosen).journeys:
        value, name = rank_value(one, rank), one.route.corridor
        if value is not None and (name not in best or value < best[name][0]):
            best[name] = (value, one)
    if best and DIRECT in answer.corridors:
        free = journey(atlas, *ends, corridor=DIRECT, scenario=answer.scenario)
        value = rank_value(free, rank)
        least_km = min(one.route.km for _, one in best.values())
        if value is not None and DETOUR * free.route.km < least_km:
            best[DIRECT] = (value, free)
    return best


def test_days_are_those_of_a_comparison(from_mumbai: Surface) -> None:
    atlas, checked, kilometres = open_atlas(), 0, []
    for station in some_stations(from_mumbai, 20):
        best = best_by_comparison(atlas, from_mumbai, station, Rank.DAYS)
        values = from_mumbai.values
        served = {
            name
            for name, value in zip(from_mumbai.corridors, values.p50[:, station], strict=True)
            if np.isfinite(value)
        }
        assert served == set(best)
        for name, (_, one) in best.items():
            row = from_mumbai.corridors.index(name)
            for share, most in LARGEST_ERROR.items():
                hours = 24 * getattr(values, share)[row, station]
                exact = getattr(one.hours, share)
                same = one.route.variant == (from_mumbai.variants[row][values.option[row, station]])
                assert abs(hours / exact - 1) <= most or not same
            ends = one.route.origin, one.route.destination
            if same and not any(end.access_km for end in ends):
                kilometres.append(abs(values.km[row, station] - one.route.km))
            assert abs(24 * values.p50[row, station] / one.hours.p50 - 1) <= 0.012
            checked += 1
    assert checked > 60
    # a point beside a junction may be met on another of its lines, some hundred metres away: there
    # the two measure different ways
    assert len(kilometres) > 30
    assert max(kilometres) < 1


@pytest.mark.parametrize(
    ("end", "is_origin", "measure", "rank"),
    [
        ("Moscow", False, "days", Rank.DAYS),
        ("Mundra", True, "price", Rank.PRICE),
        pytest.param("St Petersburg", False, "co2e", Rank.CO2E, marks=pytest.mark.deep),
    ],
)
def test_the_way_back_and_other_measures_are_those_of_a_comparison(
    end: str, measure: str, rank: Rank, *, is_origin: bool
) -> None:
    atlas = open_atlas()
    answer = surface(
        atlas,
        atlas.places.find(end),
        is_origin=is_origin,
        measure=measure,
        scenario=Scenario(date="2025-11", clock=Clock.DOOR),
    )
    checked, scale = 0, 24 if rank is Rank.DAYS else 1
    for station in some_stations(answer, 9):
        best = best_by_comparison(atlas, answer, station, rank)
        for row, name in enumerate(answer.corridors):
            value = answer.values.p50[row, station]
            assert np.isfinite(value) == (name in best)
            if name in best:
                assert scale * value == pytest.approx(best[name][0], rel=0.015)
                checked += 1
    assert checked > 10


def test_where_every_corridor_is_a_detour_the_direct_route_stands(from_mumbai: Surface) -> None:
    atlas, values = open_atlas(), from_mumbai.values
    direct = from_mumbai.corridors.index(DIRECT)
    is_direct = np.isfinite(values.p50[direct])
    least_km = np.nanmin(values.km[:direct, is_direct], axis=0)
    assert is_direct.sum() >= 10
    assert np.all(least_km > DETOUR * values.km[direct, is_direct])
    lon, lat = from_mumbai.stations.lon, from_mumbai.stations.lat
    berlin, moscow = (
        int(np.argmin(np.hypot(lon - x, lat - y))) for x, y in ((13.4, 52.5), (37.6, 55.7))
    )
    assert values.best[berlin] == direct
    assert not is_direct[moscow]
    best = best_by_comparison(atlas, from_mumbai, berlin, Rank.DAYS)
    assert 24 * values.p50[direct, berlin] == pytest.approx(best[DIRECT][0], rel=0.012)


def test_chances_are_those_of_pairs(from_mumbai: Surface) -> None:
    atlas, checked = open_atlas(), 0
    for station in some_stations(from_mumbai, 6, seed=8, least=2):
        best = best_by_comparison(atlas, from_mumbai, station, Rank.DAYS)
        first, second = sorted(best, key=lambda name: best[name][0])[:2]
        alone = best[first][1].probability_faster(best[second][1])
        chance = from_mumbai.values.chance[from_mumbai.corridors.index(first), station]
        assert chance <= alone + 0.04  # others may be faster still
        checked += 1
    assert checked == 6


def test_chances_add_up_to_one(from_mumbai: Surface) -> None:
    total = from_mumbai.values.chance.sum(axis=0)
    served = np.isfinite(from_mumbai.values.p50).any(axis=0)
    assert served.sum() > 5_000
    assert np.allclose(total[served], 1)
    assert not total[~served].any()


def test_shares_of_the_classes_add_up_to_one(from_mumbai: Surface) -> None:
    shares = [from_mumbai.share(standing) for standing in STANDINGS]
    by_corridor = [
        from_mumbai.share(standing, corridor)
        for standing in STANDINGS
        for corridor in from_mumbai.corridors
    ]
    assert sum(shares) == pytest.approx(1)
    assert sum(by_corridor) == pytest.approx(1)
    assert from_mumbai.share(Standing.NONE) == 0


@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=20))
def test_classes_part_whatever_the_chances(columns: list[list[float]]) -> None:
    weights = np.array(columns).T
    total = weights.sum(axis=0)
    chance = np.where(total > 0, weights / np.maximum(total, 1e-12), 0.0)
    value = np.where(chance > 0, 1.0, np.nan)
    values = Field(
        km=value,
        p10=value,
        p50=value,
        p90=value,
        chance=chance,
        option=np.zeros(chance.shape, dtype=np.int64),
        is_confirmed=np.ones(chance.shape, dtype=bool),
    )
    shares = [share_of(values, ("a", "b", "c"), standing) for standing in STANDINGS]
    assert sum(shares) == pytest.approx(1.0 if (chance.max(axis=0) > 0).any() else 0.0)
    assert np.all((values.best >= 0) == (chance.max(axis=0) > 0))


def test_a_gate_of_unknown_state_leaves_the_best_unconfirmed() -> None:
    atlas = dated_atlas()
    under = Scenario(date="2025-11", states=(("astara", "unknown"),))
    answer = surface(atlas, atlas.places.find("Nhava Sheva"), scenario=under)
    western = answer.corridors.index("western")
    best = answer.values.best == western
    unconfirmed = answer.values.standing == STANDINGS.index(Standing.UNCONFIRMED)
    # stations of Iran and the south lie before Astara
    assert (unconfirmed & best).sum() > 0.9 * best.sum() > 1_000
    # and the direct route to where every corridor is a detour, if it runs through Astara
    others = np.flatnonzero(unconfirmed & ~best)
    assert {answer.corridors[one] for one in answer.values.best[others]} <= {DIRECT}
    for station in others[:: len(others) // 3 or 1].tolist():
        place = place_of(atlas, answer.stations, station)
        free = journey(atlas, answer.end, place, corridor=DIRECT, scenario=under)
        assert {"astara"} <= {one.gate.id for one in free.gates}


def test_what_cannot_be_asked_is_an_error_at_once() -> None:
    atlas = open_atlas()
    find = atlas.places.find
    with pytest.raises(UnknownNameError, match="there is no measure 'fun'; choose from"):
        surface(atlas, find("Moscow"), measure="fun")
    with pytest.raises(OutsideNetworkError):
        surface(atlas, find("-75.1,-40.2"))
    with pytest.raises(NotServedError, match="no corridor serves Kyiv"):
        surface(atlas, find("Kyiv"), scenario=Scenario(date="2025-11"))
    with pytest.raises((NotServedError, WrongClockError)):
        surface(atlas, find("Nhava Sheva"), scenario=Scenario(clock=Clock.TRAIN))
