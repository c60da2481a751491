"""Where places meet the network: at their node, at the nearest open line, at a port, or nowhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.errors import SamePlaceError, TooFarError
from geo.geodesy import distance_km, geod
from geo.model import Mode, Place, PlaceKind
from geo.network.graph import MODES
from geo.network.packing import DEGREE
from geo.network.routing import Rules
from geo.network.snapping import LIMIT_KM, SAMPLE_KM, Snap
from tests.profiles import examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.journeys.atlas import Atlas
    from geo.network.graph import Network


RAIL = frozenset({Mode.RAIL})
SEA = frozenset({Mode.SEA})


def point(lat: float, lon: float) -> Place:
    return Place(
        id=f"{lat},{lon}",
        name=f"{lat}, {lon}",
        lon=lon,
        lat=lat,
        kind=PlaceKind.POINT,
        country="",
        terminals=frozenset(Mode),
    )


@pytest.fixture(scope="module")
def open_edges(atlas: Atlas) -> NDArray[np.bool_]:
    return atlas.router.open_edges(Rules())


def nearest_km(network: Network, place: Place, usable: NDArray[np.bool_], mode: Mode) -> float:
    """Return the distance to the nearest usable line, by looking at every piece of every line.

    Infinite where no line is usable: at sea, where a country is asked that has none.
    """
    arrays, offset = network.arrays, network.arrays["line_offset"]
    line = arrays["line"] / DEGREE
    edge = np.repeat(np.arange(network.line_count), np.diff(offset))[:-1]
    same = np.append(np.diff(edge) == 0, False)
    keep = same & usable[edge] & (arrays["mode"][edge] == MODES.index(mode))
    start, end = line[:-1][keep], line[1:][keep]
    scale = np.array((np.cos(np.radians(place.lat)), 1.0))
    along, offset_ = (end - start) * scale, (np.array((place.lon, place.lat)) - start) * scale
    square = np.maximum((along**2).sum(axis=1), 1e-18)
    part = np.clip((along * offset_).sum(axis=1) / square, 0, 1)[:, None]
    foot = start + (end - start) * part
    ranked = np.argsort((((foot - (place.lon, place.lat)) * scale) ** 2).sum(axis=1))[:50]
    lon, lat = foot[ranked, 0], foot[ranked, 1]
    here = np.full(len(lon), place.lon), np.full(len(lat), place.lat)
    return float(np.min(geod().inv(*here, lon, lat)[2], initial=np.inf)) / 1000


def foot_of(network: Network, end: Snap) -> tuple[float, float]:
    """Return the point of the network an attachment stands for."""
    marks, line = network.marks(end.edge), network.line(end.edge)
    km = end.share * float(marks[-1])
    return float(np.interp(km, marks, line[:, 0])), float(np.interp(km, marks, line[:, 1]))


def test_a_place_of_the_network_is_met_at_its_nodes(
    atlas: Atlas, open_edges: NDArray[np.bool_]
) -> None:
    by_id = {place.id: place for place in atlas.places}
    assert len(atlas.network.place_nodes) > 100
    for place_id, nodes in atlas.network.place_nodes.items():
        ends = atlas.snapper.attach(by_id[place_id], open_edges)
        assert {end.mode: end.node for end in ends} == nodes
        assert {(end.access_km, end.edge) for end in ends} == {(0.0, -1)}


def test_every_port_of_the_world_is_met_by_sea(atlas: Atlas, open_edges: NDArray[np.bool_]) -> None:
    for code in ("NLRTM", "CNSHA", "USLAX", "BRSSZ", "AUSYD", "ZADUR", "JPYOK"):
        port = atlas.places.find(code)
        ends = [e for e in atlas.snapper.attach(port, open_edges) if e.mode is Mode.SEA]
        assert ends, code
        lon, lat = atlas.network.arrays["node_lon"], atlas.network.arrays["node_lat"]
        for end in ends:
            straight = distance_km(port.lon, port.lat, float(lon[end.node]), float(lat[end.node]))
            assert end.connector_km == pytest.approx(straight, abs=25), code


@settings(max_examples=examples(60))
@given(st.floats(28, 60), st.floats(30, 78))
def test_a_point_is_met_at_the_nearest_railway_within_reach(
    atlas: Atlas, open_edges: NDArray[np.bool_], lat: float, lon: float
) -> None:
    place, network = point(lat, lon), atlas.network
    truth = nearest_km(network, place, open_edges, Mode.RAIL)
    assume(not LIMIT_KM - SAMPLE_KM < truth < LIMIT_KM)
    if truth > LIMIT_KM:
        with pytest.raises(TooFarError, match="from the nearest open line"):
            atlas.snapper.attach(place, open_edges, RAIL)
        return
    (end,) = atlas.snapper.attach(place, open_edges, RAIL)
    assert truth <= end.access_km + 1e-6
    assert end.access_km <= min(truth + SAMPLE_KM, LIMIT_KM)
    if end.edge < 0:
        at = (float(network.arrays[name][end.node]) for name in ("node_lon", "node_lat"))
        assert distance_km(lon, lat, *at) == pytest.approx(end.access_km, abs=0.02)
        return
    assert 0 < end.share < 1
    assert distance_km(lon, lat, *foot_of(network, end)) == pytest.approx(end.access_km, abs=0.02)
    ends = int(network.arrays["start"][end.edge]), int(network.arrays["end"][end.edge])
    assert (end.tail, end.head) == ends


@settings(max_examples=examples(100))
@given(st.integers(0, 10**6), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_the_way_to_the_network_crosses_no_border_where_it_need_not(
    atlas: Atlas, open_edges: NDArray[np.bool_], number: int, north: float, east: float
) -> None:
    borders = [one for one in atlas.places if one.kind is PlaceKind.BORDER]
    station = borders[number % len(borders)]
    place = atlas.places.find(f"{station.lat + north:.4f},{station.lon + east:.4f}")
    arrays, network = atlas.network.arrays, atlas.network
    assume(place.country in network.countries)
    home = open_edges.copy()
    home[: network.line_count] &= arrays["country"] == network.countries.index(place.country)
    assume(nearest_km(network, place, home, Mode.RAIL) < LIMIT_KM - SAMPLE_KM)
    met = [end for end in atlas.snapper.attach(place, open_edges) if end.mode is not Mode.SEA]
    assert met
    lines = [end.edge for end in met if end.edge >= 0]
    assert {network.countries[int(arrays["country"][edge])] for edge in lines} <= {place.country}


def test_a_road_across_the_border_is_none_where_a_railway_is_at_home(
    atlas: Atlas, open_edges: NDArray[np.bool_]
) -> None:
    serakhs = atlas.places.find("36.52381,61.21477")
    assert serakhs.country == "TM"
    assert [end.mode for end in atlas.snapper.attach(serakhs, open_edges)] == [Mode.RAIL]


def test_a_closed_line_is_no_line(atlas: Atlas, open_edges: NDArray[np.bool_]) -> None:
    place = point(39.20, 55.50)
    (before,) = atlas.snapper.attach(place, open_edges, RAIL)
    closed = open_edges.copy()
    closed[before.edge] = False
    (after,) = atlas.snapper.attach(place, closed, RAIL)
    assert after.edge != before.edge
    truth = nearest_km(atlas.network, place, closed, Mode.RAIL)
    assert truth <= after.access_km <= truth + SAMPLE_KM


def test_a_line_behind_hundreds_of_closed_ones_is_found(
    atlas: Atlas, open_edges: NDArray[np.bool_]
) -> None:
    place, network = point(55.75, 37.62), atlas.network
    vertices, offset = network.arrays["line"] / DEGREE, network.arrays["line_offset"]
    here = np.full(len(vertices), place.lon), np.full(len(vertices), place.lat)
    gaps = geod().inv(*here, vertices[:, 0], vertices[:, 1])[2] / 1000
    usable = open_edges.copy()
    usable[: network.line_count] &= np.minimum.reduceat(gaps, offset[:-1]) > 42
    truth = nearest_km(network, place, usable, Mode.RAIL)
    assert 30 < truth < LIMIT_KM
    (end,) = atlas.snapper.attach(place, usable, RAIL)
    assert truth <= end.access_km <= truth + SAMPLE_KM


def test_the_error_says_how_far_the_nearest_open_line_is(
    atlas: Atlas, open_edges: NDArray[np.bool_]
) -> None:
    kyiv, network = point(50.45, 30.52), atlas.network
    in_russia = open_edges.copy()
    code = network.countries.index("RU")
    in_russia[: network.line_count] &= network.arrays["country"] == code
    truth = nearest_km(network, kyiv, in_russia, Mode.RAIL)
    assert truth > 100
    with pytest.raises(TooFarError) as caught:
        atlas.snapper.attach(kyiv, in_russia, RAIL)
    said = float(str(caught.value).split(" is ")[1].split(" km")[0].replace(",", ""))
    assert said == pytest.approx(truth, abs=SAMPLE_KM)
    assert f"beyond the limit of {LIMIT_KM:.0f} km" in str(caught.value)


def test_a_point_at_sea_is_met_at_the_nearest_port(
    atlas: Atlas, open_edges: NDArray[np.bool_]
) -> None:
    jeddah = atlas.places.find("Jeddah")
    off_jeddah = point(jeddah.lat, jeddah.lon - 0.2)
    ends = atlas.snapper.attach(off_jeddah, open_edges, SEA)
    gap = distance_km(off_jeddah.lon, off_jeddah.lat, jeddah.lon, jeddah.lat)
    assert [end.access_km for end in ends] == pytest.approx([gap], abs=5)
    nodes = {end.node for end in atlas.snapper.attach(jeddah, open_edges, SEA)}
    assert {end.node for end in ends} == nodes


@pytest.mark.parametrize("lat_lon", [(24.0, 47.0), (40.0, 82.0)])
def test_nothing_snaps_from_afar(
    atlas: Atlas, open_edges: NDArray[np.bool_], lat_lon: tuple[float, float]
) -> None:
    with pytest.raises(TooFarError, match=r"is [\d,]+ km from the nearest open line or port"):
        atlas.snapper.attach(point(*lat_lon), open_edges)


def test_only_modes_allowed_are_met(
    atlas: Atlas, open_edges: NDArray[np.bool_], find: Callable[[str], Place]
) -> None:
    gateway = find("Bandar Abbas")
    assert {end.mode for end in atlas.snapper.attach(gateway, open_edges)} == set(Mode)
    for mode in Mode:
        found = atlas.snapper.attach(gateway, open_edges, frozenset({mode}))
        assert {end.mode for end in found} == {mode}
    with pytest.raises(TooFarError, match="Moscow has no terminal for sea; allow another mode"):
        atlas.snapper.attach(find("Moscow"), open_edges, SEA)


def test_two_places_at_one_point_are_told_apart_or_refused(
    atlas: Atlas, open_edges: NDArray[np.bool_], find: Callable[[str], Place]
) -> None:
    moscow = find("Moscow")
    with pytest.raises(SamePlaceError, match="meet the network at the same point"):
        atlas.snapper.ends(moscow, replace(moscow, name="Another"), open_edges)
    first, last = atlas.snapper.ends(moscow, find("Tehran"), open_edges)
    assert not {end.node for end in first} & {end.node for end in last}


def test_a_point_opens_the_country_of_the_railway_beside_it(
    atlas: Atlas, find: Callable[[str], Place]
) -> None:
    assert atlas.snapper.country(point(52.2, 21.0)) == "PL"
    assert atlas.snapper.country(point(55.75, 37.6)) == "RU"
    assert atlas.snapper.country(point(0.0, 0.0)) == ""
    assert atlas.snapper.country(find("Mundra")) == "IN"


class TestCosts:
    """What an attachment in the middle of a line adds to a search."""

    weights = np.array([10.0, 10.0])
    open_ = np.array([True, False])
    place = point(50, 50)

    def at(self, share: float, *, edge: int = 0, access_km: float = 0.0) -> Snap:
        return Snap(
            place=self.place,
            mode=Mode.RAIL,
            edge=edge,
            share=share,
            tail=7,
            head=8,
            access_km=access_km,
        )

    def test_both_ends_of_the_line_are_reached_by_their_share(self) -> None:
        reached = dict(self.at(0.3).costs(self.weights, self.open_))
        assert reached == pytest.approx({7: 3.0, 8: 7.0})

    def test_a_closed_line_reaches_nothing(self) -> None:
        assert self.at(0.3, edge=1).costs(self.weights, self.open_) == []
        assert (
            self.at(0.3, edge=1).direct_cost(self.at(0.5, edge=1), self.weights, self.open_) is None
        )

    def test_points_of_one_line_are_joined_along_it(self) -> None:
        assert self.at(0.2).direct_cost(self.at(0.7), self.weights, self.open_) == pytest.approx(5)
        assert self.at(0.7).direct_cost(self.at(0.2), self.weights, self.open_) == pytest.approx(5)
        assert self.at(0.2).direct_cost(self.at(0.7, edge=1), self.weights, self.open_) is None

    def test_the_nearer_of_two_lines_wins(self) -> None:
        assert self.at(0.5, access_km=30).cost_hours > self.at(0.5, access_km=3).cost_hours > 0
