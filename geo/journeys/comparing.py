"""The answer to "this cargo, these corridors": journeys with distance and time, and what failed."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Final

from geo.errors import NoRouteError, RouteError, WrongClockError
from geo.evidence import GateStatus
from geo.journeys.branches import ROUNDABOUT, shortest_km
from geo.journeys.comparison import Comparison, Failure, Journey, calculate_hours
from geo.journeys.question import Question, question_of
from geo.journeys.searching import ANY, direct_route, route_by
from geo.model import DIRECT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence import AsOf, GateState, GateStates
    from geo.journeys.atlas import Atlas
    from geo.model import Place, Route
    from geo.network import Corridor, Variant
    from geo.scenario import Scenario

DETOUR: Final = 1.5
"""A journey longer than the direct route by this factor is a detour."""
SLOWER: Final = 1.05
"""Journeys that all take longer than the direct route by this factor are not called the fastest."""
STANDING: Final = 6
"""A corridor that is only offered stands in a comparison if so few are faster, itself included."""


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
    >>> from geo.journeys import load_atlas
    >>> from geo.scenario import Scenario
    >>> atlas = load_atlas()
    >>> find = atlas.places.find
    >>> ends = find("Nhava Sheva"), find("Moscow")
    >>> eastern = journey(atlas, *ends, corridor="eastern", scenario=Scenario(date="2025-11"))
    >>> eastern.route.variant, 7_000 < eastern.route.km < 8_000
    ('incheh-borun+bandar-abbas+any-north', True)
    """
    question = question_of(atlas, origin, destination, scenario)
    if corridor in {"", ANY, DIRECT}:
        return question.timed(direct_route(question, corridor))
    choices = list(atlas.corridors.corridor(corridor).variants(variant))
    return question.timed(route_by(question, choices))


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
    serve. Any other corridor stands there if it serves and is one of the `STANDING` fastest,
    or if it is chosen.

    Variants that differ only beyond an end of the question have the same route; only the first of
    them is compared. Between the ends of a recorded shipment its own route stands beside them, on
    pages, in files and in text alike. Where no corridor serves, each is a detour or each is slower
    (`SLOWER`), the direct route follows; it, too, may be chosen.

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
    >>> from geo.journeys import load_atlas
    >>> from geo.scenario import Scenario
    >>> atlas = load_atlas()
    >>> ends = atlas.places.find("Almaty"), atlas.places.find("Istanbul")
    >>> answer = compare(atlas, *ends, Scenario(date="2025-06"), corridors=["middle", "cape"])
    >>> [*answer.representatives()], {failure.corridor for failure in answer.failed} - {"middle"}
    (['middle'], {'cape'})
    """
    chosen = atlas.corridors.chosen(corridors)
    answer = _compare(question_of(atlas, origin, destination, scenario), None, chosen)
    calculate_hours(answer.journeys)
    return answer


def unasked(atlas: Atlas, answer: Comparison, other: Comparison) -> frozenset[str]:
    """Ids of what stands in another answer, and may serve in this one although it does not stand.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> from geo.scenario import Scenario
    >>> atlas = load_atlas()
    >>> ends = atlas.places.find("Moscow"), atlas.places.find("Mumbai")
    >>> gates = frozenset({"suez", "bandar-abbas", "chabahar"})
    >>> shut = compare(atlas, *ends, Scenario(date="2025-06", closed=gates))
    >>> sorted(unasked(atlas, compare(atlas, *ends, Scenario(date="2025-06")), shut))
    ['china', 'direct']
    """
    if answer.chosen:
        return frozenset()
    stand = other.representatives().keys() - answer.representatives().keys()
    return frozenset(stand.difference(atlas.corridors.standing))


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
    >>> from geo.journeys import load_atlas
    >>> from geo.scenario import Scenario
    >>> atlas = load_atlas()
    >>> ends = atlas.places.find("Moscow"), atlas.places.find("Mundra")
    >>> closed = compare(atlas, *ends, Scenario(date="2026-08"))
    >>> opened = reopen(atlas, *ends, closed).representatives()
    >>> [name for name in opened if name in closed.representatives()]
    ['suez', 'suez-black-sea', 'cape', 'china']
    """
    scenario = replace(answer.journeys[0].scenario, as_if_open=True)
    opened = _compare(question_of(atlas, origin, destination, scenario), answer, answer.chosen)
    calculate_hours(opened.journeys)
    return opened


def _compare(question: Question, answer: Comparison | None, chosen: frozenset[str]) -> Comparison:
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
    if not chosen or DIRECT in chosen:
        brief = replace(question, is_brief=bool(standing) and not chosen)
        try:
            direct = question.timed(direct_route(brief, DIRECT))
        except (RouteError, WrongClockError) as error:
            failed += [] if standing and not chosen else [_failure(DIRECT, "", error)]
        else:
            standing += [direct] if chosen or _is_better(direct, journeys, standing) else []
    return _comparison(atlas, standing, failed, question.states, chosen)


def _served(answer: Comparison | None, corridor: Corridor) -> list[Route]:
    """List the routes of a corridor in an earlier answer; none if one of its variants failed."""
    if answer is None or any(failure.corridor == corridor.id for failure in answer.failed):
        return []
    return [one.route for one in answer.journeys if one.route.corridor == corridor.id]


def _standing(journeys: list[Journey], offered: list[Journey]) -> list[Journey]:
    """Choose the journeys of corridors that are only offered, if these are among the fastest."""
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


def _by_each(question: Question, corridor: Corridor) -> tuple[list[Journey], list[Failure]]:
    """Journeys by each variant of a corridor that a comparison shows, roundabout ones last."""
    journeys: list[Journey] = []
    failed: list[Failure] = []
    for variant in corridor.variants(compared=True):
        choices = [variant, *_alternatives(question, variant)]
        try:
            found = question.timed(route_by(question, choices))
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


def _alternatives(question: Question, variant: Variant) -> list[Variant]:
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
