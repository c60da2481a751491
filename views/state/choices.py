"""What the reader has chosen, in one place: names of the choices, and the question they make."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import streamlit as st

from geo.errors import AtlasError, DataError, QuestionError
from geo.estimates import Box, Shipment
from geo.i18n import LANGUAGES, check_catalogues, get_locale
from geo.journeys import Rank, Unit
from geo.message import Message, quoted
from geo.model import Clock
from geo.months import FIRST_YEAR, LAST_YEAR, MONTHS_PER_YEAR
from geo.numerals import read_number
from geo.scenario import RailService, RoadService, Scenario, SeaService
from views.state import journal, url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
TODAY: Final = "today"
"""The month that stands for the network as it is built today."""
ANY: Final = "any"
"""The season that stands for no month in particular."""
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
_PAGE: Final = "page of the last run"
_ADDRESS: Final = "address of the last run"
_PATH: Final = "path of the last run"
_FAULT: Final = "fault of the language"
_WORDS: Final = "language of the last run"
_FOREIGN: Final = "language of a link that is none"
_REFUSED: Final = "values of a link that are no choices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the calculator; small and hashable, so that answers can be kept."""

    origin: str
    destination: str
    clock: str
    closed: tuple[str, ...]
    built: tuple[str, ...]
    as_of: str
    month: str
    services: tuple[str, ...]
    settings: tuple[str, ...]
    as_if_open: bool = False
    states: tuple[str, ...] = ()
    corridors: tuple[str, ...] = ()
    """Ids of those that the reader has chosen; empty: those that stand in every comparison."""
    links: str = ""
    """Digest of the links of the reader that journeys may use; empty: none."""

    def scenario(self) -> Scenario:
        """Return the conditions.

        Raises
        ------
        BadDateError
            The month is none that the data cover.
        QuestionError
            A setting has no value.
        """
        settings = dict(setting_of(text) for text in self.settings)
        return Scenario(
            date=None if self.as_of == TODAY else self.as_of,
            as_if_open=self.as_if_open,
            states=tuple(sorted(assumption_of(text) for text in self.states)),
            closed=frozenset(self.closed),
            built=frozenset(self.built),
            clock=Clock(self.clock),
            season=None if self.month == ANY else int(self.month),
            services=frozenset(self.services),
            figures=tuple(sorted(settings.items())),
        )


def assumption_of(text: str) -> tuple[str, str]:
    """Return gate and state of an assumption, written ``gate=state``.

    Raises
    ------
    QuestionError
        The text has another form.

    Examples
    --------
    >>> assumption_of("hormuz=open")
    ('hormuz', 'open')
    """
    gate, equals, state = text.partition("=")
    if not (gate and equals and state):
        msg = Message("{text} assumes nothing; write GATE=STATE", text=quoted(text))
        raise QuestionError(msg)
    return gate, state


def setting_of(text: str) -> tuple[str, float]:
    """Return id and value of a figure set by hand, written ``id=value``.

    Raises
    ------
    QuestionError
        The text has another form, or the value is no finite number.

    Examples
    --------
    >>> setting_of("rail-ru-block-2026=900")
    ('rail-ru-block-2026', 900.0)
    """
    name, _, value = text.partition("=")
    try:
        number = read_number(value)
    except QuestionError:
        number = math.nan
    if not name or not math.isfinite(number):
        msg = Message("{text} sets nothing; write FIGURE=NUMBER", text=quoted(text))
        raise QuestionError(msg)
    return name, number


def enter(page: str) -> bool:
    """Note that a page is shown; return whether another one was shown before."""
    fresh = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    return fresh


def open_page(
    page: str, *, keys: Sequence[str], allowed: Mapping[str, url.Members]
) -> tuple[url.Refusal, ...]:
    """Take a page's choices from the address where it is not our own; return what is no choice.

    The address wins when a link was opened and when the reader goes back or forward. A reader who
    comes from another page of the application brings no address, and finds the choices as they
    were. Call it before any widget of these choices is shown.

    A widget tells its choice by the words it shows, so each is set again in the run that changes
    the language; or else the next run gets words that are no longer among the choices.

    Parameters
    ----------
    page
        Its name in the session.
    keys
        The choices of this page.
    allowed
        Members of the closed sets among them.
    """
    fresh = enter(page)
    other_words = st.session_state.get(_WORDS) != text(LANGUAGE)
    st.session_state[_WORDS] = text(LANGUAGE)
    query = _query(keys)
    last_query = st.session_state.get(_ADDRESS)
    if last_query is not None and (query == _of(last_query, keys) or (fresh and not query)):
        for key in keys:
            # A page left while it ran takes its widgets along: what is set again outlives them.
            if fresh or other_words or key not in st.session_state:
                st.session_state[key] = st.session_state.get(key, _default(key))
        return _still_refused(page, keys)
    choices, refused = url.read(
        query, defaults={key: DEFAULTS[key] for key in keys}, allowed=allowed
    )
    for key, value in choices.items():
        st.session_state[key] = value
    if url.is_old(_parameters(url.names(DEFAULTS))):
        st.toast(translate("This link is of an older release. Its names work until release 0.3."))
    refused = (*_foreign_language(), *refused)
    st.session_state[_REFUSED] = page, refused, [_value(key) for key in keys]
    return refused


