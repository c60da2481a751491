"""A Parquet file that grows by row groups, some columns of which are encoded already."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, Final

from geo.batch.pages import Column
from geo.batch.thrift import Items, Kind, Struct, Value, decoded, encoded
from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MAGIC: Final = b"PAR1"
_TAIL: Final = 8
"""Bytes after the description at the end of a file: its length, and the magic."""
_WRITER: Final = f"instc-atlas version {__version__}"
_OFFSETS: Final = (9, 10, 11)
"""Fields of a column that are bytes of the file."""


class ParquetFile:
    """Writes row groups to a file; columns that are not encoded yet are encoded by PyArrow.

    Parameters
    ----------
    path
        Where to write.
    schema
        Of PyArrow; names are unlike.
    """

    def __init__(self, path: Path, schema: Any) -> None:  # noqa: ANN401 - PyArrow has no types
        self._schema = schema
        self._texts = _names_of_texts(schema)
        _, self._end = self._by_arrow(schema.empty_table())
        self._groups: list[bytes] = []
        self._rows = 0
        self._file: IO[bytes] = path.open("wb")
        self._file.write(_MAGIC)

    def write(self, columns: Mapping[str, Any], rows: int) -> None:
        """Write a row group.

        Parameters
        ----------
        columns
            A `Column` or an array of PyArrow for each name of the schema, in its order.
        rows
            Their length, over 0.
        """
        import pyarrow as pa

        described: dict[str, list[Struct]] = {}
        arrays = {name: one for name, one in columns.items() if not isinstance(one, Column)}
        start = self._file.tell()
        if arrays:
            schema = pa.schema([self._schema.field(name) for name in arrays])
            table = pa.Table.from_arrays([*arrays.values()], names=[*arrays]).cast(schema)
            pages, end = self._by_arrow(table)
            self._file.write(pages)
            for chunk in end[4].held.held[0][1].held.held:
                name = chunk[3].held[3].held.held[0].decode()
                described.setdefault(name, []).append(_moved(chunk, start - len(_MAGIC)))
        for name, column in columns.items():
            if isinstance(column, Column):
                described[name] = [column.metadata(name, self._file.tell())]
                self._file.write(column.dictionary)
                self._file.writelines(column.buffers)
        chunks = [one for name in columns for one in described[name]]
        unpacked, packed = (sum(one[3].held[n].held for one in chunks) for n in (6, 7))
        group = {
            1: Value(Kind.LIST, Items(Kind.STRUCT, chunks)),
            2: Value(Kind.I64, unpacked),
            3: Value(Kind.I64, rows),
            5: Value(Kind.I64, start),
            6: Value(Kind.I64, packed),
        }
        self._groups.append(encoded(group))
        self._rows += rows

    def close(self) -> None:
        """Write the end of the file."""
        end = self._end | {
            3: Value(Kind.I64, self._rows),
            4: Value(Kind.LIST, Items(Kind.STRUCT, self._groups)),
            6: Value(Kind.BINARY, _WRITER.encode()),
        }
        data = encoded(end)
        self._file.write(data + len(data).to_bytes(4, "little") + _MAGIC)
        self._file.close()

    def _by_arrow(self, table: Any) -> tuple[memoryview, Struct]:  # noqa: ANN401 - PyArrow has no types
        """Have PyArrow encode a table as one row group: its pages, and the end of its file."""
        import pyarrow as pa
        from pyarrow import parquet

        stream = pa.BufferOutputStream()
        texts = [name for name in table.column_names if name in self._texts]
        options = {"use_dictionary": texts, "store_schema": False, "compression": "snappy"}
        with parquet.ParquetWriter(stream, table.schema, **options) as writer:
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)
        data = memoryview(stream.getvalue())
        at = len(data) - _TAIL
        begun = at - int.from_bytes(data[at : at + 4], "little")
        return data[len(_MAGIC) : begun], decoded(bytes(data[begun:at]))


def _names_of_texts(schema: Any) -> frozenset[str]:  # noqa: ANN401 - PyArrow has no types
    import pyarrow as pa

    return frozenset(
        one.name
        for one in schema
        if pa.types.is_dictionary(one.type) or pa.types.is_string(one.type)
    )


def _moved(chunk: Struct, by: int) -> Struct:
    """Describe a column whose pages were moved in the file."""
    own: Struct = chunk[3].held
    moved = {n: Value(Kind.I64, own[n].held + by) for n in _OFFSETS if n in own}
    return {**chunk, 2: Value(Kind.I64, 0), 3: Value(Kind.STRUCT, own | moved)}
