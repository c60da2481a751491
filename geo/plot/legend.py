"""The legend of a paper map: meaning of lines and symbols, scale, and projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.patches import Rectangle

from geo.palette import GROUND
from geo.plot.marks import BARRED, badge, draw_line, draw_symbol, paper_colour, sheet_axes
from geo.plot.sheet import RIGHT_TO_LEFT
from geo.plot.text import limited, one_line, width_of, wrapped
from geo.webmap import Symbol, place_legend, state_legend, status_legend, stop_legend

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.figure import Figure

    from geo.i18n import Locale
    from geo.plot.projection import Frame
    from geo.plot.text import Rect
    from geo.webmap import Group

_SIZE: Final = 6.6
_HEAD: Final = 7.0
_SAMPLE: Final = 22.0
_LEADING: Final = 1.3
_DEGREES: Final = 1
_ROOMY: Final = 2.2
"""Length of the scale bar, in widths of its last number, from which its middle is numbered too."""


MANY_JOURNEYS: Final = 5
"""From so many on, each stands in a block of its own, so that they spread over the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendRow:
    """One entry: a sample of a line or a symbol, and what it means."""

    text: str
    detail: str = ""
    colour: str = "neutral"
    """Corridor, ``neutral`` or ``accent``."""
    style: str = ""
    """Class names of a line or a symbol."""
    shape: str = "line"
    number: int = 0
    head: bool = False

    @property
    def is_bold(self) -> bool:
        """Whether it names a journey or heads others."""
        return bool(self.head or self.number or self.detail)


class Legend:
    """Sets rows into columns of a part of a sheet.

    Parameters
    ----------
    figure
        The sheet, in the midst of `geo.plot.sheet.drawing`.
    rect
        Where on it, points.
    locale
        Language; in Persian samples stand at the right.
    scale
        How much larger type and lines are than on A4.
    columns
        How many stand side by side.
    """

    def __init__(
        self, figure: Figure, rect: Rect, locale: Locale, *, scale: float, columns: int = 1
    ) -> None:
        self.rect, self.locale, self.scale = rect, locale, scale
        self.axes = sheet_axes(figure, rect)
        self.mirrored = locale.language in RIGHT_TO_LEFT
        self.gap = 14 * scale
        self.width = (rect[2] - (columns - 1) * self.gap) / columns
        self.column = 0
        self.y = rect[1] + rect[3]

    def draw(self, blocks: Iterable[Sequence[LegendRow]]) -> None:
        """Draw blocks of rows one below the other; a block that does not fit moves on whole."""
        for rows in blocks:
            tall = sum(self._height(row) for row in rows)
            top = self.rect[1] + self.rect[3]
            if self.y - tall < self.rect[1] and self.y < top:
                self.next_column()
            for row in rows:
                self._row(row)
            self.y -= 5 * self.scale

    def next_column(self) -> None:
        """Go on at the top of the next column."""
        self.column, self.y = self.column + 1, self.rect[1] + self.rect[3]

    @property
    def left(self) -> float:
        """Left edge of the column in hand, points."""
        step = (self.width + self.gap) * self.column
        if self.mirrored:
            return self.rect[0] + self.rect[2] - self.width - step
        return self.rect[0] + step

    def scale_bar(self, frame: Frame, map_width: float) -> None:
        """Draw a bar of round kilometres, true in the middle of the map, and the projection."""
        s, translate = self.scale, self.locale.translate
        per_point = 2 * frame.half_width / map_width
        km = frame.round_bar(share=0.7 * self.width / map_width)
        long = frame.bar(km) / per_point
        wide = width_of(self.locale.number(km, 0) + translate("km"), _SIZE * s)
        x = self.left + (self.width - long - 0.6 * wide if self.mirrored else 2 * s)
        y, high = self.y - 16 * s, 2.6 * s
        for half, colour in ((0, GROUND["text"].light), (1, GROUND["paper"].light)):
            style: dict[str, Any] = {"fc": colour, "ec": GROUND["text"].light, "lw": 0.6 * s}
            self.axes.add_patch(Rectangle((x + half * long / 2, y), long / 2, high, **style))
        for share in (0.0, 0.5, 1.0) if long > _ROOMY * wide else (0.0, 1.0):
            text = self.locale.number(km * share, 0 if (km * share).is_integer() else 1)
            text = f"{text} {translate('km')}" if share == 1 else text
            self._write(x + share * long, y + high + 2.5 * s, text, ha="center")
        self.y = y - 9 * s
        lat = translate("{degrees}° N") if frame.lat >= 0 else translate("{degrees}° S")
        lon = translate("{degrees}° E") if frame.lon >= 0 else translate("{degrees}° W")
        names = {
            "Lambert azimuthal equal-area": translate("Lambert azimuthal equal-area"),
            "Equal Earth": translate("Equal Earth"),
        }
        sentence = translate("{projection}, centred on {lat}, {lon}; the bar holds in the middle.")
        text = sentence.format(
            projection=names[frame.name],
            lat=lat.format(degrees=self.locale.number(abs(frame.lat), _DEGREES)),
            lon=lon.format(degrees=self.locale.number(abs(frame.lon), _DEGREES)),
        )
        for line in wrapped(text, _SIZE * s * 0.92, self.width):
            self._flush(line, size=_SIZE * s * 0.92, color=GROUND["quiet"].light)

    def _height(self, row: LegendRow) -> float:
        lines = len(self._lines(row))
        extra = len(self._details(row)) + (0.35 if row.is_bold else 0)
        return (lines + extra) * _SIZE * _LEADING * self.scale

    def _room(self, row: LegendRow) -> float:
        return self.width - (0 if row.head else (_SAMPLE + 6) * self.scale)

    def _lines(self, row: LegendRow) -> list[str]:
        return limited(row.text, _SIZE * self.scale, self._room(row), 3, bold=row.is_bold)

    def _details(self, row: LegendRow) -> list[str]:
        return limited(row.detail, _SIZE * self.scale, self._room(row), 2)

    def _row(self, row: LegendRow) -> None:
        s = self.scale
        top = self.y - _SIZE * s * 0.62
        if not row.head:
            self._sample(row, top)
        colour = GROUND["text"].light
        for text in self._lines(row):
            weight = "bold" if row.is_bold else "normal"
            self._flush(text, size=_SIZE * s, indent=not row.head, weight=weight, color=colour)
        for text in self._details(row):
            self._flush(text, size=_SIZE * s, indent=True, color=GROUND["quiet"].light)
        if row.is_bold:
            self.y -= 0.35 * _SIZE * _LEADING * s

    def _sample(self, row: LegendRow, y: float) -> None:
        s = self.scale
        x0 = self.left + (self.width - _SAMPLE * s if self.mirrored else 0)
        x1 = x0 + _SAMPLE * s
        line = np.array([(x0 + 1, y), (x1 - 1, y)])
        if row.shape == "band":
            self.axes.plot(*line.T, color=paper_colour(row.colour), lw=7 * s, alpha=0.45)
        elif row.shape == "line":
            draw_line(self.axes, line, row.colour, row.style.split(), scale=s)
        else:
            colour = row.colour if row.colour.startswith("state-") else "neutral"
            symbol = Symbol(id="", point=(0, 0), shape=row.shape, style=row.style, colour=colour)
            draw_symbol(self.axes, ((x0 + x1) / 2, y), 2.6 * s, symbol, scale=s)
        if row.number:
            style: dict[str, Any] = {"scale": s, "clip": False}
            colour = paper_colour(row.colour)
            badge(self.axes, (x0 + x1) / 2, y, row.number, colour, self.locale, **style)

    def _flush(self, text: str, *, size: float, indent: bool = False, **style: Any) -> None:  # noqa: ANN401 - whatever a text takes
        """Write a line at the near edge of the column and go down."""
        shift = (_SAMPLE + 6) * self.scale if indent else 0.0
        x = self.left + (self.width - shift if self.mirrored else shift)
        self.y -= size
        self._write(x, self.y + 0.12 * size, text, size=size,
                    ha="right" if self.mirrored else "left", **style)  # fmt: skip
        self.y -= size * (_LEADING - 1)

    def _write(self, x: float, y: float, text: str, **style: Any) -> None:  # noqa: ANN401 - whatever a text takes
        kept: dict[str, Any] = {
            "size": _SIZE * self.scale,
            "color": GROUND["text"].light,
            "va": "baseline",
        } | style
        self.axes.text(x, y, one_line(text), clip_on=False, **kept)


