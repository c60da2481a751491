"""The overlay: its ways are those of a plain search over every edge, whatever is closed."""

from __future__ import annotations

import shutil
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.errors import LayerError
from geo.model import Mode, Water
from geo.network import Network, Router, Rules, load_arcs
from geo.network.graph import COLUMNS, MODES, STOP_COLUMNS, WATERS
from geo.network.overlay import MARK, NO_CELL, Arcs, find_arcs, tie_marks
from geo.paths import NETWORK

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.journeys.atlas import Atlas

FILE: Final = NETWORK / "arcs.npz"
ROUNDS, SOURCES, TARGETS = 12, 3, 40
LINKS: Final = ("rasht-astara", "khash-chabahar", "rozanak-herat", "qazvin-rasht")


def rules_of(random: np.random.Generator, atlas: Atlas) -> Rules:
    """Make up rules: some gates closed, some links built, a month or none, some modes or all."""
    gates = sorted(atlas.network.gates)
    closed = random.choice(gates, random.integers(0, 5), replace=False).tolist()
    built = random.choice(LINKS, random.integers(0, 3), replace=False).tolist()
    year = int(random.integers(2004, 2027))
    land = frozenset({Mode.RAIL, Mode.ROAD})
    return Rules(
        closed=frozenset(closed),
        built=frozenset(built),
        month=year * 100 + 6 if random.random() < 1 / 2 else None,
        modes=land if random.random() < 1 / 4 else frozenset(Mode),
    )


