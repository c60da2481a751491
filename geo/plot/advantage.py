"""The map of a surface as SVG: who wins where, with a legend, or a row of small ones over time.

Colour says which corridor, lightness and texture how sure: full where it is at least 80 % likely
the best, pale from 60 %, stripes of the first two where it is too close to call, dots where a gate
on the way is in an unknown state. The regions bear their names, so that no one has to tell them by
colour alone. PNG and PDF are made of the same SVG by Typst.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import shapely
from pyproj import Proj

from geo.errors import LayerError
from geo.i18n import DOT, percent
from geo.palette import GROUND, colour_of
from geo.paths import BASEMAP, REBUILD
from geo.surface import (
    LEANING,
    STANDING_NAMES,
    STANDINGS,
    UNITS,
    Standing,
    as_of_line,
    basis_line,
    break_even_lines,
    headline,
    isochrones,
    shares,
    title,
)
from geo.typefaces import ARABIC, SANS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.i18n import Locale
    from geo.palette import Colour
    from geo.surface import Field, Grid, Surface

    Theme = Literal["light", "dark", "both"]
    Floats = NDArray[np.float64]

WIDTH: Final = 1000
"""Of a map, pixels."""
_MARGIN: Final = 24
_LEGEND: Final = 252
_GAP: Final = 18
"""Between map and legend."""
_LINE: Final = 19
_OPACITY: Final = {Standing.CLEAR: 0.82, Standing.AHEAD: 0.42}
_LEAST_REGION: Final = 2_500.0
"""Square pixels that a region has at least to bear its name."""
_LABELLED: Final = 12
"""Points of a line of equal value that bears its value."""
_FAR: Final = 0.8
"""Share of the width beyond which the name of the end stands to the left of it."""
_STEP_DEG: Final = 1.0
_LETTER: Final = 7.9
"""Width of a letter of a name on the map, about."""
_NAME_LETTERS: Final = 17
"""Letters in a line of such a name."""
_LEGEND_LETTERS: Final = 32
_LEAST_SHARE: Final = 0.005
"""Of the land; a smaller one would be written as 0 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfacePicture:
    """One surface to draw."""

    answer: Surface
    grid: Grid
    values: Field


