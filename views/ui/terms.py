"""What the words of a table mean, said where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale

TERMS: Final[Mapping[str, str]] = {
    "percentiles": "P10, P50, P90: one shipment in ten takes less than P10, half take less than "
    "P50, nine in ten take less than P90.",
    "clock": "Clock: what the time includes. Shipment: from first departure to arrival. Door: also "
    "the waits for train and vessel, and handling at both ends.",
    "grade": "Grade of a figure: A measured or official, B secondary, C weak, K estimate without a "
    "source.",
    "kti": "KTI: the railway Kazakhstan – Turkmenistan – Iran, east of the Caspian Sea.",
    "rival": "Difference of medians to the faster route by the Suez Canal, and the chance of being "
    "faster.",
}
"""Explanations of the words that columns and notes use."""


def explained(word: str, locale: Locale) -> str:
    """Explain a word of `TERMS`.

    Examples
    --------
    >>> from geo.i18n import ENGLISH
    >>> explained("kti", ENGLISH)
    'KTI: the railway Kazakhstan – Turkmenistan – Iran, east of the Caspian Sea.'
    """
    return locale.translate(TERMS[word])
