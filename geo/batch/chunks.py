"""Some rows of a table: cells as they stand in the file, and each column as codes of its values."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import numpy as np

from geo.batch.cells import text_of
from geo.batch.pairing import coded_integers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.batch.solutions import Problem

ROWS: Final = 1 << 18
"""Rows of one chunk of a file of columns."""
ROWS_OF_TEXT: Final = 1 << 14
"""Rows of one chunk of a file of text."""


class Coded(NamedTuple):
    """A column as the numbers of its distinct values."""

    codes: NDArray[np.integer[Any]]
    values: Sequence[Any]


class CodedNumbers(NamedTuple):
    """A column of numbers as the numbers of its distinct values."""

    codes: NDArray[np.integer[Any]]
    values: NDArray[Any]


class CodedRows(Protocol):
    """Rows that are answered together."""

    @property
    def rows(self) -> int:
        """Count the rows."""
        ...

    @property
    def problems(self) -> Mapping[int, Problem]:
        """What is wrong with a row as such, by its number in the chunk."""
        ...

    def coded(self, column: int) -> Coded:
        """Give a column as codes."""
        ...

    def numbers(self, column: int) -> NDArray[np.float64] | None:
        """Give a column of numbers as such; None where it is of another kind."""
        ...

    def whole_numbers(self, column: int) -> CodedNumbers | None:
        """Give a column of whole numbers of a small range as codes; None: it is another one."""
        ...


class Chunk(CodedRows, Protocol):
    """Rows that are answered together and written to a file."""

    def cells(self) -> Iterator[Sequence[Any]]:
        """Yield the cells of each row."""
        ...

    def arrays(self) -> list[Any]:
        """Give the columns as arrays of PyArrow."""
        ...


@dataclass(slots=True, kw_only=True)
class RowsChunk:
    """Rows of a file of text or of a workbook."""

    held: list[list[Any]]
    """Cells of each row, as many as the table has columns."""
    width: int
    problems: dict[int, Problem] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Count the rows."""
        return len(self.held)

    def coded(self, column: int) -> Coded:
        """Give a column as codes."""
        return coded_values([row[column] for row in self.held])

    def numbers(self, column: int) -> NDArray[np.float64] | None:
        """Give no column: cells of text and of workbooks are of any kind."""
        del column
        return None

    def whole_numbers(self, column: int) -> CodedNumbers | None:
        """Give no column, as `numbers` does."""
        del column
        return None

    def cells(self) -> Iterator[Sequence[Any]]:
        """Yield the cells of each row."""
        return iter(self.held)

    def arrays(self) -> list[Any]:
        """Give the columns as texts."""
        import pyarrow as pa

        columns = zip(*self.held, strict=True) if self.held else [()] * self.width
        return [pa.array([_text(one) for one in column], pa.string()) for column in columns]


@dataclass(slots=True, kw_only=True)
class ArrowChunk:
    """Rows of a Parquet file."""

    batch: Any
    """A record batch of PyArrow."""
    problems: dict[int, Problem] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Count the rows."""
        return int(self.batch.num_rows)

    def coded(self, column: int) -> Coded:
        """Give a column as codes."""
        import pyarrow as pa

        array = self.batch.column(column)
        if pa.types.is_date32(array.type) and (days := self.whole_numbers(column)):
            return Coded(days.codes, pa.array(days.values).view(array.type).to_pylist())
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode(null_encoding="encode")
            return Coded(array.indices.to_numpy(), array.dictionary.to_pylist())
        values = array.dictionary.to_pylist()
        indices = array.indices
        if indices.null_count:
            indices, values = indices.fill_null(len(values)), [*values, None]
        return Coded(indices.to_numpy(), values)

    def numbers(self, column: int) -> NDArray[np.float64] | None:
        """Give a column of numbers, empty cells as not-a-number."""
        import pyarrow as pa

        array = self.batch.column(column)
        if not (pa.types.is_floating(array.type) or pa.types.is_integer(array.type)):
            return None
        numbers: NDArray[np.float64] = array.cast(pa.float64(), safe=False).to_numpy(
            zero_copy_only=False
        )
        return numbers

    def whole_numbers(self, column: int) -> CodedNumbers | None:
        """Give a column of whole numbers of a small range, or of days, as codes."""
        import pyarrow as pa

        array = self.batch.column(column)
        if pa.types.is_date32(array.type):
            array = array.view(pa.int32())
        if array.null_count or array.type not in (pa.int32(), pa.int64(), pa.float64()):
            return None
        coded = coded_integers(array.to_numpy())
        return CodedNumbers(*coded) if coded else None

    def cells(self) -> Iterator[Sequence[Any]]:
        """Yield the cells of each row."""
        return zip(*(one.to_pylist() for one in self.batch.columns), strict=True)

    def arrays(self) -> list[Any]:
        """Give the columns as they are."""
        return list(self.batch.columns)


def coded_values(values: Sequence[Any]) -> Coded:
    """Code values by a dictionary; those that are equal but of two kinds stay two.

    Examples
    --------
    >>> coded_values(["a", "b", "a"]).values, coded_values([1, True]).values
    (['a', 'b'], [1, True])
    """
    known: dict[tuple[type, Any], int] = {}
    codes = [known.setdefault((type(one), one), len(known)) for one in values]
    return Coded(np.array(codes, dtype=np.int32), [one for _, one in known])


def constant(value: Any = None) -> Coded:  # noqa: ANN401 - a cell holds anything
    """Give the column that a table does not have: one value for all rows."""
    return Coded(np.zeros(1, dtype=np.int32), [value])


def _text(value: object) -> str | None:
    return None if value is None else value if isinstance(value, str) else text_of(value)


def is_empty(cells: Sequence[Any]) -> bool:
    """Tell whether no cell of a row holds anything."""
    return all(one is None or (isinstance(one, str) and not one.strip()) for one in cells)


def widened(cells: Sequence[Any], width: int) -> list[Any]:
    """Bring a row to the width of its table.

    Examples
    --------
    >>> widened(["a"], 2), widened(["a", "b", "c"], 2)
    (['a', None], ['a', 'b'])
    """
    return [*chain(cells[:width], [None] * (width - len(cells)))]
