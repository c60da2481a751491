"""Services that carry a box: block train or wagon, direct or transshipped ship, truck or convoy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from geo.errors import UnknownNameError
from geo.model import Band, Mode

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORT_SEA_KM: Final = 5000.0
"""A voyage by ocean shorter than this is served by feeders, not by a long-haul liner."""


class RailService(StrEnum):
    """Trains that run as one block, or wagons that are sorted on the way."""

    BLOCK = "block"
    WAGON = "wagon"


class SeaService(StrEnum):
    """Liner without a change of ship, with one, or a ship on no schedule."""

    DIRECT = "direct"
    TRANSSHIPPED = "transshipped"
    TRAMP = "tramp"


class RoadService(StrEnum):
    """A truck on its own papers, or in a convoy or under TIR."""

    ALONE = "alone"
    CONVOY = "convoy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Which service carries the box in each mode."""

    rail: RailService = RailService.BLOCK
    sea: SeaService = SeaService.DIRECT
    road: RoadService = RoadService.ALONE

    def of(self, mode: Mode, km: float = 0.0) -> str:
        """Return the service the ledger is asked for; short voyages go by feeder."""
        if mode is Mode.RAIL:
            return self.rail
        if mode is Mode.ROAD:
            return self.road
        return "feeder" if self.sea is SeaService.DIRECT and km < SHORT_SEA_KM else self.sea


def services_of(names: Iterable[str]) -> Services:
    """Return the services a reader names; modes not named keep their usual one.

    Raises
    ------
    UnknownNameError
        No such service, or two of one mode.

    Examples
    --------
    >>> services_of({"wagon", "tramp"}).rail, services_of({"wagon", "tramp"}).sea
    (<RailService.WAGON: 'wagon'>, <SeaService.TRAMP: 'tramp'>)
    """
    kinds = {"rail": RailService, "sea": SeaService, "road": RoadService}
    chosen: dict[str, Any] = {}
    for name in sorted(names):
        found = [(mode, kind(name)) for mode, kind in kinds.items() if name in set(kind)]
        if not found:
            known = ", ".join(member for kind in kinds.values() for member in kind)
            msg = f"there is no service {name!r}; choose from {known}"
            raise UnknownNameError(msg)
        mode, service = found[0]
        if mode in chosen:
            msg = f"{chosen[mode]} and {service} are both services by {mode}; choose one"
            raise UnknownNameError(msg)
        chosen[mode] = service
    return Services(**chosen)


def wait_for(interval: Band) -> Band:
    """Return the wait for a service that leaves at an interval.

    A box that is ready at no particular time waits between nothing and the whole interval, each
    length as likely as another: P10, P50 and P90 are 0.1, 0.5 and 0.9 of the interval.

    Examples
    --------
    >>> wait_for(Band(p10=120, p50=240, p90=360))
    Band(p10=24.0, p50=120.0, p90=216.0)
    """
    return Band(p10=0.1 * interval.p50, p50=0.5 * interval.p50, p90=0.9 * interval.p50)
