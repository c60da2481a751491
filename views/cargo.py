"""What is carried, in words: prices and emissions of one, of all of it, and what they rest on."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from geo.cost_units import NAMES, Box, Measure, Shipment
from geo.maps_scene import NARROW_SPACE
from geo.model import Band
from geo.tongues_figures import grade_name
from views.itinerary import source_link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.evidence import Pick
    from geo.maps_scene import SourceBook, Tongue

Json = dict[str, Any]


def amount_of(journey: Json, measure: Measure, box: Box) -> Mapping[str, Any]:
    """Return the price or the emissions of one box or tonne, as `geo.answer` tells them."""
    told: Mapping[str, Any] = (
        journey["cost"][box.lower()]
        if measure is Measure.USD
        else journey["emissions"][f"kg_co2e_per_{box.lower()}"]
    )
    return told


def amount(told: Mapping[str, Any], shipment: Shipment, tongue: Tongue) -> str:
    """Return a price or an emission, its band and that of the whole shipment below, as HTML."""
    if told.get("p50") is None:
        return "–"
    one = Band(p10=told["p10"], p50=told["p50"], p90=told["p90"])
    least = "" if told["complete"] else "≥ "
    lines = [_reach(one, tongue)]
    if not told["complete"]:
        lines.append(escape(tongue.say("incomplete")))
    if shipment.amount != 1:
        lines.append(whole_text(one, shipment, tongue, least=least))
    middle = tongue.number(one.p50, 0)
    return f"{least}{middle}{''.join(f'<small>{line}</small>' for line in lines)}"


def _reach(band: Band, tongue: Tongue) -> str:
    return f"{tongue.number(band.p10, 0)}–{tongue.number(band.p90, 0)}"


def whole_text(one: Band, shipment: Shipment, tongue: Tongue, *, least: str = "") -> str:
    """Return what the whole shipment costs or emits, its middle, from the band of one, as HTML.

    Examples
    --------
    >>> from geo.maps_scene import ENGLISH
    >>> band = Band(p10=2000, p50=3000, p90=5000)
    >>> whole_text(band, Shipment(box=Box.FEU, amount=36), ENGLISH).replace(NARROW_SPACE, " ")
    '36 FEU: 108,000'
    """
    total = tongue.number(shipment.total(one).p50, 0)
    return f"{escape(cargo_text(shipment, tongue))}: {least}{total}"


def cargo_text(shipment: Shipment, tongue: Tongue) -> str:
    """Return a shipment as an amount with its unit."""
    decimals = 0 if shipment.amount == int(shipment.amount) else 2
    number = tongue.number(shipment.amount, decimals)
    return f"{number}{NARROW_SPACE}{tongue.say(NAMES[shipment.box])}"


def cargo_note(shipment: Shipment, mass: Pick | None, *, book: SourceBook, tongue: Tongue) -> str:
    """Return what prices and emissions of a shipment rest on, as HTML.

    Parameters
    ----------
    shipment
        What is carried.
    mass
        The figure for the net mass of a TEU.
    book
        Titles and addresses of sources.
    tongue
        Language of the note.
    """
    say, told = tongue.say, []
    net_t = mass.figure.band.p50 if mass else 0.0
    if mass:
        sentence = (
            say("A tonne has its share of what a TEU costs and emits with {tonnes} t net in it")
            if shipment.box is Box.TONNE
            else say("Emissions are those of {tonnes} t net in a TEU")
        )
        text = sentence.format(tonnes=tongue.number(net_t, 0 if net_t == int(net_t) else 1))
        links = "; ".join(source_link(name, book) for name in mass.figure.sources)
        told.append(f"{escape(text)} ({escape(grade_name(mass.figure.grade, tongue))}; {links}).")
    if shipment.amount != 1:
        cargo = cargo_text(shipment, tongue)
        text = say("{cargo}: the amount times one; nothing is taken off for quantity.")
        told.append(escape(text.format(cargo=cargo)))
        if shipment.box is Box.TONNE and net_t:
            filled = tongue.number(shipment.teus(net_t), 0)
            told.append(escape(say("{cargo} fill {count} TEU.").format(cargo=cargo, count=filled)))
    return f'<p class="note">{" ".join(told)}</p>' if told else ""
