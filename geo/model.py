"""The nouns of the project: places, legs, stops, routes, journeys, and the bands they carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

HOURS_PER_DAY: Final = 24
Z90: Final = 1.2815515655446004
"""Ninetieth percentile of the standard normal."""
INTERNATIONAL_WATERS: Final = "XZ"
"""The UN/LOCODE country code of international waters; the ``country`` of sea legs."""
BRANCHES: Final = ("western", "trans-caspian", "eastern")
"""Ids of the corridors that are branches of the INSTC."""
SUEZ_ROUTES: Final = ("suez", "suez-black-sea")
"""Ids of the corridors through the Suez Canal, which the branches are measured against."""
DIRECT: Final = "direct"
"""Name of the corridor of an answer that no corridor binds, beside those of the corridors."""
RIVALS: Final = (*SUEZ_ROUTES, "cape")
"""Ids of the corridors that compete with the branches in every comparison."""
LAND_ROUTES: Final = ("middle", "turkiye", "makran", "afghanistan")
"""Ids of the corridors that compete with them mostly by land, where they serve."""
OFFERED: Final = (*LAND_ROUTES, "northern-sea-route", "eastern-maritime", "china")
"""Ids of those that stand in a comparison if chosen, or where they are among the fastest."""


class Mode(StrEnum):
    """How cargo moves."""

    RAIL = "rail"
    ROAD = "road"
    SEA = "sea"


class Water(StrEnum):
    """Which water a sea leg lies in; it decides the ship."""

    NONE = "none"
    OCEAN = "ocean"
    CASPIAN = "caspian"
    INLAND = "inland"


class Status(StrEnum):
    """Whether an edge carries traffic."""

    OPERATING = "operating"
    UNDER_CONSTRUCTION = "under_construction"
    PLANNED = "planned"
    SUSPENDED = "suspended"


class Accuracy(StrEnum):
    """Closeness of a line on the map to the real one."""

    SURVEYED = "surveyed"
    GENERALISED = "generalised"
    SCHEMATIC = "schematic"


class Clock(StrEnum):
    """Scope of an end-to-end time; the four are never mixed."""

    TRAIN = "train"
    VESSEL = "vessel"
    SHIPMENT = "shipment"
    DOOR = "door"


class PlaceKind(StrEnum):
    """Kind of a place."""

    CITY = "city"
    PORT = "port"
    DRY_PORT = "dry_port"
    BORDER = "border"
    JUNCTION = "junction"
    WAYPOINT = "waypoint"
    TOWN = "town"
    POINT = "point"


class StopKind(StrEnum):
    """Why time passes at a stop."""

    BORDER = "border"
    GAUGE_BREAK = "gauge_break"
    TRANSFER = "transfer"
    CANAL = "canal"
    CALLS = "calls"
    WAIT = "wait"
    ORIGIN = "origin"
    DESTINATION = "destination"
    GATE = "gate"
    """A strait, border, port or railway that is passed although its state hinders it."""


class Grade(StrEnum):
    """How far a figure can be trusted."""

    A = "A"
    B = "B"
    C = "C"
    K = "K"


GRADE_WORDS: Final = "A measured or official, B secondary, C weak, K estimate without a source."


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Tenth, fiftieth and ninetieth percentile of one quantity, in one unit."""

    p10: float
    p50: float
    p90: float

    def covers(self, value: float) -> bool:
        """Say whether a value lies between P10 and P90, both included.

        Examples
        --------
        >>> Band(p10=1, p50=2, p90=4).covers(4), Band(p10=1, p50=2, p90=4).covers(5)
        (True, False)
        """
        return self.p10 <= value <= self.p90

    def scaled(self, factor: float) -> Band:
        """Multiply the band by a positive factor.

        Examples
        --------
        >>> Band(p10=1, p50=2, p90=4).scaled(24)
        Band(p10=24, p50=48, p90=96)
        """
        return Band(p10=self.p10 * factor, p50=self.p50 * factor, p90=self.p90 * factor)

    def rounded(self, digits: int) -> Band:
        """Round the three percentiles to a number of decimals.

        Examples
        --------
        >>> Band(p10=1, p50=2.345, p90=4).rounded(2)
        Band(p10=1, p50=2.35, p90=4)
        """
        p10, p50, p90 = (round(value, digits) for value in (self.p10, self.p50, self.p90))
        return Band(p10=p10, p50=p50, p90=p90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication that a figure or a length was read in."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    note: str = ""

    @property
    def citation(self) -> str:
        """Title, publisher and date, as far as they are known.

        Examples
        --------
        >>> Source(id="s1", title="Timetable", publisher="RZD", date="", url="").citation
        'Timetable, RZD'
        """
        return ", ".join(filter(None, (self.title, self.publisher, self.date)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLink:
    """A line of the user's own that journeys may use."""

    name: str
    mode: Mode
    speed_kmh: float
    status: Status = Status.OPERATING
    """One that does not operate is used where the question assumes it built."""
    line: tuple[tuple[float, float], ...] = field(repr=False)
    """Longitude and latitude in degrees, EPSG:4326."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLinks:
    """The links of one file of the user, and what it takes to know the file again."""

    name: str
    """Name of the file, without its folder."""
    digest: str
    """First digits of the SHA-256 of its links: another format may hold the same."""
    links: tuple[OwnLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEnd:
    """Where a link of the user's own meets the network."""

    place: str
    """The place there, or one nearby."""
    lon: float
    lat: float
    gap_km: float
    """From the end of the line; the link is drawn over it and is longer by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedLink:
    """A link of the user's own as a part of the network."""

    id: str
    link: OwnLink
    km: float
    """Length with the gaps at both ends."""
    ends: tuple[LinkEnd, LinkEnd]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksFile:
    """The user's own links that an answer could use."""

    name: str
    digest: str
    links: tuple[JoinedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named point, EPSG:4326."""

    id: str
    name: str
    lon: float
    lat: float
    kind: PlaceKind
    country: str
    name_ru: str = ""
    name_fa: str = ""
    unlocode: str = ""
    terminals: frozenset[Mode] = frozenset()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """Consecutive edges of one mode, country, gauge, status and stretch between two points."""

    start: str
    end: str
    mode: Mode
    water: Water
    country: str
    gauge_mm: int
    track_km: float
    drawn_km: float
    status: Status
    accuracy: Accuracy
    coordinates: tuple[tuple[float, float], ...] = field(repr=False)
    """Longitude first, EPSG:4326; longitudes run on across the antimeridian."""
    links: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    stretch: str = ""
    """Line with a speed of its own that the leg runs on, by its two ends: ``akyayla..garmsar``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place where time passes; it lies after leg number ``after_leg`` (-1: before the first)."""

    place: str
    kind: StopKind
    lon: float
    lat: float
    after_leg: int
    modes: tuple[Mode, Mode]
    """Mode before and mode after."""
    countries: tuple[str, str]
    """Country before and country after."""
    gate: str = ""
    """Name of the gate the stop lies in, if it has one."""
    place_id: str = ""
    """Id of the place, or of the border station; the ledger knows stops by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a route meets its origin or destination."""

    place: Place
    mode: Mode
    access_km: float
    """Straight distance from the place to the network; it is not part of the route's length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Legs and stops from an origin to a destination, without time."""

    corridor: str
    variant: str
    origin: End
    destination: End
    legs: tuple[Leg, ...]
    stops: tuple[Stop, ...]
    gates: tuple[str, ...] = ()
    """Every gate on the route, straits included, in alphabetical order."""

    @property
    def km(self) -> float:
        """Length of the route, kilometres of track, road and water."""
        return sum(leg.track_km for leg in self.legs)

    def km_by_mode(self) -> dict[Mode, float]:
        """Kilometres by each mode that occurs."""
        total: dict[Mode, float] = {}
        for leg in self.legs:
            total[leg.mode] = total.get(leg.mode, 0.0) + leg.track_km
        return total

    def km_by_country(self) -> dict[str, float]:
        """Kilometres in each country that occurs, by its two-letter code."""
        total: dict[str, float] = {}
        for leg in self.legs:
            total[leg.country] = total.get(leg.country, 0.0) + leg.track_km
        return total
