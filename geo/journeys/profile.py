"""Rows of the charts over distance: for Matplotlib on paper, and for any library on a screen."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from geo.estimates import Box, Measure, total
from geo.model import HOURS_PER_DAY, Band, Grade

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.estimates import Term, TimedStop, TimePart
    from geo.evidence import Figure
    from geo.journeys.comparison import Journey

_NOTHING: Final = Band(p10=0.0, p50=0.0, p90=0.0)


class Unit(StrEnum):
    """Unit of the sum along the route."""

    DAYS = "days"
    USD = "usd"
    """Dollars for one box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point of a line over distance: where a leg or a stop ends, and the sum so far.

    Between two marks the line runs straight; at a stop it only rises.
    """

    journey: str
    corridor: str
    variant: str
    number: int
    """Rank along the route; 0 is the start."""
    what: str
    """``start``, ``leg`` or ``stop``."""
    kind: str
    """Mode of the leg or kind of the stop; empty at the start."""
    label: str
    place_id: str
    country: str
    status: str
    km: float
    unit: Unit
    p10: float
    p50: float
    p90: float
    """Percentiles from the start to here; they are those of the sum, not sums."""
    part_p10: float
    part_p50: float
    part_p90: float
    """Percentiles of this leg or stop alone."""
    grade: str
    """The weakest grade among the figures of this part; empty at the start and at a gap."""
    figures: tuple[str, ...]
    sources: tuple[str, ...]
    gap: bool = False
    """Whether a part has no price here. The line ends here: no sum is known from here on."""

    @property
    def unsourced(self) -> bool:
        """Whether this part is an estimate that nobody published."""
        return self.grade == Grade.K

    def as_dict(self) -> dict[str, Any]:
        """Row of a table."""
        return asdict(self) | {"unsourced": self.unsourced}


def time_distance(journey: Journey) -> tuple[Mark, ...]:
    """Time-distance line of a journey, by the clock of its scenario.

    Parameters
    ----------
    journey
        From `geo.journeys.load_atlas`.

    Returns
    -------
    tuple of Mark
        The start, then each leg and each stop that the clock counts, in the order of travel; days.
        The last mark holds the journey's own kilometres and percentiles.
    """
    clock = journey.scenario.clock
    marks = [_mark(journey, _start(journey), unit=Unit.DAYS, number=0, km=0.0)]
    passed: list[Term] = []
    for step in _steps(journey):
        counted = [part for part in step.times if clock in part.clocks]
        if not counted:
            continue
        passed += [part.term for part in counted]
        own = total([part.term for part in counted], rho=journey.timed.rho).band
        marks.append(
            _mark(
                journey,
                step.point,
                unit=Unit.DAYS,
                number=len(marks),
                km=step.km,
                so_far=total(passed, rho=journey.timed.rho).band.scaled(1 / HOURS_PER_DAY),
                own=own.scaled(1 / HOURS_PER_DAY),
                figures=[part.pick.figure for part in counted],
            )
        )
    return tuple(marks)


def cost_distance(journey: Journey, box: Box = Box.TEU) -> tuple[Mark, ...]:
    """Cost-distance line of a journey: dollars for one box.

    Parameters
    ----------
    journey
        From `geo.journeys.load_atlas`.
    box
        Unit of cargo.

    Returns
    -------
    tuple of Mark
        The start, then each leg and each stop that is paid for or should be, in the order of
        travel. Where a price is missing the mark is a gap and the last: what was paid up to there
        is known, and no sum beyond it. A price that covers several legs stands where it is paid.
    """
    costed = journey.costed(box)
    gaps = [gap for gap in costed.missing if gap.measure is Measure.USD]
    unpriced_legs = {leg for gap in gaps for leg in gap.legs}
    unpriced_stops = {gap.stop for gap in gaps}
    marks = [_mark(journey, _start(journey), unit=Unit.USD, number=0, km=0.0)]
    passed: list[Term] = []
    sum_so_far = _NOTHING
    for step in _steps(journey):
        is_leg = step.stop is None
        priced = costed.legs[step.leg] if step.stop is None else costed.stops[step.stop]
        gap = step.leg in unpriced_legs if is_leg else step.stop in unpriced_stops
        paid = [part for part in priced.parts if part.measure is Measure.USD and not gap]
        if not (paid or gap or is_leg):
            continue
        passed += [part.term for part in paid]
        sum_so_far = total(passed, rho=costed.rho).band if paid else sum_so_far
        marks.append(
            _mark(
                journey,
                step.point,
                unit=Unit.USD,
                number=len(marks),
                km=step.km,
                so_far=sum_so_far,
                own=total([part.term for part in paid], rho=costed.rho).band if paid else _NOTHING,
                figures=[part.pick.figure for part in paid],
                gap=gap,
            )
        )
        if gap:
            break
    return tuple(marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """What stands at a mark: the start, a leg or a stop."""

    what: str
    label: str
    country: str
    kind: str = ""
    place_id: str = ""
    status: str = ""


def _mark(
    journey: Journey,
    point: _Point,
    *,
    unit: Unit,
    number: int,
    km: float,
    so_far: Band = _NOTHING,
    own: Band = _NOTHING,
    figures: Sequence[Figure] = (),
    gap: bool = False,
) -> Mark:
    return Mark(
        journey=journey.id,
        corridor=journey.route.corridor,
        variant=journey.route.variant,
        number=number,
        what=point.what,
        kind=point.kind,
        label=point.label,
        place_id=point.place_id,
        country=point.country,
        status=point.status,
        km=km,
        unit=unit,
        p10=so_far.p10,
        p50=so_far.p50,
        p90=so_far.p90,
        part_p10=own.p10,
        part_p50=own.p50,
        part_p90=own.p90,
        grade=max((figure.grade for figure in figures), default=""),
        figures=tuple(dict.fromkeys(figure.id for figure in figures)),
        sources=tuple(dict.fromkeys(s for figure in figures for s in figure.sources)),
        gap=gap,
    )


def _start(journey: Journey) -> _Point:
    place = journey.route.origin.place
    return _Point(what="start", label=place.name, place_id=place.id, country=place.country)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A leg, or a stop after it, in the order of travel."""

    leg: int
    """Number of the leg; of a stop at the start -1."""
    stop: int | None
    """Number of the stop; None for the leg itself."""
    km: float
    """Kilometres of track up to its end."""
    point: _Point
    times: Sequence[TimePart]


def _steps(journey: Journey) -> Iterator[_Step]:
    """Yield legs and stops in the order of travel."""
    timed, km = journey.timed, 0.0
    for leg in range(-1, len(journey.route.legs)):
        if leg >= 0:
            km += journey.route.legs[leg].track_km
            times, point = (timed.parts[leg],), _leg(journey, leg)
            yield _Step(leg=leg, stop=None, km=km, point=point, times=times)
        for number, stop in enumerate(timed.stops):
            if stop.stop.after_leg == leg:
                point = _stop(stop)
                yield _Step(leg=leg, stop=number, km=km, point=point, times=stop.parts)


def _leg(journey: Journey, number: int) -> _Point:
    leg = journey.route.legs[number]
    return _Point(
        what="leg",
        kind=leg.mode.value,
        label=f"{leg.start} – {leg.end}",
        country=leg.country,
        status=leg.status.value,
    )


def _stop(timed: TimedStop) -> _Point:
    stop = timed.stop
    return _Point(
        what="stop",
        kind=stop.kind.value,
        label=stop.place,
        place_id=stop.place_id,
        country=stop.countries[1],
    )
