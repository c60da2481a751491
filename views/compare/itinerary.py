"""One journey leg by leg and stop by stop, with the source of every length and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.estimates import TimedLeg
from geo.i18n import COMMA, DOT, arrow
from geo.journeys import KM_DIGITS
from geo.model import HOURS_PER_DAY, Grade, Mode, Status, StopKind
from geo.summary import hours_of
from geo.webmap import millimetres
from views.ui.measures import km_of
from views.ui.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.estimates import TimedStop, TimePart
    from geo.i18n import Locale
    from geo.journeys import Journey
    from geo.model import Band, Clock
    from geo.webmap import SourceLookup


NO_SOURCE: Final = "No source"
"""How a note of the ledger begins that says itself that there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A leg, a stop or the sum: a text for each head."""

    style: str
    cells: tuple[str, ...]
    sources: tuple[str, ...] = ()
    """Ids, each once."""
    notes: tuple[str, ...] = ()
    """What the ledger says of its figures; of an estimate, why it is what it is."""


def itinerary(journey: Journey, *, source_of: SourceLookup, locale: Locale) -> str:
    """Write the table of a journey as HTML; every source is a number that leads to it.

    Stops that the journey's clock does not count are shown pale, with their time in brackets.

    Parameters
    ----------
    journey
        From a comparison.
    source_of
        Title and address of each source.
    locale
        Language of the table.
    """
    clock = journey.scenario.clock
    rows = [
        _leg(part, locale) if isinstance(part, TimedLeg) else _stop(part, clock, locale)
        for part in journey.in_order()
    ]
    rows.append(_total(journey, locale))
    return render(
        "compare/itinerary.html",
        locale,
        heads=_heads(locale),
        rows=rows,
        numbers=source_numbers(journey),
        source_of=source_of,
    )


def _heads(locale: Locale) -> tuple[tuple[str, str, str], ...]:
    """Return the head of each column, the style of what stands below it, and the word it explains.

    Each column has one unit.
    """
    translate = locale.translate
    comma = translate(COMMA)
    return (
        (translate("Leg or stop"), "text", ""),
        (translate("What"), "text", ""),
        (comma.join((translate("Length"), translate("km"))), "number", ""),
        (comma.join(("P50", translate("days"))), "number", ""),
        (comma.join((translate("P10 – P90"), translate("days"))), "number", "percentiles"),
        (translate("Grade"), "text", "grade"),
        (translate("Sources"), "text", ""),
    )


def source_numbers(journey: Journey) -> dict[str, int]:
    """Give each source of a journey its number, from 1 in the order of its table."""
    sources = dict.fromkeys(name for part in journey.in_order() for name in part.sources)
    return {name: number for number, name in enumerate(sources, 1)}


def references(journey: Journey, source_of: SourceLookup) -> str:
    """Write the sources of a journey as an HTML list, numbered as `itinerary` numbers them.

    Parameters
    ----------
    journey
        From a comparison.
    source_of
        Title and address of each source.
    """
    sources = source_numbers(journey)
    return render("compare/references.html", sources=sources, source_of=source_of)


def _leg(timed: TimedLeg, locale: Locale) -> Row:
    translate, leg = locale.translate, timed.leg
    description = [translate(leg.mode)]
    if leg.mode is not Mode.SEA:
        description.append(locale.country(leg.country))
    if leg.gauge_mm:
        description.append(millimetres(leg.gauge_mm, locale))
    if leg.status is not Status.OPERATING:
        description.append(translate(leg.status.replace("_", " ")))
    cells = (
        translate(leg.start) + arrow(locale) + translate(leg.end),
        translate(DOT).join(description),
        locale.number(round(leg.track_km, KM_DIGITS), 0),
        *_times(timed.hours, locale),
        timed.grade,
    )
    return Row(
        style="leg",
        cells=cells,
        sources=tuple(dict.fromkeys(timed.sources)),
        notes=_notes([timed.part], locale),
    )


def _stop(timed: TimedStop, clock: Clock, locale: Locale) -> Row:
    translate, stop = locale.translate, timed.stop
    aside = clock not in timed.clocks
    description = translate(stop.kind.replace("_", " "))
    if stop.kind is StopKind.TRANSFER:
        description += f" {arrow(locale).join(translate(mode) for mode in stop.modes)}"
    if aside:
        description += translate(DOT) + translate("not in this clock")
    cells = (
        translate(stop.place),
        description,
        "",
        *_times(timed.hours, locale, brackets=aside),
        timed.grade or "",
    )
    return Row(
        style="stop aside" if aside else "stop",
        cells=cells,
        sources=timed.sources,
        notes=_notes(timed.parts, locale),
    )


def _total(journey: Journey, locale: Locale) -> Row:
    cells = (
        locale.translate("Total"),
        "",
        locale.number(km_of(journey), 0),
        *_times(hours_of(journey), locale),
        "",
    )
    return Row(style="total", cells=cells)


def _times(hours: Band | None, locale: Locale, *, brackets: bool = False) -> tuple[str, str]:
    if hours is None:
        return "–", ""
    days = hours.scaled(1 / HOURS_PER_DAY)
    low, middle, high = (locale.number(value, 1) for value in (days.p10, days.p50, days.p90))
    return (f"({middle})" if brackets else middle), f"{low} – {high}"


def _notes(parts: Iterable[TimePart], locale: Locale) -> tuple[str, ...]:
    """Return the notes of the figures that a time rests on, each once.

    An estimate says that it has no source, and why it is what it is.
    """
    translate = locale.translate
    notes = []
    for part in parts:
        figure = part.pick.figure
        if not figure.note:
            continue
        note = translate(figure.note)
        if figure.grade is Grade.K:
            form = (
                translate("Estimate: {reason}")
                if figure.note.startswith(NO_SOURCE)
                else translate("Estimate, no source: {reason}")
            )
            note = form.format(reason=note)
        notes.append(note)
    return tuple(dict.fromkeys(notes))
