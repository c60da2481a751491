"""Put rail, road and sea together, contract what only bends, and write the arrays that ship."""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.errors import DataError
from geo.geodesy import length_km, segment_km
from geo.model import Accuracy, Mode, Status, StopKind, Water
from layers.build.rail_source import EAST, NORTH, SOUTH, WEST
from layers.build.raw import RawEdge, RawNetwork
from layers.build.stops import Terminals, split_borders, split_gauges, transfer_stops

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from layers.build.raw import Point
    from layers.build.stops import RawStop

DEGREE: Final = 100_000
"""Coordinates are kept as whole hundred-thousandths of a degree, about a metre."""
MODES: Final = tuple(Mode)
WATERS: Final = tuple(Water)
STATUSES: Final = tuple(Status)
ACCURACIES: Final = tuple(Accuracy)
KINDS: Final = tuple(StopKind)


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
            place["id"]: terminals.tie(place["id"], self.point(place))
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
    marks = _marks(chain[0])
    for edge in chain[1:]:
        line += edge.line[1:]
        marks += [marks[-1] + km for km in _marks(edge)[1:]]
    return chain[0].changed(
        end=chain[-1].end,
        line=tuple(line),
        track_km=sum(edge.track_km for edge in chain),
        marks=tuple(marks),
    )


def _marks(edge: RawEdge) -> list[float]:
    """Return kilometres of track at each vertex, shared out by drawn length where not known."""
    if edge.marks:
        return list(edge.marks)
    pieces = segment_km(edge.line)
    total = pieces.sum()
    along = np.concatenate(([0.0], np.cumsum(pieces)))
    return list(along * (edge.track_km / total)) if total else [0.0] * (len(along) - 1) + [0.0]


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
        line, marks = edge.line, _marks(edge)
        if len(line) == 2:
            (x0, y0), (x1, y1) = line
            line = (line[0], ((x0 + x1) / 2, (y0 + y1) / 2), line[1])
            marks = [0.0, edge.track_km / 2, edge.track_km]
        at = len(line) // 2
        middle = f"mid:{edge.start}|{edge.end}|{edge.track_km:.3f}"
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


class _Table:
    """Numbers values in the order they are met."""

    def __init__(self) -> None:
        self.rows: dict[object, int] = {}

    def __call__(self, value: object) -> int:
        return self.rows.setdefault(value, len(self.rows))


def write(assembly: Assembly, folder: Path) -> list[Path]:
    """Write ``network.npz`` and ``network.json``.

    Parameters
    ----------
    assembly
        After ``finish``.
    folder
        Where to write.

    Returns
    -------
    list of Path
        The two files. Equal input gives equal bytes.
    """
    network = assembly.network
    used = {n for e in network.edges for n in (e.start, e.end)}
    used |= {n for s in assembly.stops for n in (s.start, s.end)}
    names = sorted(used)
    number = {name: i for i, name in enumerate(names)}
    points = dict(network.nodes)
    points.update({n: s.point for s in assembly.stops for n in (s.start, s.end) if n not in points})
    edges = sorted(network.edges, key=lambda e: (number[e.start], number[e.end]))
    stops = sorted(assembly.stops, key=lambda s: (number[s.start], number[s.end]))
    countries, links, gate_sets, source_sets = _Table(), _Table(), _Table(), _Table()
    gate_sets(())
    columns: dict[str, list[float]] = defaultdict(list)
    lines: list[NDArray[np.float64]] = []
    marks: list[float] = []
    offsets = [0]
    for edge in edges:
        columns["start"].append(number[edge.start])
        columns["end"].append(number[edge.end])
        columns["mode"].append(MODES.index(edge.mode))
        columns["water"].append(WATERS.index(edge.water))
        columns["country"].append(countries(edge.country))
        columns["gauge_mm"].append(edge.gauge_mm)
        columns["track_km"].append(edge.track_km)
        columns["drawn_km"].append(length_km(edge.line))
        columns["status"].append(STATUSES.index(edge.status))
        columns["accuracy"].append(ACCURACIES.index(edge.accuracy))
        columns["opened"].append(edge.opened)
        columns["closed"].append(edge.closed)
        columns["link"].append(links(edge.link))
        columns["gate_set"].append(gate_sets(tuple(sorted(edge.gates))))
        columns["source_set"].append(source_sets(edge.sources))
        lines.append(np.asarray(edge.line))
        marks += _marks(edge)
        offsets.append(offsets[-1] + len(edge.line))
    arrays = {name: np.asarray(column) for name, column in columns.items()}
    narrow = {"mode": "u1", "water": "u1", "status": "u1", "accuracy": "u1", "country": "u1"}
    narrow |= {"gauge_mm": "u2", "link": "u1", "gate_set": "u2", "source_set": "u2"}
    narrow |= {"start": "i4", "end": "i4", "opened": "i4", "closed": "i4"}
    for name, column in arrays.items():
        arrays[name] = column.astype(narrow.get(name, "f8"))
        if not np.array_equal(arrays[name], column):
            msg = f"network column {name} overflows its type"
            raise DataError(msg)
    attached = [
        (p, number[n], km) for p, ends in sorted(assembly.attached.items()) for n, km in ends
    ]
    arrays |= {
        "node_lon": np.array([points[n][0] for n in names]),
        "node_lat": np.array([points[n][1] for n in names]),
        "line_offset": np.asarray(offsets, dtype="i4"),
        "line": np.rint(np.concatenate(lines) * DEGREE).astype("i4"),
        "mark_km": np.asarray(marks, dtype="f4"),
        "stop_start": np.array([number[s.start] for s in stops], dtype="i4"),
        "stop_end": np.array([number[s.end] for s in stops], dtype="i4"),
        "stop_kind": np.array([KINDS.index(s.kind) for s in stops], dtype="u1"),
        "stop_closed": np.array([s.closed for s in stops], dtype="i4"),
        "stop_gate_set": np.array([gate_sets(tuple(sorted(s.gates))) for s in stops], dtype="u2"),
        "port_node": np.array([n for _, n, _ in attached], dtype="i4"),
        "port_km": np.array([km for *_, km in attached]),
    }
    tables = {
        "countries": list(countries.rows),
        "links": list(links.rows),
        "gate_sets": [list(row) for row in gate_sets.rows],  # type: ignore[call-overload]
        "source_sets": [list(row) for row in source_sets.rows],  # type: ignore[call-overload]
        "stops": [_stop_row(stop) for stop in stops],
        "place_nodes": {
            place: {mode.value: number[node] for mode, node in sorted(nodes.items())}
            for place, nodes in sorted(assembly.nodes_of.items())
        },
        "ports": [place for place, *_ in attached],
    }
    folder.mkdir(parents=True, exist_ok=True)
    array_file, table_file = folder / "network.npz", folder / "network.json"
    save_arrays(array_file, arrays)
    text = json.dumps(tables, ensure_ascii=False, indent=1)
    table_file.write_text(text + "\n", encoding="utf-8", newline="\n")
    return [array_file, table_file]


def _stop_row(stop: RawStop) -> dict[str, object]:
    return {
        "place": stop.place,
        "place_id": stop.place_id,
        "lon": round(stop.point[0], 5),
        "lat": round(stop.point[1], 5),
        "modes": list(stop.modes),
        "countries": list(stop.countries),
    }


def save_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write an ``.npz`` whose bytes depend on the arrays alone, not on the hour."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(arrays):
            buffer = io.BytesIO()
            np.save(buffer, arrays[name], allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue(), compresslevel=9)
