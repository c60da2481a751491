"""Lines of script that stand in pages; no other script in a page runs.

A script of a component is no such line: Streamlit loads it as a module.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.i18n import LANGUAGES, RIGHT_TO_LEFT
from geo.typefaces import ARABIC, FACES, SANS, SERIF

FORWARD: Final = """{
const view = /[#&](layers|card)=[^&]*\\b(western|trans_caspian|eastern|places)(?=[,/&]|$)/;
if (view.test(location.hash)) location.replace("map" + location.search + location.hash);
}"""
"""Leads a link of the time when the map was the first page to its page of today."""


def page_scripts() -> tuple[str, ...]:
    """Return every script that `run` may be given."""
    return (*map(language_script, LANGUAGES), FORWARD)


def run(script: str) -> None:
    """Run a script in the page.

    Parameters
    ----------
    script
        One of `page_scripts`: the browser refuses every other.
    """
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def language_script(language: str) -> str:
    """Script that tells a document its language and direction, and fetches its typefaces."""
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return (
        f"Object.assign(document.documentElement,{{lang:'{language}',dir:'{direction}'}});"
        f"{_fetch_first(language)}"
    )


def _fetch_first(language: str) -> str:
    """Script that fetches the faces of a page before its words come."""
    family = {ARABIC} if language in RIGHT_TO_LEFT else {SANS, SERIF}
    return "".join(
        f"document.fonts.load('{face.weight} 1em \"{face.family}\"');"
        for face in FACES
        if face.family in family
    )
