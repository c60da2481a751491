"""A small graph above the network, on which a search is over after some hundred nodes.

Rules never switch a single edge: they open or close all edges of one mode, country, water, status,
month, link or gate at once. So the network is cut at its *corners*, the nodes where edges of
different classes meet, a stop begins or a port lies. What lies between corners is a *cell*, all of
one class; the quickest ways through it, from corner to corner, are *arcs*, found once, and open
whenever the class is. A search goes from the origin to the corners of its cell, over arcs, and from
corners of the last cell to the destination; the edges of the arcs it took are looked up afterwards.

One class has one speed, so the quickest way through a cell is the shortest, and arcs stay what they
are when a speed changes. To every edge belongs a mark, less than a millimetre, that is added to its
length: no two ways are equally long, and none depends on the order of a search.

The method is that of customisable overlays (Delling, Goldberg, Pajor and Werneck, *Customizable
Route Planning in Road Networks*, 2017), with cells cut by class, so that a closed gate needs no new
arcs.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from copy import copy
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo.errors import LayerError
from geo.paths import NETWORK, REBUILD, shipped_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.network.graph import Network

CLASS_COLUMNS: Final = (
    *("mode", "country", "water", "status", "opened", "closed", "link", "gate_set", "gauge_mm"),
)
"""What rules may ask of a line, and the gauge."""
TREES: Final = 64
"""Trees that each cell remembers; one takes 12 bytes a node, so those of all cells 20 MB."""
WAYS: Final = 4096
"""Arcs of which it remembers the nodes."""
WITHIN: Final = 512
"""Ways inside a cell of which it remembers the nodes: those to and from the ends of searches."""
GRAPHS: Final = 64
"""Sets of open arcs whose matrix it remembers; one takes 12 bytes an arc, at most 170 kB."""
NO_CELL: Final = -1
MARK: Final = 1e-7
"""Marks are below this, kilometres and hours: far above rounding, far below what is shown."""
AROUND_PORT_KM: Final = 1e6
"""No arc is left out because a way through a port is shorter: a call at a port takes time."""
_SIDES: Final[tuple[Literal["left", "right"], ...]] = ("left", "right")
ROUNDING: Final = 1e-12
"""Sums of the same lengths in another order differ by less than this share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """Quickest ways between corners, in both directions; one entry per arc, shape (arcs,)."""

    start: NDArray[np.int32]
    """Corner where the arc begins, a number of the network's nodes."""
    end: NDArray[np.int32]
    km: NDArray[np.float64]
    """Length with its marks; that of a stop is its mark."""
    cell: NDArray[np.int32]
    """Number of the cell it runs through; `NO_CELL` where it is one edge."""
    edge: NDArray[np.int32]
    """One of its edges; all others are of the same class."""
    cell_of: NDArray[np.int32]
    """Cell of each node of the network, `NO_CELL` of a corner; shape (nodes,)."""


