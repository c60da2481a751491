"""Symbols of paper maps and charts: places, stops, and the numbers that tell lines apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from matplotlib.lines import Line2D

from geo.palette import GROUND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from geo.i18n.locale import Tongue

_MARKERS: Final = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^"}
_BADGE: Final = 6.3


def symbol(
    axes: Axes,
    x: float,
    y: float,
    radius: float,
    colour: str,
    props: Mapping[str, Any],
    *,
    scale: float,
    end: bool = False,
) -> None:
    """Draw the symbol of a place or a stop.

    Parameters
    ----------
    axes
        Where.
    x, y
        Its middle, in the data of the axes.
    radius
        Points.
    colour
        Of its outline, or of the whole where its class names say ``solid``.
    props
        Of the feature: ``shape`` and ``style``.
    scale
        How much larger lines are than on A4.
    end
        Whether it is an end of the question.
    """
    shape = str(props.get("shape", "circle"))
    solid = end or "solid" in str(props.get("style", "")).split()
    mark = Line2D(
        [x],
        [y],
        ls="none",
        marker=_MARKERS.get(shape, "o"),
        ms=2 * radius * (0.8 if shape == "diamond" else 1.0),
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
    tongue: Tongue,
    *,
    scale: float = 1.0,
    clip: bool = True,
) -> None:
    """Draw a number in a ring: it tells lines apart where colours do not."""
    look = {"fc": GROUND["paper"].light, "ec": colour, "lw": 1.0 * scale}
    axes.text(
        x,
        y,
        tongue.number(number, 0),
        ha="center",
        va="center_baseline",
        size=_BADGE * scale,
        weight="bold",
        color=colour,
        zorder=13,
        clip_on=clip,
        bbox={"boxstyle": "circle,pad=0.2", **look},
    )
