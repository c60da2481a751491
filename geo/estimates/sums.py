"""Sums and differences of uncertain times in closed form: no chance in it.

A sum is a list of `Term`; `laws` computes those that an answer needs together, which is many times
faster than one by one (`geo.estimates.convolution`), and remembers them: the same sum is wanted
again by the table, by a chance and by a file. Tests compare each law with a full convolution on a
much finer grid, and with `geo.estimates.distributions.draw`.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from math import copysign, exp, inf, isclose, log, sqrt
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtr, ndtri

from geo.errors import QuestionError
from geo.estimates.convolution import (
    FACTOR_STEPS,
    cumulants_of,
    expectation_of,
    factor_with,
    laws_of,
    stack,
    table_of,
)
from geo.estimates.distributions import DEFAULT_RHO, Family, Term, merge, spreads
from geo.message import Message
from geo.model import Band

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.estimates.convolution import Law
    from geo.estimates.distributions import Array

LARGEST_RHO: Final = 0.95
"""Largest correlation of two parts of one family."""
REMEMBERED: Final = 2048
"""Laws that are remembered; one takes 8 kB, some few up to 130 kB."""
_EXACT: Final = FACTOR_STEPS[-3]
"""Values of the factor on either side of zero where only moments are wanted."""
SAME_SHAPE: Final = 1e-6
"""Two laws of a part whose exponents differ by less have one shape, and only their sizes differ:
what is left of such a difference is below the rounding of its moments."""


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

    Values lie on a grid about a seventieth of a standard deviation apart, with straight lines
    between them; a part that cannot be early or late at all (P10 or P90 equals P50) is blurred as
    much.
    """

    mean: float
    sd: float
    _grid: Law | None = None
    """None where nothing is uncertain, or one part alone."""
    _single: _SinglePart | None = None
    """Set where one part alone is uncertain; all is exact then."""

    def quantile(self, probability: float) -> float:
        """Return the value that is not exceeded with a probability between 0 and 1."""
        return float(self.quantiles(np.array([probability]))[0])

    def quantiles(self, probabilities: Array) -> Array:
        """Give the values that are not exceeded with some probabilities, in their shape."""
        if self._single:
            flat = [self._single.quantile(float(one)) for one in probabilities.ravel()]
            return np.array(flat).reshape(probabilities.shape)
        if self._grid is None:
            return np.full(probabilities.shape, self.mean)
        return np.asarray(np.interp(probabilities, self._grid.below, self._grid.points))

    def divided(self, number: float) -> Distribution:
        """Return the law of a part of the whole, such as one of some equal shares.

        Examples
        --------
        >>> Distribution(mean=12.0, sd=0.0).divided(4).quantile(0.9)
        3.0
        """
        grid, single = self._grid, self._single
        if grid:
            grid = replace(
                grid,
                mean=grid.mean / number,
                sd=grid.sd / number,
                start=grid.start / number,
                step=grid.step / number,
            )
        if single:
            single = replace(single, offset=single.offset / number, size=single.size / number)
        return Distribution(
            mean=self.mean / number, sd=self.sd / number, _grid=grid, _single=single
        )

    def probability_below(self, value: float) -> float:
        """Return the probability of a result below a value; half of a tie counts."""
        if self._single:
            return self._single.probability_below(value)
        if self._grid is None:
            return 0.5 * ((self.mean < value) + (self.mean <= value))
        return float(np.interp(value, self._grid.points, self._grid.below, left=0.0, right=1.0))

    @property
    def band(self) -> Band:
        """P10, P50 and P90."""
        p10, p50, p90 = self.quantiles(_BAND).tolist()
        return Band(p10=p10, p50=p50, p90=p90)


_BAND: Final = np.array([0.1, 0.5, 0.9])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Parts to add up, and parts to subtract; those with equal keys share their chance."""

    plus: tuple[Term, ...]
    minus: tuple[Term, ...] = ()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Hash the parts once: a sum is looked up many times."""
        object.__setattr__(self, "_hash", hash((self.plus, self.minus)))

    def __hash__(self) -> int:
        """Return the hash of the parts."""
        return self._hash


