"""Light and shade of a paper map: the relief of the base map, projected."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image
from scipy.ndimage import map_coordinates

from geo.webmap import relief

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.plot.projection import Frame

SHADE: Final = 0.26
"""Opacity of black on the deepest shade."""
LIGHT: Final = 0.75
"""Opacity of white on the brightest slope; land is nearly white, so it takes much."""
_STEP: Final = 2
"""Opacities are multiples of this, of 255: few of them, so that a file of vectors stays small."""
_POINTS_PER_PIXEL: Final = 0.5
"""Of the picture on A4, 144 dots an inch; the relief holds no more detail."""


@cache
def _slopes() -> NDArray[np.floating]:
    """Read the picture as slopes from -1 to 1, row 0 in the north."""
    picture = relief()
    with Image.open(io.BytesIO(picture.data)) as image:
        grey = np.asarray(image.convert("L"), dtype=np.float32)
    return (grey - picture.level) / picture.level


def shading(frame: Frame, width: float, height: float, scale: float = 1.0) -> NDArray[np.uint8]:
    """Project light and shade to a frame.

    Parameters
    ----------
    frame
        What the map shows.
    width, height
        Of the map on its sheet, points.
    scale
        How much larger the sheet is than A4.

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns, 4), row 0 at the top: black or white with an opacity, nothing outside
        the relief. The sea has to be cut off by who draws it.

    Examples
    --------
    >>> from geo.plot.projection import fitted
    >>> shading(fitted([[(40, 30), (60, 50)]], aspect=1.0), 90, 90).shape
    (180, 180, 4)
    """
    left, low, right, high = frame.metres
    columns, rows = (max(2, round(size / (_POINTS_PER_PIXEL * scale))) for size in (width, height))
    across = left + (np.arange(columns) + 0.5) / columns * (right - left)
    down = high - (np.arange(rows) + 0.5) / rows * (high - low)
    x, y = np.meshgrid(across, down)
    lon, lat = frame.proj(x.ravel(), y.ravel(), inverse=True)
    values = _at(np.asarray(lon), np.asarray(lat)).reshape(rows, columns)
    opacity = np.where(values < 0, -values * SHADE, values * LIGHT)
    picture = np.zeros((rows, columns, 4), dtype=np.uint8)
    picture[..., :3] = np.where(values > 0, 255, 0)[..., None]
    picture[..., 3] = (opacity * 255 / _STEP).round() * _STEP
    return picture


def _at(lon: NDArray[Any], lat: NDArray[Any]) -> NDArray[np.float64]:
    """Slopes at points in degrees; 0 outside the picture and outside the world."""
    slopes, (west, south, east, north) = _slopes(), relief().bounds
    rows, columns = slopes.shape
    with np.errstate(invalid="ignore", divide="ignore"):
        column = (np.mod(lon - west, 360) / (east - west)) * columns - 0.5
        row = (_ordinate(north) - _ordinate(lat)) / (_ordinate(north) - _ordinate(south)) * rows
    seen = np.isfinite(column) & np.isfinite(row)
    grid = [np.where(seen, one, -9.0) for one in (row - 0.5, column)]
    values: NDArray[np.float64] = map_coordinates(slopes, grid, order=1, cval=0.0)
    return values


def _ordinate(lat: Any) -> Any:  # noqa: ANN401 - a number or an array of them
    """Mercator ordinate of latitudes in degrees, for an Earth of radius 1."""
    return np.log(np.tan(np.pi / 4 + np.radians(np.asarray(lat, dtype=np.float64)) / 2))
