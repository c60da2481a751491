"""English, Russian, Persian: catalogues, numbers and durations of the page's language.

The keys of the catalogs are the English sentences. A catalog is a ``.po`` file in
``geo/i18n/catalogs``; a test keeps every displayed sentence translated in each of them. A language
has two: the texts of the pages, and the texts of the evidence files, read when first needed. Names
of places come from the gazetteer, and composed sentences from `geo.i18n.messages`; a text that is
in none of them stays English.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from geo.i18n.messages import names, render, translate_name
from geo.message import Day, Message, Month
from geo.model import HOURS_PER_DAY
from geo.paths import CATALOGS, shipped_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from babel import Locale as BabelLocale

    from geo.model import Place

NARROW_SPACE: Final = "\N{NARROW NO-BREAK SPACE}"


def number(value: float, decimals: int = 0) -> str:
    """Write a number with thin spaces between thousands.

    Examples
    --------
    >>> number(14146.4).replace(NARROW_SPACE, "_")
    '14_146'
    """
    return f"{value:,.{decimals}f}".replace(",", NARROW_SPACE)


def duration(hours: float) -> str:
    """Write a duration: in hours below two days, in days from there on.

    Examples
    --------
    >>> duration(30), duration(60).replace(NARROW_SPACE, " ")
    ('30\N{NARROW NO-BREAK SPACE}h', '2.5 d')
    """
    if hours < 2 * HOURS_PER_DAY:
        return f"{number(hours, 0 if hours >= 1 else 1)}{NARROW_SPACE}h"
    return f"{number(hours / HOURS_PER_DAY, 1)}{NARROW_SPACE}d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """The language of a scene: how its words, numbers and countries are written."""

    language: str = "en"
    translate: Callable[[str], str] = str
    number: Callable[[float, int], str] = number
    duration: Callable[[float], str] = duration

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the language alone in a copy or a pickle: translations are those of its reader."""
        return get_locale, (self.language,)

    def sentence(self, text: str) -> str:
        """Translate a text that begins a sentence.

        Examples
        --------
        >>> Locale().sentence("no open route joins the two ends")
        'No open route joins the two ends'
        """
        translated = self.translate(text)
        return f"{translated[:1].upper()}{translated[1:]}"

    def country(self, code: str) -> str:
        """Name of a country, or its code where it has no name.

        Examples
        --------
        >>> Locale().country("TM"), Locale(language="ru").country("TM"), Locale().country("XX")
        ('Turkmenistan', 'Туркменистан', 'XX')
        """
        return str(_rules(self.language).territories.get(code, code))

    def name(self, properties: Mapping[str, Any]) -> str:
        """Name of a place or a leg in this language, or the English one."""
        own = properties.get(f"name_{self.language}")
        return str(own) if own else self.translate(str(properties.get("name") or ""))

    def place_name(self, place: Place) -> str:
        """Name of a place in this language, or the English one."""
        own = {"ru": place.name_ru, "fa": place.name_fa}.get(self.language)
        return own or self.translate(place.name)


ENGLISH: Final = Locale()


@cache
def _rules(language: str) -> BabelLocale:
    """Read how a language is written, when first needed; few English answers need it."""
    from babel import Locale as BabelLocale  # noqa: PLC0415 - slow to load

    return BabelLocale(language)


_YEARS: Final = re.compile(r"(?<=^\d{4})-(?=\d{4}$)")


def direction(language: str) -> str:
    """Direction of a language: ``ltr`` or ``rtl``.

    Examples
    --------
    >>> direction("ru"), direction("fa")
    ('ltr', 'rtl')
    """
    return str(_rules(language).text_direction)


def signs(locale: Locale) -> dict[str, str]:
    """Digits, group sign and decimal sign of a language, for numbers that the page writes.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH
    >>> signs(ENGLISH) == {"digits": "0123456789", "group": "\N{NARROW NO-BREAK SPACE}",
    ...                    "decimal": "."}
    True
    """
    return {
        "digits": "".join(locale.number(digit, 0) for digit in range(10)),
        "group": locale.number(11_111, 0)[2:-3],
        "decimal": locale.number(1.1, 1)[1:-1],
    }


def month_text(text: str, locale: Locale) -> str:
    """Write a month ``YYYY-MM`` or years in the digits of a language; other text as it stands.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH
    >>> month_text("2014-12", ENGLISH), month_text("2014-2017", ENGLISH)
    ('2014-12', '2014–2017')
    """
    text = _YEARS.sub("–", text)
    return "".join(locale.number(int(sign), 0) if sign.isdecimal() else sign for sign in text)


def date_text(text: str, locale: Locale) -> str:
    """Write a date as far as it is known in words: a day, a month or a year.

    Parameters
    ----------
    text
        ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.
    locale
        Language of the words.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH
    >>> [date_text(text, ENGLISH) for text in ("2014", "2014-12", "2014-12-03")]
    ['2014', 'December 2014', '3 December 2014']
    """
    parts = text.count("-")
    if not parts:
        return month_text(text, locale)
    return locale.translate(Month(text) if parts == 1 else Day(date.fromisoformat(text)))


