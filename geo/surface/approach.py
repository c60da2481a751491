"""The last step to each station: from which corner of its cell a search comes to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.network import NO_CELL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from geo.surface.cells import Cells, Table
    from geo.surface.stations import Stations

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

NO_ROW: Final = -1
"""Where nothing open leads: the last row of a search, which stands for none."""
NO_EDGE: Final = -2
"""In place of a class or an edge where nothing leads, or the end itself does."""

_LARGE: Final = 1000
"""Stations of a cell from which on it is entered alone; smaller ones are entered together."""


class Entry(NamedTuple):
    """A point between corners at which the end of a surface is met."""

    row: int
    node: int
    hours: float
    table: Table
    """Ways from there through its cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """The last step to each station; all shape (stations,), in the order of `Approaches`."""

    row: Numbers
    """Row of the station, or of the corner or the end from which it is reached; or `NO_ROW`."""
    is_step: NDArray[np.bool_]
    """Whether it is reached from there by a way through its cell."""
    hours: Floats
    """From the end of the surface; infinite where nothing open leads there."""
    km: Floats
    """From that row on."""


class Approaches:
    """The stations, cell by cell and behind them those at corners, and the tables that lead there.

    Parameters
    ----------
    cells
        Cells of the network.
    stations
        Nodes that are asked for: with one node of a cell all of its inner nodes.
    rows_of_cell
        Gives the row of each corner of a cell by the number of the cell.
    rows_of_corners
        Gives the rows of stations at corners by their nodes and countries.
    """

    def __init__(
        self,
        cells: Cells,
        stations: Stations,
        rows_of_cell: Callable[[int], Numbers],
        rows_of_corners: Callable[[Numbers, Numbers], Numbers],
    ) -> None:
        of_station = cells.of_node[stations.node]
        asked = np.unique(of_station[of_station != NO_CELL]).tolist()
        inner = [cells.cells[one].inner for one in asked]
        nothing = np.empty(0, dtype=np.int64)
        self._node = np.concatenate([*inner, nothing])
        self._corners = np.flatnonzero(of_station == NO_CELL)
        self._corner_rows = rows_of_corners(
            stations.node[self._corners], stations.country[self._corners]
        )
        stations_inside = np.searchsorted(stations.node, self._node)
        self.place = np.argsort(np.concatenate((stations_inside, self._corners)))
        """Where each station of a surface stands in this order, shape (stations,)."""
        sizes = np.array([len(one) for one in inner], dtype=np.int64)
        self.node = stations.node
        """Node of each station, in the order of a surface."""
        self.kinds = int(cells.classes.max()) + 1
        """Number of classes."""
        in_cells = cells.classes[cells.edge][np.repeat(np.array(asked, dtype=np.int64), sizes)]
        self.kind = np.append(in_cells, np.full(len(self._corners), NO_EDGE))
        """Class of the cell of each station, `NO_EDGE` of one at a corner."""
        self._size, self._first = (np.zeros(len(cells.cells), dtype=np.int64) for _ in range(2))
        self._size[asked] = sizes
        self._first[asked] = np.cumsum(sizes) - sizes
        rows = [rows_of_cell(one) for one in asked]
        self._rows = np.concatenate([*rows, nothing])
        self._of_row = np.repeat(np.array(asked, dtype=np.int64), [len(own) for own in rows])
        self._row_sizes = self._size[self._of_row]
        corner = np.concatenate([*(np.arange(len(own)) for own in rows), nothing])
        self._table_from = cells.table_from[self._of_row] + corner * self._row_sizes
        self._hours, self._km = cells.hours, cells.km

    def last_steps(
        self,
        hours: Floats,
        came_by: Numbers,
        open_cells: NDArray[np.bool_],
        ends: Sequence[tuple[int, Entry]],
    ) -> Approach:
        """Find the quickest way to each station.

        Parameters
        ----------
        hours
            From the end of the surface to each row.
        came_by
            Cell through which the way to each row leads last: there a station is as near from where
            that way came into it.
        open_cells
            Which cells may be used.
        ends
            Cell and what else is known of each point between corners at which the end is met.
        """
        inside = len(self._node)
        row = np.full(inside + len(self._corners), NO_ROW)
        found, km = np.full(len(row), np.inf), np.zeros(len(row))
        is_step = np.ones(len(row), dtype=bool)
        found[inside:] = hours[self._corner_rows]
        row[inside:] = np.where(np.isfinite(found[inside:]), self._corner_rows, NO_ROW)
        is_step[inside:] = False
        for cell, end in ends:
            at = self.of_cell(cell)
            if open_cells[cell]:
                reach = end.hours + end.table.hours[0, : self._size[cell]]
                near = self._first[cell] + np.flatnonzero(reach < found[at])
                row[near], found[near] = end.row, reach[near - self._first[cell]]
                km[near] = end.table.km[0, near - self._first[cell]]
        of = self._of_row
        into = np.flatnonzero(
            np.isfinite(hours[self._rows]) & open_cells[of] & (came_by[self._rows] != of)
        )
        is_large = self._row_sizes[into] > _LARGE
        for one in into[is_large].tolist():
            self._enter_one(one, hours, (row, found, km))
        small = into[~is_large]
        turn = np.arange(len(small)) - np.searchsorted(of[small], of[small])
        for one in range(int(turn.max(initial=-1)) + 1):
            self._enter(small[turn == one], hours, (row, found, km))
        for _, end in ends:
            at_end = np.flatnonzero(self._node == end.node)
            is_step[at_end[row[at_end] == end.row]] = False
        return Approach(row=row, is_step=is_step, hours=found, km=km)

    def of_cell(self, cell: int) -> slice:
        """Give the places of the stations of a cell."""
        first = int(self._first[cell])
        return slice(first, first + int(self._size[cell]))

    def _enter_one(self, into: int, hours: Floats, best: tuple[Numbers, Floats, Floats]) -> None:
        """Go to the stations of one cell from one of its corners, where that is quicker."""
        first = int(self._table_from[into])
        table = slice(first, first + int(self._row_sizes[into]))
        row, found, km = (all_[self.of_cell(int(self._of_row[into]))] for all_ in best)
        reach = self._hours[table] + hours[self._rows[into]]
        better = reach < found
        np.copyto(row, self._rows[into], where=better)
        np.copyto(found, reach, where=better)
        np.copyto(km, self._km[table], where=better)

    def _enter(self, into: Numbers, hours: Floats, best: tuple[Numbers, Floats, Floats]) -> None:
        """Go to the stations of some cells, of each from one corner, where that is quicker."""
        row, found, km = best
        sizes, rows = self._row_sizes[into], self._rows[into]
        begins = np.cumsum(sizes) - sizes
        each = np.arange(sizes.sum())
        entry = each + np.repeat(self._table_from[into] - begins, sizes)
        at = each + np.repeat(self._first[self._of_row[into]] - begins, sizes)
        reach = self._hours[entry] + np.repeat(hours[rows], sizes)
        better = np.flatnonzero(reach < found[at])
        at = at[better]
        found[at], km[at] = reach[better], self._km[entry[better]]
        row[at] = np.repeat(rows, sizes)[better]
