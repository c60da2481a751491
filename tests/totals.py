"""Totals that a test needs as numbers, and times of one route alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.estimates import Timer
from geo.estimates.distributions import DEFAULT_RHO
from geo.model import Band
from geo.scenario import Services

if TYPE_CHECKING:
    from geo.estimates import Incomplete, Timed
    from geo.evidence import Ledger
    from geo.model import Route


def whole(total: Band | Incomplete) -> Band:
    """Return a total that lacks no part."""
    assert isinstance(total, Band), total
    return total


def time_journey(
    route: Route,
    ledger: Ledger,
    *,
    month: int | None = None,
    year: int | None = None,
    services: Services | None = None,
    rho: float = DEFAULT_RHO,
) -> Timed:
    """Give every leg and stop of a route its time, by the usual services; raises as `Timer`."""
    timer = Timer(
        ledger=ledger,
        services=services or Services(),
        corridor=route.corridor,
        month=month,
        year=year,
    )
    return timer.timed(route, rho=rho)
