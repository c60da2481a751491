"""The charts of the page of the story: events on a line of years, volumes by branch and year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import altair as alt
import pandas as pd

from geo.history import EventKind, Series
from geo.maps_words import month_text
from geo.palette import ACCENT, CORRIDORS, GROUND, NEUTRAL
from geo.tongues import RIGHT_TO_LEFT
from geo.tongues_history import amount, branch_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.history import Event, Volume
    from geo.maps_scene import Tongue

FIRST_YEAR: Final = 2000
"""The chart begins with the agreement on the corridor; earlier events stand in the table."""
ROW_HEIGHT: Final = 30
VOLUME_HEIGHT: Final = 200


def event_rows(events: Iterable[Event], month: str, tongue: Tongue) -> pd.DataFrame:
    """Return events since 2000, one a row; ``past`` says whether they lie before a month's end."""
    return pd.DataFrame(
        [
            {
                "id": one.id,
                "when": pd.Timestamp(f"{one.month}-01"),
                "date": month_text(one.date, tongue),
                "kind": tongue.say(one.kind.value),
                "text": tongue.say(one.text),
                "source": one.source,
                "grade": one.grade.value,
                "past": one.month <= month,
            }
            for one in events
            if one.year >= FIRST_YEAR
        ]
    )


def event_chart(rows: pd.DataFrame, month: str, tongue: Tongue, *, theme: str) -> alt.LayerChart:
    """Return the events as points, one row a kind, with a rule at the month."""
    say, mirrored = tongue.say, tongue.language in RIGHT_TO_LEFT
    time = alt.X(
        "when:T",
        title=None,
        axis=alt.Axis(format="%Y", tickCount="year", labelOverlap=True),
        scale=alt.Scale(reverse=mirrored),
    )
    points = (
        alt.Chart(rows)
        .mark_point(size=70, filled=True, color=NEUTRAL.on(theme))
        .encode(
            x=time,
            y=alt.Y(
                "kind:N",
                title=None,
                sort=[say(kind.value) for kind in EventKind],
                axis=alt.Axis(orient="right" if mirrored else "left", grid=True),
            ),
            opacity=alt.when("datum.past").then(alt.value(0.9)).otherwise(alt.value(0.35)),
            tooltip=[
                alt.Tooltip("date:N", title=say("Date")),
                alt.Tooltip("text:N", title=say("Event")),
                alt.Tooltip("source:N", title=say("Source")),
                alt.Tooltip("grade:N", title=say("Grade")),
            ],
        )
    )
    now = pd.DataFrame([{"when": pd.Timestamp(f"{month}-01")}])
    rule = alt.Chart(now).mark_rule(color=ACCENT.on(theme), strokeWidth=2).encode(x=time)
    return _dressed(alt.layer(rule, points), ROW_HEIGHT * len(EventKind), theme)


def volume_rows(
    volumes: Iterable[Volume], names: Mapping[str, str], tongue: Tongue
) -> pd.DataFrame:
    """Return volumes, one a row, each count of a year by itself."""
    return pd.DataFrame(
        [
            {
                "id": one.id,
                "year": str(one.year),
                "branch": one.branch,
                "name": branch_name(one, names, tongue),
                "value": one.middle,
                "told": amount(one, tongue),
                "basis": tongue.say(one.basis),
                "grade": one.grade.value,
                "note": tongue.say(one.note),
                "source": one.source,
                "part": one.series is Series.PART,
            }
            for one in volumes
        ]
    )


def volume_chart(rows: pd.DataFrame, tongue: Tongue, *, theme: str) -> alt.LayerChart:
    """Return volumes as stems with a point; a year without a count stays empty.

    Two counts of one year and branch are two points on one stem; a diamond counts a part of a year.
    """
    say, mirrored = tongue.say, tongue.language in RIGHT_TO_LEFT
    years = [str(year) for year in range(int(rows["year"].min()), int(rows["year"].max()) + 1)]
    branches = sorted(rows["branch"].unique())
    names = [rows.loc[rows["branch"] == branch, "name"].iloc[0] for branch in branches]
    legend = alt.Legend(orient="top", title=None, symbolType="circle") if branches[1:] else None
    inks = [CORRIDORS.get(branch, NEUTRAL).on(theme) for branch in branches]
    base = alt.Chart(rows).encode(
        x=alt.X(
            "year:N",
            title=None,
            scale=alt.Scale(domain=years[::-1] if mirrored else years),
            axis=alt.Axis(labelAngle=0, grid=False),
        ),
        xOffset=alt.XOffset("branch:N", scale=alt.Scale(domain=branches)),
        y=alt.Y(
            "value:Q",
            title=say("Million tonnes"),
            stack=None,
            axis=alt.Axis(orient="right" if mirrored else "left", tickCount=4),
        ),
        color=alt.Color("name:N", legend=legend, scale=alt.Scale(domain=names, range=inks)),
        tooltip=[
            alt.Tooltip("year:N", title=say("Year")),
            alt.Tooltip("name:N", title=say("Branch")),
            alt.Tooltip("told:N", title=say("Published")),
            alt.Tooltip("basis:N", title=say("Basis")),
            alt.Tooltip("grade:N", title=say("Grade")),
            alt.Tooltip("note:N", title=say("Note")),
            alt.Tooltip("source:N", title=say("Source")),
        ],
    )
    stems = base.mark_bar(width=4, opacity=0.35)
    points = base.mark_point(size=75, filled=True, opacity=1).encode(
        shape=alt.when("datum.part").then(alt.value("diamond")).otherwise(alt.value("circle"))
    )
    return _dressed(alt.layer(stems, points), VOLUME_HEIGHT, theme)


def _dressed(drawn: alt.LayerChart | alt.FacetChart, height: int, theme: str) -> alt.LayerChart:
    quiet, rule = (GROUND[name].on(theme) for name in ("quiet", "rule"))
    dressed: alt.LayerChart = (
        drawn.properties(width="container", height=height, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=quiet, titleColor=quiet, gridColor=rule, domainColor=rule, tickColor=rule
        )
        .configure_legend(labelColor=quiet)
    )
    return dressed
