"""The charts of the back-test: each movement's band of the model beside its published days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import altair as alt
import pandas as pd

from geo.i18n import RIGHT_TO_LEFT
from geo.palette import GROUND, NEUTRAL, colour_of
from views.evidence.tables import days_text, error_text, in_order, route_text
from views.ui.charts import number_axis, read_in_order, ticks, with_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.i18n import Locale
    from geo.validation import Trial
    from geo.webmap import SourceLookup

ROW_HEIGHT: Final = 30
AXIS_HEIGHT: Final = 45
"""Pixels that the axis of a chart takes of its height."""
MOST_TICKS: Final = 9
_SHORT: Final = 46


def trial_rows(trials: Sequence[Trial], source_of: SourceLookup, locale: Locale) -> pd.DataFrame:
    """Return the movements beside the model, one a row, by clock and days."""
    return pd.DataFrame(
        [
            {
                "id": one.movement.id,
                "route": read_in_order(_short(route_text(one, locale)), locale),
                "clock": locale.translate(one.movement.clock.value),
                "corridor": one.corridor,
                "p10": round(one.days.p10, 2),
                "p50": round(one.days.p50, 2),
                "p90": round(one.days.p90, 2),
                "seen": round(one.observed, 2),
                "published": locale.number(one.observed, 1),
                "inside": locale.translate("inside") if one.inside else locale.translate("outside"),
                "model": days_text(one, locale),
                "error": error_text(one, locale),
                "basis": locale.translate(one.movement.basis),
                "grade": one.movement.grade.value,
                "counts": one.used_for_validation,
                "source": "; ".join(source_of(name)[0] for name in one.movement.sources),
            }
            for one in in_order(trials)
        ]
    )


def trial_chart(
    rows: pd.DataFrame, locale: Locale, *, theme: str, longest: float
) -> alt.LayerChart:
    """Return the chart: the model's band as a bar, the published days as a point.

    Parameters
    ----------
    rows
        From `trial_rows`.
    locale
        Language of the chart; one written from the right turns the axis round.
    theme
        ``light`` or ``dark``.
    longest
        Days at the end of the axis, the same for charts that stand below each other.
    """
    translate = locale.translate
    quiet, text = (GROUND[name].on(theme) for name in ("quiet", "text"))
    miss = colour_of("eastern").on(theme)
    mirrored = locale.language in RIGHT_TO_LEFT
    base = alt.Chart(rows).encode(y=alt.Y("id:N", sort=None, title=None, axis=None))
    tooltip = [
        alt.Tooltip("route:N", title=translate("Movement")),
        alt.Tooltip("clock:N", title=translate("Clock")),
        alt.Tooltip("published:N", title=translate("Published days")),
        alt.Tooltip("model:N", title="P10 – P50 – P90"),
        alt.Tooltip("error:N", title=translate("Error of P50")),
        alt.Tooltip("basis:N", title=translate("Basis")),
        alt.Tooltip("source:N", title=translate("Sources")),
    ]
    days = alt.X(
        "p10:Q",
        title=translate("Days"),
        axis=number_axis(ticks(longest, MOST_TICKS), locale, "bottom"),
        scale=alt.Scale(domain=[0, longest], nice=False, reverse=mirrored),
    )
    pale = alt.when("datum.counts")
    label = base.mark_text(
        align="right" if mirrored else "left", dy=-9, fontSize=11, color=quiet
    ).encode(x=alt.datum(0), text="route:N", tooltip=tooltip)
    bar = base.mark_bar(height=8, yOffset=5, color=NEUTRAL.on(theme)).encode(
        x=days,
        x2="p90:Q",
        tooltip=tooltip,
        opacity=pale.then(alt.value(0.4)).otherwise(alt.value(0.15)),
    )
    middle = base.mark_tick(thickness=2.5, height=12, yOffset=5, color=quiet).encode(x="p50:Q")
    outside = alt.when(alt.datum.inside == translate("outside"))
    seen = base.mark_point(size=52, yOffset=5, filled=True, opacity=1).encode(
        x="seen:Q",
        tooltip=tooltip,
        color=outside.then(alt.value(miss)).otherwise(alt.value(text)),
        shape=outside.then(alt.value("diamond")).otherwise(alt.value("circle")),
    )
    height = ROW_HEIGHT * len(rows) + AXIS_HEIGHT
    return with_theme(alt.layer(label, bar, middle, seen), height, theme)


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
