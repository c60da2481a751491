"""A dossier is told in its language: nothing English is left but titles, codes and names."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.dossier import blocks
from geo.export.request import Request
from geo.export.rows import SENTENCES
from geo.export.spreadsheet import sheets
from geo.i18n.locale import get_locale
from geo.plot.document import Block, Picture, Table
from geo.scenario import Scenario
from tests import words

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas

pytestmark = pytest.mark.slow

NAMES = re.compile(r"\S+ [\d.]+ \((PyPI|npm)\)|OpenStreetMap contributors|searoute")
CHANGED = Scenario(
    closed=frozenset({"suez"}),
    built=frozenset({"rasht-astara"}),
    date="2026-01",
    season=1,
    services=frozenset({"wagon"}),
)
ENDS = ("nhava-sheva", "chelyabinsk")


def texts(block: Block) -> list[str]:
    """Return the texts of a block."""
    if isinstance(block, Table):
        return [*block.columns, *(cell for row in block.rows for cell in row)]
    return [block.caption if isinstance(block, Picture) else block.text]


@pytest.mark.parametrize("language", words.CATALOGUES)
@pytest.mark.parametrize(
    "kind", [Kind.COMPARE, Kind.SCENARIO, Kind.LAYERS, Kind.EVIDENCE, Kind.STORY]
)
def test_a_dossier_is_told_in_its_language(atlas: Atlas, kind: Kind, language: str) -> None:
    request = Request(kind=kind, language=language)
    if kind in {Kind.COMPARE, Kind.SCENARIO}:
        origin, destination = ENDS
        scenario = CHANGED if kind is Kind.SCENARIO else Scenario()
        request = replace(request, origin=origin, destination=destination, scenario=scenario)
    address = get_locale(language).translate("Address")
    texts_of_file = [
        text
        for block in blocks(content_of(atlas, request))
        if not (isinstance(block, Table) and address in block.columns)
        for text in texts(block)
        if not text.startswith("python -m geo")
    ]
    left = {text: words.english(NAMES.sub("", text)) for text in texts_of_file}
    assert texts_of_file
    assert {text: words_left for text, words_left in left.items() if words_left} == {}


@pytest.mark.parametrize("language", words.CATALOGUES)
@pytest.mark.parametrize("kind", [Kind.EVIDENCE, Kind.STORY])
def test_the_sentences_of_a_table_are_told_in_its_language(
    atlas: Atlas, kind: Kind, language: str
) -> None:
    content = content_of(atlas, Request(kind=kind, language=language))
    sentences = [
        str(cells[name])
        for section in content.sections
        for cells in map(content.cells, section.rows)
        for name in SENTENCES
        if cells.get(name)
    ]
    assert len(sentences) > 20
    assert [text for text in sentences if words.english(text)] == []


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_what_has_no_source_or_answer_is_told_in_the_language_of_the_workbook(
    atlas: Atlas, language: str
) -> None:
    request = Request(kind=Kind.COMPARE, origin="moscow", destination="jeddah", language=language)
    workbook = sheets(content_of(atlas, request))
    gaps, failed = workbook["Without a source"], workbook["No answer"]
    texts = [str(row[name]) for row in gaps for name in ("part", "sentence")]
    texts += [str(row["reason"]) for row in failed]
    assert gaps
    assert failed
    assert [text for text in texts if words.english(text)] == []
