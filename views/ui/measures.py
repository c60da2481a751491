"""Measures of a journey as pages show them.

Hours, kilometres, dollars and kilograms are rounded as in files and on the command line, so that
all of them show the same numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.journeys import HOURS_DIGITS, KM_DIGITS

if TYPE_CHECKING:
    from geo.journeys import Journey
    from geo.model import Band, Clock, Mode


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
