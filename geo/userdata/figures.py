"""A table of the user's own figures: prices, dwell, speeds, laid over the ledger all or none."""

from __future__ import annotations

import csv
import io
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from geo.errors import QuestionError, UserFileError
from geo.message import Message, joined
from geo.numerals import read_number
from geo.userdata.limits import MEGABYTE
from geo.userdata.problems import Refusal, refusal_error
from geo.userdata.tables import SEPARATORS

if TYPE_CHECKING:
    import os
    from collections.abc import Container, Iterator

    from geo.evidence import Ledger

MOST_BYTES: Final = MEGABYTE
COLUMNS: Final = ("figure", "value")
UNIT: Final = "unit"
"""Column that may be there; it has to agree with the unit of the figure."""
LISTED: Final = 8
_SHOWN: Final = 40
_NAME_LENGTH: Final = 80


def read_own_figures(
    source: str | os.PathLike[str] | bytes, ledger: Ledger, *, name: str = ""
) -> dict[str, float]:
    r"""Read a table of figures to set, and check every row of it.

    Parameters
    ----------
    source
        Path of a CSV file in UTF-8, or its bytes: columns ``figure`` and ``value``, each value in
        the figure's own unit; a column ``unit`` is compared with that; others are left alone.
    ledger
        The figures that can be set.
    name
        Name of the file, if bytes are given.

    Returns
    -------
    dict
        Value of each figure by its id, as ``figures`` of a question takes it.

    Raises
    ------
    UserFileError
        The file cannot be read, or a row is wrong. The message lists the rows; nothing is set.

    Examples
    --------
    >>> from geo.evidence import load_ledger
    >>> table = b"figure,value,unit\ncanal-suez,20,h\n"
    >>> read_own_figures(table, load_ledger(), name="own.csv")
    {'canal-suez': 20.0}
    """
    shown = (name or (PurePath(source).name if not isinstance(source, bytes) else ""))[
        :_NAME_LENGTH
    ]
    content = source if isinstance(source, bytes) else _content(Path(source), shown)
    if len(content) > MOST_BYTES:
        raise refusal_error(Refusal.FILE_BYTES, shown, {"limit": MOST_BYTES // MEGABYTE})
    rows = list(_rows(content, shown))
    figures: dict[str, float] = {}
    wrong: list[Message] = []
    for number, (figure, value, unit) in rows:
        try:
            figures |= _checked(figure, value, unit, ledger, figures)
        except QuestionError as error:
            reason = error.message
            wrong.append(Message("row {row}: {reason}", row=number, reason=reason))
    if wrong:
        more = len(wrong) - LISTED
        rest = [Message("and {count} more", count=more)] if more > 0 else []
        reasons = joined("{first}; {rest}", *wrong[:LISTED], *rest)
        raise UserFileError(
            Message("{name}: nothing was set; {reason}", name=shown, reason=reasons)
        )
    if not figures:
        raise refusal_error(Refusal.EMPTY, shown, {})
    return figures


def _content(path: Path, shown: str) -> bytes:
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        msg = Message("{name} cannot be opened: {reason}", name=shown, reason=reason)
        raise UserFileError(msg) from error
    raise UserFileError(Message("{name}: there is no such file; check its name", name=shown))


def _rows(content: bytes, shown: str) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Yield number, id, value and unit of each row that is not blank."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal_error(Refusal.NO_UTF8, shown, {}) from error
    head = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=head.count), strict=True
    )
    try:
        header = [cell.strip().casefold() for cell in next(reader, [])]
        if not set(COLUMNS) <= set(header):
            msg = Message(
                "{name}: the columns should be {names}", name=shown, names=(*COLUMNS, UNIT)
            )
            raise UserFileError(msg)
        places = [header.index(one) if one in header else -1 for one in (*COLUMNS, UNIT)]
        for cells in reader:
            if any(cell.strip() for cell in cells):
                held = [cells[place].strip() if 0 <= place < len(cells) else "" for place in places]
                yield reader.line_num, (held[0], held[1], held[2])
    except csv.Error as error:
        raise refusal_error(Refusal.DAMAGED, shown, {}) from error


def _checked(
    figure: str, value: str, unit: str, ledger: Ledger, others: Container[str]
) -> dict[str, float]:
    """Read the value of a figure that exists, in its unit and its range, and is set once."""
    if figure in others:
        raise QuestionError(Message("{figure} is set twice", figure=figure[:_SHOWN]))
    number = read_number(value)
    ledger.only([figure] if figure in ledger.figures else []).with_overrides({figure: number})
    own = ledger.figures[figure].unit
    if unit and unit.casefold() != own.casefold():
        msg = Message(
            "{figure} is in {unit}, not in {text}; convert it",
            figure=figure,
            unit=own,
            text=repr(unit[:_SHOWN]),
        )
        raise QuestionError(msg)
    return {figure: number}
