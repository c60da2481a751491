"""What moves between two surfaces: where another corridor becomes the best, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import QuestionError
from geo.message import Message
from geo.surface.lines import best_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.surface.advantage import Surface
    from geo.surface.field import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The second of two fields less the first, over the same places; all shape (places,)."""

    saved: NDArray[np.float64]
    """What the best of the first exceeds that of the second by; NaN where either has none."""
    before: tuple[str, ...]
    """The best corridor of the first, empty for none."""
    after: tuple[str, ...]

    @property
    def is_moved(self) -> NDArray[np.bool_]:
        """Where another corridor is the best."""
        return np.array([a != b for a, b in zip(self.before, self.after, strict=True)], dtype=bool)


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
    return Change(
        saved=best_value(values) - best_value(others),
        before=_names(one, values),
        after=_names(other, others),
    )


def _names(answer: Surface, values: Field) -> tuple[str, ...]:
    return tuple(answer.corridors[n] if n >= 0 else "" for n in values.best.tolist())
