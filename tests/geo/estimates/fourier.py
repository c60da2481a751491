"""The law of one sum at a time, on a fine grid: what `geo.estimates.convolution` is compared with.

Given the common factors the parts are independent. So for each of some twenty values of a factor
the largest parts are convolved (exactly, by the Fourier transform), and the many small ones go in
as one shifted lognormal with their exact mean, variance and third moment. The average over the
factor is taken before transforming back; the factors of the two families are independent, so their
transforms multiply. It is slow and fine: many times the bins, twice the values of a factor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import comb, copysign, exp, floor, inf, log, pi, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr, ndtri

from geo.estimates.distributions import DEFAULT_RHO, Family, Term, expectation, merge, spreads
from geo.model import Band

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo.estimates.distributions import Array

_CONVOLVED: Final = 8
"""Parts of one family that are convolved; the others go in by their moments."""
_NARROW: Final = 2.0
"""Bins; a part or a remainder narrower than this goes in as a normal."""
_REACH: Final = 4.75
"""How far the factor is followed, in standard deviations."""
_WIDEST, _CLOSEST = 0.7, 0.05
"""Limits of the distance between two values of the factor."""
_SMALLEST_SKEW: Final = 1e-4
_DIVISIONS: Final = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Uncertain parts of one family, each ``first * exp(s1 z) + second * exp(s2 z)``.

    ``second`` is zero but in a difference of two journeys that time one part by other bands.
    """

    first: Array
    below1: Array
    above1: Array
    second: Array
    below2: Array
    above2: Array

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self.first)

    @property
    def longest_tail(self) -> float:
        """Return the largest exponent above the median."""
        return float(max(self.above1.max(), self.above2.max()))

    def columns(self) -> tuple[Array, ...]:
        """Return the arrays, each of shape (parts,)."""
        return self.first, self.below1, self.above1, self.second, self.below2, self.above2

    def only(self, chosen: NDArray[np.bool_]) -> Rows:
        """Return some of the parts."""
        return Rows(**{name: getattr(self, name)[chosen] for name in self.__slots__})


