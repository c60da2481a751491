"""How wide the columns of a table are: no word is cut and no number parted where it can be helped.

Each column has the share that was asked for. Those in which a word would not fit get what it takes,
and the others give it, each in the measure of what it can spare.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.charts_type import SEAM, SPACE, one_line, width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.charts_blocks import Table

_MOST: Final = 0.26
"""Share of the table that a column gets for the sake of one word or number."""
_ROOMY: Final = 0.88
"""Share of the table that may be taken for whole bands; the rest is for columns of sentences."""
_BETWEEN: Final = re.compile("(?<![\u2013+]) (?![\u2013+])")
"""Spaces of a number that are not round the dash of its band: those before its unit."""
_ROUNDING: Final = 0.05
"""Points by which a column is wider than its widest word, for the sums of floats."""
_MEASURED: Final = 10
"""Pieces of a column that are measured, those of the most letters."""


def widths_of(table: Table, total: float, *, size: float, gap: float) -> list[float]:
    """Return the width of each column, points; their sum is that of the table.

    Parameters
    ----------
    table
        Even: every row has a cell for every column.
    total
        Of the table, points.
    size
        Of the type, points.
    gap
        What of a column stays free beside its words, points.

    Examples
    --------
    >>> from geo.charts_blocks import Table
    >>> table = Table(columns=("Sources", "Note"), rows=(("1", "A b c"),), widths=(1, 99))
    >>> narrow, wide = widths_of(table, 200, size=7, gap=8)
    >>> narrow > width_of("Sources", 7, bold=True), narrow + wide
    (True, 200.0)
    """
    gap += _ROUNDING
    count = len(table.columns)
    shares = table.widths or (1.0,) * count
    wanted = [total * share / sum(shares) for share in shares]
    for numeric in (table.numeric, frozenset[int]()):
        least = [
            gap + _least(table, column, size, _MOST * total - gap, whole=column in numeric)
            for column in range(count)
        ]
        if sum(least) <= (_ROOMY if numeric else 1.0) * total:
            break
    else:
        return [total * need / sum(least) for need in least]
    lacking = sum(max(need - have, 0.0) for need, have in zip(least, wanted, strict=True))
    spare = sum(max(have - need, 0.0) for need, have in zip(least, wanted, strict=True))
    kept = 1.0 - lacking / spare if spare else 1.0
    return [need + max(have - need, 0.0) * kept for need, have in zip(least, wanted, strict=True)]


def _least(table: Table, column: int, size: float, most: float, *, whole: bool) -> float:
    """Return the width of the widest word of a column, or of its widest band; points."""
    heads = _words([table.columns[column]])
    widest = max((width_of(piece, size, bold=True) for piece in heads), default=0.0)
    cells = {row[column] for row in table.rows}
    widest = max([widest, *(width_of(piece, size) for piece in _longest(_words(cells)))])
    if whole:
        bands = {part for cell in cells for part in _BETWEEN.split(one_line(cell))}
        long = max((width_of(piece, size) for piece in _longest(bands)), default=0.0)
        widest = max(widest, long if long <= most else 0.0)
    return min(widest, most)


def _words(texts: Iterable[str]) -> set[str]:
    """Return the words of texts, in their parts where they have seams."""
    words = {word for text in texts for word in SPACE.split(one_line(text))}
    return {part for word in words for part in SEAM.split(word)}


def _longest(pieces: Iterable[str]) -> Sequence[str]:
    return sorted(set(pieces), key=lambda piece: (-len(piece), piece))[:_MEASURED]
