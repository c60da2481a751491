"""The chart over distance: days or dollars up, stops as steps, P10 to P90 as a band."""

from __future__ import annotations

import math
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from geo.estimates import Box, Measure, unit_text
from geo.journeys import Unit
from geo.model import HOURS_PER_DAY, Mode
from geo.palette import GROUND, colour_of
from geo.plot.labels import Board, Wish, spread
from geo.plot.marks import badge
from geo.plot.sheet import INCH, RIGHT_TO_LEFT
from geo.plot.text import limited, one_line, width_of, wrapped, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo.i18n import Locale
    from geo.journeys import Mark
    from geo.plot.text import Rect

Line = tuple["Mark", ...]
"""The marks of one journey, from its start to its end."""
_SIZE: Final = 6.5
_NEAR_KM: Final = 100.0
_LONG_STOP: Final = 0.024
"""Stops below this share of the chart's height at their median bear no name."""


def name_stops(
    figure: Figure,
    axes: Axes,
    lines: Sequence[Line],
    badges: Sequence[tuple[float, float]],
    locale: Locale,
    *,
    scale: float,
) -> None:
    """Name the long stops where there is room.

    Parameters
    ----------
    figure
        The sheet.
    axes
        The chart on it, its limits set: kilometres across, days or dollars up.
    lines
        As drawn in it.
    badges
        Where the numbers of the lines stand, kilometres and days or dollars.
    locale
        Language.
    scale
        How much larger type is than usual.
    """
    s, size = scale, _SIZE * scale
    figure_size = figure.get_size_inches() * INCH
    box = axes.get_position()
    x0, y0 = box.x0 * figure_size[0], box.y0 * figure_size[1]
    wide, tall = box.width * figure_size[0], box.height * figure_size[1]
    (k0, k1), most = axes.get_xlim(), axes.get_ylim()[1]
    board = Board((x0 + 2, y0 + 2, x0 + wide - 2, y0 + tall - 2))

    def at(km: float, height: float) -> tuple[float, float]:
        return x0 + (km - k0) / (k1 - k0) * wide, y0 + height / most * tall

    for line in lines:
        end = line[-1]
        board.draw_line(np.array([at(mark.km, mark.p50) for mark in line]))
        board.draw_line(np.array([at(end.km, end.p10), at(end.km, end.p90)]))
    for x, y in (at(*place) for place in badges):
        board.block((x - 7 * s, y - 7 * s, x + 7 * s, y + 7 * s))
    halo = [withStroke(linewidth=1.4 * s, foreground=GROUND["paper"].light, alpha=0.8)]
    for text, mark, middle in long_stops(lines, most, locale):
        x, y = at(mark.km, middle)
        wish = Wish(
            text=text, x=x, y=y, width=width_of(text, size), height=size, gap=2.5 * s, near=True
        )
        if (placed := board.place(wish)) is None:
            continue
        left, low, right, _ = placed.box
        ends = placed.side < 0  # the letters may come out wider than they were measured
        write(
            figure, right if ends else left, low + 0.15 * size, text, size=size, zorder=8,
            color=GROUND["quiet"].light, ha="right" if ends else "left", path_effects=halo,
        )  # fmt: skip


def long_stops(
    lines: Sequence[Line], most: float, locale: Locale
) -> Iterator[tuple[str, Mark, float]]:
    """Yield the long stops, the longest first: label, mark, and height in the chart.

    Stops at one place follow each other in one label; a label that stands there already, by
    another line, is not repeated.
    """
    candidates: list[tuple[float, str, Mark, float]] = []
    for line in lines:
        marks = list(pairwise(line))
        for place, group in groupby(marks, key=lambda pair: (pair[1].label, pair[1].km)):
            stops = [(a, b) for a, b in group if b.what == "stop"]
            long = [b for _, b in stops if b.part_p50 >= _LONG_STOP * most]
            if not long:
                continue
            amounts = " + ".join(_amount(mark, locale) for mark in long)
            text = one_line(f"{locale.translate(place[0])}: {amounts}")
            middle = (stops[0][0].p50 + stops[-1][1].p50) / 2
            candidates.append((sum(mark.part_p50 for mark in long), text, long[0], middle))
    labels: list[tuple[str, float, float]] = []
    for _, text, mark, middle in sorted(candidates, key=lambda row: -row[0]):
        if not any(
            text == other and abs(km - mark.km) < _NEAR_KM and abs(middle - height) < most / 20
            for other, km, height in labels
        ):
            labels.append((text, mark.km, middle))
            yield text, mark, middle


