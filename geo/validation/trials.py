"""Times movements and claims of the ledger, each by its own clock on the network of its month."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.errors import RouteError, UnknownPlaceError, WrongClockError
from geo.estimates import total
from geo.evidence import NetworkLeg
from geo.journeys import journey, timed
from geo.message import Message
from geo.model import (
    BRANCHES,
    HOURS_PER_DAY,
    Accuracy,
    Band,
    Clock,
    End,
    Leg,
    Mode,
    Place,
    PlaceKind,
    Route,
    Status,
    Stop,
    StopKind,
    Water,
)
from geo.scenario import Scenario
from geo.validation.results import Carrier, ClaimCheck, Trial

if TYPE_CHECKING:
    from geo.estimates import TimePart
    from geo.evidence import Claim, Contradiction, Movement, PublishedLeg
    from geo.journeys import Atlas, Journey

STANDARD_MM: Final = 1435
BROAD_MM: Final = 1520
GAUGE_MM: Final = MappingProxyType({**dict.fromkeys(("CN", "IR", "TR"), STANDARD_MM), "PK": 1676})
"""Gauge in countries of published legs; 1,520 mm in the others, the Polish broad line included."""
NOWHERE: Final = (0.0, 0.0)
"""Coordinates of a leg that nobody draws."""


def published_route(atlas: Atlas, trip: Movement, scenario: Scenario) -> Route:
    """Build a route of published kilometres by country, and of the network where it reaches.

    Between two parts is a border, or a gauge break where the gauge changes. Published parts have
    no line: their coordinates are zero, and their drawn length is none.

    Parameters
    ----------
    atlas
        For parts on the network.
    trip
        A movement whose ``legs`` are given.
    scenario
        Conditions of the parts on the network.
    """
    legs: list[Leg] = []
    stops: list[Stop] = []
    for part in trip.legs:
        if isinstance(part, NetworkLeg):
            ends = (_place(atlas, name) for name in part)
            inner = journey(atlas, *ends, scenario=replace(scenario, clock=Clock.SHIPMENT)).route
            new_legs, new_stops = inner.legs, inner.stops
        else:
            new_legs, new_stops = (_leg(part),), ()
        if legs:
            stops.append(_stop(legs[-1], new_legs[0], len(legs) - 1))
        stops += [replace(stop, after_leg=stop.after_leg + len(legs)) for stop in new_stops]
        legs += new_legs
    return Route(
        corridor=trip.corridor,
        variant=trip.variant,
        origin=_end(trip.origin, legs[0].country),
        destination=_end(trip.destination, legs[-1].country),
        legs=tuple(legs),
        stops=tuple(stops),
    )


def _leg(part: PublishedLeg) -> Leg:
    return Leg(
        start=part.country,
        end=part.country,
        mode=Mode.RAIL,
        water=Water.NONE,
        country=part.country,
        gauge_mm=GAUGE_MM.get(part.country, BROAD_MM),
        track_km=part.km,
        drawn_km=0.0,
        status=Status.OPERATING,
        accuracy=Accuracy.SCHEMATIC,
        coordinates=(NOWHERE,),
    )


def _stop(before: Leg, after: Leg, number: int) -> Stop:
    same = before.gauge_mm == after.gauge_mm
    return Stop(
        place=f"{before.country} – {after.country}",
        kind=StopKind.BORDER if same else StopKind.GAUGE_BREAK,
        lon=NOWHERE[0],
        lat=NOWHERE[1],
        after_leg=number,
        modes=(Mode.RAIL, Mode.RAIL),
        countries=(before.country, after.country),
    )


def _end(name: str, country: str) -> End:
    place = Place(
        id="", name=name, lon=NOWHERE[0], lat=NOWHERE[1], kind=PlaceKind.POINT, country=country
    )
    return End(place=place, mode=Mode.RAIL, access_km=0.0)


DAYS_PER_HOUR: Final = 1 / HOURS_PER_DAY
CARRIERS: Final = 3
_AT_THE_ENDS: Final = frozenset({StopKind.ORIGIN, StopKind.DESTINATION})
_YEAR: Final = re.compile(r"\d{4}")


def time_movement(atlas: Atlas, trip: Movement) -> Journey:
    """Return the journey the model makes of a movement, under the conditions of its month.

    Raises
    ------
    UnknownPlaceError
        The movement names a place that the gazetteer does not hold.
    RouteError
        The network of that month does not serve it.
    WrongClockError
        Its clock does not apply to the way.
    """
    scenario = Scenario(
        as_if_open=True,  # what moved found its gates open
        date=trip.date,
        closed=trip.closed,
        modes=trip.modes,
        clock=trip.clock,
        services=frozenset(trip.services),
    )
    if trip.legs:
        return timed(atlas, published_route(atlas, trip, scenario), scenario)
    return journey(
        atlas,
        _place(atlas, trip.origin),
        _place(atlas, trip.destination),
        corridor=trip.corridor,
        variant=trip.variant,
        scenario=scenario,
    )


def trial_of(atlas: Atlas, trip: Movement, group: set[str]) -> Trial:
    """Return a movement beside the model; ``group`` holds the ids of all that repeat it.

    Raises as `time_movement` does.
    """
    found = time_movement(atlas, trip)
    parts = _counted(found, ends_outside=trip.ends_outside)
    law = total([part.term for part in parts], rho=found.timed.rho)
    days = law.band.scaled(DAYS_PER_HOUR)
    sized = {part.figure_id for part in parts if group & set(part.pick.figure.sized_on)}
    return Trial(
        movement=trip,
        start=found.route.origin.place.name,
        end=found.route.destination.place.name,
        km=found.route.km,
        corridor=found.route.corridor,
        variant=found.route.variant,
        days=days,
        middle=law.mean * DAYS_PER_HOUR if trip.is_mean else days.p50,
        quantile=law.probability_below(trip.days.p50 / DAYS_PER_HOUR),
        sized_by=tuple(sorted(sized)),
        carriers=_carriers(parts, slower=trip.days.p50 > days.p50),
    )


def _counted(found: Journey, *, ends_outside: bool) -> list[TimePart]:
    """Return the parts a movement's clock counts; without both ends where its time leaves them."""
    return [
        part
        for part in found.timed.parts
        if found.scenario.clock in part.clocks and not (ends_outside and _at_an_end(found, part))
    ]


