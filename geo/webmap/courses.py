"""Courses: where lines that share a route lie at the scale of a map.

`geo.webmap.offsets` says on which stretch a line has which offset; here the offset becomes points
of the sheet. A line changes its offset along its whole chain, on a ramp, so that neither joins of
legs nor parting lines show a step. ``assets/lines.js`` does the same for the page; a test compares
the two.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LANE_PX: Final = 2.6
"""From the middle of a line to the middle of the next, pixels."""
RAMP_PX: Final = 16.0
"""Half the way on which a line changes its offset, pixels."""
Point = tuple[float, float]
Shift = tuple[float, float]
_LEAST: Final = 0.01
"""Shifts below this are none."""
_SHARP: Final = 0.5
"""Cosine of the turn from which a corner is rounded rather than mitred."""
_LOOP: Final = 12.0
"""Loops up to so many offsets long are those of the inner side of a turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a chain with one offset."""

    count: int
    """Segments of the chain that belong to it."""
    offset: float = 0.0
    """Right of the direction for y downwards, left for y upwards; in the unit of the points."""
    trunk: bool = False
    """Whether it stays in place, unless it is shorter than a ramp, and its neighbours meet it."""


@dataclass(slots=True)
class _Vertex:
    """A point of a chain, its distance along it, and its number there, or -1."""

    x: float
    y: float
    s: float
    k: int


@dataclass(slots=True)
class _Plateau:
    """Pieces of one offset that follow each other."""

    offset: float
    trunk: bool
    start: float
    end: float


def rise(u: float) -> float:
    """Go from 0 to 1 without a corner while the argument goes from -1 to 1.

    Examples
    --------
    >>> rise(-1), rise(0), rise(1)
    (0.0, 0.5, 1.0)
    """
    if abs(u) >= 1:
        return 0.0 if u < 0 else 1.0
    return (1 + u) ** 2 / 2 if u < 0 else 1 - (1 - u) ** 2 / 2


def course(
    points: Sequence[Point],
    pieces: Sequence[Piece],
    ramp: float,
    ends: tuple[Shift | None, Shift | None] = (None, None),
) -> list[list[Point]]:
    """Place the pieces of a chain beside it.

    Parameters
    ----------
    points
        The chain, no two neighbours alike, in pixels or points of a sheet.
    pieces
        Their segments together are those of the chain.
    ramp
        Half the length on which the offset changes, in the unit of the points.
    ends
        Shifts of the first and the last point where other lines fix them.

    Returns
    -------
    list of list
        The points of each piece; each begins where the one before ends.

    Examples
    --------
    >>> line = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)]
    >>> one, two = course(line, [Piece(count=1, offset=2.0), Piece(count=1)], 10.0)
    >>> one[0], one[-1] == two[0], two[-1]
    ((0.0, 2.0), True, (200.0, 0.0))
    """
    lengths = [math.dist(p, q) for p, q in pairwise(points)]
    along = [0.0, *accumulate(lengths)]
    total, flat = along[-1], _plateaus(pieces, along)
    steps = _changes(flat, ramp)
    reach = min(2 * ramp, total / 2)
    spots = [at + u * ramp for at, _ in steps for u in (-1, -0.5, 0, 0.5, 1)]
    for last, end in enumerate(ends):
        if end:
            spots += [total - u * reach if last else u * reach for u in (0.25, 0.5, 0.75, 1)]
    vertices = _refined(points, along, sorted(spots))
    offset = _smoothed(flat, steps, ramp)
    normals = [
        (-(q.y - p.y) / n, (q.x - p.x) / n)
        for p, q in pairwise(vertices)
        for n in [math.dist((p.x, p.y), (q.x, q.y)) or 1.0]
    ]
    out: list[_Vertex] = []
    largest = 0.0
    for i, v in enumerate(vertices):
        o = offset(v.s)
        largest = max(largest, abs(o))
        a, b = normals[max(i - 1, 0)], normals[min(i, len(normals) - 1)]
        beside = [(v.x, v.y)] if abs(o) < _LEAST else _besides(v, a, b, o)
        out += [_Vertex(x, y, v.s, v.k) for x, y in beside]
    for last, end in enumerate(ends):
        if end:
            _pull(out, points[-last], end, last=bool(last), total=total, reach=reach)
    if largest:
        _untangle(out, _LOOP * largest)
    return _parts(out, pieces)


def _eased(u: float) -> float:
    u = min(max(u, 0.0), 1.0)
    return u * u * (3 - 2 * u)


def _plateaus(pieces: Iterable[Piece], along: Sequence[float]) -> list[_Plateau]:
    flat: list[_Plateau] = []
    at = 0
    for piece in pieces:
        start, end = along[at], along[at + piece.count]
        at += piece.count
        if flat and (flat[-1].offset, flat[-1].trunk) == (piece.offset, piece.trunk):
            flat[-1].end = end
        else:
            flat.append(_Plateau(piece.offset, piece.trunk, start, end))
    return flat


def _changes(flat: Sequence[_Plateau], ramp: float) -> list[tuple[float, float]]:
    """Where the offset changes, and by how much: never on the trunk, rather where fewer run."""
    steps = []
    for before, after in pairwise(flat):
        by = after.offset - before.offset
        if not by:
            continue
        fewer = abs(before.offset) - abs(after.offset)
        onward = 1 if before.trunk else -1 if after.trunk else (fewer > 0) - (fewer < 0)
        room = min(before.end - before.start, after.end - after.start)
        steps.append((after.start + onward * min(ramp, room / 2), by))
    return steps


def _smoothed(
    flat: Sequence[_Plateau], steps: Sequence[tuple[float, float]], ramp: float
) -> Callable[[float], float]:
    trunks = [one for one in flat if one.trunk]

    def offset(s: float) -> float:
        value = flat[0].offset + sum(by * rise((s - at) / ramp) for at, by in steps)
        for one in trunks:
            held = min((one.end - one.start) / ramp, 1.0)
            value *= 1 - held * (1 - _eased(max(one.start - s, s - one.end, 0.0) / ramp))
        return value

    return offset


def _refined(
    points: Sequence[Point], along: Sequence[float], spots: Sequence[float]
) -> list[_Vertex]:
    """Vertices of the chain, and more of them where the offset changes."""
    vertices: list[_Vertex] = []
    following = 0
    for i, (x, y) in enumerate(points):
        if i:
            (x0, y0), length = points[i - 1], along[i] - along[i - 1]
            while following < len(spots) and spots[following] < along[i] - 1:
                spot = spots[following]
                share = (spot - along[i - 1]) / length
                if share > 0 and spot - vertices[-1].s > 1:
                    at = x0 + (x - x0) * share, y0 + (y - y0) * share
                    vertices.append(_Vertex(*at, spot, -1))
                following += 1
        vertices.append(_Vertex(x, y, along[i], i))
    return vertices


def _besides(v: _Vertex, a: Shift, b: Shift, o: float) -> list[Point]:
    """One point beside a vertex or, at a sharp corner, those of a turn round it."""
    cosine, x, y = a[0] * b[0] + a[1] * b[1], a[0] + b[0], a[1] + b[1]
    if cosine > _SHARP:
        return [(v.x + x * o / (1 + cosine), v.y + y * o / (1 + cosine))]
    one, two = (v.x + a[0] * o, v.y + a[1] * o), (v.x + b[0] * o, v.y + b[1] * o)
    if o * (a[0] * b[1] - a[1] * b[0]) > 0:
        return [one, two]
    n = math.hypot(x, y)
    tip = (x * o / n, y * o / n) if n > 0.1 else (a[1] * abs(o), -a[0] * abs(o))  # noqa: PLR2004 - nearly back
    return [one, (v.x + tip[0], v.y + tip[1]), two]


def _pull(
    out: Sequence[_Vertex], point: Point, end: Shift, *, last: bool, total: float, reach: float
) -> None:
    """Move an end to where another line has it, and what is near it less and less."""
    own = out[-1 if last else 0]
    dx, dy = end[0] - own.x + point[0], end[1] - own.y + point[1]
    for q in out:
        share = 1 - _eased((total - q.s if last else q.s) / (reach or 1.0))
        q.x += dx * share
        q.y += dy * share


def _meeting(a: _Vertex, b: _Vertex, c: _Vertex, d: _Vertex) -> Point | None:
    rx, ry, qx, qy = b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y
    det = rx * qy - ry * qx
    if abs(det) < 1e-9:  # noqa: PLR2004 - parallel
        return None
    t = ((c.x - a.x) * qy - (c.y - a.y) * qx) / det
    u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / det
    return (a.x + rx * t, a.y + ry * t) if 0 <= t <= 1 and 0 <= u <= 1 else None


def _untangle(out: Sequence[_Vertex], longest: float) -> None:
    """Close small loops on the inner side of sharp turns to a point; no point is lost."""
    i = 0
    while i + 3 < len(out):
        length, best = 0.0, None
        for j in range(i + 2, len(out) - 1):
            length += math.dist((out[j].x, out[j].y), (out[j - 1].x, out[j - 1].y))
            if length > longest:
                break
            if cross := _meeting(out[i], out[i + 1], out[j], out[j + 1]):
                best = cross, j
        if best:
            (x, y), j = best
            for one in out[i + 1 : j + 1]:
                one.x, one.y = x, y
            i = j - 1
        i += 1


def _parts(out: Sequence[_Vertex], pieces: Iterable[Piece]) -> list[list[Point]]:
    parts: list[list[Point]] = []
    k = first = 0
    for piece in pieces:
        k += piece.count
        last = first
        while last + 1 < len(out) and out[last].k != k:
            last += 1
        while last + 1 < len(out) and out[last + 1].k == k:
            last += 1
        parts.append([(one.x, one.y) for one in out[first : last + 1]])
        first = last
    return parts
