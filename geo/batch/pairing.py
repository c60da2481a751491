"""Numbers for pairs and combinations of codes: millions of rows ask a few thousand questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LARGEST: Final = 1 << 23
"""Cells of the largest table: 32 MB; what needs more is sorted instead."""
MOST_KEYS: Final = 1 << 20
"""Combinations that are found by marking them; more are found by sorting."""
MOST_WHOLE: Final = 1 << 16
"""Range of whole numbers that are coded by their distance from the least."""
_SAMPLE: Final = 1 << 10
_DENSE: Final = 64
"""Rows for each number of a range from which all numbers have a code."""
_SHIFT: Final = 32


def combined(
    columns: Sequence[NDArray[np.integer[Any]]], sizes: Sequence[int]
) -> tuple[NDArray[np.intp], list[NDArray[np.intp]]]:
    """Find the distinct combinations of the codes of some columns.

    Parameters
    ----------
    columns
        Codes of each column; one code may stand for all rows.
    sizes
        How many codes each column may have; all codes are smaller.

    Returns
    -------
    tuple
        The number of the combination of each row, counted from 0 in the order of codes, and for
        each column the code of each combination.

    Examples
    --------
    >>> rows, codes = combined([np.array([2, 0, 2]), np.array([1])], [3, 5])
    >>> rows.tolist(), [one.tolist() for one in codes]
    ([1, 0, 1], [[0, 2], [1, 1]])
    """
    varying = [number for number, column in enumerate(columns) if column.size != 1]
    keys: NDArray[np.integer[Any]] = np.zeros(1, dtype=np.int32)
    whole: list[NDArray[np.intp]] = []
    radices: list[int] = []
    size = 1
    for number in varying:
        radix = sizes[number]
        if size * radix > MOST_KEYS:
            keys, whole, size = _numbered(keys, whole, radices, size)
            radices = []
        kind: type[np.integer[Any]] = np.int32 if size * radix <= MOST_KEYS else np.int64
        column = columns[number].astype(kind, copy=False)
        keys = keys.astype(kind, copy=False) * kind(radix) + column
        size *= radix
        radices.append(radix)
    keys, whole, size = _numbered(keys, whole, radices, size)
    found = dict(zip(varying, whole, strict=True))
    return keys, [
        found[number] if number in found else np.full(size, column[0], dtype=np.intp)
        for number, column in enumerate(columns)
    ]


def _numbered(
    keys: NDArray[np.integer[Any]],
    before: Sequence[NDArray[np.intp]],
    radices: Sequence[int],
    size: int,
) -> tuple[NDArray[np.intp], list[NDArray[np.intp]], int]:
    """Find the distinct keys: the number of each row, the codes of each number, their count.

    A key is made of a number of combinations `before` and of one code for each of the radices.
    """
    rows, found = _distinct(keys, size)
    count = len(found)
    codes: list[NDArray[np.intp]] = []
    for radix in reversed(radices):
        found, code = np.divmod(found, radix)
        codes.append(code)
    return rows, [*(one[found] for one in before), *reversed(codes)], count


def _distinct(
    keys: NDArray[np.integer[Any]], size: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the number of the key of each row, and the distinct keys, which are below a size."""
    if size > MOST_KEYS:
        found, rows = np.unique(keys, return_inverse=True)
        return rows, found
    at = keys.astype(np.intp, copy=False)
    found = _distinct_below(size, at)
    table = np.empty(size, dtype=np.intp)
    table[found] = np.arange(len(found))
    return table.take(at), found


