"""Links of the user's own, joined to the network: the same network with some lines more.

A link begins and ends at the node of its mode that is nearest to each end of its line, and is drawn
over the gap. Where its gauge is not that of the lines there, it has a gauge break; where it leaves
a country, a border. Lines and nodes that were there keep their numbers; stops, which are numbered
after the lines, move up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.errors import UserFileError
from geo.geodesy import MEAN_RADIUS_KM, densify, distances_km, segment_km, unit_vectors
from geo.message import Message
from geo.model import (
    INTERNATIONAL_WATERS,
    Accuracy,
    JoinedLink,
    LinkEnd,
    Mode,
    Source,
    Status,
    StopKind,
    Water,
)
from geo.network.graph import ACCURACIES, KINDS, MODES, STATUSES, WATERS, NetworkStop
from geo.network.nearest import GlobePoints
from geo.network.packing import DEGREE
from geo.network.snapping import LIMIT_KM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from scipy.spatial import cKDTree

    from geo.model import OwnLink, OwnLinks
    from geo.network.graph import Network

OWN_SOURCE: Final = "own-links"
"""Id of the source of their lengths and speeds."""
OWN_PREFIX: Final = "own-"
"""Beginning of their ids, followed by their number in the file."""
MOST_LINKS: Final = 50
_TWINS_KM: Final = 0.5
"""Nodes so near to each other, as the two sides of a border are, are equally near to a line."""
_COUNTRY_STEP_KM: Final = 5.0
"""Steps along a line at which the country is asked for."""
_DECIMALS: Final = 5

PointText = Callable[[float, float], str]
"""From longitude and latitude to a country, or to the name of a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A node at which a link can begin, and what the lines of its mode are there."""

    number: int
    lon: float
    lat: float
    gap_km: float
    countries: frozenset[str]
    gauges: frozenset[int]
    waters: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of a link."""

    start: int
    end: int
    link: OwnLink
    number: int
    """Of the link, from 0."""
    country: str
    gauge_mm: int
    water: Water
    points: NDArray[np.float64]


@dataclass(kw_only=True)
class _Growth:
    """What is added to a network."""

    node_count: int
    nodes: list[tuple[float, float]] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    stops: list[tuple[int, int, NetworkStop]] = field(default_factory=list)

    def node(self, point: Sequence[float]) -> int:
        """Add a node; gives its number."""
        self.nodes.append((float(point[0]), float(point[1])))
        return self.node_count + len(self.nodes) - 1

    def stop(self, start: int, stop: NetworkStop) -> int:
        """Add a stop behind a node; gives the number of the node on its other side."""
        end = self.node((stop.lon, stop.lat))
        self.stops.append((start, end, stop))
        return end


def join_links(
    network: Network, own: OwnLinks, country_of: PointText, name_of: PointText
) -> tuple[Network, tuple[JoinedLink, ...]]:
    """Join links of the user's own to a network.

    Parameters
    ----------
    network
        The network; it stays as it is.
    own
        Links of one file.
    country_of
        Code of the country of a point.
    name_of
        Name of the place at a point, or near it.

    Returns
    -------
    tuple of Network and tuple of JoinedLink
        A network of its own, and where each link is joined to it.

    Raises
    ------
    UserFileError
        An end lies too far from the network, both ends meet it at one point, no ship sails from
        the water at one end to that at the other, or the links are too many.

    Examples
    --------
    >>> from geo.model import OwnLink, OwnLinks
    >>> from geo.network import load_network
    >>> line = ((49.46, 37.47), (48.88, 38.45))
    >>> road = OwnLink(name="Coast road", mode=Mode.ROAD, speed_kmh=60, line=line)
    >>> own = OwnLinks(name="own.geojson", digest="0123456789ab", links=(road,))
    >>> network = load_network()
    >>> wider, (joined,) = join_links(network, own, lambda *at: "IR", lambda *at: "Astara")
    >>> joined.id, 110 < joined.km < 130, wider.line_count - network.line_count
    ('own-1', True, 2)
    """
    if len(own.links) > MOST_LINKS:
        msg = Message(
            "{name}: {count} links are too many; send at most {limit}",
            name=own.name,
            count=len(own.links),
            limit=MOST_LINKS,
        )
        raise UserFileError(msg)
    growth = _Growth(node_count=network.node_count)
    joiner = _Joiner(network, own.name, country_of, name_of)
    joined = tuple(joiner.join(number, link, growth) for number, link in enumerate(own.links))
    return _grown(network, growth, [one.id for one in joined], own), joined


