"""A map for print: ground, graticule, lines side by side, symbols, names."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.patches import PathPatch, Rectangle

from geo.geodesy import MIN_LINE_POINTS
from geo.palette import GROUND
from geo.plot.basemap import geometry, outline, seas, seen_countries
from geo.plot.framing import near_groups
from geo.plot.inset import seat_in_corner
from geo.plot.marks import (
    MARK_REACH,
    MARK_SIGNS,
    PX,
    draw_line,
    draw_symbol,
    paper_colour,
    sheet_axes,
    stroke,
)
from geo.plot.place_names import CITY, Names, radius_of
from geo.plot.projection import fitted, graticule
from geo.plot.relief import shading
from geo.webmap import LANE_PX, RAMP_PX, Piece, course, rounded, seen_as

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.figure import Figure
    from matplotlib.path import Path
    from numpy.typing import ArrayLike, NDArray

    from geo.i18n import Locale
    from geo.plot.basemap import Country, Sea
    from geo.plot.labels import Box
    from geo.plot.projection import Frame
    from geo.plot.text import Rect
    from geo.webmap import Group, Line, Symbol

    Point = tuple[float, float]

_DEGREE: Final = 5.6
_MOVE_METRES: Final = 100_000.0
"""How far at first; twice as far at most, so that the name stays in its country."""
_SIMPLE: Final = 0.25
"""Points by which a line may be simplified."""
_SHORT: Final = 1.0
"""Lines shorter than this would be dots beside their stop, points."""
_METRES_AT_ZERO: Final = 156_543.0
"""Metres of a pixel at zoom level 0 of a web map, at the equator."""
TRUNK: Final = "trunk"
"""Key of what all branches share among the courses of a map, and class of such a line."""
_LIT, _UNLIT = 1.45, 0.72
"""How much heavier and lighter lines are where one journey is lit."""
_LARGE_SHARE: Final = 0.012
"""Share of the map from which a country is named before all places but cities."""
_MORE_NAMES: Final = 0.5
"""Paper names countries from this many zoom levels earlier than a screen does."""


class PaperMap:
    """Draws groups of a scene into a part of a sheet, projected so that they fill it.

    Parameters
    ----------
    figure
        The sheet, in the midst of `geo.plot.sheet.drawing`.
    rect
        Where on it the map lies, its frame without the degrees round it; points.
    groups
        From `geo.webmap.journeys` or `geo.webmap.layers`; at least one holds a line or a point.
    locale
        Language of degrees and countries; the groups are in it already.
    fit
        West, south, east, north to show, degrees; None: the lines of `near_groups`.
    lit
        Id of the journey whose line is heavy; those of the others are thin. Empty: all alike.
    scale
        How much larger type and lines are than on A4.
    """

    def __init__(
        self,
        figure: Figure,
        rect: Rect,
        groups: Sequence[Group],
        locale: Locale,
        *,
        fit: Box | None = None,
        lit: str = "",
        scale: float = 1.0,
    ) -> None:
        self.figure, self.rect, self.locale, self.scale = figure, rect, locale, scale
        self.groups, self.lit = groups, lit
        self.near = near_groups(groups)
        self.frame: Frame = fitted(extent(self.near, fit), aspect=rect[2] / rect[3])
        self.axes = sheet_axes(figure, rect)
        colour = next((group.colour for group in groups if group.id == lit), "")
        self.names = Names(self.axes, rect, locale, scale=scale, lit=(lit, colour))
        self._bare = 0
        self.corner: Rect | None = None
        """Where an inset may stand, after `draw`."""
        self._points: list[tuple[Symbol, tuple[float, float]]] | None = None
        self.courses: dict[str, list[NDArray[np.float64]]] = {}
        """What is drawn of each group inside the frame, points of the sheet."""

    def draw(
        self,
        numbers: Mapping[str, int],
        *,
        bare: str = "",
        inset: tuple[float, float] | None = None,
        framed: bool = True,
    ) -> None:
        """Draw the map.

        Parameters
        ----------
        numbers
            The number of each group that stands on its line where its name has no room, by id.
        bare
            ``left`` or ``right``: the side without degrees, where the legend is.
        inset
            Width and height of an inset, points, for which a free corner is kept; see `corner`.
        framed
            Whether degrees stand round the map.
        """
        self._bare = {"left": -1, "right": 1}.get(bare, 0)
        self._ground()
        if framed:
            self._graticule()
        shown = {group.id for group in self.groups}
        for group in self.groups:
            for line, path in self._courses(group):
                if seen := seen_as(line, group.id, shown):
                    self._line(group.id, seen, path)
        self._symbols()
        symbols = self.symbol_points()
        if inset:
            self._keep_corner(inset)
        ends = [pair for pair in symbols if pair[0].style == "end"]
        self.names.places(ends)
        self.names.lines(self.groups, numbers, self.courses, [point for _, point in symbols])
        stops = [pair for pair in symbols if pair[0].style != "end"]
        slack = _MOVE_METRES * self.rect[2] / (2 * self.frame.half_width)
        spots = self._spots()
        large = [spot for spot in spots if self._share(spot[2]) >= _LARGE_SHARE]
        self.names.places(pair for pair in stops if pair[0].order <= CITY)
        self.names.countries(large, slack)
        self.names.places(stops)
        self.names.seas(self._sea_spots())
        self.names.countries([spot for spot in spots if spot not in large], slack)
        self._edge()

    def _keep_corner(self, size: tuple[float, float]) -> None:
        """Keep names out of a corner in which nothing is drawn."""
        points = [np.array([point]) for _, point in self.symbol_points()]
        drawn = [course for own in self.courses.values() for course in own]
        self.corner = seat_in_corner(self.rect, size, [*drawn, *points], 6 * self.scale)
        if self.corner:
            left, bottom, width, height = self.corner
            gap = 2 * self.scale
            self.names.board.block(
                (left - gap, bottom - gap, left + width + gap, bottom + height + gap)
            )

    def at(self, plane: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points of the sheet from points of the plane, both of shape (n, 2)."""
        left, low, right, high = self.frame.metres
        x, y, width, height = self.rect
        shares = (plane - (left, low)) / (right - left, high - low)
        placed: NDArray[np.float64] = shares * (width, height) + (x, y)
        return placed

    def points(self, coordinates: ArrayLike) -> NDArray[np.float64]:
        """Points of the sheet from longitude and latitude."""
        return self.at(self.frame.project(np.asarray(coordinates, dtype=np.float64)))

    def _ground(self) -> None:
        colour = {name: GROUND[name].light for name in GROUND}
        self.axes.add_artist(_rectangle(self.rect, fc=colour["water"], ec="none", zorder=0))
        thin = 0.45 * self.scale
        for name, kind, style in (
            ("land", "", {"fc": colour["land"], "ec": colour["coast"], "lw": thin, "zorder": 1}),
            ("lakes", "", {"fc": colour["water"], "ec": colour["coast"], "lw": thin, "zorder": 2}),
            ("rivers", "", {"fc": "none", "ec": colour["river"], "lw": thin, "zorder": 2.1}),
            ("borders", "border", {"fc": "none", "ec": colour["border"], "lw": thin}),
            ("borders", "disputed", {"fc": "none", "ec": colour["border"], "lw": thin}),
        ):
            path = outline(self.frame, geometry(name, kind), self.at)
            if path is None:
                continue
            if name == "land":
                self._relief(path)
            dashed = {"ls": (0, (3, 2))} if kind == "disputed" else {}
            self.axes.add_artist(PathPatch(path, **({"zorder": 2.2} | style | dashed)))

    def _relief(self, land: Path) -> None:
        """Lay light and shade over the land, and nowhere else."""
        left, low, width, height = self.rect
        picture = self.axes.imshow(
            shading(self.frame, width, height, self.scale),
            extent=(left, left + width, low, low + height),
            aspect="auto", interpolation="none", zorder=1.5,
        )  # fmt: skip
        picture.set_clip_path(land, self.axes.transData)

    def _graticule(self) -> None:
        translate = self.locale.translate
        west, south, east, north = self.frame.bounds()
        meridians, parallels = graticule(self.frame)
        up, across = np.linspace(south - 1, north + 1, 90), np.linspace(west - 1, east + 1, 120)
        lines = [(lon, True, np.column_stack((np.full_like(up, lon), up))) for lon in meridians]
        lines += [
            (lat, False, np.column_stack((across, np.full_like(across, lat)))) for lat in parallels
        ]
        drawn = [(value, upright, _finite(self.points(line))) for value, upright, line in lines]
        words = {
            (True, True): translate("{degrees}° E"), (True, False): translate("{degrees}° W"),
            (False, True): translate("{degrees}° N"), (False, False): translate("{degrees}° S"),
        }  # fmt: skip
        for value, upright, line in drawn:
            turned = (value + 180) % 360 - 180 if upright else value
            plain = "0°" if turned == 0 else words[upright, turned > 0]
            number = self.locale.number(abs(turned), 0)
            text = number + "°" if plain == "0°" else plain.format(degrees=number)
            self._degree(text, line, upright=upright)

    def _degree(self, text: str, line: NDArray[np.float64], *, upright: bool) -> None:
        """Write degrees outside the frame at a tick, where a line of the graticule meets it."""
        left, bottom, width, height = self.rect
        s, axis = self.scale, 1 if upright else 0
        for edge, sign in (((bottom, -1), (bottom + height, 1)) if upright else
                           ((left, -1), (left + width, 1))):  # fmt: skip
            place = _crossing(line, axis, edge)
            low, extent = (left, width) if upright else (bottom, height)
            if not upright and sign == self._bare:
                continue
            if place is None or not low + 6 * s < place < low + extent - 6 * s:
                continue
            tick = np.array([(place, edge), (place, edge + sign * 2 * s)])
            stroke(
                self.axes, tick if upright else tick[:, ::-1],
                color=GROUND["text"].light, lw=0.5 * s, clip_on=False,
            )  # fmt: skip
            x, y = (place, edge + sign * 3.5 * s) if upright else (edge + sign * 3.5 * s, place)
            self.axes.text(
                x, y, text, size=_DEGREE * s, color=GROUND["quiet"].light, clip_on=False,
                ha="center" if upright else ("right" if sign < 0 else "left"),
                va=("top" if sign < 0 else "bottom") if upright else "center",
                rotation=0,
            )  # fmt: skip

    def _courses(self, group: Group) -> Iterator[tuple[Line, NDArray[np.float64]]]:
        """Yield the lines of a group and where each lies, beside those that share its route."""
        step, ramp = LANE_PX * PX * self.scale, RAMP_PX * PX * self.scale
        shifts: dict[Point, Point] = {}
        for _, chain in groupby(group.lines, key=lambda line: (line.band, line.chain)):
            lines = list(chain)
            parts = [self._simple(line) for line in lines]
            if lines[0].band or not all(len(part) >= MIN_LINE_POINTS for part in parts):
                yield from zip(lines, parts, strict=True)
                continue
            points = [(float(x), float(y)) for part in parts for x, y in part]
            points = [p for i, p in enumerate(points) if not i or p != points[i - 1]]
            pieces = [
                Piece(count=len(part) - 1, offset=-line.offset * step, trunk=line.trunk)
                for line, part in zip(lines, parts, strict=True)
            ]
            knots = lines[0].coordinates[0], lines[-1].coordinates[-1]
            courses = course(points, pieces, ramp, (shifts.get(knots[0]), shifts.get(knots[1])))
            for line, part, own in zip(lines, parts, courses, strict=True):
                for knot, (x, y), (px, py) in zip(
                    (line.coordinates[0], line.coordinates[-1]),
                    (part[0], part[-1]),
                    (own[0], own[-1]),
                    strict=True,
                ):
                    shifts.setdefault(knot, (px - float(x), py - float(y)))
                yield line, np.asarray(own)

    def _simple(self, line: Line) -> NDArray[np.float64]:
        """Points of a line on the sheet, without those that nobody would see."""
        points = _finite(self.points(line.coordinates))
        if len(points) < MIN_LINE_POINTS:
            return points
        return shapely.get_coordinates(shapely.simplify(shapely.LineString(points), _SIMPLE))

    def _line(self, owner: str, line: Line, path: NDArray[np.float64]) -> None:
        """Draw one line in the style of its class names."""
        s = self.scale
        if len(path) < MIN_LINE_POINTS or np.hypot(*np.diff(path, axis=0).T).sum() < _SHORT * s:
            return
        if line.band:
            style: dict[str, Any] = {
                "lw": 7 * s,
                "alpha": 0.45,
                "zorder": 3,
                "solid_capstyle": "round",
            }
            self.axes.plot(*path.T, color=paper_colour(line.colour), **style)
            return
        self.names.board.draw_line(path)
        self.courses.setdefault(TRUNK if line.trunk else owner, []).append(path)
        words = [*line.style.split(), *([TRUNK] if line.trunk else [])]
        weight = 1.0 if line.trunk or not self.lit else _LIT if owner == self.lit else _UNLIT
        name = TRUNK if line.trunk else line.colour
        draw_line(self.axes, path, name, words, scale=s, weight=weight)

    def _symbols(self) -> None:
        for symbol, (x, y) in self.symbol_points():
            radius = radius_of(symbol) * self.scale
            draw_symbol(self.axes, (x, y), radius, symbol, scale=self.scale)
            radius *= MARK_REACH if symbol.shape in MARK_SIGNS else 1.0
            self.names.board.block((x - radius, y - radius, x + radius, y + radius))

    def symbol_points(self) -> list[tuple[Symbol, tuple[float, float]]]:
        """Symbols and their points on the sheet, the largest first, so that none hides another."""
        if self._points is None:
            symbols = [symbol for group in self.groups for symbol in group.symbols]
            symbols.sort(key=lambda symbol: -symbol.size)
            places = [rounded(symbol.point) for symbol in symbols]
            self._points = [
                (symbol, (float(x), float(y)))
                for symbol, (x, y) in zip(
                    symbols, self.points(places) if places else (), strict=True
                )
                if self._inside(x, y)
            ]
            self._points = self._beside(self._points)
        return self._points

    def _beside(
        self, points: list[tuple[Symbol, tuple[float, float]]]
    ) -> list[tuple[Symbol, tuple[float, float]]]:
        """Move marks of gates off the symbol of the place where they stand, and off each other."""
        taken: list[tuple[float, float, float]] = [
            (x, y, radius_of(symbol) * self.scale)
            for symbol, (x, y) in points
            if symbol.shape not in MARK_SIGNS
        ]
        moved = []
        for symbol, (x, y) in points:
            if symbol.shape not in MARK_SIGNS:
                moved.append((symbol, (x, y)))
                continue
            own = radius_of(symbol) * self.scale * MARK_REACH
            spots = [(x, y)] + [
                (x + ring * own * np.cos(turn), y + ring * own * np.sin(turn))
                for ring in (1.2, 2.0, 2.8, 3.6)
                for turn in np.linspace(0.25 * np.pi, 2.25 * np.pi, 12, endpoint=False)
            ]
            px, py = next(
                (
                    (px, py)
                    for px, py in spots
                    if all(np.hypot(px - a, py - b) >= own + r + 0.5 for a, b, r in taken)
                ),
                (x, y),
            )
            taken.append((px, py, own))
            moved.append((symbol, (float(px), float(py))))
        return moved

    def _inside(self, x: float, y: float) -> bool:
        left, bottom, width, height = self.rect
        return bool(left < x < left + width and bottom < y < bottom + height)

    def _zoom(self) -> float:
        """Zoom level of a web map of this scale."""
        metres = 2 * self.frame.half_width / self.rect[2] * PX * self.scale
        return float(np.log2(_METRES_AT_ZERO / metres)) + _MORE_NAMES

    def _sea_spots(self) -> list[tuple[Sea, list[tuple[float, float]]]]:
        """List the seas that a map of this scale names, and their points on the sheet."""
        level = self._zoom()
        named = [sea for sea in seas() if sea.zoom <= level <= sea.last_zoom]
        placed = [
            (sea, [(float(x), float(y)) for x, y in self.points(sea.points) if self._inside(x, y)])
            for sea in named
        ]
        return [(sea, points) for sea, points in placed if points]

    def _spots(self) -> list[tuple[Country, Point, shapely.Polygon | None]]:
        """List the countries that a map of this scale names, and where they lie on the sheet."""
        level = self._zoom()
        named = [
            (country, (float(x), float(y)), self._area(country))
            for country in seen_countries(self.frame)
            if country.zoom <= level
            for turns in [round((self.frame.lon - country.lon) / 360)]
            for x, y in self.points([(country.lon + 360 * turns, country.lat)])
        ]
        return [spot for spot in named if self._inside(*spot[1])]

    def _area(self, country: Country) -> shapely.Polygon | None:
        """Find what is seen of a country, points of the sheet."""
        if country.area is None:
            return None
        ring = shapely.get_coordinates(shapely.get_exterior_ring(country.area))
        placed = _finite(self.points(ring))
        return shapely.Polygon(placed).buffer(0) if len(placed) > MIN_LINE_POINTS else None

    def _share(self, area: shapely.Polygon | None) -> float:
        """Share of the map that an area takes."""
        return 0.0 if area is None else float(area.area) / (self.rect[2] * self.rect[3])

    def _edge(self) -> None:
        style: dict[str, Any] = {
            "fc": "none",
            "ec": GROUND["text"].light,
            "lw": 0.7 * self.scale,
            "zorder": 20,
        }
        self.axes.add_artist(_rectangle(self.rect, clip_on=False, **style))


def extent(groups: Sequence[Group], fit: Box | None = None) -> list[Any]:
    """Lines and points that a map must hold, longitude first: a box, or all lines or points."""
    if fit is not None:
        west, south, east, north = fit
        across = np.linspace(west, east, 9)
        return [np.column_stack((across, np.full_like(across, lat))) for lat in (south, north)]
    lines = [line.coordinates for group in groups for line in group.lines]
    return lines or [[rounded(symbol.point)] for group in groups for symbol in group.symbols]


def _finite(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points that have an image in the projection."""
    kept: NDArray[np.float64] = points[np.isfinite(points).all(axis=1)]
    return kept


def _rectangle(rect: Rect, **style: Any) -> Rectangle:  # noqa: ANN401 - whatever a patch takes
    return Rectangle(rect[:2], rect[2], rect[3], **style)


def _crossing(line: NDArray[np.float64], axis: int, edge: float) -> float | None:
    """Find where a line crosses a level of one axis, in the units of the other."""
    values = line[:, axis] - edge
    for i in np.flatnonzero(values[:-1] * values[1:] < 0):
        share = values[i] / (values[i] - values[i + 1])
        return float(line[i, 1 - axis] + share * (line[i + 1, 1 - axis] - line[i, 1 - axis]))
    return None
