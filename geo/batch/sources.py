"""Files that shipments are read from, some rows at a time: CSV, XLSX, Parquet."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import re
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from geo.batch.cells import EPOCH, LOST
from geo.batch.chunks import (
    ROWS,
    ROWS_OF_TEXT,
    ArrowChunk,
    RowsChunk,
    is_empty,
    widened,
)
from geo.batch.columns import NAMES, NEEDED, Columns, Field, is_head, recognised
from geo.batch.solutions import Problem
from geo.errors import UserFileError, UserFileLimitError
from geo.extras import named_extras
from geo.message import Message, shortened
from geo.userdata import MEGABYTE, Limits, Refusal, refusal_error, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.batch.chunks import Chunk
    from geo.batch.columns import Layout

SEPARATORS: Final = (",", ";", "\t", "|", "؛")
ENDINGS: Final = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
HEAD_ROWS: Final = 20
"""Rows at the top of a table among which its head is looked for."""
SAMPLE: Final = MEGABYTE
LONGEST_RECORD: Final = 50
"""Lines of one row of a text, whose cells may hold line ends; more is a quotation without end."""
LARGE: Final = Limits(
    file_bytes=2_000 * MEGABYTE,
    features=1 << 20,
    unpacked_bytes=4_000 * MEGABYTE,
    ratio=1_000,
    members=10_000,
    columns=16_384,
)
"""Limits of a file that a user opens on the own machine."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FREQUENT: Final = frozenset("оеаинтсрвлкмдпу")
"""Letters that make up three quarters of a Russian text."""
_OLD: Final = ("cp1251", "cp866", "koi8-r")
_LARGEST_CELL: Final = 1 << 24
_SEP: Final = re.compile(r"sep=(.)", re.IGNORECASE)
"""A first line with which Excel is told the separator."""
_DAYS_TO_1904: Final = 1462
"""Days from the first calendar of workbooks to the second."""
_LAST_DAY: Final = 100_000
EMPTY_ROW: Final = Problem(message=Message("the row is empty; delete it"), is_alone=True)
SECOND_HEAD: Final = Problem(
    message=Message("the row repeats the head of the table; delete it"), is_alone=True
)
_NO_END: Final = Problem(
    message=Message("a quotation mark of the row has no end; write it twice or leave it out"),
    is_alone=True,
)
_Record = tuple[list[Any], Problem | None]


@dataclass(slots=True, kw_only=True)
class Source:
    """A table of shipments that is open."""

    names: list[str]
    """Names of its columns, those that come again with a number."""
    columns: Columns
    chunks: Iterator[Chunk]
    rows: int | None = None
    """Rows, where the file says how many."""
    first_row: int = 1
    """Number of the first row in the file, as a spreadsheet counts."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Name of a file in messages, and how large it may be."""

    shown: str
    limits: Limits

    def lines(self, file: Iterable[str]) -> Iterator[str]:
        """Yield lines that are not longer than all cells of a row may be."""
        most = min(self.limits.columns * self.limits.text_length, _LARGEST_CELL)
        for line in file:
            if len(line) > most:
                raise refusal_error(Refusal.DAMAGED, self.shown, {"format": "CSV"})
            yield line

    def check_width(self, columns: int) -> None:
        """Refuse more columns than are read."""
        if columns > self.limits.columns:
            raise refusal_error(Refusal.COLUMNS, self.shown, {"limit": self.limits.columns})

    def counted(self, chunks: Iterable[Chunk]) -> Iterator[Chunk]:
        """Yield chunks as long as there are not too many rows."""
        rows = 0
        for chunk in chunks:
            rows += chunk.rows
            if rows > self.limits.features and self.limits is not LARGE:
                msg = Message(
                    "{name} has over {most} rows; send a part of them, or use `instc batch`",
                    name=self.shown,
                    most=f"{self.limits.features:,}",
                )
                raise UserFileLimitError(msg)
            yield chunk


