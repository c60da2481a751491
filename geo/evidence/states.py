"""States of gates: what was open, hindered or closed, from when to when, and who says so.

A gate is a strait, canal, border, port or railway that a corridor passes. A row of ``states.csv``
says in which state it was in a period; the README beside the file describes every column. A
gate without a row is open as far as anyone has published, and a row whose last word is old becomes
`GateStatus.UNKNOWN`, unless it bars the gate. A barred gate stays so until a later row opens it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.edition import DIGEST_DIGITS
from geo.errors import BadDateError
from geo.evidence.figures import OF_STATES
from geo.evidence.rows import ID, CsvRow, grade_of, months_of, rows_of, sources_of
from geo.evidence.tables import read_sources
from geo.message import Message, quoted
from geo.paths import EVIDENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.evidence.figures import Figure
    from geo.model import Grade, Source

STATE_COLUMNS: Final = (
    *("id", "gate", "state", "first_day", "last_day", "months", "traffic_share", "service_share"),
    *("figures", "confirmed", "grade", "sources", "against", "note"),
)
PERIODS: Final = 256
"""Periods of which the states are remembered."""
FRESH_DAYS: Final = 90
"""A state that nobody has confirmed for longer than this is unknown, unless it bars the gate."""
DAY: Final = dt.timedelta(days=1)
LARGEST_SHARE: Final = 20.0
"""More than this many times the traffic of before is an error of writing."""
_DAY: Final = re.compile(r"(19|20)\d\d-\d\d-\d\d")
_GATE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/(rail|road))?")


class GateStatus(StrEnum):
    """Whether a gate can be passed."""

    OPEN = "open"
    REDUCED = "reduced"
    """Passed by fewer, or by smaller loads, than before."""
    RESTRICTED = "restricted"
    """Passed by some only, or at a risk that most avoid."""
    SUSPENDED = "suspended"
    """Stopped for a time by those who run it."""
    CLOSED = "closed"
    BLOCKADED = "blockaded"
    """Barred from outside by force."""
    UNKNOWN = "unknown"
    """Not confirmed; the last word is old."""

    @property
    def bars(self) -> bool:
        """Whether no journey may pass."""
        return self in _BARRING

    @property
    def hinders(self) -> bool:
        """Whether a journey may pass, with what the state adds."""
        return self in _HINDERING


_HINDERING: Final = frozenset({GateStatus.REDUCED, GateStatus.RESTRICTED})
_BARRING: Final = frozenset({GateStatus.SUSPENDED, GateStatus.CLOSED, GateStatus.BLOCKADED})


@dataclass(frozen=True, slots=True, kw_only=True)
class GateState:
    """State of one gate in one period."""

    id: str
    gate: str
    status: GateStatus
    first: dt.date | None
    """First day; None only for what returns every year."""
    last: dt.date | None
    """Last day; None where no end was published."""
    months: frozenset[int] = frozenset()
    """Months of the year, 1 to 12, in which it returns; empty for what does not."""
    traffic_share: float | None = None
    """Ships or cargo in proportion to the time before."""
    service_share: float | None = None
    """Container services in proportion to the time before; the rest sails elsewhere."""
    figures: tuple[str, ...] = ()
    """Figures of the ledger with the days and dollars that the state adds while it hinders."""
    confirmed: dt.date | None = None
    """Day of the last word on a state without an end."""
    grade: Grade
    sources: tuple[str, ...] = ()
    since: dt.date | None = None
    """First day of the unbroken run of rows with this status, as `GateStates.within` finds it."""
    against: str = ""
    """Id of the row that this one contradicts, and that is used in its place; else empty."""
    note: str = field(default="", repr=False)

    @property
    def last_word(self) -> dt.date | None:
        """Day up to which the row speaks."""
        return self.last or self.confirmed

    @property
    def is_seasonal(self) -> bool:
        """Whether the state returns every year."""
        return bool(self.months)

    def on(self, day: dt.date) -> GateState:
        """Give the state as it is known on a day: unknown where the last word is too old."""
        word = self.last_word
        stale = word is not None and (day - word).days > FRESH_DAYS
        if not stale or self.status.bars or self.is_seasonal:
            return self
        return replace(self, status=GateStatus.UNKNOWN, since=word)

    def days_within(self, first: dt.date, last: dt.date) -> int:
        """Count the days of a period, both ends included, on which the state held."""
        start = max(first, self.first or first)
        end = min(last, self.last or last)
        return max((end - start).days + 1, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A user's own file of states or links: what it takes to know it again."""

    name: str
    """Name without its folder."""
    digest: str
    """First digits of the SHA-256 of what it says; how it is written down may change."""


