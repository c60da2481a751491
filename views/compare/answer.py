"""The answer as a table: one row a corridor, days drawn on a common scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.estimates import Measure, unit_text
from geo.i18n import COMMA, DOT, NARROW_SPACE, Locale, record_text
from geo.journeys import EVEN, fastest_by_suez
from geo.model import HOURS_PER_DAY, SUEZ_ROUTES, StopKind
from views.ui.measures import days_of, hours_of, km_of
from views.ui.templates import render
from views.ui.texts import (
    chance_text,
    corridor_name,
    full_name,
    km_text,
    lacking_note,
    signed,
    variant_name,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.estimates import Shipment
    from geo.journeys import Comparison, Journey
    from geo.model import Band
    from geo.webmap import SourceLookup
    from views.state.data import Chances

JOINED: Final = "\N{WORD JOINER}"
"""Keeps a range on one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One corridor of the table, by its representative."""

    journey: Journey
    name: str
    variant: str
    days: Band
    difference: str
    """Of medians, to the faster Suez route."""
    chance: str
    """Of being faster than the faster Suez route; empty where there is none to give."""
    borders: int
    gauge_breaks: int


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
            low=locale.number(hours.p10 / HOURS_PER_DAY, 0),
            high=locale.number(hours.p90 / HOURS_PER_DAY, 0),
            length=km_text(km_of(first), locale),
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


def past_errors(
    comparison: Comparison, *, names: Mapping[str, str], locale: Locale, chances: Chances
) -> str:
    """Say how wrong the model has been, and the chance of the headline corrected by it.

    Parameters as in `headline`.
    """
    translate = locale.translate
    sentences = [record_text(record, locale) for record in comparison.records]
    first = fastest(comparison.representatives().values())
    rival = fastest_by_suez(comparison.representatives().values())
    if rival and first.route.corridor not in SUEZ_ROUTES:
        chance = first.corrected_probability_faster(rival)
        sentences.append(
            translate(
                "Both corrected by their own past errors, {corridor} has a chance of {chance} of "
                "being faster than {rival}."
            ).format(
                corridor=corridor_name(first, names),
                rival=corridor_name(rival, names),
                chance=chance_text(chance, locale),
            )
        )
        plain = chances.get(first.route.corridor, {}).get(rival.route.corridor)
        if plain is not None and (plain > EVEN) is not (chance > EVEN):
            sentences.append(translate("The two chances disagree about which is faster."))
    return " ".join(sentences)


def answer_table(
    comparison: Comparison,
    *,
    names: Mapping[str, str],
    locale: Locale,
    chances: Chances,
    shipment: Shipment,
    source_of: SourceLookup,
) -> str:
    """Write a comparison as HTML, one row a corridor.

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
    source_of
        Title and address of each source.
    """
    translate = locale.translate
    rival = fastest_by_suez(comparison.journeys)
    representatives = comparison.representatives().values()
    rows = [
        Row(
            journey=one,
            name=corridor_name(one, names),
            variant=_variant(one, comparison, names, locale),
            days=days_of(hours_of(one)),
            difference=_difference(one, rival, locale),
            chance=_chance(one, rival, locale, chances),
            borders=stop_count(one, StopKind.BORDER),
            gauge_breaks=stop_count(one, StopKind.GAUGE_BREAK),
        )
        for one in representatives
    ]
    heads = (
        translate("Corridor"),
        translate("Days, P10 – P50 – P90"),
        translate("Against Suez"),
        translate("Length"),
        *(unit_text(measure, shipment.box, translate) for measure in Measure),
        translate("Land borders"),
        translate("Gauge breaks"),
    )
    caption = translate(
        "P50 is the median: half of all shipments take longer. The bar runs from P10 to "
        "P90, its mark is the median. Against Suez: difference of medians to the faster "
        "Suez route, and the chance of being faster."
    )
    costs = [one.costed(shipment.box) for one in representatives]
    totals = [cost.total(measure) for cost in costs for measure in Measure]
    return render(
        "compare/answer.html",
        locale,
        heads=heads,
        rows=rows,
        longest=max(row.days.p90 for row in rows),
        measures=tuple(Measure),
        shipment=shipment,
        mass=comparison.journeys[0].costed().mass,
        caption=" ".join(filter(None, (caption, lacking_note(totals, locale)))),
        source_of=source_of,
    )


def _variant(
    journey: Journey, comparison: Comparison, names: Mapping[str, str], locale: Locale
) -> str:
    """Name the variant of a row, and say how far the medians of all variants reach."""
    route = journey.route
    if not route.variant:
        return ""
    text = variant_name(journey, names) or route.variant
    days = [days_of(hours_of(one)).p50 for one in comparison.only({route.corridor}).journeys]
    if len(days) == 1:
        return text
    reach = f"{locale.number(min(days), 1)}{JOINED}–{JOINED}{locale.number(max(days), 1)}"
    count = f"{locale.number(len(days), 0)} {locale.translate('variants')}"
    variants = f"{text}{locale.translate(DOT)}{count}{locale.translate(COMMA)}"
    return f"{variants}{reach}{NARROW_SPACE}{locale.translate('d')}"


def _difference(journey: Journey, rival: Journey | None, locale: Locale) -> str:
    """Difference of medians, days."""
    if rival is None:
        return "–"
    days = (hours_of(journey).p50 - hours_of(rival).p50) / HOURS_PER_DAY
    if _is(journey, rival) and days == 0:
        return locale.translate("faster Suez route")
    return f"{signed(days, locale)}{NARROW_SPACE}{locale.translate('d')}"


def _chance(journey: Journey, rival: Journey | None, locale: Locale, chances: Chances) -> str:
    if rival is None or _is(journey, rival):
        return ""
    chance = chances.get(journey.route.corridor, {}).get(rival.route.corridor)
    if chance is None:
        return ""
    return locale.translate("{chance} chance of being faster").format(
        chance=chance_text(chance, locale)
    )


def _is(journey: Journey, rival: Journey) -> bool:
    return journey.route.corridor == rival.route.corridor
