"""Volumes of the history in words: whose they are, and how much was published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.evidence.history import Series

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.evidence.history import Volume
    from geo.maps_scene import Tongue

DECIMALS: Final = 3
"""Most digits after the point that a published volume has here, less those that are zero."""


def subject(volume: Volume, names: Mapping[str, str], tongue: Tongue) -> str:
    """Return what a volume is about: a branch, or trade or investment between the countries."""
    if volume.series is Series.TRADE:
        return tongue.say("Trade of Iran and Russia")
    if volume.series is Series.INVESTMENT:
        return tongue.say("Investment in Iran")
    return branch_name(volume, names, tongue)


def branch_name(volume: Volume, names: Mapping[str, str], tongue: Tongue) -> str:
    """Return what the branch of a volume is called."""
    return names[volume.branch] if volume.branch else tongue.say("whole corridor")


def amount(volume: Volume, tongue: Tongue) -> str:
    """Return a volume with its unit, a range where only the two ends were published."""
    ends = (volume.low, volume.high) if volume.typical is None else (volume.typical,)
    told = "–".join(tongue.number(v, _digits(v)) for v in ends if v is not None)
    return f"{told} {tongue.say(volume.unit)}"


def _digits(value: float) -> int:
    fitting = (digits for digits in range(DECIMALS) if round(value, digits) == value)
    return next(fitting, DECIMALS)
