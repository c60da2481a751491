"""Labels that do not overlap: along one line, and on a map."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.geodesy import MIN_LINE_POINTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def spread(
    wanted: Sequence[float], sizes: Sequence[float], *, low: float, high: float
) -> list[float]:
    """Move labels along a line as little as need be, so that none touches its neighbour.

    Parameters
    ----------
    wanted
        Where the middle of each label would like to be.
    sizes
        Extent of each label along the line, in the same unit.
    low, high
        Ends of the line; labels stay between them if they fit at all.

    Returns
    -------
    list of float
        Middles, in the order given; the labels keep their order along the line.

    Examples
    --------
    >>> spread([5.0, 5.2, 9.0], [2.0, 2.0, 2.0], low=0.0, high=10.0)
    [4.1, 6.1, 9.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: (wanted[i], i))
    blocks: list[tuple[list[int], float, float]] = []
    for i in order:
        members, place, size = [i], wanted[i], sizes[i]
        while blocks:
            before, other, extent = blocks[-1]
            if other + extent / 2 <= place - size / 2 + 1e-9:
                break
            blocks.pop()
            members = before + members
            size = sum(sizes[m] for m in members)
            place = _best(members, wanted, sizes)
        place = min(max(place, low + size / 2), max(high - size / 2, low + size / 2))
        blocks.append((members, place, size))
    middles = [0.0] * len(wanted)
    for members, place, size in _settled(blocks, low, high):
        edge = place - size / 2
        for m in members:
            middles[m] = edge + sizes[m] / 2
            edge += sizes[m]
    return [round(value, 9) for value in middles]


def _best(members: Sequence[int], wanted: Sequence[float], sizes: Sequence[float]) -> float:
    """Middle of a block of labels that moves them least, by squares."""
    edge, shifts = 0.0, []
    for m in members:
        shifts.append(wanted[m] - (edge + sizes[m] / 2))
        edge += sizes[m]
    return sum(shifts) / len(shifts) + edge / 2


