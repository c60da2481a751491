"""One journey leg by leg and stop by stop, with the source of every length and time."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from geo.i18n import COMMA, DOT, NARROW_SPACE, arrow
from geo.model import Mode, Status, StopKind
from geo.webmap import millimetres
from views.ui.html import source_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.i18n import Locale
    from geo.webmap import SourceLookup

Json = dict[str, Any]
_BEFORE_THE_FIRST = -1


def itinerary(journey: Json, *, locale: Locale) -> str:
    """Return the table of a journey as HTML; every text is escaped, every source is a number.

    Stops that the journey's clock does not count are shown pale, with their time in brackets.

    Parameters
    ----------
    journey
        In the JSON of `geo.journeys.schema`.
    locale
        Language of the table.
    """
    notes = cited(journey)
    rows = [_stop(s, journey, notes, locale) for s in _after(journey, _BEFORE_THE_FIRST)]
    for number, leg in enumerate(journey["legs"]):
        rows.append(_leg(leg, notes, locale))
        rows.extend(_stop(stop, journey, notes, locale) for stop in _after(journey, number))
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
    """Return a row of texts, each cell with its head for where the table stands upright."""
    cells = "".join(
        f'<td class="{kind}" data-label="{escape(head)}">{escape(text)}</td>'
        for (head, kind), text in zip(_heads(locale), contents, strict=True)
    )
    return f'<tr class="{style}">{cells}</tr>'


def cited(journey: Json) -> dict[str, int]:
    """Return the sources of a journey and their numbers, in the order of its table.

    Examples
    --------
    >>> stop = {"after_leg": -1, "sources": ["B"]}
    >>> cited({"legs": [{"sources": ["A", "B"]}], "stops": [stop]})
    {'B': 1, 'A': 2}
    """
    parts = _after(journey, _BEFORE_THE_FIRST)
    for number, leg in enumerate(journey["legs"]):
        parts += [leg, *_after(journey, number)]
    named = dict.fromkeys(identifier for part in parts for identifier in part["sources"])
    return {identifier: number for number, identifier in enumerate(named, 1)}


def references(journey: Json, source_of: SourceLookup) -> str:
    """Return the sources of a journey as an HTML list, numbered as `itinerary` numbers them.

    Parameters
    ----------
    journey
        In the JSON of `geo.journeys.schema`.
    book
        Title and address of each source.
    """
    items = [f"<li>{source_link(identifier, source_of)}</li>" for identifier in cited(journey)]
    return f'<div class="references"><ol>{"".join(items)}</ol></div>'


def _after(journey: Json, number: int) -> list[Json]:
    return [stop for stop in journey["stops"] if stop["after_leg"] == number]


def _leg(leg: Json, notes: dict[str, int], locale: Locale) -> str:
    translate = locale.translate
    what = [translate(leg["mode"])]
    if leg["mode"] != Mode.SEA:
        what.append(locale.country(leg["country"]))
    if leg["gauge_mm"]:
        what.append(millimetres(leg["gauge_mm"], locale))
    if leg["status"] != Status.OPERATING:
        what.append(translate(leg["status"].replace("_", " ")))
    cells = (
        translate(leg["from"]) + arrow(locale) + translate(leg["to"]),
        translate(DOT).join(what),
        f"{locale.number(leg['track_km'], 0)}{NARROW_SPACE}{translate('km')}",
        *_times(leg["hours"], locale),
        leg.get("grade") or "",
        _marks(leg["sources"], notes, locale),
    )
    return _row(cells, locale)


def _stop(stop: Json, journey: Json, notes: dict[str, int], locale: Locale) -> str:
    translate = locale.translate
    aside = journey["clock"] not in stop.get("clocks", [journey["clock"]])
    what = translate(stop["kind"].replace("_", " "))
    if stop["kind"] == StopKind.TRANSFER:
        what += f" {arrow(locale).join(translate(mode) for mode in stop['modes'])}"
    if aside:
        what += translate(DOT) + translate("not in this clock")
    cells = (
        translate(stop["place"]),
        what,
        "",
        *_times(stop["hours"], locale, brackets=aside),
        stop.get("grade") or "",
        _marks(stop["sources"], notes, locale),
    )
    return _row(cells, locale, "stop aside" if aside else "stop")


def _total(journey: Json, locale: Locale) -> str:
    cells = (
        locale.translate("Total"),
        "",
        f"{locale.number(journey['km'], 0)}{NARROW_SPACE}{locale.translate('km')}",
        *_times(journey["hours"], locale),
        "",
        "",
    )
    return _row(cells, locale, "total")


def _times(hours: Json | None, locale: Locale, *, brackets: bool = False) -> tuple[str, str]:
    if hours is None:
        return "–", ""
    middle = locale.duration(hours["p50"])
    band = f"{locale.duration(hours['p10'])} – {locale.duration(hours['p90'])}"
    middle = f"({middle})" if brackets else middle
    return middle, band


def _marks(identifiers: Iterable[str], notes: dict[str, int], locale: Locale) -> str:
    numbers = (locale.number(notes[name], 0) for name in dict.fromkeys(identifiers))
    return locale.translate(COMMA).join(numbers)
