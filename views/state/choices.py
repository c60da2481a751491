"""What the reader has chosen, in one place: names of the choices, and the question they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.errors import AtlasError, QuestionError
from geo.estimates import Box, Shipment
from geo.i18n import get_locale
from geo.journeys import Rank, Unit
from geo.model import Clock
from geo.months import FIRST_YEAR, LAST_YEAR, MONTHS_PER_YEAR
from geo.numerals import read_number
from geo.scenario import RailService, RoadService, Scenario, SeaService
from views.state import journal, url
from views.state.question import ANY, TODAY, Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.model import LinksFile
    from geo.userdata import MeasuredLayer
    from views.state.url import Choice

FROM: Final = "from"
TO: Final = "to"
CLOCK: Final = "clock"
CORRIDORS: Final = "by"
CLOSED: Final = "close"
BUILT: Final = "build"
AS_OF: Final = "as_of"
AS_IF_OPEN: Final = "as_if_open"
STATES: Final = "state"
MONTH: Final = "month"
SERVICES: Final = "service"
SETTINGS: Final = "set"
BOX: Final = "box"
AMOUNT: Final = "amount"
UNIT: Final = "over"
AT: Final = "at"
LANGUAGE: Final = "lang"
ROUTE: Final = "route"
SORT: Final = "sort"
TAB: Final = "tab"
REASON: Final = "reason"
SWINGS: Final = "tornado"
PART: Final = "part"
FIND: Final = "find"
GRADES: Final = "grade"
QUANTITIES: Final = "quantity"
MODES: Final = "mode"
SIDE: Final = "side"
MEASURE: Final = "measure"
ASSUMED: Final = "assume"
ONLINE: Final = "online"
"""Never in the address: no link may switch on requests to the world outside."""

OWN_ATLAS: Final = "atlas with own links"
"""The network with the links of the reader; never in the address, for it holds no file."""

OWN_LAYER: Final = "own layer kept"
"""A layer of the reader with what was measured."""

NO: Final = "no"
YES: Final = "yes"
CLOCKS: Final = (Clock.SHIPMENT.value, Clock.DOOR.value)
BOXES: Final = tuple(box.lower() for box in Box)
PARTS: Final = ("back-test", "claims", "ledger", "states", "contradictions", "data")
"""Parts of the page of evidence."""
ROUTES: Final = "routes"
WHAT_IF: Final = "what-if"
TABS: Final = (ROUTES, "chart", "itinerary", WHAT_IF, "claims")
"""What lies below the answer, a tab each."""
REASONS: Final = url.REASONS
"""What lies behind the answer to a what-if, a tab each."""
UNITS: Final = tuple(unit.value for unit in Unit)
SORTS: Final = tuple(rank.value for rank in Rank)
DEPARTURE_MONTHS: Final = (ANY, *map(str, range(1, 13)))
USUAL: Final = frozenset({RailService.BLOCK, SeaService.DIRECT, RoadService.ALONE})
"""What carries the box where no service is chosen."""
OTHER_SERVICES: Final = tuple(
    service.value
    for kind in (RailService, SeaService, RoadService)
    for service in kind
    if service not in USUAL
)
DEFAULTS: Final[Mapping[str, Choice]] = {
    FROM: "moscow",
    TO: "nhava-sheva",
    CLOCK: Clock.SHIPMENT.value,
    CORRIDORS: [],
    CLOSED: [],
    BUILT: [],
    AS_OF: TODAY,
    AS_IF_OPEN: NO,
    STATES: [],
    MONTH: ANY,
    SERVICES: [],
    SETTINGS: [],
    BOX: BOXES[0],
    AMOUNT: "1",
    UNIT: UNITS[0],
    AT: TODAY,
    LANGUAGE: "en",
    ROUTE: "",
    SORT: Rank.DAYS.value,
    TAB: ROUTES,
    REASON: REASONS[0],
    SWINGS: "",
    PART: PARTS[0],
    FIND: "",
    GRADES: [],
    QUANTITIES: [],
    MODES: [],
    SIDE: "from",
    MEASURE: "days",
    ASSUMED: NO,
}
QUESTION_KEYS: Final = (
    FROM,
    TO,
    CLOCK,
    CORRIDORS,
    CLOSED,
    BUILT,
    AS_OF,
    AS_IF_OPEN,
    STATES,
    MONTH,
    SERVICES,
    SETTINGS,
    BOX,
    AMOUNT,
    UNIT,
)
"""Choices that make a question; the pages that ask one share them."""
ANSWER_KEYS: Final = (*QUESTION_KEYS, ROUTE, SORT)
"""Choices that go back to their defaults with a new question."""
COMPARE_KEYS: Final = (*ANSWER_KEYS, TAB, REASON, SWINGS)


def default(key: str) -> Choice:
    """Return what a choice is before the reader chooses."""
    value = DEFAULTS[key]
    return list(value) if isinstance(value, list) else value


def text(key: str) -> str:
    """Read a choice of one text as its widget holds it now."""
    return str(st.session_state.get(key) or DEFAULTS[key])


def texts(key: str) -> list[str]:
    """Read a choice of several texts as its widget holds it now."""
    return list(st.session_state.get(key) or DEFAULTS[key])


def value(key: str) -> Choice:
    """Read a choice as its widget holds it now."""
    return texts(key) if isinstance(DEFAULTS[key], list) else text(key)


def question() -> Question:
    """Return the question as the widgets hold it now."""
    return Question(
        origin=text(FROM),
        destination=text(TO),
        clock=text(CLOCK),
        closed=tuple(sorted(texts(CLOSED))),
        built=tuple(sorted(texts(BUILT))),
        as_of=text(AS_OF),
        month=text(MONTH),
        services=tuple(sorted(texts(SERVICES))),
        settings=tuple(sorted(texts(SETTINGS))),
        as_if_open=is_open(),
        states=tuple(sorted(texts(STATES))),
        corridors=tuple(sorted(texts(CORRIDORS))),
        links=own.digest if (own := own_links()) else "",
    )


def own_layer() -> MeasuredLayer | None:
    """Return the layer of the reader that this session holds."""
    held: MeasuredLayer | None = st.session_state.get(OWN_LAYER)
    return held


def own_links() -> LinksFile | None:
    """Return the links of the reader that this session holds, joined to the network."""
    atlas: Atlas | None = st.session_state.get(OWN_ATLAS)
    return atlas.links if atlas else None


def default_question() -> Question:
    """Return the question of a visitor who has chosen nothing."""
    return Question(
        origin=str(DEFAULTS[FROM]),
        destination=str(DEFAULTS[TO]),
        clock=str(DEFAULTS[CLOCK]),
        closed=(),
        built=(),
        as_of=TODAY,
        month=ANY,
        services=(),
        settings=(),
    )


def is_touched() -> bool:
    """Tell whether any choice of the question is another than at first."""
    return any(value(key) != DEFAULTS[key] for key in QUESTION_KEYS)


def shipment() -> Shipment:
    """Return what is carried, and how much of it, as the widgets hold it now.

    Raises
    ------
    QuestionError
        It is a part of a box.
    """
    return Shipment(box=Box(text(BOX)), amount=read_number(text(AMOUNT)))


def take_pick(name: str, value: str) -> None:
    """Take the journey or the order that was picked, a second pick of a journey takes it back.

    For use in callbacks; what is no such choice is passed over.
    """
    if name == ROUTE:
        st.session_state[ROUTE] = "" if text(ROUTE) == value else value
    elif name == SORT and value in SORTS:
        st.session_state[SORT] = value


def is_amount(text: str) -> bool:
    """Return whether a text is an amount that can be shipped, in tonnes at least."""
    try:
        Shipment(box=Box.TONNE, amount=read_number(text))
    except ValueError:
        return False
    return True


def ask(changes: Mapping[str, Choice]) -> None:
    """Ask a new question: what is not named goes back to its default; for use in callbacks."""
    for key in ANSWER_KEYS:
        st.session_state[key] = changes[key] if key in changes else default(key)


def set_end(end: str, place: str) -> None:
    """Set origin or destination; for use in callbacks of widgets."""
    st.session_state[end] = place


def swap_ends() -> None:
    """Exchange origin and destination; for use in callbacks of widgets."""
    st.session_state[FROM], st.session_state[TO] = text(TO), text(FROM)


def is_open() -> bool:
    """Tell whether the reader asks as if every gate were open."""
    return text(AS_IF_OPEN) == YES


def open_gates() -> None:
    """Ask as if every gate were open, or again of the date; for use in callbacks of widgets."""
    st.session_state[AS_IF_OPEN] = NO if is_open() else YES


def is_date(text: str) -> bool:
    """Tell whether a text is today, a month of the calendar, or a day."""
    if text == TODAY:
        return True
    try:
        Scenario(date=text)
    except QuestionError:
        return False
    return True


def dates() -> list[str]:
    """Return today, the day of a link, and every month of the calendar, latest year first."""
    every = months()
    chosen = text(AS_OF)
    return every if chosen in every else [TODAY, chosen, *every[1:]]


def months() -> list[str]:
    """Return today, and every month of the calendar, latest year first."""
    years = range(LAST_YEAR, FIRST_YEAR - 1, -1)
    return [
        TODAY,
        *(f"{year}-{month:02}" for year in years for month in range(1, MONTHS_PER_YEAR + 1)),
    ]


def language() -> str:
    """Return the code of the page's language."""
    return text(LANGUAGE)


def locale() -> Locale:
    """Return the language of the page."""
    return get_locale(language())


def translate(text: str) -> str:
    """Return a text of the page in its language."""
    return locale().translate(text)


def sentence_of(error: AtlasError) -> str:
    """Return what an error says as a sentence in the language of the page."""
    journal.note_error(error)
    text = locale().sentence(error.message)
    return text + ("" if text.endswith(".") else ".")
