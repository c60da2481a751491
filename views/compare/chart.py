"""The chart of the page of the answer: drawn once for a question, a language and a theme."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd
import shapely
import streamlit as st

from geo.estimates import Box, Measure, unit_text
from geo.i18n import COMMA, DOT, RIGHT_TO_LEFT, get_locale
from geo.journeys import Unit, cost_distance, time_distance
from geo.model import HOURS_PER_DAY
from geo.palette import GROUND, colour_of, text_colour_of
from views.state import address, choices, data
from views.state.choices import translate
from views.state.kept import kept
from views.ui import faults
from views.ui.charts import LABEL_PX, number_axis, read_in_order, ticks, upright_side, with_theme
from views.ui.html import legend, paragraph
from views.ui.map import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.i18n import Locale
    from geo.journeys import Mark
    from geo.webmap import SourceLookup
    from views.state.question import Question

Line = tuple["Mark", ...]
Row = dict[str, str | float | bool]
HEIGHT: Final = 440
SMALL: Final = 10
LIT_PX: Final = 3.6
THIN_PX: Final = 1.4
"""Widths of the line of the lit journey, and of all others."""
_WIDTHS_PX, _NARROW_PX = (760, 1300), 560
"""Widths for which names at the ends are placed, and below which a legend stands for them."""
_PLOT_PX: Final = 395
"""Height of the plot itself."""
_LETTER_PX, _NAME_PX, _AWAY_PX = 6.4, 15, 9
"""Width of a letter, height of a name, and its distance from the end of its line."""
_RISES_PX: Final = tuple(step * sign for step in range(0, 90, 6) for sign in (1, -1))
"""How far above or below its end a name is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the chart calls things, in the language of the page."""

    locale: Locale
    names: Mapping[str, str]
    """Of corridors."""
    source_of: SourceLookup
    box: Box = Box.TEU
    """What dollars are for."""

    def amount(self, value: float, unit: Unit) -> str:
        """Return days or dollars as text."""
        if unit is Unit.DAYS:
            return self.locale.duration(value * HOURS_PER_DAY)
        return f"{self.locale.number(value, decimals_of(value))} {self.locale.translate('USD')}"

    def band(self, p10: float, p50: float, p90: float, unit: Unit) -> str:
        """Return a band as text, its middle first."""
        middle, low, high = (self.amount(value, unit) for value in (p50, p10, p90))
        return f"{middle} ({low} – {high})"

    def here(self, mark: Mark) -> str:
        """Return what a leg or a stop takes or costs."""
        if mark.gap:
            return self.locale.translate("no price")
        return self.band(mark.part_p10, mark.part_p50, mark.part_p90, mark.unit)

    def part(self, mark: Mark) -> str:
        """Return what a mark is."""
        translate = self.locale.translate
        kind = translate(mark.kind.replace("_", " ")) if mark.kind else translate("start")
        return f"{translate(mark.label)}{translate(DOT)}{kind}"

    def grade(self, mark: Mark) -> str:
        """Return how far the figures of a mark can be trusted."""
        if mark.gap:
            return self.locale.translate("no published price")
        return (
            self.locale.translate("K, estimate without a source") if mark.unsourced else mark.grade
        )

    def sources(self, mark: Mark) -> str:
        """Return the titles of the sources of a mark."""
        return "; ".join(self.source_of(identifier)[0] for identifier in mark.sources) or "–"


def decimals_of(dollars: float) -> int:
    """Return how many decimals tell a price: one where it is a few dollars."""
    return int(0 < dollars < SMALL)


def rows(lines: Sequence[Line], words: Words, *, theme: str) -> list[Row]:
    """Return the rows of the chart: one for each mark, with the words of its tooltip.

    The last line is that of the journey that is lit.

    They stand from left to right on the screen, so that the steps of the band are upright. The row
    of an end has the name of its line, and where it stands.
    """
    step = -1 if words.locale.language in RIGHT_TO_LEFT else 1
    paper, names = GROUND["paper"].on(theme), _names(lines, words, theme)
    return [
        {
            "fill": paper if mark.unsourced or mark.gap else colour_of(mark.corridor).on(theme),
            **(names[number] if mark is line[-1] else {}),
            "corridor": words.names.get(mark.corridor, mark.corridor),
            "number": mark.number,
            "km": round(mark.km, 1),
            "p10": round(mark.p10, 2),
            "p50": round(mark.p50, 2),
            "p90": round(mark.p90, 2),
            "last": mark is line[-1],
            "weak": mark.unsourced or mark.gap,
            "lit": line is lines[-1],
            "part": words.part(mark),
            "here": words.here(mark),
            "so_far": words.band(mark.p10, mark.p50, mark.p90, mark.unit),
            "grade": words.grade(mark),
            "source": words.sources(mark),
        }
        for number, line in enumerate(lines)
        for mark in line[::step]
    ]


def _names(lines: Sequence[Line], words: Words, theme: str) -> list[Row]:
    """Name each line at its end, where the name crosses no line and no other name.

    Places are reckoned for charts of two widths; where a chart is narrow, names are not shown.
    """
    mirrored = words.locale.language in RIGHT_TO_LEFT
    drawn = {wide: _drawn(lines, wide) for wide in _WIDTHS_PX}
    taken: dict[int, list[Any]] = {wide: [] for wide in _WIDTHS_PX}
    found: dict[int, Row] = {}
    for number in sorted(range(len(lines)), key=lambda one: -lines[one][-1].p50):
        end = lines[number][-1]
        name = words.names.get(end.corridor, end.corridor)
        text = f"{name}  {words.amount(end.p50, end.unit)}"
        costs = {}
        for behind, away in product((False, True), _RISES_PX):
            boxes = {w: _box(end, lines, len(text), w, away, behind=behind) for w in _WIDTHS_PX}
            crossed = sum(
                int(shapely.intersects([*drawn[wide], *taken[wide]], box).sum())
                + 9 * (box.bounds[0] < 0 or box.bounds[2] > wide)
                for wide, box in boxes.items()
            )
            costs[behind, away] = (crossed, abs(away) + 2 * behind, boxes)
        behind, away = min(costs, key=lambda place: costs[place][:2])
        for wide, box in costs[behind, away][2].items():
            taken[wide].append(box)
        side = -1 if behind != mirrored else 1
        found[number] = {
            "name": read_in_order(text, words.locale),
            "name_y": round(end.p50 + away * _top(lines) / _PLOT_PX, 2),
            "align": "left" if side > 0 else "right",
            "dx": side * _AWAY_PX,
            "ink": text_colour_of(end.corridor).on(theme),
        }
    return [found[number] for number in range(len(lines))]


def _drawn(lines: Sequence[Line], wide: int) -> list[Any]:
    """Lines and the bands at their ends as they are drawn on a chart of a width, pixels."""
    x, y = wide / _far(lines), _PLOT_PX / _top(lines)
    courses = [shapely.LineString([(m.km * x, m.p50 * y) for m in line]) for line in lines]
    ends = [line[-1] for line in lines]
    return courses + [
        shapely.LineString([(m.km * x, m.p10 * y), (m.km * x, m.p90 * y)]) for m in ends
    ]


def _box(
    end: Mark, lines: Sequence[Line], letters: int, wide: int, away: int, *, behind: bool
) -> Any:  # noqa: ANN401 - shapely is untyped
    """Area of a name beside the end of its line, pixels."""
    x = end.km / _far(lines) * wide + (-_AWAY_PX if behind else _AWAY_PX)
    y = end.p50 / _top(lines) * _PLOT_PX + away
    far = x + letters * _LETTER_PX * (-1 if behind else 1)
    return shapely.box(min(x, far), y - _NAME_PX / 2, max(x, far), y + _NAME_PX / 2)


def _far(lines: Sequence[Line]) -> int:
    """End of the axis of kilometres."""
    return ceil(max(line[-1].km for line in lines) * 1.02) or 1


def _top(lines: Sequence[Line]) -> float:
    """End of the axis of days or dollars."""
    return round(max(line[-1].p90 for line in lines) * 1.03, 2) or 1.0


def chart(lines: Sequence[Line], words: Words, *, theme: str) -> dict[str, Any]:
    """Return the chart of `rows` in Vega-Lite, without the rows.

    Parameters
    ----------
    lines
        Of one unit; each starts at nothing.
    words
        Names and language; in a language written from the right the chart runs from the right.
    theme
        ``light`` or ``dark``.
    """
    near = alt.selection_point(
        "near", fields=["corridor"], on="pointerover", clear="pointerout", empty=False
    )
    colour = _colour(lines, words, theme)
    layers = _layers(near, _height(lines, words), _tooltip(words))
    spec: dict[str, Any] = with_theme(alt.layer(*layers), HEIGHT, theme).to_dict()
    del spec["data"]
    shared = alt.Chart(alt.NamedData("rows")).mark_point()
    spec["encoding"] = shared.encode(x=_across(lines, words), color=colour).to_dict()["encoding"]
    spec["config"]["view"] = {"stroke": None}
    _leave_out_defaults(spec)
    return spec


def _leave_out_defaults(part: object) -> None:
    """Take out of a chart what Vega-Lite assumes: that a field without a type is nominal."""
    if isinstance(part, dict):
        if part.get("type") == "nominal" and "field" in part:
            del part["type"]
        for inner in part.values():
            _leave_out_defaults(inner)
    elif isinstance(part, list):
        for inner in part:
            _leave_out_defaults(inner)


def _across(lines: Sequence[Line], words: Words) -> alt.X:
    translate = words.locale.translate
    far = _far(lines)
    mirrored = words.locale.language in RIGHT_TO_LEFT
    return alt.X(
        "km:Q",
        title=f"{translate('Distance')}{translate(COMMA)}{translate('km')}",
        axis=number_axis(ticks(far), words.locale, "bottom"),
        scale=alt.Scale(domain=[0, far], nice=False, reverse=mirrored),
    )


def _height(lines: Sequence[Line], words: Words) -> alt.Y:
    translate = words.locale.translate
    top = _top(lines)
    price = translate(COMMA).join(
        (translate("From the start"), unit_text(Measure.USD, words.box, translate))
    )
    title = translate("Days from the start") if lines[0][0].unit is Unit.DAYS else price
    return alt.Y(
        "p50:Q",
        title=title,
        axis=number_axis(ticks(top), words.locale, upright_side(words.locale)),
        scale=alt.Scale(domain=[0, top], nice=False),
    )


def _colour(lines: Sequence[Line], words: Words, theme: str) -> alt.Color:
    corridors = [line[0].corridor for line in lines]
    scale = alt.Scale(
        domain=[words.names.get(name, name) for name in corridors],
        range=[colour_of(name).on(theme) for name in corridors],
    )
    return alt.Color("corridor:N", title=None, scale=scale, legend=None)


def _tooltip(words: Words) -> list[alt.Tooltip]:
    translate = words.locale.translate
    return [
        alt.Tooltip("corridor:N", title=translate("Corridor")),
        alt.Tooltip("part:N", title=translate("Leg or stop")),
        alt.Tooltip("here:N", title=translate("Here")),
        alt.Tooltip("so_far:N", title=translate("From the start")),
        alt.Tooltip("grade:N", title=translate("Grade")),
        alt.Tooltip("source:N", title=translate("Sources")),
    ]


def _layers(near: alt.Parameter, height: alt.Y, tooltip: list[alt.Tooltip]) -> list[alt.Chart]:
    """Return band, end, line, points, names and aim of the pointer.

    The lit journey stands out, and so does the one that the pointer is on.
    """
    base, weak = alt.Chart(alt.NamedData("rows")), alt.when("datum.weak")
    strong = alt.when(near | "datum.lit")
    at = alt.Y("p50:Q")
    band = base.mark_area(line=False).encode(
        y=alt.Y("p10:Q", stack=None),
        y2="p90:Q",
        fillOpacity=strong.then(alt.value(0.14)).otherwise(alt.value(0)),
    )
    end = (
        base.transform_filter("datum.last")
        .mark_rule(strokeWidth=5, strokeCap="butt")
        .encode(
            y="p10:Q",
            y2="p90:Q",
            opacity=strong.then(alt.value(0.4)).otherwise(alt.value(0.12)),
        )
    )
    line = base.mark_line(strokeJoin="round").encode(
        y=height,
        order=alt.Order("number:Q"),
        detail="lit:N",
        strokeWidth=strong.then(alt.value(LIT_PX)).otherwise(alt.value(THIN_PX)),
    )
    points = base.mark_point(size=46, strokeWidth=1.8, filled=False).encode(
        y=at,
        shape=weak.then(alt.value("diamond")).otherwise(alt.value("circle")),
        fill=alt.Fill("fill:N", scale=None),
    )
    shown = alt.expr(f"width < {_NARROW_PX} ? 0 : 1")
    name = (
        base.transform_filter("datum.last")
        .mark_text(
            fontSize=LABEL_PX, align=alt.expr("datum.align"), dx=alt.expr("datum.dx"), opacity=shown
        )
        .encode(
            text="name:N",
            y="name_y:Q",
            color=alt.Color("ink:N", scale=None),
        )
    )
    aim = base.mark_point(size=420, opacity=0, filled=True).encode(y=at, tooltip=tooltip)
    return [band, end, line, points, name, aim.add_params(near)]


def mark_table(lines: Sequence[Line], words: Words) -> pd.DataFrame:
    """Return the chart as a table: one leg or stop a row."""
    translate, locale = words.locale.translate, words.locale
    unit = lines[0][0].unit
    what = translate("days") if unit is Unit.DAYS else unit_text(Measure.USD, words.box, translate)
    return pd.DataFrame(
        [
            {
                translate("Corridor"): words.names.get(mark.corridor, mark.corridor),
                translate("Leg or stop"): words.part(mark),
                translate(COMMA).join((translate("Distance"), translate("km"))): locale.number(
                    mark.km, 0
                ),
                translate("Here"): words.here(mark),
                **{
                    f"{name}{translate(COMMA)}{what}": translate("no price")
                    if mark.gap
                    else locale.number(value, 1 if unit is Unit.DAYS else decimals_of(value))
                    for name, value in (("P10", mark.p10), ("P50", mark.p50), ("P90", mark.p90))
                },
                translate("Grade"): words.grade(mark),
                translate("Sources"): words.sources(mark),
            }
            for line in lines
            for mark in line[1:]
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart in Vega-Lite, its legend in HTML, what it draws, and the same as a table.

    The spec is without the rows: they are fetched, as the geometry of the map is.
    """

    legend: str
    spec: dict[str, Any]
    rows: list[Row]
    table: pd.DataFrame

    def data(self) -> list[Row]:
        """Return what the browser fetches to draw."""
        return self.rows


