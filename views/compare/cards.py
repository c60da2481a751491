"""Three cards of an answer as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from views.ui.templates import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.i18n import Locale
    from geo.summary import Card


def cards_list(dealt: Sequence[Card], *, picked: str, longest: float, locale: Locale) -> str:
    """Write cards as HTML.

    Parameters
    ----------
    dealt
        From `cards`.
    picked
        Id of the journey that is picked.
    longest
        End of the scale of days.
    locale
        Language of the cards.
    """
    return render("compare/cards.html", locale, cards=dealt, picked=picked, longest=longest)