class _Memory:
    """The laws computed last, by sum and correlation; threads may share it."""

    def __init__(self) -> None:
        self._laws: OrderedDict[tuple[Sum, float], Distribution] = OrderedDict()
        self._lock = Lock()

    def known(self, sums: Iterable[Sum], rho: float) -> dict[Sum, Distribution]:
        """Give the laws among those of some sums that are remembered."""
        with self._lock:
            return {one: self._laws[one, rho] for one in sums if (one, rho) in self._laws}

    def keep(self, laws: Mapping[Sum, Distribution], rho: float) -> None:
        """Remember some laws, and forget the oldest."""
        with self._lock:
            self._laws.update({(one, rho): law for one, law in laws.items()})
            while len(self._laws) > REMEMBERED:
                self._laws.popitem(last=False)


_MEMORY: Final = _Memory()


def laws(sums: Iterable[Sum], *, rho: float = DEFAULT_RHO) -> dict[Sum, Distribution]:
    """Give the law of each of some sums, computed together.

    Examples
    --------
    >>> wait = Term(key="wait", family=Family.LAND, band=Band(p10=6, p50=20, p90=60))
    >>> leg = Term(key="leg", family=Family.LAND, band=Band(p10=30, p50=40, p90=50))
    >>> whole, gap = Sum(plus=(wait, leg)), Sum(plus=(wait,), minus=(leg,))
    >>> found = laws([whole, gap])
    >>> found[gap].band.p50 < 0 < found[whole].band.p50
    True
    """
    wanted = dict.fromkeys(sums)
    known = _MEMORY.known(wanted, rho)
    fresh = _compute([one for one in wanted if one not in known], rho)
    _MEMORY.keep(fresh, rho)
    return known | fresh


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
    one = Sum(plus=tuple(terms), minus=tuple(minus))
    return laws([one], rho=rho)[one]


def _compute(sums: Sequence[Sum], rho: float) -> dict[Sum, Distribution]:
    result: dict[Sum, Distribution] = {}
    many: dict[Sum, tuple[float, list[list[tuple[float, ...]]]]] = {}
    for one in sums:
        offset, rows = _rows(one)
        if not rows:
            result[one] = Distribution(mean=offset, sd=0.0)
        elif len(rows) == 1 and len(rows[0]) == 1 and not rows[0][0][3]:
            result[one] = _of_one_part(offset, rows[0][0])
        else:
            many[one] = offset, rows
    if many:
        for one, law in zip(many, laws_of(table_of([*many.values()]), rho), strict=True):
            result[one] = Distribution(mean=law.mean, sd=law.sd, _grid=law)
    return result


def _of_one_part(offset: float, row: tuple[float, ...]) -> Distribution:
    size, below, above = row[:3]
    table, plain = table_of([(offset, [[row]])]), factor_with(0, 0.0)
    variance = float(cumulants_of(table.rows, plain).variance[0, 0])
    single = _SinglePart(offset=offset, size=size, below=below, above=above)
    return Distribution(mean=float(expectation_of(table)[0]), sd=sqrt(variance), _single=single)


def _rows(one: Sum) -> tuple[float, list[list[tuple[float, ...]]]]:
    """Return what is certain of a sum, and its uncertain parts by family."""
    left, right = merge(one.plus), merge(one.minus)
    offset = 0.0
    rows: dict[Family, list[tuple[float, ...]]] = {}
    for key in sorted(left.keys() | right.keys()):
        both = [(sign, term) for sign, term in ((1, left.get(key)), (-1, right.get(key))) if term]
        fixed, row = _row(both)
        offset += fixed
        if row is not None:
            rows.setdefault(both[0][1].family, []).append(row)
    return offset, [rows[family] for family in sorted(rows)]


def _alike(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=SAME_SHAPE)