class GateStates:
    """All states; it does not change.

    Parameters
    ----------
    rows
        States. Those of one gate do not overlap, but for what returns every year and for what
        contradicts another row.
    own
        The user's file that some of them come from; None: all ship with the program.
    """

    __slots__ = ("_by_gate", "_known", "last_word", "own", "rows")

    def __init__(self, rows: Iterable[GateState] = (), own: OwnFile | None = None) -> None:
        self.rows = tuple(rows)
        self.own = own
        self._known = lru_cache(maxsize=PERIODS)(self._find)
        groups: defaultdict[str, list[GateState]] = defaultdict(list)
        for row in self.rows:
            if not row.against:
                groups[row.gate].append(row)
        self._by_gate: Mapping[str, tuple[GateState, ...]] = MappingProxyType(
            {gate: tuple(group) for gate, group in groups.items()}
        )
        self.last_word: dt.date | None = max(
            (row.last_word for row in self.rows if row.last_word), default=None
        )
        """Newest day that any row speaks of."""

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    @property
    def gates(self) -> tuple[str, ...]:
        """Gates that have a row."""
        return tuple(self._by_gate)

    def of(self, gate: str) -> tuple[GateState, ...]:
        """List the rows of one gate, in the order of the file, contradicted ones included."""
        return tuple(row for row in self.rows if row.gate == gate)

    def figures_in(self, gate: str, status: GateStatus) -> tuple[str, ...]:
        """Figures that the newest state of a gate with some status names; empty where none does.

        Examples
        --------
        >>> load_states().figures_in("suez", GateStatus.CLOSED)
        ()
        """
        rows = [row for row in self._by_gate.get(gate, ()) if row.status is status and row.figures]
        newest = max(rows, key=lambda row: row.first or dt.date.min, default=None)
        return newest.figures if newest else ()

    def within(
        self, first: dt.date, last: dt.date, month: int | None = None
    ) -> dict[str, GateState]:
        """State of each gate in a period: the one that held on most of its days.

        A gate of which nothing was published for most of the period has none.

        Parameters
        ----------
        first, last
            First and last day, both included; one day: twice the same. What began or ended on the
            way is left to `changes`.
        month
            Departure month, 1 to 12, for what returns every year; None: that of the last day.

        Examples
        --------
        >>> february = load_states().within(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
        >>> february["hormuz"].status, "volga-don" in february
        (<GateStatus.OPEN: 'open'>, True)
        """
        return dict(self._known(first, last, month or last.month))

    def _find(self, first: dt.date, last: dt.date, season: int) -> dict[str, GateState]:
        states: dict[str, GateState] = {}
        for gate, rows in self._by_gate.items():
            seasonal = [row for row in rows if season in row.months]
            if seasonal:
                states[gate] = seasonal[0]
                continue
            days = [(row.days_within(first, last), row) for row in rows if not row.months]
            longest = max((count for count, _ in days), default=0)
            days_without_row = (last - first).days + 1 - sum(count for count, _ in days)
            if longest and longest >= days_without_row:
                # Where two held equally long, the later one tells more about what comes.
                chosen = [row for count, row in days if count == longest][-1]
                states[gate] = replace(chosen, since=_since(chosen, rows)).on(last)
        return states

    def changes(self, first: dt.date, last: dt.date) -> tuple[GateState, ...]:
        """States that began within a period, its first day left out, by day."""
        begun = [
            row
            for rows in self._by_gate.values()
            for row in rows
            if row.first and first < row.first <= last
        ]
        return tuple(sorted(begun, key=lambda row: (row.first or first, row.gate)))

    def override(self, other: GateStates) -> GateStates:
        """Lay these states over others: a gate that has a row here loses all rows there."""
        others = [row for row in other.rows if row.gate not in self._by_gate]
        return GateStates([*others, *self.rows], self.own)

    def stale(self, day: dt.date) -> tuple[GateState, ...]:
        """States without an end that nobody has confirmed for `FRESH_DAYS`, the oldest first."""
        old = [
            row
            for row in self.rows
            if row.last is None
            and row.confirmed
            and not row.against
            and (day - row.confirmed).days > FRESH_DAYS
        ]
        return tuple(sorted(old, key=lambda row: (row.confirmed or day, row.gate)))


