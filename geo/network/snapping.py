"""Snapping: where an origin or a destination meets the network, and how far away that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.errors import SamePlaceError, TooFarError
from geo.geodesy import MEAN_RADIUS_KM, distance_km, unit_vectors
from geo.message import Message, joined
from geo.model import INTERNATIONAL_WATERS, Mode, PlaceKind
from geo.network.frame import Frame
from geo.network.graph import MODES
from geo.network.nearest import GlobePoints
from geo.network.packing import DEGREE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from scipy.spatial import cKDTree

    from geo.model import Place
    from geo.network.graph import Network

LIMIT_KM: Final = 50.0
"""A point further from every usable line or port than this has no answer."""
SAMPLE_KM: Final = 2.0
"""Lines are sampled this densely for the nearest-point search."""
SHORTEST_KM: Final = 1e-9
SHORTEST_LEG_KM: Final = 0.001
"""A point nearer to the end of a line than this is met at that end."""
PORT: Final = "port:"
"""What stands before the UN/LOCODE of a port that is no place of the network."""
ACCESS_HOURS_PER_KM: Final = 0.05
"""Impedance of the way between a place and the network, so that the nearer of two lines wins."""
SEA_HOURS_PER_KM: Final = 0.04
"""Impedance of the way between a port and the sea lanes: about 13.5 knots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """A point to enter or leave the network: a node, or a point of an edge."""

    place: Place
    mode: Mode
    access_km: float = 0.0
    """Straight distance between the place and the network, no part of the route's length."""
    node: int = -1
    connector_km: float = 0.0
    """Way over water between a port and the node; part of the route's length."""
    quay: tuple[float, float] | None = None
    """Where that way begins, longitude first."""
    edge: int = -1
    share: float = 0.0
    """Where on the edge, as a share of its track from its start."""
    tail: int = -1
    head: int = -1

    @property
    def cost_hours(self) -> float:
        """Impedance of access and connector."""
        return self.access_km * ACCESS_HOURS_PER_KM + self.connector_km * SEA_HOURS_PER_KM

    def costs(
        self, hours: NDArray[np.float64], open_: NDArray[np.bool_]
    ) -> list[tuple[int, float]]:
        """Nodes that can be reached from here, each with its impedance.

        Parameters
        ----------
        hours
            Impedance of each edge.
        open_
            Which edges may be used; shape (edges,), both.
        """
        if self.edge < 0:
            return [(self.node, self.cost_hours)]
        if not open_[self.edge]:
            return []
        whole = float(hours[self.edge])
        return [
            (self.tail, self.cost_hours + self.share * whole),
            (self.head, self.cost_hours + (1 - self.share) * whole),
        ]

    def direct_cost(
        self, other: Snap, hours: NDArray[np.float64], open_: NDArray[np.bool_]
    ) -> float | None:
        """Impedance of the way to a point of the same edge; None if there is none."""
        if self.edge < 0 or self.edge != other.edge or not open_[self.edge]:
            return None
        inner = abs(self.share - other.share) * float(hours[self.edge])
        return self.cost_hours + inner + other.cost_hours


