"""What an answer says in a few lines: the sentence of the first page, then days and prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.estimates import Measure, Shipment, unit_text
from geo.export.choices import Kind
from geo.i18n import DOT
from geo.summary import (
    barred_text,
    cards,
    days_text,
    full_name,
    headline,
    opened_text,
    shown_amount,
)

if TYPE_CHECKING:
    from geo.export.content import Content
    from geo.journeys import Comparison, Journey


def heading_of(content: Content) -> tuple[str, ...]:
    """Write what stands above a map: a heading, then one line for each journey that matters.

    Returns
    -------
    tuple of str
        Empty where the content answers no question.
    """
    answer = content.comparison
    if answer is None or content.request.kind is Kind.ROUTE:
        lines = [_line(one, content) for one in content.drawn]
        return (content.stamp.title, *lines) if lines else ()
    sentence = headline_of(content, answer, content.opened)
    if not answer.journeys:
        return (sentence,)
    dealt = cards(answer, names=content.names, locale=content.locale, shipment=shipment_of(content))
    titles: dict[str, list[str]] = {}
    for card in dealt:
        titles.setdefault(_line(card.journey, content), []).append(card.title)
    dot = content.locale.translate(DOT)
    return (sentence, *(f"{dot.join(own)}: {line}" for line, own in titles.items()))


def headline_of(content: Content, answer: Comparison, opened: Comparison | None) -> str:
    """Write the sentence over all variants; where none serves, what would if gates were open."""
    names, locale = content.names, content.locale
    if answer.journeys:
        return headline(answer, names=names, locale=locale, chance_of=chance_faster)
    sentence = opened_text(opened, names=names, locale=locale) if opened and opened.journeys else ""
    return " ".join(filter(None, (barred_text(answer, locale), sentence)))


def chance_faster(first: Journey, second: Journey) -> float:
    """Chance of a journey to be faster than another."""
    return first.probability_faster(second)


def _line(journey: Journey, content: Content) -> str:
    """Name a journey with its days, its price and its emissions."""
    locale, shipment = content.locale, shipment_of(content)
    parts = [full_name(journey, content.names, locale), days_text(journey, locale)]
    for measure in (Measure.USD, Measure.CO2E):
        amount = shown_amount(journey, measure, shipment, locale)
        unit = unit_text(measure, shipment.box, locale.translate)
        parts.append(f"{amount.number} {unit}" if amount.number else amount.text)
    return locale.translate(DOT).join(parts)


def shipment_of(content: Content) -> Shipment:
    """Return the box of a request: what prices and emissions of its files are of."""
    return Shipment(box=content.request.box, amount=1)
