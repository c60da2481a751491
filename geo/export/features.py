"""GeoJSON features: legs and stops of journeys, or the layers, for every format with geometry."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geo.export.content import layer_sources
from geo.export.rows import COORDINATE_DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.content import Content
    from geo.layers import Feature, Geometry, Properties

    Position = Sequence[float]

_HALF: Final = 180.0


def feature_layers(content: Content) -> dict[str, list[Feature]]:
    """GeoJSON features by layer: the layers themselves, or ``legs`` and ``stops`` of journeys.

    EPSG:4326, longitude first, at most six decimals, lines cut at the antimeridian.
    """
    if content.layers:
        return {
            name: [_layer_feature(content, feature) for feature in layer["features"]]
            for name, layer in content.layers.items()
        }
    lines = [leg.coordinates for journey in content.drawn for leg in journey.route.legs]
    legs = [
        _feature(content.cells(row), line_geometry(line))
        for row, line in zip(content.legs, lines, strict=True)
    ]
    stops = []
    for row in content.stops:
        point: Geometry = {"type": "Point", "coordinates": [_wrapped(row.lon), row.lat]}
        properties = content.cells(row)
        del properties["lon"], properties["lat"]
        stops.append(_feature(properties, point))
    return {"legs": legs, "stops": stops}


def _feature(properties: Properties, geometry: Geometry) -> Feature:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _layer_feature(content: Content, feature: Feature) -> Feature:
    properties = feature["properties"]
    sources = {"sources": content.source_texts(layer_sources(properties))}
    return _feature({**properties, **sources}, feature["geometry"])


def line_geometry(line: Sequence[Position]) -> Geometry:
    """Line as GeoJSON, in several parts where it crosses the antimeridian.

    Examples
    --------
    >>> line_geometry([[179, 10], [181, 20]])["coordinates"]
    [[[179, 10], [180.0, 15.0]], [[-180.0, 15.0], [-179.0, 20]]]
    """
    parts: list[list[list[float]]] = [[_position(line[0])]]
    for (lon, lat), (next_lon, next_lat) in pairwise([_position(point) for point in line]):
        if abs(next_lon - lon) > _HALF:
            side = _HALF if lon > 0 else -_HALF
            width = 2 * _HALF - abs(next_lon - lon)
            share = abs(side - lon) / width if width else 0.0
            middle = round(lat + share * (next_lat - lat), COORDINATE_DIGITS)
            parts[-1].append([side, middle])
            parts.append([[-side, middle]])
        parts[-1].append([next_lon, next_lat])
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _position(point: Position) -> list[float]:
    return [_wrapped(round(point[0], COORDINATE_DIGITS)), round(point[1], COORDINATE_DIGITS)]


def _wrapped(lon: float) -> float:
    """Longitude between -180 and 180."""
    if -_HALF <= lon <= _HALF:
        return lon
    return round((lon + _HALF) % (2 * _HALF) - _HALF, COORDINATE_DIGITS)
