"""One surface as a map: who wins where, how surely, lines of equal value, names of the regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo.i18n import percent
from geo.plot.canvas import LINE, wrapped
from geo.plot.surface_view import (
    View,
    begin_map,
    draw_borders,
    draw_tips,
    end_map,
    joined,
    line_path,
    name_spot,
    shape_path,
)
from geo.surface import (
    LEANING,
    STANDING_NAMES,
    STANDINGS,
    UNITS,
    Standing,
    break_even_lines,
    isochrones,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.model import Place
    from geo.plot.canvas import Canvas
    from geo.surface import Field, Grid, Surface

    Floats = NDArray[np.float64]

OPACITY: Final = {Standing.CLEAR: 0.82, Standing.AHEAD: 0.42}
_LABELLED: Final = 12
"""Points of a line of equal value that bears its value."""
_FAR: Final = 0.8
"""Share of the width beyond which the name of the end stands to the left of it."""
_LETTER: Final = 7.9
"""Width of a letter of a name on the map, about."""
_NAME_LETTERS: Final = 17
"""Letters in a line of such a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfacePicture:
    """One surface to draw."""

    answer: Surface
    grid: Grid
    values: Field

    def view(self, left: float, top: float, width: float) -> View:
        """Fit the cells that a corridor serves, and the end, into a box of a width, pixels."""
        end, served = self.answer.end, self.values.best >= 0
        lons = np.append(self.grid.lon[served], end.lon)
        lats = np.append(self.grid.lat[served], end.lat)
        return View(lons, lats, left, top, width)


@dataclass(frozen=True, slots=True)
class RegionName:
    """Name of a corridor on the map."""

    lines: list[str]
    x: float
    y: float

    @classmethod
    def inside(cls, lines: list[str], x: float, y: float, view: View) -> RegionName:
        """Place a name so that no edge of the map cuts it."""
        half = max(map(len, lines)) * _LETTER / 2 + 6
        return cls(lines, min(max(x, view.left + half), view.left + view.width - half), y)

    def covers(self, x: float, y: float) -> bool:
        """Whether a label there would stand under the name."""
        half = max(map(len, self.lines)) * _LETTER / 2 + 12
        return abs(x - self.x) < half and abs(y - self.y) < len(self.lines) * LINE / 2 + 10


def draw_map(
    canvas: Canvas,
    picture: SurfacePicture,
    view: View,
    *,
    with_tips: bool = False,
    is_small: bool = False,
) -> None:
    """Draw ground, cells and lines into a view."""
    ground = begin_map(canvas, view, is_small=is_small)
    polygons = view.polygons(picture.grid)
    _draw_cells(canvas, picture, polygons, ground, with_tips=with_tips)
    draw_borders(canvas, view, is_small=is_small)
    names = [] if is_small else _region_names(canvas, picture, view, polygons)
    _draw_lines(canvas, picture, view, names, is_small=is_small)
    for one in names:
        write_name(canvas, one)
    draw_end(canvas, picture.answer.end, view, is_small=is_small)
    end_map(canvas, view)


def _draw_cells(
    canvas: Canvas,
    picture: SurfacePicture,
    polygons: NDArray[np.object_],
    ground: shapely.Geometry,
    *,
    with_tips: bool,
) -> None:
    kinds: dict[str, list[int]] = {}
    fills = _fills(canvas, picture)
    for cell, fill in enumerate(fills):
        if fill:
            kinds.setdefault(fill, []).append(cell)
    for fill, cells in sorted(kinds.items()):
        region = shapely.intersection(joined(polygons[cells]), ground)
        canvas.add(f'<path d="{shape_path(region)}" {fill}/>')
    if with_tips:
        draw_tips(canvas, polygons, [tip_of(canvas, picture, cell) for cell in range(len(fills))])


def _fills(canvas: Canvas, picture: SurfacePicture) -> list[str]:
    """Give each cell how it is filled; empty where no corridor serves."""
    values, answer = picture.values, picture.answer
    order = np.argsort(-values.chance, axis=0, kind="stable")
    fills = []
    for cell, number in enumerate(values.standing.tolist()):
        standing = STANDINGS[number]
        first = answer.corridors[int(order[0, cell])]
        second = int(order[min(1, len(order) - 1), cell])
        rival = answer.corridors[second] if values.chance[second, cell] > 0 else first
        fills.append(fill_of(canvas, standing, first, rival))
    return fills


def fill_of(canvas: Canvas, standing: Standing, first: str, second: str = "") -> str:
    """Attributes of a region in a class."""
    if standing is Standing.NONE:
        return ""
    if standing in OPACITY:
        return f'fill="{canvas.colour(first)}" fill-opacity="{OPACITY[standing]}"'
    if standing is Standing.CLOSE:
        pair = sorted((first, second))
        key = "close-" + "-".join(pair)
        a, b = (canvas.colour(name) for name in pair)
        canvas.patterns[key] = (
            f'<pattern id="{key}" width="8" height="8" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="8" height="8" '
            f'fill="{canvas.ground("land")}"/><rect width="2.6" height="8" fill="{a}" '
            f'fill-opacity=".62"/><rect x="4" width="2.6" height="8" fill="{b}" '
            f'fill-opacity=".62"/></pattern>'
        )
        return f'fill="url(#{key})"'
    key = f"unknown-{first}"
    canvas.patterns[key] = (
        f'<pattern id="{key}" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<rect width="7" height="7" fill="{canvas.ground("land")}"/>'
        f'<rect width="7" height="7" fill="{canvas.colour(first)}" fill-opacity=".16"/>'
        f'<circle cx="3.5" cy="3.5" r="1.35" fill="{canvas.colour(first)}"/></pattern>'
    )
    return f'fill="url(#{key})"'


