"""What an answer says in a few lines: the sentence of the first page, then days and prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.estimates import Measure, Shipment, unit_text
from geo.evidence import status_text
from geo.export.choices import Kind
from geo.i18n import COMMA, DOT, percent
from geo.plot import Answer, StateText
from geo.summary import (
    barred_text,
    cards,
    days_text,
    full_name,
    headline,
    opened_text,
    shown_amount,
)
from geo.webmap import MARKS

if TYPE_CHECKING:
    from geo.export.content import Content
    from geo.i18n import Locale
    from geo.journeys import Comparison, GateCondition, Journey

_MOST_STATES: Final = 6
"""Gates in the line of the date at most; the others stand in the dossier."""
_MOST_TITLES: Final = 3
"""Titles of sources of the states of gates at most."""


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


def answer_of(content: Content) -> Answer | None:
    """Write what stands over a picture of journeys; None where the content answers no question."""
    answer, locale = content.comparison, content.locale
    if answer is None or content.request.kind is Kind.ROUTE:
        heading = heading_of(content)
        return Answer(headline=heading[0], lead=" ".join(heading[1:])) if heading else None
    return Answer(
        headline=headline_of(content, answer, content.opened),
        lead=lead_of(content, answer, content.opened),
        states=state_texts(answer, locale),
        sources=state_sources(content, answer),
    )


def state_texts(answer: Comparison, locale: Locale) -> tuple[StateText, ...]:
    """Write the states of gates that are not simply open, what bars first."""
    ordered = sorted(answer.gates, key=lambda one: not one.state.status.bars)
    return tuple(state_of(one, locale) for one in ordered[:_MOST_STATES])


def state_of(one: GateCondition, locale: Locale, *, with_share: bool = True) -> StateText:
    """Write the state of a gate, with its share of traffic where it is hindered."""
    name, state = locale.translate(one.gate.name), locale.translate(status_text(one.state.status))
    share = one.state.traffic_share
    parts = [f"{name}: {state}"]
    if with_share and share is not None and not one.state.status.bars:
        parts.append(percent(locale.number(100 * share, 0), locale))
    return StateText(mark=MARKS[one.state.status], text=locale.translate(COMMA).join(parts))


def state_sources(content: Content, answer: Comparison) -> str:
    """Name the sources of the states of gates; empty where all are open."""
    translate = content.locale.translate
    ids = dict.fromkeys(source for one in answer.gates for source in one.state.sources)
    titles = [content.source_of(name)[0] for name in ids][:_MOST_TITLES]
    text = translate("States of gates: {titles}.")
    return text.format(titles=translate(COMMA).join(titles)) if titles else ""


def lead_of(content: Content, answer: Comparison, opened: Comparison | None) -> str:
    """Say under the headline that no branch serves, and what it would be with open gates."""
    names, locale = content.names, content.locale
    if not (answer.journeys and opened and opened.journeys):
        return ""
    return " ".join((barred_text(answer, locale), opened_text(opened, names=names, locale=locale)))


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
