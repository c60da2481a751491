"""What a map page is told of its language: words, signs of numbers, direction; and of its month."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from babel import Locale

if TYPE_CHECKING:
    from geo.maps_scene import Tongue

_MONTHS_FROM: Final = 100
_YEARS: Final = re.compile(r"(?<=^\d{4})-(?=\d{4}$)")


def direction(language: str) -> str:
    """Return ``ltr`` or ``rtl``.

    Examples
    --------
    >>> direction("ru"), direction("fa")
    ('ltr', 'rtl')
    """
    return str(Locale.parse(language).text_direction)


def signs(tongue: Tongue) -> dict[str, str]:
    """Return digits, group sign and decimal sign, so that the page writes numbers as the rest does.

    Examples
    --------
    >>> from geo.maps_scene import ENGLISH
    >>> signs(ENGLISH) == {"digits": "0123456789", "group": "\N{NARROW NO-BREAK SPACE}",
    ...                    "decimal": "."}
    True
    """
    return {
        "digits": "".join(tongue.number(digit, 0) for digit in range(10)),
        "group": tongue.number(11_111, 0)[2:-3],
        "decimal": tongue.number(1.1, 1)[1:-1],
    }


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


def month_text(text: str, tongue: Tongue) -> str:
    """Return a month ``YYYY-MM`` or years in the digits of a language; other text as it stands.

    Examples
    --------
    >>> from geo.maps_scene import ENGLISH
    >>> month_text("2014-12", ENGLISH), month_text("2014-2017", ENGLISH)
    ('2014-12', '2014–2017')
    """
    text = _YEARS.sub("–", text)
    return "".join(tongue.number(int(sign), 0) if sign.isdecimal() else sign for sign in text)


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
