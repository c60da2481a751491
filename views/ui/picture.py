"""A picture on a page as SVG, whose marks answer to the pointer.

Streamlit takes the markup of a picture out of the HTML of a page; so a component of our own puts it
there, by a script that is the same for every picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

_HTML: Final = '<div class="picture"></div>'
_SCRIPT: Final = """
const shown = new WeakMap();
export default ({ parentElement, data }) => {
  const seat = parentElement.querySelector(".picture");
  if (shown.get(seat) === data.svg) return;
  shown.set(seat, data.svg);
  seat.id = data.name;
  seat.innerHTML = data.svg;
};
"""


def place_svg(name: str, svg: str) -> None:
    """Put an SVG on the page, into an element of the class ``picture``.

    Parameters
    ----------
    name
        Of its element on the page.
    svg
        Made by this program, every word in it escaped.
    """
    _component()(key=name, data={"name": name, "svg": svg})


@st.cache_resource(show_spinner=False)
def _component() -> Callable[..., object]:
    return st.components.v2.component("picture", html=_HTML, js=_SCRIPT, isolate_styles=False)
