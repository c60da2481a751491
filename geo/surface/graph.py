"""Searches from one end to every station of the railways, one for each set of rules.

A corridor opens the railways of its own countries, and beside them those of the country of the
place that is asked for. One search for each of these countries would be slow, so all are one: the
network once with the countries that are open to every place, and beside it a *copy* of each other
country with the land next to it, entered from the network and never left.

A search goes over the corners of cells alone, some 2,300 with those of all copies; tables lead from
the corners by which it came into a cell to the stations inside (`geo.surface.cells`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.model import INTERNATIONAL_WATERS, Mode
from geo.network import MODES, NO_CELL, ports_of
from geo.surface.approach import NO_EDGE, Approaches, Entry
from geo.surface.cells import cells_of
from geo.surface.stations import stations_of
from geo.surface.tree import INTO, Corners, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.network import Network, OutlineBuilder, Router, Rules, Snap
    from geo.surface.cells import Cells
    from geo.surface.stations import Stations
    from geo.surface.tree import Reach

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_MAIN: Final = -1
"""In place of a country: the network itself, of which the others are copies."""
_WAY_IN: Final = -1
"""In place of an arc: the step from the network into a copy."""
_GRAPHS: Final = 16
"""Graphs that are remembered, some 3 MB each; a surface asks for 8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The network, or the copy of a country: its corners, and the arcs between them."""

    country: int
    nodes: Numbers
    """Its corners, ascending."""
    arcs: Numbers
    row: int
    """Row of the first of its corners."""

    def rows(self, nodes: Numbers) -> Numbers:
        """Rows of some of its corners."""
        return self.row + np.searchsorted(self.nodes, nodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Steps from row to row, by row and column and of equals by hours; shape (steps,)."""

    row: Numbers
    column: Numbers
    hours: Floats
    km: Floats
    edge: Numbers
    """One edge of the arc; `INTO` where it leads to the same node."""
    cell: Numbers
    """Cell that it leads through, or `NO_CELL`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A node at which the end of a surface is met."""

    node: int
    hours: float
    km: float
    kind: int
    """Class of the edge on which the end lies; `NO_EDGE` if it lies on none."""


