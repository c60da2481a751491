"""English, Russian, Persian: catalogues, numbers and durations of the page's language.

The keys of the catalogues are the English sentences themselves. A catalogue is a Babel ``.po`` file
in ``geo/locale``; a test keeps every sentence shown translated in each of them. A language has
two: what the pages say, and what stands in the files of the evidence, read when it is first asked
for. Names of places come from the gazetteer, and sentences made of parts from `geo.tongues_told`;
what is known to none of them stays English.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from geo.maps_scene import ENGLISH, HOURS_A_DAY, NARROW_SPACE, Tongue
from geo.paths import CATALOGS
from geo.tongues_told import names, retold

LANGUAGES: Final = {"en": "English", "ru": "Русский", "fa": "فارسی"}
"""Names of the languages, each in itself."""
RIGHT_TO_LEFT: Final = frozenset({"fa"})
PAGES: Final = ""
EVIDENCE: Final = "evidence."
"""The two catalogues of a language; their names begin their files."""
_PER_CENT: Final = {"fa": "٪"}
"""The sign of a language that has its own, which stands close to the number."""
MOST_KEPT: Final = 4096
"""Texts whose translation is kept."""
_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+")
_POINT: Final = re.compile(r"-?[\d.]+, ?-?[\d.]+")
_FROM_LEFT: Final = "\N{LEFT-TO-RIGHT ISOLATE}"
_DONE: Final = "\N{POP DIRECTIONAL ISOLATE}"
_DIGITS: Final = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}
"""Babel knows the signs between the digits of a language, and leaves the digits to us."""


@cache
def catalogue(language: str, domain: str = PAGES) -> dict[str, str]:
    """Return the translations of a language by their English sentence; empty for English."""
    if language not in LANGUAGES or language == "en":
        return {}
    with (CATALOGS / f"{domain}{language}.po").open("rb") as file:
        read = read_po(file, locale=language)
    return {str(m.id): str(m.string) for m in read if m.id and m.string and not m.fuzzy}


def arrow(tongue: Tongue) -> str:
    """Return the arrow from one to the next, in the direction the language is read."""
    return " ← " if tongue.language in RIGHT_TO_LEFT else " → "


def per_cent(number: str, tongue: Tongue) -> str:
    """Return a written number as so many in a hundred.

    Examples
    --------
    >>> per_cent("65", tongue("en")).replace(NARROW_SPACE, " "), per_cent("۶۵", tongue("fa"))
    ('65 %', '۶۵٪')
    """
    return f"{number}{_PER_CENT.get(tongue.language, f'{NARROW_SPACE}%')}"


@cache
def tongue(language: str) -> Tongue:
    """Return a language: how its words, numbers and durations are written.

    Examples
    --------
    >>> tongue("fa").number(14146, 0)
    '۱۴٬۱۴۶'
    >>> tongue("en").say("Map")
    'Map'
    >>> tongue("ru").say("Suez Canal is closed")
    'Суэцкий канал: закрыто'
    >>> tongue("ru").country("KZ")
    'Казахстан'
    """
    if language not in LANGUAGES or language == "en":
        return ENGLISH
    words, places = catalogue(language), names(language)
    digits = _DIGITS.get(language, {})

    @lru_cache(MOST_KEPT)
    def say(text: str) -> str:
        if text.replace("-", "").isdecimal():
            return text.translate(digits)
        if _GROUPED.fullmatch(text):
            return number(float(text.replace(",", "")), 0)
        if language in RIGHT_TO_LEFT and _POINT.fullmatch(text):
            return f"{_FROM_LEFT}{text}{_DONE}"
        told = words.get(text) or places.get(text) or catalogue(language, EVIDENCE).get(text)
        return told or retold(text, say, words)

    def number(value: float, decimals: int = 0) -> str:
        pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        signs = "arabext" if digits else "latn"
        text = format_decimal(value, format=pattern, locale=language, numbering_system=signs)
        return text.translate(digits)

    def duration(hours: float) -> str:
        if hours < 2 * HOURS_A_DAY:
            return f"{number(hours, 0 if hours >= 1 else 1)}{NARROW_SPACE}{say('h')}"
        return f"{number(hours / HOURS_A_DAY, 1)}{NARROW_SPACE}{say('d')}"

    return Tongue(language=language, say=say, number=number, duration=duration)
