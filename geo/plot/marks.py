"""Lines of paper maps: width says the mode, pattern the status, offset keeps shared lines apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon
from scipy.spatial import cKDTree

from geo.model import Accuracy, Mode, Status
from geo.palette import GROUND, PATTERNS, STATES, TRUNK_WIDTHS, WIDTHS, colour_of, dashes_of
from geo.plot.sheet import INCH
from geo.webmap import SHUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from geo.i18n import Locale
    from geo.plot.text import Rect
    from geo.webmap import Symbol

PX: Final = 0.62
"""Points of a line on A4 for a pixel on the screen: paper shows finer detail."""
_THIN, _PALE = 0.83, 0.22
"""How much thinner and paler a line is whose course is schematic."""
_BAR_GAP: Final = 6.0


def draw_line(
    axes: Axes,
    line: NDArray[np.float64],
    owner: str,
    words: Sequence[str],
    *,
    scale: float,
    weight: float = 1.0,
) -> None:
    """Draw a line by its class names: width says the mode, pattern the status.

    Parameters
    ----------
    axes
        Its data are points of the sheet.
    line
        Shape (n, 2), points of the sheet.
    owner
        Corridor, ``trunk``, ``neutral`` or ``accent``; says the colour, and whether the line is
        broken.
    words
        Class names of `geo.webmap.line_style`, and ``trunk``.
    scale
        How much larger lines are than on A4.
    weight
        How much heavier this line is than one of its mode.
    """
    if SHUT in words:
        _draw_shut(axes, line, scale=scale)
        return
    if BARRED in words:
        _draw_barred(axes, line, paper_colour(owner), scale=scale)
        return
    mode = next((mode for mode in Mode if f"mode-{mode}" in words), Mode.SEA)
    status = next((one for one in Status if f"status-{one}" in words), Status.OPERATING)
    widths = TRUNK_WIDTHS if "trunk" in words else WIDTHS
    pattern, width = PATTERNS[status], widths[mode] * PX * scale * weight
    colour, dashes = paper_colour(owner), dashes_of(owner, status)
    cap = "round" if pattern.round_ends or not dashes else "butt"
    if f"accuracy-{Accuracy.SCHEMATIC}" in words:
        width, colour = width * _THIN, mixed(colour, GROUND["casing"].light, _PALE)
    style: dict[str, Any] = {"solid_joinstyle": "round", "solid_capstyle": "round"}
    if mode is not Mode.SEA:
        stroke(axes, line, color=GROUND["casing"].light, lw=width + 1.4 * scale, zorder=4, **style)
    if dashes:
        unit = PX * scale / width
        style |= {"ls": (0, tuple(length * unit for length in dashes)), "dash_capstyle": cap}
    stroke(axes, line, color=colour, lw=width, zorder=5, **style)
    if mode is Mode.ROAD:
        core: dict[str, Any] = {"lw": 0.45 * width, "solid_capstyle": "butt"}
        stroke(axes, line, color=GROUND["casing"].light, zorder=5.1, **core)
    if pattern.crossed:
        axes.add_artist(
            LineCollection(_bars(line, scale), colors=colour, linewidths=0.8 * scale, zorder=5.2)
        )


def _draw_barred(axes: Axes, line: NDArray[np.float64], colour: str, *, scale: float) -> None:
    """Draw a line that states of gates keep from serving: thin and dashed, as on the screen."""
    style: dict[str, Any] = {"lw": 1.0 * scale, "ls": (0, (4.2, 2.6)), "dash_capstyle": "butt"}
    under: dict[str, Any] = {"lw": 2.0 * scale, "zorder": 3.8, "solid_capstyle": "round"}
    stroke(axes, line, color=GROUND["casing"].light, **under)
    stroke(axes, line, color=colour, zorder=3.9, **style)


def _draw_shut(axes: Axes, line: NDArray[np.float64], *, scale: float) -> None:
    """Draw a sea leg that is not open: grey dots, whatever the corridor."""
    style: dict[str, Any] = {"lw": 1.25 * scale, "ls": (0, (0.05, 2.6)), "dash_capstyle": "round"}
    stroke(axes, line, color=paper_colour("neutral"), zorder=3.9, **style)


def stroke(axes: Axes, line: NDArray[np.float64], **style: Any) -> None:  # noqa: ANN401 - whatever a line takes
    """Draw a line as it is; limits of the axes stay."""
    axes.add_artist(Line2D(line[:, 0], line[:, 1], **style))


def mixed(colour: str, other: str, share: float) -> str:
    """Mix a colour with a share of another, both ``#rrggbb``.

    Examples
    --------
    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def paper_colour(name: str) -> str:
    """Colour of a corridor, ``trunk``, ``neutral``, ``accent`` or a state, on white paper."""
    if name in {"accent", "neutral", "trunk"}:
        return GROUND[name].light
    state = name.removeprefix("state-")
    return STATES[state].light if state != name and state in STATES else colour_of(name).light


def _bars(line: NDArray[np.float64], scale: float) -> list[NDArray[np.float64]]:
    """Short bars across a line, at even distances."""
    steps = np.diff(line, axis=0)
    lengths = np.hypot(*steps.T)
    run = np.concatenate(([0.0], lengths.cumsum()))
    gap, half = _BAR_GAP * scale, 2.2 * scale
    bars = []
    for place in np.arange(gap / 2, run[-1], gap):
        i = min(int(np.searchsorted(run, place, side="right")) - 1, len(steps) - 1)
        along = steps[i] / max(float(lengths[i]), 1e-9)
        middle, across = line[i] + along * (place - run[i]), along[::-1] * (1, -1) * half
        bars.append(np.array([middle - across, middle + across]))
    return bars


