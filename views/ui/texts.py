"""Numbers and names in the language of a page, as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.i18n import NARROW_SPACE, Locale
from geo.model import Band, Clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.estimates import Incomplete

CLOCKS_SHOWN: Final = (Clock.SHIPMENT, Clock.DOOR)


def km_text(km: float, locale: Locale) -> str:
    """Write a length with its unit."""
    return f"{locale.number(km, 0)}{NARROW_SPACE}{locale.translate('km')}"


def lacking_note(totals: Iterable[Band | Incomplete], locale: Locale) -> str:
    """Explain a missing price; empty where every total is whole.

    Examples
    --------
    >>> from geo.i18n import ENGLISH
    >>> lacking_note([Band(p10=1, p50=2, p90=3)], ENGLISH)
    ''
    """
    if all(isinstance(total, Band) for total in totals):
        return ""
    return locale.translate(
        "No price: at least one part has no figure, and no sum is shown without it."
    )
