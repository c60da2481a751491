"""Words of a Persian PDF: what `pdftotext` reads are the words that were set."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from typing import TYPE_CHECKING, Final

import pytest

from geo.export import Kind, Request, content_of, export_bytes
from geo.i18n.locale import get_locale
from geo.plot.apart import apart, set_apart
from geo.plot.document import Paragraph, Stamp
from geo.plot.typesetting import typeset
from tests import words as catalogues
from tests.programs import needs_poppler

if TYPE_CHECKING:
    from pathlib import Path

    from geo.journeys.atlas import Atlas

STAMP: Final = Stamp(title="آزمون", credits="", disclaimer="")
WORD: Final = re.compile("[\u0620-\u0657\u0670-\u06d3\u06fa-\u06ff\u200c]+")
HOLE: Final = re.compile(r"\{[^}]*\}")
UNREAD: Final = re.compile("[\u064c-\u0652\u200e\u200f\u202a-\u202e]")
"""Vowel signs, which paper may leave out, and marks of direction, which a reader adds."""


def persian_words(text: str) -> set[str]:
    return set(WORD.findall(UNREAD.sub("", unicodedata.normalize("NFC", text))))


def text_of(file: bytes, folder: Path) -> str:
    path = folder / "a.pdf"
    path.write_bytes(file)
    command = ["pdftotext", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def sentences() -> list[str]:
    """Every Persian sentence of pages and evidence, without what is filled in."""
    return [
        HOLE.sub("", message.string)
        for domain in ("", "evidence.")
        for message in catalogues.catalogue("fa", domain)
        if message.id and isinstance(message.string, str) and message.string
    ]


@needs_poppler
@pytest.mark.slow
def test_every_persian_sentence_is_read_as_it_was_set(tmp_path: Path) -> None:
    said = sentences()
    blocks = [Paragraph(text=text) for text in said]
    read = persian_words(text_of(typeset(blocks, locale=get_locale("fa"), stamp=STAMP), tmp_path))
    wanted = set().union(*map(persian_words, said))
    assert len(said) > 1_500
    assert len(wanted) > 1_500
    assert {"دماغهٔ", "راه‌آهن", "کیلومتر", "شرقی", "کالا"} <= wanted
    assert wanted - read == set()


@needs_poppler
@pytest.mark.slow
@pytest.mark.parametrize("weight", ["medium", "semibold"])
@pytest.mark.parametrize(
    "word", ["سریع‌ترین", "آخرین", "لا", "سالانه", "اولاً", "دورهٔ", "دماغهٔ", "بررسی", "ژاپن"]
)
def test_a_word_is_one_word_in_every_weight(word: str, weight: str, tmp_path: Path) -> None:
    import typst  # noqa: PLC0415 - with the fonts of the module that is tested

    from geo.plot.faces import families  # noqa: PLC0415
    from geo.plot.typesetting import fonts  # noqa: PLC0415

    faces = ", ".join(f'"{name}"' for name in families())
    source = (
        f'#set text(font: ({faces}), weight: "{weight}", lang: "fa", dir: rtl)\n'
        '#show regex("[\\u{e100}-\\u{e3ff}]"): it => { let n = str.to-unicode(it.text) - 0xe000\n'
        "text(stylistic-set: calc.quo(n, 256), str.from-unicode(0x600 + calc.rem(n, 256))) }\n"
        f"{apart(word)}"
    )
    file = typst.compile(source.encode(), font_paths=fonts(), format="pdf")
    assert persian_words(text_of(file, tmp_path)) == {word}


@needs_poppler
@pytest.mark.slow
@pytest.mark.parametrize(
    "form", ["pdf", "page", pytest.param("dossier-pdf", marks=pytest.mark.deep)]
)
def test_map_page_and_dossier_hold_the_words_of_their_answer(
    form: str, atlas: Atlas, tmp_path: Path
) -> None:
    request = Request(kind=Kind.COMPARE, origin="moscow", destination="nhava-sheva", language="fa")
    content = content_of(atlas, request)
    text = text_of(export_bytes(content, form), tmp_path)
    read = persian_words(text)
    names = [content.names[one.route.corridor] for one in content.drawn]
    wanted = set().union(*map(persian_words, names))
    assert len(wanted) > 5
    composed = {word.replace("ه\u0654", "ۀ") for word in wanted}
    assert composed - {word.replace("ه\u0654", "ۀ") for word in read} == set()
    known = set().union(*map(persian_words, sentences()))
    places = [*atlas.places]
    known |= set().union(*(persian_words(one.name_fa) for one in places))
    strange = {word for word in read if word.replace("ۀ", "ه\u0654") not in known}
    assert len(read) > 60
    assert len(strange) < 0.1 * len(read), strange


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("دماغهٔ", "\ue154"), ("دورهٔ", "\ue254"), ("مثلاً", "\ue34b"), ("تقریباً", "\ue14b"),
        ("حدوداً", "\ue24b"), ("سرِ", "\ue150"),
    ],
)  # fmt: skip
def test_a_mark_is_the_sign_that_stands_over_its_letter(text: str, sign: str) -> None:
    assert apart(text) == f"{text[:-1]}{sign}"


def test_what_a_file_says_of_itself_keeps_its_letters() -> None:
    document = {"about": {"title": "دورهٔ"}, "rows": [["دورهٔ"]], "width": 3.5}
    assert set_apart(document) == {
        "about": {"title": "دورهٔ"},
        "rows": [["دوره\ue254"]],
        "width": 3.5,
    }
