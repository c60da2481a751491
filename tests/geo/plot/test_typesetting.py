"""Pages of a report: tagged, in the type of the pictures, whole words, heads with their tables."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.documents import pdf_bytes
from geo.export.dossier import blocks
from geo.export.request import Request
from geo.i18n.locale import LANGUAGES, get_locale
from geo.plot.document import Heading, Paragraph, Picture, Stamp, Table
from geo.plot.text import one_line
from geo.plot.typesetting import typeset
from geo.webmap.scene import Group, Symbol
from tests.programs import needs_poppler

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.journeys.atlas import Atlas
    from geo.plot.document import Block

pytestmark = pytest.mark.slow

STAMP = Stamp(
    title="Moscow – Nhava Sheva", credits="Made with Natural Earth", disclaimer="", hash="e" * 400
)
ENDS: Final = tuple(Symbol(id="", point=point, size=3) for point in ((37.6, 55.8), (72.9, 18.9)))
MAP: Final = Picture(
    content=(Group(id="ends", name="Ends", kind="place", colour="neutral", symbols=ENDS),),
    caption="Both ends",
)
XHTML: Final = "{http://www.w3.org/1999/xhtml}"


class Word(NamedTuple):
    """A word on a page, points from its upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def setting(blocks: Sequence[Block], language: str = "en", paper: str = "a4") -> bytes:
    return typeset(blocks, paper=paper, locale=get_locale(language), stamp=STAMP)


def words_of(file: bytes, folder: Path) -> list[list[Word]]:
    """Words of each page, as a second program reads them."""
    path = folder / "a.pdf"
    path.write_bytes(file)
    command = ["pdftotext", "-bbox", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    tree = ET.fromstring(text)
    return [
        [
            Word(word.text or "", *(float(word.attrib[f"{x}{n}"]) for x, n in CORNERS))
            for word in page.iter(f"{XHTML}word")
        ]
        for page in tree.iter(f"{XHTML}page")
    ]


CORNERS: Final = (("x", "Min"), ("y", "Min"), ("x", "Max"), ("y", "Max"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_tagged_and_names_its_language_and_title(language: str) -> None:
    table = Table(columns=("Leg", "km"), rows=(("Rasht – Astara", "1"),) * 90)
    file = setting([Heading(text="Legs", level=2), table, MAP], language)
    assert b"/StructTreeRoot" in file
    assert f"/Lang({language})".encode() in file
    assert b"/Marked true" in file
    assert (b"/Direction/R2L" in file) == (language == "fa")
    assert b"/Title" in file
    tags = re.findall(rb"/S/([A-Z][A-Za-z0-9]*)", file)
    counts = {tag.decode(): tags.count(tag) for tag in set(tags)}
    assert counts["H1"] == counts["H2"] == counts["Table"] == counts["Figure"] == 1
    assert (counts["TH"], counts["TD"]) == (2, 180), "a repeated head is no second head"
    assert b"/Alt(Both ends: Ends)" in file


def test_pictures_are_vectors_and_all_type_is_that_of_the_atlas(atlas: Atlas) -> None:
    request = Request(kind=Kind.ROUTE, origin="Moscow", destination="Nhava Sheva", language="fa")
    file = pdf_bytes(content_of(atlas, request))
    assert re.search(rb"/Subtype\s*/Form", file)
    shapes = len(re.findall(rb"/Subtype\s*/Image", file)) - len(re.findall(rb"/SMask \d", file))
    assert shapes <= 1, "the relief under the map, and no other picture of dots"
    fonts = set(re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z-]+)", file))
    assert fonts >= {b"AtlasArabicRegular", b"AtlasArabicSemiBold", b"AtlasSansRegular"}
    assert not [name for name in fonts if not name.startswith((b"Atlas", b"DejaVuSans"))]


@pytest.mark.deep
def test_the_same_blocks_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys\nfrom tests.geo.plot.test_typesetting import MAP, setting\n"
        "sys.stdout.buffer.write(setting([MAP], 'fa'))"
    )
    again = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    assert again == setting([MAP], "fa")
    assert b"CreationDate" not in again


@needs_poppler
def test_a_heading_and_its_note_stay_with_the_table_below(tmp_path: Path) -> None:
    table = Table(columns=("Head", "x"), rows=(("first", "x"),) * 5)
    note = Paragraph(text="A note. " * 40, quiet=True)
    numbers = set()
    for count in range(36, 60):
        text: list[Block] = [Paragraph(text="One line.")] * count
        headed: list[Block] = [
            Heading(text="Way", level=2),
            note,
            Heading(text="Western", level=3),
            table,
        ]
        pages = words_of(setting([*text, *headed]), tmp_path)
        texts_by_page = [{word.text for word in page} for page in pages]
        (page,) = [texts for texts in texts_by_page if "Way" in texts]
        assert {"Western", "Head", "first"} <= page
        numbers.add(texts_by_page.index(page))
    assert numbers == {0, 1}


@needs_poppler
@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.deep), "ru", "fa"])
@pytest.mark.parametrize("kind", [Kind.ROUTE, Kind.EVIDENCE, Kind.STORY])
def test_no_word_runs_into_another_or_off_the_page(
    atlas: Atlas, kind: Kind, language: str, tmp_path: Path
) -> None:
    request = Request(kind=kind, origin="Moscow", destination="Nhava Sheva", language=language)
    parts = [block for block in blocks(content_of(atlas, request)) if isinstance(block, Table)]
    pages = words_of(setting(parts, language), tmp_path)
    assert sum(map(len, pages)) > 400
    for page in pages:
        assert min(word.left for word in page) > 47
        assert max(word.right for word in page) < 548
        words = sorted(page, key=lambda word: word.top)
        for place, one in enumerate(words):
            for other in islice(words, place + 1, None):
                if other.top > one.bottom - 2:
                    break
                wide = min(one.right, other.right) - max(one.left, other.left)
                tall = min(one.bottom, other.bottom) - max(one.top, other.top)
                assert wide < 0.5 or tall < 3, (one, other)


