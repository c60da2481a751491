"""The bar of the question: a component of our own, which suggests places while they are written.

The bar itself is plain script beside this module. It hands each choice to the page, which runs once
more; a text that is being written goes to a fragment instead, which computes suggestions and
nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from views.state import data, url
from views.state.choices import locale, translate
from views.ui import faults
from views.ui.modules import address, component

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BAR: Final = "bar of the question"
PLACE: Final = "place of the question"
SUGGESTIONS: Final = "suggestions for the question"
SCRIPT: Final = "question_bar.js"
ENDS: Final = ("from", "to")
_TYPED: Final = "text of an end"


def show_bar(content: Mapping[str, Any], take: Callable[[str, str], None]) -> None:
    """Show the bar.

    Parameters
    ----------
    content
        What it shows, as its script reads it.
    take
        Called with the name and the value of a choice before the page runs again. Both come from
        the browser and may be anything.
    """
    _show(BAR, ("question-bar", "showBar"), content, take)


def show_place(content: Mapping[str, Any], take: Callable[[str, str], None]) -> None:
    """Show one end alone, with the same suggestions; parameters as for `show_bar`."""
    _show(PLACE, ("question-place", "showPlace"), content, take)


def _show(
    key: str,
    shown: tuple[str, str],
    content: Mapping[str, Any],
    take: Callable[[str, str], None],
) -> None:
    def hand_over() -> None:
        choice = st.session_state[key].get("choice")
        if isinstance(choice, dict):
            take(str(choice.get("name")), str(choice.get("value"))[: url.LONGEST])

    component(*shown)(
        key=key, data={**content, "script": address(SCRIPT)}, on_choice_change=hand_over
    )
    with st.container(key="suggestions"):
        show_suggestions()


@faults.fragment
def show_suggestions() -> None:
    """Hand over what is suggested for the text that was written last; runs without the page."""
    component("question-suggestions", "showSuggestions")(
        key=SUGGESTIONS,
        data={"reply": reply(st.session_state.get(_TYPED)), "script": address(SCRIPT)},
        on_typed_change=_keep_typed,
    )


def reply(typed: object) -> dict[str, Any]:
    """Answer a text of an end with its suggestions, as the script of the bar reads them.

    Parameters
    ----------
    typed
        From the browser, so it may be anything: ``end``, ``text`` and the number ``n`` by which the
        bar knows what it asked last.
    """
    sent = typed if isinstance(typed, dict) else {}
    end, text, number = sent.get("end"), str(sent.get("text") or ""), sent.get("n")
    if typed and not text:
        data.atlas().places.prepare()
    suggested = data.suggested(text[: url.LONGEST + 1])
    count = locale().number(len(suggested.rows), 0)
    return {
        "end": end if end in ENDS else "",
        "text": text[: url.LONGEST + 1],
        "n": number if isinstance(number, int) else 0,
        "rows": suggested.rows,
        "take": suggested.has_answer,
        "message": suggested.message,
        "status": suggested.message or translate("Suggestions: {count}").format(count=count),
    }


def _keep_typed() -> None:
    st.session_state[_TYPED] = st.session_state[SUGGESTIONS].get("typed")
