"""Times movements and claims of the ledger, each by its own clock on the network of its month."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.backtest_rows import Beside, Carrier, Trial
from geo.backtest_ways import way_by_countries
from geo.errors import RouteError, UnknownPlaceError, WrongClockError
from geo.estimates.sums import total
from geo.journeys.atlas import journey, timed
from geo.model import Band, Clock, StopKind
from geo.scenario import Scenario

if TYPE_CHECKING:
    from geo.estimates.timing import Part
    from geo.evidence.figures import Claim, Movement
    from geo.journeys.atlas import Atlas, Journey
    from geo.model import Place

HOURS_PER_DAY: Final = 24
DAYS_PER_HOUR: Final = 1 / HOURS_PER_DAY
BRANCHES: Final = "instc"
"""Family of the corridors that a claim without a corridor means."""
CARRIERS: Final = 3
TIMES_AND_LENGTHS: Final = frozenset({"d", "km", "nmi"})
_AT_THE_ENDS: Final = frozenset({StopKind.ORIGIN, StopKind.DESTINATION})
_YEAR: Final = re.compile(r"\d{4}")


def time_movement(atlas: Atlas, places: dict[str, Place], trip: Movement) -> Journey:
    """Return the journey the model makes of a movement, under the conditions of its month.

    Raises
    ------
    UnknownPlaceError
        The movement names a place that the gazetteer does not hold.
    RouteError
        The network of that month does not serve it.
    WrongClockError
        Its clock does not apply to the way.
    """
    scenario = Scenario(
        date=trip.date,
        closed=trip.closed,
        modes=trip.modes,
        clock=trip.clock,
        services=frozenset(trip.services),
    )
    if trip.legs:
        return timed(atlas, way_by_countries(trip), scenario)
    return journey(
        atlas,
        _place(places, trip.origin),
        _place(places, trip.destination),
        corridor=trip.corridor,
        variant=trip.variant,
        scenario=scenario,
    )


def trial_of(atlas: Atlas, places: dict[str, Place], trip: Movement, group: set[str]) -> Trial:
    """Return a movement beside the model; ``group`` holds the ids of all that repeat it.

    Raises as `time_movement` does.
    """
    found = time_movement(atlas, places, trip)
    parts = _counted(found, ends_outside=trip.ends_outside)
    band = total([part.term for part in parts], rho=found.timed.rho).band
    days = band.scaled(DAYS_PER_HOUR)
    sized = {part.figure_id for part in parts if group & set(part.pick.figure.sized_on)}
    return Trial(
        movement=trip,
        start=found.route.origin.place.name,
        end=found.route.destination.place.name,
        km=found.route.km,
        corridor=found.route.corridor,
        variant=found.route.variant,
        days=days,
        sized_by=tuple(sorted(sized)),
        carriers=_carriers(parts, slower=trip.days.p50 > days.p50),
    )


def _counted(found: Journey, *, ends_outside: bool) -> list[Part]:
    """Return the parts a movement's clock counts; without both ends where its time leaves them."""
    return [
        part
        for part in found.timed.parts
        if found.scenario.clock in part.clocks and not (ends_outside and _at_an_end(found, part))
    ]


def _at_an_end(found: Journey, part: Part) -> bool:
    if part.kind is StopKind.WAIT:
        return found.timed.stops[part.index].stop.after_leg == -1
    return part.kind in _AT_THE_ENDS


def _carriers(parts: list[Part], *, slower: bool) -> tuple[Carrier, ...]:
    """Return the parts that reach furthest towards the observation, and how far."""
    found = [
        Carrier(
            label=part.label,
            figure_id=part.figure_id,
            grade=part.grade,
            days=part.hours.p50 * DAYS_PER_HOUR,
            reach_days=((part.hours.p90 if slower else part.hours.p10) - part.hours.p50)
            * DAYS_PER_HOUR,
        )
        for part in parts
    ]
    return tuple(sorted(found, key=lambda carrier: -abs(carrier.reach_days))[:CARRIERS])


def beside_of(atlas: Atlas, places: dict[str, Place], claim: Claim) -> Beside:
    """Return a claim beside the model; prices and claims without two places get no answer."""
    if claim.unit not in TIMES_AND_LENGTHS:
        reason = "it is a price, and this is of times and lengths"
        return Beside(claim=claim, corridor="", variant="", km=None, days={}, reason=reason)
    if claim.places is None:
        reason = "it names no two places the model could be asked for"
        return Beside(claim=claim, corridor="", variant="", km=None, days={}, reason=reason)
    try:
        found = _claimed(atlas, places, claim, claim.places)
    except (RouteError, WrongClockError) as error:
        return Beside(claim=claim, corridor="", variant="", km=None, days={}, reason=str(error))
    clocks = (claim.clock,) if claim.clock else (Clock.SHIPMENT, Clock.DOOR)
    days: dict[Clock, Band] = {}
    if claim.unit == "d":
        days = {clock: found.timed.band(clock).scaled(DAYS_PER_HOUR) for clock in clocks}
    return Beside(
        claim=claim,
        corridor=found.route.corridor,
        variant=found.route.variant,
        km=found.route.km,
        days=days,
    )


def _claimed(
    atlas: Atlas,
    places: dict[str, Place],
    claim: Claim,
    ends: tuple[str, str],
) -> Journey:
    """Return the journey of a claim: by its corridor, else by the quickest branch of this one.

    Where no branch serves, as between two ports, by the quickest way there is.
    """
    scenario = Scenario(
        date=_date(claim.year), built=claim.built, clock=claim.clock or Clock.SHIPMENT
    )
    names = [claim.corridor]
    if not claim.corridor:
        corridors = atlas.corridors.corridors.values()
        names = [one.id for one in corridors if one.family == BRANCHES and one.compared] + [""]
    found: list[Journey] = []
    refused: list[RouteError | WrongClockError] = []
    origin, destination = (_place(places, name) for name in ends)
    for name in names:
        if found and not name:
            break
        try:
            found.append(journey(atlas, origin, destination, corridor=name, scenario=scenario))
        except (RouteError, WrongClockError) as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return min(found, key=lambda one: one.hours.p50)


def _date(year: str) -> str | None:
    """Return the middle of the last year a text names.

    Examples
    --------
    >>> _date("2014-2017"), _date("")
    ('2017-07', None)
    """
    years = _YEAR.findall(year)
    return f"{years[-1]}-07" if years else None


def _place(places: dict[str, Place], name: str) -> Place:
    if name not in places:
        msg = f"the ledger names {name!r}, which is no place of the gazetteer; correct its row"
        raise UnknownPlaceError(msg)
    return places[name]
