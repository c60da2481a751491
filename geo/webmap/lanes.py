"""Sea lanes as curves: corners of a lane are rounded where the curve stays on the water.

Only what is drawn changes; lengths are those of the lane. A lane is cut at the same points whoever
sails it, and curves begin and end at them, so that routes that share it have the same segments.
"""

from __future__ import annotations

import json
import math
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

import shapely

from geo.errors import LayerError
from geo.message import Message
from geo.paths import BASEMAP, REBUILD, shipped_text

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]
"""Longitude and latitude in degrees, EPSG:4326."""
_REACH: Final = 3.0
"""How far from a corner its curve begins at most, degrees of longitude."""
_UNEQUAL: Final = 4.0
"""How much longer one arm of a curve may be than the other."""
_SHARES: Final = (1.0, 0.5, 0.25, 0.1)
"""Shares of that distance that are tried, until the curve is clear of land."""
_STEP_DEGREES: Final = 6.0
"""A curve has a piece for so many degrees that it turns."""
_CORNER_DEGREES: Final = 2.0
"""Turns below this need no curve; great circles turn less from point to point."""
_STRAIGHT_DEGREES: Final = 6.0
"""How much the arm of a curve may turn."""
_SLACK_DEGREES: Final = 1e-4
_DECIMALS: Final = 5
_THIN_DEGREES: Final = 5e-4
_LANES: Final = 1_000


def smooth_lane(lane: Sequence[Point]) -> tuple[Point, ...]:
    """Round the corners of a sea lane.

    Parameters
    ----------
    lane
        Longitude first, EPSG:4326; longitudes go on past 180.

    Returns
    -------
    tuple
        The curve; its ends are those of the lane. A corner stays where every curve that was tried
        touches land.

    Examples
    --------
    >>> curve = smooth_lane([(60.0, 10.0), (64.0, 10.0), (64.0, 14.0)])
    >>> curve[0], curve[-1], (64.0, 10.0) in curve, len(curve) > 12
    ((60.0, 10.0), (64.0, 14.0), False, True)
    """
    points = tuple((float(lon), float(lat)) for lon, lat in lane)
    if points[::-1] < points:
        return _smoothed(points[::-1])[::-1]
    return _smoothed(points)


@lru_cache(maxsize=_LANES)
def _smoothed(lane: tuple[Point, ...]) -> tuple[Point, ...]:
    base = _with_cuts(lane)
    plane = [_plane(point) for point in base]
    headings = [math.atan2(q[1] - p[1], q[0] - p[0]) for p, q in pairwise(plane)]
    along = [0.0, *accumulate(math.dist(p, q) for p, q in pairwise(plane))]
    corners = [
        i for i in range(1, len(base) - 1) if _turn(headings[i - 1], headings[i]) >= _CORNER_DEGREES
    ]
    bounds = [0, *corners, len(base) - 1]
    curve: list[Point] = []
    done = 0
    for before, i, after in zip(bounds, corners, bounds[2:], strict=False):
        room = [
            min(_REACH, abs(along[i] - along[j]) / (1 if j in {0, len(base) - 1} else 2))
            for j in (before, after)
        ]
        room = [min(one, _UNEQUAL * min(room)) for one in room]
        for share in _SHARES:
            start = _arm(i, -1, room[0] * share, along, headings)
            end = _arm(i, 1, room[1] * share, along, headings)
            ends = plane[start], plane[end]
            if start == i:
                start, ends = i - 1, (_mixed(plane[i], plane[i - 1], share / 2), ends[1])
            if end == i:
                end, ends = i + 1, (ends[0], _mixed(plane[i], plane[i + 1], share / 2))
            rounded = _curve(ends[0], plane[i], ends[1])
            if not touches_land(rounded):
                curve += [*base[done : start + 1], *rounded]
                done = end
                break
    curve += base[done:]
    return tuple(p for i, p in enumerate(curve) if not i or p != curve[i - 1])


def _with_cuts(lane: Sequence[Point]) -> list[Point]:
    base: list[Point] = [*lane[:1]]
    for start, end in pairwise(lane):
        base += [point for point in (*cuts(start, end), end) if point != base[-1]]
    return [point for i, point in enumerate(base) if not i or point != base[i - 1]]


