"""What the atlas is, how its numbers are made, how far they reach, and how to cite it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.attribution import CREDITS, DISCLAIMER
from geo.edition import edition
from views.state import address, choices
from views.state.choices import translate
from views.ui import faults
from views.ui.address import open_page
from views.ui.downloads import take_layers
from views.ui.html import paragraph
from views.ui.templates import render


@faults.page
def show() -> None:
    """Show the page."""
    open_page("about", keys=(), allowed={})
    address.give_address(())
    st.title(translate("About the atlas"))
    lead = translate(
        "A map of the corridor, and a calculator that compares it with Suez and the Cape. Every "
        "number names its source or says that it has none, and the model is tested against "
        "published journeys and prices."
    )
    st.html(paragraph(lead, "lead"))
    st.header(translate("How a number is made"))
    st.markdown(translate(METHOD))
    st.header(translate("Limits"))
    st.markdown(translate(LIMITS))
    st.header(translate("How to cite"))
    advice = translate("Cite the address of the page as well: it holds your whole question.")
    prose(f"INSTC Atlas. {edition(choices.locale().translate)}.", advice)
    st.header(translate("Credits"))
    prose(f"{translate(CREDITS)}. {translate(DISCLAIMER)}")
    st.header(translate("Layers"))
    with faults.contained():
        take_layers()


def prose(*paragraphs: str) -> None:
    """Show paragraphs."""
    st.html(render("about/prose.html", paragraphs=paragraphs))


METHOD: Final = """
- **Routes** are the fastest through one network of railways, roads and sea lanes; a corridor is the
  set of gates that it may pass. Lengths are measured on the ellipsoid, or are published lengths.
- **Times** are the sum of legs at sourced speeds and stops with sourced dwell, each as P10, P50 and
  P90. Four clocks are kept apart: train, vessel, shipment and door.
- **Prices and emissions** are sums of sourced rates. If a part of the route has none, there is no
  sum: the answer names the missing part and the share of the kilometres that has a price.
- **States of gates**: an answer holds as of a date. What is closed, suspended or blockaded on that
  date is not used; what is restricted or reduced is used with the days and the price it adds.
- **Nothing is fitted** to published totals. The back-test under Evidence shows how far times and
  prices are off, and in which direction.
"""
LIMITS: Final = """
- **Railways** keep the junctions of an OpenStreetMap extract of early 2024. Their length is that
  of the track, or a published one; the line drawn between two junctions may be simpler and shorter.
- **Sea lanes** are generalised, for lengths of passages. They are not for navigation.
- **Roads** are the few legs that cargo uses, not a road network.
- **Times** depend on dwell more than on speed: more than half of a door-to-door time is waiting at
  ports and borders, and most published figures for it are weak. Read the band, not its middle.
  Grades: A measured or official, B secondary, C weak, K estimate without a source.
- **Not modelled**: capacity, booking, customs of a single cargo, sanctions, insurance.
- **Borders** are de facto lines. They express no position on the status of any territory.
"""
