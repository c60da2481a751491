"""What the model itself says where two publications contradict each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.backtest_times import DAYS_PER_HOUR
from geo.journeys.atlas import journey
from geo.scenario import Scenario

if TYPE_CHECKING:
    from geo.evidence.tables import Contradiction
    from geo.journeys.atlas import Atlas
    from geo.model import Band

DISPUTED: Final = (
    "corridor-length",
    "rasht-astara-place",
    "rasht-astara-length",
    "rasht-astara-agreement",
    "rasht-astara-opening",
    "volume-2024",
)
"""Rows of contradictions.csv that concern the corridor itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The model's own length and time, by one corridor."""

    corridor: str
    """Blank for the quickest way there is."""
    km: float
    """By its first variant that serves."""
    days: Band
    """By the shipment clock."""


def own_answers(atlas: Atlas, one: Contradiction) -> tuple[Own, ...]:
    """Return what the model says between the places of a contradiction; nothing without places.

    Raises
    ------
    UnknownPlaceError
        It names a place that the gazetteer does not hold.
    RouteError
        A corridor does not serve the two places.

    Examples
    --------
    >>> from geo.journeys.atlas import load_atlas
    >>> atlas = load_atlas()
    >>> (length,) = (c for c in atlas.ledger.contradictions if c.id == "corridor-length")
    >>> [own.corridor for own in own_answers(atlas, length)]
    ['western', 'trans-caspian', 'eastern']
    """
    if one.places is None:
        return ()
    origin, destination = (atlas.places.find(name) for name in one.places)
    scenario = Scenario(built=one.built)
    found = []
    for corridor in one.corridors or ("",):
        way = journey(atlas, origin, destination, corridor=corridor, scenario=scenario)
        days = way.hours.scaled(DAYS_PER_HOUR)
        found.append(Own(corridor=corridor, km=way.route.km, days=days))
    return tuple(found)
