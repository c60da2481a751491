"""GeoJSON, parsed here: each feature is judged alone, and no driver is asked."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError

from geo.userdata.problems import Flaw, Refusal, RefusedError
from geo.userdata.raw import Finding, RawLayer, check_columns, check_features, with_points

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from shapely import Geometry

    from geo.userdata.limits import Limits

_GEOMETRIES: Final = frozenset(
    {
        *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
        "GeometryCollection",
    }
)
_WGS84_NAMES: Final = re.compile(r"(urn:ogc:def:crs:)?OGC:(1\.3:|:)?CRS84", re.IGNORECASE)
_EPSG: Final = re.compile(r"(urn:ogc:def:crs:)?EPSG:[\w.]*:?(\d{4,6})", re.IGNORECASE)
_DEEPEST: Final = 8
_NUMBERS: Final = (int, float)
"""Collections within collections; nobody draws more."""
Json = dict[str, Any]


def read_geojson(path: Path, limits: Limits) -> RawLayer:
    """Read a FeatureCollection, a feature or a geometry.

    Raises
    ------
    RefusedError
        The text is no JSON, no GeoJSON, or exceeds a limit.
    """
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RefusedError(Refusal.DAMAGED) from error
    except (ValueError, RecursionError) as error:
        raise RefusedError(Refusal.DAMAGED) from error
    features = _features(document)
    check_features(len(features), limits)
    shapes: list[Any] = []
    findings: list[Finding] = []
    columns: dict[str, list[Any]] = {}
    labels: list[str] = []
    for row, feature in enumerate(features, start=1):
        known = feature if isinstance(feature, dict) else {}
        label = known.get("id")
        labels.append("" if isinstance(label, dict | list | None) else str(label))
        geometry = known.get("geometry")
        try:
            shapes.append(None if geometry is None else _shape_of(geometry))
        except (TypeError, ValueError, KeyError, OverflowError, ShapelyError):
            shapes.append(None)
            findings.append(Finding(flaw=Flaw.BROKEN, row=row, label=labels[-1]))
        properties = known.get("properties")
        for name, value in properties.items() if isinstance(properties, dict) else ():
            if name not in columns:
                check_columns(len(columns) + 1, limits)
                columns[name] = [None] * len(features)
            columns[name][row - 1] = value
    return RawLayer(
        geometries=with_points(shapes),
        rows=range(1, len(features) + 1),
        columns=dict(columns),
        labels=labels if any(labels) else (),
        crs=_crs(document),
        findings=findings,
    )


def _features(document: object) -> list[Any]:
    if isinstance(document, dict):
        kind, features = document.get("type"), document.get("features")
        if kind == "FeatureCollection" and isinstance(features, list):
            return features
        if kind == "Feature":
            return [document]
        if isinstance(kind, str) and kind in _GEOMETRIES:
            return [{"geometry": document}]
    raise RefusedError(Refusal.NOT_THE_FORMAT)


def _crs(document: Json) -> CRS:
    """Read the reference system; RFC 7946 knows one, files of before may name another."""
    named = document.get("crs")
    if named is None:
        return CRS.from_epsg(4326)
    name = ""
    if isinstance(named, dict) and isinstance(named.get("properties"), dict):
        name = str(named["properties"].get("name", ""))
    if _WGS84_NAMES.fullmatch(name):
        return CRS.from_epsg(4326)
    try:
        if match := _EPSG.fullmatch(name):
            return CRS.from_epsg(int(match[2]))
    except CRSError:
        pass
    raise RefusedError(Refusal.CRS_WRONG, name=repr(name[:40]))


def _shape_of(document: object) -> Geometry | tuple[float, float]:
    """Geometry of a feature; a point as a pair, because many are made at once."""
    if isinstance(document, dict) and document.get("type") == "Point":
        lon, lat, *_ = document["coordinates"]
        if type(lon) in _NUMBERS and type(lat) in _NUMBERS:
            return float(lon), float(lat)
    return _geometry(document)


def _geometry(document: object, depth: int = 0) -> Geometry:
    if not isinstance(document, dict) or depth > _DEEPEST:
        raise TypeError
    kind = document.get("type")
    if kind == "GeometryCollection":
        parts = [_geometry(one, depth + 1) for one in document["geometries"]]
        return shapely.GeometryCollection(parts)
    return _MAKERS[str(kind)](document["coordinates"])


def _point(position: Any) -> Geometry:  # noqa: ANN401 - whatever stands in the file
    return shapely.Point(_positions([position])[0])


def _line(positions: Any) -> shapely.LineString:  # noqa: ANN401 - as above
    return shapely.LineString(_positions(positions))


def _polygon(rings: Any) -> shapely.Polygon:  # noqa: ANN401 - as above
    outer, *holes = [shapely.LinearRing(_positions(ring)) for ring in rings]
    return shapely.Polygon(outer, holes)


_MAKERS: Final[Mapping[str, Callable[[Any], Geometry]]] = MappingProxyType(
    {
        "Point": _point,
        "MultiPoint": lambda held: shapely.MultiPoint(_positions(held)),
        "LineString": _line,
        "MultiLineString": lambda held: shapely.MultiLineString([_line(one) for one in held]),
        "Polygon": _polygon,
        "MultiPolygon": lambda held: shapely.MultiPolygon([_polygon(one) for one in held]),
    }
)


def _positions(held: Any) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:  # noqa: ANN401 - as above
    """Positions of two numbers; heights are left out."""
    if not isinstance(held, list):
        raise TypeError
    try:
        array = np.array(held)
    except ValueError:  # some have a height
        array = np.array([one[:2] for one in held])
    if array.dtype.kind not in "if" or array.ndim != 2 or array.shape[1] < 2:  # noqa: PLR2004 - longitude and latitude
        raise ValueError
    return np.ascontiguousarray(array[:, :2], dtype=np.float64)
