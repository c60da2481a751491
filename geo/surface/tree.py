"""The paths of a search: their lengths, their last legs, and the gates that they pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.network import OVER_WATER, Course
from geo.surface.approach import NO_EDGE, NO_ROW

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network import Network
    from geo.surface.approach import Approach, Approaches
    from geo.surface.cells import Cells

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

INTO: Final = -1
"""In place of an edge: the step to the same place, in the network or in the copy of a country."""
_GATES: Final = 8
"""Sets of gates that paths must pass of which the edges are remembered, some 60 kB each."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How stations are reached under one set of rules; all shape (stations,)."""

    km: Floats
    """Length of the path, kilometres of track, road and water; infinite where none leads there."""
    served: NDArray[np.bool_]
    """Whether the path passes the gates that the rules require."""
    tree: Tree

    @cached_property
    def cost_hours(self) -> Floats:
        """Impedance of the path; infinite where nothing open leads there."""
        return self.tree.approach.hours[self.tree.approaches.place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The paths of a search: of each corner that it reached, and in the last row of none at all.

    All arrays have the shape (rows,).
    """

    node: Numbers
    """Number of the node in the network."""
    parent: Numbers
    """Row of the corner before it on its path; that of none where the path begins."""
    run: Numbers
    """Row of the first corner behind which the path stays in one class."""
    kind: Numbers
    """Class of the edge that leads to it."""
    km: Floats
    """Length of the path."""
    rank: Numbers
    """As of `Corners`."""
    approaches: Approaches
    approach: Approach
    """How the stations are reached from the corners."""

    def legs_from(self, stations: Numbers) -> Numbers:
        """Tell where the last leg to some stations begins that are reached.

        Paths with equal numbers differ only in the length of that leg.
        """
        row, own, _ = self._last_steps(stations)
        begin = self.run[row]
        before = np.where(own != NO_EDGE, row, self.parent[begin])
        kind = np.where(own != NO_EDGE, own, self.kind[begin])
        return self.rank[before] * (self.approaches.kinds + 1) + kind

    def _last_steps(self, stations: Numbers) -> tuple[Numbers, Numbers, Floats]:
        """Give for each station the row before it, the class of a leg of its own, and its length.

        The class is `NO_EDGE` where the leg before goes on.
        """
        place = self.approaches.place[stations]
        row, kind = self.approach.row[place], self.approaches.kind[place]
        is_leg = self.approach.is_step[place] & (self.kind[row] != kind)
        return row, np.where(is_leg, kind, NO_EDGE), self.approach.km[place]

    def courses(self, stations: Numbers, *, outward: bool) -> list[list[Course]]:
        """Give the paths between the end and some stations, in the order of travel.

        Parameters
        ----------
        stations
            Numbers of stations that are reached.
        outward
            Whether they lead from the end to the stations.
        """
        none = len(self.node) - 1
        row, kind, more_km = self._last_steps(stations)
        last = self.approaches.node[stations]
        steps = [tuple(one.tolist() for one in (kind, more_km, self.node[row], last))]
        is_leg = kind != NO_EDGE
        km = self.km[row] + np.where(is_leg, 0.0, more_km)
        last = np.where(is_leg, self.node[row], last)
        while np.any(row != none):
            begin = self.run[row]
            before = self.parent[begin]
            kind, length = self.kind[begin], km - self.km[before]
            first = self.node[np.where(before != none, before, begin)]
            is_way = (row != none) & ((kind >= 0) | (length > 0))
            kind = np.where(is_way, np.maximum(kind, OVER_WATER), NO_EDGE)
            steps.append(tuple(one.tolist() for one in (kind, length, first, last)))
            row, km, last = before, self.km[before], self.node[before]
        paths: list[list[Course]] = [[] for _ in range(len(stations))]
        for kinds, lengths, firsts, lasts in steps[::-1] if outward else steps:
            for path, number, length_km, *ends in zip(
                paths, kinds, lengths, firsts, lasts, strict=True
            ):
                if number != NO_EDGE:
                    path.append(Course(number, length_km, *(ends if outward else ends[::-1])))
        return paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Corners:
    """The tree of a search over corners.

    One entry for each row, a corner or a point at which the end is met; in the last row none.
    """

    hours: Floats
    parent: Numbers
    """Row before it; the last row where the path begins, or does not lead."""
    edge: Numbers
    """One edge of the arc that leads to it, `INTO` or `NO_EDGE`."""
    km: Floats
    """Length of that arc, or of the way from the end."""
    kind: Numbers
    """Class of the edge, or of that on which the end lies."""
    node: Numbers
    rank: Numbers
    """Its number in the order of the network and the copies behind it."""


class Reader:
    """Reads off a tree of corners how all stations are reached.

    Parameters
    ----------
    network
        Knows the gates of an edge.
    cells
        Cells of the network.
    approaches
        The stations.
    """

    def __init__(self, network: Network, cells: Cells, approaches: Approaches) -> None:
        self._network, self._approaches = network, approaches
        self._cell_edges = cells.edge
        self._held = lru_cache(maxsize=_GATES)(self._find_held)

    def reach(
        self, corners: Corners, approach: Approach, requires: tuple[frozenset[str], ...]
    ) -> Reach:
        """Read lengths, last legs and gates.

        Parameters
        ----------
        corners
            Tree of the search.
        approach
            How it comes to the stations.
        requires
            Sets of gates, of each of which a path must pass one.
        """
        parent, edge, none = corners.parent, corners.edge, len(corners.parent) - 1
        enters = edge == INTO
        kind = corners.kind
        for _ in range(2):  # from the end to its corner, and from there into a copy
            kind = np.where(enters, kind[parent], kind)
        same = (parent != none) & (enters | (kind == kind[parent]))
        run, km = _along_runs(same, parent, corners.km)
        begins = np.flatnonzero(run == np.arange(none + 1))
        held = self._held(requires)
        passed = (edge[begins] >= 0)[:, None] & held[edge[begins]]
        km_before, passed = _along_paths(begins, run, parent, km, passed)
        number = np.searchsorted(begins, run)
        km, passed = km + km_before[number], passed[number]
        rows, approaches = approach.row, self._approaches
        served = np.asarray(passed.all(axis=1))[rows]
        in_cells = held[self._cell_edges]
        for cell in np.flatnonzero(in_cells.any(axis=1)).tolist():
            at = approaches.of_cell(cell)
            is_leg = approach.is_step[at] & (kind[rows[at]] != approaches.kind[at])
            served[at] = (passed[rows[at]] | (is_leg[:, None] & in_cells[cell])).all(axis=1)
        served &= rows != NO_ROW
        tree = Tree(
            node=corners.node,
            parent=parent,
            run=run,
            kind=kind,
            km=km,
            rank=corners.rank,
            approaches=approaches,
            approach=approach,
        )
        km_of_row = np.append(km[:-1], np.inf)
        return Reach(
            km=(km_of_row[rows] + approach.km)[approaches.place],
            served=served[approaches.place],
            tree=tree,
        )

    def _find_held(self, requires: tuple[frozenset[str], ...]) -> NDArray[np.bool_]:
        """Tell which edges hold a gate of each set that is required, shape (edges, sets)."""
        sets = self._network.gate_sets
        held = [[bool(gates & names) for gates in requires] for names in sets]
        of_set = np.array(held, dtype=bool).reshape(len(sets), len(requires))
        return of_set[self._network.edge_gate_set]


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
