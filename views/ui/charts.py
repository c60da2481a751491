"""What the charts of all pages share: their axes, their colours."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING, Final, Literal

import altair as alt

from geo.i18n import RIGHT_TO_LEFT
from geo.palette import GROUND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.i18n import Locale

Side = Literal["left", "right", "bottom"]
LABEL_PX: Final = 12
"""Size of the text at the axes."""
MINUS: Final = "\N{MINUS SIGN}"
"""What the browser's `format` writes before a number below nothing."""
_TICKS: Final = 7
_STEPS: Final = (1, 2, 2.5, 5, 10)
_RIGHT_TO_LEFT: Final = "\N{RIGHT-TO-LEFT ISOLATE}"
_DONE: Final = "\N{POP DIRECTIONAL ISOLATE}"


def with_theme(chart: alt.LayerChart | alt.FacetChart, height: int, theme: str) -> alt.LayerChart:
    """Return a chart as wide as its place, its axes in the quiet colours of a theme."""
    quiet, rule = (GROUND[name].on(theme) for name in ("quiet", "rule"))
    result: alt.LayerChart = (
        chart.properties(width="container", height=height, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            titleFontWeight="normal",
            labelFontSize=LABEL_PX,
            titleFontSize=LABEL_PX,
            gridColor=rule,
            domainColor=rule,
            tickColor=rule,
            labelColor=quiet,
            titleColor=quiet,
        )
    )
    return result


def ticks(top: float, most: int = _TICKS) -> list[float]:
    """Return round numbers from nothing up to a value, about so many of them.

    Examples
    --------
    >>> ticks(31)
    [0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0]
    """
    rough = top / most
    power = 10.0 ** floor(log10(rough))
    step = power * next(s for s in _STEPS if s * power >= rough)
    return [number * step for number in range(ceil(top / step)) if number * step <= top]


def number_axis(at: Sequence[float], locale: Locale, side: Side) -> alt.Axis:
    """Make an axis with numbers at given places, written as the language writes them."""
    decimals = 0 if all(value == int(value) for value in at) else 1
    return labelled_axis({value: locale.number(value, decimals) for value in at}, side)


def labelled_axis(labels: Mapping[float, str], side: Side) -> alt.Axis:
    """Return an axis with a text at each of some numbers; where it is narrow some are left out."""
    signed = {f"{value:g}".replace("-", MINUS): text for value, text in labels.items()}
    pairs = ",".join(f"'{value}':'{text}'" for value, text in signed.items())
    return alt.Axis(
        values=list(labels),
        labelExpr=f"({{{pairs}}})[format(datum.value, '~r')] || datum.value",
        labelOverlap=True,
        orient=side,
    )


def upright_side(locale: Locale) -> Side:
    """Return the side of a chart on which its reader begins."""
    return "right" if locale.language in RIGHT_TO_LEFT else "left"


def read_in_order(text: str, locale: Locale) -> str:
    """Return a text that a canvas, which knows no language, draws in the order it is read."""
    return f"{_RIGHT_TO_LEFT}{text}{_DONE}" if locale.language in RIGHT_TO_LEFT else text