ARC_COLUMNS: Final = tuple(one.name for one in fields(Arcs) if one.name != "cell_of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Where ways begin, or end: for each corner of the network, shape (corners,)."""

    hours: NDArray[np.float64]
    """Hours between the corner and the nearest end; infinite where none is near."""
    node: NDArray[np.int64]
    """That end."""


class Cell:
    """Nodes between corners, all of one class.

    Rows are its inner nodes, then its corners as places to arrive at, then its corners as places
    to set out from: so no way runs through a corner.
    """

    def __init__(
        self, network: Network, hours: NDArray[np.float64], inner: NDArray[np.int64]
    ) -> None:
        first, last = network.indptr[inner], network.indptr[inner + 1]
        counts = last - first
        rows = np.repeat(np.arange(len(inner)), counts)
        before = np.cumsum(counts) - counts
        entries = np.arange(counts.sum()) + np.repeat(first - before, counts)
        ends, edges = network.indices[entries], network.order[entries]
        self.corners = np.setdiff1d(ends, inner)
        self.edge = int(edges[0])
        """One of its edges; all others are of the same class."""
        self._inner = inner
        self._nodes = np.concatenate((inner, self.corners, self.corners))
        out = ~np.isin(ends, inner)
        columns = np.where(
            out,
            len(inner) + np.searchsorted(self.corners, ends),
            np.searchsorted(inner, ends),
        )
        # SciPy before 1.15 searches no matrix whose indices have 64 bits
        rows, columns = (
            np.concatenate((rows, columns[out] + len(self.corners))).astype(np.int32),
            np.concatenate((columns, rows[out])).astype(np.int32),
        )
        weights = np.concatenate((hours[edges], hours[edges[out]]))
        self._matrix = csr_array((weights, (rows, columns)), shape=(len(self._nodes),) * 2)
        self._tree = lru_cache(maxsize=TREES)(self._grow)

    def to_corners(self, node: int) -> NDArray[np.float64]:
        """Hours from an inner node to each corner, shape (corners,)."""
        hours, _ = self._tree(self._row(node))
        return hours[len(self._inner) : len(self._inner) + len(self.corners)]

    def between(self, node: int, other: int) -> float:
        """Hours between two inner nodes, without a corner on the way."""
        hours, _ = self._tree(self._row(node))
        return float(hours[self._row(other)])

    def way(self, first: int, last: int) -> list[int]:
        """Nodes of the quickest way between two nodes or corners, both among them."""
        row = self._row(first)
        _, before = self._tree(row + len(self.corners) * (row >= len(self._inner)))
        chain, row = [last], self._row(last)
        while (row := int(before[row])) >= 0:
            chain.append(int(self._nodes[row]))
        return chain[::-1]

    def across(self) -> NDArray[np.float64]:
        """Hours from corner to corner, shape (corners, corners)."""
        inner, count = len(self._inner), len(self.corners)
        hours = dijkstra(self._matrix, indices=np.arange(inner + count, inner + 2 * count))
        return np.asarray(hours[:, inner : inner + count])

    def _row(self, node: int) -> int:
        """Row of an inner node, or of a corner as a place to arrive at."""
        at = int(np.searchsorted(self._inner, node))
        if at < len(self._inner) and self._inner[at] == node:
            return at
        return len(self._inner) + int(np.searchsorted(self.corners, node))

    def _grow(self, row: int) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        hours, before = dijkstra(self._matrix, indices=[row], return_predecessors=True)
        return hours[0], before[0]


class Overlay:
    """Corners, cells and arcs of a network.

    Parameters
    ----------
    network
        The network.
    hours
        Hours of each edge, lines then stops, shape (edges,).
    arcs
        Arcs of the network.
    arc_hours
        Hours of each arc, shape (arcs,).
    """

    def __init__(
        self,
        network: Network,
        hours: NDArray[np.float64],
        arcs: Arcs,
        arc_hours: NDArray[np.float64],
    ) -> None:
        self._network, self._hours = network, hours
        self._cell_of = arcs.cell_of
        self._inner = _nodes_by_cell(arcs.cell_of)
        self.corners = np.flatnonzero(self._cell_of == NO_CELL)
        self._cells: dict[int, Cell] = {}
        self._way = lru_cache(maxsize=WAYS)(self._way_of)
        self._within = lru_cache(maxsize=WITHIN)(self._way_within)
        starts, ends = (self._number(nodes) for nodes in (arcs.start, arcs.end))
        order = np.lexsort((ends, starts))
        self._start, self._end = arcs.start[order], arcs.end[order]
        self._edge, self._cell_number = arcs.edge[order], arcs.cell[order]
        self._arc_hours = arc_hours[order]
        self._keys = starts[order] * len(self.corners) + ends[order]
        self._arc_ends = ends[order].astype(np.int32)
        rows = np.arange(len(self.corners) + 1)
        self._first_arcs = np.searchsorted(starts[order], rows)
        count = len(self.corners)
        first_ways = np.zeros(count + 2, dtype=np.int32)
        first_ways[-1] = count
        self._matrix = csr_array(
            (np.full(count, np.inf), np.arange(count, dtype=np.int32), first_ways),
            shape=(count + 1, count + 1),
        )
        """No arcs, and in the last row the ways from the ends of a search to all corners."""
        self._graph = lru_cache(maxsize=GRAPHS)(self._graph_of)

    def search(
        self,
        origins: Iterable[tuple[int, float]],
        destinations: Iterable[tuple[int, float]],
        open_: NDArray[np.bool_],
    ) -> tuple[float, list[int]]:
        """Find the quickest way from one of some nodes to one of some others.

        Parameters and hours as in `ways`; the second is the list of its nodes.
        """
        hours, ways = self.ways(origins, destinations, open_)
        return hours, [*ways[0], *(node for way in ways[1:] for node in way[1:])] if ways else []

    def ways(
        self,
        origins: Iterable[tuple[int, float]],
        destinations: Iterable[tuple[int, float]],
        open_: NDArray[np.bool_],
    ) -> tuple[float, list[tuple[int, ...]]]:
        """Find the quickest way from one of some nodes to one of some others, in its pieces.

        Parameters
        ----------
        origins, destinations
            Nodes where a way may begin and end, each with the hours before or behind it.
        open_
            Which edges may be used, a class as a whole; shape (edges,).

        Returns
        -------
        tuple of float and list of tuples
            Hours; and nodes of each piece, of which the last is the first of the next piece.
            Infinite hours and no piece where nothing open joins the ends.
        """
        firsts, lasts = _cheapest(origins), _cheapest(destinations)
        hours, first, last = min(
            self._without_corner(firsts, lasts, open_), default=(np.inf, -1, -1)
        )
        before, behind = self._ends(firsts, open_), self._ends(lasts, open_)
        through, corners = self._over_arcs(before, behind, open_)
        if through < hours:
            first, last = int(before.node[corners[0]]), int(behind.node[corners[-1]])
            begin, end = (int(self.corners[corner]) for corner in (corners[0], corners[-1]))
            return through, [
                self._within(first, begin),
                *map(self._way, self._arcs_along(corners, open_)),
                self._within(end, last),
            ]
        return hours, [self._within(first, last)] if np.isfinite(hours) else []

    def _without_corner(
        self, firsts: dict[int, float], lasts: dict[int, float], open_: NDArray[np.bool_]
    ) -> Iterable[tuple[float, int, int]]:
        """Yield hours and ends of ways that stay between corners."""
        for first, before in firsts.items():
            for last, behind in lasts.items():
                cell = int(self._cell_of[first])
                if first == last:
                    yield before + behind, first, last
                elif cell == self._cell_of[last] != NO_CELL and open_[self._cell(cell).edge]:
                    yield before + self._cell(cell).between(first, last) + behind, first, last

    def _ends(self, nodes: dict[int, float], open_: NDArray[np.bool_]) -> Ends:
        """Find the corners that can be reached from some nodes, each with its hours."""
        hours = np.full(len(self.corners), np.inf)
        end = np.full(len(self.corners), -1)
        for node, cost in nodes.items():
            cell = int(self._cell_of[node])
            if cell == NO_CELL:
                at, reach = self._number(np.array([node])), np.array([cost])
            elif open_[self._cell(cell).edge]:
                at = self._number(self._cell(cell).corners)
                reach = cost + self._cell(cell).to_corners(node)
            else:
                continue
            nearer = reach < hours[at]
            hours[at[nearer]] = reach[nearer]
            end[at[nearer]] = node
        return Ends(hours=hours, node=end)

    def _over_arcs(
        self, before: Ends, behind: Ends, open_: NDArray[np.bool_]
    ) -> tuple[float, list[int]]:
        """Find the quickest way from corner to corner: its hours and the numbers of its corners."""
        count = len(self.corners)
        graph = self._graph(np.packbits(open_).tobytes())
        matrix = copy(graph)  # its other arrays are shared, and stay as they are
        matrix.data = np.concatenate((graph.data[:-count], before.hours))
        reaches, before_each = dijkstra(matrix, indices=[count], return_predecessors=True)
        previous, total = before_each[0], reaches[0, :count] + behind.hours
        corner = int(np.argmin(total))
        if not np.isfinite(total[corner]):
            return np.inf, []
        chain = [corner]
        while previous[chain[-1]] != count:
            chain.append(int(previous[chain[-1]]))
        return float(total[corner]), chain[::-1]

    def _graph_of(self, packed: bytes) -> csr_array:
        """Make the matrix of the open arcs, from bits that say which edges are open."""
        bits = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), count=len(self._hours))
        kept = np.flatnonzero(bits[self._edge])
        firsts = np.searchsorted(kept, self._first_arcs).astype(np.int32)
        end, ways = len(kept) + len(self.corners), self._matrix
        graph = copy(ways)
        graph.data = np.concatenate((self._arc_hours[kept], ways.data))
        graph.indices = np.concatenate((self._arc_ends[kept], ways.indices))
        graph.indptr = np.append(firsts, np.int32(end))
        return graph

    def _arcs_along(self, corners: list[int], open_: NDArray[np.bool_]) -> list[int]:
        """Find the quickest open arc from each corner of a way to the next."""
        along = np.array(corners)
        keys = along[:-1] * len(self.corners) + along[1:]
        firsts, lasts = (np.searchsorted(self._keys, keys, side=side) for side in _SIDES)
        return [
            first if last == first + 1 else self._quickest(first, last, open_)
            for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
        ]

    def _quickest(self, first: int, last: int, open_: NDArray[np.bool_]) -> int:
        """Find the quickest open arc of several, from the first to the one before the last."""
        hours = np.where(open_[self._edge[first:last]], self._arc_hours[first:last], np.inf)
        return first + int(np.argmin(hours))

    def _way_of(self, arc: int) -> tuple[int, ...]:
        """Nodes of an arc."""
        first, last, cell = int(self._start[arc]), int(self._end[arc]), int(self._cell_number[arc])
        return (first, last) if cell == NO_CELL else tuple(self._cell(cell).way(first, last))

    def _way_within(self, first: int, last: int) -> tuple[int, ...]:
        """Nodes between two nodes of one cell, of which one may be a corner."""
        if first == last:
            return (first,)
        inner = first if self._cell_of[first] != NO_CELL else last
        chain = self._cell(int(self._cell_of[inner])).way(inner, last if inner == first else first)
        return tuple(chain if inner == first else chain[::-1])

    def _number(self, nodes: NDArray[np.integer]) -> NDArray[np.int64]:
        """Numbers of some nodes among the corners."""
        return np.searchsorted(self.corners, nodes)

    def _cell(self, number: int) -> Cell:
        if number not in self._cells:
            self._cells[number] = Cell(self._network, self._hours, self._inner[number])
        return self._cells[number]


