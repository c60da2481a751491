"""Thrift's compact protocol, in which Parquet writes the headers of pages and the end of a file."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(IntEnum):
    """Types of values, by the number that the protocol gives them."""

    TRUE = 1
    FALSE = 2
    BYTE = 3
    I16 = 4
    I32 = 5
    I64 = 6
    DOUBLE = 7
    BINARY = 8
    LIST = 9
    STRUCT = 12


class Value(NamedTuple):
    """Value of a field with its type."""

    kind: Kind
    held: Any
    """Number, bytes, `Items` or fields; bytes stand for a list or structure that is encoded."""


class Items(NamedTuple):
    """List of values of one type."""

    kind: Kind
    held: list[Any]


Struct = dict[int, Value]
"""Fields of a structure by their numbers."""

_LONG: Final = 15
"""Size of a list, or distance of a field, from which it has a number of its own."""
_MORE: Final = 0x80
"""Bit of a byte of a number that another byte follows."""


def encoded(struct: Mapping[int, Value]) -> bytes:
    """Encode a structure.

    Examples
    --------
    >>> encoded({1: Value(Kind.I32, -3), 3: Value(Kind.BINARY, b"km")}).hex(" ")
    '15 05 28 02 6b 6d 00'
    """
    out = bytearray()
    last = 0
    for number, (kind, held) in sorted(struct.items()):
        if 0 < number - last <= _LONG:
            out.append((number - last) * (_LONG + 1) + kind)
        else:
            out.append(kind)
            out += varint(number << 1)
        last = number
        if kind not in (Kind.TRUE, Kind.FALSE):
            out += _encoded(kind, held)
    out.append(0)
    return bytes(out)


def encoded_list(items: Items) -> bytes:
    """Encode a list, as a value that stands for it."""
    size = len(items.held)
    head = bytes([min(size, _LONG) << 4 | items.kind])
    head += varint(size) if size >= _LONG else b""
    return head + b"".join(_encoded(items.kind, one) for one in items.held)


def decoded(data: bytes) -> Struct:
    """Decode a structure, as `encoded` writes it.

    Examples
    --------
    >>> decoded(encoded({1: Value(Kind.I32, -3)}))
    {1: Value(kind=<Kind.I32: 5>, held=-3)}
    """
    return _Reader(data).struct()


def varint(number: int) -> bytes:
    r"""Encode a number from 0, seven bits in each byte.

    Examples
    --------
    >>> varint(1), varint(300)
    (b'\x01', b'\xac\x02')
    """
    out = bytearray()
    while number >= _MORE:
        out.append(number % _MORE + _MORE)
        number //= _MORE
    out.append(number)
    return bytes(out)


def _encoded(kind: Kind, held: Any) -> bytes:  # noqa: ANN401 - of the type `kind`
    if kind in (Kind.I32, Kind.I64, Kind.I16):
        return varint(held << 1 if held >= 0 else (-held << 1) - 1)
    if kind is Kind.BINARY:
        return varint(len(held)) + bytes(held)
    if isinstance(held, bytes):  # a byte or a float of a file, and what is encoded already
        return held
    return encoded_list(held) if kind is Kind.LIST else encoded(held)


class _Reader:
    """Reads values one after another."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def struct(self) -> Struct:
        fields: Struct = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._integer()
            kind = Kind(head % (_LONG + 1))
            fields[number] = Value(kind, self._field(kind))
        return fields

    def _field(self, kind: Kind) -> Any:  # noqa: ANN401 - of the type `kind`
        return kind is Kind.TRUE if kind in (Kind.TRUE, Kind.FALSE) else self._value(kind)

    def _value(self, kind: Kind) -> Any:  # noqa: ANN401 - of the type `kind`
        if kind in (Kind.I16, Kind.I32, Kind.I64):
            return self._integer()
        if kind is Kind.BINARY:
            return self._bytes(self._varint())
        if kind is Kind.STRUCT:
            return self.struct()
        if kind is Kind.LIST:
            head = self._byte()
            size = head >> 4 if head >> 4 < _LONG else self._varint()
            own = Kind(head % (_LONG + 1))
            return Items(own, [self._value(own) for _ in range(size)])
        return self._bytes(8 if kind is Kind.DOUBLE else 1)

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _bytes(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at]

    def _varint(self) -> int:
        number = shift = 0
        while (byte := self._byte()) >= _MORE:
            number |= byte % _MORE << shift
            shift += 7
        return number | byte << shift

    def _integer(self) -> int:
        number = self._varint()
        return number >> 1 ^ -(number & 1)