def own_source(own: OwnLinks) -> Source:
    """Source of what is known of links of the user's own.

    Its title is without the name of the file, under which the same links may stand elsewhere.
    """
    title = f"Links of the user's own (digest {own.digest})"
    return Source(id=OWN_SOURCE, title=title, publisher="", date="", url="")


class _Joiner:
    """Finds where links meet a network, and cuts them into lines and stops."""

    def __init__(
        self, network: Network, file: str, country_of: PointText, name_of: PointText
    ) -> None:
        self.network, self.file = network, file
        self._country_of, self._name_of = country_of, name_of
        self._trees: dict[Mode, tuple[NDArray[np.int64], cKDTree]] = {}

    def join(self, number: int, link: OwnLink, growth: _Growth) -> JoinedLink:
        """Add one link to what a network grows by."""
        identifier = f"{OWN_PREFIX}{number + 1}"
        first, last = self._ends(link)
        points = np.array([(first.lon, first.lat), *link.line, (last.lon, last.lat)])
        points = points.round(_DECIMALS)
        points = points[np.append(True, np.any(np.diff(points, axis=0) != 0, axis=1))]
        if first.number == last.number:
            raise self._refused(
                Message(
                    "{link} begins and ends at one point of the network; draw it longer",
                    link=link.name,
                )
            )
        at_sea = link.mode is Mode.SEA
        water = self._water(link, first, last) if at_sea else Water.NONE
        gauge = _gauge(first, last) if link.mode is Mode.RAIL else 0
        runs = [(INTERNATIONAL_WATERS, points)] if at_sea else self._runs(points, first, last)

        def stop(kind: StopKind, point: Sequence[float], before: str, behind: str) -> NetworkStop:
            lon, lat = float(point[0]), float(point[1])
            return NetworkStop(
                place=self._name_of(lon, lat),
                place_id=identifier,
                kind=kind,
                lon=lon,
                lat=lat,
                modes=(link.mode, link.mode),
                countries=(before, behind),
            )

        at = first.number
        if gauge and gauge not in first.gauges:
            at = growth.stop(at, stop(StopKind.GAUGE_BREAK, points[0], *(runs[0][0],) * 2))
        for place, (country, run) in enumerate(runs):
            if place:
                before = runs[place - 1][0]
                at = growth.stop(at, stop(StopKind.BORDER, run[0], before, country))
            is_last = place == len(runs) - 1
            breaks = is_last and gauge and gauge not in last.gauges
            end = last.number if is_last and not breaks else growth.node(run[-1])
            # two lines at least, so that no other line joins the same two nodes
            halves = _halves(run) if len(runs) == 1 else [run]
            for half in halves:
                to = end if half is halves[-1] else growth.node(half[-1])
                line = _Line(
                    start=at,
                    end=to,
                    link=link,
                    number=number,
                    country=country,
                    gauge_mm=gauge,
                    water=water,
                    points=half,
                )
                growth.lines.append(line)
                at = to
            if breaks:
                growth.stops.append(
                    (at, last.number, stop(StopKind.GAUGE_BREAK, run[-1], country, country))
                )
        return JoinedLink(
            id=identifier,
            link=link,
            km=float(segment_km(points).sum()),
            ends=(self._end(first), self._end(last)),
        )

    def _end(self, node: _Node) -> LinkEnd:
        return LinkEnd(
            place=self._name_of(node.lon, node.lat),
            lon=node.lon,
            lat=node.lat,
            gap_km=node.gap_km,
        )

    def _ends(self, link: OwnLink) -> tuple[_Node, _Node]:
        """Find the nodes nearest to both ends; of the two sides of a border, those of one land."""
        firsts, lasts = (self._near(link, link.line[at]) for at in (0, -1))
        pairs = [(a, b) for a in firsts for b in lasts if a.countries & b.countries]
        return pairs[0] if pairs else (firsts[0], lasts[0])

    def _near(self, link: OwnLink, point: tuple[float, float]) -> list[_Node]:
        """List the nodes nearest to a point, by their distance; several where a border is."""
        if link.mode not in self._trees:
            self._trees[link.mode] = self._nodes(link.mode)
        nodes, tree = self._trees[link.mode]
        at = unit_vectors([point[0]], [point[1]])[0]
        chord = float(tree.query(at)[0])
        near = tree.query_ball_point(at, chord + _TWINS_KM / MEAN_RADIUS_KM)
        arrays = self.network.arrays
        numbers = nodes[near]
        where = np.stack((arrays["node_lon"][numbers], arrays["node_lat"][numbers]), axis=1)
        gaps = distances_km(where, *point)
        if gaps.min() > LIMIT_KM:
            raise self._refused(
                Message(
                    "{link} ends {km} km from the nearest node by {mode}; draw it to within "
                    "{limit} km",
                    link=link.name,
                    km=f"{gaps.min():.0f}",
                    mode=Message(link.mode.value),
                    limit=f"{LIMIT_KM:.0f}",
                )
            )
        return [
            self._node(int(numbers[place]), link.mode, float(gaps[place]))
            for place in np.argsort(gaps, kind="stable")
        ]

    def _nodes(self, mode: Mode) -> tuple[NDArray[np.int64], cKDTree]:
        """Nodes at which links of a mode can end: those of its lines, of ships the ports."""
        network, arrays = self.network, self.network.arrays
        if mode is Mode.SEA:
            nodes = np.flatnonzero(network.is_port)
        else:
            in_use = arrays["status"] == STATUSES.index(Status.OPERATING)
            lines = np.flatnonzero(in_use & (arrays["mode"] == MODES.index(mode)))
            nodes = np.unique(np.concatenate((arrays["start"][lines], arrays["end"][lines])))
        lon, lat = arrays["node_lon"][nodes], arrays["node_lat"][nodes]
        return nodes.astype(np.int64), GlobePoints(lon, lat).tree

    def _node(self, number: int, mode: Mode, gap_km: float) -> _Node:
        network, arrays = self.network, self.network.arrays
        edges = network.order[network.indptr[number] : network.indptr[number + 1]]
        lines = edges[edges < network.line_count]
        lines = lines[arrays["mode"][lines] == MODES.index(mode)]
        return _Node(
            number=number,
            lon=float(arrays["node_lon"][number]),
            lat=float(arrays["node_lat"][number]),
            gap_km=gap_km,
            countries=frozenset(network.countries[one] for one in arrays["country"][lines]),
            gauges=frozenset(arrays["gauge_mm"][lines].tolist()),
            waters=frozenset(WATERS[one] for one in arrays["water"][lines]),
        )

    def _water(self, link: OwnLink, first: _Node, last: _Node) -> Water:
        shared = first.waters & last.waters
        if not shared:
            raise self._refused(
                Message(
                    "{link} leads from one water into another; draw it between ports of one",
                    link=link.name,
                )
            )
        return next(
            water for water in (Water.OCEAN, Water.CASPIAN, Water.INLAND) if water in shared
        )

    def _runs(
        self, points: NDArray[np.float64], first: _Node, last: _Node
    ) -> list[tuple[str, NDArray[np.float64]]]:
        """Cut a line where it leaves a country; a dip abroad between two lines of one is none."""
        if shared := first.countries & last.countries:
            return [(min(shared), points)]
        line = np.asarray(densify(points, step_km=_COUNTRY_STEP_KM))
        asked = [self._country_of(float(lon), float(lat)) for lon, lat in line]
        known = frozenset(self.network.countries)
        begin = min(first.countries, key=lambda one: (one != asked[0], one))
        end = min(last.countries, key=lambda one: (one != asked[-1], one))
        land = [one if one in known else "" for one in asked]
        land[0], land[-1] = begin, end
        for place in range(1, len(land) - 1):
            land[place] = land[place] or land[place - 1]
        places = [(one, [place for place, _ in run]) for one, run in _grouped(land)]
        return [(country, line[max(held[0] - 1, 0) : held[-1] + 1]) for country, held in places]

    def _refused(self, reason: Message) -> UserFileError:
        return UserFileError(Message("{name}: {reason}", name=self.file, reason=reason))