def stack(parts: list[tuple[float, ...]]) -> Rows:
    """Return parts as arrays, from one tuple of six numbers for each."""
    columns = np.asarray(parts, dtype=np.float64).T
    return Rows(
        first=columns[0],
        below1=columns[1],
        above1=columns[2],
        second=columns[3],
        below2=columns[4],
        above2=columns[5],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """Values of the common factor of a family, standard normal, and their weights.

    Both have the shape (values,); the weights add up to 1.
    """

    values: Array
    weights: Array
    rho: float
    """Correlation of two parts of the family."""

    @property
    def shift(self) -> Array:
        """What each value adds to the normal of every part."""
        return np.asarray(sqrt(self.rho) * self.values)

    @property
    def rest(self) -> float:
        """Variance of the normal of a part at one value."""
        return 1 - self.rho


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumulants:
    """Moments of each part at each value of the factor; shape (parts, values)."""

    mean: Array
    variance: Array
    third: Array
    """Third central moment."""

    def total_of(self, chosen: NDArray[np.bool_]) -> Cumulants:
        """Give the moments of the sum of some parts, which are independent; shape (values,)."""
        return Cumulants(
            mean=self.mean[chosen].sum(axis=0),
            variance=self.variance[chosen].sum(axis=0),
            third=self.third[chosen].sum(axis=0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where the law of a sum is computed: width of a bin, and the frequencies of its transform."""

    step: float
    omega: Array

    @property
    def edges(self) -> Array:
        """Edges of the bins from zero; shape (bins + 1,)."""
        return np.asarray(self.step * np.arange(2 * len(self.omega) - 1))


def factor_of(rows: Rows, rho: float) -> Factor:
    """Give the values of the factor, as close as the narrowest sum needs."""
    if rho == 0:
        return Factor(values=np.zeros(1), weights=np.ones(1), rho=rho)
    tilt = 0.1
    around = Factor(values=np.array([-tilt, 0.0, tilt]), weights=np.full(3, 1 / 3), rho=rho)
    cumulants = cumulants_of(rows, around)
    means = cumulants.mean.sum(axis=0)
    slope = abs(float(means[2] - means[0])) / (2 * tilt)
    width = sqrt(float(cumulants.variance[:, 1].sum())) / max(slope, 1e-12)
    half = int(np.ceil(_REACH / min(_WIDEST, max(width, _CLOSEST))))
    values = np.linspace(-_REACH, _REACH, 2 * half + 1)
    weights = np.exp(-(values**2) / 2)
    return Factor(values=values, weights=weights / weights.sum(), rho=rho)


def cumulants_of(rows: Rows, factor: Factor) -> Cumulants:
    """Give the moments of each part at each value of the factor."""
    shift = factor.shift[None, :]
    raw = []
    paired = bool(np.any(rows.second))
    for power in (1, 2, 3):
        moment = np.zeros((len(rows), len(factor.values)))
        for j in range(power + 1 if paired else 1):
            i = power - j
            scale = comb(power, j) * rows.first**i * rows.second**j
            below = (i * rows.below1 + j * rows.below2)[:, None]
            above = (i * rows.above1 + j * rows.above2)[:, None]
            moment += scale[:, None] * expectation(below, above, shift, factor.rest)
        raw.append(moment)
    one, two, three = raw
    return Cumulants(mean=one, variance=two - one**2, third=three - 3 * one * two + 2 * one**3)


def spectrum_of(family: _Prepared, grid: Grid) -> Array:
    """Give the Fourier transform of the sum of one family, averaged over its factor."""
    rows, factor = family.rows, family.factor
    share = family.cumulants.variance @ factor.weights
    paired = rows.second != 0
    wide = ~paired & (np.sqrt(share) >= _NARROW * grid.step)
    order = np.argsort(np.where(wide, -share, 0.0), kind="stable")[: min(_CONVOLVED, wide.sum())]
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[order] = True
    small = ~(chosen | paired)
    spectra = _small_parts(family.cumulants.total_of(small), grid)
    if chosen.any():
        spectra = spectra * _large_parts(rows.only(chosen), factor, grid)
    if paired.any():
        spectra = spectra * _paired_parts(rows.only(paired), factor, grid)
    # faster than BLAS at this size
    return np.asarray((spectra * factor.weights[:, None]).sum(axis=0))


def _paired_parts(rows: Rows, factor: Factor, grid: Grid) -> Array:
    """Give the transform of parts with two terms, from a fine division of their normal."""
    bins = 2 * len(grid.omega) - 2
    division = np.linspace(-9.0, 9.0, _DIVISIONS + 1)
    middle = (division[1:] + division[:-1]) / 2
    scores = (division[None, :] - factor.shift[:, None]) / sqrt(factor.rest)
    mass = np.diff(ndtr(scores), axis=1)
    product = np.ones((len(factor.values), len(grid.omega)), dtype=complex)
    for first, below1, above1, second, below2, above2 in zip(*rows.columns(), strict=True):
        values = first * np.exp(np.where(middle > 0, above1, below1) * middle)
        values += second * np.exp(np.where(middle > 0, above2, below2) * middle)
        place = np.floor(values / grid.step)
        share = values / grid.step - place
        left = place.astype(np.int64) % bins
        for number, own in enumerate(mass):
            shares = np.bincount(left, own * (1 - share), bins)
            shares += np.bincount((left + 1) % bins, own * share, bins)
            product[number] *= np.fft.rfft(shares)
    return product


def _large_parts(rows: Rows, factor: Factor, grid: Grid) -> Array:
    size, step = np.abs(rows.first), grid.step
    lowest = size * np.exp(-6 * rows.below1)
    lowest = size - step * (np.ceil((size - lowest) / step) + 0.5)  # the median in mid-bin
    edges = lowest[:, None] + grid.edges[None, :]
    ratio = np.log(np.maximum(edges / size[:, None], 1e-300))
    exponents = np.where(ratio > 0, rows.above1[:, None], rows.below1[:, None])
    scores = ratio / np.maximum(exponents, 1e-9)
    around = (scores[:, None, :] - factor.shift[None, :, None]) / sqrt(factor.rest)
    mass = np.diff(ndtr(around), axis=2)
    parts = np.fft.rfft(mass, axis=2)
    parts *= np.exp(-1j * grid.omega * (lowest[:, None] / step + 0.5))[:, None, :]
    negative = rows.first < 0
    parts[negative] = parts[negative].conj()
    return np.asarray(parts.prod(axis=0))


def _small_parts(moments: Cumulants, grid: Grid) -> Array:
    """Give the transform of a shifted lognormal with three moments, for each value."""
    sd = np.sqrt(np.maximum(moments.variance, 0.0))
    phase = np.exp(-1j * grid.omega * (moments.mean / grid.step)[:, None])
    around = np.exp(-((grid.omega * sd[:, None] / grid.step) ** 2) / 2).astype(complex)
    wide = sd >= _NARROW * grid.step
    if wide.any():
        around[wide] = _shifted_lognormal(sd[wide], moments.third[wide], grid)
    return np.asarray(phase * around)


def _shifted_lognormal(sd: Array, third: Array, grid: Grid) -> Array:
    skew = third / sd**3
    size = np.maximum(np.abs(skew), _SMALLEST_SKEW)
    root = np.cbrt(1 + size**2 / 2 + np.sqrt(size**2 + size**4 / 4))
    growth = root + 1 / root - 1
    spread, scale = np.sqrt(np.log(growth)), sd / np.sqrt(growth - 1)
    lowest = -np.minimum(scale, 8 * sd)
    edges = lowest[:, None] + grid.edges[None, :]
    ratio = np.maximum(1 + edges / scale[:, None], 1e-300)
    scores = np.log(ratio) / spread[:, None] + spread[:, None] / 2
    mass = np.diff(ndtr(scores), axis=1)
    around = np.fft.rfft(mass, axis=1) * np.exp(
        -1j * grid.omega * (lowest[:, None] / grid.step + 0.5)
    )
    return np.asarray(np.where(skew[:, None] < 0, around.conj(), around))


BINS: Final = 4096
_MORE_BINS: Final = 16384
_LONG_TAIL: Final = 1.1
"""Exponent above which a part stretches the grid so far that it needs more bins."""
_HALF_WINDOW: Final = 10.0
"""Half the width of the grid, in standard deviations of the whole.

A sum begins at its offset instead, so that the whole width is there for its upper tail.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _SinglePart:
    """One two-piece lognormal beside a fixed amount; ``size`` is negative for a subtracted part."""

    offset: float
    size: float
    below: float
    above: float

    def quantile(self, probability: float) -> float:
        z = float(ndtri(probability if self.size > 0 else 1 - probability))
        return self.offset + self.size * exp((self.above if z > 0 else self.below) * z)

    def probability_below(self, value: float) -> float:
        ratio = (value - self.offset) / self.size
        if ratio <= 0:
            return 0.0 if self.size > 0 else 1.0
        spread = self.above if ratio > 1 else self.below
        rise = log(ratio)
        share = float(ndtr(rise / spread if spread else copysign(inf, rise) if rise else 0.0))
        return share if self.size > 0 else 1 - share


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The law of a sum or a difference: where it lies, and how probable what is.

    Values lie on a grid about a fiftieth of a standard deviation apart, with straight lines between
    them; a part that cannot be early or late at all (P10 or P90 equals P50) is blurred as much.
    """

    mean: float
    sd: float
    _edges: Array
    """Upper edges of the bins, ascending."""
    _below: Array
    """Probability of lying at or below each edge."""
    _single: _SinglePart | None = None
    """Set where one part alone is uncertain; all is exact then, and there are no bins."""

    def quantile(self, probability: float) -> float:
        """Return the value that is not exceeded with a probability between 0 and 1."""
        if self._single:
            return self._single.quantile(probability)
        if self.sd == 0:
            return self.mean
        return float(np.interp(probability, self._below, self._edges))

    def quantiles(self, probabilities: Array) -> Array:
        """Give the values that are not exceeded with some probabilities, in their shape."""
        if self._single:
            flat = [self._single.quantile(float(one)) for one in probabilities.ravel()]
            return np.array(flat).reshape(probabilities.shape)
        if self.sd == 0:
            return np.full(probabilities.shape, self.mean)
        return np.asarray(np.interp(probabilities, self._below, self._edges))

    def probability_below(self, value: float) -> float:
        """Return the probability of a result below a value; half of a tie counts."""
        if self._single:
            return self._single.probability_below(value)
        if self.sd == 0:
            return 0.5 * ((self.mean < value) + (self.mean <= value))
        return float(np.interp(value, self._edges, self._below, left=0.0, right=1.0))

    @property
    def band(self) -> Band:
        """P10, P50 and P90."""
        return Band(p10=self.quantile(0.1), p50=self.quantile(0.5), p90=self.quantile(0.9))


def total(terms: Iterable[Term], *, rho: float = DEFAULT_RHO) -> Distribution:
    """Return the law of the sum of some parts.

    Examples
    --------
    >>> stop = Term(key="stop", family=Family.LAND, band=Band(p10=6, p50=20, p90=60))
    >>> round(total([stop]).band.p90, 6)
    60.0
    """
    return difference(terms, (), rho=rho)


def difference(
    terms: Iterable[Term], minus: Iterable[Term], *, rho: float = DEFAULT_RHO
) -> Distribution:
    """Return the law of one sum less another, parts with equal keys sharing their chance."""
    left, right = merge(terms), merge(minus)
    offset = 0.0
    rows: dict[Family, list[tuple[float, ...]]] = {}
    for key in sorted(left.keys() | right.keys()):
        both = [(sign, term) for sign, term in ((1, left.get(key)), (-1, right.get(key))) if term]
        fixed, row = _row(both)
        offset += fixed
        if row is not None:
            rows.setdefault(both[0][1].family, []).append(row)
    families = [_Prepared(stack(parts), rho) for parts in rows.values()]
    return _sum(families, offset)


def _row(both: list[tuple[int, Term]]) -> tuple[float, tuple[float, ...] | None]:
    """Return the fixed share and the uncertain share of one key in a difference."""
    if len(both) > 1 and both[0][1].band == both[1][1].band:
        term = both[0][1]
        both = [(1, replace(term, multiplier=term.multiplier - both[1][1].multiplier))]
    sides: list[tuple[float, ...]] = []
    fixed = 0.0
    for sign, term in both:
        median, exponents = sign * term.multiplier * term.band.p50, spreads(term.band)
        if median == 0 or exponents == (0.0, 0.0):
            fixed += median
        else:
            sides.append((median, *exponents))
    if not sides:
        return fixed, None
    second = sides[1] if len(sides) > 1 else (0.0, 0.0, 0.0)
    return fixed, (*sides[0], *second)


class _Prepared:
    """One family with its values of the factor, and the moments of its parts at each."""

    def __init__(self, rows: Rows, rho: float) -> None:
        self.rows = rows
        self.factor = factor_of(rows, rho)
        self.cumulants = cumulants_of(rows, self.factor)
        means, weights = self.cumulants.mean.sum(axis=0), self.factor.weights
        variances = self.cumulants.variance.sum(axis=0)
        self.mean = float(weights @ means)
        self.variance = float(weights @ (variances + (means - self.mean) ** 2))


def _sum(families: list[_Prepared], offset: float) -> Distribution:
    mean = offset + sum(family.mean for family in families)
    sd, empty = sqrt(sum(family.variance for family in families)), np.zeros(0)
    if sd <= abs(mean) * 1e-12:
        return Distribution(mean=mean, sd=0.0, _edges=empty, _below=empty)
    alone = families[0].rows
    if len(families) == len(alone) == 1 and not alone.second[0]:
        size, low, high = (float(column[0]) for column in alone.columns()[:3])
        single = _SinglePart(offset=offset, size=size, below=low, above=high)
        return Distribution(mean=mean, sd=sd, _edges=empty, _below=empty, _single=single)
    longest = max(family.rows.longest_tail for family in families)
    bins = BINS if longest < _LONG_TAIL else _MORE_BINS
    step = 2 * _HALF_WINDOW * sd / bins
    start = step * floor(mean / step - bins / 2)  # zero in mid-bin: both ways round the same
    if all((family.rows.first > 0).all() and not family.rows.second.any() for family in families):
        start = max(start, offset)
    grid = Grid(step=step, omega=2 * pi * np.arange(bins // 2 + 1) / bins)
    spectrum = np.exp(-1j * grid.omega * ((offset - start) / step))
    for family in families:
        spectrum = spectrum * spectrum_of(family, grid)
    below = np.maximum.accumulate(np.cumsum(np.fft.irfft(spectrum, bins)))
    edges = np.asarray(start + step * (np.arange(bins) + 0.5), dtype=np.float64)
    return Distribution(mean=mean, sd=sd, _edges=edges, _below=below)
