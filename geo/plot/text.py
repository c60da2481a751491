"""Type: how wide a text is, where it breaks, and the words at the head and foot of a sheet."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from geo.palette import GROUND
from geo.plot.faces import paths_of
from geo.plot.sheet import INCH, drawing
from geo.typefaces import SANS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


Rect = tuple[float, float, float, float]
"""Left, bottom, width, height, points from the lower left corner of the sheet."""

LEADING: Final = 1.32
"""Distance of lines, in heights of type."""
_PAIR: Final = 2
_NARROW: Final = frozenset("\u202f\u00a0\u2009")
"""Spaces at which a line does not break."""
_JOINERS: Final = frozenset("\u200c\u200d")
_SAMPLE: Final = 100
SEAM: Final = re.compile(r"(?<=[-\u2013/_=?&])(?!\d|[/-]|$)")
"""Where a word that is wider than a line is parted: behind a stroke, but not between digits."""
SPACE: Final = re.compile(" (?![\u2013\u2014\u00b7] )")
"""Where a line may end; a dash or a dot stays with the word before it."""
_EARLY: Final = 0.3
"""Share of a line that its part of a word fills at least, if it is parted at a seam."""
_UNSHOWN: Final = re.compile("\ufffd(?: ?\ufffd)*")


@cache
def _letters() -> frozenset[int]:
    """Code points that one of the typefaces holds, in both weights."""
    with drawing():
        weights = [
            {code for path in paths_of(bold=bold) for code in get_font(path).get_charmap()}
            for bold in (False, True)
        ]
    return frozenset(weights[0] & weights[1])


@lru_cache(maxsize=16_384)
def _unit_width(text: str, *, bold: bool, family: str) -> float:
    with drawing():
        font = get_font(paths_of(bold=bold, family=family))
        font.set_size(_SAMPLE, INCH)
        font.set_text(text, 0, flags=LoadFlags.NO_HINTING)
        return float(font.get_width_height()[0]) / 64 / _SAMPLE


def width_of(text: str, size: float, *, bold: bool = False, family: str = SANS) -> float:
    """Width of a text, points.

    Examples
    --------
    >>> width_of("Rasht", 20) == 2 * width_of("Rasht", 10)
    True
    """
    return _unit_width(text, bold=bold, family=family) * size


def one_line(text: str) -> str:
    r"""Clean a text for drawing: no line breaks, control characters, or letters without a glyph.

    Signs that turn the direction of text are left out; for letters the type does not hold stands
    the sign of an omission.

    Examples
    --------
    >>> one_line("Rasht\n\x00 – \u202eAstara 東京 大阪 (2016)")
    'Rasht – Astara […] (2016)'
    """
    letters = _letters()
    shown: list[str] = []
    for sign in text:
        kind = unicodedata.category(sign)
        if kind in {"Cc", "Zl", "Zp", "Zs"}:
            shown.append(sign if sign in _NARROW else " ")
        elif kind != "Cf" or sign in _JOINERS:
            shown.append(sign if ord(sign) in letters else "\ufffd")
    line = " ".join(part for part in "".join(shown).split(" ") if part)
    return _UNSHOWN.sub("[…]", line)


def wrapped(
    text: str, size: float, width: float, *, bold: bool = False, family: str = SANS
) -> list[str]:
    """Break a text into lines no wider than a width; a longer word is cut.

    Parameters
    ----------
    text
        One paragraph.
    size, width
        Points.
    bold, family
        Whether it is set in bold type, and of which family.

    Examples
    --------
    >>> wrapped("to break a line", 10, 45)
    ['to break a', 'line']
    """
    text = one_line(text)
    lines: list[str] = []
    while text and width_of(text, size, bold=bold, family=family) > width:
        cut = _break(text, size, width, bold=bold, family=family)
        lines.append(text[:cut].rstrip(" "))
        text = text[cut:].lstrip(" ")
    return [*lines, text] if text else lines


def _break(text: str, size: float, width: float, *, bold: bool, family: str) -> int:
    """Count the characters of a text that fill its first line.

    The guess from the mean width of a sign is nearly right, so few lines are measured: shaping
    letters is what setting type costs.
    """
    ends = [space.start() for space in SPACE.finditer(text)]
    guess = int(width / width_of(text, size, bold=bold, family=family) * len(text))
    at = bisect_right(ends, guess)
    while at and width_of(text[: ends[at - 1]], size, bold=bold, family=family) > width:
        at -= 1
    while at < len(ends) and width_of(text[: ends[at]], size, bold=bold, family=family) <= width:
        at += 1
    if at:
        return ends[at - 1]
    word = text[: ends[0]] if ends else text
    most = _fitting(word, size, width, bold=bold, family=family)
    seams = [seam.start() for seam in SEAM.finditer(word, 0, most + 1) if seam.start() <= most]
    return seams[-1] if seams and seams[-1] > _EARLY * most else most


def _fitting(word: str, size: float, width: float, *, bold: bool, family: str) -> int:
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(word[:middle], size, bold=bold, family=family) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def shortened(
    text: str, size: float, width: float, *, bold: bool = False, family: str = SANS
) -> str:
    """Cut a text to a width, with an ellipsis where something is left out.

    Examples
    --------
    >>> shortened("Bandar Abbas", 10, 40)
    'Banda…'
    """
    text = one_line(text)
    if width_of(text, size, bold=bold, family=family) <= width:
        return text
    return (
        text[: _fitting(text, size, width - width_of("…", size), bold=bold, family=family)].rstrip()
        + "…"
    )


def limited(
    text: str, size: float, width: float, most: int, *, bold: bool = False, family: str = SANS
) -> list[str]:
    """Break a text into lines, the last of them with an ellipsis if there would be too many.

    Examples
    --------
    >>> limited("to break a line", 10, 45, 2)
    ['to break a', 'line']
    >>> limited("to break a line", 10, 45, 1)
    ['to break…']
    """
    lines = wrapped(text, size, width, bold=bold, family=family)
    if len(lines) <= most:
        return lines
    rest = " ".join(lines[most - 1 : most + 1])
    return [*lines[: most - 1], shortened(rest, size, width, bold=bold, family=family)]


def balanced(text: str, size: float, width: float, *, family: str = SANS) -> list[str]:
    """Break a text into at most two lines of like width; empty where it needs more.

    Parameters
    ----------
    text
        One paragraph, in bold type.
    size, width
        Points; the width of a line at most.
    family
        Of the type.

    Examples
    --------
    >>> balanced("Suez, Novorossiysk and rail", 10, 110)
    ['Suez, Novorossiysk', 'and rail']
    >>> balanced("Suez, Novorossiysk and rail", 10, 40)
    []
    """
    lines = wrapped(text, size, width, bold=True, family=family)
    if len(lines) < _PAIR:
        return lines
    words = one_line(text).split(" ")
    if len(lines) > _PAIR or len(words) < _PAIR:
        return []
    pairs = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    widths = [max(width_of(one, size, bold=True, family=family) for one in pair) for pair in pairs]
    return list(pairs[widths.index(min(widths))])


def write(
    figure: Figure,
    x: float,
    y: float,
    text: str,
    **style: Any,  # noqa: ANN401 - whatever a text takes
) -> None:
    """Write one line of text at a point of the sheet, points from its lower left corner."""
    width, height = figure.get_size_inches() * INCH
    style = {"color": GROUND["text"].light, "va": "baseline"} | style
    figure.text(x / width, y / height, one_line(text), **style)
