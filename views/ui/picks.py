"""Picks: a card or a row of a table that the reader clicks, or takes by the keyboard, is a choice.

What is shown stays plain HTML: whatever bears ``data-pick="NAME=VALUE"`` can be picked. One script,
which draws nothing, tells the page what was picked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

KEY: Final = "picks of the page"
_SCRIPT: Final = """
export default ({ setTriggerValue }) => {
  const pick = event => {
    const target = event.target.closest("[data-pick]");
    const other = event.target.closest("a, summary, input, button:not([data-pick])");
    if (target && !(other && target.contains(other))) setTriggerValue("pick", target.dataset.pick);
  };
  document.addEventListener("click", pick);
  return () => document.removeEventListener("click", pick);
};
"""


def listen(take: Callable[[str, str], None]) -> None:
    """Hand what is picked to a function, before the page runs again.

    Parameters
    ----------
    take
        Called with name and value of a pick. Both come from the browser and may be anything.
    """

    def hand_over() -> None:
        name, equals, value = str(st.session_state[KEY].get("pick") or "").partition("=")
        if equals:
            take(name, value)

    with st.container(key="picked"):
        _component()(key=KEY, on_pick_change=hand_over)


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., object]:
    return st.components.v2.component("picks", js=_SCRIPT)
