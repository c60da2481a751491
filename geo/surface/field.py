"""Values of a surface at some places, and how sure the best corridor of each is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

LIKELY: Final = 0.8
"""From this chance on of being the best, a corridor wins clearly."""
LEANING: Final = 0.6
"""From this chance on it is ahead; below it is too close to call."""


class SurfaceMeasure(StrEnum):
    """What is compared."""

    DAYS = "days"
    PRICE = "price"
    CO2E = "co2e"


class Standing(StrEnum):
    """How sure the best corridor of a place is."""

    CLEAR = "clear"
    """At least 80 % likely to be the best."""
    AHEAD = "ahead"
    """At least 60 %."""
    CLOSE = "close"
    """No corridor is 60 % likely to be the best."""
    UNCONFIRMED = "unconfirmed"
    """The best passes a gate whose state on that date is not known."""
    NONE = "none"
    """No corridor serves the place, or none at a whole price."""


STANDINGS: Final = tuple(Standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Values at some places: the best of each corridor, and how likely it is the best of all.

    The first axis is that of the corridors of the surface. Values are days, dollars or kilograms;
    where a corridor does not serve they are NaN, and its chance is 0.
    """

    km: Floats
    """Length of the path, kilometres; shape (corridors, places), as all of the others."""
    p10: Floats
    p50: Floats
    p90: Floats
    chance: Floats
    """Probability of being the least, 0 to 1; over all corridors that serve it adds up to 1."""
    option: Numbers
    """Number of the variant of the corridor that is meant, -1 for none."""
    is_confirmed: NDArray[np.bool_]

    @property
    def best(self) -> Numbers:
        """Number of the corridor most likely to be the best, -1 where none serves; (places,)."""
        best = np.argmax(self.chance, axis=0)
        return np.where(self.chance.max(axis=0) > 0, best, -1)

    @property
    def standing(self) -> NDArray[np.int64]:
        """Number in `STANDINGS` of how sure the best is, shape (places,)."""
        best, chance = self.best, self.chance.max(axis=0)
        standing = np.select(
            [chance >= LIKELY, chance >= LEANING],
            [STANDINGS.index(Standing.CLEAR), STANDINGS.index(Standing.AHEAD)],
            STANDINGS.index(Standing.CLOSE),
        )
        confirmed = self.is_confirmed[np.maximum(best, 0), np.arange(len(best))]
        standing = np.where(confirmed, standing, STANDINGS.index(Standing.UNCONFIRMED))
        return np.where(best < 0, STANDINGS.index(Standing.NONE), standing)

    def at(self, places: Numbers) -> Field:
        """Values at some of the places."""
        return Field(**{name: getattr(self, name)[:, places] for name in self.__slots__})


def share_of(
    values: Field, corridors: Sequence[str], standing: Standing, corridor: str = ""
) -> float:
    """Share of some places in a class, of those that a corridor serves; 0 where none is served."""
    reached = values.best >= 0
    inside = reached & (values.standing == STANDINGS.index(standing))
    if corridor:
        inside &= values.best == corridors.index(corridor)
    return float(inside.sum() / reached.sum()) if reached.any() else 0.0