def _grouped(land: list[str]) -> Iterable[tuple[str, list[tuple[int, str]]]]:
    for country, run in groupby(enumerate(land), key=lambda one: one[1]):
        yield country, list(run)


def _gauge(first: _Node, last: _Node) -> int:
    """Gauge of a railway between two nodes: that of both, or that of its beginning."""
    return min(first.gauges & last.gauges or first.gauges)


def _halves(points: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Cut a line in two at a point of it; a straight one in its middle."""
    if len(points) == 2:  # noqa: PLR2004 - its two ends
        points = np.stack((points[0], points.mean(axis=0).round(_DECIMALS), points[1]))
    middle = len(points) // 2
    return [points[: middle + 1], points[middle:]]


def _grown(network: Network, growth: _Growth, ids: list[str], own: OwnLinks) -> Network:
    """Network with lines, stops and nodes added."""
    arrays, lines, stops = network.arrays, growth.lines, growth.stops
    countries = list(dict.fromkeys([*network.countries, *(line.country for line in lines)]))
    links = [*network.links, *ids]
    marks = [np.append(0.0, np.cumsum(segment_km(line.points))) for line in lines]
    lengths = [float(mark[-1]) for mark in marks]
    points = np.concatenate([np.rint(line.points * DEGREE) for line in lines])
    nodes = np.array(growth.nodes, dtype=np.float64).reshape(-1, 2)
    added: dict[str, Any] = {
        "start": [line.start for line in lines],
        "end": [line.end for line in lines],
        "mode": [MODES.index(line.link.mode) for line in lines],
        "water": [WATERS.index(line.water) for line in lines],
        "country": [countries.index(line.country) for line in lines],
        "gauge_mm": [line.gauge_mm for line in lines],
        "track_km": lengths,
        "drawn_km": lengths,
        "status": [STATUSES.index(line.link.status) for line in lines],
        "accuracy": [ACCURACIES.index(Accuracy.GENERALISED)] * len(lines),
        "opened": [0] * len(lines),
        "closed": [0] * len(lines),
        "link": [len(network.links) + line.number for line in lines],
        "gate_set": [0] * len(lines),
        "source_set": [len(network.source_sets)] * len(lines),
        "line": points,
        "mark_km": np.concatenate(marks),
        "line_offset": arrays["line_offset"][-1] + np.cumsum([len(mark) for mark in marks]),
        "node_lon": nodes[:, 0],
        "node_lat": nodes[:, 1],
        "stop_start": [start for start, _, _ in stops],
        "stop_end": [end for _, end, _ in stops],
        "stop_kind": [KINDS.index(stop.kind) for _, _, stop in stops],
        "stop_closed": [0] * len(stops),
        "stop_gate_set": [0] * len(stops),
    }
    wider = dict(arrays)
    for name, values in added.items():
        more = np.asarray(values, dtype=arrays[name].dtype).reshape(-1, *arrays[name].shape[1:])
        wider[name] = np.concatenate((arrays[name], more))
        wider[name].setflags(write=False)
    speeds = {network.line_count + place: line.link.speed_kmh for place, line in enumerate(lines)}
    return replace(
        network,
        arrays=wider,
        countries=tuple(countries),
        links=tuple(links),
        source_sets=(*network.source_sets, (OWN_SOURCE,)),
        stops=(*network.stops, *(stop for _, _, stop in stops)),
        sources={**network.sources, OWN_SOURCE: own_source(own)},
        own_speeds_kmh=speeds,
    ).warm()
