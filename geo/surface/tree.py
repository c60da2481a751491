"""Searches from one end to every station of the railways, one for each set of rules.

A corridor opens the railways of its own countries, and beside them those of the country of the
place that is asked for. One search for each of these countries would be slow, so all are one: the
network once with the countries that are open to every place, and beside it a *copy* of each other
country with the land next to it, entered from the network and never left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.model import INTERNATIONAL_WATERS, Mode
from geo.network import MODES, OVER_WATER, Course, ports_of
from geo.surface.stations import stations_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.network import Network, OutlineBuilder, Router, Rules, Snap
    from geo.surface.stations import Stations

    Numbers = NDArray[np.int64]

BESIDE_DEG: Final = 3.0
"""How far land of the corridor belongs to the copy of a country beside it, degrees.

A line may leave a country and come back: Aktobe is reached from Uralsk through Russia.
"""
_NONE: Final = -2
"""Of no edge: nothing leads there, or the end itself does."""
_INTO: Final = -1
"""The step from the network into the copy of a country."""
_GRAPHS: Final = 16
"""Graphs that are remembered, some 6 MB each; a surface asks for 8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How stations are reached under one set of rules; all shape (stations,)."""

    cost_hours: NDArray[np.float64]
    """Impedance of the path; infinite where nothing open leads there."""
    km: NDArray[np.float64]
    """Length of the path, kilometres of track, road and water."""
    run: Numbers
    """Where the last leg begins: paths with equal runs differ only in the length of that leg."""
    served: NDArray[np.bool_]
    """Whether the path passes the gates that the rules require."""
    tree: Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The paths of a search: of each node that it reached, and in the last row of none at all."""

    row: Numbers
    """Row of each station, shape (stations,); the other arrays have a row for each node."""
    node: Numbers
    """Number of the node in the network."""
    parent: Numbers
    """Row of the node before it on its path; the last row where the path begins."""
    run: Numbers
    """Row of the first node behind which the path stays in one class."""
    kind: Numbers
    """Class of the edge that leads to it."""
    km: NDArray[np.float64]
    """Length of the path."""

    def courses(self, stations: Numbers, *, outward: bool) -> list[list[Course]]:
        """Give the paths between the end and some stations, in the order of travel.

        Parameters
        ----------
        stations
            Numbers of stations that are reached.
        outward
            Whether they lead from the end to the stations.
        """
        nothing = len(self.node) - 1
        row = self.row[stations]
        steps: list[tuple[list[int], ...]] = []
        while np.any(row != nothing):
            begin = self.run[row]
            before = self.parent[begin]
            kind, km = self.kind[begin], self.km[row] - self.km[before]
            last, first = self.node[row], self.node[np.where(before != nothing, before, begin)]
            is_way = (row != nothing) & ((kind >= 0) | (km > 0))
            kind = np.where(is_way, np.maximum(kind, OVER_WATER), _NONE)
            steps.append((kind.tolist(), km.tolist(), first.tolist(), last.tolist()))
            row = before
        paths: list[list[Course]] = [[] for _ in range(len(stations))]
        for kinds, lengths, firsts, lasts in steps[::-1] if outward else steps:
            for path, number, length, *ends in zip(
                paths, kinds, lengths, firsts, lasts, strict=True
            ):
                if number != _NONE:
                    path.append(Course(number, length, *(ends if outward else ends[::-1])))
        return paths


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
    classes
        Number of the class of each edge, shape (edges,); from `OutlineBuilder.classes`.
    """

    def __init__(
        self, router: Router, stations: Stations, free: frozenset[str], classes: Numbers
    ) -> None:
        self._router, self.network = router, router.network
        self._stations, network = stations, router.network
        open_to_all = free | {INTERNATIONAL_WATERS}
        self._is_free = np.array([name in open_to_all for name in network.countries])
        self._ports = ports_of(frozenset(network.countries) - free, network.terminals)
        edges = np.arange(len(network.starts))
        blocks = [(network.starts.astype(np.int64), network.ends.astype(np.int64), edges, _NONE)]
        seeds: list[tuple[Numbers, Numbers]] = []
        count = network.node_count
        row = stations.node.copy()
        node_of = [np.arange(network.node_count)]
        for country in np.unique(stations.country[~self._is_free[stations.country]]).tolist():
            nodes, inside = self._beside(country)
            number = np.full(network.node_count, -1)
            number[nodes] = count + np.arange(len(nodes))
            blocks.append(
                (number[network.starts[inside]], number[network.ends[inside]], inside, country)
            )
            seeds.append((nodes, number[nodes]))
            own = stations.country == country
            row[own] = number[stations.node[own]]
            count += len(nodes)
            node_of.append(nodes)
        self._row = row
        self._node_of = np.append(np.concatenate(node_of), _NONE)
        self._build(blocks, seeds, count)
        self._class_of = classes
        self._classes = int(classes.max()) + 2

    def _beside(self, country: int) -> tuple[Numbers, Numbers]:
        """Nodes and edges of a country's copy: its own land, and the free land next to it."""
        network, arrays = self.network, self.network.arrays
        lines = network.line_count
        land = arrays["mode"] != MODES.index(Mode.SEA)
        own = land & (arrays["country"] == country)
        near = np.zeros(network.node_count, dtype=bool)
        ends = np.concatenate((arrays["start"][own], arrays["end"][own]))
        lon, lat = arrays["node_lon"], arrays["node_lat"]
        west, east = lon[ends].min() - BESIDE_DEG, lon[ends].max() + BESIDE_DEG
        south, north = lat[ends].min() - BESIDE_DEG, lat[ends].max() + BESIDE_DEG
        near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        beside = land & self._is_free[arrays["country"]]
        beside &= near[arrays["start"]] & near[arrays["end"]]
        used = np.flatnonzero(own | beside)
        node = np.zeros(network.node_count, dtype=bool)
        node[arrays["start"][used]] = node[arrays["end"][used]] = True
        stops = np.arange(lines, len(network.starts))
        joined = stops[node[network.starts[stops]] | node[network.ends[stops]]]
        node[network.starts[joined]] = node[network.ends[joined]] = True
        return np.flatnonzero(node), np.concatenate((used, joined))

    def _build(
        self,
        blocks: list[tuple[Numbers, Numbers, Numbers, int]],
        seeds: list[tuple[Numbers, Numbers]],
        count: int,
    ) -> None:
        """Set the matrix up: all blocks, the ways into copies, and one row for the end."""
        starts, ends, edges = (np.concatenate([block[i] for block in blocks]) for i in range(3))
        block = np.repeat([one[3] for one in blocks], [len(one[2]) for one in blocks])
        into = np.concatenate([pair[0] for pair in seeds] or [np.empty(0, np.int64)])
        copies = np.concatenate([pair[1] for pair in seeds] or [np.empty(0, np.int64)])
        rows = np.concatenate((starts, ends, into))
        columns = np.concatenate((ends, starts, copies))
        edge = np.concatenate((edges, edges, np.full(len(into), _INTO)))
        block = np.concatenate((block, block, np.full(len(into), -1)))
        order = np.lexsort((columns, rows))
        self.count = count
        self._edge, block = edge[order], block[order]
        self._keys = rows[order] * (count + 1) + columns[order]
        self._indptr = np.searchsorted(rows[order], np.arange(count + 1))
        self._columns = columns[order].astype(np.int32)
        self._is_way_in = self._edge == _INTO
        network = self.network
        countries = [*network.countries]
        line = np.minimum(self._edge, network.line_count - 1)
        country = network.arrays["country"][line]
        is_stop = self._edge >= network.line_count
        self._is_inside = is_stop | self._is_free[country] | (country == block)
        stop = np.array([countries.index(one.countries[0]) for one in network.stops])
        at_stop = stop[np.maximum(self._edge - network.line_count, 0)]
        self._is_home_stop = is_stop & (at_stop == block)
        self._weights = np.where(self._is_way_in, 0.0, self._router.hours[self._edge])

    def _usable(self, rules: Rules) -> NDArray[np.bool_]:
        """Which entries of the matrix rules open.

        In the copy of a country its own ports are open too, as to each of its places.
        """
        everywhere = self._router.open_edges(replace(rules, countries=None))
        closed = rules.closed - self._ports
        with_ports = self._router.open_edges(replace(rules, countries=None, closed=closed))
        usable = everywhere[self._edge] | (with_ports[self._edge] & self._is_home_stop)
        return np.asarray((usable & self._is_inside) | self._is_way_in)

    def open_edges(self, rules: Rules) -> NDArray[np.bool_]:
        """Which edges rules open to a place in a free country, shape (edges,)."""
        mask = self._router.open_edges(replace(rules, countries=None))
        lines = self.network.line_count
        open_ = mask.copy()
        open_[:lines] &= self._is_free[self.network.arrays["country"]]
        return open_

    def reach(self, snaps: Sequence[Snap], rules: Rules) -> Reach:
        """Search from an end to all stations.

        Parameters
        ----------
        snaps
            Points of the network at which the end may be met.
        rules
            What is open; their countries are those of this graph.
        """
        network, hours = self.network, self._router.hours
        usable = self._usable(rules)
        first = np.full(self.count, np.inf)
        first_km = np.zeros(self.count)
        first_kind = np.full(self.count, _NONE)
        open_ = self.open_edges(rules)
        for snap in snaps:
            for node, cost in snap.costs(hours, open_):
                if cost < first[node]:
                    first[node], first_km[node] = cost, _km_to(network, snap, node)
                    first_kind[node] = self._class_of[snap.edge] if snap.edge >= 0 else _NONE
        matrix = self._open_matrix(usable, first)
        costs, before = dijkstra(matrix, indices=[self.count], return_predecessors=True)
        return self._read(costs[0], before[0].astype(np.int64), (first_km, first_kind), rules)

    def _edges_from(self, parents: Numbers, children: Numbers) -> Numbers:
        """Find the edge from each of some nodes to another, nodes ascending by the second.

        Entries are looked up by the second node, in whose row they stand as well: so they are
        found in the order in which they lie in memory.
        """
        ways_in = (children >= self.network.node_count) & (parents < self.network.node_count)
        position = np.searchsorted(self._keys, children * (self.count + 1) + parents)
        found = self._edge[np.minimum(position, len(self._edge) - 1)]
        return np.where(ways_in, _INTO, found)

    def _open_matrix(self, usable: NDArray[np.bool_], first: NDArray[np.float64]) -> csr_array:
        """Matrix of what is open, with the steps from the end in its last row.

        What is closed is left out: infinite steps would have the search visit all that they meet.
        """
        begins = np.flatnonzero(np.isfinite(first)).astype(np.int32)
        opened = np.flatnonzero(usable)
        before = np.zeros(len(usable) + 1, dtype=np.int32)
        np.cumsum(usable, out=before[1:])
        indptr = np.append(before[self._indptr], np.int32(len(opened) + len(begins)))
        data = np.concatenate((self._weights[opened], first[begins]))
        indices = np.concatenate((self._columns[opened], begins))
        shape = (self.count + 1, self.count + 1)
        return csr_array((data, indices, indptr), shape=shape)

    def _read(
        self,
        cost: NDArray[np.float64],
        before: Numbers,
        first: tuple[NDArray[np.float64], Numbers],
        rules: Rules,
    ) -> Reach:
        """Read lengths, last legs and gates off a tree of paths, by doubling the steps."""
        network, arrays = self.network, self.network.arrays
        near = np.flatnonzero(np.isfinite(cost[: self.count]))
        nothing = len(near)
        number = np.full(self.count + 1, nothing)
        number[near] = np.arange(nothing)
        at_end = np.append(before[near] == self.count, False)
        parent = np.append(number[before[near]], nothing)
        inner = np.flatnonzero(parent != nothing)
        edge = np.full(nothing + 1, _NONE)
        edge[inner] = self._edges_from(before[near[inner]], near[inner])
        km = np.where(at_end, np.append(first[0][near], 0.0), 0.0)
        is_line = (edge >= 0) & (edge < network.line_count)
        km[is_line] = arrays["track_km"][edge[is_line]]
        kind = np.where(at_end, np.append(first[1][near], _NONE), _NONE)
        kind[edge >= 0] = self._class_of[edge[edge >= 0]]
        enters = edge == _INTO
        kind[enters] = kind[parent[enters]]
        same = (parent != nothing) & (enters | (kind == kind[parent]))
        run, km = _along_runs(same, parent, km)
        begins = np.flatnonzero(run == np.arange(nothing + 1))
        passed = np.zeros((len(begins), len(rules.requires)), dtype=bool)
        led = np.flatnonzero(edge[begins] >= 0)
        for column, gates in enumerate(rules.requires):
            of_set = np.array([bool(gates & names) for names in network.gate_sets])
            passed[led, column] = of_set[network.edge_gate_set[edge[begins[led]]]]
        km_before, passed = _along_paths(begins, run, parent, km, passed)
        run_number = np.empty(nothing + 1, dtype=np.int64)
        run_number[begins] = np.arange(len(begins))
        run_number = run_number[run]
        km += km_before[run_number]
        passed = passed[run_number]
        at = number[self._row]
        reached = at != nothing
        begin = run[at]
        parent_node = np.append(near, self.count)[parent[begin]]
        return Reach(
            cost_hours=cost[self._row],
            km=np.where(reached, km[at], np.inf),
            run=np.where(reached, parent_node * self._classes + kind[begin], _NONE),
            served=reached & passed[at].all(axis=1),
            tree=Tree(
                row=at,
                node=self._node_of[np.append(near, self.count)],
                parent=parent,
                run=run,
                kind=kind,
                km=km,
            ),
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
    return Graph(router, stations_of(router.network), free, outlines.classes)


def _along_runs(
    same: NDArray[np.bool_], parent: Numbers, km: NDArray[np.float64]
) -> tuple[Numbers, NDArray[np.float64]]:
    """Find where the run of each node begins, and its length from there, by doubling the steps.

    The first edge of a run counts.
    """
    run = np.where(same, parent, np.arange(len(parent))).astype(np.int32)
    length = np.where(same, km, 0.0)
    while True:
        length += length[run]
        further = run[run]
        if np.array_equal(further, run):
            break
        run = further
    length += np.where(same, km[run], km)
    return run.astype(np.int64), length


def _along_paths(
    begins: Numbers,
    run: Numbers,
    parent: Numbers,
    km: NDArray[np.float64],
    passed: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give for each run the length of the path before it, and the gates passed at its end."""
    before = parent[begins]
    is_last = before == len(parent) - 1
    step = np.where(is_last, len(begins) - 1, np.searchsorted(begins, run[before]))
    length = np.where(is_last, 0.0, km[before])
    while np.any(step != len(begins) - 1):
        length += length[step]
        passed |= passed[step]
        step = step[step]
    return length, passed


def _km_to(network: Network, snap: Snap, node: int) -> float:
    """Length of the way from a point of the network to a node at an end of its edge."""
    if snap.edge < 0:
        return snap.connector_km
    share = snap.share if node == snap.tail else 1 - snap.share
    return float(network.arrays["track_km"][snap.edge]) * share
