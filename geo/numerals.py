"""Numbers as people write them: digits of three scripts, either decimal sign, spaced thousands."""

from __future__ import annotations

import math
import re
from typing import Final

from geo.errors import QuestionError
from geo.message import Message, quoted

_SIGNS: Final = str.maketrans({
    "٫": ".", "٬": "'", "’": "'", "‘": "'", "_": "'", "−": "-", "–": "-", "،": ",",
    "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " ",
    "\N{LEFT-TO-RIGHT MARK}": None, "\N{RIGHT-TO-LEFT MARK}": None, "\N{ARABIC LETTER MARK}": None,
})  # fmt: skip
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_GROUPED: Final = re.compile(r"([+-]?[0-9]{1,3}(?:[ '][0-9]{3})+)(?:[.,]([0-9]+))?")
"""Thousands that a space or an apostrophe sets apart: both are never a decimal sign."""
_BY_COMMA: Final = re.compile(
    r"([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}))\.([0-9]*)"
)
"""Groups of three, or of two before the last, as India writes them."""
_BY_DOT: Final = re.compile(r"([+-]?[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]*)")
_MILLIONS: Final = re.compile(
    r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3}){2,}|"
    r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3})"
)
"""Two groups set apart by one sign can be thousands only."""
_DECIMAL_COMMA: Final = re.compile(r"[+-]?[0-9]*,[0-9]+")
_EITHER: Final = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_LONGEST: Final = 40


def latin_digits(text: str) -> str:
    """Write the digits of a text in Latin figures; all else stays.

    Examples
    --------
    >>> latin_digits("۲۰۲۶-۱۱"), latin_digits("٣ TEU")
    ('2026-11', '3 TEU')
    """
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def read_number(text: str) -> float:
    """Read a number in Latin, Persian or Arabic digits.

    The decimal sign is a dot, a comma or ``٫``. Thousands may be set apart by ``٬``, an apostrophe
    or a space, and by a comma or a dot where the number can be read in one way only.

    Raises
    ------
    QuestionError
        The text is no number, or can be read as two: ``1,500`` is 1500 in London and 1.5 in Moscow.

    Examples
    --------
    >>> read_number("12.5"), read_number("12,5"), read_number("۱۲٫۵"), read_number("−3")
    (12.5, 12.5, 12.5, -3.0)
    >>> read_number("۱٬۵۰۰"), read_number("1 500,5"), read_number("1,234,567")
    (1500.0, 1500.5, 1234567.0)
    >>> read_number("1.234,5"), read_number("1,25,000")
    (1234.5, 125000.0)
    """
    plain = _plain(text)
    if _PLAIN.fullmatch(plain):
        return float(plain)
    if match := (
        _GROUPED.fullmatch(plain) or _BY_COMMA.fullmatch(plain) or _BY_DOT.fullmatch(plain)
    ):
        whole = re.sub("[^0-9+-]", "", match[1])
        return float(f"{whole}.{match[2] or 0}")
    if _MILLIONS.fullmatch(plain):
        return float(re.sub("[,.]", "", plain))
    if _EITHER.fullmatch(plain):
        msg = Message(
            "{text} can be read as {whole} or as {decimal}; write one of them",
            text=quoted(text),
            whole=plain.replace(",", ""),
            decimal=plain.replace(",", "."),
        )
        raise QuestionError(msg)
    if _DECIMAL_COMMA.fullmatch(plain):
        return float(plain.replace(",", "."))
    raise _no_number(text)


def read_whole(text: str) -> int:
    """Read a whole number, as `read_number` does; ``1,500`` can only be 1500 here.

    Raises
    ------
    QuestionError
        The text is no whole number.

    Examples
    --------
    >>> read_whole("۱۲"), read_whole("1 500"), read_whole("1,500")
    (12, 1500, 1500)
    """
    plain = _plain(text)
    try:
        value = read_number(plain.replace(",", "") if _EITHER.fullmatch(plain) else plain)
    except QuestionError:
        value = math.nan
    if value.is_integer():
        return int(value)
    raise QuestionError(Message("{text} is not a whole number", text=quoted(text)))


def _plain(text: str) -> str:
    """Write a text in Latin digits and plain signs; nothing longer than a number is left."""
    return latin_digits(text.translate(_SIGNS)).strip() if len(text) <= _LONGEST else ""


def _no_number(text: str) -> QuestionError:
    msg = Message("{text} is not a number; write it as 1234.5", text=quoted(text))
    return QuestionError(msg)
