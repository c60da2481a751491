"""Rows of the back-test: a movement beside the model, a claim beside the model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geo.evidence.figures import Claim, Movement
    from geo.model import Band, Clock, Grade

LARGE_ERROR: Final = 0.25
"""An error of P50 above this wants an explanation even inside the band."""
DIGITS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """A part of a journey that could carry the gap between model and observation."""

    label: str
    figure_id: str
    grade: Grade
    days: float
    """Its P50 in the model."""
    reach_days: float
    """How far its P10 or P90 lies from its P50, on the side of the observation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A movement beside the model."""

    movement: Movement
    start: str
    end: str
    """Names of origin and destination."""
    km: float
    corridor: str
    variant: str
    days: Band
    """P10, P50 and P90 of the model."""
    sized_by: tuple[str, ...]
    """Figures set with this movement, or one that it repeats, in sight."""
    carriers: tuple[Carrier, ...] = field(repr=False)

    @property
    def observed(self) -> float:
        """Published days: typical, or the middle of the range."""
        return self.movement.days.p50

    @property
    def error(self) -> float:
        """P50 of the model over the published days, less 1."""
        return self.days.p50 / self.observed - 1

    @property
    def inside(self) -> bool:
        """Whether the published days lie between P10 and P90."""
        return self.days.p10 <= self.observed <= self.days.p90

    @property
    def counts(self) -> bool:
        """Whether the movement tests the model."""
        return not self.sized_by

    @property
    def wants_explanation(self) -> bool:
        """Whether the row is a miss, or its error large."""
        return not self.inside or abs(self.error) > LARGE_ERROR

    def as_dict(self) -> dict[str, Any]:
        """Return the row as JSON can hold it."""
        trip = self.movement
        return {
            "id": trip.id,
            "group": trip.group,
            "origin": trip.origin,
            "destination": trip.destination,
            "corridor": self.corridor,
            "variant": self.variant,
            "clock": trip.clock.value,
            "ends_outside": trip.ends_outside,
            "date": trip.date,
            "basis": trip.basis,
            "grade": trip.grade.value,
            "sources": list(trip.sources),
            "km": round(self.km, 1),
            "observed_days": {
                "low": trip.days.p10,
                "typical": trip.days.p50,
                "high": trip.days.p90,
            },
            "model_days": band_dict(self.days),
            "error": round(self.error, DIGITS),
            "inside": self.inside,
            "sized_by": list(self.sized_by),
            "explanation": trip.explanation,
            "carriers": [
                {
                    "part": carrier.label,
                    "figure": carrier.figure_id,
                    "grade": carrier.grade.value,
                    "days": round(carrier.days, DIGITS),
                    "reach_days": round(carrier.reach_days, DIGITS),
                }
                for carrier in self.carriers
            ],
            "note": trip.note,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A claim beside the model; ``days`` by clock is empty where the claim is one of length."""

    claim: Claim
    corridor: str
    variant: str
    km: float | None
    days: dict[Clock, Band]
    reason: str = ""
    """Why the model has no answer, where it has none."""

    def as_dict(self) -> dict[str, Any]:
        """Return the row as JSON can hold it."""
        claim = self.claim
        return {
            "id": claim.id,
            "from": claim.origin,
            "to": claim.destination,
            "places": list(claim.places) if claim.places else None,
            "low": claim.low,
            "typical": claim.typical,
            "high": claim.high,
            "unit": claim.unit,
            "clock": claim.clock.value if claim.clock else None,
            "year": claim.year,
            "grade": claim.grade.value,
            "sources": list(claim.sources),
            "corridor": self.corridor,
            "variant": self.variant,
            "model_km": None if self.km is None else round(self.km, 1),
            "model_days": {clock.value: band_dict(band) for clock, band in self.days.items()},
            "reason": self.reason,
            "note": claim.note,
        }


def band_dict(days: Band) -> dict[str, float]:
    """Return a band of days, rounded.

    Examples
    --------
    >>> from geo.model import Band
    >>> band_dict(Band(p10=1, p50=2.345678, p90=4))
    {'p10': 1, 'p50': 2.3457, 'p90': 4}
    """
    return {name: round(getattr(days, name), DIGITS) for name in ("p10", "p50", "p90")}
