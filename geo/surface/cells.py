"""Cells of the network, with the tables that lead from their corners to every node inside.

A cell is what lies between corners, all of one class (`geo.network.overlay`). The classes here are
finer, since a leg ends wherever a line with a speed of its own does. A way through a cell may touch
other corners of it on its way, so that a station has to be looked for only from the corners by
which a search comes into its cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.model import Mode
from geo.network import MODES, NO_CELL, ROUNDING, cut, edge_classes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.network import Network, OutlineBuilder, Router

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

BESIDE_DEG: Final = 3.0
"""How far land of the corridor belongs to the copy of a country beside it, degrees; a cell that
begins within them belongs to it as a whole.

A line may leave a country and come back: Aktobe is reached from Uralsk through Russia.
"""
_ENDS: Final = 64
"""Ends of surfaces inside a cell, of which a table is remembered, at most 100 kB each."""
_NETWORKS: Final = 2
"""Networks of which the tables are remembered, some 18 MB each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """Ways from corner to corner, in both directions; one entry per arc, shape (arcs,)."""

    start: Numbers
    """Node of the network."""
    end: Numbers
    hours: Floats
    km: Floats
    """Length without the marks that break ties."""
    edge: Numbers
    """One of its edges; all others are of the same class."""
    cell: Numbers
    """`NO_CELL` where it is one edge from corner to corner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Quickest ways from some nodes of a cell to all of them, shape (from, nodes)."""

    hours: Floats
    km: Floats


class Cell:
    """Nodes and edges between corners.

    Parameters
    ----------
    network, hours
        The network, and the impedance of its edges.
    inner
        Nodes between the corners.
    edges
        Edges with one of them at an end.
    """

    def __init__(self, network: Network, hours: Floats, inner: Numbers, edges: Numbers) -> None:
        starts, ends = network.starts[edges], network.ends[edges]
        nodes = np.unique(np.concatenate((starts, ends)))
        self.corners = np.setdiff1d(nodes, inner, assume_unique=True).astype(np.int64)
        self.inner = inner
        self.edge = int(edges[0])
        """One of its edges; all others are of the same class."""
        self._size = len(nodes)
        row = np.empty(len(nodes), dtype=np.int64)
        row[np.searchsorted(nodes, np.concatenate((inner, self.corners)))] = np.arange(len(nodes))
        rows, columns = (row[np.searchsorted(nodes, one)] for one in (starts, ends))
        keys = np.concatenate((rows * self._size + columns, columns * self._size + rows))
        order = np.argsort(keys)
        self._keys = keys[order]
        self._km = np.tile(network.arrays["track_km"][edges], 2)[order]
        indptr = np.searchsorted(self._keys, np.arange(self._size + 1) * self._size)
        # SciPy before 1.15 searches no matrix whose indices have 64 bits
        indices = (self._keys % self._size).astype(np.int32)
        weights = np.tile(hours[edges], 2)[order]
        shape = (self._size, self._size)
        self._matrix = csr_array((weights, indices, indptr.astype(np.int32)), shape=shape)

    def from_corners(self) -> Table:
        """Give the ways from its corners; columns are the inner nodes, then the corners."""
        return self._ways(np.arange(len(self.inner), self._size))

    def from_node(self, node: int) -> Table:
        """Give the ways from an inner node, in one row of the same columns."""
        return self._ways(np.searchsorted(self.inner, [node]))

    def _ways(self, rows: Numbers) -> Table:
        if not len(rows):
            nothing = np.empty((0, self._size))
            return Table(hours=nothing, km=nothing)
        hours, before = dijkstra(self._matrix, indices=rows, return_predecessors=True)
        first = np.arange(len(rows))[:, None] * self._size
        begins = before < 0
        keys = np.where(begins, 0, before * np.int64(self._size) + np.arange(self._size))
        km = np.where(begins, 0.0, self._km[np.searchsorted(self._keys, keys)]).ravel()
        step = np.where(begins, first + rows[:, None], first + before).ravel()
        while True:
            further = step[step]
            km += km[step]
            if np.array_equal(further, step):
                return Table(hours=hours, km=km.reshape(hours.shape))
            step = further


