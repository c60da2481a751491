"""The sea network: lanes, gates, ports, lengths, and land."""

from __future__ import annotations

import functools
import itertools
import statistics

import networkx as nx
import numpy as np
import pytest
import shapely

from geo.errors import DataError, NoRouteError
from geo.geodesy import distance_km, length_km, segment_km
from geo.model import Accuracy, Mode, Water
from layers.build.gazetteer.ports import read_ports
from layers.build.raw import RawEdge, RawNetwork
from layers.build.reference.sea import (
    CLOSE_PERCENT,
    SeaReference,
    SeaRoute,
    SeaSearch,
    sea_reference_markdown,
    sea_reference_table,
)
from layers.build.sea.coast import land_km
from layers.build.sea.lanes import Finder, corrected_lanes, rows, source_lanes
from layers.build.sea.network import chart, port_ends, sea_network, water_at
from layers.build.sea.passages import SHUT, gates_crossed, passages
from layers.build.sea.ports import FORGIVEN_KM, landfall_km

pytestmark = pytest.mark.slow

HARBOUR_KM = FORGIVEN_KM[-1]
CANAL_KM = 193.3  # Suez Canal Authority, length of the canal with its approaches


@pytest.fixture(scope="module")
def places() -> list[dict[str, str]]:
    return rows("places.csv")


@pytest.fixture(scope="module")
def network(places: list[dict[str, str]]) -> RawNetwork:
    return sea_network(places)


@pytest.fixture(scope="module")
def search(network: RawNetwork) -> SeaSearch:
    return SeaSearch(network)


@pytest.fixture(scope="module")
def references(places: list[dict[str, str]]) -> list[SeaReference]:
    return sea_reference_table(places)


def way(search: SeaSearch, start: str, end: str, *, shut: str = "", opened: str = "") -> SeaRoute:
    gates = (SHUT | frozenset(shut.split())) - frozenset(opened.split())
    return search.route([(f"sea:{start}", 0.0)], [(f"sea:{end}", 0.0)], gates)


def graph_of(network: RawNetwork, shut: frozenset[str]) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(network.nodes)
    for edge in network.edges:
        if not edge.gates & shut:
            graph.add_edge(edge.start, edge.end, km=edge.track_km)
    return graph


def connectors(network: RawNetwork) -> list[RawEdge]:
    return [edge for edge in network.edges if edge.start.startswith("sea:")]


def test_edges_are_sea_with_the_length_of_their_geodesic(network: RawNetwork) -> None:
    assert len(network.edges) > 5_000
    for edge in network.edges:
        assert edge.mode is Mode.SEA
        assert edge.country == "XZ"
        ends = network.nodes[edge.start], network.nodes[edge.end]
        assert edge.track_km == pytest.approx(max(distance_km(*ends[0], *ends[1]), 0.001))
        assert edge.drawn_km == pytest.approx(edge.track_km, rel=1e-4, abs=0.002)


def test_lines_run_between_their_nodes_and_never_jump(network: RawNetwork) -> None:
    across = 0
    for edge in network.edges:
        line = np.array(edge.line)
        assert np.abs(np.diff(line[:, 0])).max() < 180
        for at, node in ((line[0], edge.start), (line[-1], edge.end)):
            lon, lat = network.nodes[node]
            assert (at[0] - lon) % 360 == pytest.approx(0, abs=1e-9)
            assert at[1] == lat
        assert segment_km(line).max() <= 100.001
        across += line[:, 0].min() < -180
    assert across > 5


def test_no_two_edges_are_parallel(network: RawNetwork) -> None:
    pairs = [frozenset((edge.start, edge.end)) for edge in network.edges]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 for pair in pairs)


def test_all_of_the_source_is_there_but_for_the_rows_dropped() -> None:
    lanes = chart().lanes
    kept = {pair for pair in lanes.pieces if pair not in lanes.own}
    source = source_lanes()
    gone = {pair for pair in source.pieces if pair not in kept}
    assert kept < set(source.pieces)
    assert len(gone) < 40
    assert len(rows("sea_dropped.csv")) <= len(gone)


@pytest.mark.deep
def test_the_same_twice(network: RawNetwork, places: list[dict[str, str]]) -> None:
    again = chart.__wrapped__()
    assert again.edges == chart().edges
    assert again.lanes.nodes == chart().lanes.nodes
    assert sea_network(places).edges == network.edges


