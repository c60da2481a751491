"""A question of the pages, as the address and the store of answers hold it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from geo.errors import QuestionError
from geo.message import Message, quoted
from geo.model import Clock
from geo.numerals import read_number
from geo.scenario import Scenario

TODAY: Final = "today"
"""The month that stands for the network as it is built today."""
ANY: Final = "any"
"""The season that stands for no month in particular."""


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
