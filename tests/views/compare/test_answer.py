"""What stands below the headline: how wrong the model has been, and the corrected chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.i18n import ENGLISH, LANGUAGES, get_locale, record_text
from geo.journeys import compare, fastest_by_suez, probability_faster
from geo.scenario import Scenario
from tests.atlases import dated_atlas
from views.compare.answer import fastest, past_errors
from views.ui.texts import chance_text

if TYPE_CHECKING:
    from geo.journeys import Atlas, Comparison

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return dated_atlas()


@pytest.fixture(scope="module")
def answer(atlas: Atlas) -> Comparison:
    origin, destination = (atlas.places.find(name) for name in ("Moscow", "Nhava Sheva"))
    return compare(atlas, origin, destination, Scenario(as_if_open=True))


def test_each_record_and_the_corrected_chance_are_said(atlas: Atlas, answer: Comparison) -> None:
    chosen = answer.representatives()
    chances = {one: dict(row) for one, row in probability_faster(chosen).items()}
    text = past_errors(answer, names=atlas.corridors.names(), locale=ENGLISH, chances=chances)
    for record in answer.records:
        assert record_text(record, ENGLISH) in text
    first, rival = fastest(chosen.values()), fastest_by_suez(chosen.values())
    assert rival is not None
    chance = first.corrected_probability_faster(rival)
    assert f"a chance of {chance_text(chance, ENGLISH)} of being faster" in text
    plain = chances[first.route.corridor][rival.route.corridor]
    assert ("disagree" in text) is ((plain > 0.5) is not (chance > 0.5))
    turned = {one: dict.fromkeys(row, 1 - round(chance)) for one, row in chances.items()}
    other = past_errors(answer, names=atlas.corridors.names(), locale=ENGLISH, chances=turned)
    assert "The two chances disagree about which is faster." in other


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_past_errors_are_said_in_each_language(answer: Comparison, language: str) -> None:
    locale = get_locale(language)
    assert len(answer.records) > 1
    for record in answer.records:
        text = record_text(record, locale)
        assert "Published" not in text
        assert locale.number(record.journeys, 0) in text