@needs_poppler
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_word_or_band_of_a_table_is_cut(atlas: Atlas, language: str, tmp_path: Path) -> None:
    request = Request(
        kind=Kind.ROUTE, origin="Moscow", destination="Nhava Sheva", language=language
    )
    tables = [one for one in blocks(content_of(atlas, request)) if isinstance(one, Table)]
    tables = [table for table in tables if table.columns[0]]  # addresses may be parted anywhere
    assert sum(len(table.rows) for table in tables) > 10
    for table in tables:
        pages = words_of(setting([table], language), tmp_path)
        shown = {word.text for page in pages for word in page}
        for row in (table.columns, *table.rows):
            words = {word for text in row for word in re.split(r"\s", one_line(text))}
            assert {word for word in words - {""} if not re.search("[-–]", word)} <= shown


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_is_parted_from_its_band(language: str, tmp_path: Path) -> None:
    number = get_locale(language).number
    band = " – ".join(number(days, 1) for days in (1014, 1015, 1016))
    row = ("Rasht – Astara, over a long way round " * 2, band, "a note of some length " * 20)
    columns = ("Leg", "P50", "Note")
    table = Table(columns=columns, rows=(row,) * 3, widths=(9, 1, 9), numeric=frozenset({1}))
    (page,) = words_of(setting([table], language), tmp_path)
    above = [word for word in page if word.bottom < 780]
    first, *_, last = re.split(r"\s", band)
    tops = [sorted(round(w.top) for w in above if w.text == text) for text in (first, last)]
    assert len(set(tops[1])) == 3
    assert set(tops[0]) == set(tops[1])


