"""One page A4 for a desk: sentence, cards, table, map and a code that opens the answer.

The page is set by Typst, as PDF or PNG, from one layout; the map is drawn as high as the words
leave room. No clock is read, so the same input gives the same bytes.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import segno
import typst
from matplotlib.figure import Figure

from geo.errors import ExportError
from geo.i18n import RIGHT_TO_LEFT
from geo.palette import GROUND, STATES, colour_of
from geo.paths import shipped_bytes
from geo.plot.apart import set_apart, settle_letters
from geo.plot.faces import families
from geo.plot.marks import MARK_OUTLINES, MARK_SIGNS
from geo.plot.picture import draw_page_map, groups_of, lit_of
from geo.plot.sheet import INCH, MAKER, PAPERS, drawing, metadata
from geo.plot.text import one_line
from geo.plot.typesetting import fonts, freed
from geo.typefaces import SERIF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale
    from geo.journeys import Journey
    from geo.model import Band
    from geo.plot.document import Stamp, StateText
    from geo.webmap import Group

_MARGIN: Final = 34.0
_LEAST_MAP: Final = 120.0
"""Height of the map at least, points; a page whose words leave less has none."""
_MOST_CODE: Final = 1200
"""Letters of a link that a code of this size still shows legibly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Days of a card: a band, hollow where it holds as if the gates were open."""

    p10: float
    p50: float
    p90: float
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCard:
    """A card of the page."""

    title: str
    name: str
    variant: str
    corridor: str
    value: str
    """The number that the card is named for, with its ``unit``."""
    unit: str
    days: Band
    lines: tuple[str, ...]
    """The other measures, what is missing, and the record of past errors."""
    is_open: bool = False
    """Whether it holds as if every gate were open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A row of the table; numbers as they are printed."""

    corridor: str
    name: str
    mark: str
    state: str
    days: str
    band: str
    price: str
    emissions: str
    km: str
    record: str
    barred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """What stands on the page, in the language of the file."""

    asked: str
    headline: str
    lead: str
    as_of: str
    states: tuple[StateText, ...]
    cards: tuple[PageCard, ...]
    cards_note: str
    longest: float
    """End of the axis of days."""
    columns: tuple[str, ...]
    rows: tuple[PageRow, ...]
    barred_title: str
    journeys: tuple[Journey, ...]
    barred: tuple[Journey, ...]
    marks: Group | None
    notes: tuple[str, ...]
    dates: tuple[str, ...]
    link: str
    """What the code holds: a link, or the command that makes the page again."""


def typeset_page(
    page: DeskPage,
    *,
    form: Literal["pdf", "png"],
    locale: Locale,
    stamp: Stamp,
    names: Mapping[str, str],
) -> bytes:
    """Set the page.

    Parameters
    ----------
    page
        What stands on it.
    form
        ``pdf`` or ``png``, from the same layout.
    locale
        Language; in Persian everything runs from the right.
    stamp
        What the file says of itself.
    names
        Of corridors and variants.

    Raises
    ------
    ExportError
        The link is longer than a code can hold legibly.
    """
    template = shipped_bytes(Path(__file__).with_name("page.typ"))
    document = set_apart(_document(page, locale, stamp))
    with freed():
        height = _room(template, document)
        if height >= _LEAST_MAP:
            document["picture"] = list(_map(page, height, locale, names))
        inputs = {"document": json.dumps(document)}
        if form == "pdf":
            return typst.compile(template, font_paths=fonts(), format="pdf", sys_inputs=inputs)
        ppi = float(PAPERS["a4"].dpi)
        return typst.compile(template, font_paths=fonts(), format="png", ppi=ppi, sys_inputs=inputs)


def code_of(text: str) -> bytes:
    """QR code of a text as SVG, with the quiet zone that readers want.

    Raises
    ------
    ExportError
        The text is too long to be read from paper.

    Examples
    --------
    >>> code_of("https://example.org/")[:4]
    b'<svg'
    """
    if len(text) > _MOST_CODE:
        msg = "the link of this question is too long for a code; ask with fewer conditions"
        raise ExportError(msg)
    out = io.BytesIO()
    segno.make_qr(text, error="l").save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, nl=False, omitsize=True,
        dark=GROUND["text"].light,
    )  # fmt: skip
    return out.getvalue()


def _room(template: bytes, document: dict[str, Any]) -> float:
    """Height that the words leave for the map, points."""
    inputs = {"document": json.dumps(document)}
    texts = typst.query(
        template, "<room>", field="value", one=True, font_paths=fonts(), sys_inputs=inputs
    )
    return float(json.loads(texts))


def _map(page: DeskPage, height: float, locale: Locale, names: Mapping[str, str]) -> bytes:
    """Map with its inset and legend as the bytes of a PDF."""
    width = PAPERS["a4"].size(tall=True)[0] * INCH - 2 * _MARGIN
    out = io.BytesIO()
    groups = groups_of(
        page.journeys,
        locale=locale,
        names=names,
        barred=page.barred,
        marks=page.marks,
    )
    with drawing():
        figure = Figure(figsize=(width / INCH, height / INCH))
        draw_page_map(
            figure, (0.0, 0.0, width, height), groups, locale=locale, lit=lit_of(page.journeys)
        )
        settle_letters(figure)
        figure.savefig(out, format="pdf", metadata={"CreationDate": None})
    return out.getvalue()


def _document(page: DeskPage, locale: Locale, stamp: Stamp) -> dict[str, Any]:
    about = metadata("pdf", stamp)
    width, height = PAPERS["a4"].size(tall=True)
    texts = {
        name: one_line(getattr(page, name))
        for name in ("asked", "headline", "lead", "as_of", "cards_note", "barred_title")
    }
    return {
        **texts,
        "brand": MAKER,
        "about": {
            "title": about["Title"],
            "author": MAKER,
            "description": about["Subject"],
            "keywords": about["Keywords"],
        },
        "language": locale.language,
        "from_right": locale.language in RIGHT_TO_LEFT,
        "fonts": families(),
        "headline_fonts": families(SERIF),
        "width": width * INCH,
        "height": height * INCH,
        "colours": {name: GROUND[name].light for name in ("text", "quiet", "rule")},
        "marks": {
            name: {
                "colour": STATES[name].light,
                "outline": MARK_OUTLINES.get(name, ()),
                "ring": {"open": "solid", "unknown": "dashed"}.get(name),
                "signs": signs,
            }
            for name, signs in MARK_SIGNS.items()
        },
        "states": [{"mark": one.mark, "text": one_line(one.text)} for one in page.states],
        "longest": page.longest,
        "cards": [_card(card, locale) for card in page.cards],
        "columns": [one_line(head) for head in page.columns],
        "rows": [_row(row) for row in page.rows],
        "notes": [one_line(text) for text in page.notes if text],
        "dates": [one_line(text) for text in page.dates if text],
        "code": code_of(page.link).decode(),
        "code_text": one_line(page.link),
        "picture": None,
        "alternative": one_line(page.headline),
    }


def _card(card: PageCard, locale: Locale) -> dict[str, Any]:
    days = card.days
    shares = (("P10", days.p10, False), ("P50", days.p50, True), ("P90", days.p90, False))
    return {
        "title": one_line(card.title),
        "name": one_line(card.name),
        "variant": one_line(card.variant),
        "colour": colour_of(card.corridor).light,
        "value": one_line(card.value),
        "unit": one_line(card.unit),
        "days": asdict(Figures(p10=days.p10, p50=days.p50, p90=days.p90, open=card.is_open)),
        "shares": [(label, locale.number(value, 1), bold) for label, value, bold in shares],
        "lines": [one_line(text) for text in card.lines if text],
    }


def _row(row: PageRow) -> dict[str, Any]:
    texts = {name: one_line(text) for name, text in asdict(row).items() if isinstance(text, str)}
    return texts | {"colour": colour_of(row.corridor).light, "barred": row.barred, "mark": row.mark}
