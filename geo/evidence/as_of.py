"""The states of gates that hold for one question: those of its date, or those it assumes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.errors import UnknownNameError
from geo.evidence.states import GateState, GateStatus, period_of
from geo.message import Day, Message, Month, quoted
from geo.model import Grade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.evidence.states import GateStates, OwnFile
    from geo.model import LinksFile
    from geo.scenario import Scenario

ASSUMED: Final = "assumed"
"""Beginning of the id of a state that the question assumes."""
OLD_DAYS: Final = 30
"""A last word older than this is shown with its age."""


@dataclass(frozen=True, kw_only=True)
class AsOf:
    """The date of an answer, and the states of gates on it."""

    first: dt.date
    last: dt.date
    """First and last day; the same for a question as of one day."""
    requested: dt.date | None
    """Day, or last day of the month, of the question; None where it has no date."""
    is_beyond_data: bool = False
    """Whether the newest report is older than the day of the question."""
    states: Mapping[str, GateState] = field(repr=False)
    """State of each gate that has one, by gate; empty where the question leaves them out."""
    changes: tuple[GateState, ...] = ()
    """States that began within the month of the question, by day."""
    as_if_open: bool = False
    own: OwnFile | None = None
    """The user's file that states come from; None where they are those of the program, or none."""
    links: LinksFile | None = None
    """Links of the user's own that the answer could use."""

    @property
    def is_month(self) -> bool:
        """Whether the question is as of a month."""
        return self.first != self.last

    @cached_property
    def barred(self) -> frozenset[str]:
        """Gates that no journey may pass."""
        return frozenset(gate for gate, state in self.states.items() if state.status.bars)


def states_as_of(states: GateStates, scenario: Scenario, *, today: dt.date | None = None) -> AsOf:
    """Find the states of gates that hold for a question.

    Parameters
    ----------
    states
        From `load_states`.
    scenario
        Its date, departure month and assumed states are read.
    today
        The day on which the question is asked; None: `by_clock`. It stands in for a missing
        date, but the states are never later than the date of the newest report.

    Raises
    ------
    UnknownNameError
        An assumed state is none.

    Examples
    --------
    >>> from geo.evidence import load_states
    >>> from geo.scenario import Scenario
    >>> answer = states_as_of(load_states(), Scenario(date="2026-07-20"))
    >>> sorted(answer.barred)[:3]
    ['bandar-abbas', 'bandar-imam-khomeini', 'bushehr']
    """
    if scenario.date is None:
        first = last = today or by_clock(states)
    else:
        first, last = period_of(scenario.date)
    day, newest = last, states.last_word
    is_beyond_data = newest is not None and newest < last
    if newest is not None and is_beyond_data:
        first, last = (min(first, newest)), newest
    current: dict[str, GateState] = {}
    changes: tuple[GateState, ...] = ()
    if not scenario.as_if_open:
        current = states.within(first, last, scenario.dispatch_month)
        changes = states.changes(first, last)
    current |= {gate: _assumed(gate, status, states) for gate, status in scenario.states}
    return AsOf(
        first=first,
        last=last,
        requested=None if scenario.date is None else day,
        is_beyond_data=is_beyond_data,
        states=MappingProxyType(current),
        changes=changes,
        as_if_open=scenario.as_if_open,
        own=None if scenario.as_if_open else states.own,
    )


_WORDS: Final[Mapping[GateStatus, Message]] = MappingProxyType(
    {
        GateStatus.OPEN: Message("open"),
        GateStatus.REDUCED: Message("reduced"),
        GateStatus.RESTRICTED: Message("restricted"),
        GateStatus.SUSPENDED: Message("suspended"),
        GateStatus.CLOSED: Message("closed"),
        GateStatus.BLOCKADED: Message("under blockade"),
        GateStatus.UNKNOWN: Message("not confirmed"),
    }
)


def status_text(status: GateStatus) -> Message:
    """Name a state.

    Examples
    --------
    >>> status_text(GateStatus.BLOCKADED)
    'under blockade'
    """
    return _WORDS[status]


def state_text(state: GateState, gate: str) -> Message:
    """Say in which state a gate is and since when.

    Parameters
    ----------
    state
        From `AsOf.states`.
    gate
        Name of the gate.

    Examples
    --------
    >>> from geo.evidence import load_states
    >>> day = dt.date(2026, 10, 10)
    >>> state_text(load_states().within(day, day)["hormuz"], "Strait of Hormuz")
    'Strait of Hormuz: closed since 14 July 2026'
    """
    word = status_text(state.status)
    if state.is_seasonal:
        months = ", ".join(map(str, sorted(state.months, key=lambda month: (month + 5) % 12)))
        return Message(
            "{gate}: {state} every year in months {months}", gate=gate, state=word, months=months
        )
    since = state.since or state.first
    if since is None:
        return Message("{gate}: assumed {state}", gate=gate, state=word)
    return Message("{gate}: {state} since {date}", gate=gate, state=word, date=Day(since))


def by_clock(states: GateStates) -> dt.date:
    """Return the day by the clock of the machine.

    A clock that stands before the newest report of the program is wrong, and would answer as if
    nothing had happened yet: then it is the day of that report.
    """
    day, newest = dt.datetime.now(dt.UTC).date(), states.last_word
    return max(day, newest) if newest and states.own is None else day


