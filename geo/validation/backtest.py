"""The model against published journeys: movements, claims, and scores beside simple baselines.

Every movement of the ledger is timed by its own clock on the network of its month, and stands
beside the published days. A movement in view when a figure was set is excluded, as are those
that repeat it. Rows that repeat each other count as one family, and trips are scored apart from
promises. Nothing is ever fitted to these totals; claims are shown, and not scored.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.errors import RouteError, UnknownNameError, WrongClockError
from geo.evidence import ALL_JOURNEYS, BRANCH_GROUPS
from geo.message import quoted
from geo.validation.report import backtest_text
from geo.validation.results import record_of, scores_of
from geo.validation.trials import check_claim, trial_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.evidence import Claim, ErrorRecord
    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.validation.results import ClaimCheck, Score, Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTest:
    """Every movement and claim of the ledger, compared with the model."""

    trials: tuple[Trial, ...]
    failed: tuple[tuple[str, str], ...]
    """Ids of movements the model has no answer for, with the reason."""
    claims: tuple[ClaimCheck, ...]
    scores: tuple[Score, ...]
    """Of all used for validation, then by clock and by branch, measured and promised apart."""

    def score(self, name: str = "all", kind: str = "") -> Score:
        """Return one score.

        Parameters
        ----------
        name
            ``all``, a clock, or a branch.
        kind
            ``measured``, ``promised``, or blank for both. A score of one kind alone is that of
            both.

        Raises
        ------
        UnknownNameError
            No movement used for validation has it.
        """
        matching = [one for one in self.scores if one.name == name and one.kind in ("", kind)]
        if matching:
            return matching[-1]
        names = dict.fromkeys(one.name for one in self.scores)
        msg = f"there is no score of {quoted(name)}; choose from {', '.join(names) or 'none'}"
        raise UnknownNameError(msg)

    def records(self) -> dict[str, ErrorRecord]:
        """Record of past errors of each group of journeys, and of all."""
        used = [trial for trial in self.trials if trial.used_for_validation]
        groups = {group: record_of(group, used) for group in BRANCH_GROUPS}
        return groups | {ALL_JOURNEYS: record_of("", used)}

    def as_dict(self) -> dict[str, Any]:
        """Return the back-test as JSON can hold it."""
        return {
            "movements": [trial.as_dict() for trial in self.trials],
            "failed": [{"id": name, "reason": reason} for name, reason in self.failed],
            "claims": [check.as_dict() for check in self.claims],
            "scores": [score.as_dict() for score in self.scores],
            "records": {group: one.as_dict() for group, one in self.records().items()},
        }

    def table(self, locale: Locale | None = None) -> str:
        """Return the back-test as text: movements, explanations, claims, scores."""
        return backtest_text(self.trials, self.failed, self.claims, self.scores, locale)


def run_backtest(atlas: Atlas, *, with_claims: bool = True) -> BackTest:
    """Time every movement and claim of the atlas's ledger.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    with_claims
        Whether claims are timed too, which takes three quarters of the time.

    Raises
    ------
    UnknownPlaceError
        A row of the ledger names a place that the gazetteer does not hold.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> test = run_backtest(load_atlas(), with_claims=False)
    >>> test.score().count > 30
    True
    """
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for trip in atlas.ledger.movements:
        groups[trip.group].add(trip.id)
    trials: list[Trial] = []
    failed: list[tuple[str, str]] = []
    for trip in atlas.ledger.movements:
        try:
            trials.append(trial_of(atlas, trip, groups[trip.group]))
        except (RouteError, WrongClockError) as error:
            failed.append((trip.id, error.message))
    return BackTest(
        trials=tuple(trials),
        failed=tuple(failed),
        claims=check_claims(atlas, atlas.ledger.claims) if with_claims else (),
        scores=scores_of(trials),
    )


def time_movement(atlas: Atlas, name: str) -> Trial:
    """Time one movement of the atlas's ledger.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    name
        Id of the movement.

    Raises
    ------
    UnknownNameError
        The ledger has no such movement.
    RouteError, WrongClockError
        The model has no answer for it.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> trial = time_movement(load_atlas(), "trn-041")
    >>> trial.movement.date, trial.days.p10 < trial.days.p90
    ('2023-08', True)
    """
    movements = {trip.id: trip for trip in atlas.ledger.movements}
    if name not in movements:
        msg = f"there is no movement {quoted(name)}; choose from {', '.join(movements)}"
        raise UnknownNameError(msg)
    trip = movements[name]
    return trial_of(atlas, trip, {one.id for one in movements.values() if one.group == trip.group})


def check_claims(atlas: Atlas, claims: Sequence[Claim]) -> tuple[ClaimCheck, ...]:
    """Compare published claims with the model.

    Raises
    ------
    UnknownPlaceError
        A claim names a place that the gazetteer does not hold.
    """
    return tuple(check_claim(atlas, claim) for claim in claims)


def claims_between(atlas: Atlas, first: str, second: str) -> tuple[ClaimCheck, ...]:
    """Compare the claims published for two places with the model.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    first, second
        Ids of the places; claims of both directions count.

    Examples
    --------
    >>> from geo.journeys import load_atlas
    >>> checks = claims_between(load_atlas(), "moscow", "nhava-sheva")
    >>> {one.claim.unit for one in checks} >= {"d", "km"}
    True
    """
    ends = {first, second}
    claims = [one for one in atlas.ledger.claims if one.places and set(one.places) == ends]
    return check_claims(atlas, claims)
