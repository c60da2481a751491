"""Write the assembled network as the arrays and tables that ship."""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import numpy as np

from geo.errors import DataError
from geo.network import ACCURACIES, DEGREE, KINDS, MODES, STATUSES, WATERS, pack_arrays
from layers.build.gazetteer.ports import read_ports
from layers.build.network.assemble import marks_of
from layers.build.tables import read_rows
from layers.build.writing import write_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from layers.build.network.assemble import Assembly
    from layers.build.network.stops import RawStop
    from layers.build.raw import RawEdge

T = TypeVar("T")
TYPES: Final = {
    "mode": "u1", "water": "u1", "status": "u1", "accuracy": "u1", "country": "u1",
    "gauge_mm": "u2", "link": "u1", "gate_set": "u2", "source_set": "u2",
    "start": "i4", "end": "i4", "opened": "i4", "closed": "i4",
}  # fmt: skip


class Numbered(Generic[T]):
    """Numbers values in the order they are met."""

    def __init__(self, *first: T) -> None:
        self.rows = {value: number for number, value in enumerate(first)}

    def __call__(self, value: T) -> int:
        """Return the number of a value."""
        return self.rows.setdefault(value, len(self.rows))


class Packer:
    """Numbers nodes, edges and tables of one assembly; equal input gives equal bytes."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        network = assembly.network
        ends = {n for e in network.edges for n in (e.start, e.end)}
        ends |= {n for s in assembly.stops for n in (s.start, s.end)}
        self.names = sorted(ends)
        self.number = {name: i for i, name in enumerate(self.names)}
        self.edges = sorted(network.edges, key=self._order)
        self.stops = sorted(assembly.stops, key=self._order)
        self.countries: Numbered[str] = Numbered()
        self.links: Numbered[str] = Numbered("")
        self.gate_sets: Numbered[tuple[str, ...]] = Numbered(())
        self.source_sets: Numbered[tuple[str, ...]] = Numbered()

    def _order(self, item: RawEdge | RawStop) -> tuple[int, int]:
        return self.number[item.start], self.number[item.end]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return every array of the network.

        Raises
        ------
        DataError
            A number does not fit the type of its column.
        """
        return {
            **self._columns(),
            **self._lines(),
            **self._nodes(),
            **self._stop_columns(),
            **self._ports(),
        }

    def _columns(self) -> dict[str, NDArray[Any]]:
        columns: dict[str, list[float]] = defaultdict(list)
        for edge in self.edges:
            row = {
                "start": self.number[edge.start],
                "end": self.number[edge.end],
                "mode": MODES.index(edge.mode),
                "water": WATERS.index(edge.water),
                "country": self.countries(edge.country),
                "gauge_mm": edge.gauge_mm,
                "track_km": edge.track_km,
                "drawn_km": edge.drawn_km,
                "status": STATUSES.index(edge.status),
                "accuracy": ACCURACIES.index(edge.accuracy),
                "opened": edge.opened,
                "closed": edge.closed,
                "link": self.links(edge.link),
                "gate_set": self.gate_sets(tuple(sorted(edge.gates))),
                "source_set": self.source_sets(edge.sources),
            }
            for name, value in row.items():
                columns[name].append(value)
        return {name: _fitted(name, column) for name, column in columns.items()}

    def _lines(self) -> dict[str, NDArray[Any]]:
        lengths = [len(edge.line) for edge in self.edges]
        lines = np.concatenate([np.asarray(edge.line) for edge in self.edges])
        marks = np.concatenate([marks_of(edge) for edge in self.edges])
        return {
            "line_offset": np.concatenate(([0], np.cumsum(lengths))).astype("i4"),
            "line": np.rint(lines * DEGREE).astype("i4"),
            "mark_km": marks.astype("f4"),
        }

    def _nodes(self) -> dict[str, NDArray[Any]]:
        points = dict(self.assembly.network.nodes)
        for stop in self.stops:
            points.setdefault(stop.start, stop.point)
            points.setdefault(stop.end, stop.point)
        return {
            "node_lon": np.array([points[name][0] for name in self.names]),
            "node_lat": np.array([points[name][1] for name in self.names]),
        }

    def _stop_columns(self) -> dict[str, NDArray[Any]]:
        stops = self.stops
        gates = [self.gate_sets(tuple(sorted(stop.gates))) for stop in stops]
        return {
            "stop_start": np.array([self.number[stop.start] for stop in stops], dtype="i4"),
            "stop_end": np.array([self.number[stop.end] for stop in stops], dtype="i4"),
            "stop_kind": np.array([KINDS.index(stop.kind) for stop in stops], dtype="u1"),
            "stop_closed": np.array([stop.closed for stop in stops], dtype="i4"),
            "stop_gate_set": np.array(gates, dtype="u2"),
        }

    def _port_rows(self) -> list[tuple[str, int, float]]:
        attached = sorted(self.assembly.attached.items())
        return [(port, self.number[node], km) for port, ends in attached for node, km in ends]

    def _ports(self) -> dict[str, NDArray[Any]]:
        rows = self._port_rows()
        return {
            "port_node": np.array([node for _, node, _ in rows], dtype="i4"),
            "port_km": np.array([km for *_, km in rows], dtype="f8"),
        }

    def tables(self) -> dict[str, Any]:
        """Return every table of the network; call it after `arrays`.

        Raises
        ------
        DataError
            A length names a source that ``length_sources.csv`` lacks.
        """
        sources = {row.pop("id"): row for row in read_rows("length_sources.csv")}
        if unknown := {name for row in self.source_sets.rows for name in row} - set(sources):
            msg = f"length_sources.csv lacks {sorted(unknown)}"
            raise DataError(msg)
        return {
            "countries": list(self.countries.rows),
            "links": list(self.links.rows),
            "gate_sets": [list(row) for row in self.gate_sets.rows],
            "source_sets": [list(row) for row in self.source_sets.rows],
            "stops": [_stop_row(stop) for stop in self.stops],
            "place_nodes": {
                place: {mode.value: self.number[node] for mode, node in sorted(nodes.items())}
                for place, nodes in sorted(self.assembly.nodes_of.items())
            },
            "ports": [port for port, *_ in self._port_rows()],
            "port_points": {
                f"port:{port.unlocode}": [round(port.lon, 4), round(port.lat, 4)]
                for port in read_ports()
                if f"port:{port.unlocode}" in self.assembly.attached
            },
            "sources": sources,
        }