def _distinct_below(size: int, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
    """Find the distinct numbers of an array, in their order; all are below a size.

    Examples
    --------
    >>> _distinct_below(5, np.array([4, 0, 4])).tolist()
    [0, 4]
    """
    is_there = np.zeros(size, dtype=np.bool_)
    is_there[numbers] = True
    return np.flatnonzero(is_there)


def coded_integers(values: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[Any]] | None:
    """Code whole numbers of a small range, as days and amounts are; None: they are others.

    Returns
    -------
    tuple
        Code of each number, and the numbers of all codes in their order; in a range that is far
        smaller than the rows, some of them may not occur.

    Examples
    --------
    >>> codes, distinct = coded_integers(np.array([3.0, 1.0, 3.0]))
    >>> codes.tolist(), distinct.tolist(), coded_integers(np.array([0.5]))
    ([1, 0, 1], [1.0, 3.0], None)
    """
    if not len(values) or not (_is_whole(values[:_SAMPLE]) and _is_whole(values)):
        return None
    least, most = int(values.min()), int(values.max())
    if most - least >= MOST_WHOLE:
        return None
    keys, span = values - values.dtype.type(least), most - least + 1
    if span * _DENSE <= len(values):
        codes, found = keys.astype(np.intp), np.arange(span)
    else:
        codes, (found,) = combined([keys.astype(np.int32)], [span])
    return codes, (found + least).astype(values.dtype)


def _is_whole(values: NDArray[Any]) -> bool:
    """Tell whether all numbers are whole; a zero with a sign is not."""
    if values.dtype.kind != "f":
        return True
    with np.errstate(invalid="ignore"):
        whole = values.astype(np.int32).astype(values.dtype)
    return bool((whole.view(np.int64) == values.view(np.int64)).all())


class Pairing:
    """Gives every pair of small numbers one number, counted from 0 as they come.

    As long as a table of all pairs is small, a row costs one look-up; beyond that, the distinct
    pairs of a call are found by sorting.

    Examples
    --------
    >>> pairing = Pairing()
    >>> pairing.numbers(np.array([0, 0, 7]), np.array([1, 1, 0])).tolist(), pairing.pairs
    ([0, 0, 1], [(0, 1), (7, 0)])
    """

    def __init__(self) -> None:
        self.pairs: list[tuple[int, int]] = []
        """Pair of each number."""
        self._known: dict[int, int] = {}
        self._rows = self._columns = 64
        self._table = np.full(self._rows * self._columns, -1, dtype=np.int32)
        self._is_small = True

    def numbers(
        self, first: NDArray[np.integer[Any]], second: NDArray[np.integer[Any]]
    ) -> NDArray[np.int32]:
        """Give the number of each pair.

        Parameters
        ----------
        first, second
            Numbers from 0; either may be one number for all.
        """
        if not first.size or not second.size:
            return np.empty(np.broadcast(first, second).shape, dtype=np.int32)
        self._fit(int(first.max()) + 1, int(second.max()) + 1)
        if not self._is_small:
            return self._sorted(first, second)
        at = first * np.int64(self._columns) + second
        numbers: NDArray[np.int32] = self._table[at]
        missing = numbers < 0
        if missing.any():
            for one in np.unique(at[missing]).tolist():
                self._table[one] = self._number(one // self._columns, one % self._columns)
            numbers = self._table[at]
        return numbers

    def _sorted(
        self, first: NDArray[np.integer[Any]], second: NDArray[np.integer[Any]]
    ) -> NDArray[np.int32]:
        keys = (first.astype(np.int64) << _SHIFT) | second
        distinct, places = np.unique(keys, return_inverse=True)
        numbers = [self._number(one >> _SHIFT, one & 0xFFFFFFFF) for one in distinct.tolist()]
        return np.array(numbers, dtype=np.int32)[places]

    def _number(self, first: int, second: int) -> int:
        key = (first << _SHIFT) | second
        if key not in self._known:
            self._known[key] = len(self.pairs)
            self.pairs.append((first, second))
        return self._known[key]

    def _fit(self, rows: int, columns: int) -> None:
        """Make room in the table, twice as much as before, or give it up."""
        if not self._is_small or (rows <= self._rows and columns <= self._columns):
            return
        while self._rows < rows:
            self._rows *= 2
        while self._columns < columns:
            self._columns *= 2
        if self._rows * self._columns > LARGEST:
            self._is_small = False
            self._table = np.empty(0, dtype=np.int32)
            return
        self._table = np.full(self._rows * self._columns, -1, dtype=np.int32)
        for number, (first, second) in enumerate(self.pairs):
            self._table[first * self._columns + second] = number