def _at_an_end(found: Journey, part: TimePart) -> bool:
    if part.kind is StopKind.WAIT:
        return found.timed.stops[part.index].stop.after_leg == -1
    return part.kind in _AT_THE_ENDS


def _carriers(parts: list[TimePart], *, slower: bool) -> tuple[Carrier, ...]:
    """Return the parts that reach furthest towards the observation, and how far."""
    found = [
        Carrier(
            label=part.label,
            figure_id=part.figure_id,
            grade=part.grade,
            days=part.hours.p50 * DAYS_PER_HOUR,
            reach_days=((part.hours.p90 if slower else part.hours.p10) - part.hours.p50)
            * DAYS_PER_HOUR,
        )
        for part in parts
    ]
    return tuple(sorted(found, key=lambda carrier: -abs(carrier.reach_days))[:CARRIERS])


def beside_of(atlas: Atlas, claim: Claim) -> ClaimCheck:
    """Return a claim beside the model; one without two places gets no answer."""
    if claim.places is None:
        reason = Message("the claim does not name two places")
        return ClaimCheck(claim=claim, corridor="", variant="", km=None, days={}, reason=reason)
    try:
        found = _claimed(atlas, claim, claim.places)
    except (RouteError, WrongClockError) as error:
        return ClaimCheck(
            claim=claim, corridor="", variant="", km=None, days={}, reason=error.message
        )
    clocks = (claim.clock,) if claim.clock else (Clock.SHIPMENT, Clock.DOOR)
    days: dict[Clock, Band] = {}
    if claim.unit == "d":
        days = {clock: found.timed.band(clock).scaled(DAYS_PER_HOUR) for clock in clocks}
    return ClaimCheck(
        claim=claim,
        corridor=found.route.corridor,
        variant=found.route.variant,
        km=found.route.km,
        days=days,
    )


