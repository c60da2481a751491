"""The widgets of the question: two ends, the clock, the conditions, and examples."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

import streamlit as st
from babel.dates import get_month_names

from geo.errors import FigureRangeError, QuestionError
from geo.estimates import Box, Shipment
from geo.numerals import read_number
from geo.scenario import RailService, RoadService, SeaService
from views.state import choices, data
from views.state.choices import translate
from views.ui.cargo import cargo_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from views.state import url

EXAMPLES: Final[dict[str, dict[str, str]]] = {
    "Moscow – Nhava Sheva": {"from": "moscow", "to": "nhava-sheva"},
    "St Petersburg – Nhava Sheva": {"from": "st-petersburg", "to": "nhava-sheva"},
    "Chelyabinsk – Mundra": {"from": "chelyabinsk", "to": "mundra"},
    "Mundra – Vorsino": {"from": "mundra", "to": "vorsino"},
}
CARGO: Final[dict[str, str]] = {"teu": "TEU", "feu": "FEU", "t": "tonnes"}
END_PX: Final = 300
"""Width of the box of an end, pixels."""
MONTH_PX: Final = 185
SERVICE_NAMES: Final[dict[str, str]] = {
    RailService.WAGON: "Ordinary wagons instead of a block train",
    SeaService.TRANSSHIPPED: "Liner with transshipment",
    SeaService.TRAMP: "Tramp ship",
    RoadService.CONVOY: "Truck in convoy or under TIR",
}


def ask_question(page: str) -> None:
    """Show the widgets of the question, filled from the address of the page."""
    refused = choices.open_page(page, keys=choices.COMPARE_KEYS, allowed=allowed())
    if refused:
        st.info(
            f"{translate('The link holds values that are none of the choices')}: {listed(refused)}."
        )
        show_ranges(refused)
    with st.container(key="question", horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width=END_PX):
            place_box(translate("From"), choices.FROM)
        st.button(
            "\N{LEFTWARDS ARROW OVER RIGHTWARDS ARROW}",
            help=translate("Swap"),
            on_click=choices.swap_ends,
            key="swap",
        )
        with st.container(width=END_PX):
            place_box(translate("To"), choices.TO)
        departure_month_box()
        with st.popover(cargo_text(choices.shipment(), choices.locale()), width="content"):
            cargo_controls()
        clock_control()
        show_conditions()
        with st.popover(translate("Examples"), width="content"):
            show_examples()
    choices.give_address(choices.COMPARE_KEYS)


def show_examples() -> None:
    """Show a button for each example of a question."""
    for label, ends in examples().items():
        key = f"ex-{label}"
        st.button(translate(label), type="tertiary", on_click=choices.ask, args=(ends,), key=key)


def show_ranges(refused: Iterable[str]) -> None:
    """Show for each value of a link that leaves the range of its figure what that range is."""
    for text in refused:
        error = data.setting_error(text)
        if isinstance(error, FigureRangeError):
            st.info(choices.sentence_of(error))


def allowed() -> dict[str, url.Members]:
    """Return the members of the closed sets of the question."""
    return {
        choices.CLOCK: choices.CLOCKS,
        choices.CORRIDORS: corridors(),
        choices.CLOSED: data.gates(),
        choices.BUILT: data.unbuilt_links(),
        choices.AS_OF: choices.is_date,
        choices.AS_IF_OPEN: (choices.NO, choices.YES),
        choices.STATES: data.assumptions(),
        choices.MONTH: choices.DEPARTURE_MONTHS,
        choices.SERVICES: choices.OTHER_SERVICES,
        choices.SETTINGS: data.is_setting,
        choices.BOX: choices.BOXES,
        choices.AMOUNT: choices.is_amount,
        choices.UNIT: choices.UNITS,
        choices.ROUTE: data.names(),
        choices.SORT: choices.SORTS,
        choices.TAB: choices.TABS,
        choices.REASON: choices.REASONS,
        choices.SWINGS: corridors(),
    }


def corridors() -> list[str]:
    """Return the ids of the corridors."""
    return [name for name in data.names() if ":" not in name]


def listed(values: Iterable[str]) -> str:
    """Return texts from outside as code in Markdown, where nothing in them means anything."""
    return ", ".join("`{}`".format(value.replace("`", "'")) for value in values)


def offer_places() -> None:
    """Show a button for each place that an end may mean, where it names none or several."""
    with st.container(horizontal=True):
        for key in (choices.FROM, choices.TO):
            typed = str(choices.text(key))
            for place in data.places_near(typed):
                st.button(
                    data.place_label(place),
                    type="tertiary",
                    key=f"{key} {place.id}",
                    on_click=choices.set_end,
                    args=(key, place.id),
                )


def place_box(label: str, key: str) -> None:
    """Show the box for one end: the list to choose from, or anything typed.

    What was typed is shown as the place it means, so that the reader sees how it was understood.
    """
    known = data.offered_places()
    typed = st.session_state.get(key)
    if typed and typed not in known:
        meant, shown = data.place_meant(typed)
        st.session_state[key] = meant
        known = known if meant in known else {meant: shown, **known}
    st.selectbox(
        label,
        list(known),
        key=key,
        format_func=lambda value: known.get(value, value),
        accept_new_options=True,
        placeholder=translate("Name, UN/LOCODE or latitude, longitude"),
        persist_state="session",
    )
    if hint := data.place_hint(st.session_state.get(key) or ""):
        st.caption(choices.locale().sentence(hint))


def show_conditions() -> None:
    """Show the widgets of the scenario, folded away, with the number of changes in their title."""
    question = choices.question()
    changes = len(question.closed) + len(question.built) + (question.as_of != choices.TODAY)
    changes += len(question.states) + question.as_if_open
    changes += (
        bool(choices.texts(choices.CORRIDORS)) + len(question.services) + len(question.settings)
    )
    label = translate("Conditions") + (
        f" ({choices.locale().number(changes, 0)})" if changes else ""
    )
    gates, links = data.gates(), data.unbuilt_links()
    with st.popover(label, width="content"):
        st.multiselect(
            translate("Corridors"),
            corridors(),
            key=choices.CORRIDORS,
            format_func=data.names().__getitem__,
            placeholder=translate("All corridors"),
            persist_state="session",
        )
        services_box()
        st.multiselect(
            translate("Assume closed"),
            list(gates),
            key=choices.CLOSED,
            format_func=gates.__getitem__,
            placeholder=translate("No strait, canal or border"),
            persist_state="session",
        )
        st.multiselect(
            translate("Assume built"),
            list(links),
            key=choices.BUILT,
            format_func=links.__getitem__,
            placeholder=translate("No planned link"),
            persist_state="session",
        )
        as_of_box()
        states_box()


def clock_control() -> None:
    """Show the choice of the clock."""
    st.segmented_control(
        translate("Clock"),
        choices.CLOCKS,
        key=choices.CLOCK,
        required=True,
        format_func=lambda clock: translate(clock.capitalize()),
        help=translate(
            "Shipment: from first departure to arrival. Door: also the waits for train and "
            "vessel, and handling at both ends."
        ),
        persist_state="session",
        width="content",
    )


def cargo_controls() -> None:
    """Show what is carried: boxes of 20 or of 40 feet, or tonnes; and how many of them."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            translate("Cargo"),
            choices.BOXES,
            key=choices.BOX,
            required=True,
            format_func=lambda box: translate(CARGO[box]),
            on_change=fill_boxes,
            persist_state="session",
        )
        key = f"{choices.AMOUNT} {choices.text(choices.BOX)}"
        amount = read_number(choices.text(choices.AMOUNT))
        whole = choices.text(choices.BOX) != Box.TONNE
        st.session_state[key] = f"{max(1, round(amount)) if whole else amount:.10g}"
        number_box(translate("Amount"), key, take_amount, width=150)