def _amount(mark: Mark, locale: Locale) -> str:
    if mark.unit is Unit.DAYS:
        return locale.duration(mark.part_p50 * HOURS_PER_DAY)
    return f"{locale.number(mark.part_p50, 0)} {locale.translate('USD')}"


_BADGE: Final = 13.0
"""Least distance of two numbers, points."""
_RIBBON: Final = {Mode.RAIL.value: 3.2, Mode.ROAD.value: 3.2, Mode.SEA.value: 1.2}


class TimeChart:
    """Draws time-distance lines into a part of a sheet.

    Parameters
    ----------
    figure
        The sheet, in the midst of `geo.plot.sheet.drawing`.
    rect
        Where on it, points.
    locale
        Language; in Persian the chart runs from right to left.
    scale
        How much larger type and lines are than usual.
    box
        What dollars are of.
    """

    def __init__(
        self,
        figure: Figure,
        rect: Rect,
        locale: Locale,
        *,
        scale: float = 1.0,
        box: Box = Box.TEU,
    ) -> None:
        self.figure, self.locale, self.scale, self.box = figure, locale, scale, box
        self.mirrored = locale.language in RIGHT_TO_LEFT
        self.rect = rect

    def draw(
        self,
        lines: Sequence[Line],
        *,
        names: Mapping[str, str],
    ) -> None:
        """Draw the lines.

        Parameters
        ----------
        lines
            From `geo.journeys.profile`, all in one unit, in the order of their numbers.
        names
            What each journey is called, by its ``journey``.
        """
        s, self.unit = self.scale, lines[0][0].unit
        left, bottom, width, height = self.rect
        column = min(0.27 * width, 190 * s)
        ribbon = (10 * len(lines) + 4) * s
        lead, foot, legend, top = 34 * s, 26 * s, 22 * s, 16 * s
        x = left + (column if self.mirrored else lead)
        wide = width - column - lead
        main = self._axes(
            (
                x,
                bottom + foot + ribbon + legend + 7 * s,
                wide,
                height - foot - ribbon - legend - top - 7 * s,
            )
        )
        strip = self._axes((x, bottom + foot + legend, wide, ribbon))
        most_km = max(line[-1].km for line in lines) * 1.012 or 1.0
        most = max(line[-1].p90 for line in lines) * 1.04 or 1.0
        for axes in (main, strip):
            axes.set_xlim((most_km, 0) if self.mirrored else (0, most_km))
        main.set_ylim(0, most)
        strip.set_ylim(len(lines) - 0.5, -0.5)
        self._scales(main, strip)
        for line in reversed(lines):
            self._band(main, line)
        for line in lines:
            self._course(main, line)
        self._ribbons(strip, lines)
        badges = self._badges(main, lines)
        self._ends(main, lines, names, column)
        name_stops(self.figure, main, lines, badges, self.locale, scale=s)
        self._legend(left, bottom, width)

    def _axes(self, rect: Rect) -> Axes:
        width, height = self.figure.get_size_inches() * INCH
        share = (rect[0] / width, rect[1] / height, rect[2] / width, rect[3] / height)
        axes = self.figure.add_axes(share)
        axes.set_facecolor("none")
        for side in axes.spines.values():
            side.set_visible(False)
        return axes

    def _scales(self, main: Axes, strip: Axes) -> None:
        s, translate = self.scale, self.locale.translate
        quiet, rule = GROUND["quiet"].light, GROUND["rule"].light
        main.grid(visible=True, color=rule, lw=0.5 * s)
        main.set_axisbelow(True)
        main.tick_params(length=0, labelsize=7.5 * s, colors=quiet, pad=3 * s, labelbottom=False)
        strip.tick_params(length=0, labelsize=7.5 * s, colors=quiet, pad=3 * s, labelleft=False)
        strip.grid(visible=True, axis="x", color=rule, lw=0.5 * s)
        strip.set_yticks([])
        if self.mirrored:
            main.yaxis.tick_right()
        ticks = _ticks(main.get_ylim()[1])
        main.set_yticks(ticks, [self.locale.number(tick, 0) for tick in ticks])
        ticks = _ticks(max(main.get_xlim()))
        main.set_xticks(ticks)
        strip.set_xticks(ticks, [self.locale.number(tick, 0) for tick in ticks])
        style: dict[str, Any] = {"size": 7.5 * s, "color": quiet}
        strip.set_xlabel(translate("kilometres from the origin"), labelpad=3 * s, **style)
        price = f"{translate('From the start')}, {unit_text(Measure.USD, self.box, translate)}"
        title = translate("days since the start") if self.unit is Unit.DAYS else price
        main.set_title(title, loc="right" if self.mirrored else "left", pad=4 * s, **style)

    def _band(self, axes: Axes, line: Line) -> None:
        colour = colour_of(line[0].corridor).light
        km = [mark.km for mark in line]
        low, high = [m.p10 for m in line], [m.p90 for m in line]
        axes.fill_between(km, low, high, color=colour, alpha=0.10, lw=0, zorder=2)
        for edge in (low, high):
            axes.plot(km, edge, color=colour, lw=0.5 * self.scale, alpha=0.55, zorder=3)

    def _course(self, axes: Axes, line: Line) -> None:
        """Draw the medians; a part whose time nobody published is hollow."""
        colour, s = colour_of(line[0].corridor).light, self.scale
        style: dict[str, Any] = {"solid_capstyle": "round", "solid_joinstyle": "round"}
        km, days = [mark.km for mark in line], [mark.p50 for mark in line]
        axes.plot(km, days, color="white", lw=3.6 * s, zorder=4, **style)
        axes.plot(km, days, color=colour, lw=2.2 * s, zorder=5, **style)
        for before, mark in pairwise(line):
            if mark.unsourced:
                ends = [before.km, mark.km], [before.p50, mark.p50]
                axes.plot(*ends, color="white", lw=1.0 * s, zorder=6, solid_capstyle="butt")

    def _ribbons(self, axes: Axes, lines: Sequence[Line]) -> None:
        """Draw for each line by which mode it runs; road is hollow, sea is thin."""
        s = self.scale
        for row, line in enumerate(lines):
            colour = colour_of(line[0].corridor).light
            for before, mark in pairwise(line):
                if mark.what != "leg":
                    continue
                ends = [before.km, mark.km], [row, row]
                width = _RIBBON[mark.kind] * s
                axes.plot(*ends, color=colour, lw=width, solid_capstyle="butt", zorder=3)
                if mark.kind == Mode.ROAD:
                    axes.plot(*ends, color="white", lw=1.5 * s, solid_capstyle="butt", zorder=4)
            shift = 7 * s * axes.get_xlim()[1 if not self.mirrored else 0]
            shift /= axes.get_position().width * self.figure.get_size_inches()[0] * INCH
            badge(axes, -shift, row, row + 1, colour, self.locale, scale=0.8 * s, clip=False)

    def _ends(
        self, axes: Axes, lines: Sequence[Line], names: Mapping[str, str], column: float
    ) -> None:
        """Write what each line is and how long it takes beside the chart, and lead there."""
        s = self.scale
        box = axes.get_position()
        wide, tall = self.figure.get_size_inches() * INCH
        edge = (box.x0 if self.mirrored else box.x1) * wide
        per_day = box.height * tall / axes.get_ylim()[1]
        size = 8 * s
        wanted = [box.y0 * tall + line[-1].p50 * per_day for line in lines]
        room = column - 26 * s
        amounts = [self._amounts(line) for line in lines]
        if max(width_of(text, size) for text in amounts) > room:  # the axis names the unit
            amounts = [self._amounts(line, named=False) for line in lines]
        for most in (3, 2, 1):
            names_in_lines = [self._name_lines(line, names, size, room, most) for line in lines]
            heights = [(20.5 + 9.5 * len(words)) * s for words in names_in_lines]
            if sum(heights) <= box.height * tall:
                break
        middles = spread(wanted, heights, low=box.y0 * tall - 8 * s, high=box.y1 * tall)
        out = -1 if self.mirrored else 1
        for number, (line, y, y0) in enumerate(zip(lines, middles, wanted, strict=True)):
            end, colour = line[-1], colour_of(line[0].corridor).light
            x = edge + out * 22 * s
            style: dict[str, Any] = {"ha": "right" if self.mirrored else "left", "size": size}
            words = names_in_lines[number]
            low = y - (2.75 + 4.75 * len(words)) * s
            for row, text in enumerate(reversed(words)):
                up = low + (10 + 9.5 * row) * s
                write(self.figure, x, up, text, weight="bold", color=colour, **style)
            write(self.figure, x, low, amounts[number], **style)
            self._leader(axes, end, (edge, y0), (x - out * 4 * s, y), colour)
            axes.plot(
                [end.km] * 2,
                [end.p10, end.p90],
                color=colour,
                lw=0.9 * s,
                zorder=7,
                marker="_",
                ms=5 * s,
                mew=0.9 * s,
            )

    def _badges(self, axes: Axes, lines: Sequence[Line]) -> list[tuple[float, float]]:
        """Write numbers at the ends of the lines, further out where one stands; return where."""
        box, size = axes.get_position(), self.figure.get_size_inches() * INCH
        per_km = box.width * size[0] / max(axes.get_xlim())
        per_unit = box.height * size[1] / axes.get_ylim()[1]
        step, badges = _BADGE * self.scale, list[tuple[float, float]]()
        for number, end in enumerate((line[-1] for line in lines), start=1):
            km = end.km
            while any(
                math.hypot((km - x) * per_km, (end.p50 - y) * per_unit) < step for x, y in badges
            ):
                km += 0.25 * step / per_km
            badges.append((km, end.p50))
            style: dict[str, Any] = {"scale": self.scale, "clip": False}
            badge(axes, *badges[-1], number, colour_of(end.corridor).light, self.locale, **style)
        return badges

    def _name_lines(
        self, line: Line, names: Mapping[str, str], size: float, room: float, most: int
    ) -> list[str]:
        """Break the name of a line into lines of type."""
        name = names.get(line[-1].journey, line[-1].corridor)
        return limited(name, size, room, most, bold=True)

    def _amounts(self, line: Line, *, named: bool = True) -> str:
        """Write median and band of the end of a line, or that a price ends there."""
        end = line[-1]
        decimals = 1 if self.unit is Unit.DAYS else 0
        middle, low, high = (self.locale.number(v, decimals) for v in (end.p50, end.p10, end.p90))
        sign = self.locale.translate("d" if self.unit is Unit.DAYS else "USD")
        text = f"{middle} {sign} ({low}–{high})" if named else f"{middle} ({low}–{high})"
        return self.locale.translate("no price beyond here") if end.gap else text

    def _leader(
        self,
        axes: Axes,
        end: Mark,
        start: tuple[float, float],
        stop: tuple[float, float],
        colour: str,
    ) -> None:
        """Draw a dotted line from the end of a course to its words."""
        axes.plot(
            [end.km, axes.get_xlim()[1] if not self.mirrored else axes.get_xlim()[0]],
            [end.p50] * 2,
            color=colour,
            lw=0.6 * self.scale,
            ls=(0, (1, 2.5)),
            zorder=3,
        )
        size = self.figure.get_size_inches() * INCH
        x, y = zip(np.array(start) / size, np.array(stop) / size, strict=True)
        self.figure.add_artist(Line2D(x, y, color=colour, lw=0.6 * self.scale, ls=(0, (1, 2.5))))

    def _legend(self, left: float, bottom: float, width: float) -> None:
        """Write the line that explains the chart."""
        translate, s = self.locale.translate, self.scale
        text = translate(
            "Line: median. Band: P10 to P90. Vertical step: stop. Hollow line: estimate "
            "without source. Strips below: rail thick, road hollow, sea thin."
        )
        x = left + width if self.mirrored else left
        style: dict[str, Any] = {
            "color": GROUND["quiet"].light,
            "ha": "right" if self.mirrored else "left",
        }
        for row, line in enumerate(wrapped(text, 6.6 * s, width)[:2]):
            write(self.figure, x, bottom + (11 - 9 * row) * s, line, size=6.6 * s, **style)


def _ticks(most: float) -> list[float]:
    """List round numbers from 0 to a limit, four to eight of them.

    Examples
    --------
    >>> _ticks(45), _ticks(23_100)
    ([0, 10, 20, 30, 40], [0, 5000, 10000, 15000, 20000])
    """
    if most <= 0:
        return [0]
    raw = most / 6
    power = 10 ** int(np.floor(np.log10(raw)))
    step = next(power * k for k in (1, 2, 5, 10) if power * k >= raw)
    return [round(step * i, 9) for i in range(int(most / step + 1e-9) + 1)]
