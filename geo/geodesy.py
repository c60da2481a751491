"""Lengths on the WGS84 ellipsoid: the one ``Geod`` of the project."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Final, NewType

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray
    from pyproj import Geod

Km = NewType("Km", float)

MIN_LINE_POINTS: Final = 2
"""Points that a line has at least."""
KM_PER_MILE: Final = 1.609344
KM_PER_NAUTICAL_MILE: Final = 1.852
MEAN_RADIUS_KM: Final = 6371.0088
_FARTHER_ON_SPHERE: Final = 1.01
"""No distance on a sphere of that radius is greater by this factor than on the ellipsoid."""
_HALF_TURN: Final = 180.0
_DEGREE_DIGITS: Final = 6
"""Decimals of degrees, about a tenth of a metre; RFC 7946, section 11.2."""
_UNDECIDED: Final = 1e-3
"""Units of the last decimal from the middle between two, far more than a product errs by."""


@cache
def geod() -> Geod:
    """Load the ellipsoid when the first length is wanted; it takes a fifth of a second."""
    from pyproj import Geod  # noqa: PLC0415 - slow to load, and a list of places needs no length

    return Geod(ellps="WGS84")


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> Km:
    """Length of the geodesic between two points.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees, EPSG:4326.

    Returns
    -------
    Km
        Kilometres on the ellipsoid (Karney's method, as PROJ implements it).

    Examples
    --------
    >>> round(distance_km(0, 0, 0, 1), 3)
    110.574
    """
    return Km(geod().inv(lon1, lat1, lon2, lat2)[2] / 1000)


def is_closer(lon1: float, lat1: float, lon2: float, lat2: float, *, than_km: float) -> bool:
    """Whether the geodesic between two points is shorter than a length.

    PROJ takes a while to load; it is asked only where a sphere leaves it open.

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees, EPSG:4326.
    than_km
        Kilometres.

    Examples
    --------
    >>> is_closer(0, 0, 0, 1, than_km=110.5), is_closer(0, 0, 0, 1, than_km=110.6)
    (False, True)
    """
    north, south, turn = radians(lat1), radians(lat2), radians(lon2 - lon1)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(turn / 2) ** 2
    on_sphere = 2 * MEAN_RADIUS_KM * asin(sqrt(min(half, 1.0)))
    if on_sphere > _FARTHER_ON_SPHERE * than_km:
        return False
    return distance_km(lon1, lat1, lon2, lat2) < than_km


def distances_km(coordinates: ArrayLike, lon: float, lat: float) -> NDArray[np.float64]:
    """Length of the geodesic from each of some points to one.

    Parameters
    ----------
    coordinates
        Shape (n, 2), longitude first, EPSG:4326; longitudes may run on beyond 180 degrees.
    lon, lat
        Degrees, EPSG:4326.

    Returns
    -------
    numpy.ndarray
        Shape (n,), kilometres.

    Examples
    --------
    >>> distances_km([(0, 0), (0, 3), (360, 1)], 0, 1).round(1).tolist()
    [110.6, 221.2, 0.0]
    """
    points = np.asarray(coordinates, dtype=np.float64).reshape(-1, 2)
    ends = np.full(len(points), lon), np.full(len(points), lat)
    return np.asarray(geod().inv(points[:, 0], points[:, 1], *ends)[2]) / 1000


def segment_km(coordinates: ArrayLike) -> NDArray[np.float64]:
    """Length of each straight part of a line.

    Parameters
    ----------
    coordinates
        Shape (n, 2), longitude first, EPSG:4326; neighbours are joined by geodesics.

    Returns
    -------
    numpy.ndarray
        Shape (n - 1,), kilometres.

    Examples
    --------
    >>> segment_km([(0, 0), (0, 1), (0, 3)]).round(1).tolist()
    [110.6, 221.2]
    """
    points = np.asarray(coordinates, dtype=np.float64)
    if len(points) < MIN_LINE_POINTS:
        return np.zeros(0)
    lon, lat = points[:, 0], points[:, 1]
    return np.asarray(geod().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2]) / 1000


def length_km(coordinates: ArrayLike) -> Km:
    """Length of a line.

    Parameters
    ----------
    coordinates
        Shape (n, 2), longitude first, EPSG:4326; neighbours are joined by geodesics.

    Returns
    -------
    Km
        Zero for fewer than two points.

    Examples
    --------
    >>> round(length_km([(0, 0), (0, 1), (0, 3)]), 1)
    331.7
    """
    return Km(float(segment_km(coordinates).sum()))


def lengths_km(lines: ArrayLike) -> NDArray[np.float64]:
    """Length of each of many lines.

    Parameters
    ----------
    lines
        Lines of Shapely, EPSG:4326, longitude first; neighbours are joined by geodesics.

    Returns
    -------
    numpy.ndarray
        Shape (n,), kilometres.

    Examples
    --------
    >>> from shapely import LineString
    >>> lengths_km([LineString([(0, 0), (0, 1)]), LineString([(0, 1), (0, 3)])]).round(1).tolist()
    [110.6, 221.2]
    """
    from shapely import get_coordinates  # noqa: PLC0415 - a list of places needs no geometry

    shapes = np.asarray(lines, dtype=object)
    points, owners = get_coordinates(shapes, return_index=True)
    parts = segment_km(points)
    if not len(parts):
        return np.zeros(len(shapes))
    parts[owners[1:] != owners[:-1]] = 0.0
    lengths = np.zeros(len(shapes))
    np.add.at(lengths, owners[1:], parts)
    return lengths


def area_km2(ring: ArrayLike) -> float:
    """Area within a ring of geodesics.

    Parameters
    ----------
    ring
        Shape (n, 2), longitude first, EPSG:4326, in either direction.

    Returns
    -------
    float
        Square kilometres on the ellipsoid; the smaller of the two parts of the globe.

    Examples
    --------
    >>> round(area_km2([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]))
    12309
    """
    points = np.asarray(ring, dtype=np.float64)
    return abs(float(geod().polygon_area_perimeter(points[:, 0], points[:, 1])[0])) / 1e6


def unbroken(coordinates: ArrayLike) -> NDArray[np.float64]:
    """Let the longitudes of a line run on across the antimeridian.

    Parameters
    ----------
    coordinates
        Shape (n, 2), longitude first, EPSG:4326.

    Returns
    -------
    numpy.ndarray
        Shape (n, 2): whole turns are added, so that no two neighbours lie over 180 degrees apart.

    Examples
    --------
    >>> unbroken([(179.0, 0.0), (-179.0, 1.0)]).tolist()
    [[179.0, 0.0], [181.0, 1.0]]
    """
    points = np.array(coordinates, dtype=np.float64)
    points[1:, 0] -= 360 * np.cumsum(np.round(np.diff(points[:, 0]) / 360))
    return points


def wrapped(lon: float) -> float:
    """Bring a longitude between -180 and 180 degrees.

    Examples
    --------
    >>> wrapped(241.7167), wrapped(180.0), wrapped(-181.0)
    (-118.2833, 180.0, 179.0)
    """
    if -_HALF_TURN <= lon <= _HALF_TURN:
        return lon
    return round((lon + _HALF_TURN) % (2 * _HALF_TURN) - _HALF_TURN, _DEGREE_DIGITS)


def cut_at_antimeridian(coordinates: Iterable[Sequence[float]]) -> list[list[list[float]]]:
    """Cut a line where it crosses the antimeridian.

    Parameters
    ----------
    coordinates
        Longitude first, EPSG:4326; longitudes may run on beyond 180 degrees.

    Returns
    -------
    list
        Parts of the line with longitudes between -180 and 180, at most six decimals. Two parts
        meet at 180 and -180.

    Examples
    --------
    >>> cut_at_antimeridian([(179, 10), (181, 20)])
    [[[179, 10], [180.0, 15.0]], [[-180.0, 15.0], [-179.0, 20]]]
    """
    line = [*coordinates]
    if (whole := _uncut(line)) is not None:
        return [whole]
    points = [
        [wrapped(round(point[0], _DEGREE_DIGITS)), round(point[1], _DEGREE_DIGITS)]
        for point in line
    ]
    parts: list[list[list[float]]] = [points[:1]]
    for (lon, lat), (next_lon, next_lat) in pairwise(points):
        if abs(next_lon - lon) > _HALF_TURN:
            side = _HALF_TURN if lon > 0 else -_HALF_TURN
            width = 2 * _HALF_TURN - abs(next_lon - lon)
            share = abs(side - lon) / width if width else 0.0
            middle = round(lat + share * (next_lat - lat), _DEGREE_DIGITS)
            parts[-1].append([side, middle])
            parts.append([[-side, middle]])
        parts[-1].append([next_lon, next_lat])
    return parts


def _uncut(line: Sequence[Sequence[float]]) -> list[list[float]] | None:
    """Round a line that stays between -180 and 180 degrees, as `round` does, many times faster.

    None where it crosses the antimeridian, or where a value lies so near to the middle between two
    that only `round` knows which is nearer.
    """
    degrees = np.array(line, dtype=np.float64)
    if not degrees.size:
        return None
    scaled = degrees[:, :2] * 10.0**_DEGREE_DIGITS
    rounded = np.rint(scaled) / 10.0**_DEGREE_DIGITS
    lon = rounded[:, 0]
    turns = np.abs(np.diff(lon)) > _HALF_TURN
    undecided = np.abs(scaled - np.floor(scaled) - 0.5) < _UNDECIDED
    if turns.any() or undecided.any() or np.abs(lon).max() > _HALF_TURN:
        return None
    points: list[list[float]] = rounded.tolist()
    return points


def densify(coordinates: ArrayLike, *, step_km: float) -> NDArray[np.float64]:
    """Add points to a line along its geodesics, none further apart than a step.

    Parameters
    ----------
    coordinates
        Shape (n, 2), longitude first, EPSG:4326.
    step_km
        Longest distance between two points, kilometres.

    Returns
    -------
    numpy.ndarray
        Shape (m, 2), m >= n; the given points are kept. Longitudes continue those of the point
        before them, so a line across the antimeridian stays whole and may pass 180.

    Examples
    --------
    >>> len(densify([(0, 0), (0, 1)], step_km=30))
    5
    """
    points = np.array(coordinates, dtype=np.float64)
    pieces: list[NDArray[np.float64]] = []
    for start, end, km in zip(points[:-1], points[1:], segment_km(points), strict=True):
        pieces.append(start[None, :])
        extra = int(np.ceil(km / step_km)) - 1
        if extra > 0:
            pieces.append(np.asarray(geod().npts(start[0], start[1], end[0], end[1], extra)))
    pieces.append(points[-1:])
    return unbroken(np.concatenate(pieces))


def unit_vectors(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Project points to the unit sphere, for nearest-neighbour search across every meridian.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326; shape (n,).

    Returns
    -------
    numpy.ndarray
        Shape (n, 3). A chord of length c is about c times 6,371 km on the ground; use it to rank
        candidates, and the ellipsoid for the length that is shown.

    Examples
    --------
    >>> unit_vectors([0.0], [90.0]).round(6).tolist()
    [[0.0, 0.0, 1.0]]
    """
    lam, phi = np.radians(np.asarray(lon)), np.radians(np.asarray(lat))
    return np.column_stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)))
