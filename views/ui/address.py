"""What a page takes from its address: its choices, and a word on what is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.message import shortened
from views.state import address
from views.state.choices import translate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from views.state import url

MOST_NAMED: Final = 6
"""Values of a link that a notice names."""


def open_page(
    page: str, *, keys: Sequence[str], allowed: Mapping[str, url.Members]
) -> tuple[url.Refusal, ...]:
    """Take a page's choices from its address, and say which values are none.

    Parameters
    ----------
    page, keys, allowed
        As for `address.open_page`.
    """
    refused = address.open_page(page, keys=keys, allowed=allowed)
    if refused:
        with st.container(key="refused"):
            st.info(notice(refused))
    return refused


def notice(refused: Sequence[url.Refusal]) -> str:
    """Write which values of a link are none of the choices, and what was taken instead.

    Returns
    -------
    str
        Markdown; texts from outside stand in it as code, where nothing in them means anything.
    """
    lead = translate("The link holds values that are none of the choices")
    named = [
        translate("{field}: {value}, taken instead: {taken}").format(
            field=_code(one.field),
            value=_code(one.value),
            taken=_code(one.taken) if one.taken else translate("none"),
        )
        for one in refused[:MOST_NAMED]
    ]
    if len(refused) > MOST_NAMED:
        named.append(translate("and {count} more").format(count=len(refused) - MOST_NAMED))
    return f"{lead}:\n\n" + "\n".join(f"- {line}" for line in named)


def _code(text: str) -> str:
    """Write a text as code of Markdown, on one line."""
    plain = " ".join(shortened(text).replace("`", "'").split())
    return f"`{plain}`" if plain else "`''`"