class Cells:
    """All cells of a network, the arcs between their corners and the tables of their inner nodes.

    Parameters
    ----------
    router
        Gives the network and the impedance of its edges.
    classes
        Number of the class of each edge, shape (edges,); from `OutlineBuilder.classes`.
    """

    def __init__(self, router: Router, classes: Numbers) -> None:
        network = self._network = router.network
        self.classes = classes
        finer = np.unique(
            edge_classes(network) * (classes.max() + 1) + classes, return_inverse=True
        )
        self.of_node = cut(network, finer[1])
        """Cell of each node, `NO_CELL` of a corner."""
        self.corners = np.flatnonzero(self.of_node == NO_CELL)
        starts, ends = self.of_node[network.starts], self.of_node[network.ends]
        self.of_edge = np.maximum(starts, ends)
        """Cell of each edge, `NO_CELL` of one from corner to corner."""
        cells = np.arange(self.of_node.max() + 2)
        by_node, by_edge = (np.argsort(of, kind="stable") for of in (self.of_node, self.of_edge))
        nodes_from = np.searchsorted(self.of_node[by_node], cells)
        edges_from = np.searchsorted(self.of_edge[by_edge], cells)
        self.cells = [
            Cell(
                network,
                router.hours,
                by_node[nodes_from[one] : nodes_from[one + 1]],
                by_edge[edges_from[one] : edges_from[one + 1]],
            )
            for one in cells[:-1].tolist()
        ]
        tables = [cell.from_corners() for cell in self.cells]
        edge = np.array([cell.edge for cell in self.cells], dtype=np.int64)
        self.edge = edge
        """One edge of each cell, shape (cells,); all others are of the same class."""
        self.country = network.arrays["country"][edge].astype(np.int64)
        """Number of the country of each cell."""
        self.is_land = network.arrays["mode"][edge] != MODES.index(Mode.SEA)
        sizes = np.array([len(cell.inner) * len(cell.corners) for cell in self.cells])
        self.table_from = np.cumsum(sizes) - sizes
        """Where the table of each cell begins: its inner nodes, first from its first corner."""
        nothing = np.empty(0)
        inner = [slice(len(cell.inner)) for cell in self.cells]
        self.hours, self.km = (
            np.concatenate(
                [nothing, *(one[:, of].ravel() for one, of in zip(ways, inner, strict=True))]
            )
            for ways in ([one.hours for one in tables], [one.km for one in tables])
        )
        self.arcs = self._arcs(network, router.hours, tables)
        self.from_node: Callable[[int], Table] = lru_cache(maxsize=_ENDS)(self._from_node)
        self.beside: Callable[[int], NDArray[np.bool_]] = lru_cache(maxsize=None)(self._find_beside)
        """Tell which arcs begin within `BESIDE_DEG` of a country, shape (arcs,)."""

    def _from_node(self, node: int) -> Table:
        """Give the ways from an inner node to its cell: the inner nodes, then the corners."""
        cell = self.cells[int(self.of_node[node])]
        return cell.from_node(node)

    def _find_beside(self, country: int) -> NDArray[np.bool_]:
        network, arrays = self._network, self._network.arrays
        land = arrays["mode"] != MODES.index(Mode.SEA)
        own = land & (arrays["country"] == country)
        ends = np.concatenate((arrays["start"][own], arrays["end"][own]))
        lon, lat = arrays["node_lon"], arrays["node_lat"]
        west, east = lon[ends].min() - BESIDE_DEG, lon[ends].max() + BESIDE_DEG
        south, north = lat[ends].min() - BESIDE_DEG, lat[ends].max() + BESIDE_DEG
        near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        near_edge = near[network.starts] & near[network.ends]
        near_cell = np.zeros(len(self.cells) + 1, dtype=bool)
        near_cell[self.of_edge[near_edge]] = True
        of_arc = self.arcs.cell
        return np.where(of_arc == NO_CELL, near_edge[self.arcs.edge], near_cell[of_arc])

    def _arcs(self, network: Network, hours: Floats, tables: list[Table]) -> Arcs:
        """List the edges from corner to corner, and the ways through cells that touch no other."""
        single = np.flatnonzero(self.of_edge == NO_CELL)
        km = np.concatenate((network.arrays["track_km"], np.zeros(len(network.stops))))[single]
        one_way = hours[single], km, single, np.full(len(single), NO_CELL)
        ends: tuple[Numbers, Numbers]
        ends = network.starts[single].astype(np.int64), network.ends[single].astype(np.int64)
        parts: list[tuple[NDArray[np.generic], ...]] = [(*ends, *one_way), (*ends[::-1], *one_way)]
        for number, (cell, table) in enumerate(zip(self.cells, tables, strict=True)):
            count = len(cell.inner)
            across, across_km = table.hours[:, count:], table.km[:, count:]
            rows, columns = np.nonzero(_direct(across))
            same = np.ones(len(rows), dtype=np.int64)
            ends = cell.corners[rows], cell.corners[columns]
            length = across[rows, columns], across_km[rows, columns]
            parts.append((*ends, *length, same * cell.edge, same * number))
        start, end, weight, length_km, edge, of_cell = (
            np.concatenate(one) for one in zip(*parts, strict=True)
        )
        return Arcs(
            start=start.astype(np.int64),
            end=end.astype(np.int64),
            hours=weight.astype(np.float64),
            km=length_km.astype(np.float64),
            edge=edge.astype(np.int64),
            cell=of_cell.astype(np.int64),
        )


def _direct(hours: Floats) -> NDArray[np.bool_]:
    """Tell between which corners the quickest way touches no third one, shape as of the hours."""
    apart = hours.copy()
    np.fill_diagonal(apart, np.inf)
    is_direct = np.isfinite(apart)
    for corner in range(len(apart)):
        through = apart[:, corner, None] + apart[corner]
        is_direct &= through > apart * (1 + ROUNDING)
    return is_direct


@lru_cache(maxsize=_NETWORKS)
def cells_of(router: Router, outlines: OutlineBuilder) -> Cells:
    """Give the cells of a network, which all surfaces of one process share.

    Parameters
    ----------
    router
        As for `Cells`.
    outlines
        Knows the classes of edges.
    """
    return Cells(router, outlines.classes)
