"""Coordinates as a reader types or pastes them."""

from __future__ import annotations

import re
from typing import Final

from geo.errors import UnknownPlaceError
from geo.message import Message, quoted
from geo.model import Mode, Place, PlaceKind

_MOST_LAT, _MOST_LON = 90.0, 180.0
_SIXTY: Final = 60.0
_TWO: Final = 2
"""Numbers of a point."""
_DECIMALS: Final = 5
"""About one metre."""

_SIGNS: Final = str.maketrans({
    "،": ",", "٫": ".", "؛": ";", "−": "-", "–": "-", "º": "°", "˚": "°", "ᵒ": "°",
    "′": "'", "’": "'", "‘": "'", "ʹ": "'", "´": "'", "`": "'", "ʼ": "'",
    "″": '"', "”": '"', "“": '"', "ʺ": '"', "«": '"', "»": '"', "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
})  # fmt: skip
_DOUBLE: Final = re.compile(r"''")
_LETTERED: Final = re.compile(
    r"(\d)\s*D(?:EG)?\.?\s*(?:(\d+(?:\.\d+)?)\s*M(?:IN)?\.?\s*(?:(\d+(?:\.\d+)?)\s*S(?:EC)?(?=[NSEW]?(?![A-Z])))?)?"
)
"""Degrees, minutes and seconds by their first letters: ``35d42m00s``."""
_SIDES: Final = (
    (re.compile(r"С\.?\s*Ш\.?|СЕВ\.?|شمالی|شمال|NORTH"), "N"),
    (re.compile(r"Ю\.?\s*Ш\.?|ЮЖ\.?|جنوبی|جنوب|SOUTH"), "S"),
    (re.compile(r"В\.?\s*Д\.?|ВОСТ\.?|شرقی|شرق|EAST"), "E"),
    (re.compile(r"З\.?\s*Д\.?|ЗАП\.?|غربی|غرب|WEST"), "W"),
    (re.compile(r"(?<![А-ЯЁ])С(?![А-ЯЁ])"), "N"),
    (re.compile(r"(?<![А-ЯЁ])Ю(?![А-ЯЁ])"), "S"),
    (re.compile(r"(?<![А-ЯЁ])В(?![А-ЯЁ])"), "E"),
    (re.compile(r"(?<![А-ЯЁ])З(?![А-ЯЁ])"), "W"),
)
"""Words and letters of three languages for the four sides; longer ones first."""
_LABELS: Final = re.compile(r"\b(?:LATITUDE|LONGITUDE|LAT|LON|LNG|LONG)\b\s*[:=]?")
_WKT: Final = re.compile(
    r"(?:SRID\s*=\s*(?P<srid>\d+)\s*;\s*)?POINT\s*(?P<flags>[ZM]{0,2})\s*\((?P<inside>[^()]*)\)"
)
_GEO: Final = re.compile(r"GEO:(?P<numbers>[^;?]*)(?P<rest>[;?].*)?")
_CRS: Final = re.compile(r";CRS=([^;?]*)")
_LETTER: Final = re.compile(r"[NSEW]")
_VALUE: Final = r"[+-]?\d{1,3}(?:\.\d{1,15})?"
_PAIR: Final = re.compile(rf"({_VALUE})°?(?:\s*[,;/|]\s*|\s+)({_VALUE})°?")
_COMMA_PAIR: Final = re.compile(
    r"([+-]?\d{1,3},\d{1,15})°?(?:\s*[;/|]\s*|\s*,\s+|\s+)([+-]?\d{1,3},\d{1,15})°?"
)
"""A decimal comma on both sides: ``55,75 37,62``."""
_MARKED: Final = re.compile(
    r"([+-]?\d{1,3}(?:[.,]\d{1,15})?)\s*°"
    r"(?:\s*(\d{1,3}(?:[.,]\d{1,15})?)\s*'"
    r"(?:\s*(\d{1,3}(?:[.,]\d{1,15})?)(?![\d.,]*\s*°)\s*\"?)?)?"
)
"""Degrees with their sign, and perhaps minutes and seconds."""
_SIXES: Final = re.compile(
    r"([+-]?\d{1,3})[\s:](\d{1,2})[\s:](\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*"
    r"([+-]?\d{1,3})[\s:](\d{1,2})[\s:](\d{1,2}(?:\.\d+)?)"
)
_FOURS: Final = re.compile(
    r"([+-]?\d{1,3})[\s:](\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3})[\s:](\d{1,2}(?:\.\d+)?)"
)
_ISO: Final = re.compile(r"([+-]\d{2,6}(?:\.\d+)?)([+-]\d{3,7}(?:\.\d+)?)(?:[+-]\d+(?:\.\d+)?)?/?")
"""ISO 6709: signs, and two or three digits for whole degrees."""
_SHORT: Final = 4
"""Digits of degrees and minutes without the nought before a longitude below 100."""
_PACKED: Final = re.compile(r"(\d{2,3}?)(\d{2})(\d{2})?(\.\d+)?")
_ONE: Final = re.compile(
    r"\s*([+-]?\d{1,7}(?:[.,]\d{1,15})?)(?:[\s°:'\"D-]+(\d{1,3}(?:[.,]\d{1,15})?))?"
    r"(?:[\s':\"M-]+(\d{1,3}(?:[.,]\d{1,15})?))?[\s°'\"]*"
)
"""One number with its minutes and seconds, between letters."""
_NUMBERS: Final = re.compile(r"\d+(?:[.]\d+)?")
_NUMERIC: Final = re.compile(r"[\d\s.,;:/|+°'\"-]*\d[\d\s.,;:/|+°'\"-]*")
_TEMPLATE: Final = (
    "{text} is not on the globe; write latitude (-90 to 90), then longitude (-180 "
    "to 180), such as 55.75,37.62"
)


