"""The command line in Russian and Persian: answers, states and errors, and English again after."""

from __future__ import annotations

import re

import pytest

from geo.cli.main import main
from geo.i18n import get_locale, scope_text
from tests.atlases import dated_atlas

FRAME = re.compile(
    r"As of|days|chance|no answer|clock|Published|What is left|last word|grade|until|rail,|Moscow"
)
"""Words of the English answer that stand in no title of a source here."""
SCRIPTS = {"ru": re.compile("[а-яё]"), "fa": re.compile("[آ-ی]")}
COMMANDS = (
    ["compare", "Moscow", "Nhava Sheva", "--as-of", "2026-10-10"],
    ["route", "Moscow", "Nhava Sheva", "--as-of", "2026-10-10"],
    ["states", "--as-of", "2026-10-10"],
    ["places", "Moscow", "--limit", "1"],
    ["figures", "border-az-ir-rail"],
)


def without_sources(text: str) -> str:
    """Text without what stands in brackets or after them: titles stay in their own language."""
    return re.sub(r"(\(| \[).*", "", text)


@pytest.mark.parametrize("language", ["ru", "fa"])
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_an_answer_is_in_one_language(
    words: list[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--lang", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    for line in map(without_sources, lines):
        assert SCRIPTS[language].search(line)
        assert not FRAME.search(line), line


def test_a_figure_has_its_numbers_unit_and_note_in_the_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figure = dated_atlas().ledger.figures["border-az-ir-rail"]
    band = figure.band
    assert main(["figures", "border-az-ir-rail", "--lang", "fa"]) == 0
    locale = get_locale("fa")
    first, scope, note = capsys.readouterr().out.splitlines()
    low, middle, _ = (locale.number(value, 0) for value in (band.p10, band.p50, band.p90))
    assert f"  {low} / {middle} / " in first
    assert f" {locale.translate('h')} " in first
    assert scope.strip() == scope_text(figure, locale)
    assert SCRIPTS["fa"].search(scope)
    assert note.strip() == locale.translate(figure.note) != figure.note
    assert main(["figures", "no such figure", "--lang", "ru"]) == 1
    assert "'no such figure'" in (error := capsys.readouterr().err)
    assert SCRIPTS["ru"].search(error)


def test_the_first_line_names_date_and_states(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*COMMANDS[0], "--lang", "ru"]) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("По состоянию на 10 октября 2026")
    assert second.startswith("  Ормузский пролив: закрыто с ")
    assert "класс B" in second


def test_an_error_is_in_the_language_of_the_question(capsys: pytest.CaptureFixture[str]) -> None:
    same = ["compare", "Moscow", "Moscow"]
    told = []
    for more in ([], ["--lang", "ru"], ["--lang", "fa"], []):
        assert main([*same, *more]) == 1
        told.append(capsys.readouterr().err)
    assert told[0] == told[3], "a question without a language is in English again"
    assert len(set(told)) == 3
    assert "совпадают" in told[1]
    assert SCRIPTS["fa"].search(told[2])


def test_a_route_without_a_corridor_is_the_fastest_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(COMMANDS[1]) == 0
    out = capsys.readouterr().out
    assert "Moscow – Nhava Sheva, fastest route" in out
    assert ", XZ," not in out
    assert "Russia" in out
