"""The map of a surface as SVG: who wins where, with a legend, or a row of small ones over time.

Colour says which corridor, lightness and texture how sure: full where it is at least 80 % likely
the best, pale from 60 %, stripes of the first two where it is too close to call, dots where a gate
on the way is in an unknown state. The regions bear their names, so that no one has to tell them by
colour alone. PNG and PDF are made of the same SVG by Typst.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.plot.canvas import MARGIN, WIDTH, Canvas
from geo.plot.surface_legend import legend, legend_below, share_text
from geo.plot.surface_map import draw_map, short_name
from geo.plot.surface_sheet import Sheet
from geo.surface import headline, shares, title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.i18n import Locale
    from geo.plot.canvas import Theme
    from geo.plot.surface_map import SurfacePicture


def multiples_svg(
    pictures: Sequence[tuple[str, SurfacePicture]],
    *,
    locale: Locale,
    theme: Theme = "light",
    columns: int = 4,
    credits_text: str = "",
    heading: str = "",
) -> str:
    """Draw several surfaces side by side, each under its name; one legend for all.

    Parameters
    ----------
    pictures
        Name and surface of each, in their order; at least one.
    locale, theme, credits_text
        As for `Sheet.whole`.
    columns
        Maps in a row.
    heading
        Above all.
    """
    canvas = Canvas(locale, theme, "maps")
    top = float(MARGIN)
    if heading:
        canvas.text(MARGIN, top + 22, heading, size=22, bold=True)
        top += 44
    gap, count = 14.0, min(columns, len(pictures))
    width = (WIDTH - 2 * MARGIN - gap * (count - 1)) / count
    bottom = top
    for number, (name, picture) in enumerate(pictures):
        column, row = number % count, number // count
        if column == 0 and row:
            top = bottom + 12
        view = picture.view(MARGIN + column * (width + gap), top + 22, width)
        own = shares(picture.answer, picture.values)
        own.pop("")
        first = max(own, key=lambda one: own[one])
        share = share_text(own[first], locale)
        corridor = locale.translate(picture.answer.names[picture.answer.corridors.index(first)])
        canvas.text(view.left, top + 12, name, size=13, bold=True)
        canvas.text(
            view.left + width,
            top + 12,
            f"{short_name(corridor)} {share}",
            size=11,
            anchor="end",
            colour=canvas.ground("quiet"),
        )
        draw_map(canvas, picture, view, is_small=True)
        bottom = max(bottom, view.top + view.height)
    bottom = legend_below(canvas, [one for _, one in pictures], bottom + 24)
    if credits_text:
        bottom = canvas.note(credits_text, bottom + 10)
    return canvas.svg(WIDTH, bottom + MARGIN)


def _texts(picture: SurfacePicture, locale: Locale) -> tuple[str, str]:
    """Give title and sentence."""
    answer = picture.answer
    return title(answer, locale), headline(answer, picture.values, locale)


_SHEET: Final = Sheet(name="map", texts=_texts, draw=draw_map, legend=legend)
surface_svg: Final = _SHEET.whole
surface_parts: Final = _SHEET.parts