def point_of(text: str) -> Place | None:
    """Read the point of a text; None if it has none.

    Latitude comes first, as people write it, unless letters say otherwise: ``55.75,37.62``,
    ``55.75N 37.62E``, ``37.62° E, 55.75° N``, ``55°45′N 37°37′12″E``, ``55 45 N 37 37 E``,
    ``5545N 03737E`` (the form of UN/LOCODE), ``+55.75+037.62/`` (ISO 6709), ``55,75 37,62``
    and ``geo:55.75,37.62`` (RFC 5870) are points near each other. In ``POINT(37.62 55.75)``
    longitude comes first, as the format has it. Digits may be Latin, Arabic or Persian, letters
    and words English, Russian or Persian.

    Raises
    ------
    UnknownPlaceError
        The numbers are off the globe, minutes reach 60, letters do not name one latitude and one
        longitude, or the text has another coordinate system than WGS 84.

    Examples
    --------
    >>> point_of("55.75N 37.62E").name, point_of("55.75, 37.62").id, point_of("Moscow")
    ('55.750, 37.620', '55.75,37.62', None)
    >>> point_of("35°42'N 51°24'E").id, point_of("POINT(51.4 35.7)").id, point_of("3542N 05124E").id
    ('35.7,51.4', '35.7,51.4', '35.7,51.4')
    """
    pair = _pair(text, _ascii(text))
    if pair is None:
        return None
    lat, lon = pair
    if abs(lat) > _MOST_LAT or abs(lon) > _MOST_LON:
        if abs(lat) <= _MOST_LON and abs(lon) <= _MOST_LAT:
            raise UnknownPlaceError(_turned(text, lat, lon))
        raise UnknownPlaceError(Message(_TEMPLATE, text=quoted(text)))
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


def _ascii(text: str) -> str:
    """Write a text in Latin digits, plain signs and capitals."""
    latin = "".join(map(_latin_digit, text.translate(_SIGNS))).upper().strip()
    return _LETTERED.sub(_with_signs, _DOUBLE.sub('"', latin))


def _with_signs(match: re.Match[str]) -> str:
    minutes = f"{match[2]}'" if match[2] else ""
    seconds = f'{match[3]}"' if match[3] else ""
    return f"{match[1]}°{minutes}{seconds}"


def _pair(text: str, plain: str) -> tuple[float, float] | None:
    if match := _WKT.fullmatch(plain):
        return _by_wkt(text, match)
    if match := _GEO.fullmatch(plain):
        return _by_uri(text, match)
    if plain.startswith("(") and plain.endswith(")"):
        plain = plain[1:-1].strip()
    if not any(sign.isdigit() for sign in plain):
        return None
    plain = _LABELS.sub(" ", plain).strip()
    if pair := _without_letters(text, plain):
        return pair
    for words, side in _SIDES:
        plain = words.sub(side, plain)
    letters = [match.start() for match in _LETTER.finditer(plain)]
    if letters and len(letters) <= _TWO and _NUMERIC.fullmatch(_LETTER.sub("", plain)):
        return _by_letters(text, plain, letters)
    if _NUMERIC.fullmatch(plain) and len(_NUMBERS.findall(plain)) >= _TWO:
        msg = Message(
            "{text} cannot be read as coordinates; write latitude, then longitude, such as "
            "55.75,37.62 or 55°45′N 37°37′E",
            text=quoted(text),
        )
        raise UnknownPlaceError(msg)
    return None


def _without_letters(text: str, plain: str) -> tuple[float, float] | None:
    if match := _PAIR.fullmatch(plain) or _COMMA_PAIR.fullmatch(plain):
        return _decimal(match[1]), _decimal(match[2])
    if match := _ISO.fullmatch(plain):
        return _iso(text, match[1], 2), _iso(text, match[2], 3)
    if match := _SIXES.fullmatch(plain):
        parts = match.groups()
        return _degrees(text, *parts[:3]), _degrees(text, *parts[3:])
    if match := _FOURS.fullmatch(plain):
        return _degrees(text, match[1], match[2]), _degrees(text, match[3], match[4])
    angles = list(_MARKED.finditer(plain))
    between = _MARKED.sub("", plain).strip(" ,;/|")
    if len(angles) == _TWO and not between:
        first, second = (_degrees(text, *angle.groups()) for angle in angles)
        return first, second
    return None