class _View:
    """A projection that fits the cells of a grid into a box."""

    def __init__(self, picture: SurfacePicture, left: float, top: float, width: float) -> None:
        grid, end = picture.grid, picture.answer.end
        served = picture.values.best >= 0
        lons, lats = np.append(grid.lon[served], end.lon), np.append(grid.lat[served], end.lat)
        middle = (lons.min() + lons.max()) / 2, (lats.min() + lats.max()) / 2
        self._proj = Proj(proj="laea", lon_0=middle[0], lat_0=middle[1], ellps="WGS84")
        x, y = (np.asarray(one) for one in self._proj(lons, lats))
        pad = 0.03 * float(np.ptp(x))
        self._west, self._north = float(x.min()) - pad, float(y.max()) + pad
        self._scale = width / (float(np.ptp(x)) + 2 * pad)
        self.left, self.top, self.width = left, top, width
        self.height = (float(np.ptp(y)) + 2 * pad) * self._scale
        edge = np.arange(0.0, 1.0, 0.02)
        corners = self._box(edge)
        lon, lat = self._proj(corners[:, 0], corners[:, 1], inverse=True)
        self.bounds = (
            float(np.min(lon)) - 2,
            float(np.min(lat)) - 2,
            float(np.max(lon)) + 2,
            min(float(np.max(lat)) + 2, 86.0),
        )

    def _box(self, edge: Floats) -> Floats:
        wide, high = self.width / self._scale, self.height / self._scale
        zero, one = np.zeros_like(edge), np.ones_like(edge)
        x = np.concatenate((edge, one, edge, zero)) * wide + self._west
        y = self._north - np.concatenate((zero, edge, one, edge)) * high
        return np.column_stack((x, y))

    def points(self, lonlat: Floats) -> Floats:
        """Pixels of points, shape (n, 2)."""
        x, y = self._proj(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack(
            (
                self.left + (np.asarray(x) - self._west) * self._scale,
                self.top + (self._north - np.asarray(y)) * self._scale,
            )
        )

    def shape(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """Project a geometry, pixels."""
        return shapely.transform(geometry, self.points)

    @property
    def frame(self) -> shapely.Geometry:
        """Box of the map, pixels."""
        return shapely.box(self.left, self.top, self.left + self.width, self.top + self.height)


@dataclass(frozen=True, slots=True)
class _Name:
    """Name of a corridor on the map."""

    lines: list[str]
    x: float
    y: float

    @classmethod
    def inside(cls, lines: list[str], x: float, y: float, view: _View) -> _Name:
        """Place a name so that no edge of the map cuts it."""
        half = max(map(len, lines)) * _LETTER / 2 + 6
        return cls(lines, min(max(x, view.left + half), view.left + view.width - half), y)

    def covers(self, x: float, y: float) -> bool:
        """Whether a label there would stand under the name."""
        half = max(map(len, self.lines)) * _LETTER / 2 + 12
        return abs(x - self.x) < half and abs(y - self.y) < len(self.lines) * _LINE / 2 + 10


def surface_svg(
    picture: SurfacePicture,
    *,
    locale: Locale,
    theme: Theme = "light",
    credits_text: str = "",
    with_tips: bool = False,
    with_title: bool = True,
) -> str:
    """Draw one surface with its legend.

    Parameters
    ----------
    picture
        What to draw.
    locale
        Language of all words.
    theme
        Colours for a light or a dark ground; or both, of which a browser takes those of its page.
    credits_text
        Under the map.
    with_tips
        Whether each cell tells its values to the pointer; its cells are then drawn one by one.
    with_title
        Whether title, sentence and date stand above the map; a page has them in its own words.

    Raises
    ------
    LayerError
        A file of the base map is missing or damaged.
    """
    paper = _Paper(locale, theme)
    top = float(_MARGIN)
    if with_title:
        top = paper.heading(picture, top)
    view = _View(picture, _MARGIN, top, WIDTH - 2 * _MARGIN - _LEGEND)
    paper.map(picture, view, with_tips=with_tips)
    paper.legend(picture, view)
    bottom = view.top + max(view.height, 420)
    if credits_text:
        bottom = paper.note(credits_text, bottom + 18)
    return paper.svg(WIDTH, bottom + _MARGIN)


def surface_parts(
    picture: SurfacePicture, *, locale: Locale, theme: Theme = "light", with_tips: bool = False
) -> tuple[str, str]:
    """Draw one surface and its legend as two pictures, which a page sets beside or below.

    Parameters as for `surface_svg`; a pixel is as large in both.
    """
    paper = _Paper(locale, theme)
    view = _View(picture, 1, 1, WIDTH - 2 * _MARGIN - _LEGEND)
    paper.map(picture, view, with_tips=with_tips)
    beside = _Paper(locale, theme)
    left = WIDTH - _MARGIN - _LEGEND + _GAP
    end = beside.legend(picture, _View(picture, 0, 0, left - _GAP))
    return (
        paper.svg(view.width + 2, view.height + 2),
        beside.svg(WIDTH - left, end, left=left - 1),
    )


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
        As for `surface_svg`.
    columns
        Maps in a row.
    heading
        Above all.
    """
    paper = _Paper(locale, theme)
    top = float(_MARGIN)
    if heading:
        paper.text(_MARGIN, top + 22, heading, size=22, bold=True)
        top += 44
    gap, count = 14.0, min(columns, len(pictures))
    width = (WIDTH - 2 * _MARGIN - gap * (count - 1)) / count
    bottom = top
    for number, (name, picture) in enumerate(pictures):
        column, row = number % count, number // count
        if column == 0 and row:
            top = bottom + 12
        view = _View(picture, _MARGIN + column * (width + gap), top + 22, width)
        own = shares(picture.answer, picture.values)
        own.pop("")
        first = max(own, key=lambda one: own[one])
        share = _share_text(own[first], locale)
        corridor = locale.translate(picture.answer.names[picture.answer.corridors.index(first)])
        paper.text(view.left, top + 12, name, size=13, bold=True)
        paper.text(
            view.left + width,
            top + 12,
            f"{_short(corridor)} {share}",
            size=11,
            anchor="end",
            colour=paper.ground("quiet"),
        )
        paper.map(picture, view, is_small=True)
        bottom = max(bottom, view.top + view.height)
    bottom = paper.legend_below([one for _, one in pictures], bottom + 24)
    if credits_text:
        bottom = paper.note(credits_text, bottom + 10)
    return paper.svg(WIDTH, bottom + _MARGIN)


class _Paper:
    """The parts of a picture, in the order of their drawing."""

    def __init__(self, locale: Locale, theme: Theme) -> None:
        self._locale, self._theme = locale, theme
        self._parts: list[str] = []
        self._patterns: dict[str, str] = {}
        self._from_right = locale.language == "fa"

    def ground(self, name: str) -> str:
        return self._of(GROUND[name])

    def colour(self, corridor: str) -> str:
        return self._of(colour_of(corridor))

    def _of(self, colour: Colour) -> str:
        if self._theme == "both":
            return f"light-dark({colour.light},{colour.dark})"
        return colour.on(self._theme)

    def add(self, part: str) -> None:
        self._parts.append(part)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        bold: bool = False,
        anchor: str = "start",
        colour: str = "",
        halo: str = "",
    ) -> None:
        """Write a line; from the right, start and end are where the reader begins and ends."""
        around = (
            f' stroke="{halo}" stroke-width="3.2" stroke-linejoin="round" paint-order="stroke"'
            if halo
            else ""
        )
        turned = {"start": "end", "end": "start"}.get(anchor, anchor)
        side = turned if self._from_right else anchor
        if self._from_right and self._theme == "both":
            text = f"\N{RIGHT-TO-LEFT ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
        self.add(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{side}"'
            f' fill="{colour or self.ground("text")}"'
            f"{' font-weight=' + chr(34) + '600' + chr(34) if bold else ''}{around}>"
            f"{html.escape(text)}</text>"
        )

    def heading(self, picture: SurfacePicture, top: float) -> float:
        """Write title, sentence and date, and return where they end."""
        answer, locale = picture.answer, self._locale
        side = WIDTH - _MARGIN if self._from_right else _MARGIN
        self.text(side, top + 20, title(answer, locale), size=24, bold=True)
        y = top + 46
        for line in _wrapped(headline(answer, picture.values, locale), 118):
            self.text(side, y, line, size=15)
            y += 20
        under = locale.translate(DOT).join((as_of_line(answer, locale), basis_line(answer, locale)))
        for line in _wrapped(under, 150):
            self.text(side, y + 2, line, size=12, colour=self.ground("quiet"))
            y += 16
        return y + 8

    def note(self, text: str, y: float) -> float:
        side = WIDTH - _MARGIN if self._from_right else _MARGIN
        for line in _wrapped(text, 165):
            self.text(side, y, line, size=10.5, colour=self.ground("quiet"))
            y += 14
        return y

    def map(
        self,
        picture: SurfacePicture,
        view: _View,
        *,
        with_tips: bool = False,
        is_small: bool = False,
    ) -> None:
        """Draw ground, cells and lines into a view."""
        name = f"v{len(self._parts)}"
        frame = view.frame
        box = f'x="{view.left:.1f}" y="{view.top:.1f}" width="{view.width:.1f}"'
        box += f' height="{view.height:.1f}"'
        self.add(f'<clipPath id="{name}"><rect {box} rx="6"/></clipPath>')
        self.add(f'<g clip-path="url(#{name})"><rect {box} fill="{self.ground("water")}"/>')
        land = view.shape(_densified(_land(), view.bounds))
        land = shapely.intersection(shapely.make_valid(land), shapely.buffer(frame, 4))
        self.add(
            f'<path d="{_path(land)}" fill="{self.ground("land")}" '
            f'stroke="{self.ground("coast")}" stroke-width="{0.4 if is_small else 0.7}"/>'
        )
        self._cells(picture, view, land, with_tips=with_tips)
        self._borders(view, 0.4 if is_small else 0.8)
        names = [] if is_small else self._names(picture, view)
        self._lines(picture, view, names, is_small=is_small)
        for one in names:
            self._write_name(one)
        self._end(picture, view, is_small=is_small)
        self.add("</g>")
        self.add(
            f'<rect {box} rx="6" fill="none" stroke="{self.ground("rule")}" stroke-width="1"/>'
        )

    def _cells(
        self, picture: SurfacePicture, view: _View, land: shapely.Geometry, *, with_tips: bool
    ) -> None:
        kinds: dict[str, list[int]] = {}
        fills = self._fills(picture)
        for cell, fill in enumerate(fills):
            if fill:
                kinds.setdefault(fill, []).append(cell)
        rings = picture.grid.rings()
        polygons = np.array([shapely.Polygon(view.points(np.array(ring))) for ring in rings])
        for fill, cells in sorted(kinds.items()):
            whole = shapely.buffer(shapely.union_all(polygons[cells]), 0.15)
            region = shapely.intersection(whole, land)
            self.add(f'<path d="{_path(region)}" {fill}/>')
        if with_tips:
            self.add('<g fill="#000" fill-opacity="0" class="tips">')
            for cell, polygon in enumerate(polygons):
                tip = html.escape(self.tip(picture, cell))
                self.add(f'<path d="{_path(polygon)}"><title>{tip}</title></path>')
            self.add("</g>")

    def _fills(self, picture: SurfacePicture) -> list[str]:
        """Give each cell how it is filled; empty where no corridor serves."""
        values, answer = picture.values, picture.answer
        order = np.argsort(-values.chance, axis=0, kind="stable")
        fills = []
        for cell, number in enumerate(values.standing.tolist()):
            standing = STANDINGS[number]
            first = answer.corridors[int(order[0, cell])]
            second = int(order[min(1, len(order) - 1), cell])
            rival = answer.corridors[second] if values.chance[second, cell] > 0 else first
            fills.append(self.fill(standing, first, rival))
        return fills

    def fill(self, standing: Standing, first: str, second: str = "") -> str:
        """Attributes of a region in a class."""
        if standing is Standing.NONE:
            return ""
        if standing in _OPACITY:
            return f'fill="{self.colour(first)}" fill-opacity="{_OPACITY[standing]}"'
        if standing is Standing.CLOSE:
            pair = sorted((first, second))
            key = "close-" + "-".join(pair)
            a, b = (self.colour(name) for name in pair)
            self._patterns[key] = (
                f'<pattern id="{key}" width="8" height="8" patternUnits="userSpaceOnUse" '
                f'patternTransform="rotate(45)"><rect width="8" height="8" '
                f'fill="{self.ground("land")}"/><rect width="2.6" height="8" fill="{a}" '
                f'fill-opacity=".62"/><rect x="4" width="2.6" height="8" fill="{b}" '
                f'fill-opacity=".62"/></pattern>'
            )
            return f'fill="url(#{key})"'
        key = f"unknown-{first}"
        self._patterns[key] = (
            f'<pattern id="{key}" width="7" height="7" patternUnits="userSpaceOnUse">'
            f'<rect width="7" height="7" fill="{self.ground("land")}"/>'
            f'<rect width="7" height="7" fill="{self.colour(first)}" fill-opacity=".16"/>'
            f'<circle cx="3.5" cy="3.5" r="1.35" fill="{self.colour(first)}"/></pattern>'
        )
        return f'fill="url(#{key})"'

    def tip(self, picture: SurfacePicture, cell: int) -> str:
        """Say what a cell holds, a corridor a line, the best first."""
        values, answer, locale = picture.values, picture.answer, self._locale
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

    def _borders(self, view: _View, width: float) -> None:
        inside = shapely.clip_by_rect(_borders(), *view.bounds)
        d = _path(view.shape(inside))
        self.add(
            f'<path d="{d}" fill="none" stroke="{self.ground("border")}" stroke-width="{width}" '
            f'stroke-opacity=".75"/>'
        )

    def _lines(
        self, picture: SurfacePicture, view: _View, names: Sequence[_Name], *, is_small: bool
    ) -> None:
        ink, paper = self.ground("text"), self.ground("casing")
        if not is_small:
            longest: dict[float, Floats] = {}
            for line in isochrones(picture.grid, picture.values):
                points = view.points(np.array(line.points))
                self.add(
                    f'<path d="{_line(points)}" fill="none" stroke="{ink}" stroke-width=".8" '
                    f'stroke-opacity=".55"/>'
                )
                if len(points) > len(longest.get(line.value, ())):
                    longest[line.value] = points
            for value, points in longest.items():
                x, y = points[len(points) // 2]
                if len(points) >= _LABELLED and not any(one.covers(x, y) for one in names):
                    text = self._locale.number(value, 0)
                    self.text(x, y + 3, text, size=10.5, anchor="middle", halo=paper)
        wide = 1.0 if is_small else 1.8
        for line in break_even_lines(picture.answer, picture.grid, picture.values):
            d = _line(view.points(np.array(line.points)))
            self.add(
                f'<path d="{d}" fill="none" stroke="{paper}" stroke-width="{wide + 2}" '
                f'stroke-opacity=".8"/><path d="{d}" fill="none" stroke="{ink}" '
                f'stroke-width="{wide}"/>'
            )

    def _names(self, picture: SurfacePicture, view: _View) -> list[_Name]:
        """Find where the name of each corridor stands: in its largest region."""
        values, answer = picture.values, picture.answer
        rings = picture.grid.rings()
        places: dict[int, Floats] = {}
        for number in range(len(answer.corridors)):
            cells = np.flatnonzero((values.best == number) & (values.chance[number] >= LEANING))
            if not len(cells):
                continue
            shapes = [shapely.Polygon(view.points(np.array(rings[cell]))) for cell in cells]
            whole = shapely.buffer(shapely.union_all(shapes), 0.2)
            region = shapely.intersection(whole, view.frame)
            largest = max(shapely.get_parts(region), key=lambda part: part.area)
            if largest.area >= _LEAST_REGION:
                middle = shapely.maximum_inscribed_circle(largest, tolerance=2.0)
                places[number] = shapely.get_coordinates(middle)[0]
        texts = names_in_lines([self._locale.translate(answer.names[number]) for number in places])
        return [
            _Name.inside(lines, float(places[number][0]), float(places[number][1]), view)
            for number, lines in zip(places, texts, strict=True)
        ]

    def _write_name(self, name: _Name) -> None:
        for line, text in enumerate(name.lines):
            self.text(
                name.x,
                name.y + 4 + _LINE * (line - (len(name.lines) - 1) / 2),
                text,
                size=14,
                bold=True,
                anchor="middle",
                halo=self.ground("casing"),
            )

    def _end(self, picture: SurfacePicture, view: _View, *, is_small: bool) -> None:
        end = picture.answer.end
        x, y = view.points(np.array([[end.lon, end.lat]]))[0]
        if not shapely.contains_xy(view.frame, x, y):
            return
        ink, paper = self.ground("text"), self.ground("casing")
        r = 2.5 if is_small else 5
        self.add(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r}" fill="{paper}" stroke="{ink}" '
            f'stroke-width="{r * 0.45:.1f}"/>'
        )
        if not is_small:
            name = self._locale.place_name(end)
            is_far = x > view.left + _FAR * view.width
            left = is_far or self._from_right
            self.text(
                x + (-9 if left else 9),
                y + 4,
                name,
                size=13,
                bold=True,
                anchor="start" if self._from_right or not left else "end",
                halo=paper,
            )

    def legend(self, picture: SurfacePicture, view: _View) -> float:
        """Write the legend beside the map, and return where it ends."""
        x = view.left + view.width + _GAP
        y = view.top + 6
        locale, values, answer = self._locale, picture.values, picture.answer
        own = shares(answer, values)
        edge = WIDTH - _MARGIN
        start = edge if self._from_right else x
        self.text(start, y + 10, locale.translate("Corridor, share of the land"), bold=True)
        y += 22
        for name in sorted(answer.corridors, key=lambda one: -own[one]):
            if own[name] > 0 or np.any(values.best == answer.corridors.index(name)):
                words = locale.translate(answer.names[answer.corridors.index(name)])
                share = _share_text(own[name], locale)
                at = x if self._from_right else edge
                self.text(at, y + 11, share, size=12.5, anchor="end")
                fill = self.fill(Standing.CLEAR, name)
                y = self._row(x, y, fill, words, letters=_LEGEND_LETTERS - 8)
        y += 12
        self.text(start, y + 10, locale.translate("How sure"), bold=True)
        y += 22
        present = {STANDINGS[number] for number in np.unique(values.standing).tolist()}
        first = max(answer.corridors, key=lambda one: own[one])
        second = next((one for one in answer.corridors if one != first), first)
        for standing in STANDINGS:
            if standing in present or standing in _OPACITY:
                fill = self.fill(standing, first, second) or f'fill="{self.ground("land")}"'
                words = locale.translate(str(STANDING_NAMES[standing]))
                y = self._row(x, y, fill, words)
        y += 12
        ink = self.ground("text")
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
            a = edge - 22 if self._from_right else x
            self.add(
                f'<path d="M{a:.1f} {y + 7:.1f}h22" stroke="{ink}" stroke-width="{width}" '
                f'stroke-opacity="{opacity}"/>'
            )
            y = self._words(x, y, words)
        return y

    def legend_below(self, pictures: Sequence[SurfacePicture], y: float) -> float:
        """Write one legend below several maps."""
        locale = self._locale
        names: dict[str, str] = {}
        for picture in pictures:
            for number in np.unique(picture.values.best).tolist():
                if number >= 0:
                    names[picture.answer.corridors[number]] = picture.answer.names[number]
        entries = [
            (self.fill(Standing.CLEAR, one), locale.translate(name)) for one, name in names.items()
        ]
        first = next(iter(names), "")
        last = [*names][-1] if names else ""
        entries += [
            (self.fill(standing, first, last), locale.translate(str(STANDING_NAMES[standing])))
            for standing in (Standing.AHEAD, Standing.CLOSE, Standing.UNCONFIRMED)
        ]
        entries.append(
            (f'fill="{self.ground("land")}"', locale.translate(str(STANDING_NAMES[Standing.NONE])))
        )
        columns = 3
        wide = (WIDTH - 2 * _MARGIN) / columns
        for number, (fill, words) in enumerate(entries):
            x = _MARGIN + (number % columns) * wide
            self._row(x, y, fill, words, width=wide)
            if number % columns == columns - 1:
                y += _LINE + 2
        return y + _LINE + 6

    def _row(
        self,
        x: float,
        y: float,
        fill: str,
        words: str,
        *,
        width: float = 0.0,
        letters: int = _LEGEND_LETTERS,
    ) -> float:
        edge = x + width - 12 if width else WIDTH - _MARGIN
        a = edge - 22 if self._from_right else x
        self.add(
            f'<rect x="{a:.1f}" y="{y:.1f}" width="22" height="13" rx="2" '
            f'fill="{self.ground("land")}"/><rect x="{a:.1f}" y="{y:.1f}" width="22" height="13" '
            f'rx="2" {fill} stroke="{self.ground("edge")}" stroke-width=".6"/>'
        )
        return self._words(x, y, words, edge=edge, letters=letters)

    def _words(
        self, x: float, y: float, words: str, *, edge: float = 0.0, letters: int = _LEGEND_LETTERS
    ) -> float:
        at = (edge or WIDTH - _MARGIN) - 30 if self._from_right else x + 30
        for line in _wrapped(words, letters):
            self.text(at, y + 11, line, size=12.5)
            y += _LINE - 3
        return y + 6

    def svg(self, width: float, height: float, left: float = 0.0) -> str:
        """Write the whole picture, or what lies to the right of a line."""
        patterns = "".join(self._patterns[key] for key in sorted(self._patterns))
        family = f"{ARABIC}, {SANS}" if self._from_right else f"{SANS}, {ARABIC}"
        box = f"{left:.0f} 0 {width:.0f} {height:.0f}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" '
            f'font-family="{family}, sans-serif" direction="ltr" role="img">'
            f'<rect x="{left:.0f}" width="{width:.0f}" height="{height:.0f}" '
            f'fill="{self.ground("paper")}"/>'
            f"<defs>{patterns}</defs>{''.join(self._parts)}</svg>"
        )


def drawn_as(svg: str, form: Literal["png", "pdf"], *, about: Mapping[str, str]) -> bytes:
    """Make a PNG or a PDF of a picture.

    Parameters
    ----------
    svg
        From `surface_svg` or `multiples_svg`.
    form
        What to make.
    about
        What the file says of itself: its ``title`` stands in the properties of a PDF.
    """
    import typst  # noqa: PLC0415 - slow to load, and a page shows the SVG

    from geo.plot.typesetting import fonts, freed  # noqa: PLC0415 - as above

    with freed():
        made = typst.compile(
            _TEMPLATE,
            font_paths=fonts(),
            format=form,
            ppi=144.0,
            sys_inputs={"svg": svg, "title": about.get("title", ""), "about": json.dumps(about)},
        )
    return bytes(made)


_TEMPLATE: Final = b"""
#set document(title: sys.inputs.title, date: none, keywords: (sys.inputs.about,))
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 1000pt, alt: sys.inputs.title)
"""


def names_in_lines(names: Sequence[str]) -> list[list[str]]:
    """Break names of corridors into lines: short, and whole where two are short alike.

    Examples
    --------
    >>> names_in_lines(["Western (Astara)", "Suez, all water to the Baltic"])
    [['Western'], ['Suez']]
    >>> names_in_lines(["Suez, all water to the Baltic", "Suez, Novorossiysk and rail"])[0]
    ['Suez, all water', 'to the Baltic']
    """
    short = [_short(name) for name in names]
    return [
        [own] if short.count(own) == 1 else _wrapped(name.partition(" (")[0], _NAME_LETTERS)
        for own, name in zip(short, names, strict=True)
    ]


def _share_text(share: float, locale: Locale) -> str:
    """Write a share of the land; what would be rounded to nothing is below 1 %."""
    if 0 < share < _LEAST_SHARE:
        least = percent(locale.number(1, 0), locale)
        return locale.translate("under {share}").format(share=least)
    return percent(locale.number(100 * share, 0), locale)


def _short(name: str) -> str:
    """Name of a corridor up to its first comma or bracket."""
    return name.partition(" (")[0].partition(",")[0].partition("،")[0]


def _wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most so many letters."""
    lines: list[str] = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _line(points: Floats) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points.tolist())


