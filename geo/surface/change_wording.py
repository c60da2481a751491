"""A change between two surfaces in words."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.message import Message
from geo.surface.change import LEAST_CHANGE, Shift
from geo.surface.field import SurfaceMeasure
from geo.surface.wording import UNITS, title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale
    from geo.surface.advantage import Surface
    from geo.surface.change import Change

SHIFT_NAMES: Final[Mapping[Shift, Message]] = MappingProxyType(
    {
        Shift.SAME: Message("The same corridor is the best"),
        Shift.OTHER: Message("Another corridor is the best"),
        Shift.CLOSE: Message("Another corridor, but too close to call"),
        Shift.GAINED: Message("Served only with it"),
        Shift.LOST: Message("No longer served with it"),
        Shift.NONE: Message("No corridor"),
    }
)
_SHARES: Final[Mapping[Shift, Message]] = MappingProxyType(
    {
        Shift.OTHER: Message("Another corridor is the best for {share} % of the land."),
        Shift.CLOSE: Message("For {share} % it may be, but it is too close to call."),
        Shift.GAINED: Message("{share} % is served only with it."),
        Shift.LOST: Message("{share} % is no longer served."),
    }
)
_BETTER: Final[Mapping[SurfaceMeasure, Message]] = MappingProxyType(
    {
        SurfaceMeasure.DAYS: Message("Days gained"),
        SurfaceMeasure.PRICE: Message("Dollars saved"),
        SurfaceMeasure.CO2E: Message("Kilograms of CO2e saved"),
    }
)
_WORSE: Final[Mapping[SurfaceMeasure, Message]] = MappingProxyType(
    {
        SurfaceMeasure.DAYS: Message("Days lost"),
        SurfaceMeasure.PRICE: Message("More dollars"),
        SurfaceMeasure.CO2E: Message("More kilograms of CO2e"),
    }
)
_ENDS: Final = (0.95, 0.05)
"""Shares of the places between which the change is named: nine of ten."""
_LEAST_SHARE: Final = 0.005


def change_title(answer: Surface, locale: Locale) -> str:
    """Name the map of a change."""
    return locale.translate("{map}: what changes").format(map=title(answer, locale))


def change_headline(moved: Change, locale: Locale) -> str:
    """Say for how much of the land another corridor is the best, and by how much it differs."""
    translate = locale.translate
    known = np.isfinite(moved.saved)
    if moved.is_nothing:
        return translate("It changes nothing: the best corridor and its value stay.")
    sentences = [
        translate(str(text)).format(share=locale.number(100 * moved.share(shift), 0))
        for shift, text in _SHARES.items()
        if shift is Shift.OTHER or moved.share(shift) >= _LEAST_SHARE
    ]
    if known.any():
        least = LEAST_CHANGE[moved.measure]
        low, high = (
            -float(one) if abs(one) >= least else 0.0
            for one in np.quantile(moved.saved[known], _ENDS)
        )
        digits = 1 if moved.measure is SurfaceMeasure.DAYS else 0
        form = translate("For nine tenths of the land the best changes by {low} to {high} {unit}.")
        sentences.append(
            form.format(
                low=locale.number(low, digits),
                high=locale.number(high, digits),
                unit=translate(UNITS[moved.measure]),
            )
        )
    return " ".join(sentences)


def scale_names(moved: Change, locale: Locale) -> tuple[tuple[int, str], ...]:
    """Name each class of the scale that a place is in, the largest gain first, no change too."""
    steps = moved.steps()
    names: list[tuple[int, str]] = []
    for number in sorted(set(moved.classes().tolist()) | {0}, reverse=True):
        if number == 0:
            names.append((0, locale.translate("No change")))
            continue
        size = abs(number)
        low = locale.number(steps[size - 1] if size > 1 else 0.0, _digits(steps))
        if size == len(steps):
            words = locale.translate("{low} and more").format(low=low)
        else:
            high = locale.number(steps[size], _digits(steps))
            words = locale.translate("{low} to {high}").format(low=low, high=high)
        names.append((number, words))
    return tuple(names)


def scale_heading(moved: Change, sign: int, locale: Locale) -> str:
    """Name what the classes of one side of the scale count: gains, or losses for a sign below 0."""
    return locale.translate(str((_BETTER if sign > 0 else _WORSE)[moved.measure]))


def _digits(steps: tuple[float, ...]) -> int:
    """Digits that the round limits need."""
    return 0 if all(float(one).is_integer() for one in steps[1:]) else 1
