"""The map of the corridor: its branches, its rivals, its places."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.maps_layers import LOOKS, layer_groups
from geo.maps_scene import Scene, place_key, status_key
from views import loaders, state
from views.map_component import show_map
from views.state import say

HEIGHT: Final = 680
CORRIDOR_BOX: Final = (30.0, 16.0, 80.0, 61.0)
"""West, south, east, north, degrees: St Petersburg to Mumbai."""


def show() -> None:
    """Show the page."""
    state.open_page("explore", keys=(state.AT,), allowed={state.AT: state.months()})
    state.give_address((state.AT,))
    st.title(say("International North–South Transport Corridor"))
    lead = say(
        "Rail, road and sea between Russia, the Caspian, Iran and India, and the way through Suez. "
        "Click a line or a place for its length, status and sources."
    )
    st.html(f'<p class="lead">{escape(lead)}</p>')
    collections, faults = loaders.layers()
    for fault in faults:
        st.warning(fault)
    online = bool(st.session_state.get(state.ONLINE))
    show_map(scene(), key="explore-online" if online else "explore", height=HEIGHT, online=online)
    st.toggle(
        say("Online base map"),
        key=state.ONLINE,
        help=say("Adds the map of OpenStreetMap; its pictures come from tile.openstreetmap.org."),
    )
    with st.expander(say("The legs as a table"), on_change="rerun") as folded:
        if folded.open:
            st.dataframe(leg_table(collections), hide_index=True, height=420)


def scene() -> Scene:
    """Return the scene of all layers that can be read."""
    collections, _ = loaders.layers()
    tongue = state.tongue()
    return Scene(
        groups=layer_groups(collections, book=loaders.source, tongue=tongue),
        key=status_key(tongue) + place_key(tongue),
        fit=CORRIDOR_BOX,
        tongue=tongue,
    )


def leg_table(collections: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Return all legs of all layers, one a row."""
    rows = [
        {
            say("Layer"): say(LOOKS[name].name),
            say("Leg"): props["name"],
            say("Mode"): say(props["mode"]),
            say("Status"): say(props["status"].replace("_", " ")),
            say("Length, km"): round(props["track_km"]),
            say("Country"): props["country"],
            say("Gauge, mm"): props["gauge_mm"] or None,
            say("Opened"): props["opened"],
            say("Accuracy"): say(props["accuracy"]),
        }
        for name, collection in collections.items()
        for feature in collection["features"]
        if "track_km" in (props := feature["properties"])
    ]
    return pd.DataFrame(rows)
