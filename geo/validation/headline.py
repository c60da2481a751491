"""What the back-test says first: the signed errors, and each plain rule that beats the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from geo.evidence import MovementKind
from geo.validation.results import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.validation.backtest import BackTest
    from geo.validation.results import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedError:
    """Signed errors of one group of movements, trips and promises apart."""

    by: str
    """What the movements have in common: all, a clock or a branch."""
    name: str
    measured: Score | None
    """Score of the trips; None where the group has none."""
    promised: Score | None
    """Score of the promises; None where the group has none."""


class CloserRule(NamedTuple):
    """A plain speed rule whose median absolute error is below that of the model."""

    score: Score
    """Movements on which it is, and the error of the model there."""
    by_clock: bool
    """Whether the rule has one speed for each clock; if not, one for all movements."""
    error: float


def signed_errors(tested: BackTest) -> tuple[SignedError, ...]:
    """Pair the scores of trips and promises of each group, in the order of the scores.

    Parameters
    ----------
    tested
        From `run_backtest`.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> from geo.validation import run_backtest
    >>> whole, *_ = signed_errors(run_backtest(load_atlas(), with_claims=False))
    >>> whole.name, whole.measured.kind, whole.promised.kind
    ('all', 'measured', 'promised')
    """
    used = [trial for trial in tested.trials if trial.used_for_validation]
    groups = dict.fromkeys((score.by, score.name) for score in tested.scores)
    return tuple(
        SignedError(
            by=by,
            name=name,
            **{
                kind.value: tested.score(name, kind) if kind in kinds else None
                for kind in MovementKind
            },
        )
        for by, name in groups
        if (kinds := {one.movement.kind for one in used if name in KEYS[by](one)})
    )


def closer_rules(scores: Iterable[Score]) -> tuple[CloserRule, ...]:
    """Find each plain speed rule that beats the model, by how much it does, the most first.

    A rule is compared with the model on the same movements, each family left out in turn.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> from geo.validation import run_backtest
    >>> test = run_backtest(load_atlas(), with_claims=False)
    >>> all(rule.error < rule.score.median_error for rule in closer_rules(test.scores))
    True
    """
    rules = [
        CloserRule(score, by_clock, error)
        for score in scores
        for by_clock, error in ((False, score.one_speed), (True, score.speed_by_clock))
        if error < score.median_error
    ]
    return tuple(sorted(rules, key=lambda rule: rule.error - rule.score.median_error))