def legend_rows(
    groups: Sequence[Group],
    locale: Locale,
    *,
    numbers: Mapping[str, int],
    details: Mapping[str, str],
) -> list[list[LegendRow]]:
    """Make the rows of a legend: what is drawn, then the signs that occur in it.

    Parameters
    ----------
    groups
        What the map shows.
    locale
        Language.
    numbers
        The number of each group that has one, by id.
    details
        What stands below the name of a group, by id.
    """
    named = [
        LegendRow(
            text=group.name,
            detail=details.get(group.id, ""),
            colour=group.colour,
            style=_main_style(group),
            shape="band" if group.shape == "band" else "line",
            number=numbers.get(group.id, 0),
        )
        for group in groups
        if group.listed and group.lines
    ]
    styles = [
        words
        for group in groups
        for line in group.lines
        if BARRED not in (words := set(line.style.split()))
    ]
    signs = [
        LegendRow(text=item.label, style=item.style)
        for item in status_legend(locale)
        if any(occurring(item.style) <= words for words in styles)
    ]
    marks = {symbol.shape for group in groups if group.kind == "gate" for symbol in group.symbols}
    states = [
        LegendRow(text=item.label, colour=f"state-{item.shape}", shape=item.shape)
        for item in state_legend(locale)
        if item.shape in marks
    ]
    points = {
        (symbol.shape, "solid" in symbol.style.split())
        for group in groups
        if group.kind != "gate"
        for symbol in group.symbols
        if symbol.style != "end"
    }
    symbols = [
        LegendRow(text=item.label, style=item.style, shape=item.shape)
        for item in (stop_legend(locale) if _has_stops(groups) else place_legend(locale))
        if (item.shape, "solid" in item.style.split()) in points
    ]
    return [
        rows
        for rows in ([named] if len(named) < MANY_JOURNEYS else [[row] for row in named])
        if rows
    ] + [rows for rows in (signs, symbols, states) if rows]


def occurring(style: str) -> set[str]:
    """Class names of a feature that a row of the legend explains.

    Examples
    --------
    >>> occurring("colour-neutral mode-rail status-planned"), occurring("colour-neutral mode-sea")
    ({'status-planned'}, {'mode-sea'})
    >>> sorted(occurring("colour-neutral mode-rail status-operating"))
    ['mode-rail', 'status-operating']
    """
    words = [word for word in style.split() if not word.startswith("colour-")]
    return set(words) if "status-operating" in words else set(words[-1:])


def _main_style(group: Group) -> str:
    """Class names of the group's sample: those of a railway if it has one."""
    styles = [line.style.split() for line in group.lines]
    if any(BARRED in style for style in styles):
        return BARRED
    rail = any("mode-rail" in style for style in styles)
    return "mode-rail" if rail or not styles else styles[0][0]


def _has_stops(groups: Sequence[Group]) -> bool:
    return any(group.id == "ends" for group in groups)
