"""Lines drawn by hand: what replaces, joins, drops or adds to the railways of the source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scipy.spatial import cKDTree

from geo.errors import DataError
from geo.geodesy import MEAN_RADIUS_KM, distance_km, length_km, segment_km, unit_vectors
from geo.model import Accuracy, Mode, Status
from layers.build.raw import RawEdge
from layers.build.tables import parse_line, read_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from layers.build.raw import Line

SCHEMATIC_KM: Final = 30.0
"""A straight piece longer than this is not a drawing of the track."""
OSM: Final = ("osm",)
SAME_NODE_KM: Final = 0.3
"""An end of a line this near to a node of the source is that node."""

Edges = dict[tuple[int, int], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One row of ``rail_lines.csv``."""

    id: str
    action: str
    name: str
    line: Line
    track_km: float | None
    gauge_mm: int
    status: Status
    opened: int
    link: str
    accuracy: Accuracy | None
    source: str


def read_lines() -> list[LineRow]:
    """Read the digitised lines and corrections."""
    return [
        LineRow(
            id=row["id"],
            action=row["action"],
            name=row["name"],
            line=parse_line(row["points"]),
            track_km=float(row["track_km"]) if row["track_km"] else None,
            gauge_mm=int(row["gauge_mm"] or 0),
            status=Status(row["status"] or "operating"),
            opened=int(row["opened"] or 0),
            link=row["link"],
            accuracy=Accuracy(row["accuracy"]) if row["accuracy"] else None,
            source=row["source"],
        )
        for row in read_rows("rail_lines.csv")
    ]


def accuracy_of(line: Line) -> Accuracy:
    """Return how true a line drawn from junctions can be: schematic if a piece is long."""
    longest = float(segment_km(line).max())
    return Accuracy.SCHEMATIC if longest > SCHEMATIC_KM else Accuracy.GENERALISED


class Digitised:
    """Applies the rows of ``rail_lines.csv`` to the source graph."""

    def __init__(self, nodes: NDArray[np.float64], edges: Edges) -> None:
        self.nodes, self.edges = nodes, edges
        self.tree = cKDTree(unit_vectors(nodes[:, 0], nodes[:, 1]))
        self.drawn: list[RawEdge] = []
        self.new: dict[str, tuple[float, float]] = {}

    def key(self, point: tuple[float, float], row: LineRow, *, must_exist: bool) -> str:
        """Return the node at a point: one of the source, or one that a row has added."""
        gap, at = self.tree.query(unit_vectors([point[0]], [point[1]])[0])
        if gap * MEAN_RADIUS_KM < SAME_NODE_KM:
            return f"r:{at}"
        if must_exist:
            msg = f"rail_lines.csv, row {row.id}: no node of the source at {point}"
            raise DataError(msg)
        name = f"d:{point[0]:.3f},{point[1]:.3f}"
        self.new[name] = point
        return name

    def apply(self, row: LineRow) -> None:
        """Carry out one row.

        Raises
        ------
        DataError
            An edge to be replaced or dropped does not exist.
        """
        exists = row.action != "add"
        start, end = (self.key(row.line[i], row, must_exist=exists) for i in (0, -1))
        stored = None
        if exists:
            a, b = int(start[2:]), int(end[2:])
            pair = (min(a, b), max(a, b))
            if row.action == "join":
                self.edges[pair] = distance_km(*row.line[0], *row.line[-1])
                return
            stored = self.edges.pop(pair, None)
            if stored is None:
                msg = f"rail_lines.csv, row {row.id}: the source has no edge between its ends"
                raise DataError(msg)
            if row.action == "drop":
                return
        self.drawn.append(
            RawEdge(
                start=start,
                end=end,
                mode=Mode.RAIL,
                line=row.line,
                track_km=row.track_km or stored or length_km(row.line),
                country="",
                gauge_mm=row.gauge_mm,
                status=row.status,
                accuracy=row.accuracy or accuracy_of(row.line),
                opened=row.opened,
                link=row.link,
                sources=OSM if row.track_km is None else (row.source,),
            ),
        )
