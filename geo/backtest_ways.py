"""Ways off the network, made of the kilometres that were published for each country."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from geo.model import (
    Accuracy,
    End,
    Leg,
    Mode,
    Place,
    PlaceKind,
    Route,
    Status,
    Stop,
    StopKind,
    Water,
)

if TYPE_CHECKING:
    from geo.evidence.figures import Movement

STANDARD_MM: Final = 1435
BROAD_MM: Final = 1520
STANDARD_GAUGE: Final = frozenset({"CN", "IR", "TR"})
"""Countries of standard gauge that published ways cross; the others on them are broad."""
NOWHERE: Final = (0.0, 0.0)
"""Coordinates of a way that nobody draws."""


def way_by_countries(trip: Movement) -> Route:
    """Return a way by rail with one leg a country, and a stop at each border.

    The stop is a gauge break where the gauge changes. No line is known, so all coordinates are
    zero, and the drawn length is none.

    Parameters
    ----------
    trip
        A movement whose ``legs`` are given.
    """
    borders = [f"{one} – {other}" for (one, _), (other, _) in pairwise(trip.legs)]
    points = pairwise([trip.origin, *borders, trip.destination])
    legs = tuple(_leg(*leg, *ends) for leg, ends in zip(trip.legs, points, strict=True))
    stops = tuple(_stop(one, other, number) for number, (one, other) in enumerate(pairwise(legs)))
    return Route(
        corridor=trip.corridor,
        variant=trip.variant,
        origin=_end(trip.origin, legs[0].country),
        destination=_end(trip.destination, legs[-1].country),
        legs=legs,
        stops=stops,
    )


def _leg(country: str, km: float, start: str, end: str) -> Leg:
    return Leg(
        start=start,
        end=end,
        mode=Mode.RAIL,
        water=Water.NONE,
        country=country,
        gauge_mm=STANDARD_MM if country in STANDARD_GAUGE else BROAD_MM,
        track_km=km,
        drawn_km=0.0,
        status=Status.OPERATING,
        accuracy=Accuracy.SCHEMATIC,
        coordinates=(NOWHERE,),
    )


def _stop(before: Leg, after: Leg, number: int) -> Stop:
    same = before.gauge_mm == after.gauge_mm
    return Stop(
        place=f"{before.country} – {after.country}",
        kind=StopKind.BORDER if same else StopKind.GAUGE_BREAK,
        lon=NOWHERE[0],
        lat=NOWHERE[1],
        after_leg=number,
        modes=(Mode.RAIL, Mode.RAIL),
        countries=(before.country, after.country),
    )


def _end(name: str, country: str) -> End:
    place = Place(
        id="", name=name, lon=NOWHERE[0], lat=NOWHERE[1], kind=PlaceKind.POINT, country=country
    )
    return End(place=place, mode=Mode.RAIL, access_km=0.0)
