"""Figures of the ledger in words, short enough for a list and the axis of a chart."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.i18n import DOT, arrow, get_locale
from views.state import data
from views.state.question import setting_of
from views.ui.services import SERVICES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.evidence import Figure
    from geo.i18n import Locale

LARGE: Final = 100
WATERS: Final[dict[str, str]] = {
    "ocean": "ocean",
    "caspian": "Caspian Sea",
    "inland": "inland water",
}


@cache
def figure_labels(language: str) -> dict[str, str]:
    """Return what each figure of the ledger is called; where two would be alike, with their ids."""
    locale = get_locale(language)
    atlas = data.atlas()
    names = {gate.id: gate.name for gate in atlas.corridors.gates.values()}
    names |= {place.id: place.name for place in atlas.places}
    names |= {f"by {c.id}": c.name for c in atlas.corridors.corridors.values()}
    figures = atlas.ledger.figures
    plain = {name: figure_label(figure, names, locale) for name, figure in figures.items()}
    often = Counter(plain.values())
    return {
        name: text if often[text] == 1 else f"{text}{locale.translate(DOT)}{name}"
        for name, text in plain.items()
    }


def figure_label(figure: Figure, names: Mapping[str, str], locale: Locale) -> str:
    """Return quantity, place and service of a figure in words.

    Parameters
    ----------
    figure
        From the ledger.
    names
        English names: of places and gates by their ids, of corridors by ``by`` and their ids.
    locale
        Language of the label.

    Examples
    --------
    >>> from geo.evidence.ledger import load_ledger
    >>> from geo.i18n.locale import ENGLISH
    >>> figures = load_ledger().figures
    >>> figure_label(figures["rail-ir-block"], {}, ENGLISH)
    'Speed · Iran · rail · block train · 2024'
    >>> names = {"bandar-abbas": "Bandar Abbas"}
    >>> figure_label(figures["transfer-bandar-abbas-rail-sea"], names, ENGLISH)
    'Transfer · Bandar Abbas · rail → sea'
    """
    translate = locale.translate
    quantity = translate(figure.quantity.value.replace("_", " "))
    countries = filter(None, (*figure.countries.split("-"), figure.country))
    parts = (
        quantity[:1].upper() + quantity[1:],
        translate(names.get(figure.place, figure.place)),
        " – ".join(locale.country(code) for code in dict.fromkeys(countries)),
        translate(names.get(f"by {figure.corridor}", figure.corridor)),
        translate(WATERS[figure.water] if figure.water else figure.mode),
        arrow(locale).join(translate(mode) for mode in (figure.from_mode, figure.to_mode) if mode),
        translate(SERVICES[figure.service]) if figure.service else "",
        "".join(locale.number(int(digit), 0) for digit in str(figure.year or "")),
    )
    return translate(DOT).join(filter(None, parts))


def setting_text(text: str, locale: Locale) -> str:
    """Say which value a figure has that is set by hand, and its default.

    Parameters
    ----------
    text
        Id and value, as `views.state.question.setting_of` reads them.
    locale
        Language of the sentence.
    """
    name, value = setting_of(text)
    figure = data.atlas().ledger.figures[name]
    return locale.translate("{figure}: {value} instead of {default}").format(
        figure=figure_labels(locale.language)[name],
        value=value_text(value, locale),
        default=f"{value_text(figure.band.p50, locale)} {locale.translate(figure.unit)}",
    )


def value_text(value: float, locale: Locale) -> str:
    """Return a value with as many decimals as tell something.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH
    >>> [value_text(one, ENGLISH) for one in (0.0296, 13.85, 72.0)]
    ['0.0296', '13.85', '72']
    """
    if value >= LARGE or value == int(value):
        return locale.number(value, 0)
    decimals = next(
        (n for n in range(1, 6) if abs(round(value, n) - value) < value / LARGE / 10), 6
    )
    return locale.number(value, decimals)
