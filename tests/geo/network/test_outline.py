"""Tests of geo.network.outline: a route without lines has the legs and stops of the route."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from geo.journeys import journey
from geo.journeys.branches import path_by
from geo.network import OVER_WATER, Course, outlines_of
from geo.scenario import Scenario
from tests.atlases import open_atlas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.journeys import Atlas
    from geo.model import Leg
    from geo.network import NetworkPath


def courses_of(atlas: Atlas, path: NetworkPath) -> Iterator[Course]:
    """Read the courses of a path off its edges, one after the other."""
    network, outlines = atlas.network, outlines_of(atlas.itinerary_builder)
    if path.origin.connector_km:
        yield Course(OVER_WATER, path.origin.connector_km, path.origin.node, path.origin.node)
    steps = [(int(outlines.classes[step.edge]), step) for step in path.steps]
    for number, group in groupby(steps, key=lambda pair: pair[0]):
        own = [step for _, step in group]
        first, last = own[0], own[-1]
        lines = [one for one in own if one.edge < network.line_count]
        yield Course(
            number,
            sum(
                float(network.arrays["track_km"][one.edge]) * (one.last - one.first)
                for one in lines
            ),
            int((network.starts if first.forward else network.ends)[first.edge]),
            int((network.ends if last.forward else network.starts)[last.edge]),
        )
    if path.destination.connector_km:
        end = path.destination
        yield Course(OVER_WATER, end.connector_km, end.node, end.node)


def kind_of(leg: Leg) -> tuple[object, ...]:
    return leg.mode, leg.water, leg.country, leg.gauge_mm, leg.status, leg.stretch


def by_kind(legs: tuple[Leg, ...]) -> list[tuple[object, float]]:
    """Lengths of legs of one kind in a row: canals are cut into others."""
    return [
        (kind, sum(leg.track_km for leg in group)) for kind, group in groupby(legs, key=kind_of)
    ]


@pytest.mark.parametrize(
    ("origin", "destination"),
    [
        ("Nhava Sheva", "Moscow"),
        ("Moscow", "Nhava Sheva"),
        ("Chennai", "Novosibirsk"),
        ("Kandla", "Saint Petersburg"),
        ("Mundra", "55.03,82.92"),
        ("Delhi", "Tashkent"),
    ],
)
@pytest.mark.parametrize("corridor", ["western", "eastern", "suez", "trans-caspian"])
def test_an_outline_has_legs_stops_and_gates_of_the_route(
    origin: str, destination: str, corridor: str
) -> None:
    atlas = open_atlas()
    scenario = Scenario(date="2025-11")
    ends = atlas.places.find(origin), atlas.places.find(destination)
    one = journey(atlas, *ends, corridor=corridor, scenario=scenario)
    variants = atlas.corridors.corridors[corridor].variants()
    variant = next(own for own in variants if own.id == one.route.variant)
    countries = frozenset(map(atlas.snapper.country, ends))
    rules = atlas.corridors.rules(
        variant, scenario, atlas.network.terminals, countries, atlas.as_of(scenario)
    )
    path = path_by(atlas, *ends, rules, variant)
    route = atlas.itinerary_builder.route(path, corridor=corridor, variant=variant.id)
    bare = outlines_of(atlas.itinerary_builder).route(
        list(courses_of(atlas, path)), (route.origin, route.destination), corridor, variant.id
    )
    assert len(route.legs) >= 2
    kinds, lengths = zip(*by_kind(bare.legs), strict=True)
    wanted_kinds, wanted_lengths = zip(*by_kind(route.legs), strict=True)
    assert kinds == wanted_kinds
    assert lengths == pytest.approx(wanted_lengths)
    ours, theirs = (
        [(s.place, s.kind, s.modes, s.countries, s.gate, s.place_id) for s in own.stops]
        for own in (bare, route)
    )
    assert ours == theirs
    assert bare.gates == route.gates
    assert bare.km == pytest.approx(route.km)
