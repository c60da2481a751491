"""Itinerary of a path through the network: legs and stops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from itertools import chain, groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.geodesy import MEAN_RADIUS_KM, densify, length_km, unbroken
from geo.model import (
    INTERNATIONAL_WATERS,
    Accuracy,
    End,
    Leg,
    Mode,
    Route,
    Status,
    Stop,
    StopKind,
    Water,
)
from geo.months import iso_month
from geo.network.graph import ACCURACIES, MODES, STATUSES, WATERS
from geo.network.nearest import GlobePoints
from geo.network.stretches import stretch_edges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.model import Place
    from geo.network.graph import Network
    from geo.network.routing import NetworkPath, PathEdge, Run
    from geo.network.snapping import Snap

CANALS: Final = ("suez", "panama", "volga-don", "kiel-canal")
"""Gates at which a ship waits and pays for its passage."""
SHORTEST_STRETCH_KM: Final = 10.0
"""A path that uses less of a stretch keeps the speed of the country."""
DRAWN_STEP_KM: Final = 100.0
"""Straight parts longer than this are drawn along their geodesic."""
SEGMENTS: Final = 2048
"""Segments of one edge that a builder remembers."""
RUNS: Final = 2048
"""Runs of which it remembers segments and stops, each with some hundreds of points: the routes of
a comparison share most of theirs."""
LEGS: Final = 256
"""Legs that it remembers, each with some hundreds of points; and as many with their names."""
NAMES: Final = 1024
"""Points of which it remembers the name."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """One step with its line and attributes; equal to itself alone."""

    mode: Mode
    water: Water
    country: str
    gauge_mm: int
    status: Status
    accuracy: Accuracy
    link: str
    sources: tuple[str, ...]
    track_km: float
    drawn_km: float
    line: NDArray[np.float64]
    canal: str = ""
    opened: int = 0
    stretch: str = ""


def segment_of(network: Network, step: PathEdge) -> Segment:
    """Segment of a step of a path: in the direction of travel, and only the part travelled."""
    arrays, edge = network.arrays, step.edge
    line = network.line(edge)
    share = step.last - step.first
    drawn_km = float(arrays["drawn_km"][edge])
    if share < 1:
        line = _part(line, network.marks(edge), step)
        drawn_km = length_km(line)
    gates = network.gate_sets[int(arrays["gate_set"][edge])]
    return Segment(
        mode=MODES[arrays["mode"][edge]],
        water=WATERS[arrays["water"][edge]],
        country=network.countries[arrays["country"][edge]],
        gauge_mm=int(arrays["gauge_mm"][edge]),
        status=STATUSES[arrays["status"][edge]],
        accuracy=ACCURACIES[arrays["accuracy"][edge]],
        link=network.links[arrays["link"][edge]],
        sources=network.source_sets[arrays["source_set"][edge]],
        track_km=float(arrays["track_km"][edge]) * share,
        drawn_km=drawn_km,
        line=line if step.forward else line[::-1],
        canal=next((name for name in CANALS if name in gates), ""),
        opened=int(arrays["opened"][edge]),
    )


def connector(
    network: Network, quay: tuple[float, float], node: int, km: float, *, outward: bool
) -> Segment:
    """Give the way over water from a port that is only an end to the lanes, or back.

    Parameters
    ----------
    network
        Where the node lies.
    quay
        Longitude and latitude of the port.
    node
        Of the lanes.
    km
        Length of the way.
    outward
        Whether it begins at the port.
    """
    arrays = network.arrays
    there = (float(arrays["node_lon"][node]), float(arrays["node_lat"][node]))
    turn = 360 * round((quay[0] - there[0]) / 360)
    line = densify([(quay[0] - turn, quay[1]), there], step_km=DRAWN_STEP_KM)
    return Segment(
        mode=Mode.SEA,
        water=Water.OCEAN,
        country=INTERNATIONAL_WATERS,
        gauge_mm=0,
        status=Status.OPERATING,
        accuracy=Accuracy.GENERALISED,
        link="",
        sources=("own-lanes",),
        track_km=km,
        drawn_km=length_km(line),
        line=line if outward else line[::-1],
    )


def split(segments: Iterable[Segment]) -> Iterator[tuple[Segment, ...]]:
    """Yield the segments of each leg: of one mode, water, country, gauge, status and stretch."""

    def kind(segment: Segment) -> tuple[object, ...]:
        link = "" if segment.status is Status.OPERATING else segment.link
        alike = segment.mode, segment.water, segment.country, segment.gauge_mm, segment.status
        return (*alike, link, segment.stretch)

    for _, group in groupby(segments, key=kind):
        yield tuple(group)


def _part(
    line: NDArray[np.float64], marks: NDArray[np.float64], step: PathEdge
) -> NDArray[np.float64]:
    """Cut the part of a line between two shares of its track."""
    whole = marks[-1] or 1.0
    low, high = step.first * whole, step.last * whole
    ends = [[float(np.interp(km, marks, line[:, i])) for i in (0, 1)] for km in (low, high)]
    inner = line[(marks > low) & (marks < high)]
    return np.vstack((ends[0], inner, ends[1]))


def _leg(segments: tuple[Segment, ...]) -> Leg:
    first = segments[0]
    line = _simple(unbroken(_joined_line(segments)).round(5))
    return Leg(
        start="",
        end="",
        mode=first.mode,
        water=first.water,
        country=first.country,
        gauge_mm=first.gauge_mm,
        track_km=sum(segment.track_km for segment in segments),
        drawn_km=sum(segment.drawn_km for segment in segments),
        status=first.status,
        accuracy=_worst(segments),
        coordinates=tuple(zip(line[:, 0].tolist(), line[:, 1].tolist(), strict=True)),
        links=tuple(dict.fromkeys(segment.link for segment in segments if segment.link)),
        sources=_all_sources(segments),
        stretch=first.stretch,
    )


def _simple(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """Drop repeated points of a line; a leg that has no extent keeps two."""
    new = np.append(True, np.any(np.diff(line, axis=0) != 0, axis=1))
    points = line[new]
    return points if len(points) > 1 else np.vstack((points, points))


CANAL_NAMES: Final = {
    "suez": "Suez Canal",
    "panama": "Panama Canal",
    "volga-don": "Volga–Don Canal",
    "kiel-canal": "Kiel Canal",
}
NAMED_WITHIN_KM: Final = 25.0
"""A change without a stop is named after the nearest curated place within this distance."""
NEAR_KM: Final = 150.0
"""Up to this distance the name is given with the word near."""
EXCURSION_KM: Final = 60.0
"""A line that dips into a neighbour for less than this pays the border once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Leg):
    """A leg, or a part of one, with the month in which it was opened."""

    opened: str = ""


