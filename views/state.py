"""What the reader has chosen, in one place: names of the choices, and the question they make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.maps_scene import ENGLISH, Tongue
from geo.model import Clock
from geo.scenario import FIRST_YEAR, LAST_YEAR, Scenario
from views import address

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FROM: Final = "from"
TO: Final = "to"
CLOCK: Final = "clock"
CORRIDORS: Final = "by"
CLOSED: Final = "close"
BUILT: Final = "build"
MONTH: Final = "month"
ONLINE: Final = "online"

TODAY: Final = "today"
"""The month that stands for the network as it is built today."""
CLOCKS: Final = (Clock.SHIPMENT.value, Clock.DOOR.value)
DEFAULTS: Final[dict[str, Any]] = {
    FROM: "moscow",
    TO: "nhava-sheva",
    CLOCK: Clock.SHIPMENT.value,
    CORRIDORS: [],
    CLOSED: [],
    BUILT: [],
    MONTH: TODAY,
}
_PAGE: Final = "page of the last run"
_ADDRESS: Final = "address of the last run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the calculator; small and hashable, so that answers can be kept."""

    origin: str
    destination: str
    clock: str
    closed: tuple[str, ...]
    built: tuple[str, ...]
    month: str

    def scenario(self) -> Scenario:
        """Return the conditions.

        Raises
        ------
        BadDateError
            The month is none that the data cover.
        """
        return Scenario(
            date=None if self.month == TODAY else self.month,
            closed=frozenset(self.closed),
            built=frozenset(self.built),
            clock=Clock(self.clock),
        )


def enter(page: str) -> bool:
    """Note that a page is shown; return whether another one was shown before."""
    fresh = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    return fresh


def take_address(*, fresh: bool, allowed: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Take the choices of the address where it is not our own; return what was passed over.

    The address wins when a link was opened and when the reader goes back or forward. A reader who
    comes from another page of the application brings no address, and finds the question as it was.
    Call it before any widget of the question is shown.
    """
    query = {key: st.query_params.get_all(key) for key in DEFAULTS if key in st.query_params}
    known = FROM in st.session_state
    if known and (query == st.session_state.get(_ADDRESS) or (fresh and not query)):
        return ()
    choices, refused = address.read(query, defaults=DEFAULTS, allowed=allowed)
    ask(choices)
    return refused


def give_address() -> None:
    """Write the question into the address of the page; call it after the widgets."""
    chosen = address.write({key: choice(key) for key in DEFAULTS}, defaults=DEFAULTS)
    listed = {key: value if isinstance(value, list) else [value] for key, value in chosen.items()}
    now = {key: st.query_params.get_all(key) for key in DEFAULTS if key in st.query_params}
    if listed != now:
        st.query_params.from_dict(chosen)
    st.session_state[_ADDRESS] = listed


def choice(key: str) -> Any:  # noqa: ANN401 - a text or a list of texts
    """Return one choice as its widget holds it now."""
    return st.session_state.get(key) or DEFAULTS[key]


def question() -> Question:
    """Return the question as the widgets hold it now."""
    return Question(
        origin=choice(FROM),
        destination=choice(TO),
        clock=choice(CLOCK),
        closed=tuple(sorted(choice(CLOSED))),
        built=tuple(sorted(choice(BUILT))),
        month=choice(MONTH),
    )


def ask(changes: Mapping[str, Any]) -> None:
    """Set choices, the others to their defaults; for use before widgets and in their callbacks."""
    for key, value in {**DEFAULTS, **changes}.items():
        st.session_state[key] = list(value) if isinstance(value, list) else value


def swap_ends() -> None:
    """Exchange origin and destination; for use in callbacks of widgets."""
    st.session_state[FROM], st.session_state[TO] = choice(TO), choice(FROM)


def months() -> list[str]:
    """Return today, and every month of the calendar, latest year first."""
    years = range(LAST_YEAR, FIRST_YEAR - 1, -1)
    return [TODAY, *(f"{year}-{month:02}" for year in years for month in range(1, 13))]


def tongue() -> Tongue:
    """Return the language of the page."""
    return ENGLISH


def say(text: str) -> str:
    """Return a text of the page in its language."""
    return tongue().say(text)
