"""Scenario: the conditions of a question, as one frozen value."""

from __future__ import annotations

import datetime as dt
import re
import sys
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from geo.errors import BadDateError, QuestionError, UnknownNameError
from geo.message import Message, quoted, shortened
from geo.model import Band, Clock, Mode
from geo.months import MONTHS_PER_YEAR, month_number, month_of, year_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LARGEST: Final = sys.float_info.max
_KINDS: Final = {str: "a text", int: "a whole number", list: "a list", dict: "a mapping"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """The conditions of a question; the default is the network and the states of gates of today."""

    date: str | None = None
    """Day ``YYYY-MM-DD`` or month ``YYYY-MM`` as of which the question is asked.

    Network, figures and states of gates are those of that time. None: everything that has been
    built is there, figures are the newest, and states are the last that are known.
    """
    as_if_open: bool = False
    """Leave the states of gates out, as if none of them were closed or hindered."""
    states: tuple[tuple[str, str], ...] = ()
    """States assumed: gate and status, sorted by gate; they replace what is known."""
    closed: frozenset[str] = frozenset()
    built: frozenset[str] = frozenset()
    modes: frozenset[Mode] = frozenset(Mode)
    clock: Clock = Clock.SHIPMENT
    season: int | None = None
    """Departure month, 1 to 12, for figures that depend on it; None: that of the date."""
    services: frozenset[str] = frozenset()
    """Services other than the usual ones, for instance ``wagon`` or ``transshipped``."""
    rho: float = 0.3
    """Correlation of two uncertain parts of one family."""
    figures: tuple[tuple[str, float], ...] = ()
    """Figures set by hand: id and value in the figure's own unit, sorted by id."""

    def __post_init__(self) -> None:
        """Refuse a date and a month that are none."""
        if self.date is not None:
            _check_date(self.date)
        if self.season is not None and not 1 <= self.season <= MONTHS_PER_YEAR:
            msg = Message(
                "{text} is not a month; write a number from 1 to {last}",
                text=str(self.season),
                last=MONTHS_PER_YEAR,
            )
            raise BadDateError(msg)

    @property
    def dispatch_month(self) -> int | None:
        """Month of the year, 1 to 12, whose seasonal figures apply."""
        if self.season is not None or self.month is None:
            return self.season
        return month_of(self.month)

    @property
    def year(self) -> int | None:
        """Year whose figures apply; None: the newest."""
        return None if self.month is None else year_of(self.month)

    @property
    def month(self) -> int | None:
        """The month as ``year * 100 + month``, or None."""
        return None if self.date is None else month_number(self.date[: len("YYYY-MM")])

    def as_dict(self) -> dict[str, object]:
        """Write the scenario as JSON can hold it, sorted, so that equal scenarios look equal.

        Examples
        --------
        >>> Scenario(date="2016-09", closed=frozenset({"suez"})).as_dict()["closed"]
        ['suez']
        """
        return {
            "date": self.date,
            "as_if_open": self.as_if_open,
            "states": dict(self.states),
            "closed": sorted(self.closed),
            "built": sorted(self.built),
            "modes": sorted(self.modes),
            "clock": self.clock.value,
            "season": self.season,
            "services": sorted(self.services),
            "rho": self.rho,
            "figures": dict(self.figures),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Scenario:
        """Read the scenario that `as_dict` writes; members that are left out keep their default.

        Parameters
        ----------
        data
            As JSON gives it; it may come from a link or a file of a stranger.

        Raises
        ------
        BadDateError
            A month is none.
        UnknownNameError
            A mode or the clock does not exist.
        QuestionError
            A member is unknown or of the wrong kind.

        Examples
        --------
        >>> scenario = Scenario(date="2016-09", closed=frozenset({"suez"}))
        >>> Scenario.from_dict(scenario.as_dict()) == scenario
        True
        """
        strange = sorted(set(data) - {one.name for one in fields(cls)})
        if strange:
            msg = f"a scenario has no member {quoted(strange[0])}; leave it out"
            raise QuestionError(msg)
        members = {
            name: _READERS[name](name, value)
            for name, value in data.items()
            if value is not None or name not in _OPTIONAL
        }
        return cls(**members)


def _of_kind(name: str, value: object, kind: type[T]) -> T:
    if not isinstance(value, kind) or isinstance(value, bool):
        msg = f"{name} of a scenario is {quoted(str(value))}; it wants {_KINDS[kind]}"
        raise QuestionError(msg)
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        msg = f"{name} of a scenario is {quoted(str(value))}; it wants true or false"
        raise QuestionError(msg)
    return value


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= _LARGEST:
        msg = f"{shortened(name)} of a scenario is {quoted(str(value))}; it wants a number"
        raise QuestionError(msg)
    return float(value)


def _texts(name: str, values: object) -> list[str]:
    return [_of_kind(name, value, str) for value in _of_kind(name, values, list)]


def _member(kind: type[E], value: object) -> E:
    try:
        return kind(str(value))
    except ValueError as error:
        noun = kind.__name__.lower()
        msg = f"there is no {noun} {quoted(str(value))}; choose from {', '.join(kind)}"
        raise UnknownNameError(msg) from error


def _pairs(name: str, value: object, read: Callable[[str, object], T]) -> tuple[tuple[str, T], ...]:
    """Members of a mapping, sorted by name."""
    members = _of_kind(name, value, dict).items()
    return tuple(sorted((str(key), read(str(key), one)) for key, one in members))


_OPTIONAL: Final = frozenset({"date", "season"})
_READERS: Final[Mapping[str, Callable[[str, Any], Any]]] = MappingProxyType(
    {
        "date": lambda name, value: _of_kind(name, value, str),
        "as_if_open": _flag,
        "states": lambda name, value: _pairs(name, value, lambda key, one: _of_kind(key, one, str)),
        "closed": lambda name, value: frozenset(_texts(name, value)),
        "built": lambda name, value: frozenset(_texts(name, value)),
        "modes": lambda name, value: frozenset(_member(Mode, m) for m in _texts(name, value)),
        "clock": lambda _, value: _member(Clock, value),
        "season": lambda name, value: _of_kind(name, value, int),
        "services": lambda name, value: frozenset(_texts(name, value)),
        "rho": _number,
        "figures": lambda name, value: _pairs(name, value, _number),
    }
)
"""How each member of a scenario is read from JSON."""


def _check_date(text: str) -> None:
    """Refuse what is neither a day nor a month of the years that the data cover."""
    if _DAY.fullmatch(text):
        month_number(text[: len("YYYY-MM")])
        try:
            dt.date.fromisoformat(text)
        except ValueError as error:
            msg = Message("{text} is not a day of the calendar", text=quoted(text))
            raise BadDateError(msg) from error
    else:
        month_number(text)


SHORT_SEA_KM: Final = 5000.0
"""A voyage by ocean shorter than this is served by feeders, not by a long-haul liner."""


class RailService(StrEnum):
    """Trains that run as one block, those sold for their speed, or wagons sorted on the way."""

    BLOCK = "block"
    EXPRESS = "express"
    WAGON = "wagon"


STAND_INS: Final = MappingProxyType({RailService.EXPRESS.value: RailService.BLOCK.value})
"""Services whose figures hold where another has none of its own: an express train waits, is handled
and is paid as a block train, and runs as one where no railway tells of its express trains."""


class SeaService(StrEnum):
    """Liner without a change of ship, with one, or a ship on no schedule."""

    DIRECT = "direct"
    TRANSSHIPPED = "transshipped"
    TRAMP = "tramp"


class RoadService(StrEnum):
    """A truck on its own papers, or in a convoy or under TIR."""

    ALONE = "alone"
    CONVOY = "convoy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Which service carries the box in each mode."""

    rail: RailService = RailService.BLOCK
    sea: SeaService = SeaService.DIRECT
    road: RoadService = RoadService.ALONE

    def of(self, mode: Mode, km: float = 0.0) -> str:
        """Service to look up in the ledger; short voyages go by feeder."""
        if mode is Mode.RAIL:
            return self.rail
        if mode is Mode.ROAD:
            return self.road
        return "feeder" if self.sea is SeaService.DIRECT and km < SHORT_SEA_KM else self.sea


def services_of(names: Iterable[str]) -> Services:
    """Read the services that a reader names; modes not named keep their usual one.

    Raises
    ------
    UnknownNameError
        No such service, or two of one mode.

    Examples
    --------
    >>> services_of({"wagon", "tramp"}).rail, services_of({"wagon", "tramp"}).sea
    (<RailService.WAGON: 'wagon'>, <SeaService.TRAMP: 'tramp'>)
    """
    kinds = {"rail": RailService, "sea": SeaService, "road": RoadService}
    chosen: dict[str, Any] = {}
    for name in sorted(names):
        matches = [(mode, kind(name)) for mode, kind in kinds.items() if name in set(kind)]
        if not matches:
            msg = Message(
                "there is no service {text}; choose from {names}",
                text=quoted(name),
                names=tuple(member.value for kind in kinds.values() for member in kind),
            )
            raise UnknownNameError(msg)
        mode, service = matches[0]
        if mode in chosen:
            msg = Message(
                "{first} and {second} are both services by {mode}; choose one",
                first=str(chosen[mode]),
                second=str(service),
                mode=mode,
            )
            raise UnknownNameError(msg)
        chosen[mode] = service
    return Services(**chosen)


def wait_for(interval: Band) -> Band:
    """Wait for a service that leaves at an interval.

    A box that is ready at no particular time waits between nothing and the whole interval, each
    length as likely as another: P10, P50 and P90 are 0.1, 0.5 and 0.9 of the interval.

    Examples
    --------
    >>> wait_for(Band(p10=120, p50=240, p90=360))
    Band(p10=24.0, p50=120.0, p90=216.0)
    """
    return Band(p10=0.1 * interval.p50, p50=0.5 * interval.p50, p90=0.9 * interval.p50)
