"""What every page shows: its look, the choice of the language, links to the other pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import altair as alt
import streamlit as st

from geo.i18n import LANGUAGES
from geo.typefaces import SANS, stack
from views.state import address, choices
from views.state.choices import translate
from views.ui import look, scripts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from streamlit.navigation.page import StreamlitPage

CHART_FONT: Final = stack(SANS)
"""The typeface of the page, for charts."""


@alt.theme.register("atlas", enable=True)
def chart_theme() -> alt.theme.ThemeConfig:
    """Return what all charts share: they are drawn on a canvas, which takes no font of a page."""
    return {"config": {"font": CHART_FONT}}


def apply_theme() -> None:
    """Put the style sheet on the page, and tell the browser its language and direction.

    Streamlit calls every page English and has no pages written from the right. Both are attributes
    of the document, which markup inside the page cannot reach; so a line of script sets them. A
    server of ours has put the style sheet into the document itself.
    """
    if not look.is_in_document():
        st.html(look.style())
    with st.container(key="document"):
        scripts.run(scripts.language_script(choices.locale().language))
    lost = address.language_fault()
    for fault in (*look.lost_faces(), *([lost] if lost else [])):
        st.warning(choices.sentence_of(fault))


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
