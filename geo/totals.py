"""Sums and differences of uncertain times in closed form: no chance in it, a millisecond or two.

Given the common factors the parts are independent. So for each of some twenty values of a factor
the largest parts are convolved (exactly, by the Fourier transform), and the many small ones go in
as one shifted lognormal with their exact mean, variance and third moment. The average over the
factor is taken before transforming back; the factors of the two families are independent, so their
transforms multiply. Tests compare this with a full convolution on a much finer grid, and with
`geo.bands.draw`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, exp, pi, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr, ndtri

from geo.bands import DEFAULT_RHO, Family, Term, expectation, merge, spreads
from geo.model import Band

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.bands import Array

BINS: Final = 1024
_HALF_WINDOW: Final = 10.0
"""Half the width of the grid, in standard deviations of the whole.

A sum begins at its offset instead, so that the whole width is there for its upper tail.
"""
_CONVOLVED: Final = 4
"""Parts of one family that are convolved; the others go in by their moments."""
_NARROW: Final = 2.0
"""Bins; a part or a remainder narrower than this goes in as a normal."""
_REACH: Final = 4.75
"""How far the factor is followed, in standard deviations."""
_WIDEST, _CLOSEST = 0.7, 0.05
"""Limits of the distance between two values of the factor."""
_SMALLEST_SKEW: Final = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """The law of a sum or a difference: where it lies, and how probable what is."""

    mean: float
    sd: float
    _edges: Array
    """Upper edges of the bins, ascending."""
    _below: Array
    """Probability of lying at or below each edge."""
    _lone: tuple[float, float, float, float] | None = None
    """Offset, median and exponents where one part alone is uncertain: then all is exact."""

    def quantile(self, probability: float) -> float:
        """Return the value that is not exceeded with a probability between 0 and 1."""
        if self.sd == 0:
            return self.mean
        if self._lone:
            offset, median, below, above = self._lone
            z = float(ndtri(probability))
            return offset + median * exp((above if z > 0 else below) * z)
        return float(np.interp(probability, self._below, self._edges))

    def probability_below(self, value: float) -> float:
        """Return the probability of a result below a value; half of a tie counts."""
        if self.sd == 0:
            return 0.5 * ((self.mean < value) + (self.mean <= value))
        return float(np.interp(value, self._edges, self._below, left=0.0, right=1.0))

    @property
    def band(self) -> Band:
        """P10, P50 and P90."""
        return Band(p10=self.quantile(0.1), p50=self.quantile(0.5), p90=self.quantile(0.9))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Uncertain parts: ``first * exp(s1 z) + second * exp(s2 z)``; ``second`` is mostly zero."""

    first: Array
    below1: Array
    above1: Array
    second: Array
    below2: Array
    above2: Array

    def __len__(self) -> int:
        return len(self.first)

    def only(self, chosen: Array) -> _Rows:
        return _Rows(**{name: getattr(self, name)[chosen] for name in self.__slots__})


