"""How far the figures reach, and whom the map thanks; data and sources stand under Evidence."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.maps import CREDITS, DISCLAIMER
from views import state
from views.downloads import take_layers
from views.state import say


def show() -> None:
    """Show the page."""
    state.open_page("about", keys=(), allowed={})
    state.give_address(())
    st.title(say("Limits"))
    st.markdown(say(LIMITS))
    st.header(say("Credits"))
    st.text(f"{say(CREDITS)}. {say(DISCLAIMER)}")
    take_layers()


LIMITS: Final = """
- **Railways** keep the junctions of an OpenStreetMap extract of early 2024. Their length is that
  of the track, or a published one; the line drawn between two junctions may be simpler and shorter.
- **Sea lanes** are generalised, for lengths of passages. They are not for navigation.
- **Roads** are the few legs that cargo really uses, not a road network.
- **Times** hang on dwell more than on speed: more than half of a door-to-door time is waiting at
  ports and borders, and most published figures for it are weak. Read the band, not its middle.
  Grades: A measured or official, B secondary, C weak, K estimate without a source.
- **Not modelled**: capacity, booking, customs of a single cargo, sanctions, insurance.
- **Borders** are de facto lines. They express no position on the status of any territory.
"""