def find_arcs(network: Network) -> Arcs:
    """Find the arcs of a network: through every cell, and the edges from corner to corner.

    Examples
    --------
    >>> from geo.network import load_network
    >>> network = load_network()
    >>> len(find_arcs(network).km) < len(network.starts) / 4
    True
    """
    km = tie_marks(network)
    km[: network.line_count] += network.arrays["track_km"]
    cell_of = cut(network, edge_classes(network))
    inner = _nodes_by_cell(cell_of)
    at_corners = cell_of == NO_CELL
    single = np.flatnonzero(at_corners[network.starts] & at_corners[network.ends])
    no_cell = np.full(len(single), NO_CELL)
    parts = [(network.starts[single], network.ends[single], km[single], no_cell, single)]
    for number, nodes in enumerate(inner):
        cell = Cell(network, km, nodes)
        across = cell.across()
        rows, columns = np.nonzero(np.triu(np.isfinite(across), 1))
        same = np.ones(len(rows), dtype=np.int64)
        ends = cell.corners[rows], cell.corners[columns]
        parts.append((*ends, across[rows, columns], same * number, same * cell.edge))
    start, end, lengths, cells, edge = (np.concatenate(part) for part in zip(*parts, strict=True))
    kept = _needed(network, start, end, lengths, edge)
    return _both_ways(start[kept], end[kept], lengths[kept], cells[kept], edge[kept], cell_of)


def stored_arcs(network: Network) -> dict[str, Any]:
    """Find arcs, as they are stored: each once, with a mark of the network that they are of."""
    arcs = find_arcs(network)
    half = len(arcs.start) // 2
    columns = {name: getattr(arcs, name)[:half] for name in ARC_COLUMNS}
    return {**columns, "cell_of": arcs.cell_of, "network": np.uint32(_check_sum(network))}


def load_arcs(network: Network, folder: Path = NETWORK) -> Arcs:
    """Read the arcs of a network.

    Parameters
    ----------
    network
        The network of the same folder.
    folder
        Holds ``arcs.npz``.

    Raises
    ------
    LayerError
        The file is missing, damaged or of another network; the message names it.

    Examples
    --------
    >>> from geo.network import load_network
    >>> bool(load_arcs(load_network()).km.min() > 0)
    True
    """
    path = folder / "arcs.npz"
    try:
        content = io.BytesIO(shipped_bytes(path, remedy=REBUILD))
        with np.load(content, allow_pickle=False) as archive:
            check_sum = int(archive["network"])
            columns = {name: archive[name] for name in ARC_COLUMNS}
            arcs = _both_ways(**columns, cell_of=archive["cell_of"])
    except (LookupError, ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        msg = f"{path.name} is damaged; {REBUILD}"
        raise LayerError(msg) from error
    if check_sum != _check_sum(network):
        msg = f"{path.name} is of another network; {REBUILD}"
        raise LayerError(msg)
    return arcs


def tie_marks(network: Network) -> NDArray[np.float64]:
    """Give each edge a mark between 0 and `MARK`: its number, mixed. Shape (edges,).

    The mixing is that of SplitMix64 (Steele, Lea and Flood, *Fast Splittable Pseudorandom Number
    Generators*, 2014): sums of marks do not coincide where sums of numbers do.
    """
    mixed = np.arange(1, len(network.starts) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return np.asarray(mixed / 2.0**64 * MARK)


def _check_sum(network: Network) -> int:
    """Return a check sum of the ends and lengths of all edges."""
    check_sum = 0
    for array in (network.starts, network.ends, network.arrays["track_km"]):
        check_sum = zlib.crc32(np.ascontiguousarray(array).data, check_sum)
    return check_sum


def _both_ways(
    start: NDArray[Any],
    end: NDArray[Any],
    km: NDArray[np.float64],
    cell: NDArray[Any],
    edge: NDArray[Any],
    cell_of: NDArray[np.int32],
) -> Arcs:
    """Add to each arc the one that leads back."""
    return Arcs(
        start=np.concatenate((start, end)).astype(np.int32),
        end=np.concatenate((end, start)).astype(np.int32),
        km=np.tile(km, 2),
        cell=np.tile(cell, 2).astype(np.int32),
        edge=np.tile(edge, 2).astype(np.int32),
        cell_of=cell_of,
    )


def _cheapest(ends: Iterable[tuple[int, float]]) -> dict[int, float]:
    """Keep the least hours of each node."""
    least: dict[int, float] = {}
    for node, hours in ends:
        least[node] = min(hours, least.get(node, np.inf))
    return least


def edge_classes(network: Network) -> NDArray[np.int64]:
    """Give each edge the number of its class; a stop has one of its own. Shape (edges,)."""
    key = np.zeros(network.line_count, dtype=np.int64)
    for column in CLASS_COLUMNS:
        values, number = np.unique(network.arrays[column], return_inverse=True)
        key = key * len(values) + number
    _, classes = np.unique(key, return_inverse=True)
    stops = np.arange(len(network.starts) - network.line_count)
    return np.concatenate((classes, classes.max() + 1 + stops))


def cut(network: Network, classes: NDArray[np.int64]) -> NDArray[np.int32]:
    """Cut a network where edges of different classes meet, at stops and ports.

    Parameters
    ----------
    network
        The network.
    classes
        Number of the class of each edge, lines then stops, shape (edges,); `edge_classes` or finer.

    Returns
    -------
    numpy.ndarray
        Number of the cell of each node, `NO_CELL` of a corner; shape (nodes,).
    """
    count = network.node_count
    low, high = np.full(count, classes.max() + 1), np.full(count, -1)
    for ends in (network.starts, network.ends):
        np.minimum.at(low, ends, classes)
        np.maximum.at(high, ends, classes)
    inner = (low == high) & ~network.is_port
    inner[network.starts[network.line_count :]] = False
    inner[network.ends[network.line_count :]] = False
    joined = inner[network.starts] & inner[network.ends]
    graph = csr_array(
        (np.ones(joined.sum()), (network.starts[joined], network.ends[joined])),
        shape=(count, count),
    )
    _, component = connected_components(graph, directed=False)
    cell_of = np.full(count, NO_CELL, dtype=np.int32)
    cell_of[inner] = np.unique(component[inner], return_inverse=True)[1]
    return cell_of


def _nodes_by_cell(cell_of: NDArray[np.int32]) -> list[NDArray[np.int64]]:
    """Nodes of each cell, ascending."""
    inner = np.flatnonzero(cell_of != NO_CELL)
    nodes = inner[np.argsort(cell_of[inner], kind="stable")]
    return np.split(nodes, np.cumsum(np.bincount(cell_of[inner]))[:-1])


def _needed(
    network: Network,
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    km: NDArray[np.float64],
    edge: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Tell which arcs are shorter than every way over other arcs of their class, ports avoided."""
    kept = np.ones(len(start), dtype=bool)
    classes = edge_classes(network)[edge]
    longer = km + AROUND_PORT_KM * (network.is_port[start] * 1.0 + network.is_port[end])
    for one in np.unique(classes):
        arcs = np.flatnonzero(classes == one)
        nodes, rows = np.unique(np.concatenate((start[arcs], end[arcs])), return_inverse=True)
        rows, columns = rows[: len(arcs)], rows[len(arcs) :]
        least = np.full((len(nodes),) * 2, np.inf)
        np.minimum.at(least, (rows, columns), longer[arcs])
        shortest = dijkstra(np.minimum(least, least.T), directed=False)
        kept[arcs] = longer[arcs] <= shortest[rows, columns] * (1 + ROUNDING)
    return kept
