"""Legs of routes: a builder that remembers answers as one that has seen nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.journeys.branches import path_between
from geo.network import ItineraryBuilder, Rules

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas

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
