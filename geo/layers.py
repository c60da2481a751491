"""The GeoJSON layers: read, checked at the door, and combined.

A layer is one RFC 7946 file below ``layers/``, EPSG:4326, longitude first. The text is parsed and
checked here rather than by a driver that guesses, so that a damaged file is an error that names it
and never a frame that is merely shorter. Features are combined by stacking; they are never
dissolved, because each leg carries its own sources.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypedDict

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geo.errors import LayerError, UnknownNameError
from geo.geodesy import length_km
from geo.message import quoted
from geo.model import Accuracy, Mode, Status
from geo.paths import LAYERS, REBUILD, check_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray


Properties = dict[str, Any]
"""Columns of a feature: texts, numbers and None."""


class Geometry(TypedDict):
    """A geometry of GeoJSON, longitude first."""

    type: str
    coordinates: Any


class Feature(TypedDict):
    """A feature of GeoJSON."""

    type: str
    properties: Properties
    geometry: Geometry


class FeatureCollection(TypedDict):
    """A layer as its file holds it."""

    type: str
    features: list[Feature]


LEG_LAYERS: Final = (
    "western",
    "trans_caspian",
    "eastern",
    "rasht_astara",
    "incheh_boroun",
    "bandar_abbas",
    "caspian_routes",
    "suez",
    "cape",
)
"""Layers whose features are legs, in the order of their drawing."""

LEG_COLUMNS: Final = (
    "leg_id",
    "name",
    "from",
    "to",
    "mode",
    "country",
    "gauge_mm",
    "track_km",
    "drawn_km",
    "status",
    "opened",
    "source_ids",
    "accuracy",
)
"""Properties of every leg; ``layers/README.md`` explains each."""

_LINES: Final = frozenset({"LineString", "MultiLineString"})
_GEOMETRY: Final = {
    **dict.fromkeys(LEG_LAYERS, _LINES),
    "places": frozenset({"Point"}),
    "passages": _LINES | {"Point", "Polygon", "MultiPolygon"},
}
_CLOSED_SETS: Final = {"mode": Mode, "status": Status, "accuracy": Accuracy}
_WGS84: Final = (CRS.from_epsg(4326), CRS.from_user_input("OGC:CRS84"))
_AREA_DIMENSIONS: Final = 2
_LENGTH_TOLERANCE: Final = 0.005
_LENGTH_SLACK_KM: Final = 0.05


def layer_names() -> tuple[str, ...]:
    """List the names of all layers, in the order of their drawing.

    The list is that of the files the project promises, not of those that happen to be there, so
    that a missing file is noticed.

    Examples
    --------
    >>> layer_names()[:3]
    ('western', 'trans_caspian', 'eastern')
    """
    return tuple(_GEOMETRY)


def read_layer(name: str, *, folder: Path = LAYERS) -> gpd.GeoDataFrame:
    """Read and check one layer.

    Parameters
    ----------
    name
        One of ``layer_names()``.
    folder
        Where the file ``<name>.geojson`` lies.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a feature, in the order of the file; EPSG:4326, longitude first.

    Raises
    ------
    UnknownNameError
        There is no such layer.
    LayerError
        The file is missing, damaged, in another reference system, or contradicts itself.
    """
    if name not in _GEOMETRY:
        msg = f"{quoted(name)} is no layer; the layers are {', '.join(layer_names())}"
        raise UnknownNameError(msg)
    path = folder / f"{name}.geojson"
    document = _load(path)
    features = _features(document, path)
    frame = gpd.GeoDataFrame(
        [feature["properties"] for feature in features],
        geometry=_geometries(features, path, allowed=_GEOMETRY[name]),
        crs=_declared_crs(document, path),
    )
    frame = require_wgs84(frame, name=_shown(path))
    if name in LEG_LAYERS:
        _require_columns(features, path)
        _check_legs(frame, path)
    return frame


def read_available(
    names: Iterable[str] | None = None, *, folder: Path = LAYERS
) -> tuple[dict[str, gpd.GeoDataFrame], tuple[LayerError, ...]]:
    """Read what can be read, and say of the rest what is wrong with it.

    Parameters
    ----------
    names
        Layers to read; all of them if None.
    folder
        Where the files lie.

    Returns
    -------
    frames
        Layers by name, in the order of ``names``.
    errors
        One for each layer that could not be used; the message names the file.
    """
    frames: dict[str, gpd.GeoDataFrame] = {}
    errors: list[LayerError] = []
    for name in layer_names() if names is None else dict.fromkeys(names):
        try:
            frames[name] = read_layer(name, folder=folder)
        except LayerError as error:
            errors.append(error)
    return frames, tuple(errors)


def combine(names: Iterable[str] | None = None, *, folder: Path = LAYERS) -> gpd.GeoDataFrame:
    """Stack several layers into one frame.

    Parameters
    ----------
    names
        Layers to read, each once; all of them if None.
    folder
        Where the files lie.

    Returns
    -------
    geopandas.GeoDataFrame
        All features, none merged, with a column ``layer`` that says where each comes from;
        EPSG:4326. Columns that a layer does not have are empty in its rows.

    Raises
    ------
    UnknownNameError
        A name is no layer, or none is given.
    LayerError
        One of the files cannot be used.
    """
    layers = layer_names() if names is None else tuple(dict.fromkeys(names))
    if not layers:
        msg = "no layer is named; name at least one"
        raise UnknownNameError(msg)
    frames = [read_layer(name, folder=folder).assign(layer=name) for name in layers]
    return pd.concat(frames, ignore_index=True)


def require_wgs84(frame: gpd.GeoDataFrame, *, name: str) -> gpd.GeoDataFrame:
    """Declare that a frame is in EPSG:4326, if its coordinates are.

    Parameters
    ----------
    frame
        Any frame of geometries, longitude first.
    name
        What the error shall call it.

    Raises
    ------
    LayerError
        The frame has no reference system, or another one.
    """
    if frame.crs is None:
        msg = f"{name} has no reference system; a layer is EPSG:4326, longitude first"
        raise LayerError(msg)
    if frame.crs not in _WGS84:
        msg = f"{name} is in {frame.crs.name}; a layer is EPSG:4326, reproject it first"
        raise LayerError(msg)
    return frame.set_crs(4326, allow_override=True)


def lengths_km(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Length on the map of each feature.

    Parameters
    ----------
    frame
        EPSG:4326, longitude first; neighbouring vertices are joined by geodesics.

    Returns
    -------
    numpy.ndarray
        Shape (n,), kilometres on the ellipsoid; zero for points, the outline for areas.

    Examples
    --------
    >>> line = shapely.LineString([(0, 0), (0, 1)])
    >>> lengths_km(gpd.GeoDataFrame(geometry=[line], crs=4326)).round(1).tolist()
    [110.6]
    """
    outlines = frame.geometry.to_numpy()
    areas = shapely.get_dimensions(outlines) == _AREA_DIMENSIONS
    outlines = np.where(areas, shapely.boundary(outlines), outlines)
    parts, owner = shapely.get_parts(outlines, return_index=True)
    total = np.zeros(len(outlines))
    for part, row in zip(parts, owner, strict=True):
        total[row] += length_km(shapely.get_coordinates(part))
    return total


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _fail(path: Path, what: str, *, cause: Exception | None = None) -> NoReturn:
    msg = f"{_shown(path)} {what}; {REBUILD}"
    raise LayerError(msg) from cause


