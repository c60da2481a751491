"""The button that copies the link of a page, which opens the same answer on a later day too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    const link = new URL(location.href), held = new Set(link.searchParams.keys());
    for (const [name, value] of data.query)
      if (!held.has(name)) link.searchParams.append(name, value);
    try { await navigator.clipboard.writeText(link.href); } catch { copyByHand(link.href); }
    button.textContent = data.done;
    setTimeout(() => { button.textContent = data.title; }, data.ms);
  };
};
"""


def copy_link(title: str, done: str, query: Sequence[tuple[str, str]] = ()) -> None:
    """Show the button.

    Parameters
    ----------
    title
        On the button.
    done
        On it for a moment, once the link is copied.
    query
        What the address of the page leaves out, because it is usual: the date, for instance,
        which is another one tomorrow.
    """
    _component()(
        key="copy link",
        data={"title": title, "done": done, "ms": SHOWN_MS, "query": list(query)},
        width="content",
    )


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., object]:
    return st.components.v2.component("copy_link", html=_HTML, js=_SCRIPT, isolate_styles=False)
