"""The ground of a paper map: land, lakes, rivers and borders of ``layers/basemap``, projected."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.path import Path

from geo.webmap import ground as read_ground

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from geo.plot.projection import Frame

_MARGIN: Final = 2.0
"""Degrees kept beyond the picture, so that no cut edge is visible."""
_SIMPLE, _SPECK = 0.12, 0.3
"""Points by which a line of the ground may be off, and size below which it is left out."""
_REGION, _AROUND = 40.0, 25.0
HALF_TURN: Final = 180
"""Longitude at which the base map ends, degrees."""
"""Degrees: largest extent at which visible parts are named, and distance to points outside."""
_CUT: Final = 0.04
"""Degrees by which borders are widened, so that they reach the coast when they cut the land."""
_INSET: Final = 0.9
"""Share of the picture in which the middle of such a name may lie."""
_LEAST: Final = 0.015
"""Least radius of a part that is named, as a share of the picture's width."""
_STEP: Final = 1.5
"""Longest piece of an outline, degrees: a straight line bends under projection."""


@cache
def geometry(name: str, kind: str = "") -> Any:  # noqa: ANN401 - shapely is untyped
    """One file of the base map as one geometry; EPSG:4326, longitude first.

    Parameters
    ----------
    name
        ``land``, ``lakes``, ``rivers`` or ``borders``.
    kind
        Of borders, ``border`` or ``disputed``; empty: all there is.

    Raises
    ------
    LayerError
        The file is missing or damaged.
    """
    text = read_ground(name)
    shapes = shapely.get_parts(shapely.from_geojson(text))
    if kind:
        kinds = [feature["properties"]["kind"] for feature in json.loads(text)["features"]]
        shapes = shapes[np.array(kinds) == kind]
    return shapely.geometrycollections(shapes) if len(shapes) > 1 else shapes[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sea:
    """A sea and the points on which a map may centre its name, the best first."""

    names: Mapping[str, str]
    """``name``, ``name_ru`` and ``name_fa``; a long one has two lines."""
    zoom: float
    """Zoom level of a web map from which it is named."""
    last_zoom: float
    """Zoom level up to which it is named."""
    points: tuple[tuple[float, float], ...]
    """Longitude and latitude, degrees."""


@cache
def seas() -> tuple[Sea, ...]:
    """All seas of the base map, the largest first."""
    rows = [
        Sea(
            names={key: text for key, text in props.items() if key.startswith("name")},
            zoom=float(props["zoom"]),
            last_zoom=float(props["last_zoom"]),
            points=tuple(
                (float(lon), float(lat)) for lon, lat in feature["geometry"]["coordinates"]
            ),
        )
        for feature in json.loads(read_ground("seas"))["features"]
        for props in [feature["properties"]]
    ]
    return tuple(sorted(rows, key=lambda sea: sea.zoom))


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country and the point at which a map names it."""

    names: Mapping[str, str]
    """``name`` and, by language, ``name_ru`` and ``name_fa``."""
    zoom: float
    """Zoom level of a web map from which it is named."""
    lon: float
    lat: float
    area: shapely.Polygon | None = field(default=None, repr=False, compare=False)
    """The largest part of it that a picture shows, degrees; None where it is not known."""


@cache
def countries() -> tuple[Country, ...]:
    """All countries of the base map."""
    return tuple(
        Country(
            names={key: text for key, text in props.items() if key.startswith("name")},
            zoom=float(props["zoom"]),
            lon=lon,
            lat=lat,
        )
        for feature in json.loads(read_ground("countries"))["features"]
        for props, (lon, lat) in [(feature["properties"], feature["geometry"]["coordinates"][:2])]
    )


def seen_countries(frame: Frame) -> list[Country]:
    """Countries with the points at which a picture may name them.

    In a picture of a region, a country whose own point is outside is named within its visible part.
    """
    spots = list(countries())
    west, south, east, north = frame.bounds()
    is_region = max(east - west, north - south) <= _REGION
    if west < -HALF_TURN or east > HALF_TURN:
        return spots
    wide = (west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND)
    land, lines = (shapely.clip_by_rect(geometry(name), *wide) for name in ("land", "borders"))
    dry = shapely.difference(land, shapely.clip_by_rect(geometry("lakes"), *wide))
    parts = shapely.get_parts(shapely.difference(dry, shapely.buffer(lines, _CUT, quad_segs=1)))
    window = shapely.Polygon(frame.outline(_INSET))
    shown = shapely.intersection(parts, window)
    tree = shapely.STRtree(parts)
    own = tree.query(
        shapely.points([(spot.lon, spot.lat) for spot in spots]), predicate="within"
    ).T.tolist()
    shared = [part for _, part in own]
    for country, part in own:
        spot = spots[country]
        if shared.count(part) > 1 or shapely.is_empty(shown[part]):
            continue
        area = max(shapely.get_parts(shown[part]), key=shapely.area)
        spots[country] = replace(spot, area=area)
        if is_region and not shapely.contains_xy(window, spot.lon, spot.lat):
            circle = shapely.maximum_inscribed_circle(shown[part])
            if shapely.length(circle) > _LEAST * (east - west):
                lon, lat = shapely.get_coordinates(circle)[0].tolist()
                spots[country] = replace(spot, lon=lon, lat=lat, area=area)
    return spots


def outline(frame: Frame, shape: Any, at: Callable[[Any], Any]) -> Path | None:  # noqa: ANN401 - shapely is untyped
    """Visible part of a geometry as a path of the sheet.

    Parameters
    ----------
    frame
        Projection and extent.
    shape
        Polygons or lines, EPSG:4326; the world, once round.
    at
        From points of the plane, shape (n, 2), to points of the sheet.

    Returns
    -------
    matplotlib.path.Path or None
        None where nothing of it is shown.
    """
    west, south, east, north = frame.bounds()
    vertices: list[Any] = []
    codes: list[Any] = []
    for turn in (-360, 0, 360):
        box = (west - turn - _MARGIN, south - _MARGIN, east - turn + _MARGIN, north + _MARGIN)
        if box[2] < -HALF_TURN or box[0] > HALF_TURN:
            continue
        for line in _lines(shapely.segmentize(shapely.clip_by_rect(shape, *box), _STEP)):
            points = frame.project(np.add(line, (turn, 0)))
            points = points[np.isfinite(points).all(axis=1)]
            if len(points) > 1 and len(seen := _simple(at(points))):
                vertices.append(seen)
                codes.append(_codes(len(seen)))
    return Path(np.concatenate(vertices), np.concatenate(codes)) if vertices else None


def _simple(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of a line on the sheet without those that no one would see; none of a speck."""
    if np.ptp(points, axis=0).max() < _SPECK:
        return points[:0]
    return shapely.get_coordinates(shapely.simplify(shapely.LineString(points), _SIMPLE))


def _lines(shape: Any) -> list[Any]:  # noqa: ANN401 - shapely is untyped
    """Rings of polygons, or lines, as arrays of shape (n, 2).

    Outer rings run one way, holes the other, as filling by winding wants it.
    """
    parts = shapely.get_parts(shape)
    if len(parts) and shapely.get_dimensions(parts).max() > 1:
        parts = shapely.get_rings(shapely.orient_polygons(parts))
    points, owner = shapely.get_coordinates(parts, return_index=True)
    return np.split(points, np.flatnonzero(np.diff(owner)) + 1) if len(points) else []


def _codes(count: int) -> NDArray[np.uint8]:
    codes = np.full(count, Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    return codes
