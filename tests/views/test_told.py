"""Nothing English is left in the tables of the evidence and the story but titles and codes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo.evidence import load_promises
from geo.evidence.history import load_history
from geo.evidence.ledger import conflicting_figures
from geo.evidence.manifest import read_manifest
from geo.i18n.locale import get_locale
from geo.validation.trials import model_answers
from geo.validation.variance import variance_reports
from tests import words
from tests.atlases import back_test
from views.evidence.chart import trial_rows
from views.evidence.tables import (
    case_table,
    figure_table,
    file_table,
    miss_list,
    rest_table,
    score_table,
    source_table,
    trial_table,
)
from views.state import data
from views.story.counts import money, money_bars
from views.story.tables import event_table, volume_table
from views.ui.claims import claim_table, contradiction_table

if TYPE_CHECKING:
    from geo.validation.backtest import BackTest

TITLE = re.compile(r"<(a|bdi)\b.*?</\1>", re.DOTALL)
MARK = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def tested() -> BackTest:
    return back_test(data.atlas())


def english(page: str) -> list[str]:
    """Return the English words of a page, titles of sources and codes left out."""
    return words.english(MARK.sub(" ", TITLE.sub("", page)))


def names(language: str) -> dict[str, str]:
    translate = get_locale(language).translate
    return {one.id: translate(one.name) for one in data.atlas().corridors.corridors.values()}


def test_the_law_sees_english_and_passes_titles_and_codes() -> None:
    assert english("<td>Открыто today, trn-001 <a href='x'>the title</a></td>") == ["today"]
    assert english("<td><bdi>the title</bdi> как rate-in-europe-2024</td>") == []


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_the_story_is_told_in_the_language_of_the_reader(language: str) -> None:
    history, speaker, source_of = load_history(), get_locale(language), names(language)
    told = event_table(history.events, speaker) + volume_table(history.volumes, source_of, speaker)
    told += money(money_bars(history.volumes, source_of, speaker), speaker)
    promises = " ".join(speaker.translate(one.text) for one in load_promises())
    assert promises
    assert english(told + promises) == []


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_what_contradicts_is_told_in_the_language_of_the_reader(language: str) -> None:
    atlas, speaker, source_of = data.atlas(), get_locale(language), names(language)
    rows = [(one, model_answers(atlas, one)) for one in atlas.ledger.contradictions]
    told = contradiction_table(rows, names=source_of, source_of=data.source, locale=speaker)
    groups = conflicting_figures(atlas.ledger.figures.values())
    told += case_table(groups, data.source, speaker)
    assert english(told) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", words.CATALOGUES)
def test_the_back_test_is_told_in_the_language_of_the_reader(
    language: str, tested: BackTest
) -> None:
    atlas, speaker = data.atlas(), get_locale(language)
    told = miss_list(tested.trials, data.source, speaker) + score_table(tested.scores, speaker)
    told += trial_table(tested.trials, data.source, speaker)
    told += claim_table(tested.claims, names=names(language), source_of=data.source, locale=speaker)
    told += "".join(
        rest_table(rest, atlas.ledger.figures, data.source, speaker)
        for rest in variance_reports(atlas)
    )
    rows = trial_rows(tested.trials, data.source, speaker)
    told += " ".join(rows["route"]) + " ".join(rows["basis"])
    assert english(told) == []


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_the_ledger_is_told_in_the_language_of_the_reader(language: str) -> None:
    speaker = get_locale(language)
    told = figure_table(data.atlas().ledger.figures.values(), data.source, speaker)
    assert english(told) == []


@pytest.mark.parametrize("language", words.CATALOGUES)
def test_the_files_are_told_in_the_language_of_the_reader(language: str) -> None:
    translate = get_locale(language).translate
    assert english(file_table(read_manifest().files, get_locale(language))) == []
    told = source_table(data.atlas().ledger.sources.values(), get_locale(language))
    assert english(told) == []
    owners = read_manifest().credits
    assert owners
    assert not any(text == translate(text) for text in owners)
