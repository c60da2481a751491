"""The advantage surface: by which corridor each station of the railways is served best."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.errors import NotServedError, TooFarError, UnknownNameError, WrongClockError
from geo.estimates import Box, Timer, cost_journey
from geo.estimates import Measure as CostMeasure
from geo.evidence import GateStatus
from geo.journeys import DETOUR, NEAR_KM, ROUNDABOUT, along_branch, with_gates
from geo.message import Message, quoted
from geo.model import DIRECT, HOURS_PER_DAY, End, Mode, Place, PlaceKind
from geo.network import DIRECT_NAME, names_on, outlines_of
from geo.scenario import Scenario, services_of
from geo.surface.laws import Parts, Samples, cost_parts, time_parts
from geo.surface.tree import Stations, graph_of, stations_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.evidence import AsOf, Ledger
    from geo.journeys import Atlas, GateCondition
    from geo.network import Corridor, Course, Rules, Snap, Variant
    from geo.surface.tree import Graph, Reach

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

LIKELY: Final = 0.8
"""From this chance on of being the best, a corridor wins clearly."""
LEANING: Final = 0.6
"""From this chance on it is ahead; below it is too close to call."""
_MARGIN: Final = 0.04
_MARGIN_HOURS: Final = 12.0
"""A variant that is behind the best of its corridor by more than these is not asked in full."""
_BLOCK: Final = 16
"""Kinds of stations whose draws are compared at once: few enough to stay in the processor."""
_ALIKE_KM: Final = 10.0
_ALIKE_APART_KM: Final = 25.0
"""Stations nearer to each other than these have the same chances, which differ by less than the
draws err: one leg is longer by the first on one corridor only, by the second on all."""


class SurfaceMeasure(StrEnum):
    """What is compared."""

    DAYS = "days"
    PRICE = "price"
    CO2E = "co2e"


class Standing(StrEnum):
    """How sure the best corridor of a place is."""

    CLEAR = "clear"
    """At least 80 % likely to be the best."""
    AHEAD = "ahead"
    """At least 60 %."""
    CLOSE = "close"
    """No corridor is 60 % likely to be the best."""
    UNCONFIRMED = "unconfirmed"
    """The best passes a gate whose state on that date is not known."""
    NONE = "none"
    """No corridor serves the place, or none at a whole price."""


STANDINGS: Final = tuple(Standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Values at some places: the best of each corridor, and how likely it is the best of all.

    The first axis is that of the corridors of the surface. Values are days, dollars or kilograms;
    where a corridor does not serve they are NaN, and its chance is 0.
    """

    km: Floats
    """Length of the path, kilometres; shape (corridors, places), as all of the others."""
    p10: Floats
    p50: Floats
    p90: Floats
    chance: Floats
    """Probability of being the least, 0 to 1; over all corridors that serve it adds up to 1."""
    option: Numbers
    """Number of the variant of the corridor that is meant, -1 for none."""
    is_confirmed: NDArray[np.bool_]

    @property
    def best(self) -> Numbers:
        """Number of the corridor most likely to be the best, -1 where none serves; (places,)."""
        best = np.argmax(self.chance, axis=0)
        return np.where(self.chance.max(axis=0) > 0, best, -1)

    @property
    def standing(self) -> NDArray[np.int64]:
        """Number in `STANDINGS` of how sure the best is, shape (places,)."""
        best, chance = self.best, self.chance.max(axis=0)
        standing = np.select(
            [chance >= LIKELY, chance >= LEANING],
            [STANDINGS.index(Standing.CLEAR), STANDINGS.index(Standing.AHEAD)],
            STANDINGS.index(Standing.CLOSE),
        )
        confirmed = self.is_confirmed[np.maximum(best, 0), np.arange(len(best))]
        standing = np.where(confirmed, standing, STANDINGS.index(Standing.UNCONFIRMED))
        return np.where(best < 0, STANDINGS.index(Standing.NONE), standing)

    def at(self, places: Numbers) -> Field:
        """Values at some of the places."""
        return Field(**{name: getattr(self, name)[:, places] for name in self.__slots__})