def give_address(keys: Sequence[str]) -> None:
    """Write a page's choices and the language into the address; call it after the widgets."""
    keys = (*keys, LANGUAGE)
    defaults = {key: DEFAULTS[key] for key in keys}
    chosen = url.write({key: _value(key) for key in keys}, defaults=defaults)
    listed = {key: value if isinstance(value, list) else [value] for key, value in chosen.items()}
    if listed != _parameters(url.names(DEFAULTS)):
        st.query_params.from_dict(chosen)
    st.session_state[_ADDRESS] = listed


def take_language() -> None:
    """Take the language from the address where it is not our own; call it before all else."""
    path = urlsplit(st.context.url or "").path
    moved = st.session_state.get(_PATH, path) != path
    st.session_state[_PATH] = path
    query = _query((LANGUAGE,))
    last_query = st.session_state.get(_ADDRESS)
    if last_query is None or (query != _of(last_query, (LANGUAGE,)) and (query or not moved)):
        wanted = query.get(LANGUAGE, [DEFAULTS[LANGUAGE]])[0]
        known = str(wanted if wanted in LANGUAGES else DEFAULTS[LANGUAGE])
        st.session_state[LANGUAGE] = known
        if wanted != known:
            st.session_state[_FOREIGN] = url.Refusal(
                field=LANGUAGE, value=str(wanted)[: url.LONGEST], taken=known
            )
    st.session_state[_FAULT] = None
    try:
        check_catalogues(str(st.session_state.get(LANGUAGE, "en")))
    except DataError as error:  # the pages stay readable, in English
        st.session_state[LANGUAGE] = "en"
        st.session_state[_FAULT] = error


def _still_refused(page: str, keys: Sequence[str]) -> tuple[url.Refusal, ...]:
    """Return what the link of a page held that is no choice, until the reader chooses.

    A page may run again by itself; what was said for the blink of an eye was not said.
    """
    of, refused, chosen = st.session_state.get(_REFUSED, ("", (), []))
    if of == page and chosen == [_value(key) for key in keys]:
        kept: tuple[url.Refusal, ...] = refused
        return (*kept, *_foreign_language())
    st.session_state.pop(_REFUSED, None)
    return _foreign_language()


def _foreign_language() -> tuple[url.Refusal, ...]:
    """Return the language of a link that the pages do not have, once."""
    refusal: url.Refusal | None = st.session_state.pop(_FOREIGN, None)
    return (refusal,) if refusal else ()


def language_fault() -> DataError | None:
    """Return why the language that was chosen cannot be shown, if it cannot."""
    fault: DataError | None = st.session_state.get(_FAULT)
    return fault


def _default(key: str) -> Choice:
    value = DEFAULTS[key]
    return list(value) if isinstance(value, list) else value


def _query(keys: Sequence[str]) -> dict[str, list[str]]:
    """Read choices from the address, those of an old link by their new names."""
    query = url.modern(_parameters(url.names(DEFAULTS)))
    return {key: query[key] for key in keys if key in query}


def _parameters(names: Iterable[str]) -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in names if name in st.query_params}


def _of(last_query: Mapping[str, list[str]], keys: Sequence[str]) -> dict[str, list[str]]:
    return {key: value for key, value in last_query.items() if key in keys}


def text(key: str) -> str:
    """Read a choice of one text as its widget holds it now."""
    return str(st.session_state.get(key) or DEFAULTS[key])


def texts(key: str) -> list[str]:
    """Read a choice of several texts as its widget holds it now."""
    return list(st.session_state.get(key) or DEFAULTS[key])


def _value(key: str) -> Choice:
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
    return any(_value(key) != DEFAULTS[key] for key in QUESTION_KEYS)


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
        st.session_state[key] = changes[key] if key in changes else _default(key)


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