def _no_constant(text: str) -> NoReturn:
    msg = f"{text} is no number of JSON"
    raise ValueError(msg)


def _load(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
        document = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except FileNotFoundError as error:
        _fail(path, "is missing", cause=error)
    except OSError as error:
        _fail(path, f"cannot be read ({error.strerror})", cause=error)
    except (ValueError, RecursionError) as error:
        _fail(path, f"is cut short or is not JSON ({error})", cause=error)
    check_digest(path, content, remedy=REBUILD)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        _fail(path, "is not a FeatureCollection")
    return document


def _features(document: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    features = document.get("features")
    if not isinstance(features, list) or not features:
        _fail(path, "holds no feature")
    for number, feature in enumerate(features, start=1):
        if (
            not isinstance(feature, dict)
            or feature.get("type") != "Feature"
            or not isinstance(feature.get("properties"), dict)
            or not isinstance(feature.get("geometry"), dict)
        ):
            _fail(path, f"has no complete feature at position {number}")
    return features


def _geometries(
    features: Sequence[dict[str, Any]], path: Path, *, allowed: frozenset[str]
) -> NDArray[np.object_]:
    geometries: list[Any] = []
    for number, feature in enumerate(features, start=1):
        kind = feature["geometry"].get("type")
        if kind not in allowed:
            _fail(path, f"has a {kind} at position {number}, where {sorted(allowed)} may stand")
        try:
            geometry = shape(feature["geometry"])
        except (ShapelyError, TypeError, ValueError, KeyError, IndexError) as error:
            _fail(
                path,
                f"has a broken {kind} at position {number} ({str(error).strip()})",
                cause=error,
            )
        points = shapely.get_coordinates(geometry)
        if not len(points):
            _fail(path, f"has an empty {kind} at position {number}")
        if not (np.abs(points) <= (180, 90)).all():
            worst = points[~(np.abs(points) <= (180, 90)).all(axis=1)][0].tolist()
            _fail(path, f"has the point {worst} at position {number}, not longitude and latitude")
        geometries.append(geometry)
    return np.asarray(geometries, dtype=np.object_)


def _declared_crs(document: dict[str, Any], path: Path) -> CRS:
    if "crs" not in document:
        return _WGS84[0]
    try:
        return CRS.from_user_input(document["crs"]["properties"]["name"])
    except (CRSError, TypeError, KeyError) as error:
        _fail(path, "names a reference system that nobody knows", cause=error)


def _require_columns(features: Sequence[dict[str, Any]], path: Path) -> None:
    for number, feature in enumerate(features, start=1):
        missing = [column for column in LEG_COLUMNS if column not in feature["properties"]]
        if missing:
            _fail(path, f"lacks {', '.join(missing)} at position {number}")


def _check_legs(frame: gpd.GeoDataFrame, path: Path) -> None:
    for column, names in _CLOSED_SETS.items():
        strange = sorted({str(value) for value in frame[column]} - {name.value for name in names})
        if strange:
            _fail(path, f"has {', '.join(strange)} as {column}")
    if not frame["leg_id"].is_unique:
        _fail(path, "uses a leg_id twice")
    stated = pd.to_numeric(frame["drawn_km"], errors="coerce").to_numpy()
    drawn_km = lengths_km(frame)
    off = ~(np.abs(stated - drawn_km) <= _LENGTH_SLACK_KM + _LENGTH_TOLERANCE * drawn_km)
    if off.any():
        row = int(np.flatnonzero(off)[0])
        leg = frame["leg_id"].iloc[row]
        what = f"says that leg {leg} is {stated[row]:.1f} km as drawn, but its line is"
        _fail(path, f"{what} {drawn_km[row]:.1f} km (are longitude and latitude in order?)")


CORRIDOR_BOX: Final = (30.0, 16.0, 80.0, 61.0)
"""West, south, east, north, degrees: St Petersburg to Mumbai."""
