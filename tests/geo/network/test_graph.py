"""The arrays of the network hold together: keys, lines, lengths, and what meets at a node."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from geo.errors import LayerError
from geo.geodesy import geod
from geo.model import INTERNATIONAL_WATERS, Mode, Status, StopKind, Water
from geo.network.graph import MODES, STATUSES, WATERS, load_network
from geo.network.packing import DEGREE
from geo.paths import NETWORK, REBUILD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.network.graph import Network, NetworkStop

GAUGES = {1435, 1520, 1600, 1668, 1676}
SHORT_OF_THEIR_LINE = {
    (48.844, 38.780, 48.851, 38.754): "Lankaran–Astara: the rest of two published lengths",
    (48.851, 38.754, 48.875, 38.456): "Lankaran–Astara: the rest of two published lengths",
    (51.505, 36.658, 51.3975, 35.6585): "Nowshahr–Tehran: a published length, bends drawn wide",
    (61.196, 34.351, 62.200, 34.348): "Rozanak–Herat: not built, drawn through the towns",
}
"""Lines whose stored track is more than 3 % shorter than the line drawn, with the reason."""


def drawn_lengths(network: Network) -> NDArray[np.float64]:
    """Return the length of every drawn line, all pieces measured in one call."""
    line, offset = network.arrays["line"] / DEGREE, network.arrays["line_offset"]
    lon, lat = line[:, 0], line[:, 1]
    pieces = np.append(geod().inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2], 0.0) / 1000
    pieces[offset[1:] - 1] = 0.0  # from the last vertex of one line to the first of the next
    return np.add.reduceat(pieces, offset[:-1])


def ends_of(network: Network, edge: int) -> tuple[float, ...]:
    line = network.line(edge)
    return tuple(round(float(value), 4) for value in (*line[0], *line[-1]))


def at_nodes(network: Network, value: Callable[[int], object]) -> dict[int, set[Any]]:
    """Return for each node the values of the lines that meet there."""
    found: dict[int, set[Any]] = defaultdict(set)
    starts, ends = network.arrays["start"].tolist(), network.arrays["end"].tolist()
    for edge in range(network.line_count):
        for node in (starts[edge], ends[edge]):
            found[node].add(value(edge))
    return found


def mode_of(network: Network, edge: int) -> Mode:
    return MODES[int(network.arrays["mode"][edge])]


def country_of(network: Network, edge: int) -> str:
    return network.countries[int(network.arrays["country"][edge])]


def sides(network: Network, found: Mapping[int, set[Any]]) -> list[tuple[set[Any], set[Any]]]:
    """Return the values met on the two sides of each stop, in the order of the table."""
    starts, ends = network.arrays["stop_start"].tolist(), network.arrays["stop_end"].tolist()
    return [(found.get(a, set()), found.get(b, set())) for a, b in zip(starts, ends, strict=True)]


def test_no_two_edges_join_the_same_nodes(network: Network) -> None:
    assert len(np.unique(network.keys)) == 2 * len(network.starts)
    assert not np.any(network.starts == network.ends)


def test_the_matrix_finds_every_edge_from_both_its_ends(network: Network) -> None:
    edges = np.arange(len(network.starts))
    starts, ends = network.starts.astype(np.int64), network.ends.astype(np.int64)
    assert np.array_equal(network.edges_between(starts, ends), edges)
    assert np.array_equal(network.edges_between(ends, starts), edges)
    rows = np.repeat(np.arange(network.node_count), np.diff(network.indptr))
    assert np.array_equal(rows * network.node_count + network.indices, network.keys)


def test_no_node_lies_alone(network: Network) -> None:
    assert set(range(network.node_count)) == {*network.starts.tolist(), *network.ends.tolist()}


@pytest.mark.parametrize("side", ["start", "end"])
def test_every_line_begins_and_ends_at_its_nodes(network: Network, side: str) -> None:
    arrays = network.arrays
    offset = arrays["line_offset"]
    vertex = arrays["line"][offset[:-1] if side == "start" else offset[1:] - 1] / DEGREE
    lon = np.abs((vertex[:, 0] - arrays["node_lon"][arrays[side]] + 180) % 360 - 180)
    lat = np.abs(vertex[:, 1] - arrays["node_lat"][arrays[side]])
    assert np.flatnonzero(np.maximum(lon, lat) > 1e-4).tolist() == []


def test_marks_run_from_nothing_to_the_length_of_the_track(network: Network) -> None:
    marks, offset = network.arrays["mark_km"], network.arrays["line_offset"]
    assert not marks[offset[:-1]].any()
    np.testing.assert_allclose(marks[offset[1:] - 1], network.arrays["track_km"], rtol=1e-6)
    steps = np.diff(marks)
    steps[offset[1:-1] - 1] = 0.0
    assert steps.min() >= 0


def test_drawn_kilometres_are_those_of_the_line(network: Network) -> None:
    rounding_km = 0.003
    np.testing.assert_allclose(
        drawn_lengths(network), network.arrays["drawn_km"], rtol=1e-3, atol=rounding_km
    )


def test_no_track_is_shorter_than_its_line_without_a_reason(network: Network) -> None:
    arrays = network.arrays
    assert arrays["track_km"].min() > 0
    short = np.flatnonzero(arrays["track_km"] < 0.97 * arrays["drawn_km"])
    assert {ends_of(network, int(edge)) for edge in short} == set(SHORT_OF_THEIR_LINE)


def test_consecutive_points_of_a_line_never_leap_the_globe(network: Network) -> None:
    line, offset = network.arrays["line"] / DEGREE, network.arrays["line_offset"]
    leaps = np.abs(np.diff(line[:, 0]))
    leaps[offset[1:-1] - 1] = 0.0
    assert leaps.max() < 180


def test_every_country_is_one_of_the_gazetteer_and_water_has_none(network: Network) -> None:
    with (NETWORK.parent / "gazetteer" / "countries.csv").open(encoding="utf-8") as file:
        known = {next(iter(row.values())) for row in csv.DictReader(file)}
    assert set(network.countries) - {INTERNATIONAL_WATERS} <= known
    for edge in range(network.line_count):
        water = WATERS[int(network.arrays["water"][edge])]
        at_sea = mode_of(network, edge) is Mode.SEA
        assert at_sea == (water is not Water.NONE)
        assert at_sea == (country_of(network, edge) == INTERNATIONAL_WATERS)


def test_railways_have_a_gauge_and_nothing_else_has(network: Network) -> None:
    rail = network.arrays["mode"] == MODES.index(Mode.RAIL)
    assert set(network.arrays["gauge_mm"][rail].tolist()) == GAUGES
    assert not network.arrays["gauge_mm"][~rail].any()


def test_only_lines_of_one_mode_meet_at_a_node(network: Network) -> None:
    met = at_nodes(network, lambda edge: mode_of(network, edge))
    assert {node for node, modes in met.items() if len(modes) > 1} == set()
    for stop, (before, after) in zip(network.stops, sides(network, met), strict=True):
        assert before <= {stop.modes[0]}
        assert after <= {stop.modes[1]}
        assert (stop.modes[0] is stop.modes[1]) == (stop.kind is not StopKind.TRANSFER)


def test_only_lines_of_one_gauge_meet_at_a_node(network: Network) -> None:
    met = at_nodes(network, lambda edge: int(network.arrays["gauge_mm"][edge]))
    assert {node for node, gauges in met.items() if len(gauges) > 1} == set()
    for stop, (before, after) in zip(network.stops, sides(network, met), strict=True):
        if stop.kind is not StopKind.TRANSFER and before and after:
            assert (before != after) == (stop.kind is StopKind.GAUGE_BREAK), stop


def test_only_lines_of_one_country_meet_at_a_node(network: Network) -> None:
    met = at_nodes(network, lambda edge: country_of(network, edge))
    assert {node for node, countries in met.items() if len(countries) > 1} == set()
    for stop, (before, after) in zip(network.stops, sides(network, met), strict=True):
        if stop.kind is not StopKind.TRANSFER:
            assert before <= {stop.countries[0]}, stop
            assert after <= {stop.countries[1]}, stop


def test_borders_stand_only_where_countries_differ(network: Network) -> None:
    def abroad(stop: NetworkStop) -> bool:
        return stop.countries[0] != stop.countries[1]

    assert all(abroad(stop) for stop in network.stops if stop.kind is StopKind.BORDER)
    inland = {
        stop.place_id
        for stop in network.stops
        if stop.kind is StopKind.GAUGE_BREAK and not abroad(stop)
    }
    assert inland == {"astara-ir"}


def test_a_line_that_is_not_operating_is_a_link_one_can_build(network: Network) -> None:
    arrays = network.arrays
    idle = np.flatnonzero(arrays["status"] != STATUSES.index(Status.OPERATING)).tolist()
    assert len(idle) >= 4
    for edge in idle:
        assert network.links[arrays["link"][edge]], ends_of(network, edge)


def test_months_are_months(network: Network) -> None:
    for name in ("opened", "closed", "stop_closed"):
        months = np.unique(network.arrays[name])
        months = months[months > 0]
        assert np.all((months // 100 >= 1990) & (months // 100 <= 2040))
        assert np.all((months % 100 >= 1) & (months % 100 <= 12))


def test_every_source_of_a_length_is_described(network: Network) -> None:
    used = {source for row in network.source_sets for source in row}
    assert used <= set(network.sources)
    assert all(network.sources[source].title for source in used)


def test_the_terminals_of_a_place_are_nodes_of_their_mode(network: Network) -> None:
    met = at_nodes(network, lambda edge: mode_of(network, edge))
    assert len(network.place_nodes) > 100
    for place, nodes in network.place_nodes.items():
        assert nodes, place
        for mode, node in nodes.items():
            assert met.get(node, {mode}) == {mode}, place


def test_ports_reach_nodes_of_the_lanes(network: Network) -> None:
    met = at_nodes(network, lambda edge: mode_of(network, edge))
    assert len(network.port_ends) > 1000
    for port, ends in network.port_ends.items():
        assert ends, port
        for node, km in ends:
            assert met[node] == {Mode.SEA}, port
            assert km >= 0, port


def test_nothing_of_the_network_can_be_changed(network: Network) -> None:
    for name, array in network.arrays.items():
        with pytest.raises(ValueError, match="read-only"):
            array[:1] = 0
        assert not array.flags.writeable, name
    before = network.line(0).copy()
    network.line(0)[:] = 0
    assert np.array_equal(network.line(0), before)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Make a copy of the folder of the network."""
    return shutil.copytree(NETWORK, tmp_path / "network")


