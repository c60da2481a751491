"""Months: read from ``YYYY-MM``, kept as ``year * 100 + month``, written as ``YYYY-MM``."""

from __future__ import annotations

import re
from typing import Final

from geo.errors import BadDateError
from geo.message import Message, quoted

MONTHS_PER_YEAR: Final = 12
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2040
"""Last of the years whose months a question may ask about."""
MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
"""A month as data files and questions write it."""
_FACTOR: Final = 100


def month_number(text: str) -> int:
    """Read the month of a question: ``YYYY-MM`` as ``year * 100 + month``.

    Raises
    ------
    BadDateError
        The text has another form, or lies outside the years the data cover.

    Examples
    --------
    >>> month_number("2016-09")
    201609
    """
    match = MONTH.fullmatch(text)
    if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return number_of(int(match[1]), int(match[2]))
    msg = Message(
        "{text} is not a month; write YYYY-MM between {first} and {last}",
        text=quoted(text),
        first=f"{FIRST_YEAR}-01",
        last=f"{LAST_YEAR}-12",
    )
    raise BadDateError(msg)


def month_in(value: object) -> int | None:
    """Read the month that a value of a data file begins with; None where there is none.

    Examples
    --------
    >>> month_in("1869-11"), month_in("2014-12-03"), month_in("2014"), month_in(None)
    (186911, 201412, None, None)
    """
    match = MONTH.match(str(value or ""))
    return number_of(int(match[1]), int(match[2])) if match else None


def number_of(year: int, month: int) -> int:
    """Join year and month into one number, which grows with time.

    Examples
    --------
    >>> number_of(2016, 9)
    201609
    """
    return year * _FACTOR + month


def year_of(number: int) -> int:
    """Year of the number of a month.

    Examples
    --------
    >>> year_of(201609)
    2016
    """
    return number // _FACTOR


def month_of(number: int) -> int:
    """Month of the year, 1 to 12, of the number of a month.

    Examples
    --------
    >>> month_of(201609)
    9
    """
    return number % _FACTOR


def iso_month(number: int) -> str:
    """Write the number of a month as ``YYYY-MM``; 0, which stands for no month, as nothing.

    Examples
    --------
    >>> iso_month(201903), iso_month(0)
    ('2019-03', '')
    """
    return f"{year_of(number)}-{month_of(number):02d}" if number else ""
