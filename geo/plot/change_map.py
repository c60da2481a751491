"""The map of a change between two surfaces: what is gained or lost, where another corridor wins.

Colour says how much is gained or lost, in round steps; a line in the colour of the new best
corridor, with its name, goes round the land that it takes over; dots say that the two are too close
to call there, and slanted lines that the land is served only before or only after.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.palette import GAINS, LOSSES, UNCHANGED
from geo.plot.canvas import LINE, MARGIN, WIDTH
from geo.plot.surface_legend import GAP, LETTERS, legend_row, share_text
from geo.plot.surface_map import RegionName, draw_end, names_in_lines, write_name
from geo.plot.surface_sheet import Sheet
from geo.plot.surface_view import (
    View,
    begin_map,
    draw_borders,
    draw_tips,
    end_map,
    joined,
    name_spot,
    shape_path,
)
from geo.surface import (
    SHIFT_NAMES,
    SHIFTS,
    UNITS,
    Shift,
    change_headline,
    change_title,
    scale_heading,
    scale_names,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.i18n import Locale
    from geo.plot.canvas import Canvas
    from geo.surface import Change, Grid, Surface

_DIGITS: Final = 1
_LEAST_PART: Final = 60.0
"""Square pixels of a part of the land that has an outline."""
_PAIRS: Final = 6
"""Pairs of corridors, before and after, that the legend names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePicture:
    """A change to draw."""

    answer: Surface
    """The surface after the change."""
    grid: Grid
    moved: Change
    names: Mapping[str, str]
    """Names of the corridors of both surfaces in English, by id."""
    assumed: str
    """What is assumed, for readers."""

    def view(self, left: float, top: float, width: float) -> View:
        """Fit the cells served before or after, and the end, into a box of a width, pixels."""
        end, served = self.answer.end, self.moved.shift != SHIFTS.index(Shift.NONE)
        lons = np.append(self.grid.lon[served], end.lon)
        lats = np.append(self.grid.lat[served], end.lat)
        return View(lons, lats, left, top, width)


def _texts(picture: ChangePicture, locale: Locale) -> tuple[str, str]:
    """Give the title, and a sentence that begins with the assumption."""
    assumed = locale.translate("Assumed: {what}").format(what=picture.assumed)
    sentence = f"{assumed}. {change_headline(picture.moved, locale)}"
    return change_title(picture.answer, locale), sentence


def _draw_map(
    canvas: Canvas, picture: ChangePicture, view: View, *, with_tips: bool = False
) -> None:
    """Draw ground, cells, outlines and names into a view."""
    ground = begin_map(canvas, view, is_small=False)
    polygons, moved = view.polygons(picture.grid), picture.moved
    shift = moved.shift
    fills = [
        _fill(canvas, SHIFTS[kind], number)
        for kind, number in zip(shift.tolist(), moved.classes().tolist(), strict=True)
    ]
    for fill in sorted(set(fills) - {""}):
        cells = np.array([own == fill for own in fills])
        _draw_region(canvas, polygons[cells], ground, fill)
    close = shift == SHIFTS.index(Shift.CLOSE)
    if close.any():
        _draw_region(canvas, polygons[close], ground, _dots(canvas))
    draw_borders(canvas, view, is_small=False)
    spots: dict[tuple[str, str], NDArray[np.float64]] = {}
    for pair in _pairs(moved):
        cells = _is_pair(moved, pair)
        path = shape_path(_outline(polygons[cells], ground))
        for colour, width in ((canvas.ground("casing"), 4.2), (canvas.colour(pair[1]), 2.2)):
            canvas.add(
                f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
                f'stroke-linejoin="round"/>'
            )
        spot = name_spot(polygons[cells], view)
        if spot is not None:
            spots[pair] = spot
    texts = names_in_lines([canvas.locale.translate(picture.names[pair[1]]) for pair in spots])
    names = [
        RegionName.inside(lines, float(x), float(y), view)
        for (x, y), lines in zip(spots.values(), texts, strict=True)
    ]
    for number, name in enumerate(names):
        if not any(other.covers(name.x, name.y) for other in names[:number]):
            write_name(canvas, name)
    draw_end(canvas, picture.answer.end, view, is_small=False)
    if with_tips:
        draw_tips(canvas, polygons, [_tip(canvas, picture, n) for n in range(len(polygons))])
    end_map(canvas, view)


def _draw_region(
    canvas: Canvas, polygons: NDArray[np.object_], ground: shapely.Geometry, fill: str
) -> None:
    region = shapely.intersection(joined(polygons), ground)
    canvas.add(f'<path d="{shape_path(region)}" {fill}/>')


def _outline(polygons: NDArray[np.object_], ground: shapely.Geometry) -> shapely.Geometry:
    """Region of some cells up to the coast, lakes and small islands left out."""
    parts = [one for one in shapely.get_parts(ground) if one.area >= _LEAST_PART]
    filled = shapely.union_all([shapely.Polygon(one.exterior) for one in parts])
    region = shapely.intersection(joined(polygons), filled)
    return shapely.union_all([one for one in shapely.get_parts(region) if one.area >= _LEAST_PART])


def _pairs(moved: Change) -> list[tuple[str, str]]:
    """List corridors before and after where another is surely the best, the largest first."""
    places = np.flatnonzero(moved.shift == SHIFTS.index(Shift.OTHER)).tolist()
    counts = Counter((moved.before[n], moved.after[n]) for n in places)
    return [pair for pair, _ in counts.most_common()]


