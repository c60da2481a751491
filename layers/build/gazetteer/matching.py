"""Finding out that a row of one list and a row of another are the same place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.geodesy import distance_km
from geo.places import keys

if TYPE_CHECKING:
    from collections.abc import Iterable

SAME_PLACE_KM: Final = 30.0
"""A quay and the town it serves may lie this far apart, and still be one place to a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A place other lists may hold too."""

    id: str
    country: str
    lon: float
    lat: float
    names: tuple[str, ...]


class Register:
    """Known places by the keys of their names.

    Parameters
    ----------
    places
        In the order in which they are preferred where two are equally far.
    """

    def __init__(self, places: Iterable[Known]) -> None:
        self._by_key: defaultdict[tuple[str, str], list[Known]] = defaultdict(list)
        for place in places:
            found = {key for name in place.names for key in keys(name)}
            for key in sorted(found):
                self._by_key[place.country, key].append(place)

    def same(self, place: Known) -> str:
        """Return the id of the nearest known place that shares country, a name and the area.

        Returns
        -------
        str
            Empty if there is none.
        """
        found = {
            known.id: distance_km(place.lon, place.lat, known.lon, known.lat)
            for name in place.names
            for key in keys(name)
            for known in self._by_key.get((place.country, key), [])
        }
        near = {known: km for known, km in found.items() if km <= SAME_PLACE_KM}
        return min(near, key=lambda known: near[known], default="")
