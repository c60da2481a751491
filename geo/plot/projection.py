"""A projection fitted to what is drawn: equal-area, centred on the picture, true to scale there.

Lambert's azimuthal equal-area projection (PROJ ``laea``) up to most of a hemisphere, Equal Earth
(``eqearth``; Savric, Patterson, Jenny 2018) beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj import Proj

from geo.geodesy import distance_km, geod, unit_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from geo.plot.labels import Box

_WIDEST_DEGREES: Final = 75.0
"""Furthest point from the centre that the azimuthal projection is used for."""
_ROUNDS: Final = 3
_PAD: Final = 0.07
_LEAST_METRES: Final = 150_000.0
_STEPS: Final = (1, 2, 5, 10, 15, 20, 30)
_MOST_LINES: Final = 9
"""Steps between meridians, or between parallels, across a picture at most."""
_NICE: Final = (1, 2, 5)
_MOST_LATITUDE: Final = 85.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A projection and the rectangle of its plane that a picture shows."""

    name: str
    """Of the projection, in English."""
    lon: float
    lat: float
    half_width: float
    """Metres of the plane, from its origin, which is the middle of the picture."""
    half_height: float
    middle_y: float
    proj: Proj = field(repr=False)

    def project(self, coordinates: ArrayLike) -> NDArray[np.float64]:
        """Project points to the plane, metres.

        Parameters
        ----------
        coordinates
            Shape (n, 2), EPSG:4326, longitude first.

        Returns
        -------
        numpy.ndarray
            Shape (n, 2), easting and northing; infinite where there is no image.
        """
        points = np.asarray(coordinates, dtype=np.float64)
        return np.column_stack(self.proj(points[:, 0], points[:, 1]))

    def unproject(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude of a point of the plane; infinite outside the world."""
        lon, lat = self.proj(x, y, inverse=True)
        return float(lon), float(lat)

    @property
    def metres(self) -> Box:
        """Left, bottom, right, top of the picture, metres of the plane."""
        low, high = self.middle_y - self.half_height, self.middle_y + self.half_height
        return -self.half_width, low, self.half_width, high

    def bounds(self) -> Box:
        """West, south, east, north of the picture, degrees.

        West and east are within half a turn of the centre.
        """
        left, low, right, high = self.metres
        x, y = np.meshgrid(np.linspace(left, right, 41), np.linspace(low, high, 41))
        lon, lat = self.proj(x.ravel(), y.ravel(), inverse=True)
        seen = np.isfinite(lon) & np.isfinite(lat)
        offset = (lon[seen] - self.lon + 180) % 360 - 180
        west, east = float(offset.min()), float(offset.max())
        if seen.all() and abs(lat).max() < _MOST_LATITUDE:
            return self.lon + west, float(lat.min()), self.lon + east, float(lat.max())
        return self.lon - 180, float(lat[seen].min()), self.lon + 180, float(lat[seen].max())

    def outline(self, share: float = 1.0) -> NDArray[np.float64]:
        """Edge of a share of the picture about its middle; longitude first.

        For pictures of a region: the edge must not leave the world.
        """
        side = np.linspace(-share, share, 25)
        full = np.full_like(side, share)
        x = np.concatenate((side, full, -side, -full)) * self.half_width
        y = np.concatenate((-full, side, full, -side)) * self.half_height + self.middle_y
        return np.column_stack(self.proj(x, y, inverse=True))

    def bar(self, km: float) -> float:
        """Length of a number of kilometres on a level line through the middle; metres of the plane.

        Parameters
        ----------
        km
            Length on the ellipsoid.
        """
        metres = km * 1000.0
        for _ in range(8):
            ends = (*self.unproject(-metres / 2, self.middle_y),)
            others = (*self.unproject(metres / 2, self.middle_y),)
            metres *= km / distance_km(*ends, *others)
        return metres

    def round_bar(self, share: float = 0.22) -> float:
        """Choose a round number of kilometres near a share of the picture's width."""
        most = 2 * self.half_width * share / 1000
        power = 10.0 ** np.floor(np.log10(most))
        return float(max(k * power for k in _NICE if k * power <= most))


def fitted(lines: Sequence[ArrayLike], *, aspect: float) -> Frame:
    """Fit a frame round lines and points.

    Parameters
    ----------
    lines
        Each of shape (n, 2), EPSG:4326, longitude first; neighbours lie near each other.
    aspect
        Width of the picture by its height.

    Examples
    --------
    >>> frame = fitted([[(37.6, 55.8), (72.9, 18.9)]], aspect=1.4)
    >>> frame.name, round(frame.half_width / frame.half_height, 6)
    ('Lambert azimuthal equal-area', 1.4)
    """
    points = np.concatenate([np.asarray(line, dtype=np.float64)[:, :2] for line in lines])
    if points.shape[0] > 1:
        points = points[:: max(1, points.shape[0] // 4000)]
    lon, lat = (float(points[:, i].min() + points[:, i].max()) / 2 for i in (0, 1))
    reach = _reach(points, lon, lat)
    if reach > _WIDEST_DEGREES:
        return _framed("eqearth", points, lon, 0.0, aspect)
    for _ in range(_ROUNDS):
        frame = _framed("laea", points, lon, lat, aspect)
        low, high = _extent(frame.project(points))
        lon, lat = frame.unproject(*((low + high) / 2))
    return _framed("laea", points, lon, lat, aspect)


def natural_aspect(lines: Sequence[ArrayLike]) -> float:
    """Width by height of lines and points, in the projection fitted to them.

    Examples
    --------
    >>> natural_aspect([[(40.0, 20.0), (40.0, 50.0)]]) < 1
    True
    """
    frame = fitted(lines, aspect=1.0)
    points = np.concatenate([np.asarray(line, dtype=np.float64)[:, :2] for line in lines])
    low, high = _extent(frame.project(points))
    wide, tall = np.maximum(high - low, _LEAST_METRES)
    return float(wide / tall)


def _reach(points: NDArray[np.float64], lon: float, lat: float) -> float:
    """Angle from a centre to the furthest point, degrees."""
    cosines = unit_vectors(points[:, 0], points[:, 1]) @ unit_vectors([lon], [lat])[0]
    return float(np.degrees(np.arccos(np.clip(cosines.min(), -1, 1))))


def _extent(projected: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    kept = projected[np.isfinite(projected).all(axis=1)]
    return kept.min(axis=0), kept.max(axis=0)


def _framed(kind: str, points: NDArray[np.float64], lon: float, lat: float, aspect: float) -> Frame:
    centre = f"+lon_0={lon:.6f}" + (f" +lat_0={lat:.6f}" if kind == "laea" else "")
    proj = Proj(f"+proj={kind} {centre} +ellps=WGS84 +units=m")
    names = {"laea": "Lambert azimuthal equal-area", "eqearth": "Equal Earth"}
    blank = Frame(
        name=names[kind],
        lon=lon,
        lat=lat,
        half_width=1,
        half_height=1,
        middle_y=0,
        proj=proj,
    )
    low, high = _extent(blank.project(points))
    middle = float(low[1] + high[1]) / 2 if kind == "eqearth" else 0.0
    half_x = max(float(np.abs([low[0], high[0]]).max()), _LEAST_METRES) * (1 + 2 * _PAD)
    half_y = max(float(np.abs([low[1] - middle, high[1] - middle]).max()), _LEAST_METRES)
    half_y *= 1 + 2 * _PAD
    half_x, half_y = max(half_x, half_y * aspect), max(half_y, half_x / aspect)
    return Frame(
        name=names[kind],
        lon=lon,
        lat=lat,
        half_width=half_x,
        half_height=half_y,
        middle_y=middle,
        proj=proj,
    )


def graticule(frame: Frame) -> tuple[list[float], list[float]]:
    """Choose meridians and parallels to draw, degrees; about five of each."""
    west, south, east, north = frame.bounds()
    step = next(
        (s for s in _STEPS if (max(east - west, north - south)) / s <= _MOST_LINES), _STEPS[-1]
    )
    south, north = max(south, -90 + step), min(north, 90 - step)
    meridians = np.arange(np.ceil(west / step) * step, east + 1e-9, step)
    parallels = np.arange(np.ceil(south / step) * step, north + 1e-9, step)
    return [float(v) for v in meridians], [float(v) for v in parallels]


def geodesic_km(frame: Frame, metres: float) -> float:
    """Length on the ellipsoid of a level line through the middle of a picture.

    Examples
    --------
    >>> frame = fitted([[(37.6, 55.8), (72.9, 18.9)]], aspect=1.4)
    >>> round(geodesic_km(frame, frame.bar(500)), 6)
    500.0
    """
    start = frame.unproject(-metres / 2, frame.middle_y)
    end = frame.unproject(metres / 2, frame.middle_y)
    return float(geod().inv(*start, *end)[2]) / 1000