def _settled(
    blocks: list[tuple[list[int], float, float]], low: float, high: float
) -> list[tuple[list[int], float, float]]:
    """Push blocks back from the far end, now that all are known."""
    settled: list[tuple[list[int], float, float]] = []
    limit = max(high, low + sum(block[2] for block in blocks))
    for members, place, size in reversed(blocks):
        moved = min(place, limit - size / 2)
        settled.append((members, moved, size))
        limit = moved - size / 2
    return settled[::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A label that would like to stand beside a point; all lengths in points of the sheet."""

    text: str
    x: float
    y: float
    width: float
    height: float
    gap: float = 0.0
    """Distance to keep from the point."""
    lead: float = np.inf
    """Distance of the label from its point beyond which a line will join them."""
    must: bool = False
    """Set it at the least bad place, even over another label's line."""
    near: bool = False
    """Beside its point, so that it needs no line there, or not at all."""
    beside: bool = False
    """Right beside its point and its line, on any side."""
    middle: bool = False
    """Centred on its point, as names of countries are."""
    slack: float = 0.0
    """How far a centred label may be moved."""
    spots: tuple[tuple[float, float], ...] = ()
    """Further points on which a centred label may stand, the best first."""

    def nearest(self, box: Box) -> NDArray[np.float64]:
        """Find the point of a box that is nearest to the label's point."""
        return np.clip((self.x, self.y), (box[0], box[1]), (box[2], box[3]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A label with its position."""

    wish: Wish = field(repr=False)
    box: Box
    side: float
    """-1: it ends at its point, 1: it begins there, 0: it is centred."""


class Board:
    """A sheet on which labels, once set, keep others away.

    Parameters
    ----------
    bounds
        The sheet, points.
    """

    CELL = 3.0

    def __init__(self, bounds: Box) -> None:
        self.bounds = bounds
        self._boxes: list[Box] = []
        columns = int((bounds[2] - bounds[0]) / self.CELL) + 1
        rows = int((bounds[3] - bounds[1]) / self.CELL) + 1
        self._ink: NDArray[np.int32] = np.zeros((rows, columns), dtype=np.int32)
        self._sum: NDArray[np.int64] | None = None

    def draw_line(self, points: NDArray[np.float64]) -> None:
        """Remember a line, which labels should not cover; shape (n, 2)."""
        if len(points) < MIN_LINE_POINTS:
            return
        steps = np.abs(np.diff(points, axis=0)).max(axis=1) / self.CELL
        counts = np.minimum(np.ceil(steps).astype(int) + 1, 2000)
        dense = [
            start + (end - start) * np.linspace(0, 1, count)[:, None]
            for start, end, count in zip(points[:-1], points[1:], counts, strict=True)
        ]
        cells = ((np.concatenate(dense) - self.bounds[:2]) / self.CELL).astype(int)
        rows, columns = self._ink.shape
        inside = ((cells >= 0) & (cells < (columns, rows))).all(axis=1)
        self._ink[cells[inside, 1], cells[inside, 0]] = 1
        self._sum = None

    def block(self, box: Box) -> None:
        """Keep every label out of a box."""
        self._boxes.append(box)

    def place(self, wish: Wish) -> Set | None:
        """Take the best place for a label; None where none is free of labels and lines."""
        best: tuple[float, Set] | None = None
        for rank, (box, side) in enumerate(_seats(wish)):
            clash, covered = self._clash(box), self._covered(box)
            if not wish.must and (clash or covered):
                continue
            clash += self._crossed(wish, box)
            if clash and not wish.must:
                continue
            cost = rank + 50 * covered + 1000 * clash
            if best is None or cost < best[0]:
                best = cost, Set(wish=wish, box=box, side=side)
            if not wish.must:
                break
        if best is None:
            return None
        self._boxes.append(best[1].box)
        return best[1]

    def _clash(self, box: Box) -> int:
        outside = (
            box[0] < self.bounds[0]
            or box[1] < self.bounds[1]
            or box[2] > self.bounds[2]
            or box[3] > self.bounds[3]
        )
        return 5 * outside + sum(_overlap(box, other) for other in self._boxes)

    def _crossed(self, wish: Wish, box: Box) -> int:
        """Count the other boxes that the line from a point to its label would cross."""
        end = wish.nearest(box)
        if np.hypot(end[0] - wish.x, end[1] - wish.y) <= wish.lead:
            return 0
        steps = np.linspace((wish.x, wish.y), end, 12)[1:]
        crossed = 0
        for left, low, right, high in self._boxes:
            if left <= wish.x <= right and low <= wish.y <= high:
                continue
            x, y = steps.T
            crossed += bool(((left < x) & (x < right) & (low < y) & (y < high)).any())
        return crossed

    def _covered(self, box: Box) -> int:
        """Count the cells with a line under a box."""
        if self._sum is None:
            padded = np.pad(self._ink, ((1, 0), (1, 0)))
            self._sum = padded.cumsum(axis=0).cumsum(axis=1).astype(np.int64)
        rows, columns = self._ink.shape
        left, right = (
            int(np.clip((value - self.bounds[0]) / self.CELL, 0, columns))
            for value in (box[0], box[2] + self.CELL)
        )
        low, high = (
            int(np.clip((value - self.bounds[1]) / self.CELL, 0, rows))
            for value in (box[1], box[3] + self.CELL)
        )
        total = self._sum
        return int(total[high, right] - total[low, right] - total[high, left] + total[low, left])


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _seats(wish: Wish) -> list[tuple[Box, float]]:
    """List the positions of a label round its point, the preferred first."""
    w, h, gap = wish.width, wish.height, wish.gap
    if wish.middle:
        moves = [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)]
        left, low, by = wish.x - w / 2, wish.y - h / 2, wish.slack
        steps = (by, 2 * by) if by else (0.0,)
        count = len(moves) if by else 1
        return [
            (_box(left + a * ring, low + b * ring, w, h), 0.0)
            for ring in steps
            for a, b in moves[:count]
        ] + [(_box(x - w / 2, y - h / 2, w, h), 0.0) for x, y in wish.spots]
    if wish.beside:
        d = gap + 1.5
        return [
            (_box(left, low, w, h), side)
            for ring in (1.0, 1.8, 2.6)
            for left, low, side in (
                (wish.x + ring * d, wish.y - h / 2, 1.0),
                (wish.x - ring * d - w, wish.y - h / 2, -1.0),
                (wish.x + 0.7 * ring * d, wish.y + 0.7 * ring * d, 1.0),
                (wish.x - 0.7 * ring * d - w, wish.y + 0.7 * ring * d, -1.0),
                (wish.x + 0.7 * ring * d, wish.y - 0.7 * ring * d - h, 1.0),
                (wish.x - 0.7 * ring * d - w, wish.y - 0.7 * ring * d - h, -1.0),
            )
        ]
    seats: list[tuple[Box, float]] = []
    rings = (1.0, 2.2) if wish.near else (1.0, 2.2, 4.5, 7.0)
    for far in (*rings, 10.0, 14.0, 19.0, 25.0) if wish.must else rings:
        d = gap * far + 1.5 * far
        seats += [
            (_box(wish.x + d, wish.y - h / 2, w, h), 1.0),
            (_box(wish.x - d - w, wish.y - h / 2, w, h), -1.0),
            (_box(wish.x + 0.7 * d, wish.y + 0.7 * d, w, h), 1.0),
            (_box(wish.x + 0.7 * d, wish.y - 0.7 * d - h, w, h), 1.0),
            (_box(wish.x - 0.7 * d - w, wish.y + 0.7 * d, w, h), -1.0),
            (_box(wish.x - 0.7 * d - w, wish.y - 0.7 * d - h, w, h), -1.0),
            (_box(wish.x - w / 2, wish.y + d, w, h), 0.0),
            (_box(wish.x - w / 2, wish.y - d - h, w, h), 0.0),
        ]
    return seats


def _box(left: float, bottom: float, width: float, height: float) -> Box:
    return left, bottom, left + width, bottom + height
