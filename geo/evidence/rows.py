"""Rows of the files of the ledger: cells are read and checked; an error names file and row."""

from __future__ import annotations

import csv
import io
import math
import re
from typing import TYPE_CHECKING, Final, NoReturn

from geo.errors import LedgerError
from geo.message import quoted
from geo.model import Grade
from geo.months import MONTH, MONTHS_PER_YEAR, month_in
from geo.paths import RESTORE, check_digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from geo.model import Band, Source

ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COUNTRY: Final = re.compile(r"[A-Z]{2}")
_GRADES: Final = frozenset(Grade)
_MONTHS: Final = frozenset(map(str, range(1, MONTHS_PER_YEAR + 1)))


class CsvRow:
    """One row of a file; its errors name file and row."""

    def __init__(self, cells: Mapping[str, str], where: str) -> None:
        self.cells = cells
        self.where = where

    def refuse(self, reason: str) -> NoReturn:
        """Raise the error that names file and row."""
        msg = f"{self.where}: {reason}"
        raise LedgerError(msg) from None

    def text(self, column: str, choices: Collection[str] | None = None) -> str:
        """Return a cell; with ``choices``, a filled one must be among them."""
        value = self.cells[column]
        if value and choices is not None and value not in choices:
            known = ", ".join(sorted(map(str, filter(None, choices))))
            self.refuse(f"{column} {quoted(value)} should be one of {known}")
        return value

    def required(self, column: str, choices: Collection[str] | None = None) -> str:
        """Return a cell that is filled; with ``choices``, with one of them."""
        return self.text(column, choices) or self.refuse(f"{column} is blank")

    def matching(self, column: str, pattern: re.Pattern[str], example: str) -> str:
        """Return a cell that is blank or has a certain form."""
        value = self.cells[column]
        if value and not pattern.fullmatch(value):
            self.refuse(f"{column} {quoted(value)} should look like {example}")
        return value

    def number(self, column: str) -> float | None:
        """Return a finite number of zero or more, or None for a blank cell."""
        value = self.cells[column]
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            self.refuse(f"{column} {quoted(value)} is not a number")
        if not math.isfinite(number) or number < 0:
            self.refuse(f"{column} {quoted(value)} is negative or endless")
        return number

    def low_typical_high(self) -> tuple[float | None, float | None, float | None]:
        """Return lowest, typical and highest value, in order; at least one of them is given."""
        low, typical, high = (self.number(name) for name in ("low", "typical", "high"))
        given = [value for value in (low, typical, high) if value is not None]
        if not given:
            self.refuse("low, typical and high are blank; a row needs at least one number")
        if given != sorted(given):
            self.refuse("low, typical and high are not in order")
        return low, typical, high

    def web_address(self, column: str) -> str:
        """Return a cell that is blank or holds a web address."""
        value = self.cells[column]
        if value and not value.startswith(("https://", "http://")):
            self.refuse(f"{column} {quoted(value)} is not a web address; leave it blank")
        return value

    def places(self) -> tuple[str, str] | None:
        """Return the ids of origin and destination; None where both are blank."""
        ends = (
            self.matching("origin", ID, "nhava-sheva"),
            self.matching("destination", ID, "moscow"),
        )
        if bool(ends[0]) != bool(ends[1]):
            self.refuse("origin and destination must both be given, or neither")
        return ends if ends[0] else None

    def names(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell, which semicolons divide."""
        return tuple(name for name in self.cells[column].split(";") if name)

    def month(self, column: str) -> int:
        """Return a month as ``year * 100 + month``, 0 for a blank cell."""
        value = self.matching(column, MONTH, "2024-03")
        return month_in(value) or 0


def check_band(band: Band, *, where: str) -> None:
    """Refuse a band whose percentiles are negative, endless or out of order.

    Raises
    ------
    LedgerError
        The message begins with ``where``.
    """
    values = (band.p10, band.p50, band.p90)
    if not all(math.isfinite(value) and value >= 0 for value in values):
        msg = f"{where}: a percentile is negative or endless"
        raise LedgerError(msg)
    if not band.p10 <= band.p50 <= band.p90:
        msg = f"{where}: P10 {band.p10:g}, P50 {band.p50:g}, P90 {band.p90:g} are not in order"
        raise LedgerError(msg)
    if band.p90 > 0 and band.p10 == 0:
        msg = f"{where}: P10 is zero but P90 is not; give the smallest time that occurs"
        raise LedgerError(msg)


def rows_of(path: Path, columns: tuple[str, ...], *, own: bool = False) -> Iterator[CsvRow]:
    """Yield the rows of a file whose columns and ids are as they should be.

    Parameters
    ----------
    path
        CSV file in UTF-8, with or without a byte order mark.
    columns
        The columns it must have.
    own
        Whether it is a user's own file, which no installation can restore.
    """
    remedy = "save it as CSV in UTF-8" if own else RESTORE
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
        header, *rows = [*csv.reader(io.StringIO(text, newline=""), strict=True)] or [[]]
    except FileNotFoundError as error:
        missing = f"{path.name} is missing from {path.parent.resolve().name}/"
        msg = f"{missing}; {'check its name' if own else RESTORE}"
        raise LedgerError(msg) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        msg = f"{path.name}: cannot be read ({reason}); {remedy}"
        raise LedgerError(msg) from error
    check_digest(path, content)
    if tuple(header) != columns:
        msg = f"{path.name} row 1: the columns should be {', '.join(columns)}"
        raise LedgerError(msg)
    ids: set[str] = set()
    at_id = columns.index("id")
    for number, cells in enumerate(filter(None, rows), start=2):
        where = f"{path.name} row {number}"
        if len(cells) != len(columns):
            row_id = cells[at_id] if at_id < len(cells) else "no id"
            msg = f"{where} ({row_id}): it has {len(cells)} cells, the header {len(columns)}"
            raise LedgerError(msg)
        row = CsvRow(dict(zip(columns, map(str.strip, cells), strict=True)), where)
        row_id = row.cells["id"]
        if not ID.fullmatch(row_id):
            row.refuse(f"id {quoted(row_id)} should be small letters, digits and hyphens")
        if row_id in ids:
            row.refuse(f"id {quoted(row_id)} occurs twice")
        ids.add(row_id)
        row.where = f"{where} ({row_id})"
        yield row


def sources_of(row: CsvRow, sources: Mapping[str, Source], grade: Grade) -> tuple[str, ...]:
    """Return the sources of a row: known ones, and none exactly where the grade is K."""
    names = row.names("sources")
    for name in names:
        if name not in sources:
            row.refuse(f"source {quoted(name)} is not in sources.csv")
    if not names and grade is not Grade.K:
        row.refuse(f"grade {grade} without a source; name one or grade it K")
    if names and grade is Grade.K:
        row.refuse("grade K with a source; grade it A, B or C, or drop the source")
    if grade is Grade.K and not row.cells["note"]:
        row.refuse("grade K needs a note that says why the number is what it is")
    return names


def grade_of(row: CsvRow) -> Grade:
    """Return the grade of a row."""
    return Grade(row.required("grade", _GRADES))


def months_of(row: CsvRow) -> frozenset[int]:
    """Return the months of the year that a row is for, 1 to 12; empty for all."""
    names = row.names("months")
    if not _MONTHS.issuperset(names):
        row.refuse(f"months {quoted(';'.join(names))} should be numbers from 1 to 12")
    return frozenset(map(int, names))
