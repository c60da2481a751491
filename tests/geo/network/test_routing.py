"""The search beside a second program, NetworkX: thousands of pairs, closed gates."""

from __future__ import annotations

import math
from functools import cache, partial
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
import pytest

from geo.errors import NoRouteError, NotServedError, SamePlaceError, TooFarError
from geo.model import INTERNATIONAL_WATERS, Mode, Place, PlaceKind, Status, StopKind
from geo.network.graph import MODES, STATUSES
from geo.network.routing import Rules
from geo.network.snapping import Snap
from tests.profiles import examples, tries

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.journeys.atlas import Atlas
    from geo.network.graph import Network
    from geo.network.routing import NetworkPath, Router

NANOHOUR: Final = 1e-9
SOURCES, TARGETS = tries(10, 20), examples(100)
MADE_OF_WATER: Final = frozenset({"suez", "cape", "panama", "hormuz", "bosporus"})
CORRIDOR: Final = frozenset({"RU", "KZ", "TM", "UZ", "AZ", "IR"})
RULES: Final = {
    "as it is today": Rules(),
    "Suez, Hormuz, Sarakhs and the ferries of Aktau closed": Rules(
        closed=frozenset({"suez", "hormuz", "sarakhs", "aktau:rail-sea", "kiel-canal"}),
    ),
    "everything built, no water passage of the world": Rules(
        closed=MADE_OF_WATER,
        built=frozenset({"rasht-astara", "khash-chabahar", "rozanak-herat"}),
    ),
    "September 2016, land only": Rules(month=201609, modes=frozenset({Mode.RAIL, Mode.ROAD})),
    "countries of the corridor, no Caspian border": Rules(
        countries=CORRIDOR, closed=frozenset({"samur", "aksarayskaya"}), month=202301
    ),
}
NOWHERE: Final = Place(
    id="node", name="node", lon=0, lat=0, kind=PlaceKind.JUNCTION, country="", aliases=()
)


def plainly_open(network: Network, rules: Rules, edge: int) -> bool:
    """Say whether the rules leave an edge open, read word by word and one edge at a time."""
    arrays = network.arrays
    gates = network.gate_sets[int(network.edge_gate_set[edge])]
    if gates & rules.closed:
        return False
    if edge >= network.line_count:
        shut = int(arrays["stop_closed"][edge - network.line_count])
        return shut == 0 or (rules.month is not None and rules.month < shut)
    status = STATUSES[int(arrays["status"][edge])]
    built = network.links[int(arrays["link"][edge])] in rules.built
    opened, closed = int(arrays["opened"][edge]), int(arrays["closed"][edge])
    country = network.countries[int(arrays["country"][edge])]
    return (
        (status is Status.OPERATING or built)
        and (rules.month is None or built or opened <= rules.month)
        and (closed == 0 or (rules.month is not None and rules.month < closed))
        and MODES[int(arrays["mode"][edge])] in rules.modes
        and (rules.countries is None or country in rules.countries | {INTERNATIONAL_WATERS})
    )


def graph_of(router: Router, rules: Rules) -> nx.Graph[int]:
    network = router.network
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(network.node_count))
    for edge, (start, end) in enumerate(
        zip(network.starts.tolist(), network.ends.tolist(), strict=True)
    ):
        if plainly_open(network, rules, edge):
            assert not graph.has_edge(start, end)
            graph.add_edge(start, end, hours=float(router.hours[edge]))
    return graph


def hours_from(graph: nx.Graph[int], node: int) -> dict[int, float]:
    found = nx.single_source_dijkstra_path_length(graph, node, weight="hours")
    return {int(there): float(hours) for there, hours in found.items()}


def at_node(node: int) -> Snap:
    return Snap(place=NOWHERE, mode=Mode.RAIL, node=node)


def check_way(router: Router, way: NetworkPath, open_: NDArray[np.bool_]) -> None:
    """Check that a way is whole, open, and costs what its parts cost."""
    network = router.network
    here = way.origin.node
    hours = way.origin.cost_hours + way.destination.cost_hours
    for step in way.steps:
        assert open_[step.edge]
        ends = int(network.starts[step.edge]), int(network.ends[step.edge])
        first, last = ends if step.forward else ends[::-1]
        if (step.first, step.last) == (0.0, 1.0):
            assert here in (first, -1)
        here = last
        hours += (step.last - step.first) * float(router.hours[step.edge])
    assert hours == pytest.approx(way.cost_hours, abs=NANOHOUR)
    if way.destination.edge < 0:
        assert here == way.destination.node


@pytest.fixture(scope="module", params=list(RULES.values()), ids=list(RULES))
def rules(request: pytest.FixtureRequest) -> Rules:
    """Give each set of rules in turn; all tests of one set run together."""
    found: Rules = request.param
    return found


