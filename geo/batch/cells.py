"""Cells of a table of shipments, read as people and spreadsheets write them."""

from __future__ import annotations

import datetime as dt
import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.errors import BadDateError, QuestionError
from geo.estimates import Shipment, read_shipment
from geo.message import Message, quoted
from geo.numerals import latin_digits
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.batch.columns import Field
    from geo.estimates import Box

_ERROR: Final = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|Н/Д|ССЫЛКА!|ЗНАЧ!|ИМЯ\?|ДЕЛ/0!|ЧИСЛО!|"
    r"ПУСТО!)"
)
_FORMULA: Final = re.compile(r"=\s*\S")
_MARKS: Final = dict.fromkeys(
    map(ord, "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}\ufeff")
)
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})[-./ ]([0-9]{1,2})(?:[-./ ]([0-9]{1,2}))?")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})([-./ ])([0-9]{1,2})[-./ ]([0-9]{4})")
_MONTH_OF_YEAR: Final = re.compile(r"([0-9]{1,2})[-./ ]([0-9]{4})")
_PACKED: Final = re.compile(r"(20[0-4][0-9])([0-9]{2})([0-9]{2})")
_SERIAL: Final = re.compile(r"[0-9]{5}(?:[.,][0-9]+)?")
_TIME: Final = re.compile(r"(?<=[0-9])[T ]+[0-9]{1,2}:[0-9]{2}.*")
_SHORT_YEAR: Final = re.compile(r"[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2}")
FIRST_SERIAL: Final = 36526
"""1 January 2000, counted in days as spreadsheets do."""
LAST_SERIAL: Final = 51501
"""31 December 2040."""
EPOCH: Final = dt.date(1899, 12, 30)
"""Day 0 of the serial numbers of spreadsheets."""
MOST_MONTHS: Final = 12
_HIJRI: Final = range(1370, 1430)
"""Years of the Solar Hijri calendar that a shipment may have."""
_EMPTY: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "origin": Message("the origin is empty; fill the cell"),
        "destination": Message("the destination is empty; fill the cell"),
        "date": Message("the date is empty; fill the cell"),
        "cargo": Message("the amount is empty; fill the cell"),
    }
)
LOST: Final = "\N{REPLACEMENT CHARACTER}"


def text_of(value: object) -> str:
    """Write the value of a cell as a text, a whole number without a point.

    Examples
    --------
    >>> text_of(12.0), text_of(None), text_of(dt.datetime(2025, 11, 3)), text_of(" Moscow ")
    ('12', '', '2025-11-03', 'Moscow')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - whole floats are exact so far
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).translate(_MARKS).strip()


def checked(text: str, field: Field) -> str:
    """Refuse what no cell of a field may be: nothing, a formula, an error, lost letters.

    Raises
    ------
    QuestionError
        The message says what to do.

    Examples
    --------
    >>> from geo.batch.columns import Field
    >>> checked("Moscow", Field.ORIGIN)
    'Moscow'
    """
    if not text:
        raise QuestionError(_EMPTY.get(field, Message("a cell is empty; fill it")))
    if _ERROR.fullmatch(text):
        msg = Message(
            "{text} is an error of the spreadsheet; correct its formula", text=quoted(text)
        )
        raise QuestionError(msg)
    if _FORMULA.match(text):
        msg = Message("{text} is a formula; save its value instead", text=quoted(text))
        raise QuestionError(msg)
    if LOST in text:
        msg = Message(
            "{text} has letters that cannot be read; save the file as UTF-8", text=quoted(text)
        )
        raise QuestionError(msg)
    return text


def read_date(text: str) -> str:
    """Read a day or a month as ``YYYY-MM-DD`` or ``YYYY-MM``.

    Year, month and day in this order, or day, month and year; a serial number of a spreadsheet;
    a time after the day is left out. Digits may be Persian or Arabic.

    Raises
    ------
    BadDateError
        The text is no date of the years that the data cover, or can be read as two.

    Examples
    --------
    >>> read_date("2025-11-03"), read_date("13.11.2025"), read_date("45992"), read_date("11/2025")
    ('2025-11-03', '2025-11-13', '2025-12-01', '2025-11')
    >>> read_date("2025-11-03T10:15:00Z"), read_date("۲۰۲۵/۱۱/۰۳"), read_date("20251103")
    ('2025-11-03', '2025-11-03', '2025-11-03')
    """
    plain = _TIME.sub("", latin_digits(text)).strip()
    if match := _YEAR_FIRST.fullmatch(plain):
        year, month, day = match.groups()
        if int(year) in _HIJRI:
            msg = Message(
                "{text} looks like a date of the Solar Hijri calendar; write it as YYYY-MM-DD of "
                "the Gregorian calendar",
                text=quoted(text),
            )
            raise BadDateError(msg)
        return _date(text, year, month, day)
    if match := _YEAR_LAST.fullmatch(plain):
        return _with_year_last(text, match)
    if match := _MONTH_OF_YEAR.fullmatch(plain):
        return _date(text, match[2], match[1], None)
    if match := _PACKED.fullmatch(plain):
        return _date(text, *match.groups())
    if _SERIAL.fullmatch(plain):
        number = int(plain[:5])
        if FIRST_SERIAL <= number <= LAST_SERIAL:
            return (EPOCH + dt.timedelta(days=number)).isoformat()
    if _SHORT_YEAR.fullmatch(plain):
        msg = Message("{text} has a year of two digits; write YYYY-MM-DD", text=quoted(text))
        raise BadDateError(msg)
    msg = Message("{text} is not a date; write YYYY-MM-DD or YYYY-MM", text=quoted(text))
    raise BadDateError(msg)


def _with_year_last(text: str, match: re.Match[str]) -> str:
    """Read day, month and year; by strokes the month may come first, as in the United States."""
    first, sign, second, year = match.groups()
    if sign == "/":
        if int(first) <= MOST_MONTHS < int(second):
            return _date(text, year, first, second)
        if int(second) <= MOST_MONTHS and int(first) <= MOST_MONTHS and int(first) != int(second):
            by_day, by_month = _date(text, year, second, first), _date(text, year, first, second)
            msg = Message(
                "{text} can be read as {first} or as {second}; write one of them",
                text=quoted(text),
                first=by_day,
                second=by_month,
            )
            raise BadDateError(msg)
    return _date(text, year, second, first)


def _date(text: str, year: str, month: str, day: str | None) -> str:
    """Write a date; it is checked as that of a scenario."""
    written = f"{year}-{int(month):02d}" + ("" if day is None else f"-{int(day):02d}")
    try:
        return Scenario(date=written).date or written
    except BadDateError as error:
        if day is not None and int(month) > MOST_MONTHS:
            msg = Message("{text} is not a day of the calendar", text=quoted(text))
            raise BadDateError(msg) from error
        raise


def read_cargo(value: object, box: Box) -> Shipment:
    """Read the cell of an amount of cargo; a number has the unit of its column.

    Raises
    ------
    QuestionError
        It is no amount, or nobody can ship it.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Shipment(box=box, amount=float(value))
    return read_shipment(text_of(value), box)
