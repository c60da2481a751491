"""The words at the head and foot of a sheet: the answer over a picture, sources and date below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.i18n import DOT
from geo.palette import GROUND
from geo.plot.faces import families
from geo.plot.marks import draw_symbol, sheet_axes
from geo.plot.sheet import INCH, RIGHT_TO_LEFT
from geo.plot.text import LEADING, limited, one_line, width_of, wrapped, write
from geo.typefaces import SANS, SERIF
from geo.webmap import Symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure

    from geo.i18n import Locale
    from geo.plot.document import Stamp, StateText
    from geo.plot.text import Rect

MARGIN: Final = 36.0
_MOST_LINES: Final = 3
"""Of a title or a paragraph round a picture; it must not push the picture off its sheet."""
_TITLE, _LEAD, _SUBTITLE, _STATE, _FOOTER = 15.0, 8.8, 8.5, 7.4, 5.6
_MOST_ROWS: Final = 2
"""Rows of states of gates; what needs more is on the map."""
_MARK: Final = 2.9
"""Radius of the mark of a state, points."""


def footer(stamp: Stamp) -> list[str]:
    """Paragraphs at the foot of a sheet, without the token; no credit is broken."""
    credit = " \u00b7 ".join(
        part.replace(" ", "\u00a0") for part in stamp.credits.split(" \u00b7 ")
    )
    sources = stamp.answer.sources if stamp.answer else ""
    return [text for text in (sources, credit, stamp.disclaimer, stamp.data_date) if text]


def head_and_foot(figure: Figure, stamp: Stamp, locale: Locale, *, scale: float = 1.0) -> Rect:
    """Write the head and the foot of a sheet, and return the room between them.

    Where the picture belongs to an answer, its sentence stands over it, then the question with its
    date, then the states of gates; otherwise title and subtitle.
    """
    total_width, total_height = (float(v) * INCH for v in figure.get_size_inches())
    margin = MARGIN * scale
    width = total_width - 2 * margin
    from_right = locale.language in RIGHT_TO_LEFT
    style: dict[str, Any] = {"ha": "right" if from_right else "left"}
    x = total_width - margin if from_right else margin
    y = total_height - margin
    for text, size, kind in _paragraphs(stamp, locale):
        family = SERIF if kind == "title" else SANS
        style["family"] = families(family)
        bold = kind == "title"
        for line in limited(text, size * scale, width, _MOST_LINES, bold=bold, family=family):
            y -= size * scale * (1.0 if bold else LEADING)
            colour = GROUND["quiet" if kind == "quiet" else "text"].light
            weight = "bold" if bold else "normal"
            write(figure, x, y, line, size=size * scale, weight=weight, color=colour, **style)
        y -= 3 * scale
    if stamp.answer:
        y = _states(figure, (margin, y, width), stamp.answer.states, locale, scale=scale)
    style["family"] = families(SANS)
    size = _FOOTER * scale
    lines = [line for text in footer(stamp) for line in limited(text, size, width, _MOST_LINES)]
    token = wrapped(stamp.hash, size, width)
    lines += token if len(token) <= _MOST_LINES else []
    low = margin * 0.6
    for line in reversed(lines):
        write(figure, x, low, line, size=size, color=GROUND["quiet"].light, **style)
        low += size * LEADING
    return margin, low + 4 * scale, width, y - low - 8 * scale


def _paragraphs(stamp: Stamp, locale: Locale) -> Iterator[tuple[str, float, str]]:
    """Yield the paragraphs of a head with their size on A4 and how they are set."""
    answer = stamp.answer
    if answer is None:
        yield stamp.title, _TITLE, "title"
        yield stamp.subtitle, _SUBTITLE, "quiet"
        return
    yield answer.headline, _TITLE, "title"
    yield answer.lead, _LEAD, "text"
    parts = (stamp.title, stamp.subtitle) if answer.headline != stamp.title else (stamp.subtitle,)
    yield locale.translate(DOT).join(filter(None, parts)), _SUBTITLE, "quiet"


def _states(
    figure: Figure,
    place: tuple[float, float, float],
    states: Sequence[StateText],
    locale: Locale,
    *,
    scale: float,
) -> float:
    """Write states of gates, each behind its mark, and return how far down they reach.

    Parameters
    ----------
    figure
        The sheet.
    place
        Left, top and width, points.
    states, locale, scale
        What is written, in which language, and how much larger than on A4.
    """
    left, y, width = place
    size, mark = _STATE * scale, _MARK * scale
    from_right = locale.language in RIGHT_TO_LEFT
    indent, gap = 2 * mark + 4 * scale, 12 * scale
    rows: list[list[tuple[float, StateText]]] = []
    room = 0.0
    for state in states:
        wide = indent + width_of(one_line(state.text), size)
        if not rows or room + wide > width:
            rows.append([])
            room = 0.0
        rows[-1].append((room, state))
        room += wide + gap
    axes = sheet_axes(figure, (left, y - 40 * scale, width, 40 * scale))
    for row in rows[:_MOST_ROWS]:
        y -= size * LEADING
        for far, state in row:
            middle = left + (width - far - mark if from_right else far + mark)
            symbol = Symbol(
                id="", point=(0, 0), shape=state.mark, colour=f"state-{state.mark}", size=mark
            )
            draw_symbol(axes, (middle, y + 0.36 * size), mark, symbol, scale=0.8 * scale)
            x = left + (width - far - indent if from_right else far + indent)
            style = {"ha": "right" if from_right else "left", "family": families(SANS)}
            write(figure, x, y, state.text, size=size, **style)
        y -= 2 * scale
    return y - (2 * scale if rows else 0)