def test_the_ocean_and_the_caspian_are_one_by_the_volga_don_alone(network: RawNetwork) -> None:
    assert nx.is_connected(graph_of(network, frozenset()))
    parts = sorted(nx.connected_components(graph_of(network, frozenset({"volga-don"}))), key=len)
    assert len(parts) == 2
    assert {"sea:olya", "sea:volgograd", "sea:amirabad", "sea:aktau"} <= parts[0]
    assert {"sea:nhava-sheva", "sea:rostov-on-don"} <= parts[1]


def test_the_usual_gates_leave_no_pocket_of_the_ocean(network: RawNetwork) -> None:
    assert nx.number_connected_components(graph_of(network, SHUT)) == 2


@pytest.mark.parametrize(
    ("start", "end", "shut"),
    [
        ("nhava-sheva", "bandar-abbas", "hormuz"),
        ("chabahar", "jebel-ali", "hormuz"),
        ("bandar-abbas", "olya", "hormuz"),
        ("nhava-sheva", "novorossiysk", "bosporus"),
        ("nhava-sheva", "novorossiysk", "dardanelles"),
        ("istanbul", "novorossiysk", "bosporus"),
        ("istanbul", "mersin", "dardanelles"),
        ("novorossiysk", "rostov-on-don", "kerch"),
        ("nhava-sheva", "olya", ""),
        ("port-said", "suez-south", "suez gibraltar"),
        ("rotterdam", "novorossiysk", "gibraltar suez"),
        ("rotterdam", "st-petersburg", "oresund great-belt"),
        ("mumbai", "rotterdam", "suez cape panama cape-horn"),
        ("jeddah", "mumbai", "bab-el-mandeb suez"),
    ],
)
def test_shut_gates_stop_every_way(
    search: SeaSearch, network: RawNetwork, start: str, end: str, shut: str
) -> None:
    gates = SHUT | frozenset(shut.split())
    with pytest.raises(NoRouteError) as error:
        way(search, start, end, shut=shut)
    assert set(shut.split()) <= set(error.value.closed)
    assert not nx.has_path(graph_of(network, gates), f"sea:{start}", f"sea:{end}")
    reopened = way(search, start, end, opened=f"{shut} volga-don")
    assert reopened.km > 0


@pytest.mark.parametrize(
    ("start", "end", "shut", "through", "never"),
    [
        ("mumbai", "rotterdam", "", "bab-el-mandeb suez gibraltar", "cape"),
        ("mumbai", "rotterdam", "suez", "cape", "gibraltar suez panama"),
        ("mumbai", "rotterdam", "bab-el-mandeb", "cape", "suez"),
        ("mumbai", "novorossiysk", "suez", "cape gibraltar dardanelles bosporus", "suez"),
        ("mumbai", "rotterdam", "suez cape", "panama", "cape-horn"),
        ("mumbai", "rotterdam", "suez cape panama", "cape-horn", "northwest-passage"),
        ("mumbai", "vladivostok", "", "malacca", "sunda lombok"),
        ("mumbai", "vladivostok", "malacca", "sunda", "malacca"),
        ("mumbai", "vladivostok", "malacca sunda", "", "malacca sunda"),
        ("rotterdam", "st-petersburg", "", "oresund", "great-belt kiel-canal"),
        ("rotterdam", "st-petersburg", "oresund", "great-belt", "oresund"),
        ("rotterdam", "vladivostok", "", "suez", "northern-sea-route northwest-passage"),
        ("novorossiysk", "rotterdam", "", "gibraltar", "corinth-canal"),
    ],
)
def test_a_shut_gate_sends_ships_another_way(
    search: SeaSearch, start: str, end: str, shut: str, through: str, never: str
) -> None:
    found = way(search, start, end, shut=shut).gates
    assert set(through.split()) <= found
    assert not set(never.split()) & found


@pytest.mark.parametrize(
    ("start", "end", "opened"),
    [
        ("rotterdam", "vladivostok", "northern-sea-route"),
        ("rotterdam", "vladivostok", "northwest-passage"),
        ("hamburg", "st-petersburg", "kiel-canal"),
        ("astrakhan", "novorossiysk", "volga-don"),
    ],
)
def test_a_gate_that_is_usually_shut_can_be_opened(
    search: SeaSearch, start: str, end: str, opened: str
) -> None:
    assert opened in way(search, start, end, opened=opened).gates


