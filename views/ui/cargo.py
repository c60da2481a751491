"""What is carried, in words: prices and emissions of one, of all of it, and what they rest on."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.estimates import NAMES, Box
from geo.i18n import NARROW_SPACE, SEMICOLON, grade_name
from views.ui.charts import read_in_order
from views.ui.html import at_least, source_link
from views.ui.measures import amount_of

if TYPE_CHECKING:
    from geo.estimates import Costed, Measure, Shipment
    from geo.evidence import Pick
    from geo.i18n import Locale
    from geo.model import Band
    from geo.webmap import SourceLookup


def amount(costed: Costed, measure: Measure, shipment: Shipment, locale: Locale) -> str:
    """Price or emissions as HTML, the band and the whole shipment below.

    Parameters
    ----------
    costed
        What one box or tonne of the shipment costs and emits.
    measure
        Price or emissions.
    shipment
        What is carried; of more than one, the whole stands below.
    locale
        Language of the text.
    """
    one, least = amount_of(costed, measure), not costed.complete(measure)
    lines = [_reach(one, locale)]
    if shipment.amount != 1:
        lines.append(whole_text(one, shipment, locale, least=least))
    middle = at_least(locale.number(one.p50, 0), locale, least=least)
    return f"{middle}{''.join(f'<small>{line}</small>' for line in lines)}"


def _reach(band: Band, locale: Locale) -> str:
    return f"{locale.number(band.p10, 0)}–{locale.number(band.p90, 0)}"


def three_digits(value: float) -> float:
    """Return three significant digits of a value; more would tell of an exactness it has not.

    Examples
    --------
    >>> three_digits(146196)
    146000.0
    """
    return float(f"{value:.3g}")


def whole_text(one: Band, shipment: Shipment, locale: Locale, *, least: bool) -> str:
    """Return what the whole shipment costs or emits, from the band of one, as HTML."""
    total = locale.number(three_digits(shipment.total(one).p50), 0)
    cargo = escape(read_in_order(cargo_text(shipment, locale), locale))
    return f"{cargo}: {at_least(total, locale, least=least)}"


def cargo_text(shipment: Shipment, locale: Locale) -> str:
    """Return a shipment as an amount with its unit.

    Examples
    --------
    >>> from geo.estimates import Shipment
    >>> from geo.i18n import ENGLISH
    >>> cargo_text(Shipment(box=Box.TONNE, amount=12.5), ENGLISH).replace(NARROW_SPACE, " ")
    '12.5 t'
    """
    return (
        f"{_number(shipment.amount, locale)}{NARROW_SPACE}{locale.translate(NAMES[shipment.box])}"
    )


def _number(value: float, locale: Locale) -> str:
    """Return a number with as many of two decimals as it has."""
    return locale.number(value, next((n for n in (0, 1) if round(value, n) == value), 2))


def mass_note(box: Box, mass: Pick | None, *, source_of: SourceLookup, locale: Locale) -> str:
    """Return what the emissions of a box, or all figures of a tonne, rest on, as HTML.

    Parameters
    ----------
    box
        What prices and emissions are of.
    mass
        The figure for the net mass of a TEU.
    book
        Titles and addresses of sources.
    locale
        Language of the note.
    """
    if mass is None:
        return ""
    figure, translate = mass.figure, locale.translate
    sentence = (
        translate("A tonne has its share of what a TEU costs and emits with {tonnes} t net in it")
        if box is Box.TONNE
        else translate("Emissions are those of {tonnes} t net in a TEU")
    )
    text = sentence.format(tonnes=_number(figure.band.p50, locale))
    grade = escape(grade_name(figure.grade, locale))
    links = translate(SEMICOLON).join(
        (grade, *(source_link(name, source_of) for name in figure.sources))
    )
    return f"{escape(text)} ({links})."


def amount_note(shipment: Shipment, mass: Pick | None, locale: Locale) -> str:
    """Return how the whole of a shipment is counted, as HTML; empty for one box or tonne."""
    if shipment.amount == 1:
        return ""
    translate, cargo = locale.translate, cargo_text(shipment, locale)
    told = [
        translate(
            "{cargo}: the figure of one times the amount, to three digits; nothing is taken off "
            "for quantity."
        ).format(cargo=cargo)
    ]
    if shipment.box is Box.TONNE and mass and mass.figure.band.p50:
        count = locale.number(shipment.teus(mass.figure.band.p50), 0)
        told.append(translate("{cargo} fill {count} TEU.").format(cargo=cargo, count=count))
    return escape(" ".join(told))
