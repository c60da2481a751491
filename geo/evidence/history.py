"""History of the corridor: events and volumes by date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from geo.evidence.rows import ID, CsvRow, grade_of, rows_of
from geo.evidence.states import period_of
from geo.model import BRANCHES, Grade, Status
from geo.paths import EVIDENCE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

BRANCH_LAYERS: Final[Mapping[str, str]] = MappingProxyType(
    {branch: branch.replace("-", "_") for branch in BRANCHES}
)
"""GeoJSON layer of each branch, by the id of its corridor."""
_BRANCH_IDS: Final = frozenset({"", *BRANCHES})
"""Ids of corridors; blank is the corridor as a whole."""
_DATE: Final = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_EVENT_COLUMNS: Final = (
    *("id", "date", "kind", "branch", "link", "text", "source", "url", "grade"),
)
_VOLUME_COLUMNS: Final = (
    *("id", "series", "branch", "year", "low", "typical", "high", "unit", "basis"),
    *("source", "url", "grade", "note"),
)


class EventKind(StrEnum):
    """Kind of an event."""

    AGREEMENT = "agreement"
    DECISION = "decision"
    OPENING = "opening"
    TRIAL = "trial"
    DISRUPTION = "disruption"


class Series(StrEnum):
    """Quantity of a volume."""

    CARGO = "cargo"
    PART = "part"
    """Cargo of a part of the year, which the note names as far as it is known."""
    FORECAST = "forecast"
    TRADE = "trade"
    INVESTMENT = "investment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event, as one source reports it."""

    id: str
    date: str
    """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, as far as it is known."""
    kind: EventKind
    branch: str
    link: str
    """Id of the link of ``layers/corridors.json`` that it is about; blank for none."""
    text: str
    source: str
    """Title, publisher and date; blank for what nobody published."""
    url: str
    grade: Grade

    @property
    def year(self) -> int:
        """The year."""
        return int(self.date[:4])

    @property
    def month(self) -> str:
        """The month ``YYYY-MM``; January where only the year is known."""
        return self.date[:7] if len(self.date) > len("YYYY") else f"{self.date}-01"

    @property
    def last_day(self) -> dt.date:
        """The day, or the last one of the month or the year where no day is known."""
        return period_of(self.date if len(self.date) > len("YYYY") else f"{self.date}-12")[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A published amount of one year: cargo, trade or money."""

    id: str
    series: Series
    branch: str
    year: int
    low: float | None
    typical: float | None
    high: float | None
    unit: str
    basis: str
    source: str
    url: str
    grade: Grade
    note: str

    @property
    def middle(self) -> float:
        """The typical value, or the middle of the range."""
        if self.typical is not None:
            return self.typical
        return sum(v for v in (self.low, self.high) if v is not None) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Events and volumes."""

    events: tuple[Event, ...]
    """By date."""
    volumes: tuple[Volume, ...]

    def until(self, month: str) -> tuple[Event, ...]:
        """Events up to the end of a month ``YYYY-MM``."""
        return tuple(event for event in self.events if event.month <= month)


def load_history(folder: Path | None = None) -> History:
    """Read timeline and volumes.

    Parameters
    ----------
    folder
        Where the files lie; None: in the project.

    Raises
    ------
    LedgerError
        A row breaks the schema; the message names file and row.

    Examples
    --------
    >>> history = load_history()
    >>> [event.text for event in history.events if event.month == "2014-12"]
    ['The Kazakhstan–Turkmenistan–Iran railway is inaugurated, 928 km.']
    """
    folder = folder or EVIDENCE
    events = [_event(row) for row in rows_of(folder / "timeline.csv", _EVENT_COLUMNS)]
    return History(
        events=tuple(sorted(events, key=lambda event: event.date)),
        volumes=tuple(_volume(row) for row in rows_of(folder / "volumes.csv", _VOLUME_COLUMNS)),
    )


def _event(row: CsvRow) -> Event:
    date = row.matching("date", _DATE, "2014-12-03")
    if not date or not row.cells["text"]:
        row.refuse("date or text is blank; an event needs both")
    return Event(
        id=row.cells["id"],
        date=date,
        kind=EventKind(row.required("kind", set(EventKind))),
        branch=row.text("branch", _BRANCH_IDS),
        link=row.matching("link", ID, "rasht-astara"),
        text=row.cells["text"],
        source=_source(row),
        url=row.web_address("url"),
        grade=grade_of(row),
    )


def _volume(row: CsvRow) -> Volume:
    low, typical, high = row.low_typical_high()
    if not row.cells["year"].isdigit() or not row.cells["unit"]:
        row.refuse("year or unit is missing")
    return Volume(
        id=row.cells["id"],
        series=Series(row.required("series", set(Series))),
        branch=row.text("branch", _BRANCH_IDS),
        year=int(row.cells["year"]),
        low=low,
        typical=typical,
        high=high,
        unit=row.cells["unit"],
        basis=row.cells["basis"],
        source=_source(row),
        url=row.web_address("url"),
        grade=grade_of(row),
        note=row.cells["note"],
    )


def _source(row: CsvRow) -> str:
    if not row.cells["source"] and row.cells["grade"] != Grade.K:
        row.refuse("source is blank; only an estimate, grade K, has none")
    return row.cells["source"]


Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A dated or unbuilt link of a branch, in one month."""

    id: str
    km: float
    gauge_mm: int
    open: bool
    opened: str
    sources: tuple[str, ...]
    """Ids of the sources of its length."""


def links_of(collection: Mapping[str, Any], month: str) -> list[Link]:
    """Return the named links of a layer with their length, and whether each is open in a month.

    A link of several legs is open when all of its legs are.

    Parameters
    ----------
    collection
        GeoJSON of a branch.
    month
        ``YYYY-MM``; empty: as it is built today.
    """
    legs: dict[str, list[Json]] = {}
    for feature in collection["features"]:
        props = feature["properties"]
        if props.get("link"):
            legs.setdefault(props["link"], []).append(props)
    return [
        Link(
            id=name,
            km=sum(leg["track_km"] for leg in parts),
            gauge_mm=parts[0]["gauge_mm"],
            open=all(_is_open(leg, month) for leg in parts),
            opened=max(str(leg["opened"] or "") for leg in parts),
            sources=tuple(dict.fromkeys(n for leg in parts for n in leg["source_ids"].split("|"))),
        )
        for name, parts in legs.items()
    ]


def _is_open(leg: Mapping[str, Any], month: str) -> bool:
    first, last = str(leg["opened"] or ""), str(leg.get("closed") or "")
    begun = not month or first <= month
    ended = last and (not month or month >= last)
    return leg["status"] == Status.OPERATING and begun and not ended
