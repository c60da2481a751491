"""Published lengths of sections, laid over the kilometres of track that the source stores."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geo.errors import DataError
from geo.geodesy import MEAN_RADIUS_KM, unit_vectors
from geo.model import Status
from layers.build.tables import parse_line, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from layers.build.rail.lines import Edges
    from layers.build.raw import Line, RawEdge

REACH_KM: Final = 6.0
"""An end of a section further than this from any track is a mistake in the table."""
BEND: Final = (0.94, 1.12)
"""Least and largest factor: beyond, the way found is another line, not a straighter drawing."""
BESIDE: Final = 0.02
"""Ways longer than the shortest by this share belong to the section: loops, second tracks."""
TINY_KM: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One row of ``rail_sections.csv``."""

    id: str
    name: str
    line: Line
    """Its ends, and points in between that the way passes; (longitude, latitude), degrees."""
    km: float
    source: str


def read_sections() -> list[Section]:
    """Read the published lengths that replace stored ones."""
    return [
        Section(
            id=row["id"],
            name=row["name"],
            line=parse_line(row["points"]),
            km=float(row["km"]),
            source=row["source"],
        )
        for row in read_rows("rail_sections.csv")
    ]


class PublishedLengths:
    """Stretches the tracks between two stations to the length that is published for them.

    All ways between the stations that are about as short as the shortest take the same factor, so
    that no second track beside the line stays shorter than the line itself. A piece of track
    belongs to the first section that reaches it.

    Parameters
    ----------
    nodes
        Those of the source: longitude and latitude, degrees.
    edges
        Kilometres by pair of nodes; they are changed.
    drawn
        Lines drawn by hand; those in operation are changed.
    """

    def __init__(self, nodes: NDArray[np.float64], edges: Edges, drawn: list[RawEdge]) -> None:
        self.edges, self.drawn = edges, drawn
        self.sources: dict[tuple[int, int], str] = {}
        """Source of the length of each changed edge of the source graph."""
        operating = [i for i, edge in enumerate(drawn) if edge.status is Status.OPERATING]
        numbers: dict[str, int] = {}
        points = [tuple(node) for node in nodes.tolist()]

        def number(key: str, at: tuple[float, float]) -> int:
            if key[0] == "r":
                return int(key[2:])
            if key not in numbers:
                numbers[key] = len(points)
                points.append(at)
            return numbers[key]

        ends = [
            (number(drawn[i].start, drawn[i].line[0]), number(drawn[i].end, drawn[i].line[-1]))
            for i in operating
        ]
        self.pairs = np.array([*edges, *ends], dtype=np.int64).reshape(-1, 2)
        self.km = np.array([*edges.values(), *(drawn[i].track_km for i in operating)])
        self.keys: list[tuple[int, int] | int] = [*edges, *operating]
        self.taken = np.zeros(len(self.km), dtype=bool)
        self.count = len(points)
        _, label = connected_components(self._graph(), directed=False)
        self.usable = np.flatnonzero(label == np.bincount(label).argmax())
        at = np.array(points)[self.usable]
        self.tree = cKDTree(unit_vectors(at[:, 0], at[:, 1]))

    def apply(self, section: Section) -> float:
        """Give a section its published length; return the factor.

        Raises
        ------
        DataError
            An end lies far from any track, no way joins the ends, the factor is no mere bend, or
            earlier sections hold the whole way.
        """
        stops = [self._node(point, section) for point in section.line]
        legs = list(pairwise(stops))
        belongs = np.zeros(len(self.km), dtype=bool)
        on_way = np.zeros(len(self.km), dtype=bool)
        for first, last in legs:
            near, way = self._ways(first, last, section)
            belongs |= near
            on_way |= way
        fixed = float(self.km[on_way & self.taken].sum())
        free = float(self.km[on_way & ~self.taken].sum())
        factor = (section.km - fixed) / free if free else np.inf
        if not BEND[0] <= factor <= BEND[1]:
            msg = (
                f"rail_sections.csv, row {section.id}: {section.km:g} km are published and the way "
                f"found has {fixed + free:.1f}; another line is meant, or one is missing"
            )
            raise DataError(msg)
        for index in np.flatnonzero(belongs & ~self.taken).tolist():
            self.km[index] *= factor
            key = self.keys[index]
            if isinstance(key, int):
                self.drawn[key] = self.drawn[key].changed(
                    track_km=float(self.km[index]), sources=(section.source,)
                )
            else:
                self.edges[key] = float(self.km[index])
                self.sources[key] = section.source
        self.taken |= belongs
        return factor

    def _node(self, point: tuple[float, float], section: Section) -> int:
        gap, at = self.tree.query(unit_vectors([point[0]], [point[1]])[0])
        if gap * MEAN_RADIUS_KM > REACH_KM:
            msg = (
                f"rail_sections.csv, row {section.id}: the nearest track is "
                f"{gap * MEAN_RADIUS_KM:.1f} km from {point}"
            )
            raise DataError(msg)
        return int(self.usable[at])

    def _graph(self) -> csr_array:
        one, other = self.pairs.T
        order = np.argsort(-self.km, kind="stable")  # of parallel edges the shortest stays
        keys = np.minimum(one, other)[order] * self.count + np.maximum(one, other)[order]
        _, last = np.unique(keys[::-1], return_index=True)
        kept = order[::-1][last]
        return csr_array(
            (
                np.concatenate((self.km[kept], self.km[kept])),
                (
                    np.concatenate((one[kept], other[kept])),
                    np.concatenate((other[kept], one[kept])),
                ),
            ),
            shape=(self.count, self.count),
        )

    def _ways(
        self, first: int, last: int, section: Section
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Edges of all ways about as short as the shortest, and those of the shortest itself."""
        graph = self._graph()
        limit = 1.5 * section.km + 10
        from_first, before_each = dijkstra(
            graph, directed=False, indices=[first], limit=limit, return_predecessors=True
        )
        there, before = from_first[0], before_each[0]
        if not np.isfinite(there[last]):
            msg = f"rail_sections.csv, row {section.id}: no way joins its ends"
            raise DataError(msg)
        back = dijkstra(graph, directed=False, indices=[last], limit=limit)[0]
        one, other = self.pairs.T
        share = max(BESIDE, section.km / float(there[last]) - 1 + 0.01)
        longest = float(there[last]) * (1 + share)
        near = self._leads(there, back, one, other, longest)
        near |= self._leads(there, back, other, one, longest)
        way = np.zeros(len(self.km), dtype=bool)
        index = self._shortest(np.flatnonzero(near))
        node = last
        while node != first:
            step = int(before[node])
            way[index[min(node, step), max(node, step)]] = True
            node = step
        return near, way

    def _leads(
        self,
        there: NDArray[np.float64],
        back: NDArray[np.float64],
        start: NDArray[np.int64],
        end: NDArray[np.int64],
        longest: float,
    ) -> NDArray[np.bool_]:
        """Say which edges lead on from their start to their end; a branch leads there and back."""
        km = self.km
        with np.errstate(invalid="ignore"):  # what no way within the limit reaches is infinite
            through = there[start] + km + back[end]
            onward = back[end] < back[start] + km - TINY_KM
            arrived = there[start] < there[end] + km - TINY_KM
        return np.asarray((through <= longest) & onward & arrived)

    def _shortest(self, among: NDArray[np.int64]) -> dict[tuple[int, int], int]:
        """Return the shortest edge of each pair of nodes."""
        result: dict[tuple[int, int], int] = {}
        for index in among[np.argsort(-self.km[among], kind="stable")].tolist():
            a, b = self.pairs[index].tolist()
            result[min(a, b), max(a, b)] = index
        return result


def set_lengths(
    nodes: NDArray[np.float64],
    edges: Edges,
    drawn: list[RawEdge],
    sections: Iterable[Section],
) -> dict[tuple[int, int], str]:
    """Lay the published lengths over the stored ones.

    Parameters
    ----------
    nodes, edges, drawn
        As ``PublishedLengths`` takes them; edges and drawn lines are changed.
    sections
        Published lengths, those that matter most first.

    Returns
    -------
    dict
        Id of the source of the length, by pair of nodes, for the edges that were changed.

    Raises
    ------
    DataError
        A section does not fit the network.
    """
    lengths = PublishedLengths(nodes, edges, drawn)
    for section in sections:
        lengths.apply(section)
    return lengths.sources
