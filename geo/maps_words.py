"""What a map page is told of its language: words, signs of numbers, direction; and of its month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geo.i18n.locale import Tongue

_MONTHS_FROM: Final = 100


def month_number(text: object) -> int | None:
    """Return a month ``YYYY-MM`` as a number that grows with time, None for anything else.

    Examples
    --------
    >>> month_number("2014-12"), month_number(None), month_number("today")
    (201412, None, None)
    """
    year, _, month = str(text or "").partition("-")
    if not (year.isdigit() and month[:2].isdigit()):
        return None
    return int(year) * _MONTHS_FROM + int(month[:2])


def words(tongue: Tongue) -> dict[str, str]:
    """Return what the page itself says."""
    say = tongue.say
    return {
        "sources": say("Sources"),
        "key": say("Key"),
        "map": say("Map"),
        "whole": say("Whole map"),
        "layers": say("Layers"),
        "zoomIn": say("Zoom in"),
        "zoomOut": say("Zoom out"),
        "km": say("km"),
        "m": say("m"),
        "unopened": say("not open yet"),
        "gone": say("closed by then"),
        "measure": say("Measure a distance"),
        "measureHint": say(
            "Click points of the way, or move the map and press Enter; Esc or a double click ends."
        ),
        "undo": say("Remove the last point"),
        "done": say("Done"),
        "clear": say("Clear"),
    }


def time_key(tongue: Tongue) -> tuple[dict[str, Any], ...]:
    """Return the line of the key for legs that the month shown is too early for."""
    label = tongue.say("not open yet in the month shown")
    return ({"label": label, "style": "ink-neutral mode-rail unopened"},)
