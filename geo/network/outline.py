"""Itineraries without their lines, of many paths: what times and prices ask of a route.

A path is given as its *courses*, the runs of edges of one class, so that a route takes some
microseconds instead of milliseconds. Names and lines of its legs stay empty.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from geo.model import (
    INTERNATIONAL_WATERS,
    Leg,
    Mode,
    Route,
    Status,
    Stop,
    StopKind,
    Water,
)
from geo.network.graph import ACCURACIES, MODES, STATUSES, WATERS
from geo.network.legs import CANAL_NAMES, CANALS, SHORTEST_STRETCH_KM, pay_excursions_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.model import End
    from geo.network.graph import Network
    from geo.network.legs import ItineraryBuilder

    Numbers = NDArray[np.int64]

OVER_WATER: Final = -1
"""Class of the way over water from a port that is only an end to the lanes."""
_BUILDERS: Final = 4
"""Networks of which outlines are remembered: that of the layers, and some with links of users."""
_CLASS_COLUMNS: Final = ("mode", "country", "water", "gauge_mm", "status", "link", "gate_set")


class Course(NamedTuple):
    """Edges of a path that follow each other and are of one class, in the order of travel."""

    number: int
    """Of the class, one of `OutlineBuilder.classes`; or `OVER_WATER`."""
    km: float
    first: int
    """Node where it begins."""
    last: int


@dataclass(frozen=True, slots=True)
class _Kind:
    """What all edges of a class share."""

    mode: Mode
    water: Water
    country: str
    gauge_mm: int
    status: Status
    link: str
    stretch: str = ""
    canal: str = ""
    gates: frozenset[str] = frozenset()

    def leg_key(self, stretch: str) -> tuple[object, ...]:
        """Give what a leg has one of; as `geo.network.legs.split`."""
        link = "" if self.status is Status.OPERATING else self.link
        return self.mode, self.water, self.country, self.gauge_mm, self.status, link, stretch

    def stretch_of(self, km: Mapping[str, float]) -> str:
        """Give the stretch it is on if a path uses enough of it, by the kilometres of each.

        A link of the user's own keeps its speed however short it is.
        """
        is_used = km[self.stretch] >= SHORTEST_STRETCH_KM or self.stretch == self.link
        return self.stretch if is_used else ""


class OutlineBuilder:
    """Builds routes without lines from courses.

    Parameters
    ----------
    network
        The network.
    stretches
        The line with a speed of its own that an edge lies on, where it lies on one.
    """

    def __init__(self, network: Network, stretches: Mapping[int, str]) -> None:
        self.network = network
        self.classes = _classes(network, stretches)
        """Number of the class of each edge, lines then stops; shape (edges,)."""
        self._stops_from = int(self.classes[network.line_count])
        _, firsts = np.unique(self.classes[: network.line_count], return_index=True)
        self._kinds = {
            number: self._kind(edge, stretches.get(edge, ""))
            for number, edge in enumerate(firsts.tolist())
        }
        self._kinds[OVER_WATER] = _Kind(
            Mode.SEA, Water.OCEAN, INTERNATIONAL_WATERS, 0, Status.OPERATING, ""
        )
        self._at = tuple(
            zip(
                network.arrays["node_lon"].tolist(),
                network.arrays["node_lat"].tolist(),
                strict=True,
            )
        )
        self._stop = lru_cache(maxsize=None)(self._find_stop)

    def _kind(self, edge: int, stretch: str) -> _Kind:
        network, arrays = self.network, self.network.arrays
        gates = network.gate_sets[int(arrays["gate_set"][edge])]
        link = network.links[arrays["link"][edge]]
        return _Kind(
            mode=MODES[arrays["mode"][edge]],
            water=WATERS[arrays["water"][edge]],
            country=network.countries[arrays["country"][edge]],
            gauge_mm=int(arrays["gauge_mm"][edge]),
            status=STATUSES[arrays["status"][edge]],
            link=link,
            stretch=link if edge in network.own_speeds_kmh else stretch,
            canal=next((name for name in CANALS if name in gates), ""),
            gates=frozenset(gates),
        )

    def _find_stop(self, number: int, first: int) -> tuple[Stop, frozenset[str]]:
        """Give a stop as it is met from one of its nodes, and the gates it lies in."""
        network, row = self.network, number - self._stops_from
        stop, edge = network.stops[row], network.line_count + row
        gates = network.gate_sets[int(network.edge_gate_set[edge])]
        turn = 1 if int(network.starts[edge]) == first else -1
        place = stop.place_id if stop.place_id in gates else ""
        modes, countries = stop.modes[::turn], stop.countries[::turn]
        met = Stop(
            place=stop.place,
            kind=stop.kind,
            lon=stop.lon,
            lat=stop.lat,
            after_leg=-1,
            modes=(modes[0], modes[1]),
            countries=(countries[0], countries[1]),
            gate=place,
            place_id=stop.place_id,
        )
        return met, frozenset(gates)

    def route(
        self, courses: Sequence[Course], ends: tuple[End, End], corridor: str, variant: str
    ) -> Route:
        """Build the route of a path: legs and stops, without lines, names and time.

        Parameters
        ----------
        courses
            In the order of travel.
        ends
            Origin and destination.
        corridor, variant
            Names of the route.
        """
        on_stretch: defaultdict[str, float] = defaultdict(float)
        for one in courses:
            if one.number < self._stops_from:
                on_stretch[self._kinds[one.number].stretch] += one.km
        legs: list[Leg] = []
        stops: list[Stop] = []
        gates: set[str] = set()
        open_: list[Course] = []
        key: tuple[object, ...] = ()
        canals: set[str] = set()
        for course in courses:
            if course.number >= self._stops_from:
                stop, names = self._stop(course.number, course.first)
                gates |= names
                open_ = self._close(open_, legs, on_stretch)
                stops.append(_after(stop, len(legs) - 1))
                continue
            kind = self._kinds[course.number]
            gates |= kind.gates
            own = kind.leg_key(kind.stretch_of(on_stretch))
            if open_ and own != key:
                open_ = self._close(open_, legs, on_stretch)
            key = own
            open_.append(course)
            if kind.canal and kind.canal not in canals:
                canals.add(kind.canal)
                open_ = self._close(open_, legs, on_stretch)
                stops.append(_canal(kind.canal, self._at[course.last], len(legs) - 1))
        self._close(open_, legs, on_stretch)
        return Route(
            corridor=corridor,
            variant=variant,
            origin=ends[0],
            destination=ends[1],
            legs=tuple(legs),
            stops=tuple(pay_excursions_once(stops, legs)),
            gates=tuple(sorted(gates)),
        )

    def _close(
        self, courses: list[Course], legs: list[Leg], on_stretch: dict[str, float]
    ) -> list[Course]:
        """End a leg of some courses, if there are any; the next one begins with none."""
        if courses:
            kind = self._kinds[courses[0].number]
            km = sum(one.km for one in courses)
            legs.append(
                Leg(
                    start="",
                    end="",
                    mode=kind.mode,
                    water=kind.water,
                    country=kind.country,
                    gauge_mm=kind.gauge_mm,
                    track_km=km,
                    drawn_km=km,
                    status=kind.status,
                    accuracy=ACCURACIES[0],
                    coordinates=self._points(courses),
                    stretch=kind.stretch if on_stretch[kind.stretch] >= SHORTEST_STRETCH_KM else "",
                )
            )
        return []

    def _points(self, courses: Iterable[Course]) -> tuple[tuple[float, float], ...]:
        """Points where courses meet: what passes a strait begins and ends beside it."""
        return tuple(self._at[node] for one in courses for node in (one.first, one.last))


@lru_cache(maxsize=_BUILDERS)
def outlines_of(builder: ItineraryBuilder) -> OutlineBuilder:
    """Give what outlines the routes that a builder would build; it is remembered."""
    return OutlineBuilder(builder.network, builder.stretch_of)


def _after(stop: Stop, leg: int) -> Stop:
    return Stop(
        place=stop.place,
        kind=stop.kind,
        lon=stop.lon,
        lat=stop.lat,
        after_leg=leg,
        modes=stop.modes,
        countries=stop.countries,
        gate=stop.gate,
        place_id=stop.place_id,
    )


def _canal(name: str, at: tuple[float, float], after_leg: int) -> Stop:
    return Stop(
        place=CANAL_NAMES[name],
        kind=StopKind.CANAL,
        lon=at[0],
        lat=at[1],
        after_leg=after_leg,
        modes=(Mode.SEA, Mode.SEA),
        countries=(INTERNATIONAL_WATERS, INTERNATIONAL_WATERS),
        gate=name,
        place_id=name,
    )


def _classes(network: Network, stretches: Mapping[int, str]) -> Numbers:
    """Give each edge the number of its class: what makes a leg, or passes a gate, of its own.

    A stop has a class to itself. Shape (edges,).
    """
    lines = network.line_count
    numbers = {name: number for number, name in enumerate(sorted(set(stretches.values())), start=1)}
    key = np.zeros(lines, dtype=np.int64)
    for edge, name in stretches.items():
        key[edge] = numbers[name]
    for column in _CLASS_COLUMNS:
        values, number = np.unique(network.arrays[column], return_inverse=True)
        key = key * len(values) + number
    _, classes = np.unique(key, return_inverse=True)
    stops = np.arange(len(network.starts) - lines)
    return np.concatenate((classes, classes.max() + 1 + stops))
