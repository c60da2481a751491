"""Keeps the choices of the reader and the address of the page in step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import streamlit as st

from geo.errors import DataError
from geo.i18n import LANGUAGES, check_catalogues
from views.state import url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


from views.state.choices import DEFAULTS, LANGUAGE, default, text, translate, value

_PAGE: Final = "page of the last run"
_ADDRESS: Final = "address of the last run"
_PATH: Final = "path of the last run"
_FAULT: Final = "fault of the language"
_WORDS: Final = "language of the last run"
_FOREIGN: Final = "language of a link that is none"
_REFUSED: Final = "values of a link that are no choices"


def enter(page: str) -> bool:
    """Note that a page is shown; return whether another one was shown before."""
    fresh = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    return fresh


def open_page(
    page: str, *, keys: Sequence[str], allowed: Mapping[str, url.Members]
) -> tuple[url.Refusal, ...]:
    """Take a page's choices from the address where it is not our own; return what is no choice.

    The address wins when a link was opened and when the reader goes back or forward. A reader who
    comes from another page of the application brings no address, and finds the choices as they
    were. Call it before any widget of these choices is shown.

    A widget tells its choice by the words it shows, so each is set again in the run that changes
    the language; or else the next run gets words that are no longer among the choices.

    Parameters
    ----------
    page
        Its name in the session.
    keys
        The choices of this page.
    allowed
        Members of the closed sets among them.
    """
    fresh = enter(page)
    other_words = st.session_state.get(_WORDS) != text(LANGUAGE)
    st.session_state[_WORDS] = text(LANGUAGE)
    query = _query(keys)
    last_query = st.session_state.get(_ADDRESS)
    if last_query is not None and (query == _of(last_query, keys) or (fresh and not query)):
        for key in keys:
            # A page left while it ran takes its widgets along: what is set again outlives them.
            if fresh or other_words or key not in st.session_state:
                st.session_state[key] = st.session_state.get(key, default(key))
        return _still_refused(page, keys)
    found, refused = url.read(query, defaults={key: DEFAULTS[key] for key in keys}, allowed=allowed)
    for key, taken in found.items():
        st.session_state[key] = taken
    if url.is_old(_parameters(url.names(DEFAULTS))):
        st.toast(translate("This link is of an older release. Its names work until release 0.3."))
    refused = (*_foreign_language(), *refused)
    st.session_state[_REFUSED] = page, refused, [value(key) for key in keys]
    return refused


def give_address(keys: Sequence[str]) -> None:
    """Write a page's choices and the language into the address; call it after the widgets."""
    keys = (*keys, LANGUAGE)
    defaults = {key: DEFAULTS[key] for key in keys}
    chosen = url.write({key: value(key) for key in keys}, defaults=defaults)
    listed = {key: value if isinstance(value, list) else [value] for key, value in chosen.items()}
    if listed != _parameters(url.names(DEFAULTS)):
        st.query_params.from_dict(chosen)
    st.session_state[_ADDRESS] = listed


def take_language() -> None:
    """Take the language from the address where it is not our own; call it before all else."""
    path = urlsplit(st.context.url or "").path
    moved = st.session_state.get(_PATH, path) != path
    st.session_state[_PATH] = path
    query = _query((LANGUAGE,))
    last_query = st.session_state.get(_ADDRESS)
    if last_query is None or (query != _of(last_query, (LANGUAGE,)) and (query or not moved)):
        wanted = query.get(LANGUAGE, [DEFAULTS[LANGUAGE]])[0]
        known = str(wanted if wanted in LANGUAGES else DEFAULTS[LANGUAGE])
        st.session_state[LANGUAGE] = known
        if wanted != known:
            st.session_state[_FOREIGN] = url.Refusal(
                field=LANGUAGE, value=str(wanted)[: url.LONGEST], taken=known
            )
    st.session_state[_FAULT] = None
    try:
        check_catalogues(str(st.session_state.get(LANGUAGE, "en")))
    except DataError as error:  # the pages stay readable, in English
        st.session_state[LANGUAGE] = "en"
        st.session_state[_FAULT] = error


def language_fault() -> DataError | None:
    """Return why the language that was chosen cannot be shown, if it cannot."""
    fault: DataError | None = st.session_state.get(_FAULT)
    return fault


def _still_refused(page: str, keys: Sequence[str]) -> tuple[url.Refusal, ...]:
    """Return what the link of a page held that is no choice, until the reader chooses.

    A page may run again by itself; what was said for the blink of an eye was not said.
    """
    of, refused, chosen = st.session_state.get(_REFUSED, ("", (), []))
    if of == page and chosen == [value(key) for key in keys]:
        kept: tuple[url.Refusal, ...] = refused
        return (*kept, *_foreign_language())
    st.session_state.pop(_REFUSED, None)
    return _foreign_language()


def _foreign_language() -> tuple[url.Refusal, ...]:
    """Return the language of a link that the pages do not have, once."""
    refusal: url.Refusal | None = st.session_state.pop(_FOREIGN, None)
    return (refusal,) if refusal else ()


def _query(keys: Sequence[str]) -> dict[str, list[str]]:
    """Read choices from the address, those of an old link by their new names."""
    query = url.modern(_parameters(url.names(DEFAULTS)))
    return {key: query[key] for key in keys if key in query}


def _parameters(names: Iterable[str]) -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in names if name in st.query_params}


def _of(last_query: Mapping[str, list[str]], keys: Sequence[str]) -> dict[str, list[str]]:
    return {key: value for key, value in last_query.items() if key in keys}
