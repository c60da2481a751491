"""The answer as a table: one row a corridor, days drawn on a common scale."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from geo.estimates import Measure, unit_text
from geo.i18n import COMMA, DOT, HOURS_A_DAY, NARROW_SPACE, Locale
from geo.journeys import fastest_by_suez
from geo.model import SUEZ_ROUTES, StopKind
from geo.webmap import colour_name
from views.ui.cargo import amount
from views.ui.html import (
    band_cell,
    chance_text,
    corridor_name,
    full_name,
    length_text,
    signed,
)
from views.ui.measures import days_of, hours_of, km_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.estimates import Shipment
    from geo.journeys import Comparison, Journey
    from views.state.data import Chances

JOINED: Final = "\N{WORD JOINER}"
"""Keeps a range on one line."""


def stop_count(journey: Journey, kind: StopKind) -> int:
    """Count the different places of a kind that a journey stops at."""
    return len({timed.stop.place for timed in journey.stops if timed.stop.kind is kind})


def fastest(journeys: Iterable[Journey]) -> Journey:
    """First journey with the shortest median time."""
    return min(journeys, key=lambda journey: hours_of(journey).p50)


def headline(
    comparison: Comparison, *, names: Mapping[str, str], locale: Locale, chances: Chances
) -> str:
    """Answer in a few sentences of plain text.

    Corridors are compared by their representatives; the headline mentions a variant that is
    faster than all of them.
    """
    translate, representatives = locale.translate, comparison.representatives().values()
    first = fastest(representatives)
    corridor, hours = first.route.corridor, hours_of(first)
    sentences = [
        translate("Fastest: {corridor}, {median} ({low}–{high} days), {length}.").format(
            corridor=corridor_name(first, names),
            median=locale.duration(hours.p50),
            low=locale.number(hours.p10 / HOURS_A_DAY, 0),
            high=locale.number(hours.p90 / HOURS_A_DAY, 0),
            length=f"{locale.number(km_of(first), 0)}{NARROW_SPACE}{translate('km')}",
        )
    ]
    rival = fastest_by_suez(representatives)
    if rival and corridor not in SUEZ_ROUTES:
        chance = chances.get(corridor, {}).get(rival.route.corridor)
        sentences.append(
            translate("{chance} chance of being faster than {rival}, which takes {median}.").format(
                rival=corridor_name(rival, names),
                median=locale.duration(hours_of(rival).p50),
                chance=chance_text(chance, locale),
            )
        )
    variant = fastest(comparison.journeys)
    if hours_of(variant).p50 < hours.p50:
        sentences.append(
            translate("Fastest of all variants: {journey}, {median}.").format(
                journey=full_name(variant, names, locale),
                median=locale.duration(hours_of(variant).p50),
            )
        )
    return " ".join(sentences)


def answer_table(
    comparison: Comparison,
    *,
    names: Mapping[str, str],
    locale: Locale,
    chances: Chances,
    shipment: Shipment,
) -> str:
    """Write a comparison as HTML, one row a corridor; every text in it is escaped.

    Parameters
    ----------
    comparison
        At least one journey.
    names
        Of corridors, and of variants as ``corridor:variant``.
    locale
        Language of the table.
    chances
        For each corridor the chance to be faster than each other.
    shipment
        What prices and emissions are of; of more than one, the whole stands below.
    """
    translate, representatives = locale.translate, comparison.representatives().values()
    longest = max(days_of(hours_of(journey)).p90 for journey in representatives)
    rival = fastest_by_suez(comparison.journeys)
    heads = (
        translate("Corridor"),
        translate("Days, P10 – P50 – P90"),
        translate("Against Suez"),
        translate("Length"),
        *(unit_text(measure, shipment.box, translate) for measure in Measure),
        translate("Land borders"),
        translate("Gauge breaks"),
    )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = [
        _row(journey, comparison, longest, rival, names, locale, chances, shipment)
        for journey in representatives
    ]
    caption = translate(
        "P50 is the median: half of all shipments take longer. The bar runs from P10 to "
        "P90, its mark is the median. Against Suez: difference of medians to the faster "
        "Suez route, and the probability of being faster. ≥: some parts have no published "
        "price."
    )
    return (
        f'<div class="scroll"><table class="answers main"><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(rows)}</tbody></table></div><p class="note">{escape(caption)}</p>'
    )


def _row(
    journey: Journey,
    comparison: Comparison,
    longest: float,
    rival: Journey | None,
    names: Mapping[str, str],
    locale: Locale,
    chances: Chances,
    shipment: Shipment,
) -> str:
    translate = locale.translate
    variant = _variant(journey, comparison, names, locale)
    colour = f"colour-{colour_name(journey.route.corridor)}"
    name, costed = escape(corridor_name(journey, names)), journey.costed(shipment.box)
    cells = (
        f'<th scope="row" class="{colour}">{name}<small>{escape(variant)}</small></th>',
        f'<td class="days {colour}">{band_cell(days_of(hours_of(journey)), longest, locale)}</td>',
        _cell("number", translate("Against Suez"), _against(journey, rival, locale, chances)),
        _cell("", translate("Length"), length_text(journey, locale)),
        *(
            _cell(
                "number",
                unit_text(measure, shipment.box, translate),
                amount(costed, measure, shipment, locale),
            )
            for measure in Measure
        ),
        _cell(
            "pair",
            translate("Land borders"),
            locale.number(stop_count(journey, StopKind.BORDER), 0),
        ),
        _cell(
            "pair",
            translate("Gauge breaks"),
            locale.number(stop_count(journey, StopKind.GAUGE_BREAK), 0),
        ),
    )
    return f"<tr>{''.join(cells)}</tr>"


def _variant(
    journey: Journey, comparison: Comparison, names: Mapping[str, str], locale: Locale
) -> str:
    """Name the variant of a row, and say how far the medians of all variants reach."""
    route = journey.route
    if not route.variant:
        return ""
    text = names.get(journey.id, route.variant)
    days = [days_of(hours_of(one)).p50 for one in comparison.only({route.corridor}).journeys]
    if len(days) == 1:
        return text
    reach = f"{locale.number(min(days), 1)}{JOINED}–{JOINED}{locale.number(max(days), 1)}"
    count = f"{locale.number(len(days), 0)} {locale.translate('variants')}"
    variants = f"{text}{locale.translate(DOT)}{count}{locale.translate(COMMA)}"
    return f"{variants}{reach}{NARROW_SPACE}{locale.translate('d')}"


def _cell(name: str, label: str, content: str) -> str:
    data = f' data-label="{escape(label)}"' if label else ""
    return f'<td class="{name}"{data}>{content}</td>'


def _against(journey: Journey, rival: Journey | None, locale: Locale, chances: Chances) -> str:
    """Difference of medians, and the chance to be faster, as HTML."""
    if rival is None:
        return "–"
    days = (hours_of(journey).p50 - hours_of(rival).p50) / HOURS_A_DAY
    corridor, other = journey.route.corridor, rival.route.corridor
    if corridor == other and days == 0:
        return escape(locale.translate("faster Suez route"))
    text = f"{signed(days, locale)}{NARROW_SPACE}{escape(locale.translate('d'))}"
    chance = chances.get(corridor, {}).get(other)
    if chance is None:
        return text
    faster = locale.translate("{chance} faster").format(chance=chance_text(chance, locale))
    return f"{text}<small>{escape(faster)}</small>"
