"""The typefaces: letters of three scripts, digits of one width, one file for browser and paper."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter

import pytest
from fontTools.ttLib import TTFont

from geo.errors import LayerError
from geo.paths import CATALOGS, EVIDENCE, LAYERS, TYPEFACES
from geo.typefaces import (
    ARABIC,
    FACES,
    NARROW,
    SANS,
    SERIF,
    STAND_INS,
    Face,
    as_data,
    stack,
    stylesheet,
    truetype,
)

LARGEST_FOLDER = 350_000
"""Bytes of all faces in the wheel."""
FIRST_VIEW = 300_000
"""Bytes of the faces that the first page fetches in one language, its map and its Persian word."""
RUSSIAN = {*"АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ", *"абвгдеёжзийклмнопрстуфхцчшщъыьэюя"}
NUMBERS = {*"0123456789", *"\u2009\u202f\u00a0–−%×·≥≤≈₂€$₹₽°′″"}


def font(face: Face) -> TTFont:
    return TTFont(io.BytesIO(face.woff))


def letters(family: str) -> set[str]:
    """Letters that every face of a family holds."""
    own = [set(map(chr, font(face).getBestCmap())) for face in FACES if face.family == family]
    assert own
    return set.intersection(*own)


def test_the_faces_are_those_of_the_design() -> None:
    weights = Counter(face.family for face in FACES)
    assert weights == {SANS: 3, NARROW: 3, ARABIC: 3, SERIF: 1}
    assert {face.name for face in FACES if face.italic} == {"map-500-italic"}
    files = {path.name for path in TYPEFACES.iterdir()}
    assert files == {*(f"{face.name}.woff" for face in FACES), "OFL.txt"}


def test_they_weigh_little() -> None:
    sizes = {face.name: len(face.woff) for face in FACES}
    assert sum(sizes.values()) <= LARGEST_FOLDER
    first = [face for face in FACES if face.family != ARABIC or face.weight == 400]
    assert len(first) == 8
    assert sum(sizes[face.name] for face in first) <= FIRST_VIEW


@pytest.mark.parametrize("family", [SANS, SERIF, NARROW])
def test_english_russian_and_numbers_need_no_other_typeface(family: str) -> None:
    own = letters(family)
    assert {chr(code) for code in range(0x20, 0x7F)} <= own
    assert own >= RUSSIAN
    assert own >= NUMBERS


def test_every_letter_of_the_catalogues_and_the_ledger_has_a_glyph() -> None:
    own = letters(SANS) | letters(ARABIC)
    texts = {path.name: path.read_text("utf-8") for path in CATALOGS.glob("*.po")}
    texts |= {path.name: path.read_text("utf-8") for path in EVIDENCE.glob("*.csv")}
    assert len(texts) > 10
    for name, text in texts.items():
        lacking = {
            sign
            for sign in set(text) - own
            if unicodedata.category(sign) not in {"Cc", "Cf"}
            and "CJK" not in unicodedata.name(sign)
        }
        assert lacking == set(), name


def test_names_on_the_map_need_no_other_typeface() -> None:
    narrow, arabic = letters(NARROW), letters(ARABIC) | letters(NARROW)
    with (LAYERS / "gazetteer" / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 100
    for row in rows:
        assert set(row["name"] + row["name_ru"]) <= narrow, row["id"]
        assert set(row["name_fa"]) <= arabic, row["id"]


def test_a_letter_of_persian_changes_with_its_place_in_a_word() -> None:
    arabic = [face for face in FACES if face.family == ARABIC]
    assert len(arabic) > 0
    for face in arabic:
        features = {one.FeatureTag for one in font(face)["GSUB"].table.FeatureList.FeatureRecord}
        assert {"init", "medi", "fina"} <= features


@pytest.mark.parametrize(
    "face", [face for face in FACES if face.family != ARABIC], ids=lambda face: face.name
)
def test_digits_are_of_one_width(face: Face) -> None:
    file = font(face)
    cmap = file.getBestCmap()
    assert len({file["hmtx"][cmap[ord(digit)]][0] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_a_face_has_our_name_and_the_licence_of_its_original(face: Face) -> None:
    names = font(face)["name"]
    assert names.getDebugName(16) == face.family
    own = {names.getDebugName(number) for number in (1, 3, 4, 6, 16, 17)}
    assert not [name for name in own if re.search("plex|source", str(name), re.IGNORECASE)]
    assert "Open Font License" in names.getDebugName(13)
    assert "Reserved Font Name" in names.getDebugName(0)
    licence = (TYPEFACES / "OFL.txt").read_text("utf-8")
    assert f"{face.family}: {names.getDebugName(0)}" in licence
    assert "PERMISSION & CONDITIONS" in licence


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_paper_gets_the_same_font(face: Face) -> None:
    paper, screen = TTFont(io.BytesIO(truetype(face.woff))), font(face)
    assert paper.flavor is None
    assert set(paper.reader.keys()) == set(screen.reader.keys())
    for tag in screen.reader.keys():  # noqa: SIM118 - not a mapping
        assert paper.reader[tag] == screen.reader[tag], tag


@pytest.mark.parametrize("damage", [b"", b"wOFF", b"\0" * 400])
def test_a_damaged_face_is_an_error(damage: bytes) -> None:
    with pytest.raises(LayerError, match="typeface is damaged"):
        truetype(damage)
    with pytest.raises(LayerError, match="typeface is damaged"):
        truetype(FACES[0].woff[:3000] + bytes(len(FACES[0].woff) - 3000))


def test_the_style_sheet_names_each_face_and_what_stands_in_for_it() -> None:
    sheet = stylesheet(FACES, lambda face: face.address)
    for face in FACES:
        assert f'url("{face.name}.woff?' in sheet
    assert sheet.count("@font-face") == len(FACES) + len(STAND_INS)
    assert sheet.count("font-display:swap") == len(FACES)
    assert sheet.count("unicode-range") == 3
    assert stack(SERIF, persian=True).startswith(f'"{ARABIC}","{SANS}"')
    assert as_data(FACES[0]).startswith("data:font/woff;base64,d09GR")
