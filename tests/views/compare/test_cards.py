"""The three cards: the first by days, by whole price, by emissions, and what they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo.estimates import Box, Costed, Incomplete, Measure, Shipment
from geo.i18n import ENGLISH, LANGUAGES, get_locale, record_text
from geo.journeys import Rank, compare, least, ranked
from geo.scenario import Scenario
from geo.summary import barred_journeys, cards, opened_text, scale_of
from tests.atlases import dated_atlas, open_atlas
from tests.totals import whole
from views.compare.cards import cards_list

if TYPE_CHECKING:
    from geo.journeys import Comparison
    from geo.summary import Card

pytestmark = pytest.mark.slow

NAMES = open_atlas().corridors.names()


@pytest.fixture(scope="module")
def answer() -> Comparison:
    atlas = open_atlas()
    find = atlas.places.find
    return compare(atlas, find("Moscow"), find("Nhava Sheva"), Scenario())


def dealt(answer: Comparison, *, language: str = "en", amount: float = 1) -> tuple[Card, ...]:
    shipment = Shipment(box=Box.FEU, amount=amount)
    return cards(answer, names=NAMES, locale=get_locale(language), shipment=shipment)


def test_each_card_is_the_first_of_all_variants_by_its_rank(answer: Comparison) -> None:
    shown = dealt(answer)
    assert [card.rank for card in shown] == [Rank.DAYS, Rank.PRICE, Rank.CO2E]
    for card in shown:
        assert card.journey is least(answer.journeys, card.rank, Box.FEU)
        assert card.record == record_text(card.journey.record, ENGLISH)


def test_prices_and_emissions_are_of_the_whole_shipment(answer: Comparison) -> None:
    shown = dealt(answer, amount=20)
    assert len(shown) == 3
    for card in shown:
        total = whole(card.journey.costed(Box.FEU).total(Measure.CO2E)).rounded(1)
        assert card.emissions.number == ENGLISH.number(float(f"{20 * total.p50:.3g}"), 0)


def test_where_no_price_is_whole_no_card_is_the_cheapest(
    answer: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = Incomplete(measure=Measure.USD, parts=("sea freight",), km_share=0.4)
    total = Costed.total
    monkeypatch.setattr(
        Costed,
        "total",
        lambda costed, measure: lacking if measure is Measure.USD else total(costed, measure),
    )
    shown = dealt(answer)
    assert [card.rank for card in shown] == [Rank.DAYS, Rank.CO2E]
    assert all(card.price.number == "" for card in shown)
    text = cards_list(shown, picked="", longest=60, locale=ENGLISH)
    assert text.count("No price: sea freight missing") == 2


def test_a_card_that_shows_the_same_journey_says_so_and_names_the_next(
    answer: Comparison,
) -> None:
    only = answer.only({"suez", "cape"})
    first, second, third = dealt(only)
    same = [card for card in (second, third) if card.journey is first.journey]
    assert same
    for card in same:
        following = ranked(only.journeys, card.rank, Box.FEU)[1]
        assert card.next.startswith("The same journey as: Fastest. Next: ")
        assert NAMES[following.route.corridor] in card.next


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_can_be_picked_by_a_button_and_the_lit_one_is_pressed(
    answer: Comparison, language: str
) -> None:
    shown = dealt(answer, language=language)
    lit = shown[0].journey.id
    text = cards_list(shown, picked=lit, longest=60, locale=get_locale(language))
    buttons = re.findall(r'<button [^>]*data-pick="route=([^"]*)" aria-pressed="(\w+)"', text)
    assert buttons == [(card.journey.id, str(card.journey.id == lit).lower()) for card in shown]


def test_bars_share_a_scale_that_holds_the_longest(answer: Comparison) -> None:
    end = scale_of(answer.journeys)
    longest = max(one.hours.p90 for one in answer.journeys) / 24
    assert longest <= end < longest + 10


def test_what_states_bar_stands_with_its_values_as_if_open() -> None:
    atlas = dated_atlas()
    origin, destination = (atlas.places.find(name) for name in ("Moscow", "Nhava Sheva"))
    today = compare(atlas, origin, destination, Scenario(date="2026-07-20"))
    opened = compare(atlas, origin, destination, Scenario(date="2026-07-20", as_if_open=True))
    barred = barred_journeys(today, opened)
    assert {one.route.corridor for one in barred} == {"western", "trans-caspian", "eastern"}
    assert not {one.id for one in barred} & {one.id for one in today.journeys}
    fastest = ranked(opened.journeys, Rank.DAYS)[0]
    text = opened_text(opened, names=NAMES, locale=ENGLISH)
    assert f"{fastest.hours.p50 / 24:.0f} days" in text
