"""Where a branch of the corridor serves two places, and which of its variants does so best.

A branch serves two places if the path between them passes its gate, or if both lie on it: Moscow
and Astara lie on the western branch, whose gate is further on; Mumbai and Bandar Abbas are its sea
leg. Places closer together along it than `NEAR_KM` are one place of the branch, and are not joined
by it: a suburban train of Mumbai is no journey by Astara.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from geo.errors import AtlasError, NotServedError, RouteError
from geo.geodesy import MEAN_RADIUS_KM, densify, segment_km, unit_vectors
from geo.network import GlobePoints

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.model import Leg, Place
    from geo.network import (
        Corridors,
        ItineraryBuilder,
        Network,
        NetworkPath,
        Router,
        Rules,
        Snapper,
        Variant,
    )
    from geo.places import Places

NEAR_KM: Final = 50.0
"""A place lies on a branch if it is no further from it: the reach at which a point meets a line."""
ROUNDABOUT: Final = 1.25
"""A variant longer than the shortest of its corridor by this factor is passed over for the next.

Tashkent–Bandar Abbas by Incheh Borun is 1.36 times as long as by Sarakhs.
"""
_STEP_KM: Final = 10.0
_BRANCHES: Final = 192
"""Branches that are remembered, some 200 kB each, and the stations along them, 30 kB each; a
surface asks for 157."""
_PATHS: Final = 128
"""Paths that are remembered, some 5 kB each beside what all of them share."""


class Searchable(Protocol):
    """What a search needs of an atlas."""

    @property
    def network(self) -> Network:
        """Edges, stops and gates."""

    @property
    def places(self) -> Places:
        """Gazetteer."""

    @property
    def corridors(self) -> Corridors:
        """Corridors and their gates."""

    @property
    def router(self) -> Router:
        """Search for paths."""

    @property
    def snapper(self) -> Snapper:
        """Search for the points at which places meet the network."""

    @property
    def itinerary_builder(self) -> ItineraryBuilder:
        """Legs and stops of paths."""

    @property
    def memory(self) -> Memory:
        """What was found before."""


class Points(Protocol):
    """Points that are the same ones whenever they are the same object."""

    @property
    def lon(self) -> NDArray[np.float64]:
        """Degrees, shape (points,)."""

    @property
    def lat(self) -> NDArray[np.float64]:
        """Degrees, shape (points,)."""

    def __hash__(self) -> int:
        """Hash the object, not its arrays."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Branch:
    """A branch from one of its ends to the other, as points."""

    points: GlobePoints
    marks_km: NDArray[np.float64]
    """Length of track, road and water from the start to each point."""

    def position_km(self, place: Place) -> float | None:
        """Length from the start to the point nearest to a place; None if it is not near."""
        chord, nearest = self.points.nearest(place.lon, place.lat)
        near = chord * MEAN_RADIUS_KM <= NEAR_KM
        return float(self.marks_km[nearest]) if near else None

    def positions_km(self, points: Points) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Numbers of the points that are near, and the length from the start to each of them."""
        reach = np.nextafter(NEAR_KM / MEAN_RADIUS_KM, 1)
        vectors = unit_vectors(points.lon, points.lat)
        chord, nearest = self.points.tree.query(vectors, distance_upper_bound=reach)
        near = np.flatnonzero(np.asarray(chord) * MEAN_RADIUS_KM <= NEAR_KM)
        return near, self.marks_km[np.asarray(nearest)[near]]


def path_between(atlas: Searchable, origin: Place, destination: Place, rules: Rules) -> NetworkPath:
    """Find the path of least typical time between two places.

    Raises
    ------
    SamePlaceError
        Both meet the network at one point.
    RouteError
        Nothing open joins them, or the path does not pass the gates that the rules require.
    """
    return atlas.memory.path(_Key(atlas), origin, destination, rules)


def path_by(
    atlas: Searchable, origin: Place, destination: Place, rules: Rules, variant: Variant | None
) -> NetworkPath:
    """Find the path between two places by a variant of a corridor; without one, any path.

    Raises
    ------
    SamePlaceError
        Both meet the network at one point.
    RouteError
        Nothing open joins them, or the corridor does not serve them.
    """
    try:
        return path_between(atlas, origin, destination, rules)
    except NotServedError:
        if variant is None:
            raise
        between_km = _between_km(atlas, origin, destination, rules, variant)
        if between_km is None:
            raise
        path = path_between(atlas, origin, destination, replace(rules, requires=()))
        if atlas.router.length_km(path) > between_km + 2 * NEAR_KM:
            raise
        return path


def _between_km(
    atlas: Searchable, origin: Place, destination: Place, rules: Rules, variant: Variant
) -> float | None:
    """Length of a branch between two places that lie on it; None if one does not, or at one place.

    What the question closes is open here: a branch stays where it is while a gate is shut.
    """
    for ends in variant.corridor.ends:
        open_rules = atlas.corridors.branch_rules(variant, rules.built, atlas.network.terminals)
        branch = atlas.memory.branch(_Key(atlas), open_rules, ends)
        if branch is None:
            continue
        first, last = branch.position_km(origin), branch.position_km(destination)
        if first is not None and last is not None and abs(first - last) >= NEAR_KM:
            return abs(first - last)
    return None


def along_branch(
    atlas: Searchable,
    rules: Rules,
    variant: Variant,
    end: Place,
    points: Points,
) -> NDArray[np.float64]:
    """Length of a branch between a place and each of some points, where both lie on it.

    Parameters
    ----------
    atlas, rules, variant
        As in `path_by`.
    end
        The place.
    points
        Others; where they lie on a branch is remembered.

    Returns
    -------
    numpy.ndarray
        Kilometres, shape (points,); NaN where the place or the point does not lie on the branch, or
        both lie at one place of it.
    """
    between = np.full(len(points.lon), np.nan)
    for ends in variant.corridor.ends:
        open_rules = atlas.corridors.branch_rules(variant, rules.built, atlas.network.terminals)
        branch = atlas.memory.branch(_Key(atlas), open_rules, ends)
        first = branch.position_km(end) if branch else None
        if branch is None or first is None:
            continue
        near, at_km = atlas.memory.positions_km(branch, points)
        apart_km = np.abs(at_km - first)
        on_it = np.isnan(between[near]) & (apart_km >= NEAR_KM)
        between[near[on_it]] = apart_km[on_it]
    return between


def shortest_km(atlas: Searchable, origin: Place, destination: Place, rules: list[Rules]) -> float:
    """Length of the path between two places with everything open that any of some rules opens.

    Infinite where there is no such path, or where it does not pass the gates required.
    """
    closed = frozenset.intersection(*(own.closed for own in rules))
    try:
        path = path_between(atlas, origin, destination, replace(rules[0], closed=closed))
    except RouteError:
        return float("inf")
    return atlas.router.length_km(path)


class Memory:
    """Paths and branches that were found before; it goes when the atlas that holds it goes."""

    def __init__(self) -> None:
        self.path = lru_cache(maxsize=_PATHS)(_path)
        self.branch = lru_cache(maxsize=_BRANCHES)(_branch)
        self.positions_km = lru_cache(maxsize=_BRANCHES)(Branch.positions_km)


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """What a search asks, as a key: states of gates and the day have no part in it."""

    atlas: Searchable

    @property
    def _parts(self) -> tuple[object, ...]:
        atlas = self.atlas
        return atlas.router, atlas.snapper, atlas.places, atlas.itinerary_builder

    def __hash__(self) -> int:
        return id(self.atlas.router)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and all(
            one is another for one, another in zip(self._parts, other._parts, strict=True)
        )


def _path(key: _Key, origin: Place, destination: Place, rules: Rules) -> NetworkPath:
    """Find a path; a comparison wants many of its paths several times."""
    atlas = key.atlas
    open_ = atlas.router.open_edges(rules)
    first, last = atlas.snapper.ends(origin, destination, open_, rules.modes, rules.closed)
    return atlas.router.search(first, last, open_, rules.requires)


def _branch(key: _Key, rules: Rules, ends: tuple[str, str]) -> Branch | None:
    """Find a branch between its ends; None where nothing joins them, or not through its gate."""
    atlas = key.atlas
    first, last = (atlas.places.find(end) for end in ends)
    try:
        path = path_between(atlas, first, last, rules)
    except AtlasError:
        return None
    points: list[NDArray[np.float64]] = []
    marks: list[NDArray[np.float64]] = []
    start_km = 0.0
    for leg in atlas.itinerary_builder.route(path, corridor="", variant="").legs:
        line, along = _measured(leg)
        points.append(line)
        marks.append(start_km + along)
        start_km += leg.track_km
    every = np.concatenate(points)
    on_globe = GlobePoints(every[:, 0], every[:, 1])
    return Branch(points=on_globe, marks_km=np.concatenate(marks))


def _measured(leg: Leg) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points of a leg, and the length of its track from the start to each."""
    line = densify(leg.coordinates, step_km=_STEP_KM)
    along = np.append(0.0, np.cumsum(segment_km(line)))
    return line, along * (leg.track_km / along[-1] if along[-1] else 0.0)
