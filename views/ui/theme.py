"""The look of the pages: one style sheet, with the colours of the palette in both themes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import altair as alt
import streamlit as st

from geo.i18n import LANGUAGES, RIGHT_TO_LEFT
from geo.palette import GROUND, Colour, class_rules, ground_rules, named_colours
from geo.typefaces import ARABIC, FACES, NARROW, SANS, SERIF, stack, stylesheet
from views.state import choices
from views.state.choices import translate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from streamlit.navigation.page import StreamlitPage

SHEETS: Final = tuple(
    Path(__file__).resolve().with_name(f"theme{of}.css")
    for of in ("", "_place", "_question", "_story", "_access")
)

CHART_FONT: Final = stack(SANS)
"""The typeface of the page, for charts."""
_STATIC: Final = "app/static/"
"""Where Streamlit serves what lies in ``static`` beside ``app.py``."""


@alt.theme.register("atlas", enable=True)
def chart_theme() -> alt.theme.ThemeConfig:
    """Return what all charts share: they are drawn on a canvas, which takes no font of a page."""
    return {"config": {"font": CHART_FONT}}


@cache
def style_sheet() -> str:
    """Return the style sheet; ``light-dark`` follows the theme without a rerun."""
    colours = dict.fromkeys([*named_colours().values(), *GROUND.values()])
    rules = class_rules(_in_both) + [chart_rule(colour) for colour in colours]
    sheets = "\n".join(sheet.read_text("utf-8") for sheet in SHEETS)
    ground = f":root{{{ground_rules(_in_both)}}}"
    return f"<style>{typefaces()}\n{ground}\n{''.join(rules)}\n{sheets}</style>"


def typefaces() -> str:
    """Style sheet of the typefaces, which the browser fetches from the application once."""
    faces = (face for face in FACES if face.family != NARROW)
    return stylesheet(faces, lambda face: _STATIC + face.address)


def _in_both(colour: Colour) -> str:
    return f"light-dark({colour.light},{colour.dark})"


def chart_rule(colour: Colour) -> str:
    """Return what gives a chart that was drawn in one theme the colour of the other."""
    light, dark = colour.light, colour.dark
    return "".join(
        f'.stVegaLiteChart :is([{of}="{light}"],[{of}="{dark}"]){{{of}:{_in_both(colour)}}}'
        for of in ("fill", "stroke")
    )


def apply_theme() -> None:
    """Put the style sheet on the page, and tell the browser its language and direction.

    Streamlit calls every page English and has no pages written from the right. Both are attributes
    of the document, which markup inside the page cannot reach; so a line of script sets them.
    """
    st.html(style_sheet())
    language = choices.locale().language
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    with st.container(key="document"):
        st.html(
            f"<script>Object.assign(document.documentElement,"
            f"{{lang:'{language}',dir:'{direction}'}});{_fetch_first(language)}</script>",
            unsafe_allow_javascript=True,
        )


def _fetch_first(language: str) -> str:
    """Script that fetches the faces of a page before its words come."""
    family = {ARABIC} if language in RIGHT_TO_LEFT else {SANS, SERIF}
    return "".join(
        f"document.fonts.load('{face.weight} 1em \"{face.family}\"');"
        for face in FACES
        if face.family in family
    )


def show_page_links(pages: Iterable[StreamlitPage]) -> None:
    """Show a link to each page at the foot of a narrow screen, whose own list is folded."""
    with st.container(horizontal=True, key="pages"):
        for page in pages:
            st.page_link(page, width="stretch")


def choose_language() -> None:
    """Show the choice of the language."""
    st.segmented_control(
        translate("Language"),
        list(LANGUAGES),
        key=choices.LANGUAGE,
        required=True,
        format_func=LANGUAGES.__getitem__,
        label_visibility="collapsed",
        persist_state="session",
    )
