"""One journey leg by leg and stop by stop, with the source of every length and time."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.estimates import TimedLeg
from geo.i18n import COMMA, DOT, NARROW_SPACE, arrow
from geo.journeys import HOURS_DIGITS, KM_DIGITS
from geo.model import Mode, Status, StopKind
from geo.webmap import millimetres
from views.ui.html import source_link
from views.ui.measures import hours_of, km_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.estimates import TimedStop
    from geo.i18n import Locale
    from geo.journeys import Journey
    from geo.model import Band, Clock
    from geo.webmap import SourceLookup


def itinerary(journey: Journey, *, locale: Locale) -> str:
    """Write the table of a journey as HTML; every text is escaped, every source is a number.

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
    head = "".join(
        f'<th scope="col" class="{kind}">{escape(text)}</th>' for text, kind in _heads(locale)
    )
    return (
        f'<div class="scroll"><table class="way"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


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


def _row(contents: Iterable[str], locale: Locale, style: str = "leg") -> str:
    """Write a row of texts, each cell with its head for where the table stands upright."""
    cells = "".join(
        f'<td class="{kind}" data-label="{escape(head)}">{escape(text)}</td>'
        for (head, kind), text in zip(_heads(locale), contents, strict=True)
    )
    return f'<tr class="{style}">{cells}</tr>'


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
    items = [f"<li>{source_link(name, source_of)}</li>" for name in source_numbers(journey)]
    return f'<div class="references"><ol>{"".join(items)}</ol></div>'


def _leg(timed: TimedLeg, numbers: Mapping[str, int], locale: Locale) -> str:
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
        _length(round(leg.track_km, KM_DIGITS), locale),
        *_times(timed.hours.rounded(HOURS_DIGITS), locale),
        timed.grade,
        _marks(timed.sources, numbers, locale),
    )
    return _row(cells, locale)


def _stop(timed: TimedStop, clock: Clock, numbers: Mapping[str, int], locale: Locale) -> str:
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
    return _row(cells, locale, "stop aside" if aside else "stop")


def _total(journey: Journey, locale: Locale) -> str:
    cells = (
        locale.translate("Total"),
        "",
        _length(km_of(journey), locale),
        *_times(hours_of(journey), locale),
        "",
        "",
    )
    return _row(cells, locale, "total")


def _length(km: float, locale: Locale) -> str:
    return f"{locale.number(km, 0)}{NARROW_SPACE}{locale.translate('km')}"


def _times(hours: Band | None, locale: Locale, *, brackets: bool = False) -> tuple[str, str]:
    if hours is None:
        return "–", ""
    middle = locale.duration(hours.p50)
    band = f"{locale.duration(hours.p10)} – {locale.duration(hours.p90)}"
    return (f"({middle})" if brackets else middle), band


def _marks(sources: Iterable[str], numbers: Mapping[str, int], locale: Locale) -> str:
    marks = (locale.number(numbers[name], 0) for name in dict.fromkeys(sources))
    return locale.translate(COMMA).join(marks)
