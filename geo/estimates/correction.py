"""Times corrected by past errors: a band, and the chance of being faster.

A law says which share of journeys takes less than some time. A record of past errors says how often
that share held. Reading the law at the levels of the record gives what past journeys would lead one
to expect: a split conformal prediction.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr, ndtri

from geo.model import Band

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.estimates.distributions import Array
    from geo.estimates.sums import Distribution
    from geo.evidence import ErrorRecord

    Numbers = NDArray[np.int64]

_POINTS: Final = 160
"""Values of each of two times whose pairs are compared."""
_NORMAL: Final = ndtri((np.arange(_POINTS) + 0.5) / _POINTS)
_MOST: Final = 0.99
"""Largest correlation of two times; of one and the same they would tie."""


def corrected_band(law: Distribution, record: ErrorRecord) -> Band:
    """P10, P50 and P90 of a time, corrected by a record of past errors.

    Parameters
    ----------
    law
        Law of the time, in any unit.
    record
        Past errors of journeys alike.
    """
    low, middle, high = _times(law, record, np.array([0.1, 0.5, 0.9]))
    return Band(p10=float(low), p50=float(middle), p90=float(high))


def corrected_chance(
    first: tuple[Distribution, ErrorRecord],
    second: tuple[Distribution, ErrorRecord],
    difference: Distribution,
) -> float:
    """Chance that the first time is below the second, each corrected by its own record.

    Parts that both share make the two times move together; how far follows from the spread of
    their difference.

    Parameters
    ----------
    first, second
        Law of each time, and the record of its kind of journeys.
    difference
        Law of the first time less the second, before any correction.

    Returns
    -------
    float
        0 to 1; half of a tie counts.
    """
    one, other = first[0].sd, second[0].sd
    shared = one**2 + other**2 - difference.sd**2
    rho = min(max(shared / (2 * one * other), -_MOST), _MOST) if one and other else 0.0
    left = _times(*first, ndtr(_NORMAL))

    def right(at: Numbers) -> Array:
        """Give the second time at one value beside each of the first; it grows with that."""
        moved = rho * _NORMAL + sqrt(1 - rho**2) * _NORMAL[at]
        return _times(*second, ndtr(moved))

    below, not_above = _how_many(lambda at: np.stack([right(at[0]) < left, right(at[1]) <= left]))
    wins, ties = _POINTS - not_above, not_above - below
    return float((wins + 0.5 * ties).sum() / _POINTS**2)


def _how_many(holds: Callable[[Numbers], NDArray[np.bool_]]) -> Numbers:
    """Count, by halving, at how many of the first values each of two comparisons holds."""
    low = np.zeros((2, _POINTS), dtype=np.int64)
    high = np.full_like(low, _POINTS)
    for _ in range(_POINTS.bit_length()):
        middle = (low + high) // 2
        more = (low < high) & holds(np.minimum(middle, _POINTS - 1))
        low, high = np.where(more, middle + 1, low), np.where(more, high, middle)
    return low


def _times(law: Distribution, record: ErrorRecord, shares: Array) -> Array:
    """Time that is not exceeded with each probability, after the correction."""
    return law.quantiles(record.levels_of(shares))
