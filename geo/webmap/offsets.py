"""Lines that share a route: one trunk where all branches run, side by side elsewhere.

Corridors use the same rails and sea lanes for long stretches; drawn over one another, the last
would hide the others. Each line is cut where the group of lines that share it changes. Where all
branches of the scene run together, the piece belongs to the trunk and stays in place; elsewhere
each colour gets an offset: 0 in the middle, -0.5 and 0.5 for two colours, and so on. Sides are
agreed on along whole routes, so that a colour does not change sides from leg to leg.

What follows at a scale, how far a line is shifted where, is `geo.webmap.courses` for paper and
``assets/lines.js`` for the page.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

Point = tuple[float, float]
Segment = tuple[Point, Point]
LEAST_BRANCHES: Final = 2
"""A trunk is shared by this many branches at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A line of one owner, before it is cut."""

    coordinates: Sequence[Point]
    """Longitude first, EPSG:4326."""
    colour: str
    """One for all lines of an owner; lines of one colour cover each other on a shared route."""
    mode: str = ""
    """How it goes; a branch that passes a country only in another mode is not missed there."""
    country: str = ""
    """Where it goes; the sea is a country too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of line that the same lines share."""

    coordinates: tuple[Point, ...]
    """Longitude first, EPSG:4326."""
    offset: float = 0.0
    """Position across the stretch, in widths of a line; negative is left of its direction."""
    chain: int = 0
    """Runs of one owner with the same number follow each other without a gap."""
    trunk: bool = False
    """Whether all branches of the scene run here."""
    shared: tuple[str, ...] = ()
    """Owners whose lines cover each other here, in the order of drawing; empty for one alone."""


@dataclass(slots=True, kw_only=True)
class _Shared:
    """Who uses a segment, and in which direction its sides are counted."""

    start: Point
    region: tuple[str, str]
    """Country and mode."""
    owners: tuple[str, ...]
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sharing:
    """What a set of owners in a region comes to: its places across, or the trunk."""

    trunk: bool
    lanes: tuple[str, ...]
    """Colours from left to right."""


def offsets(
    tracks: Mapping[str, Iterable[Track]],
    *,
    branches: Collection[str] = (),
    decimals: int = 4,
) -> dict[str, list[list[Run]]]:
    """Cut lines where the lines that share them change, and give each stretch its offset.

    Parameters
    ----------
    tracks
        Lines of each owner in the order of drawing. Two lines share a route where they have the
        same segments, in either direction.
    branches
        Colours that join into a trunk where all of them that pass a region run together.
    decimals
        Coordinates are rounded to this many; 4 decimals are 11 metres. It keeps the page small.

    Returns
    -------
    dict
        For each owner, for each of its lines, the stretches in order.

    Examples
    --------
    >>> there, back = [(0, 0), (1, 0), (2, 0)], [(1, 0), (0, 0)]
    >>> lines = {"a": [Track(coordinates=there, colour="red")],
    ...          "b": [Track(coordinates=back, colour="blue")]}
    >>> both = offsets(lines)
    >>> [(run.coordinates, run.offset) for run in both["a"][0]]
    [(((0, 0), (1, 0)), -0.5), (((1, 0), (2, 0)), 0.0)]
    >>> both["b"][0][0].offset
    -0.5
    >>> [run.trunk for run in offsets(lines, branches={"red", "blue"})["a"][0]]
    [True, False]
    """
    cut = _Cut({owner: list(own) for owner, own in tracks.items()}, branches, decimals)
    return {owner: cut.runs(owner) for owner in tracks}


class _Cut:
    """The segments of all lines, and what each owner's lines become."""

    def __init__(
        self, tracks: Mapping[str, Sequence[Track]], branches: Collection[str], decimals: int
    ) -> None:
        self.lines = {
            owner: [_rounded(one.coordinates, decimals) for one in own]
            for owner, own in tracks.items()
        }
        self.colour: dict[str, str] = {owner: own[0].colour for owner, own in tracks.items() if own}
        self.rank = {colour: i for i, colour in enumerate(dict.fromkeys(self.colour.values()))}
        self.segments: dict[Segment, _Shared] = {}
        self.passing: dict[tuple[str, ...], set[str]] = defaultdict(set)
        """Branches that pass a country, and a country in a mode."""
        for owner, own in tracks.items():
            for track, line in zip(own, self.lines[owner], strict=True):
                region = track.country, track.mode
                if track.colour in branches:
                    self.passing[region].add(track.colour)
                    self.passing[region[:1]].add(track.colour)
                self._add(owner, line, region)
        self.branches = frozenset().union(*self.passing.values())
        self.sharing: dict[tuple[object, ...], _Sharing] = {}
        for owner in tracks:
            for chain in self.chains(owner):
                self._agree(chain)

    def _add(self, owner: str, line: list[Point], region: tuple[str, str]) -> None:
        for start, end in pairwise(line):
            key = (start, end) if start <= end else (end, start)
            shared = self.segments.get(key)
            if shared is None:
                self.segments[key] = _Shared(start=start, region=region, owners=(owner,))
            elif owner not in shared.owners:
                shared.owners += (owner,)

    def chains(self, owner: str) -> Iterator[list[list[Point]]]:
        """Lines of an owner that follow each other without a gap."""
        chain: list[list[Point]] = []
        for line in self.lines[owner]:
            if chain and line and chain[-1][-1] != line[0]:
                yield chain
                chain = []
            if line:
                chain.append(line)
        if chain:
            yield chain

    def _agree(self, chain: list[list[Point]]) -> None:
        """Count sides along a chain as lines drawn before do or, without any, on the way north."""
        steps = [step for line in chain for step in pairwise(line)]
        north = chain[-1][-1][1] >= chain[0][0][1]
        ahead = next(
            (
                shared.start == start
                for start, end in steps
                if (shared := self.segments[_key(start, end)]).agreed
            ),
            north,
        )
        for start, end in steps:
            shared = self.segments[_key(start, end)]
            if shared.agreed:
                ahead = shared.start == start
            elif len(shared.owners) > 1 and len(self.shared_by(shared).lanes) > 1:
                shared.start, shared.agreed = (start if ahead else end), True

    def shared_by(self, shared: _Shared) -> _Sharing:
        """Look up what the owners come to; few sets of them share thousands of segments."""
        key = shared.owners, shared.region
        if key not in self.sharing:
            colours = {self.colour[one] for one in shared.owners}
            elsewhere = self.passing[shared.region[:1]] - self.passing[shared.region]
            wanted = self.branches - elsewhere
            trunk = len(wanted) >= LEAST_BRANCHES and wanted <= colours
            lanes = () if trunk else tuple(sorted(colours, key=self.rank.__getitem__))
            self.sharing[key] = _Sharing(trunk=trunk, lanes=lanes)
        return self.sharing[key]

    def runs(self, owner: str) -> list[list[Run]]:
        """Cut the lines of an owner."""
        knots = self._knots(owner)
        answer: list[list[Run]] = []
        chain, last = 0, None
        for line in self.lines[owner]:
            if last is not None and line and line[0] != last:
                chain += 1
            last = line[-1] if line else last
            answer.append(self._line(owner, line, chain, knots))
        return answer

    def _knots(self, owner: str) -> set[Point]:
        """Points where lines of an owner end, or meet: both are cut there."""
        ends: dict[Point, set[Point]] = defaultdict(set)
        knots: set[Point] = set()
        for line in self.lines[owner]:
            knots |= set(line[:1]) | set(line[-1:])
            for start, end in pairwise(line):
                ends[start].add(end)
                ends[end].add(start)
        return knots | {point for point, others in ends.items() if len(others) > LEAST_BRANCHES}

    def _line(self, owner: str, line: list[Point], chain: int, knots: set[Point]) -> list[Run]:
        runs: list[Run] = []
        points: list[Point] = line[:1]
        before: tuple[float, bool, tuple[str, ...]] = _ALONE

        def close() -> None:
            offset, trunk, shared = before
            if len(points) > 1:
                runs.append(
                    Run(
                        coordinates=tuple(points),
                        offset=offset,
                        chain=chain,
                        trunk=trunk,
                        shared=shared,
                    )
                )

        for start, end in pairwise(line):
            here = self._place(owner, start, end)
            if here != before or start in knots:
                close()
                points = [start]
            before = here
            points.append(end)
        close()
        return runs

    def _place(self, owner: str, start: Point, end: Point) -> tuple[float, bool, tuple[str, ...]]:
        """Offset of an owner on a segment, whether it is trunk, and who covers it there."""
        shared = self.segments[_key(start, end)]
        if len(shared.owners) == 1:
            return _ALONE
        sharing, colour = self.shared_by(shared), self.colour[owner]
        if sharing.trunk:
            return 0.0, True, shared.owners
        covering = tuple(one for one in shared.owners if self.colour[one] == colour)
        covering = covering if len(covering) > 1 else ()
        place = sharing.lanes.index(colour) - (len(sharing.lanes) - 1) / 2
        return (place if shared.start == start else -place + 0.0), False, covering


_ALONE = 0.0, False, ()


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
