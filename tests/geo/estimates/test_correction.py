"""Times corrected by past errors: nothing without a record, and what a record says with one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from geo.estimates import Family, Term, corrected_band, corrected_chance, total
from geo.estimates.sums import difference
from geo.evidence import ErrorRecord
from geo.model import Band


def record(*levels: float) -> ErrorRecord:
    """Record of families with one journey each, whose published days lay at some levels."""
    return ErrorRecord(
        branch="all",
        journeys=len(levels),
        families=len(levels),
        measured=len(levels),
        promised=0,
        longer=0.0,
        longer_measured=0.0,
        longer_promised=None,
        levels=tuple((level, 1.0) for level in sorted(levels)),
    )


def term(key: str, p50: float) -> Term:
    return Term(key=key, family=Family.LAND, band=Band(p10=p50 / 2, p50=p50, p90=p50 * 2))


def test_without_a_record_the_law_stays_as_it_is() -> None:
    law = total([term("a", 10), term("b", 5)])
    band, plain = corrected_band(law, record()), law.band
    assert (band.p10, band.p50, band.p90) == pytest.approx((plain.p10, plain.p50, plain.p90))


def test_without_a_record_the_chance_is_that_of_the_difference() -> None:
    first, second = [term("a", 10), term("c", 6)], [term("b", 12), term("c", 6)]
    laws = total(first), total(second)
    apart = difference(first, second)
    chance = corrected_chance((laws[0], record()), (laws[1], record()), apart)
    assert chance == pytest.approx(apart.probability_below(0.0), abs=0.02)


@given(st.lists(st.floats(0.01, 0.99), max_size=12))
def test_a_record_is_a_distribution(levels: list[float]) -> None:
    shares = np.linspace(0, 1, 50)
    read = record(*levels).levels_of(shares)
    assert (np.diff(read) >= -1e-12).all()
    assert (read[0], read[-1]) == pytest.approx((0.0, 1.0))


def test_late_journeys_make_a_corrected_time_longer() -> None:
    law = total([term("a", 10)])
    late = corrected_band(law, record(0.85, 0.9, 0.95, 0.9, 0.8))
    assert late.p50 > law.band.p50
    early = corrected_band(law, record(0.15, 0.1, 0.05, 0.1, 0.2))
    assert early.p50 < law.band.p50


def test_each_side_is_corrected_by_its_own_record() -> None:
    first, second = [term("a", 10)], [term("b", 11)]
    laws, apart = (total(first), total(second)), difference(first, second)
    plain = apart.probability_below(0.0)
    late, early = record(*[0.9] * 8), record(*[0.2] * 8)
    assert plain > 0.5
    assert corrected_chance((laws[0], late), (laws[1], early), apart) < 0.5
    assert corrected_chance((laws[0], early), (laws[1], late), apart) > plain


def test_two_equal_sides_have_even_chances() -> None:
    law = total([term("a", 10)])
    same = difference([term("a", 10)], [term("b", 10)])
    assert corrected_chance((law, record(0.7)), (law, record(0.7)), same) == pytest.approx(
        0.5, abs=0.01
    )


@given(
    st.lists(st.floats(0.01, 0.99), max_size=8),
    st.lists(st.floats(0.01, 0.99), max_size=8),
    st.floats(5, 20),
)
def test_a_chance_counts_every_pair_of_values(
    left: list[float], right: list[float], p50: float
) -> None:
    first, second = [term("a", 10), term("c", 6)], [term("b", p50), term("c", 6)]
    one, other, apart = total(first), total(second), difference(first, second)
    rho = (one.sd**2 + other.sd**2 - apart.sd**2) / (2 * one.sd * other.sd)
    normal = ndtri((np.arange(160) + 0.5) / 160)
    moved = rho * normal[:, None] + np.sqrt(1 - rho**2) * normal
    times = one.quantiles(record(*left).levels_of(ndtr(normal)))[:, None]
    others = other.quantiles(record(*right).levels_of(ndtr(moved)))
    share = np.mean((times < others) + 0.5 * (times == others))
    chance = corrected_chance((one, record(*left)), (other, record(*right)), apart)
    assert chance == pytest.approx(share, abs=1e-12)