@pytest.fixture(scope="module")
def graph(atlas: Atlas, rules: Rules) -> nx.Graph[int]:
    """Build the second program's graph of what the rules leave open."""
    return graph_of(atlas.router, rules)


def test_the_mask_says_what_the_rules_say(atlas: Atlas, rules: Rules) -> None:
    open_ = atlas.router.open_edges(rules)
    network = atlas.network
    wrong = [e for e in range(len(network.starts)) if open_[e] != plainly_open(network, rules, e)]
    assert wrong == []
    assert not open_.all()


@pytest.mark.slow
def test_thousands_of_pairs_agree_with_the_second_program(
    atlas: Atlas, rules: Rules, graph: nx.Graph[int]
) -> None:
    router, count = atlas.router, atlas.network.node_count
    open_ = router.open_edges(rules)
    random = np.random.default_rng(sum(map(ord, str(rules.month))) + len(rules.closed))
    joined = 0
    for source in random.choice(count, SOURCES, replace=False).tolist():
        truth = hours_from(graph, source)
        for target in random.choice(count, TARGETS, replace=False).tolist():
            if target not in truth:
                with pytest.raises(NoRouteError):
                    router.search([at_node(source)], [at_node(target)], open_)
                continue
            way = router.search([at_node(source)], [at_node(target)], open_)
            assert abs(way.cost_hours - truth[target]) < NANOHOUR
            check_way(router, way, open_)
            joined += 1
    assert joined > SOURCES * TARGETS / 10


def test_pairs_of_places_agree_with_the_second_program(
    atlas: Atlas, rules: Rules, graph: nx.Graph[int]
) -> None:
    router, snapper = atlas.router, atlas.snapper
    open_ = router.open_edges(rules)
    random = np.random.default_rng(11)
    places = [*atlas.places, *map(atlas.places.find, ("Tver", "Izmir", "Rotterdam", "38.6,56.9"))]
    places = [places[int(n)] for n in random.choice(len(places), 13, replace=False)]
    truth = cache(partial(hours_from, graph))
    joined = 0
    for origin in places[:5]:
        for destination in places[5:]:
            try:
                ends = snapper.ends(origin, destination, open_, rules.modes)
            except (TooFarError, SamePlaceError):
                continue
            weights = router.hours
            costs = [
                hours + truth(a).get(b, math.inf) + more
                for first in ends[0]
                for a, hours in first.costs(weights, open_)
                for last in ends[1]
                for b, more in last.costs(weights, open_)
            ]
            direct = [a.direct_cost(b, weights, open_) for a in ends[0] for b in ends[1]]
            best = min([*costs, *(cost for cost in direct if cost is not None)], default=math.inf)
            if math.isinf(best):
                with pytest.raises(NoRouteError):
                    router.search(*ends, open_)
                continue
            way = router.search(*ends, open_)
            assert abs(way.cost_hours - best) < NANOHOUR
            check_way(router, way, open_)
            joined += 1
    assert joined >= 4


def test_points_of_one_line_are_joined_along_it(atlas: Atlas) -> None:
    router, network = atlas.router, atlas.network
    open_ = router.open_edges(Rules())
    longest = int(np.argmax(np.where(network.arrays["mode"] == 0, network.arrays["track_km"], 0)))
    assert open_[longest]
    ends = int(network.arrays["start"][longest]), int(network.arrays["end"][longest])

    def at(share: float) -> Snap:
        return Snap(
            place=NOWHERE, mode=Mode.RAIL, edge=longest, share=share, tail=ends[0], head=ends[1]
        )

    for first, last in ((0.2, 0.7), (0.7, 0.2)):
        way = router.search([at(first)], [at(last)], open_)
        (step,) = way.steps
        assert (step.edge, step.forward, step.first, step.last) == (longest, first < last, 0.2, 0.7)
        assert way.cost_hours == pytest.approx(0.5 * router.hours[longest])
    way = router.search([at(0.25)], [at_node(ends[1])], open_)
    assert way.cost_hours <= 0.75 * router.hours[longest] + NANOHOUR
    check_way(router, way, open_)


def test_the_nearest_of_several_ends_is_taken(atlas: Atlas) -> None:
    router = atlas.router
    open_ = router.open_edges(Rules())
    nodes = [atlas.network.place_nodes[p][Mode.RAIL] for p in ("moscow", "astrakhan", "tehran")]
    both = router.search([at_node(nodes[0]), at_node(nodes[1])], [at_node(nodes[2])], open_)
    alone = [router.search([at_node(n)], [at_node(nodes[2])], open_) for n in nodes[:2]]
    assert both.cost_hours == min(way.cost_hours for way in alone)
    assert both.origin.node == nodes[1]


