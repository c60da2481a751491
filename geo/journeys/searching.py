"""Routes that answer a question, by a corridor or by none, and why there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.errors import NoRouteError, NotServedError, RouteError, TooFarError
from geo.evidence import state_text
from geo.journeys.branches import ROUNDABOUT, path_by, shortest_km
from geo.journeys.islands import parted_text
from geo.journeys.question import SAME_PLACE_KM, Question
from geo.message import Message, joined
from geo.network import same_point

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from geo.evidence import AsOf
    from geo.model import Place, Route
    from geo.network import Corridors, Rules, Variant

ANY: Final = "any"
"""Name of the corridor of a search that is bound to none."""


def route_by(question: Question, variants: Sequence[Variant]) -> Route:
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


def direct_route(question: Question, corridor: str) -> Route:
    """Find the fastest route that is bound to no corridor; raises as `journey` does."""
    rules = question.atlas.corridors.free(question.scenario, question.states)
    route = _search(question, rules, None)
    return replace(route, corridor=corridor or ANY)


def _search(question: Question, rules: Rules, variant: Variant | None) -> Route:
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


def _explained(question: Question, rules: Rules, variant: Variant | None) -> RouteError:
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
