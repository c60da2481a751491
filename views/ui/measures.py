"""Measures of a journey as pages show them.

Hours, kilometres, dollars and kilograms are rounded as in files and on the command line, so that
all of them show the same numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.journeys import AMOUNT_DIGITS, HOURS_DIGITS, KM_DIGITS
from geo.model import HOURS_PER_DAY, Band

if TYPE_CHECKING:
    from geo.estimates import Costed, Incomplete, Measure
    from geo.journeys import Journey
    from geo.model import Clock, Mode


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


def clock_hours(journey: Journey, clock: Clock) -> Band:
    """Hours of a journey by a clock that applies to its route."""
    return journey.hours_by(clock).rounded(HOURS_DIGITS)


def km_of(journey: Journey) -> float:
    """Length of a journey, kilometres."""
    return round(journey.route.km, KM_DIGITS)


def km_by_mode(journey: Journey) -> dict[Mode, float]:
    """Kilometres of a journey by each mode that it uses, in the order of their names."""
    km = journey.route.km_by_mode()
    return {mode: round(km[mode], KM_DIGITS) for mode in sorted(km)}


def amount_of(costed: Costed, measure: Measure) -> Band | Incomplete:
    """Price or emissions of one box or tonne, dollars or kilograms; or what they lack."""
    total = costed.total(measure)
    return total.rounded(AMOUNT_DIGITS) if isinstance(total, Band) else total