def _by_letters(text: str, plain: str, at: list[int]) -> tuple[float, float] | None:
    """Read the pair of a text with a letter before or after each number."""
    values: dict[str, float] = {}
    for half in _halves(plain, at) if len(at) == _TWO else []:
        letter = _LETTER.search(half)
        match = _ONE.fullmatch(_LETTER.sub(" ", half).strip(" ,;/|"))
        if letter is None or match is None:
            return None
        side = letter[0]
        value = _packed(text, match, side) if match[2] is None else None
        value = _degrees(text, *match.groups()) if value is None else value
        values["lat" if side in "NS" else "lon"] = -value if side in "SW" else value
    if len(values) != _TWO:
        msg = Message(
            "{text} is not one latitude (N or S) and one longitude (E or W); write 55.75N 37.62E",
            text=quoted(text),
        )
        raise UnknownPlaceError(msg)
    return values["lat"], values["lon"]


def _halves(plain: str, at: list[int]) -> list[str]:
    cut = at[1] if at[0] == 0 else at[0] + 1
    return [plain[:cut], plain[cut:]]


def _packed(text: str, match: re.Match[str], side: str) -> float | None:
    """Read degrees from ``5545``, ``03737``, ``3737`` or ``554512``; None from a decimal."""
    whole, _, part = match[1].lstrip("+-").replace(",", ".").partition(".")
    width = 2 if side in "NS" or len(whole) == _SHORT else 3
    if len(whole) not in {width + 2, width + 4}:
        return None
    pieces = [whole[:width], whole[width : width + 2], whole[width + 2 :]]
    pieces = [piece for piece in pieces if piece]
    if part:
        pieces[-1] += f".{part}"
    return _degrees(text, *pieces)


def _iso(text: str, number: str, width: int) -> float:
    sign, whole = number[0], number[1:]
    digits, _, part = whole.partition(".")
    pieces = [digits[:width], digits[width : width + 2], digits[width + 2 :]]
    pieces = [piece for piece in pieces if piece]
    if part:
        pieces[-1] += f".{part}"
    value = _degrees(text, *pieces)
    return -value if sign == "-" else value


def _by_wkt(text: str, match: re.Match[str]) -> tuple[float, float] | None:
    _require_wgs84(text, match["srid"] or "4326")
    numbers = match["inside"].replace(",", " ").split()
    if len(numbers) not in {2, 3, 4} or not all(re.fullmatch(_VALUE, n) for n in numbers[:2]):
        return None
    return float(numbers[1]), float(numbers[0])


def _by_uri(text: str, match: re.Match[str]) -> tuple[float, float] | None:
    crs = _CRS.search(match["rest"] or "")
    _require_wgs84(text, crs[1] if crs else "WGS84")
    numbers = match["numbers"].split(",")
    if len(numbers) not in {2, 3} or not all(re.fullmatch(_VALUE, n) for n in numbers):
        return None
    return float(numbers[0]), float(numbers[1])


def _require_wgs84(text: str, name: str) -> None:
    if name not in {"WGS84", "4326"}:
        msg = Message(
            "{text} is in another coordinate system; write it in WGS 84 (EPSG:4326), such as "
            "55.75,37.62",
            text=quoted(text),
        )
        raise UnknownPlaceError(msg)


def _degrees(
    text: str, degrees: str, minutes: str | None = None, seconds: str | None = None
) -> float:
    small = [_decimal(part) for part in (minutes, seconds) if part]
    if any(value >= _SIXTY for value in small):
        msg = Message(
            "the minutes or seconds of {text} reach 60; write degrees, minutes and seconds such as "
            "55°45′00″N 37°37′12″E, or decimals such as 55.75,37.62",
            text=quoted(text),
        )
        raise UnknownPlaceError(msg)
    value = sum(part / _SIXTY ** (n + 1) for n, part in enumerate(small))
    whole = _decimal(degrees)
    return whole - value if degrees.startswith("-") else whole + value


def _turned(text: str, lat: float, lon: float) -> Message:
    return Message(
        "{text} is not on the globe: latitude comes first and ends at 90; did you mean {turned}?",
        text=quoted(text),
        turned=f"{_short(lon)},{_short(lat)}",
    )


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))


def _latin_digit(character: str) -> str:
    return str(int(character)) if character.isdecimal() else character


def _short(degrees: float) -> str:
    return f"{degrees:.{_DECIMALS}f}".rstrip("0").rstrip(".")
