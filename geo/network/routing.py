"""Search for the path of least impedance through open gates.

The impedance of an edge is its typical time: kilometres over the middle speed of its mode and
country, or the middle dwell at a border or terminal. It decides the path; it is not the time of the
answer, which `geo.estimates.timing` builds with its bands.

No two paths have the same impedance: each edge adds a mark of its own (`geo.network.overlay`), so
that of several equally quick paths through a yard one is the answer, in whatever order a search
meets them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from geo.errors import NoRouteError, NotServedError
from geo.message import Message
from geo.model import INTERNATIONAL_WATERS, Mode, Status, StopKind, Water
from geo.months import iso_month
from geo.network.graph import MODES, STATUSES, WATERS
from geo.network.overlay import NO_CELL, WAYS, Overlay, find_arcs, tie_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.model import Leg
    from geo.network.graph import Network
    from geo.network.overlay import Arcs
    from geo.network.snapping import Snap

PORT_CALL_HOURS: Final = 24.0
"""Impedance of an approach to a port: no voyage uses a port on its way as a short cut."""
MASKS: Final = 64
"""Sets of rules whose open edges a router remembers, some 26 kB each."""


class EdgeTimes(Protocol):
    """Typical times, from which the impedance of the edges is built."""

    def per_km(self, mode: Mode, country: str, water: Water, /) -> float:
        """Hours per kilometre."""

    def stop(
        self,
        kind: StopKind,
        countries: tuple[str, str],
        modes: tuple[Mode, Mode],
        place: str,
        /,
    ) -> float:
        """Hours at a stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of the network that is closed as a whole; a blank field holds for all."""

    country: str = ""
    mode: str = ""
    water: str = ""

    def holds(self, leg: Leg) -> bool:
        """Whether a leg lies in it."""
        asked = ((self.country, leg.country), (self.mode, leg.mode), (self.water, leg.water))
        return all(wanted in ("", given) for wanted, given in asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Gates, links, modes and countries that one search may use."""

    closed: frozenset[str] = frozenset()
    areas: frozenset[Area] = frozenset()
    """Closed railways, roads and waters."""
    built: frozenset[str] = frozenset()
    month: int | None = None
    modes: frozenset[Mode] = frozenset(Mode)
    countries: frozenset[str] | None = None
    """Countries whose railways and roads may be used; None: all."""
    requires: tuple[frozenset[str], ...] = ()
    """The path must pass one gate of each set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEdge:
    """One edge of a path, or a part of it, in the direction of travel."""

    edge: int
    forward: bool
    first: float = 0.0
    last: float = 1.0
    """Part of the edge travelled, as shares of its track from its start; first <= last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Edges of a path that follow each other: from corner to corner, or at an end of the path.

    Paths share their runs.
    """

    steps: tuple[PathEdge, ...]
    km: float
    """Length of track, road and water."""
    gate_sets: frozenset[int]
    """Numbers of the gate sets of its edges."""

    def __hash__(self) -> int:
        """Hash by length: quick, and no two runs of a network are equally long."""
        return hash((len(self.steps), self.km))


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPath:
    """Path of least impedance between two ends."""

    origin: Snap
    destination: Snap
    runs: tuple[Run, ...]
    cost_hours: float
    gates: frozenset[str] = field(repr=False)

    @property
    def steps(self) -> tuple[PathEdge, ...]:
        """Edges in the order of travel."""
        return tuple(chain.from_iterable(run.steps for run in self.runs))


class Router:
    """Searches one network. Nothing that it remembers changes an answer, so threads may share it.

    Parameters
    ----------
    network
        The network.
    times
        Typical times.
    arcs
        Arcs of the overlay, from `geo.network.load_arcs`; without them the first search finds
        them, which takes a third of a second.
    """

    def __init__(self, network: Network, times: EdgeTimes, arcs: Arcs | None = None) -> None:
        self.network = network
        self._rates = _hours_per_km(network, times)
        self.hours = self._edge_hours(times)
        self.hours.setflags(write=False)
        self._mask = lru_cache(maxsize=MASKS)(self._find_open_edges)
        self._mask_before_closures = lru_cache(maxsize=MASKS)(self._find_usable_edges)
        self._run_along = lru_cache(maxsize=WAYS)(self._find_run)
        self._arcs = arcs
        self._gate_rows = _rows_by_gate(network)
        self._status = network.arrays["status"] == STATUSES.index(Status.OPERATING)

    @cached_property
    def overlay(self) -> Overlay:
        """The small graph on which a search runs."""
        network = self.network
        arcs = self._arcs or find_arcs(network)
        calls = network.is_port[arcs.start] * 1.0 + network.is_port[arcs.end]
        lines = np.minimum(arcs.edge, network.line_count - 1)
        through = arcs.km * self._rates[lines] + calls * PORT_CALL_HOURS
        hours = np.where(arcs.cell == NO_CELL, self.hours[arcs.edge], through)
        return Overlay(network, self.hours, arcs, hours)

    def open_edges(self, rules: Rules) -> NDArray[np.bool_]:
        """Mask of the edges that a search may use, lines then stops, shape (edges,)."""
        return self._mask(rules)

    def _find_open_edges(self, rules: Rules) -> NDArray[np.bool_]:
        open_ = self._mask_before_closures(replace(rules, closed=frozenset(), requires=())).copy()
        rows = [self._gate_rows[gate] for gate in rules.closed if gate in self._gate_rows]
        if rows:
            open_[np.concatenate(rows)] = False
        open_.setflags(write=False)
        return open_

    def _find_usable_edges(self, rules: Rules) -> NDArray[np.bool_]:
        """Mask of the edges that may be used while every gate is open: variants share it."""
        network, arrays = self.network, self.network.arrays
        usable = self._status.copy()
        if rules.built:
            built = np.array([link in rules.built for link in network.links])
            usable |= built[arrays["link"]]
        month = rules.month
        opened = arrays["opened"]
        if month is None:
            usable &= arrays["closed"] == 0
        else:
            late = opened > month
            if rules.built:
                late &= ~built[arrays["link"]]
            usable &= ~late & ((arrays["closed"] == 0) | (month < arrays["closed"]))
        if len(rules.modes) < len(MODES):
            allowed = np.array([mode in rules.modes for mode in MODES])
            usable &= allowed[arrays["mode"]]
        if rules.countries is not None:
            free = rules.countries | {INTERNATIONAL_WATERS}
            inside = np.array([country in free for country in network.countries])
            usable &= inside[arrays["country"]]
        for area in rules.areas:
            usable &= ~self._within(area)
        shut = arrays["stop_closed"]
        stops = (shut == 0) if month is None else (shut == 0) | (month < shut)
        return np.concatenate((usable, stops))

    def _within(self, area: Area) -> NDArray[np.bool_]:
        """Tell which lines lie in an area, shape (lines,)."""
        network, arrays = self.network, self.network.arrays
        inside = np.ones(network.line_count, dtype=bool)
        for wanted, column, names in (
            (area.country, "country", network.countries),
            (area.mode, "mode", MODES),
            (area.water, "water", WATERS),
        ):
            if wanted:
                inside &= np.array([name == wanted for name in names])[arrays[column]]
        return inside

    def search(
        self,
        origins: Sequence[Snap],
        destinations: Sequence[Snap],
        open_: NDArray[np.bool_],
        requires: Sequence[frozenset[str]] = (),
    ) -> NetworkPath:
        """Find the path of least typical time between two ends.

        Parameters
        ----------
        origins, destinations
            Points of the network at which each end may be met.
        open_
            Which edges may be used, from `open_edges`; shape (edges,).
        requires
            Sets of gates; the path must pass one of each.

        Raises
        ------
        NoRouteError
            Nothing open joins the two ends.
        NotServedError
            The path passes none of the gates that the corridor stands for.
        """
        path = self._least(origins, destinations, open_)
        if path is None:
            msg = Message("no open route joins the two ends")
            raise NoRouteError(msg)
        for gates in requires:
            if not path.gates & gates:
                raise NotServedError(
                    Message(
                        "the route between the two ends passes none of: {names}",
                        names=tuple(sorted(gates)),
                    )
                )
        return path

    def length_km(self, path: NetworkPath) -> float:
        """Length of a path, kilometres of track, road and water, ports' approaches included."""
        inner = sum(run.km for run in path.runs)
        return inner + path.origin.connector_km + path.destination.connector_km

    def unusable_links(self, path: NetworkPath, rules: Rules) -> dict[str, str]:
        """Find the links that the rules close to a path: month of opening, empty if not built."""
        arrays, months = self.network.arrays, {}
        lines = [step.edge for step in path.steps if step.edge < self.network.line_count]
        for edge in lines:
            link = self.network.links[arrays["link"][edge]]
            opened = int(arrays["opened"][edge])
            if not link or link in rules.built:
                continue
            if not self._status[edge]:
                months[link] = ""
            elif rules.month is not None and opened > rules.month:
                months[link] = iso_month(opened)
        return months

    def _least(
        self,
        origins: Sequence[Snap],
        destinations: Sequence[Snap],
        open_: NDArray[np.bool_],
    ) -> NetworkPath | None:
        heads, tails = (
            [(node, cost, end) for end in ends for node, cost in end.costs(self.hours, open_)]
            for ends in (origins, destinations)
        )
        best_hours, ways = self.overlay.ways(
            [head[:2] for head in heads], [tail[:2] for tail in tails], open_
        )
        best: NetworkPath | None = None
        if ways:
            first, last = ways[0][0], ways[-1][-1]
            origin, destination = _cheapest(heads, first), _cheapest(tails, last)
            runs = (
                self._run(_leaving(origin, first)),
                *map(self._run_along, ways),
                self._run(_arriving(destination, last)),
            )
            best = self._path(origin, destination, runs, best_hours)
        for origin in origins:
            for destination in destinations:
                cost = origin.direct_cost(destination, self.hours, open_)
                if cost is not None and cost < best_hours:
                    best_hours = cost
                    run = self._run(_along(origin, destination))
                    best = self._path(origin, destination, (run,), cost)
        return best

    def _find_run(self, way: tuple[int, ...]) -> Run:
        """Edges along some nodes."""
        nodes = np.array(way)
        edges = self.network.edges_between(nodes[:-1], nodes[1:])
        forward = self.network.starts[edges] == nodes[:-1]
        return self._run(
            tuple(
                PathEdge(edge=edge, forward=ahead)
                for edge, ahead in zip(edges.tolist(), forward.tolist(), strict=True)
            )
        )

    def _run(self, steps: tuple[PathEdge, ...]) -> Run:
        track_km, lines = self.network.arrays["track_km"], self.network.line_count
        travelled = (step for step in steps if step.edge < lines)
        return Run(
            steps=steps,
            km=sum(float(track_km[step.edge]) * (step.last - step.first) for step in travelled),
            gate_sets=frozenset(int(self.network.edge_gate_set[step.edge]) for step in steps),
        )

    def _edge_hours(self, times: EdgeTimes) -> NDArray[np.float64]:
        """Impedance of each edge, lines then stops, shape (edges,)."""
        network, arrays = self.network, self.network.arrays
        marks = tie_marks(network)
        hours = (arrays["track_km"] + marks[: network.line_count]) * self._rates
        at_port = network.is_port[arrays["start"]] | network.is_port[arrays["end"]]
        hours[at_port & (arrays["mode"] == MODES.index(Mode.SEA))] += PORT_CALL_HOURS
        stops = [times.stop(s.kind, s.countries, s.modes, s.place_id) for s in network.stops]
        return np.concatenate((hours, np.array(stops) + marks[network.line_count :]))

    def _path(
        self,
        origin: Snap,
        destination: Snap,
        runs: tuple[Run, ...],
        cost: float,
    ) -> NetworkPath:
        sets = frozenset().union(*(run.gate_sets for run in runs))
        gates = frozenset().union(*(self.network.gate_sets[number] for number in sets))
        return NetworkPath(
            origin=origin,
            destination=destination,
            runs=runs,
            cost_hours=cost,
            gates=gates,
        )


