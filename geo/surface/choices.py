"""Variants of a corridor over the stations: which of them serves each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from geo.journeys import NEAR_KM, ROUNDABOUT, along_branch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.network import Corridor, Rules, Snap, Variant
    from geo.surface.question import Question
    from geo.surface.tree import Reach

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One variant of a corridor: how it reaches the stations, and which it serves."""

    variant: Variant | None
    """None: no corridor binds the search."""
    rules: Rules
    """Of places in the countries of the corridor and of the end."""
    reach: Reach
    served: NDArray[np.bool_]
    snaps: Sequence[Snap]
    """Where the end meets the network."""

    @property
    def id(self) -> str:
        """Id of the variant."""
        return self.variant.id if self.variant else ""


def choices_of(question: Question, corridor: Corridor) -> Iterator[list[Choice]]:
    """Yield for each variant that a comparison shows the ways of going by it, in their order."""
    for variant in corridor.variants(compared=True):
        others = list(corridor.alternatives(variant))
        if not others:
            yield [one for one in (_choice(question, variant),) if one]
            continue
        variants = [variant, *others]
        reachable = [one for one in variants if question.snaps(question.rules(one))]
        if reachable:
            yield _without_detours(question, reachable)


def _choice(question: Question, variant: Variant) -> Choice | None:
    rules = question.rules(variant)
    snaps = question.snaps(rules)
    if not snaps:
        return None
    reach = question.reach(rules, snaps)
    served = _served(question, variant, rules, reach)
    return Choice(variant=variant, rules=rules, reach=reach, served=served, snaps=snaps)


def _served(question: Question, variant: Variant, rules: Rules, reach: Reach) -> NDArray[np.bool_]:
    """Tell which stations a variant serves: by its gate, or because both ends lie on it."""
    stations, served = question.stations, reach.served.copy()
    open_ = np.flatnonzero(~served & np.isfinite(reach.km))
    if len(open_):
        between = along_branch(question.atlas, rules, variant, question.end, stations)
        served[open_] = reach.km[open_] <= between[open_] + 2 * NEAR_KM
    atlas, corridor = question.atlas, variant.corridor
    if not corridor.carries([atlas.snapper.country(question.end)]):
        own = [n for n, one in enumerate(atlas.network.countries) if one in corridor.home]
        served &= np.isin(stations.country, own)
    return served


def _without_detours(question: Question, variants: list[Variant]) -> list[Choice]:
    """Leave to each station the first way that is no detour; if all are, the shortest.

    A way is searched only while a station is left to which none before it is short enough.
    """
    closed = frozenset.intersection(*(question.rules(one).closed for one in variants))
    rules = replace(question.rules(variants[0]), closed=closed)
    union = question.reach(rules, question.snaps(rules))
    least = np.where(union.served, union.km, np.inf)
    choices: list[Choice] = []
    lengths: list[Floats] = []
    settled = np.zeros(len(least), dtype=bool)
    for variant in variants:
        opened = variant.opens - variants[0].opens
        is_at_end = question.end.id in {gate.partition(":")[0] for gate in opened if ":" in gate}
        is_open = np.isfinite(least) | (is_at_end or not choices)
        if choices and not np.any(is_open & ~settled):
            continue
        choice = _choice(question, variant)
        if choice is None:
            continue
        km = np.where(choice.served & is_open, choice.reach.km, np.inf)
        settled |= np.isfinite(km) & (km <= ROUNDABOUT * least)
        choices.append(choice)
        lengths.append(km)
    if len(choices) == 1:
        return choices
    km = np.stack(lengths)
    usable = np.isfinite(km)
    short = usable & (km <= ROUNDABOUT * least)
    taken = np.where(short.any(axis=0), np.argmax(short, axis=0), np.argmin(km, axis=0))
    return [
        replace(one, served=usable[number] & (taken == number))
        for number, one in enumerate(choices)
    ]
