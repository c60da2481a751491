"""Names of the long stops on a chart over distance, where there is room for them."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.patheffects import withStroke

from geo.charts_labels import Board, Wish
from geo.charts_paper import INCH
from geo.charts_type import one_line, width_of, write
from geo.journeys.profile import HOURS_A_DAY, Unit
from geo.palette import GROUND

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo.i18n.locale import Tongue
    from geo.journeys.profile import Mark

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
    tongue: Tongue,
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
    tongue
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
    for text, mark, middle in long_stops(lines, most, tongue):
        x, y = at(mark.km, middle)
        wish = Wish(
            text=text, x=x, y=y, width=width_of(text, size), height=size, gap=2.5 * s, near=True
        )
        if (found := board.place(wish)) is None:
            continue
        left, low, right, _ = found.box
        ends = found.side < 0  # the letters may come out wider than they were measured
        write(
            figure, right if ends else left, low + 0.15 * size, text, size=size, zorder=8,
            color=GROUND["quiet"].light, ha="right" if ends else "left", path_effects=halo,
        )  # fmt: skip


def long_stops(
    lines: Sequence[Line], most: float, tongue: Tongue
) -> Iterator[tuple[str, Mark, float]]:
    """Yield the long stops, the longest first: what they are called, where, and their height.

    Stops at one place follow each other in one label; a label that stands there already, by
    another line, is not repeated.
    """
    found: list[tuple[float, str, Mark, float]] = []
    for line in lines:
        marks = list(pairwise(line))
        for place, group in groupby(marks, key=lambda pair: (pair[1].label, pair[1].km)):
            stops = [(a, b) for a, b in group if b.what == "stop"]
            long = [b for _, b in stops if b.part_p50 >= _LONG_STOP * most]
            if not long:
                continue
            amounts = " + ".join(_amount(mark, tongue) for mark in long)
            text = one_line(f"{tongue.say(place[0])}: {amounts}")
            middle = (stops[0][0].p50 + stops[-1][1].p50) / 2
            found.append((sum(mark.part_p50 for mark in long), text, long[0], middle))
    told: list[tuple[str, float, float]] = []
    for _, text, mark, middle in sorted(found, key=lambda row: -row[0]):
        if not any(
            text == other and abs(km - mark.km) < _NEAR_KM and abs(middle - height) < most / 20
            for other, km, height in told
        ):
            told.append((text, mark.km, middle))
            yield text, mark, middle


def _amount(mark: Mark, tongue: Tongue) -> str:
    if mark.unit is Unit.DAYS:
        return tongue.duration(mark.part_p50 * HOURS_A_DAY)
    return f"{tongue.number(mark.part_p50, 0)} {tongue.say('USD')}"