class Snapper:
    """Snaps places to the network; it holds only arrays that never change."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.frame = Frame()
        self._lines = {mode: _Samples(network, mode) for mode in (Mode.RAIL, Mode.ROAD)}
        lon, lat = network.arrays["node_lon"], network.arrays["node_lat"]
        self._quays: list[tuple[str, float, float, tuple[tuple[int, float], ...]]] = [
            (
                name,
                float(lon[nodes[Mode.SEA]]),
                float(lat[nodes[Mode.SEA]]),
                ((nodes[Mode.SEA], 0.0),),
            )
            for name, nodes in network.place_nodes.items()
            if Mode.SEA in nodes
        ]
        self._quays += [
            (port.removeprefix(PORT), *network.port_points[port], ends)
            for port, ends in network.port_ends.items()
        ]
        at = np.array([quay[1:3] for quay in self._quays])
        self._quay_points = GlobePoints(at[:, 0], at[:, 1])

    def ends(
        self,
        origin: Place,
        destination: Place,
        open_edges: NDArray[np.bool_],
        modes: frozenset[Mode] = frozenset(Mode),
        closed: frozenset[str] = frozenset(),
    ) -> tuple[list[Snap], list[Snap]]:
        """Snap both ends, without the points at which the two would coincide.

        Parameters
        ----------
        origin, destination, open_edges, modes
            As in `attach`.
        closed
            Ids and UN/LOCODEs of ports that no ship may enter or leave.

        Raises
        ------
        TooFarError
            An end lies beyond the reach of the network.
        OutsideNetworkError
            An end, or the way by land between the two, lies where the network has ended.
        SamePlaceError
            Both ends meet the network at one point only, so no route lies between them.
        """
        first = self.attach(origin, open_edges, modes, closed)
        last = self.attach(destination, open_edges, modes, closed)
        if self.frame.ends_between(origin, destination):
            first = self._by_sea(first, destination)
        if self.frame.ends_between(destination, origin):
            last = self._by_sea(last, origin)
        shared = {a.node for a in first} & {b.node for b in last} - {-1}
        apart = [[a for a in ends if a.node not in shared] for ends in (first, last)]
        if not shared:
            return first, last
        if all(apart):
            return apart[0], apart[1]
        raise same_point(origin, destination)

    def attach(
        self,
        place: Place,
        open_edges: NDArray[np.bool_],
        modes: frozenset[Mode] = frozenset(Mode),
        closed: frozenset[str] = frozenset(),
    ) -> list[Snap]:
        """Find every point at which a place may enter the network.

        A line abroad is taken where no line of any mode is near in the country of the place.

        Parameters
        ----------
        place
            A place of the network, a port, a town or any point.
        open_edges
            Shape (edges,); only open lines are considered for towns and points.
        modes
            Modes that may be used.
        closed
            Ids and UN/LOCODEs of ports that no ship may enter or leave.

        Raises
        ------
        TooFarError
            Nothing usable within the limit; the message says how far the nearest line is.
        OutsideNetworkError
            The same, of a place beyond the end of all railways and roads.
        """
        nodes: Mapping[Mode, int] = self.network.place_nodes.get(place.id, {})
        snaps = [Snap(place=place, mode=mode, node=node) for mode, node in nodes.items()]
        if Mode.SEA not in nodes:
            snaps += self._port_ends(place)
        free = place.kind in {PlaceKind.POINT, PlaceKind.WAYPOINT}
        nearest, home, abroad = np.inf, list[Snap](), list[Snap]()
        for mode, samples in self._lines.items():
            if mode not in modes or nodes or not (free or mode in place.terminals):
                continue
            hit, gap, is_at_home = samples.nearest(place, open_edges)
            nearest = min(nearest, gap)
            if hit:
                (home if is_at_home else abroad).append(hit)
        snaps += home or abroad
        if free and Mode.SEA in modes:
            ends, gap = self._nearest_port(place, closed)
            nearest = min(nearest, gap)
            snaps += ends
        barred = {Mode.SEA} if closed & {place.id, place.unlocode} else set()
        snaps = [snap for snap in snaps if snap.mode in modes - barred]
        if not snaps and not barred and not self.frame.holds(place):
            raise self.frame.refuse(place)
        if not snaps:
            raise TooFarError(_too_far(place, nearest, modes))
        return snaps

    def country(self, place: Place) -> str:
        """Country of a place; of a point at sea, that of the railway it is near."""
        ashore = place.country not in {"", INTERNATIONAL_WATERS}
        return place.country if ashore else self._lines[Mode.RAIL].country(place)

    def _by_sea(self, snaps: list[Snap], beyond: Place) -> list[Snap]:
        """Keep the points at sea of an end, of a pair that the network joins by no land route."""
        at_sea = [snap for snap in snaps if snap.mode is Mode.SEA]
        if not at_sea:
            raise self.frame.no_land_route(snaps[0].place, beyond)
        return at_sea

    def _port_ends(self, place: Place) -> list[Snap]:
        port = f"{PORT}{place.unlocode}"
        quay = self.network.port_points.get(port, (place.lon, place.lat))
        return [_at_sea(place, end, quay) for end in self.network.port_ends.get(port, ())]

    def quays_near(self, place: Place, count: int) -> Iterator[tuple[str, float]]:
        """Yield places and ports at which ships enter the network, the nearest first.

        Each is an id or a UN/LOCODE, with its distance, km.
        """
        at = unit_vectors([place.lon], [place.lat])[0]
        _, nearest = self._quay_points.tree.query(at, k=count)
        for number in np.atleast_1d(nearest):
            name, lon, lat, _ = self._quays[int(number)]
            yield name, distance_km(place.lon, place.lat, lon, lat)

    def _nearest_port(self, place: Place, closed: frozenset[str]) -> tuple[list[Snap], float]:
        _, nearest = self._quay_points.nearest(place.lon, place.lat)
        name, lon, lat, ends = self._quays[nearest]
        gap = distance_km(place.lon, place.lat, lon, lat)
        if gap > LIMIT_KM or name in closed:
            return [], gap
        return [_at_sea(place, end, (lon, lat), access_km=gap) for end in ends], gap


def same_point(origin: Place, destination: Place) -> SamePlaceError:
    """Error of two places between which no way of the network lies."""
    return SamePlaceError(
        Message(
            "{origin} and {destination} meet the network at the same point; choose places further "
            "apart",
            origin=origin.name,
            destination=destination.name,
        )
    )


def _at_sea(
    place: Place,
    end: tuple[int, float],
    quay: tuple[float, float],
    *,
    access_km: float = 0.0,
) -> Snap:
    node, km = end
    return Snap(
        place=place,
        mode=Mode.SEA,
        node=node,
        connector_km=km,
        quay=quay,
        access_km=access_km,
    )


class _Samples:
    """Points sampled along all lines of one mode, each with the straight part it lies on.

    They are taken when the first question asks for them: half of all questions are of places whose
    node is known.
    """

    def __init__(self, network: Network, mode: Mode) -> None:
        self.network, self.mode = network, mode

    @property
    def first(self) -> NDArray[np.int64]:
        """First vertex of the straight part of each point."""
        return self._points[0]

    @property
    def edge(self) -> NDArray[np.int64]:
        """Edge of each point."""
        return self._points[1]

    @property
    def tree(self) -> cKDTree:
        """Points on a sphere."""
        return self._points[2]

    @cached_property
    def _points(self) -> tuple[NDArray[np.int64], NDArray[np.int64], cKDTree]:
        arrays = self.network.arrays
        edges = np.flatnonzero(arrays["mode"] == MODES.index(self.mode))
        first, edge = _straight_parts(arrays["line_offset"].astype(np.int64), edges)
        vertices, marks = arrays["line"] / DEGREE, arrays["mark_km"].astype(float)
        count = np.maximum(np.ceil((marks[first + 1] - marks[first]) / SAMPLE_KM), 1).astype(int)
        which = np.repeat(np.arange(len(first)), count)
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        part = (step + 0.5) / count[which]
        first, edge = first[which], edge[which]
        start, end = vertices[first], vertices[first + 1]
        points = start + (end - start) * part[:, None]
        return first, edge, GlobePoints(points[:, 0], points[:, 1]).tree

    def nearest(
        self,
        place: Place,
        open_edges: NDArray[np.bool_],
    ) -> tuple[Snap | None, float, bool]:
        """Snap to the nearest open line if it is within the limit.

        With the gap to it in kilometres, and whether it lies in the country of the place: such a
        line goes before a nearer one abroad, since the way to it crosses no border.
        """
        at = unit_vectors([place.lon], [place.lat])[0]
        reach = (LIMIT_KM + SAMPLE_KM) / MEAN_RADIUS_KM
        near = np.array(self.tree.query_ball_point(at, reach), dtype=np.int64)
        usable = near[open_edges[self.edge[near]]]
        home = usable[self._countries[self.edge[usable]] == self._number_of(place.country)]
        if not len(usable):
            usable = np.flatnonzero(open_edges[self.edge])
        hit, gap = None, np.inf
        for lines in filter(len, (home, usable)):
            hit, gap = self._snap(place, int(lines[np.argmax(self.tree.data[lines] @ at)]))
            if hit:
                return hit, gap, lines is home
        return None, gap, False

    @property
    def _countries(self) -> NDArray[np.integer[Any]]:
        """Number of the country of each edge."""
        return self.network.arrays["country"]

    def _number_of(self, country: str) -> int:
        """Return the number of a country; -1 where no line of the network lies in it."""
        countries = self.network.countries
        return countries.index(country) if country in countries else -1

    def country(self, place: Place) -> str:
        """Country of the nearest line, open or not; empty beyond the limit."""
        chord, nearest = self.tree.query(unit_vectors([place.lon], [place.lat])[0])
        if float(chord) * MEAN_RADIUS_KM > LIMIT_KM:
            return ""
        return self.country_of(int(self.edge[int(nearest)]))

    def country_of(self, edge: int) -> str:
        """Country of an edge."""
        return self.network.countries[int(self._countries[edge])]

    def _snap(self, place: Place, sample: int) -> tuple[Snap | None, float]:
        arrays, edge, first = self.network.arrays, int(self.edge[sample]), int(self.first[sample])
        start, end = arrays["line"][first] / DEGREE, arrays["line"][first + 1] / DEGREE
        part = _nearest_part((place.lon, place.lat), start, end)
        lon, lat = start + (end - start) * part
        gap = distance_km(place.lon, place.lat, float(lon), float(lat))
        if gap > LIMIT_KM:
            return None, gap
        low, high = (float(km) for km in arrays["mark_km"][first : first + 2])
        whole = max(float(arrays["track_km"][edge]), SHORTEST_KM)
        share = min(max((low + (high - low) * part) / whole, 0.0), 1.0)
        tail, head = int(arrays["start"][edge]), int(arrays["end"][edge])
        at = Snap(place=place, mode=MODES[arrays["mode"][edge]], access_km=gap)
        if min(share, 1 - share) * whole < SHORTEST_LEG_KM:
            return replace(at, node=head if share > 0.5 else tail), gap  # noqa: PLR2004 - half way
        return replace(at, edge=edge, share=share, tail=tail, head=head), gap


def _nearest_part(
    point: tuple[float, float],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
) -> float:
    """Share of a short straight part that lies before the point nearest to another point, 0 to 1.

    Planar with longitudes scaled to the latitude: exact enough to choose a point, and the length
    that is shown is measured on the ellipsoid afterwards.
    """
    scale = np.array((np.cos(np.radians(point[1])), 1.0))
    along, offset = (end - start) * scale, (np.asarray(point) - start) * scale
    square = float(along @ along)
    return min(max(float(offset @ along) / square, 0.0), 1.0) if square else 0.0


def _straight_parts(
    offsets: NDArray[np.int64],
    edges: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First vertex and edge of each straight part of some edges."""
    lengths = offsets[edges + 1] - offsets[edges] - 1
    which = np.repeat(edges, lengths)
    step = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return offsets[which] + step, which


def _too_far(place: Place, nearest_km: float, modes: frozenset[Mode]) -> Message:
    by = joined("{first} or {rest}", *sorted(modes))
    if not np.isfinite(nearest_km):
        return Message(
            "{place} has no terminal for {modes}; allow another mode or choose another place",
            place=place.name,
            modes=by,
        )
    return Message(
        (
            "{place} is {km} km from the nearest open line or port for {modes}, beyond the "
            "limit of {limit} km; choose a place nearer to the network"
        ),
        place=place.name,
        km=f"{nearest_km:,.0f}",
        modes=by,
        limit=f"{LIMIT_KM:.0f}",
    )