@dataclass(frozen=True, kw_only=True)
class Surface:
    """Which corridor serves each station of the railways best, for journeys from or to one end."""

    end: Place
    is_origin: bool
    """Whether journeys begin at the end; else they finish there."""
    measure: SurfaceMeasure
    box: Box
    """What prices and emissions are of."""
    scenario: Scenario
    as_of: AsOf = field(repr=False)
    corridors: tuple[str, ...]
    """Ids of the corridors that serve at least one station, in the order of their file.

    The last may be `geo.model.DIRECT`: the route that no corridor binds. It has values at the
    stations to which every corridor is a detour, as in a comparison, and at no other.
    """
    variants: tuple[tuple[str, ...], ...]
    """Ids of the variants of each, in the order that `Field.option` counts."""
    names: tuple[str, ...]
    """What they are called, in English."""
    families: tuple[str, ...]
    """Of each: ``instc``, ``rival``, ``offered`` or ``direct``."""
    stations: Stations = field(repr=False)
    values: Field = field(repr=False)
    """Values at the stations."""
    searches: int
    """Searches over the network that were made: one for each variant, and some for detours."""

    def share(self, standing: Standing, corridor: str = "") -> float:
        """Share of the stations in a class, of those that a corridor serves; 0 to 1.

        Parameters
        ----------
        standing
            The class.
        corridor
            Only where this corridor is the best; empty: whichever is.
        """
        return share_of(self.values, self.corridors, standing, corridor)


def share_of(
    values: Field, corridors: Sequence[str], standing: Standing, corridor: str = ""
) -> float:
    """Share of some places in a class, of those that a corridor serves; 0 where none is served."""
    reached = values.best >= 0
    inside = reached & (values.standing == STANDINGS.index(standing))
    if corridor:
        inside &= values.best == corridors.index(corridor)
    return float(inside.sum() / reached.sum()) if reached.any() else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """One variant of a corridor: how it reaches the stations, and which it serves."""

    variant: Variant | None
    """None: no corridor binds the search."""
    rules: Rules
    """Of places in the countries of the corridor and of the end."""
    reach: Reach
    served: NDArray[np.bool_]
    snaps: Sequence[Snap]
    """Where the end meets the network."""

    @property
    def id(self) -> str:
        """Id of the variant."""
        return self.variant.id if self.variant else ""


@dataclass
class _Question:
    atlas: Atlas
    end: Place
    is_origin: bool
    measure: SurfaceMeasure
    box: Box
    scenario: Scenario
    states: AsOf
    stations: Stations
    searches: int = 0
    known: dict[tuple[object, ...], Rules] = field(default_factory=dict)
    timers: dict[tuple[str, frozenset[str]], Timer] = field(default_factory=dict)

    def rules(self, variant: Variant, country: str = "") -> Rules:
        """Rules of a variant for a place in a country."""
        key = variant.corridor.id, variant.opens, variant.closes, country
        if key not in self.known:
            at_ends = frozenset({self.atlas.snapper.country(self.end), country}) - {""}
            self.known[key] = self.atlas.corridors.rules(
                variant, self.scenario, self.atlas.network.terminals, at_ends, self.states
            )
        return self.known[key]

    @cached_property
    def conditions(self) -> tuple[GateCondition, ...]:
        """Gates that are not simply open."""
        return tuple(self.atlas.conditions(self.states))

    @cached_property
    def ledger(self) -> Ledger:
        """Figures, with those that the scenario sets."""
        figures = dict(self.scenario.figures)
        return self.atlas.ledger.with_overrides(figures) if figures else self.atlas.ledger

    def timer(self, corridor: str, gates: tuple[GateCondition, ...]) -> Timer:
        """Give what times the routes of a corridor that pass the same gates."""
        key = corridor, frozenset(one.gate.id for one in gates)
        if key not in self.timers:
            scenario = self.scenario
            self.timers[key] = Timer(
                ledger=self.ledger,
                services=services_of(scenario.services),
                corridor=corridor,
                month=scenario.dispatch_month,
                year=scenario.year,
                states={one.state.gate: one.state for one in gates},
            )
        return self.timers[key]

    def graph(self, rules: Rules) -> Graph:
        """Network of the countries that rules open to every place."""
        atlas, free = self.atlas, rules.countries
        if free is None:
            free = frozenset(atlas.network.countries)
        return graph_of(atlas.router, free, outlines_of(atlas.itinerary_builder))

    def snaps(self, rules: Rules) -> Sequence[Snap]:
        """Points at which the end meets what rules open; none where they leave it out."""
        open_ = self.graph(rules).open_edges(rules)
        try:
            return self.atlas.snapper.attach(self.end, open_, rules.modes, rules.closed)
        except TooFarError:
            return []

    def reach(self, rules: Rules, snaps: Sequence[Snap]) -> Reach:
        """Search by one set of rules."""
        self.searches += 1
        return self.graph(rules).reach(snaps, rules)


