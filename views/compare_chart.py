"""The chart of the page of the answer: drawn once for a question, a language and a theme."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.i18n import locale as tongues
from geo.journeys.profile import Unit, cost_distance, name_of, time_distance
from views import loaders, state
from views.journey_chart import Words, chart, legend, mark_table, rows
from views.map_component import address_of
from views.state import say

if TYPE_CHECKING:
    import pandas as pd

    from geo.estimates.cargo import Box
    from geo.journeys.profile import Mark
    from views.journey_chart import Row


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
def show_chart(asked: state.Question, chosen: tuple[str, ...]) -> None:
    """Show the time-distance or the cost-distance chart of some journeys, and its table."""
    st.segmented_control(
        say("Over the distance"),
        state.UNITS,
        key=state.UNIT,
        required=True,
        format_func=lambda one: say("Days") if one == Unit.DAYS else say("US dollars"),
        label_visibility="collapsed",
        persist_state="session",
    )
    state.give_address(state.COMPARE_KEYS)
    drawn = drawing(
        asked,
        chosen,
        Unit(state.choice(state.UNIT)),
        state.shipment().box,
        state.choice(state.LANGUAGE),
        st.context.theme.type or "light",
    )
    st.html(drawn.legend)
    st.vega_lite_chart(
        spec={**drawn.spec, "data": {"url": address_of(drawn)}},
        theme=None,
        alt=say("Time or price of each corridor over the distance; a table of it follows."),
    )
    note = say(
        "Upright steps are stops. The band runs from P10 to P90 of the sum up to there. Hollow "
        "marks rest on an estimate without a source, or lack a price."
    )
    st.html(f'<p class="note">{escape(note)}</p>')
    with st.expander(say("The chart as a table"), on_change="rerun") as folded:
        if folded.open:
            st.dataframe(drawn.table, hide_index=True)


@st.cache_resource(max_entries=64, show_spinner=False)
def drawing(
    asked: state.Question, chosen: tuple[str, ...], unit: Unit, box: Box, language: str, theme: str
) -> Drawing:
    """Return the chart of some journeys of an answer, by their ids."""
    lines = chart_lines(asked, chosen, unit, box)
    tongue = tongues.tongue(language)
    words = Words(tongue=tongue, names=loaders.names(), book=loaders.source, box=box)
    return Drawing(
        legend=legend(lines, words),
        spec=chart(lines, words, theme=theme),
        rows=rows(lines, words),
        table=mark_table(lines, words),
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def chart_lines(
    asked: state.Question, chosen: tuple[str, ...], unit: Unit, box: Box
) -> tuple[tuple[Mark, ...], ...]:
    """Return the lines of some journeys of an answer, by their ids."""
    found = {name_of(journey): journey for journey in loaders.comparison(asked).journeys}
    if unit is Unit.DAYS:
        return tuple(time_distance(found[name]) for name in chosen)
    return tuple(cost_distance(found[name], box) for name in chosen)
