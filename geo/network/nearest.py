"""Points on the globe, and which of them are near to another point."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.geodesy import unit_vectors

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from scipy.spatial import cKDTree

_COMPARISONS: Final = 4_000_000
"""Points that are compared one by one before a tree is made: so many take as long as one."""


class GlobePoints:
    """Points on the unit sphere, searched by their chords.

    The first questions are answered by comparing all points. A tree answers faster, but SciPy's
    takes a tenth of a second to load, and some time to be made: it comes after as many questions
    as take so long. Answers are the same.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326; shape (points,).
    """

    def __init__(self, lon: ArrayLike, lat: ArrayLike) -> None:
        self.vectors: Final = unit_vectors(lon, lat)
        self._compared = 0

    @cached_property
    def tree(self) -> cKDTree:
        """The points as a tree: for many questions at once, and for all points within a chord."""
        from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to load

        return cKDTree(self.vectors)

    def nearest(self, lon: float, lat: float) -> tuple[float, int]:
        """Chord to the nearest point, and its number.

        Examples
        --------
        >>> GlobePoints([0, 90], [0, 0]).nearest(89.0, 0.0)[1]
        1
        """
        self._compared += len(self.vectors)
        if "tree" in self.__dict__ or self._compared > _COMPARISONS:
            chord, number = self.tree.query(unit_vectors([lon], [lat])[0])
            return float(chord), int(number)
        squares = self._squares(lon, lat)
        least = int(np.argmin(squares))
        return float(np.sqrt(squares[least])), least

    def _squares(self, lon: float, lat: float) -> NDArray[np.float64]:
        """Squares of the chords to all points, added up as the tree does."""
        x, y, z = (self.vectors - unit_vectors([lon], [lat])).T
        return np.asarray(x * x + y * y + z * z)
