"""Uncertain times: two-piece lognormals, their moments, and seeded draws that can be shared.

A part of a journey is ``multiplier * p50 * exp(s * z)`` with z standard normal; ``s`` is one number
below the median and another above it, so that the part goes through its P10, P50 and P90. Parts of
one family (land, deep sea) share a common factor::

    z = sqrt(rho) * factor + sqrt(1 - rho) * own

Parts with the same key share ``own`` as well, between journeys too: that is what makes a difference
of two journeys honest. `geo.estimates.sums` adds parts up in closed form.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from math import log
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr

from geo.model import Z90

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from geo.model import Band

    Array = NDArray[np.float64]

DEFAULT_RHO: Final = 0.3
"""Correlation of two parts of one family; a stated choice, since no data could settle it."""
_SMALLEST_RATIO: Final = 0.01
"""P10 over P50 where a band begins at zero, which a lognormal cannot."""
_BLOCK: Final = 25_000
"""Draws made at a time: small enough for the cache, and the unit that threads share out."""


class Family(StrEnum):
    """Which common factor a part follows."""

    LAND = "land"
    DEEP_SEA = "deep_sea"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One uncertain part: ``multiplier`` (km, or 1) of a band; equal keys mean equal chance."""

    key: str
    family: Family
    band: Band
    multiplier: float = 1.0

    def __hash__(self) -> int:
        """Hash what tells parts apart, at once: sums are looked up by their parts."""
        return hash((self.key, self.multiplier, self.band.p10, self.band.p90))


def spreads(band: Band) -> tuple[float, float]:
    """Return the exponents below and above the median of a two-piece lognormal.

    Zero for a band that is fixed; a P10 of zero is taken as one per cent of the P50.

    Examples
    --------
    >>> from geo.model import Band
    >>> below, above = spreads(Band(p10=1, p50=2, p90=8))
    >>> round(above / below, 6)
    2.0
    """
    if band.p50 <= 0:
        return 0.0, 0.0
    low = max(band.p10, _SMALLEST_RATIO * band.p50)
    return log(band.p50 / low) / Z90, log(band.p90 / band.p50) / Z90


def merge(terms: Iterable[Term]) -> dict[str, Term]:
    """Return one term for each key, with the multipliers added up."""
    merged: dict[str, Term] = {}
    for term in terms:
        before = merged.get(term.key)
        more = before.multiplier if before else 0.0
        merged[term.key] = replace(term, multiplier=term.multiplier + more) if more else term
    return merged


def expectation(below: Array, above: Array, shift: Array, variance: float) -> Array:
    """Return the mean of ``exp(s * z)`` for z normal with a mean and a variance.

    ``s`` is ``below`` where z is negative and ``above`` elsewhere. Each half is the exponential
    moment of a truncated normal, which the distribution function gives.

    Parameters
    ----------
    below, above, shift
        Arrays that broadcast; ``shift`` is the mean of z.
    variance
        Variance of z, above zero.
    """
    root = variance**0.5
    upper = np.exp(above * shift + above**2 * variance / 2)
    lower = np.exp(below * shift + below**2 * variance / 2)
    return np.asarray(
        upper * ndtr((shift + above * variance) / root)
        + lower * ndtr(-(shift + below * variance) / root)
    )


def draw(
    terms: Iterable[Term], *, count: int, seed: int, rho: float = DEFAULT_RHO, threads: int = 1
) -> NDArray[np.float32]:
    """Return draws of the sum of some terms.

    Every key has its own stream of random numbers, made from seed, key and block. So two journeys
    drawn with one seed share the chance of the parts they share, and the bytes do not depend on the
    number of threads.

    Parameters
    ----------
    terms
        Parts of one journey; those with one key are added up first.
    count
        Number of draws.
    seed
        Any whole number of zero or more.
    rho
        Correlation of two parts of one family, from 0 to below 1.
    threads
        Threads to share the blocks among.

    Returns
    -------
    numpy.ndarray
        Shape (count,), the unit of the bands.

    Examples
    --------
    >>> from geo.model import Band
    >>> stop = Term(key="stop", family=Family.LAND, band=Band(p10=6, p50=20, p90=60))
    >>> bool(abs(np.median(draw([stop], count=100_000, seed=1)) - 20) < 0.3)
    True
    """
    merged = tuple(merge(terms).values())
    result = np.empty(count, dtype=np.float32)
    blocks = [result[start : start + _BLOCK] for start in range(0, count, _BLOCK)]

    def fill(number: int) -> None:
        _fill(blocks[number], merged, seed=seed, block=number, rho=rho)

    if threads == 1:
        for number in range(len(blocks)):
            fill(number)
    else:
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - an answer needs none

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(fill, range(len(blocks))))
    return result


def _fill(
    out: NDArray[np.float32], terms: Sequence[Term], *, seed: int, block: int, rho: float
) -> None:
    out.fill(0.0)
    factors = {
        family: _normals(f"factor {family}", len(out), seed, block) * np.float32(rho**0.5)
        for family in {term.family for term in terms}
    }
    own, part = np.float32((1 - rho) ** 0.5), np.empty_like(out)
    for term in terms:
        below, above = spreads(term.band)
        median = np.float32(term.multiplier * term.band.p50)
        if below == above == 0:
            out += median
            continue
        z = _normals(term.key, len(out), seed, block)
        z *= own
        z += factors[term.family]
        np.minimum(z, 0, out=part)
        part *= np.float32(below - above)
        z *= np.float32(above)
        z += part
        np.exp(z, out=z)
        z *= median
        out += z


def _normals(key: str, count: int, seed: int, block: int) -> NDArray[np.float32]:
    digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
    entropy = (seed, int.from_bytes(digest, "little"), block)
    generator = np.random.Generator(np.random.SFC64(np.random.SeedSequence(entropy)))
    return generator.standard_normal(count, dtype=np.float32)
