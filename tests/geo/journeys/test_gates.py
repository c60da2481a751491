"""Each gate stands where it is."""

from __future__ import annotations

import pytest

from geo.geodesy import distance_km
from geo.journeys import gate_point
from geo.network import Gate
from tests.atlases import dated_atlas

pytestmark = pytest.mark.slow

# Longitude and latitude from a general atlas, to a quarter of a degree.
PLACES = {
    "suez": (32.3, 30.6),
    "hormuz": (56.5, 26.5),
    "bab-el-mandeb": (43.4, 12.6),
    "bosporus": (29.1, 41.1),
    "kerch": (36.6, 45.3),
    "volga-don": (44.0, 48.6),
    "cape": (18.5, -34.4),
    "volga-caspian-canal": (47.8, 45.1),
    "astara/road": (48.87, 38.43),
    "astara/rail": (48.87, 38.44),
    "samur": (48.5, 41.8),
    "sarakhs": (61.2, 36.5),
    "bandar-abbas": (56.1, 27.1),
    "chabahar": (60.6, 25.3),
}
LARGEST_GAP_KM = 60.0


@pytest.mark.parametrize("gate", PLACES)
def test_a_gate_stands_where_the_atlas_has_it(gate: str) -> None:
    atlas = dated_atlas()
    point = gate_point(atlas, atlas.corridors.gates[gate])
    assert point is not None
    assert distance_km(*point, *PLACES[gate]) < LARGEST_GAP_KM


def test_every_gate_with_a_state_has_a_place() -> None:
    atlas = dated_atlas()
    gates = atlas.states.gates
    assert len(gates) > 25
    for gate in gates:
        assert gate_point(atlas, atlas.corridors.gates[gate]), gate


def test_a_part_of_the_network_stands_inside_it() -> None:
    atlas = dated_atlas()
    sea = gate_point(atlas, atlas.corridors.gates["caspian-sea"])
    rail = gate_point(atlas, atlas.corridors.gates["iran-rail"])
    assert sea is not None
    assert rail is not None
    assert 46 < sea[0] < 55
    assert 36 < sea[1] < 47
    assert atlas.places.by_id(f"{rail[1]:.4f}, {rail[0]:.4f}").country == "IR"


def test_several_ports_stand_at_one_that_is_no_gate_of_its_own() -> None:
    atlas = dated_atlas()
    point = gate_point(atlas, atlas.corridors.gates["iran-south-ports"])
    place = atlas.places.by_id("khorramshahr")
    assert point == (place.lon, place.lat)


def test_a_gate_without_a_place_has_none() -> None:
    assert gate_point(dated_atlas(), Gate(id="nowhere", name="Nowhere", kind="strait")) is None
