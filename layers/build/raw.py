"""The network while it is being built: named nodes, and edges that still know their line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from geo.geodesy import length_km
from geo.model import Accuracy, Mode, Status, Water

if TYPE_CHECKING:
    from collections.abc import Iterable

Point = tuple[float, float]
Line = tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEdge:
    """One piece of network between two named nodes.

    ``line`` runs from node ``start`` to node ``end``, longitude first, EPSG:4326, both ends
    included. ``track_km`` is the length that counts; ``drawn_km`` follows from the line.
    ``opened`` and ``closed`` are months as ``year * 100 + month``, 0 where none applies.
    """

    start: str
    end: str
    mode: Mode
    line: Line = field(repr=False)
    track_km: float
    country: str
    gauge_mm: int = 0
    water: Water = Water.NONE
    status: Status = Status.OPERATING
    accuracy: Accuracy = Accuracy.GENERALISED
    opened: int = 0
    closed: int = 0
    link: str = ""
    gates: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    marks: tuple[float, ...] = field(default=(), repr=False)
    """Kilometres of track at each point of the line; empty: shared out by drawn length."""

    @property
    def drawn_km(self) -> float:
        """Length of the drawn line, kilometres on the ellipsoid."""
        return length_km(self.line)

    def changed(self, **fields: object) -> RawEdge:
        """Return the edge with some fields replaced."""
        return replace(self, **fields)  # type: ignore[arg-type]


@dataclass(slots=True)
class RawNetwork:
    """Nodes by key, and edges between them."""

    nodes: dict[str, tuple[float, float]] = field(default_factory=dict)
    edges: list[RawEdge] = field(default_factory=list)

    def add(self, edges: Iterable[RawEdge]) -> None:
        """Add edges, and their ends as nodes."""
        for edge in edges:
            self.nodes.setdefault(edge.start, edge.line[0])
            self.nodes.setdefault(edge.end, edge.line[-1])
            self.edges.append(edge)

    def merge(self, other: RawNetwork) -> None:
        """Take over all nodes and edges of another network."""
        self.nodes.update(other.nodes)
        self.edges.extend(other.edges)
