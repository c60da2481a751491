"""Legs of routes: a builder that remembers answers as one that has seen nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.journeys import compare
from geo.journeys.branches import path_between
from geo.network import ItineraryBuilder, Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.journeys.atlas import Atlas
    from geo.model import Stop
    from geo.network.legs import Segment

PAIRS = (
    ("Moscow", "Nhava Sheva"),
    ("Ryazan", "Nhava Sheva"),
    ("Nhava Sheva", "Moscow"),
    ("38.6, 56.9", "Astara, AZ"),
)


def test_a_builder_that_remembers_answers_as_a_fresh_one(atlas: Atlas) -> None:
    def fresh() -> ItineraryBuilder:
        return ItineraryBuilder(atlas.network, atlas.places.labelled(), atlas.ledger.stretches())

    one = fresh()
    for rules in (Rules(), Rules(closed=frozenset({"suez", "samur"}))):
        for origin, destination in PAIRS:
            first, last = map(atlas.places.find, (origin, destination))
            path = path_between(atlas, first, last, rules)
            route = one.route(path, corridor="any", variant="")
            assert route == fresh().route(path, corridor="any", variant="")
            assert route == one.route(path, corridor="any", variant="")
            assert route.legs


def test_segments_of_a_run_joined_give_the_legs_of_all_its_edges(
    atlas: Atlas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def builder() -> ItineraryBuilder:
        return ItineraryBuilder(atlas.network, atlas.places.labelled(), atlas.ledger.stretches())

    def one_by_one(items: Iterable[Segment | Stop]) -> Iterator[Segment | Stop]:
        yield from items

    joined, apart = builder(), builder()
    for origin, destination in (*PAIRS, ("Garmsar", "Sarakhs"), ("Volgograd", "Jeddah")):
        first, last = map(atlas.places.find, (origin, destination))
        path = path_between(atlas, first, last, Rules())
        together = joined.route(path, corridor="any", variant="")
        with monkeypatch.context() as patch:
            patch.setattr("geo.network.legs._joined", one_by_one)
            edges = apart.route(path, corridor="any", variant="")
        assert len(edges.legs) == len(together.legs) > 0
        assert edges.stops == together.stops
        for leg, wanted in zip(together.legs, edges.legs, strict=True):
            assert leg.track_km == pytest.approx(wanted.track_km, rel=1e-12)
            assert leg.drawn_km == pytest.approx(wanted.drawn_km, rel=1e-12)
            assert replace(leg, track_km=wanted.track_km, drawn_km=wanted.drawn_km) == wanted


def test_legs_bear_the_names_of_their_own_route(atlas: Atlas) -> None:
    find = atlas.places.find
    for first, last in (
        ("Moscow", "Nhava Sheva"),
        ("55.776,37.655", "Nhava Sheva"),
        ("Nhava Sheva", "Moscow"),
        ("Moscow", "Nhava Sheva"),
    ):
        journeys = compare(atlas, find(first), find(last)).journeys
        assert len(journeys) > 1
        for legs in (one.route.legs for one in journeys):
            assert legs[0].start == find(first).name
            assert legs[-1].end == find(last).name
            assert [leg.end for leg in legs[:-1]] == [leg.start for leg in legs[1:]]