def _row(both: list[tuple[int, Term]]) -> tuple[float, tuple[float, ...] | None]:
    """Return the fixed share and the uncertain share of one key in a difference."""
    if len(both) == 1:
        return _single_row(*both[0])
    if both[0][1].band == both[1][1].band:
        term = both[0][1]
        return _single_row(1, replace(term, multiplier=term.multiplier - both[1][1].multiplier))
    sides: list[tuple[float, ...]] = []
    fixed = 0.0
    for sign, term in both:
        median, exponents = sign * term.multiplier * term.band.p50, spreads(term.band)
        if median == 0 or exponents == (0.0, 0.0):
            fixed += median
        else:
            sides.append((median, *exponents))
    if len(sides) > 1 and all(map(_alike, sides[0][1:], sides[1][1:])):
        median = sides[0][0] + sides[1][0]
        sides = [(median, *sides[0][1:])] if median else []
    if not sides:
        return fixed, None
    second = sides[1] if len(sides) > 1 else (0.0, 0.0, 0.0)
    return fixed, (*sides[0], *second)


def _single_row(sign: int, term: Term) -> tuple[float, tuple[float, ...] | None]:
    """Return the same of a part of one term."""
    median, (below, above) = sign * term.multiplier * term.band.p50, spreads(term.band)
    if median == 0 or below == above == 0:
        return median, None
    return 0.0, (median, below, above, 0.0, 0.0, 0.0)


def variance_shares(terms: Iterable[Term], *, rho: float = DEFAULT_RHO) -> dict[str, float]:
    """Return for each key its covariance with the sum, over the variance of the sum.

    Fixed parts have no share; the shares add up to 1 unless nothing is uncertain.
    """
    grouped: dict[Family, dict[str, tuple[float, ...]]] = {}
    for key, term in merge(terms).items():
        _, row = _row([(1, term)])
        if row is not None:
            grouped.setdefault(term.family, {})[key] = row
    covariances: dict[str, float] = {}
    for rows in grouped.values():
        factor = factor_with(_EXACT, rho)
        cumulants = cumulants_of(stack(list(rows.values())), factor)
        weights, means = factor.weights, cumulants.mean
        whole = means.sum(axis=0)
        with_whole = (means * whole) @ weights - (means @ weights) * (whole @ weights)
        values = (cumulants.variance @ weights + with_whole).tolist()
        covariances.update(zip(rows, values, strict=True))
    variance = sum(covariances.values())
    return {key: value / variance for key, value in covariances.items()}


def variance_by_figure(
    terms: Iterable[Term], figures: Mapping[str, str], *, rho: float = DEFAULT_RHO
) -> dict[str, float]:
    """Add up the variance shares of the parts that rest on one figure, the largest first.

    Parameters
    ----------
    terms
        The parts of a sum.
    figures
        Id of the figure that each part rests on, by the key of its term.
    rho
        Correlation of two parts of one family.
    """
    summed: dict[str, float] = {}
    for key, share in variance_shares(terms, rho=rho).items():
        summed[figures[key]] = summed.get(figures[key], 0.0) + share
    return dict(sorted(summed.items(), key=lambda item: (-item[1], item[0])))


def bands_of(sums: Iterable[Sequence[Term]], *, rho: float) -> list[Band | None]:
    """P10, P50 and P90 of some sums, computed together: of one part its own, of none None."""
    listed = [tuple(terms) for terms in sums]
    several = laws([Sum(plus=terms) for terms in listed if len(terms) > 1], rho=rho)
    return [
        several[Sum(plus=terms)].band
        if len(terms) > 1
        else terms[0].band.scaled(terms[0].multiplier)
        if terms
        else None
        for terms in listed
    ]


def check_correlation(rho: float) -> None:
    """Refuse a correlation that no family of parts can have.

    Raises
    ------
    QuestionError
        It is outside 0 to 0.95.
    """
    if not 0 <= rho <= LARGEST_RHO:
        msg = Message(
            "rho is {value}; choose a correlation from 0 to {most}",
            value=f"{rho:g}",
            most=f"{LARGEST_RHO:g}",
        )
        raise QuestionError(msg)
