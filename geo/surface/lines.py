"""Lines on a surface: isochrones, and where two corridors are equal."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import Delaunay, cKDTree

from geo.extras import named_extras
from geo.geodesy import unit_vectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.surface.advantage import Surface
    from geo.surface.field import Field
    from geo.surface.grid import Grid

    Floats = NDArray[np.float64]

STEP_DEG: Final = 0.5
"""Between the points at which values are read to draw a line."""
NEAR_EDGES: Final = 1.4
"""How far from the middle of a cell a line may run, in distances from middle to middle."""
LONGEST_SIDES: Final = 3.0
"""Longest side of a triangle of cells inside which values are read, in the same distances.

A longer one spans cells without a value, such as those of a country that no corridor serves.
"""
_LINES: Final = 8
"""Lines of equal value at most, about."""
_NICE: Final = (1.0, 2.0, 5.0, 10.0)
_LEAST_POINTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceLine:
    """One line, EPSG:4326, longitude first."""

    value: float
    """Days, dollars or kilograms of an isochrone; NaN of a break-even line."""
    corridors: tuple[str, ...]
    """The two that are equal along a break-even line; none of an isochrone."""
    points: tuple[tuple[float, float], ...]


def isochrones(grid: Grid, values: Field, step: float = 0.0) -> tuple[SurfaceLine, ...]:
    """Lines of equal value of the best corridor.

    Parameters
    ----------
    grid, values
        Cells, and the values at them.
    step
        Between two lines; 0: a round number that gives about eight lines.

    Examples
    --------
    >>> round_step(37.0), round_step(4_300.0)
    (5.0, 1000.0)
    """
    best = best_value(values)
    if np.isfinite(best).sum() < _LEAST_POINTS:
        return ()
    low, high = float(np.nanmin(best)), float(np.nanmax(best))
    step = step or round_step(high - low)
    levels = np.arange(np.floor(low / step) + 1, np.ceil(high / step)) * step
    lon, lat, z = _sampled(grid, best)
    return tuple(
        SurfaceLine(value=float(level), corridors=(), points=points)
        for level in levels
        for points in _contours(lon, lat, z, float(level))
    )


def break_even_lines(answer: Surface, grid: Grid, values: Field) -> tuple[SurfaceLine, ...]:
    """Lines along which the two best corridors have the same median."""
    lines: list[SurfaceLine] = []
    medians = np.where(np.isfinite(values.p50), values.p50, np.inf)
    first, second = np.argsort(medians, axis=0, kind="stable")[:2] if len(medians) > 1 else (0, 0)
    is_pair = np.isfinite(medians).sum(axis=0) > 1
    for one, other in combinations(range(len(answer.corridors)), 2):
        both = is_pair & (np.minimum(first, second) == one) & (np.maximum(first, second) == other)
        gap = np.where(both, values.p50[one] - values.p50[other], np.nan)
        if both.sum() < _LEAST_POINTS or np.nanmin(gap) > 0 or np.nanmax(gap) < 0:
            continue
        lon, lat, z = _sampled(grid, gap)
        lines += [
            SurfaceLine(
                value=float("nan"),
                corridors=(answer.corridors[one], answer.corridors[other]),
                points=points,
            )
            for points in _contours(lon, lat, z, 0.0)
        ]
    return tuple(lines)


def best_value(values: Field) -> Floats:
    """Median of the best corridor at each place; NaN where none serves. Shape (places,)."""
    best = values.best
    at = np.maximum(best, 0), np.arange(len(best))
    return np.where(best >= 0, values.p50[at], np.nan)


def round_step(span: float) -> float:
    """Round number that parts a span into about eight."""
    rough = max(span / _LINES, 1e-9)
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next((n * power for n in _NICE if n * power >= rough), 10 * power))


def _sampled(grid: Grid, values: Floats) -> tuple[Floats, Floats, Floats]:
    """Read values at even steps of longitude and latitude; NaN beside cells that have none."""
    known = np.isfinite(values)
    lon, lat = grid.lon[known], grid.lat[known]
    across = np.arange(np.floor(lon.min()), np.ceil(lon.max()) + STEP_DEG, STEP_DEG)
    up = np.arange(np.floor(lat.min()), np.ceil(lat.max()) + STEP_DEG, STEP_DEG)
    x, y = np.meshgrid(across, up)
    triangles = Delaunay(np.column_stack((lon, lat)))
    z = LinearNDInterpolator(triangles, values[known])(x, y)
    vectors = unit_vectors(lon, lat)
    middles = cKDTree(vectors)
    apart = np.median(np.asarray(middles.query(middles.data, k=2)[0])[:, 1])
    corners = vectors[triangles.simplices]
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(axis=1)
    inside = triangles.find_simplex(np.stack((x, y), axis=-1))
    z[(inside < 0) | (sides[inside] > LONGEST_SIDES * apart)] = np.nan
    chord, _ = middles.query(unit_vectors(x.ravel(), y.ravel()))
    z[(np.asarray(chord) > NEAR_EDGES * apart).reshape(z.shape)] = np.nan
    return across, up, np.asarray(z)


def _contours(
    lon: Floats, lat: Floats, z: Floats, level: float
) -> Iterator[tuple[tuple[float, float], ...]]:
    with named_extras("lines on a surface"):
        from contourpy import contour_generator  # noqa: PLC0415 - comes with Matplotlib
    lines = contour_generator(lon, lat, np.ma.masked_invalid(z)).lines(level)
    for line in map(np.asarray, lines):
        if len(line) >= _LEAST_POINTS:
            yield tuple((round(float(x), 4), round(float(y), 4)) for x, y in line)
