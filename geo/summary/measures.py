"""Days, prices and emissions of a journey, rounded as in files and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.journeys import AMOUNT_DIGITS, HOURS_DIGITS
from geo.model import HOURS_PER_DAY, Band

if TYPE_CHECKING:
    from geo.estimates import Costed, Incomplete, Measure
    from geo.journeys import Journey


def days_of(hours: Band) -> Band:
    """Turn a band of hours into one of days.

    Examples
    --------
    >>> days_of(Band(p10=12, p50=24, p90=60))
    Band(p10=0.5, p50=1.0, p90=2.5)
    """
    p10, p50, p90 = (value / HOURS_PER_DAY for value in (hours.p10, hours.p50, hours.p90))
    return Band(p10=p10, p50=p50, p90=p90)


def hours_of(journey: Journey) -> Band:
    """Hours of a journey by its clock."""
    return journey.hours.rounded(HOURS_DIGITS)


def amount_of(costed: Costed, measure: Measure) -> Band | Incomplete:
    """Price or emissions of one box or tonne, dollars or kilograms; or what they lack."""
    total = costed.total(measure)
    return total.rounded(AMOUNT_DIGITS) if isinstance(total, Band) else total


def three_digits(value: float) -> float:
    """Return three significant digits of a value; more would tell of an exactness it has not.

    Examples
    --------
    >>> three_digits(146196)
    146000.0
    """
    return float(f"{value:.3g}")
