"""The charts of the page of the story: events on a line of years, volumes by branch and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import altair as alt
import pandas as pd

from geo.evidence import EventKind, Series
from geo.i18n import RIGHT_TO_LEFT, amount, branch_name, from_left, month_text, sentence
from geo.model import BRANCHES
from geo.months import MONTHS_PER_YEAR
from geo.palette import ACCENT, CORRIDORS, GROUND, NEUTRAL
from views.ui.charts import (
    LABEL_PX,
    labelled_axis,
    number_axis,
    ticks,
    upright_side,
    with_theme,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.evidence import Event, Volume
    from geo.i18n import Locale

FIRST_YEAR: Final = 2000
"""The chart begins with the agreement on the corridor; earlier events stand in the table."""
ROW_HEIGHT: Final = 30
AXIS_HEIGHT: Final = 45
VOLUME_HEIGHT: Final = 200
VOLUME_TICKS: Final = 6


def event_rows(events: Iterable[Event], month: str, locale: Locale) -> pd.DataFrame:
    """Return events since 2000, one a row; ``past`` says whether they lie before a month's end."""
    return pd.DataFrame(
        [
            {
                "id": one.id,
                "when": _years(one.month),
                "date": month_text(one.date, locale),
                "kind": locale.translate(one.kind.value),
                "text": sentence(one.text, locale),
                "source": one.source,
                "grade": one.grade.value,
                "past": one.month <= month,
            }
            for one in events
            if one.year >= FIRST_YEAR
        ]
    )


def event_chart(rows: pd.DataFrame, month: str, locale: Locale, *, theme: str) -> alt.LayerChart:
    """Return the events as points, one row a kind, with a rule at the month, which is named."""
    translate, mirrored = locale.translate, locale.language in RIGHT_TO_LEFT
    now = _years(month)
    last = max(rows["when"].max(), now)
    years = {
        float(year): month_text(str(year), locale) for year in range(FIRST_YEAR, int(last) + 1)
    }
    time = alt.X(
        "when:Q",
        title=None,
        axis=labelled_axis(years, "bottom"),
        scale=alt.Scale(domain=[FIRST_YEAR, last], nice=False, padding=8, reverse=mirrored),
    )
    kinds = alt.Y(
        "kind:N",
        title=None,
        sort=[translate(kind.value) for kind in EventKind],
        axis=alt.Axis(orient=upright_side(locale), grid=True),
    )
    points = (
        alt.Chart(rows)
        .mark_point(size=70, filled=True, color=NEUTRAL.on(theme))
        .encode(
            x=time,
            y=kinds,
            opacity=alt.when("datum.past").then(alt.value(0.9)).otherwise(alt.value(0.35)),
            tooltip=[
                alt.Tooltip("date:N", title=translate("Date")),
                alt.Tooltip("text:N", title=translate("Event")),
                alt.Tooltip("source:N", title=translate("Source")),
                alt.Tooltip("grade:N", title=translate("Grade")),
            ],
        )
    )
    here = alt.Chart(
        pd.DataFrame([{"when": now, "month": from_left(month_text(month, locale), locale)}])
    )
    rule = here.mark_rule(color=ACCENT.on(theme), strokeWidth=2).encode(x=time)
    late = now > (FIRST_YEAR + last) / 2
    name = here.mark_text(
        align="right" if late != mirrored else "left",
        baseline="bottom",
        dx=-5 if late != mirrored else 5,
        dy=-4,
        fontSize=LABEL_PX,
        color=GROUND["text"].on(theme),
    ).encode(x=time, y=alt.value(0), text="month:N")
    return with_theme(
        alt.layer(rule, points, name), ROW_HEIGHT * len(EventKind) + AXIS_HEIGHT, theme
    )


def _years(month: str) -> float:
    """Return where a month ``YYYY-MM`` lies on a line of years."""
    year, number = month.split("-")
    return int(year) + (int(number) - 1) / MONTHS_PER_YEAR


def volume_rows(
    volumes: Iterable[Volume], names: Mapping[str, str], locale: Locale
) -> pd.DataFrame:
    """Return volumes, one a row, each count of a year by itself."""
    return pd.DataFrame(
        [
            {
                "id": one.id,
                "number": one.year,
                "year": month_text(str(one.year), locale),
                "branch": one.branch,
                "name": branch_name(one, names, locale),
                "value": one.middle,
                "published": amount(one, locale),
                "basis": locale.translate(one.basis),
                "grade": one.grade.value,
                "note": sentence(one.note, locale),
                "source": one.source,
                "part": one.series is Series.PART,
            }
            for one in volumes
        ]
    )


def branch_names(rows: pd.DataFrame) -> dict[str, str]:
    """Return what the branches of some volumes are called, by id, in the order of the corridor."""
    called = dict(zip(rows["branch"], rows["name"], strict=True))
    return {branch: called[branch] for branch in ("", *BRANCHES) if branch in called}


def volume_chart(rows: pd.DataFrame, locale: Locale, *, theme: str) -> alt.LayerChart:
    """Return volumes as stems with a point; a year without a count stays empty.

    Two counts of one year and branch are two points on one stem; a diamond counts a part of a year.
    """
    translate, mirrored = locale.translate, locale.language in RIGHT_TO_LEFT
    years = [
        month_text(str(year), locale)
        for year in range(int(rows["number"].min()), int(rows["number"].max()) + 1)
    ]
    branches = list(branch_names(rows))
    colours = [CORRIDORS.get(branch, NEUTRAL).on(theme) for branch in branches]
    top = rows["value"].max() * 1.05
    base = alt.Chart(rows).encode(
        x=alt.X(
            "year:N",
            title=None,
            scale=alt.Scale(domain=years[::-1] if mirrored else years),
            axis=alt.Axis(labelAngle=0, grid=False),
        ),
        xOffset=alt.XOffset(
            "branch:N", scale=alt.Scale(domain=branches[::-1] if mirrored else branches)
        ),
        y=alt.Y(
            "value:Q",
            title=translate("Million tonnes"),
            stack=None,
            scale=alt.Scale(domain=[0, top], nice=False),
            axis=number_axis(ticks(top, VOLUME_TICKS), locale, upright_side(locale)),
        ),
        color=alt.Color("branch:N", legend=None, scale=alt.Scale(domain=branches, range=colours)),
        tooltip=[
            alt.Tooltip("year:N", title=translate("Year")),
            alt.Tooltip("name:N", title=translate("Branch")),
            alt.Tooltip("published:N", title=translate("Published")),
            alt.Tooltip("basis:N", title=translate("Basis")),
            alt.Tooltip("grade:N", title=translate("Grade")),
            alt.Tooltip("note:N", title=translate("Note")),
            alt.Tooltip("source:N", title=translate("Source")),
        ],
    )
    stems = base.mark_bar(width=4, opacity=0.35)
    points = base.mark_point(size=75, filled=True, opacity=1).encode(
        shape=alt.when("datum.part").then(alt.value("diamond")).otherwise(alt.value("circle"))
    )
    return with_theme(alt.layer(stems, points), VOLUME_HEIGHT, theme)
