"""Laws computed together: as good as one at a time on a fine grid, and the same in any company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest

from geo.estimates import convolution, sums
from geo.estimates.distributions import Family, Term
from geo.estimates.sums import Sum, bands_of, laws, total
from geo.model import Band
from tests.geo.estimates import fourier
from tests.profiles import tries

if TYPE_CHECKING:
    from geo.estimates.convolution import Table
    from geo.estimates.sums import Distribution

SHARES: Final = np.array([0.1, 0.5, 0.9])
RHOS: Final = (0.0, 0.3, 0.6, 0.9)
WORST: Final = 0.005
"""Largest error of a percentile, as a share of it."""
FAMILIES: Final = (Family.LAND, Family.LAND, Family.DEEP_SEA)


def random_term(random: np.random.Generator, key: str) -> Term:
    """Make up a part: a median of hours to weeks, each side narrow or wide."""
    median = float(np.exp(random.normal(3.3, 1.2)))
    low, high = random.uniform(0.25, 0.98), random.uniform(1.02, 3.5)
    band = Band(p10=low * median, p50=median, p90=high * median)
    family = FAMILIES[int(random.integers(len(FAMILIES)))]
    return Term(key=key, family=family, band=band)


def random_sums(count: int, seed: int) -> list[Sum]:
    """Make up sums of two to fourteen parts."""
    random = np.random.default_rng(seed)
    return [
        Sum(
            plus=tuple(
                random_term(random, f"part {number}")
                for number in range(int(random.integers(2, 15)))
            )
        )
        for _ in range(count)
    ]


def errors(found: Distribution, wanted: fourier.Distribution) -> np.ndarray:
    """Give the errors of the three percentiles, as shares of them."""
    exact = wanted.quantiles(SHARES)
    return np.asarray(np.abs(found.quantiles(SHARES) - exact) / np.abs(exact))


@pytest.mark.parametrize("rho", RHOS)
def test_no_percentile_of_a_sum_is_further_off_than_half_a_per_cent(rho: float) -> None:
    cases = random_sums(tries(20, 450), seed=int(100 * rho))
    found = laws(cases, rho=rho)
    each = np.array([errors(found[one], fourier.total(one.plus, rho=rho)) for one in cases])
    assert each.shape == (len(cases), 3)
    assert len(cases) > 0
    assert each.max() < WORST
    assert np.median(each) < WORST / 10


@pytest.mark.parametrize("rho", RHOS)
def test_percentiles_and_chances_of_differences_are_those_of_the_fine_grid(rho: float) -> None:
    left = random_sums(tries(12, 240), seed=7)
    right = random_sums(len(left), seed=8)
    cases = [Sum(plus=one.plus, minus=two.plus[::2]) for one, two in zip(left, right, strict=True)]
    apart = [
        Sum(
            plus=one.plus,
            minus=tuple(
                Term(key=f"other {term.key}", family=term.family, band=term.band)
                for term in one.minus
            ),
        )
        for one in cases
    ]
    found = laws(apart, rho=rho)
    assert len(apart) > 0
    for one in apart:
        wanted = fourier.difference(one.plus, one.minus, rho=rho)
        gap = np.abs(found[one].quantiles(SHARES) - wanted.quantiles(SHARES))
        assert gap.max() < 0.02 * wanted.sd
        assert found[one].probability_below(0) == pytest.approx(
            wanted.probability_below(0), abs=0.005
        )


@pytest.mark.parametrize("rho", RHOS)
def test_a_law_is_the_same_in_any_company(rho: float) -> None:
    """To the last bit, so that an answer does not hang on what was asked before it."""
    cases = random_sums(40, seed=3)
    together = sums._compute(cases, rho)  # noqa: SLF001 - past what is remembered
    assert len(together) == 40
    for one in cases[::5]:
        alone = sums._compute([one], rho)[one]  # noqa: SLF001
        assert together[one].quantiles(SHARES).tolist() == alone.quantiles(SHARES).tolist()
        assert (together[one].mean, together[one].sd) == (alone.mean, alone.sd)


@pytest.mark.parametrize("subtracted", [0, 1])
def test_sums_that_differ_in_what_is_certain_are_transformed_once(
    monkeypatch: pytest.MonkeyPatch, subtracted: int
) -> None:
    """Each is the law that it is alone, to the last bit."""
    left, right = random_sums(2, seed=21)
    minus = right.plus[:subtracted]
    bands = (Band(p10=hours, p50=hours, p90=hours) for hours in (5.0, 77.7, 1234.5))
    fixed = [Term(key="certain", family=Family.LAND, band=band) for band in bands]
    cases = [Sum(plus=(*left.plus, one), minus=minus) for one in fixed]
    alone = [sums._compute([one], 0.3)[one] for one in cases]  # noqa: SLF001
    transformed = []
    transform = convolution._spectrum  # noqa: SLF001

    def counted(table: Table, *others: Any) -> object:
        transformed.append(len(table.first_groups))
        return transform(table, *others)

    monkeypatch.setattr(convolution, "_spectrum", counted)
    together = sums._compute(cases, 0.3)  # noqa: SLF001
    assert transformed == [1]
    assert len(cases) == 3
    for one, law in zip(cases, alone, strict=True):
        assert together[one].quantiles(SHARES).tolist() == law.quantiles(SHARES).tolist()
        assert (together[one].mean, together[one].sd) == (law.mean, law.sd)


def test_a_law_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = random_sums(5, seed=11)
    first = laws(cases, rho=0.25)
    monkeypatch.setattr(sums, "laws_of", None)
    assert laws(cases, rho=0.25) == first
    assert total(cases[0].plus, rho=0.25) is first[cases[0]]
    with pytest.raises(TypeError):
        laws(cases, rho=0.26)


def test_laws_are_forgotten_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "REMEMBERED", 4)
    memory = sums._Memory()  # noqa: SLF001
    cases = random_sums(9, seed=12)
    found = laws(cases)
    for one in cases:
        memory.keep({one: found[one]}, 0.3)
    assert list(memory.known(cases, 0.3)) == cases[-4:]


def test_bands_of_sums_are_of_each_in_order() -> None:
    random = np.random.default_rng(5)
    parts = [random_term(random, f"part {number}") for number in range(4)]
    found = bands_of([parts, [], parts[:1], parts[:2]], rho=0.3)
    assert found == [
        total(parts, rho=0.3).band,
        None,
        parts[0].band,
        total(parts[:2], rho=0.3).band,
    ]
