"""Stops of a journey at the gates that it passes although their state hinders it.

A reduced or restricted gate takes days and dollars where a figure of the ledger says so. It is then
a stop of its own on the route, so that the itinerary, the price and every file show what it adds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from geo.evidence import GateStatus, Quantity
from geo.geodesy import distances_km
from geo.message import Message
from geo.model import HOURS_PER_DAY, Mode, Route, Stop, StopKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence import Figure, GateState
    from geo.model import Leg
    from geo.network import Area, Gate, Network

_DIGITS: Final = 5
LEAST_AREA_KM: Final = 25.0
"""A journey that uses less of a railway or sea than this does not stop for its state.

The line from Astara ends 2 km inside Iran.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the state of a gate adds, as far as figures of the ledger say."""

    state: GateState
    figures: tuple[Figure, ...]

    def of(self, quantity: Quantity) -> tuple[Figure, ...]:
        """Figures of one quantity."""
        return tuple(one for one in self.figures if one.quantity is quantity)

    @property
    def is_stop(self) -> bool:
        """Whether a journey stops at the gate: it adds something, or must add a surcharge."""
        if not self.state.status.hinders:
            return False
        added = self.of(Quantity.GATE_DELAY) + self.of(Quantity.GATE_CHARGE)
        return bool(added) or self.state.status is GateStatus.RESTRICTED

    @property
    def text(self) -> Message | None:
        """Say what the state adds, and of what there is no figure; None where it adds nothing.

        Days are P10 to P90; dollars span the P10 and P90 of every figure for 20 feet.
        """
        if not self.state.status.hinders:
            return None
        return Message(
            "added days: {days}; surcharge: {usd}", days=self._days(), usd=self._surcharge()
        )

    def _days(self) -> Message:
        for one in self.of(Quantity.GATE_DELAY):
            low, high = one.hours.p10 / HOURS_PER_DAY, one.hours.p90 / HOURS_PER_DAY
            return Message("{low}–{high}", low=f"{low:.1f}", high=f"{high:.1f}")
        if self.state.service_share and self.state.service_share < 1:
            share = f"{100 * self.state.service_share:.0f}"
            return Message("the wait for a ship at {share} % of the services", share=share)
        return Message("no figure")

    def _surcharge(self) -> Message:
        charges = [one for one in self.of(Quantity.GATE_CHARGE) if one.unit != "USD/FEU"]
        if not charges:
            return Message("no figure")
        return Message(
            "{low}–{high} USD a box of 20 feet",
            low=f"{min(one.band.p10 for one in charges):,.0f}",
            high=f"{max(one.band.p90 for one in charges):,.0f}",
        )


def with_gates(route: Route, hindered: Iterable[Gate], network: Network) -> Route:
    """Give a route a stop at each hindered gate, in the place of those it has.

    Parameters
    ----------
    route
        Legs and stops.
    hindered
        Gates on the route at which a journey stops.
    network
        Where straits lie.
    """
    hindered = list(hindered)
    stops = [stop for stop in route.stops if stop.kind is not StopKind.GATE]
    if not hindered and len(stops) == len(route.stops):
        return route
    bare = replace(route, stops=tuple(stops))
    for gate in hindered:
        if gate.area is not None and _km_within(gate.area, route) < LEAST_AREA_KM:
            continue
        at, stop = _stop_at(gate, bare, network)
        stops.insert(_position(stops, stop, at), stop)
    return replace(route, stops=tuple(stops))


def _km_within(area: Area, route: Route) -> float:
    return sum(leg.track_km for leg in route.legs if area.holds(leg))


def _position(stops: list[Stop], stop: Stop, at: Stop | None) -> int:
    """Find the number of a new stop: before the stop it belongs to, or after its leg."""
    if at is not None:
        return stops.index(at)
    return next((n for n, one in enumerate(stops) if one.after_leg > stop.after_leg), len(stops))


def _stop_at(gate: Gate, route: Route, network: Network) -> tuple[Stop | None, Stop]:
    """Find where a route passes a gate: at a stop, in the port of an end, or on a leg."""
    for stop in route.stops:
        if gate.is_at(stop):
            return stop, _like(stop, gate)
    last = len(route.legs) - 1
    for end, number, after in ((route.origin, 0, -1), (route.destination, last, last)):
        leg = route.legs[number]
        at_port = {end.place.id, end.place.unlocode} & gate.closes
        if leg.mode is Mode.SEA and at_port:
            return None, _on_leg(gate, leg, after, leg.coordinates[0 if after < 0 else -1])
    number, point = _nearest(gate, route, network)
    return None, _on_leg(gate, route.legs[number], number, point)


def _nearest(gate: Gate, route: Route, network: Network) -> tuple[int, tuple[float, float]]:
    """Leg that passes a gate, and the point of it: the middle of a leg within a railway or sea."""
    for number, leg in enumerate(route.legs):
        if gate.area is not None and gate.area.holds(leg):
            return number, leg.coordinates[len(leg.coordinates) // 2]
    at = network.line_point(gate.id) or (route.destination.place.lon, route.destination.place.lat)
    points = [(number, point) for number, leg in enumerate(route.legs) for point in leg.coordinates]
    return points[int(distances_km([point for _, point in points], *at).argmin())]


def _like(stop: Stop, gate: Gate) -> Stop:
    return replace(stop, place=gate.name, kind=StopKind.GATE, gate=gate.id, place_id=gate.id)


def _on_leg(gate: Gate, leg: Leg, after_leg: int, point: tuple[float, float]) -> Stop:
    return Stop(
        place=gate.name,
        kind=StopKind.GATE,
        lon=round(point[0], _DIGITS),
        lat=round(point[1], _DIGITS),
        after_leg=after_leg,
        modes=(leg.mode, leg.mode),
        countries=(leg.country, leg.country),
        gate=gate.id,
        place_id=gate.id,
    )
