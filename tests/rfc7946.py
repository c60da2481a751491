"""The rules of RFC 7946 that this project keeps, and the faults of a document against them.

To the standard are added: no ``crs`` member (section 4 forbids a system other than WGS 84), and at
most six decimals, about a tenth of a metre (section 11.2).
"""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_DECIMALS: Final = 6
DEPTH: Final = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""How many lists stand round a position."""

Position = list[Decimal]


def faults(text: str) -> list[str]:
    """Return one phrase for each fault of a GeoJSON text."""
    document = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    if document.get("type") != "FeatureCollection":
        return ["is not a FeatureCollection"]
    found = ["has a crs member"] if "crs" in document else []
    for number, feature in enumerate(document["features"], start=1):
        found.extend(f"feature {number} {fault}" for fault in _feature(feature))
    return found


def _feature(feature: dict[str, Any]) -> Iterator[str]:
    if feature.get("type") != "Feature":
        yield "is not a Feature"
    if not isinstance(feature.get("properties"), dict):
        yield "has no properties"
    geometry = feature.get("geometry") or {}
    kind = geometry.get("type")
    if kind not in DEPTH:
        yield f"has {kind} for a geometry"
        return
    paths = list(_paths(geometry["coordinates"], DEPTH[kind]))
    for path in paths:
        yield from _path(path)
    if kind.endswith("LineString"):
        yield from ("has a line of one position" for path in paths if len(path) == 1)
    elif kind == "Polygon":
        yield from _rings(geometry["coordinates"])
    elif kind == "MultiPolygon":
        for rings in geometry["coordinates"]:
            yield from _rings(rings)


def _paths(coordinates: Any, depth: int) -> Iterator[list[Position]]:
    if depth == 0:
        yield [coordinates]
    elif depth == 1:
        yield coordinates
    else:
        for part in coordinates:
            yield from _paths(part, depth - 1)


def _path(path: list[Position]) -> Iterator[str]:
    if not path:
        yield "has an empty part"
    for position in path:
        if len(position) != 2:
            yield "has a position that is not longitude and latitude"
            return
        lon, lat = position
        if not (abs(lon) <= 180 and abs(lat) <= 90):
            yield f"leaves the globe at {lon} {lat}"
        if max(map(_decimals, position)) > MAX_DECIMALS:
            yield f"has more than {MAX_DECIMALS} decimals at {lon} {lat}"
    for (lon, lat), (further, _) in pairwise(path):
        if abs(further - lon) > 180:
            yield f"crosses the antimeridian from {lon} {lat}"


def _rings(rings: Sequence[list[Position]]) -> Iterator[str]:
    for number, ring in enumerate(rings):
        if len(ring) < 4 or ring[0] != ring[-1]:
            yield "has a ring that is not closed"
        elif (_doubled_area(ring) > 0) is not (number == 0):
            yield "has a ring against the right-hand rule"


def _doubled_area(ring: list[Position]) -> Decimal:
    lon0, lat0 = ring[0]
    return sum(
        (
            (lon1 - lon0) * (lat2 - lat0) - (lon2 - lon0) * (lat1 - lat0)
            for (lon1, lat1), (lon2, lat2) in pairwise(ring)
        ),
        start=Decimal(0),
    )


def _decimals(number: Decimal) -> int:
    return -int(number.as_tuple().exponent)
