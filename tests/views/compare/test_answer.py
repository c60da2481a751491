"""What stands below the headline: how wrong the model has been, and the corrected chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.i18n import ENGLISH, LANGUAGES, get_locale, record_text
from geo.journeys import Rank, compare, fastest_by_suez, journey, ranked
from geo.scenario import Scenario
from geo.summary import chance_text
from tests.atlases import dated_atlas
from views.compare.answer import gauge_breaks, land_borders, past_errors

if TYPE_CHECKING:
    from geo.journeys import Atlas, Comparison, Journey

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return dated_atlas()


@pytest.fixture(scope="module")
def answer(atlas: Atlas) -> Comparison:
    origin, destination = (atlas.places.find(name) for name in ("Moscow", "Nhava Sheva"))
    return compare(atlas, origin, destination, Scenario(as_if_open=True))


def test_each_record_and_the_corrected_chance_are_said(atlas: Atlas, answer: Comparison) -> None:
    def plain(one: Journey, other: Journey) -> float:
        return one.probability_faster(other)

    names = atlas.corridors.names()
    text = past_errors(answer, names=names, locale=ENGLISH, chance_of=plain)
    assert len(answer.records) > 1
    for record in answer.records:
        assert record_text(record, ENGLISH) in text
    first, rival = ranked(answer.journeys, Rank.DAYS)[0], fastest_by_suez(answer.journeys)
    assert rival is not None
    chance = first.corrected_probability_faster(rival)
    assert f"a chance of {chance_text(chance, ENGLISH)} of being faster" in text
    assert ("disagree" in text) is ((plain(first, rival) > 0.5) is not (chance > 0.5))
    other = past_errors(
        answer, names=names, locale=ENGLISH, chance_of=lambda _one, _rival: 1 - round(chance)
    )
    assert "The two chances disagree about which is faster." in other


@pytest.mark.parametrize("language", [name for name in LANGUAGES if name != "en"])
def test_past_errors_are_said_in_each_language(answer: Comparison, language: str) -> None:
    locale = get_locale(language)
    assert len(answer.records) > 1
    for record in answer.records:
        text = record_text(record, locale)
        assert "Published" not in text
        counts = [count for count in (record.measured, record.promised) if count]
        assert counts
        assert all(locale.number(count, 0) in text for count in counts)


def test_a_border_where_the_gauge_breaks_is_a_border(atlas: Atlas) -> None:
    ends = atlas.places.find("Moscow"), atlas.places.find("Nhava Sheva")
    counts = {
        "western": (2, 0),  # Samur, Astara
        "eastern": (3, 1),  # Aksarayskaya, Bolashak, Incheh Borun
        "suez-black-sea": (0, 0),
        "china": (1, 1),  # Zabaykalsk
    }
    scenario = Scenario(as_if_open=True)
    by = {name: journey(atlas, *ends, corridor=name, scenario=scenario) for name in counts}
    assert {n: (land_borders(one), gauge_breaks(one)) for n, one in by.items()} == counts