def surface(
    atlas: Atlas,
    end: Place,
    *,
    is_origin: bool = True,
    measure: SurfaceMeasure | str = SurfaceMeasure.DAYS,
    box: Box = Box.TEU,
    scenario: Scenario | None = None,
) -> Surface:
    """Find the best corridor between one end and every station of the railways.

    Of the variants of a corridor that a comparison shows, that of the least median counts. A
    corridor without a whole price has no value in dollars. Where each corridor that serves is a
    detour, the direct route stands beside them.

    Parameters
    ----------
    atlas
        From `geo.journeys.load_atlas`.
    end
        Place at which all journeys begin, or finish.
    is_origin
        Whether they begin there.
    measure
        Days, dollars or kilograms of CO2e; for days the clock is that of the scenario.
    box
        What prices and emissions are of.
    scenario
        Conditions; None: the network as it is built today.

    Raises
    ------
    QuestionError
        A name, the date, the clock or the measure does not exist or fit.
    TooFarError
        The end lies beyond the reach of the network.
    NotServedError
        No corridor serves the end.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> atlas = load_atlas()
    >>> answer = surface(atlas, atlas.places.find("Nhava Sheva"), scenario=Scenario(date="2025-11"))
    >>> answer.share(Standing.CLEAR, "western") + answer.share(Standing.AHEAD, "western") > 0.3
    True
    """
    scenario = scenario or Scenario()
    measure = _measure(measure)
    question = _Question(
        atlas=atlas,
        end=end,
        is_origin=is_origin,
        measure=measure,
        box=box,
        scenario=scenario,
        states=atlas.checked(scenario),
        stations=stations_of(atlas.network),
    )
    atlas.snapper.attach(
        end,
        atlas.router.open_edges(atlas.corridors.free(scenario, question.states)),
        scenario.modes,
    )
    samples = Samples(scenario.rho)
    layers = [
        layer
        for corridor in atlas.corridors.corridors.values()
        if corridor.compared
        for layer in (_layer(question, corridor, samples),)
        if layer is not None
    ]
    if not layers:
        msg = Message(
            "no corridor serves {place} under these conditions; choose another place or date",
            place=end.name,
        )
        raise NotServedError(msg)
    layers += _direct(question, layers, samples)
    return Surface(
        end=end,
        is_origin=is_origin,
        measure=measure,
        box=box,
        scenario=scenario,
        as_of=question.states,
        corridors=tuple(layer.id for layer in layers),
        variants=tuple(layer.variants for layer in layers),
        names=tuple(layer.name for layer in layers),
        families=tuple(layer.family for layer in layers),
        stations=question.stations,
        values=_together(layers),
        searches=question.searches,
    )


def _measure(name: SurfaceMeasure | str) -> SurfaceMeasure:
    try:
        return SurfaceMeasure(name)
    except ValueError as error:
        msg = Message(
            "there is no measure {text}; choose from {names}",
            text=quoted(str(name)),
            names=tuple(one.value for one in SurfaceMeasure),
        )
        raise UnknownNameError(msg) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
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


