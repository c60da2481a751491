"""Answers to the questions of the verbs: the command line prints them, the service sends them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Unpack

from geo.cli.readings import Conditions, corridors_of, id_of, scenario_of, shipment_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.evidence import AsOf, GateState
    from geo.journeys import Atlas, Comparison, Journey
    from geo.model import Place
    from geo.places import Places

    Finder = Callable[[Places, str], Place]
    """Finds the place that a text means."""


def matching_places(places: Places, query: str, limit: int) -> list[Place]:
    """Places that a text may mean, the likeliest first.

    Raises
    ------
    UnknownPlaceError
        There is none; the message names the nearest.
    """
    matches = places.search(query, limit=limit)
    if not matches:
        places.find(query)
    return matches


def places_json(matches: Iterable[Place]) -> list[dict[str, Any]]:
    """Write places as ``instc places --json`` prints them."""
    from geo.journeys import place_json

    return [place_json(place) for place in matches]


def journey_of(
    atlas: Atlas,
    find: Finder,
    *,
    origin: str,
    destination: str,
    corridor: str,
    variant: str,
    box: str,
    amount: float,
    **given: Unpack[Conditions],
) -> Journey:
    """Answer of the verb ``route``, from the values of its options.

    Raises
    ------
    QuestionError, RouteError
        The message says what is wrong with the question, or why there is no route.
    """
    scenario = scenario_of(given)
    shipment_of(box, amount)
    from geo.journeys import journey

    return journey(
        atlas,
        find(atlas.places, origin),
        find(atlas.places, destination),
        corridor=id_of(corridor),
        variant=id_of(variant),
        scenario=scenario,
    )


def comparison_of(
    atlas: Atlas,
    find: Finder,
    *,
    origin: str,
    destination: str,
    corridors: str,
    box: str,
    amount: float,
    **given: Unpack[Conditions],
) -> Comparison:
    """Answer of the verb ``compare``, from the values of its options; raises as `journey_of`."""
    scenario = scenario_of(given)
    shipment_of(box, amount)
    from geo.journeys import compare

    first, last = (find(atlas.places, text) for text in (origin, destination))
    return compare(atlas, first, last, scenario, corridors=corridors_of(corridors))


def state_rows(atlas: Atlas, *, gate: str, as_of: str | None, stale: bool) -> list[GateState]:
    """States that the verb ``states`` lists: of a gate and its parts, stale ones, or of a date.

    Raises
    ------
    UnknownNameError
        There is no such gate.
    BadDateError
        The date is none.
    """
    if gate := id_of(gate):
        atlas.corridors.check_states([gate])
        parts = [name for name in atlas.corridors.gates if name.startswith(f"{gate}/")]
        return [row for name in (gate, *parts) for row in atlas.states.of(name)]
    if stale:
        return list(atlas.states.stale(_last_day(as_of)))
    from geo.scenario import Scenario

    return _by_weight(atlas.as_of(Scenario(date=as_of)))


def states_json(atlas: Atlas, rows: Iterable[GateState]) -> list[dict[str, Any]]:
    """Write states as ``instc states --json`` prints them."""
    from geo.journeys import condition_json

    gates = atlas.corridors.gates
    return [condition_json(atlas.condition(gates[row.gate], row)) for row in rows]


def _last_day(as_of: str | None) -> dt.date:
    """Day, last day of a month, or today."""
    from geo.evidence import period_of

    return period_of(as_of)[1] if as_of else dt.datetime.now(dt.UTC).date()


def _by_weight(answer: AsOf) -> list[GateState]:
    """States of a date, those that bar their gate first."""
    return sorted(answer.states.values(), key=lambda state: not state.status.bars)
