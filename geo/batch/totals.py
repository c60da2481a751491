"""Totals of a table of shipments by corridor, month and pair of places."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from math import fsum
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.atomic import write_safely
from geo.batch.pairing import Pairing
from geo.batch.sinks import SHEET_OPTIONS, WRITTEN, check_ending
from geo.extras import named_extras

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from geo.batch.results import Answered, Answers
    from geo.batch.solutions import Solution
    from geo.model import Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Rows that share a corridor, a month or a pair of places."""

    by: str
    """``corridor``, ``month`` or ``pair``."""
    name: str
    """Id of the corridor, the month as ``YYYY-MM``, or the two places; empty: of no answer."""
    rows: int
    bad: int
    """Rows whose answer is an error; they are in no figure that follows."""
    km: float | None
    """Mean length."""
    days_p50: float | None
    """Mean of the median times."""
    usd_p50: float | None
    """Sum of the median costs; None if a row lacks a part: a part is not shown as the whole."""
    usd_rows: int
    """Rows whose cost is whole."""
    kg_co2e_p50: float | None
    """Sum of the median emissions; None as for the cost."""
    kg_co2e_rows: int
    """Rows whose emissions are whole."""


@dataclass(frozen=True, slots=True)
class Share:
    """Rows of one answer and one month."""

    solution: Solution
    month: str
    rows: int
    amount: float


class Totals:
    """Counts rows and amounts by answer and month, as chunks come."""

    def __init__(self) -> None:
        self._pairing = Pairing()
        self._months: dict[str, int] = {}
        self._rows: NDArray[np.float64] = np.zeros(0)
        self._amounts: NDArray[np.float64] = np.zeros(0)

    def add(self, answers: Answers, answered: Answered) -> None:
        """Count the rows of a chunk."""
        numbers = [self._months.setdefault(m, len(self._months)) for _, m in answers.days]
        months = np.array(numbers, dtype=np.int32)[answered.moments]
        at = self._pairing.numbers(answered.solutions, months)
        size = len(self._pairing.pairs)
        self._rows = _longer(self._rows, size) + np.bincount(at, minlength=size)
        amounts = np.nan_to_num(answered.amounts)
        self._amounts = _longer(self._amounts, size) + np.bincount(at, amounts, size)

    def shares(self, answers: Answers) -> list[Share]:
        """Give what was counted."""
        months = list(self._months)
        return [
            Share(answers.solutions[solution], months[month], int(rows), float(amount))
            for (solution, month), rows, amount in zip(
                self._pairing.pairs, self._rows, self._amounts, strict=True
            )
        ]


def totals_of(shares: Iterable[Share]) -> list[Total]:
    """Add up: by corridor, then by month, then by pair, each by name."""
    held = _joined(shares)
    return [
        _total(by, name, group)
        for by, name_of in _NAMES.items()
        for name, group in sorted(_grouped(held, name_of).items())
    ]


def _joined(shares: Iterable[Share]) -> list[Share]:
    """Join what several parts have of one answer and month."""
    joined: dict[tuple[Solution, str], Share] = {}
    for one in shares:
        key = one.solution, one.month
        other = joined.get(key)
        joined[key] = (
            replace(other, rows=other.rows + one.rows, amount=other.amount + one.amount)
            if other
            else one
        )
    return list(joined.values())


def write_totals(path: Path, totals: Sequence[Total]) -> None:
    """Write totals as CSV, XLSX or Parquet, by the ending, whole or not at all.

    Raises
    ------
    ExportError
        The file cannot be written.
    """
    import pandas as pd

    check_ending(path)
    columns = [one.name for one in fields(Total)]
    frame = pd.DataFrame([asdict(one) for one in totals], columns=columns)
    ending = path.suffix.casefold()
    with named_extras("a table of totals"):
        write_safely(
            path,
            lambda part: _WRITERS[ending](frame, part),
            lambda part: int(part.stat().st_size > 0),
            expected=1,
        )


def _longer(values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    return np.concatenate([values, np.zeros(size - len(values))])


def _grouped(parts: Iterable[Share], name_of: Callable[[Share], str]) -> dict[str, list[Share]]:
    groups: dict[str, list[Share]] = {}
    for part in parts:
        groups.setdefault(name_of(part), []).append(part)
    return groups


def _total(by: str, name: str, parts: Sequence[Share]) -> Total:
    good = [one for one in parts if not one.solution.error]
    count = sum(one.rows for one in good)
    usd, usd_rows = _sum(good, lambda one: one.usd)
    co2e, co2e_rows = _sum(good, lambda one: one.kg_co2e)
    return Total(
        by=by,
        name=name,
        rows=sum(one.rows for one in parts),
        bad=sum(one.rows for one in parts if one.solution.error),
        km=_mean(((one.solution.km or 0.0, one.rows) for one in good), count),
        days_p50=_mean(
            ((one.solution.days.p50 if one.solution.days else 0.0, one.rows) for one in good), count
        ),
        usd_p50=usd,
        usd_rows=usd_rows,
        kg_co2e_p50=co2e,
        kg_co2e_rows=co2e_rows,
    )


def _mean(values: Iterable[tuple[float, int]], count: int) -> float | None:
    return fsum(value * rows for value, rows in values) / count if count else None


def _sum(
    parts: Sequence[Share], band_of: Callable[[Solution], Band | None]
) -> tuple[float | None, int]:
    """Sum of the medians of all rows, if all have one; and how many have."""
    held = [(band, one) for one in parts if (band := band_of(one.solution))]
    rows = sum(one.rows for _, one in held)
    is_whole = 0 < rows == sum(one.rows for one in parts)
    return fsum(band.p50 * one.amount for band, one in held) if is_whole else None, rows


def _pair(part: Share) -> str:
    first, last = part.solution.ends
    return f"{first} – {last}" if first and last else ""


_NAMES: Final[dict[str, Callable[[Share], str]]] = {
    "corridor": lambda part: part.solution.corridor,
    "month": lambda part: part.month,
    "pair": _pair,
}


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def _write_xlsx(frame: pd.DataFrame, path: Path) -> None:
    import pandas as pd

    options = {"options": dict(SHEET_OPTIONS)}
    with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as writer:
        writer.book.set_properties({"created": WRITTEN})
        frame.to_excel(writer, sheet_name="totals", index=False)


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False)


_WRITERS: Final[dict[str, Callable[[pd.DataFrame, Path], None]]] = {
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
    ".parquet": _write_parquet,
}