class Graph:
    """A network and copies of the countries that are open only to their own places.

    Parameters
    ----------
    router
        Gives the impedance of the edges, and which of them rules open.
    stations
        Nodes that are asked for.
    free
        Countries whose railways and roads every place may use.
    cells
        Of the same network.
    """

    def __init__(
        self,
        router: Router,
        stations: Stations,
        free: frozenset[str],
        cells: Cells,
    ) -> None:
        self._router, self.network = router, router.network
        self._cells = cells
        network = router.network
        open_to_all = free | {INTERNATIONAL_WATERS}
        self._is_free = np.array([name in open_to_all for name in network.countries])
        self._is_free_edge = np.ones(len(network.starts), dtype=bool)
        self._is_free_edge[: network.line_count] = self._is_free[network.arrays["country"]]
        self._ports = ports_of(frozenset(network.countries) - free, network.terminals)
        self._blocks = {block.country: block for block in self._cut(stations)}
        last = next(reversed(self._blocks.values()))
        self.count = last.row + len(last.nodes)
        """Number of corners, those of the copies included."""
        self._steps, self._is_way_in, self._is_home_stop = self._join()
        self._keys = self._steps.row * self.count + self._steps.column
        self._begins = np.searchsorted(self._steps.row, np.arange(self.count + 1))
        blocks = list(self._blocks.values())
        self._node = np.concatenate([one.nodes for one in blocks])
        size = network.node_count + 1
        self._rank = np.concatenate([n * size + one.nodes for n, one in enumerate(blocks)])
        self._no_rank = len(blocks) * size
        self._approaches = Approaches(
            cells,
            stations,
            self._rows_of_cell,
            self._rows_of_corners,
        )
        self._reader = Reader(network, cells, self._approaches)

    def _cut(self, stations: Stations) -> Iterator[Block]:
        """Yield the network, then the copy of each country that is not free."""
        network, arcs = self.network, self._cells.arcs
        line = np.minimum(arcs.edge, network.line_count - 1)
        is_line = arcs.edge < network.line_count
        country = np.where(is_line, network.arrays["country"][line].astype(np.int64), _MAIN)
        free = ~is_line | self._is_free[country]
        row = len(self._cells.corners)
        yield Block(country=_MAIN, nodes=self._cells.corners, arcs=np.flatnonzero(free), row=0)
        land = is_line & (network.arrays["mode"][line] != MODES.index(Mode.SEA))
        for one in np.unique(stations.country[~self._is_free[stations.country]]).tolist():
            used = land & ((country == one) | (free & self._cells.beside(one)))
            inside = np.zeros(network.node_count, dtype=bool)
            inside[arcs.start[used]] = True
            for cell in np.flatnonzero(self._cells.is_land & (self._cells.country == one)):
                inside[self._cells.cells[cell].corners] = True
            used |= ~is_line & (inside[arcs.start] | inside[arcs.end])
            inside[arcs.start[used]] = True
            nodes = np.flatnonzero(inside)
            yield Block(country=one, nodes=nodes, arcs=np.flatnonzero(used), row=row)
            row += len(nodes)

    def _join(self) -> tuple[Steps, NDArray[np.bool_], NDArray[np.bool_]]:
        """Join the arcs of all blocks; which steps lead into copies, which are stops at home."""
        arcs, blocks = self._cells.arcs, list(self._blocks.values())
        copies = [(blocks[0].rows(one.nodes), one.rows(one.nodes)) for one in blocks[1:]]
        nothing = np.empty(0, dtype=np.int64)
        into, copied = (
            np.concatenate([nothing, *(pair[side] for pair in copies)]) for side in (0, 1)
        )
        of = np.concatenate([*(one.arcs for one in blocks), np.full(len(into), _WAY_IN)])
        rows = np.concatenate([*(one.rows(arcs.start[one.arcs]) for one in blocks), into])
        columns = np.concatenate([*(one.rows(arcs.end[one.arcs]) for one in blocks), copied])
        hours = np.where(of == _WAY_IN, 0.0, arcs.hours[of])
        order = np.lexsort((hours, columns, rows))
        of, is_way_in = of[order], of[order] == _WAY_IN
        steps = Steps(
            row=rows[order],
            column=columns[order],
            hours=hours[order],
            km=np.where(is_way_in, 0.0, arcs.km[of]),
            edge=np.where(is_way_in, INTO, arcs.edge[of]),
            cell=np.where(is_way_in, NO_CELL, arcs.cell[of]),
        )
        network = self.network
        numbers = {name: number for number, name in enumerate(network.countries)}
        stop = np.array([numbers[one.countries[0]] for one in network.stops])
        country = np.repeat(
            [*(one.country for one in blocks), _MAIN],
            [*(len(one.arcs) for one in blocks), len(into)],
        )[order]
        edge = steps.edge
        is_stop = edge >= network.line_count
        at_stop = stop[np.maximum(edge - network.line_count, 0)]
        return steps, is_way_in, is_stop & (at_stop == country)

    def _rows_of_corners(self, nodes: Numbers, countries: Numbers) -> Numbers:
        """Rows of stations at corners: in the network, or in the copy of their country."""
        rows = np.empty(len(nodes), dtype=np.int64)
        for country in np.unique(countries).tolist():
            at = countries == country
            rows[at] = self._home(country).rows(nodes[at])
        return rows

    def _home(self, country: int) -> Block:
        """Give the block of the places of a country."""
        return self._blocks[_MAIN if self._is_free[country] else country]

    def _rows_of_cell(self, cell: int) -> Numbers:
        """Rows of the corners of a cell, where the places inside it look for them."""
        return self._home(int(self._cells.country[cell])).rows(self._cells.cells[cell].corners)

    def _is_within(self, cell: int) -> bool:
        """Whether a cell is part of the network or of a copy; water of a country may be of none."""
        country = int(self._cells.country[cell])
        copied = bool(self._cells.is_land[cell]) and country in self._blocks
        return bool(self._is_free[country]) or copied

    def open_edges(self, rules: Rules) -> NDArray[np.bool_]:
        """Which edges rules open to a place in a free country, shape (edges,)."""
        return self._router.open_edges(replace(rules, countries=None)) & self._is_free_edge

    def reach(self, snaps: Sequence[Snap], rules: Rules) -> Reach:
        """Search from an end to all stations.

        Parameters
        ----------
        snaps
            Points of the network at which the end may be met.
        rules
            What is open; their countries are those of this graph.
        """
        everywhere = self._router.open_edges(replace(rules, countries=None))
        starts = self._starts(snaps, everywhere & self._is_free_edge)
        corners, came_by = self._tree(self._usable(rules, everywhere), starts, everywhere)
        cells = self._cells
        ends = [
            (
                int(cells.of_node[one.node]),
                Entry(row, one.node, one.hours, cells.from_node(one.node)),
            )
            for row, one in self._rowed(starts)
            if cells.of_node[one.node] != NO_CELL
        ]
        approach = self._approaches.last_steps(corners.hours, came_by, everywhere[cells.edge], ends)
        return self._reader.reach(corners, approach, rules.requires)

    def _usable(self, rules: Rules, everywhere: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which entries of the matrix rules open.

        In the copy of a country its own ports are open too, as to each of its places.
        """
        closed = rules.closed - self._ports
        with_ports = self._router.open_edges(replace(rules, countries=None, closed=closed))
        edge = self._steps.edge
        usable = everywhere[edge] | (with_ports[edge] & self._is_home_stop)
        return np.asarray(usable | self._is_way_in)

    def _starts(self, snaps: Sequence[Snap], open_: NDArray[np.bool_]) -> list[Start]:
        """List the nodes at which the end is met, each once."""
        classes = self._cells.classes
        least: dict[int, Start] = {}
        for snap in snaps:
            kind = int(classes[snap.edge]) if snap.edge >= 0 else NO_EDGE
            for node, hours in snap.costs(self._router.hours, open_):
                if node not in least or hours < least[node].hours:
                    km = _km_to(self.network, snap, node)
                    least[node] = Start(node=node, hours=hours, km=km, kind=kind)
        return list(least.values())

    def _rowed(self, starts: list[Start]) -> Iterator[tuple[int, Start]]:
        """Yield the row of each point at which the end is met, behind those of all corners."""
        return enumerate(starts, start=self.count)

    def _first_steps(self, row: int, start: Start, everywhere: NDArray[np.bool_]) -> Steps:
        """Give the steps from a point at which the end is met: to its corner, or those around."""
        cells, cell = self._cells, int(self._cells.of_node[start.node])
        if cell == NO_CELL:
            columns = self._blocks[_MAIN].rows(np.array([start.node]))
            hours, km, edge = np.zeros(1), np.zeros(1), INTO
        else:
            table, inner = cells.from_node(start.node), len(cells.cells[cell].inner)
            edge, columns = int(cells.edge[cell]), np.empty(0, dtype=np.int64)
            if everywhere[edge] and self._is_within(cell):
                columns = self._rows_of_cell(cell)
            hours, km = (way[0, inner : inner + len(columns)] for way in (table.hours, table.km))
        return Steps(
            row=np.full(len(columns), row),
            column=columns,
            hours=hours,
            km=km,
            edge=np.full(len(columns), edge),
            cell=np.full(len(columns), cell),
        )

    def _tree(
        self, usable: NDArray[np.bool_], starts: list[Start], everywhere: NDArray[np.bool_]
    ) -> tuple[Corners, Numbers]:
        """Search: the tree of corners, and the cell through which the path to each leads last."""
        none, opened, steps = self.count + len(starts), np.flatnonzero(usable), self._steps
        first = _joined([self._first_steps(n, one, everywhere) for n, one in self._rowed(starts)])
        first_hours, first_km = np.array([(one.hours, one.km) for one in starts]).reshape(-1, 2).T
        before_each = np.append(0, np.cumsum(usable))[self._begins]
        behind = len(opened) + np.searchsorted(first.row, np.arange(self.count + 1, none + 1))
        matrix = csr_array(
            (
                np.concatenate((steps.hours[opened], first.hours, first_hours)),
                np.concatenate(
                    (steps.column[opened], first.column, np.arange(self.count, none))
                ).astype(np.int32),
                np.concatenate(
                    (before_each, behind, [len(opened) + len(first.row) + len(starts)])
                ).astype(np.int32),
            ),
            shape=(none + 1, none + 1),
        )
        hours, before = dijkstra(matrix, indices=[none], return_predecessors=True)
        parent = np.where(before[0] < 0, none, before[0]).astype(np.int64)
        edge, cell = np.full(none + 1, NO_EDGE), np.full(none + 1, NO_CELL)
        km = np.zeros(none + 1)
        keys = parent * self.count + np.arange(none + 1)
        led = np.flatnonzero(parent < self.count)
        taken = opened[np.searchsorted(self._keys[opened], keys[led])]
        edge[led], km[led], cell[led] = steps.edge[taken], steps.km[taken], steps.cell[taken]
        led = np.flatnonzero((parent >= self.count) & (parent < none))
        taken = np.searchsorted(first.row * self.count + first.column, keys[led])
        edge[led], km[led], cell[led] = first.edge[taken], first.km[taken], first.cell[taken]
        kind = np.where(edge >= 0, self._cells.classes[edge], NO_EDGE)
        km[self.count : none] = first_km
        kind[self.count : none] = [one.kind for one in starts]
        nodes = [one.node for one in starts]
        corners = Corners(
            hours=np.append(hours[0, :none], np.inf),
            parent=parent,
            edge=edge,
            km=km,
            kind=kind,
            node=np.concatenate((self._node, nodes, [NO_EDGE])).astype(np.int64),
            rank=np.concatenate((self._rank, nodes, [self._no_rank])).astype(np.int64),
        )
        return corners, cell


def _joined(parts: list[Steps]) -> Steps:
    """Join steps from different rows, in their order."""
    names = [one.name for one in fields(Steps)]
    nothing = np.empty(0, dtype=np.int64)
    return Steps(
        **{
            name: np.concatenate([nothing, *(getattr(one, name) for one in parts)])
            for name in names
        }
    )


@lru_cache(maxsize=_GRAPHS)
def graph_of(router: Router, free: frozenset[str], outlines: OutlineBuilder) -> Graph:
    """Give the graph of some countries, which the surfaces of one process share.

    Parameters
    ----------
    router, free
        As for `Graph`.
    outlines
        Knows the classes of edges.
    """
    return Graph(router, stations_of(router.network), free, cells_of(router, outlines))


def _km_to(network: Network, snap: Snap, node: int) -> float:
    """Length of the way from a point of the network to a node at an end of its edge."""
    if snap.edge < 0:
        return snap.connector_km
    share = snap.share if node == snap.tail else 1 - snap.share
    return float(network.arrays["track_km"][snap.edge]) * share
