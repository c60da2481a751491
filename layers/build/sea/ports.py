"""Connectors: straight ways between a quay and the lanes, over water and never across a gate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.errors import DataError
from geo.geodesy import distance_km
from layers.build.sea.coast import ashore
from layers.build.sea.lanes import Finder, corrected_lanes, rows
from layers.build.sea.passages import gates_crossed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from layers.build.sea.lanes import Lanes, Point

CANDIDATES: Final = 12
KEPT: Final = 6
FORGIVEN_KM: Final = (1.0, 2.0, 4.0, 8.0)
"""Land this near a quay is forgiven, no more than needed: the coast is generalised."""
TRIES: Final = 3
"""Vertices tried for each connector wanted."""
DETOUR: Final = 1.5
DETOUR_KM: Final = 15.0
END_KEPT: Final = 3
END_KM: Final = 400.0
LEAST_KM: Final = 0.001
SLACK: Final = 1.005
"""A connector must save more than half a per cent over the others and the lanes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A straight way from a quay to a vertex of the lanes."""

    node: str
    km: float
    landfall_km: float
    """Distance from the quay to the last land on the way."""
    gated: bool
    """Whether the way crosses the screen of a gate."""


def landfall_km(point: Point, end: Point) -> float:
    """Return how far from a point the last land on the way to another point lies.

    Parameters
    ----------
    point, end
        Longitude first, EPSG:4326; the way is the geodesic.

    Returns
    -------
    float
        Kilometres from the first point; 0 if the way is all water.
    """
    pieces = ashore([point, end])
    return max((distance_km(*point, *at) for piece in pieces for at in piece.line), default=0.0)


class Harbour:
    """Knows the lanes without gates, and joins quays to them."""

    def __init__(self, lanes: Lanes, gated: Mapping[tuple[str, str], frozenset[str]]) -> None:
        self.finder = Finder(lanes)
        self.lanes = lanes
        self.index = {key: number for number, key in enumerate(self.finder.keys)}
        free = [pair for pair in lanes.pieces if not gated.get(pair)]
        ends = np.array([[self.index[one], self.index[other]] for one, other in free])
        km = np.array([lanes.pieces[pair] for pair in free])
        size = len(self.index)
        self.graph = csr_array((km, (ends[:, 0], ends[:, 1])), shape=(size, size))

    def connectors(
        self,
        lon: float,
        lat: float,
        *,
        kept: int = KEPT,
        forgiven_km: float = 0.0,
        vertex: str = "",
        through: bool = True,
    ) -> list[Connector]:
        """Return the connectors of a point, shortest first; none if land is all round.

        Parameters
        ----------
        lon, lat
            Degrees, EPSG:4326.
        kept
            How many to return at most.
        forgiven_km
            Land nearer to the point than this does not count.
        vertex
            Key of the point, if it is a vertex of the lanes already.
        through
            Whether two connectors may make a way through the point that is shorter than the lanes.
            At a quay they may not: a port is an end, not a strait.

        Notes
        -----
        A vertex is passed over if a connector kept before it, and the lanes from there, lead to
        it with less than half a per cent more; gates are taken as shut in that comparison.
        """
        tries = max(CANDIDATES, TRIES * kept)
        ways = self.ways(lon, lat, tries)
        limit = 2 * max(way.km for way in ways)
        reach = self._onward(vertex, limit) if vertex else np.full(len(self.index), np.inf)
        saved = np.zeros(len(self.index))
        found: list[Connector] = []
        for way in ways:
            number = self.index[way.node]
            clear = not way.gated and way.landfall_km <= forgiven_km
            if not clear or way.node == vertex or reach[number] <= way.km * SLACK:
                continue
            if not through and way.km < saved[number]:
                continue
            found.append(way)
            if len(found) == kept:
                break
            onward = self._onward(way.node, limit)
            reach = np.minimum(reach, way.km + onward)
            saved = np.maximum(saved, onward - way.km)
        return found

    @cache  # noqa: B019 - a harbour lives as long as one build
    def ways(self, lon: float, lat: float, count: int) -> tuple[Connector, ...]:
        """Return the straight ways to the nearest vertices, shortest first.

        Parameters
        ----------
        lon, lat
            Degrees, EPSG:4326.
        count
            How many vertices to look at.
        """
        near = self.finder.nearest(lon, lat, count)
        gates = gates_crossed([[(lon, lat), self.lanes.nodes[key]] for key in near])
        found = [
            Connector(
                node=key,
                km=max(distance_km(lon, lat, *self.lanes.nodes[key]), LEAST_KM),
                landfall_km=landfall_km((lon, lat), self.lanes.nodes[key]),
                gated=bool(crossed),
            )
            for key, crossed in zip(near, gates, strict=True)
        ]
        return tuple(sorted(found, key=lambda way: (way.km, way.node)))

    def quay(
        self, lon: float, lat: float, *, kept: int = KEPT, through: bool = False
    ) -> list[Connector]:
        """Return the connectors of a port, with no more land forgiven than it needs.

        Parameters
        ----------
        lon, lat, kept, through
            As for ``connectors``.

        Notes
        -----
        The tolerance grows until the nearest connector is not much longer than the nearest one
        that the widest tolerance allows.
        """
        loosest = self.connectors(lon, lat, kept=1, forgiven_km=FORGIVEN_KM[-1])
        for forgiven_km in FORGIVEN_KM:
            found = self.connectors(lon, lat, kept=kept, forgiven_km=forgiven_km, through=through)
            if found and found[0].km <= DETOUR * loosest[0].km + DETOUR_KM:
                return found
        return []

    def end(self, lon: float, lat: float) -> tuple[list[Connector], bool]:
        """Return up to three ways of a port that is only ever an end, and whether all is water.

        Parameters
        ----------
        lon, lat
            Degrees, EPSG:4326.

        Notes
        -----
        Without a clear way of at most 400 km the port gets one way: the one that is shortest with
        the part up to its last land counted three times more.
        """
        found = self.quay(lon, lat, kept=END_KEPT, through=True)
        if found and found[0].km <= END_KM:
            return found, True
        free = [way for way in self.ways(lon, lat, CANDIDATES) if not way.gated]
        least = [min(free, key=lambda way: way.km + 3 * way.landfall_km)] if free else []
        return least, False

    def _onward(self, key: str, limit: float) -> NDArray[np.float64]:
        """Return kilometres by the lanes from one vertex to all, infinite beyond the limit."""
        start = np.array([self.index[key]])
        found = dijkstra(self.graph, directed=False, indices=start, limit=limit)
        return np.asarray(found[0], dtype=np.float64)


def joined_lanes() -> Lanes:
    """Return the corrected lanes with own vertices tied to the vertices round about.

    A row of ``sea_vertices.csv`` whose ``join`` is above zero is treated like a quay afloat: up to
    that many connectors, no land forgiven, none across a gate, none that others make needless.

    Raises
    ------
    DataError
        An own vertex stays without any piece.
    """
    lanes = corrected_lanes()
    lines = [[lanes.nodes[one], lanes.nodes[other]] for one, other in lanes.pieces]
    gated = dict(zip(lanes.pieces, gates_crossed(lines), strict=True))
    for row in rows("sea_vertices.csv"):
        key, kept = f"s:{row['id']}", int(row["join"])
        if kept:
            harbour = Harbour(lanes, gated)
            for connector in harbour.connectors(*lanes.nodes[key], kept=kept, vertex=key):
                lanes.join(key, connector.node, own=True)
    used = {key for pair in lanes.pieces for key in pair}
    if lonely := [
        f"s:{row['id']}" for row in rows("sea_vertices.csv") if f"s:{row['id']}" not in used
    ]:
        msg = f"no lane leads to {', '.join(lonely)}; add a row to sea_edges.csv or move the vertex"
        raise DataError(msg)
    lanes.nodes = {key: point for key, point in lanes.nodes.items() if key in used}
    return lanes
