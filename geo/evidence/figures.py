"""Nouns of the ledger: quantities and their units, figures, sources, claims, movements."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.model import HOURS_PER_DAY, Band, Clock, Grade, Mode

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


_TIME = frozenset(HOURS_PER)
_PRICE = frozenset({"USD/TEU", "USD/FEU", "USD/container"})
_BY_DISTANCE = frozenset({"USD/TEU-km", "USD/FEU-km", "USD/container-km", "USD/tkm"})
UNITS: Final[Mapping[Quantity, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(Quantity, _TIME),
        Quantity.SPEED: frozenset(KM_PER_HOUR_PER),
        Quantity.CONTEXT: _TIME | KM_PER_HOUR_PER.keys() | {"%", "1/month", "1/week"},
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
    }
)
"""Units each quantity may be given in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number with its three percentiles, what it applies to, and where it comes from.

    A blank selector fits everything. ``countries`` is a pair in alphabetical order, ``IR-TM``.
    ``includes`` names quantities whose time at the same stop is already inside this figure.
    ``sized_on`` names movements that were in sight when the figure was set: they prove nothing.
    """

    id: str
    quantity: Quantity
    unit: str
    band: Band
    grade: Grade
    place: str = ""
    countries: str = ""
    country: str = ""
    corridor: str = ""
    mode: str = ""
    water: str = ""
    from_mode: str = ""
    to_mode: str = ""
    service: str = ""
    months: frozenset[int] = frozenset()
    valid_from: int = 0
    valid_to: int = 0
    year: int | None = None
    includes: frozenset[Quantity] = frozenset()
    sized_on: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = field(default="", repr=False)

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
    """Ids of the two places the model is asked for; None where the words name none."""
    corridor: str
    built: frozenset[str] = frozenset()
    """Links the claim takes for built."""
    clock: Clock | None
    low: float | None
    typical: float | None
    high: float | None
    unit: str
    year: str
    grade: Grade
    sources: tuple[str, ...]
    note: str = ""


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
    closed: frozenset[str] = frozenset()
    """Gates that the way is known not to have passed."""
    legs: tuple[tuple[str, float], ...] = ()
    """Countries and kilometres by rail, where places lie off the network; then they are words."""
    clock: Clock
    ends_outside: bool = False
    """The published time runs from departure to arrival: what the clock counts at the two ends,
    handling and the first wait, is not in it."""
    date: str
    days: Band
    """Lowest, typical and highest published number of days; equal where only one is given."""
    basis: str
    grade: Grade
    modes: frozenset[Mode] = frozenset(Mode)
    services: tuple[str, ...] = ()
    sources: tuple[str, ...]
    note: str = ""
    explanation: str = ""
    """Why the model misses it, where it does."""
