"""What moves between two surfaces: where another corridor becomes the best, and by how much."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.errors import QuestionError
from geo.message import Message
from geo.surface.field import STANDINGS, Standing, SurfaceMeasure
from geo.surface.lines import round_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.surface.advantage import Surface
    from geo.surface.field import Field

    Floats = NDArray[np.float64]

LEAST_CHANGE: Final[Mapping[SurfaceMeasure, float]] = MappingProxyType(
    {SurfaceMeasure.DAYS: 0.05, SurfaceMeasure.PRICE: 0.5, SurfaceMeasure.CO2E: 0.5}
)
"""A smaller change would be rounded to nothing."""
_MOST: Final = 0.98
"""Share of the changes that the steps of a scale are laid over."""
_STEPS: Final = 3


class Shift(StrEnum):
    """What becomes of the best corridor of a place."""

    SAME = "same"
    """The same corridor is the best."""
    OTHER = "other"
    """Another corridor is the best, at least 60 % likely before and after."""
    CLOSE = "close"
    """Another corridor is the best, but before or after it is too close to call."""
    GAINED = "gained"
    """Served only after the change."""
    LOST = "lost"
    """Served only before it."""
    NONE = "none"
    """Served by no corridor, before or after."""


SHIFTS: Final = tuple(Shift)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The second of two fields less the first, over the same places; all shape (places,)."""

    measure: SurfaceMeasure
    saved: Floats
    """What the least median of the first exceeds that of the second by; NaN where either has none.

    The corridor most likely the best need not have the least median; where two are close, the
    median of the best would jump although nothing became worse.
    """
    before: tuple[str, ...]
    """The best corridor of the first, empty for none."""
    after: tuple[str, ...]
    is_close: NDArray[np.bool_]
    """Where it is too close to call, before or after, which corridor is the best."""

    @property
    def is_moved(self) -> NDArray[np.bool_]:
        """Where another corridor is the best."""
        return np.array([a != b for a, b in zip(self.before, self.after, strict=True)], dtype=bool)

    @property
    def shift(self) -> NDArray[np.int64]:
        """Number in `SHIFTS` of what becomes of the best corridor."""
        was, now = (np.array([bool(one) for one in names]) for names in (self.before, self.after))
        kinds = {
            Shift.NONE: ~was & ~now,
            Shift.GAINED: ~was,
            Shift.LOST: ~now,
            Shift.SAME: ~self.is_moved,
            Shift.CLOSE: self.is_close,
        }
        numbers = [SHIFTS.index(one) for one in kinds]
        return np.select([*kinds.values()], numbers, SHIFTS.index(Shift.OTHER))

    @property
    def is_nothing(self) -> bool:
        """Whether no place changes."""
        known = np.isfinite(self.saved)
        least = LEAST_CHANGE[self.measure]
        return not self.is_moved.any() and bool(np.all(np.abs(self.saved[known]) < least))

    def share(self, shift: Shift) -> float:
        """Share of the places served before or after; 0 to 1."""
        served = int((self.shift != SHIFTS.index(Shift.NONE)).sum())
        return float((self.shift == SHIFTS.index(shift)).sum()) / max(served, 1)

    def moves(self) -> list[tuple[str, str, float]]:
        """List which corridor gives how much of the land to which, the largest shares first.

        Each with its share of the places served before or after, what is too close to call too.
        """
        pairs = [*zip(self.before, self.after, strict=True)]
        served = sum(1 for pair in pairs if any(pair))
        counts = Counter((one, other) for one, other in pairs if one != other)
        return [(*pair, count / served) for pair, count in counts.most_common()]

    def steps(self) -> tuple[float, ...]:
        """Ascending limits of the classes of a scale, alike for gains and losses.

        Below the first nothing changes; the others are round. No limits where no value changes.
        """
        size, least = np.abs(self.saved), LEAST_CHANGE[self.measure]
        changed = size[size >= least]
        if not len(changed):
            return ()
        step = max(round_step(float(np.quantile(changed, _MOST)) * 8 / _STEPS), 2 * least)
        return (least, *(number * step for number in range(1, _STEPS)))

    def classes(self) -> NDArray[np.int64]:
        """Class of each place on the scale: 0 for no change, positive for a gain, else negative.

        Examples
        --------
        >>> import numpy as np
        >>> moved = Change(
        ...     measure=SurfaceMeasure.DAYS,
        ...     saved=np.array([0.0, 0.2, 2.6, -1.2, np.nan]),
        ...     before=("suez",) * 5,
        ...     after=("suez",) * 5,
        ...     is_close=np.zeros(5, dtype=bool),
        ... )
        >>> moved.steps()
        (0.05, 1.0, 2.0)
        >>> moved.classes().tolist()
        [0, 1, 3, -2, 0]
        """
        saved = np.nan_to_num(self.saved)
        size = np.searchsorted(self.steps(), np.abs(saved), side="right")
        return np.asarray(np.sign(saved) * size, dtype=np.int64)


def change_between(first: tuple[Surface, Field], second: tuple[Surface, Field]) -> Change:
    """Compare two surfaces over the same places.

    Parameters
    ----------
    first, second
        Surfaces of one end, direction and measure, each with its values at the places.

    Raises
    ------
    QuestionError
        The two are of different ends, directions, measures or places.
    """
    (one, values), (other, others) = first, second
    alike = (
        one.end.id == other.end.id
        and one.is_origin == other.is_origin
        and one.measure is other.measure
        and values.km.shape[1] == others.km.shape[1]
    )
    if not alike:
        msg = Message("two surfaces of different questions have no difference")
        raise QuestionError(msg)
    close = STANDINGS.index(Standing.CLOSE)
    return Change(
        measure=one.measure,
        saved=least_median(values) - least_median(others),
        before=_names(one, values),
        after=_names(other, others),
        is_close=(values.standing == close) | (others.standing == close),
    )


def least_median(values: Field) -> Floats:
    """Least median of all corridors at each place; NaN where none serves. Shape (places,)."""
    least = np.min(np.where(np.isfinite(values.p50), values.p50, np.inf), axis=0)
    return np.where(np.isfinite(least), least, np.nan)


def _names(answer: Surface, values: Field) -> tuple[str, ...]:
    return tuple(answer.corridors[n] if n >= 0 else "" for n in values.best.tolist())
