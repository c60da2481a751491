"""Pages: blocks of words, tables and pictures set on sheets with a running foot."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from geo.charts_blocks import Heading, Paragraph, Picture, Table
from geo.charts_columns import widths_of
from geo.charts_paper import INCH, RIGHT_TO_LEFT
from geo.charts_type import LEADING, footer, limited, width_of, wrapped, write
from geo.errors import ExportError
from geo.palette import GROUND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.charts_blocks import Block, Stamp
    from geo.charts_paper import Paper
    from geo.charts_type import Rect
    from geo.i18n.locale import Tongue

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
    tongue
        Language; in Persian text stands at the right and tables run from right to left.
    stamp
        Title on the first page, credits at the foot of each.
    draw
        Draws a picture into a rectangle of a page.
    """

    def __init__(
        self,
        paper: Paper,
        tongue: Tongue,
        stamp: Stamp,
        draw: Callable[[Figure, Rect, Picture], None],
    ) -> None:
        self.paper, self.tongue, self.stamp, self.draw = paper, tongue, stamp, draw
        self.scale = paper.scale
        self.mirrored = tongue.language in RIGHT_TO_LEFT
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

    def _write(self, x: float, y: float, text: str, **look: Any) -> None:  # noqa: ANN401 - whatever a text takes
        write(self.figures[-1], x, y, text, from_right=self.mirrored, **look)

    def _line(self, text: str, size: float, **look: Any) -> None:  # noqa: ANN401 - whatever a text takes
        """Set a paragraph, line by line, over as many pages as it takes."""
        size *= self.scale
        bold = look.get("weight") == "bold"
        lines = wrapped(text, size, self.width, bold=bold)
        for line in lines:
            self._need(size * LEADING)
            self.y -= size * LEADING
            x = self.left + (self.width if self.mirrored else 0)
            self._write(x, self.y, line, size=size, ha="right" if self.mirrored else "left", **look)
        self.y -= _PAD * self.scale if lines else 0

    def _heading(self, block: Heading, after: Sequence[Block]) -> None:
        """Set a heading on the page of what follows it."""
        size = _HEADS.get(block.level, _HEADS[3])
        self._need(self._room(block, after))
        self.y -= 0.6 * size * self.scale
        self._line(block.text, size, weight="bold")

    def _room(self, block: Heading, after: Sequence[Block]) -> float:
        """Return the height of a heading, of headings and notes below it, and of what they head."""
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
        """Return the height below which blocks begin on the next page, points."""
        first = blocks[0]
        if isinstance(first, Heading):
            return self._room(first, blocks[1:])
        return self._tall(first) if isinstance(first, Picture) else _KEEP * self.scale

    def _tall(self, block: Picture) -> float:
        """Return the height of a picture with its caption, points."""
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
        """Return the lines of each cell of a row, the last of many with an ellipsis."""
        size = _CELL * self.scale
        found = []
        for text, (start, end) in zip(row, pairwise(edges), strict=True):
            room = end - start - 2.2 * _PAD * self.scale
            found.append(limited(text, size, room, _MOST_CELL_LINES, bold=bold))
        return found

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
            look = {"size": size, "ha": "right" if at_end else "left", "weight": weight}
            for number, line in enumerate(lines, start=1):
                y = self.y - 0.4 * pad - number * size * LEADING * 0.94
                self._write(self.left + inner, y, line, **look)
        self.y -= _height(cells, self.scale)
        self._rule(self.y, "quiet" if bold else "rule")

    def _rule(self, y: float, colour: str) -> None:
        x = [self.left / self.wide, (self.left + self.width) / self.wide]
        look = {"color": GROUND[colour].light, "lw": 0.5 * self.scale}
        self.figures[-1].add_artist(Line2D(x, [y / self.tall] * 2, **look))  # type: ignore[arg-type]

    def _foot(self, figure: Figure, number: int) -> None:
        """Write credits, disclaimer, date, hash and the number of the page."""
        size, y = _FOOT * self.scale, self.left * 0.7
        look: dict[str, Any] = {"size": size, "color": GROUND["quiet"].light}
        near, far = self.left, self.left + self.width
        pages = f"{self.tongue.number(number, 0)} / {self.tongue.number(len(self.figures), 0)}"
        room = self.width - width_of(pages, size) - 2 * _PAD
        if self.mirrored:
            near, far = far, near
        sides = ("right", "left") if self.mirrored else ("left", "right")
        write(figure, far, y, pages, ha=sides[1], **look)
        lines = [line for text in footer(self.stamp) for line in limited(text, size, room, 2)]
        for line in reversed(lines):
            write(figure, near, y, line, ha=sides[0], **look)
            y += size * LEADING


def _height(cells: Sequence[Sequence[str]], scale: float) -> float:
    """Return the height of a row, points."""
    lines = max((len(cell) for cell in cells), default=0)
    return (max(lines, 1) * _CELL * LEADING * 0.94 + 1.4 * _PAD) * scale