def _choices(question: _Question, corridor: Corridor) -> Iterator[list[_Choice]]:
    """Yield for each variant that a comparison shows the ways of going by it, in their order."""
    for variant in corridor.variants(compared=True):
        others = list(corridor.alternatives(variant))
        if not others:
            yield [one for one in (_choice(question, variant),) if one]
            continue
        variants = [variant, *others]
        reachable = [one for one in variants if question.snaps(question.rules(one))]
        if reachable:
            yield _without_detours(question, reachable)


def _choice(question: _Question, variant: Variant) -> _Choice | None:
    rules = question.rules(variant)
    snaps = question.snaps(rules)
    if not snaps:
        return None
    reach = question.reach(rules, snaps)
    served = _served(question, variant, rules, reach)
    return _Choice(variant=variant, rules=rules, reach=reach, served=served, snaps=snaps)


def _served(question: _Question, variant: Variant, rules: Rules, reach: Reach) -> NDArray[np.bool_]:
    """Tell which stations a variant serves: by its gate, or because both ends lie on it."""
    stations, served = question.stations, reach.served.copy()
    open_ = np.flatnonzero(~served & np.isfinite(reach.km))
    if len(open_):
        lon, lat = stations.lon[open_], stations.lat[open_]
        between = along_branch(question.atlas, rules, variant, question.end, lon, lat)
        served[open_] = reach.km[open_] <= between + 2 * NEAR_KM
    atlas, corridor = question.atlas, variant.corridor
    if not corridor.carries([atlas.snapper.country(question.end)]):
        own = [n for n, one in enumerate(atlas.network.countries) if one in corridor.home]
        served &= np.isin(stations.country, own)
    return served


