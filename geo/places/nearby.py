"""Places around a point: the country it lies in, and a large place close to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.geodesy import MEAN_RADIUS_KM, unit_vectors
from geo.model import INTERNATIONAL_WATERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.model import Place
    from geo.places.areas import Areas

_SAME_SPOT_KM: Final = 5.0
"""Areas are thinned: so near to a curated place, its own country is surer."""


class Nearby:
    """Places that are worth a hint, and where they lie.

    Parameters
    ----------
    curated
        Curated places.
    towns
        Large towns, the largest first.
    areas
        Areas of countries.
    """

    def __init__(self, curated: Sequence[Place], towns: Iterable[Place], areas: Areas) -> None:
        self._places: Final = [*curated, *towns]
        self._curated: Final = len(curated)
        self._areas: Final = areas
        self._lon: Final = np.array([place.lon for place in self._places])
        self._lat: Final = np.array([place.lat for place in self._places])

    def country(self, lon: float, lat: float) -> str:
        """Country of a point; near a curated place, the country of that place."""
        gaps = _gaps_km(self._lon[: self._curated], self._lat[: self._curated], lon, lat)
        at = int(np.argmin(gaps))
        if gaps[at] <= _SAME_SPOT_KM and self._places[at].country != INTERNATIONAL_WATERS:
            return self._places[at].country
        return self._areas.country(lon, lat)

    def place(self, lon: float, lat: float, *, within_km: float) -> Place | None:
        """Find the nearest curated place within a distance, or else the largest town, if any."""
        gaps = _gaps_km(self._lon, self._lat, lon, lat)
        at = int(np.argmin(gaps[: self._curated]))
        if gaps[at] > within_km:
            # towns stand behind the curated places, the largest first; a district is smaller
            at = int(np.argmax(gaps <= within_km))
        return self._places[at] if gaps[at] <= within_km else None


def _gaps_km(
    lons: NDArray[np.float64], lats: NDArray[np.float64], lon: float, lat: float
) -> NDArray[np.float64]:
    """Distances of a point from each of many, on a sphere."""
    chord = unit_vectors(lons, lats) - unit_vectors([lon], [lat])
    return np.asarray(np.linalg.norm(chord, axis=1) * MEAN_RADIUS_KM)
