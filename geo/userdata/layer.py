"""A layer of the user, as it was read: geometries in degrees, cells, and a list of problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from geo.geodesy import area_km2, lengths_km
from geo.userdata.problems import KEPT, Flaw, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.userdata.formats import UserFormat
    from geo.userdata.raw import Cell

KINDS: Final = ("points", "lines", "areas", "mixed")
"""Kind of a feature, by the dimension of its geometry; ``mixed`` is a collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserLayer:
    """Features of a file of the user that can be used, and what is wrong with the others."""

    name: str
    """Name of the file, without its folder."""
    format: UserFormat
    layer: str = ""
    """Name of the layer in the file, where it has names."""
    crs: str = ""
    """Reference system of the file; empty where it names none. Geometries are in EPSG:4326."""
    geometries: NDArray[np.object_] = field(repr=False)
    """Shapely geometries, EPSG:4326, longitude first."""
    rows: NDArray[np.int64] = field(repr=False)
    """Where each feature stands in the file, as in `Problem.row`."""
    labels: tuple[str, ...] = field(repr=False)
    """Id or name of each feature; empty where there is none."""
    columns: Mapping[str, tuple[Cell, ...]] = field(repr=False)
    problems: tuple[Problem, ...] = field(repr=False)
    """The first thousand at most; remarks on the whole layer come first."""
    counts: Mapping[Flaw, int] = field(repr=False)
    """How often each flaw occurs, also beyond those listed."""
    digest: str = ""
    """SHA-256 of the file, hexadecimal."""
    confined: tuple[str, ...] = ()
    """How the process that read it was confined: ``memory``, ``files``, ``network``."""

    def __len__(self) -> int:
        """Count the features that can be used."""
        return len(self.geometries)

    @property
    def left_out(self) -> int:
        """Number of features that cannot be used."""
        return sum(count for flaw, count in self.counts.items() if flaw not in KEPT)

    def kinds(self) -> NDArray[np.int64]:
        """Index in `KINDS` of each feature."""
        dimensions = np.asarray(shapely.get_dimensions(self.geometries), dtype=np.int64)
        collections = shapely.GeometryType.GEOMETRYCOLLECTION
        dimensions[shapely.get_type_id(self.geometries) == collections] = KINDS.index("mixed")
        return dimensions

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north, degrees."""
        west, south, east, north = (float(one) for one in shapely.total_bounds(self.geometries))
        return west, south, east, north

    def cells(self, number: int) -> dict[str, Any]:
        """Cells of a feature, by the names of their columns."""
        return {name: values[number] for name, values in self.columns.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Sizes of the features of a layer on the ellipsoid."""

    lengths_km: NDArray[np.float64]
    """Of each line, and of the lines of a collection; zero for points and areas."""
    areas_km2: NDArray[np.float64]
    """Of each area, and of the areas of a collection; zero for points and lines."""

    @property
    def length_km(self) -> float:
        """All lines together."""
        return float(self.lengths_km.sum())

    @property
    def area_km2(self) -> float:
        """All areas together; those that overlap count each."""
        return float(self.areas_km2.sum())


def measured(layer: UserLayer) -> Measures:
    """Measure lines and areas on the WGS84 ellipsoid; neighbouring points are joined by geodesics.

    Parameters
    ----------
    layer
        From `read_user_layer`.
    """
    parts, owners = _parts(layer.geometries)
    dimensions = shapely.get_dimensions(parts)
    lengths, areas = np.zeros(len(layer)), np.zeros(len(layer))
    lines = dimensions == 1
    np.add.at(lengths, owners[lines], lengths_km(parts[lines]))
    for number in np.flatnonzero(dimensions == 2):  # noqa: PLR2004 - areas have two
        rings = [parts[number].exterior, *parts[number].interiors]
        outer, *holes = [area_km2(ring.coords) for ring in rings]
        areas[owners[number]] += outer - sum(holes)
    return Measures(lengths_km=lengths, areas_km2=areas)


def _parts(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Single points, lines and areas of geometries, and the number of the one each belongs to."""
    owners = np.arange(len(shapes))
    while (shapely.get_type_id(shapes) >= shapely.GeometryType.MULTIPOINT).any():
        shapes, index = shapely.get_parts(shapes, return_index=True)
        owners = owners[index]
    return shapes, owners
