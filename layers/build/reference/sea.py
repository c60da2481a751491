"""The sea network against published distances between ports, and ways on it for tests."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.errors import NoRouteError
from geo.geodesy import KM_PER_NAUTICAL_MILE
from layers.build.gazetteer.ports import read_ports
from layers.build.sea.coast import ashore
from layers.build.sea.lanes import rows
from layers.build.sea.network import chart, sea_network
from layers.build.sea.passages import SHUT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.build.raw import RawEdge, RawNetwork
    from layers.build.sea.coast import Ashore

Ends = list[tuple[str, float]]

CLOSE_PERCENT: Final = 5
"""A row that differs by more has the reason in its remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeaRoute:
    """A shortest way by sea between two ends."""

    km: float
    """Length, with the ways from the two ends to their first nodes."""
    edges: tuple[RawEdge, ...]

    @property
    def gates(self) -> frozenset[str]:
        """Every gate the way leads through."""
        return frozenset(gate for edge in self.edges for gate in edge.gates)

    def ashore(self) -> list[Ashore]:
        """Return the stretches of the way that lie on Natural Earth's land."""
        return [piece for edge in self.edges for piece in ashore(edge.line)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeaReference:
    """One published distance beside the network's."""

    name: str
    via: str
    low_nm: float
    high_nm: float
    """As ``low_nm``, unless only bounds are known."""
    route: SeaRoute
    source: str
    grade: str
    note: str

    @property
    def nm(self) -> float:
        """Length of the network's way, nautical miles."""
        return self.route.km / KM_PER_NAUTICAL_MILE

    @property
    def bounds(self) -> bool:
        """Whether only a lower and an upper bound are known."""
        return self.low_nm < self.high_nm

    @property
    def difference_percent(self) -> float:
        """How much longer the network's way is, per cent; 0 between the bounds."""
        nearest = min(max(self.nm, self.low_nm), self.high_nm)
        return 100 * (self.nm / nearest - 1)


class SeaSearch:
    """Shortest ways on the raw sea network with gates open or shut."""

    def __init__(self, network: RawNetwork) -> None:
        self.keys = list(network.nodes)
        self.index = {key: number for number, key in enumerate(self.keys)}
        self.edges = network.edges
        self.pairs = np.array([[self.index[e.start], self.index[e.end]] for e in network.edges])
        self.km = np.array([edge.track_km for edge in network.edges])
        self.between = {frozenset((e.start, e.end)): e for e in network.edges}

    def route(self, starts: Ends, ends: Ends, shut: frozenset[str] = SHUT) -> SeaRoute:
        """Return the shortest way between two ends.

        Parameters
        ----------
        starts, ends
            Nodes, and the kilometres from the end to each of them.
        shut
            Gates that no piece of the way may cross.

        Raises
        ------
        NoRouteError
            Nothing open joins them.
        """
        free = np.array([not (edge.gates & shut) for edge in self.edges])
        one, other = self.pairs[free].T
        shape = (len(self.keys), len(self.keys))
        graph = csr_array((self.km[free], (one, other)), shape=shape)
        best, way = np.inf, (np.empty(0, dtype=int), -1)
        for start, start_km in starts:
            at = np.array([self.index[start]])
            km, came = dijkstra(graph, directed=False, indices=at, return_predecessors=True)
            for end, end_km in ends:
                total = start_km + float(km[0, self.index[end]]) + end_km
                if total < best:
                    best, way = total, (came[0], self.index[end])
        if not np.isfinite(best):
            msg = f"no way by sea with {', '.join(sorted(shut))} shut; open one of them"
            raise NoRouteError(msg, tuple(sorted(shut)))
        return SeaRoute(km=best, edges=self._trace(*way))

    def _trace(self, came: NDArray[np.int_], node: int) -> tuple[RawEdge, ...]:
        found: list[RawEdge] = []
        while came[node] >= 0:
            found.append(self.between[frozenset((self.keys[node], self.keys[came[node]]))])
            node = int(came[node])
        return tuple(reversed(found))


def sea_reference_table(places: list[dict[str, str]]) -> list[SeaReference]:
    """Return every row of ``reference_sea.csv`` with the network's way beside it.

    Parameters
    ----------
    places
        Rows of ``places.csv``.

    Raises
    ------
    NoRouteError
        A row has no way with its gates shut.
    """
    network = sea_network(places)
    search = SeaSearch(network)
    harbour = chart().harbour
    ports = {f"port:{port.unlocode}": (port.lon, port.lat) for port in read_ports()}

    def ends(words: str) -> Ends:
        if f"sea:{words}" in search.index:
            return [(f"sea:{words}", 0.0)]
        lon, lat = ports.get(words) or (float(word) for word in words.split())
        return [(way.node, way.km) for way in harbour.end(lon, lat)[0]]

    found = []
    for row in rows("reference_sea.csv"):
        shut = (SHUT | frozenset(row["shut"].split())) - frozenset(row["opened"].split())
        found.append(
            SeaReference(
                name=f"{row['from']}–{row['to']}",
                via=row["via"],
                low_nm=float(row["low_nm"]),
                high_nm=float(row["high_nm"]),
                route=search.route(ends(row["start"]), ends(row["end"]), shut),
                source=row["source"],
                grade=row["grade"],
                note=row["note"],
            )
        )
    return found


def sea_reference_markdown(references: list[SeaReference]) -> str:
    """Return the references as a Markdown table with a sentence of totals below it.

    Parameters
    ----------
    references
        What ``sea_reference_table`` returns.
    """
    lines = [
        "| from–to | by | published, nm | network, nm | difference, % | source | remark |",
        "|---|---|---:|---:|---:|---|---|",
    ]
    for row in references:
        published = f"{row.low_nm:,.0f}" + (f"–{row.high_nm:,.0f}" if row.bounds else "")
        gap = "within" if row.bounds and not row.difference_percent else ""
        lines.append(
            f"| {row.name} | {row.via} | {published} | {row.nm:,.0f} "
            f"| {gap or f'{row.difference_percent:+.1f}'} | {row.source} ({row.grade}) "
            f"| {row.note} |"
        )
    gaps = sorted(abs(row.difference_percent) for row in references if not row.bounds)
    close = [gap for gap in gaps if gap <= CLOSE_PERCENT]
    lines.append(
        f"\n{len(gaps)} distances; median difference {statistics.median(gaps):.1f} %. "
        f"{len(gaps) - len(close)} differ by more than {CLOSE_PERCENT} %, for the reason in their "
        f"remark, the others by at most {close[-1]:.1f} %. "
        f"{len(references) - len(gaps)} more are only bounded."
    )
    return "\n".join(lines)
