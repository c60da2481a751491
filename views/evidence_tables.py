"""The tables of the page of evidence: scores, movements, misses, figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import altair as alt
import pandas as pd

from geo.maps_scene import NARROW_SPACE
from geo.maps_words import month_text
from geo.palette import GROUND, NEUTRAL, ink
from geo.tongues import RIGHT_TO_LEFT
from geo.tongues_figures import applies_to, band_text, grade_name
from views.compare_tables import table
from views.itinerary import source_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.backtest_rows import Trial
    from geo.backtest_scores import Score
    from geo.backtest_weight import Rest
    from geo.figures import Figure
    from geo.maps_scene import SourceBook, Tongue

ROW_HEIGHT: Final = 30
AXIS_HEIGHT: Final = 45
"""Pixels that the axis of a chart takes of its height."""
_SHORT: Final = 46
_FROM_LEFT: Final = "\N{LEFT-TO-RIGHT ISOLATE}"
_DONE: Final = "\N{POP DIRECTIONAL ISOLATE}"


def share(value: float, tongue: Tongue) -> str:
    """Return a share in per cent, one decimal below ten per cent."""
    per_cent = 100 * value
    return f"{tongue.number(per_cent, 1)}{NARROW_SPACE}%"


def score_table(scores: Iterable[Score], tongue: Tongue) -> str:
    """Return errors, coverage and baselines as HTML; a baseline that wins is set in bold."""
    say = tongue.say
    heads = [
        say("Movements"),
        say("Rows"),
        say("Error of P50"),
        say("Inside P10–P90"),
        say("One speed for all"),
        say("One speed per clock"),
    ]
    rows = []
    for score in scores:
        name = say("all") if score.by == "all" else f"{say(score.by)}: {say(score.name)}"
        cells = [
            f'<th scope="row">{escape(name)}</th>',
            f'<td data-label="{escape(heads[1])}">{tongue.number(score.count, 0)}</td>',
            f'<td data-label="{escape(heads[2])}"><b>{share(score.median_error, tongue)}</b></td>',
            f'<td data-label="{escape(heads[3])}">{share(score.coverage, tongue)}</td>',
        ]
        for head, baseline in zip(heads[4:], (score.one_speed, score.speed_by_clock), strict=True):
            text = share(baseline, tongue)
            if baseline < score.median_error:
                text = f"<b>{text}</b> {escape(say('better than the model'))}"
            cells.append(f'<td data-label="{escape(head)}">{text}</td>')
        rows.append("".join(cells))
    return table(heads, rows, "answers beside plain scores")


def trial_rows(trials: Sequence[Trial], book: SourceBook, tongue: Tongue) -> pd.DataFrame:
    """Return the movements beside the model, one a row, by clock and days."""
    ordered = sorted(trials, key=lambda one: (one.movement.clock, one.observed, one.movement.id))
    return pd.DataFrame(
        [
            {
                "id": one.movement.id,
                "way": _short(_way(one, tongue)),
                "clock": tongue.say(one.movement.clock.value),
                "corridor": one.corridor,
                "p10": round(one.days.p10, 2),
                "p50": round(one.days.p50, 2),
                "p90": round(one.days.p90, 2),
                "seen": round(one.observed, 2),
                "inside": tongue.say("inside") if one.inside else tongue.say("outside"),
                "error": f"{'+' if one.error > 0 else '−'}{share(abs(one.error), tongue)}",
                "basis": tongue.say(one.movement.basis),
                "grade": one.movement.grade.value,
                "counts": one.counts,
                "source": "; ".join(book(name)[0] for name in one.movement.sources),
            }
            for one in ordered
        ]
    )


def trial_chart(
    rows: pd.DataFrame, tongue: Tongue, *, theme: str, longest: float
) -> alt.LayerChart:
    """Return the chart: the model's band as a bar, the published days as a point.

    Parameters
    ----------
    rows
        From `trial_rows`.
    tongue
        Language of the chart; one written from the right turns the axis round.
    theme
        ``light`` or ``dark``.
    longest
        Days at the end of the axis, the same for charts that stand below each other.
    """
    say = tongue.say
    quiet, rule, text = (GROUND[name].on(theme) for name in ("quiet", "rule", "text"))
    miss = ink("eastern").on(theme)
    mirrored = tongue.language in RIGHT_TO_LEFT
    base = alt.Chart(rows).encode(y=alt.Y("id:N", sort=None, title=None, axis=None))
    tooltip = [
        alt.Tooltip("way:N", title=say("Movement")),
        alt.Tooltip("clock:N", title=say("Clock")),
        alt.Tooltip("seen:Q", title=say("Published days")),
        alt.Tooltip("p10:Q", title="P10"),
        alt.Tooltip("p50:Q", title="P50"),
        alt.Tooltip("p90:Q", title="P90"),
        alt.Tooltip("error:N", title=say("Error of P50")),
        alt.Tooltip("basis:N", title=say("Basis")),
        alt.Tooltip("source:N", title=say("Sources")),
    ]
    days = alt.X(
        "p10:Q",
        title=say("Days"),
        scale=alt.Scale(domain=[0, longest], nice=False, reverse=mirrored),
    )
    pale = alt.when("datum.counts")
    label = base.mark_text(
        align="right" if mirrored else "left", dy=-9, fontSize=11, color=quiet
    ).encode(x=alt.datum(0), text="way:N", tooltip=tooltip)
    bar = base.mark_bar(height=8, yOffset=5, color=NEUTRAL.on(theme)).encode(
        x=days,
        x2="p90:Q",
        tooltip=tooltip,
        opacity=pale.then(alt.value(0.4)).otherwise(alt.value(0.15)),
    )
    middle = base.mark_tick(thickness=2.5, height=12, yOffset=5, color=quiet).encode(x="p50:Q")
    outside = alt.when(alt.datum.inside == say("outside"))
    seen = base.mark_point(size=52, yOffset=5, filled=True, opacity=1).encode(
        x="seen:Q",
        tooltip=tooltip,
        color=outside.then(alt.value(miss)).otherwise(alt.value(text)),
        shape=outside.then(alt.value("diamond")).otherwise(alt.value("circle")),
    )
    drawn: alt.LayerChart = (
        alt.layer(label, bar, middle, seen)
        .properties(
            width="container", height=ROW_HEIGHT * len(rows) + AXIS_HEIGHT, background="transparent"
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=quiet, titleColor=quiet, gridColor=rule, domainColor=rule, tickColor=rule
        )
    )
    return drawn


def trial_table(rows: pd.DataFrame, tongue: Tongue) -> pd.DataFrame:
    """Return the rows of the chart with the heads a reader sees."""
    say = tongue.say
    heads = {
        "id": say("Row"),
        "way": say("Movement"),
        "clock": say("Clock"),
        "seen": say("Published days"),
        "p10": "P10",
        "p50": "P50",
        "p90": "P90",
        "error": say("Error of P50"),
        "inside": say("Inside P10–P90"),
        "basis": say("Basis"),
        "grade": say("Grade"),
        "source": say("Sources"),
    }
    return rows[list(heads)].rename(columns=heads)


def miss_list(trials: Iterable[Trial], tongue: Tongue) -> str:
    """Return the movements outside the band with their explanation, as HTML."""
    items = [
        f"<li><b>{escape(_way(one, tongue))}</b> "
        f"({tongue.number(one.observed, 1)}; {tongue.number(one.days.p10, 1)}–"
        f"{tongue.number(one.days.p90, 1)} {escape(tongue.say('days'))}) "
        f"{escape(tongue.say(one.movement.explanation))}</li>"
        for one in trials
        if not one.inside
    ]
    return f'<ul class="misses">{"".join(items)}</ul>'


def rest_table(rest: Rest, figures: Mapping[str, Figure], book: SourceBook, tongue: Tongue) -> str:
    """Return the ten figures that matter most by one clock, as HTML."""
    say = tongue.say
    heads = [say("Figure"), say("Share of the variance"), say("Grade"), say("Band"), say("Source")]
    rows = []
    for one in rest.figures:
        figure = figures[one.figure_id]
        links = "; ".join(source_link(name, book) for name in figure.sources) or "–"
        rows.append(
            f'<th scope="row">{escape(one.figure_id)}</th>'
            f'<td data-label="{escape(heads[1])}">{share(one.mean, tongue)}</td>'
            f'<td data-label="{escape(heads[2])}">{escape(grade_name(one.grade, tongue))}</td>'
            f'<td data-label="{escape(heads[3])}">{escape(band_text(figure, tongue))}</td>'
            f"<td><small>{links}</small></td>"
        )
    return table(heads, rows, "answers beside plain")


def figure_table(figures: Iterable[Figure], book: SourceBook, tongue: Tongue) -> pd.DataFrame:
    """Return figures of the ledger, one a row."""
    say = tongue.say
    return pd.DataFrame(
        [
            {
                say("Figure"): figure.id,
                say("Quantity"): say(figure.quantity.value.replace("_", " ")),
                say("Applies to"): say(applies_to(figure)),
                say("P10 – P50 – P90"): band_text(figure, tongue),
                say("Year"): month_text(str(figure.year or ""), tongue),
                say("Grade"): grade_name(figure.grade, tongue),
                say("Sources"): "; ".join(book(name)[0] for name in figure.sources)
                or say("no source"),
                say("Address"): next((u for n in figure.sources if (u := book(n)[1])), ""),
                say("Note"): say(figure.note),
            }
            for figure in figures
        ]
    )


def carried_by(figure: Figure) -> frozenset[str]:
    """Return the modes a figure speaks of; none where it names no mode.

    Examples
    --------
    >>> from geo.evidence import load_ledger
    >>> sorted(carried_by(load_ledger().figures["transfer-bandar-abbas-rail-sea"]))
    ['rail', 'sea']
    """
    return frozenset({figure.mode, figure.from_mode, figure.to_mode} - {""})


def found(figure: Figure, wanted: str, book: SourceBook, tongue: Tongue) -> bool:
    """Return whether every word asked for occurs in a figure, in English or as it is told."""
    scope, quantity = applies_to(figure), figure.quantity.replace("_", " ")
    written = (figure.quantity, quantity, scope, figure.note, figure.unit)
    told = (tongue.say(text) for text in written)
    titles = (book(name)[0] for name in figure.sources)
    text = " ".join((figure.id, *written, *told, *titles)).casefold()
    return all(word in text for word in wanted.casefold().split())


def _way(one: Trial, tongue: Tongue) -> str:
    """Return the ends of a movement and its month, which runs from the left in every script."""
    ends = f"{tongue.say(one.start)} – {tongue.say(one.end)}"
    date = month_text(one.movement.date, tongue)
    if tongue.language in RIGHT_TO_LEFT:
        date = f"{_FROM_LEFT}{date}{_DONE}"
    return f"{ends} · {date}"


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