def _without_detours(question: _Question, variants: list[Variant]) -> list[_Choice]:
    """Leave to each station the first way that is no detour; if all are, the shortest.

    A way is searched only while a station is left to which none before it is short enough.
    """
    closed = frozenset.intersection(*(question.rules(one).closed for one in variants))
    rules = replace(question.rules(variants[0]), closed=closed)
    union = question.reach(rules, question.snaps(rules))
    least = np.where(union.served, union.km, np.inf)
    choices: list[_Choice] = []
    lengths: list[Floats] = []
    settled = np.zeros(len(least), dtype=bool)
    for variant in variants:
        opened = variant.opens - variants[0].opens
        is_at_end = question.end.id in {gate.partition(":")[0] for gate in opened if ":" in gate}
        is_open = np.isfinite(least) | (is_at_end or not choices)
        if choices and not np.any(is_open & ~settled):
            continue
        choice = _choice(question, variant)
        if choice is None:
            continue
        km = np.where(choice.served & is_open, choice.reach.km, np.inf)
        settled |= np.isfinite(km) & (km <= ROUNDABOUT * least)
        choices.append(choice)
        lengths.append(km)
    if len(choices) == 1:
        return choices
    km = np.stack(lengths)
    usable = np.isfinite(km)
    short = usable & (km <= ROUNDABOUT * least)
    taken = np.where(short.any(axis=0), np.argmax(short, axis=0), np.argmin(km, axis=0))
    return [
        replace(one, served=usable[number] & (taken == number))
        for number, one in enumerate(choices)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One variant over the stations, cut into groups whose journeys differ in one leg only."""

    choice: _Choice
    group: Numbers
    """Number of the group of each station, -1 where it does not serve."""
    farthest: Numbers
    """The station of each group that is farthest away, shape (groups,)."""
    size: Numbers
    courses: list[list[Course]] = field(repr=False)
    """The path of the farthest station of each group."""


def _layer(question: _Question, corridor: Corridor, samples: Samples) -> _Layer | None:
    """Find the best variant of a corridor for each station; None where it serves none."""
    choices = [choice for some in _choices(question, corridor) for choice in some]
    names = corridor.id, corridor.name, corridor.family
    return _layer_of(question, names, choices, samples)


def _direct(question: _Question, layers: list[_Layer], samples: Samples) -> list[_Layer]:
    """Give the direct route where every corridor that serves is a detour; no layer if none is.

    The rule is that of `geo.journeys.compare`.
    """
    rules = question.atlas.corridors.free(question.scenario, question.states)
    snaps = question.snaps(rules)
    reach = question.reach(rules, snaps)
    least_km = np.nanmin(np.stack([layer.km for layer in layers]), axis=0, initial=np.inf)
    served = reach.served & np.isfinite(least_km) & (reach.km * DETOUR < least_km)
    choice = _Choice(variant=None, rules=rules, reach=reach, served=served, snaps=snaps)
    layer = _layer_of(question, (DIRECT, str(DIRECT_NAME), DIRECT), [choice], samples)
    return [layer] if layer else []


def _layer_of(
    question: _Question,
    names: tuple[str, str, str],
    choices: list[_Choice],
    samples: Samples,
) -> _Layer | None:
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


def _column(question: _Question, choice: _Choice) -> _Column:
    """Cut the stations that a variant serves into groups by country and last leg."""
    stations, reach = question.stations, choice.reach
    groups = np.full(len(stations.node), -1)
    served = np.flatnonzero(choice.served & np.isfinite(reach.km))
    if not len(served):
        return _Column(choice=choice, group=groups, farthest=served, size=served, courses=[])
    keys = reach.run[served] * len(question.atlas.network.countries) + stations.country[served]
    _, member, size = np.unique(keys, return_inverse=True, return_counts=True)
    order = np.lexsort((-reach.km[served], member))
    firsts = np.flatnonzero(np.diff(member[order], prepend=-1))
    groups[served] = member
    farthest = served[order[firsts]]
    courses = reach.tree.courses(farthest, outward=question.is_origin)
    return _Column(choice=choice, group=groups, farthest=farthest, size=size, courses=courses)


def _promising(
    question: _Question,
    columns: list[_Column],
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
    question: _Question,
    names: tuple[str, str, str],
    columns: list[_Column],
    rows: list[Numbers],
    drawn: tuple[list[Parts], Floats, Samples],
) -> _Layer:
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
        bands = _bands(fixed, per_km, row[at], path_km[at] - base_km[row[at]])
        better = np.isnan(best[1, at]) | (bands[1] < best[1, at])
        chosen = at[better]
        best[:, chosen] = bands[:, better]
        km[chosen], group[chosen] = path_km[chosen], row[chosen]
        option[chosen] = variants.index(column.choice.id)
    confirmed = np.array([one.is_confirmed for one in parts])
    return _Layer(
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
    question: _Question,
    column: _Column,
    at: tuple[int, int],
    asked: dict[tuple[int, int], Parts | None],
) -> Parts | None:
    """Parts of the journey between the end and the farthest station of a group; None if none."""
    if at not in asked:
        asked[at] = _parts(question, column, at[1])
    return asked[at]


def _parts(question: _Question, column: _Column, group: int) -> Parts | None:
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


def place_of(atlas: Atlas, stations: Stations, station: int) -> Place:
    """Give a station of the railways as a place, so that any question may be asked about it."""
    lon, lat = float(stations.lon[station]), float(stations.lat[station])
    return Place(
        id=f"station-{int(stations.node[station])}",
        name=f"{lat:.3f}, {lon:.3f}",
        lon=lon,
        lat=lat,
        kind=PlaceKind.JUNCTION,
        country=atlas.network.countries[int(stations.country[station])],
        terminals=frozenset({Mode.RAIL}),
    )


_SHARES: Final = (0.1, 0.5, 0.9)


def _bands(
    fixed: NDArray[np.float32], per_km: NDArray[np.float32], groups: Numbers, more_km: Floats
) -> Floats:
    """P10, P50 and P90 of each station: exact at both ends of its leg, a line between them.

    Shape (3, stations).
    """
    used, member = np.unique(groups, return_inverse=True)
    least = np.full(len(used), np.inf)
    np.minimum.at(least, member, more_km)
    high = np.quantile(fixed[used], _SHARES, axis=1)
    low = high.copy()
    far = np.flatnonzero(least < 0)
    if len(far):
        rows, shorter = used[far], least[far, None].astype(np.float32)
        low[:, far] = np.quantile(fixed[rows] + per_km[rows] * shorter, _SHARES, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(least[member] < 0, more_km / least[member], 0.0)
    return np.asarray(high[:, member] + (low - high)[:, member] * share, dtype=np.float64)


def _together(layers: list[_Layer]) -> Field:
    """Set corridors side by side, with the chance of each of being the least."""
    chance = _chances(layers)

    def stacked(name: str) -> NDArray[np.generic]:
        return np.stack([getattr(layer, name) for layer in layers])

    return Field(
        km=np.asarray(stacked("km"), dtype=np.float64),
        p10=np.asarray(stacked("p10"), dtype=np.float64),
        p50=np.asarray(stacked("p50"), dtype=np.float64),
        p90=np.asarray(stacked("p90"), dtype=np.float64),
        chance=chance,
        option=np.asarray(stacked("option"), dtype=np.int64),
        is_confirmed=np.asarray(stacked("is_confirmed"), dtype=np.bool_),
    )


def _chances(layers: list[_Layer]) -> Floats:
    """Chance of each corridor of being the least at each station, shape (corridors, stations).

    Stations whose journeys differ only in a leg that all of them share have the same chances.
    """
    groups = np.stack([layer.group for layer in layers])
    more = np.stack([np.where(layer.group >= 0, layer.km - layer.base_km, 0.0) for layer in layers])
    used = groups >= 0
    first = np.argmax(used, axis=0)
    places = np.arange(groups.shape[1])
    apart = np.where(used, more - more[first, places], 0.0)
    key_numbers = _key_numbers(layers, groups)
    alike = np.where(used, key_numbers, key_numbers[first, places]).std(axis=0) == 0
    along = np.where(alike, 0.0, more[first, places])
    columns = np.concatenate(
        (groups, np.round(apart / _ALIKE_KM), np.round(along / _ALIKE_APART_KM)[None])
    ).astype(np.int64)
    _, at, member = np.unique(columns, axis=1, return_index=True, return_inverse=True)
    kinds = np.zeros((len(layers), len(at)))
    for start in range(0, len(at), _BLOCK):
        some = at[start : start + _BLOCK]
        kinds[:, start : start + _BLOCK] = _least_shares(layers, groups[:, some], more[:, some])
    return np.asarray(kinds[:, member.ravel()])


def _key_numbers(layers: list[_Layer], groups: Numbers) -> Numbers:
    """Give a number to what the value of each corridor varies with along the last leg."""
    numbers: dict[frozenset[str], int] = {}
    rows = []
    for layer, own in zip(layers, groups, strict=True):
        table = np.array([numbers.setdefault(keys, len(numbers)) for keys in layer.keys])
        rows.append(np.where(own >= 0, table[np.maximum(own, 0)], -1))
    return np.stack(rows)


def _least_shares(layers: list[_Layer], groups: Numbers, more_km: Floats) -> Floats:
    """Share of the draws in which each corridor is the least; a tie is shared out evenly."""
    draws = np.full((len(layers), groups.shape[1], layers[0].fixed.shape[1]), np.inf, np.float32)
    for number, layer in enumerate(layers):
        at = np.flatnonzero(groups[number] >= 0)
        rows = groups[number, at]
        more = more_km[number, at, None].astype(np.float32)
        draws[number, at] = layer.fixed[rows] + layer.per_km[rows] * more
    least = draws.min(axis=0)
    ties = draws == least
    share = np.isfinite(least) / ties.sum(axis=0)
    return np.asarray(np.einsum("lgd,gd->lg", ties, share) / draws.shape[2])