@faults.fragment
def show_chart(question: Question, chosen: tuple[str, ...]) -> None:
    """Show the time-distance or the cost-distance chart of some journeys, and its table.

    Parameters
    ----------
    question
        What was asked.
    chosen
        Ids of journeys, the one that is lit last.
    """
    st.segmented_control(
        translate("Over the distance"),
        choices.UNITS,
        key=choices.UNIT,
        required=True,
        format_func=lambda one: translate("Days") if one == Unit.DAYS else translate("US dollars"),
        label_visibility="collapsed",
        persist_state="session",
    )
    address.give_address(choices.COMPARE_KEYS)
    chart = drawing(
        question,
        chosen,
        Unit(choices.text(choices.UNIT)),
        choices.shipment().box,
        choices.text(choices.LANGUAGE),
        st.context.theme.type or "light",
    )
    st.html(chart.legend)
    st.vega_lite_chart(
        spec={**chart.spec, "data": {"url": address_of(chart)}},
        theme=None,
        alt=translate("Time or price of each corridor over the distance; a table of it follows."),
    )
    note = translate(
        "Vertical steps: stops. Band: P10 to P90 of the sum so far. Hollow: estimate "
        "without source. A line of dollars ends where a part has no price."
    )
    st.html(paragraph(note))
    with st.expander(translate("The chart as a table"), on_change="rerun") as folded:
        if folded.open:
            st.dataframe(chart.table, hide_index=True)


@kept(max_entries=64)
def drawing(
    question: Question,
    chosen: tuple[str, ...],
    unit: Unit,
    box: Box,
    language: str,
    theme: str,
) -> Drawing:
    """Return the chart of some journeys of an answer, by their ids."""
    lines = chart_lines(question, chosen, unit, box)
    corridors, locale = [line[0].corridor for line in lines], get_locale(language)
    words = Words(locale=locale, names=data.names(), source_of=data.source, box=box)
    named = {name: words.names.get(name, name) for name in corridors}
    return Drawing(
        legend=f'<div class="where-narrow">{legend(named)}</div>',
        spec=chart(lines, words, theme=theme),
        rows=rows(lines, words, theme=theme),
        table=mark_table(lines, words),
    )


@kept(max_entries=64)
def chart_lines(
    question: Question, chosen: tuple[str, ...], unit: Unit, box: Box
) -> tuple[tuple[Mark, ...], ...]:
    """Return the lines of some journeys of an answer, by their ids."""
    by_id = {journey.id: journey for journey in data.comparison(question).journeys}
    if unit is Unit.DAYS:
        return tuple(time_distance(by_id[name]) for name in chosen)
    return tuple(cost_distance(by_id[name], box) for name in chosen)
