"""GeoJSON features: legs, stops and gates, or the layers, for every format with geometry."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from geo.export.content import layer_sources
from geo.export.userdata import own_rows
from geo.geodesy import cut_at_antimeridian

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.export.content import Content
    from geo.export.rows import GateRow, StopRow
    from geo.layers import Feature, Geometry, Properties

    Position = Sequence[float]


def feature_layers(content: Content) -> dict[str, list[Feature]]:
    """GeoJSON features by layer: the layers themselves, or ``legs``, ``stops`` and ``gates``.

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
    return {
        "legs": legs,
        "stops": [_point_feature(content, row) for row in content.stops],
        "gates": [_point_feature(content, row) for row in content.gates],
    }


def own_features(content: Content) -> list[Feature]:
    """Features of the user's own layer, each with the name of its file as its layer."""
    if content.own is None:
        return []
    from shapely.geometry import mapping

    layer = content.own.layer
    return [
        _feature({**row, "layer": layer.name}, cast("Geometry", mapping(shape)))
        for row, shape in zip(own_rows(content.own), layer.geometries, strict=True)
    ]


def _point_feature(content: Content, row: StopRow | GateRow) -> Feature:
    point: Geometry = {"type": "Point", "coordinates": [row.lon, row.lat]}
    properties = content.cells(row)
    del properties["lon"], properties["lat"]
    return _feature(properties, point)


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
    parts = cut_at_antimeridian(line)
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}
