"""Types of the ledger: quantities and their units, figures, sources, claims, movements."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from math import exp
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.model import BRANCHES, HOURS_PER_DAY, Z90, Band, Clock, Grade, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping

HOURS_PER: Final[Mapping[str, float]] = MappingProxyType(
    {"h": 1.0, "d": float(HOURS_PER_DAY), "min": 1 / 60}
)
KM_PER_HOUR_PER: Final[Mapping[str, float]] = MappingProxyType(
    {"km/day": 1 / HOURS_PER_DAY, "km/h": 1.0, "kn": 1.852}
)


class Quantity(StrEnum):
    """What a figure measures; the README of the ledger says it in full."""

    SPEED = "speed"
    BORDER = "border"
    GAUGE_BREAK = "gauge_break"
    TRANSFER = "transfer"
    TERMINAL = "terminal"
    PORT_ORIGIN = "port_origin"
    PORT_DESTINATION = "port_destination"
    CALLS = "calls"
    CANAL = "canal"
    INTERVAL = "interval"
    SEASON = "season"
    CONTEXT = "context"
    FREIGHT_RATE = "freight_rate"
    TARIFF = "tariff"
    SURCHARGE = "surcharge"
    PREMIUM = "premium"
    HANDLING_COST = "handling_cost"
    BORDER_COST = "border_cost"
    GAUGE_COST = "gauge_cost"
    EMISSION = "emission"
    HANDLING_EMISSION = "handling_emission"
    BOX_WEIGHT = "box_weight"
    TIME_VALUE = "time_value"
    TRAFFIC = "traffic"
    GATE_DELAY = "gate_delay"
    GATE_CHARGE = "gate_charge"


SHIPS_A_DAY: Final = "ships/day"
CONTAINER_SHIPS_A_DAY: Final = "container ships/day"
_TIME = frozenset(HOURS_PER)
_PRICE = frozenset({"USD/TEU", "USD/FEU", "USD/container"})
_BY_DISTANCE = frozenset({"USD/TEU-km", "USD/FEU-km", "USD/container-km", "USD/tkm"})
UNITS: Final[Mapping[Quantity, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(Quantity, _TIME),
        Quantity.SPEED: frozenset(KM_PER_HOUR_PER),
        Quantity.CONTEXT: _TIME
        | KM_PER_HOUR_PER.keys()
        | {"%", "1/month", "1/week", "g/tkm", "g/TEU-km"},
        Quantity.FREIGHT_RATE: _PRICE | {"USD/t"},
        Quantity.TARIFF: _BY_DISTANCE,
        Quantity.SURCHARGE: _PRICE,
        Quantity.PREMIUM: _PRICE | _BY_DISTANCE,
        Quantity.HANDLING_COST: _PRICE,
        Quantity.BORDER_COST: _PRICE,
        Quantity.GAUGE_COST: _PRICE,
        Quantity.EMISSION: frozenset({"g/tkm", "g/TEU-km"}),
        Quantity.HANDLING_EMISSION: frozenset({"kg/TEU", "kg/container"}),
        Quantity.BOX_WEIGHT: frozenset({"t/TEU"}),
        Quantity.TIME_VALUE: frozenset({"%/day"}),
        Quantity.GATE_CHARGE: _PRICE,
        Quantity.TRAFFIC: frozenset({SHIPS_A_DAY, CONTAINER_SHIPS_A_DAY}),
    }
)
"""Units each quantity may be given in."""
OF_STATES: Final = frozenset({Quantity.GATE_DELAY, Quantity.GATE_CHARGE, Quantity.TRAFFIC})
"""Quantities that a state of a gate may name; nothing else uses them."""


DWELL_SHAPE: Final = 0.9
"""Standard deviation of the logarithm of a dwell: most are short, and some very long."""


def dwell_of_mean(mean: float) -> Band:
    """Turn the published mean of a dwell into its band.

    The one rule for every border, port, terminal and transfer of which only a mean is published: a
    lognormal of shape `DWELL_SHAPE`, so that the P50 is two thirds of the mean, the P10 a fifth of
    it and the P90 twice.

    Parameters
    ----------
    mean
        Mean time, in any unit.

    Examples
    --------
    >>> dwell_of_mean(69.7).rounded(1)
    Band(p10=14.7, p50=46.5, p90=147.3)
    """
    middle = mean / exp(DWELL_SHAPE**2 / 2)
    reach = exp(DWELL_SHAPE * Z90)
    return Band(p10=middle / reach, p50=middle, p90=middle * reach)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a figure applies to, or what a lookup asks for; blank fits everything, or is not known.

    ``countries`` is a pair in alphabetical order, ``IR-TM``.
    """

    place: str = ""
    countries: str = ""
    country: str = ""
    corridor: str = ""
    mode: str = ""
    water: str = ""
    from_mode: str = ""
    to_mode: str = ""
    service: str = ""

    @property
    def modes(self) -> tuple[str, str, str, str]:
        """The four selectors that are modes or like modes."""
        return (self.mode, self.water, self.from_mode, self.to_mode)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Scope):
    """One number with its three percentiles, what it applies to, and where it comes from.

    ``includes`` names quantities whose time at the same stop is already inside this figure.
    ``sized_on`` names movements known when the figure was set: they do not validate it.
    """

    id: str
    quantity: Quantity
    unit: str
    band: Band
    grade: Grade
    months: frozenset[int] = frozenset()
    valid_from: int = 0
    valid_to: int = 0
    year: int | None = None
    includes: frozenset[Quantity] = frozenset()
    sized_on: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = field(default="", repr=False)
    set_by_hand: bool = False
    """Whether its band is the reader's own: then a price of nothing is meant as one."""

    @property
    def is_lasting(self) -> bool:
        """Whether it holds in every period."""
        return not (self.valid_from or self.valid_to)

    @property
    def hours(self) -> Band:
        """The band of a time, in hours."""
        return self.band.scaled(HOURS_PER[self.unit])

    @property
    def hours_per_km(self) -> Band:
        """Time for one kilometre at a speed: its P10 follows from the P90 of the speed."""
        factor = KM_PER_HOUR_PER[self.unit]
        return Band(
            p10=1 / (self.band.p90 * factor),
            p50=1 / (self.band.p50 * factor),
            p90=1 / (self.band.p10 * factor),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A published end-to-end statement; shown beside the model, never fitted to."""

    id: str
    origin: str
    destination: str
    places: tuple[str, str] | None
    """Ids of the two places the model is asked for; None where the text names none."""
    corridor: str
    built: frozenset[str] = frozenset()
    """Links that the claim assumes built."""
    clock: Clock | None
    low: float | None
    typical: float | None
    high: float | None
    unit: str
    year: str
    grade: Grade
    sources: tuple[str, ...]
    note: str = ""


class PublishedLeg(NamedTuple):
    """Kilometres by rail in one country, as published: a part of a trip outside the network."""

    country: str
    km: float


class NetworkLeg(NamedTuple):
    """A part of a trip on the network, between two places of the gazetteer."""

    origin: str
    destination: str


class MovementKind(StrEnum):
    """Whether days were measured on trips that ran, or promised for trips to come."""

    MEASURED = "measured"
    PROMISED = "promised"


RIVAL_BY_SEA: Final = "rival-sea"
"""Group of voyages by Suez, the Black Sea and the Cape."""
RIVAL_BY_LAND: Final = "rival-land"
"""Group of trains and ferries between China, Türkiye and Europe."""
SHARED_LEGS: Final = "shared"
"""Group of legs that belong to every branch, as between India and Iran."""
BRANCH_GROUPS: Final = (*BRANCHES, RIVAL_BY_SEA, RIVAL_BY_LAND, SHARED_LEGS)
"""Groups of movements by what they travelled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPrice:
    """A published price of a whole journey, or a ratio of two; the model never uses it."""

    id: str
    pair: str
    """Prices of one publication for one question have one pair: only they make a ratio."""
    origin: str
    destination: str
    """As the publication names them."""
    places: tuple[str, str] | None
    """Ids of the two places the model is asked for; None where the network has none."""
    corridor: str
    variant: str
    date: str
    """Year or month of the price."""
    low: float | None
    typical: float | None
    high: float | None
    unit: str
    """Dollars of a box or a tonne; or a ratio."""
    basis: str
    """How the number came about: ``paid``, ``tariff``, ``offered``, ``estimated``, …"""
    grade: Grade
    sources: tuple[str, ...]
    note: str = ""

    @property
    def is_ratio(self) -> bool:
        """Whether it is a ratio of two prices, which nothing can be compared with."""
        return self.unit.startswith("ratio")

    @property
    def amount(self) -> Band:
        """Lowest, typical and highest published amount; equal where only one is given."""
        given = [value for value in (self.low, self.typical, self.high) if value is not None]
        middle = (given[0] + given[-1]) / 2 if self.typical is None else self.typical
        return Band(p10=given[0], p50=middle, p90=given[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A trip that happened or stands in a timetable, with the clock it was timed by.

    A blank corridor means: search freely, with ``modes`` only. ``services`` names services other
    than the usual ones. Rows of one ``group`` repeat each other: one trip and its plan, one service
    by two sources.
    """

    id: str
    group: str
    origin: str
    destination: str
    corridor: str
    variant: str
    branch: str
    """One of `BRANCH_GROUPS`: what the trip travelled for most of its way."""
    closed: frozenset[str] = frozenset()
    """Gates that the route is known not to have passed."""
    legs: tuple[PublishedLeg | NetworkLeg, ...] = ()
    """Parts in the order of travel, where an end (then free text) lies off the network."""
    clock: Clock
    ends_outside: bool = False
    """The published time runs from departure to arrival: what the clock counts at the two ends,
    handling and the first wait, is not in it."""
    date: str
    days: Band
    """Lowest, typical and highest published number of days; equal where only one is given."""
    basis: str
    is_mean: bool = False
    """Whether the days are the mean of several trips; one trip or a promise if not."""
    grade: Grade
    modes: frozenset[Mode] = frozenset(Mode)
    services: tuple[str, ...] = ()
    sources: tuple[str, ...]
    note: str = ""
    explanation: str = ""
    """Why the model misses it, where it does."""

    @property
    def kind(self) -> MovementKind:
        """Measured on trips that ran, or promised.

        A mean of trips that ran is measured, whoever states it; a sum made of a promise is one.
        """
        measured = self.basis == MovementKind.MEASURED or self.is_mean
        return MovementKind.MEASURED if measured else MovementKind.PROMISED
