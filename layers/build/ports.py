"""Connectors: straight ways between a quay and the lanes, over water and never across a gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.errors import DataError
from geo.geodesy import densify, distance_km
from layers.build.land import ashore
from layers.build.passages import gates_crossed
from layers.build.sea_lanes import Finder, corrected_lanes, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from layers.build.sea_lanes import Lanes, Point

CANDIDATES: Final = 12
KEPT: Final = 6
FORGIVEN_KM: Final = (0.5, 2.0, 4.0, 8.0)
"""Land this near a quay is forgiven, no more than needed: the coast is generalised."""
TRIES: Final = 3
"""Vertices tried for each connector wanted."""
ROUNDING: Final = 0.999
SLACK: Final = 1.005
"""A connector must save more than half a per cent over the others and the lanes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A straight way from a quay to a vertex of the lanes."""

    node: str
    km: float


def dry_beyond(quay: Point, end: Point, *, forgiven_km: float) -> float:
    """Return kilometres of land on the geodesic between two points, save close to the first.

    Parameters
    ----------
    quay, end
        Longitude first, EPSG:4326.
    forgiven_km
        Land nearer to the quay than this does not count.
    """
    total = 0.0
    for piece in ashore([quay, end]):
        line = densify(piece.line, step_km=0.25)
        far = [distance_km(*quay, *point) > forgiven_km for point in line.tolist()]
        total += piece.km * float(np.mean(far))
    return total


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
        near = self.finder.nearest(lon, lat, max(CANDIDATES, TRIES * kept))
        km = {key: max(distance_km(lon, lat, *self.lanes.nodes[key]), 0.001) for key in near}
        limit = 2 * max(km.values())
        reach = self._onward(vertex, limit) if vertex else np.full(len(self.index), np.inf)
        saved = np.zeros(len(self.index))
        found: list[Connector] = []
        for key in self._clear((lon, lat), km, forgiven_km):
            number = self.index[key]
            if key == vertex or reach[number] <= km[key] * SLACK:
                continue
            if not through and km[key] < saved[number]:
                continue
            found.append(Connector(node=key, km=km[key]))
            if len(found) == kept:
                break
            onward = self._onward(key, limit)
            reach = np.minimum(reach, km[key] + onward)
            saved = np.maximum(saved, onward * ROUNDING - km[key])
        return found

    def _clear(self, point: Point, km: Mapping[str, float], forgiven_km: float) -> Iterator[str]:
        """Yield the vertices that can be reached straight over water, nearest first."""
        order = sorted(km, key=lambda name: (km[name], name))
        gates = gates_crossed([[point, self.lanes.nodes[key]] for key in order])
        for key, crossed in zip(order, gates, strict=True):
            end = self.lanes.nodes[key]
            if not crossed and dry_beyond(point, end, forgiven_km=forgiven_km) == 0:
                yield key

    def quay(
        self, lon: float, lat: float, *, kept: int = KEPT, through: bool = False
    ) -> list[Connector]:
        """Return the connectors of a port, with no more land forgiven than it needs.

        Parameters
        ----------
        lon, lat, kept, through
            As for ``connectors``.
        """
        for forgiven_km in FORGIVEN_KM:
            found = self.connectors(lon, lat, kept=kept, forgiven_km=forgiven_km, through=through)
            if found:
                return found
        return []

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
