"""The stations of a surface: the nodes of the railways, each of which has a value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.model import Mode, Place, PlaceKind
from geo.network import MODES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.journeys import Atlas
    from geo.network import Network

    Numbers = NDArray[np.int64]

_NETWORKS: Final = 4
"""Networks of which the stations are remembered, 1 MB each."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stations:
    """The nodes of the railways, to each of which a surface has a value; all shape (stations,)."""

    node: Numbers
    """Number of the node in the network."""
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    country: NDArray[np.int64]
    """Number of the country of the network whose railway it is on."""


@lru_cache(maxsize=_NETWORKS)
def stations_of(network: Network) -> Stations:
    """List the nodes of the railways, ports and borders included; it is remembered.

    Examples
    --------
    >>> from geo.network import load_network
    >>> stations = stations_of(load_network())
    >>> len(stations.node) > 10_000, bool(np.all(np.diff(stations.node) > 0))
    (True, True)
    """
    arrays = network.arrays
    rail = np.flatnonzero(arrays["mode"] == MODES.index(Mode.RAIL))
    ends = np.concatenate((arrays["start"][rail], arrays["end"][rail])).astype(np.int64)
    node, first = np.unique(ends, return_index=True)
    return Stations(
        node=node,
        lon=np.asarray(arrays["node_lon"][node], dtype=np.float64),
        lat=np.asarray(arrays["node_lat"][node], dtype=np.float64),
        country=np.tile(arrays["country"][rail], 2)[first].astype(np.int64),
    )


def place_of(atlas: Atlas, stations: Stations, station: int) -> Place:
    """Give a station of the railways as a place, so that any question may be asked about it."""
    lon, lat = float(stations.lon[station]), float(stations.lat[station])
    return Place(
        id=f"station-{int(stations.node[station])}",
        name=f"{lat:.3f}, {lon:.3f}",
        lon=lon,
        lat=lat,
        kind=PlaceKind.JUNCTION,
        country=atlas.network.countries[int(stations.country[station])],
        terminals=frozenset({Mode.RAIL}),
    )
