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
    from geo.estimates.distributions import Array
    from geo.estimates.sums import Distribution
    from geo.evidence import ErrorRecord

_POINTS: Final = 160
"""Values of each of two times whose pairs are compared."""
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
    normal = ndtri((np.arange(_POINTS) + 0.5) / _POINTS)
    moved = rho * normal[:, None] + sqrt(1 - rho**2) * normal[None, :]
    left = _times(*first, ndtr(normal))[:, None]
    right = _times(*second, ndtr(moved))
    return float(np.mean((left < right) + 0.5 * (left == right)))


def _times(law: Distribution, record: ErrorRecord, shares: Array) -> Array:
    """Time that is not exceeded with each probability, after the correction."""
    return law.quantiles(record.levels_of(shares))
