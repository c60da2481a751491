"""An outside calculator beside the emission factors of the ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.evidence import Ledger, Quantity
from geo.model import Band, Grade
from geo.validation.emissions import emission_checks
from tests.atlases import dated_atlas


@pytest.fixture(scope="module")
def shipped() -> Ledger:
    return dated_atlas().ledger


def test_each_outside_factor_stands_beside_the_one_that_the_model_uses(shipped: Ledger) -> None:
    sea, rail = emission_checks(shipped)
    assert (sea.outside.mode, rail.outside.mode) == ("sea", "rail")
    assert sea.own.id == "emission-ship-europe"
    assert rail.own.id == "emission-rail-ru-2023"
    assert sea.error == pytest.approx(73.4 / 105.5 - 1)
    assert not sea.inside
    assert "15.4 g/tkm (emission-rail-ru-2023), an outside calculator 25" in rail.message
    assert rail.as_dict()["error"] == pytest.approx(rail.error, abs=1e-4)


def test_an_outside_factor_inside_the_band_says_so(shipped: Ledger) -> None:
    name = "context-emission-rail-calculator"
    near = replace(shipped.figures[name], band=Band(p10=15, p50=15, p90=15))
    figures = {**shipped.figures, name: near}
    checks = emission_checks(Ledger(figures=figures.values(), sources=shipped.sources))
    assert [check.inside for check in checks] == [False, True]


def test_every_factor_of_emissions_has_a_source(shipped: Ledger) -> None:
    factors = [f for f in shipped.figures.values() if f.quantity is Quantity.EMISSION]
    assert len(factors) > 12
    assert [f.id for f in factors if f.grade is Grade.K] == []
