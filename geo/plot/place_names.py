"""Names on a paper map: of ends, places and countries, and the numbers of lines, kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.patheffects import withStroke

from geo.palette import GROUND, colour_of
from geo.plot.faces import families
from geo.plot.labels import Board, Wish
from geo.plot.marks import PX, badge, distances, samples
from geo.plot.text import one_line, width_of
from geo.typefaces import NARROW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from geo.i18n import Locale
    from geo.plot.basemap import Country
    from geo.plot.labels import Box
    from geo.plot.text import Rect
    from geo.webmap import Group, Symbol

Point = tuple[float, float]
_NAME, _COUNTRY, _END_MORE = 6.4, 6.2, 1.2
_LARGE: Final = 2.7
"""Up to this zoom level of its name a country is large enough for the name to be moved."""
_MOST_NAMES: Final = 60
_CITY: Final = 2
"""Order down to which a name may stand further from its place among many."""
_LEAD: Final = 5.0
"""From this distance between a name and its symbol a thin line joins them, points."""


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
    """

    def __init__(self, axes: Axes, rect: Rect, locale: Locale, *, scale: float) -> None:
        left, bottom, width, height = rect
        self.axes, self.rect, self.locale, self.scale = axes, rect, locale, scale
        self.board = Board((left + 2, bottom + 2, left + width - 2, bottom + height - 2))

    def badges(
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
        rows.sort(key=lambda row: row[:3])
        first = {text: (symbol, point) for _, _, text, symbol, point in reversed(rows)}
        for text in list(dict.fromkeys(row[2] for row in rows))[:_MOST_NAMES]:
            symbol, (x, y) = first[text]
            end = symbol.style == "end"
            size = (_NAME + (_END_MORE if end else 0)) * s
            gap = radius_of(symbol) * s
            wish = Wish(
                text=text, x=x, y=y, width=width_of(text, size, bold=end, family=NARROW) + 2 * s,
                height=size * 1.12, gap=gap, lead=gap + _LEAD * s, must=end,
                near=symbol.crowd and symbol.order > _CITY,
            )  # fmt: skip
            if placed := self.board.place(wish):
                self._text(text, placed.box, size, weight="bold" if end else "normal", zorder=12)
                self._lead(wish, placed.box)

    def countries(self, spots: Iterable[tuple[Country, Point]], slack: float) -> None:
        """Name countries where nothing else stands; large ones may be moved by a slack, points."""
        s = self.scale
        for country, (x, y) in sorted(spots, key=lambda spot: spot[0].zoom):
            text, size = one_line(self.locale.name(country.names)).upper(), _COUNTRY * s
            wish = Wish(
                text=text, x=x, y=y, width=width_of(text, size, family=NARROW) + 4 * s,
                height=size * 1.3, middle=True,
                slack=slack if country.zoom <= _LARGE else 0.0,
            )  # fmt: skip
            if placed := self.board.place(wish):
                colour = GROUND["country"].light
                self._text(text, placed.box, size, color=colour, alpha=0.8, zorder=11)

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

    def _text(self, text: str, box: Box, size: float, **style: Any) -> None:  # noqa: ANN401 - whatever a text takes
        halo = [withStroke(linewidth=1.6 * self.scale, foreground=GROUND["casing"].light)]
        self.axes.text(
            (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, text, size=size, ha="center",
            va="center", family=families(NARROW),
            **({"color": GROUND["text"].light, "path_effects": halo} | style),
        )  # fmt: skip
