"""Columns of a Parquet file, encoded: pages of codes with their dictionary, or of plain numbers.

PyArrow looks each number of a row up to find its code, though all rows of one answer have the same.
Here the codes come from the number of the answer, which makes a column some ten times cheaper.
Format: https://parquet.apache.org/docs/file-format/.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from geo.batch.thrift import Items, Kind, Struct, Value, encoded, encoded_list, varint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Bounds = tuple[bytes, bytes]
    """Smallest and largest value."""

_Scalar = TypeVar("_Scalar", bound=np.generic)


class Physical(IntEnum):
    """Types of stored values, by the number that the format gives them."""

    INT32 = 1
    INT64 = 2
    DOUBLE = 5
    BYTE_ARRAY = 6


class Encoding(IntEnum):
    """Encodings of pages, by the number that the format gives them."""

    PLAIN = 0
    RLE = 3
    RLE_DICTIONARY = 8


_PHYSICAL: Final = {"int32": Physical.INT32, "int64": Physical.INT64, "float64": Physical.DOUBLE}
_DATA_PAGE: Final = 0
_DICTIONARY_PAGE: Final = 2
_UNCOMPRESSED: Final = 0
_WIDTHS: Final = (np.uint8, np.uint16, np.uint32)
"""Types of codes; the packed bits of a code are the bytes of its number."""


@dataclass(frozen=True, slots=True)
class Presence:
    """Which rows of a column hold a value."""

    rows: int
    places: NDArray[np.intp] | None
    """Numbers of the rows that hold one; None: all do."""
    levels: bytes
    """The same as definition levels of a page."""

    @property
    def count(self) -> int:
        """Count the rows that hold a value."""
        return self.rows if self.places is None else len(self.places)

    def held(self, values: NDArray[_Scalar]) -> NDArray[_Scalar]:
        """Take the values of these rows; one value stands for all."""
        return values if self.places is None or values.size == 1 else values.take(self.places)


def presence(rows: int, is_there: NDArray[np.bool_] | None) -> Presence:
    """Encode which rows hold a value; None: all do.

    Examples
    --------
    >>> presence(3, np.array([True, False, True])).levels.hex(" ")
    '02 00 00 00 03 05'
    >>> presence(3, None).levels.hex(" ")
    '02 00 00 00 06 01'
    """
    if is_there is None or is_there.all():
        return Presence(rows, None, _sized(varint(rows << 1) + b"\1"))
    places = np.flatnonzero(is_there)
    if not len(places):
        return Presence(rows, places, _sized(varint(rows << 1) + b"\0"))
    bits = np.packbits(is_there, bitorder="little")
    return Presence(rows, places, _sized(varint(len(bits) << 1 | 1) + bits.tobytes()))


def _sized(data: bytes) -> bytes:
    return len(data).to_bytes(4, "little") + data


@dataclass(frozen=True, slots=True, kw_only=True)
class Dictionary:
    """Distinct values of a column, in their order."""

    physical: Physical
    size: int
    page: bytes
    """Header and values."""
    bounds: Bounds | None

    @property
    def code(self) -> type[np.unsignedinteger[Any]]:
        """Type of the codes of its values."""
        return code_type(self.size)


def code_type(size: int) -> type[np.unsignedinteger[Any]]:
    """Type of the codes of some distinct values."""
    return next(one for one in _WIDTHS if size - 1 <= np.iinfo(one).max)


def saves_space(distinct: int, rows: int, width: int = 8) -> bool:
    """Tell whether codes and a dictionary of numbers take less bytes than the numbers.

    Parameters
    ----------
    distinct, rows
        How many numbers there are, each counted once, and in all.
    width
        Bytes of a number.

    Examples
    --------
    >>> saves_space(300, 1000), saves_space(900, 1000)
    (True, False)
    """
    return distinct * width + rows * np.dtype(code_type(distinct)).itemsize < rows * width


def dictionary_of_texts(texts: Sequence[bytes]) -> Dictionary:
    """Encode distinct texts."""
    data = b"".join(map(_sized, texts))
    bounds = (min(texts), max(texts)) if texts else None
    return _dictionary(Physical.BYTE_ARRAY, len(texts), data, bounds)


def dictionary_of_numbers(numbers: NDArray[Any]) -> Dictionary:
    """Encode numbers, of which some may be equal: integers of 32 or 64 bits, or floats of 64."""
    physical = _PHYSICAL[numbers.dtype.name]
    return _dictionary(physical, len(numbers), numbers.tobytes(), _bounds(numbers))


def _dictionary(physical: Physical, size: int, data: bytes, bounds: Bounds | None) -> Dictionary:
    page = _header(_DICTIONARY_PAGE, len(data), size, Encoding.PLAIN) + data
    return Dictionary(physical=physical, size=size, page=page, bounds=bounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of one row group, encoded."""

    physical: Physical
    encoding: Encoding
    rows: int
    nulls: int
    bounds: Bounds | None
    dictionary: bytes
    """Its page; empty where there is none."""
    buffers: tuple[bytes | memoryview, ...]
    """The page of data, in pieces."""

    @property
    def size(self) -> int:
        """Bytes of its pages."""
        return len(self.dictionary) + sum(map(len, self.buffers))

    def metadata(self, name: str, offset: int) -> Struct:
        """Describe the column for the end of a file.

        Parameters
        ----------
        name
            Of the column.
        offset
            Byte of the file at which its pages begin.
        """
        at = {11: Value(Kind.I64, offset)} if self.dictionary else {}
        size = Value(Kind.I64, self.size)
        own = {
            **_description(name, self.physical, self.encoding, bool(self.dictionary)),
            5: Value(Kind.I64, self.rows),
            6: size,
            7: size,
            9: Value(Kind.I64, offset + len(self.dictionary)),
            **at,
            12: Value(Kind.STRUCT, _statistics(self.nulls, self.bounds)),
        }
        return {2: Value(Kind.I64, 0), 3: Value(Kind.STRUCT, own)}