def sheet_axes(figure: Figure, rect: Rect) -> Axes:
    """Axes over a rectangle whose data are points of the sheet."""
    width, height = figure.get_size_inches() * INCH
    left, bottom, wide, tall = rect
    axes = figure.add_axes((left / width, bottom / height, wide / width, tall / height))
    axes.set_xlim(left, left + wide)
    axes.set_ylim(bottom, bottom + tall)
    axes.set_axis_off()
    return axes


def samples(lines: Sequence[NDArray[np.float64]], step: float) -> NDArray[np.float64]:
    """Points along lines at even distances; shape (n, 2)."""
    points = [
        shapely.get_coordinates(shapely.segmentize(shapely.LineString(line), step))
        for line in lines
    ]
    return np.concatenate(points)


def distances(own: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each point to the nearest other one.

    Examples
    --------
    >>> distances(np.array([(0.0, 0.0)]), np.array([(9.0, 9.0), (3.0, 4.0)])).tolist()
    [5.0]
    """
    if not len(others):
        return np.full(len(own), np.inf)
    return np.asarray(cKDTree(others).query(own)[0])


_MARKERS: Final = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^"}
_BADGE: Final = 6.3
BARRED: Final = "barred"
"""Class of a line that states of gates keep from serving, and mark of a gate that is barred."""


def _block(x: float, wide: float, tall: float) -> list[tuple[float, float]]:
    return [(x - wide, -tall), (x + wide, -tall), (x + wide, tall), (x - wide, tall)]


MARK_SIGNS: Final[Mapping[str, Sequence[Sequence[tuple[float, float]]]]] = {
    BARRED: [_block(0, 0.6, 0.19)],
    "blockaded": [_block(-0.27, 0.13, 0.46), _block(0.27, 0.13, 0.46)],
    "hindered": [
        [(float(0.64 * np.cos(turn)), float(0.64 * np.sin(turn)) + 0.02)
         for turn in np.linspace(0, np.pi, 25)]
    ],
    "unknown": [],
    "open": [],
}  # fmt: skip
"""Corners of what is cut out of the mark of a gate, in radii: a bar, two bars, the upper half."""
RINGS: Final = frozenset({"open", "unknown"})
"""Marks that are rings; that of a gate of which nothing is confirmed is dashed."""
MARK_REACH: Final = 1.3
"""How far a mark reaches at most, in radii."""
MARK_OUTLINES: Final[Mapping[str, Sequence[tuple[float, float]]]] = {
    "blockaded": [(0, 1.3), (1.3, 0), (0, -1.3), (-1.3, 0)],
}
"""Corners of the marks that are no discs, in radii."""


def _draw_mark(
    axes: Axes, point: tuple[float, float], radius: float, shape: str, colour: str, *, scale: float
) -> None:
    """Draw the state of a gate as the map on the screen does: a form, and a sign in it."""
    style: dict[str, Any] = {"ec": GROUND["paper"].light, "lw": 0.9 * scale, "zorder": 9}
    corners = MARK_OUTLINES.get(shape)
    if corners:
        axes.add_artist(Polygon(np.add(np.multiply(corners, radius), point), fc=colour, **style))
    elif shape in RINGS:
        style |= {"fc": GROUND["paper"].light, "ec": colour}
        style |= {} if shape == "open" else {"ls": (0, (1.6, 1.2))}
        axes.add_artist(Circle(point, radius, **style))
    else:
        axes.add_artist(Circle(point, radius * 1.1, fc=colour, **style))
    for sign in MARK_SIGNS[shape]:
        cut = np.add(np.multiply(sign, radius), point)
        axes.add_artist(Polygon(cut, fc=GROUND["paper"].light, ec="none", zorder=9.1))


def draw_symbol(
    axes: Axes, point: tuple[float, float], radius: float, symbol: Symbol, *, scale: float
) -> None:
    """Draw the symbol of a place or a stop.

    Parameters
    ----------
    axes
        Its data are points of the sheet.
    point
        Middle of the symbol, in the data of the axes.
    radius
        Points of the sheet.
    symbol
        Shape, style and colour; an end of the question is drawn dark.
    scale
        How much larger lines are than on A4.
    """
    if symbol.shape in MARK_SIGNS:
        colour = paper_colour(symbol.colour)
        _draw_mark(axes, point, radius, symbol.shape, colour, scale=scale)
        return
    end, solid = symbol.style == "end", "solid" in symbol.style.split()
    colour = paper_colour(symbol.colour)
    mark = Line2D(
        point[:1],
        point[1:],
        ls="none",
        marker=_MARKERS.get(symbol.shape, "o"),
        ms=2 * radius * (0.8 if symbol.shape == "diamond" else 1.0),
        mfc=GROUND["text"].light if end else colour if solid else GROUND["paper"].light,
        mec=GROUND["paper"].light if end else colour,
        mew=(0.9 if end else 0.8) * scale,
        zorder=10 if end else 8,
    )
    axes.add_artist(mark)


def badge(
    axes: Axes,
    x: float,
    y: float,
    number: int,
    colour: str,
    locale: Locale,
    *,
    scale: float = 1.0,
    clip: bool = True,
) -> None:
    """Draw a number in a ring: it tells lines apart where colours do not."""
    style = {"fc": GROUND["paper"].light, "ec": colour, "lw": 1.0 * scale}
    axes.text(
        x,
        y,
        locale.number(number, 0),
        ha="center",
        va="center_baseline",
        size=_BADGE * scale,
        weight="bold",
        color=colour,
        zorder=13,
        clip_on=clip,
        bbox={"boxstyle": "circle,pad=0.2", **style},
    )
