"""Pages of a report: blocks of words, tables and pictures, set by Typst as a tagged PDF.

Words go to ``document.typ`` as JSON strings, so nothing in them is read as markup; pictures go
there as PDF and stay vectors. The type is that of Matplotlib, no clock is read and nothing is
fetched, so the same input gives the same bytes.
"""

from __future__ import annotations

import io
import json
import re
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst
from matplotlib.figure import Figure

from geo.errors import ExportError
from geo.i18n import RIGHT_TO_LEFT
from geo.palette import GROUND
from geo.paths import shipped_bytes
from geo.plot.apart import set_apart, settle_letters
from geo.plot.document import Heading, Paragraph, Picture, Table, shares_from_right
from geo.plot.faces import families, font_folders
from geo.plot.head import footer
from geo.plot.picture import details_of, draw_chart, draw_map, groups_of, journeys_of, titles
from geo.plot.sheet import INCH, MAKER, drawing, metadata, paper_of
from geo.plot.text import one_line
from geo.typefaces import SERIF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from geo.i18n import Locale
    from geo.plot.document import Block, Stamp
    from geo.plot.sheet import Paper

_MARGIN: Final = 48.0
"""At the left and right of a page, points on A4."""
_SMALL: Final = 0.86
"""Type of a picture on a page, as a share of the type of a picture with a sheet of its own."""
_SEAM: Final = re.compile(r"(?<=[_=?&])(?!\d|$)")
"""Where a word may be parted, beside the places at which Unicode breaks lines."""
_PARTS: Final = re.compile(r"(?<=[-\u2013/\u200b])(?!\d)")
_LONGEST_WORD, _SYLLABLE = 24, 8
"""Letters of a word that is not parted, and of the parts of a longer one."""
_BREAK: Final = "\N{ZERO WIDTH SPACE}"
"""Mark where a word may be parted; the template leaves it out."""
_BEFORE_DASH: Final = re.compile(" (?=[\u2013\u2014\u00b7] )")
"""Spaces at which no line ends: a dash or a dot stays with the word before it."""
_BETWEEN: Final = re.compile("(?<![\u2013+]) (?![+])")
"""Spaces of a number that are not round the dash of its band: those before its unit."""
_REMEMBERED: Final = 11
"""Documents after which Typst frees the memory of one, about 70 MB for the evidence; empty ones let
it do so at once, in 0.1 s, so that a server does not grow with every file."""
_MEASURED: Final = 10
"""Pieces of a column that are measured, those of the most letters."""


def typeset(
    blocks: Sequence[Block],
    *,
    paper: str = "a4",
    locale: Locale,
    stamp: Stamp,
    names: Mapping[str, str] | None = None,
) -> bytes:
    """Set blocks as the pages of a PDF, with title, footer and page numbers.

    Parameters
    ----------
    blocks
        From `geo.plot.document`, in their order; in the language of the file.
    paper
        ``a4`` or ``a3``, upright; ``16:9`` stays level.
    locale, stamp, names
        As for `geo.plot.picture.render_picture`.

    Raises
    ------
    ExportError
        There is no such paper, a table is not even, or a picture holds nothing.
    LayerError
        A file of the base map is missing or damaged.

    Examples
    --------
    >>> from geo.i18n import get_locale
    >>> from geo.plot.document import Stamp
    >>> stamp = Stamp(title="Notes", credits="", disclaimer="")
    >>> typeset([Paragraph(text="Rasht")], locale=get_locale("en"), stamp=stamp)[:5]
    b'%PDF-'
    """
    document = _Writer(paper_of(paper), locale, stamp, names).document(blocks)
    template = shipped_bytes(Path(__file__).with_name("document.typ"))
    with freed():
        return _compiled(template, document=json.dumps(set_apart(document)))


@contextmanager
def freed() -> Iterator[None]:
    """Let Typst free the memory of what it set in between."""
    try:
        yield
    finally:
        for _ in range(_REMEMBERED):
            _compiled(b"")


def _compiled(template: bytes, **inputs: str) -> bytes:
    return typst.compile(template, font_paths=fonts(), format="pdf", sys_inputs=inputs)


