"""The chart of the page of the answer: drawn once for a question, a language and a theme."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from geo.estimates import Box, Measure, unit_text
from geo.i18n import COMMA, DOT, RIGHT_TO_LEFT, get_locale
from geo.journeys import Unit, cost_distance, time_distance
from geo.model import HOURS_PER_DAY
from geo.palette import GROUND, colour_of
from views.state import choices, data
from views.state.choices import translate
from views.ui.charts import number_axis, ticks, upright_side, with_theme
from views.ui.html import legend, paragraph
from views.ui.map import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.i18n import Locale
    from geo.journeys import Mark
    from geo.webmap import SourceLookup

Line = tuple["Mark", ...]
Row = dict[str, str | float | bool]
HEIGHT: Final = 440
SMALL: Final = 10
LIT_PX: Final = 3.6
THIN_PX: Final = 1.4
"""Widths of the line of the lit journey, and of all others."""


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


def rows(lines: Sequence[Line], words: Words) -> list[Row]:
    """Return the rows of the chart: one for each mark, with the words of its tooltip.

    The last line is that of the journey that is lit.

    They stand from left to right on the screen, so that the steps of the band are upright.
    """
    step = -1 if words.locale.language in RIGHT_TO_LEFT else 1
    return [
        {
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
        for line in lines
        for mark in line[::step]
    ]


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
    layers = _layers(near, _height(lines, words), colour, _tooltip(words), theme)
    spec: dict[str, Any] = with_theme(alt.layer(*layers), HEIGHT, theme).to_dict()
    del spec["data"]
    shared = alt.Chart(alt.NamedData("rows")).mark_point()
    spec["encoding"] = shared.encode(x=_across(lines, words), color=colour).to_dict()["encoding"]
    return spec


def _across(lines: Sequence[Line], words: Words) -> alt.X:
    translate = words.locale.translate
    far = ceil(max(line[-1].km for line in lines) * 1.02) or 1
    mirrored = words.locale.language in RIGHT_TO_LEFT
    return alt.X(
        "km:Q",
        title=f"{translate('Distance')}{translate(COMMA)}{translate('km')}",
        axis=number_axis(ticks(far), words.locale, "bottom"),
        scale=alt.Scale(domain=[0, far], nice=False, reverse=mirrored),
    )


def _height(lines: Sequence[Line], words: Words) -> alt.Y:
    translate = words.locale.translate
    top = round(max(line[-1].p90 for line in lines) * 1.03, 2) or 1.0
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


def _layers(
    near: alt.Parameter, height: alt.Y, colour: alt.Color, tooltip: list[alt.Tooltip], theme: str
) -> list[alt.Chart]:
    """Return band, end, line, points and aim of the pointer.

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
        fill=weak.then(alt.value(GROUND["paper"].on(theme))).otherwise(colour),
    )
    aim = base.mark_point(size=420, opacity=0, filled=True).encode(y=at, tooltip=tooltip)
    return [band, end, line, points, aim.add_params(near)]


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


@st.fragment
def show_chart(question: choices.Question, chosen: tuple[str, ...]) -> None:
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
    choices.give_address(choices.COMPARE_KEYS)
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


@st.cache_resource(max_entries=64, show_spinner=False)
def drawing(
    question: choices.Question,
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
    return Drawing(
        legend=legend({name: words.names.get(name, name) for name in corridors}),
        spec=chart(lines, words, theme=theme),
        rows=rows(lines, words),
        table=mark_table(lines, words),
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def chart_lines(
    question: choices.Question, chosen: tuple[str, ...], unit: Unit, box: Box
) -> tuple[tuple[Mark, ...], ...]:
    """Return the lines of some journeys of an answer, by their ids."""
    by_id = {journey.id: journey for journey in data.comparison(question).journeys}
    if unit is Unit.DAYS:
        return tuple(time_distance(by_id[name]) for name in chosen)
    return tuple(cost_distance(by_id[name], box) for name in chosen)
