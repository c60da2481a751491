"""A question to the atlas: two places under one scenario, and the times of a route under it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.errors import SamePlaceError
from geo.estimates import Timer, require_clock
from geo.geodesy import is_closer
from geo.journeys.comparison import Journey
from geo.journeys.hindrances import with_gates
from geo.message import Message
from geo.scenario import Scenario, services_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence import AsOf
    from geo.journeys.atlas import Atlas
    from geo.model import Place, Route
    from geo.network import Rules, Variant

SAME_PLACE_KM: Final = 1.0
"""Two places nearer to each other than this, by air or by the network, are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
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
    timers: dict[str, Timer] = field(default_factory=dict, repr=False, compare=False)
    """What times the routes of each corridor: variants share most of their legs and stops."""

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
        return timed(self.atlas, route, self.scenario, self.states, self.timers)

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


def question_of(
    atlas: Atlas, origin: Place, destination: Place, scenario: Scenario | None
) -> Question:
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
    return Question(
        atlas=atlas,
        origin=origin,
        destination=destination,
        scenario=scenario,
        states=states,
    )


def timed(
    atlas: Atlas,
    route: Route,
    scenario: Scenario,
    states: AsOf | None = None,
    timers: dict[str, Timer] | None = None,
) -> Journey:
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
    timers
        What timed other routes under the same scenario and states, by corridor; the one of this
        corridor is added.

    Raises
    ------
    UnknownNameError
        The scenario names a service or a figure that does not exist.
    WrongClockError
        The scenario's clock does not apply to the route.
    """
    states = states or atlas.as_of(scenario)
    timers = {} if timers is None else timers
    if route.corridor not in timers:
        timers[route.corridor] = _timer(atlas, scenario, route.corridor)
    timer = timers[route.corridor]
    gates = atlas.conditions_on(route, states)
    hindered = [one.gate for one in gates if one.effect.is_stop]
    route = with_gates(route, hindered, atlas.network)
    times = timer.under({one.state.gate: one.state for one in gates}).timed(route, rho=scenario.rho)
    require_clock(route, scenario.clock)
    return Journey(
        route=route,
        timed=times,
        scenario=scenario,
        ledger=timer.ledger,
        record=atlas.records.of(route.corridor),
        as_of=states,
        gates=gates,
        variant_name=atlas.corridors.variant_name(route),
    )


def _timer(atlas: Atlas, scenario: Scenario, corridor: str) -> Timer:
    ledger = atlas.ledger
    if scenario.figures:
        ledger = ledger.with_overrides(dict(scenario.figures))
    return Timer(
        ledger=ledger,
        services=services_of(scenario.services),
        corridor=corridor,
        month=scenario.dispatch_month,
        year=scenario.year,
    )
