"""Links of the reader: a file whose lines journeys may use, kept in its session."""

from __future__ import annotations

from typing import Final

import streamlit as st

from geo.errors import AtlasError
from geo.journeys import link_text, with_links
from geo.network import MOST_LINKS
from geo.userdata import ENDINGS, LIMITS, own_links, read_user_layer
from views.state import choices, data
from views.state.choices import translate
from views.ui.html import label, paragraph, refusal
from views.ui.question import wrong_key
from views.ui.templates import render

FILE: Final = "links to take"
POPOVER: Final = "popover of links"
_MEGABYTE: Final = 1_000_000


def show_links_to_take() -> None:
    """Show the box for a file of links, which takes all of them or none, and those it holds."""
    with st.popover(translate("Links of your own"), key=POPOVER, on_change="rerun") as opened:
        if not opened.open:
            return
        text = translate(
            "Lines that journeys may use, in any format of “A layer of your own”, with the columns "
            "mode (rail, road or sea), speed (km/h) and, if wanted, name and status. Each end is "
            "joined to the nearest node of the network. All links are taken, or none; at most "
            "{count}. They stay in this session: a link to this page does not hold them."
        ).format(count=choices.locale().number(MOST_LINKS, 0))
        with st.container(key="own-links"):
            st.html(render("ui/chosen_file.html", choices.locale(), text=text))
            st.file_uploader(
                translate("File"),
                type=[ending.removeprefix(".") for ending in ENDINGS],
                key=FILE,
                on_change=take_links,
                max_upload_size=LIMITS.file_bytes // _MEGABYTE,
                label_visibility="collapsed",
            )
        if wrong := st.session_state.get(wrong_key(FILE)):
            st.html(refusal(wrong, choices.locale()))


def show_links_taken() -> None:
    """Show the links that journeys may use, each with where and how far away it joins."""
    own = choices.own_links()
    if own is None:
        return
    locale = choices.locale()
    title = translate("Links of your own from {file}").format(file=own.name)
    rows = [paragraph(f"{locale.sentence(link_text(one))}.") for one in own.links]
    st.html("".join([label(title), *rows]))
    st.button(translate("Remove the links"), type="tertiary", on_click=forget_links)


def take_links() -> None:
    """Take the links of a file, and give the answer back to sight; for use in callbacks."""
    st.session_state.pop(wrong_key(FILE), None)
    if (file := st.session_state.get(FILE)) is None:
        return
    try:
        layer = read_user_layer(file.getvalue(), name=file.name)
        st.session_state[choices.OWN_ATLAS] = with_links(data.atlas(), own_links(layer))
    except AtlasError as error:
        st.session_state[wrong_key(FILE)] = error.message
        return
    st.session_state[POPOVER] = False


def forget_links() -> None:
    """Forget the links of this session; for use in callbacks."""
    held = choices.own_links()
    planned = {one.id for one in held.links} if held else set()
    st.session_state.pop(choices.OWN_ATLAS, None)
    st.session_state[choices.BUILT] = [
        link for link in choices.texts(choices.BUILT) if link not in planned
    ]