@pytest.mark.parametrize("shut", [frozenset[str](), SHUT, SHUT | {"suez"}])
def test_lengths_agree_with_networkx(
    search: SeaSearch, network: RawNetwork, shut: frozenset[str]
) -> None:
    lengths = nx.single_source_dijkstra_path_length(
        graph_of(network, shut), "sea:nhava-sheva", weight="km"
    )
    for end in ("st-petersburg", "bandar-abbas", "novorossiysk", "vladivostok", "jeddah"):
        found = search.route([("sea:nhava-sheva", 0.0)], [(f"sea:{end}", 0.0)], shut)
        assert found.km == pytest.approx(lengths[f"sea:{end}"])
        assert sum(edge.track_km for edge in found.edges) == pytest.approx(found.km)


def test_screens_end_on_land_or_at_a_pole() -> None:
    assert len(passages()) > 10
    for passage in passages():
        lines = shapely.get_parts(passage.screen)
        assert len(lines) > 0, passage.gate
        for line in lines:
            for lon, lat in (line.coords[0], line.coords[-1]):
                ashore = land_km([(lon, lat), (lon + 0.001, lat)]) > 0
                assert ashore or lat == 90, (passage.gate, lon, lat)


def test_every_gate_is_crossed_by_lanes_and_by_no_connector(network: RawNetwork) -> None:
    lanes = [edge for edge in network.edges if not edge.start.startswith("sea:")]
    assert {gate for edge in lanes for gate in edge.gates} == {p.gate for p in passages()}
    assert not any(edge.gates for edge in connectors(network))
    lines = [edge.line for edge in connectors(network)]
    assert not any(gates_crossed(lines))


def test_a_line_across_the_antimeridian_meets_screens_on_either_side() -> None:
    assert gates_crossed([[(170, 80), (-90, 75)]]) == [frozenset({"northwest-passage"})]
    assert gates_crossed([[(-170, 60), (170, 60)]]) == [frozenset()]


def test_connectors_touch_land_only_in_their_harbour(network: RawNetwork) -> None:
    found = connectors(network)
    assert len(found) > 50
    for edge in found:
        assert landfall_km(edge.line[0], edge.line[-1]) <= HARBOUR_KM, edge


def test_ports_are_ends_and_never_straits(network: RawNetwork) -> None:
    lanes = nx.Graph()
    for edge in chart().edges:
        lanes.add_edge(edge.start, edge.end, km=edge.track_km)
    by_port: dict[str, list[RawEdge]] = {}
    for edge in connectors(network):
        by_port.setdefault(edge.start, []).append(edge)
    assert max(len(found) for found in by_port.values()) <= 6
    for found in by_port.values():
        for one, other in itertools.combinations(found, 2):
            outside = nx.dijkstra_path_length(lanes, one.end, other.end, weight="km")
            assert outside <= one.track_km + other.track_km + 1e-6, (one, other)


def test_no_connector_is_needless(network: RawNetwork) -> None:
    lanes = graph_of(RawNetwork(nodes=chart().lanes.nodes, edges=list(chart().edges)), SHUT)
    for port in ("mumbai", "aktau", "chennai", "skagen", "jebel-ali"):
        found = [edge for edge in connectors(network) if edge.start == f"sea:{port}"]
        assert found, port
        for one, other in itertools.permutations(found, 2):
            between = nx.dijkstra_path_length(lanes, one.end, other.end, weight="km")
            if one.track_km < other.track_km:
                assert one.track_km + between > 1.004 * other.track_km


def test_a_port_in_a_desert_is_refused() -> None:
    oasis = {"id": "oasis", "lon": "5.0", "lat": "25.0", "terminals": "sea"}
    with pytest.raises(DataError, match="oasis has no way"):
        sea_network([oasis])


def test_places_without_a_sea_terminal_are_left_out() -> None:
    inland = {"id": "moscow", "lon": "37.6", "lat": "55.7", "terminals": "rail road"}
    assert "sea:moscow" not in sea_network([inland]).nodes