def _path(geometry: shapely.Geometry) -> str:
    """Path of a geometry of pixels."""
    return "".join(_rings(geometry))


def _rings(geometry: shapely.Geometry) -> Iterable[str]:
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            for ring in (part.exterior, *part.interiors):
                yield _line(np.asarray(ring.coords)) + "Z"
        elif isinstance(part, shapely.LineString):
            yield _line(np.asarray(part.coords))
        elif shapely.get_num_geometries(part) > 1:
            yield from _rings(part)


def _densified(geometry: shapely.Geometry, bounds: tuple[float, ...]) -> shapely.Geometry:
    west, south, east, north = bounds
    return shapely.segmentize(shapely.clip_by_rect(geometry, west, south, east, north), _STEP_DEG)


def _geometry(name: str) -> shapely.Geometry:
    path = BASEMAP / name
    try:
        features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
        return shapely.union_all(shapes)
    except (OSError, ValueError, LookupError, shapely.errors.ShapelyError) as error:
        msg = f"basemap/{path.name} is missing or damaged; {REBUILD}"
        raise LayerError(msg) from error


@cache
def _land() -> shapely.Geometry:
    return shapely.difference(_geometry("land.geojson"), _geometry("lakes.geojson"))


@cache
def _borders() -> shapely.Geometry:
    return _geometry("borders.geojson")
