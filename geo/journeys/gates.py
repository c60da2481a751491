"""Where each gate stands, for the maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.model import StopKind
from geo.network import MODES, WATERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.journeys.atlas import Atlas
    from geo.network import Gate

Point = tuple[float, float]


def gate_point(atlas: Atlas, gate: Gate) -> Point | None:
    """Longitude and latitude of a gate in degrees, EPSG:4326; None where nothing says where it is.

    A border stands at its border stop, a port at its place, a strait or a canal in the middle of
    its line. A gate that is a part of the network (the railways of a country) stands on the node
    nearest to the middle of that part. A gate of several ports stands at the one nearest to their
    middle, places of the map before mere codes; ports that are gates of their own are left out.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> atlas = load_atlas()
    >>> gate_point(atlas, atlas.corridors.gates["chabahar"])
    (60.607, 25.3)
    """
    ways = (_of_area, _of_border, _of_place, _of_ports, _of_lines)
    return next((point for way in ways if (point := way(atlas, gate))), None)


def _of_area(atlas: Atlas, gate: Gate) -> Point | None:
    network, area = atlas.network, gate.area
    if area is None:
        return None
    inside = np.ones(len(network.arrays["mode"]), dtype=bool)
    for column, value, members in (
        ("country", area.country, network.countries),
        ("mode", area.mode, MODES),
        ("water", area.water, WATERS),
    ):
        if value:
            inside &= network.arrays[column] == list(members).index(value)
    if not inside.any():
        return None
    nodes = np.unique(np.concatenate([network.arrays[end][inside] for end in ("start", "end")]))
    points = np.column_stack([network.arrays["node_lon"][nodes], network.arrays["node_lat"][nodes]])
    return _nearest_to_middle(points)


def _of_border(atlas: Atlas, gate: Gate) -> Point | None:
    name, _, mode = gate.id.partition("/")
    for stop in atlas.network.stops:
        is_here = stop.place_id == name and stop.kind in {StopKind.BORDER, StopKind.GAUGE_BREAK}
        if is_here and mode in {"", stop.modes[0]}:
            return stop.lon, stop.lat
    return None


def _of_place(atlas: Atlas, gate: Gate) -> Point | None:
    for place in atlas.places:
        if place.id == gate.id or place.name == gate.name:
            return place.lon, place.lat
    return None


def _of_ports(atlas: Atlas, gate: Gate) -> Point | None:
    gates = atlas.corridors.gates
    others = {port for one in gates.values() if one.id != gate.id for port in one.ports}
    others |= set(gates) - {gate.id}
    own = sorted(gate.ports - others)
    places = {place.id: (place.lon, place.lat) for place in atlas.places}
    codes = {name.partition(":")[2]: at for name, at in atlas.network.port_points.items()}
    for known in (places, codes):
        points = [known[port] for port in own if port in known]
        if points:
            return _nearest_to_middle(np.array(points))
    return None


def _of_lines(atlas: Atlas, gate: Gate) -> Point | None:
    return atlas.network.line_point(gate.id)


def _nearest_to_middle(points: NDArray[np.float64]) -> Point:
    gaps = ((points - points.mean(axis=0)) ** 2).sum(axis=1)
    lon, lat = points[int(np.argmin(gaps))]
    return float(lon), float(lat)
