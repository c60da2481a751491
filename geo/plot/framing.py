"""What a map of journeys frames: the corridor; what reaches far beyond it goes to an inset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.plot.projection import fitted
from geo.webmap import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.plot.projection import Frame
    from geo.webmap import Group

_ROUND: Final = 300.0
"""Degrees from west to east beyond which no picture shows lines whole."""
MOST: Final = 1.9
"""How much larger than the smallest journey's own frame the frame of a map becomes, in area."""


def near_groups(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Select the groups that a map frames: those that stay near the two ends.

    Starting with the journey of the smallest extent, others are added in the order of theirs, as
    long as the frame grows to `MOST` times its area at most. Groups without lines are kept, unless
    they are marks of gates, which may lie anywhere.

    Parameters
    ----------
    groups
        What a map shows: journeys, their ends, marks of gates.

    Examples
    --------
    >>> from geo.webmap import Group, Line
    >>> near, far = (
    ...     Group(id=str(lat), name="", kind="leg", colour="", lines=(
    ...         Line(id="", colour="", style="", coordinates=((30, 40), (60, lat), (70, 20))),
    ...     ))
    ...     for lat in (30, -40)
    ... )
    >>> [group.id for group in near_groups((far, near))]
    ['30']
    """
    drawn = [group for group in groups if group.lines]
    if not drawn:
        return tuple(groups)
    smallest = min(drawn, key=_degrees)
    projection = fitted([line.coordinates for line in smallest.lines], aspect=1.0)
    plane = {group.id: _plane(group, projection) for group in drawn}
    ordered = sorted(drawn, key=lambda group: _area(plane[group.id]))
    frame = plane[ordered[0].id]
    most, near = MOST * _area(frame), {ordered[0].id}
    for group in ordered[1:]:
        wider = np.concatenate((frame, plane[group.id]))
        if _area(wider) <= most:
            frame, near = wider, near | {group.id}
    return tuple(
        group for group in groups if group.id in near or not (group.lines or group.kind == "gate")
    )


def has_far(groups: Sequence[Group]) -> bool:
    """Tell whether a map has an inset: something is far, and not all round the world."""
    boxes = [box for group in groups if group.lines and (box := group.bounds())]
    if not boxes or max(box[2] for box in boxes) - min(box[0] for box in boxes) > _ROUND:
        return False
    near = near_groups(groups)
    return any(group.lines and group not in near for group in groups)


def _degrees(group: Group) -> float:
    """Degrees that a group takes, east to west and north to south together."""
    box = group.bounds()
    return (box[2] - box[0]) + (box[3] - box[1]) if box else np.inf


def _plane(group: Group, frame: Frame) -> NDArray[np.float64]:
    """Points of a group in a projection, metres."""
    points = [rounded(symbol.point) for symbol in group.symbols]
    points += [point for line in group.lines for point in line.coordinates]
    projected = frame.project(points)
    kept: NDArray[np.float64] = projected[np.isfinite(projected).all(axis=1)]
    return kept


def _area(points: NDArray[np.float64]) -> float:
    wide, tall = np.ptp(points, axis=0)
    return float(max(wide, tall / 2) * max(tall, wide / 2))
