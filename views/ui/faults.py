"""A lost or damaged file on a page: it is named once, and the rest of the page is served."""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Final, ParamSpec

import streamlit as st

from geo.errors import DataError
from views.state import choices
from views.ui import look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
_NAMED: Final = "faults named"
_PART: Final = "fragment that runs"


def page(show: Callable[[], None]) -> Callable[[], None]:
    """Make a page that names a file it lacks, in place of the error page of Streamlit."""

    @wraps(show)
    def shown() -> None:
        # the typefaces that are lost stand above the page already
        st.session_state[_NAMED] = {choices.sentence_of(one): "" for one in look.lost_faces()}
        with contained():
            show()

    return shown


def fragment(show: Callable[P, None]) -> Callable[P, None]:
    """Make a fragment that names a file it lacks: what it raises does not reach its page."""

    @wraps(show)
    def shown(*args: P.args, **kwargs: P.kwargs) -> None:
        before, name = st.session_state.get(_PART, ""), show.__qualname__
        # it may run without its page: what it named itself is gone, the rest still stands
        st.session_state[_NAMED] = {text: part for text, part in _named().items() if part != name}
        st.session_state[_PART] = name
        try:
            with contained():
                show(*args, **kwargs)
        finally:
            st.session_state[_PART] = before

    whole: Callable[P, None] = st.fragment(shown)
    return whole


@contextmanager
def contained() -> Iterator[None]:
    """Keep a lost or damaged file within a part of a page: the rest is shown."""
    try:
        yield
    except DataError as error:
        name_fault(error)


def name_fault(error: DataError) -> None:
    """Say which file is lost or damaged and what to do, once a page."""
    sentence = choices.sentence_of(error)
    if sentence not in _named():
        st.session_state[_NAMED] = {**_named(), sentence: st.session_state.get(_PART, "")}
        st.error(sentence)


def _named() -> dict[str, str]:
    """Sentences that stand on the page, and the fragment each of them stands in."""
    named: dict[str, str] = st.session_state.get(_NAMED, {})
    return named
