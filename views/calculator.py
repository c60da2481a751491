"""The calculator: one cargo, every corridor, beside Suez and the Cape."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.errors import AtlasError
from geo.maps_journeys import journey_groups, journey_id
from geo.maps_scene import HOURS_A_DAY, Scene, around, status_key, stop_key
from views import loaders, state
from views.answer_table import answer_table, failed_list, full_name, headline, spokesmen
from views.itinerary import itinerary
from views.map_component import show_map
from views.question_form import ask_question
from views.state import say

Json = dict[str, Any]
MAP_HEIGHT: Final = 600


def show() -> None:
    """Show the page: the question, its answer, the map, the way leg by leg."""
    st.title(say("How long, and by which way?"))
    try:
        ask_question("calculator")
        asked = state.question()
        answer = loaders.answers(asked)
    except AtlasError as error:
        st.error(_sentence(error))
        return
    wanted = state.choice(state.CORRIDORS) or list(loaders.names())
    journeys = [j for j in answer["journeys"] if j["corridor"] in wanted]
    show_answer(journeys, [f for f in answer["failed"] if f["corridor"] in wanted])


def show_answer(journeys: list[Json], failed: list[Json]) -> None:
    """Show what was found: sentence, table, map, ways; then what was not found."""
    names, tongue = loaders.names(), state.tongue()
    corridors = {name: text for name, text in names.items() if ":" not in name}
    if not journeys:
        st.warning(say("No corridor of those chosen joins the two places; the reasons follow."))
        st.html(failed_list(failed, names=names, tongue=tongue))
        return
    chosen = spokesmen(journeys)
    sentence = headline(journeys, names=names, tongue=tongue)
    st.html(f'<p class="lead">{escape(" ".join(filter(None, (sentence, conditions()))))}</p>')
    table, chart = st.columns([7, 6], gap="medium")
    with table:
        st.html(answer_table(chosen, journeys, names=names, tongue=tongue))
        st.html(failed_list(failed, names=names, tongue=tongue))
    with chart:
        groups = journey_groups(chosen, names=corridors, book=loaders.source, tongue=tongue)
        scene = Scene(
            groups=groups,
            key=stop_key(tongue) + status_key(tongue),
            fit=around(groups),
            tongue=tongue,
        )
        show_map(scene, key="answer", height=MAP_HEIGHT)
    show_ways(journeys, chosen)


def conditions() -> str:
    """Return in words what the question takes as closed and built, and its month."""
    asked, gates, links = state.question(), loaders.gates(), loaders.unbuilt_links()
    closed = [f"{gates[gate]} {say('closed')}" for gate in asked.closed]
    built = [f"{links[link]} {say('built')}" for link in asked.built]
    month = [asked.month] if asked.month != state.TODAY else []
    told = ", ".join([*closed, *built, *month])
    return f"{say('Taken for it')}: {told}." if told else ""


def show_ways(journeys: list[Json], chosen: list[Json]) -> None:
    """Show one journey leg by leg, and the list of all variants."""
    st.header(say("The way, leg by leg"))
    by_id = {journey_id(journey): journey for journey in journeys}
    picked = st.selectbox(
        say("Journey"),
        list(by_id),
        index=list(by_id).index(journey_id(min(chosen, key=lambda j: j["hours"]["p50"]))),
        format_func=lambda name: full_name(by_id[name], loaders.names()) if name in by_id else name,
        label_visibility="collapsed",
    )
    st.html(itinerary(by_id[picked], book=loaders.source, tongue=state.tongue()))
    with st.expander(f"{say('All variants')} ({len(journeys)})"):
        st.dataframe(variant_table(journeys), hide_index=True)


def variant_table(journeys: list[Json]) -> pd.DataFrame:
    """Return all journeys, quickest first."""
    rows = [
        {
            say("Journey"): full_name(journey, loaders.names()),
            say("Days, P50"): round(journey["hours"]["p50"] / HOURS_A_DAY, 1),
            say("P10"): round(journey["hours"]["p10"] / HOURS_A_DAY, 1),
            say("P90"): round(journey["hours"]["p90"] / HOURS_A_DAY, 1),
            say("Length, km"): round(journey["km"]),
            **{f"{say(mode)}, km": round(km) for mode, km in journey["km_by_mode"].items()},
        }
        for journey in sorted(journeys, key=lambda j: j["hours"]["p50"])
    ]
    return pd.DataFrame(rows)


def _sentence(error: AtlasError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") else ".")
