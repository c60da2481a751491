"""Pages of a report: filled to their foot, and no row of a table alone."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from geo.export.choices import Kind
from geo.export.content import content_of
from geo.export.dossier import blocks
from geo.export.request import Request
from geo.i18n.locale import LANGUAGES, get_locale
from geo.plot.document import Heading, Paragraph, Picture, Stamp, Table
from geo.plot.pages import Pages, widths_of
from geo.plot.sheet import drawing, paper_of
from geo.plot.text import LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK, SEAM, one_line, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from geo.journeys.atlas import Atlas
    from geo.plot.document import Block
    from geo.plot.text import Rect

pytestmark = pytest.mark.slow

STAMP = Stamp(title="Moscow – Nhava Sheva", credits="Made with Natural Earth", disclaimer="")
PICTURE = Picture(content=(), height_share=0.4)


def set_pages(blocks: Sequence[Block], language: str = "en") -> tuple[Pages, list[Rect]]:
    """Return pages and the rectangles of their pictures, which are not rects."""
    rects: list[Rect] = []

    def draw(figure: Figure, rect: Rect, block: Picture) -> None:
        assert figure is not None
        assert block.drawing == "map"
        rects.append(rect)

    with drawing():
        pages = Pages(paper_of("a4"), get_locale(language), STAMP, draw)
        pages.set(blocks)
    return pages, rects


def test_a_picture_takes_the_rest_of_a_page_that_nothing_else_can_use() -> None:
    pages, (first, second) = set_pages([Paragraph(text="Before"), PICTURE, PICTURE])
    assert len(pages.figures) == 1
    assert first[3] == second[3] == pytest.approx(0.4 * pages.tall)
    text = Paragraph(text="Two lines of words. " * 110)
    pages, (first, second) = set_pages([text, PICTURE, PICTURE])
    assert len(pages.figures) == 2
    assert first[1] - pages.low < 10
    assert first[3] > 0.4 * pages.tall
    assert second[3] == pytest.approx(0.4 * pages.tall)


def test_a_heading_counts_with_what_it_heads() -> None:
    text = Paragraph(text="Two lines of words. " * 110)
    pages, (first, _) = set_pages([text, PICTURE, Heading(text="Map"), PICTURE])
    assert first[3] > 0.4 * pages.tall


def test_a_heading_and_its_note_stay_with_the_table_below() -> None:
    table = Table(columns=("Head", "x"), rows=(("first", "x"),) * 5)
    note = Paragraph(text="A note. " * 40, quiet=True)
    numbers = set()
    for count in range(25, 46):
        text = [Paragraph(text="One line.")] * count
        pages, _ = set_pages([*text, Heading(text="Way"), note, Heading(text="Western"), table])
        texts_by_page = [[one.get_text() for one in figure.texts] for figure in pages.figures]
        (page,) = [texts for texts in texts_by_page if "Way" in texts]
        assert {"Western", "first"} <= set(page)
        numbers.add(texts_by_page.index(page))
    assert numbers == {0, 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_row_stands_alone_on_its_page(language: str) -> None:
    for count in range(30, 90):
        rows = tuple((f"row{number}", "x") for number in range(count))
        pages, _ = set_pages([Table(columns=("Head", "x"), rows=rows)], language)
        counts = [
            sum(bool(re.fullmatch(r"row\d+", text.get_text())) for text in figure.texts)
            for figure in pages.figures
        ]
        assert sum(counts) == count
        assert min(counts) > 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [Kind.ROUTE, Kind.EVIDENCE, Kind.STORY])
def test_no_word_of_a_table_is_cut(atlas: Atlas, kind: Kind, language: str) -> None:
    request = Request(kind=kind, origin="Moscow", destination="Nhava Sheva", language=language)
    size, gap = 6.8, 9.0
    tables = [one for one in blocks(content_of(atlas, request)) if isinstance(one, Table)]
    assert sum(len(table.rows) for table in tables) > 20
    for table in tables:
        widths = widths_of(table, 499.0, size=size, gap=gap)
        assert sum(widths) == pytest.approx(499.0)
        for row in (table.columns, *table.rows):
            bold = row == table.columns
            for text, width in zip(row, widths, strict=True):
                for line, after in pairwise(wrapped(text, size, width - gap, bold=bold)):
                    seam = SEAM.search(line + after, len(line) - 1, len(line) + 1)
                    whole = f"{line} {after}" in one_line(text)
                    assert whole or seam or "://" in text, (table.columns, text)


def test_no_number_is_parted_from_its_band() -> None:
    rows = (("Rasht – Astara, over a long way round", "1,014.0 – 15.0 – 16.0 USD"),) * 3
    table = Table(columns=("Leg", "P50"), rows=rows, widths=(9, 1), numeric=frozenset({1}))
    for total in (600.0, 400.0):
        _, width = widths_of(table, total, size=7, gap=0)
        assert wrapped(rows[0][1], 7, width)[0] in {"1,014.0 – 15.0 – 16.0", rows[0][1]}


def test_every_source_can_be_told_in_letters_of_the_type(atlas: Atlas) -> None:
    titles = [source.title for source in atlas.ledger.sources.values()]
    shown = [one_line(title) for title in titles]
    assert not any("\N{REPLACEMENT CHARACTER}" in title for title in shown)
    assert sum("[…]" in title for title in shown) < 5
    assert all(re.search(r"\w", title) for title in shown)


def test_a_title_of_another_direction_keeps_its_place_before_its_publisher() -> None:
    for language, mark in (("en", LEFT_TO_RIGHT_MARK), ("fa", RIGHT_TO_LEFT_MARK)):
        rows = (("کاهش ۱۸ ساعتی, Kavir", "https://example.org/"),)
        pages, _ = set_pages([Table(columns=("Source", "Address"), rows=rows)], language)
        texts = [text.get_text() for text in pages.figures[0].texts]
        assert mark + rows[0][0] in texts
        assert rows[0][1] in texts


def test_bands_and_their_head_run_the_same_way_on_a_persian_page() -> None:
    columns, cells = ("روز، P10 – P50 – P90", "P10 – P50 – P90"), ("۱ – ۲ – ۳", "۱ – ۲ – ۳ روز")
    table = Table(columns=columns, rows=(cells,), numeric=frozenset({0, 1}))
    pages, _ = set_pages([table], "fa")
    texts = [text.get_text() for text in pages.figures[0].texts]
    for text in cells:
        assert f"{RIGHT_TO_LEFT_MARK}{text}" in texts
    heads = ("P90 – P50 – P10", f"{RIGHT_TO_LEFT_MARK}روز، P90 – P50 – P10")
    assert set(heads) <= set(texts)
    pages, _ = set_pages([table], "en")
    assert "P10 – P50 – P90" in [text.get_text() for text in pages.figures[0].texts]


def test_the_token_stands_whole_where_it_stands_at_all() -> None:
    stamp = replace(STAMP, hash="e" * 400, data_date="Railways as of early 2024")
    with drawing():
        pages = Pages(paper_of("a4"), get_locale("en"), stamp, lambda *_: None)
        pages.set([Paragraph(text="Words")])
    texts = [text.get_text() for text in pages.figures[0].texts]
    assert "Railways as of early 2024" in texts
    assert not any("eee" in text for text in texts)
