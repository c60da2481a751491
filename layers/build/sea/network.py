"""The sea part of the network: lanes, gates, waters, and connectors of the curated ports."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.errors import DataError
from geo.geodesy import densify, distance_km
from geo.model import INTERNATIONAL_WATERS, Accuracy, Mode, Water
from layers.build.gazetteer.ports import read_ports
from layers.build.raw import RawEdge, RawNetwork
from layers.build.sea.coast import running_on
from layers.build.sea.passages import gates_crossed
from layers.build.sea.ports import Harbour, joined_lanes

if TYPE_CHECKING:
    from layers.build.raw import Line
    from layers.build.sea.lanes import Lanes, Point
    from layers.build.sea.ports import Connector

LEAST_KM: Final = 0.001
LONG_KM: Final = 100.0
DRAW_STEP_KM: Final = 50.0
RIVERS: Final = (39.2, 45.7, 48.5, 49.0)
"""West, south, east, north of Volga and Don below Volgograd and Kalach, and their canal."""
CASPIAN: Final = (46.6, 36.3, 54.9, 47.3)
SEAROUTE_ID: Final = "searoute"
OWN_ID: Final = "own-lanes"


def sea_line(start: Point, end: Point) -> Line:
    """Return the line to draw between two points: straight if short, a geodesic if long.

    Parameters
    ----------
    start, end
        Longitude first, EPSG:4326.

    Returns
    -------
    tuple of points
        Longitudes run on from the start across the antimeridian.
    """
    points = running_on([start, end])
    if distance_km(*start, *end) > LONG_KM:
        points = densify(points, step_km=DRAW_STEP_KM).round(6)
    return tuple((float(lon), float(lat)) for lon, lat in points)


def water_at(lon: float, lat: float) -> Water:
    """Return the water a point lies in; the point is taken to be afloat.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.

    Examples
    --------
    >>> str(water_at(44.5, 48.5)), str(water_at(51, 40)), str(water_at(37, 46))
    ('inland', 'caspian', 'ocean')
    """
    for water, (west, south, east, north) in ((Water.INLAND, RIVERS), (Water.CASPIAN, CASPIAN)):
        if west <= lon <= east and south <= lat <= north:
            return water
    return Water.OCEAN


def sea_edge(start: str, end: str, nodes: dict[str, Point], source: str) -> RawEdge:
    """Return one piece of sea between two nodes; its gates are not yet set."""
    line = sea_line(nodes[start], nodes[end])
    km = max(distance_km(*line[0], *line[-1]), LEAST_KM)
    water = water_at(*np.mean([line[0], line[-1]], axis=0))
    coarse = water is Water.CASPIAN and km > LONG_KM
    return RawEdge(
        start=start,
        end=end,
        mode=Mode.SEA,
        line=line,
        track_km=km,
        country=INTERNATIONAL_WATERS,
        water=water,
        accuracy=Accuracy.SCHEMATIC if coarse else Accuracy.GENERALISED,
        sources=(source,),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The lanes, their pieces as edges, and what joins quays to them."""

    lanes: Lanes
    edges: tuple[RawEdge, ...]
    harbour: Harbour


@cache
def chart() -> Chart:
    """Return the lanes with their gates, made once; treat all of it as fixed."""
    lanes = joined_lanes()
    edges = [
        sea_edge(one, other, lanes.nodes, OWN_ID if (one, other) in lanes.own else SEAROUTE_ID)
        for one, other in lanes.pieces
    ]
    gates = gates_crossed([edge.line for edge in edges])
    gated = {(edge.start, edge.end): names for edge, names in zip(edges, gates, strict=True)}
    return Chart(
        lanes=lanes,
        edges=tuple(edge.changed(gates=gated[edge.start, edge.end]) for edge in edges),
        harbour=Harbour(lanes, gated),
    )


def sea_network(places: list[dict[str, str]]) -> RawNetwork:
    """Return lanes and the connectors of every place with a sea terminal.

    Parameters
    ----------
    places
        Rows of ``places.csv``: ``id``, ``lon``, ``lat`` and ``terminals`` are read.

    Returns
    -------
    RawNetwork
        Vertices of lanes are ``s:<number>``, own ones ``s:<id>``, ports ``sea:<place id>``.

    Raises
    ------
    DataError
        A port has no way to the lanes over water.
    """
    charted = chart()
    network = RawNetwork(nodes=dict(charted.lanes.nodes), edges=list(charted.edges))
    for place in places:
        if "sea" not in re.split(r"\W+", place["terminals"]):
            continue
        key, lon, lat = f"sea:{place['id']}", float(place["lon"]), float(place["lat"])
        network.nodes[key] = (lon, lat)
        found = charted.harbour.quay(lon, lat)
        if not found:
            msg = f"{place['id']} has no way to the sea lanes; add a vertex to sea_vertices.csv"
            raise DataError(msg)
        network.edges += [sea_edge(key, way.node, network.nodes, OWN_ID) for way in found]
    return network


def port_ends() -> dict[str, tuple[list[Connector], bool]]:
    """Return the ways of every port of searoute's list to the lanes, and whether all is water.

    Returns
    -------
    dict
        By ``port:<UN/LOCODE>``; up to three ways, shortest first. Where the second value is false,
        no clear way of 400 km or less was found and the one way given crosses land.
    """
    harbour = chart().harbour
    return {f"port:{port.unlocode}": harbour.end(port.lon, port.lat) for port in read_ports()}


def port_attachments() -> dict[str, list[tuple[str, float]]]:
    """Return the node keys by which each port meets the lanes, with the kilometres to each.

    These ways are ends of a journey and no part of the network.
    """
    return {
        port: [(way.node, way.km) for way in ways]
        for port, (ways, _) in port_ends().items()
        if ways
    }
