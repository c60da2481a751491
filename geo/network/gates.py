"""Gates: straits, canals, borders, terminals and links that can be open or closed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from geo.model import Mode
from geo.network.routing import Area, gate_of_mode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model import Route, Stop

AREA: Final = ("country", "mode", "water")
"""Fields of a gate that is a part of the network as a whole."""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A strait, canal, border, terminal or link that can be open or closed."""

    id: str
    name: str
    kind: str
    choice: bool = False
    """Closed in a corridor that does not list it."""
    shut: bool = False
    """Closed, unless a corridor opens it: ordinary services do not use it."""
    parts: frozenset[str] = frozenset()
    """Gates that close with it."""
    ports: frozenset[str] = frozenset()
    """Ids and UN/LOCODEs of ports that close with it, unless a state of their own is open."""
    area: Area | None = None
    """Railways, roads or waters that close with it."""
    note: str = ""

    @cached_property
    def closes(self) -> frozenset[str]:
        """What is closed when the gate is."""
        return self.parts | self.ports | {self.id}

    def is_at(self, stop: Stop) -> bool:
        """Whether a stop lies in the gate."""
        names = {stop.gate, stop.place_id, gate_of_mode(stop.place_id, stop.modes[0])}
        return bool(names & self.closes)

    def lies_on(self, route: Route, passed: frozenset[str] | None = None) -> bool:
        """Whether a route passes the gate.

        Parameters
        ----------
        route
            Legs and stops.
        passed
            From `names_on`, where they are known already.
        """
        names = names_on(route) if passed is None else passed
        return not names.isdisjoint(self.closes) or (
            self.area is not None and any(map(self.area.holds, route.legs))
        )


def names_on(route: Route) -> frozenset[str]:
    """List what a route passes that may close: gates, borders by mode, ports at its ends."""
    passed = {*route.gates, *(gate_of_mode(s.place_id, s.modes[0]) for s in route.stops)}
    for end, leg in ((route.origin, route.legs[0]), (route.destination, route.legs[-1])):
        if leg.mode is Mode.SEA:
            passed |= {end.place.id, end.place.unlocode}
    return frozenset(passed)


def gate_of(name: str, row: Mapping[str, Any]) -> Gate:
    """Make the gate of a row of the file of corridors."""
    return Gate(
        id=name,
        name=row["name"],
        kind=row["kind"],
        choice=row.get("choice", False),
        shut=row.get("shut", False),
        parts=frozenset(row.get("parts", ())),
        ports=frozenset(row.get("ports", ())),
        area=_area(row),
        note=row.get("note", ""),
    )


def _area(row: Mapping[str, Any]) -> Area | None:
    given = {field: row[field] for field in AREA if field in row}
    return Area(**given) if given else None
