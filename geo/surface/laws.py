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
        self._draws: list[Draws] = []
        self._factors: dict[Family, NDArray[np.float64]] = {}

    def sums(self, terms: Sequence[Sequence[Term]]) -> Draws:
        """Draws of the sum of each of some lists of parts, shape (sums, draws)."""
        entries = [
            (number, self._row(term), term.multiplier)
            for number, own in enumerate(terms)
            for term in own
        ]
        if not entries:
            return np.zeros((len(terms), self.count), dtype=np.float32)
        used = {row: column for column, row in enumerate(sorted({row for _, row, _ in entries}))}
        weights = np.zeros((len(terms), len(used)), dtype=np.float32)
        for number, row, multiplier in entries:
            weights[number, used[row]] += multiplier
        return np.asarray(weights @ np.stack([self._draws[row] for row in used]), dtype=np.float32)

    def _row(self, term: Term) -> int:
        """Find the number of a part, which is drawn at its first use."""
        key = (term.key, term.family, term.band)
        if key not in self._rows:
            self._rows[key] = len(self._draws)
            self._draws.append(self._drawn(term))
        return self._rows[key]

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
        even = (np.arange(self.count) + 0.5) / self.count
        return np.asarray(ndtri(even))[generator.permutation(self.count)]


def bands(
    fixed: NDArray[np.float32], per_km: NDArray[np.float32], groups: Numbers, more_km: Floats
) -> Floats:
    """P10, P50 and P90 of each station: exact at both ends of its leg, a line between them.

    Shape (3, stations).
    """
    used, member = np.unique(groups, return_inverse=True)
    least = np.full(len(used), np.inf)
    np.minimum.at(least, member, more_km)
    high = np.quantile(fixed[used], _SHARES, axis=1)
    low = high.copy()
    far = np.flatnonzero(least < 0)
    if len(far):
        rows, shorter = used[far], least[far, None].astype(np.float32)
        low[:, far] = np.quantile(fixed[rows] + per_km[rows] * shorter, _SHARES, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(least[member] < 0, more_km / least[member], 0.0)
    return np.asarray(high[:, member] + (low - high)[:, member] * share, dtype=np.float64)