def _is_pair(moved: Change, pair: tuple[str, str]) -> NDArray[np.bool_]:
    kinds = zip(moved.before, moved.after, moved.shift.tolist(), strict=True)
    other = SHIFTS.index(Shift.OTHER)
    return np.array([own == (*pair, other) for own in kinds], dtype=bool)


def _fill(canvas: Canvas, shift: Shift, number: int) -> str:
    """Attributes of a region: by its class, or because it is served before or after only."""
    if shift is Shift.NONE:
        return ""
    if shift in {Shift.GAINED, Shift.LOST}:
        return _slanted(canvas, shift)
    return f'fill="{_class_colour(canvas, number)}"'


def _class_colour(canvas: Canvas, number: int) -> str:
    if number == 0:
        return canvas.own(UNCHANGED)
    return canvas.own((GAINS if number > 0 else LOSSES)[abs(number) - 1])


def _slanted(canvas: Canvas, shift: Shift) -> str:
    colour = canvas.own((GAINS if shift is Shift.GAINED else LOSSES)[-1])
    turn = 45 if shift is Shift.GAINED else -45
    key = f"{canvas.name}-{shift}"
    canvas.patterns[key] = (
        f'<pattern id="{key}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({turn})"><rect width="6" height="6" '
        f'fill="{canvas.ground("land")}"/><rect width="2" height="6" fill="{colour}"/></pattern>'
    )
    return f'fill="url(#{key})"'


def _dots(canvas: Canvas) -> str:
    key = f"{canvas.name}-close"
    canvas.patterns[key] = (
        f'<pattern id="{key}" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<circle cx="3.5" cy="3.5" r="1.5" fill="{canvas.ground("casing")}"/>'
        f'<circle cx="3.5" cy="3.5" r="1.05" fill="{canvas.ground("text")}"/></pattern>'
    )
    return f'fill="url(#{key})"'


def _tip(canvas: Canvas, picture: ChangePicture, cell: int) -> str:
    """Say what becomes of a cell."""
    moved, translate = picture.moved, canvas.locale.translate
    shift = SHIFTS[int(moved.shift[cell])]
    lines = [translate(str(SHIFT_NAMES[shift]))]
    before, after = (translate(picture.names[one]) if one else "" for one in _ends(moved, cell))
    if shift in {Shift.OTHER, Shift.CLOSE}:
        lines.append(translate("{before} → {after}").format(before=before, after=after))
    elif before or after:
        lines.append(after or before)
    if np.isfinite(moved.saved[cell]):
        value = canvas.locale.number(-float(moved.saved[cell]), _DIGITS)
        lines.append(f"{value} {translate(UNITS[moved.measure])}")
    return "\n".join(lines)


def _ends(moved: Change, cell: int) -> tuple[str, str]:
    return moved.before[cell], moved.after[cell]


def _legend(canvas: Canvas, picture: ChangePicture, view: View) -> float:
    """Write the legend beside the map, and return where it ends."""
    moved, locale, translate = picture.moved, canvas.locale, canvas.locale.translate
    x, y = view.left + view.width + GAP, view.top + 6
    edge = WIDTH - MARGIN
    start, far = (edge, x) if canvas.from_right else (x, edge)
    served = moved.shift != SHIFTS.index(Shift.NONE)
    classes = moved.classes()

    def heading(text: str, at: float) -> float:
        canvas.text(start, at + 10, text, bold=True)
        return at + 22

    def row(fill: str, words: str, cells: NDArray[np.bool_], at: float) -> float:
        share = float(cells.sum()) / max(int(served.sum()), 1)
        canvas.text(far, at + 11, share_text(share, locale), size=12.5, anchor="end")
        return legend_row(canvas, x, at, fill, words, letters=LETTERS - 8)

    canvas.text(
        far,
        y + 10,
        translate("Share of the land"),
        size=11.5,
        anchor="end",
        colour=canvas.ground("quiet"),
    )
    known, headed = np.isfinite(moved.saved), 0
    for number, words in scale_names(moved, locale):
        if number and np.sign(number) != headed:
            headed = int(np.sign(number))
            y = heading(scale_heading(moved, headed, locale), y)
        own = f'fill="{_class_colour(canvas, number)}"'
        y = row(own, words, known & (classes == number), y) + (6 if number == 0 else 0)
    y += 6
    pairs = _pairs(moved)
    if pairs:
        y = heading(translate(str(SHIFT_NAMES[Shift.OTHER])), y)
    for pair in pairs[:_PAIRS]:
        names = (translate(picture.names[one]) for one in pair)
        words = translate("{before} → {after}").format(
            **dict(zip(("before", "after"), names, strict=True))
        )
        outline = f'fill="none" style="stroke:{canvas.colour(pair[1])};stroke-width:2.2"'
        y = row(outline, words, _is_pair(moved, pair), y)
    fills = {
        Shift.CLOSE: _dots(canvas),
        Shift.GAINED: _slanted(canvas, Shift.GAINED),
        Shift.LOST: _slanted(canvas, Shift.LOST),
    }
    for shift, fill in fills.items():
        cells = moved.shift == SHIFTS.index(shift)
        if cells.any():
            y = row(fill, translate(str(SHIFT_NAMES[shift])), cells, y)
    nothing = f'fill="{canvas.ground("land")}"'
    return legend_row(canvas, x, y, nothing, translate(str(SHIFT_NAMES[Shift.NONE]))) + LINE / 2


_SHEET: Final = Sheet(name="change", texts=_texts, draw=_draw_map, legend=_legend)
change_svg: Final = _SHEET.whole
change_parts: Final = _SHEET.parts