def _fitted(name: str, column: Sequence[float]) -> NDArray[Any]:
    given = np.asarray(column)
    fitted = given.astype(TYPES.get(name, "f8"))
    if not np.array_equal(given, fitted):
        msg = f"network column {name} holds a number that its type cannot"
        raise DataError(msg)
    return fitted


def _stop_row(stop: RawStop) -> dict[str, object]:
    return {
        "place": stop.place,
        "place_id": stop.place_id,
        "lon": round(stop.point[0], 5),
        "lat": round(stop.point[1], 5),
        "modes": list(stop.modes),
        "countries": list(stop.countries),
    }


def write_network(assembly: Assembly, folder: Path) -> list[Path]:
    """Write ``network.npz`` and ``network.json``.

    Parameters
    ----------
    assembly
        After ``finish``.
    folder
        Where to write.
    """
    packer = Packer(assembly)
    folder.mkdir(parents=True, exist_ok=True)
    array_file, table_file = folder / "network.npz", folder / "network.json"
    save_arrays(array_file, pack_arrays(packer.arrays()))
    text = json.dumps(packer.tables(), ensure_ascii=False, indent=1)
    write_text(table_file, text + "\n")
    return [array_file, table_file]


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write an ``.npz`` whose bytes depend on the arrays alone, not on the hour."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in sorted(arrays):
            buffer = io.BytesIO()
            np.save(buffer, arrays[name], allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue(), compresslevel=9)
    write_bytes(path, whole.getvalue())
