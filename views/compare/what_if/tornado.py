"""Which figures move one corridor most: as a tornado, and as a table of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import altair as alt
import pandas as pd

from geo.i18n import RIGHT_TO_LEFT
from geo.model import HOURS_PER_DAY, Grade
from geo.palette import GROUND, colour_of
from geo.summary import signed
from views.ui.charts import labelled_axis, ticks, with_theme
from views.ui.templates import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.evidence import Figure
    from geo.i18n import Locale
    from geo.journeys import Swing
    from geo.webmap import SourceLookup

LABEL_PX: Final = 330
ROW_HEIGHT: Final = 40


def swing_rows(
    swings: Sequence[Swing], figures: Mapping[str, Figure], labels: Mapping[str, str]
) -> pd.DataFrame:
    """Return the swings in days, the largest first."""
    return pd.DataFrame(
        [
            {
                "figure": swing.figure_id,
                "label": labels[swing.figure_id],
                "grade": figures[swing.figure_id].grade.value,
                "low": round(swing.low_hours / HOURS_PER_DAY, 2),
                "high": round(swing.high_hours / HOURS_PER_DAY, 2),
                "weak": figures[swing.figure_id].grade is Grade.K,
            }
            for swing in swings
        ]
    )


def tornado(rows: pd.DataFrame, locale: Locale, *, corridor: str, theme: str) -> dict[str, Any]:
    """Return the tornado as Vega-Lite: how many days P50 moves with each figure."""
    translate = locale.translate
    quiet, paper, text = (GROUND[name].on(theme) for name in ("quiet", "paper", "text"))
    colour = colour_of(corridor).on(theme)
    mirrored = locale.language in RIGHT_TO_LEFT
    records = rows.assign(
        least=[signed(value, locale) for value in rows["low"]],
        most=[signed(value, locale) for value in rows["high"]],
    )
    tooltip = [
        alt.Tooltip("label:N", title=translate("Figure")),
        alt.Tooltip("least:N", title=translate("At its shortest, days")),
        alt.Tooltip("most:N", title=translate("At its longest, days")),
        alt.Tooltip("grade:N", title=translate("Grade")),
    ]
    data = alt.NamedData("rows")
    base = alt.Chart(data).encode(
        y=alt.Y("figure:N", sort=None, title=None, axis=None), tooltip=tooltip
    )
    scale = alt.Scale(reverse=mirrored, padding=26)
    weak = alt.when("datum.weak")
    bars = base.mark_bar(height=12, yOffset=7, strokeWidth=1.5, stroke=colour).encode(
        x=alt.X(
            "low:Q", title=translate("Shift of P50, days"), scale=scale, axis=_axis(rows, locale)
        ),
        x2="high:Q",
        fill=weak.then(alt.value("transparent")).otherwise(alt.value(colour)),
        strokeDash=weak.then(alt.value([4, 3])).otherwise(alt.value([1, 0])),
    )
    begin: Literal["left", "right"] = "right" if mirrored else "left"
    marks = base.mark_text(align=begin, dx=-6 if mirrored else 6, dy=7, color=text).encode(
        x="high:Q", text="grade:N"
    )
    at = alt.value("width" if mirrored else 0)
    halo, titles = (
        base.mark_text(align=begin, dy=-8, limit=LABEL_PX, **colour_of_text).encode(
            x=at, text="label:N"
        )
        for colour_of_text in ({"stroke": paper, "strokeWidth": 5}, {"color": text})
    )
    zero = alt.Chart(data).mark_rule(color=quiet, aria=False).encode(x=alt.datum(0))
    layers = alt.layer(zero, bars, marks, halo, titles)
    spec: dict[str, Any] = with_theme(layers, ROW_HEIGHT * len(rows), theme).to_dict()
    spec["datasets"] = {"rows": records.to_dict("records")}
    return spec


def _axis(rows: pd.DataFrame, locale: Locale) -> alt.Axis:
    """Return an axis of shifts to both sides of nothing, signed as the language writes them."""
    low, high = min(0.0, rows["low"].min()), max(0.0, rows["high"].max())
    steps = ticks(max(-low, high) or 1.0)
    decimals = 0 if all(step == int(step) for step in steps) else 1
    shown = [step for step in (*(-one for one in steps[:0:-1]), *steps) if low <= step <= high]
    labels = {
        step: signed(step, locale, decimals) if step else locale.number(0, 0) for step in shown
    }
    return labelled_axis(labels, "bottom")


def swing_table(
    swings: Sequence[Swing],
    *,
    figures: Mapping[str, Figure],
    labels: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Write the tornado as a table, with the default of each figure and its sources, as HTML."""
    rows = [(swing, figures[swing.figure_id]) for swing in swings]
    return render(
        "compare/what_if/swings.html", locale, rows=rows, labels=labels, source_of=source_of
    )
