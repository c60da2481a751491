"""Lines that share their way, laid side by side.

Corridors run on the same rails and sea lanes for long stretches; drawn over one another, the last
would hide the others. Each stretch is cut where the company changes, and each line in it is given
a lane: 0 in the middle, -0.5 and 0.5 for two, and so on. The page shifts a lane by pixels, across
the direction in which the first line of the company runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Point = tuple[float, float]
Segment = tuple[Point, Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of line in unchanging company."""

    coordinates: tuple[Point, ...]
    """Longitude first, EPSG:4326."""
    lane: float
    """Place across the stretch in lane widths; negative is to the left of the line's direction."""


@dataclass(slots=True, kw_only=True)
class _Company:
    """Who runs on a segment, and from which end the first of them enters it."""

    owners: list[str]
    start: Point


def lanes(
    lines: Mapping[str, Iterable[Sequence[Point]]], *, decimals: int = 4
) -> dict[str, list[list[Run]]]:
    """Cut lines where their company changes, and give each stretch its lane.

    Parameters
    ----------
    lines
        Lines of each owner, longitude first, EPSG:4326, in the order of drawing. Two lines share
        a way where they have the same segments, in either direction.
    decimals
        Coordinates are rounded to this many; 4 decimals are 11 metres. It makes the answer small.

    Returns
    -------
    dict
        For each owner, for each of its lines, the stretches in order.

    Examples
    --------
    >>> both = lanes({"a": [[(0, 0), (1, 0), (2, 0)]], "b": [[(1, 0), (0, 0)]]})
    >>> [(run.coordinates, run.lane) for run in both["a"][0]]
    [(((0, 0), (1, 0)), -0.5), (((1, 0), (2, 0)), 0.0)]
    >>> both["b"][0][0].lane
    -0.5
    """
    rounded = {owner: [_rounded(line, decimals) for line in own] for owner, own in lines.items()}
    companies: dict[Segment, _Company] = {}
    for owner, own in rounded.items():
        for line in own:
            for start, end in pairwise(line):
                company = companies.setdefault(_key(start, end), _Company(owners=[], start=start))
                if owner not in company.owners:
                    company.owners.append(owner)
    return {
        owner: [_runs(owner, line, companies) for line in own] for owner, own in rounded.items()
    }


def _rounded(line: Sequence[Point], decimals: int) -> list[Point]:
    """Round, and drop points that fall on the one before."""
    points: list[Point] = []
    for lon, lat in line:
        point = (round(lon, decimals), round(lat, decimals))
        if not points or points[-1] != point:
            points.append(point)
    return points


def _key(start: Point, end: Point) -> Segment:
    return (start, end) if start <= end else (end, start)


def _runs(owner: str, line: list[Point], companies: Mapping[Segment, _Company]) -> list[Run]:
    runs: list[Run] = []
    points: list[Point] = line[:1]
    lane = 0.0
    for start, end in pairwise(line):
        company = companies[_key(start, end)]
        place = company.owners.index(owner) - (len(company.owners) - 1) / 2
        here = place if company.start == start else -place + 0.0
        if here != lane and len(points) > 1:
            runs.append(Run(coordinates=tuple(points), lane=lane))
            points = [start]
        lane = here
        points.append(end)
    if len(points) > 1:
        runs.append(Run(coordinates=tuple(points), lane=lane))
    return runs
