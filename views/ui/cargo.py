"""What is carried, in words: prices and emissions of one, of all of it, and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.estimates import BOX_NAMES, Box
from geo.i18n import NARROW_SPACE
from geo.summary import three_digits
from views.ui.charts import read_in_order

if TYPE_CHECKING:
    from geo.estimates import Shipment
    from geo.evidence import Pick
    from geo.i18n import Locale
    from geo.model import Band


def whole_text(one: Band, shipment: Shipment, locale: Locale) -> str:
    """Write what the whole shipment costs or emits, from the band of one."""
    total = locale.number(three_digits(shipment.total(one).p50), 0)
    cargo = read_in_order(cargo_text(shipment, locale), locale)
    return f"{cargo}: {total}"


def cargo_text(shipment: Shipment, locale: Locale) -> str:
    """Return a shipment as an amount with its unit.

    Examples
    --------
    >>> from geo.estimates import Shipment
    >>> from geo.i18n import ENGLISH
    >>> cargo_text(Shipment(box=Box.TONNE, amount=12.5), ENGLISH).replace(NARROW_SPACE, " ")
    '12.5 t'
    """
    unit = locale.translate(BOX_NAMES[shipment.box])
    return f"{_number(shipment.amount, locale)}{NARROW_SPACE}{unit}"


def _number(value: float, locale: Locale) -> str:
    """Return a number with as many of two decimals as it has."""
    return locale.number(value, next((n for n in (0, 1) if round(value, n) == value), 2))


def mass_sentence(box: Box, mass: Pick, locale: Locale) -> str:
    """Say what the emissions of a box, or all figures of a tonne, rest on.

    Parameters
    ----------
    box
        What prices and emissions are of.
    mass
        The figure for the net mass of a TEU.
    locale
        Language of the sentence.
    """
    sentence = (
        locale.translate(
            "A tonne has its share of what a TEU costs and emits with {tonnes} t net in it"
        )
        if box is Box.TONNE
        else locale.translate("Emissions are those of {tonnes} t net in a TEU")
    )
    return sentence.format(tonnes=_number(mass.figure.band.p50, locale))


def amount_note(shipment: Shipment, mass: Pick | None, locale: Locale) -> str:
    """Say how the whole of a shipment is counted; empty for one box or tonne."""
    if shipment.amount == 1:
        return ""
    translate, cargo = locale.translate, cargo_text(shipment, locale)
    sentences = [
        translate(
            "{cargo}: the figure of one times the amount, to three digits; nothing is taken off "
            "for quantity."
        ).format(cargo=cargo)
    ]
    if shipment.box is Box.TONNE and mass and mass.figure.band.p50:
        count = locale.number(shipment.teus(mass.figure.band.p50), 0)
        sentences.append(translate("{cargo} fill {count} TEU.").format(cargo=cargo, count=count))
    return " ".join(sentences)
