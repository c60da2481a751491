"""Columns of a chunk of rows, encoded for Parquet by the numbers of their answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import numpy as np

from geo.batch.pages import (
    Column,
    Dictionary,
    code_type,
    coded_column,
    dictionary_of_numbers,
    dictionary_of_texts,
    plain_column,
    presence,
    saves_space,
)
from geo.batch.pairing import MOST_KEYS, distinct_below
from geo.batch.results import AMOUNTS, AS_OF, is_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.batch.chunks import Chunk
    from geo.batch.results import Answered, Answers

_Scalar = TypeVar("_Scalar", bound=np.generic)

MOST_TEXTS: Final = 1 << 12
"""Distinct texts of a column of the user that is encoded here; PyArrow encodes one of more."""


class Encoder:
    """Encodes the columns of chunks; what does not change from chunk to chunk is kept."""

    def __init__(self) -> None:
        self._codings: dict[str, tuple[bytes, _Coding]] = {}
        self._texts: dict[int, tuple[Any, Dictionary]] = {}

    def results(self, names: Sequence[str], answers: Answers, answered: Answered) -> list[Column]:
        """Encode columns of the result."""
        solutions = _Rows(answered.solutions, answered.distinct_solutions, answered)
        days = _Rows(answered.moments, answered.distinct_moments, answered)
        known: dict[tuple[bool, bytes], _SomeRows] = {}

        def where(rows: _Rows, is_there: NDArray[np.bool_]) -> _SomeRows:
            """Find the rows that hold a value, by whether their number has one."""
            key = rows is days, is_there[rows.distinct].tobytes()
            if key not in known:
                known[key] = _SomeRows(rows, is_there)
            return known[key]

        columns = []
        for name in names:
            if name in AMOUNTS:
                table = answers.table(name)
                columns.append(where(solutions, ~np.isnan(table)).products(table))
                continue
            rows = days if name == AS_OF else solutions
            coding = self._coding(name, answers, rows)
            some = where(rows, coding.is_there)
            values = _taken(coding.codes, some.numbers)
            columns.append(
                coded_column(some.presence, coding.dictionary, values)
                if coding.dictionary
                else plain_column(some.presence, values)
            )
        return columns

    def _coding(self, name: str, answers: Answers, rows: _Rows) -> _Coding:
        known, coding = self._codings.get(name, (b"", None))
        if coding is None or known != rows.key:
            coding = (
                _coding_of_texts(*answers.texts(name), rows.distinct)
                if is_text(name)
                else _coding_of_numbers(answers.table(name), rows)
            )
            self._codings[name] = rows.key, coding
        return coding

    def user_columns(self, chunk: Chunk) -> list[Any]:
        """Encode columns of the user that hold few values; the others stay arrays of PyArrow."""
        return [self._user_column(chunk, n, one) for n, one in enumerate(chunk.arrays())]

    def _user_column(self, chunk: Chunk, number: int, array: Any) -> Any:  # noqa: ANN401 - PyArrow has no types
        import pyarrow as pa

        if pa.types.is_dictionary(array.type):
            return self._user_texts(number, array)
        coded = chunk.whole_numbers(number)
        if coded is None or not saves_space(len(coded.values), chunk.rows, coded.values.itemsize):
            return array
        dictionary = dictionary_of_numbers(coded.values)
        return coded_column(presence(chunk.rows, None), dictionary, coded.codes)

    def _user_texts(self, number: int, array: Any) -> Any:  # noqa: ANN401 - PyArrow has no types
        if len(array.dictionary) > MOST_TEXTS:
            return array
        known, dictionary = self._texts.get(number, (None, None))
        if dictionary is None or not array.dictionary.equals(known):
            dictionary = dictionary_of_texts([one.encode() for one in array.dictionary.to_pylist()])
            self._texts[number] = array.dictionary, dictionary
        indices = array.indices
        is_there = indices.is_valid().to_numpy(zero_copy_only=False) if indices.null_count else None
        there = presence(len(array), is_there)
        codes = there.held(indices.fill_null(0).to_numpy())
        return coded_column(there, dictionary, codes)


class _Pairs(NamedTuple):
    """Pairs of answer and amount."""

    keys: NDArray[np.intp]
    """Pair of each row, as one number."""
    found: NDArray[np.intp]
    """Those that occur, in their order."""
    numbers: NDArray[np.intp]
    """Number of the answer of each of these."""
    amounts: NDArray[np.float64]
    """Amount of each of these."""


class _Rows:
    """Rows of a chunk by the number of their answer, or of their day."""

    def __init__(
        self, numbers: NDArray[np.intp], distinct: NDArray[np.intp], answered: Answered
    ) -> None:
        self.numbers = numbers.astype(np.uint32)
        self.distinct, self.answered = distinct, answered
        self.key = distinct.tobytes()

    @cached_property
    def pairs(self) -> _Pairs | None:
        """Pairs of answer and amount; None where their codes save nothing."""
        coded = self.answered.coded_amounts
        if coded is None or not len(self.distinct):
            return None
        radix = len(coded.values)
        size = (int(self.distinct[-1]) + 1) * radix
        if size > MOST_KEYS:
            return None
        keys = self.answered.solutions * radix + coded.codes
        found = distinct_below(size, keys)
        if not saves_space(len(found), len(self.numbers)):
            return None
        numbers, amounts = np.divmod(found, radix)
        return _Pairs(keys, found, numbers, coded.values.take(amounts))


class _SomeRows:
    """Rows of a chunk that hold a value, by whether their number has one."""

    def __init__(self, rows: _Rows, is_there: NDArray[np.bool_]) -> None:
        self._rows, self._is_there = rows, is_there
        if is_there[rows.distinct].all():
            self.presence = presence(len(rows.numbers), None)
        else:
            own = _taken(is_there.view(np.uint8), rows.numbers).view(np.bool_)
            self.presence = presence(len(rows.numbers), own)

    @cached_property
    def numbers(self) -> NDArray[np.uint32]:
        """Numbers of these rows."""
        return self._held(self._rows.numbers)

    def products(self, table: NDArray[np.float64]) -> Column:
        """Encode the product of the amount of each row and a value of its answer."""
        if self._coded_pairs:
            codes, numbers, amounts = self._coded_pairs
            dictionary = dictionary_of_numbers(table.take(numbers) * amounts)
            return coded_column(self.presence, dictionary, codes)
        amounts = self.presence.held(self._rows.answered.amounts)
        return plain_column(self.presence, _taken(table, self.numbers) * amounts)

    @cached_property
    def _coded_pairs(self) -> tuple[NDArray[Any], NDArray[np.intp], NDArray[np.float64]] | None:
        """Code of the pair of each row, and number of the answer and amount of each code."""
        pairs = self._rows.pairs
        if pairs is None:
            return None
        kept = self._is_there[pairs.numbers]
        found = pairs.found[kept]
        table = np.empty(pairs.found[-1] + 1, dtype=code_type(len(found)))
        table[found] = np.arange(len(found))
        codes = _taken(table, self._held(pairs.keys))
        return codes, pairs.numbers[kept], pairs.amounts[kept]

    def _held(self, values: NDArray[_Scalar]) -> NDArray[_Scalar]:
        """Take the values of these rows."""
        places = self.presence.places
        return values if places is None else _taken(values, places)


def _taken(values: NDArray[_Scalar], numbers: NDArray[Any]) -> NDArray[_Scalar]:
    """Take values by their numbers, which are not checked; PyArrow needs half the time of NumPy."""
    import pyarrow as pa
    from pyarrow import compute

    taken: NDArray[_Scalar] = compute.take(
        pa.array(values), pa.array(numbers), boundscheck=False
    ).to_numpy()
    return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coding:
    """How the numbers of answers, or of days, become codes of a column."""

    dictionary: Dictionary | None
    """None: the values are written as they are."""
    codes: NDArray[Any]
    """Code, or value where there is no dictionary, of each number."""
    is_there: NDArray[np.bool_]
    """Whether there is a value, of each number."""


def _coding_of_texts(
    numbers: NDArray[np.intp], values: Sequence[str | None], distinct: NDArray[np.intp]
) -> _Coding:
    """Code the texts that occur, in the order of their bytes."""
    used = np.unique(numbers[distinct]).tolist()
    order = sorted((value.encode(), n) for n in used if (value := values[n]) is not None)
    dictionary = dictionary_of_texts([text for text, _ in order])
    codes = np.zeros(len(values), dtype=dictionary.code)
    is_there = np.zeros(len(values), dtype=np.bool_)
    for code, (_, number) in enumerate(order):
        codes[number], is_there[number] = code, True
    return _Coding(dictionary=dictionary, codes=codes[numbers], is_there=is_there[numbers])


def _coding_of_numbers(table: NDArray[np.float64], rows: _Rows) -> _Coding:
    """Code the numbers that occur, in their order; if they are too many, they stay."""
    is_there = ~np.isnan(table)
    own = rows.distinct[is_there[rows.distinct]]
    used = np.unique(table[own])
    if not saves_space(len(used), len(rows.numbers)):
        return _Coding(dictionary=None, codes=table, is_there=is_there)
    dictionary = dictionary_of_numbers(used)
    codes = np.zeros(len(table), dtype=dictionary.code)
    codes[own] = np.searchsorted(used, table[own])
    return _Coding(dictionary=dictionary, codes=codes, is_there=is_there)