def _mixed(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _turn(one: float, other: float) -> float:
    """Degrees between two headings in radians."""
    return abs((math.degrees(other - one) + 180) % 360 - 180)


def _arm(i: int, step: int, room: float, along: Sequence[float], headings: Sequence[float]) -> int:
    """Walk from a corner as far as there is room and the lane goes on straight."""
    first = headings[i if step > 0 else i - 1]
    j = i
    while 0 <= j + step < len(along):
        segment = j if step > 0 else j - 1
        far = abs(along[j + step] - along[i])
        if far > room + _SLACK_DEGREES or _turn(first, headings[segment]) > _STRAIGHT_DEGREES:
            break
        j += step
    return j


def _curve(start: Point, middle: Point, end: Point) -> tuple[Point, ...]:
    """Parabola between two points of the plane that leaves both in the direction of a third."""
    turn = _turn(
        math.atan2(middle[1] - start[1], middle[0] - start[0]),
        math.atan2(end[1] - middle[1], end[0] - middle[0]),
    )
    pieces = max(2, math.ceil(turn / _STEP_DEGREES))
    return tuple(
        _degrees(
            [
                (1 - t) ** 2 * p + 2 * t * (1 - t) * m + t**2 * q
                for p, m, q in zip(start, middle, end, strict=True)
            ]
        )
        for t in (k / pieces for k in range(pieces + 1))
    )


def cuts(start: Point, end: Point) -> tuple[Point, Point]:
    """Points of a segment where the curves of its two ends begin; one point if it is short.

    Examples
    --------
    >>> cuts((0.0, 0.0), (4.0, 0.0)), cuts((0.0, 0.0), (10.0, 0.0))
    (((2.0, 0.0), (2.0, 0.0)), ((3.0, 0.0), (7.0, 0.0)))
    """
    if end < start:
        return cuts(end, start)[::-1]
    a, b = _plane(start), _plane(end)
    share = min(0.5, _REACH / max(math.dist(a, b), 1e-9))
    return _degrees(_mixed(a, b, share)), _degrees(_mixed(a, b, 1 - share))


def thinned(lane: Sequence[Point]) -> tuple[Point, ...]:
    """Leave out points of a lane that lie on the line without them, to about 50 m.

    Examples
    --------
    >>> thinned([(60.0, 10.0), (61.0, 10.0), (62.0, 10.0)])
    ((60.0, 10.0), (62.0, 10.0))
    """
    line = shapely.simplify(shapely.LineString(lane), _THIN_DEGREES)
    return tuple((float(lon), float(lat)) for lon, lat in shapely.get_coordinates(line))


def touches_land(line: Sequence[Point]) -> bool:
    """Whether a line touches the land of the base map."""
    west = min(lon for lon, _ in line)
    turns = 360 * math.floor((west + 180) / 360)
    shape = shapely.LineString([(lon - turns, lat) for lon, lat in line])
    land = _land()
    near = land.geometries[land.query(shape)]
    return bool(shapely.intersects(near, shape).any())


@cache
def _land() -> shapely.STRtree:
    path = BASEMAP / "land.geojson"
    try:
        features = json.loads(shipped_text(path, remedy=REBUILD))["features"]
        shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
    except (ValueError, KeyError, TypeError, shapely.GEOSException) as error:
        msg = Message("{file} is damaged; {remedy}", file=path.name, remedy=REBUILD)
        raise LayerError(msg) from error
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    shapely.prepare(parts)  # the continents are asked again and again: the index is theirs
    return shapely.STRtree(parts)


def _plane(point: Sequence[float]) -> tuple[float, float]:
    """Place a point in the plane of a web map, in degrees of longitude."""
    lat = math.radians(min(max(point[1], -85.0), 85.0))
    return point[0], math.degrees(math.asinh(math.tan(lat)))


def _degrees(place: Sequence[float]) -> Point:
    lat = math.degrees(math.atan(math.sinh(math.radians(place[1]))))
    return round(place[0], _DECIMALS), round(lat, _DECIMALS)


def longest_turn(line: Sequence[Point]) -> float:
    """Largest turn at a vertex of a drawn line, degrees.

    Examples
    --------
    >>> longest_turn([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)])
    90.0
    """
    headings = [
        math.degrees(math.atan2(q[1] - p[1], q[0] - p[0]))
        for p, q in pairwise([_plane(p) for p in line])
    ]
    turns = [abs((b - a + 180) % 360 - 180) for a, b in pairwise(headings)]
    return round(max(turns, default=0.0), 2)
