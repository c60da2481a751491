"""The ground of a paper map: land, lakes, rivers and borders of ``layers/basemap``, projected."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.path import Path

from geo.maps_page import ground as read_ground

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.charts_projection import Frame

_MARGIN: Final = 2.0
"""Degrees kept beyond what the picture shows, so that no edge of a cut is seen."""
_STEP: Final = 1.5
"""Longest piece of an outline, degrees: a straight line bends under projection."""


@cache
def geometry(name: str, kind: str = "") -> Any:  # noqa: ANN401 - shapely is untyped
    """Return one file of the base map as one geometry; EPSG:4326, longitude first.

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


@cache
def countries() -> tuple[dict[str, Any], ...]:
    """Return the names of countries and where they stand: GeoJSON features."""
    return tuple(json.loads(read_ground("countries"))["features"])


def outline(frame: Frame, shape: Any, at: Callable[[Any], Any]) -> Path | None:  # noqa: ANN401 - shapely is untyped
    """Return the part of a geometry that a picture shows as a path of the sheet.

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
        if box[2] < -180 or box[0] > 180:  # noqa: PLR2004 - ends of the world
            continue
        for line in _lines(shapely.segmentize(shapely.clip_by_rect(shape, *box), _STEP)):
            points = frame.project(np.add(line, (turn, 0)))
            points = points[np.isfinite(points).all(axis=1)]
            if len(points) > 1:
                vertices.append(at(points))
                codes.append(_codes(len(points)))
    return Path(np.concatenate(vertices), np.concatenate(codes)) if vertices else None


def _lines(shape: Any) -> list[Any]:  # noqa: ANN401 - shapely is untyped
    """Return the rings of polygons, or the lines, as arrays of shape (n, 2).

    Outer rings run one way, holes the other, as filling by winding wants it.
    """
    found = shapely.get_parts(shape)
    if len(found) and shapely.get_dimensions(found).max() > 1:
        found = shapely.get_rings(shapely.orient_polygons(found))
    points, owner = shapely.get_coordinates(found, return_index=True)
    return np.split(points, np.flatnonzero(np.diff(owner)) + 1) if len(points) else []


def _codes(count: int) -> Any:  # noqa: ANN401 - an array of small integers
    codes = np.full(count, Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    return codes
