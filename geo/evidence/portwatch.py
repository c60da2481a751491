"""Newest states of straits, counted from the daily ship calls that IMF PortWatch publishes.

This is the one part of the program that uses a connection, and only when a reader asks for it
(``instc states refresh``). PortWatch is a service of the International Monetary Fund and the
University of Oxford; its numbers are estimates from ship positions (AIS), come about a week late,
and are subject to the IMF's terms of use, <https://www.imf.org/external/terms.htm>: cite the
source, and read the terms before you pass numbers on or sell them.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, replace
from http import HTTPStatus
from statistics import fmean
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from geo.atomic import write_safely
from geo.errors import RefreshError
from geo.evidence.figures import CONTAINER_SHIPS_A_DAY, SHIPS_A_DAY, Quantity
from geo.evidence.states import DAY, STATE_COLUMNS, GateState, GateStatus
from geo.message import Message, quoted, shortened
from geo.model import Grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.evidence.ledger import Ledger
    from geo.evidence.states import GateStates

SERVICE: Final = (
    "https://services9.arcgis.com/weJ1QsnbMYJlCHdG/arcgis/rest/services/"
    "Daily_Chokepoints_Data/FeatureServer/0/query"
)
"""Table of daily ship calls of PortWatch."""
TERMS: Final = "https://www.imf.org/external/terms.htm"
TIMEOUT_S: Final = 30.0
WEEK: Final = 7
"""Days whose mean makes a state."""
MAX_SHIPS_PER_DAY: Final = 10_000
"""No strait has so many ships a day."""
MAX_REPLY_BYTES: Final = 5_000_000
"""Bytes of a reply that are read at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Ships that pass a gate on a normal day."""

    ships: float
    containers: float | None
    """Container ships among them; None where that mean is not known."""


CHOKEPOINTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "suez": "chokepoint1",
        "bab-el-mandeb": "chokepoint4",
        "hormuz": "chokepoint6",
        "cape": "chokepoint7",
    }
)
"""Id of each gate in the table of PortWatch."""
STATUS_BELOW: Final = (
    (0.15, GateStatus.CLOSED),
    (0.5, GateStatus.RESTRICTED),
    (0.8, GateStatus.REDUCED),
)
"""State of a gate below a share of its normal traffic; open from the last share on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyCount:
    """Ships that passed a gate on one day."""

    gate: str
    day: dt.date
    ships: float
    containers: float
    """Container ships among them."""


def normal_traffic(ledger: Ledger) -> dict[str, Traffic]:
    """Read the normal traffic of each chokepoint from the ledger.

    Raises
    ------
    LedgerError
        A chokepoint has no such figure.

    Examples
    --------
    >>> from geo.evidence import load_ledger
    >>> normal_traffic(load_ledger())["suez"]
    Traffic(ships=73.7, containers=19.5)
    """
    return {gate: _traffic(ledger, gate) for gate in CHOKEPOINTS}


def _traffic(ledger: Ledger, gate: str) -> Traffic:
    ships = ledger.find(Quantity.TRAFFIC, place=gate, unit=SHIPS_A_DAY)
    containers = ledger.seek(Quantity.TRAFFIC, place=gate, unit=CONTAINER_SHIPS_A_DAY)
    return Traffic(
        ships=ships.figure.band.p50,
        containers=containers.figure.band.p50 if containers else None,
    )


def fetch_counts(service: str = SERVICE, *, since: dt.date) -> tuple[DailyCount, ...]:
    """Fetch the daily counts of all chokepoints.

    Parameters
    ----------
    service
        Address of the table.
    since
        First day wanted.

    Raises
    ------
    RefreshError
        There is no connection, or the reply is not what this program knows how to read.
    """
    ids = ",".join(f"'{point}'" for point in CHOKEPOINTS.values())
    question = {
        "where": f"portid IN ({ids}) AND date >= DATE '{since.isoformat()}'",
        "outFields": "date,portid,n_total,n_container",
        "orderByFields": "date",
        "f": "json",
    }
    reply = _read(f"{service}?{urllib.parse.urlencode(question)}")
    rows = reply.get("features")
    if not isinstance(rows, list):
        why = reply.get("error", {})
        text = why.get("message", "") if isinstance(why, dict) else ""
        _refuse(shortened(str(text)) or "no features")
    if not rows:
        msg = Message("the service has no counts since {date}", date=since.isoformat())
        raise RefreshError(msg)
    gates = {point: gate for gate, point in CHOKEPOINTS.items()}
    return tuple(_count(row, gates) for row in rows)


def _read(address: str) -> dict[str, Any]:
    if not address.startswith(("https://", "http://")):
        msg = Message("{address} is not a web address", address=shortened(address))
        raise RefreshError(msg)
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:  # noqa: S310 - checked
            if answer.status != HTTPStatus.OK:
                _refuse(f"status {answer.status}")
            body = answer.read(MAX_REPLY_BYTES + 1)
    except (OSError, ValueError) as error:
        msg = Message(
            "the service cannot be reached ({reason}); the states of the program stay as they are",
            reason=shortened(str(error)),
        )
        raise RefreshError(msg) from error
    if len(body) > MAX_REPLY_BYTES:
        _refuse("the reply is too large")
    try:
        reply = json.loads(body)
    except ValueError as error:
        _refuse("the reply is no JSON", error)
    if not isinstance(reply, dict):
        _refuse("the reply is no object")
    return reply


