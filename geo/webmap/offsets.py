"""Lines that share a route, drawn side by side.

Corridors use the same rails and sea lanes for long stretches; drawn over one another, the last
would hide the others. Each line is cut where the group of lines that share it changes, and each
stretch gets an offset: 0 in the middle, -0.5 and 0.5 for two lines, and so on. The page shifts a
stretch by its offset times a number of pixels, across the direction of the first line of the group.
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
    """A stretch of line that the same lines share."""

    coordinates: tuple[Point, ...]
    """Longitude first, EPSG:4326."""
    offset: float
    """Position across the stretch, in widths of a line; negative is left of its direction."""


@dataclass(slots=True, kw_only=True)
class _Sharers:
    """The lines that use a segment, and the end at which the first of them enters it."""

    owners: list[str]
    start: Point


def offsets(
    lines: Mapping[str, Iterable[Sequence[Point]]], *, decimals: int = 4
) -> dict[str, list[list[Run]]]:
    """Cut lines where the lines that share them change, and give each stretch its offset.

    Parameters
    ----------
    lines
        Lines of each owner, longitude first, EPSG:4326, in the order of drawing. Two lines share
        a route where they have the same segments, in either direction.
    decimals
        Coordinates are rounded to this many; 4 decimals are 11 metres. It keeps the page small.

    Returns
    -------
    dict
        For each owner, for each of its lines, the stretches in order.

    Examples
    --------
    >>> both = offsets({"a": [[(0, 0), (1, 0), (2, 0)]], "b": [[(1, 0), (0, 0)]]})
    >>> [(run.coordinates, run.offset) for run in both["a"][0]]
    [(((0, 0), (1, 0)), -0.5), (((1, 0), (2, 0)), 0.0)]
    >>> both["b"][0][0].offset
    -0.5
    """
    rounded = {owner: [_rounded(line, decimals) for line in own] for owner, own in lines.items()}
    sharers: dict[Segment, _Sharers] = {}
    for owner, own in rounded.items():
        for line in own:
            for start, end in pairwise(line):
                sharing = sharers.setdefault(_key(start, end), _Sharers(owners=[], start=start))
                if owner not in sharing.owners:
                    sharing.owners.append(owner)
    return {owner: [_runs(owner, line, sharers) for line in own] for owner, own in rounded.items()}


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


def _runs(owner: str, line: list[Point], sharers: Mapping[Segment, _Sharers]) -> list[Run]:
    runs: list[Run] = []
    points: list[Point] = line[:1]
    offset = 0.0
    for start, end in pairwise(line):
        sharing = sharers[_key(start, end)]
        place = sharing.owners.index(owner) - (len(sharing.owners) - 1) / 2
        here = place if sharing.start == start else -place + 0.0
        if here != offset and len(points) > 1:
            runs.append(Run(coordinates=tuple(points), offset=offset))
            points = [start]
        offset = here
        points.append(end)
    if len(points) > 1:
        runs.append(Run(coordinates=tuple(points), offset=offset))
    return runs