@pytest.mark.parametrize("name", ["network.npz", "network.json"])
def test_a_missing_file_is_named(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(LayerError, match=rf"^{name} is missing from network/; {REBUILD}"):
        load_network(copied)


@pytest.mark.parametrize("name", ["network.npz", "network.json"])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_file_cut_short_is_named(copied: Path, name: str, share: float) -> None:
    path = copied / name
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(LayerError, match=rf"^{name} is damaged; {REBUILD}"):
        load_network(copied)


@pytest.mark.parametrize("name", ["stops", "links", "gate_sets", "place_nodes", "sources"])
def test_a_table_left_out_is_damage(copied: Path, name: str) -> None:
    tables = json.loads((copied / "network.json").read_text("utf-8"))
    del tables[name]
    (copied / "network.json").write_text(json.dumps(tables), encoding="utf-8")
    with pytest.raises(LayerError, match=r"network\.json is damaged"):
        load_network(copied)


@pytest.mark.parametrize("name", ["track_km", "line_step", "stop_kind", "opened", "mark_inner"])
def test_an_array_left_out_is_damage(copied: Path, name: str) -> None:
    with np.load(copied / "network.npz") as archive:
        kept = {key: archive[key] for key in archive.files if key != name}
    np.savez(copied / "network.npz", **kept)
    with pytest.raises(LayerError, match=r"network\.(npz|json) is damaged"):
        load_network(copied)


def test_arrays_of_two_builds_are_damage(copied: Path) -> None:
    with np.load(copied / "network.npz") as archive:
        arrays = {key: archive[key] for key in archive.files}
    arrays["track_km"] = arrays["track_km"][:-5]
    np.savez(copied / "network.npz", **arrays)
    with pytest.raises(LayerError, match=r"network\.npz is damaged"):
        load_network(copied)
