"""Lines that share a route, side by side; others each on its own course."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.model import BRANCHES, Mode
from geo.palette import CORRIDORS
from geo.webmap.lanes import thinned
from geo.webmap.offsets import Track, offsets
from geo.webmap.scene import Line, Point, rounded
from geo.webmap.styles import BARRED

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence


def side_by_side(lines: Mapping[str, Sequence[Line]]) -> dict[str, tuple[Line, ...]]:
    """Cut the lines of several owners where they share a route, and draw them side by side.

    Where all branches of the corridor run together, their lines are one trunk. Of several lines of
    one colour, or of a trunk, those that are barred come last.
    """
    barred = {name for name, own in lines.items() if any(BARRED in one.style for one in own)}
    runs = offsets(
        {owner: [_track(owner, line) for line in own] for owner, own in lines.items()},
        branches=BRANCHES,
    )
    return {
        owner: tuple(
            replace(
                line,
                coordinates=_drawn(line, run.coordinates),
                offset=run.offset,
                chain=run.chain,
                trunk=run.trunk,
                shared=tuple(sorted(run.shared, key=barred.__contains__)),
            )
            for line, own_runs in zip(own, runs[owner], strict=True)
            for run in own_runs
        )
        for owner, own in lines.items()
    }


def in_place(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Lines each on its own course, their coordinates rounded."""
    return tuple(
        replace(line, coordinates=_drawn(line, tuple(map(rounded, line.coordinates))), chain=number)
        for number, line in enumerate(lines)
    )


def seen_as(line: Line, group: str, shown: Container[str]) -> Line | None:
    """Line as it is seen among the groups shown; None where one of another group covers it.

    Parameters
    ----------
    line
        Of a group.
    group
        Id of the group.
    shown
        Ids of the groups that are drawn.

    Examples
    --------
    >>> line = Line(id="a:1", colour="western", style="mode-rail", coordinates=((0, 0), (1, 0)),
    ...             trunk=True, shared=("a", "b"))
    >>> seen_as(line, "a", {"a", "b"}).trunk, seen_as(line, "a", {"a"}).trunk
    (True, False)
    >>> seen_as(line, "b", {"a", "b"}) is None
    True
    """
    sharing = [one for one in line.shared if one in shown]
    if not sharing:
        return line
    if sharing[0] != group:
        return None
    return replace(line, trunk=line.trunk and len(sharing) > 1)


def _drawn(line: Line, coordinates: tuple[Point, ...]) -> tuple[Point, ...]:
    """Points of a stretch that the page needs."""
    return thinned(coordinates) if f"mode-{Mode.SEA}" in line.style else coordinates


def _track(owner: str, line: Line) -> Track:
    return Track(
        coordinates=line.coordinates,
        colour=line.colour if line.colour in CORRIDORS else owner,
        mode=next((word for word in line.style.split() if word.startswith("mode-")), ""),
        country=line.country,
    )
