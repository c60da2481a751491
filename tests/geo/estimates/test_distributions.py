"""Bands, their sums in closed form, and draws: each is tested against another way to the answer."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.estimates.distributions import Family, Term, draw, expectation, merge, spreads
from geo.estimates.sums import difference, total, variance_shares
from geo.model import Band
from tests.geo.estimates.convolution import quantiles
from tests.profiles import examples

LAND, SEA = Family.LAND, Family.DEEP_SEA
PROBABILITIES = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
Z = 1.2815515655446004


def term(key: str, p10: float, p50: float, p90: float, times: float = 1.0) -> Term:
    family = SEA if key.startswith("sea") else LAND
    return Term(key=key, family=family, band=Band(p10=p10, p50=p50, p90=p90), multiplier=times)


def spread(key: str, median: float, below: float, above: float) -> Term:
    return term(key, median * np.exp(-below * Z), median, median * np.exp(above * Z))


EASTERN_DOOR = [
    term("sea port", 46, 74.5, 105),
    term("sea wait", 30, 150, 270),
    term("sea voyage", 68, 79, 87),
    term("sea calls", 12, 30, 72),
    term("bandar abbas", 48, 96, 240),
    term("iran", 63, 84, 140),
    term("gauge", 12, 36, 96),
    term("turkmenistan", 18, 31, 59),
    term("bolashak", 2.2, 7, 22),
    term("kazakhstan", 32, 42, 60),
    term("aksarayskaya", 2, 6, 16),
    term("russia", 33, 47, 75),
    term("terminal", 6, 12, 36),
]
CASES = {
    "eastern journey by the door clock": EASTERN_DOOR,
    "voyage": [term("sea voyage", 68, 79, 87), term("sea calls", 12, 30, 72)],
    "twenty lognormals": [
        spread(f"part {n}", 20, s, s) for n, s in enumerate(np.linspace(0.1, 0.5, 20))
    ],
    "twenty with kinks, two families": [
        spread(f"{'sea' if n > 11 else 'part'} {n}", 20, s, 0.6 - s)
        for n, s in enumerate(np.linspace(0.1, 0.5, 20))
    ],
    "two with the same strong kink": [spread("one", 20, 0.1, 0.5), spread("two", 20, 0.1, 0.5)],
    "one great wait": [
        term("wait", 36, 180, 324),
        term("leg", 100, 130, 170),
        term("a", 24, 36, 60),
    ],
    "one great part among crumbs": [
        term("a", 20, 36, 70),
        term("b", 5, 5.1, 5.2),
        term("c", 3, 3.01, 3.02),
    ],
}


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("name", CASES)
def test_closed_form_agrees_with_a_convolution(name: str, rho: float) -> None:
    parts = CASES[name]
    found = total(parts, rho=rho)
    wanted = quantiles([(p.family, p.band) for p in parts], rho=rho, probabilities=PROBABILITIES)
    for probability, value in zip(PROBABILITIES, wanted, strict=True):
        assert found.quantile(probability) == pytest.approx(value, rel=0.003), probability


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.9])
def test_draws_agree_with_the_closed_form(rho: float) -> None:
    found = total(EASTERN_DOOR, rho=rho)
    draws = draw(EASTERN_DOOR, count=400_000, seed=7, rho=rho)
    for probability in (0.1, 0.5, 0.9):
        assert np.quantile(draws, probability) == pytest.approx(
            found.quantile(probability), rel=0.005
        )
    assert float(np.mean(draws, dtype=np.float64)) == pytest.approx(found.mean, rel=0.003)
    assert float(np.std(draws, dtype=np.float64)) == pytest.approx(found.sd, rel=0.02)


def test_long_tails_keep_their_middle() -> None:
    parts = [term("a", 2, 36, 300), term("b", 5, 10, 90), term("c", 1, 36, 40)]
    found, draws = total(parts), draw(parts, count=400_000, seed=7)
    for probability in (0.1, 0.5, 0.9, 0.95):
        assert found.quantile(probability) == pytest.approx(
            np.quantile(draws, probability), rel=0.03
        )


def test_spreads_follow_from_the_percentiles() -> None:
    below, above = spreads(Band(p10=10, p50=20, p90=80))
    assert below == pytest.approx(np.log(2) / Z)
    assert above == pytest.approx(np.log(4) / Z)
    assert spreads(Band(p10=5, p50=5, p90=5)) == (0, 0)
    assert spreads(Band(p10=0, p50=0, p90=0)) == (0, 0)
    assert spreads(Band(p10=0, p50=10, p90=10))[0] == pytest.approx(np.log(100) / Z)


def test_moments_are_those_of_an_integral() -> None:
    z = np.linspace(-12, 12, 200_001)
    mean, variance, below, above = 0.4, 0.7, 0.9, 0.3
    density = np.exp(-((z - mean) ** 2) / 2 / variance) / np.sqrt(2 * np.pi * variance)
    integral = np.sum(np.exp(np.where(z > 0, above, below) * z) * density) * (z[1] - z[0])
    found = expectation(np.array(below), np.array(above), np.array(mean), variance)
    assert float(found) == pytest.approx(integral, rel=1e-6)


def test_one_part_keeps_its_own_percentiles() -> None:
    found = total([term("a", 6, 20, 60), term("fixed", 5, 5, 5)], rho=0.3)
    assert found.band.p10 == pytest.approx(11)
    assert found.band.p50 == pytest.approx(25)
    assert found.band.p90 == pytest.approx(65)
    assert found.probability_below(25) == pytest.approx(0.5)
    assert found.probability_below(65) == pytest.approx(0.9)
    assert found.probability_below(5) == 0


def test_a_part_that_cannot_be_early_has_a_step() -> None:
    found = total([term("a", 20, 20, 60)])
    assert found.quantile(0.3) == pytest.approx(20)
    assert found.probability_below(19.9) == 0
    assert found.probability_below(20) == 0.5


def test_nothing_uncertain_is_a_number() -> None:
    found = total([term("a", 3, 3, 3), term("b", 4, 4, 4), term("none", 0, 0, 0)])
    assert found.band == Band(p10=7, p50=7, p90=7)
    assert found.probability_below(6.9) == 0
    assert found.probability_below(7) == 0.5
    assert found.probability_below(7.1) == 1
    assert total([]).band == Band(p10=0, p50=0, p90=0)


def test_kilometres_under_one_speed_share_one_draw() -> None:
    split = [term("speed", 0.03, 0.05, 0.09, times=km) for km in (400, 600, 1000)]
    whole = [term("speed", 0.03, 0.05, 0.09, times=2000)]
    assert total(split).band == total(whole).band
    assert merge(split)["speed"].multiplier == 2000


def test_same_seed_same_bytes_on_any_number_of_threads() -> None:
    parts = EASTERN_DOOR
    first = draw(parts, count=60_001, seed=11)
    assert first.tobytes() == draw(parts, count=60_001, seed=11).tobytes()
    assert first.tobytes() == draw(parts, count=60_001, seed=11, threads=2).tobytes()
    assert first.tobytes() != draw(parts, count=60_001, seed=12).tobytes()


def test_shared_parts_share_their_draw() -> None:
    shared = term("bandar abbas", 48, 96, 240)
    a = draw([shared], count=50_000, seed=1, rho=0)
    b = draw([shared, term("x", 30, 30, 30)], count=50_000, seed=1, rho=0)
    other = draw([term("chabahar", 48, 96, 240)], count=50_000, seed=1, rho=0)
    assert np.allclose(b - a, 30, atol=1e-3)
    assert abs(np.corrcoef(a, other)[0, 1]) < 0.02


def test_correlation_of_two_parts_of_a_family() -> None:
    def logs(key: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.log(draw([spread(key, 1, 0.4, 0.4)], count=200_000, seed=3, rho=0.3))

    assert np.corrcoef(logs("a"), logs("b"))[0, 1] == pytest.approx(0.3, abs=0.01)
    assert np.corrcoef(logs("a"), logs("sea b"))[0, 1] == pytest.approx(0.0, abs=0.01)


def test_correlation_widens_a_sum() -> None:
    widths = [
        found.p90 - found.p10
        for found in (total(EASTERN_DOOR, rho=rho).band for rho in (0, 0.3, 0.6, 0.9))
    ]
    assert len(widths) == 4
    assert all(narrow < wide for narrow, wide in pairwise(widths))


def test_difference_agrees_with_draws() -> None:
    ours = EASTERN_DOOR
    theirs = [
        *EASTERN_DOOR[:2],
        term("sea voyage", 68, 79, 87, times=4),
        term("novo", 24, 72, 144),
    ]
    found = difference(ours, theirs, rho=0.3)
    drawn = draw(ours, count=400_000, seed=5) - draw(theirs, count=400_000, seed=5)
    for probability in (0.05, 0.1, 0.5, 0.9, 0.95):
        assert found.quantile(probability) == pytest.approx(
            np.quantile(drawn, probability), abs=0.01 * found.sd + 0.01
        )
    assert found.probability_below(0) == pytest.approx(np.mean(drawn < 0), abs=0.004)


def test_a_figure_set_otherwise_still_shares_its_chance() -> None:
    before = [term("a", 48, 96, 240), term("b", 20, 30, 50)]
    after = [term("a", 20, 40, 100), term("b", 20, 30, 50)]
    found = difference(before, after, rho=0.3)
    drawn = draw(before, count=400_000, seed=5) - draw(after, count=400_000, seed=5)
    for probability in (0.1, 0.5, 0.9):
        assert found.quantile(probability) == pytest.approx(
            np.quantile(drawn, probability), rel=0.01
        )
    assert found.probability_below(0) < 0.001


def test_a_journey_is_as_fast_as_itself() -> None:
    found = difference(EASTERN_DOOR, EASTERN_DOOR)
    assert found.band == Band(p10=0, p50=0, p90=0)
    assert found.probability_below(0) == 0.5


def test_a_lone_subtracted_part_is_exact() -> None:
    found = difference([term("fixed", 100, 100, 100)], [term("a", 6, 20, 60)])
    assert found.band.p10 == pytest.approx(40)
    assert found.band.p50 == pytest.approx(80)
    assert found.band.p90 == pytest.approx(94)
    assert found.probability_below(94) == pytest.approx(0.9)
    assert found.probability_below(100.5) == 1


def test_shares_of_the_variance_are_those_of_draws() -> None:
    shares = variance_shares(EASTERN_DOOR, rho=0.3)
    assert sum(shares.values()) == pytest.approx(1)
    whole = draw(EASTERN_DOOR, count=400_000, seed=2).astype(np.float64)
    for key in ("bandar abbas", "sea wait", "gauge"):
        part = draw([t for t in EASTERN_DOOR if t.key == key], count=400_000, seed=2)
        covariance = np.cov(part.astype(np.float64), whole)[0, 1]
        assert shares[key] == pytest.approx(covariance / whole.var(), abs=0.005)


def test_fixed_parts_have_no_share() -> None:
    assert variance_shares([term("a", 1, 2, 3), term("b", 4, 4, 4)]) == {"a": pytest.approx(1)}


bands = st.tuples(st.floats(0.1, 0.95), st.floats(1.0, 200.0), st.floats(1.05, 5.0)).map(
    lambda t: (t[0] * t[1], t[1], t[2] * t[1])
)
journeys = st.lists(bands, min_size=2, max_size=8).map(
    lambda found: [term(f"{'sea' if n % 2 else 'part'} {n}", *band) for n, band in enumerate(found)]
)
rhos = st.sampled_from([0.0, 0.3, 0.8])


@settings(max_examples=examples(60))
@given(journeys, rhos, st.floats(0.1, 1.0))
def test_a_later_p10_never_makes_p50_earlier(parts: list[Term], rho: float, share: float) -> None:
    first = parts[0].band
    later = Band(p10=first.p10 + share * (first.p50 - first.p10), p50=first.p50, p90=first.p90)
    changed = [Term(key=parts[0].key, family=parts[0].family, band=later), *parts[1:]]
    assert total(changed, rho=rho).band.p50 >= total(parts, rho=rho).band.p50 * (1 - 0.002)


@settings(max_examples=examples(60))
@given(journeys, rhos, st.floats(0.01, 50.0))
def test_longer_parts_scale_the_sum(parts: list[Term], rho: float, factor: float) -> None:
    scaled = [
        Term(key=p.key, family=p.family, band=p.band.scaled(factor), multiplier=p.multiplier)
        for p in parts
    ]
    one, many = total(parts, rho=rho).band, total(scaled, rho=rho).band
    for name in ("p10", "p50", "p90"):
        assert getattr(many, name) == pytest.approx(factor * getattr(one, name), rel=1e-6)


@settings(max_examples=examples(60))
@given(journeys, journeys, rhos)
def test_one_is_faster_or_the_other(ours: list[Term], theirs: list[Term], rho: float) -> None:
    there = difference(ours, theirs, rho=rho).probability_below(0)
    back = difference(theirs, ours, rho=rho).probability_below(0)
    assert there + back == pytest.approx(1, abs=0.003)


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.8])
@pytest.mark.parametrize("more", [10.0**power for power in range(-16, -2)])
def test_a_journey_is_as_fast_as_one_that_hardly_differs(more: float, rho: float) -> None:
    hours = [(24.0, 100.0, 300.0), (30.0, 36.0, 60.0), (1.0, 20.0, 21.0), (90.0, 100.0, 400.0)]
    names = ["part 0", "sea 1", "part 2", "sea 3"]
    ours = [term(name, *band) for name, band in zip(names, hours, strict=True)]
    theirs = [replace(one, band=one.band.scaled(1 + more)) for one in ours]
    for uneven in (ours[0], ours[3]):
        change = Band(p10=uneven.band.p10 * (1 + more), p50=uneven.band.p50, p90=uneven.band.p90)
        apart = difference(ours, [*theirs, replace(uneven, key="part 9", band=change)], rho=rho)
        assert apart.probability_below(0) == pytest.approx(1, abs=0.003)
    between = difference(ours, theirs, rho=rho)
    assert between.sd <= 400 * more
    assert 0 <= between.probability_below(0) <= 1


@settings(max_examples=examples(60))
@given(journeys, rhos)
def test_percentiles_are_in_order_and_positive(parts: list[Term], rho: float) -> None:
    found = total(parts, rho=rho)
    values = [found.quantile(p) for p in (0.05, 0.1, 0.5, 0.9, 0.95, 0.99)]
    assert values[0] > 0
    assert values == sorted(values)
