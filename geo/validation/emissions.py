"""Emission factors of the ledger beside those of an outside calculator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.evidence import Quantity
from geo.message import Message
from geo.validation.results import DIGITS

if TYPE_CHECKING:
    from geo.evidence import Figure, Ledger

EMISSION_UNITS = frozenset({"g/tkm", "g/TEU-km"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EmissionCheck:
    """A factor that somebody else published for a whole haul, and the one the model uses."""

    outside: Figure
    own: Figure

    @property
    def error(self) -> float:
        """P50 of the model over the outside factor, less 1."""
        return self.own.band.p50 / self.outside.band.p50 - 1

    @property
    def inside(self) -> bool:
        """Whether the outside factor lies between P10 and P90."""
        return self.own.band.covers(self.outside.band.p50)

    @property
    def message(self) -> Message:
        """The comparison in a sentence.

        Examples
        --------
        >>> from geo.evidence import load_ledger
        >>> "emission-ship-europe" in emission_checks(load_ledger())[0].message
        True
        """
        return Message(
            "{mode}: the model takes {own} {unit} ({figure}), an outside calculator {outside}.",
            mode=self.outside.mode,
            own=f"{self.own.band.p50:g}",
            unit=self.own.unit,
            figure=self.own.id,
            outside=f"{self.outside.band.p50:g}",
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the check as JSON can hold it."""
        return {
            "outside": self.outside.id,
            "own": self.own.id,
            "unit": self.own.unit,
            "outside_p50": self.outside.band.p50,
            "own_p50": self.own.band.p50,
            "error": round(self.error, DIGITS),
            "inside": self.inside,
            "sources": list(self.outside.sources),
        }


def emission_checks(ledger: Ledger) -> tuple[EmissionCheck, ...]:
    """Set every outside factor of the ledger beside the figure that the model uses for its haul.

    Outside factors are rows of the quantity ``context`` in a unit of emissions; they enter no
    calculation.
    """
    checks = []
    for one in ledger.figures.values():
        if one.quantity is not Quantity.CONTEXT or one.unit not in EMISSION_UNITS:
            continue
        pick = ledger.find(
            Quantity.EMISSION,
            unit=one.unit,
            mode=one.mode,
            water=one.water,
            country=one.country,
        )
        checks.append(EmissionCheck(outside=one, own=pick.figure))
    return tuple(sorted(checks, key=lambda check: check.outside.id, reverse=True))