@pytest.mark.parametrize(
    ("start", "end", "shut", "km", "tolerance"),
    [
        ("olya", "caspian-port", "", 1_007, 0.05),
        ("astrakhan", "bandar-anzali", "", 1_083, 0.05),
        ("makhachkala", "amirabad", "", 874, 0.05),
        ("makhachkala", "bandar-anzali", "", 766, 0.05),
        ("aktau", "amirabad", "", 809, 0.05),
        ("alat", "aktau", "", 496, 0.05),
        ("turkmenbashi", "amirabad", "", 350, 0.05),
        ("bandar-abbas", "nhava-sheva", "", 2_023, 0.03),
        ("bandar-abbas", "mundra", "", 1_569, 0.03),
        ("bandar-abbas", "jeddah", "", 4_106, 0.03),
        ("chabahar", "nhava-sheva", "", 1_520, 0.03),
        ("nhava-sheva", "st-petersburg", "", 14_146, 0.02),
        ("nhava-sheva", "st-petersburg", "suez", 22_354, 0.02),
        ("nhava-sheva", "novorossiysk", "", 7_990, 0.02),
    ],
)
def test_lengths_of_the_corridors(
    search: SeaSearch, start: str, end: str, shut: str, km: float, tolerance: float
) -> None:
    assert way(search, start, end, shut=shut).km == pytest.approx(km, rel=tolerance)


def test_turkmenbashi_is_reached_round_its_spit(search: SeaSearch) -> None:
    ferry = way(search, "baku", "turkmenbashi")
    assert 306 * 0.95 < ferry.km < 343 * 1.05  # two published lengths of the ferry line
    assert "s:turkmenbashi-spit" in {node for e in ferry.edges for node in (e.start, e.end)}


def test_the_suez_canal_has_its_length(search: SeaSearch) -> None:
    found = way(search, "port-said", "suez-south")
    assert 0.8 * CANAL_KM < found.km < CANAL_KM


@functools.cache
def marked_ashore() -> frozenset[frozenset[str]]:
    """Return the own pieces that are meant to lie on land: canals and rivers."""
    lanes = corrected_lanes()
    finder = Finder(lanes)
    return frozenset(
        frozenset(pair)
        for row in rows("sea_edges.csv")
        if row["ashore"]
        for pair in itertools.pairwise(finder.find(w.strip()) for w in row["through"].split(";"))
    )


def test_own_lanes_stay_on_water() -> None:
    lanes, dry = chart().lanes, marked_ashore()
    wet = [pair for pair in lanes.own if frozenset(pair) not in dry]
    assert len(wet) > 100
    for pair in wet:
        assert land_km([lanes.nodes[node] for node in pair]) == 0, pair


@pytest.mark.parametrize(
    ("start", "end", "shut"),
    [
        *[
            (india, end, "")
            for india in ("nhava-sheva", "mundra")
            for end in ("bandar-abbas", "chabahar", "jeddah", "novorossiysk", "st-petersburg")
        ],
        ("nhava-sheva", "st-petersburg", "suez"),
        ("nhava-sheva", "novorossiysk", "suez"),
        ("nhava-sheva", "vladivostok", ""),
        ("mundra", "rotterdam", "suez"),
        ("bandar-abbas", "jeddah", ""),
        ("olya", "caspian-port", ""),
        ("astrakhan", "bandar-anzali", ""),
        ("makhachkala", "amirabad", ""),
        ("aktau", "bandar-anzali", ""),
        ("alat", "turkmenbashi", ""),
        ("turkmenbashi", "amirabad", ""),
    ],
)
def test_ways_of_the_corridors_cross_no_land(
    search: SeaSearch, network: RawNetwork, start: str, end: str, shut: str
) -> None:
    dry, quays = marked_ashore(), [network.nodes[f"sea:{name}"] for name in (start, end)]
    edges = way(search, start, end, shut=shut).edges
    assert {edges[0].start, edges[-1].end} | {edges[0].end, edges[-1].start} >= {
        f"sea:{start}",
        f"sea:{end}",
    }
    for edge in edges:
        if edge.water is Water.INLAND or frozenset((edge.start, edge.end)) in dry:
            continue
        for piece in SeaRoute(km=0, edges=(edge,)).ashore():
            gaps = [min(distance_km(*at, *quay) for quay in quays) for at in piece.line]
            assert max(gaps) <= HARBOUR_KM or piece.km < 0.05, (edge.start, edge.end, piece)


def test_waters(search: SeaSearch) -> None:
    volga = way(search, "astrakhan", "bandar-anzali")
    waters = [water for water, _ in itertools.groupby(edge.water for edge in volga.edges)]
    assert waters == [Water.INLAND, Water.CASPIAN]
    don = way(search, "astrakhan", "novorossiysk", opened="volga-don")
    waters = [water for water, _ in itertools.groupby(edge.water for edge in don.edges)]
    assert waters == [Water.INLAND, Water.OCEAN]
    suez = way(search, "nhava-sheva", "st-petersburg")
    assert {edge.water for edge in suez.edges} == {Water.OCEAN}
    assert water_at(47.0, 30.0) is Water.OCEAN


