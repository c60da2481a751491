"""The ground of a map of surfaces: an equal-area view of its cells, land, borders and paths."""

from __future__ import annotations

import html
import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import Proj

from geo.errors import LayerError
from geo.i18n import DOT
from geo.paths import BASEMAP, REBUILD
from geo.plot.canvas import MARGIN, WIDTH, wrapped
from geo.surface import as_of_line, basis_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.plot.canvas import Canvas
    from geo.surface import Grid, Surface

    Floats = NDArray[np.float64]

_STEP_DEG: Final = 1.0
_LEAST_REGION: Final = 2_500.0
"""Square pixels that a region has at least to bear its name."""


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

    def polygons(self, grid: Grid) -> NDArray[np.object_]:
        """Cells of a grid, pixels; shape (cells,)."""
        rings = grid.rings()
        cell = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
        corners = np.array([corner for ring in rings for corner in ring]).reshape(-1, 2)
        outlines = shapely.linearrings(self.points(corners), indices=cell)
        return np.asarray(shapely.polygons(outlines), dtype=object)

    @property
    def frame(self) -> shapely.Geometry:
        """Box of the map, pixels."""
        return shapely.box(self.left, self.top, self.left + self.width, self.top + self.height)


def begin_map(canvas: Canvas, view: View, *, is_small: bool) -> shapely.Geometry:
    """Draw water and land into the box of a view, cut at its edge, and return the land, pixels."""
    name = f"{canvas.name}-{len(canvas.parts)}"
    canvas.add(f'<clipPath id="{name}"><rect {_box(view)} rx="6"/></clipPath>')
    canvas.add(f'<g clip-path="url(#{name})"><rect {_box(view)} fill="{canvas.ground("water")}"/>')
    ground = view.shape(densified(land(), view.bounds))
    ground = shapely.intersection(shapely.make_valid(ground), shapely.buffer(view.frame, 4))
    canvas.add(
        f'<path d="{shape_path(ground)}" fill="{canvas.ground("land")}" '
        f'stroke="{canvas.ground("coast")}" stroke-width="{0.4 if is_small else 0.7}"/>'
    )
    return ground


def draw_borders(canvas: Canvas, view: View, *, is_small: bool) -> None:
    """Draw the borders of countries."""
    inside = shapely.clip_by_rect(borders(), *view.bounds)
    canvas.add(
        f'<path d="{shape_path(view.shape(inside))}" fill="none" '
        f'stroke="{canvas.ground("border")}" stroke-width="{0.4 if is_small else 0.8}" '
        f'stroke-opacity=".75"/>'
    )


def draw_tips(canvas: Canvas, polygons: NDArray[np.object_], tips: Sequence[str]) -> None:
    """Lay over each cell what it tells to the pointer."""
    canvas.add('<g fill="#000" fill-opacity="0" class="tips">')
    for polygon, tip in zip(polygons, tips, strict=True):
        path = shape_path(polygon)
        canvas.add(f'<path d="{path}"><title>{html.escape(tip)}</title></path>')
    canvas.add("</g>")


def end_map(canvas: Canvas, view: View) -> None:
    """End what `begin_map` began, with the edge of the box."""
    canvas.add("</g>")
    canvas.add(
        f'<rect {_box(view)} rx="6" fill="none" stroke="{canvas.ground("rule")}" stroke-width="1"/>'
    )


def _box(view: View) -> str:
    corner = f'x="{view.left:.1f}" y="{view.top:.1f}"'
    return f'{corner} width="{view.width:.1f}" height="{view.height:.1f}"'


def joined(polygons: NDArray[np.object_]) -> shapely.Geometry:
    """Join cells to one region without seams."""
    return shapely.buffer(shapely.union_all(polygons), 0.15)


def name_spot(polygons: NDArray[np.object_], view: View) -> Floats | None:
    """Find where cells have room for a name, pixels; None where they have none."""
    if not len(polygons):
        return None
    region = shapely.intersection(joined(polygons), view.frame)
    largest = max(shapely.get_parts(region), key=lambda part: float(part.area))
    if largest.area < _LEAST_REGION:
        return None
    middle = shapely.maximum_inscribed_circle(largest, tolerance=2.0)
    return np.asarray(shapely.get_coordinates(middle)[0], dtype=np.float64)


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


def write_heading(canvas: Canvas, answer: Surface, texts: tuple[str, str], top: float) -> float:
    """Write a title, a sentence and the date of a surface, and return where they end."""
    title, sentence = texts
    side = WIDTH - MARGIN if canvas.from_right else MARGIN
    canvas.text(side, top + 20, title, size=24, bold=True)
    y = top + 46
    for line in wrapped(sentence, 118):
        canvas.text(side, y, line, size=15)
        y += 20
    parts = as_of_line(answer, canvas.locale), basis_line(answer, canvas.locale)
    for line in wrapped(canvas.locale.translate(DOT).join(parts), 150):
        canvas.text(side, y + 2, line, size=12, colour=canvas.ground("quiet"))
        y += 16
    return y + 8
