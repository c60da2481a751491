"""The legend of a map of surfaces: beside one map, or below several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.i18n import percent
from geo.plot.canvas import LINE, MARGIN, WIDTH, wrapped
from geo.plot.surface_map import OPACITY, fill_of
from geo.surface import STANDING_NAMES, STANDINGS, UNITS, Standing, shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.i18n import Locale
    from geo.plot.canvas import Canvas
    from geo.plot.surface_map import SurfacePicture
    from geo.plot.surface_view import View

LEGEND: Final = 252
"""Width of a legend beside a map."""
GAP: Final = 18
"""Between map and legend."""
LETTERS: Final = 32
_LEAST_SHARE: Final = 0.005
"""Of the land; a smaller one would be written as 0 %."""


def legend(canvas: Canvas, picture: SurfacePicture, view: View) -> float:
    """Write the legend beside the map, and return where it ends."""
    x = view.left + view.width + GAP
    y = view.top + 6
    locale, values, answer = canvas.locale, picture.values, picture.answer
    own = shares(answer, values)
    edge = WIDTH - MARGIN
    start = edge if canvas.from_right else x
    canvas.text(start, y + 10, locale.translate("Corridor, share of the land"), bold=True)
    y += 22
    for name in sorted(answer.corridors, key=lambda one: -own[one]):
        if own[name] > 0 or np.any(values.best == answer.corridors.index(name)):
            words = locale.translate(answer.names[answer.corridors.index(name)])
            share = share_text(own[name], locale)
            at = x if canvas.from_right else edge
            canvas.text(at, y + 11, share, size=12.5, anchor="end")
            fill = fill_of(canvas, Standing.CLEAR, name)
            y = legend_row(canvas, x, y, fill, words, letters=LETTERS - 8)
    y += 12
    canvas.text(start, y + 10, locale.translate("How sure"), bold=True)
    y += 22
    present = {STANDINGS[number] for number in np.unique(values.standing).tolist()}
    first = max(answer.corridors, key=lambda one: own[one])
    second = next((one for one in answer.corridors if one != first), first)
    for standing in STANDINGS:
        if standing in present or standing in OPACITY:
            fill = fill_of(canvas, standing, first, second) or f'fill="{canvas.ground("land")}"'
            words = locale.translate(str(STANDING_NAMES[standing]))
            y = legend_row(canvas, x, y, fill, words)
    y += 12
    ink = canvas.ground("text")
    for width, opacity, words in (
        (1.8, 1.0, locale.translate("Break-even between two corridors")),
        (
            0.8,
            0.55,
            locale.translate("Line of equal {unit}").format(
                unit=locale.translate(UNITS[answer.measure])
            ),
        ),
    ):
        a = edge - 22 if canvas.from_right else x
        canvas.add(
            f'<path d="M{a:.1f} {y + 7:.1f}h22" stroke="{ink}" stroke-width="{width}" '
            f'stroke-opacity="{opacity}"/>'
        )
        y = legend_words(canvas, x, y, words)
    return y


def legend_below(canvas: Canvas, pictures: Sequence[SurfacePicture], y: float) -> float:
    """Write one legend below several maps."""
    locale = canvas.locale
    names: dict[str, str] = {}
    for picture in pictures:
        for number in np.unique(picture.values.best).tolist():
            if number >= 0:
                names[picture.answer.corridors[number]] = picture.answer.names[number]
    entries = [
        (fill_of(canvas, Standing.CLEAR, one), locale.translate(name))
        for one, name in names.items()
    ]
    first = next(iter(names), "")
    last = [*names][-1] if names else ""
    entries += [
        (fill_of(canvas, standing, first, last), locale.translate(str(STANDING_NAMES[standing])))
        for standing in (Standing.AHEAD, Standing.CLOSE, Standing.UNCONFIRMED)
    ]
    entries.append(
        (f'fill="{canvas.ground("land")}"', locale.translate(str(STANDING_NAMES[Standing.NONE])))
    )
    columns = 3
    wide = (WIDTH - 2 * MARGIN) / columns
    for number, (fill, words) in enumerate(entries):
        x = MARGIN + (number % columns) * wide
        legend_row(canvas, x, y, fill, words, width=wide)
        if number % columns == columns - 1:
            y += LINE + 2
    return y + LINE + 6


def legend_row(
    canvas: Canvas,
    x: float,
    y: float,
    fill: str,
    words: str,
    *,
    width: float = 0.0,
    letters: int = LETTERS,
) -> float:
    """Write a swatch and its words, and return where they end."""
    edge = x + width - 12 if width else WIDTH - MARGIN
    a = edge - 22 if canvas.from_right else x
    canvas.add(
        f'<rect x="{a:.1f}" y="{y:.1f}" width="22" height="13" rx="2" '
        f'fill="{canvas.ground("land")}"/><rect x="{a:.1f}" y="{y:.1f}" width="22" height="13" '
        f'rx="2" {fill} stroke="{canvas.ground("edge")}" stroke-width=".6"/>'
    )
    return legend_words(canvas, x, y, words, edge=edge, letters=letters)


def legend_words(
    canvas: Canvas, x: float, y: float, words: str, *, edge: float = 0.0, letters: int = LETTERS
) -> float:
    """Write the words beside a swatch, and return where they end."""
    at = (edge or WIDTH - MARGIN) - 30 if canvas.from_right else x + 30
    for line in wrapped(words, letters):
        canvas.text(at, y + 11, line, size=12.5)
        y += LINE - 3
    return y + 6


def share_text(share: float, locale: Locale) -> str:
    """Write a share of the land; what would be rounded to nothing is below 1 %."""
    if 0 < share < _LEAST_SHARE:
        least = percent(locale.number(1, 0), locale)
        return locale.translate("under {share}").format(share=least)
    return percent(locale.number(100 * share, 0), locale)
