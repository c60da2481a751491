"""The terminals of the network nearest to the features of a layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo.errors import UnknownPlaceError
from geo.geodesy import geod, unit_vectors
from geo.model import PlaceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo.model import Place
    from geo.network import Network
    from geo.places import Places
    from geo.userdata.layer import Measures, UserLayer

_LOADED: Final = frozenset({PlaceKind.BORDER, PlaceKind.CITY, PlaceKind.PORT, PlaceKind.DRY_PORT})
"""Kinds of places where cargo is loaded; at a junction it only passes."""
_PORT: Final = "port:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """A terminal, and how far it lies from a point, by the geodesic."""

    place: Place
    km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredLayer:
    """A layer of the user with what was measured, to stand beside an answer."""

    layer: UserLayer
    measures: Measures
    nearest: tuple[tuple[Nearest, ...], ...]
    """As `Terminals.near` gives them."""


class Terminals:
    """Terminals of a network, for search; it does not change.

    Parameters
    ----------
    network
        Railways, roads and sea lanes.
    places
        Where its terminals have their names.
    """

    def __init__(self, network: Network, places: Places) -> None:
        self.places = tuple(_terminals(network, places))
        self._at = np.array([(place.lon, place.lat) for place in self.places])
        self._tree = cKDTree(unit_vectors(self._at[:, 0], self._at[:, 1]))

    def near(self, layer: UserLayer) -> tuple[tuple[Nearest, ...], ...]:
        """Find the terminals nearest to each feature.

        Returns
        -------
        tuple
            For each feature one terminal; for a line two: nearest to its beginning and to its end.
            Of an area a point inside stands for it, of a collection its centre.
        """
        points, owners = _points(layer)
        _, index = self._tree.query(unit_vectors(points[:, 0], points[:, 1]))
        at = self._at[index]
        km = np.asarray(geod().inv(points[:, 0], points[:, 1], at[:, 0], at[:, 1])[2]) / 1000
        nearest: list[list[Nearest]] = [[] for _ in range(len(layer))]
        for owner, number, far in zip(owners, np.atleast_1d(index), km, strict=True):
            nearest[owner].append(Nearest(place=self.places[number], km=float(far)))
        return tuple(map(tuple, nearest))


def _terminals(network: Network, places: Places) -> Iterator[Place]:
    seen: set[str] = set()
    for name in network.place_nodes:
        place = places.by_id(name)
        if place.kind in _LOADED:
            seen.add(place.unlocode)
            yield place
    for port in network.port_points:
        code = port.removeprefix(_PORT)
        if code in seen:
            continue
        try:
            yield places.by_id(f"port-{code.casefold()}")
        except UnknownPlaceError:  # it has no name of its own
            continue


def _points(layer: UserLayer) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Points that stand for features, longitude first, and the number of the feature of each."""
    lines, centres = [], []
    for number, shape in enumerate(layer.geometries):
        dimensions = shapely.get_dimensions(shape)
        if dimensions == 1 and shape.geom_type != "GeometryCollection":
            coordinates = shapely.get_coordinates(shape)
            lines += [(number, coordinates[0]), (number, coordinates[-1])]
        else:
            inside = dimensions == 2  # noqa: PLR2004 - areas have two
            centre = shape.representative_point() if inside else shape.centroid
            centres.append((number, np.array([centre.x, centre.y])))
    both = sorted((*lines, *centres), key=lambda one: one[0])
    return (
        np.array([point for _, point in both]).reshape(-1, 2),
        np.array([number for number, _ in both], dtype=np.int64),
    )
