"""The map of the corridor: its branches, its rivals, its places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.errors import DataError
from geo.i18n import get_locale
from geo.layers import CORRIDOR_BOX
from geo.webmap import (
    LAYER_STYLES,
    Group,
    Scene,
    around,
    layer_groups,
    place_legend,
    state_legend,
    status_legend,
    time_legend,
)
from views.explore.dwell import stay
from views.explore.own import own_groups, own_legend, read_waiting, show_own
from views.explore.states import marks_of, show_states
from views.explore.time import events_of, year_shown
from views.state import address, choices, data
from views.state.choices import translate
from views.ui import faults, scripts
from views.ui.address import open_page
from views.ui.downloads import take_layers
from views.ui.html import paragraph
from views.ui.map import show_map
from views.ui.time import choose_month, slider_months

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.navigation.page import StreamlitPage

    from geo.layers import FeatureCollection

HEIGHT: Final = 680
KEYS: Final = (choices.AT, choices.AS_IF_OPEN)


@faults.page
def show() -> None:
    """Show the page."""
    open_page(
        "explore",
        keys=KEYS,
        allowed={choices.AT: slider_months(), choices.AS_IF_OPEN: (choices.NO, choices.YES)},
    )
    st.title(translate("International North–South Transport Corridor"))
    lead = translate(
        "Rail, road and sea routes between Russia, the Caspian, Iran and India, and the "
        "route through Suez. Click a line or a place for its length, status and sources."
    )
    st.html(paragraph(lead, "lead"))
    collections, lost = data.layers()
    for fault in lost:
        st.warning(fault)
    read_waiting()
    show_time_and_map()
    with faults.contained():
        show_own()
    st.toggle(
        translate("Online base map"),
        key=choices.ONLINE,
        help=translate(
            "Adds the map of OpenStreetMap; its pictures come from tile.openstreetmap.org."
        ),
    )
    with st.expander(translate("The legs as a table"), on_change="rerun") as folded:
        if folded.open:
            st.dataframe(leg_table(collections), hide_index=True, height=420)


def follow_old_link(page: StreamlitPage) -> None:
    """Lead a link of the time when the map was the first page to its page of today.

    Its slider is in the address; its layers and its card are behind the hash, which only the
    browser knows.
    """
    if choices.AT in st.query_params:
        st.switch_page(page, query_params=st.query_params.to_dict())
    with st.container(key="forward"):
        scripts.run(scripts.FORWARD)


@faults.fragment
def show_time_and_map() -> None:
    """Show the slider, the map and the events of the year; the slider runs only this again."""
    month = choose_month()
    address.give_address(KEYS)
    with faults.contained():
        show_states(month)
    online = bool(st.session_state.get(choices.ONLINE))
    left, right = st.container(key="whole-map-and-year").columns([5, 1], gap="medium")
    with left, st.container(key="whole-map"), faults.contained():
        show_map(
            scene(month),
            key="explore-online" if online else "explore",
            height=HEIGHT,
            online=online,
        )
    with right, faults.contained():
        st.html(events_of(year_shown(month), choices.locale()))
    with faults.contained():
        take_layers(month)


def scene(month: str | None = None) -> Scene:
    """Return the scene of all layers that can be read, as of a month."""
    locale = choices.locale()
    try:
        marks = marks_of(month, locale.language)
    except DataError:  # named above the map
        marks = ()
    own = own_groups(locale)
    legend = own_legend(locale) + status_legend(locale) + time_legend(locale) + place_legend(locale)
    return Scene(
        groups=(*groups(locale.language, data.layers()[0], is_whole=data.is_whole()), *marks),
        legend=(*(state_legend(locale) if marks else ()), *legend),
        fit=around(own) or CORRIDOR_BOX,
        month=month,
        locale=locale,
        own=own,
    )


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs={dict: id})
def groups(
    language: str, collections: dict[str, FeatureCollection], *, is_whole: bool
) -> tuple[Group, ...]:
    """Return the groups of the layers in a language; kept, so that nothing is written twice.

    Parameters
    ----------
    language
        Of names, labels and cards.
    collections
        Layers as they were read, told apart by their identity.
    is_whole
        Whether titles of sources and dwells can be had; if not, this is not what is kept for later.
    """
    del is_whole
    return layer_groups(
        collections,
        source_of=data.source,
        locale=get_locale(language),
        dwell=lambda place_id: _stay(place_id, language),
    )


def _stay(place_id: str, language: str) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the dwell at a place; nothing where the file it stands in is lost."""
    try:
        return stay(place_id, language)
    except DataError:
        return [], []


def leg_table(collections: Mapping[str, FeatureCollection]) -> pd.DataFrame:
    """Return all legs of all layers, one a row."""
    rows = [
        {
            translate("Layer"): translate(LAYER_STYLES[name].name),
            translate("Leg"): translate(props["name"]),
            translate("Mode"): translate(props["mode"]),
            translate("Status"): translate(props["status"].replace("_", " ")),
            translate("Length, km"): round(props["track_km"]),
            translate("Country"): props["country"],
            translate("Gauge, mm"): props["gauge_mm"] or None,
            translate("Opened"): props["opened"],
            translate("Accuracy"): translate(props["accuracy"]),
        }
        for name, collection in collections.items()
        for feature in collection["features"]
        if "track_km" in (props := feature["properties"])
    ]
    return pd.DataFrame(rows)
