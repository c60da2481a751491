"""How many edits apart search keys are, and which of many keys are nearest to a text."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from geo.places.spelling import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable

_LAST_KEYS: Final = 8
"""Keys whose neighbours are kept, because one question asks for them several times."""


def edits(key: str, other: str) -> int:
    """Count the edits that lead from one key to another; the first `WIDTH` letters count.

    An edit adds, drops or changes a letter, or swaps two neighbours, and no letter is edited twice:
    the distance of optimal string alignment.

    Examples
    --------
    >>> [edits("rash", other) for other in ("tehran", "rasht", "rast")], edits("mosocw", "moscow")
    ([5, 1, 1], 1)
    """
    return OSA.distance(key[:WIDTH], other[:WIDTH])


class Nearness:
    """Search keys, and those of them that are nearest to a text.

    Parameters
    ----------
    keys
        In any order; the first `WIDTH` letters of each count.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys: Final = [key[:WIDTH] for key in keys]
        self._neighbours: Final = lru_cache(maxsize=_LAST_KEYS)(self._measure)

    def nearest(self, key: str, limit: int, *, edits: int) -> list[tuple[int, int]]:
        """Numbers of the keys at most so many edits away, the nearest first, then the earliest.

        Each with its edits, as `edits` counts them.

        Examples
        --------
        >>> Nearness(["tehran", "rasht", "rast", "rash"]).nearest("rash", 2, edits=1)
        [(3, 0), (1, 1)]
        """
        return [one for one in self._neighbours(key[:WIDTH], limit) if one[1] <= edits]

    def _measure(self, key: str, limit: int) -> tuple[tuple[int, int], ...]:
        nearest = extract(key, self._keys, scorer=OSA.distance, limit=limit)
        return tuple((number, int(apart)) for _, apart, number in nearest)
