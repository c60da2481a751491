"""Published prices beside the model: what is asked, what is scored, and what no pair shows."""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

import pytest

from geo.estimates import Box
from geo.evidence import Ledger, PublishedPrice
from geo.journeys import journey
from geo.model import Band, Grade
from geo.scenario import Scenario
from geo.validation.prices import (
    PricePair,
    PriceTest,
    PriceTrial,
    pairs_of,
    price_scores,
    price_text,
    price_trial,
    prices_markdown,
    verdict,
)
from tests.atlases import price_test
from tests.totals import whole

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas


@pytest.fixture(scope="module")
def found(atlas: Atlas) -> PriceTest:
    return price_test(atlas)


def published(name: str, typical: float, **changes: object) -> PublishedPrice:
    one = PublishedPrice(
        id=name,
        pair="",
        origin="Mumbai",
        destination="Moscow",
        places=("nhava-sheva", "moscow"),
        corridor="",
        variant="",
        date="2023",
        low=None,
        typical=typical,
        high=None,
        unit="USD/TEU",
        basis="paid",
        grade=Grade.B,
        sources=("report",),
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def test_every_price_is_asked_or_says_why_not(atlas: Atlas, found: PriceTest) -> None:
    asked = [one for one in atlas.ledger.prices if not one.is_ratio]
    assert [trial.price for trial in found.trials] == asked
    assert all(bool(trial.reason) == (trial.usd is None) for trial in found.trials)
    assert len(found.answered) >= 12
    assert {one.unit for one in found.ratios} == {"ratio to Suez", "ratio to eastern"}


@pytest.mark.parametrize(
    ("unit", "box"),
    [("USD/TEU", Box.TEU), ("USD/FEU", Box.FEU), ("USD/t", Box.TONNE), ("USD/container", Box.TEU)],
)
def test_a_price_is_asked_for_its_corridor_box_and_time(atlas: Atlas, unit: str, box: Box) -> None:
    price = published("a", 3000.0, unit=unit, corridor="suez", date="2023-11")
    trial = price_trial(atlas, price)
    find = atlas.places.find
    same = journey(
        atlas,
        find("Nhava Sheva"),
        find("Moscow"),
        corridor="suez",
        scenario=Scenario(date="2023-11", as_if_open=True),
    )
    assert trial.usd == whole(same.costed(box).usd)
    assert trial.error == pytest.approx(whole(same.costed(box).usd).p50 / 3000 - 1)


def test_a_price_that_is_not_whole_is_no_answer(atlas: Atlas) -> None:
    trial = price_trial(atlas, published("a", 3000.0, places=("jeddah", "moscow")))
    assert trial.usd is None
    assert trial.error is None
    assert not trial.inside
    assert trial.reason.startswith("no price: sea freight missing; ")


def test_a_place_off_the_network_and_a_corridor_that_does_not_serve_say_so(atlas: Atlas) -> None:
    off = price_trial(atlas, published("a", 3000.0, places=None))
    assert off.reason == "the network does not hold its two places"
    wrong = published("b", 3000.0, places=("jeddah", "mundra"), corridor="eastern")
    assert "does not serve" in price_trial(atlas, wrong).reason


def trial(name: str, typical: float, factor: float, **changes: object) -> PriceTrial:
    middle = typical * factor
    usd = Band(p10=middle * 0.8, p50=middle, p90=middle * 1.2)
    return PriceTrial(
        price=published(name, typical, **changes), corridor="suez", variant="", usd=usd
    )


def test_scores_are_medians_of_signed_and_absolute_errors_by_box_year_and_basis() -> None:
    trials = [
        trial("a", 1000, 1.1),
        trial("b", 1000, 0.6, date="2016-09", unit="USD/FEU"),
        trial("c", 1000, 0.9, basis="claimed"),
        PriceTrial(price=published("d", 1.0), corridor="", variant="", usd=None, reason="no"),
    ]
    scores = {(one.by, one.name): one for one in price_scores(trials)}
    every = scores["all", "all"]
    assert every.count == 3
    assert every.median_error == pytest.approx(0.1)
    assert every.bias == pytest.approx(-0.1)
    assert every.coverage == pytest.approx(2 / 3)
    assert {name for by, name in scores if by == "box"} == {"USD/TEU", "USD/FEU"}
    assert {name for by, name in scores if by == "year"} == {"2016", "2023"}
    assert scores["basis", "claimed"].bias == pytest.approx(-0.1)
    assert price_scores([]) == ()


def test_the_shipped_scores_are_those_of_the_shipped_prices(found: PriceTest) -> None:
    errors = [one.error for one in found.answered if one.error is not None]
    assert found.scores[0].count == len(errors)
    assert found.scores[0].bias == pytest.approx(median(errors))
    by_year = [one for one in found.scores if one.by == "year"]
    assert sum(one.count for one in by_year) == len(errors)


def test_only_prices_of_one_publication_make_a_ratio() -> None:
    suez = published("suez", 4000.0, corridor="suez", pair="study")
    branch = published("branch", 3000.0, corridor="western", pair="study")
    other = published("other", 3000.0, corridor="western", pair="another")
    later = replace(branch, id="later", date="2024")
    (pair,) = pairs_of([suez, branch, other, later, replace(branch, id="lone", pair="")])
    assert pair == PricePair(corridor=branch, suez=suez)
    assert pair.ratio == (0.75, 0.75)
    assert pair.paid
    assert "some of them were paid" in verdict([pair])


def test_no_published_pair_of_paid_prices_shows_the_corridor_cheaper(found: PriceTest) -> None:
    assert found.pairs
    assert not any(pair.paid for pair in found.pairs)
    assert verdict(found.pairs) == (
        "No published pair of paid prices establishes for any year that the corridor is cheaper "
        "than Suez: the pairs are estimates and offers, and their ratios run from 0.6 to 1.8."
    )


def test_nothing_published_enters_a_price(atlas: Atlas, found: PriceTest) -> None:
    old = atlas.ledger
    bare = Ledger(figures=old.figures.values(), sources=old.sources)
    first = found.answered[0]
    assert price_trial(replace(atlas, ledger=bare), first.price).usd == first.usd


def test_text_and_document_hold_every_price_and_the_verdict(found: PriceTest) -> None:
    text, page = price_text(found), prices_markdown(found)
    for one in (*(trial.price for trial in found.trials), *found.ratios):
        assert one.id in text
        assert f"{one.origin} – {one.destination}" in page
    assert text.endswith(verdict(found.pairs))
    for score in found.scores:
        assert f"{score.median_error:.1%}" in text
        assert f"{score.bias:+.0%}" in page
    document = found.as_dict()
    assert document["verdict"] == verdict(found.pairs)
    assert len(document["trials"]) == len(found.trials)
