"""Sea lanes: searoute's marine network with corrections of our own."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.spatial import cKDTree

from geo.errors import DataError
from geo.geodesy import distance_km, unit_vectors
from layers.build.packages import SEAROUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

Point = tuple[float, float]

DATA: Final = Path(__file__).resolve().parents[1] / "data"
FOLDER: Final = "searoute-1.6.0/searoute/data"
MERGE_KM: Final = 0.01
"""Nodes joined by a piece shorter than this are one node: the source repeats points."""
FIND_KM: Final = 0.5
"""A correction names a vertex of the source by its coordinates, to within this distance."""


@dataclass(slots=True)
class Lanes:
    """Vertices by key, and lengths of the pieces between them; no piece twice."""

    nodes: dict[str, Point] = field(default_factory=dict)
    pieces: dict[tuple[str, str], float] = field(default_factory=dict)
    """Kilometres by pair of keys, the lesser key first."""
    own: set[tuple[str, str]] = field(default_factory=set)
    """Pieces that come from our corrections."""

    def join(self, one: str, other: str, *, own: bool = False) -> None:
        """Add a piece unless its two ends are one vertex."""
        if one == other:
            return
        pair = min(one, other), max(one, other)
        self.pieces[pair] = distance_km(*self.nodes[one], *self.nodes[other])
        if own:
            self.own.add(pair)


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of our data files.

    Parameters
    ----------
    name
        File name below ``layers/build/data``.
    """
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def normal(lon: float, lat: float) -> Point:
    """Return the point with its longitude in -180 up to 180, at six decimals.

    Examples
    --------
    >>> normal(190.5, 60), normal(180, 10)
    ((-169.5, 60.0), (-180.0, 10.0))
    """
    turned = round((float(lon) + 180) % 360 - 180, 6)
    return (-180.0 if turned == 180 else turned), round(float(lat), 6)


def source_pieces() -> Iterator[tuple[Point, Point]]:
    """Yield the straight pieces of searoute's network, a few of them more than once."""
    content = json.loads(SEAROUTE.read(f"{FOLDER}/marnet_searoute.geojson"))
    for feature in content["features"]:
        geometry = feature["geometry"]
        lines = geometry["coordinates"]
        for line in [lines] if geometry["type"] == "LineString" else lines:
            points = [normal(*point) for point in line]
            yield from pairwise(points)


def _merged(pieces: set[tuple[Point, Point]]) -> dict[Point, Point]:
    """Return, for each point, the one that stands for it once tiny pieces have shrunk away."""
    stands: dict[Point, Point] = {}

    def root(point: Point) -> Point:
        while (above := stands.get(point, point)) != point:
            point = above
        return point

    for one, other in sorted(pieces):
        if distance_km(*one, *other) < MERGE_KM:
            low, high = sorted((root(one), root(other)))
            stands[high] = low
    return {point: root(point) for piece in pieces for point in piece}


def source_lanes() -> Lanes:
    """Return searoute's network: vertices ``s:0``, ``s:1``, ... from west to east."""
    pieces = {(min(one, other), max(one, other)) for one, other in source_pieces()}
    stands = _merged(pieces)
    points = sorted(set(stands.values()))
    keys = {point: f"s:{number}" for number, point in enumerate(points)}
    lanes = Lanes(nodes={key: point for point, key in keys.items()})
    for one, other in sorted(pieces):
        lanes.join(keys[stands[one]], keys[stands[other]])
    return lanes


class Finder:
    """Finds vertices by the words of a correction: the name of an own one, or coordinates."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.keys = list(lanes.nodes)
        self.points = np.array([lanes.nodes[key] for key in self.keys])
        self.tree = cKDTree(unit_vectors(self.points[:, 0], self.points[:, 1]))

    def nearest(self, lon: float, lat: float, count: int) -> list[str]:
        """Return the keys of the nearest vertices, nearest first."""
        _, found = self.tree.query(unit_vectors([lon], [lat])[0], k=count)
        return [self.keys[int(number)] for number in np.atleast_1d(found)]

    def find(self, words: str) -> str:
        """Return the key of the vertex meant.

        Raises
        ------
        DataError
            No vertex has the name, or none lies at the coordinates.
        """
        if f"s:{words}" in self.lanes.nodes:
            return f"s:{words}"
        try:
            lon, lat = (float(word) for word in words.split())
        except ValueError:
            msg = f"{words!r} names no lane vertex; give an id of sea_vertices.csv or 'lon lat'"
            raise DataError(msg) from None
        key = self.nearest(lon, lat, 1)[0]
        if distance_km(lon, lat, *self.lanes.nodes[key]) > FIND_KM:
            msg = f"no lane vertex lies at {words}; the nearest is {self.lanes.nodes[key]}"
            raise DataError(msg)
        return key


def corrected_lanes() -> Lanes:
    """Return searoute's network with the rows of our three correction files applied.

    ``sea_vertices.csv`` adds vertices ``s:<id>``, ``sea_edges.csv`` chains of pieces through
    vertices, and ``sea_dropped.csv`` takes pieces away, all those of a vertex if
    it names only one.

    Raises
    ------
    DataError
        A row names a vertex or piece that does not exist.
    """
    lanes = source_lanes()
    finder = Finder(lanes)
    for row in rows("sea_dropped.csv"):
        meant = {finder.find(row[end]) for end in ("from", "to") if row[end]}
        gone = [pair for pair in lanes.pieces if meant <= set(pair)]
        if not gone:
            msg = f"sea_dropped.csv: no piece from {row['from']} to {row['to']}; delete the row"
            raise DataError(msg)
        for pair in gone:
            del lanes.pieces[pair]
    for row in rows("sea_vertices.csv"):
        lanes.nodes[f"s:{row['id']}"] = normal(float(row["lon"]), float(row["lat"]))
    for row in rows("sea_edges.csv"):
        chain = [finder.find(words.strip()) for words in row["through"].split(";")]
        for one, other in pairwise(chain):
            lanes.join(one, other, own=True)
    return lanes
