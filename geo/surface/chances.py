"""Corridors side by side: how likely each is the least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.surface.field import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.surface.layer import Layer

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_BLOCK: Final = 16
"""Kinds of stations whose draws are compared at once: few enough to stay in the processor."""
_SEED: Final = 4
_ALIKE_KM: Final = 10.0
_ALIKE_APART_KM: Final = 25.0
"""Stations nearer to each other than these have the same chances, which differ by less than the
draws err: one leg is longer by the first on one corridor only, by the second on all."""


def side_by_side(layers: Sequence[Layer]) -> Field:
    """Set corridors side by side, with the chance of each of being the least."""
    chance = _chances(layers)

    def stacked(name: str) -> NDArray[np.generic]:
        return np.stack([getattr(layer, name) for layer in layers])

    return Field(
        km=np.asarray(stacked("km"), dtype=np.float64),
        p10=np.asarray(stacked("p10"), dtype=np.float64),
        p50=np.asarray(stacked("p50"), dtype=np.float64),
        p90=np.asarray(stacked("p90"), dtype=np.float64),
        chance=chance,
        option=np.asarray(stacked("option"), dtype=np.int64),
        is_confirmed=np.asarray(stacked("is_confirmed"), dtype=np.bool_),
    )


def _chances(layers: Sequence[Layer]) -> Floats:
    """Chance of each corridor of being the least at each station, shape (corridors, stations).

    Stations whose journeys differ only in a leg that all of them share have the same chances.
    """
    groups = np.stack([layer.group for layer in layers])
    more = np.stack([np.where(layer.group >= 0, layer.km - layer.base_km, 0.0) for layer in layers])
    used = groups >= 0
    first = np.argmax(used, axis=0)
    places = np.arange(groups.shape[1])
    apart = np.where(used, more - more[first, places], 0.0)
    key_numbers = _key_numbers(layers, groups)
    alike = np.where(used, key_numbers, key_numbers[first, places]).std(axis=0) == 0
    along = np.where(alike, 0.0, more[first, places])
    columns = np.concatenate(
        (groups, np.round(apart / _ALIKE_KM), np.round(along / _ALIKE_APART_KM)[None])
    ).astype(np.int64)
    at, member = _equal_columns(columns)
    kinds = np.zeros((len(layers), len(at)))
    for start in range(0, len(at), _BLOCK):
        some = at[start : start + _BLOCK]
        kinds[:, start : start + _BLOCK] = _least_shares(layers, groups[:, some], more[:, some])
    return np.asarray(kinds[:, member])


def _equal_columns(columns: Numbers) -> tuple[Numbers, Numbers]:
    """Find the different columns: where each is first, and which of them each column is.

    Compared by a sum of their numbers, each times an odd number of 64 bits of its row; NumPy would
    sort whole columns.
    """
    factors = np.random.default_rng(_SEED).integers(1 << 62, size=len(columns), dtype=np.int64)
    sums = ((2 * factors + 1)[:, None] * columns).sum(axis=0)
    _, at, member = np.unique(sums, return_index=True, return_inverse=True)
    return at.astype(np.int64), member.ravel().astype(np.int64)


def _key_numbers(layers: Sequence[Layer], groups: Numbers) -> Numbers:
    """Give a number to what the value of each corridor varies with along the last leg."""
    numbers: dict[frozenset[str], int] = {}
    rows = []
    for layer, own in zip(layers, groups, strict=True):
        table = np.array([numbers.setdefault(keys, len(numbers)) for keys in layer.keys])
        rows.append(np.where(own >= 0, table[np.maximum(own, 0)], -1))
    return np.stack(rows)


def _least_shares(layers: Sequence[Layer], groups: Numbers, more_km: Floats) -> Floats:
    """Share of the draws in which each corridor is the least; a tie is shared out evenly."""
    draws = np.full((len(layers), groups.shape[1], layers[0].fixed.shape[1]), np.inf, np.float32)
    for number, layer in enumerate(layers):
        at = np.flatnonzero(groups[number] >= 0)
        rows = groups[number, at]
        more = more_km[number, at, None].astype(np.float32)
        draws[number, at] = layer.fixed[rows] + layer.per_km[rows] * more
    least = draws.min(axis=0)
    is_least = draws == least
    counts = is_least.view(np.uint8).sum(axis=2, dtype=np.int64)
    shares = counts / draws.shape[2]
    tied = np.flatnonzero(counts.sum(axis=0) != draws.shape[2])  # or no corridor serves
    if len(tied):
        ties = is_least[:, tied]
        share = np.isfinite(least[tied]) / ties.sum(axis=0)
        shares[:, tied] = np.einsum("lgd,gd->lg", ties, share) / draws.shape[2]
    return np.asarray(shares)
