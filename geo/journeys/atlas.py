"""The answer to "this cargo, these corridors": journeys with distance and time, and what failed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf, isfinite
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.errors import (
    NoRouteError,
    NotServedError,
    RouteError,
    SamePlaceError,
    TooFarError,
    WrongClockError,
)
from geo.estimates import TypicalTimes, require_clock, time_journey
from geo.evidence import (
    GateStatus,
    load_ledger,
    load_names,
    load_records,
    read_states,
    state_text,
    states_as_of,
)
from geo.geodesy import is_closer
from geo.journeys.branches import ROUNDABOUT, Memory, path_by, shortest_km
from geo.journeys.comparison import (
    Comparison,
    Failure,
    GateCondition,
    Journey,
    calculate_hours,
)
from geo.journeys.hindrances import with_gates
from geo.journeys.islands import parted_text
from geo.message import Message, joined
from geo.model import DIRECT, Status
from geo.network import (
    STATUSES,
    ItineraryBuilder,
    Router,
    Snapper,
    load_arcs,
    load_corridors,
    load_network,
    names_on,
    same_point,
)
from geo.paths import EVIDENCE
from geo.places import load_places
from geo.scenario import Scenario, services_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Container, Iterable, Iterator, Sequence
    from pathlib import Path

    from geo.evidence import AsOf, ErrorRecords, GateState, GateStates, Ledger
    from geo.model import LinksFile, Place, Route
    from geo.network import Corridor, Corridors, Gate, Network, Rules, Variant
    from geo.places import Places

ANY: Final = "any"
"""Name of the corridor of a search that is bound to none."""
DETOUR: Final = 1.5
"""A journey longer than the direct route by this factor is a detour."""
SLOWER: Final = 1.05
"""Journeys that all take longer than the direct route by this factor are not called the fastest."""
STANDING: Final = 6
"""A corridor that is only offered stands in a comparison if so few are faster, itself included."""
SAME_PLACE_KM: Final = 1.0
"""Two places nearer to each other than this, by air or by the network, are one."""


class Citation(NamedTuple):
    """Title and address of a source, as a list of sources shows them."""

    title: str
    """Title, publisher and date."""
    url: str
    """Empty where the source has no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Everything an answer needs, read once and never changed."""

    network: Network = field(repr=False)
    places: Places = field(repr=False)
    corridors: Corridors = field(repr=False)
    ledger: Ledger = field(repr=False)
    records: ErrorRecords = field(repr=False)
    states: GateStates = field(repr=False)
    router: Router = field(repr=False)
    snapper: Snapper = field(repr=False)
    itinerary_builder: ItineraryBuilder = field(repr=False)
    today: dt.date | None = None
    """Day on which questions are asked; None: by the clock."""
    links: LinksFile | None = None
    """Links of the user's own that its network holds; None: none."""
    unlinked: Atlas | None = field(default=None, repr=False)
    """The same without them, where there are some: for a base case."""
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)
    """Paths that were found before."""

    def checked(self, scenario: Scenario) -> AsOf:
        """Check the names and figures of a scenario, and find the states that hold for it.

        Raises
        ------
        UnknownNameError
            It names a gate, a link, a service or a figure that does not exist.
        FigureRangeError
            A figure is set to what no service can have.
        """
        self.corridors.check(scenario, self.network.gates)
        if scenario.figures:
            self.ledger.with_overrides(dict(scenario.figures))
        return self.as_of(scenario)

    def as_of(self, scenario: Scenario) -> AsOf:
        """Find the states of gates that hold for a question; raises as `states_as_of`."""
        answer = states_as_of(self.states, scenario, today=self.today)
        return replace(answer, links=self.links) if self.links else answer

    def conditions(self, states: AsOf) -> Iterator[GateCondition]:
        """Yield the gates that are not simply open."""
        for name, state in states.states.items():
            if state.status is not GateStatus.OPEN:
                yield self.condition(self.corridors.gates[name], state)

    def condition(self, gate: Gate, state: GateState) -> GateCondition:
        """Set a gate, its state and the figures that the state names side by side."""
        figures = tuple(self.ledger.figures[one] for one in state.figures)
        return GateCondition(gate=gate, state=state, figures=figures)

    def conditions_on(self, route: Route, states: AsOf) -> tuple[GateCondition, ...]:
        """List the gates that a route passes and that are not simply open."""
        passed = names_on(route)
        return tuple(one for one in self.conditions(states) if one.gate.lies_on(route, passed))

    def unbuilt_links(self) -> dict[str, str]:
        """Name of each link that carries no traffic yet, by id, in the order of the network."""
        network = self.network
        idle = network.arrays["status"] != STATUSES.index(Status.OPERATING)
        links = [network.links[n] for n in np.unique(network.arrays["link"][idle])]
        return {link: self.corridors.links.get(link, link) for link in links if link}

    def citation(self, source: str) -> Citation:
        """Title and address of a source of times, prices or lengths; its id where it is unknown.

        Examples
        --------
        >>> load_atlas().citation("unknown")
        Citation(title='unknown', url='')
        """
        known = self.ledger.sources.get(source) or self.network.sources.get(source)
        return Citation(known.citation, known.url) if known else Citation(source, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """Two places under one scenario, with the states of gates, which are looked up once."""

    atlas: Atlas
    origin: Place
    destination: Place
    scenario: Scenario
    states: AsOf
    is_brief: bool = False
    """Whether failures need no reason, because nobody reads them."""
    known: dict[tuple[str, str], Rules] = field(default_factory=dict, repr=False, compare=False)
    """What variants open, by corridor and variant: steps of a comparison want it several times."""

    @property
    def ends(self) -> tuple[Place, Place]:
        """Origin and destination."""
        return self.origin, self.destination

    @property
    def countries(self) -> frozenset[str]:
        """Countries of origin and destination."""
        return frozenset(map(self.atlas.snapper.country, self.ends))

    def timed(self, route: Route) -> Journey:
        """Give a route its times; raises as `timed` does."""
        return timed(self.atlas, route, self.scenario, self.states)

    def rules(self, variants: Iterable[Variant]) -> list[Rules]:
        """List what each of some variants opens."""
        return [self._rules(one) for one in variants]

    def _rules(self, variant: Variant) -> Rules:
        atlas, key = self.atlas, (variant.corridor.id, variant.id)
        if key not in self.known:
            self.known[key] = atlas.corridors.rules(
                variant, self.scenario, atlas.network.terminals, self.countries, self.states
            )
        return self.known[key]


def load_atlas(states_file: Path | None = None) -> Atlas:
    """Read network, places, corridors, ledger and states of gates.

    Parameters
    ----------
    states_file
        States of one's own, laid over those of the program: a gate that has a row in this file
        has no other rows. The columns are those of ``states.csv``; sources are free text.

    Raises
    ------
    LayerError
        A file is missing or damaged; the message names it.
    LedgerError
        A row of the ledger or of the states breaks its schema; nothing of the file is used then.
    UnknownNameError
        A state is of a gate that does not exist.
    """
    network, places, corridors = load_network(), load_places(), load_corridors()
    ledger = load_ledger(names=load_names(places))
    states = read_states(EVIDENCE / "states.csv", sources=ledger.sources, figures=ledger.figures)
    if states_file:
        states = read_states(states_file, figures=ledger.figures).override(states)
    corridors.check_states(states.gates)
    return Atlas(
        network=network,
        places=places,
        corridors=corridors,
        ledger=ledger,
        states=states,
        records=load_records(),
        router=Router(network, TypicalTimes(ledger), load_arcs(network)),
        snapper=Snapper(network),
        itinerary_builder=ItineraryBuilder(network, places.labelled(), ledger.stretches()),
    )


def journey(
    atlas: Atlas,
    origin: Place,
    destination: Place,
    *,
    corridor: str = "",
    variant: str = "",
    scenario: Scenario | None = None,
) -> Journey:
    """Find the journey by one corridor, or the fastest of all.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    origin, destination
        Places, for instance from ``atlas.places.find``.
    corridor
        Id of a corridor; empty or `DIRECT`: the fastest route that is open.
    variant
        Options of the corridor joined by plus signs; axes not named take the first option that
        can serve without a detour.
    scenario
        Conditions and clock; None: the network as it is built today.

    Raises
    ------
    QuestionError
        A name, the date or the clock does not fit the question.
    RouteError
        The question has no answer; the message says why.

    Examples
    --------
    >>> atlas = load_atlas()
    >>> find = atlas.places.find
    >>> ends = find("Nhava Sheva"), find("Moscow")
    >>> eastern = journey(atlas, *ends, corridor="eastern", scenario=Scenario(date="2025-11"))
    >>> eastern.route.variant, 7_000 < eastern.route.km < 8_000
    ('incheh-borun+bandar-abbas+any-north', True)
    """
    question = _question(atlas, origin, destination, scenario)
    if corridor in {"", ANY, DIRECT}:
        return question.timed(_direct(question, corridor))
    choices = list(atlas.corridors.corridor(corridor).variants(variant))
    return question.timed(_by(question, choices))


def compare(
    atlas: Atlas,
    origin: Place,
    destination: Place,
    scenario: Scenario | None = None,
    *,
    corridors: Iterable[str] = (),
) -> Comparison:
    """Compare journeys by all corridors and variants that can serve.

    The branches, Suez and the Cape stand in every comparison, with the reason where they do not
    serve. Any other corridor stands there if it serves, is no detour beside them and is one of the
    `STANDING` fastest, or if it is chosen.

    Variants that differ only beyond an end of the question have the same route; only the first of
    them is compared. Between the ends of a recorded shipment its own route stands beside them, on
    pages, in files and in text alike. Where no corridor serves, each is a detour or each is slower
    (`SLOWER`), the direct route follows.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    origin, destination
        Places.
    scenario
        Conditions and clock; None: the network as it is built today.
    corridors
        Ids of those that stand in the comparison, and no other; empty: as above.

    Raises
    ------
    QuestionError
        A name or the date does not fit, or both ends are one place.

    Examples
    --------
    >>> atlas = load_atlas()
    >>> ends = atlas.places.find("Almaty"), atlas.places.find("Istanbul")
    >>> answer = compare(atlas, *ends, Scenario(date="2025-06"), corridors=["middle", "cape"])
    >>> [*answer.representatives()], {failure.corridor for failure in answer.failed} - {"middle"}
    (['middle'], {'cape'})
    """
    chosen = atlas.corridors.chosen(corridors)
    answer = _compare(_question(atlas, origin, destination, scenario), None, chosen)
    calculate_hours(answer.journeys)
    return answer


def reopen(atlas: Atlas, origin: Place, destination: Place, answer: Comparison) -> Comparison:
    """Compare the same journeys as if every gate were open.

    Only corridors of which a variant failed are searched anew; the routes of the others stay, and
    are timed without what the states of their gates add.

    Parameters
    ----------
    atlas, origin, destination
        As in `compare`.
    answer
        Of `compare`, at least one journey.

    Examples
    --------
    >>> atlas = load_atlas()
    >>> ends = atlas.places.find("Moscow"), atlas.places.find("Mundra")
    >>> closed = compare(atlas, *ends, Scenario(date="2026-08"))
    >>> [one.id for one in reopen(atlas, *ends, closed).journeys if one.id in
    ...  {journey.id for journey in closed.journeys}]
    ['suez', 'suez-black-sea', 'cape']
    """
    scenario = replace(answer.journeys[0].scenario, as_if_open=True)
    opened = _compare(_question(atlas, origin, destination, scenario), answer, answer.chosen)
    calculate_hours(opened.journeys)
    return opened


def _compare(question: _Question, answer: Comparison | None, chosen: frozenset[str]) -> Comparison:
    """Compare journeys; the routes of corridors that an earlier answer serves whole are kept."""
    atlas, (origin, destination) = question.atlas, question.ends
    journeys: list[Journey] = []
    offered: list[Journey] = []
    failed: list[Failure] = []
    countries = question.countries
    for corridor in atlas.corridors.corridors.values():
        is_wanted = not chosen or corridor.id in chosen
        if not is_wanted or not corridor.is_compared(origin.id, destination.id):
            continue
        known = _served(answer, corridor)
        if corridor.is_offered and not chosen:
            if not corridor.carries(countries):
                continue
            offered += _by_each(replace(question, is_brief=True), corridor)[0]
        elif known:
            journeys += map(question.timed, known)
        else:
            own, refused = _by_each(question, corridor)
            journeys += own
            failed += refused
    standing = [*journeys, *_standing(journeys, offered)]
    if not chosen:
        brief = replace(question, is_brief=bool(standing))
        try:
            direct = question.timed(_direct(brief, DIRECT))
        except (RouteError, WrongClockError) as error:
            failed += [] if standing else [_failure(DIRECT, "", error)]
        else:
            standing += [direct] if _is_better(direct, journeys, standing) else []
    return _comparison(atlas, standing, failed, question.states, chosen)


def _served(answer: Comparison | None, corridor: Corridor) -> list[Route]:
    """List the routes of a corridor in an earlier answer; none if one of its variants failed."""
    if answer is None or any(failure.corridor == corridor.id for failure in answer.failed):
        return []
    return [one.route for one in answer.journeys if one.route.corridor == corridor.id]


def _standing(journeys: list[Journey], offered: list[Journey]) -> list[Journey]:
    """Choose the journeys of corridors that are only offered, if these are among the fastest.

    One that is a detour beside the shortest of the others stands only where it is chosen: no box
    goes from Moscow to Mumbai by Vladivostok.
    """
    least_km = min((one.route.km for one in journeys), default=inf)
    offered = [one for one in offered if one.route.km <= DETOUR * least_km]
    if not offered:
        return []
    calculate_hours([*journeys, *offered])
    first: dict[str, float] = {}
    for one in (*journeys, *offered):
        first.setdefault(one.route.corridor, one.hours.p50)
    fastest = sorted(first, key=lambda name: first[name])[:STANDING]
    return [one for one in offered if one.route.corridor in fastest]


def _comparison(
    atlas: Atlas,
    journeys: list[Journey],
    failed: list[Failure],
    states: AsOf,
    chosen: frozenset[str],
) -> Comparison:
    closed = {gate for failure in failed for gate in failure.closed}
    routes = [journey.route for journey in journeys]
    shown = {state.id for state in states.states.values() if state.status is not GateStatus.OPEN}
    changes = [
        replace(atlas.condition(atlas.corridors.gates[state.gate], state), is_later=True)
        for state in states.changes
        if state.id not in shown and _tells(state, atlas.states) and not _is_shown(state, states)
    ]
    return Comparison(
        journeys=tuple(journeys),
        failed=tuple(failed),
        as_of=states,
        gates=tuple(
            one
            for one in atlas.conditions(states)
            if one.gate.id in closed or any(one.gate.lies_on(route) for route in routes)
        ),
        changes=tuple(one for one in changes if any(one.gate.lies_on(route) for route in routes)),
        chosen=chosen,
    )


def _is_shown(state: GateState, states: AsOf) -> bool:
    """Say whether the gate is listed as in the same state already: a later row would repeat it."""
    current = states.states.get(state.gate)
    return current is not None and current.status is state.status


def _tells(state: GateState, states: GateStates) -> bool:
    """Tell whether a change says something: a gate that was never hindered did not open."""
    rows = states.of(state.gate)
    return state.status is not GateStatus.OPEN or any(
        row.status is not GateStatus.OPEN and row.last and state.first and row.last < state.first
        for row in rows
    )


def _by_each(question: _Question, corridor: Corridor) -> tuple[list[Journey], list[Failure]]:
    """Journeys by each variant of a corridor that a comparison shows, roundabout ones last."""
    journeys: list[Journey] = []
    failed: list[Failure] = []
    for variant in corridor.variants(compared=True):
        choices = [variant, *_alternatives(question, variant)]
        try:
            found = question.timed(_by(question, choices))
        except (RouteError, WrongClockError) as error:
            failed.append(_failure(corridor.id, variant.id, error))
            continue
        if not any(_same_route(found.route, other.route) for other in journeys):
            journeys.append(found)
    if journeys:
        shortest = min(journeys, key=lambda one: one.route.km)
        journeys.sort(key=lambda one: _is_roundabout(one, shortest))
    return journeys, failed


def _is_roundabout(one: Journey, shortest: Journey) -> bool:
    """Tell whether a journey is much longer than another and takes longer, too."""
    longer = one.route.km > ROUNDABOUT * shortest.route.km
    return longer and one.hours.p50 > shortest.hours.p50


def _alternatives(question: _Question, variant: Variant) -> list[Variant]:
    """Variants to try beside one that a comparison shows.

    Where no path passes the gate, only those by the port that is an end.
    """
    others = list(variant.corridor.alternatives(variant))
    if not others:
        return []
    rules = question.rules([variant, *others])
    if isfinite(shortest_km(question.atlas, *question.ends, rules)):
        return others
    ends = {one.id for one in question.ends}
    return [one for one in others if ends & _terminals(one.opens - variant.opens)]


def _terminals(gates: frozenset[str]) -> set[str]:
    """Ids of the places whose terminals, written ``place:mode-mode``, are among some gates."""
    return {gate.partition(":")[0] for gate in gates if ":" in gate}


def _failure(corridor: str, variant: str, error: RouteError | WrongClockError) -> Failure:
    closed = error.closed if isinstance(error, NoRouteError) else ()
    return Failure(corridor=corridor, variant=variant, reason=error.message, closed=closed)


def _is_better(direct: Journey, journeys: list[Journey], standing: list[Journey]) -> bool:
    """Tell whether the journeys by corridors are detours, or all that stand are slower.

    It is not better than itself: a corridor that is only offered may go the same way.
    """
    if any(direct.route.legs == one.route.legs for one in standing):
        return False
    if all(direct.route.km * DETOUR < one.route.km for one in journeys):
        return True
    calculate_hours([direct, *standing])
    return all(direct.hours.p50 * SLOWER < one.hours.p50 for one in standing)


def _same_route(one: Route, other: Route) -> bool:
    return (one.corridor, one.legs, one.stops) == (other.corridor, other.legs, other.stops)


def _question(
    atlas: Atlas, origin: Place, destination: Place, scenario: Scenario | None
) -> _Question:
    """Check a question and find the states of gates that hold for it."""
    scenario = scenario or Scenario()
    states = atlas.checked(scenario)
    ends = origin.lon, origin.lat, destination.lon, destination.lat
    if origin.id == destination.id or is_closer(*ends, than_km=SAME_PLACE_KM):
        msg = Message(
            "origin and destination are the same place, {place}; choose two places",
            place=origin.name,
        )
        raise SamePlaceError(msg)
    return _Question(
        atlas=atlas,
        origin=origin,
        destination=destination,
        scenario=scenario,
        states=states,
    )


def _by(question: _Question, variants: Sequence[Variant]) -> Route:
    """Find the route by the first of some variants of a corridor that serves without a detour.

    Where each that serves is a detour, the shortest is taken.
    """
    rules = question.rules(variants)
    several = len(rules) > 1
    least_km: float | None = None
    roundabout: list[Route] = []
    failures: list[RouteError] = []
    for variant, own in zip(variants, rules, strict=True):
        try:
            route = _search(question, own, variant)
        except RouteError as error:
            failures.append(error)
            continue
        if several and least_km is None:
            least_km = shortest_km(question.atlas, *question.ends, rules)
        if least_km is None or route.km <= ROUNDABOUT * least_km:
            return route
        roundabout.append(route)
    if roundabout:
        return min(roundabout, key=lambda route: route.km)
    raise _most_telling(failures, question.atlas.corridors.links)


def _direct(question: _Question, corridor: str) -> Route:
    rules = question.atlas.corridors.free(question.scenario, question.states)
    route = _search(question, rules, None)
    return replace(route, corridor=corridor or ANY)


def _search(question: _Question, rules: Rules, variant: Variant | None) -> Route:
    atlas = question.atlas
    if variant and variant.corridor.home and not variant.corridor.carries(question.countries):
        raise _not_served(*question.ends, variant)
    try:
        path = path_by(atlas, *question.ends, rules, variant)
    except (NoRouteError, TooFarError) as error:
        if question.is_brief:
            raise
        raise _explained(question, rules, variant) from error
    except NotServedError as error:
        raise _not_served(*question.ends, variant) from error
    corridor = variant.corridor.id if variant else ANY
    route = atlas.itinerary_builder.route(
        path, corridor=corridor, variant=variant.id if variant else ""
    )
    if route.km < SAME_PLACE_KM:
        raise same_point(*question.ends)
    return route


def timed(atlas: Atlas, route: Route, scenario: Scenario, states: AsOf | None = None) -> Journey:
    """Give a route its times under a scenario.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    route
        Legs and stops.
    scenario
        Conditions and clock.
    states
        States of gates, where they are known already.

    Raises
    ------
    UnknownNameError
        The scenario names a service or a figure that does not exist.
    WrongClockError
        The scenario's clock does not apply to the route.
    """
    ledger = atlas.ledger
    if scenario.figures:
        ledger = ledger.with_overrides(dict(scenario.figures))
    states = states or atlas.as_of(scenario)
    gates = atlas.conditions_on(route, states)
    hindered = [one.gate for one in gates if one.effect.is_stop]
    route = with_gates(route, hindered, atlas.network)
    times = time_journey(
        route,
        ledger,
        month=scenario.dispatch_month,
        year=scenario.year,
        services=services_of(scenario.services),
        rho=scenario.rho,
        states=[one.state for one in gates],
    )
    require_clock(route, scenario.clock)
    return Journey(
        route=route,
        timed=times,
        scenario=scenario,
        ledger=ledger,
        record=atlas.records.of(route.corridor),
        as_of=states,
        gates=gates,
        variant_name=atlas.corridors.variant_name(route),
    )


def _explained(question: _Question, rules: Rules, variant: Variant | None) -> RouteError:
    """Say what keeps two ends apart, by opening what scenario, states and date close."""
    atlas, (origin, destination) = question.atlas, question.ends
    corridors, states = atlas.corridors, question.states
    relaxed = corridors.relaxed(rules, variant, atlas.network.terminals)
    try:
        path = path_by(atlas, origin, destination, relaxed, variant)
    except TooFarError:
        raise
    except RouteError:
        parted = None if variant else parted_text(atlas.snapper, atlas.places, origin, destination)
        return NotServedError(parted) if parted else _not_served(origin, destination, variant)
    gates = corridors.on_path(
        question.scenario.closed | states.barred,
        atlas.itinerary_builder.route(path, corridor=ANY, variant=""),
    )
    links = atlas.router.unusable_links(path, rules)
    reasons = [_closure(corridors, states, gate) for gate in gates]
    for link, month in links.items():
        name = corridors.links.get(link, link)
        reasons.append(
            Message("{name} opened only in {month}", name=name, month=month)
            if month
            else Message("{name} is not built", name=name)
        )
    reason = (
        joined("{first}, and {rest}", *reasons)
        if reasons
        else Message("a border on it is closed to trains at that time")
    )
    ends = {"origin": origin.name, "destination": destination.name}
    if variant is None:
        msg = Message(
            "there is no route from {origin} to {destination}: {reason}", **ends, reason=reason
        )
    else:
        msg = Message(
            (
                "there is no route from {origin} to {destination} by the corridor {corridor}: "
                "{reason}"
            ),
            **ends,
            corridor=variant.corridor.name,
            reason=reason,
        )
    is_by_state = any(gate in states.barred for gate in gates)
    return NoRouteError(msg, (*gates, *links), is_by_state=is_by_state)


def _closure(corridors: Corridors, states: AsOf, gate: str) -> Message:
    """Say that a gate is closed, by its state or by the question."""
    name = corridors.gates[gate].name if gate in corridors.gates else gate
    if gate in states.barred:
        return state_text(states.states[gate], name)
    return Message("{name} is closed", name=name)


def _not_served(origin: Place, destination: Place, variant: Variant | None) -> NotServedError:
    if variant is None:
        msg = Message(
            "no route by the allowed modes joins {origin} and {destination}",
            origin=origin.name,
            destination=destination.name,
        )
    else:
        msg = Message(
            "the corridor {corridor} does not serve {origin} – {destination}; try another corridor "
            "or none",
            corridor=variant.corridor.name,
            origin=origin.name,
            destination=destination.name,
        )
    return NotServedError(msg)


def _most_telling(failures: list[RouteError], links: Container[str]) -> RouteError:
    """Choose the failure that names what to act on, if possible no link to be built first."""
    shut = [error for error in failures if isinstance(error, NoRouteError)]
    if not shut:
        return failures[0]
    return min(shut, key=lambda error: any(name in links for name in error.closed))
