"""Every answer carries the record of past errors, and both chances of being faster."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from geo.cli.main import main
from geo.i18n import ENGLISH, record_text
from geo.journeys import (
    compare,
    corrected_probability_faster,
    disagreements,
    probability_faster,
)
from geo.scenario import Scenario

if TYPE_CHECKING:
    from geo.journeys import Atlas, Comparison

pytestmark = pytest.mark.slow
ENDS = ("Moscow", "Nhava Sheva")


@pytest.fixture(scope="module")
def answer(atlas: Atlas) -> Comparison:
    origin, destination = (atlas.places.find(name) for name in ENDS)
    return compare(atlas, origin, destination, Scenario(as_if_open=True))


def test_a_journey_carries_the_record_of_its_branch(atlas: Atlas, answer: Comparison) -> None:
    for journey in answer.journeys:
        assert journey.record == atlas.records.of(journey.route.corridor)
    assert {record.branch for record in answer.records} == {
        "branches",
        "eastern",
        "rival-sea",
        "all",
    }


def test_a_corrected_band_reads_the_law_at_the_levels_of_the_record(answer: Comparison) -> None:
    journey = answer.journeys[0]
    law = journey.timed.distribution(journey.scenario.clock)
    band = journey.corrected_hours
    for share, hours in ((0.1, band.p10), (0.5, band.p50), (0.9, band.p90)):
        assert law.quantile(journey.record.level(share)) == pytest.approx(hours, rel=1e-6)


def test_both_chances_add_up_and_a_disagreement_is_found(answer: Comparison) -> None:
    chosen = answer.representatives()
    plain, corrected = probability_faster(chosen), corrected_probability_faster(chosen)
    assert len(plain) == len(corrected) == len(chosen) > 3
    for chances in (plain, corrected):
        for first, row in chances.items():
            for second, chance in row.items():
                assert chance + chances[second][first] == pytest.approx(1.0)
    for first, second in disagreements(plain, corrected):
        assert plain[first][second] > 0.5 > corrected[first][second]


def test_the_command_line_says_how_wrong_the_model_has_been(
    answer: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *ENDS, "--as-if-open"]) == 0
    text = capsys.readouterr().out
    for record in answer.records:
        assert record_text(record, ENGLISH) in text
    chance = corrected_probability_faster(answer.representatives())["eastern"]["suez"]
    assert f"({chance:.0%} corrected)" in text
    assert main(["route", *ENDS, "--corridor", "eastern", "--as-if-open"]) == 0
    assert "Published trips by the eastern branch took" in capsys.readouterr().out


def test_json_has_the_record_and_both_chances(
    answer: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", *ENDS, "--as-if-open", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    first, journey = printed["journeys"][0], answer.journeys[0]
    assert first["error_record"]["longer"] == pytest.approx(journey.record.longer, abs=1e-4)
    assert "levels" not in first["error_record"]
    assert first["corrected_hours"]["p50"] == pytest.approx(journey.corrected_hours.p50, abs=0.01)
    corrected = printed["probability_faster_corrected"]
    assert corrected.keys() == printed["probability_faster"].keys()
    for one, other in printed["disagreements"]:
        assert printed["probability_faster"][one][other] > 0.5 > corrected[one][other]