def tip_of(canvas: Canvas, picture: SurfacePicture, cell: int) -> str:
    """Say what a cell holds, a corridor a line, the best first."""
    values, answer, locale = picture.values, picture.answer, canvas.locale
    standing = STANDINGS[int(values.standing[cell])]
    lines = [locale.translate(str(STANDING_NAMES[standing]))]
    unit = locale.translate(UNITS[answer.measure])
    for number in np.argsort(-values.chance[:, cell], kind="stable").tolist():
        value = float(values.p50[number, cell])
        if np.isfinite(value):
            name = locale.translate(answer.names[number])
            chance = percent(locale.number(100 * float(values.chance[number, cell]), 0), locale)
            lines.append(f"{name}: {locale.number(value, 0)} {unit}, {chance}")
    return "\n".join(lines)


def _draw_lines(
    canvas: Canvas,
    picture: SurfacePicture,
    view: View,
    names: Sequence[RegionName],
    *,
    is_small: bool,
) -> None:
    ink, casing = canvas.ground("text"), canvas.ground("casing")
    if not is_small:
        longest: dict[float, Floats] = {}
        for line in isochrones(picture.grid, picture.values):
            points = view.points(np.array(line.points))
            canvas.add(
                f'<path d="{line_path(points)}" fill="none" stroke="{ink}" stroke-width=".8" '
                f'stroke-opacity=".55"/>'
            )
            if len(points) > len(longest.get(line.value, ())):
                longest[line.value] = points
        for value, points in longest.items():
            x, y = points[len(points) // 2]
            if len(points) >= _LABELLED and not any(one.covers(x, y) for one in names):
                text = canvas.locale.number(value, 0)
                canvas.text(x, y + 3, text, size=10.5, anchor="middle", halo=casing)
    wide = 1.0 if is_small else 1.8
    for line in break_even_lines(picture.answer, picture.grid, picture.values):
        d = line_path(view.points(np.array(line.points)))
        canvas.add(
            f'<path d="{d}" fill="none" stroke="{casing}" stroke-width="{wide + 2}" '
            f'stroke-opacity=".8"/><path d="{d}" fill="none" stroke="{ink}" '
            f'stroke-width="{wide}"/>'
        )


def _region_names(
    canvas: Canvas, picture: SurfacePicture, view: View, polygons: NDArray[np.object_]
) -> list[RegionName]:
    """Find where the name of each corridor stands: in its largest region."""
    values, answer = picture.values, picture.answer
    places: dict[int, Floats] = {}
    for number in range(len(answer.corridors)):
        cells = np.flatnonzero((values.best == number) & (values.chance[number] >= LEANING))
        spot = name_spot(polygons[cells], view)
        if spot is not None:
            places[number] = spot
    texts = names_in_lines([canvas.locale.translate(answer.names[number]) for number in places])
    return [
        RegionName.inside(lines, float(places[number][0]), float(places[number][1]), view)
        for number, lines in zip(places, texts, strict=True)
    ]


def write_name(canvas: Canvas, name: RegionName) -> None:
    """Write the name of a corridor on the map."""
    for line, text in enumerate(name.lines):
        canvas.text(
            name.x,
            name.y + 4 + LINE * (line - (len(name.lines) - 1) / 2),
            text,
            size=14,
            bold=True,
            anchor="middle",
            halo=canvas.ground("casing"),
        )


def draw_end(canvas: Canvas, end: Place, view: View, *, is_small: bool) -> None:
    """Mark the end of all journeys, with its name on a large map."""
    x, y = view.points(np.array([[end.lon, end.lat]]))[0]
    if not shapely.contains_xy(view.frame, x, y):
        return
    ink, casing = canvas.ground("text"), canvas.ground("casing")
    r = 2.5 if is_small else 5
    canvas.add(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{casing}" stroke="{ink}" '
        f'stroke-width="{r * 0.45:.1f}"/>'
    )
    if not is_small:
        name = canvas.locale.place_name(end)
        is_far = x > view.left + _FAR * view.width
        left = is_far or canvas.from_right
        canvas.text(
            x + (-9 if left else 9),
            y + 4,
            name,
            size=13,
            bold=True,
            anchor="start" if canvas.from_right or not left else "end",
            halo=casing,
        )


def names_in_lines(names: Sequence[str]) -> list[list[str]]:
    """Break names of corridors into lines: short, and whole where two are short alike.

    Examples
    --------
    >>> names_in_lines(["Western (Astara)", "Suez, all water to the Baltic"])
    [['Western'], ['Suez']]
    >>> names_in_lines(["Suez, all water to the Baltic", "Suez, Novorossiysk and rail"])[0]
    ['Suez, all water', 'to the Baltic']
    """
    short = [short_name(name) for name in names]
    return [
        [own] if short.count(own) == 1 else wrapped(name.partition(" (")[0], _NAME_LETTERS)
        for own, name in zip(short, names, strict=True)
    ]


def short_name(name: str) -> str:
    """Name of a corridor up to its first comma or bracket."""
    return name.partition(" (")[0].partition(",")[0].partition("،")[0]