def test_long_lines_of_the_caspian_say_they_are_schematic(search: SeaSearch) -> None:
    found = way(search, "makhachkala", "amirabad").edges
    for edge in found:
        assert (edge.accuracy is Accuracy.SCHEMATIC) == (edge.track_km > 100)
    assert any(edge.accuracy is Accuracy.SCHEMATIC for edge in found)
    assert all(e.accuracy is Accuracy.GENERALISED for e in way(search, "mumbai", "jeddah").edges)


def test_published_distances(references: list[SeaReference]) -> None:
    gaps = [abs(row.difference_percent) for row in references if not row.bounds]
    assert len(gaps) > 245
    assert statistics.median(gaps) <= 1
    far = [row for row in references if abs(row.difference_percent) > CLOSE_PERCENT]
    assert len(far) < 10
    assert all(row.note for row in far)


def test_published_bounds_hold(references: list[SeaReference]) -> None:
    bounds = [row for row in references if row.bounds]
    assert len(bounds) == 6
    assert all(row.low_nm <= row.nm <= row.high_nm for row in bounds)


def test_published_distances_are_compared_by_the_same_way(references: list[SeaReference]) -> None:
    assert sum("cape" in row.route.gates for row in references) > 2
    assert sum("kiel-canal" in row.route.gates for row in references) > 0
    for row in references:
        assert ("cape" in row.route.gates) == ("Good Hope" in row.name + row.via), row.name
        assert not ("Suez" in row.via and "suez" not in row.route.gates), row.name
        assert ("kiel-canal" in row.route.gates) == ("Kiel" in row.via), row.name
        assert "volga-don" not in row.route.gates


def test_ends_of_the_other_ports() -> None:
    harbour, lanes = chart().harbour, chart().lanes
    ports = read_ports()[::40]
    assert len(ports) > 75
    for port in ports:
        found, clear = harbour.end(port.lon, port.lat)
        assert 1 <= len(found) <= 3
        for one in found:
            assert one.km == pytest.approx(
                distance_km(port.lon, port.lat, *lanes.nodes[one.node]), abs=0.002
            )
            assert not one.gated
            assert not clear or (one.landfall_km <= HARBOUR_KM and found[0].km <= 400)


@pytest.mark.deep
def test_every_port_has_an_end_in_its_own_water() -> None:
    ends, lanes = port_ends(), chart().lanes
    assert len(ends) > 3_200
    assert all(found for found, _ in ends.values())
    assert sum(clear for _, clear in ends.values()) > 0.75 * len(ends)
    for code in ("IRBAZ", "KZAAU", "RUMCX"):
        for one in ends[f"port:{code}"][0]:
            assert water_at(*lanes.nodes[one.node]) is Water.CASPIAN
    for code in ("INNSA", "RUNVS", "SGSIN", "CNSHA", "GBLON", "NLRTM"):
        for one in ends[f"port:{code}"][0]:
            assert water_at(*lanes.nodes[one.node]) is Water.OCEAN


def test_land_is_measured_across_the_antimeridian_and_without_lakes() -> None:
    assert land_km([(177.0, 66.5), (-175.0, 66.5)]) == pytest.approx(
        length_km([(177.0, 66.5), (-175.0, 66.5)]), rel=0.2
    )
    assert land_km([(50.5, 42.0), (50.5, 41.0)]) == 0  # the Caspian is water
    assert land_km([(-87.0, 43.5), (-87.0, 43.0)]) == 0  # so is Lake Michigan
    assert land_km([(10.0, 25.0), (11.0, 25.0)]) == pytest.approx(
        length_km([(10.0, 25.0), (11.0, 25.0)])
    )


def test_the_table_for_readers_holds_every_row(references: list[SeaReference]) -> None:
    lines = sea_reference_markdown(references).splitlines()
    assert len([line for line in lines if line.startswith("| ")]) == len(references) + 1
    assert all(line.count("|") == 8 for line in lines if line.startswith("|"))
    assert "| 1,022–1,147 |" in "".join(lines)
    assert "251 distances; median difference 0." in lines[-1]
    far = sum(abs(row.difference_percent) > CLOSE_PERCENT for row in references)
    assert f" {far} differ by more than 5 %" in lines[-1]