@contextmanager
def opened(
    path: Path, layout: Layout, *, sheet: str = "", limits: Limits = LARGE
) -> Iterator[Source]:
    """Open a table of shipments.

    Parameters
    ----------
    path
        CSV in UTF-8, UTF-16 or an old Russian encoding, with commas, semicolons, tabs or strokes;
        XLSX; or Parquet, for which PyArrow must be installed.
    layout
        Names of columns.
    sheet
        Sheet of a workbook; empty: the first.
    limits
        How large the file may be; ``features`` are rows.

    Raises
    ------
    UserFileError
        The file cannot be read; the message says why.
    UserFileLimitError
        It exceeds a limit.
    QuestionError
        A column is missing, or two may be the same.
    MissingExtraError
        PyArrow is missing.
    """
    shown, ending = shortened(path.name), path.suffix.casefold()
    if ending not in ENDINGS:
        msg = Message(
            "{name}: shipments are read from {names}; convert it to one of them",
            name=shown,
            names=ENDINGS,
        )
        raise UserFileError(msg)
    try:
        there = path.is_file()
    except (OSError, ValueError):  # a null character in the name
        there = False
    if not there:
        raise UserFileError(Message("{name}: there is no such file; check its name", name=shown))
    if ending == ".parquet":
        bounds = _Bounds(shown, limits)
        with parquet_source(path, layout, shown) as source:
            bounds.check_width(len(source.names))
            source.chunks = bounds.counted(source.chunks)
            yield source
    elif ending == ".xlsx":
        with sheet_of(path, sheet=sheet, limits=limits) as workbook:
            epoch = EPOCH + dt.timedelta(days=_DAYS_TO_1904 * workbook.is_1904)
            rows = ((cells, None) for cells in _without_gaps(workbook.rows))
            yield _table(rows, layout, _Bounds(shown, limits), epoch=epoch)
    else:
        yield from _csv(path, layout, _Bounds(shown, limits))


def _csv(path: Path, layout: Layout, bounds: _Bounds) -> Iterator[Source]:
    csv.field_size_limit(_LARGEST_CELL)
    try:
        file = path.open(encoding=encoding_of(path), errors="replace", newline=None)
    except OSError as error:
        reason = error.strerror or str(error)
        msg = Message("{name} cannot be opened: {reason}", name=bounds.shown, reason=reason)
        raise UserFileError(msg) from error
    with file:
        yield _table(records(bounds.lines(file)), layout, bounds, epoch=None)


