"""The button that copies the link of a page, which holds all that the reader has chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN_MS: Final = 2_000
"""How long the button says that the link was copied."""
_HTML: Final = '<button type="button" class="copy"></button>'
_SCRIPT: Final = """
const copyByHand = text => {
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};
export default ({ parentElement, data }) => {
  const button = parentElement.querySelector("button");
  button.textContent = data.title;
  button.setAttribute("aria-live", "polite");
  button.onclick = async () => {
    try { await navigator.clipboard.writeText(location.href); } catch { copyByHand(location.href); }
    button.textContent = data.done;
    setTimeout(() => { button.textContent = data.title; }, data.ms);
  };
};
"""


def copy_link(title: str, done: str) -> None:
    """Show the button.

    Parameters
    ----------
    title
        On the button.
    done
        On it for a moment, once the link is copied.
    """
    _component()(
        key="copy link",
        data={"title": title, "done": done, "ms": SHOWN_MS},
        width="content",
    )


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., object]:
    return st.components.v2.component("copy_link", html=_HTML, js=_SCRIPT, isolate_styles=False)
