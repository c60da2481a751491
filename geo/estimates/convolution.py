"""Laws of many sums in one pass: a fraction of a millisecond each, and no chance in it.

Given the common factors the parts of a sum are independent, so their Fourier transforms multiply.
For each of some ten values of a factor the largest parts are cut into bins and transformed; the
many small ones go in as one shifted gamma with their mean, variance and third moment. What cutting
does to mean and variance is known, and taken back. The average over the factor is taken before
transforming back; the factors of the two families are independent, so their transforms multiply.

How fine the bins are, and how many values of the factor there are, follows from a sum alone. So a
law is the same whatever it is computed together with; sums that need alike go through together.
Sums that differ only in what is certain have one core, which is transformed once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from math import comb, pi, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr

from geo.estimates.distributions import expectation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.estimates.distributions import Array

    Numbers = NDArray[np.int64]

CONVOLVED: Final = 4
"""Parts of one family that are convolved; the others go in by their moments."""
NARROW: Final = 1.0
"""Bins; a part narrower than this goes in by its moments."""
SMALL: Final = 0.1
"""Share of the narrower side of a sum below which a part goes in by its moments."""
REACH: Final = 4.2
"""How far the factor is followed, in standard deviations."""
SPACING: Final = 1.8
"""Distance of two values of the factor, in widths of what lies between them."""
FACTORS: Final = 64
"""Sets of values that are remembered."""
USUAL_FACTOR: Final = 2.2
"""Values of the factor up to which the distance must be near enough."""
FACTOR_STEPS: Final = (4, 6, 8, 12, 16, 24, 32, 48, 64, 96)
"""Values of the factor on either side of zero."""
WINDOW, DIFFERENCE_WINDOW = 14.0, 20.0
"""Width of the grid, in standard deviations; a difference has two tails, a sum begins somewhere."""
BINS_PER_WIDTH: Final = 3.0
"""Bins in the narrower side of a sum."""
ALONE, BINS_ALONE = (0.6, 0.9), 4.0
"""Share of one part in the variance from which, and to which, there are more bins, and how many
times more: no other part smooths its edges."""
USUAL_REST: Final = 0.7
"""Variance of a normal at one value of the factor; where it is less, laws are narrower there."""
WIDER_SHARE: Final = 0.1
"""Share of the wider side that is resolved as well where the other side has no width."""
BINS: Final = (128, 256, 512, 1024, 2048, 4096)
PAIRED_BINS: Final = 2048
"""Bins at least where a part has two terms: its law may rise from nothing to its height at once."""
POINTS: Final = 1024
"""Points of a law at least: straight lines between them are near enough."""
LARGEST_BLOCK: Final = 1 << 21
"""Masses computed at a time, so that a pass takes some 50 MB at most."""
_SMALLEST_SKEW: Final = 1e-2
_DIVISIONS: Final = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Uncertain parts, each ``first * exp(s1 z) + second * exp(s2 z)``; arrays of shape (parts,).

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
    def is_paired(self) -> NDArray[np.bool_]:
        """Which parts have two terms."""
        return np.asarray(self.second != 0)

    def only(self, chosen: NDArray[np.bool_] | Numbers) -> Rows:
        """Return some of the parts."""
        return Rows(**{one.name: getattr(self, one.name)[chosen] for one in fields(Rows)})


def stack(parts: Sequence[tuple[float, ...]]) -> Rows:
    """Return parts as arrays, from one tuple of six numbers for each."""
    columns = np.asarray(parts, dtype=np.float64).reshape(len(parts), 6).T
    return Rows(**{one.name: column for one, column in zip(fields(Rows), columns, strict=True)})


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
    """Moments of parts, or of sums of them, at each value of the factor; shape (…, values)."""

    mean: Array
    variance: Array
    third: Array
    """Third central moment."""


@lru_cache(maxsize=FACTORS)
def factor_with(steps: int, rho: float) -> Factor:
    """Give the values of the factor, so many on either side of zero."""
    if rho == 0:
        return Factor(values=np.zeros(1), weights=np.ones(1), rho=rho)
    values = np.linspace(-REACH, REACH, 2 * steps + 1)
    weights = np.exp(-(values**2) / 2)
    return Factor(values=values, weights=weights / weights.sum(), rho=rho)


def cumulants_of(rows: Rows, factor: Factor) -> Cumulants:
    """Give the moments of each part at each value of the factor."""
    shift = factor.shift[None, :]
    raw = []
    paired = bool(rows.is_paired.any())
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


@dataclass(frozen=True, kw_only=True)
class Table:
    """Uncertain parts of some sums: ordered by core, and by family within one.

    Sums of one core have the same uncertain parts.
    """

    rows: Rows
    group: Numbers
    """Number of the core and family of each part, shape (parts,), without gaps."""
    core_of: Numbers
    """Number of the core of each group, shape (groups,), without gaps."""
    offset: Array
    """What is certain of each sum, shape (sums,)."""
    own: Numbers
    """Number of the core of each sum, shape (sums,)."""

    @cached_property
    def first_rows(self) -> Numbers:
        """First part of each group, shape (groups,)."""
        return _beginnings(self.group)

    @cached_property
    def first_groups(self) -> Numbers:
        """First group of each core, shape (cores,)."""
        return _beginnings(self.core_of)

    @cached_property
    def is_total(self) -> NDArray[np.bool_]:
        """Which cores only add, so that sums begin at what is certain; shape (cores,)."""
        adds = (self.rows.first > 0) & ~self.rows.is_paired
        return np.logical_and.reduceat(adds, self.first_rows[self.first_groups])

    @cached_property
    def window(self) -> Array:
        """Width of the grid of each core, in standard deviations; shape (cores,)."""
        return np.where(self.is_total, WINDOW, DIFFERENCE_WINDOW)

    def by_group(self, values: Array) -> Array:
        """Add up what belongs to parts of one group."""
        return np.asarray(np.add.reduceat(values, self.first_rows, axis=0))

    def by_core(self, values: Array) -> Array:
        """Add up what belongs to groups of one core."""
        return np.asarray(np.add.reduceat(values, self.first_groups, axis=0))

    def sums_of(self, cores: Numbers) -> Numbers:
        """Give the numbers of the sums of some cores, ascending."""
        return np.flatnonzero(np.isin(self.own, cores))

    def only(self, cores: Numbers) -> Table:
        """Return the parts of some cores, their numbers ascending, with all sums of these."""
        groups = np.flatnonzero(np.isin(self.core_of, cores))
        rows = np.flatnonzero(np.isin(self.group, groups))
        sums = self.sums_of(cores)
        return Table(
            rows=self.rows.only(rows),
            group=np.searchsorted(groups, self.group[rows]),
            core_of=np.searchsorted(cores, self.core_of[groups]),
            offset=self.offset[sums],
            own=np.searchsorted(cores, self.own[sums]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """The law of a sum on a grid of equal steps."""

    mean: float
    sd: float
    start: float
    """The first point."""
    step: float
    below: Array
    """Probability of lying at or below each point."""

    @property
    def points(self) -> Array:
        """Values at the points, ascending."""
        return np.asarray(self.start + self.step * np.arange(len(self.below)))


def _beginnings(numbers: Numbers) -> Numbers:
    """Find where each run of equal numbers begins."""
    new = np.ones(len(numbers), dtype=np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=new[1:])
    return np.flatnonzero(new)


def table_of(sums: Sequence[tuple[float, Sequence[Sequence[tuple[float, ...]]]]]) -> Table:
    """Set the parts of sums side by side.

    Parameters
    ----------
    sums
        Of each sum what is certain, and the parts of each family; no family is without a part.
    """
    cores: dict[tuple[tuple[tuple[float, ...], ...], ...], int] = {}
    own = [
        cores.setdefault(tuple(tuple(map(tuple, parts)) for parts in each), len(cores))
        for _, each in sums
    ]
    groups = [(number, parts) for each, number in cores.items() for parts in each]
    return Table(
        rows=stack([row for _, parts in groups for row in parts]),
        group=np.repeat(np.arange(len(groups)), [len(parts) for _, parts in groups]),
        core_of=np.array([number for number, _ in groups], dtype=np.int64),
        offset=np.array([offset for offset, _ in sums]),
        own=np.array(own, dtype=np.int64),
    )


def laws_of(table: Table, rho: float) -> list[Law]:
    """Give the law of each sum; every sum has a part that is uncertain."""
    laws: list[Law | None] = [None] * len(table.offset)
    for (steps, bins), cores in _alike(table, rho):
        factor = factor_with(steps, rho)
        for some in _blocks(cores, 2 * CONVOLVED * len(factor.values) * bins):
            found = _laws(table.only(some), factor, bins)
            for number, law in zip(table.sums_of(some).tolist(), found, strict=True):
                laws[number] = law
    return [law for law in laws if law is not None]


def _blocks(cores: Numbers, masses: int) -> list[Numbers]:
    """Divide cores so that no block has too many masses."""
    return np.array_split(cores, -(-len(cores) * masses // LARGEST_BLOCK))


def _alike(table: Table, rho: float) -> Iterator[tuple[tuple[int, int], Numbers]]:
    """Yield cores that need equally many values of the factor and bins, and these two."""
    factor = factor_with(FACTOR_STEPS[0], rho)
    cumulants = cumulants_of(table.rows, factor)
    means, variances = table.by_group(cumulants.mean), table.by_group(cumulants.variance)
    width = _width_in_factor(means, variances, factor)
    width = np.minimum.reduceat(width, table.first_groups)
    steps = _at_least(REACH / SPACING * np.sqrt(1 + 1 / width**2), FACTOR_STEPS)
    sd = _deviation(table, means, variances, factor)
    narrow = np.clip(_narrow_side(table, rho), 1e-12 * sd, sd)
    wanted = BINS_PER_WIDTH * table.window * sd / narrow
    own = _weighted(cumulants.variance, factor.weights)
    alone = np.maximum.reduceat(own, table.first_rows[table.first_groups]) / sd**2
    wanted *= np.interp(alone, ALONE, (1.0, BINS_ALONE)) / min(sqrt(factor.rest / USUAL_REST), 1.0)
    paired = table.by_core(table.by_group(table.rows.is_paired.astype(np.float64))) > 0
    bins = _at_least(np.maximum(wanted, paired * PAIRED_BINS), BINS)
    kinds: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, kind in enumerate(zip(steps.tolist(), bins.tolist(), strict=True)):
        kinds[kind].append(number)
    for kind in sorted(kinds):
        yield kind, np.array(kinds[kind])


def _width_in_factor(means: Array, variances: Array, factor: Factor) -> Array:
    """Give over which part of the factor the law of each group at one value spreads; (groups,)."""
    if len(factor.values) == 1:
        return np.full(len(means), np.inf)
    slope = np.abs(np.gradient(means, factor.values, axis=1))
    width = np.sqrt(variances) / np.maximum(slope, 1e-12)
    return np.asarray(width[:, np.abs(factor.values) <= USUAL_FACTOR].min(axis=1))


def _at_least(wanted: Array, choices: tuple[int, ...]) -> Numbers:
    """Take the smallest of some choices that is not below each value, or the largest of all."""
    at = np.searchsorted(choices, wanted)
    return np.asarray(choices)[np.minimum(at, len(choices) - 1)]


def _narrow_side(table: Table, rho: float) -> Array:
    """Give about how far each core reaches on its narrower side, shape (cores,).

    A lognormal with a large exponent rises steeply near zero: its width is that of its peak.
    """
    rows = table.rows
    size, other = np.abs(rows.first), np.abs(rows.second)
    lower = size * rows.below1 * np.exp(-rows.below1) + other * rows.below2 * np.exp(-rows.below2)
    upper = size * rows.above1 + other * rows.above2
    sides = []
    for each in (lower, upper):
        own, shared = table.by_group(each**2), table.by_group(each) ** 2
        sides.append(np.sqrt(table.by_core((1 - rho) * own + rho * shared)))
    return np.maximum(np.minimum(*sides), WIDER_SHARE * np.maximum(*sides))


def _laws(table: Table, factor: Factor, bins: int) -> list[Law]:
    """Give the laws of sums that need equally many bins."""
    cumulants = cumulants_of(table.rows, factor)
    means, variances = table.by_group(cumulants.mean), table.by_group(cumulants.variance)
    sd = _deviation(table, means, variances, factor)
    step = table.window * sd / bins
    omega = 2 * pi * np.arange(bins // 2 + 1) / bins
    spectrum = _spectrum(table, cumulants, factor, step, omega)
    own = table.own
    middle = table.offset + table.by_core(_weighted(means, factor.weights))[own]
    step = step[own]
    start = step * np.floor(middle / step - bins / 2)  # zero in mid-bin: both ways round the same
    start = np.where(table.is_total[own], np.maximum(start, table.offset), start)
    shift = (table.offset - start) / step
    places: dict[tuple[int, float], int] = {}
    place_of = [
        places.setdefault(place, len(places))
        for place in zip(own.tolist(), shift.tolist(), strict=True)
    ]
    chosen, shifts = [core for core, _ in places], [apart for _, apart in places]
    spectrum = spectrum[chosen] * np.exp(-1j * omega * np.array(shifts)[:, None])
    points = max(POINTS, bins)
    if points > bins:
        spectrum[:, -1] = 0  # half of it would come back as a wave from point to point
    mass = np.fft.irfft(spectrum, points, axis=1)
    below = np.maximum.accumulate(np.cumsum(mass, axis=1), axis=1)
    fine = step * bins / points
    exact = expectation_of(table)
    return [
        Law(mean=m, sd=s, start=first + width / 2, step=width, below=below[place])
        for m, s, first, width, place in zip(
            exact.tolist(),
            sd[own].tolist(),
            start.tolist(),
            fine.tolist(),
            place_of,
            strict=True,
        )
    ]


def _deviation(table: Table, means: Array, variances: Array, factor: Factor) -> Array:
    """Give the standard deviation of each core from the moments of its groups; (cores,)."""
    spread = means - _weighted(means, factor.weights)[:, None]
    return np.sqrt(table.by_core(_weighted(variances + spread**2, factor.weights)))


def _weighted(values: Array, weights: Array) -> Array:
    """Give the weighted sum of each row, the same to the last bit whatever rows stand beside it.

    A product of matrices is not: its rows are added up in an order that depends on their number.
    """
    return np.asarray((values * weights).sum(axis=1))


def expectation_of(table: Table) -> Array:
    """Give the mean of each sum, shape (sums,)."""
    rows, nothing = table.rows, np.zeros(1)
    mean = rows.first * expectation(rows.below1, rows.above1, nothing, 1.0)
    mean += rows.second * expectation(rows.below2, rows.above2, nothing, 1.0)
    return table.offset + table.by_core(table.by_group(mean))[table.own]


def _spectrum(
    table: Table, cumulants: Cumulants, factor: Factor, step: Array, omega: Array
) -> NDArray[np.complex128]:
    """Give the Fourier transform of each core; (cores, frequencies)."""
    row_step = step[table.core_of[table.group]]
    chosen = _convolved(table, cumulants, factor, row_step)
    size = row_step[:, None]
    mean = np.where(chosen[:, None], 0.0, cumulants.mean / size)
    variance = np.where(chosen[:, None], 0.0, cumulants.variance / size**2)
    third = np.where(chosen[:, None], 0.0, cumulants.third / size**3)
    sharper = np.zeros_like(mean)
    shape = (len(table.core_of), len(factor.values), len(omega))
    product = np.ones(shape, dtype=np.complex128)
    for rows, transform in (
        (np.flatnonzero(chosen & ~table.rows.is_paired), _single_parts),
        (np.flatnonzero(chosen & table.rows.is_paired), _paired_parts),
    ):
        if not len(rows):
            continue
        spectra, more_mean, more_variance = transform(
            table.rows.only(rows), factor, row_step[rows], omega
        )
        mean[rows], sharper[rows] = more_mean, more_variance
        groups = table.group[rows]
        first = _beginnings(groups)
        product[groups[first]] *= np.multiply.reduceat(spectra, first, axis=0)
    small = Cumulants(
        mean=table.by_group(mean), variance=table.by_group(variance), third=table.by_group(third)
    )
    product *= _small_parts(small, table.by_group(sharper), omega)
    families = (product * factor.weights[None, :, None]).sum(axis=1)
    return np.asarray(np.multiply.reduceat(families, table.first_groups, axis=0))


def _convolved(
    table: Table, cumulants: Cumulants, factor: Factor, step: Array
) -> NDArray[np.bool_]:
    """Tell which parts are convolved: the largest of each group, and all with two terms."""
    variance = _weighted(cumulants.variance, factor.weights)
    least = SMALL * _narrow_side(table, factor.rho)[table.core_of[table.group]]
    large = variance >= np.maximum(least, NARROW * step) ** 2
    order = np.lexsort((-variance, table.group))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - table.first_rows[table.group[order]]
    return np.asarray((large & (place < CONVOLVED)) | table.rows.is_paired)


def _single_parts(
    rows: Rows, factor: Factor, step: Array, omega: Array
) -> tuple[NDArray[np.complex128], Array, Array]:
    """Give the transforms of parts cut into bins, and the mean and variance to add to them.

    These two say where the first bin lies, and what cutting lost. All in bins; shape (parts,
    values, frequencies), and (parts, values).
    """
    bins, root = 2 * len(omega) - 2, sqrt(factor.rest)
    size, below, above = np.abs(rows.first) / step, rows.below1, rows.above1
    lowest = size * np.exp(-6 * below)
    lowest = size - (np.ceil(size - lowest) + 0.5)  # the median in mid-bin
    edges = lowest[:, None] + np.arange(bins + 1)
    ratio = np.log(np.maximum(edges / size[:, None], 1e-300))
    exponents = np.where(ratio > 0, above[:, None], below[:, None])
    scores = ratio / np.maximum(exponents, 1e-9) / root
    middle = edges[:, :-1] + 0.5 - size[:, None]
    below_edge = ndtr(scores[:, None, :] - (factor.shift / root)[None, :, None])
    mass = below_edge[:, :, 1:] - below_edge[:, :, :-1]
    whole = mass.sum(axis=2)
    cut = [(mass @ (middle**power)[:, :, None])[:, :, 0] / whole for power in (1, 2)]
    true = [_moment(power, rows, factor, scores[:, -1] * root) / whole for power in (1, 2)]
    mean = size[:, None] * (true[0] - 1) - cut[0]
    variance = size[:, None] ** 2 * (true[1] - true[0] ** 2) - (cut[1] - cut[0] ** 2)
    spectra = np.fft.rfft(mass, axis=2)
    mean += lowest[:, None] + 0.5  # where the first bin lies
    negative = rows.first < 0
    if negative.any():
        spectra[negative] = spectra[negative].conj()
    return spectra, np.where(negative[:, None], -mean, mean), variance


def _moment(power: int, rows: Rows, factor: Factor, highest: Array) -> Array:
    """Give the mean of a power of ``exp(s z)`` where z is not above a value; (parts, values)."""
    root = sqrt(factor.rest)
    at = factor.shift[None, :]
    below, above = power * rows.below1[:, None], power * rows.above1[:, None]
    lower = np.exp(below * at + below**2 * factor.rest / 2)
    upper = np.exp(above * at + above**2 * factor.rest / 2)
    moved = at + above * factor.rest
    within = ndtr((highest[:, None] - moved) / root) - ndtr(-moved / root)
    return np.asarray(upper * within + lower * ndtr(-(at + below * factor.rest) / root))


def _paired_parts(
    rows: Rows, factor: Factor, step: Array, omega: Array
) -> tuple[NDArray[np.complex128], Array, Array]:
    """Give the same of parts with two terms, from a fine division of their normal.

    Each value is shared by the two bins next to it, so that no mean is lost; the variance that
    this adds stays, since taking it back would make waves around a value that is certain.
    """
    bins = 2 * len(omega) - 2
    division = np.linspace(-9.0, 9.0, _DIVISIONS + 1)
    middle = (division[1:] + division[:-1]) / 2
    scores = (division[None, :] - factor.shift[:, None]) / sqrt(factor.rest)
    mass = np.diff(ndtr(scores), axis=1)
    spectra = np.empty((len(rows), len(factor.values), len(omega)), dtype=np.complex128)
    for number, width in enumerate(step.tolist()):
        one = rows.only(np.array([number]))
        values = one.first * np.exp(np.where(middle > 0, one.above1, one.below1) * middle)
        values += one.second * np.exp(np.where(middle > 0, one.above2, one.below2) * middle)
        place = np.floor(values / width)
        share = values / width - place
        left = place.astype(np.int64) % bins
        right = (left + 1) % bins
        for value, own in enumerate(mass):
            shares = np.bincount(left, own * (1 - share), bins)
            shares += np.bincount(right, own * share, bins)
            spectra[number, value] = np.fft.rfft(shares)
    nothing = np.zeros(spectra.shape[:2])
    return spectra, nothing, nothing


def _small_parts(moments: Cumulants, sharper: Array, omega: Array) -> NDArray[np.complex128]:
    """Give the transforms of shifted gammas with three moments; all in bins.

    ``sharper`` is added to the variance outside the gamma; it may be below zero.
    """
    sd = np.sqrt(np.maximum(moments.variance, 1e-12))
    skew = moments.third / sd**3
    skew = np.where(np.abs(skew) < _SMALLEST_SKEW, _SMALLEST_SKEW, skew)
    scale, shape = sd * skew / 2, 4 / skew**2
    turn = scale[:, :, None] * omega
    phase = (moments.mean - shape * scale)[:, :, None] * omega
    phase += shape[:, :, None] * np.arctan(turn)
    size = -shape[:, :, None] / 2 * np.log1p(turn**2) - sharper[:, :, None] / 2 * omega**2
    return np.asarray(np.exp(size) * (np.cos(phase) - 1j * np.sin(phase)))
