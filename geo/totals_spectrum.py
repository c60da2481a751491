"""Parts given a common factor: their moments, and the Fourier transform of their sum."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr

from geo.bands import expectation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.bands import Array

_CONVOLVED: Final = 4
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


def stack(found: list[tuple[float, ...]]) -> Rows:
    """Return parts as arrays, from one tuple of six numbers for each."""
    columns = np.asarray(found, dtype=np.float64).T
    return Rows(
        first=columns[0],
        below1=columns[1],
        above1=columns[2],
        second=columns[3],
        below2=columns[4],
        above2=columns[5],
    )


def factor_nodes(rows: Rows, rho: float) -> tuple[Array, Array]:
    """Return values of the factor and their weights, as close as the narrowest sum needs."""
    if rho == 0:
        return np.zeros(1), np.ones(1)
    tilt = 0.1
    cumulants = cumulants_of(rows, np.array([-tilt, 0.0, tilt]), rho)
    means = cumulants[0].sum(axis=0)
    slope = abs(float(means[2] - means[0])) / (2 * tilt)
    width = sqrt(float(cumulants[1][:, 1].sum())) / max(slope, 1e-12)
    half = int(np.ceil(_REACH / min(_WIDEST, max(width, _CLOSEST))))
    nodes = np.linspace(-_REACH, _REACH, 2 * half + 1)
    weights = np.exp(-(nodes**2) / 2)
    return nodes, weights / weights.sum()


def cumulants_of(rows: Rows, nodes: Array, rho: float) -> tuple[Array, Array, Array]:
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


def spectrum_of(
    rows: Rows,
    nodes: Array,
    weights: Array,
    cumulants: tuple[Array, Array, Array],
    rho: float,
    step: float,
    omega: Array,
) -> Array:
    """Return the Fourier transform of the sum of one family, averaged over its factor."""
    share = cumulants[1] @ weights
    paired = rows.second != 0
    wide = ~paired & (np.sqrt(share) >= _NARROW * step)
    order = np.argsort(np.where(wide, -share, 0.0), kind="stable")[: min(_CONVOLVED, wide.sum())]
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[order] = True
    small = ~(chosen | paired)
    spectra = _small_parts([part[small].sum(axis=0) for part in cumulants], step, omega)
    shift = sqrt(rho) * nodes
    if chosen.any():
        spectra = spectra * _large_parts(rows.only(chosen), shift, rho, step, omega)
    if paired.any():
        spectra = spectra * _paired_parts(rows.only(paired), shift, rho, step, omega)
    return np.asarray((spectra * weights[:, None]).sum(axis=0))  # faster than BLAS at this size


def _paired_parts(rows: Rows, shift: Array, rho: float, step: float, omega: Array) -> Array:
    """Return the transform of parts with two terms, from a fine division of their normal."""
    bins = 2 * len(omega) - 2
    division = np.linspace(-9.0, 9.0, _DIVISIONS + 1)
    middle = (division[1:] + division[:-1]) / 2
    mass = np.diff(ndtr((division[None, :] - shift[:, None]) / sqrt(1 - rho)), axis=1)
    product = np.ones((len(shift), len(omega)), dtype=complex)
    for first, below1, above1, second, below2, above2 in zip(*rows.columns(), strict=True):
        values = first * np.exp(np.where(middle > 0, above1, below1) * middle)
        values += second * np.exp(np.where(middle > 0, above2, below2) * middle)
        place = np.floor(values / step)
        share = values / step - place
        left = place.astype(np.int64) % bins
        for number, own in enumerate(mass):
            grid = np.bincount(left, own * (1 - share), bins)
            grid += np.bincount((left + 1) % bins, own * share, bins)
            product[number] *= np.fft.rfft(grid)
    return product


def _large_parts(rows: Rows, shift: Array, rho: float, step: float, omega: Array) -> Array:
    size = np.abs(rows.first)
    lowest = size * np.exp(-6 * rows.below1)
    lowest = size - step * (np.ceil((size - lowest) / step) + 0.5)  # the median in mid-bin
    edges = lowest[:, None] + step * np.arange(2 * len(omega) - 1)[None, :]
    ratio = np.log(np.maximum(edges / size[:, None], 1e-300))
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
    around = np.exp(-((omega * sd[:, None] / step) ** 2) / 2).astype(complex)
    wide = sd >= _NARROW * step
    if wide.any():
        around[wide] = _shifted_lognormal(sd[wide], third[wide], step, omega)
    return np.asarray(phase * around)


def _shifted_lognormal(sd: Array, third: Array, step: float, omega: Array) -> Array:
    skew = third / sd**3
    size = np.maximum(np.abs(skew), _SMALLEST_SKEW)
    root = np.cbrt(1 + size**2 / 2 + np.sqrt(size**2 + size**4 / 4))
    growth = root + 1 / root - 1
    spread, scale = np.sqrt(np.log(growth)), sd / np.sqrt(growth - 1)
    lowest = -np.minimum(scale, 8 * sd)
    edges = lowest[:, None] + step * np.arange(2 * len(omega) - 1)[None, :]
    ratio = np.maximum(1 + edges / scale[:, None], 1e-300)
    scores = np.log(ratio) / spread[:, None] + spread[:, None] / 2
    mass = np.diff(ndtr(scores), axis=1)
    around = np.fft.rfft(mass, axis=1) * np.exp(-1j * omega * (lowest[:, None] / step + 0.5))
    return np.asarray(np.where(skew[:, None] < 0, around.conj(), around))
