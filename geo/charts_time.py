"""The chart over distance: days or dollars up, stops as steps, P10 to P90 as a band."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.lines import Line2D

from geo.charts_labels import spread
from geo.charts_paper import INCH, RIGHT_TO_LEFT
from geo.charts_stops import name_stops
from geo.charts_symbols import badge
from geo.charts_type import limited, width_of, wrapped, write
from geo.estimates.cargo import Box, Measure, unit_text
from geo.journeys.profile import Unit
from geo.model import Mode
from geo.palette import GROUND, ink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo.charts_stops import Line
    from geo.charts_type import Rect
    from geo.i18n.locale import Tongue
    from geo.journeys.profile import Mark

_BADGE: Final = 13.0
"""Least distance of two numbers, points."""
_RIBBON: Final = {Mode.RAIL.value: 3.2, Mode.ROAD.value: 3.2, Mode.SEA.value: 1.2}


class TimeChart:
    """Draws time-distance lines into a part of a sheet.

    Parameters
    ----------
    figure
        The sheet, in the midst of `geo.charts_paper.drawing`.
    rect
        Where on it, points.
    tongue
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
        tongue: Tongue,
        *,
        scale: float = 1.0,
        box: Box = Box.TEU,
    ) -> None:
        self.figure, self.tongue, self.scale, self.box = figure, tongue, scale, box
        self.mirrored = tongue.language in RIGHT_TO_LEFT
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
        lead, foot, key, top = 34 * s, 26 * s, 22 * s, 16 * s
        x = left + (column if self.mirrored else lead)
        wide = width - column - lead
        main = self._axes(
            (
                x,
                bottom + foot + ribbon + key + 7 * s,
                wide,
                height - foot - ribbon - key - top - 7 * s,
            )
        )
        strip = self._axes((x, bottom + foot + key, wide, ribbon))
        most_km = max(line[-1].km for line in lines) * 1.012
        most = max(line[-1].p90 for line in lines) * 1.04
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
        name_stops(self.figure, main, lines, badges, self.tongue, scale=s)
        self._key(left, bottom, width)

    def _axes(self, rect: Rect) -> Axes:
        width, height = self.figure.get_size_inches() * INCH
        share = (rect[0] / width, rect[1] / height, rect[2] / width, rect[3] / height)
        axes = self.figure.add_axes(share)
        axes.set_facecolor("none")
        for side in axes.spines.values():
            side.set_visible(False)
        return axes

    def _scales(self, main: Axes, strip: Axes) -> None:
        s, say = self.scale, self.tongue.say
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
        main.set_yticks(ticks, [self.tongue.number(tick, 0) for tick in ticks])
        ticks = _ticks(max(main.get_xlim()))
        main.set_xticks(ticks)
        strip.set_xticks(ticks, [self.tongue.number(tick, 0) for tick in ticks])
        look: dict[str, Any] = {"size": 7.5 * s, "color": quiet}
        strip.set_xlabel(say("kilometres from the origin"), labelpad=3 * s, **look)
        price = f"{say('From the start')}, {unit_text(Measure.USD, self.box, say)}"
        title = say("days since the start") if self.unit is Unit.DAYS else price
        main.set_title(title, loc="right" if self.mirrored else "left", pad=4 * s, **look)

    def _band(self, axes: Axes, line: Line) -> None:
        colour = ink(line[0].corridor).light
        km = [mark.km for mark in line]
        low, high = [m.p10 for m in line], [m.p90 for m in line]
        axes.fill_between(km, low, high, color=colour, alpha=0.10, lw=0, zorder=2)
        for edge in (low, high):
            axes.plot(km, edge, color=colour, lw=0.5 * self.scale, alpha=0.55, zorder=3)

    def _course(self, axes: Axes, line: Line) -> None:
        """Draw the medians; a part whose time nobody published is hollow."""
        colour, s = ink(line[0].corridor).light, self.scale
        look: dict[str, Any] = {"solid_capstyle": "round", "solid_joinstyle": "round"}
        km, days = [mark.km for mark in line], [mark.p50 for mark in line]
        axes.plot(km, days, color="white", lw=3.6 * s, zorder=4, **look)
        axes.plot(km, days, color=colour, lw=2.2 * s, zorder=5, **look)
        for before, mark in pairwise(line):
            if mark.unsourced:
                ends = [before.km, mark.km], [before.p50, mark.p50]
                axes.plot(*ends, color="white", lw=1.0 * s, zorder=6, solid_capstyle="butt")

    def _ribbons(self, axes: Axes, lines: Sequence[Line]) -> None:
        """Draw for each line by which mode it runs; road is hollow, sea is thin."""
        s = self.scale
        for row, line in enumerate(lines):
            colour = ink(line[0].corridor).light
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
            badge(axes, -shift, row, row + 1, colour, self.tongue, scale=0.8 * s, clip=False)

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
            told = [self._told(line, names, size, room, most) for line in lines]
            heights = [(20.5 + 9.5 * len(words)) * s for words in told]
            if sum(heights) <= box.height * tall:
                break
        middles = spread(wanted, heights, low=box.y0 * tall - 8 * s, high=box.y1 * tall)
        out = -1 if self.mirrored else 1
        for number, (line, y, y0) in enumerate(zip(lines, middles, wanted, strict=True)):
            end, colour = line[-1], ink(line[0].corridor).light
            x = edge + out * 22 * s
            look: dict[str, Any] = {"ha": "right" if self.mirrored else "left", "size": size}
            words = told[number]
            low = y - (2.75 + 4.75 * len(words)) * s
            for row, text in enumerate(reversed(words)):
                up = low + (10 + 9.5 * row) * s
                write(self.figure, x, up, text, weight="bold", color=colour, **look)
            write(self.figure, x, low, amounts[number], **look)
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
        step, found = _BADGE * self.scale, list[tuple[float, float]]()
        for number, end in enumerate((line[-1] for line in lines), start=1):
            km = end.km
            while any(
                math.hypot((km - x) * per_km, (end.p50 - y) * per_unit) < step for x, y in found
            ):
                km += 0.25 * step / per_km
            found.append((km, end.p50))
            look: dict[str, Any] = {"scale": self.scale, "clip": False}
            badge(axes, *found[-1], number, ink(end.corridor).light, self.tongue, **look)
        return found

    def _told(
        self, line: Line, names: Mapping[str, str], size: float, room: float, most: int
    ) -> list[str]:
        """Return the name of a line, in so many lines of type at most."""
        name = names.get(line[-1].journey, line[-1].corridor)
        return limited(name, size, room, most, bold=True)

    def _amounts(self, line: Line, *, named: bool = True) -> str:
        """Return median and band of the end of a line; "at least" where parts are missing."""
        end = line[-1]
        decimals = 1 if self.unit is Unit.DAYS else 0
        middle, low, high = (self.tongue.number(v, decimals) for v in (end.p50, end.p10, end.p90))
        sign = self.tongue.say("d" if self.unit is Unit.DAYS else "USD")
        text = f"{middle} {sign} ({low}–{high})" if named else f"{middle} ({low}–{high})"
        if any(mark.gap for mark in line):
            return self.tongue.say("at least {amount}").format(amount=text)
        return text

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

    def _key(self, left: float, bottom: float, width: float) -> None:
        """Say in a line of words how the chart is to be read."""
        say, s = self.tongue.say, self.scale
        text = say(
            "Line: median. Band: P10 to P90. Step: stop. Hollow line: estimate without a published "
            "source. Strips below: rail thick, road hollow, sea thin."
        )
        x = left + width if self.mirrored else left
        look: dict[str, Any] = {
            "color": GROUND["quiet"].light,
            "ha": "right" if self.mirrored else "left",
        }
        for row, line in enumerate(wrapped(text, 6.6 * s, width)[:2]):
            write(self.figure, x, bottom + (11 - 9 * row) * s, line, size=6.6 * s, **look)


def _ticks(most: float) -> list[float]:
    """Return round numbers from 0 to a limit, four to eight of them.

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
