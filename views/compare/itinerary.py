"""One journey leg by leg and stop by stop, with the source of every length and time."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from geo.i18n.locale import NARROW_SPACE, arrow
from geo.i18n.messages import COMMA, DOT
from geo.model import Mode, Status, StopKind
from geo.webmap.layers import millimetres
from views.ui.html import source_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.i18n.locale import Tongue
    from geo.webmap.scene import SourceBook

Json = dict[str, Any]
_BEFORE_THE_FIRST = -1


def itinerary(journey: Json, *, tongue: Tongue) -> str:
    """Return the table of a journey as HTML; every text is escaped, every source is a number.

    Stops that the journey's clock does not count are shown pale, with their time in brackets.

    Parameters
    ----------
    journey
        In the JSON of `geo.journeys.schema`.
    tongue
        Language of the table.
    """
    notes = cited(journey)
    rows = [_stop(s, journey, notes, tongue) for s in _after(journey, _BEFORE_THE_FIRST)]
    for number, leg in enumerate(journey["legs"]):
        rows.append(_leg(leg, notes, tongue))
        rows.extend(_stop(stop, journey, notes, tongue) for stop in _after(journey, number))
    rows.append(_total(journey, tongue))
    head = "".join(
        f'<th scope="col" class="{kind}">{escape(text)}</th>' for text, kind in _heads(tongue)
    )
    return (
        f'<div class="scroll"><table class="way"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _heads(tongue: Tongue) -> tuple[tuple[str, str], ...]:
    """Return the head of each column, and the style of what stands below it."""
    say = tongue.say
    return (
        (say("Leg or stop"), "text"),
        (say("What"), "text"),
        (say("Length"), "number"),
        (say("Time, P50"), "number"),
        (say("P10 – P90"), "number"),
        (say("Grade"), "text"),
        (say("Sources"), "text"),
    )


def _row(contents: Iterable[str], tongue: Tongue, style: str = "leg") -> str:
    """Return a row of texts, each cell with its head for where the table stands upright."""
    cells = "".join(
        f'<td class="{kind}" data-label="{escape(head)}">{escape(text)}</td>'
        for (head, kind), text in zip(_heads(tongue), contents, strict=True)
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


def references(journey: Json, book: SourceBook) -> str:
    """Return the sources of a journey as an HTML list, numbered as `itinerary` numbers them.

    Parameters
    ----------
    journey
        In the JSON of `geo.journeys.schema`.
    book
        Title and address of each source.
    """
    items = [f"<li>{source_link(identifier, book)}</li>" for identifier in cited(journey)]
    return f'<div class="references"><ol>{"".join(items)}</ol></div>'


def _after(journey: Json, number: int) -> list[Json]:
    return [stop for stop in journey["stops"] if stop["after_leg"] == number]


def _leg(leg: Json, notes: dict[str, int], tongue: Tongue) -> str:
    say = tongue.say
    what = [say(leg["mode"])]
    if leg["mode"] != Mode.SEA:
        what.append(tongue.country(leg["country"]))
    if leg["gauge_mm"]:
        what.append(millimetres(leg["gauge_mm"], tongue))
    if leg["status"] != Status.OPERATING:
        what.append(say(leg["status"].replace("_", " ")))
    cells = (
        say(leg["from"]) + arrow(tongue) + say(leg["to"]),
        say(DOT).join(what),
        f"{tongue.number(leg['track_km'], 0)}{NARROW_SPACE}{say('km')}",
        *_times(leg["hours"], tongue),
        leg.get("grade") or "",
        _marks(leg["sources"], notes, tongue),
    )
    return _row(cells, tongue)


def _stop(stop: Json, journey: Json, notes: dict[str, int], tongue: Tongue) -> str:
    say = tongue.say
    aside = journey["clock"] not in stop.get("clocks", [journey["clock"]])
    what = say(stop["kind"].replace("_", " "))
    if stop["kind"] == StopKind.TRANSFER:
        what += f" {arrow(tongue).join(say(mode) for mode in stop['modes'])}"
    if aside:
        what += say(DOT) + say("not in this clock")
    cells = (
        say(stop["place"]),
        what,
        "",
        *_times(stop["hours"], tongue, brackets=aside),
        stop.get("grade") or "",
        _marks(stop["sources"], notes, tongue),
    )
    return _row(cells, tongue, "stop aside" if aside else "stop")


def _total(journey: Json, tongue: Tongue) -> str:
    cells = (
        tongue.say("Together"),
        "",
        f"{tongue.number(journey['km'], 0)}{NARROW_SPACE}{tongue.say('km')}",
        *_times(journey["hours"], tongue),
        "",
        "",
    )
    return _row(cells, tongue, "total")


def _times(hours: Json | None, tongue: Tongue, *, brackets: bool = False) -> tuple[str, str]:
    if hours is None:
        return "–", ""
    middle = tongue.duration(hours["p50"])
    band = f"{tongue.duration(hours['p10'])} – {tongue.duration(hours['p90'])}"
    middle = f"({middle})" if brackets else middle
    return middle, band


def _marks(identifiers: Iterable[str], notes: dict[str, int], tongue: Tongue) -> str:
    numbers = (tongue.number(notes[name], 0) for name in dict.fromkeys(identifiers))
    return tongue.say(COMMA).join(numbers)
