"""What a what-if can change: links, gates, and every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.errors import AtlasError, QuestionError
from geo.evidence import range_of
from geo.i18n import band_text, grade_name
from geo.message import Message
from geo.numerals import read_number
from geo.userdata import read_own_figures
from views.compare.what_if.answers import base_of, leading_figures
from views.compare.what_if.figures import figure_labels, setting_text
from views.compare.what_if.own_links import forget_links, show_links_taken, show_links_to_take
from views.state import choices, data, url
from views.state.choices import translate
from views.state.question import ANY, TODAY, setting_of
from views.ui.html import label, paragraph, refusal
from views.ui.question import number_box, wrong_key
from views.ui.templates import render

if TYPE_CHECKING:
    from geo.evidence import Figure

OFTEN_CLOSED: Final = ("suez", "bab-el-mandeb", "hormuz", "volga-don")
"""Gates that stand on the page; the others are in a list."""
BUILT: Final = "links assumed built"
OFTEN: Final = "often closed"
REST: Final = "also closed"
POPOVER: Final = "popover"
FIGURE: Final = "figure to set"
VALUE: Final = "value to set"
TABLE: Final = "table to set"
TABLE_POPOVER: Final = "popover of a table"
MOST_SETTINGS: Final = url.MOST
"""Figures that a link holds."""
DIGITS: Final = 10
"""Significant digits of a value that goes into the address."""


def show_controls() -> None:
    """Show what can be changed, and the way back; what belongs to the question stands above it."""
    links = data.unbuilt_links()
    st.session_state[BUILT] = [link for link in choices.texts(choices.BUILT) if link in links]
    st.pills(
        translate("Assume built"),
        list(links),
        key=BUILT,
        selection_mode="multi",
        format_func=links.__getitem__,
        wrap=True,
        on_change=take_built,
    )
    show_gates()
    show_settings()
    show_links_taken()
    with st.container(horizontal=True):
        show_figure_to_set()
        show_table_to_set()
        show_links_to_take()
        st.button(translate("Back to the base case"), on_click=reset, disabled=not changed())


def show_gates() -> None:
    """Show the gates to close: four as buttons, all the others in a list."""
    gates, closed = data.gates(), choices.texts(choices.CLOSED)
    st.session_state[OFTEN] = [gate for gate in OFTEN_CLOSED if gate in closed]
    st.session_state[REST] = [gate for gate in closed if gate not in OFTEN_CLOSED]
    st.pills(
        translate("Assume closed"),
        OFTEN_CLOSED,
        key=OFTEN,
        selection_mode="multi",
        format_func=gates.__getitem__,
        wrap=True,
        on_change=take_closed,
    )
    st.multiselect(
        translate("Other straits, canals and borders assumed closed"),
        [gate for gate in gates if gate not in OFTEN_CLOSED],
        key=REST,
        format_func=gates.__getitem__,
        placeholder=translate("Other straits, canals, borders"),
        label_visibility="collapsed",
        on_change=take_closed,
    )


def take_built() -> None:
    """Take the links that are assumed built; for use in callbacks."""
    st.session_state[choices.BUILT] = list(st.session_state[BUILT])


def show_settings() -> None:
    """Show the figures that are set by hand, each with its default and a button to take it back."""
    held = choices.texts(choices.SETTINGS)
    if not held:
        return
    st.html(paragraph(translate("Figures set by hand")))
    for text in held:
        name, _ = setting_of(text)
        setting = setting_text(text, choices.locale())
        left, right = st.columns([5, 2], vertical_alignment="center")
        left.html(label(setting))
        right.button(
            translate("Remove"), type="tertiary", key=f"remove {name}", on_click=unset, args=(name,)
        )


def show_figure_to_set() -> None:
    """Show the box for one figure: its default, its range, where it comes from, a new value."""
    figures = data.atlas().ledger.figures
    labels = figure_labels(choices.text(choices.LANGUAGE))
    with st.popover(translate("Change a figure"), key=POPOVER, on_change="rerun") as opened:
        if not opened.open:
            return
        first = [name for name in leading_figures(base_of(choices.question())) if name in figures]
        rest = sorted(set(figures) - set(first), key=labels.__getitem__)
        chosen = figures[
            st.selectbox(
                translate("Figure, those that matter most here first"),
                [*first, *rest],
                key=FIGURE,
                format_func=labels.__getitem__,
            )
        ]
        show_default(chosen)
        key = f"{VALUE} {chosen.id}"
        if key not in st.session_state:
            st.session_state[key] = f"{max(range_of(chosen).least, chosen.band.p50):.6g}"
        title = translate("New value, {unit}").format(unit=translate(chosen.unit))
        number_box(title, key, keep_text, width=None)
        st.button(translate("Set"), on_click=set_figure, args=(chosen.id,))


def show_table_to_set() -> None:
    """Show the box for a table of figures of the reader, which sets all of its rows or none."""
    with st.popover(
        translate("A table of figures"), key=TABLE_POPOVER, on_change="rerun"
    ) as opened:
        if not opened.open:
            return
        text = translate(
            "CSV in UTF-8 with the columns figure and value: ids as in the ledger, each value in "
            "the unit of its figure. All rows are set, or none. At most {count} rows."
        ).format(count=choices.locale().number(MOST_SETTINGS, 0))
        with st.container(key="own-table"):
            st.html(render("ui/chosen_file.html", choices.locale(), text=text))
            st.file_uploader(
                translate("File"),
                type=["csv"],
                key=TABLE,
                on_change=take_table,
                max_upload_size=1,
                label_visibility="collapsed",
            )
        if wrong := st.session_state.get(wrong_key(TABLE)):
            st.html(refusal(wrong, choices.locale()))


def take_table() -> None:
    """Set the figures of a table, and give the answer back to sight; for use in callbacks."""
    st.session_state.pop(wrong_key(TABLE), None)
    if (file := st.session_state.get(TABLE)) is None:
        return
    try:
        own = read_own_figures(file.getvalue(), data.atlas().ledger, name=file.name)
        others = [text for text in choices.texts(choices.SETTINGS) if id_of(text) not in own]
        held = [*others, *(f"{name}={value:.{DIGITS}g}" for name, value in own.items())]
        check_count(len(held))
    except AtlasError as error:
        st.session_state[wrong_key(TABLE)] = error.message
        return
    st.session_state[choices.SETTINGS] = held
    st.session_state[TABLE_POPOVER] = False


def id_of(text: str) -> str:
    """Return the id of a figure that is set."""
    return setting_of(text)[0]


def check_count(count: int) -> None:
    """Refuse more figures than a link holds."""
    if count > MOST_SETTINGS:
        raise QuestionError(
            Message(
                "{count} figures would be set; a link holds {most}", count=count, most=MOST_SETTINGS
            )
        )


def show_default(figure: Figure) -> None:
    """Show what a figure is in the ledger."""
    locale = choices.locale()
    text = translate("Default {band} (P10 – P50 – P90), grade {grade}.").format(
        band=band_text(figure, locale), grade=grade_name(figure.grade, locale)
    )
    st.html(
        render(
            "compare/what_if/default.html", locale, text=text, figure=figure, source_of=data.source
        )
    )


def keep_text(key: str) -> None:
    """Keep the text of a box as it stands, until a button reads it; for use in callbacks."""
    st.session_state.pop(wrong_key(key), None)


def changed() -> bool:
    """Return whether the scenario differs from the base case."""
    question = choices.question()
    return question != base_of(question)


def take_closed() -> None:
    """Put the gates of both widgets together; for use in callbacks."""
    st.session_state[choices.CLOSED] = [*st.session_state[OFTEN], *st.session_state[REST]]


def set_figure(name: str) -> None:
    """Set a figure to the value of its box, and give the answer back to sight; for callbacks."""
    key = f"{VALUE} {name}"
    try:
        value = read_number(st.session_state[key])
        data.atlas().ledger.with_overrides({name: value})
    except QuestionError as error:
        st.session_state[wrong_key(key)] = error.message
        return
    st.session_state[POPOVER] = False
    unset(name)
    st.session_state[choices.SETTINGS] = [
        *choices.texts(choices.SETTINGS),
        f"{name}={value:.{DIGITS}g}",
    ]


def unset(name: str) -> None:
    """Take back one figure; for use in callbacks."""
    held = choices.texts(choices.SETTINGS)
    kept = [text for text in held if setting_of(text)[0] != name]
    st.session_state[choices.SETTINGS] = kept


def reset() -> None:
    """Take back all changes; ends and clock stay. For use in callbacks."""
    forget_links()
    keys = (choices.BUILT, choices.CLOSED, choices.SETTINGS, choices.SERVICES, choices.STATES)
    for key in keys:
        st.session_state[key] = []
    st.session_state[choices.AS_OF], st.session_state[choices.MONTH] = TODAY, ANY
