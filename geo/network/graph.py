"""The network as arrays: read once, never changed, shared by every thread.

Edges come in two kinds under one numbering. *Lines* (numbers below ``line_count``) have a length;
*stops* (the rest) have none, and join the two sides of a border, a gauge break or a terminal.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.errors import LayerError
from geo.model import Accuracy, Mode, Source, Status, StopKind, Water
from geo.network.packing import DEGREE, unpack_arrays
from geo.paths import NETWORK, REBUILD, shipped_bytes, shipped_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

MODES: Final = tuple(Mode)
WATERS: Final = tuple(Water)
STATUSES: Final = tuple(Status)
ACCURACIES: Final = tuple(Accuracy)
KINDS: Final = tuple(StopKind)
COLUMNS: Final = (
    *("start", "end", "mode", "water", "country", "gauge_mm", "track_km", "drawn_km", "status"),
    *("accuracy", "opened", "closed", "link", "gate_set", "source_set"),
)
STOP_COLUMNS: Final = ("stop_start", "stop_end", "stop_kind", "stop_closed", "stop_gate_set")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkStop:
    """Attributes of one stop edge, in the order of the table."""

    place: str
    place_id: str
    kind: StopKind
    lon: float
    lat: float
    modes: tuple[Mode, Mode]
    countries: tuple[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """All edges, their lines and their gates; equal to no other.

    Arrays named after columns have one entry per line, shape (lines,), unless another is given.
    """

    arrays: Mapping[str, NDArray[Any]] = field(repr=False)
    countries: tuple[str, ...]
    links: tuple[str, ...]
    gate_sets: tuple[frozenset[str], ...] = field(repr=False)
    source_sets: tuple[tuple[str, ...], ...] = field(repr=False)
    stops: tuple[NetworkStop, ...] = field(repr=False)
    place_nodes: Mapping[str, Mapping[Mode, int]] = field(repr=False)
    port_ends: Mapping[str, tuple[tuple[int, float], ...]] = field(repr=False)
    """For each port that is an end only: nodes of the lanes it reaches, and kilometres to them."""
    port_points: Mapping[str, tuple[float, float]] = field(repr=False)
    """Where those ports lie, longitude first."""
    sources: Mapping[str, Source] = field(repr=False)
    """Sources of the lengths, by id."""
    own_speeds_kmh: Mapping[int, float] = field(default_factory=dict, repr=False)
    """Speed of each line that is a link of the user's own, by its number."""

    @cached_property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.arrays["node_lon"])

    @cached_property
    def line_count(self) -> int:
        """Number of lines."""
        return len(self.arrays["start"])

    @cached_property
    def starts(self) -> NDArray[np.int32]:
        """First node of each edge, lines then stops, shape (edges,)."""
        return np.concatenate((self.arrays["start"], self.arrays["stop_start"]))

    @cached_property
    def ends(self) -> NDArray[np.int32]:
        """Last node of each edge, lines then stops, shape (edges,)."""
        return np.concatenate((self.arrays["end"], self.arrays["stop_end"]))

    @cached_property
    def edge_gate_set(self) -> NDArray[np.uint16]:
        """Number of the gate set of each edge, lines then stops, shape (edges,)."""
        return np.concatenate((self.arrays["gate_set"], self.arrays["stop_gate_set"]))

    @cached_property
    def is_port(self) -> NDArray[np.bool_]:
        """Which nodes are ports of places, shape (nodes,)."""
        mask = np.zeros(self.node_count, dtype=bool)
        mask[[ends[Mode.SEA] for ends in self.place_nodes.values() if Mode.SEA in ends]] = True
        return mask

    @cached_property
    def gates(self) -> frozenset[str]:
        """Every gate name that occurs."""
        return frozenset().union(*self.gate_sets)

    @cached_property
    def terminals(self) -> Mapping[str, str]:
        """Country of each terminal, ``place:mode-mode``.

        Examples
        --------
        >>> load_network().terminals["mundra:rail-sea"]
        'IN'
        """
        country_of = {stop.place_id: stop.countries[0] for stop in self.stops}
        names = sorted(name for name in self.gates if ":" in name)
        return {name: country_of.get(name.partition(":")[0], "") for name in names}

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """For each entry of the sparse matrix, the number of its edge, shape (2 * edges,)."""
        return np.argsort(self._entries(), kind="stable") % len(self.starts)

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """``row * nodes + column`` of each entry of the sparse matrix, ascending."""
        return np.sort(self._entries())

    def _entries(self) -> NDArray[np.int64]:
        """``row * nodes + column`` of each entry: edges forward, then backward."""
        rows = np.concatenate((self.starts, self.ends)).astype(np.int64)
        return rows * self.node_count + np.concatenate((self.ends, self.starts))

    @cached_property
    def indices(self) -> NDArray[np.int32]:
        """Columns of the sparse matrix."""
        return (self.keys % self.node_count).astype(np.int32)

    @cached_property
    def indptr(self) -> NDArray[np.int32]:
        """Row pointers of the sparse matrix, shape (nodes + 1,)."""
        rows = np.arange(self.node_count + 1, dtype=np.int64) * self.node_count
        return np.searchsorted(self.keys, rows).astype(np.int32)

    def edges_between(
        self, rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Find the one edge between each two joined nodes, by its number; shape (pairs,)."""
        edges: NDArray[np.int64] = self.order[
            np.searchsorted(self.keys, rows * self.node_count + columns)
        ]
        return edges

    def line(self, edge: int) -> NDArray[np.float64]:
        """Line of an edge, shape (n, 2), longitude first, EPSG:4326."""
        first, last = self.arrays["line_offset"][edge : edge + 2]
        return np.asarray(self.arrays["line"][first:last] / DEGREE)

    def marks(self, edge: int) -> NDArray[np.float64]:
        """Kilometres of track from the start at each point of an edge's line."""
        first, last = self.arrays["line_offset"][edge : edge + 2]
        return self.arrays["mark_km"][first:last].astype(np.float64)

    def line_point(self, gate: str) -> tuple[float, float] | None:
        """Middle of the shortest line that passes a gate: longitude and latitude in degrees.

        None where no line passes it.

        Examples
        --------
        >>> lon, lat = load_network().line_point("hormuz")
        >>> 55.5 < lon < 57.5, 25.5 < lat < 27.5
        (True, True)
        """
        if gate not in self._line_points:
            self._line_points[gate] = self._find_line_point(gate)
        return self._line_points[gate]

    @cached_property
    def _line_points(self) -> dict[str, tuple[float, float] | None]:
        """Points of gates that were asked for."""
        return {}

    def _find_line_point(self, gate: str) -> tuple[float, float] | None:
        sets = [number for number, gates in enumerate(self.gate_sets) if gate in gates]
        edges = np.flatnonzero(np.isin(self.arrays["gate_set"], sets))
        if not len(edges):
            return None
        line = self.line(int(edges[np.argmin(self.arrays["track_km"][edges])]))
        lon, lat = line[len(line) // 2]
        return float(lon), float(lat)

    def warm(self) -> Network:
        """Derive every array now, so that threads only read."""
        for name in ("order", "indices", "indptr", "edge_gate_set", "gates", "line_count"):
            getattr(self, name)
        return self


def load_network(folder: Path = NETWORK) -> Network:
    """Read the network.

    Parameters
    ----------
    folder
        Holds ``network.npz`` and ``network.json``.

    Raises
    ------
    LayerError
        A file is missing or damaged; the message names it.

    Examples
    --------
    >>> load_network().line_count > 10_000
    True
    """
    arrays = _read_arrays(folder / "network.npz")
    path = folder / "network.json"
    try:
        tables = json.loads(shipped_text(path, remedy=REBUILD))
        return _network(arrays, tables).warm()
    except (ValueError, KeyError, TypeError, IndexError) as error:
        msg = f"{path.name} is damaged; {REBUILD}"
        raise LayerError(msg) from error


def _read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    try:
        content = io.BytesIO(shipped_bytes(path, remedy=REBUILD))
        with np.load(content, allow_pickle=False) as archive:
            arrays = unpack_arrays({name: archive[name] for name in archive.files})
        _check_shapes(arrays)
    except (LookupError, ValueError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        msg = f"{path.name} is damaged; {REBUILD}"
        raise LayerError(msg) from error
    for array in arrays.values():
        array.setflags(write=False)
    return arrays


def _check_shapes(arrays: Mapping[str, NDArray[Any]]) -> None:
    """Refuse arrays that do not belong together."""
    groups = (
        (len(arrays["start"]), COLUMNS),
        (len(arrays["start"]) + 1, ("line_offset",)),
        (int(arrays["line_offset"][-1]), ("line", "mark_km")),
        (len(arrays["stop_start"]), STOP_COLUMNS),
        (len(arrays["node_lon"]), ("node_lon", "node_lat")),
    )
    wrong = [name for size, names in groups for name in names if len(arrays[name]) != size]
    nodes = len(arrays["node_lon"])
    wrong += [
        name
        for name in ("start", "end", "stop_start", "stop_end", "port_node")
        if len(arrays[name]) and not 0 <= arrays[name].min() <= arrays[name].max() < nodes
    ]
    if wrong:
        raise ValueError(wrong)


def _network(arrays: dict[str, NDArray[Any]], tables: dict[str, Any]) -> Network:
    kinds = arrays["stop_kind"].tolist()
    stops = tuple(
        NetworkStop(
            place=row["place"],
            place_id=row["place_id"],
            kind=KINDS[kind],
            lon=row["lon"],
            lat=row["lat"],
            modes=(Mode(row["modes"][0]), Mode(row["modes"][1])),
            countries=(row["countries"][0], row["countries"][1]),
        )
        for row, kind in zip(tables["stops"], kinds, strict=True)
    )
    ports: dict[str, list[tuple[int, float]]] = {}
    ends = zip(
        tables["ports"], arrays["port_node"].tolist(), arrays["port_km"].tolist(), strict=True
    )
    for port, node, km in ends:
        ports.setdefault(port, []).append((node, km))
    return Network(
        arrays=arrays,
        countries=tuple(tables["countries"]),
        links=tuple(tables["links"]),
        gate_sets=tuple(frozenset(row) for row in tables["gate_sets"]),
        source_sets=tuple(tuple(row) for row in tables["source_sets"]),
        stops=stops,
        place_nodes={
            place: {Mode(mode): node for mode, node in nodes.items()}
            for place, nodes in tables["place_nodes"].items()
        },
        port_ends={port: tuple(nodes) for port, nodes in ports.items()},
        port_points={port: (lon, lat) for port, (lon, lat) in tables["port_points"].items()},
        sources={name: Source(id=name, **row) for name, row in tables["sources"].items()},
    )