LANGUAGES: Final = {"en": "English", "ru": "Русский", "fa": "فارسی"}
"""Names of the languages, each in itself."""
RIGHT_TO_LEFT: Final = frozenset({"fa"})
PAGES: Final = ""
EVIDENCE: Final = "evidence."
"""The two catalogues of a language; their names begin their files."""
_PERCENT: Final = {"fa": "٪"}
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
    """Read the translations of a language by their English sentence; none for English."""
    if language not in LANGUAGES or language == "en":
        return {}
    from babel.messages.pofile import read_po  # noqa: PLC0415 - English needs no catalogue

    text = shipped_bytes(CATALOGS / f"{domain}{language}.po")
    read = read_po(io.BytesIO(text), locale=language)
    return {str(m.id): str(m.string) for m in read if m.id and m.string and not m.fuzzy}


def check_catalogues(language: str) -> None:
    """Read what a language needs.

    Raises
    ------
    LayerError
        A catalogue is lost or damaged; the message names it.
    """
    for domain in (PAGES, EVIDENCE):
        catalogue(language, domain)


def arrow(locale: Locale) -> str:
    """Arrow from one to the next, in the direction the language is read."""
    return " ← " if locale.language in RIGHT_TO_LEFT else " → "


def from_left(text: str, locale: Locale) -> str:
    """Mark a text that runs from the left in every script, as a date with hyphens does."""
    return f"{_FROM_LEFT}{text}{_DONE}" if locale.language in RIGHT_TO_LEFT else text


def percent(number: str, locale: Locale) -> str:
    """Write a number, already a text, as a percentage.

    Examples
    --------
    >>> percent("65", get_locale("en")).replace(NARROW_SPACE, " "), percent("۶۵", get_locale("fa"))
    ('65 %', '۶۵٪')
    """
    return f"{number}{_PERCENT.get(locale.language, f'{NARROW_SPACE}%')}"


@cache
def get_locale(language: str) -> Locale:
    """Locale of a language: how its words, numbers and durations are written.

    Examples
    --------
    >>> import datetime
    >>> get_locale("fa").number(14146, 0)
    '۱۴٬۱۴۶'
    >>> get_locale("en").translate("Map")
    'Map'
    >>> get_locale("ru").translate(Message("{name} is closed", name="Suez Canal"))
    'Суэцкий канал: закрыто'
    >>> get_locale("ru").translate(Day(datetime.date(2026, 2, 28)))
    '28 февраля 2026'
    >>> get_locale("ru").country("KZ")
    'Казахстан'
    """
    if language not in LANGUAGES or language == "en":
        return ENGLISH
    from babel.numbers import format_decimal  # noqa: PLC0415 - English numbers need none of it

    digits = _DIGITS.get(language, {})

    def number(value: float, decimals: int = 0) -> str:
        pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
        signs = "arabext" if digits else "latn"
        text = format_decimal(value, format=pattern, locale=language, numbering_system=signs)
        return text.translate(digits)

    def duration(hours: float) -> str:
        if hours < 2 * HOURS_PER_DAY:
            return f"{number(hours, 0 if hours >= 1 else 1)}{NARROW_SPACE}{translate('h')}"
        return f"{number(hours / HOURS_PER_DAY, 1)}{NARROW_SPACE}{translate('d')}"

    translate = _translator(language, number)
    return Locale(language=language, translate=translate, number=number, duration=duration)


def _translator(language: str, number: Callable[[float, int], str]) -> Callable[[str], str]:
    """Make the function that translates texts, messages, names and written numbers."""
    from babel.dates import format_date  # noqa: PLC0415 - English dates need none of it

    words, places = catalogue(language), names(language)
    digits = _DIGITS.get(language, {})

    def translate(text: str) -> str:
        if isinstance(text, Message):
            return render(text, translate, words)
        if isinstance(text, Day):
            return format_date(text.date, "d MMMM y", locale=language).translate(digits)
        if isinstance(text, Month):
            return format_date(text.date, "LLLL y", locale=language).translate(digits)
        return translate_text(text)

    @lru_cache(MOST_KEPT)
    def translate_text(text: str) -> str:
        if text.replace("-", "").isdecimal():
            return text.translate(digits)
        if _GROUPED.fullmatch(text):
            return number(float(text.replace(",", "")), 0)
        if language in RIGHT_TO_LEFT and _POINT.fullmatch(text):
            return f"{_FROM_LEFT}{text}{_DONE}"
        entry = words.get(text) or places.get(text) or catalogue(language, EVIDENCE).get(text)
        return entry or translate_name(text, translate_text, words)

    return translate
