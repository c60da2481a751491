"""Rows of the back-test: a movement beside the model, a claim beside the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.evidence import Claim, Movement
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
class ClaimCheck:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well model and baselines do on some movements."""

    by: str
    """What the movements have in common: all, a clock, a grade or a basis."""
    name: str
    grouped: bool
    """Whether rows that repeat each other count as one."""
    count: int
    median_error: float
    """Median of the absolute error of P50."""
    bias: float
    """Median of the signed error: below zero, the model is too fast."""
    coverage: float
    """Share of movements between P10 and P90; 0.8 is what the words promise."""
    one_speed: float
    """Median absolute error of one speed for all, the movement itself left out."""
    speed_by_clock: float
    """The same with one speed for each clock."""

    def as_dict(self) -> dict[str, Any]:
        """Return the score as JSON can hold it."""
        numbers = ("median_error", "bias", "coverage", "one_speed", "speed_by_clock")
        return {
            "by": self.by,
            "name": self.name,
            "grouped": self.grouped,
            "count": self.count,
            **{name: round(getattr(self, name), DIGITS) for name in numbers},
        }


KEYS: Final[dict[str, Callable[[Trial], str]]] = {
    "clock": lambda trial: trial.movement.clock.value,
    "grade": lambda trial: trial.movement.grade.value,
    "basis": lambda trial: trial.movement.basis,
}


class Pool:
    """Movements that count, from which the baselines take their speeds.

    A baseline is the weighted median of kilometres a day of all other movements. By rows, only the
    row itself is left out, which flatters the baseline: a row that repeats it stays. By groups the
    whole group is left out.
    """

    def __init__(self, trials: Sequence[Trial], *, grouped: bool) -> None:
        self._trials = trials
        self._grouped = grouped

    def score(self, by: str, name: str, chosen: Sequence[Trial]) -> Score:
        """Return the score of some of the movements; there is at least one."""
        weights = _weights(chosen, grouped=self._grouped)

        def typical(value: Callable[[Trial], float]) -> float:
            return weighted_median(zip(map(value, chosen), weights, strict=True))

        return Score(
            by=by,
            name=name,
            grouped=self._grouped,
            count=round(sum(weights)),
            median_error=typical(lambda trial: abs(trial.error)),
            bias=typical(lambda trial: trial.error),
            coverage=sum(
                weight for trial, weight in zip(chosen, weights, strict=True) if trial.inside
            )
            / sum(weights),
            one_speed=typical(lambda trial: self._naive(trial, one_clock=False)),
            speed_by_clock=typical(lambda trial: self._naive(trial, one_clock=True)),
        )

    def _naive(self, trial: Trial, *, one_clock: bool) -> float:
        """Return the absolute error of a journey at the usual speed of the others."""
        others = [
            other
            for other in self._trials
            if (other.movement.group != trial.movement.group if self._grouped else other != trial)
        ]
        alike = [other for other in others if other.movement.clock == trial.movement.clock]
        taken = alike if one_clock and alike else others
        weights = _weights(taken, grouped=self._grouped)
        speeds = (other.km / other.observed for other in taken)
        km_per_day = weighted_median(zip(speeds, weights, strict=True))
        return abs(trial.km / km_per_day / trial.observed - 1)


def _weights(trials: Sequence[Trial], *, grouped: bool) -> list[float]:
    if not grouped:
        return [1.0] * len(trials)
    sizes = Counter(trial.movement.group for trial in trials)
    return [1 / sizes[trial.movement.group] for trial in trials]


def weighted_median(pairs: Iterable[tuple[float, float]]) -> float:
    """Return the value below and above which lies half of the weight; there is at least one pair.

    Where a boundary between two values halves the weight, their mean, as for the plain median.

    Examples
    --------
    >>> weighted_median([(1, 1), (2, 1), (9, 1)]), weighted_median([(1, 1), (2, 1)])
    (2, 1.5)
    >>> weighted_median([(1, 3), (2, 1), (9, 1)])
    1
    """
    ordered = sorted(pairs)
    half = sum(weight for _, weight in ordered) / 2
    below = 0.0
    for number, (value, weight) in enumerate(ordered):
        below += weight
        if abs(below - half) <= 1e-9 * half:
            return (value + ordered[number + 1][0]) / 2
        if below > half:
            return value
    return ordered[-1][0]


def scores_of(trials: Sequence[Trial]) -> tuple[Score, ...]:
    """Return scores of all trials that count, by clock, grade and basis; by row and by group.

    None where all of them repeat each other: a baseline needs another journey to go by.
    """
    counted = [trial for trial in trials if trial.counts]
    if len({trial.movement.group for trial in counted}) <= 1:
        return ()
    found: list[Score] = []
    for grouped in (False, True):
        pool = Pool(counted, grouped=grouped)
        found.append(pool.score("all", "all", counted))
        for by, key in KEYS.items():
            for name in sorted({key(trial) for trial in counted}):
                chosen = [trial for trial in counted if key(trial) == name]
                found.append(pool.score(by, name, chosen))
    return tuple(found)
