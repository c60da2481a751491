"""Tests of the draws of a surface: the same whatever was asked before, and their percentiles."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.estimates import Family, Term
from geo.model import Band
from geo.surface import Samples
from geo.surface.chances import _equal_columns
from geo.surface.laws import percentiles, shared_samples


def part(number: int) -> Term:
    """Give a part of a journey, each with a spread of its own."""
    band = Band(p10=1.0 + number, p50=2.0 + number, p90=5.0 + 2 * number)
    family = Family.LAND if number % 2 else Family.DEEP_SEA
    return Term(key=f"part {number}", family=family, band=band, multiplier=1.5 + number)


def test_sums_do_not_depend_on_what_was_asked_before() -> None:
    terms = [[part(number) for number in range(first, first + 9)] for first in range(0, 600, 7)]
    assert len(terms) > 80
    fresh, used = Samples(0.3), Samples(0.3)
    for number in range(599, -1, -1):
        used.sums([[part(number)]])
    assert len(used) > len(fresh) == 0
    assert np.array_equal(fresh.sums(terms), used.sums(terms))
    alone = Samples(0.3).sums([terms[5]])
    assert np.allclose(fresh.sums(terms)[5], alone[0], rtol=1e-6)
    assert np.array_equal(Samples(0.3).sums([[], []]), np.zeros((2, fresh.count)))


def test_draws_have_the_percentiles_of_their_part() -> None:
    draws = Samples(0.3).sums([[part(3)]])
    band, multiplier = part(3).band, part(3).multiplier
    p10, p50, p90 = percentiles(draws)[:, 0] / multiplier
    assert p10 == pytest.approx(band.p10, rel=0.02)
    assert p50 == pytest.approx(band.p50, rel=0.02)
    assert p90 == pytest.approx(band.p90, rel=0.03)


def test_threads_draw_each_part_once() -> None:
    samples = Samples(0.3)
    terms = [[part(number)] for number in range(300)]
    with ThreadPoolExecutor(4) as pool:
        sums = [*pool.map(samples.sums, [terms] * 8)]
    assert len(samples) == 300
    assert all(np.array_equal(one, sums[0]) for one in sums)
    assert np.array_equal(Samples(0.3).sums(terms), sums[0])


def test_surfaces_share_their_draws_by_correlation() -> None:
    assert shared_samples(0.3) is shared_samples(0.3)
    assert shared_samples(0.3) is not shared_samples(0.0)


@given(st.integers(2, 40), st.integers(1, 9))
def test_percentiles_by_sorting_are_those_of_numpy(count: int, rows: int) -> None:
    draws = np.random.default_rng(count).lognormal(size=(rows, count)).astype(np.float32)
    wanted = np.quantile(draws.astype(np.float64), (0.1, 0.5, 0.9), axis=1)
    assert np.allclose(percentiles(draws), wanted, rtol=1e-6)


@given(st.lists(st.tuples(*[st.integers(-3, 3)] * 4), min_size=1, max_size=60))
def test_equal_columns_are_found(columns: list[tuple[int, ...]]) -> None:
    at, member = _equal_columns(np.array(columns, dtype=np.int64).T)
    assert len(at) == len(set(columns))
    assert [columns[at[one]] for one in member.tolist()] == columns