def period_of(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of a date written ``YYYY-MM-DD`` or ``YYYY-MM``.

    Raises
    ------
    BadDateError
        There is no such day.

    Examples
    --------
    >>> period_of("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    try:
        if len(text) > len("YYYY-MM"):
            day = dt.date.fromisoformat(text)
            return day, day
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError as error:
        msg = Message("{text} is not a date; write YYYY-MM-DD or YYYY-MM", text=quoted(text))
        raise BadDateError(msg) from error
    following = (first.replace(day=28) + 4 * DAY).replace(day=1)
    return first, following - DAY


def load_states(folder: Path | None = None) -> GateStates:
    """Read and check the states that ship with the program.

    Parameters
    ----------
    folder
        Where ``states.csv`` and ``sources.csv`` lie; None: in the project.

    Raises
    ------
    LedgerError
        The file is missing or a row breaks the schema; the message names file and row.

    Examples
    --------
    >>> load_states().last_word >= dt.date(2026, 10, 10)
    True
    """
    folder = folder or EVIDENCE
    return read_states(folder / "states.csv", sources=read_sources(folder / "sources.csv"))


def read_states(
    path: Path,
    *,
    sources: Mapping[str, Source] | None = None,
    figures: Mapping[str, Figure] | None = None,
) -> GateStates:
    """Read and check a file of states.

    Parameters
    ----------
    path
        CSV file with the columns of `STATE_COLUMNS`.
    sources
        Known sources, by id. None: the file is a user's own, and its sources are free text.
    figures
        Known figures, by id; None: any.

    Raises
    ------
    LedgerError
        The file is missing, a row breaks the schema, or two rows of one gate overlap; the message
        names file and row. Nothing of the file is used then.
    """
    rows = list(rows_of(path, STATE_COLUMNS, own=sources is None))
    states = [_state(row, sources, figures) for row in rows]
    _check_periods(rows, states)
    return GateStates(states, _file(path, rows) if sources is None else None)


def _file(path: Path, rows: list[CsvRow]) -> OwnFile:
    cells = json.dumps([list(row.cells.values()) for row in rows])
    return OwnFile(
        name=path.name.encode("utf-8", "replace").decode(),
        digest=hashlib.sha256(cells.encode()).hexdigest()[:DIGEST_DIGITS],
    )


def _state(
    row: CsvRow, sources: Mapping[str, Source] | None, figures: Mapping[str, Figure] | None
) -> GateState:
    grade = grade_of(row)
    first, last, confirmed = (_day(row, name) for name in ("first_day", "last_day", "confirmed"))
    months = months_of(row)
    if first is None and not months:
        row.refuse("first_day is blank; only what has months returns every year and needs none")
    if first and last and last < first:
        row.refuse("it ends before it begins")
    if (last is None) == (confirmed is None):
        row.refuse("give either last_day or confirmed, the day of the last word on it")
    if first and confirmed and confirmed < first:
        row.refuse("it was confirmed before it begins")
    names = row.names("figures")
    for name in names:
        if figures is not None and name not in figures:
            row.refuse(f"figure {quoted(name)} is not in figures.csv")
        if figures is not None and figures[name].quantity not in OF_STATES:
            known = ", ".join(sorted(OF_STATES))
            row.refuse(f"figure {quoted(name)} is a {figures[name].quantity}; name one of: {known}")
    cited = row.names("sources") if sources is None else sources_of(row, sources, grade)
    return GateState(
        id=row.cells["id"],
        gate=row.matching("gate", _GATE, "bandar-abbas") or row.refuse("gate is blank"),
        status=GateStatus(row.required("state", set(GateStatus))),
        first=first,
        last=last,
        months=months,
        traffic_share=_share(row, "traffic_share"),
        service_share=_share(row, "service_share"),
        figures=names,
        confirmed=confirmed,
        grade=grade,
        sources=cited,
        against=row.matching("against", ID, "hormuz-2026-02-28"),
        note=row.cells["note"],
    )


def _since(state: GateState, rows: tuple[GateState, ...]) -> dt.date | None:
    """First day of the rows of one status that follow each other up to a state."""
    since = state.first
    ends = {row.last: row for row in rows if row.last and row.status is state.status}
    while since and (before := ends.get(since - DAY)):
        since = before.first
    return since


def _day(row: CsvRow, column: str) -> dt.date | None:
    text = row.matching(column, _DAY, "2026-02-28")
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        row.refuse(f"{column} {quoted(text)} is no day of the calendar")


def _share(row: CsvRow, column: str) -> float | None:
    share = row.number(column)
    if share is not None and share > LARGEST_SHARE:
        row.refuse(f"{column} {share:g} is no share; write 0.45 for 45 %")
    return share


def _check_periods(rows: list[CsvRow], states: list[GateState]) -> None:
    """Refuse two rows of one gate that overlap, and a contradiction of a row that is not there."""
    ids = {state.id: state for state in states}
    earlier: defaultdict[str, list[GateState]] = defaultdict(list)
    for row, state in zip(rows, states, strict=True):
        if state.against:
            other = ids.get(state.against)
            if other is None or other.gate != state.gate or other.against:
                row.refuse(
                    f"against {quoted(state.against)} is no row of the same gate that is used"
                )
            continue
        if state.is_seasonal:
            continue
        for other in earlier[state.gate]:
            if _overlap(state, other):
                row.refuse(f"it overlaps with {other.id}; end one, or set it against the other")
        earlier[state.gate].append(state)


def _overlap(one: GateState, other: GateState) -> bool:
    ends = [(state.first or dt.date.min, state.last or dt.date.max) for state in (one, other)]
    return max(first for first, _ in ends) <= min(last for _, last in ends)
