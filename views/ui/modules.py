"""Components of our own whose script a browser fetches once.

Streamlit sends the script of a component with every answer, so what it gets is one line that loads
the file below `ASSETS`, and the browser keeps the file.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st
from streamlit.components.v1 import declare_component

if TYPE_CHECKING:
    from collections.abc import Callable

    Component = Callable[..., object]

ASSETS: Final = Path(__file__).resolve().with_name("assets")
_LOADER: Final = """
export default async one => {{
  const script = await import(new URL(one.data.script, document.baseURI));
  script.{function}(one);
}};
"""


@st.cache_resource(show_spinner=False)
def component(name: str, function: str, html: str = "") -> Component:
    """Return a component; its data have to hold ``script``, the `address` of its file.

    Parameters
    ----------
    name
        Of the component.
    function
        What the file exports, called with the component whenever it is shown.
    html
        What the component is before its file has come.
    """
    script = _LOADER.format(function=function)
    return st.components.v2.component(name, html=html, js=script, isolate_styles=False)


@cache
def address(file: str) -> str:
    """Address of a file, with its digest, so that a browser keeps it until it changes."""
    folder = declare_component("script", path=ASSETS)
    digest = hashlib.sha256((ASSETS / file).read_bytes()).hexdigest()[:16]
    return f"component/{folder.name}/{file}?{digest}"
