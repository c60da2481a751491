"""Laws of the search: closing a gate never helps, building a link never harms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.errors import NoRouteError, SamePlaceError, TooFarError
from geo.journeys import journey
from geo.model import Clock, Mode
from geo.network.routing import Rules
from tests.atlases import open_atlas
from tests.profiles import examples

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas

ATLAS = open_atlas()
PLACES = sorted(place.id for place in ATLAS.places if ATLAS.network.place_nodes.get(place.id))
GATES = sorted(ATLAS.network.gates)
LINKS = sorted(set(ATLAS.network.links) - {""})
places = st.sampled_from(PLACES)


def cost_hours(atlas: Atlas, start: str, end: str, rules: Rules) -> float:
    """Return the cost of the least way, infinite where there is none."""
    open_ = atlas.router.open_edges(rules)
    first, last = (atlas.places.by_id(place) for place in (start, end))
    try:
        ends = atlas.snapper.ends(first, last, open_, rules.modes)
        return atlas.router.search(*ends, open_).cost_hours
    except (NoRouteError, TooFarError, SamePlaceError):
        return float("inf")


@settings(max_examples=examples(150))
@given(start=places, end=places, gates=st.sets(st.sampled_from(GATES), min_size=1, max_size=5))
def test_closing_gates_never_makes_a_way_faster(start: str, end: str, gates: set[str]) -> None:
    assume(start != end)
    free = cost_hours(ATLAS, start, end, Rules())
    shut = cost_hours(ATLAS, start, end, Rules(closed=frozenset(gates)))
    assert shut >= free - 1e-9


@settings(max_examples=examples(100))
@given(start=places, end=places, link=st.sampled_from(LINKS))
def test_building_a_link_never_makes_a_way_slower(start: str, end: str, link: str) -> None:
    assume(start != end)
    before = cost_hours(ATLAS, start, end, Rules())
    after = cost_hours(ATLAS, start, end, Rules(built=frozenset({link})))
    assert after <= before + 1e-9


@pytest.mark.parametrize("corridor", ["western", "eastern", "trans-caspian", "suez", "cape"])
def test_the_door_clock_is_never_shorter_than_the_shipment_clock(corridor: str) -> None:
    find = ATLAS.places.find
    timed = journey(ATLAS, find("Nhava Sheva"), find("Moscow"), corridor=corridor).timed
    door, shipment = timed.band(Clock.DOOR), timed.band(Clock.SHIPMENT)
    assert door.p10 >= shipment.p10
    assert door.p50 >= shipment.p50
    assert door.p90 >= shipment.p90
    assert Mode.SEA in {leg.mode for leg in timed.route.legs}