def number_box(title: str, key: str, take: Callable[[str], None], *, width: int | None) -> None:
    """Show a box for a number in the digits of any language, and what was wrong with the last one.

    A box for text: one for numbers takes no Persian digits and no decimal comma in most browsers.

    Parameters
    ----------
    title
        Beside the box.
    key
        Of its text in the session; what was wrong with it stands under `wrong_key`.
    take
        Callback for a new text; gets the key.
    width
        Pixels; None for the width that there is.
    """
    wrong = st.session_state.pop(wrong_key(key), None)
    st.text_input(
        title, key=key, on_change=take, args=(key,), width=width or "stretch", autocomplete="off"
    )
    if wrong is not None:
        st.error(choices.locale().translate(wrong))


def wrong_key(key: str) -> str:
    """Key in the session of what is wrong with the number of a box."""
    return f"{key} wrong"


def fill_boxes() -> None:
    """Make the amount whole where boxes are carried; for use in callbacks."""
    if choices.text(choices.BOX) != Box.TONNE:
        amount = ceil(read_number(choices.text(choices.AMOUNT)))
        st.session_state[choices.AMOUNT] = str(amount)


def take_amount(key: str) -> None:
    """Take the amount from its box if it can be shipped, or note why not; for use in callbacks."""
    try:
        amount = read_number(st.session_state[key])
        Shipment(box=Box(choices.text(choices.BOX)), amount=amount)
    except QuestionError as error:
        st.session_state[wrong_key(key)] = error.message
    else:
        st.session_state[choices.AMOUNT] = f"{amount:.10g}"


