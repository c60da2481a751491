"""Selectors that every figure of one journey is looked up by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.evidence import Ledger, Selectors
    from geo.model import Mode
    from geo.scenario import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The ledger under the conditions of one journey; times and prices both ask it."""

    ledger: Ledger = field(repr=False)
    services: Services
    corridor: str
    month: int | None
    """Departure month, 1 to 12; None: no figure of certain months applies."""
    year: int | None
    """Year whose figures are wanted; None: the newest."""

    def selectors(self, mode: Mode, km: float = 0.0) -> Selectors:
        """List what narrows a figure down on any leg or stop; more may be added for one of them.

        Parameters
        ----------
        mode
            Mode of the leg, or of the leg after the stop.
        km
            Length of the voyage, kilometres: short ones are served by feeders.
        """
        return {
            "mode": mode,
            "service": self.services.of(mode, km),
            "corridor": self.corridor,
            "month": self.month,
            "year": self.year,
        }