class ItineraryBuilder:
    """Builds routes from paths of one network; remembers segments and legs that were built."""

    def __init__(
        self,
        network: Network,
        places: Iterable[Place],
        stretches: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.network = network
        self._stretches = dict(stretches)
        self._places = tuple(places)
        lon, lat = [p.lon for p in self._places], [p.lat for p in self._places]
        self._points = GlobePoints(lon, lat)
        self._segment = lru_cache(maxsize=SEGMENTS)(partial(segment_of, network))
        self._items_of_run = lru_cache(maxsize=RUNS)(self._find_items)
        self._leg = lru_cache(maxsize=LEGS)(_leg)
        self._named_leg = lru_cache(maxsize=LEGS)(self._name_leg)
        self.name_of = lru_cache(maxsize=NAMES)(self._find_name)
        self._connector = lru_cache(maxsize=LEGS)(partial(connector, network))

    @cached_property
    def stretch_of(self) -> dict[int, str]:
        """Stretch of each edge on one; found when the first route is written, not at the start."""
        return stretch_edges(self.network, self._stretches)

    def route(self, path: NetworkPath, *, corridor: str, variant: str) -> Route:
        """Build the route of a path: legs and stops, without time.

        Parameters
        ----------
        path
            From `geo.network.routing.Router.search`.
        corridor, variant
            Names of the route.
        """
        items = self._items(path)
        runs: list[tuple[Segment, ...]] = []
        stops: list[Stop] = []
        for is_stop, group in groupby(items, key=lambda item: isinstance(item, Stop)):
            if is_stop:
                stops += [replace(s, after_leg=len(runs) - 1) for s in group if isinstance(s, Stop)]
            else:
                segments = (segment for segment in group if isinstance(segment, Segment))
                runs += split(segments)
        legs = [*map(self._leg, runs)]
        stops = pay_excursions_once(stops, legs)
        return Route(
            corridor=corridor,
            variant=variant,
            origin=_end(path.origin.place, path.origin.mode, path.origin.access_km),
            destination=_end(
                path.destination.place,
                path.destination.mode,
                path.destination.access_km,
            ),
            legs=tuple(map(self._named_leg, runs, *_names(legs, stops, path, self.name_of))),
            stops=tuple(stops),
            gates=tuple(sorted(path.gates)),
        )

    def sections(self, path: NetworkPath, named: Mapping[int, str]) -> Iterator[Section]:
        """Yield a path in sections that end at named nodes, stops, and changes of any attribute.

        Parameters
        ----------
        path
            From `geo.network.routing.Router.search`.
        named
            Names by node; a section ends there.
        """
        starts, ends = self.network.starts, self.network.ends
        runs: list[list[Segment]] = [[]]
        for step in path.steps:
            if step.edge >= self.network.line_count:
                runs.append([])
                continue
            node = int((ends if step.forward else starts)[step.edge])
            runs[-1].append(self._segment(step))
            if node in named:
                runs.append([])
        for run in runs:
            for _, group in groupby(run, key=lambda p: (p.link, p.opened, p.accuracy, p.country)):
                for segments in split(group):
                    leg = self._leg(segments)
                    first, last = leg.coordinates[0], leg.coordinates[-1]
                    yield Section(
                        **{name: getattr(leg, name) for name in leg.__slots__}
                        | {"start": self.name_of(*first), "end": self.name_of(*last)},
                        opened=iso_month(segments[0].opened),
                    )

    def _items(self, path: NetworkPath) -> list[Segment | Stop]:
        items: list[Segment | Stop] = []
        items += self._over_water(path.origin, outward=True)
        seen: set[str] = set()
        for item in chain.from_iterable(map(self._items_of_run, path.runs)):
            items.append(item)
            if isinstance(item, Segment) and item.canal and item.canal not in seen:
                seen.add(item.canal)
                items.append(self._canal(item))
        items += self._over_water(path.destination, outward=False)
        return _without_short_stretches(items)

    def _over_water(self, end: Snap, *, outward: bool) -> list[Segment]:
        if not end.connector_km or end.quay is None:
            return []
        return [self._connector(end.quay, end.node, end.connector_km, outward=outward)]

    def _find_items(self, run: Run) -> tuple[Segment | Stop, ...]:
        """List stops and segments of a run; what is alike and no canal becomes one segment."""
        items: list[Segment | Stop] = []
        for step in run.steps:
            if step.edge >= self.network.line_count:
                items.append(self._stop(step))
                continue
            segment = self._segment(step)
            if step.edge in self.network.own_speeds_kmh:
                segment = replace(segment, stretch=segment.link)
            elif step.edge in self.stretch_of:
                segment = replace(segment, stretch=self.stretch_of[step.edge])
            items.append(segment)
        return tuple(_joined(items))

    def _stop(self, step: PathEdge) -> Stop:
        number = step.edge - self.network.line_count
        stop = self.network.stops[number]
        gates = self.network.gate_sets[int(self.network.edge_gate_set[step.edge])]
        modes, countries = stop.modes, stop.countries
        if not step.forward:
            modes, countries = (modes[1], modes[0]), (countries[1], countries[0])
        return Stop(
            place=stop.place,
            kind=stop.kind,
            lon=stop.lon,
            lat=stop.lat,
            after_leg=-1,
            modes=modes,
            countries=countries,
            gate=stop.place_id if stop.place_id in gates else "",
            place_id=stop.place_id,
        )

    def _canal(self, segment: Segment) -> Stop:
        lon, lat = segment.line[len(segment.line) // 2]
        return Stop(
            place=CANAL_NAMES[segment.canal],
            kind=StopKind.CANAL,
            lon=round(float(lon), 5),
            lat=round(float(lat), 5),
            after_leg=-1,
            modes=(Mode.SEA, Mode.SEA),
            countries=(INTERNATIONAL_WATERS, INTERNATIONAL_WATERS),
            gate=segment.canal,
            place_id=segment.canal,
        )

    def _name_leg(self, segments: tuple[Segment, ...], start: str, end: str) -> Leg:
        """Leg of some segments between two names: the same object in every route."""
        return replace(self._leg(segments), start=start, end=end)

    def _find_name(self, lon: float, lat: float) -> str:
        """Name of the place at a point, of the place near it, or its coordinates."""
        chord, at = self._points.nearest(lon, lat)
        km, name = chord * MEAN_RADIUS_KM, self._places[at].name
        if km <= NAMED_WITHIN_KM:
            return name
        return f"near {name}" if km <= NEAR_KM else f"{lat:.2f}, {lon:.2f}"


def _joined(items: Iterable[Segment | Stop]) -> Iterator[Segment | Stop]:
    """Join segments that follow each other and differ in line, length, sources and accuracy."""

    def kind(item: Segment | Stop) -> tuple[object, ...]:
        if isinstance(item, Stop) or item.canal:
            return (id(item),)
        alike = item.mode, item.water, item.country, item.gauge_mm, item.status
        return (*alike, item.link, item.stretch)

    for _, group in groupby(items, key=kind):
        first, *others = group
        if isinstance(first, Stop) or not others:
            yield first
            continue
        segments = [first, *(item for item in others if isinstance(item, Segment))]
        yield replace(
            first,
            accuracy=_worst(segments),
            sources=_all_sources(segments),
            track_km=sum(segment.track_km for segment in segments),
            drawn_km=sum(segment.drawn_km for segment in segments),
            line=_joined_line(segments),
        )


def _joined_line(segments: Sequence[Segment]) -> NDArray[np.float64]:
    return np.concatenate((segments[0].line[:1], *(segment.line[1:] for segment in segments)))


def _worst(segments: Sequence[Segment]) -> Accuracy:
    return max((segment.accuracy for segment in segments), key=ACCURACIES.index)


def _all_sources(segments: Sequence[Segment]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for segment in segments for source in segment.sources))


def _without_short_stretches(items: list[Segment | Stop]) -> list[Segment | Stop]:
    """Forget stretches of which a way uses only the station where they begin.

    A link of the user's own is its own stretch, and keeps its speed however short it is.
    """
    km: defaultdict[str, float] = defaultdict(float)
    for item in items:
        if isinstance(item, Segment):
            km[item.stretch] += item.track_km
    return [
        replace(item, stretch="")
        if isinstance(item, Segment)
        and item.stretch not in ("", item.link)
        and km[item.stretch] < SHORTEST_STRETCH_KM
        else item
        for item in items
    ]


def _end(place: Place, mode: Mode, access_km: float) -> End:
    return End(place=place, mode=mode, access_km=access_km)


def pay_excursions_once(stops: Iterable[Stop], legs: Sequence[Leg]) -> list[Stop]:
    """Drop the second of two borders where a line only dips into the neighbour."""
    result: list[Stop] = []
    for stop in stops:
        before = result[-1] if result else None
        if (
            before is not None
            and before.kind is stop.kind is StopKind.BORDER
            and before.countries == stop.countries[::-1]
            and sum(leg.track_km for leg in legs[before.after_leg + 1 : stop.after_leg + 1])
            < EXCURSION_KM
        ):
            continue
        result.append(stop)
    return result


def _names(
    legs: list[Leg],
    stops: list[Stop],
    path: NetworkPath,
    name: Callable[[float, float], str],
) -> tuple[list[str], list[str]]:
    """Name where each leg starts, and where each ends."""
    at: dict[int, str] = {}
    for stop in stops:
        at.setdefault(stop.after_leg, stop.place)
    at[-1] = path.origin.place.name
    at[len(legs) - 1] = path.destination.place.name
    return (
        [at.get(number - 1) or name(*leg.coordinates[0]) for number, leg in enumerate(legs)],
        [at.get(number) or name(*leg.coordinates[-1]) for number, leg in enumerate(legs)],
    )