def _cheapest(ends: list[tuple[int, float, Snap]], node: int) -> Snap:
    """Return the end from which a node is reached at the least impedance; the first of equals."""
    return min((end for end in ends if end[0] == node), key=lambda end: end[1])[2]


def _leaving(origin: Snap, node: int) -> tuple[PathEdge, ...]:
    if origin.edge < 0:
        return ()
    if node == origin.head:
        return (PathEdge(edge=origin.edge, forward=True, first=origin.share),)
    return (PathEdge(edge=origin.edge, forward=False, last=origin.share),)


def _arriving(destination: Snap, node: int) -> tuple[PathEdge, ...]:
    if destination.edge < 0:
        return ()
    if node == destination.head:
        return (PathEdge(edge=destination.edge, forward=False, first=destination.share),)
    return (PathEdge(edge=destination.edge, forward=True, last=destination.share),)


def _along(origin: Snap, destination: Snap) -> tuple[PathEdge, ...]:
    shares = sorted((origin.share, destination.share))
    forward = origin.share <= destination.share
    return (PathEdge(edge=origin.edge, forward=forward, first=shares[0], last=shares[1]),)


def _hours_per_km(network: Network, times: EdgeTimes) -> NDArray[np.float64]:
    """Typical time of each line, shape (lines,)."""
    arrays = network.arrays
    shape = len(MODES), len(network.countries), len(WATERS)
    kinds = np.ravel_multi_index((arrays["mode"], arrays["country"], arrays["water"]), shape)
    classes, member = np.unique(kinds, return_inverse=True)
    each = zip(*(axis.tolist() for axis in np.unravel_index(classes, shape)), strict=True)
    rates = np.array(
        [
            times.per_km(MODES[mode], network.countries[country], WATERS[water])
            for mode, country, water in each
        ],
    )
    hours = np.asarray(rates[member])
    for line, speed in network.own_speeds_kmh.items():
        hours[line] = 1 / speed
    return hours


def _rows_by_gate(network: Network) -> dict[str, NDArray[np.int64]]:
    sets = network.edge_gate_set
    counts = np.bincount(sets, minlength=len(network.gate_sets))
    rows = np.split(np.argsort(sets, kind="stable"), np.cumsum(counts)[:-1])
    rows_of: defaultdict[str, list[NDArray[np.int64]]] = defaultdict(list)
    for names, own in zip(network.gate_sets, rows, strict=True):
        for gate in names:
            rows_of[gate].append(own)
    found = {gate: np.concatenate(own) for gate, own in rows_of.items()}
    one_mode: dict[str, list[int]] = {}
    for row, stop in enumerate(network.stops, start=network.line_count):
        if stop.modes[0] == stop.modes[1]:
            one_mode.setdefault(gate_of_mode(stop.place_id, stop.modes[0]), []).append(row)
    return found | {gate: np.array(stops) for gate, stops in one_mode.items()}


def gate_of_mode(gate: str, mode: Mode) -> str:
    """Name a border for the trains or for the trucks alone.

    Examples
    --------
    >>> gate_of_mode("astara", Mode.ROAD)
    'astara/road'
    """
    return f"{gate}/{mode}"
