"""A slow and plain convolution, the judge of `geo.estimates.sums`."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from geo.estimates.distributions import Family
from geo.model import Z90

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Band

BINS = 1 << 14
NODES = np.linspace(-6.0, 6.0, 49)


def quantiles(
    bands: Sequence[tuple[Family, Band]], *, rho: float, probabilities: Sequence[float]
) -> list[float]:
    """Convolve every part on one fine grid, for each value of its family's factor."""
    width = sum(_far(band) for _, band in bands) * 1.01
    edges = np.linspace(0.0, width, BINS + 1)
    weights = np.exp(-(NODES**2) / 2)
    weights /= weights.sum()
    nodes = NODES if rho else np.zeros(1)
    if not rho:
        weights = np.ones(1)
    whole = np.ones(BINS + 1, dtype=complex)
    for family in Family:
        parts = [band for own, band in bands if own is family]
        scores = [_scores(band, edges) for band in parts]
        averaged = np.zeros(BINS + 1, dtype=complex)
        for node, weight in zip(nodes, weights, strict=True):
            product = np.ones(BINS + 1, dtype=complex)
            for score in scores:
                masses = np.diff(ndtr((score - sqrt(rho) * node) / sqrt(1 - rho)))
                product *= np.fft.rfft(masses, 2 * BINS)
            averaged += weight * product
        whole *= averaged
    reached = np.cumsum(np.fft.irfft(whole, 2 * BINS))
    step = edges[1]
    upper = step * (np.arange(2 * BINS) + 0.5 + len(bands) / 2)
    return [float(value) for value in np.interp(probabilities, reached, upper)]


def _far(band: Band) -> float:
    return band.p50 * exp(4.5 * log(band.p90 / band.p50) / Z90)


def _scores(band: Band, edges: np.ndarray) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Give the value of a standard normal at which a part reaches each edge."""
    with np.errstate(divide="ignore"):
        ratio = np.log(edges / band.p50)
    below, above = log(band.p50 / band.p10) / Z90, log(band.p90 / band.p50) / Z90
    return np.where(ratio > 0, ratio / above, ratio / below)
