"""The question: its bar, its conditions, and the choices that both make."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import streamlit as st
from babel.dates import get_month_names

from geo.errors import AtlasError, FigureRangeError, QuestionError
from geo.estimates import Box, read_shipment
from geo.i18n import COMMA, DOT, arrow
from geo.model import PlaceKind
from geo.numerals import read_number
from geo.scenario import RailService, RoadService, SeaService
from views.state import address, choices, data
from views.state.choices import translate
from views.state.question import ANY, TODAY
from views.ui.address import open_page
from views.ui.cargo import cargo_text
from views.ui.question_bar import show_bar, show_place

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
CONDITIONS: Final = "conditions"
CLICKED: Final = "places that were clicked"
WORDS: Final = {
    "question": "Question",
    "from": "From",
    "to": "To",
    "placeholder": "Name, UN/LOCODE or latitude, longitude",
    "suggestions": "Suggestions",
    "swap": "Swap",
    "month": "Departure month",
    "monthHelp": "Ice, monsoon and the Volga–Don season change waits and speeds.",
    "cargo": "Cargo",
    "amount": "Amount",
    "clock": "Clock",
    "clockHelp": "Shipment: from first departure to arrival. Door: also the waits for train and "
    "vessel, and handling at both ends.",
    "change": "Change",
    "done": "Done",
    "examples": "Examples",
}
"""What the bar says, by the names that its script knows."""
SERVICE_NAMES: Final[dict[str, str]] = {
    RailService.EXPRESS: "Express container train instead of a block train",
    RailService.WAGON: "Ordinary wagons instead of a block train",
    SeaService.TRANSSHIPPED: "Liner with transshipment",
    SeaService.TRAMP: "Tramp ship",
    RoadService.CONVOY: "Truck in convoy or under TIR",
}


def ask_question(page: str) -> None:
    """Show the bar of the question, filled from the address of the page, and its conditions."""
    refused = open_page(page, keys=choices.COMPARE_KEYS, allowed=allowed())
    show_ranges(one.value for one in refused)
    with st.container(key="question", horizontal=True, gap=None):
        show_bar(bar_content(), take_choice)
        show_conditions()
    show_hints()
    address.give_address(choices.COMPARE_KEYS)


def show_hints() -> None:
    """Say of a point that looks turned round that it does."""
    for key in (choices.FROM, choices.TO):
        if hint := data.place_hint(choices.text(key)):
            st.caption(choices.locale().sentence(hint))


def bar_content() -> dict[str, Any]:
    """Return what the bar shows, in the language of the page, as its script reads it."""
    locale = choices.locale()
    ends = {key: end_content(key) for key in (choices.FROM, choices.TO)}
    month = departure_month_name(choices.text(choices.MONTH))
    cargo, wrong = cargo_shown()
    return {
        "language": locale.language,
        "words": {name: translate(WORDS[name]) for name in WORDS},
        "ends": ends,
        "line": {
            "ends": arrow(locale).join(end["name"] for end in ends.values()),
            "rest": translate(DOT).join((month, cargo)),
        },
        "month": choices.text(choices.MONTH),
        "months": [(one, departure_month_name(one)) for one in choices.DEPARTURE_MONTHS],
        "cargo": {
            "text": cargo,
            "box": choices.text(choices.BOX),
            "boxes": [(box, translate(CARGO[box])) for box in choices.BOXES],
            "amount": amount_shown(),
            "wrong": wrong,
        },
        "clock": choices.text(choices.CLOCK),
        "clocks": [(clock, translate(clock.capitalize())) for clock in choices.CLOCKS],
        "examples": [] if choices.is_touched() else example_links(),
    }


def ask_place(label: str) -> None:
    """Show the search for one place, which is the choice ``from``.

    Parameters
    ----------
    label
        What the place is, in the language of the page.
    """
    words = {name: translate(WORDS[name]) for name in ("placeholder", "suggestions")}
    content = {
        "language": choices.locale().language,
        "words": {**words, "from": label},
        "end": end_content(choices.FROM),
    }
    show_place(content, take_choice)
    if hint := data.place_hint(choices.text(choices.FROM)):
        st.caption(choices.locale().sentence(hint))


def end_content(key: str) -> dict[str, str]:
    """Return how the bar shows an end: the place that is meant, and its country or what is near.

    What was typed is written down as the place it means, so that the reader sees how it was
    understood.
    """
    meant, label = data.place_meant(choices.text(key))
    st.session_state[key] = meant
    try:
        spot = data.place(meant)
    except AtlasError:
        return {"text": label, "name": label, "where": ""}
    name, where = data.place_name(spot), data.place_country(spot)
    clicked, km = st.session_state.get(CLICKED, {}).get(key, ("", 0.0))
    number = choices.locale().number
    if spot.kind is PlaceKind.POINT:
        nearest, km = data.nearest_offered(spot.lon, spot.lat)
        where = translate("{km} km from {place}").format(
            km=number(km, 0), place=data.place_name(nearest)
        )
    elif clicked == meant and km >= 1:
        near = translate("{km} km from the click").format(km=number(km, 0))
        where = translate(COMMA).join((where, near))
    return {"text": data.place_label(spot), "name": name, "where": where}


def take_click(end: str, lon: float, lat: float) -> None:
    """Set an end to the place that is offered near a click, and remember how far away it is."""
    name, km = data.place_at(lon, lat)
    st.session_state[end] = name
    st.session_state[CLICKED] = {**st.session_state.get(CLICKED, {}), end: (name, km)}


def cargo_shown() -> tuple[str, str]:
    """Return the cargo in words, and what is wrong with the amount that was written last."""
    locale = choices.locale()
    wrong = st.session_state.pop(wrong_key(choices.AMOUNT), None)
    try:
        text = cargo_text(choices.shipment(), locale)
    except QuestionError:
        text = f"{amount_shown()} {translate(CARGO[choices.text(choices.BOX)])}"
    return text, locale.sentence(wrong) if wrong is not None else ""


def amount_shown() -> str:
    """Return the amount as the field for it shows it."""
    return f"{read_number(choices.text(choices.AMOUNT)):.10g}"


def take_choice(name: str, value: str) -> None:
    """Take a choice of the bar; for use in callbacks. What is no choice is passed over."""
    members = {
        choices.MONTH: choices.DEPARTURE_MONTHS,
        choices.BOX: choices.BOXES,
        choices.CLOCK: choices.CLOCKS,
    }
    if name in {choices.FROM, choices.TO} and value:
        choices.set_end(name, data.place_text(value))
    elif name == "swap":
        choices.swap_ends()
    elif name == choices.AMOUNT:
        take_amount(value)
    elif value in members.get(name, ()):
        st.session_state[name] = value
        if name == choices.BOX:
            fill_boxes()
    elif name == "example" and value in (every := examples()):
        choices.ask(every[value])


def example_links() -> list[tuple[str, str, str]]:
    """Return the examples of a question: key, title, and the query of a link to each."""
    return [(key, translate(key), f"?{urlencode(ends)}") for key, ends in examples().items()]


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


def show_conditions() -> None:
    """Show the button that opens the conditions, with the number of changes in its title.

    Their lists are long, so they come when they are opened.
    """
    question = choices.question()
    changes = len(question.closed) + len(question.built) + (question.as_of != TODAY)
    changes += len(question.states) + question.as_if_open
    changes += (
        bool(choices.texts(choices.CORRIDORS)) + len(question.services) + len(question.settings)
    )
    label = translate("Conditions") + (
        f" ({choices.locale().number(changes, 0)})" if changes else ""
    )
    folded = st.popover(label, width="content", key=CONDITIONS, on_change="rerun")
    if folded.open:
        with folded, st.container(key="conditions-list"):
            condition_boxes()


def condition_boxes() -> None:
    """Show the widgets of the scenario."""
    gates, links = data.gates(), data.unbuilt_links()
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


def take_amount(text: str) -> None:
    """Take an amount, and the unit after it, or note why it cannot be shipped; for callbacks."""
    try:
        shipment = read_shipment(text, Box(choices.text(choices.BOX)))
    except QuestionError as error:
        st.session_state[wrong_key(choices.AMOUNT)] = error.message
    else:
        st.session_state[choices.AMOUNT] = f"{shipment.amount:.10g}"
        st.session_state[choices.BOX] = shipment.box.lower()


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
    if month == ANY:
        return translate("Any month")
    names = get_month_names("wide", context="stand-alone", locale=choices.locale().language)
    return str(names[int(month)])


def month_name(month: str) -> str:
    """Return a month as the list shows it."""
    return translate("As built today") if month == TODAY else month


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
