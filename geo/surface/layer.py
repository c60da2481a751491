"""One corridor over the stations: its best variant for each, with the draws of its journeys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.errors import WrongClockError
from geo.estimates import Measure as CostMeasure
from geo.estimates import cost_journey
from geo.evidence import GateStatus
from geo.journeys import with_gates
from geo.model import DIRECT, HOURS_PER_DAY, End, Mode
from geo.network import names_on, outlines_of
from geo.scenario import services_of
from geo.surface.field import SurfaceMeasure
from geo.surface.laws import bands, cost_parts, time_parts
from geo.surface.stations import place_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.network import Course
    from geo.surface.choices import Choice
    from geo.surface.laws import Parts, Samples
    from geo.surface.question import Question

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_MARGIN: Final = 0.04
_MARGIN_HOURS: Final = 12.0
"""A variant that is behind the best of its corridor by more than these is not asked in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One corridor over the stations."""

    id: str
    name: str
    family: str
    variants: tuple[str, ...]
    km: Floats
    """Shape (stations,), as all but the draws; NaN where it does not serve."""
    base_km: Floats
    """Length of the journey that was asked in full."""
    p10: Floats
    p50: Floats
    p90: Floats
    option: Numbers
    group: Numbers
    """Row of the draws, -1 for none."""
    is_confirmed: NDArray[np.bool_]
    fixed: NDArray[np.float32]
    """Draws of the journeys that were asked in full, shape (groups, draws)."""
    per_km: NDArray[np.float32]
    keys: tuple[frozenset[str], ...]
    """What varies with the length, for each group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One variant over the stations, cut into groups whose journeys differ in one leg only."""

    choice: Choice
    group: Numbers
    """Number of the group of each station, -1 where it does not serve."""
    farthest: Numbers
    """The station of each group that is farthest away, shape (groups,)."""
    size: Numbers
    courses: list[list[Course]] = field(repr=False)
    """The path of the farthest station of each group."""


def layer_of(
    question: Question,
    names: tuple[str, str, str],
    choices: list[Choice],
    samples: Samples,
) -> Layer | None:
    """Find the best of some ways for each station; None where they serve none."""
    columns = [
        column
        for choice in choices
        for column in (_column(question, choice),)
        if len(column.farthest)
    ]
    asked: dict[tuple[int, int], Parts | None] = {}
    wanted = _promising(question, columns, asked, samples)
    parts: list[Parts] = []
    base: list[float] = []
    rows: list[Numbers] = []
    for number, column in enumerate(columns):
        row = np.full(len(column.farthest), -1)
        for group in np.flatnonzero(wanted[number]).tolist():
            own = _parts_of(question, column, (number, group), asked)
            if own is not None:
                row[group] = len(parts)
                parts.append(own)
                base.append(float(column.choice.reach.km[column.farthest[group]]))
        rows.append(np.where(column.group >= 0, row[column.group], -1))
    if not parts:
        return None
    return _best_of(question, names, columns, rows, (parts, np.array(base), samples))


def _column(question: Question, choice: Choice) -> Column:
    """Cut the stations that a variant serves into groups by country and last leg."""
    stations, reach = question.stations, choice.reach
    groups = np.full(len(stations.node), -1)
    served = np.flatnonzero(choice.served & np.isfinite(reach.km))
    if not len(served):
        return Column(choice=choice, group=groups, farthest=served, size=served, courses=[])
    countries = len(question.atlas.network.countries)
    keys = reach.tree.legs_from(served) * countries + stations.country[served]
    order = np.lexsort((-reach.km[served], keys))
    begins = np.diff(keys[order], prepend=keys[order[0]] - 1) != 0
    firsts = np.flatnonzero(begins)
    groups[served[order]] = np.cumsum(begins) - 1
    size = np.diff(firsts, append=len(served))
    farthest = served[order[firsts]]
    courses = reach.tree.courses(farthest, outward=question.is_origin)
    return Column(choice=choice, group=groups, farthest=farthest, size=size, courses=courses)


def _promising(
    question: Question,
    columns: list[Column],
    asked: dict[tuple[int, int], Parts | None],
    samples: Samples,
) -> list[NDArray[np.bool_]]:
    """Tell which groups of each variant may hold a station that no other variant serves better.

    The impedance of a path and its median differ by much the same along one variant, so one
    journey of each shows which variants are far behind the best of the corridor.
    """
    everything = [np.ones(len(column.farthest), dtype=bool) for column in columns]
    if question.measure is not SurfaceMeasure.DAYS or len(columns) <= 1:
        return everything
    guesses = np.full((len(columns), len(question.stations.node)), np.inf)
    for number, column in enumerate(columns):
        group = int(np.argmax(column.size))
        own = _parts_of(question, column, (number, group), asked)
        if own is None:
            continue
        hours = column.choice.reach.cost_hours
        median = float(np.median(samples.sums([own.fixed])))
        guess = hours + median - hours[column.farthest[group]]
        guesses[number] = np.where(column.group >= 0, guess, np.inf)
    least = guesses.min(axis=0) * (1 + _MARGIN) + _MARGIN_HOURS
    for number, column in enumerate(columns):
        if np.isfinite(guesses[number]).any():
            near = (column.group >= 0) & (guesses[number] <= least)
            everything[number] = np.bincount(column.group[near], minlength=len(column.size)) > 0
    return everything


def _best_of(
    question: Question,
    names: tuple[str, str, str],
    columns: list[Column],
    rows: list[Numbers],
    drawn: tuple[list[Parts], Floats, Samples],
) -> Layer:
    """Take for each station the variant of the least median."""
    parts, base_km, samples = drawn
    count = len(question.stations.node)
    scale = np.float32(1 / HOURS_PER_DAY if question.measure is SurfaceMeasure.DAYS else 1.0)
    fixed = samples.sums([one.fixed for one in parts]) * scale
    per_km = samples.sums([one.per_km for one in parts]) * scale
    best = np.full((3, count), np.nan)
    km, option = np.full(count, np.nan), np.full(count, -1)
    group = np.full(count, -1)
    variants = [*dict.fromkeys(column.choice.id for column in columns)]
    for column, row in zip(columns, rows, strict=True):
        at, path_km = np.flatnonzero(row >= 0), column.choice.reach.km
        if not len(at):
            continue
        band = bands(fixed, per_km, row[at], path_km[at] - base_km[row[at]])
        better = np.isnan(best[1, at]) | (band[1] < best[1, at])
        chosen = at[better]
        best[:, chosen] = band[:, better]
        km[chosen], group[chosen] = path_km[chosen], row[chosen]
        option[chosen] = variants.index(column.choice.id)
    confirmed = np.array([one.is_confirmed for one in parts])
    return Layer(
        id=names[0],
        name=names[1],
        family=names[2],
        variants=tuple(variants),
        km=km,
        base_km=np.where(group >= 0, base_km[np.maximum(group, 0)], np.nan),
        p10=best[0],
        p50=best[1],
        p90=best[2],
        option=option,
        group=group,
        is_confirmed=(group < 0) | confirmed[np.maximum(group, 0)],
        fixed=fixed,
        per_km=per_km,
        keys=tuple(frozenset(term.key for term in one.per_km) for one in parts),
    )


def _parts_of(
    question: Question,
    column: Column,
    at: tuple[int, int],
    asked: dict[tuple[int, int], Parts | None],
) -> Parts | None:
    """Parts of the journey between the end and the farthest station of a group; None if none."""
    if at not in asked:
        asked[at] = _parts(question, column, at[1])
    return asked[at]


def _parts(question: Question, column: Column, group: int) -> Parts | None:
    choice, station = column.choice, int(column.farthest[group])
    atlas, scenario, variant = question.atlas, question.scenario, choice.variant
    corridor = variant.corridor.id if variant else DIRECT
    place = place_of(atlas, question.stations, station)
    ends = (
        End(place=question.end, mode=choice.snaps[0].mode, access_km=choice.snaps[0].access_km),
        End(place=place, mode=Mode.RAIL, access_km=0.0),
    )
    ends = ends if question.is_origin else ends[::-1]
    outlines = outlines_of(atlas.itinerary_builder)
    route = outlines.route(column.courses[group], ends, corridor, choice.id)
    if not route.legs:
        return None
    passed = names_on(route)
    gates = tuple(one for one in question.conditions if one.gate.lies_on(route, passed))
    hindered = [one.gate for one in gates if one.effect.is_stop]
    route = with_gates(route, hindered, atlas.network)
    is_confirmed = all(one.state.status is not GateStatus.UNKNOWN for one in gates)
    last = question.is_origin
    if question.measure is SurfaceMeasure.DAYS:
        timer = question.timer(corridor, gates)
        try:
            return time_parts(route, timer, scenario.clock, last=last, is_confirmed=is_confirmed)
        except WrongClockError:
            return None
    costed = cost_journey(
        route,
        question.ledger,
        box=question.box,
        month=scenario.dispatch_month,
        year=scenario.year,
        services=services_of(scenario.services),
        rho=scenario.rho,
        states=[one.state for one in gates],
    )
    measure = CostMeasure.USD if question.measure is SurfaceMeasure.PRICE else CostMeasure.CO2E
    return cost_parts(costed, measure, last=last, is_confirmed=is_confirmed)
