"""The dossier as a file: Markdown, one HTML page, or the pages of a PDF."""

from __future__ import annotations

import base64
import re
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from geo.export.dossier import blocks, body
from geo.export.maps import picture_count
from geo.i18n import RIGHT_TO_LEFT, direction
from geo.palette import GROUND
from geo.paths import shipped_text
from geo.plot import Block, Heading, Paragraph, Picture, Table, shares_from_right
from geo.typefaces import ARABIC, FACES, SANS, as_data, stylesheet

if TYPE_CHECKING:
    from jinja2 import Template

    from geo.export.content import Content

_MARKS: Final = re.compile(r"([\\`*_\[\]#|~])")
_MD_HEADING: Final = re.compile(r"^#{1,3} ", re.MULTILINE)
_HTML_HEADING: Final = re.compile(r"^<h[123]>", re.MULTILINE)
_PDF_COUNT: Final = re.compile(rb"/Count\s+([0-9]+)")
_ADDRESS: Final = "://"
_TEMPLATES: Final = Path(__file__).with_name("templates")


def md_bytes(content: Content) -> bytes:
    """Dossier as Markdown; its pictures are in the other formats."""
    lines: list[str] = []
    for block in _without_pictures(content):
        if isinstance(block, Heading):
            lines += [f"{'#' * block.level} {_escaped(block.text)}", ""]
        elif isinstance(block, Paragraph):
            lines += [_escaped(block.text), ""]
        elif isinstance(block, Table):
            rule = ["---:" if n in block.numeric else "---" for n in range(len(block.columns))]
            rows = [[_escaped(cell) for cell in row] for row in (block.columns, *block.rows)]
            lines += [f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:])]
            lines.append("")
    return "\n".join(lines).encode("utf-8", "replace")


def _escaped(text: str) -> str:
    r"""Text on one line in which Markdown finds neither mark nor tag.

    Examples
    --------
    >>> print(_escaped("a|b <i> *c*"))
    a\|b &lt;i&gt; \*c\*
    """
    line = " ".join(text.replace("\0", "").split())
    return _MARKS.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def _without_pictures(content: Content) -> list[Block]:
    """Blocks of the dossier without pictures, and without headings that have only pictures."""
    left = [block for block in blocks(content) if not isinstance(block, Picture)]
    return [
        block
        for block, after in zip(left, [*left[1:], None], strict=True)
        if not (isinstance(block, Heading) and isinstance(after, Heading))
        or after.level > block.level
    ]


def md_total(content: Content) -> int:
    """Count the headings that the Markdown of a content has."""
    return sum(isinstance(block, Heading) for block in _without_pictures(content))


def md_count(path: Path) -> int:
    """Count the headings of a file."""
    return len(_MD_HEADING.findall(path.read_text("utf-8")))


def dossier_bytes(content: Content) -> bytes:
    """Dossier as one HTML page with its pictures; nothing in it can run."""
    language = content.locale.language
    text = _page().render(
        blocks=[(type(block).__name__, block) for block in blocks(content)],
        language=language,
        direction=direction(language),
        title=content.stamp.title,
        about=content.about(),
        heads=partial(_heads, from_right=language in RIGHT_TO_LEFT),
        column_classes=_column_classes,
        svg=partial(_svg, content=content),
        colours={name: colour.light for name, colour in GROUND.items()},
        typefaces=Markup(_typefaces(language)),  # noqa: S704 - ours
    )
    return text.replace("\0", "").encode("utf-8", "replace")


@cache
def _typefaces(language: str) -> str:
    """Typefaces of a page in some language, regular and bold, with their files."""
    family = ARABIC if language in RIGHT_TO_LEFT else SANS
    own = [face for face in FACES if face.family == family and face.weight in {400, 600}]
    return stylesheet(own, as_data)


@cache
def _page() -> Template:
    environment = Environment(
        loader=FunctionLoader(lambda name: shipped_text(_TEMPLATES / name)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("dossier.html")


def _heads(table: Table, *, from_right: bool) -> list[str]:
    """Heads of a table; from the right, P10 to P90 run as the numbers below them do."""
    if not from_right:
        return list(table.columns)
    turned = [shares_from_right(head) for head in table.columns]
    return [
        head if text == head else f"\u200f{text}"
        for head, text in zip(table.columns, turned, strict=True)
    ]


def _column_classes(table: Table) -> list[str]:
    """CSS class of each column: numbers, addresses, which break anywhere, or neither."""
    addresses = {n for row in table.rows for n, text in enumerate(row) if _ADDRESS in text}
    return [
        "n" if column in table.numeric else "u" if column in addresses else ""
        for column in range(len(table.columns))
    ]


def _svg(block: Picture, *, content: Content) -> str:
    """Picture as the base64 of an SVG."""
    from geo.plot import render_picture

    picture = render_picture(
        block.content,
        form="svg",
        locale=content.locale,
        stamp=content.stamp,
        drawing_of=block.drawing,
        box=block.box,
        names=content.names,
    )
    return base64.b64encode(picture).decode("ascii")


def dossier_count(path: Path) -> int:
    """Count the headings of a page; 0 if it is cut off."""
    text = path.read_text("utf-8")
    return len(_HTML_HEADING.findall(text)) if text.endswith("</html>\n") else 0


def heading_count(content: Content) -> int:
    """Count the headings that the dossier of a content has."""
    return sum(isinstance(block, Heading) for block in blocks(content))


def pdf_bytes(content: Content) -> bytes:
    """Dossier as the pages of a PDF."""
    from geo.plot import typeset

    return typeset(
        body(content),
        paper=content.request.paper,
        locale=content.locale,
        stamp=content.stamp,
        names=content.names,
    )


def whole_pdf(path: Path) -> int:
    """Give 1 if a PDF is complete and has as many pages as it states."""
    stated = {int(number) for number in _PDF_COUNT.findall(path.read_bytes())}
    return int(picture_count(path) in stated - {0})
