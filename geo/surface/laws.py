"""Laws of journeys that differ only in the length of one leg.

Stations on one line, behind the same last border, have the same journey up to the length of the leg
that ends at them. So one of them is asked in full, with the code that answers every other question,
and the others follow: their time is that of the one, and the difference of length at the speed of
that leg. Sums, percentiles and chances are taken from draws: equal keys have equal draws, so that
two journeys share the chance of the parts they share.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import ndtri

from geo.estimates import Family, Measure, Term, require_clock, spreads
from geo.evidence import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.estimates import Costed, Timer
    from geo.model import Clock, Route

    Draws = NDArray[np.float32]
    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

DRAWS: Final = 2048
"""Draws of each part; percentiles taken from them are off by about a hundredth of the spread."""
SEED: Final = 20_130
"""Of the draws; any would do."""
_SHARES: Final = (0.1, 0.5, 0.9)
_ROWS: Final = 256
"""Parts that there is room for at first."""
_MOST_ROWS: Final = 4096
"""Parts, 8 kB each, from which on the draws are made anew."""
_ONE_THREAD: Final = 1 << 18
"""Multiplications up to which OpenBLAS asks no other thread for help."""
_COLUMNS, _ROW_STEP = 32, 16
"""Columns of a block and what its rows are a multiple of: so each sum is added up as in one."""
_PER_KM: Final = frozenset({Quantity.TARIFF, Quantity.EMISSION})
"""What is paid or emitted by the kilometre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the value of a journey adds up, and what a kilometre of its leg at a station adds."""

    fixed: tuple[Term, ...]
    """All parts of the journey, hours, dollars or kilograms."""
    per_km: tuple[Term, ...]
    """Parts of one more kilometre of the leg that ends at the station."""
    is_confirmed: bool
    """Whether no gate on the route is in an unknown state."""


def time_parts(
    route: Route, timer: Timer, clock: Clock, *, last: bool, is_confirmed: bool
) -> Parts:
    """Parts of the time of a route by a clock.

    Parameters
    ----------
    route
        To or from a station.
    timer
        Gives the times of its legs and stops.
    clock
        Applies to the route.
    last
        Whether the station is at its end; else at its beginning.
    is_confirmed
        As in `Parts`.

    Raises
    ------
    WrongClockError
        The clock does not apply.
    """
    require_clock(route, clock)
    legs, stops = timer.parts(route)
    at_station = legs[-1 if last else 0]
    terms = [part.term for part in legs if clock in part.clocks]
    terms += [part.term for _, own in stops for part in own if clock in part.clocks]
    own = at_station.term if clock in at_station.clocks else None
    return Parts(
        fixed=tuple(terms),
        per_km=(replace(own, multiplier=1.0),) if own else (),
        is_confirmed=is_confirmed,
    )


def cost_parts(costed: Costed, measure: Measure, *, last: bool, is_confirmed: bool) -> Parts | None:
    """Parts of the price or the emissions of a route; None where the total is not whole.

    Parameters
    ----------
    costed
        A route to or from a station, with its price.
    measure
        Dollars or kilograms.
    last, is_confirmed
        As in `time_parts`.
    """
    if not costed.complete(measure):
        return None
    legs = costed.route.legs
    leg = len(legs) - 1 if last else 0
    km = legs[leg].track_km
    own = [part for part in costed.parts if part.leg == leg and part.measure is measure]
    by_km = any(part.pick.figure.quantity in _PER_KM for part in own) and km > 0
    return Parts(
        fixed=tuple(costed.terms(measure)),
        per_km=tuple(
            replace(part.term, multiplier=part.term.multiplier / km) for part in own if by_km
        ),
        is_confirmed=is_confirmed,
    )


class Samples:
    """Draws of parts: each part once, however many journeys share it.

    Parameters
    ----------
    rho
        Correlation of two parts of one family.
    count
        Number of draws.
    """

    def __init__(self, rho: float, count: int = DRAWS) -> None:
        self._rho, self.count = rho, count
        self._rows: dict[tuple[object, ...], int] = {}
        self._names: list[str] = []
        self._draws = np.empty((_ROWS, count), dtype=np.float32)
        self._factors: dict[Family, NDArray[np.float64]] = {}
        self._lock = Lock()
        even = (np.arange(count) + 0.5) / count
        self._even: NDArray[np.float64] = np.asarray(ndtri(even), dtype=np.float64)

    def sums(self, terms: Sequence[Sequence[Term]]) -> Draws:
        """Draws of the sum of each of some lists of parts, shape (sums, draws)."""
        rows = [[self._row(term) for term in own] for own in terms]
        used, member = self._used([row for own in rows for row in own])
        weights = np.zeros((len(terms), len(used)), dtype=np.float32)
        sums = np.repeat(np.arange(len(terms)), [len(own) for own in rows])
        multipliers = [term.multiplier for own in terms for term in own]
        np.add.at(weights, (sums, member.ravel()), multipliers)
        return _product(weights, self._draws[used])

    def _used(self, rows: Sequence[int]) -> tuple[Numbers, Numbers]:
        """List the different rows, and which of them each is.

        They are in the order of their parts, not of their first use: equal sums are then added up
        alike, to the last digit, whatever was asked before.
        """
        used, member = np.unique(np.array(rows, dtype=np.int64), return_inverse=True)
        order = sorted(range(len(used)), key=lambda one: self._names[used[one]])
        place = np.empty(len(used), dtype=np.int64)
        place[order] = np.arange(len(used))
        return used[order], place[member.ravel()]

    def _row(self, term: Term) -> int:
        """Find the number of a part, which is drawn at its first use."""
        key = (term.key, term.family, term.band)
        row = self._rows.get(key)
        return self._new_row(key, term) if row is None else row

    def _new_row(self, key: tuple[object, ...], term: Term) -> int:
        """Draw a part, of two threads that want it by one of them."""
        with self._lock:
            number = self._rows.get(key, len(self._rows))
            if number == len(self._rows):
                if number == len(self._draws):
                    self._draws = np.concatenate((self._draws, np.empty_like(self._draws)))
                self._draws[number] = self._drawn(term)
                self._names.append(str(key))
                self._rows[key] = number
            return number

    def __len__(self) -> int:
        """Count the parts that are drawn."""
        return len(self._rows)

    def _drawn(self, term: Term) -> Draws:
        """Draws of a two-piece lognormal; parts of one family share a factor."""
        own = self._normals(term.key) * (1 - self._rho) ** 0.5
        score = own + self._factor(term.family) * self._rho**0.5
        below, above = spreads(term.band)
        return np.asarray(
            term.band.p50 * np.exp(np.where(score < 0, below, above) * score), dtype=np.float32
        )

    def _factor(self, family: Family) -> NDArray[np.float64]:
        if family not in self._factors:
            self._factors[family] = self._normals(f"factor {family}")
        return self._factors[family]

    def _normals(self, name: str) -> NDArray[np.float64]:
        """Give normals that are spread evenly, in an order of their own for each name."""
        digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
        generator = np.random.default_rng([SEED, int.from_bytes(digest, "little")])
        return self._even[generator.permutation(self.count)]


def _product(weights: Draws, draws: Draws) -> Draws:
    """Multiply two matrices in blocks small enough for one thread.

    For larger ones OpenBLAS wakes threads that then wait for the next, in a loop.
    """
    product = np.empty((len(weights), draws.shape[1]), dtype=np.float32)
    rows = max(_ROW_STEP, _ONE_THREAD // (_COLUMNS * max(len(draws), 1)) // _ROW_STEP * _ROW_STEP)
    for row in range(0, len(weights), rows):
        some = weights[row : row + rows]
        for column in range(0, draws.shape[1], _COLUMNS):
            of = slice(column, column + _COLUMNS)
            np.matmul(some, draws[:, of], out=product[row : row + rows, of])
    return product


def shared_samples(rho: float) -> Samples:
    """Give the draws that the surfaces of one process share, at most 32 MB a correlation."""
    if len(_samples(rho)) > _MOST_ROWS:
        _samples.cache_clear()
    return _samples(rho)


@lru_cache(maxsize=2)
def _samples(rho: float) -> Samples:
    return Samples(rho)


def bands(
    fixed: NDArray[np.float32], per_km: NDArray[np.float32], groups: Numbers, more_km: Floats
) -> Floats:
    """P10, P50 and P90 of each station: exact at both ends of its leg, a line between them.

    Shape (3, stations).
    """
    used, member = np.unique(groups, return_inverse=True)
    least = np.full(len(used), np.inf)
    np.minimum.at(least, member, more_km)
    high = percentiles(fixed[used])
    low = high.copy()
    far = np.flatnonzero(least < 0)
    if len(far):
        rows, shorter = used[far], least[far, None].astype(np.float32)
        low[:, far] = percentiles(fixed[rows] + per_km[rows] * shorter)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(least[member] < 0, more_km / least[member], 0.0)
    return np.asarray(high[:, member] + (low - high)[:, member] * share, dtype=np.float64)


def percentiles(draws: Draws) -> Floats:
    """P10, P50 and P90 of rows of draws, shape (3, rows).

    By sorting: for rows of this length that is seven times faster than to look for three ranks.

    Examples
    --------
    >>> percentiles(np.arange(11, dtype=np.float32)[None, ::-1]).ravel().tolist()
    [1.0, 5.0, 9.0]
    """
    ordered = np.sort(draws, axis=1)
    rank = np.array(_SHARES) * (draws.shape[1] - 1)
    low = np.floor(rank).astype(np.int64)
    share = rank - low
    above = ordered[:, np.minimum(low + 1, draws.shape[1] - 1)].astype(np.float64)
    return np.asarray((ordered[:, low] * (1 - share) + above * share).T)
