"""The answer as a table: one row a corridor, days drawn on a common scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.estimates import Measure, unit_text
from geo.i18n import COMMA, DOT, NARROW_SPACE, Locale, record_text
from geo.journeys import EVEN, Rank, fastest_by_suez, ranked
from geo.model import HOURS_PER_DAY, SUEZ_ROUTES, Mode, StopKind
from geo.summary import (
    barred_journeys,
    chance_text,
    corridor_name,
    days_of,
    hours_of,
    scale_of,
    shown_journeys,
    signed,
)
from views.ui.templates import render
from views.ui.texts import (
    lacking_note,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.estimates import Shipment
    from geo.journeys import Comparison, Journey
    from geo.model import Band
    from geo.summary import ChanceLookup
    from geo.webmap import SourceLookup

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


class Head(NamedTuple):
    """Head of a column, and what a click on it sorts by."""

    text: str
    rank: Rank | None = None
    word: str = ""
    """What the column explains, of `views.ui.terms`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """What the reader has picked in the table."""

    journey: str = ""
    """Id of the journey that is lit."""
    sort: Rank = Rank.DAYS
    detail: str = ""
    """HTML that stands open under the row of the journey; empty: nothing does."""


def land_borders(journey: Journey) -> int:
    """Count the land borders that a journey crosses, those where the gauge breaks among them."""
    stops = [timed.stop for timed in journey.stops if Mode.SEA not in timed.stop.modes]
    return len({stop.place for stop in stops if stop.countries[0] != stop.countries[1]})


def gauge_breaks(journey: Journey) -> int:
    """Count the places at which a journey changes its gauge."""
    stops = [timed.stop for timed in journey.stops]
    return len({stop.place for stop in stops if stop.kind is StopKind.GAUGE_BREAK})


def past_errors(
    comparison: Comparison,
    *,
    names: Mapping[str, str],
    locale: Locale,
    chance_of: ChanceLookup,
) -> str:
    """Say how wrong the model has been, and the chance of the headline corrected by it.

    Parameters
    ----------
    comparison
        At least one journey.
    names
        Of corridors.
    locale
        Language of the sentences.
    chance_of
        Chance of a journey to be faster than another, without what past errors say.
    """
    translate = locale.translate
    sentences = [record_text(record, locale) for record in comparison.records]
    first = ranked(comparison.journeys, Rank.DAYS)[0]
    rival = fastest_by_suez(comparison.journeys)
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
        plain = chance_of(first, rival)
        if (plain > EVEN) is not (chance > EVEN):
            sentences.append(translate("The two chances disagree about which is faster."))
    return " ".join(sentences)


def answer_table(
    comparison: Comparison,
    *,
    opened: Comparison | None,
    picked: Picked,
    names: Mapping[str, str],
    locale: Locale,
    chance_of: ChanceLookup,
    shipment: Shipment,
    source_of: SourceLookup,
) -> tuple[str, str]:
    """Write a comparison as HTML, one row a corridor; below it what is barred today.

    A variant has a row of its own where it is the fastest, the cheapest or the cleanest of all, or
    picked. The notes below the table are a text of their own: they seldom change with a question,
    and what has not changed is not sent.

    Parameters
    ----------
    comparison
        At least one journey.
    opened
        The comparison as if every gate were open, where the states of gates bar some journeys.
    picked
        What is picked, and by what the rows are sorted.
    names
        Of corridors, and of variants as ``corridor:variant``.
    locale
        Language of the table.
    chance_of
        Chance of a journey to be faster than the faster Suez route of its comparison.
    shipment
        What prices and emissions are of; of more than one, the whole stands below.
    source_of
        Title and address of each source.
    """
    translate = locale.translate
    barred = barred_journeys(comparison, opened) if opened else ()
    served = shown_journeys(comparison, lit=picked.journey, rank=picked.sort, box=shipment.box)
    groups = [
        (journeys, [_row(one, whole, names, locale, chance_of) for one in journeys])
        for journeys, whole in ((served, comparison), (barred, opened or comparison))
    ]
    heads = (
        Head(translate("Corridor")),
        Head(translate("Days, P10 – P50 – P90"), Rank.DAYS),
        Head(translate("Against Suez"), word="rival"),
        Head(translate("Length"), Rank.LENGTH),
        Head(unit_text(Measure.USD, shipment.box, translate), Rank.PRICE),
        Head(unit_text(Measure.CO2E, shipment.box, translate), Rank.CO2E),
        Head(translate("Land borders")),
        Head(translate("Gauge breaks")),
    )
    caption = translate("The bar runs from P10 to P90, its mark is the median, P50.")
    (_, rows), (_, barred_rows) = groups
    costs = [one.costed(shipment.box) for one in (*served, *barred)]
    totals = [cost.total(measure) for cost in costs for measure in Measure]
    table = render(
        "compare/answer.html",
        locale,
        heads=heads,
        rows=rows,
        barred=barred_rows,
        picked=picked,
        longest=scale_of([*served, *barred]),
        measures=tuple(Measure),
        shipment=shipment,
    )
    notes = render(
        "compare/notes.html",
        locale,
        caption=" ".join(filter(None, (caption, lacking_note(totals, locale)))),
        shipment=shipment,
        mass=comparison.journeys[0].costed().mass,
        source_of=source_of,
    )
    return table, notes


def _row(
    journey: Journey,
    comparison: Comparison,
    names: Mapping[str, str],
    locale: Locale,
    chance_of: ChanceLookup,
) -> Row:
    rival = fastest_by_suez(comparison.journeys)
    return Row(
        journey=journey,
        name=corridor_name(journey, names),
        variant=_variant(journey, comparison, locale),
        days=days_of(hours_of(journey)),
        difference=_difference(journey, rival, locale),
        chance=_chance(journey, rival, locale, chance_of),
        borders=land_borders(journey),
        gauge_breaks=gauge_breaks(journey),
    )


def _variant(journey: Journey, comparison: Comparison, locale: Locale) -> str:
    """Name the variant of a row, and say how far the medians of all variants reach."""
    if not (text := locale.translate(journey.variant_name)):
        return ""
    alike = comparison.only({journey.route.corridor}).journeys
    days = [days_of(hours_of(one)).p50 for one in alike]
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


def _chance(
    journey: Journey, rival: Journey | None, locale: Locale, chance_of: ChanceLookup
) -> str:
    if rival is None or _is(journey, rival):
        return ""
    return locale.translate("{chance} chance of being faster").format(
        chance=chance_text(chance_of(journey, rival), locale)
    )


def _is(journey: Journey, rival: Journey) -> bool:
    return journey.route.corridor == rival.route.corridor
