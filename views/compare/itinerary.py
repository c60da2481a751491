"""One journey leg by leg and stop by stop, with the source of every length and time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.estimates import TimedLeg
from geo.i18n import COMMA, DOT, arrow
from geo.journeys import HOURS_DIGITS, KM_DIGITS
from geo.model import Mode, Status, StopKind
from geo.summary import hours_of
from geo.webmap import millimetres
from views.ui.measures import km_of
from views.ui.templates import render
from views.ui.texts import km_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.estimates import TimedStop
    from geo.i18n import Locale
    from geo.journeys import Journey
    from geo.model import Band, Clock
    from geo.webmap import SourceLookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A leg, a stop or the sum: a text for each head."""

    style: str
    cells: tuple[str, ...]


def itinerary(journey: Journey, *, locale: Locale) -> str:
    """Write the table of a journey as HTML; every source is a number.

    Stops that the journey's clock does not count are shown pale, with their time in brackets.

    Parameters
    ----------
    journey
        From a comparison.
    locale
        Language of the table.
    """
    numbers, clock = source_numbers(journey), journey.scenario.clock
    rows = [
        _leg(part, numbers, locale)
        if isinstance(part, TimedLeg)
        else _stop(part, clock, numbers, locale)
        for part in journey.in_order()
    ]
    rows.append(_total(journey, locale))
    return render("compare/itinerary.html", locale, heads=_heads(locale), rows=rows)


def _heads(locale: Locale) -> tuple[tuple[str, str], ...]:
    """Return the head of each column, and the style of what stands below it."""
    translate = locale.translate
    return (
        (translate("Leg or stop"), "text"),
        (translate("What"), "text"),
        (translate("Length"), "number"),
        (translate("Time, P50"), "number"),
        (translate("P10 – P90"), "number"),
        (translate("Grade"), "text"),
        (translate("Sources"), "text"),
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


def _leg(timed: TimedLeg, numbers: Mapping[str, int], locale: Locale) -> Row:
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
        km_text(round(leg.track_km, KM_DIGITS), locale),
        *_times(timed.hours.rounded(HOURS_DIGITS), locale),
        timed.grade,
        _marks(timed.sources, numbers, locale),
    )
    return Row(style="leg", cells=cells)


def _stop(timed: TimedStop, clock: Clock, numbers: Mapping[str, int], locale: Locale) -> Row:
    translate, stop = locale.translate, timed.stop
    aside = clock not in timed.clocks
    description = translate(stop.kind.replace("_", " "))
    if stop.kind is StopKind.TRANSFER:
        description += f" {arrow(locale).join(translate(mode) for mode in stop.modes)}"
    if aside:
        description += translate(DOT) + translate("not in this clock")
    hours = timed.hours and timed.hours.rounded(HOURS_DIGITS)
    cells = (
        translate(stop.place),
        description,
        "",
        *_times(hours, locale, brackets=aside),
        timed.grade or "",
        _marks(timed.sources, numbers, locale),
    )
    return Row(style="stop aside" if aside else "stop", cells=cells)


def _total(journey: Journey, locale: Locale) -> Row:
    cells = (
        locale.translate("Total"),
        "",
        km_text(km_of(journey), locale),
        *_times(hours_of(journey), locale),
        "",
        "",
    )
    return Row(style="total", cells=cells)


def _times(hours: Band | None, locale: Locale, *, brackets: bool = False) -> tuple[str, str]:
    if hours is None:
        return "–", ""
    middle = locale.duration(hours.p50)
    band = f"{locale.duration(hours.p10)} – {locale.duration(hours.p90)}"
    return (f"({middle})" if brackets else middle), band


def _marks(sources: Iterable[str], numbers: Mapping[str, int], locale: Locale) -> str:
    marks = (locale.number(numbers[name], 0) for name in dict.fromkeys(sources))
    return locale.translate(COMMA).join(marks)
