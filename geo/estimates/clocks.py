"""Which stops a journey makes, and which clocks each of them stops.

Four clocks, never mixed:

``train``
    From the departure of a train to its arrival: rail legs, border stations and gauge breaks on the
    way. It applies only to a route wholly by rail. Loading, unloading and the wait for the train
    are outside.
``vessel``
    From the departure of a ship to its arrival, port to port: sea legs, canals with their convoys,
    calls or a transshipment on the way, ice. It applies only to a route wholly by water. Terminals
    and the wait for the ship are outside.
``shipment``
    From the first dispatch to the last arrival of a box that somebody attends to, as in a trial
    run: all legs, borders, gauge breaks, canals and calls, and the handling between modes on the
    way. Waits for a scheduled train or ship and all handling at the two ends are outside. Where a
    figure for handling has the wait inside it and nobody has parted them, it counts whole.
``door``
    From the gate of the first terminal to the gate of the last: the shipment clock, the wait for
    each train and ship, and the handling at origin and destination. Pre- and post-carriage by
    road, and customs of the importing country beyond terminal release, are outside.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from geo.errors import WrongClockError
from geo.message import Message
from geo.model import Clock, Mode, Stop, StopKind, Water

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.model import Leg, Route

_ALWAYS: Final = frozenset({Clock.SHIPMENT, Clock.DOOR})
_DOOR: Final = frozenset({Clock.DOOR})
_ON_BOARD: Final = {
    Mode.RAIL: _ALWAYS | {Clock.TRAIN},
    Mode.SEA: _ALWAYS | {Clock.VESSEL},
    Mode.ROAD: _ALWAYS,
}
_WORDS: Final = {Clock.TRAIN: "wholly by rail", Clock.VESSEL: "wholly by water"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelSegment:
    """Legs of one mode in a row: one train, truck or ship, as far as the model knows."""

    mode: Mode
    water: Water
    """The water that decides the ship: Caspian or inland where the segment touches it."""
    first: int
    last: int
    km: float
    places: tuple[str, str]
    """Ids of the places where it begins and ends."""
    countries: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A stop, the clocks it counts for, and the segment it belongs to or begins."""

    stop: Stop
    clocks: frozenset[Clock]
    segment: TravelSegment


def clocks_of(route: Route) -> frozenset[Clock]:
    """Return the clocks that apply to a route."""
    modes = {leg.mode for leg in route.legs}
    clocks = set(_ALWAYS)
    if modes == {Mode.RAIL}:
        clocks.add(Clock.TRAIN)
    if modes == {Mode.SEA}:
        clocks.add(Clock.VESSEL)
    return frozenset(clocks)


def require_clock(route: Route, clock: Clock) -> None:
    """Refuse a clock that does not apply to a route.

    Raises
    ------
    WrongClockError
        The message says which clocks apply.
    """
    applying = clocks_of(route)
    if clock not in applying:
        msg = Message(
            (
                "the {clock} clock applies to a route {reach}; clocks that apply to this "
                "route: {names}"
            ),
            clock=clock.value,
            reach=_WORDS[clock],
            names=tuple(name.value for name in Clock if name in applying),
        )
        raise WrongClockError(msg)


def leg_clocks(leg: Leg) -> frozenset[Clock]:
    """Return the clocks that run while a leg is travelled."""
    return _ON_BOARD[leg.mode]


def travel_segments(route: Route) -> tuple[TravelSegment, ...]:
    """Return the legs of a route, grouped into segments of one mode."""
    segments = []
    numbered = enumerate(route.legs)
    for mode, group in groupby(numbered, key=lambda pair: pair[1].mode):
        pairs = list(group)
        first, last = pairs[0][0], pairs[-1][0]
        start, end = _end_of(route, first - 1, side=1), _end_of(route, last, side=0)
        segments.append(
            TravelSegment(
                mode=mode,
                water=_water(leg.water for _, leg in pairs),
                first=first,
                last=last,
                km=sum(leg.track_km for _, leg in pairs),
                places=(start[0], end[0]),
                countries=(start[1], end[1]),
            )
        )
    return tuple(segments)


def _end_of(route: Route, after_leg: int, *, side: int) -> tuple[str, str]:
    """Return place and country of the point after a leg; ``side`` 0 is before a transfer there."""
    if after_leg == -1:
        return route.origin.place.id, route.origin.place.country
    for stop in route.stops:
        if stop.after_leg == after_leg and stop.kind is StopKind.TRANSFER:
            return place_id(stop), stop.countries[side]
    if after_leg == len(route.legs) - 1:
        return route.destination.place.id, route.destination.place.country
    return "", route.legs[after_leg + side].country