def plain_ways(
    atlas: Atlas, weights: NDArray[np.float64], source: int
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    network = atlas.network
    matrix = csr_array(
        (weights[network.order], network.indices, network.indptr), shape=(network.node_count,) * 2
    )
    reach, before = dijkstra(matrix, indices=[source], return_predecessors=True)
    return reach[0], before[0]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_way_is_that_of_the_plain_search_node_by_node(atlas: Atlas, seed: int) -> None:
    random = np.random.default_rng(seed)
    open_ = atlas.router.open_edges(rules_of(random, atlas))
    weights = np.where(open_, atlas.router.hours, np.inf)
    count, joined = atlas.network.node_count, 0
    for source in random.choice(count, SOURCES, replace=False).tolist():
        reach, before = plain_ways(atlas, weights, source)
        for target in random.choice(count, TARGETS, replace=False).tolist():
            hours, nodes = atlas.router.overlay.search([(source, 1.0)], [(target, 2.0)], open_)
            if np.isinf(reach[target]):
                assert (hours, nodes) == (np.inf, [])
                continue
            chain = [target]
            while chain[-1] != source:
                chain.append(int(before[chain[-1]]))
            assert nodes == chain[::-1]
            assert hours == pytest.approx(reach[target] + 3, abs=1e-9)
            joined += 1
    assert joined > 0


def test_a_node_is_reached_from_itself_at_no_cost(atlas: Atlas) -> None:
    open_ = atlas.router.open_edges(Rules())
    overlay = atlas.router.overlay
    inner = next(n for n in range(atlas.network.node_count) if n not in set(overlay.corners))
    for node in (inner, int(overlay.corners[0])):
        assert overlay.search([(node, 1.5)], [(node, 0.5)], open_) == (2.0, [node])


def test_the_corners_are_few_and_the_arcs_lead_both_ways(atlas: Atlas) -> None:
    corners, arcs = set(atlas.router.overlay.corners.tolist()), load_arcs(atlas.network)
    assert 100 < len(corners) < atlas.network.node_count / 20
    there = set(zip(arcs.start.tolist(), arcs.end.tolist(), arcs.km.tolist(), strict=True))
    assert there == {(end, start, km) for start, end, km in there}
    assert {start for start, _, _ in there} <= corners
    assert set(np.flatnonzero(atlas.network.is_port).tolist()) <= corners


def test_an_arc_is_as_long_as_its_edges_and_all_are_of_its_class(atlas: Atlas) -> None:
    network, router, arcs = atlas.network, atlas.router, load_arcs(atlas.network)
    random = np.random.default_rng(5)
    through = np.flatnonzero((arcs.cell != NO_CELL) & ~network.is_port[arcs.start])
    assert len(through) > 0
    names = (
        "mode",
        "country",
        "water",
        "status",
        "opened",
        "closed",
        "link",
        "gate_set",
        "gauge_mm",
    )
    for arc in random.choice(through, 60, replace=False).tolist():
        like = int(arcs.edge[arc])
        assert like < network.line_count
        same = [network.arrays[name] == network.arrays[name][like] for name in names]
        only = np.zeros(len(network.starts), dtype=bool)
        only[: network.line_count] = np.logical_and.reduce(same)
        ends = [(int(arcs.start[arc]), 0.0)], [(int(arcs.end[arc]), 0.0)]
        _, nodes = router.overlay.search(*ends, only)
        chain = np.array(nodes)
        edges = network.edges_between(chain[:-1], chain[1:])
        assert network.arrays["track_km"][edges].sum() == pytest.approx(arcs.km[arc], abs=1e-4)
        assert all(only[edge] for edge in edges.tolist())


def test_no_two_ways_have_the_same_marks(atlas: Atlas) -> None:
    marks = tie_marks(atlas.network)
    assert len(np.unique(marks)) == len(marks) > 0
    assert 0 <= marks.min() < marks.max() < MARK
    round_one, round_other = marks[:-3] + marks[3:], marks[1:-2] + marks[2:-1]
    assert np.abs(round_one - round_other).min() > 0


def test_the_file_holds_the_arcs_of_the_network(atlas: Atlas) -> None:
    """Whoever changes the network makes it again: ``python -m layers.build arcs``."""
    stored, found = load_arcs(atlas.network), find_arcs(atlas.network)
    assert len(fields(Arcs)) > 1
    for name in (one.name for one in fields(Arcs)):
        assert np.array_equal(getattr(stored, name), getattr(found, name)), name


def test_arcs_serve_other_speeds_as_well(atlas: Atlas) -> None:
    router = Router(atlas.network, _Slowly(), load_arcs(atlas.network))
    open_ = router.open_edges(Rules())
    places = ("moscow", "tehran", "mumbai", "almaty", "rostov-on-don")
    nodes = [next(iter(atlas.network.place_nodes[place].values())) for place in places]
    weights = np.where(open_, router.hours, np.inf)
    assert len(nodes) > 1
    for source in nodes:
        reach, _ = plain_ways(atlas, weights, source)
        for target in nodes:
            hours, _ = router.overlay.search([(source, 0.0)], [(target, 0.0)], open_)
            assert hours == pytest.approx(reach[target], rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("damage", ["missing", "cut short", "empty", "no archive", "a column lost"])
def test_a_file_of_arcs_that_cannot_be_read_is_named(
    atlas: Atlas, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "arcs.npz"
    if damage == "cut short":
        path.write_bytes(FILE.read_bytes()[:-500])
    elif damage == "empty":
        path.touch()
    elif damage == "no archive":
        path.write_text("start,end\n")
    elif damage == "a column lost":
        with np.load(FILE) as archive:
            np.savez(path, **{name: archive[name] for name in archive.files if name != "cell"})
    with pytest.raises(LayerError, match=r"arcs\.npz is (missing from|damaged)"):
        load_arcs(atlas.network, tmp_path)
    shutil.copy(FILE, path)
    assert len(load_arcs(atlas.network, tmp_path).km) > 0


def test_arcs_of_another_network_are_refused(atlas: Atlas) -> None:
    longer = {**atlas.network.arrays, "track_km": atlas.network.arrays["track_km"] * 2}
    with pytest.raises(LayerError, match=r"arcs\.npz is of another network"):
        load_arcs(replace(atlas.network, arrays=longer))


COUNTRIES: Final = ("XZ", "AA", "BB")
"""International waters and two countries that no map knows."""


def small_network(*lines: tuple[int, int, str, float], ports: tuple[int, ...] = ()) -> Network:
    """Make up a network of lines: first and last node, country, kilometres; `XZ` is the sea."""
    count = len(lines)
    columns = {name: np.zeros(count, dtype=np.int32) for name in COLUMNS}
    columns |= {name: np.zeros(0, dtype=np.int32) for name in STOP_COLUMNS}
    at_sea = [country == "XZ" for _, _, country, _ in lines]
    start, end, _, km = zip(*lines, strict=True)
    return Network(
        arrays=columns
        | {
            "start": np.array(start, dtype=np.int32),
            "end": np.array(end, dtype=np.int32),
            "track_km": np.array(km),
            "mode": np.where(at_sea, MODES.index(Mode.SEA), MODES.index(Mode.RAIL)),
            "water": np.where(at_sea, WATERS.index(Water.OCEAN), WATERS.index(Water.NONE)),
            "country": np.array([COUNTRIES.index(country) for _, _, country, _ in lines]),
            "node_lon": np.zeros(max(*start, *end) + 1),
        },
        countries=COUNTRIES,
        links=("",),
        gate_sets=(frozenset(),),
        source_sets=((),),
        stops=(),
        place_nodes={f"port {node}": {Mode.SEA: node} for node in ports},
        port_ends={},
        port_points={},
        sources={},
    )


def test_a_way_past_a_port_is_kept_beside_a_shorter_one_through_it() -> None:
    """By the port 20 km and two approaches of a day each; past it 30 km of open water."""
    past = [(0, 3, "XZ", 15.0), (3, 1, "XZ", 15.0)]
    through = [(0, 2, "XZ", 10.0), (2, 1, "XZ", 10.0)]
    banks = [(4, 0, "AA", 1.0), (1, 5, "AA", 1.0)]
    network = small_network(*past, *through, *banks, ports=(2,))
    router = Router(network, _Slowly())
    hours, nodes = router.overlay.search([(0, 0.0)], [(1, 0.0)], router.open_edges(Rules()))
    assert nodes == [0, 3, 1]
    assert hours == pytest.approx(30 * 0.3)


@pytest.mark.parametrize("quick", ["AA", "BB"])
def test_of_two_arcs_between_the_same_corners_the_quicker_open_one_is_taken(quick: str) -> None:
    """Each of two countries has a line between the two corners; the quick one is the shorter."""
    lines = [
        (0, node, country, 10.0 if country == quick else 40.0)
        for node, country in ((2, "AA"), (3, "BB"))
    ]
    network = small_network(*lines, *((1, node, country, km) for _, node, country, km in lines))
    router = Router(network, _Slowly())
    slow = "BB" if quick == "AA" else "AA"
    via = {"AA": 2, "BB": 3}
    for open_, country, km in (
        (Rules(), quick, 20),
        (Rules(countries=frozenset({quick})), quick, 20),
        (Rules(countries=frozenset({slow})), slow, 80),
    ):
        hours, nodes = router.overlay.search([(0, 0.0)], [(1, 0.0)], router.open_edges(open_))
        assert nodes == [0, via[country], 1]
        assert hours == pytest.approx(km * 0.1)


class _Slowly:
    """Times that no ledger says: slow ships, slow trains, long stops."""

    def per_km(self, mode: Mode, country: str, _water: Water, /) -> float:
        """Return hours per kilometre."""
        return (0.3 if mode is Mode.SEA else 0.1) + (0.05 if country == "IR" else 0)

    def stop(self, *_: object) -> float:
        """Return hours at a stop."""
        return 7.0
