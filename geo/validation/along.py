"""Published movements that ran the same way as a journey, whole or in part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.evidence import MovementKind
from geo.months import month_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence import Movement
    from geo.journeys import Journey
    from geo.model import Mode, Route


def movements_along(
    journeys: Iterable[Journey], movements: Iterable[Movement], *, month: str
) -> tuple[Movement, ...]:
    """Find the movements whose two ends a journey passes in the order of travel.

    A movement of a corridor is sought on journeys of that corridor alone, and one by rail only
    where the journey goes by rail from the one end to the other.

    Parameters
    ----------
    journeys
        For instance those of a comparison.
    movements
        From `Ledger.movements`.
    month
        Month ``YYYY-MM`` of the question.

    Returns
    -------
    tuple
        Those of the whole way before those of a part, measured ones before promised ones, and
        then those closest to the month; of several that repeat each other, the first.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> from geo.journeys import compare
    >>> from geo.scenario import Scenario
    >>> atlas = load_atlas()
    >>> ends = atlas.places.find("Moscow"), atlas.places.find("Jeddah")
    >>> answer = compare(atlas, *ends, Scenario(date="2023-08"))
    >>> [one, *_] = movements_along(answer.journeys, atlas.ledger.movements, month="2023-08")
    >>> one.origin, one.destination, one.date
    ('incheh-borun', 'bandar-abbas', '2023-08')
    """
    ways = [(one.route, _stages(one.route)) for one in journeys]
    wanted = month_number(month)

    def order(trip: Movement) -> tuple[bool, bool, int]:
        is_whole = any(
            (trip.origin, trip.destination) == (route.origin.place.id, route.destination.place.id)
            for route, _ in ways
        )
        is_measured = trip.kind is MovementKind.MEASURED
        return not is_whole, not is_measured, abs(month_number(trip.date) - wanted)

    along = [trip for trip in movements if any(_runs_on(trip, *way) for way in ways)]
    first: dict[str, Movement] = {}
    for trip in sorted(along, key=order):
        first.setdefault(trip.group or trip.id, trip)
    return tuple(first.values())


def _stages(route: Route) -> dict[str, int]:
    """Return the places of a route by id, with the number of legs before each."""
    stops = {stop.place_id: stop.after_leg + 1 for stop in route.stops if stop.place_id}
    ends = {route.origin.place.id: 0, route.destination.place.id: len(route.legs)}
    return stops | ends


def _runs_on(trip: Movement, route: Route, stages: dict[str, int]) -> bool:
    first, last = stages.get(trip.origin), stages.get(trip.destination)
    if first is None or last is None or first >= last:
        return False
    modes: set[Mode] = {leg.mode for leg in route.legs[first:last]}
    return trip.corridor in ("", route.corridor) and modes <= trip.modes
