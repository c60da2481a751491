"""The look of the pages: one style sheet, with the colours of the palette in both themes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from geo.palette import ACCENT, CORRIDORS, GROUND, NEUTRAL
from geo.tongues import LANGUAGES
from views import state
from views.state import say

SHEET: Final = Path(__file__).resolve().parent / "look.css"


@cache
def style_sheet() -> str:
    """Return the style sheet; ``light-dark`` follows the theme without a rerun."""
    inks = {**CORRIDORS, "neutral": NEUTRAL, "accent": ACCENT}
    rules = [
        f".ink-{name}{{--ink:light-dark({ink.light},{ink.dark})}}" for name, ink in inks.items()
    ]
    ground = ";".join(
        f"--{name}:light-dark({ink.light},{ink.dark})" for name, ink in GROUND.items()
    )
    return f"<style>:root{{{ground}}}\n{''.join(rules)}\n{SHEET.read_text('utf-8')}</style>"


def dress() -> None:
    """Put the style sheet on the page."""
    st.html(style_sheet())


def choose_language() -> None:
    """Show the choice of the language."""
    st.segmented_control(
        say("Language"),
        list(LANGUAGES),
        key=state.LANGUAGE,
        required=True,
        format_func=LANGUAGES.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )
