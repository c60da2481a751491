"""Tests of the searches to all stations: each path is that of a search over every edge."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.estimates import TypicalTimes
from geo.model import INTERNATIONAL_WATERS, Mode
from geo.network import MODES, NO_CELL, OutlineBuilder, Router, outlines_of, ports_of
from geo.scenario import Scenario
from geo.surface import place_of, stations_of
from geo.surface.cells import cells_of
from geo.surface.graph import graph_of
from tests.atlases import open_atlas
from tests.geo.surface.conftest import LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.journeys import Atlas
    from geo.network import Network, Rules, Snap
    from geo.surface.tree import Reach

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

COPIED = 6
"""Countries that only their own places may use, asked beside those that are open to all; and
Lithuania, two stations of which are reached through the land beside it."""
WALKED = 60
BELT = 24.0, 30.0
"""Latitudes between which railways have a gate."""
ENDS = "start", "end"


def rules_of(atlas: Atlas, corridor: str, scenario: Scenario) -> Rules:
    variant = next(iter(atlas.corridors.corridors[corridor].variants(compared=True)))
    states = atlas.checked(scenario)
    return atlas.corridors.rules(
        variant, scenario, atlas.network.terminals, frozenset({"IN", "RU"}), states
    )


class Plain:
    """Searches over every edge: in the free countries, and on from there in one other country."""

    def __init__(self, router: Router, rules: Rules, snaps: Sequence[Snap]) -> None:
        self.network, self.hours = router.network, router.hours
        network, arrays = self.network, self.network.arrays
        free = (rules.countries or frozenset()) | {INTERNATIONAL_WATERS}
        self.everywhere = router.open_edges(replace(rules, countries=None))
        ports = ports_of(frozenset(network.countries) - free, network.terminals)
        self.with_ports = router.open_edges(
            replace(rules, countries=None, closed=rules.closed - ports)
        )
        self.is_free = np.ones(len(network.starts), dtype=bool)
        is_free = np.array([name in free for name in network.countries])
        self.is_free[: network.line_count] = is_free[arrays["country"]]
        begin = np.full(network.node_count, np.inf)
        self.snaps = snaps
        self.open_ = self.everywhere & self.is_free
        for snap in snaps:
            for node, cost in snap.costs(self.hours, self.open_):
                begin[node] = min(begin[node], cost)
        self.begin = begin
        self.main = self.search(self.open_, begin)

    def search(self, open_: NDArray[np.bool_], begin: Floats) -> tuple[Floats, Numbers]:
        """Hours to all nodes, and the node before each; from one more node that stands for all."""
        network, count = self.network, self.network.node_count
        edges, seeds = np.flatnonzero(open_), np.flatnonzero(np.isfinite(begin))
        starts, ends = network.starts[edges], network.ends[edges]
        rows = np.concatenate((starts, ends, np.full(len(seeds), count)))
        columns = np.concatenate((ends, starts, seeds))
        weights = np.concatenate((self.hours[edges], self.hours[edges], begin[seeds]))
        entries = rows.astype(np.int32), columns.astype(np.int32)
        matrix = csr_array((weights, entries), shape=(count + 1, count + 1))
        hours, before = dijkstra(matrix, indices=[count], return_predecessors=True)
        return hours[0, :count], before[0].astype(np.int64)

    def into(self, country: int) -> tuple[Floats, Numbers]:
        """Search on in a country and the free land, from wherever the first search came."""
        network, arrays, lines = self.network, self.network.arrays, self.network.line_count
        land = arrays["mode"] != MODES.index(Mode.SEA)
        name = network.countries[country]
        at_home = np.array([stop.countries[0] == name for stop in network.stops])
        open_ = self.everywhere.copy()
        open_[lines:] |= self.with_ports[lines:] & at_home
        open_[:lines] &= land & (self.is_free[:lines] | (arrays["country"] == country))
        return self.search(open_, self.main[0])

    def km(self, node: int, trees: Sequence[tuple[Floats, Numbers]]) -> float:
        """Length of the path to a node over trees, of which each begins where the next came."""
        total = 0.0
        for _, before in trees:
            while (parent := int(before[node])) != self.network.node_count:
                edge = int(self.network.edges_between(np.array([parent]), np.array([node]))[0])
                if edge < self.network.line_count:
                    total += float(self.network.arrays["track_km"][edge])
                node = parent
        for snap in self.snaps:
            for at, cost in snap.costs(self.hours, self.open_):
                if at == node and cost == self.begin[node]:
                    share = snap.share if at == snap.tail else 1 - snap.share
                    whole = float(self.network.arrays["track_km"][snap.edge])
                    return total + (snap.connector_km if snap.edge < 0 else share * whole)
        raise AssertionError(node)


def check_courses(reach: Reach, stations: Numbers, *, outward: bool) -> None:
    """Hold that the courses of each path follow each other, and are as long as it."""
    nodes = stations_of(open_atlas().network).node
    for station, courses in zip(
        stations.tolist(), reach.tree.courses(stations, outward=outward), strict=True
    ):
        assert sum(one.km for one in courses) == pytest.approx(reach.km[station], abs=1e-6)
        assert all(one.last == other.first for one, other in pairwise(courses))
        assert all(one.number != other.number for one, other in pairwise(courses))
        at_station = courses[-1].last if outward else courses[0].first
        assert at_station == nodes[station]


@pytest.mark.parametrize(
    ("end", "corridor", "scenario"),
    [
        pytest.param("Nhava Sheva", "western", LAST_YEAR, id="port"),
        pytest.param("Jaipur", "suez", LAST_YEAR, id="node inside a cell"),
        pytest.param("27.3,76.2", "trans-caspian", LAST_YEAR, id="point of a line"),
        pytest.param(
            "Moscow",
            "eastern",
            Scenario(
                date="2023-06", closed=frozenset({"sarakhs"}), built=frozenset({"rasht-astara"})
            ),
            id="closed and built",
        ),
        pytest.param("Moscow", "cape", Scenario(date="2026-11"), id="ports shut"),
    ],
)
def test_each_path_is_that_of_a_search_over_every_edge(
    end: str, corridor: str, scenario: Scenario
) -> None:
    atlas = open_atlas()
    network, stations = atlas.network, stations_of(atlas.network)
    rules = rules_of(atlas, corridor, scenario)
    assert rules.countries is not None
    graph = graph_of(atlas.router, rules.countries, outlines_of(atlas.itinerary_builder))
    place = atlas.places.find(end)
    snaps = atlas.snapper.attach(place, graph.open_edges(rules), rules.modes, rules.closed)
    reach = graph.reach(snaps, rules)
    plain = Plain(atlas.router, rules, snaps)

    free = np.array([name in rules.countries for name in network.countries])[stations.country]
    asked = [(free, [plain.main])]
    counts = np.bincount(stations.country[~free], minlength=len(network.countries))
    asked += [
        (stations.country == country, [plain.into(country), plain.main])
        for country in {*np.argsort(-counts)[:COPIED].tolist(), network.countries.index("LT")}
    ]
    chance = np.random.default_rng(13)
    for where, trees in asked:
        hours = trees[0][0][stations.node]
        finite = np.isfinite(hours)
        assert np.array_equal(np.isfinite(reach.cost_hours[where]), finite[where])
        assert np.array_equal(np.isfinite(reach.km[where]), finite[where])
        assert reach.cost_hours[where & finite] == pytest.approx(hours[where & finite], abs=1e-8)
        if np.any(where & finite):
            for station in chance.choice(np.flatnonzero(where & finite), WALKED).tolist():
                node = int(stations.node[station])
                assert reach.km[station] == pytest.approx(plain.km(node, trees), abs=1e-6)
    reached = np.flatnonzero(np.isfinite(reach.km))
    check_courses(reach, chance.choice(reached, WALKED), outward=True)
    check_courses(reach, chance.choice(reached, WALKED), outward=False)


def with_belt(network: Network) -> Network:
    """Give all railways between two latitudes a gate of their own."""
    arrays = network.arrays
    lat = arrays["node_lat"]
    inside = [(lat[arrays[end]] > BELT[0]) & (lat[arrays[end]] < BELT[1]) for end in ENDS]
    belt = inside[0] & inside[1] & (arrays["mode"] == MODES.index(Mode.RAIL))
    gate_set = np.where(belt, len(network.gate_sets), arrays["gate_set"])
    sets = (*network.gate_sets, frozenset({"belt"}))
    return replace(network, arrays={**arrays, "gate_set": gate_set}, gate_sets=sets)


@pytest.mark.parametrize(
    "requires",
    [
        pytest.param((frozenset({"belt"}),), id="a gate within cells"),
        pytest.param((frozenset({"suez", "hormuz"}), frozenset({"bandar-abbas"})), id="two sets"),
    ],
)
def test_a_path_serves_if_it_passes_a_gate_of_each_set(
    requires: tuple[frozenset[str], ...],
) -> None:
    atlas = open_atlas()
    network, rules = with_belt(atlas.network), rules_of(atlas, "western", LAST_YEAR)
    assert rules.countries is not None
    router = Router(network, TypicalTimes(atlas.ledger))
    outlines = OutlineBuilder(network, atlas.itinerary_builder.stretch_of)
    stations, graph = stations_of(network), graph_of(router, rules.countries, outlines)
    snaps = atlas.snapper.attach(
        atlas.places.find("Nhava Sheva"), graph.open_edges(rules), rules.modes, rules.closed
    )
    plain = Plain(router, rules, snaps)
    hours, before = plain.main
    reach = graph.reach(snaps, replace(rules, requires=requires))
    free = np.array([name in rules.countries for name in network.countries])[stations.country]
    reached = np.flatnonzero(free & np.isfinite(hours[stations.node]))
    served = []
    for station in np.random.default_rng(13).choice(reached, WALKED).tolist():
        node, passed = int(stations.node[station]), set[str]()
        while (parent := int(before[node])) != network.node_count:
            edge = network.edges_between(np.array([parent]), np.array([node]))[0]
            passed |= network.gate_sets[int(network.edge_gate_set[edge])]
            node = parent
        served.append(all(passed & gates for gates in requires))
        assert reach.served[station] == served[-1]
    assert 0 < sum(served) < WALKED


def test_no_leg_leads_to_the_station_that_is_the_end() -> None:
    atlas = open_atlas()
    stations, rules = stations_of(atlas.network), rules_of(atlas, "suez", LAST_YEAR)
    assert rules.countries is not None
    outlines = outlines_of(atlas.itinerary_builder)
    graph = graph_of(atlas.router, rules.countries, outlines)
    cell = cells_of(atlas.router, outlines).of_node[stations.node]
    india = stations.country == atlas.network.countries.index("IN")
    station = int(np.flatnonzero(india & (cell != NO_CELL))[1000])
    snaps = atlas.snapper.attach(
        place_of(atlas, stations, station), graph.open_edges(rules), rules.modes, rules.closed
    )
    reach = graph.reach(snaps, rules)
    assert reach.km[station] == 0
    assert reach.tree.courses(np.array([station]), outward=True) == [[]]
    near = np.argsort(reach.km)[1:WALKED]
    check_courses(reach, near, outward=True)