@cache
def fonts() -> typst.Fonts:
    """Type of the atlas, as in pictures; none of the machine's."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders()
    )


class _Writer:
    """Writes a document as the values that the template reads.

    Parameters
    ----------
    paper
        Of every page.
    locale
        Language; in Persian text stands at the right and tables run from right to left.
    stamp
        Title on the first page, credits at the foot of each.
    names
        What corridors and variants are called.
    """

    def __init__(
        self, paper: Paper, locale: Locale, stamp: Stamp, names: Mapping[str, str] | None
    ) -> None:
        self.paper, self.locale, self.stamp, self.names = paper, locale, stamp, names
        self.from_right = locale.language in RIGHT_TO_LEFT
        width, height = paper.size(tall=True)
        self.width, self.height = width * INCH, height * INCH

    def document(self, blocks: Sequence[Block]) -> dict[str, Any]:
        """Write all that stands on the pages, and what the file says of itself."""
        about = metadata("pdf", self.stamp)
        return {
            "title": self._text(self.stamp.title),
            "subtitle": self._text(self.stamp.subtitle),
            "footer": [self._text(text) for text in footer(self.stamp)],
            "about": {
                "title": about["Title"],
                "author": MAKER,
                "description": about["Subject"],
                "keywords": about["Keywords"],
            },
            "language": self.locale.language,
            "from_right": self.from_right,
            "fonts": families(),
            "headline_fonts": families(SERIF),
            "digits": [self.locale.number(digit, 0) for digit in range(10)],
            "width": self.width,
            "height": self.height,
            "margin": _MARGIN,
            "scale": self.paper.scale,
            "colours": {name: GROUND[name].light for name in ("text", "quiet", "rule")},
            "blocks": [
                {"kind": type(block).__name__, **self._block(block, after_heading=after)}
                for block, after in zip(blocks, _after_headings(blocks), strict=True)
            ],
        }

    def _text(self, text: str) -> str:
        line = one_line(text)
        line = shares_from_right(line) if self.from_right else line
        return _breakable(_BEFORE_DASH.sub("\N{NO-BREAK SPACE}", line))

    def _block(self, block: Block, *, after_heading: bool) -> dict[str, Any]:
        if isinstance(block, Heading):
            return {"text": self._text(block.text), "level": block.level}
        if isinstance(block, Paragraph):
            keep = block.quiet and after_heading
            return {"text": self._text(block.text), "quiet": block.quiet, "keep": keep}
        return self._table(block) if isinstance(block, Table) else self._picture(block)

    def _table(self, block: Table) -> dict[str, Any]:
        count = len(block.columns)
        if any(len(row) != count for row in block.rows) or len(block.widths) not in {0, count}:
            msg = "a table of the report is not even; give every row a cell for every column"
            raise ExportError(msg)
        columns = [self._text(head) for head in block.columns]
        rows = [[self._text(cell) for cell in row] for row in block.rows]
        cells = [{row[column] for row in rows} for column in range(count)]
        return {
            "columns": columns,
            "rows": rows,
            "widths": block.widths or (1.0,) * count,
            "numeric": sorted(block.numeric),
            "head_words": [_words([head]) for head in columns],
            "words": [_words(texts) for texts in cells],
            "bands": [
                _longest(part for text in texts for part in _BETWEEN.split(text))
                if column in block.numeric
                else []
                for column, texts in enumerate(cells)
            ],
        }

    def _picture(self, block: Picture) -> dict[str, Any]:
        """Write a picture as the bytes of its PDF, and in words for those who do not see it."""
        scale = _SMALL * self.paper.scale
        width = self.width - 2 * _MARGIN * self.paper.scale
        room = (0.0, 0.0, width, block.height_share * self.height)
        locale, names, out = self.locale, self.names, io.BytesIO()
        with drawing():
            figure = Figure(figsize=(room[2] / INCH, room[3] / INCH))
            if block.drawing == "map":
                groups = groups_of(block.content, locale=locale, names=names)
                shown = [group.name for group in groups if group.listed]
                details = details_of(block.content, locale)
                draw_map(
                    figure, room, groups, locale=locale, details=details, fit=block.fit, scale=scale
                )
            else:
                journeys = journeys_of(block.content)
                shown = list(titles(journeys, locale=locale, names=names).values())
                draw_chart(
                    figure, room, journeys, locale=locale,
                    drawing_of=block.drawing, names=names, scale=scale, box=block.box,
                )  # fmt: skip
            settle_letters(figure)
            figure.savefig(out, format="pdf", metadata={"CreationDate": None})
        alternative = ": ".join(filter(None, (block.caption, "; ".join(shown))))
        return {
            "pdf": list(out.getvalue()),
            "alternative": one_line(alternative),
            "caption": self._text(block.caption),
        }


def _after_headings(blocks: Sequence[Block]) -> list[bool]:
    """For each block, whether nothing but headings and notes stands between it and a heading."""
    answer: list[bool] = []
    for place in range(len(blocks)):
        before = blocks[place - 1] if place else None
        note = isinstance(before, Paragraph) and before.quiet
        answer.append(isinstance(before, Heading) or (note and answer[-1]))
    return answer


def _breakable(text: str) -> str:
    """Text in which every long word may be parted; an address is parted by the typesetter.

    Examples
    --------
    >>> _breakable("trans_caspian https://a.example/b_c").replace(_BREAK, "|")
    'trans_|caspian https://a.example/b_c'
    >>> _breakable("0123456789" * 3).replace(_BREAK, "|")
    '01234567|89012345|67890123|456789'
    """
    return " ".join(word if "://" in word else _parted(word) for word in text.split(" "))


def _parted(word: str) -> str:
    pieces = [
        piece[start : start + _SYLLABLE] if len(piece) > _LONGEST_WORD else piece
        for piece in _SEAM.split(word)
        for start in (range(0, len(piece), _SYLLABLE) if len(piece) > _LONGEST_WORD else (0,))
    ]
    return _BREAK.join(pieces)


def _words(texts: Iterable[str]) -> list[str]:
    """Longest pieces of texts that stand on one line each."""
    words = {word for text in texts for word in text.split(" ")}
    return _longest(part for word in words for part in _PARTS.split(word) if "://" not in word)


def _longest(pieces: Iterable[str]) -> list[str]:
    return sorted(set(pieces), key=lambda piece: (-len(piece), piece))[:_MEASURED]