def as_of_text(answer: AsOf, *, today: dt.date | None = None) -> Message:
    """Say as of when an answer holds.

    Parameters
    ----------
    answer
        Date and states of a question.
    today
        The day on which the text is read: a newest report older than `OLD_DAYS` is then
        shown with its age. None for a file, which may be read on any day.

    Examples
    --------
    >>> from geo.evidence import GateStates
    >>> from geo.scenario import Scenario
    >>> day, names = dt.date(2026, 10, 10), {"id": "hormuz-1", "gate": "hormuz", "grade": Grade.B}
    >>> row = GateState(**names, status=GateStatus.CLOSED, first=day, last=None, confirmed=day)
    >>> answer = states_as_of(GateStates([row]), Scenario(date="2027-03-01"))
    >>> as_of_text(answer)
    'As of 10 October 2026, date of the newest report (1 March 2027 was asked for)'
    >>> as_of_text(answer, today=dt.date(2026, 11, 29))
    'As of 10 October 2026, date of the newest report, 50 days ago (1 March 2027 was asked for)'
    """
    text = _date_text(answer, today)
    if answer.own is not None:
        text = Message(
            "{text}, with states of gates from {file} (digest {digest})",
            text=text,
            file=answer.own.name,
            digest=answer.own.digest,
        )
    if answer.links is not None:
        text = Message(
            "{text}, with links of your own from {file} (digest {digest})",
            text=text,
            file=answer.links.name,
            digest=answer.links.digest,
        )
    return text


def _date_text(answer: AsOf, today: dt.date | None) -> Message:
    if answer.as_if_open:
        return Message("As if every gate were open")
    if answer.is_beyond_data:
        return _last_word_of_data(answer, (today - answer.last).days if today else 0)
    if answer.is_month:
        return Message("As of {month}", month=Month(f"{answer.last:%Y-%m}"))
    return Message("As of {date}", date=Day(answer.last))


def _last_word_of_data(answer: AsOf, age_days: int) -> Message:
    date = Day(answer.last)
    if answer.requested is None:
        if age_days > OLD_DAYS:
            return Message(
                "As of {date}, date of the newest report, {days} days ago",
                date=date,
                days=age_days,
            )
        return Message("As of {date}, date of the newest report", date=date)
    asked = Day(answer.requested)
    if age_days > OLD_DAYS:
        return Message(
            "As of {date}, date of the newest report, {days} days ago ({asked} was asked for)",
            date=date,
            days=age_days,
            asked=asked,
        )
    return Message(
        "As of {date}, date of the newest report ({asked} was asked for)",
        date=date,
        asked=asked,
    )


def word_text(word: dt.date, day: dt.date, *, written: str = "") -> Message | Day:
    """Write the day of a last word, and how old it was on a day, if it was old.

    Parameters
    ----------
    word
        Day of the last word; the last one of a month or a year, where no day was published.
    day
        Day from which its age is counted.
    written
        The date as it was published, where that was no day.

    Examples
    --------
    >>> word_text(dt.date(2026, 7, 14), dt.date(2026, 11, 29))
    '14 July 2026, 138 days ago'
    >>> word_text(dt.date(2026, 7, 14), dt.date(2026, 7, 31))
    '14 July 2026'
    >>> word_text(dt.date(2026, 7, 31), dt.date(2026, 11, 29), written="2026-07")
    'July 2026, 121 days ago'
    """
    age_days = (day - word).days
    is_month = len(written) == len("YYYY-MM")
    date = Month(written) if is_month else written or Day(word)
    if age_days > OLD_DAYS:
        return Message("{date}, {days} days ago", date=date, days=age_days)
    return date if isinstance(date, Day) else Message("{date}", date=date)


def last_word_text(word: dt.date, day: dt.date, *, written: str = "") -> Message:
    """Say of when the last word on something is, and how old it was on a day, if it was old.

    Parameters are those of `word_text`.

    Examples
    --------
    >>> last_word_text(dt.date(2026, 7, 14), dt.date(2026, 11, 29))
    'last word: 14 July 2026, 138 days ago'
    """
    return Message("last word: {date}", date=word_text(word, day, written=written))


def old_word_text(state: GateState, answer: AsOf, *, today: dt.date) -> Message | None:
    """Say how old the last word on a state is; None where it is not old on the day of the answer.

    Parameters
    ----------
    state
        One of the states of the answer.
    answer
        Date of the question. One that reaches to the date of the newest report holds today.
    today
        The day on which the text is read.

    Examples
    --------
    >>> from geo.evidence import GateStates
    >>> from geo.scenario import Scenario
    >>> day, names = dt.date(2026, 10, 10), {"id": "hormuz-1", "gate": "hormuz", "grade": Grade.B}
    >>> row = GateState(**names, status=GateStatus.CLOSED, first=day, last=None, confirmed=day)
    >>> answer = states_as_of(GateStates([row]), Scenario(), today=dt.date(2026, 11, 29))
    >>> old_word_text(answer.states["hormuz"], answer, today=dt.date(2026, 11, 29))
    'last word: 10 October 2026, 50 days ago'
    >>> past = states_as_of(GateStates([row]), Scenario(date="2026-10-10"))
    >>> old_word_text(past.states["hormuz"], past, today=dt.date(2026, 11, 29))
    """
    day = today if answer.is_beyond_data else answer.last
    word = state.last_word
    if word is None or (day - word).days <= OLD_DAYS or state.is_seasonal:
        return None
    return last_word_text(word, day)


def _assumed(gate: str, status: str, known: GateStates) -> GateState:
    """Make a state that a question assumes; it adds what the newest of its kind added."""
    if status not in set(GateStatus):
        msg = Message(
            "there is no state {text} of a gate; choose from {names}",
            text=quoted(status),
            names=tuple(GateStatus),
        )
        raise UnknownNameError(msg)
    return GateState(
        id=f"{ASSUMED}-{gate}".replace("/", "-"),
        gate=gate,
        status=GateStatus(status),
        first=None,
        last=None,
        figures=known.figures_in(gate, GateStatus(status)),
        grade=Grade.K,
    )
