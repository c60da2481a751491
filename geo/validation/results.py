"""Rows and scores of the back-test: movements and claims compared with the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.evidence import BRANCH_GROUPS, MIN_FAMILIES, ErrorRecord, MovementKind
from geo.model import BRANCHES, OFFERED, RIVALS, Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.evidence import Claim, Movement
    from geo.model import Band, Grade

LARGE_ERROR: Final = 0.25
"""An error of P50 above this needs an explanation even inside the band."""
DIGITS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class GapPart:
    """A part of a journey that could explain the gap between model and observation."""

    label: str
    figure_id: str
    grade: Grade
    days: float
    """Its P50 in the model."""
    reach_days: float
    """How far its P10 or P90 lies from its P50, on the side of the observation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A movement compared with the model."""

    movement: Movement
    start: str
    end: str
    """Names of origin and destination."""
    km: float
    corridor: str
    variant: str
    days: Band
    """P10, P50 and P90 of the model."""
    middle: float
    """Days of the model beside the published ones: its P50, or its mean beside a mean."""
    quantile: float
    """Share of the model's own law below the published days, 0 to 1."""
    sized_by: tuple[str, ...]
    """Figures that were set with this movement, or one that it repeats, in view."""
    gap_parts: tuple[GapPart, ...] = field(repr=False)

    @property
    def observed(self) -> float:
        """Published days: typical, or the middle of the range."""
        return self.movement.days.p50

    @property
    def error(self) -> float:
        """Middle of the model over the published days, less 1: below zero, it is too fast."""
        return self.middle / self.observed - 1

    @property
    def inside(self) -> bool:
        """Whether the published days lie between P10 and P90."""
        return self.days.covers(self.observed)

    @property
    def used_for_validation(self) -> bool:
        """Whether the movement tests the model: no figure was set with it in view."""
        return not self.sized_by

    @property
    def needs_explanation(self) -> bool:
        """Whether the row is a miss, or its error is large."""
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
            "branch": trip.branch,
            "clock": trip.clock.value,
            "ends_outside": trip.ends_outside,
            "date": trip.date,
            "basis": trip.basis,
            "kind": trip.kind.value,
            "statistic": "mean" if trip.is_mean else "",
            "grade": trip.grade.value,
            "sources": list(trip.sources),
            "km": round(self.km, 1),
            "observed_days": {
                "low": trip.days.p10,
                "typical": trip.days.p50,
                "high": trip.days.p90,
            },
            "model_days": band_dict(self.days),
            "model_middle": round(self.middle, DIGITS),
            "quantile": round(self.quantile, DIGITS),
            "error": round(self.error, DIGITS),
            "inside": self.inside,
            "sized_by": list(self.sized_by),
            "explanation": trip.explanation,
            "carriers": [
                {
                    "part": part.label,
                    "figure": part.figure_id,
                    "grade": part.grade.value,
                    "days": round(part.days, DIGITS),
                    "reach_days": round(part.reach_days, DIGITS),
                }
                for part in self.gap_parts
            ],
            "note": trip.note,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCheck:
    """A claim compared with the model; ``days`` is empty where the claim is one of length."""

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
    return rounded(days, "p10", "p50", "p90")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorScore:
    """How well the model does on some published values."""

    by: str
    """What they have in common: all, a clock, a branch; of prices a box, a year or a basis."""
    name: str
    count: int
    """Families of movements, rows that repeat each other counted once; or prices."""
    median_error: float
    """Median of the absolute error."""
    bias: float
    """Median of the signed error: below zero, the model is too fast or too cheap."""
    coverage: float
    """Share of published values between P10 and P90; 0.8 is what P10 and P90 promise."""

    def as_dict(self) -> dict[str, Any]:
        """Return the score as JSON can hold it."""
        return {
            "by": self.by,
            "name": self.name,
            "count": self.count,
            **rounded(self, "median_error", "bias", "coverage"),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(ErrorScore):
    """How well model and baselines do on some movements, each family of repeats counted once."""

    kind: str
    """Measured or promised; blank for both."""
    rows: int
    corrected: float
    """Coverage of bands corrected by the errors of other families of the same record."""
    quantile: float
    """Median share of the model's distribution below the published days; 0.5 if it is right."""
    one_speed: float
    """Median absolute error of one speed for all, the family itself left out."""
    speed_by_clock: float
    """The same with one speed for each clock."""

    def as_dict(self) -> dict[str, Any]:
        """Return the score as JSON can hold it."""
        return {
            **ErrorScore.as_dict(self),
            "kind": self.kind,
            "rows": self.rows,
            **rounded(self, "corrected", "quantile", "one_speed", "speed_by_clock"),
        }


def rounded(row: object, *names: str) -> dict[str, float]:
    """Round some numbers of a row, by name."""
    return {name: round(getattr(row, name), DIGITS) for name in names}


ALL: Final = "all"
ALL_BRANCHES: Final = "branches"
"""Name of the three branches of the corridor together."""
KEYS: Final[dict[str, Callable[[Trial], tuple[str, ...]]]] = {
    ALL: lambda _: (ALL,),
    "clock": lambda trial: (trial.movement.clock.value,),
    "branch": lambda trial: branch_names(trial.movement.branch),
    "corridor": lambda trial: tuple({trial.movement.corridor} & {*RIVALS, *OFFERED}),
}
"""What movements are scored by, and the names a movement belongs to."""
ORDER: Final = (ALL, *Clock, ALL_BRANCHES, *BRANCH_GROUPS, *RIVALS, *OFFERED)


def branch_names(branch: str) -> tuple[str, ...]:
    """Names of the scores that a movement of a branch belongs to.

    Examples
    --------
    >>> branch_names("eastern"), branch_names("rival-sea")
    (('branches', 'eastern'), ('rival-sea',))
    """
    return (ALL_BRANCHES, branch) if branch in BRANCHES else (branch,)


class Pool:
    """Movements used for validation, from which the baselines take their speeds.

    A baseline is the weighted median of kilometres a day of all other families. Every movement
    weighs as much as a family has room for: one over the number of its rows.
    """

    def __init__(self, trials: Sequence[Trial]) -> None:
        self._trials = trials

    def score(self, by: str, name: str, kind: str, chosen: Sequence[Trial]) -> Score:
        """Return the score of some of the movements; there is at least one."""
        weights = family_weights(chosen)

        def typical(value: Callable[[Trial], float]) -> float:
            return weighted_median(zip(map(value, chosen), weights, strict=True))

        def share(holds: Callable[[Trial], bool]) -> float:
            holding = (
                weight for trial, weight in zip(chosen, weights, strict=True) if holds(trial)
            )
            return sum(holding) / sum(weights)

        return Score(
            by=by,
            name=name,
            kind=kind,
            count=round(sum(weights)),
            rows=len(chosen),
            median_error=typical(lambda trial: abs(trial.error)),
            bias=typical(lambda trial: trial.error),
            coverage=share(lambda trial: trial.inside),
            corrected=share(self._inside_corrected),
            quantile=typical(lambda trial: trial.quantile),
            one_speed=typical(lambda trial: self._baseline_error(trial, one_clock=False)),
            speed_by_clock=typical(lambda trial: self._baseline_error(trial, one_clock=True)),
        )

    def _others(self, trial: Trial) -> list[Trial]:
        family = trial.movement.group
        return [other for other in self._trials if other.movement.group != family]

    def _inside_corrected(self, trial: Trial) -> bool:
        """Say whether a movement lies inside a band corrected without its own family."""
        record = record_of(trial.movement.branch, self._others(trial))
        low, high = (record.level(share) for share in (0.1, 0.9))
        return low <= trial.quantile <= high

    def _baseline_error(self, trial: Trial, *, one_clock: bool) -> float:
        """Return the absolute error of a journey at the usual speed of the others."""
        others = self._others(trial)
        of_same_clock = [other for other in others if other.movement.clock == trial.movement.clock]
        baseline = of_same_clock if one_clock and of_same_clock else others
        speeds = (other.km / other.observed for other in baseline)
        km_per_day = weighted_median(zip(speeds, family_weights(baseline), strict=True))
        return abs(trial.km / km_per_day / trial.observed - 1)


def family_weights(trials: Sequence[Trial]) -> list[float]:
    """Weigh movements so that each family of repeats among them counts once."""
    sizes = Counter(trial.movement.group for trial in trials)
    return [1 / sizes[trial.movement.group] for trial in trials]


def record_of(branch: str, trials: Sequence[Trial]) -> ErrorRecord:
    """Record of past errors that a journey of a branch is corrected by.

    Its own, where at least `MIN_FAMILIES` families travelled it; else that of the three branches
    together, or for a rival, and for legs that all share, that of all movements.

    Parameters
    ----------
    branch
        One of `geo.evidence.BRANCH_GROUPS`, or blank for all movements.
    trials
        Movements used for validation.
    """
    names = (branch, *([ALL_BRANCHES] if branch in BRANCHES else []), "")
    for name in names:
        chosen = [t for t in trials if not name or name in branch_names(t.movement.branch)]
        if not name or len({t.movement.group for t in chosen}) >= MIN_FAMILIES:
            return _record(name or ALL, chosen)
    raise AssertionError(names)


def _record(name: str, chosen: Sequence[Trial]) -> ErrorRecord:
    longer: dict[MovementKind | None, float | None] = {}
    for kind in (None, *MovementKind):
        of_kind = [trial for trial in chosen if kind in (None, trial.movement.kind)]
        ratios = (trial.observed / trial.middle - 1 for trial in of_kind)
        pairs = zip(ratios, family_weights(of_kind), strict=True)
        longer[kind] = weighted_median(pairs) if of_kind else None
    counts = Counter(trial.movement.kind for trial in chosen)
    weights = family_weights(chosen)
    return ErrorRecord(
        branch=name,
        journeys=len(chosen),
        families=round(sum(weights)),
        measured=counts[MovementKind.MEASURED],
        promised=counts[MovementKind.PROMISED],
        longer=longer[None] or 0.0,
        longer_measured=longer[MovementKind.MEASURED],
        longer_promised=longer[MovementKind.PROMISED],
        levels=tuple(
            sorted((trial.quantile, weight) for trial, weight in zip(chosen, weights, strict=True))
        ),
    )


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
    """Score all trials used for validation, by clock and by branch, measured and promised apart.

    None where all of them repeat each other: a baseline needs another journey to go by.
    """
    used = [trial for trial in trials if trial.used_for_validation]
    if len({trial.movement.group for trial in used}) <= 1:
        return ()
    pool = Pool(used)
    scores: list[Score] = []
    for by, names_of in KEYS.items():
        names = {name for trial in used for name in names_of(trial)}
        for name in sorted(names, key=ORDER.index):
            named = [trial for trial in used if name in names_of(trial)]
            for kind in ("", *MovementKind):
                chosen = [trial for trial in named if kind in ("", trial.movement.kind)]
                if chosen and not (kind and len(chosen) == len(named)):
                    scores.append(pool.score(by, name, str(kind), chosen))
    return tuple(scores)