def _claimed(
    atlas: Atlas,
    claim: Claim,
    ends: tuple[str, str],
) -> Journey:
    """Return the journey of a claim: by its corridor, else by the fastest branch of this one.

    Where no branch serves, as between two ports, by the fastest route.
    """
    scenario = Scenario(
        date=_date(claim.year),
        as_if_open=True,
        built=claim.built,
        clock=claim.clock or Clock.SHIPMENT,
    )
    return journey_of(atlas, ends, scenario, corridor=claim.corridor)


def journey_of(
    atlas: Atlas,
    ends: tuple[str, str],
    scenario: Scenario,
    *,
    corridor: str = "",
    variant: str = "",
) -> Journey:
    """Return the journey that something published speaks of.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    ends
        Ids of origin and destination.
    scenario
        Conditions of the time it speaks of.
    corridor, variant
        Blank: the fastest branch of this corridor; where none serves, the fastest route.

    Raises
    ------
    RouteError
        No corridor serves the two places.
    WrongClockError
        The clock does not apply.
    """
    names = [corridor] if corridor else [*BRANCHES, ""]
    found: list[Journey] = []
    refused: list[RouteError | WrongClockError] = []
    origin, destination = (_place(atlas, name) for name in ends)
    for name in names:
        if found and not name:
            break
        try:
            found.append(
                journey(
                    atlas, origin, destination, corridor=name, variant=variant, scenario=scenario
                )
            )
        except (RouteError, WrongClockError) as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return min(found, key=lambda one: one.hours.p50)


def _date(year: str) -> str | None:
    """Return the middle of the last year a text names.

    Examples
    --------
    >>> _date("2014-2017"), _date("")
    ('2017-07', None)
    """
    years = _YEAR.findall(year)
    return f"{years[-1]}-07" if years else None


def _place(atlas: Atlas, name: str) -> Place:
    """Find a place that the ledger names by its id."""
    try:
        return atlas.places.by_id(name)
    except UnknownPlaceError as error:
        msg = f"the ledger names {name!r}, which is no place of the gazetteer; correct its row"
        raise UnknownPlaceError(msg) from error


DISPUTED: Final = (
    "corridor-length",
    "rasht-astara-place",
    "rasht-astara-length",
    "rasht-astara-agreement",
    "rasht-astara-opening",
    "volume-2024",
)
"""Rows of contradictions.csv that concern the corridor itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The model's own length and time, by one corridor."""

    corridor: str
    """Blank for the fastest route."""
    km: float
    """By its first variant that serves."""
    days: Band
    """By the shipment clock."""


def own_answers(atlas: Atlas, one: Contradiction) -> tuple[Own, ...]:
    """Return what the model says between the places of a contradiction; nothing without places.

    Raises
    ------
    UnknownPlaceError
        It names a place that the gazetteer does not hold.
    RouteError
        A corridor does not serve the two places.

    Examples
    --------
    >>> from geo.journeys.atlas import load_atlas
    >>> atlas = load_atlas()
    >>> (length,) = (c for c in atlas.ledger.contradictions if c.id == "corridor-length")
    >>> [own.corridor for own in own_answers(atlas, length)]
    ['western', 'trans-caspian', 'eastern']
    """
    if one.places is None:
        return ()
    origin, destination = (atlas.places.find(name) for name in one.places)
    scenario = Scenario(built=one.built, as_if_open=True)
    found = []
    for corridor in one.corridors or ("",):
        way = journey(atlas, origin, destination, corridor=corridor, scenario=scenario)
        days = way.hours.scaled(DAYS_PER_HOUR)
        found.append(Own(corridor=corridor, km=way.route.km, days=days))
    return tuple(found)