def _refuse(reason: str, cause: Exception | None = None) -> NoReturn:
    msg = Message(
        "the reply of the service cannot be read: {reason}; it may have changed, and the states "
        "of the program stay as they are",
        reason=reason,
    )
    raise RefreshError(msg) from cause


def _count(row: object, gates: Mapping[str, str]) -> DailyCount:
    cells = row.get("attributes") if isinstance(row, dict) else None
    try:
        if not isinstance(cells, dict):
            _refuse("a row without attributes")
        ships, containers = float(cells["n_total"]), float(cells["n_container"])
        day, gate = _day(cells["date"]), gates[cells["portid"]]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        _refuse(f"a row of another form ({shortened(str(error))})", error)
    if not 0 <= containers <= ships < MAX_SHIPS_PER_DAY:
        _refuse(f"{ships:g} ships and {containers:g} container ships in a day")
    return DailyCount(gate=gate, day=day, ships=ships, containers=containers)


def _day(value: object) -> dt.date:
    """Day of a cell: milliseconds since 1970, or ``YYYY-MM-DD`` and more."""
    if isinstance(value, str):
        return dt.date.fromisoformat(value[: len("YYYY-MM-DD")])
    if isinstance(value, int | float):
        return dt.datetime.fromtimestamp(value / 1000, dt.UTC).date()
    msg = f"date {quoted(value)}"
    raise TypeError(msg)


def newer_states(
    counts: Iterable[DailyCount],
    shipped: GateStates,
    normal: Mapping[str, Traffic],
    *,
    fetched: dt.date,
) -> tuple[GateState, ...]:
    """Make the states of each gate anew: what was known, ended where the counts begin.

    Parameters
    ----------
    counts
        From `fetch_counts`; the last `WEEK` days of each gate make its state.
    shipped
        States known so far.
    normal
        Normal traffic of the gates, from `normal_traffic`.
    fetched
        Day of the reply, for the source.

    Returns
    -------
    tuple
        All rows of the gates of which the counts say something newer; empty where they do not.
    """
    rows: list[GateState] = []
    days = list(counts)
    for gate, usual in normal.items():
        week = sorted((one for one in days if one.gate == gate), key=lambda one: one.day)[-WEEK:]
        known = list(shipped.of(gate))
        last = max((row.last_word for row in known if row.last_word), default=dt.date.min)
        if len(week) < WEEK or week[-1].day <= last:
            continue
        state = _state(gate, usual, week, after=_begin(known), fetched=fetched)
        state = replace(state, figures=shipped.figures_in(gate, state.status))
        rows += _continued(known, state)
    return tuple(rows)


def _begin(known: list[GateState]) -> dt.date:
    """Day on which the last state that is used began."""
    return max((row.first for row in known if row.first and not row.against), default=dt.date.min)


def _continued(known: list[GateState], new: GateState) -> list[GateState]:
    """End the state without an end where the new one begins."""
    ended = [
        replace(row, last=new.first - DAY, confirmed=None)
        if row.last is None and not row.against and not row.is_seasonal and new.first
        else row
        for row in known
    ]
    return [*ended, new]


def _state(
    gate: str, usual: Traffic, week: list[DailyCount], *, after: dt.date, fetched: dt.date
) -> GateState:
    ships = fmean(one.ships for one in week)
    containers = fmean(one.containers for one in week)
    share = ships / usual.ships
    status = next((status for below, status in STATUS_BELOW if share < below), GateStatus.OPEN)
    first = max(week[0].day, after + DAY) if after > dt.date.min else week[0].day
    return GateState(
        id=f"{gate}-{first.isoformat()}-portwatch",
        gate=gate,
        status=status,
        first=first,
        last=None,
        traffic_share=round(share, 2),
        service_share=_service_share(gate, containers, usual.containers),
        confirmed=week[-1].day,
        grade=Grade.B,
        sources=(f"IMF PortWatch, daily transit calls, fetched {fetched.isoformat()}",),
        note=(
            f"{ships:.1f} ships a day from {week[0].day} to {week[-1].day}, {containers:.1f} for "
            f"containers; {usual.ships:g} from December 2022 to November 2023."
        ),
    )


def _service_share(gate: str, containers: float, normal: float | None) -> float | None:
    """Share of the container services that still pass; round the Cape sail those that left Suez."""
    if normal is None or gate == "cape":
        return None
    return round(min(containers / normal, 1.0), 2)


def write_states(rows: Iterable[GateState], path: Path) -> None:
    """Write states as a file of one's own, which ``--states`` lays over those of the program.

    Raises
    ------
    ExportError
        The file cannot be written; one that was there before still is.
    """
    table = [STATE_COLUMNS, *(_cells(row) for row in rows)]

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(table)

    def count(part: Path) -> int:
        with part.open(encoding="utf-8", newline="") as file:
            return sum(1 for _ in csv.reader(file))

    write_safely(path, write, count, expected=len(table))


def _cells(row: GateState) -> list[str]:
    def text(value: object) -> str:
        return "" if value is None else str(value)

    months = ";".join(map(str, sorted(row.months)))
    return [
        *(row.id, row.gate, row.status.value, text(row.first), text(row.last), months),
        *(text(row.traffic_share), text(row.service_share), ";".join(row.figures)),
        *(text(row.confirmed), row.grade.value, ";".join(row.sources), row.against, row.note),
    ]