@needs_poppler
def test_a_long_word_is_parted_and_is_whole_when_it_is_copied(tmp_path: Path) -> None:
    words = ("0123456789abcdef" * 4, "a" * 500, "trans_caspian_and_others.geojson")
    table = Table(columns=("a", "b", "c", "d"), rows=((*words, "x"),))
    for language in LANGUAGES:
        (page,) = words_of(setting([Paragraph(text=words[1]), table], language), tmp_path)
        assert min(word.left for word in page) > 47
        assert max(word.right for word in page) < 548
        copied = "".join(word.text for word in page)
        assert "\N{ZERO WIDTH SPACE}" not in copied
        assert copied.count("a" * 8) > 2 * 500 // 8 - 8


@needs_poppler
def test_a_cell_longer_than_a_page_goes_on_on_the_next(tmp_path: Path) -> None:
    text = " ".join(f"word{number}" for number in range(3000))
    pages = words_of(setting([Table(columns=("Head",), rows=((text,),))]), tmp_path)
    shown = [word.text for page in pages for word in page if word.text.startswith("word")]
    assert len(pages) > 1
    assert shown == text.split(" ")
    assert all(any(word.text == "Head" for word in page) for page in pages)


@needs_poppler
def test_bands_and_their_head_run_from_the_right_on_a_persian_page(tmp_path: Path) -> None:
    columns, cells = ("روز، P10 – P50 – P90", "P10 – P50 – P90"), ("۱ – ۲ – ۳", "۴ – ۵ – ۶ روز")
    table = Table(columns=columns, rows=(cells,), numeric=frozenset({0, 1}))
    for language, from_right in (("fa", True), ("en", False)):
        (page,) = words_of(setting([table], language), tmp_path)
        for group in (("P10", "P50", "P90"), ("۴", "۵", "۶")):
            lefts = [max(word.left for word in page if word.text == text) for text in group]
            assert lefts == sorted(lefts, reverse=from_right)


@needs_poppler
def test_foreign_words_keep_their_own_direction(tmp_path: Path) -> None:
    rows = (("14 % growth, Young (RAI), 2025", "https://example.org/fa/"),)
    table = Table(columns=("Source", "Address"), rows=rows)
    (page,) = words_of(setting([table], "fa"), tmp_path)
    lefts = {word.text: word.left for word in page}
    assert lefts["14"] < lefts["growth,"] < lefts["(RAI),"] < lefts["2025"]
    assert lefts["https://example.org/fa/"] < lefts["14"], "the first column stands at the right"
    assert b"/URI(https://example.org/fa/)" in setting([table], "fa")


def test_only_addresses_of_the_web_are_links() -> None:
    rows = (("javascript:alert(1)", "file:///etc/passwd", "https://a.example/ javascript:x"),)
    file = setting([Table(columns=("a", "b", "c"), rows=rows)])
    assert b"/URI" not in file
    assert b"/JavaScript" not in file


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_its_number_and_the_credits(language: str, tmp_path: Path) -> None:
    locale, table = get_locale(language), Table(columns=("Leg",), rows=(("Rasht",),) * 120)
    sheets = (("a4", 595), ("a3", 841), ("16:9", 959))
    files = [words_of(setting([table], language, paper), tmp_path) for paper, _ in sheets]
    assert min(map(len, files)) > 1
    for pages, (_, wide) in zip(files, sheets, strict=True):
        for number, page in enumerate(pages, start=1):
            texts = [word.text for word in page]
            numbers = {locale.number(number, 0), locale.number(len(pages), 0)}
            assert numbers <= {part for text in texts for part in (text, *text.split("/"))}
            assert {"Natural", "Earth"} <= set(texts)
            assert not any("eee" in text for text in texts), "the token is no part of the foot"
            assert max(word.right for word in page) < wide - 47


def test_every_source_can_be_told_in_letters_of_the_type(atlas: Atlas) -> None:
    titles = [source.title for source in atlas.ledger.sources.values()]
    shown = [one_line(title) for title in titles]
    assert not any("\N{REPLACEMENT CHARACTER}" in title for title in shown)
    assert sum("[…]" in title for title in shown) < 5
    assert all(re.search(r"\w", title) for title in shown)
