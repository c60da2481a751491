"""Values as the text of JSON that every verb prints: one space a level, letters as they are.

It is the text of the standard library, which with an indent writes each number by itself in
Python; here the numbers of a line are written at once, and those of a line that stands several
times are written once.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring, encode_basestring_ascii
from math import isfinite
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    Array = list[object] | tuple[object, ...]
    Quote = Callable[[str], str]
    Lines = dict[tuple[int, str], str]

_DENSE: Final = (",", ":")
_BETWEEN: Final = "|"
"""Stands for what is between two lists of numbers, in which it cannot occur."""


def json_text(value: object, *, ascii_only: bool = False) -> str:
    r"""Write a value as JSON, as every verb prints it.

    Parameters
    ----------
    value
        Of dicts, lists, tuples, texts, numbers, truth values and None.
    ascii_only
        Whether letters beyond ASCII become escapes.

    Raises
    ------
    TypeError
        A value within is none that JSON has.

    Examples
    --------
    >>> json_text(["Рига"]), json_text(["Рига"], ascii_only=True)[4:10]
    ('[\n "Рига"\n]', '\\u0420')
    """
    return _text(value, "\n", encode_basestring_ascii if ascii_only else encode_basestring, {})


def _text(value: object, end: str, quote: Quote, lines: Lines) -> str:
    """Write a value; ``end`` is the end of a line and the indent of the value."""
    if isinstance(value, str):
        return quote(value)
    if type(value) is float and isfinite(value):
        return float.__repr__(value)
    if isinstance(value, dict):
        return _object(value, end, quote, lines)
    if isinstance(value, list | tuple):
        return _array(value, end, quote, lines)
    return "null" if value is None else json.dumps(value)


def _object(value: dict[object, object], end: str, quote: Quote, lines: Lines) -> str:
    if not value:
        return "{}"
    inner = f"{end} "
    items = [
        f"{quote(name) if isinstance(name, str) else _name(name)}: "
        f"{quote(one) if type(one) is str else _text(one, inner, quote, lines)}"
        for name, one in value.items()
    ]
    return f"{{{inner}{f',{inner}'.join(items)}{end}}}"


def _array(value: Array, end: str, quote: Quote, lines: Lines) -> str:
    if not value:
        return "[]"
    key = id(value), end
    if key in lines:
        return lines[key]
    if isinstance(value[0], list | tuple) and (line := _line(value, end)):
        lines[key] = line
        return line
    inner = f"{end} "
    items = [quote(one) if type(one) is str else _text(one, inner, quote, lines) for one in value]
    return f"[{inner}{f',{inner}'.join(items)}{end}]"


def _line(value: Array, end: str) -> str:
    """Write a list of lists of numbers; empty where it is something else."""
    try:
        dense = json.dumps(value, separators=_DENSE)
    except TypeError:
        return ""
    is_line = dense.endswith("]]") and dense.count("[") == dense.count("],[") + 2
    if not is_line or any(mark in dense for mark in ('"', "{", "[]")):
        return ""
    inner = f"{end} "
    innermost = f"{inner} "
    between = f"{inner}],{inner}[{innermost}"
    points = dense[2:-2].replace("],[", _BETWEEN).replace(",", f",{innermost}")
    return f"[{inner}[{innermost}{points.replace(_BETWEEN, between)}{inner}]{end}]"


def _name(name: object) -> str:
    """Write a name of a dict that is no text."""
    return json.dumps({name: 0}).partition(":")[0][1:]
