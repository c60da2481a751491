"""Scores of the back-test, beside two baselines that any model has to beat."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.backtest_rows import DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.backtest_rows import Trial


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
