"""Journeys in the order of what a reader asks for; what is not whole has no rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.estimates import Box, Costed, Incomplete, Measure
from geo.journeys import Rank, compare, least, rank_value, ranked
from geo.scenario import Scenario
from tests.atlases import open_atlas
from tests.totals import whole

if TYPE_CHECKING:
    from geo.journeys import Comparison

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def answer() -> Comparison:
    atlas = open_atlas()
    find = atlas.places.find
    return compare(atlas, find("Moscow"), find("Nhava Sheva"), Scenario())


@pytest.mark.parametrize("rank", Rank)
@pytest.mark.parametrize("box", [Box.TEU, Box.TONNE])
def test_the_least_comes_first_and_all_are_kept(answer: Comparison, rank: Rank, box: Box) -> None:
    ordered = ranked(answer.journeys, rank, box)
    assert sorted(one.id for one in ordered) == sorted(one.id for one in answer.journeys)
    values = [value for one in ordered if (value := rank_value(one, rank, box)) is not None]
    assert len(values) > 1
    assert values == sorted(values)
    assert least(answer.journeys, rank, box) is ordered[0]


def test_a_rank_is_the_number_that_the_answer_shows(answer: Comparison) -> None:
    first = answer.journeys[0]
    assert rank_value(first, Rank.DAYS) == first.hours.p50
    assert rank_value(first, Rank.LENGTH) == first.route.km
    assert rank_value(first, Rank.CO2E) == whole(first.costed().total(Measure.CO2E)).p50


def test_a_price_that_lacks_a_part_has_no_rank(
    answer: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheapest = least(answer.journeys, Rank.PRICE)
    assert cheapest is not None
    lacking = Incomplete(measure=Measure.USD, parts=("sea freight",), km_share=0.4)
    total = Costed.total

    def without_the_cheapest(costed: Costed, measure: Measure) -> object:
        return lacking if costed.route is cheapest.route else total(costed, measure)

    monkeypatch.setattr(Costed, "total", without_the_cheapest)
    assert rank_value(cheapest, Rank.PRICE) is None
    assert ranked(answer.journeys, Rank.PRICE)[0] is not cheapest
    assert least([cheapest], Rank.PRICE) is None
    assert ranked([cheapest], Rank.PRICE) == [cheapest]
