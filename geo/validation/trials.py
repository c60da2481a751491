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
from geo.message import Message, quoted
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
from geo.validation.results import ClaimCheck, GapPart, Trial

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
            within = journey(atlas, *ends, scenario=replace(scenario, clock=Clock.SHIPMENT)).route
            new_legs, new_stops = within.legs, within.stops
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
GAP_PARTS: Final = 3
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
        Its clock does not apply to the route.
    """
    scenario = Scenario(
        as_if_open=True,  # a movement that ran passed open gates
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
    """Compare a movement with the model; ``group`` holds the ids of all that repeat it.

    Raises as `time_movement` does.
    """
    journey = time_movement(atlas, trip)
    parts = _counted_parts(journey, ends_outside=trip.ends_outside)
    law = total([part.term for part in parts], rho=journey.timed.rho)
    days = law.band.scaled(DAYS_PER_HOUR)
    figure_ids = {part.figure_id for part in parts if group & set(part.pick.figure.sized_on)}
    return Trial(
        movement=trip,
        start=journey.route.origin.place.name,
        end=journey.route.destination.place.name,
        km=journey.route.km,
        corridor=journey.route.corridor,
        variant=journey.route.variant,
        days=days,
        middle=law.mean * DAYS_PER_HOUR if trip.is_mean else days.p50,
        quantile=law.probability_below(trip.days.p50 / DAYS_PER_HOUR),
        sized_by=tuple(sorted(figure_ids)),
        gap_parts=_gap_parts(parts, slower=trip.days.p50 > days.p50),
    )


def _counted_parts(journey: Journey, *, ends_outside: bool) -> list[TimePart]:
    """Return the parts a movement's clock counts; without both ends where its time leaves them."""
    return [
        part
        for part in journey.timed.parts
        if journey.scenario.clock in part.clocks
        and not (ends_outside and _at_an_end(journey, part))
    ]


def _at_an_end(journey: Journey, part: TimePart) -> bool:
    if part.kind is StopKind.WAIT:
        return journey.timed.stops[part.index].stop.after_leg == -1
    return part.kind in _AT_THE_ENDS


def _gap_parts(parts: list[TimePart], *, slower: bool) -> tuple[GapPart, ...]:
    """Return the parts that reach furthest towards the observation, and how far."""
    candidates = [
        GapPart(
            label=part.label,
            figure_id=part.figure_id,
            grade=part.grade,
            days=part.hours.p50 * DAYS_PER_HOUR,
            reach_days=((part.hours.p90 if slower else part.hours.p10) - part.hours.p50)
            * DAYS_PER_HOUR,
        )
        for part in parts
    ]
    return tuple(sorted(candidates, key=lambda part: -abs(part.reach_days))[:GAP_PARTS])


def check_claim(atlas: Atlas, claim: Claim) -> ClaimCheck:
    """Compare a claim with the model; one without two places gets no answer."""
    if claim.places is None:
        reason = Message("the claim does not name two places")
        return ClaimCheck(claim=claim, corridor="", variant="", km=None, days={}, reason=reason)
    try:
        journey = _claim_journey(atlas, claim, claim.places)
    except (RouteError, WrongClockError) as error:
        return ClaimCheck(
            claim=claim, corridor="", variant="", km=None, days={}, reason=error.message
        )
    clocks = (claim.clock,) if claim.clock else (Clock.SHIPMENT, Clock.DOOR)
    days: dict[Clock, Band] = {}
    if claim.unit == "d":
        days = {clock: journey.timed.band(clock).scaled(DAYS_PER_HOUR) for clock in clocks}
    return ClaimCheck(
        claim=claim,
        corridor=journey.route.corridor,
        variant=journey.route.variant,
        km=journey.route.km,
        days=days,
    )


def _claim_journey(
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
    journeys: list[Journey] = []
    errors: list[RouteError | WrongClockError] = []
    origin, destination = (_place(atlas, name) for name in ends)
    for name in names:
        if journeys and not name:
            break
        try:
            journeys.append(
                journey(
                    atlas, origin, destination, corridor=name, variant=variant, scenario=scenario
                )
            )
        except (RouteError, WrongClockError) as error:
            errors.append(error)
    if not journeys:
        raise errors[0]
    return min(journeys, key=lambda one: one.hours.p50)


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
        msg = (
            f"the ledger names {quoted(name)}, which is no place of the gazetteer; correct its row"
        )
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
class ModelAnswer:
    """Length and time by the model, on one corridor."""

    corridor: str
    """Blank for the fastest route."""
    km: float
    """By its first variant that serves."""
    days: Band
    """By the shipment clock."""


def model_answers(atlas: Atlas, contradiction: Contradiction) -> tuple[ModelAnswer, ...]:
    """Return what the model says between the places of a contradiction; nothing without places.

    Raises
    ------
    UnknownPlaceError
        It names a place that the gazetteer does not hold.
    RouteError
        A corridor does not serve the two places.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> atlas = load_atlas()
    >>> (length,) = (c for c in atlas.ledger.contradictions if c.id == "corridor-length")
    >>> [answer.corridor for answer in model_answers(atlas, length)]
    ['western', 'trans-caspian', 'eastern']
    """
    if contradiction.places is None:
        return ()
    origin, destination = (atlas.places.find(name) for name in contradiction.places)
    scenario = Scenario(built=contradiction.built, as_if_open=True)
    answers = []
    for corridor in contradiction.corridors or ("",):
        route = journey(atlas, origin, destination, corridor=corridor, scenario=scenario)
        days = route.hours.scaled(DAYS_PER_HOUR)
        answers.append(ModelAnswer(corridor=corridor, km=route.route.km, days=days))
    return tuple(answers)