def encoding_of(path: Path) -> str:
    """Find the encoding of a text: by its mark, as UTF-8, or as the likeliest old Russian one.

    A text that is UTF-8 but for some damaged letters stays UTF-8.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            chunk = head
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(SAMPLE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8"
    text = head.decode("utf-8", "replace")
    letters = sum(not sign.isascii() for sign in text)
    if letters and text.count(LOST) < letters / 2:
        return "utf-8"
    return max(_OLD, key=lambda name: _likelihood(head, name))


def _likelihood(head: bytes, name: str) -> float:
    """Share of frequent small letters among all that are not ASCII, in an old encoding."""
    signs = [sign for sign in head.decode(name, "replace") if not sign.isascii()]
    return sum(sign in _FREQUENT for sign in signs) / max(len(signs), 1)


def records(lines: Iterable[str]) -> Iterator[_Record]:
    r"""Yield the rows of a text, each with what is wrong with it as such.

    Parameters
    ----------
    lines
        Lines with their ends.

    Examples
    --------
    >>> [cells for cells, _ in records(["from;to\n", "Moscow;'Baku\n"])]
    [['from', 'to'], ['Moscow', "'Baku"]]
    >>> [cells for cells, _ in records(['a,"b\n', 'c",d\n'])]
    [['a', 'b\nc', 'd']]
    """
    ahead = iter(lines)
    top = list(islice(ahead, HEAD_ROWS))
    if top and (match := _SEP.fullmatch(top[0].strip("\ufeff\n"))):
        separator, top = match[1], top[1:]
    else:
        separator = max(SEPARATORS, key=lambda sign: sum(line.count(sign) for line in top[:5]))
    opening = re.compile(rf'(?:^|{re.escape(separator)})\s*"')
    whole = re.compile(
        rf'(?:^|(?<={re.escape(separator)}))\s*"(?:[^"]|"")*"(?=\s*(?:{re.escape(separator)}|$))'
    )
    left: deque[str] = deque(top)

    def following() -> str | None:
        return left.popleft() if left else next(ahead, None)

    while (line := following()) is not None:
        if '"' not in line or not opening.search(line):
            yield line.rstrip("\n").split(separator), None
            continue
        parts = [line]
        while opening.search(whole.sub("", "".join(parts).rstrip("\n"))):
            more = following() if len(parts) < LONGEST_RECORD else None
            if more is None:
                left.extendleft(reversed(parts[1:]))
                yield line.rstrip("\n").split(separator), _NO_END
                break
            parts.append(more)
        else:
            text = "".join(parts).rstrip("\n")
            yield next(csv.reader([text], delimiter=separator, skipinitialspace=True)), None


def _without_gaps(rows: Iterable[tuple[int, list[Any]]]) -> Iterator[list[Any]]:
    """Yield the rows of a sheet, those without a cell too, which the file leaves out."""
    last = 0
    for number, cells in rows:
        for _ in range(last + 1, number):
            yield []
        last = max(last, number)
        yield cells


def _table(
    rows: Iterator[_Record], layout: Layout, bounds: _Bounds, *, epoch: dt.date | None
) -> Source:
    """Find the head of a table; what stands above it is a title."""
    top = list(islice(rows, HEAD_ROWS))
    heads = [n for n, (cells, _) in enumerate(top) if is_head(cells, layout)]
    filled = [n for n, (cells, _) in enumerate(top) if not is_empty(cells)]
    if not filled:
        raise refusal_error(Refusal.EMPTY, bounds.shown, {})
    at = (heads or filled)[0]
    bounds.check_width(max(len(cells) for cells, _ in top))
    head = ["" if cell is None else str(cell).strip() for cell in top[at][0]]
    columns = recognised(head, layout)
    return Source(
        names=_unlike(head),
        columns=columns,
        first_row=at + 2,
        chunks=bounds.counted(_row_chunks(chain(top[at + 1 :], rows), head, columns, epoch)),
    )


def _row_chunks(
    rows: Iterator[_Record], head: Sequence[str], columns: Columns, epoch: dt.date | None
) -> Iterator[Chunk]:
    width, date = len(head), columns.places.get(Field.DATE)
    needed = [columns.places[one] for one in NEEDED]
    heads = [NAMES[one] | {head[at].casefold()} for one, at in zip(NEEDED, needed, strict=True)]
    while batch := list(islice(rows, ROWS_OF_TEXT)):
        chunk = RowsChunk(held=[], width=width)
        for number, (given, flaw) in enumerate(batch):
            cells = given if len(given) == width else widened(given, width)
            chunk.held.append(cells)
            if date is not None and epoch and isinstance(cells[date], int | float):
                cells[date] = _day(cells[date], epoch)
            ends = [cells[at] for at in needed]
            if problem := flaw or _problem(given, width, ends, heads):
                chunk.problems[number] = problem
        yield chunk


def _problem(
    cells: Sequence[Any], width: int, ends: Sequence[Any], heads: Sequence[frozenset[str]]
) -> Problem | None:
    """Say what is wrong with a row as such."""
    if len(cells) > width and not is_empty(cells[width:]):
        return _ragged(len(cells), width)
    if not all(ends):
        return EMPTY_ROW if is_empty(cells) else None
    is_head_again = all(
        str(one).strip().casefold() in own for one, own in zip(ends, heads, strict=True)
    )
    return SECOND_HEAD if is_head_again else None


def _day(value: float, epoch: dt.date) -> object:
    """Give the day of a serial number; what is none stays."""
    return epoch + dt.timedelta(days=int(value)) if 1 <= value <= _LAST_DAY else value


def _ragged(count: int, width: int) -> Problem:
    msg = Message(
        "the row has {count} cells and the head {width}; put a text that holds a separator into "
        "quotation marks",
        count=count,
        width=width,
    )
    return Problem(message=msg, is_alone=True)


@contextmanager
def parquet_source(
    path: Path | IO[bytes], layout: Layout, shown: str, *, groups: Sequence[int] | None = None
) -> Iterator[Source]:
    """Open a table of Parquet, or some of its row groups; raises as `opened`.

    Parameters
    ----------
    path
        A file of this machine, or one that is open.
    layout
        Names of columns.
    shown
        Name of the file in messages.
    groups
        Numbers of row groups; None: all.
    """
    with named_extras("a Parquet file"):
        import pyarrow as pa
        from pyarrow import parquet
    try:
        schema = parquet.read_schema(path)
        texts = [
            one.name
            for one in schema
            if pa.types.is_string(one.type) or pa.types.is_large_string(one.type)
        ]
        # what is read ahead is held until the end; that pays for other storage, which is slow
        is_ahead = not isinstance(path, Path)
        with parquet.ParquetFile(path, read_dictionary=texts, pre_buffer=is_ahead) as file:
            yield Source(
                names=_unlike(schema.names),
                columns=recognised(schema.names, layout),
                chunks=(
                    ArrowChunk(batch=one)
                    for one in file.iter_batches(
                        batch_size=ROWS, row_groups=groups, use_threads=False
                    )
                ),
                rows=file.metadata.num_rows,
            )
    except pa.ArrowException as error:
        raise refusal_error(Refusal.DAMAGED, shown, {"format": "Parquet"}) from error


def _unlike(names: Iterable[str]) -> list[str]:
    """Name columns apart: one that comes again gets a number.

    Examples
    --------
    >>> _unlike(["a", "", "a"])
    ['a', 'column 2', 'a (2)']
    """
    taken: list[str] = []
    for number, name in enumerate(names, start=1):
        plain = name or f"column {number}"
        again = next(n for n in count(1) if (plain if n == 1 else f"{plain} ({n})") not in taken)
        taken.append(plain if again == 1 else f"{plain} ({again})")
    return taken
