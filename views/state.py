"""What the reader has chosen, in one place: names of the choices, and the question they make.

Each choice is bound to the address of the page under its key, so that a question can be sent as a
link. Streamlit checks a value from a link against the options of its widget; texts that are no
option, typed names of places, are looked up in the gazetteer and never anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from geo.maps_scene import ENGLISH, Tongue
from geo.model import Clock
from geo.scenario import Scenario

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
DEFAULTS: Final[dict[str, Any]] = {
    FROM: "moscow",
    TO: "nhava-sheva",
    CLOCK: Clock.SHIPMENT.value,
    CLOSED: [],
    BUILT: [],
    MONTH: TODAY,
}
CLOCKS: Final = (Clock.SHIPMENT.value, Clock.DOOR.value)


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


def question() -> Question:
    """Return the question as the widgets hold it now."""
    held = {key: st.session_state.get(key) or default for key, default in DEFAULTS.items()}
    return Question(
        origin=held[FROM],
        destination=held[TO],
        clock=held[CLOCK],
        closed=tuple(held[CLOSED]),
        built=tuple(held[BUILT]),
        month=held[MONTH],
    )


def ask(changes: dict[str, Any]) -> None:
    """Set choices, the others to their defaults; for use in callbacks of widgets."""
    for key, value in (DEFAULTS | changes).items():
        st.session_state[key] = value


def swap_ends() -> None:
    """Exchange origin and destination; for use in callbacks of widgets."""
    origin, destination = question().origin, question().destination
    st.session_state[FROM], st.session_state[TO] = destination, origin


def tongue() -> Tongue:
    """Return the language of the page."""
    return ENGLISH


def say(text: str) -> str:
    """Return a text of the page in its language."""
    return tongue().say(text)
