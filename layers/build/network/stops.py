"""Where time passes: border stations, gauge breaks and terminals, each an edge without length."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from geo.errors import DataError
from geo.geodesy import MEAN_RADIUS_KM, densify, distance_km, segment_km, unit_vectors
from geo.model import Mode, Status, StopKind
from layers.build.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from layers.build.raw import Point, RawEdge, RawNetwork

RAIL_REACH_KM: Final = 25.0
"""A rail terminal further than this from any track is a mistake in the list of places."""
SAME_NODE_KM: Final = 0.3
CUSTOMS_UNION: Final = frozenset({
    "AT", "BE", "BG", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IT", "LT", "LU", "LV", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
"""Between members of the European Union trains stop at a border without customs."""
INNER_BORDER: Final = "eu-inner-border"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawStop:
    """A stop between two nodes: its edge has no length, and the time of its kind."""

    start: str
    end: str
    kind: StopKind
    place: str
    place_id: str
    point: Point
    modes: tuple[Mode, Mode]
    countries: tuple[str, str]
    gates: frozenset[str]
    closed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """A border station or gauge break of ``border_stations.csv``."""

    gate: str
    name: str
    countries: frozenset[str]
    point: Point
    radius_km: float
    gauge_break: bool


def read_stations() -> list[Station]:
    """Read the named border stations."""
    return [
        Station(
            gate=row["gate"],
            name=row["name"],
            countries=frozenset(row["countries"].split()),
            point=(float(row["lon"]), float(row["lat"])),
            radius_km=float(row["radius_km"]),
            gauge_break=row["gauge_break"] == "yes",
        )
        for row in read_rows("border_stations.csv")
    ]


def closed_pairs() -> dict[frozenset[str], int]:
    """Return the month since which each closed pair of countries exchanges no trains."""
    return {
        frozenset(row["countries"].split()): int(row["closed"])
        for row in read_rows("closed_borders.csv")
    }


def split_borders(network: RawNetwork) -> list[RawStop]:
    """Split each border node of the railways into two, and return the stops between them.

    Where the gauge changes and no gauge break is known, the two sides stay apart: no train and no
    box crosses there.
    """
    at: dict[str, list[int]] = defaultdict(list)
    for index, edge in enumerate(network.edges):
        for node in {edge.start, edge.end}:
            if node.startswith("border:"):
                at[node].append(index)
    stations, closed = read_stations(), closed_pairs()
    stops: list[RawStop] = []
    for node in sorted(at):
        point = network.nodes.pop(node)
        sides = [network.edges[i] for i in at[node]]
        if len(sides) != 2:
            msg = f"{node} joins {len(sides)} edges; a cut at a border makes exactly two"
            raise DataError(msg)
        for index, edge in zip(at[node], sides, strict=True):
            key = f"{node}@{edge.country}"
            network.nodes[key] = point
            ends = {"start": key} if edge.start == node else {"end": key}
            network.edges[index] = edge.changed(**ends)
        first, second = sorted(sides, key=lambda edge: edge.country)
        stop = _border_stop(node, point, first, second, stations)
        if stop:
            pair = frozenset(stop.countries)
            stops.append(_closed(stop, closed[pair]) if pair in closed else stop)
    return stops


def _closed(stop: RawStop, month: int) -> RawStop:
    fields = {name: getattr(stop, name) for name in stop.__slots__}
    return RawStop(**{**fields, "closed": month})


def _border_stop(
    node: str,
    point: Point,
    first: RawEdge,
    second: RawEdge,
    stations: list[Station],
) -> RawStop | None:
    pair = frozenset((first.country, second.country))
    lon, lat = point
    gaps = [(distance_km(*s.point, lon, lat), s) for s in stations if s.countries == pair]
    near = [(gap, s.gate, s) for gap, s in gaps if gap <= s.radius_km]
    station = min(near)[2] if near else None
    breaks = first.gauge_mm != second.gauge_mm
    if breaks and not (station and station.gauge_break):
        return None
    countries = (first.country, second.country)
    general = "-".join(sorted(pair)).lower()
    inner = INNER_BORDER if pair <= CUSTOMS_UNION and not breaks else ""
    return RawStop(
        start=f"{node}@{first.country}",
        end=f"{node}@{second.country}",
        kind=StopKind.GAUGE_BREAK if breaks else StopKind.BORDER,
        place=station.name if station else f"{countries[0]}–{countries[1]} border",
        place_id=inner or (station.gate if station else general),
        point=point,
        modes=(Mode.RAIL, Mode.RAIL),
        countries=countries,
        gates=frozenset({general, inner, *([station.gate] if station else [])} - {""}),
    )


def split_gauges(network: RawNetwork) -> list[RawStop]:
    """Split rail nodes where two gauges meet inside a country; join them at listed terminals."""
    gauges: dict[str, set[int]] = defaultdict(set)
    for edge in network.edges:
        if edge.mode is Mode.RAIL:
            gauges[edge.start].add(edge.gauge_mm)
            gauges[edge.end].add(edge.gauge_mm)
    mixed = {node for node, found in gauges.items() if len(found) > 1}
    for index, edge in enumerate(network.edges):
        for side in ("start", "end"):
            node = getattr(edge, side)
            if edge.mode is Mode.RAIL and node in mixed and edge.gauge_mm != 1520:
                key = f"{node}@{edge.gauge_mm}"
                network.nodes[key] = network.nodes[node]
                network.edges[index] = network.edges[index].changed(**{side: key})
    terminals = list(read_rows("gauge_terminals.csv"))
    stops = []
    for row in terminals:
        point = (float(row["lon"]), float(row["lat"]))
        nodes = [n for n in sorted(mixed) if distance_km(*network.nodes[n], *point) < 2]
        if len(nodes) != 1:
            msg = f"gauge_terminals.csv, row {row['place_id']}: no node where two gauges meet"
            raise DataError(msg)
        stops.append(
            RawStop(
                start=nodes[0],
                end=f"{nodes[0]}@{row['gauge_mm']}",
                kind=StopKind.GAUGE_BREAK,
                place=row["place"],
                place_id=row["place_id"],
                point=network.nodes[nodes[0]],
                modes=(Mode.RAIL, Mode.RAIL),
                countries=(row["country"], row["country"]),
                gates=frozenset(row["gates"].split()),
            ),
        )
    return stops


class Terminals:
    """Ties places to the tracks: splits the nearest edge and remembers the node of each place."""

    def __init__(self, network: RawNetwork) -> None:
        self.network = network
        self.edge_of: list[int] = []
        points = []
        for index, edge in enumerate(network.edges):
            if edge.mode is not Mode.RAIL or not edge.track_km:
                continue
            dense = densify(edge.line, step_km=1.0)
            points.append(dense)
            self.edge_of += [index] * len(dense)
        flat = np.concatenate(points)
        self.tree = cKDTree(unit_vectors(flat[:, 0], flat[:, 1]))
        self.flat = flat
        self.pieces: dict[int, list[int]] = {}

    def tie(self, place_id: str, point: Point, *, country: str) -> str:
        """Return the node of a rail terminal, cutting an edge where there is none.

        Only lines of the terminal's own country count: a border station belongs to one side. A
        line that is not open yet counts where no open one is within reach.

        Raises
        ------
        DataError
            No track within reach.
        """
        found_at = self.tree.query(unit_vectors([point[0]], [point[1]])[0], k=200)
        gaps, nearest = (np.asarray(part).tolist() for part in found_at)
        unopened: int | None = None
        for chord, found in zip(gaps, nearest, strict=True):
            edge = self.network.edges[self.edge_of[found]]
            if edge.country != country:
                continue
            if chord * MEAN_RADIUS_KM > RAIL_REACH_KM:
                break
            if edge.status is Status.OPERATING:
                return self._node_at(place_id, self.edge_of[found], _point(self.flat[found]))
            unopened = found if unopened is None else unopened
        if unopened is not None:
            return self._node_at(place_id, self.edge_of[unopened], _point(self.flat[unopened]))
        msg = f"places.csv, row {place_id}: no track within {RAIL_REACH_KM:.0f} km of {point}"
        raise DataError(msg)

    def _node_at(self, place_id: str, origin: int, point: Point) -> str:
        candidates = self.pieces.get(origin, [origin])
        index = min(
            candidates,
            key=lambda i: _gaps(densify(self.network.edges[i].line, step_km=1.0), point).min(),
        )
        edge = self.network.edges[index]
        for node, end in ((edge.start, edge.line[0]), (edge.end, edge.line[-1])):
            if distance_km(*end, *point) < SAME_NODE_KM and not node.startswith("border:"):
                return node
        key = f"rail:{place_id}"
        first, second = cut(edge, key, point)
        self.network.nodes[key] = point
        self.network.edges[index] = first
        self.network.edges.append(second)
        self.pieces[origin] = [*candidates, len(self.network.edges) - 1]
        return key


def _point(row: NDArray[np.float64]) -> Point:
    return float(row[0]), float(row[1])


def _gaps(dense: NDArray[np.float64], point: Point) -> NDArray[np.float64]:
    """Return distances that rank the points of a line by nearness; their unit does not matter."""
    there = unit_vectors([point[0]], [point[1]])
    return np.asarray(np.linalg.norm(unit_vectors(dense[:, 0], dense[:, 1]) - there, axis=1))


def cut(edge: RawEdge, node: str, point: Point) -> tuple[RawEdge, RawEdge]:
    """Split an edge at a point of its line; track kilometres are shared by drawn length."""
    dense = densify(edge.line, step_km=1.0)
    at = int(np.argmin(_gaps(dense, point)))
    along = np.concatenate(([0.0], np.cumsum(segment_km(dense))))
    given = np.concatenate(([0.0], np.cumsum(segment_km(edge.line))))
    where = float(np.clip(along[at], along[-1] * 0.001, along[-1] * 0.999))
    share = where / float(along[-1])
    here = (round(float(point[0]), 5), round(float(point[1]), 5))
    inner = list(zip(edge.line[1:-1], given[1:-1], strict=True))
    head = (edge.line[0], *(p for p, km in inner if km < where - 0.05), here)
    tail = (here, *(p for p, km in inner if km > where + 0.05), edge.line[-1])
    return (
        edge.changed(end=node, line=head, track_km=edge.track_km * share),
        edge.changed(start=node, line=tail, track_km=edge.track_km * (1 - share)),
    )


def road_borders(
    places: Iterable[Mapping[str, str]],
    nodes: dict[str, Point],
) -> list[RawStop]:
    """Return the road borders between two places, and add the road node each of them needs."""
    by_id = {row["id"]: row for row in places}
    stops = []
    for row in read_rows("road_borders.csv"):
        first, last = by_id[row["from"]], by_id[row["to"]]
        for place in (first, last):
            nodes.setdefault(f"road:{place['id']}", (float(place["lon"]), float(place["lat"])))
        countries = (first["country"], last["country"])
        stops.append(
            RawStop(
                start=f"road:{first['id']}",
                end=f"road:{last['id']}",
                kind=StopKind.BORDER,
                place=row["name"],
                place_id=row["gate"],
                point=nodes[f"road:{last['id']}"],
                modes=(Mode.ROAD, Mode.ROAD),
                countries=countries,
                gates=frozenset({row["gate"], "-".join(sorted(countries)).lower()}),
            ),
        )
    return stops


def transfer_stops(
    places: Iterable[Mapping[str, str]],
    nodes_of: Mapping[str, Mapping[Mode, str]],
) -> list[RawStop]:
    """Return a transfer between each pair of modes that a place has terminals for."""
    stops = []
    for row in places:
        nodes = nodes_of.get(row["id"], {})
        for a, b in combinations(sorted(nodes), 2):
            stops.append(
                RawStop(
                    start=nodes[a],
                    end=nodes[b],
                    kind=StopKind.TRANSFER,
                    place=row["name"],
                    place_id=row["id"],
                    point=(float(row["lon"]), float(row["lat"])),
                    modes=(a, b),
                    countries=(row["country"], row["country"]),
                    gates=frozenset({row["id"], f"{row['id']}:{a}-{b}"}),
                ),
            )
    return stops