def test_a_way_must_pass_what_it_stands_for(atlas: Atlas) -> None:
    router = atlas.router
    open_ = router.open_edges(Rules())
    ends = [at_node(atlas.network.place_nodes[p][Mode.RAIL]) for p in ("moscow", "tashkent")]
    way = router.search([ends[0]], [ends[1]], open_)
    passed = frozenset(sorted(way.gates)[:1])
    assert router.search([ends[0]], [ends[1]], open_, [passed | {"suez"}]).gates == way.gates
    with pytest.raises(NotServedError, match="passes none of: bosporus, suez"):
        router.search([ends[0]], [ends[1]], open_, [passed, frozenset({"suez", "bosporus"})])


def test_a_search_leaves_no_trace(atlas: Atlas) -> None:
    router = atlas.router
    hours = router.hours.copy()
    ends = [at_node(atlas.network.place_nodes[p][Mode.SEA]) for p in ("mundra", "st-petersburg")]
    before = router.search([ends[0]], [ends[1]], router.open_edges(Rules()))
    for rules in RULES.values():
        open_ = router.open_edges(rules)
        given = open_.copy()
        try:
            router.search([ends[0]], [ends[1]], open_)
        except NoRouteError:
            assert rules.closed or Mode.SEA not in rules.modes
        assert np.array_equal(open_, given)
    after = router.search([ends[0]], [ends[1]], router.open_edges(Rules()))
    assert after == before
    assert np.array_equal(router.hours, hours)
    assert not router.hours.flags.writeable


def test_rules_that_close_nothing_known_close_nothing(atlas: Atlas) -> None:
    plain = atlas.router.open_edges(Rules())
    assert np.array_equal(atlas.router.open_edges(Rules(closed=frozenset({"atlantis"}))), plain)


def test_every_hour_is_a_positive_number(atlas: Atlas) -> None:
    hours = atlas.router.hours
    assert np.isfinite(hours).all()
    assert hours.min() > 0


def test_no_voyage_takes_a_port_on_its_way_as_a_short_cut(atlas: Atlas) -> None:
    router, network = atlas.router, atlas.network
    open_ = router.open_edges(Rules(modes=frozenset({Mode.SEA})))
    at_sea = {nodes[Mode.SEA]: p for p, nodes in network.place_nodes.items() if Mode.SEA in nodes}
    for pair in (("mundra", "novorossiysk"), ("bandar-abbas", "jeddah"), ("helsinki", "mumbai")):
        first, last = (network.place_nodes[place][Mode.SEA] for place in pair)
        way = router.search([at_node(first)], [at_node(last)], open_)
        lines = [step for step in way.steps if step.edge < network.line_count]
        assert lines
        assert all(MODES[int(network.arrays["mode"][s.edge])] is Mode.SEA for s in lines)
        inner = {int(network.ends[s.edge] if s.forward else network.starts[s.edge]) for s in lines}
        assert {at_sea[node] for node in inner & set(at_sea)} == {pair[1]}


def test_gates_of_a_way_are_those_of_its_edges(atlas: Atlas) -> None:
    router, network = atlas.router, atlas.network
    ends = [at_node(network.place_nodes[p][Mode.SEA]) for p in ("mundra", "novorossiysk")]
    way = router.search([ends[0]], [ends[1]], router.open_edges(Rules()))
    assert {"bab-el-mandeb", "suez", "dardanelles", "bosporus"} <= way.gates
    assert not {"cape", "gibraltar", "kerch"} & way.gates
    for gate in ("suez", "bosporus"):
        without = router.open_edges(Rules(closed=frozenset({gate})))
        assert not any(
            gate in network.gate_sets[int(network.edge_gate_set[edge])]
            for edge in np.flatnonzero(without).tolist()
        )


def test_a_link_not_built_is_named_with_its_reason(atlas: Atlas) -> None:
    router, network = atlas.router, atlas.network
    rules = Rules(built=frozenset(network.links))
    ends = [at_node(network.place_nodes[p][Mode.RAIL]) for p in ("baku", "tehran")]
    way = router.search([ends[0]], [ends[1]], router.open_edges(rules))
    assert router.unusable_links(way, Rules())["rasht-astara"] == ""
    assert router.unusable_links(way, rules) == {}
    early = router.unusable_links(way, Rules(month=201609, built=frozenset({"rasht-astara"})))
    assert early["qazvin-rasht"] == "2019-03"
    assert "rasht-astara" not in early


def test_what_the_network_ties_together_costs_time(atlas: Atlas) -> None:
    stops = atlas.network.stops
    hours = atlas.router.hours[atlas.network.line_count :]
    by_kind = {kind: hours[[s.kind is kind for s in stops]] for kind in StopKind}
    for kind in (StopKind.BORDER, StopKind.GAUGE_BREAK, StopKind.TRANSFER):
        assert by_kind[kind].min() >= 1
