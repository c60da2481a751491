"""Measure surfaces, and how far their draws lie from the laws that a comparison computes.

A surface takes percentiles and chances from draws of its parts, between stations of one line
straight lines; a comparison computes the law of every sum. So the error of a surface is what the
two differ by, at stations chosen at random; chances of many corridors are compared with far more
draws. ``python -m benchmarks.surfaces`` prints it, and ``python -m benchmarks`` writes it into
README.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.errors import RouteError
from geo.journeys import compare, load_atlas
from geo.model import DIRECT
from geo.scenario import Scenario
from geo.surface import Samples, place_of, surface

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.journeys import Atlas, Journey
    from geo.surface import Surface

DATES: Final = ("2025-11", "2026-11")
STATIONS: Final = 150
"""Chosen at random for each date."""
SEED: Final = 13
DRAWS: Final = 1 << 16
"""Draws that chances are compared with: 32 times those of a surface, and in another order."""
PERCENTILES: Final = ("p10", "p50", "p90")


class Difference(NamedTuple):
    """What surface and comparison differ by at all stations and corridors; medians and worst."""

    what: str
    unit: str
    median: float
    worst: float
    count: int

    def row(self) -> str:
        """Row of the table."""
        return (
            f"| {self.what} | {self.unit} | {self.median:.2f} | {self.worst:.2f} | {self.count} |"
        )


def differences(atlas: Atlas) -> list[Difference]:
    """Compare surfaces with comparisons at random stations."""
    shares: dict[str, list[float]] = {name: [] for name in PERCENTILES}
    chances: list[float] = []
    samples = Samples(Scenario().rho, count=DRAWS)
    for date in DATES:
        answer = surface(atlas, atlas.places.find("Nhava Sheva"), scenario=Scenario(date=date))
        for station in _stations(answer):
            best = _best(atlas, answer, station)
            for row, one in best.items():
                for name in PERCENTILES:
                    days = getattr(answer.values, name)[row, station]
                    shares[name].append(100 * abs(24 * days / getattr(one.hours, name) - 1))
            chances += _chances(answer, station, best, samples)
    rows = [
        Difference(f"{name.upper()} of the days", "%", *_spread(shares[name]))
        for name in PERCENTILES
    ]
    return [
        *rows,
        Difference("probability of being the fastest of all", "points", *_spread(chances)),
    ]


def _spread(values: list[float]) -> tuple[float, float, int]:
    return float(np.median(values)), max(values), len(values)


def _stations(answer: Surface) -> list[int]:
    served = np.flatnonzero(np.isfinite(answer.values.p50).any(axis=0))
    return np.random.default_rng(SEED).choice(served, STATIONS, replace=False).tolist()


def _best(atlas: Atlas, answer: Surface, station: int) -> dict[int, Journey]:
    """Give the fastest journey of each corridor as a comparison finds it, by row of the surface.

    Where a comparison prefers another variant, because the two differ by less than the draws err,
    the corridor is left out: two ways are not an error of one.
    """
    place = place_of(atlas, answer.stations, station)
    chosen = [name for name in answer.corridors if name != DIRECT]
    try:
        journeys = compare(atlas, answer.end, place, answer.scenario, corridors=chosen).journeys
    except RouteError:
        return {}
    best: dict[int, Journey] = {}
    for one in journeys:
        row = answer.corridors.index(one.route.corridor)
        if row not in best or one.hours.p50 < best[row].hours.p50:
            best[row] = one
    return {row: one for row, one in best.items() if _is_same(answer, row, station, one)}


def _is_same(answer: Surface, row: int, station: int, one: Journey) -> bool:
    option = int(answer.values.option[row, station])
    return option >= 0 and answer.variants[row][option] == one.route.variant


def _chances(
    answer: Surface, station: int, best: dict[int, Journey], samples: Samples
) -> Iterator[float]:
    """Yield by how much chances of being the fastest of all differ; a tie is shared out evenly."""
    served = np.flatnonzero(np.isfinite(answer.values.p50[:, station]))
    if set(served.tolist()) != set(best) or len(best) == 1:
        return
    clock = answer.scenario.clock
    draws = samples.sums([best[row].timed.terms(clock) for row in sorted(best)])
    is_least = draws == draws.min(axis=0)
    share = (is_least / is_least.sum(axis=0)).mean(axis=1)
    yield float(100 * np.abs(share - answer.values.chance[sorted(best), station]).max())


def main() -> None:
    """Print the differences."""
    for one in differences(load_atlas()):
        print(one.row())


if __name__ == "__main__":
    main()