def departure_month_box() -> None:
    """Show the month of the year in which the box leaves."""
    st.selectbox(
        translate("Departure month"),
        choices.DEPARTURE_MONTHS,
        key=choices.MONTH,
        format_func=departure_month_name,
        help=translate("Ice, monsoon and the Volga–Don season change waits and speeds."),
        persist_state="session",
        width=MONTH_PX,
    )


def as_of_box() -> None:
    """Show the month whose network and closures are asked for."""
    st.selectbox(
        translate("As of"),
        choices.dates(),
        key=choices.AS_OF,
        format_func=month_name,
        help=translate("The network and the states of gates as they were or will be then."),
        persist_state="session",
    )


def states_box() -> None:
    """Show the states of gates that are assumed in place of those known."""
    assumptions = data.assumptions()
    st.multiselect(
        translate("Assume a state"),
        list(assumptions),
        key=choices.STATES,
        format_func=assumptions.__getitem__,
        placeholder=translate("The states of the date"),
        persist_state="session",
    )


def services_box() -> None:
    """Show the services that may carry the box instead of the usual ones."""
    st.multiselect(
        translate("Services"),
        choices.OTHER_SERVICES,
        key=choices.SERVICES,
        format_func=lambda service: translate(SERVICE_NAMES[service]),
        placeholder=translate("Block train, direct liner, truck alone"),
        help=translate("At most one by rail, one by sea, one by road."),
        persist_state="session",
    )


def departure_month_name(month: str) -> str:
    """Return the name of a month of the year."""
    if month == choices.ANY:
        return translate("Any month")
    names = get_month_names("wide", context="stand-alone", locale=choices.locale().language)
    return str(names[int(month)])


def month_name(month: str) -> str:
    """Return a month as the list shows it."""
    return translate("As built today") if month == choices.TODAY else month


def examples() -> dict[str, dict[str, str]]:
    """Return examples of questions by their labels, the recorded shipments among them."""
    questions = dict(EXAMPLES)
    for corridor in data.atlas().corridors.corridors.values():
        if example := corridor.example:
            questions[corridor.name] = {
                choices.FROM: example.origin,
                choices.TO: example.destination,
                choices.AS_OF: example.date,
                choices.AMOUNT: str(example.containers),
            }
    return questions