def total(terms: Iterable[Term], *, rho: float = DEFAULT_RHO) -> Distribution:
    """Return the law of the sum of some parts.

    Examples
    --------
    >>> stop = Term(key="stop", family=Family.LAND, band=Band(p10=6, p50=20, p90=60))
    >>> total([stop]).band
    Band(p10=6.0, p50=20.0, p90=60.0)
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
        family, fixed, row = _row(left.get(key), right.get(key))
        offset += fixed
        if row is not None:
            rows.setdefault(family, []).append(row)
    families = [_rows(found) for found in rows.values()]
    if not families:
        return _sum([], offset, rho, None)
    lone = None
    if len(families) == len(families[0]) == 1 and families[0].second[0] == 0:
        first = families[0]
        if first.first[0] > 0:
            lone = (offset, float(first.first[0]), float(first.below1[0]), float(first.above1[0]))
    return _sum(families, offset, rho, lone)


def _row(left: Term | None, right: Term | None) -> tuple[Family, float, tuple[float, ...] | None]:
    """Return the family, the fixed share and the uncertain share of a key in a difference."""
    known = left or right
    if known is None:
        raise AssertionError
    if left and right and left.band == right.band:
        times = left.times - right.times
        left, right = Term(key=left.key, family=left.family, band=left.band, times=times), None
    sides: list[tuple[float, ...]] = []
    fixed = 0.0
    for sign, term in ((1, left), (-1, right)):
        if term is None:
            continue
        median = sign * term.times * term.band.p50
        exponents = spreads(term.band)
        if median == 0 or exponents == (0.0, 0.0):
            fixed += median
        else:
            sides.append((median, *exponents))
    if not sides:
        return known.family, fixed, None
    first, second = sides[0], sides[1] if len(sides) > 1 else (0.0, 0.0, 0.0)
    return known.family, fixed, (*first, *second)


def _rows(found: list[tuple[float, ...]]) -> _Rows:
    columns = np.asarray(found, dtype=np.float64).T
    return _Rows(
        first=columns[0],
        below1=columns[1],
        above1=columns[2],
        second=columns[3],
        below2=columns[4],
        above2=columns[5],
    )


def _sum(
    families: list[_Rows],
    offset: float,
    rho: float,
    lone: tuple[float, float, float, float] | None,
) -> Distribution:
    mean, variance = offset, 0.0
    prepared = []
    for rows in families:
        nodes, weights = _nodes(rows, rho)
        cumulants = _cumulants(rows, nodes, rho)
        means, variances = cumulants[0].sum(axis=0), cumulants[1].sum(axis=0)
        centre = float(weights @ means)
        mean += centre
        variance += float(weights @ (variances + (means - centre) ** 2))
        prepared.append((rows, nodes, weights, cumulants))
    sd = sqrt(variance)
    if sd <= abs(mean) * 1e-12:
        return Distribution(mean=mean, sd=0.0, _edges=np.zeros(0), _below=np.zeros(0))
    step = 2 * _HALF_WINDOW * sd / BINS
    start = mean - _HALF_WINDOW * sd
    if all((rows.first > 0).all() and not rows.second.any() for rows in families):
        start = max(start, offset)
    omega = 2 * pi * np.arange(BINS // 2 + 1) / BINS
    spectrum = np.exp(-1j * omega * ((offset - start) / step))
    for rows, nodes, weights, cumulants in prepared:
        spectrum = spectrum * _spectrum(rows, nodes, weights, cumulants, rho, step, omega)
    below = np.maximum.accumulate(np.cumsum(np.fft.irfft(spectrum, BINS)))
    edges = np.asarray(start + step * (np.arange(BINS) + 0.5), dtype=np.float64)
    return Distribution(mean=mean, sd=sd, _edges=edges, _below=below, _lone=lone)


def _nodes(rows: _Rows, rho: float) -> tuple[Array, Array]:
    """Return values of the factor and their weights, as close as the narrowest sum needs."""
    if rho == 0:
        return np.zeros(1), np.ones(1)
    tilt = 0.1
    cumulants = _cumulants(rows, np.array([-tilt, 0.0, tilt]), rho)
    means = cumulants[0].sum(axis=0)
    slope = abs(float(means[2] - means[0])) / (2 * tilt)
    width = sqrt(float(cumulants[1][:, 1].sum())) / max(slope, 1e-12)
    half = int(np.ceil(_REACH / min(_WIDEST, max(width, _CLOSEST))))
    nodes = np.linspace(-_REACH, _REACH, 2 * half + 1)
    weights = np.exp(-(nodes**2) / 2)
    return nodes, weights / weights.sum()


def _cumulants(rows: _Rows, nodes: Array, rho: float) -> tuple[Array, Array, Array]:
    """Return mean, variance and third central moment of each part at each value of the factor."""
    shift = sqrt(rho) * nodes[None, :]
    raw = []
    paired = bool(np.any(rows.second))
    for power in (1, 2, 3):
        moment = np.zeros((len(rows), len(nodes)))
        for j in range(power + 1 if paired else 1):
            i = power - j
            scale = comb(power, j) * rows.first**i * rows.second**j
            below = (i * rows.below1 + j * rows.below2)[:, None]
            above = (i * rows.above1 + j * rows.above2)[:, None]
            moment += scale[:, None] * expectation(below, above, shift, 1 - rho)
        raw.append(moment)
    one, two, three = raw
    return one, two - one**2, three - 3 * one * two + 2 * one**3


def _spectrum(
    rows: _Rows,
    nodes: Array,
    weights: Array,
    cumulants: tuple[Array, Array, Array],
    rho: float,
    step: float,
    omega: Array,
) -> Array:
    """Return the Fourier transform of the sum of one family, averaged over its factor."""
    share = cumulants[1] @ weights
    wide = (rows.second == 0) & (np.sqrt(share) >= _NARROW * step)
    order = np.argsort(np.where(wide, -share, 0.0), kind="stable")[: min(_CONVOLVED, wide.sum())]
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[order] = True
    spectra = _small_parts([part[~chosen].sum(axis=0) for part in cumulants], step, omega)
    if chosen.any():
        spectra = spectra * _large_parts(rows.only(chosen), sqrt(rho) * nodes, rho, step, omega)
    return np.asarray(weights @ spectra)


def _large_parts(rows: _Rows, shift: Array, rho: float, step: float, omega: Array) -> Array:
    size = np.abs(rows.first)
    lowest = size * np.exp(-6 * rows.below1)
    edges = lowest[:, None] + step * np.arange(BINS + 1)[None, :]
    ratio = np.log(edges / size[:, None])
    exponents = np.where(ratio > 0, rows.above1[:, None], rows.below1[:, None])
    scores = ratio / np.maximum(exponents, 1e-9)
    mass = np.diff(ndtr((scores[:, None, :] - shift[None, :, None]) / sqrt(1 - rho)), axis=2)
    parts = np.fft.rfft(mass, axis=2)
    parts *= np.exp(-1j * omega * (lowest[:, None] / step + 0.5))[:, None, :]
    negative = rows.first < 0
    parts[negative] = parts[negative].conj()
    return np.asarray(parts.prod(axis=0))


def _small_parts(moments: list[Array], step: float, omega: Array) -> Array:
    """Return the transform of a shifted lognormal with three given moments, for each node."""
    mean, variance, third = moments
    sd = np.sqrt(np.maximum(variance, 0.0))
    phase = np.exp(-1j * omega * (mean / step)[:, None])
    if sd.max() < _NARROW * step:
        return np.asarray(phase * np.exp(-((omega * sd[:, None] / step) ** 2) / 2))
    skew = third / np.maximum(sd, 1e-300) ** 3
    size = np.maximum(np.abs(skew), _SMALLEST_SKEW)
    root = np.cbrt(1 + size**2 / 2 + np.sqrt(size**2 + size**4 / 4))
    growth = root + 1 / root - 1
    spread, scale = np.sqrt(np.log(growth)), sd / np.sqrt(growth - 1)
    lowest = -np.minimum(scale, 8 * sd)
    edges = lowest[:, None] + step * np.arange(BINS + 1)[None, :]
    ratio = np.maximum(1 + edges / scale[:, None], 1e-300)
    scores = np.log(ratio) / spread[:, None] + spread[:, None] / 2
    mass = np.diff(ndtr(scores), axis=1, prepend=0.0)[:, 1:]
    around = np.fft.rfft(mass, axis=1) * np.exp(-1j * omega * (lowest[:, None] / step + 0.5))
    return np.asarray(phase * np.where(skew[:, None] < 0, around.conj(), around))


def variance_shares(terms: Iterable[Term], *, rho: float = DEFAULT_RHO) -> dict[str, float]:
    """Return for each key its covariance with the sum, over the variance of the sum.

    Fixed parts have no share; the shares add up to 1 unless nothing is uncertain.
    """
    grouped: dict[Family, dict[str, tuple[float, ...]]] = {}
    for key, term in merge(terms).items():
        family, _, row = _row(term, None)
        if row is not None:
            grouped.setdefault(family, {})[key] = row
    covariances: dict[str, float] = {}
    for found in grouped.values():
        rows = _rows(list(found.values()))
        nodes, weights = _nodes(rows, rho)
        means, variances, _ = _cumulants(rows, nodes, rho)
        whole = means.sum(axis=0)
        with_whole = (means * whole) @ weights - (means @ weights) * (whole @ weights)
        values = (variances @ weights + with_whole).tolist()
        covariances.update(zip(found, values, strict=True))
    variance = sum(covariances.values())
    return {key: value / variance for key, value in covariances.items()}
