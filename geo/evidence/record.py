"""How wrong the model has been: past errors of a group of journeys, and bands corrected by them.

The record is made by the back-test (`geo.validation`) from the shipped data and kept in
``error_record.json``, so that an answer can carry it without timing every past journey again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.errors import LedgerError
from geo.evidence.figures import RIVAL_BY_LAND, RIVAL_BY_SEA
from geo.model import BRANCHES, LAND_ROUTES, RIVALS
from geo.paths import EVIDENCE, RESTORE, shipped_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

MIN_FAMILIES: Final = 5
"""Families of movements that a group needs to be corrected by its own errors."""
RECORD_FILE: Final = "error_record.json"
ALL_JOURNEYS: Final = "all"
"""Name of the record of all movements, for a route that belongs to no group."""
DIGITS: Final = 4


@dataclass(frozen=True, kw_only=True)
class ErrorRecord:
    """How published times of a group of journeys compare with the model.

    Families are movements that do not repeat each other; every median counts a family once.
    """

    branch: str
    """Group whose errors these are: a branch, ``branches`` for the three together, ``all``."""
    journeys: int
    families: int
    measured: int
    """Journeys that were measured; the others were promised."""
    promised: int
    longer: float
    """Median of the published time over that of the model, less 1: above 0, it took longer."""
    longer_measured: float | None
    longer_promised: float | None
    levels: tuple[tuple[float, float], ...] = field(repr=False)
    """For each journey the share of the model's distribution below the published time, ascending,
    and its weight; the weights of a family add up to 1."""

    def level(self, share: float) -> float:
        """Find the share of the model's distribution that corresponds to a share of what happened.

        A split conformal distribution: each family of past journeys is one draw of the level, and
        one more is spread evenly, as if the plain law were right once more.

        Parameters
        ----------
        share
            Probability, 0 to 1.

        Examples
        --------
        >>> record = ErrorRecord(
        ...     branch="all", journeys=1, families=1, measured=1, promised=0, longer=0.3,
        ...     longer_measured=0.3, longer_promised=None, levels=((0.9, 1.0),),
        ... )
        >>> record.level(0.5), round(record.level(0.4), 3)
        (0.9, 0.8)
        """
        return float(self.levels_of(np.array([share]))[0])

    def levels_of(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Find the level of each of some probabilities, as `level` does of one."""
        places, known = self._corners
        return np.asarray(np.interp(shares, known, places))

    @cached_property
    def _corners(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Corners of the distribution of the level: its values, and the probability up to each."""
        whole = self.families + 1
        past = list(accumulate((weight for _, weight in self.levels), initial=0.0))
        places, known = [0.0], [0.0]
        for number, (level, _) in enumerate(self.levels):
            places += [level, level]
            known += [(past[number] + level) / whole, (past[number + 1] + level) / whole]
        return np.array([*places, 1.0]), np.array([*known, 1.0])

    def summary(self) -> dict[str, Any]:
        """Write the record without its levels, as JSON can hold it."""
        return {
            "branch": self.branch,
            "journeys": self.journeys,
            "families": self.families,
            "measured": self.measured,
            "promised": self.promised,
            "longer": round(self.longer, DIGITS),
            "longer_measured": _rounded(self.longer_measured),
            "longer_promised": _rounded(self.longer_promised),
        }

    def as_dict(self) -> dict[str, Any]:
        """Write the record as JSON can hold it."""
        levels = [[round(one, DIGITS) for one in pair] for pair in self.levels]
        return self.summary() | {"levels": levels}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def group_of(corridor: str) -> str:
    """Group of movements that a corridor belongs to; that of all where it has none of its own.

    Examples
    --------
    >>> group_of("western"), group_of("suez"), group_of("middle"), group_of("any")
    ('western', 'rival-sea', 'rival-land', 'all')
    """
    if corridor in BRANCHES:
        return corridor
    if corridor in LAND_ROUTES:
        return RIVAL_BY_LAND
    return RIVAL_BY_SEA if corridor in RIVALS else ALL_JOURNEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRecords:
    """Record of each group of journeys, and of all."""

    by_group: Mapping[str, ErrorRecord]

    def of(self, corridor: str) -> ErrorRecord:
        """Record that a journey by a corridor is corrected by."""
        return self.by_group[group_of(corridor)]


def load_records(path: Path = EVIDENCE / RECORD_FILE) -> ErrorRecords:
    """Read the records of past errors.

    Raises
    ------
    LedgerError
        The file is missing or damaged.

    Examples
    --------
    >>> load_records().of("eastern").branch
    'eastern'
    """
    try:
        rows = json.loads(shipped_text(path))["records"]
        records = {
            group: ErrorRecord(
                **row | {"levels": tuple((level, weight) for level, weight in row["levels"])}
            )
            for group, row in rows.items()
        }
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{path.name}: cannot be read ({error}); {RESTORE}"
        raise LedgerError(msg) from error
    if not records.keys() >= {*BRANCHES, RIVAL_BY_SEA, RIVAL_BY_LAND, ALL_JOURNEYS}:
        msg = f"{path.name}: the groups are not those of the ledger; {RESTORE}"
        raise LedgerError(msg)
    return ErrorRecords(by_group=records)
