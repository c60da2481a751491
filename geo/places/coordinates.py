"""Coordinates as a reader types them."""

from __future__ import annotations

import re
from typing import Final

from geo.errors import UnknownPlaceError
from geo.message import Message
from geo.model import Mode, Place, PlaceKind

_NUMBER: Final = r"([+-]?\d{1,3}(?:\.\d{1,12})?)\s*°?\s*"
_PLAIN: Final = re.compile(rf"{_NUMBER}(?:[,;]\s*|\s){_NUMBER}")
_LETTERS: Final = re.compile(rf"{_NUMBER}([NSEWСЮВЗ])\s*[,;]?\s*{_NUMBER}([NSEWСЮВЗ])")
_TO_LATIN: Final = str.maketrans("СЮВЗ", "NSEW")
_SIGNS: Final = str.maketrans({"،": ",", "٫": ".", "−": "-"})
_MOST_LAT, _MOST_LON = 90.0, 180.0
_DECIMALS: Final = 5
"""About one metre."""


def point_of(text: str) -> Place | None:
    """Return the point a text gives as ``LAT,LON``, or None if it is no pair of numbers.

    Latitude comes first, as people write it, unless letters say otherwise: ``55.75,37.62``,
    ``55.75 37.62``, ``55.75N 37.62E`` and ``37.62° E, 55.75° N`` are one point. Digits may be
    Latin, Arabic or Persian, letters Latin or Russian.

    Raises
    ------
    UnknownPlaceError
        The numbers are off the globe, or the letters do not name one latitude and one longitude.

    Examples
    --------
    >>> point_of("55.75N 37.62E").name, point_of("55.75, 37.62").id, point_of("Moscow")
    ('55.750, 37.620', '55.75,37.62', None)
    """
    ascii_text = "".join(map(_latin_digit, text.translate(_SIGNS))).strip().upper()
    if match := _PLAIN.fullmatch(ascii_text):
        lat, lon = float(match[1]), float(match[2])
    elif match := _LETTERS.fullmatch(ascii_text):
        lat, lon = _by_letters(text, match)
    else:
        return None
    if abs(lat) > _MOST_LAT or abs(lon) > _MOST_LON:
        msg = Message(
            (
                "{text} is not on the globe; write latitude (-90 to 90), then longitude (-180 "
                "to 180), such as 55.75,37.62"
            ),
            text=repr(text),
        )
        raise UnknownPlaceError(msg)
    # adding nothing turns -0.0 into 0.0
    lat, lon = round(lat, _DECIMALS) + 0.0, round(lon, _DECIMALS) + 0.0
    return Place(
        id=f"{_short(lat)},{_short(lon)}",
        name=f"{round(lat, 3) + 0.0:.3f}, {round(lon, 3) + 0.0:.3f}",
        lon=lon,
        lat=lat,
        kind=PlaceKind.POINT,
        country="",
        terminals=frozenset(Mode),
    )


def _by_letters(text: str, match: re.Match[str]) -> tuple[float, float]:
    found: dict[str, float] = {}
    for number, letter in ((match[1], match[2]), (match[3], match[4])):
        side = letter.translate(_TO_LATIN)
        value = -float(number) if side in "SW" else float(number)
        found["lat" if side in "NS" else "lon"] = value
    if len(found) != 2:  # noqa: PLR2004 - a point has two
        msg = Message(
            "{text} is not one latitude (N or S) and one longitude (E or W); write 55.75N 37.62E",
            text=repr(text),
        )
        raise UnknownPlaceError(msg)
    return found["lat"], found["lon"]


def _latin_digit(character: str) -> str:
    return str(int(character)) if character.isdecimal() else character


def _short(degrees: float) -> str:
    return f"{degrees:.{_DECIMALS}f}".rstrip("0").rstrip(".")
