"""The row that takes a page's answer away: a format, and a file made when it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.export import FORMATS, export_bytes
from geo.export_content import content_of
from geo.export_safely import clean_name
from geo.export_token import Kind, Request
from views import loaders, state
from views.state import say

if TYPE_CHECKING:
    from geo.compare import Atlas
    from views.state import Question

NAMES: Final = {
    "html": "HTML",
    "png": "PNG",
    "svg": "SVG",
    "pdf": "PDF",
    "geojson": "GeoJSON",
    "gpkg": "GeoPackage",
    "kml": "KML",
    "csv": "CSV",
    "xlsx": "XLSX",
    "md": "Markdown",
}


def downloads(kind: Kind, question: Question | None = None) -> None:
    """Show the row.

    Parameters
    ----------
    kind
        What the files are about.
    question
        What is asked; None for the layers.
    """
    request = request_of(kind, question)
    ends = (
        [loaders.place(text).name for text in (request.origin, request.destination)]
        if question
        else []
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"downloads-{kind}"):
        name = st.selectbox(
            say("File format"),
            [*NAMES, "dossier", "dossier-pdf"],
            format_func=label_of,
            key=f"download-format-{kind}",
            width=220,
        )
        st.download_button(
            say("Download"),
            data=partial(made, loaders.atlas(), request, name),
            file_name=clean_name(" ".join([*ends, kind]), FORMATS[name].suffix),
            mime=FORMATS[name].mime,
            on_click="ignore",
            key=f"download-{kind}",
        )


def label_of(name: str) -> str:
    """Return what a format is called."""
    if name in NAMES:
        return NAMES[name]
    return f"{say('Dossier')}, {NAMES[FORMATS[name].suffix.removeprefix('.')]}"


def request_of(kind: Kind, question: Question | None) -> Request:
    """Return what a page's question asks of the export, in the language of the page."""
    language = state.choice(state.LANGUAGE)
    if question is None:
        return Request(kind=kind, language=language)
    return Request(
        kind=kind,
        origin=question.origin,
        destination=question.destination,
        scenario=question.scenario(),
        box=state.shipment().box,
        language=language,
    )


def made(atlas: Atlas, request: Request, name: str) -> bytes:
    """Return a file; it runs when the button is pressed, outside the run of the page."""
    return export_bytes(content_of(atlas, request), name)
