"""What the figures rest on, under which licences, and how far they reach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from geo.maps import CREDITS, DISCLAIMER
from views import loaders, state
from views.state import say

MANIFEST: Final = Path(__file__).resolve().parents[1] / "layers" / "manifest.json"


def show() -> None:
    """Show the page."""
    state.open_page("about", keys=(), allowed={})
    state.give_address(())
    st.title(say("Data, licences, limits"))
    st.markdown(say(LIMITS))
    st.header(say("Credits"))
    st.text(f"{CREDITS}. {DISCLAIMER}")
    st.header(say("Files"))
    st.dataframe(file_table(), hide_index=True)
    st.header(say("Sources of the figures"))
    st.dataframe(
        source_table(),
        hide_index=True,
        column_config={say("Address"): st.column_config.LinkColumn()},
    )


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


def file_table() -> pd.DataFrame:
    """Return the made files of the project with licence and sources, empty without a manifest."""
    try:
        manifest: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
    except (OSError, ValueError):
        manifest = {}
    files = manifest.get("files", manifest)
    return pd.DataFrame(
        [
            {
                say("File"): name,
                say("Licence"): row.get("licence", ""),
                say("Made from"): ", ".join(row.get("sources", [])),
                say("How"): row.get("method", ""),
            }
            for name, row in sorted(files.items())
            if isinstance(row, dict)
        ]
    )


def source_table() -> pd.DataFrame:
    """Return the publications that figures were read in."""
    return pd.DataFrame(
        [
            {
                say("Title"): source.title,
                say("Publisher"): source.publisher,
                say("Date"): source.date,
                say("Address"): source.url,
            }
            for source in loaders.atlas().ledger.sources.values()
        ]
    )
