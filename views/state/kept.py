"""Answers that are kept by their question: for all sessions, or in the one whose file they use."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

import streamlit as st

from views.state.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")

_BY_TEXT: Final[dict[str | type, Callable[[Question], str]]] = {Question: repr}
"""Questions are told apart by their text: Streamlit's own way through all fields took a sixth of
the time of a run whose answer is known."""
MOST_OWN: Final = 8
"""Answers of one function that a session keeps of its own."""


def kept(max_entries: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep what a function answers, by its arguments, of which one at least is a question.

    An answer to a question without files of the reader serves every session, and is computed once
    when many ask at the same time. One that rests on links of the reader stays in the session of
    its file, and goes with it.

    Parameters
    ----------
    max_entries
        Answers that all sessions share; the oldest goes first.
    """

    def keeping(compute: Callable[P, R]) -> Callable[P, R]:
        shared = st.cache_resource(
            max_entries=max_entries, show_spinner=False, hash_funcs=_BY_TEXT
        )(compute)
        own = st.cache_resource(
            max_entries=MOST_OWN, show_spinner=False, hash_funcs=_BY_TEXT, scope="session"
        )(compute)

        @wraps(compute)
        def answer(*args: P.args, **kwargs: P.kwargs) -> R:
            asked = (one for one in (*args, *kwargs.values()) if isinstance(one, Question))
            return (own if any(one.links for one in asked) else shared)(*args, **kwargs)

        return answer

    return keeping
