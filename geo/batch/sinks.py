"""Files that results are written to, some rows at a time: CSV, XLSX, Parquet."""

from __future__ import annotations

import csv
import re
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from itertools import count
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

from geo.batch.cells import text_of
from geo.batch.results import AMOUNTS, AS_OF, RESULTS, is_text
from geo.errors import ExportError
from geo.extras import named_extras
from geo.message import Message, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.batch.chunks import Chunk
    from geo.batch.results import Answered, Answers

ENDINGS: Final = (".csv", ".xlsx", ".parquet")
MOST_ROWS_OF_SHEET: Final = (1 << 20) - 1
"""Rows of a sheet without its head."""
LONGEST_CELL: Final = 32_767
"""Characters that a cell of XLSX holds."""
SHEET_OPTIONS: Final[Mapping[str, bool]] = MappingProxyType(
    {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
)
"""A text stays a text in a workbook, whatever it looks like."""
_FORMULA: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""Signs at the start of a text that make a spreadsheet read a formula (OWASP ASVS 1.2.10)."""
_NUMBER: Final = re.compile(r"[+-][0-9][0-9 .,-]*")
WRITTEN: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Time that a workbook says it was made, so that the same rows give the same bytes."""


class Sink(ABC):
    """A file of results that grows; used as a context, it is whole at the end.

    Parameters
    ----------
    path
        Where to write.
    names
        Names of the user's columns.
    results
        Columns of the result, of `RESULTS`.
    """

    def __init__(self, path: Path, names: Sequence[str], results: Sequence[str]) -> None:
        self.path, self.names, self.results = path, names, results
        self.rows = 0
        """Rows written so far."""

    @property
    def head(self) -> list[str]:
        """Names of all columns, those of the result apart from the user's."""
        return [*self.names, *unlike(self.results, self.names)]

    def __enter__(self) -> Self:
        """Open the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def write(self, chunk: Chunk, answers: Answers, answered: Answered) -> None:
        """Write the rows of a chunk with their answers."""
        self._write(chunk, answers, answered)
        self.rows += chunk.rows

    @abstractmethod
    def _write(self, chunk: Chunk, answers: Answers, answered: Answered) -> None:
        """Write the rows of a chunk."""

    @abstractmethod
    def close(self) -> None:
        """Close the file."""

    def _columns(self, answers: Answers, answered: Answered) -> Iterator[list[Any]]:
        """Yield the columns of the result as lists, None where there is nothing."""
        for name in self.results:
            if is_text(name):
                codes, values = answers.text(name, answered)
                yield [values[code] for code in codes.tolist()]
            else:
                numbers = answers.column(name, answered)
                yield [None if one != one else one for one in numbers.tolist()]  # noqa: PLR0124 - not a number


class CsvSink(Sink):
    """CSV in UTF-8 with a byte order mark, by which Excel knows it."""

    def __init__(self, path: Path, names: Sequence[str], results: Sequence[str]) -> None:
        super().__init__(path, names, results)
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(map(_harmless, self.head))

    def _write(self, chunk: Chunk, answers: Answers, answered: Answered) -> None:
        results = zip(*self._columns(answers, answered), strict=True)
        for cells, result in zip(chunk.cells(), results, strict=True):
            texts = (_harmless(one) if isinstance(one, str) else one for one in result)
            self._writer.writerow([*map(_harmless, cells), *texts])

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class XlsxSink(Sink):
    """A workbook of one sheet; no cell is a formula."""

    def __init__(self, path: Path, names: Sequence[str], results: Sequence[str]) -> None:
        super().__init__(path, names, results)
        with named_extras("a workbook"):
            import xlsxwriter  # type: ignore[import-untyped]
        self._book = xlsxwriter.Workbook(
            str(path),
            {"constant_memory": True, **SHEET_OPTIONS},
        )
        self._book.set_properties({"created": WRITTEN})
        self._sheet = self._book.add_worksheet("shipments")
        for column, name in enumerate(self.head):
            self._sheet.write_string(0, column, name)

    def _write(self, chunk: Chunk, answers: Answers, answered: Answered) -> None:
        if self.rows + chunk.rows > MOST_ROWS_OF_SHEET:
            msg = Message(
                "{name} was not written: a sheet holds {most} rows; write .csv or .parquet",
                name=shortened(self.path.name),
                most=f"{MOST_ROWS_OF_SHEET:,}",
            )
            raise ExportError(msg)
        results = zip(*self._columns(answers, answered), strict=True)
        rows = zip(chunk.cells(), results, strict=True)
        for row, (cells, result) in enumerate(rows, start=self.rows + 1):
            for column, value in enumerate((*cells, *result)):
                if isinstance(value, int | float) and not isinstance(value, bool):
                    self._sheet.write_number(row, column, value)
                elif value is not None:
                    self._sheet.write_string(row, column, _plain(value)[:LONGEST_CELL])

    def close(self) -> None:
        """Write the workbook."""
        self._book.close()


class ParquetSink(Sink):
    """Parquet, a row group for each chunk of rows: texts by dictionaries, numbers as they are."""

    def __init__(self, path: Path, names: Sequence[str], results: Sequence[str]) -> None:
        super().__init__(path, names, results)
        with named_extras("a Parquet file"):
            from pyarrow import parquet  # noqa: F401 - a missing library is named before any row
        self._writer: Any = None

    def _write(self, chunk: Chunk, answers: Answers, answered: Answered) -> None:
        import pyarrow as pa
        from pyarrow import compute

        arrays = chunk.arrays()
        self._writer = self._writer or self._opened([one.type for one in arrays])
        rows, days = (
            pa.array(one.astype(np.int32)) for one in (answered.solutions, answered.moments)
        )
        amounts = pa.array(answered.amounts)
        for name in self.results:
            if is_text(name):
                arrays.append(_texts(*answers.texts(name), days if name == AS_OF else rows))
                continue
            numbers = _taken(pa.array(answers.table(name), from_pandas=True), rows)
            arrays.append(compute.multiply(numbers, amounts) if name in AMOUNTS else numbers)
        table = pa.Table.from_arrays(arrays, names=self.head).cast(self._writer.schema)
        self._writer.write_table(table, row_group_size=chunk.rows)

    def _opened(self, types: Sequence[Any]) -> Any:  # noqa: ANN401 - PyArrow has no types
        """Begin the file, with columns of the user of some types of PyArrow."""
        import pyarrow as pa
        from pyarrow import parquet

        code = pa.dictionary(pa.int32(), pa.string())
        own = [code if is_text(one) else pa.float64() for one in self.results]
        schema = pa.schema([*zip(self.head, [*types, *own], strict=True)])
        texts = [
            one.name
            for one in schema
            if pa.types.is_dictionary(one.type) or pa.types.is_string(one.type)
        ]
        return parquet.ParquetWriter(
            self.path, schema, use_dictionary=texts, store_schema=False, compression="snappy"
        )

    def close(self) -> None:
        """Write the end of the file."""
        import pyarrow as pa

        self._writer = self._writer or self._opened([pa.string()] * len(self.names))
        self._writer.close()


def _texts(numbers: NDArray[np.intp], values: Sequence[str | None], rows: Any) -> Any:  # noqa: ANN401 - PyArrow has no types
    """Array of texts by their codes; the code of nothing is an empty row, as Parquet wants it."""
    import pyarrow as pa

    mask = numbers == values.index(None) if None in values else None
    codes = _taken(pa.array(numbers.astype(np.int32), mask=mask), rows)
    return pa.DictionaryArray.from_arrays(
        codes, pa.array([one or "" for one in values], pa.string())
    )


def _taken(values: Any, rows: Any) -> Any:  # noqa: ANN401 - PyArrow has no types
    """Take a value for each row; PyArrow needs half the time of NumPy, and keeps what is empty."""
    from pyarrow import compute

    return compute.take(values, rows, boundscheck=False)


def _harmless(value: object) -> str:
    """Write a cell so that no spreadsheet runs it: a formula gets an apostrophe before it.

    Examples
    --------
    >>> _harmless("=1+1"), _harmless("+7 495 123-45-67"), _harmless("-5"), _harmless("Moscow")
    ("'=1+1", '+7 495 123-45-67', '-5', 'Moscow')
    """
    text = _plain(value)
    risky = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if risky and not _NUMBER.fullmatch(text) else text


def _plain(value: object) -> str:
    return value if isinstance(value, str) else text_of(value)


def unlike(results: Sequence[str], names: Sequence[str]) -> list[str]:
    """Name the columns of a result apart from those of the user.

    Examples
    --------
    >>> unlike(["km", "note"], ["origin", "note"])
    ['km', 'note (2)']
    """
    taken = {*names}
    return [
        next(name for n in count(1) if (name := one if n == 1 else f"{one} ({n})") not in taken)
        for one in results
    ]


_SINKS: Final[Mapping[str, Callable[[Path, Sequence[str], Sequence[str]], Sink]]] = {
    ".csv": CsvSink,
    ".xlsx": XlsxSink,
    ".parquet": ParquetSink,
}


def sink_of(path: Path, names: Sequence[str], results: Sequence[str] = RESULTS) -> Sink:
    """Open a file of results, of the format that its ending names; parameters as of `Sink`.

    Raises
    ------
    ExportError
        No format has this ending.
    MissingExtraError
        The format needs a library that is not installed.
    """
    check_ending(path)
    return _SINKS[path.suffix.casefold()](path, names, results)


def check_ending(path: Path) -> None:
    """Refuse a name whose ending is of no format; raises as `sink_of` does."""
    if path.suffix.casefold() not in _SINKS:
        msg = Message(
            "{name}: results are written as {names}; choose one of these endings",
            name=shortened(path.name),
            names=tuple(_SINKS),
        )
        raise ExportError(msg)


def counted_rows(path: Path, sink: Sink) -> int:
    """Count the rows of a file that was written, as far as the format says.

    Parquet holds the count in its end; a text and a workbook are whole if they are not empty.
    """
    if path.suffix.casefold() != ".parquet":
        return sink.rows if path.stat().st_size else -1
    from pyarrow import parquet

    return int(parquet.read_metadata(path).num_rows)
