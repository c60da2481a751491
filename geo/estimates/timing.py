"""Times of a journey: a band for every leg and stop, and their sum by each of four clocks.

Each part is one figure of the ledger: kilometres over a speed, a dwell at a border, a wait that
follows from the interval of a service. `geo.estimates.clocks` says which clock a part counts for,
`geo.estimates.sums` adds parts up. Nothing here is fitted to a published total.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from geo.estimates.clocks import clocks_of, leg_clocks, place_id, require_clock, visits
from geo.estimates.distributions import Family, Term, draw
from geo.estimates.lookup import Lookup
from geo.estimates.sums import (
    Sum,
    bands_of,
    check_correlation,
    difference,
    laws,
    total,
    variance_by_figure,
)
from geo.evidence import Quantity
from geo.model import Mode, StopKind, Water
from geo.scenario import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from geo.estimates.clocks import Visit
    from geo.estimates.sums import Distribution
    from geo.evidence import GateState, Pick, Selectors
    from geo.model import Band, Clock, Grade, Leg, Route, Stop

_COUNT_ONCE: Final = frozenset({Quantity.SEASON, Quantity.GATE_DELAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePart:
    """One uncertain time: a leg, a stop, or the season's addition to a stop."""

    label: str
    kind: StopKind | None
    """None for a leg."""
    index: int
    """Number of the leg, or of the stop in `Timed.stops`."""
    term: Term
    clocks: frozenset[Clock]
    pick: Pick = field(repr=False)

    @property
    def hours(self) -> Band:
        """P10, P50 and P90, hours."""
        return self.term.band.scaled(self.term.multiplier)

    @property
    def figure_id(self) -> str:
        """Id of the figure the part rests on."""
        return self.pick.figure.id

    @property
    def grade(self) -> Grade:
        """How far that figure can be trusted."""
        return self.pick.figure.grade


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLeg:
    """A leg with its time, and what the time rests on."""

    leg: Leg
    number: int
    """In the order of travel, from 0."""
    part: TimePart = field(repr=False)

    @property
    def hours(self) -> Band:
        """P10, P50 and P90, hours."""
        return self.part.hours

    @property
    def figures(self) -> tuple[str, ...]:
        """Ids of the figures used."""
        return (self.part.figure_id,)

    @property
    def grade(self) -> Grade:
        """Grade of the time."""
        return self.part.grade

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of the length, then of the time."""
        return (*self.leg.sources, *self.part.pick.figure.sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedStop:
    """A stop with its time, and what the time rests on."""

    stop: Stop
    hours: Band | None
    """None where the time is inside the figure of the stop before."""
    clocks: frozenset[Clock]
    parts: tuple[TimePart, ...] = field(repr=False)

    @property
    def figures(self) -> tuple[str, ...]:
        """Ids of the figures used."""
        return tuple(part.figure_id for part in self.parts)

    @property
    def grade(self) -> Grade | None:
        """The weakest grade among them."""
        return max((part.grade for part in self.parts), default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of their sources, each once."""
        ids = (source for part in self.parts for source in part.pick.figure.sources)
        return tuple(dict.fromkeys(ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A route with its times. Hours throughout."""

    route: Route
    parts: tuple[TimePart, ...] = field(repr=False)
    legs: tuple[TimedLeg, ...]
    stops: tuple[TimedStop, ...]
    rho: float
    visits: tuple[Visit, ...] = field(repr=False)
    """Of each stop, what it belongs to; prices ask for it again."""

    @property
    def clocks(self) -> frozenset[Clock]:
        """Clocks that apply to the route."""
        return clocks_of(self.route)

    def terms(self, clock: Clock) -> list[Term]:
        """Return the parts a clock counts.

        Raises
        ------
        WrongClockError
            The clock does not apply to the route.
        """
        require_clock(self.route, clock)
        return [part.term for part in self.parts if clock in part.clocks]

    def distribution(self, clock: Clock) -> Distribution:
        """Return the law of the time by a clock; raises as `terms` does."""
        return total(self.terms(clock), rho=self.rho)

    def band(self, clock: Clock) -> Band:
        """Return P10, P50 and P90 by a clock, hours; raises as `terms` does."""
        return self.distribution(clock).band

    def draws(
        self, clock: Clock, *, count: int, seed: int, threads: int = 1
    ) -> NDArray[np.float32]:
        """Return draws of the time by a clock, hours, shape (count,); raises as `terms` does."""
        return draw(self.terms(clock), count=count, seed=seed, rho=self.rho, threads=threads)

    def variance_by_figure(self, clock: Clock) -> dict[str, float]:
        """Return the share of the variance that each figure carries, largest first.

        A share is the covariance of the figure's parts with the whole over the variance of the
        whole; shares add up to 1.
        """
        figures = {part.term.key: part.figure_id for part in self.parts}
        return variance_by_figure(self.terms(clock), figures, rho=self.rho)


def times_together(times: Iterable[tuple[Timed, Clock]]) -> list[Distribution]:
    """Return the law of each time by its clock, computed together; raises as `Timed.terms` does.

    All times are of one correlation.
    """
    return _together([(timed.rho, Sum(plus=tuple(timed.terms(clock)))) for timed, clock in times])


def differences_together(pairs: Iterable[tuple[Timed, Timed]], clock: Clock) -> list[Distribution]:
    """Return the law of each first time less the second, computed together; one correlation.

    Parts that both share share their chance.
    """
    return _together(
        [
            (one.rho, Sum(plus=tuple(one.terms(clock)), minus=tuple(other.terms(clock))))
            for one, other in pairs
        ]
    )


def _together(sums: list[tuple[float, Sum]]) -> list[Distribution]:
    if not sums:
        return []
    found = laws([one for _, one in sums], rho=sums[0][0])
    return [found[one] for _, one in sums]


def difference_of(first: Timed, second: Timed, clock: Clock) -> Distribution:
    """Return the law of the first time less the second; shared parts share their chance."""
    return difference(first.terms(clock), second.terms(clock), rho=first.rho)


def difference_band(first: Timed, second: Timed, clock: Clock) -> Band:
    """Return P10, P50 and P90 of the first time less the second, hours."""
    return difference_of(first, second, clock).band


def probability_faster(first: Timed, second: Timed, clock: Clock) -> float:
    """Return the probability that the first is faster than the second; half of a tie counts."""
    return difference_of(first, second, clock).probability_below(0.0)


class _StopTimes:
    """Figures that make up a stop, and the parts of time made of them wherever it was met."""

    __slots__ = ("_parts", "_picks")

    def __init__(self, picks: tuple[tuple[Pick, Band], ...]) -> None:
        self._picks = picks
        self._parts: dict[tuple[int, frozenset[Clock]], tuple[TimePart, ...]] = {}

    def parts(self, visit: Visit, index: int) -> tuple[TimePart, ...]:
        """Give the parts of a visit, which is the stop of a number on its route."""
        key = index, visit.clocks
        if key not in self._parts:
            made = (_part(visit, pick, hours, index) for pick, hours in self._picks)
            self._parts[key] = tuple(made)
        return self._parts[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer(Lookup):
    """Times routes of one corridor under the same conditions; it remembers what it looked up."""

    states: Mapping[str, GateState] = field(default_factory=dict, repr=False)
    """States of gates on the routes, by gate.

    Where only a share of the container services still passes, the wait for an ocean ship grows by
    one over the share: at half of the services, ships leave half as often. Where a route stops at a
    hindered gate, the figures that its state names add their time; one that two states name counts
    once.
    """
    _speeds: dict[tuple[str, ...], tuple[Pick, Term]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _stops: dict[tuple[object, ...], _StopTimes] = field(
        default_factory=dict, repr=False, compare=False
    )

    def under(self, states: Mapping[str, GateState]) -> Timer:
        """Give a timer of the same conditions for routes on which gates are in some states.

        What is looked up of one is known to the other, so a gate must be in one state in both.
        """
        return replace(self, states=states)

    def parts(self, route: Route) -> tuple[list[TimePart], list[tuple[Visit, list[TimePart]]]]:
        """Time the legs of a route, and each of its stops in the order of travel.

        Raises
        ------
        LedgerError
            A leg or stop has no figure.
        """
        legs = [self.leg(leg, number) for number, leg in enumerate(route.legs)]
        stops: list[tuple[Visit, list[TimePart]]] = []
        wait_included = False
        used: set[tuple[str, str]] = set()
        for visit in visits(route):
            is_covered = wait_included and visit.stop.kind is StopKind.WAIT
            times = () if is_covered else self._times(visit).parts(visit, len(stops))
            parts = _without_used(times, place_id(visit.stop), used)
            if visit.stop.kind is not StopKind.GATE:
                wait_included = bool(parts) and Quantity.INTERVAL in parts[0].pick.figure.includes
            parts += self.added_wait(visit, len(stops))
            stops.append((visit, parts))
        return legs, stops

    def timed(self, route: Route, *, rho: float) -> Timed:
        """Give every leg and stop of a route its time.

        Parameters
        ----------
        route
            By the corridor of the timer.
        rho
            Correlation of two parts of one family, 0 to 0.95.

        Raises
        ------
        LedgerError
            A leg or stop has no figure.
        QuestionError
            The correlation is out of its range.
        """
        check_correlation(rho)
        legs, timed = self.parts(route)
        bands = bands_of([[part.term for part in parts] for _, parts in timed], rho=rho)
        stops = [
            TimedStop(stop=visit.stop, hours=hours, clocks=visit.clocks, parts=tuple(parts))
            for (visit, parts), hours in zip(timed, bands, strict=True)
        ]
        return Timed(
            route=route,
            parts=(*legs, *(part for stop in stops for part in stop.parts)),
            legs=tuple(
                TimedLeg(leg=leg, number=part.index, part=part)
                for leg, part in zip(route.legs, legs, strict=True)
            ),
            stops=tuple(stops),
            rho=rho,
            visits=tuple(visit for visit, _ in timed),
        )

    @property
    def service_share(self) -> float:
        """Share of the ocean services that still pass the gates of the route, over 0."""
        shares = (state.service_share for state in self.states.values())
        return min(filter(None, shares), default=1.0)

    def leg(self, leg: Leg, number: int) -> TimePart:
        """Time a leg."""
        key = leg.mode, leg.country, leg.water, leg.stretch
        if key not in self._speeds:
            selectors = self.selectors(leg.mode)
            selectors |= {"country": leg.country, "water": leg.water, "place": leg.stretch}
            found = self.ledger.find(Quantity.SPEED, **selectors)
            family = Family.DEEP_SEA if leg.water is Water.OCEAN else Family.LAND
            name, band = f"speed {found.figure.id}", found.figure.hours_per_km
            self._speeds[key] = found, Term(key=name, family=family, band=band)
        pick, one_km = self._speeds[key]
        term = Term(key=one_km.key, family=one_km.family, band=one_km.band, multiplier=leg.track_km)
        label = f"{leg.start} – {leg.end}"
        clocks = leg_clocks(leg)
        return TimePart(label=label, kind=None, index=number, term=term, clocks=clocks, pick=pick)

    def _selectors_of(self, visit: Visit) -> Selectors:
        """List what narrows the figure of a stop down."""
        stop, segment = visit.stop, visit.segment
        selectors = self.selectors(stop.modes[1], segment.km)
        selectors["place"] = place_id(stop)
        selectors["country"] = stop.countries[1]
        selectors["water"] = segment.water
        if stop.kind is StopKind.TRANSFER:
            selectors["from_mode"], selectors["to_mode"] = stop.modes
            del selectors["mode"]
        if stop.kind in (StopKind.WAIT, StopKind.CALLS, StopKind.GATE):
            selectors["countries"] = segment.countries
        elif stop.countries[0] != stop.countries[1]:
            selectors["countries"] = stop.countries
        return selectors

    def _times(self, visit: Visit) -> _StopTimes:
        """Give the figures that make up a stop, each with its time in hours."""
        stop, segment = visit.stop, visit.segment
        key = (
            *(stop.kind, stop.modes, stop.countries, stop.place_id, stop.gate, stop.place),
            *(segment.water, segment.countries, self.services.of(stop.modes[1], segment.km)),
        )
        if key not in self._stops:
            self._stops[key] = _StopTimes(tuple(self._picks(visit)))
        return self._stops[key]

    def _picks(self, visit: Visit) -> Iterator[tuple[Pick, Band]]:
        """Look up the figures that make up a stop."""
        selectors = self._selectors_of(visit)
        if visit.stop.kind is StopKind.GATE:
            yield from self._delay(visit.stop.gate, selectors)
            return
        quantity = _quantity(visit.stop)
        pick = self.ledger.find(quantity, **selectors)
        if quantity is Quantity.INTERVAL:
            yield pick, wait_for(pick.figure.hours)
            return
        yield pick, pick.figure.hours
        season = self.ledger.seek(Quantity.SEASON, **selectors)
        if season is not None:
            yield season, season.figure.hours

    def _delay(self, gate: str, selectors: Selectors) -> Iterator[tuple[Pick, Band]]:
        """Yield the time that the state of a gate adds, if a figure says how much."""
        state = self.states.get(gate)
        named = self.ledger.only(state.figures) if state else None
        pick = named.seek(Quantity.GATE_DELAY, **selectors) if named else None
        if pick:
            yield pick, pick.figure.hours

    def added_wait(self, visit: Visit, index: int) -> Iterator[TimePart]:
        """Yield what fewer services add to the wait for an ocean ship."""
        stop = visit.stop
        if stop.kind is not StopKind.WAIT or visit.segment.water is not Water.OCEAN:
            return
        if self.service_share >= 1:
            return
        pick = self.ledger.find(Quantity.INTERVAL, **self._selectors_of(visit))
        more = wait_for(pick.figure.hours).scaled(1 / self.service_share - 1)
        yield TimePart(
            label=f"{stop.place}: fewer services",
            kind=stop.kind,
            index=index,
            term=Term(
                key=f"fewer services {pick.figure.id} at {place_id(stop)}",
                family=Family.DEEP_SEA,
                band=more,
            ),
            clocks=visit.clocks,
            pick=pick,
        )


def _quantity(stop: Stop) -> Quantity:
    by_sea = stop.modes[1] is Mode.SEA
    return {
        StopKind.BORDER: Quantity.BORDER,
        StopKind.GAUGE_BREAK: Quantity.GAUGE_BREAK,
        StopKind.TRANSFER: Quantity.TRANSFER,
        StopKind.CANAL: Quantity.CANAL,
        StopKind.CALLS: Quantity.CALLS,
        StopKind.WAIT: Quantity.INTERVAL,
        StopKind.ORIGIN: Quantity.PORT_ORIGIN if by_sea else Quantity.TERMINAL,
        StopKind.DESTINATION: Quantity.PORT_DESTINATION if by_sea else Quantity.TERMINAL,
    }[stop.kind]


def _without_used(
    parts: Iterable[TimePart], place: str, used: set[tuple[str, str]]
) -> list[TimePart]:
    """Return parts without those of figures that an earlier stop has counted.

    A season counts once at a place, the delay of a gate once on a journey.
    """
    left: list[TimePart] = []
    for part in parts:
        figure = part.pick.figure
        if figure.quantity in _COUNT_ONCE:
            key = figure.id, place if figure.quantity is Quantity.SEASON else ""
            if key in used:
                continue
            used.add(key)
        left.append(part)
    return left


def _part(visit: Visit, pick: Pick, hours: Band, index: int) -> TimePart:
    stop = visit.stop
    sea = visit.segment.water is Water.OCEAN and stop.kind is not StopKind.TRANSFER
    at = "" if stop.kind is StopKind.GATE else f" at {place_id(stop)}"
    key = f"{stop.kind} {pick.figure.id}{at}"
    return TimePart(
        label=f"{stop.place}: {stop.kind.replace('_', ' ')}",
        kind=stop.kind,
        index=index,
        term=Term(key=key, family=Family.DEEP_SEA if sea else Family.LAND, band=hours),
        clocks=visit.clocks,
        pick=pick,
    )
