"""Land under a line at sea, by Natural Earth's 10 m coast; lakes count as water."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from geo.geodesy import densify, length_km
from layers.build.gazetteer.countries import read_natural_earth

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

TILE_VERTICES: Final = 400
STEP_KM: Final = 20.0
"""A chord of this length in degrees leaves its geodesic by some 25 m at 60 N."""

Piece = tuple[tuple[float, float], ...]


class Ashore(NamedTuple):
    """One stretch of a line that lies on land."""

    km: float
    line: Piece


def tiles(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """Cut a polygon into boxes until no part has many vertices, so that queries stay cheap.

    Parameters
    ----------
    shape
        Polygon or multipolygon, EPSG:4326.

    Returns
    -------
    list
        Polygons which together cover the shape.
    """
    if shapely.is_empty(shape):
        return []
    if shapely.get_num_coordinates(shape) <= TILE_VERTICES:
        return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    west, south, east, north = shapely.bounds(shape)
    x, y = (west + east) / 2, (south + north) / 2
    if east - west > north - south:
        boxes = ((west, south, x, north), (x, south, east, north))
    else:
        boxes = ((west, south, east, y), (west, y, east, north))
    return [tile for box in boxes for tile in tiles(shapely.clip_by_rect(shape, *box))]


@cache
def _tree(name: str) -> shapely.STRtree:
    frame = read_natural_earth("physical", name)
    parts = shapely.get_parts(frame.geometry.make_valid().to_numpy())
    found = [tile for part in parts for tile in tiles(part)]
    shapely.prepare(found)
    return shapely.STRtree(found)


def running_on(line: ArrayLike) -> NDArray[np.float64]:
    """Return the line with longitudes that run on across the antimeridian.

    Parameters
    ----------
    line
        Shape (n, 2), longitude first, EPSG:4326.

    Examples
    --------
    >>> running_on([(170, 0), (-170, 5)]).tolist()
    [[170.0, 0.0], [190.0, 5.0]]
    """
    points = np.array(line, dtype=np.float64)
    points[:, 0] = np.unwrap(points[:, 0], period=360)
    return points


def wrapped(line: ArrayLike) -> list[shapely.Geometry]:
    """Return the line as drawn and shifted by a turn, if it leaves -180..180.

    Parameters
    ----------
    line
        Shape (n, 2), longitude first, EPSG:4326; longitudes run on across the antimeridian.

    Returns
    -------
    list
        One or two lines; between them they meet whatever the true line meets.

    Examples
    --------
    >>> [shape.bounds[0] for shape in wrapped([(-170, 0), (-190, 0)])]
    [-190.0, 170.0]
    """
    points = running_on(line)
    shifts = [0]
    if points[:, 0].min() < -180:
        shifts.append(360)
    if points[:, 0].max() > 180:
        shifts.append(-360)
    return [shapely.LineString(points + np.array([shift, 0])) for shift in shifts]


def _near(shape: shapely.Geometry, name: str) -> NDArray[np.object_]:
    tree = _tree(name)
    return tree.geometries.take(np.sort(tree.query(shape, predicate="intersects")))


def ashore(line: ArrayLike) -> list[Ashore]:
    """Return the stretches of a line that lie on land.

    Parameters
    ----------
    line
        Shape (n, 2), longitude first, EPSG:4326; neighbours are joined by geodesics.

    Returns
    -------
    list
        Stretches in no particular order, lakes taken out.
    """
    found: list[Ashore] = []
    for shape in wrapped(densify(running_on(line), step_km=STEP_KM)):
        dry = shapely.union_all(shapely.intersection(_near(shape, "ne_10m_land"), shape))
        for lake in _near(dry, "ne_10m_lakes"):
            dry = shapely.difference(dry, lake)
        for part in shapely.get_parts(dry):
            if part.length:
                points = tuple((float(x), float(y)) for x, y in shapely.get_coordinates(part))
                found.append(Ashore(length_km(points), points))
    return found


def land_km(line: ArrayLike) -> float:
    """Return how much of a line lies on land.

    Parameters
    ----------
    line
        Shape (n, 2), longitude first, EPSG:4326; neighbours are joined by geodesics.

    Returns
    -------
    float
        Kilometres on Natural Earth's 10 m land, lakes taken out.
    """
    return sum(piece.km for piece in ashore(line))
