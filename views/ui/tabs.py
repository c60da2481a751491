"""Tabs whose open one is a choice of the reader, so that it stands in the link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from views.state import choices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from streamlit.elements.lib.mutable_tab_container import TabContainer


def show_tabs(choice: str, titles: Mapping[str, str]) -> dict[str, TabContainer]:
    """Show tabs, the chosen one open; of the others nothing needs to be computed.

    Parameters
    ----------
    choice
        Name of the choice.
    titles
        What each member of the choice is called in the language of the page.
    """
    members, words = list(titles), list(titles.values())
    key = f"tabs of {choice} {choices.text(choices.LANGUAGE)}"
    st.session_state[key] = titles[choices.text(choice)]
    shown = st.tabs(words, key=key, on_change=_take, args=(choice, key, members, words))
    return dict(zip(members, shown, strict=True))


def _take(choice: str, key: str, members: Sequence[str], words: Sequence[str]) -> None:
    st.session_state[choice] = members[words.index(st.session_state[key])]