def _water(waters: Iterator[Water]) -> Water:
    present = set(waters)
    for water in (Water.CASPIAN, Water.INLAND, Water.OCEAN):
        if water in present:
            return water
    return Water.NONE


def place_id(stop: Stop) -> str:
    """Return the id the ledger knows a stop by."""
    return stop.place_id or stop.gate.partition(":")[0] or stop.place.lower().replace(" ", "-")


def visits(route: Route) -> tuple[Visit, ...]:
    """Return all stops in the order of travel: the route's, and those that only a clock counts.

    Added are handling at the origin, the wait for a train or ship wherever one is boarded, calls of
    a ship on the ocean, and handling at the destination.
    """
    segments = travel_segments(route)
    result = [_clock_visit(route, StopKind.ORIGIN, segments[0], after_leg=-1)]
    result += _wait_to_board(route, segments[0], after_leg=-1)
    stops: defaultdict[int, list[Stop]] = defaultdict(list)
    for stop in route.stops:
        stops[stop.after_leg].append(stop)
    of_leg = [segment for segment in segments for _ in range(segment.first, segment.last + 1)]
    for number, segment in enumerate((segments[0], *of_leg), start=-1):
        here = stops.get(number, [])
        passed = [stop for stop in here if stop.kind is StopKind.GATE]
        for stop in passed:
            result += _visits_of_stop(route, stop, segment, segments)
        if number == segment.last and segment.water is Water.OCEAN:
            result.append(_clock_visit(route, StopKind.CALLS, segment, after_leg=number))
        for stop in here:
            if stop not in passed:
                result += _visits_of_stop(route, stop, segment, segments)
    result.append(
        _clock_visit(route, StopKind.DESTINATION, segments[-1], after_leg=segments[-1].last)
    )
    return tuple(result)


def _wait_to_board(route: Route, segment: TravelSegment, *, after_leg: int) -> Iterator[Visit]:
    if segment.mode is not Mode.ROAD:
        yield _clock_visit(route, StopKind.WAIT, segment, after_leg=after_leg)


def _visits_of_stop(
    route: Route, stop: Stop, segment: TravelSegment, segments: tuple[TravelSegment, ...]
) -> Iterator[Visit]:
    if stop.kind is StopKind.GATE:
        after = next((later for later in segments if later.first > stop.after_leg), segment)
        by_sea = after if Mode.SEA in stop.modes and after.mode is Mode.SEA else segment
        yield Visit(stop=stop, clocks=_gate_clocks(stop), segment=by_sea)
        return
    if stop.kind is not StopKind.TRANSFER:
        yield Visit(stop=stop, clocks=_ON_BOARD[stop.modes[1]], segment=segment)
        return
    boarded = next((later for later in segments if later.first > stop.after_leg), segment)
    yield Visit(stop=stop, clocks=_ALWAYS, segment=boarded)
    if boarded is not segment:
        yield from _wait_to_board(route, boarded, after_leg=stop.after_leg)


def _gate_clocks(stop: Stop) -> frozenset[Clock]:
    """Clocks of a hindered gate: at the origin the wait is before departure, as all waits there."""
    if stop.after_leg < 0:
        return _DOOR
    return _ON_BOARD[stop.modes[1]] if stop.modes[0] is stop.modes[1] else _ALWAYS


def _clock_visit(route: Route, kind: StopKind, segment: TravelSegment, *, after_leg: int) -> Visit:
    if after_leg < 0:
        lon, lat = route.legs[0].coordinates[0]
        name = route.origin.place.name
    else:
        lon, lat = route.legs[after_leg].coordinates[-1]
        name = route.legs[after_leg].end
    if kind is StopKind.DESTINATION:
        name = route.destination.place.name
    side = 1 if kind in (StopKind.DESTINATION, StopKind.CALLS) else 0
    stop = Stop(
        place=name,
        kind=kind,
        lon=lon,
        lat=lat,
        after_leg=after_leg,
        modes=(segment.mode, segment.mode),
        countries=(segment.countries[side], segment.countries[side]),
        place_id=segment.places[side],
    )
    clocks = _ON_BOARD[segment.mode] if kind is StopKind.CALLS else _DOOR
    return Visit(stop=stop, clocks=clocks, segment=segment)
