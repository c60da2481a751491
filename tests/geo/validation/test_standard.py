"""Prices of the standard journeys: most are whole, and little rests on estimates."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.estimates import Incomplete
from geo.evidence import Ledger, Quantity
from geo.validation.standard import (
    StandardPrice,
    standard_markdown,
    standard_prices,
    standard_text,
)

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas


@pytest.fixture(scope="module")
def prices(atlas: Atlas) -> tuple[StandardPrice, ...]:
    return standard_prices(atlas)


def test_the_standard_prices_are_whole_and_rest_on_sources(
    prices: tuple[StandardPrice, ...],
) -> None:
    whole = [one for one in prices if not isinstance(one.usd, Incomplete)]
    assert len(prices) == 17
    assert len(whole) >= 12
    shares = [one.unsourced for one in whole if one.unsourced is not None]
    assert len(shares) == len(whole)
    assert 0 < max(shares) <= 0.35
    for one in whole:
        assert [share for _, share in one.figures] == sorted(
            (share for _, share in one.figures), reverse=True
        )


def test_a_price_that_is_not_whole_stands_without_a_number(atlas: Atlas) -> None:
    kept = [f for f in atlas.ledger.figures.values() if f.quantity is not Quantity.GAUGE_COST]
    poorer = replace(atlas, ledger=Ledger(figures=kept, sources=atlas.ledger.sources))
    prices = standard_prices(poorer)
    lacking = [one for one in prices if isinstance(one.usd, Incomplete)]
    assert {one.corridor for one in lacking} == {"eastern"}
    table, text = standard_markdown(prices), standard_text(prices)
    for one in lacking:
        assert one.unsourced is None
        assert one.as_dict()["usd_per_teu"] is None
        assert one.as_dict()["missing"] == ["change of gauge"]
        assert f"| {one.variant} | no price: change of gauge missing; " in table
        assert f"{one.corridor} {one.variant}" in text


def test_tables_hold_every_journey(prices: tuple[StandardPrice, ...]) -> None:
    table, text = standard_markdown(prices), standard_text(prices)
    assert len(table.splitlines()) == 2 + len(prices)
    assert len(text.splitlines()) == 1 + len(prices)
    for one in prices:
        assert not isinstance(one.usd, Incomplete)
        assert f"{one.usd.p50:,.0f}" in table
        assert f"{one.usd.p50:,.0f}" in text
