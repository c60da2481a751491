"""The ground of a map of surfaces: an equal-area view of its cells, land, borders and paths."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Proj

from geo.errors import LayerError
from geo.paths import BASEMAP, REBUILD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STEP_DEG: Final = 1.0


class View:
    """A projection that fits some points into a box.

    Parameters
    ----------
    lons, lats
        Points, degrees.
    left, top, width
        Of the box, pixels; its height follows.
    """

    def __init__(self, lons: Floats, lats: Floats, left: float, top: float, width: float) -> None:
        middle = (lons.min() + lons.max()) / 2, (lats.min() + lats.max()) / 2
        self._proj = Proj(proj="laea", lon_0=middle[0], lat_0=middle[1], ellps="WGS84")
        x, y = (np.asarray(one) for one in self._proj(lons, lats))
        pad = 0.03 * float(np.ptp(x))
        self._west, self._north = float(x.min()) - pad, float(y.max()) + pad
        self._scale = width / (float(np.ptp(x)) + 2 * pad)
        self.left, self.top, self.width = left, top, width
        self.height = (float(np.ptp(y)) + 2 * pad) * self._scale
        edge = np.arange(0.0, 1.0, 0.02)
        corners = self._box(edge)
        lon, lat = self._proj(corners[:, 0], corners[:, 1], inverse=True)
        self.bounds = (
            float(np.min(lon)) - 2,
            float(np.min(lat)) - 2,
            float(np.max(lon)) + 2,
            min(float(np.max(lat)) + 2, 86.0),
        )

    def _box(self, edge: Floats) -> Floats:
        wide, high = self.width / self._scale, self.height / self._scale
        zero, one = np.zeros_like(edge), np.ones_like(edge)
        x = np.concatenate((edge, one, edge, zero)) * wide + self._west
        y = self._north - np.concatenate((zero, edge, one, edge)) * high
        return np.column_stack((x, y))

    def points(self, lonlat: Floats) -> Floats:
        """Pixels of points, shape (n, 2)."""
        x, y = self._proj(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack(
            (
                self.left + (np.asarray(x) - self._west) * self._scale,
                self.top + (self._north - np.asarray(y)) * self._scale,
            )
        )

    def shape(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Project a geometry, pixels."""
        return shapely.transform(geometry, self.points)

    @property
    def frame(self) -> shapely.Geometry:
        """Box of the map, pixels."""
        return shapely.box(self.left, self.top, self.left + self.width, self.top + self.height)


def line_path(points: Floats) -> str:
    """Path of a line, pixels."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist())


def shape_path(geometry: shapely.Geometry) -> str:
    """Path of a geometry of pixels."""
    return "".join(_rings(geometry))


def _rings(geometry: shapely.Geometry) -> Iterable[str]:
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            for ring in (part.exterior, *part.interiors):
                yield line_path(np.asarray(ring.coords)) + "Z"
        elif isinstance(part, shapely.LineString):
            yield line_path(np.asarray(part.coords))
        elif shapely.get_num_geometries(part) > 1:
            yield from _rings(part)


def densified(geometry: shapely.Geometry, bounds: tuple[float, ...]) -> shapely.Geometry:
    """Cut to a box of degrees, with points close enough for a curved projection."""
    west, south, east, north = bounds
    return shapely.segmentize(shapely.clip_by_rect(geometry, west, south, east, north), _STEP_DEG)


def _geometry(name: str) -> shapely.Geometry:
    path = BASEMAP / name
    try:
        features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
        return shapely.union_all(shapes)
    except (OSError, ValueError, LookupError, shapely.errors.ShapelyError) as error:
        msg = f"basemap/{path.name} is missing or damaged; {REBUILD}"
        raise LayerError(msg) from error


@cache
def land() -> shapely.Geometry:
    """Give the land without its lakes, EPSG:4326."""
    return shapely.difference(_geometry("land.geojson"), _geometry("lakes.geojson"))


@cache
def borders() -> shapely.Geometry:
    """Give the borders of countries, EPSG:4326."""
    return _geometry("borders.geojson")
