"""Names on a paper map: of ends, places and countries, and the numbers of lines, kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.patheffects import withStroke

from geo.palette import GROUND, colour_of, text_colour_of
from geo.plot.faces import families
from geo.plot.labels import Board, Wish
from geo.plot.marks import PX, badge, distances, paper_colour, samples
from geo.plot.sheet import RIGHT_TO_LEFT
from geo.plot.text import balanced, one_line, width_of
from geo.typefaces import NARROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from geo.i18n import Locale
    from geo.plot.basemap import Country, Sea
    from geo.plot.labels import Box
    from geo.plot.text import Rect
    from geo.webmap import Group, Symbol

Point = tuple[float, float]
_NAME, _COUNTRY, _SEA, _END_MORE = 6.4, 6.2, 6.4, 1.2
_SMALL_COUNTRY: Final = 5.2
"""Type of the name of a country that has no room for a larger one."""
_STEP: Final = 5.0
"""Distance of the points at which the name of a country is tried, points."""
_LARGE: Final = 2.7
"""Up to this zoom level of its name a country is large enough for the name to be moved."""
_MOST_NAMES: Final = 60
CITY: Final = 2
"""Order down to which a name may stand further from its place among many."""
_SUB: Final = 5.8
"""Type of the second line of a name: a state, or a day."""
_LINE: Final = 7.0
"""Type of the name at a line."""
_WIDEST: Final = 104.0
"""Width of a line of such a name, points."""
_TRIES: Final = 90
"""Places along a line at which its name is tried."""
_TALL: Final = 1.36
"""Height of a line of a name, in heights of type."""
_SAME_PLACE: Final = 14.0
"""Distance of a gate to the place where it stands at most, points."""
_LEAD: Final = 5.0
"""From this distance between a name and its symbol a thin line joins them, points."""


def seats_in(
    area: shapely.Polygon, point: Point, width: float, height: float, step: float
) -> tuple[Point, ...]:
    """Find middles of boxes within an area, the nearest to a point first.

    Parameters
    ----------
    area
        A polygon.
    point
        Where a box would stand best.
    width, height
        Of the boxes.
    step
        Distance of the middles that are tried.

    Examples
    --------
    >>> square = shapely.box(0, 0, 10, 10)
    >>> seats_in(square, (9.0, 5.0), 6.0, 2.0, 1.0)[0]
    (6.5, 4.5)
    """
    left, low, right, high = area.bounds
    across, up = np.meshgrid(
        np.arange(left + step / 2, right, step), np.arange(low + step / 2, high, step)
    )
    x, y = across.ravel(), up.ravel()
    boxes = shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    shapely.prepare(area)
    inside = shapely.contains_properly(area, boxes)
    order = np.argsort(np.hypot(x - point[0], y - point[1])[inside], kind="stable")
    return tuple(zip(x[inside][order].tolist(), y[inside][order].tolist(), strict=True))


def radius_of(symbol: Symbol) -> float:
    """Radius of a symbol on A4, points; smaller among many."""
    return symbol.size * PX * (0.6 if symbol.crowd else 0.8)


class Names:
    """Sets names on a map of which lines and symbols are known.

    Parameters
    ----------
    axes
        Its data are points of the sheet.
    rect
        Where the map lies, points.
    locale
        Language.
    scale
        How much larger type and lines are than on A4.
    lit
        Id and colour of the journey whose days stand at its stops.
    """

    def __init__(
        self,
        axes: Axes,
        rect: Rect,
        locale: Locale,
        *,
        scale: float,
        lit: tuple[str, str] = ("", ""),
    ) -> None:
        left, bottom, width, height = rect
        self.axes, self.rect, self.locale, self.scale = axes, rect, locale, scale
        self.lit = lit
        self._written: set[str] = set()
        self._named_points: list[Point] = []
        self.named: set[str] = set()
        """Ids of the groups whose name stands at their line."""
        self.numbered: set[str] = set()
        """Ids of those whose name had no room, so that their number is on the line."""
        self.board = Board((left + 2, bottom + 2, left + width - 2, bottom + height - 2))

    def lines(
        self,
        groups: Sequence[Group],
        numbers: Mapping[str, int],
        lines: Mapping[str, Sequence[NDArray[np.float64]]],
        symbols: Sequence[Point],
    ) -> None:
        """Name each group that has a number beside its line, or put the number on the line."""
        for group in groups:
            own = lines.get(group.id)
            if own and group.id in numbers and not self._line(group, own, lines):
                self.numbered.add(group.id)
        if self.numbered:
            left = {name: number for name, number in numbers.items() if name in self.numbered}
            self._badges(groups, left, lines, symbols)

    def _line(
        self,
        group: Group,
        own: Sequence[NDArray[np.float64]],
        lines: Mapping[str, Sequence[NDArray[np.float64]]],
    ) -> bool:
        """Write the name of a group beside its line, far from the lines of the others."""
        s = self.scale
        size = _LINE * s
        rows = balanced(group.name, size, _WIDEST * s, family=NARROW)
        if not rows:
            return False
        points = samples(own, 5 * s)
        points = points[self._is_inside(points)]
        if not len(points):
            return False
        others = [samples(lines[name], 5 * s) for name in lines if name != group.id and lines[name]]
        rivals = np.concatenate(others) if others else points[:0]
        room = np.minimum(distances(points, rivals), 60 * s)
        middle = np.abs(np.arange(len(points)) - len(points) / 2) / len(points)
        order = np.argsort(-(room - 30 * s * middle), kind="stable")
        wide = max(width_of(row, size, bold=True, family=NARROW) for row in rows) + 2 * s
        for place in order[:: max(1, len(order) // _TRIES)]:
            x, y = points[place]
            wish = Wish(
                text=group.name, x=float(x), y=float(y), width=wide,
                height=size * _TALL * len(rows), gap=2.5 * s, beside=True,
            )  # fmt: skip
            if placed := self.board.place(wish):
                self._rows(rows, placed.box, size, text_colour_of(group.colour).light)
                self.named.add(group.id)
                return True
        return False

    def _rows(self, rows: Sequence[str], box: Box, size: float, colour: str) -> None:
        step = (box[3] - box[1]) / len(rows)
        for number, row in enumerate(rows):
            middle = box[3] - (number + 0.5) * step
            line = (box[0], middle, box[2], middle)
            self._text(row, line, size, weight="bold", color=colour, zorder=12)

    def _is_inside(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        left, bottom, width, height = self.rect
        x, y = points.T
        inside: NDArray[np.bool_] = (
            (left < x) & (x < left + width) & (bottom < y) & (y < bottom + height)
        )
        return inside

    def _badges(
        self,
        groups: Sequence[Group],
        numbers: Mapping[str, int],
        lines: Mapping[str, Sequence[NDArray[np.float64]]],
        symbols: Sequence[Point],
    ) -> None:
        """Put the number of each group where its line is furthest from all others."""
        s = self.scale
        taken = list(symbols)
        points_of = {name: samples(own, 6 * s) for name, own in lines.items()}
        left, bottom, width, height = self.rect
        for group in groups:
            own = points_of.get(group.id)
            if own is None or group.id not in numbers:
                continue
            own = own[self._is_inside(own)]
            if not len(own):
                continue
            others = [points for name, points in points_of.items() if name != group.id]
            rivals = np.concatenate([*others, *([np.array(taken)] if taken else [])] or [own[:0]])
            edge = np.minimum.reduce(
                [own[:, 0] - left, left + width - own[:, 0],
                 own[:, 1] - bottom, bottom + height - own[:, 1]]
            )  # fmt: skip
            room = np.minimum(distances(own, rivals), 3 * edge)
            middle = np.abs(np.arange(len(own)) - len(own) / 2) / len(own)
            best = int(np.argmax(np.minimum(room, 45 * s) - 12 * s * middle))
            x, y = own[best]
            taken.append((x, y))
            badge(self.axes, float(x), float(y), numbers[group.id], colour_of(group.colour).light,
                  self.locale, scale=s)  # fmt: skip
            self.board.block((x - 6 * s, y - 6 * s, x + 6 * s, y + 6 * s))

    def places(self, symbols: Iterable[tuple[Symbol, Point]]) -> None:
        """Name the ends, then places in the order of their weight, where there is room."""
        s = self.scale
        rows = [
            (symbol.style != "end", symbol.order, text, symbol, point)
            for symbol, point in symbols
            if (text := one_line(symbol.label))
        ]
        rows = [row for row in rows if row[2] not in self._written and not self._is_double(row)]
        rows.sort(key=lambda row: row[:3])
        first = {text: (symbol, point) for _, _, text, symbol, point in reversed(rows)}
        for text in list(dict.fromkeys(row[2] for row in rows))[:_MOST_NAMES]:
            symbol, (x, y) = first[text]
            end = symbol.style == "end"
            size = (_NAME + (_END_MORE if end else 0)) * s
            gap = radius_of(symbol) * s
            sub, colour = self._sub(symbol)
            wide = width_of(text, size, bold=end, family=NARROW)
            for below in dict.fromkeys((sub, "")):
                extra = width_of(below, _SUB * s, family=NARROW) if below else 0.0
                wish = Wish(
                    text=text, x=x, y=y, width=max(wide, extra) + 2 * s,
                    height=(size + (_SUB * s if below else 0.0)) * _TALL, gap=gap,
                    lead=gap + _LEAD * s, must=end and not below,
                    near=symbol.crowd and symbol.order > CITY,
                )  # fmt: skip
                if placed := self.board.place(wish):
                    self._written.add(text)
                    self._named_points.append((x, y))
                    self._lead(wish, placed.box)
                    left, low, right, high = placed.box
                    split, side = high - size * _TALL, placed.side if below else 0.0
                    style: dict[str, Any] = {"weight": "bold" if end else "normal", "zorder": 12}
                    self._text(text, (left, split, right, high), size, side=side, **style)
                    if below:
                        style = {"color": colour, "zorder": 12}
                        self._text(below, (left, low, right, split), _SUB * s, side=side, **style)
                    break

    def _sub(self, symbol: Symbol) -> tuple[str, str]:
        """Return the second line of a name, and its colour: the state of a gate, or a day."""
        lit, colour = self.lit
        if day := symbol.days.get(lit, ""):
            return day, text_colour_of(colour).light
        return symbol.sub, paper_colour(symbol.colour)

    def _is_double(self, row: tuple[bool, float, str, Symbol, Point]) -> bool:
        """Tell whether a row names a gate at a place that has its name already."""
        symbol, (x, y) = row[3:]
        return symbol.beside and any(
            np.hypot(x - a, y - b) < _SAME_PLACE * self.scale for a, b in self._named_points
        )

    def seas(self, spots: Iterable[tuple[Sea, Sequence[Point]]]) -> None:
        """Name seas in italics at the first of their points where nothing else stands."""
        s = self.scale
        slant = "normal" if self.locale.language in RIGHT_TO_LEFT else "italic"
        for sea, points in spots:
            rows, size = self.locale.name(sea.names).split("\n"), _SEA * s
            wide = max(width_of(row, size) for row in rows) + 2 * s
            for x, y in points:
                wish = Wish(
                    text=rows[0], x=x, y=y, width=wide, height=len(rows) * size * 1.25, middle=True
                )
                if placed := self.board.place(wish):
                    style: dict[str, Any] = {"style": slant, "linespacing": 1.1, "zorder": 11}
                    colour = GROUND["sea"].light
                    self._text("\n".join(rows), placed.box, size, color=colour, **style)
                    break

    def countries(
        self, spots: Iterable[tuple[Country, Point, shapely.Polygon | None]], slack: float
    ) -> None:
        """Name countries where nothing else stands.

        Parameters
        ----------
        spots
            Countries with the point of the name and the area that is seen, points; a name that
            does not fit at its point stands where it fits into the area, smaller if need be.
        slack
            How far the name of a large country may be moved, points.
        """
        s = self.scale
        for country, (x, y), area in sorted(spots, key=lambda spot: spot[0].zoom):
            text = one_line(self.locale.name(country.names)).upper()
            for size in (_COUNTRY * s, *((_SMALL_COUNTRY * s,) if area is not None else ())):
                wide, tall = width_of(text, size, family=NARROW) + 4 * s, size * 1.4
                wish = Wish(
                    text=text, x=x, y=y, width=wide, height=tall, middle=True,
                    slack=slack if country.zoom <= _LARGE else 0.0,
                    spots=() if area is None else seats_in(area, (x, y), wide, tall, _STEP * s),
                )  # fmt: skip
                if placed := self.board.place(wish):
                    colour = GROUND["country"].light
                    self._text(text, placed.box, size, color=colour, alpha=0.8, zorder=11)
                    break

    def _lead(self, wish: Wish, box: Box) -> None:
        """Join a name to its point by a thin line where they stand apart."""
        end = wish.nearest(box)
        way = end - (wish.x, wish.y)
        far = float(np.hypot(*way))
        if far > wish.lead:
            start = (wish.x, wish.y) + way / far * wish.gap
            style: dict[str, Any] = {"color": GROUND["quiet"].light, "lw": 0.45 * self.scale}
            self.axes.plot(*zip(start, end, strict=True), zorder=7.5, **style)
            self.board.draw_line(np.array([start, end]))

    def _text(
        self,
        text: str,
        box: Box,
        size: float,
        *,
        side: float = 0.0,
        **style: Any,  # noqa: ANN401 - whatever a text takes
    ) -> None:
        """Write a text into a box: at its left (1), at its right (-1), or in the middle."""
        edge = 1.0 * self.scale
        x, across = {
            1: (box[0] + edge, "left"), -1: (box[2] - edge, "right"),
        }.get(int(side), ((box[0] + box[2]) / 2, "center"))  # fmt: skip
        halo = [withStroke(linewidth=1.6 * self.scale, foreground=GROUND["casing"].light)]
        self.axes.text(
            x, (box[1] + box[3]) / 2, text, size=size, ha=across,
            va="center", family=families(NARROW),
            **({"color": GROUND["text"].light, "path_effects": halo} | style),
        )  # fmt: skip
