"""Pages: blocks of words, tables and pictures set on sheets with a running foot."""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from geo.errors import ExportError
from geo.palette import GROUND
from geo.plot.document import Heading, Paragraph, Picture, Table
from geo.plot.sheet import INCH, RIGHT_TO_LEFT
from geo.plot.text import LEADING, SEAM, SPACE, footer, limited, one_line, width_of, wrapped, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from geo.i18n import Locale
    from geo.plot.document import Block, Stamp
    from geo.plot.sheet import Paper
    from geo.plot.text import Rect

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
    """Width of each column, points; their sum is that of the table.

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
    >>> from geo.plot.document import Table
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
    """Width of the widest word of a column, or of its widest band; points."""
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
    """Split texts into words, and words at their seams."""
    words = {word for text in texts for word in SPACE.split(one_line(text))}
    return {part for word in words for part in SEAM.split(word)}


def _longest(pieces: Iterable[str]) -> Sequence[str]:
    return sorted(set(pieces), key=lambda piece: (-len(piece), piece))[:_MEASURED]


_MARGIN: Final = 48.0
_TEXT, _QUIET, _CELL, _FOOT = 9.0, 7.2, 6.8, 5.6
_HEADS: Final = {1: 16.0, 2: 12.0, 3: 9.5}
_PAD: Final = 4.0
_MOST_CELL_LINES: Final = 30
_STRETCH: Final = 0.45
_KEEP: Final = 75.0
"""Room below a heading without which it goes on to the next page, points."""


class Pages:
    """Sets blocks on upright pages, one below the other.

    Parameters
    ----------
    paper
        Of every page.
    locale
        Language; in Persian text stands at the right and tables run from right to left.
    stamp
        Title on the first page, credits at the foot of each.
    draw
        Draws a picture into a rectangle of a page.
    """

    def __init__(
        self,
        paper: Paper,
        locale: Locale,
        stamp: Stamp,
        draw: Callable[[Figure, Rect, Picture], None],
    ) -> None:
        self.paper, self.locale, self.stamp, self.draw = paper, locale, stamp, draw
        self.scale = paper.scale
        self.mirrored = locale.language in RIGHT_TO_LEFT
        self.figures: list[Figure] = []
        size = paper.size(tall=True)
        self.wide, self.tall = size[0] * INCH, size[1] * INCH
        self.left = _MARGIN * self.scale
        self.width = self.wide - 2 * self.left
        self.low = self.left
        self.y = 0.0
        self._turn()

    def set(self, blocks: Sequence[Block]) -> list[Figure]:
        """Set blocks and return the pages.

        Raises
        ------
        ExportError
            A table is not even.
        """
        self._line(self.stamp.title, _HEADS[1], weight="bold")
        self._line(self.stamp.subtitle, _TEXT, color=GROUND["quiet"].light)
        for place, block in enumerate(blocks):
            if isinstance(block, Heading):
                self._heading(block, blocks[place + 1 :])
            elif isinstance(block, Paragraph):
                size, name = (_QUIET, "quiet") if block.quiet else (_TEXT, "text")
                self._line(block.text, size, color=GROUND[name].light)
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._picture(block, blocks[place + 1 :])
        for number, figure in enumerate(self.figures, start=1):
            self._foot(figure, number)
        return self.figures

    def _turn(self) -> None:
        """Begin a page."""
        self.figures.append(Figure(figsize=self.paper.size(tall=True)))
        self.y = self.tall - self.left
        foot = sum(len(wrapped(t, _FOOT * self.scale, self.width)[:2]) for t in footer(self.stamp))
        self.low = self.left * 0.7 + foot * _FOOT * LEADING * self.scale + 8 * self.scale

    def _need(self, height: float) -> None:
        """Begin a page if there is not so much room on this one."""
        if self.y - height < self.low:
            self._turn()

    def _write(self, x: float, y: float, text: str, **style: Any) -> None:  # noqa: ANN401 - whatever a text takes
        write(self.figures[-1], x, y, text, from_right=self.mirrored, **style)

    def _line(self, text: str, size: float, **style: Any) -> None:  # noqa: ANN401 - whatever a text takes
        """Set a paragraph, line by line, over as many pages as it takes."""
        size *= self.scale
        bold = style.get("weight") == "bold"
        lines = wrapped(text, size, self.width, bold=bold)
        for line in lines:
            self._need(size * LEADING)
            self.y -= size * LEADING
            x = self.left + (self.width if self.mirrored else 0)
            self._write(
                x, self.y, line, size=size, ha="right" if self.mirrored else "left", **style
            )
        self.y -= _PAD * self.scale if lines else 0

    def _heading(self, block: Heading, after: Sequence[Block]) -> None:
        """Set a heading on the page of what follows it."""
        size = _HEADS.get(block.level, _HEADS[3])
        self._need(self._room(block, after))
        self.y -= 0.6 * size * self.scale
        self._line(block.text, size, weight="bold")

    def _room(self, block: Heading, after: Sequence[Block]) -> float:
        """Height of a heading, of headings and notes below it, and of the block that follows."""
        height = 2 * _HEADS.get(block.level, _HEADS[3]) * LEADING * self.scale
        while after and isinstance(after[0], Paragraph) and after[0].quiet:
            size = _QUIET * self.scale
            height += len(wrapped(after[0].text, size, self.width)) * size * LEADING
            after = after[1:]
        if after and isinstance(after[0], Heading):
            return height + self._room(after[0], after[1:])
        if after and isinstance(after[0], Picture):
            return height + self._tall(after[0])
        return height + _KEEP * self.scale

    def _picture(self, block: Picture, after: Sequence[Block]) -> None:
        """Set a picture; it takes the rest of the page, up to a share, where no other block can."""
        height = block.height_share * self.tall
        self._need(self._tall(block))
        spare = self.y - self.low - self._tall(block) - 2 * _PAD * self.scale
        if after and spare < self._least(after):
            height += min(max(spare, 0.0), _STRETCH * height)
        self.y -= height
        self.draw(self.figures[-1], (self.left, self.y, self.width, height), block)
        self._line(block.caption, _QUIET, color=GROUND["quiet"].light)
        self.y -= 2 * _PAD * self.scale

    def _least(self, blocks: Sequence[Block]) -> float:
        """Height below which blocks begin on the next page, points."""
        first = blocks[0]
        if isinstance(first, Heading):
            return self._room(first, blocks[1:])
        return self._tall(first) if isinstance(first, Picture) else _KEEP * self.scale

    def _tall(self, block: Picture) -> float:
        """Height of a picture with its caption, points."""
        return block.height_share * self.tall + 2.5 * _QUIET * self.scale * bool(block.caption)

    def _table(self, block: Table) -> None:
        count = len(block.columns)
        if any(len(row) != count for row in block.rows) or len(block.widths) not in {0, count}:
            msg = "a table of the report is not even; give every row a cell for every column"
            raise ExportError(msg)
        size, gap = _CELL * self.scale, 2.2 * _PAD * self.scale
        edges = [0.0, *accumulate(widths_of(block, self.width, size=size, gap=gap))]
        head = self._cells(block.columns, edges, bold=True)
        rows = [self._cells(row, edges) for row in block.rows]
        tall = [_height(row, self.scale) for row in rows]
        self._need(_height(head, self.scale) + sum(tall[:2]))
        self._row(head, edges, block, bold=True)
        for number, row in enumerate(rows):
            together = 2 if number == len(rows) - 2 else 1
            if self.y - sum(tall[number : number + together]) < self.low:
                self._turn()
                self._row(head, edges, block, bold=True)
            self._row(row, edges, block)
        self.y -= 2 * _PAD * self.scale

    def _cells(
        self, row: Sequence[str], edges: Sequence[float], *, bold: bool = False
    ) -> list[list[str]]:
        """Break the cells of a row into lines, the last of many with an ellipsis."""
        size = _CELL * self.scale
        cells = []
        for text, (start, end) in zip(row, pairwise(edges), strict=True):
            room = end - start - 2.2 * _PAD * self.scale
            cells.append(limited(text, size, room, _MOST_CELL_LINES, bold=bold))
        return cells

    def _row(
        self,
        cells: Sequence[Sequence[str]],
        edges: Sequence[float],
        block: Table,
        *,
        bold: bool = False,
    ) -> None:
        """Set a row and rule it off."""
        size, pad = _CELL * self.scale, _PAD * self.scale
        weight = "bold" if bold else "normal"
        for column, lines in enumerate(cells):
            start, end = edges[column], edges[column + 1]
            at_end = (column in block.numeric) != self.mirrored
            inner = end - 2 * pad if at_end else start
            if self.mirrored:
                inner = self.width - start if at_end else self.width - end + 2 * pad
            style = {"size": size, "ha": "right" if at_end else "left", "weight": weight}
            for number, line in enumerate(lines, start=1):
                y = self.y - 0.4 * pad - number * size * LEADING * 0.94
                self._write(self.left + inner, y, line, **style)
        self.y -= _height(cells, self.scale)
        self._rule(self.y, "quiet" if bold else "rule")

    def _rule(self, y: float, colour: str) -> None:
        x = [self.left / self.wide, (self.left + self.width) / self.wide]
        style = {"color": GROUND[colour].light, "lw": 0.5 * self.scale}
        self.figures[-1].add_artist(Line2D(x, [y / self.tall] * 2, **style))  # type: ignore[arg-type]

    def _foot(self, figure: Figure, number: int) -> None:
        """Write credits, disclaimer, date, hash and the number of the page."""
        size, y = _FOOT * self.scale, self.left * 0.7
        style: dict[str, Any] = {"size": size, "color": GROUND["quiet"].light}
        near, far = self.left, self.left + self.width
        pages = f"{self.locale.number(number, 0)} / {self.locale.number(len(self.figures), 0)}"
        room = self.width - width_of(pages, size) - 2 * _PAD
        if self.mirrored:
            near, far = far, near
        sides = ("right", "left") if self.mirrored else ("left", "right")
        write(figure, far, y, pages, ha=sides[1], **style)
        lines = [line for text in footer(self.stamp) for line in limited(text, size, room, 2)]
        for line in reversed(lines):
            write(figure, near, y, line, ha=sides[0], **style)
            y += size * LEADING


def _height(cells: Sequence[Sequence[str]], scale: float) -> float:
    """Height of a row, points."""
    lines = max((len(cell) for cell in cells), default=0)
    return (max(lines, 1) * _CELL * LEADING * 0.94 + 1.4 * _PAD) * scale
