"""Names of journeys, and numbers as an answer writes them: chances, differences, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import COMMA, from_left, percent
from geo.model import Band

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.estimates import Incomplete
    from geo.i18n import Locale
    from geo.journeys import Journey

_LEAST_PERCENT, _MOST_PERCENT = 1, 99
"""A chance that is all but sure is not written as sure."""


def full_name(journey: Journey, names: Mapping[str, str], locale: Locale) -> str:
    """Name corridor and variant of a journey.

    Parameters
    ----------
    journey
        From a comparison.
    names
        Of corridors, by id.
    locale
        Language of the name.
    """
    parts = (corridor_name(journey, names), locale.translate(journey.variant_name))
    return locale.translate(COMMA).join(filter(None, parts))


def corridor_name(journey: Journey, names: Mapping[str, str]) -> str:
    """Name the corridor of a journey."""
    return names.get(journey.route.corridor, journey.route.corridor)


def signed(value: float, locale: Locale, decimals: int = 1) -> str:
    """Write a number with its sign, a true minus below zero.

    Examples
    --------
    >>> from geo.i18n import ENGLISH
    >>> signed(-2.25, ENGLISH), signed(0.01, ENGLISH)
    ('−2.2', '±0.0')
    """
    sign = "−" if value < 0 else "+"
    sign = "±" if float(f"{value:.{decimals}f}") == 0 else sign
    return from_left(sign + locale.number(abs(value), decimals), locale)


def lacking_text(total: Band | Incomplete, locale: Locale) -> str:
    """Write what a total lacks, in place of its number; empty where it is whole."""
    return "" if isinstance(total, Band) else locale.sentence(total.message)


def chance_text(chance: float | None, locale: Locale) -> str:
    """Write a chance in percent; one that is all but sure is not written as sure.

    Examples
    --------
    >>> from geo.i18n import ENGLISH, NARROW_SPACE
    >>> chance_text(0.654, ENGLISH).replace(NARROW_SPACE, " "), chance_text(0.9999, ENGLISH)[:3]
    ('65 %', '>99')
    """
    if chance is None:
        return "–"
    whole = round(100 * chance)
    sign = "<" if whole < _LEAST_PERCENT else ">" if whole > _MOST_PERCENT else ""
    shown = locale.number(min(max(whole, _LEAST_PERCENT), _MOST_PERCENT), 0)
    return percent(from_left(sign + shown, locale) if sign else shown, locale)
