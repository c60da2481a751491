"""A page that scrolls beside a map: the step in view sets the view of the map.

The page stays plain HTML and reads well alone. An element with ``data-step`` is a step: a JSON
object with ``fit``, ``highlight`` and ``visible``, as the bridge of the map takes them, which holds
while the step is the last one above the middle of the screen, or has the focus. A button with
``data-see`` sends such an object when it is pressed. A button with ``data-event`` is a dot of a
line of time: the arrow keys go from dot to dot, and its text is read out below.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

KEY: Final = "scroll of the page"
_SCRIPT: Final = Path(__file__).with_name("scroll.js")


def link_steps(map_key: str) -> None:
    """Let the steps and buttons of the page set the view of a map.

    Parameters
    ----------
    map_key
        Key of the container that the map stands in.
    """
    with st.container(key="scrolled"):
        _component()(key=KEY, data={"map": map_key})


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., object]:
    return st.components.v2.component("scroll", js=_SCRIPT.read_text("utf-8"))