@lru_cache
def _description(
    name: str,
    physical: Physical,
    encoding: Encoding,
    has_dictionary: bool,  # noqa: FBT001 - a key of the cache
) -> Struct:
    """Describe what a column has in common with those of that name in other row groups."""
    pages = [(_DATA_PAGE, encoding)]
    encodings = [Encoding.RLE, encoding]
    if has_dictionary:
        pages.append((_DICTIONARY_PAGE, Encoding.PLAIN))
        encodings.append(Encoding.PLAIN)
    counts = [{1: _i32(kind), 2: _i32(one), 3: _i32(1)} for kind, one in pages]
    return {
        1: _i32(physical),
        2: Value(Kind.LIST, encoded_list(Items(Kind.I32, encodings))),
        3: Value(Kind.LIST, encoded_list(Items(Kind.BINARY, [name.encode()]))),
        4: _i32(_UNCOMPRESSED),
        13: Value(Kind.LIST, encoded_list(Items(Kind.STRUCT, counts))),
    }


@lru_cache
def _statistics(nulls: int, bounds: Bounds | None) -> bytes:
    statistics = {3: Value(Kind.I64, nulls)}
    if bounds:
        smallest, largest = bounds
        statistics |= {5: Value(Kind.BINARY, largest), 6: Value(Kind.BINARY, smallest)}
    return encoded(statistics)


def coded_column(
    there: Presence, dictionary: Dictionary, codes: NDArray[np.integer[Any]]
) -> Column:
    """Encode a column of codes.

    Parameters
    ----------
    there
        Which rows hold a value.
    dictionary
        Values of the codes.
    codes
        Of these rows; of a dictionary of one value they are not looked at.
    """
    if not there.count:
        return _column(there, dictionary.physical, Encoding.PLAIN, ())
    if dictionary.size == 1:
        runs = (b"\1" + varint(there.count << 1) + b"\0",)
        return _column(there, dictionary.physical, Encoding.RLE_DICTIONARY, runs, dictionary)
    groups = -(-there.count // 8)
    codes = codes.astype(dictionary.code, copy=False)
    width = codes.itemsize
    head = bytes([width * 8]) + varint(groups << 1 | 1)
    end = bytes((groups * 8 - there.count) * width)
    pieces = (head, _bytes_of(codes), end)
    return _column(there, dictionary.physical, Encoding.RLE_DICTIONARY, pieces, dictionary)


def plain_column(there: Presence, numbers: NDArray[np.float64]) -> Column:
    """Encode a column of numbers; `numbers` are those of the rows that hold one."""
    pieces = (_bytes_of(numbers),) if len(numbers) else ()
    bounds = _bounds(numbers)
    return _column(there, Physical.DOUBLE, Encoding.PLAIN, pieces, bounds=bounds)


def _column(
    there: Presence,
    physical: Physical,
    encoding: Encoding,
    values: Sequence[bytes | memoryview],
    dictionary: Dictionary | None = None,
    *,
    bounds: Bounds | None = None,
) -> Column:
    size = len(there.levels) + sum(map(len, values))
    return Column(
        physical=physical,
        encoding=encoding,
        rows=there.rows,
        nulls=there.rows - there.count,
        bounds=dictionary.bounds if dictionary else bounds,
        dictionary=dictionary.page if dictionary else b"",
        buffers=(_header(_DATA_PAGE, size, there.rows, encoding) + there.levels, *values),
    )


def _bytes_of(values: NDArray[Any]) -> memoryview:
    """Give the bytes of values without a copy."""
    return np.ascontiguousarray(values).view(np.uint8).data


@lru_cache
def _header(page: int, size: int, values: int, encoding: Encoding) -> bytes:
    """Encode the header of a page of some bytes and values."""
    own = {1: _i32(values), 2: _i32(encoding)}
    if page == _DATA_PAGE:
        own |= {3: _i32(Encoding.RLE), 4: _i32(Encoding.RLE)}
    field = 5 if page == _DATA_PAGE else 7
    header = {1: _i32(page), 2: _i32(size), 3: _i32(size), field: Value(Kind.STRUCT, own)}
    return encoded(header)


def _bounds(numbers: NDArray[Any]) -> Bounds | None:
    """Smallest and largest number; zero as the format wants it, where it has a sign."""
    if not len(numbers):
        return None
    smallest, largest = numbers.min(), numbers.max()
    if numbers.dtype.kind == "f":
        smallest, largest = smallest or np.float64(-0.0), largest or np.float64(0.0)
    return smallest.tobytes(), largest.tobytes()


def _i32(number: int) -> Value:
    return Value(Kind.I32, int(number))
