"""A layer of the reader over the map: it is read apart, kept in its session, and gone with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st
from streamlit import config

from geo.atomic import clean_name
from geo.errors import AtlasError
from geo.export import USER_SUFFIXES, user_layer_bytes
from geo.message import Message
from geo.userdata import (
    ENDINGS,
    LIMITS,
    MEGABYTE,
    MeasuredLayer,
    Terminals,
    UserFormat,
    measured,
    read_user_layer,
)
from geo.webmap import MOST_DRAWN, LegendItem, own_group
from views.state import choices, data
from views.state.choices import translate
from views.ui.html import paragraph, refusal
from views.ui.templates import render

if TYPE_CHECKING:
    from geo.i18n import Locale
    from geo.webmap import Group

FILE: Final = "own file"
CRS: Final = "own crs"
KEPT: Final = choices.OWN_LAYER
WAITING: Final = "own file waits"
REFUSED: Final = "own file refused"
SHOWN_ROWS: Final = 1_000
"""Rows of a table; files hold all."""
_MEBIBYTE: Final = 1 << 20
_LABELS: Final = {".geojson": "GeoJSON", ".gpkg": "GeoPackage"}
_MIMES: Final = {".geojson": "application/geo+json", ".gpkg": "application/geopackage+sqlite3"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLayer(MeasuredLayer):
    """A layer of the reader with what was measured; the session alone holds it."""

    groups: dict[str, Group]
    """What the map draws, by the language of its cards; made once each."""

    def group(self, locale: Locale) -> Group:
        """Return what the map draws."""
        if locale.language not in self.groups:
            self.groups[locale.language] = own_group(
                self.layer, self.measures, self.nearest, locale
            )
        return self.groups[locale.language]


@st.cache_resource(show_spinner=False)
def terminals() -> Terminals:
    """Return the terminals of the network, which all readers share."""
    atlas = data.atlas()
    return Terminals(atlas.network, atlas.places)


def own_layer() -> OwnLayer | None:
    """Return the layer of this session."""
    kept: OwnLayer | None = st.session_state.get(KEPT)
    return kept


def own_groups(locale: Locale) -> tuple[Group, ...]:
    """Return the groups of this session, for the map."""
    own = own_layer()
    return (own.group(locale),) if own else ()


def own_legend(locale: Locale) -> tuple[LegendItem, ...]:
    """Return the row of the legend for the layer of this session."""
    own = own_layer()
    if own is None:
        return ()
    is_line = bool((own.layer.kinds() > 0).any())
    label = locale.translate("your layer")
    if is_line:
        return (LegendItem(label, "colour-own mode-rail"),)
    return (LegendItem(label, "colour-own solid", "circle"),)


def most_bytes() -> int:
    """Return how many bytes a file may have: the limit of the reader, or that of the server."""
    server = int(config.get_option("server.maxUploadSize")) * _MEBIBYTE
    return min(LIMITS.file_bytes, server)


def take_file() -> None:
    """Note a file that was chosen, or forget the layer of one that was taken back; a callback."""
    st.session_state[WAITING] = st.session_state.get(FILE) is not None
    if not st.session_state[WAITING]:
        forget()


def read_again() -> None:
    """Note that the file is to be read once more, as its reference system was named; a callback."""
    st.session_state[WAITING] = st.session_state.get(FILE) is not None


def forget() -> None:
    """Forget the layer of this session; for use in callbacks."""
    for key in (KEPT, REFUSED, WAITING):
        st.session_state.pop(key, None)


def read_waiting() -> None:
    """Read the file that was chosen last, before the map is drawn."""
    file = st.session_state.get(FILE)
    if not st.session_state.pop(WAITING, False) or file is None:
        return
    forget()
    with st.spinner(translate("Reading the file")):
        try:
            layer = read_user_layer(
                file.getvalue(), name=file.name, crs=str(st.session_state.get(CRS) or "")
            )
            st.session_state[KEPT] = OwnLayer(
                layer=layer,
                measures=measured(layer),
                nearest=terminals().near(layer),
                groups={},
            )
        except AtlasError as error:
            st.session_state[REFUSED] = error.message


def show_own() -> None:
    """Show the part of the page: the box for a file, its limits, what was read and measured."""
    own, refused = own_layer(), st.session_state.get(REFUSED)
    with (
        st.container(key="own-layer"),
        st.expander(translate("A layer of your own"), expanded=bool(own or refused)),
    ):
        st.html(render("ui/chosen_file.html", choices.locale(), text=limits_text()))
        left, right = st.columns([3, 1], gap="medium", vertical_alignment="bottom")
        left.file_uploader(
            translate("File"),
            type=[ending.removeprefix(".") for ending in ENDINGS],
            key=FILE,
            on_change=take_file,
            max_upload_size=max(1, most_bytes() // _MEBIBYTE),
            label_visibility="collapsed",
        )
        right.text_input(
            translate("Coordinate reference system"),
            key=CRS,
            placeholder="EPSG:4326",
            help=translate("Only if the file names none, or a wrong one; for instance EPSG:32639."),
            on_change=read_again,
        )
        if refused:
            st.html(refusal(refused, choices.locale()))
        if own:
            show_layer(own)


def limits_text() -> str:
    """Say what can be read, up to which limits, and what becomes of it."""
    number = choices.locale().number
    return translate(
        "{formats}. At most {size} MB, {features} features, {points} points, {unpacked} MB "
        "unpacked, {seconds} s. The file is read apart from all else and stays in this session: no "
        "other visitor sees it, and it is gone when you close the page. Until then it also stands "
        "in the web pages and files of features that you download."
    ).format(
        formats=translate(", ").join(form.label for form in UserFormat),
        size=number(most_bytes() / MEGABYTE, 0),
        features=number(LIMITS.features, 0),
        points=number(LIMITS.vertices, 0),
        unpacked=number(LIMITS.unpacked_bytes / MEGABYTE, 0),
        seconds=number(LIMITS.seconds, 0),
    )


def show_layer(own: OwnLayer) -> None:
    """Show what was read, what is wrong with it, and the buttons that take it away."""
    locale, layer = choices.locale(), own.layer
    st.html(paragraph(summary(own, locale), "lead answer"))
    for problem in layer.problems:
        if not problem.row:
            st.html(paragraph(f"{locale.sentence(problem.text)}."))
    with st.container(horizontal=True, vertical_alignment="center"):
        for suffix in USER_SUFFIXES:
            st.download_button(
                _LABELS[suffix],
                data=partial(_bytes, own, suffix),
                file_name=clean_name(layer.name.rpartition(".")[0], suffix),
                mime=_MIMES[suffix],
                key=f"own download {suffix}",
            )
        st.button(translate("Remove the layer"), on_click=forget, type="tertiary")
    bad = [problem for problem in layer.problems if problem.row]
    if bad:
        st.html(paragraph(translate("What is wrong, row by row")))
        st.dataframe(problem_table(own, locale), hide_index=True, placeholder="")
    st.html(paragraph(translate("Features, their lengths and the nearest terminals")))
    st.dataframe(feature_table(own, locale), hide_index=True, placeholder="")
    if len(layer) > SHOWN_ROWS:
        text = Message(
            "The first {shown} are listed, the first {drawn} drawn; the files hold all.",
            shown=locale.number(SHOWN_ROWS, 0),
            drawn=locale.number(min(MOST_DRAWN, len(layer)), 0),
        )
        st.html(paragraph(translate(text)))


def _bytes(own: OwnLayer, suffix: str) -> bytes:
    return user_layer_bytes(own.layer, own.measures, own.nearest, suffix)


def summary(own: OwnLayer, locale: Locale) -> str:
    """Say in one line what was read and how large it is."""
    layer, measures = own.layer, own.measures
    text = Message(
        "{name}: {kept} features kept, {left} left out",
        name=layer.name,
        kept=locale.number(len(layer), 0),
        left=locale.number(layer.left_out, 0),
    )
    sizes = [
        f"{locale.number(size, 0)} {translate(unit)}"
        for unit, size in (("km", measures.length_km), ("km²", measures.area_km2))
        if size
    ]
    return translate(" · ").join([locale.translate(text), *sizes])


def problem_table(own: OwnLayer, locale: Locale) -> pd.DataFrame:
    """Return what is wrong, one problem a row."""
    rows = [
        {
            translate("Row"): problem.row,
            translate("Feature"): problem.label,
            translate("What is wrong"): locale.sentence(problem.text),
            translate("Used"): translate("yes") if problem.is_kept else translate("no"),
        }
        for problem in own.layer.problems
        if problem.row
    ]
    return pd.DataFrame(rows)


def feature_table(own: OwnLayer, locale: Locale) -> pd.DataFrame:
    """Return the features with what was measured, one a row, without columns that are blank."""
    rows = []
    for number in range(min(SHOWN_ROWS, len(own.layer))):
        first, last = own.nearest[number][0], own.nearest[number][-1]
        is_line = len(own.nearest[number]) > 1
        rows.append(
            {
                translate("Row"): int(own.layer.rows[number]),
                translate("Feature"): own.layer.labels[number],
                translate("Length, km"): round(float(own.measures.lengths_km[number]), 1) or None,
                translate("Area, km²"): round(float(own.measures.areas_km2[number]), 1) or None,
                translate("Nearest terminal"): locale.place_name(first.place),
                translate("Distance, km"): round(first.km, 1),
                translate("Terminal at the end"): locale.place_name(last.place)
                if is_line
                else None,
                translate("Distance at the end, km"): round(last.km, 1) if is_line else None,
            }
        )
    return pd.DataFrame(rows).dropna(axis="columns", how="all")
