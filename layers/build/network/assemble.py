"""Put rail, road and sea together, contract what only bends, and write the arrays that ship."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from geo.geodesy import segment_km, unbroken
from geo.model import Mode
from layers.build.network.stops import (
    Terminals,
    road_borders,
    split_borders,
    split_gauges,
    transfer_stops,
)
from layers.build.rail.source import EAST, NORTH, SOUTH, WEST
from layers.build.raw import RawEdge, RawNetwork

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers.build.network.stops import RawStop
    from layers.build.raw import Point


class Assembly:
    """The whole network with the nodes of its places."""

    def __init__(self, places: Sequence[Mapping[str, str]]) -> None:
        self.places = places
        self.network = RawNetwork()
        self.stops: list[RawStop] = []
        self.nodes_of: dict[str, dict[Mode, str]] = defaultdict(dict)
        self.attached: dict[str, list[tuple[str, float]]] = {}

    def point(self, place: Mapping[str, str]) -> Point:
        """Return a place's coordinates, longitude first."""
        return float(place["lon"]), float(place["lat"])

    def add_rail(self, rail: RawNetwork) -> None:
        """Take in the railways, tie the rail terminals, and set the border stops."""
        terminals = Terminals(rail)
        tied = {
            place["id"]: terminals.tie(place["id"], self.point(place), country=place["country"])
            for place in self.places
            if "rail" in place["terminals"].split() and in_box(self.point(place))
        }
        self.stops += split_borders(rail)
        self.stops += split_gauges(rail)
        self.network.merge(rail)
        for place_id, node in tied.items():
            self.nodes_of[place_id][Mode.RAIL] = node

    def add_road(self, road: RawNetwork) -> None:
        """Take in the road legs; each of their ends is a road terminal."""
        self.stops += road_borders(self.places, road.nodes)
        self.network.merge(road)
        for node in road.nodes:
            self.nodes_of[node.removeprefix("road:")][Mode.ROAD] = node

    def add_sea(self, sea: RawNetwork, attached: Mapping[str, list[tuple[str, float]]]) -> None:
        """Take in the sea lanes with the curated ports, and the ends of all other ports."""
        self.network.merge(sea)
        for node in sea.nodes:
            if node.startswith("sea:"):
                self.nodes_of[node.removeprefix("sea:")][Mode.SEA] = node
        self.attached = dict(attached)

    def finish(self) -> None:
        """Add the transfers between modes and contract the railways."""
        self.stops += transfer_stops(self.places, self.nodes_of)
        kept = {node for nodes in self.nodes_of.values() for node in nodes.values()}
        kept |= {node for stop in self.stops for node in (stop.start, stop.end)}
        kept |= {node for ends in self.attached.values() for node, _ in ends}
        self.network = without_parallels(contract(self.network, kept), self.stops)


def in_box(point: Point) -> bool:
    """Say whether a point lies where the railways of the atlas lie."""
    return WEST < point[0] < EAST and SOUTH < point[1] < NORTH


def _same(edge: RawEdge) -> tuple[object, ...]:
    return (
        edge.mode,
        edge.water,
        edge.country,
        edge.gauge_mm,
        edge.status,
        edge.accuracy,
        edge.opened,
        edge.closed,
        edge.link,
        edge.gates,
        edge.sources,
    )


def _reversed(edge: RawEdge) -> RawEdge:
    return edge.changed(start=edge.end, end=edge.start, line=edge.line[::-1])


def contract(network: RawNetwork, kept: set[str]) -> RawNetwork:
    """Merge chains of edges that differ in nothing but their line.

    Parameters
    ----------
    network
        Any network.
    kept
        Nodes that must stay although only two like edges meet there.

    Returns
    -------
    RawNetwork
        The same lengths between the nodes that are left, and the same drawn lines.
    """
    at: dict[str, list[int]] = defaultdict(list)
    for index, edge in enumerate(network.edges):
        at[edge.start].append(index)
        at[edge.end].append(index)

    def passes(node: str) -> bool:
        found = at[node]
        if node in kept or len(found) != 2 or found[0] == found[1]:
            return False
        return _same(network.edges[found[0]]) == _same(network.edges[found[1]])

    done: set[int] = set()
    result = RawNetwork()
    for index in range(len(network.edges)):
        if index in done:
            continue
        chain = [network.edges[index]]
        done.add(index)
        for forward in (True, False):
            while True:
                node = chain[-1].end if forward else chain[0].start
                other = [i for i in at[node] if i not in done] if passes(node) else []
                if not other:
                    break
                done.add(other[0])
                step = network.edges[other[0]]
                if forward:
                    chain.append(step if step.start == node else _reversed(step))
                else:
                    chain.insert(0, step if step.end == node else _reversed(step))
        result.add([_joined(chain)])
    return result


def _joined(chain: list[RawEdge]) -> RawEdge:
    line = list(chain[0].line)
    marks = marks_of(chain[0])
    for edge in chain[1:]:
        line += edge.line[1:]
        marks += [marks[-1] + km for km in marks_of(edge)[1:]]
    return chain[0].changed(
        end=chain[-1].end,
        line=tuple((lon, lat) for lon, lat in unbroken(line).tolist()),
        track_km=sum(edge.track_km for edge in chain),
        marks=tuple(marks),
    )


def marks_of(edge: RawEdge) -> list[float]:
    """Return kilometres of track at each vertex, shared out by drawn length where not stored."""
    if edge.marks:
        return list(edge.marks)
    pieces = segment_km(edge.line)
    total = pieces.sum()
    along = np.concatenate(([0.0], np.cumsum(pieces)))
    shares = along / total if total else np.linspace(0.0, 1.0, len(along))
    return list(shares * edge.track_km)


def without_parallels(network: RawNetwork, stops: list[RawStop]) -> RawNetwork:
    """Give each second edge between one pair of nodes a node of its own in the middle.

    A sparse matrix adds parallel edges up; with the extra node none are left.
    """
    taken = {frozenset((stop.start, stop.end)) for stop in stops}
    result = RawNetwork()
    for edge in sorted(network.edges, key=lambda e: (e.track_km, e.start, e.end)):
        pair = frozenset((edge.start, edge.end))
        if len(pair) == 1:
            continue
        if pair not in taken:
            taken.add(pair)
            result.add([edge])
            continue
        line, marks = edge.line, marks_of(edge)
        if len(line) == 2:
            (x0, y0), (x1, y1) = line
            line = (line[0], ((x0 + x1) / 2, (y0 + y1) / 2), line[1])
            marks = [0.0, edge.track_km / 2, edge.track_km]
        at = len(line) // 2
        middle = f"mid:{edge.start}|{edge.end}|{len(result.edges)}"
        tail = tuple(km - marks[at] for km in marks[at:])
        result.add(
            [
                edge.changed(
                    end=middle,
                    line=line[: at + 1],
                    track_km=marks[at],
                    marks=tuple(marks[: at + 1]),
                ),
                edge.changed(
                    start=middle,
                    line=line[at:],
                    track_km=edge.track_km - marks[at],
                    marks=tail,
                ),
            ],
        )
    return result
