"""Outside the corridor's own box: keep the lines that lead from town to town.

The source holds every siding, yard and mining branch. Within the box that the corridors cross all
of it stays. Outside, a line stays if it lies on a shortest way between two *ends*: towns, ports,
dry ports and places on the railway. So the kilometres between any two ends are those of the whole
source, and what leads nowhere is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geo.geodesy import MEAN_RADIUS_KM, unit_vectors
from geo.model import Status
from layers.build.gazetteer.dry_ports import read_dry_ports
from layers.build.gazetteer.ports import read_ports
from layers.build.gazetteer.towns import read_railway_towns
from layers.build.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from layers.build.rail.lines import Edges
    from layers.build.raw import RawEdge

CORE: Final = (20.0, 22.0, 82.0, 66.0)
"""West, south, east and north of the box in which all tracks stay."""
COUNTRIES: Final = frozenset({
    "AL", "AT", "BA", "BD", "BE", "BG", "BY", "CH", "CN", "CZ", "DE", "DK", "EE", "ES",
    "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IN", "IQ", "IR", "IT", "KG", "KR", "KZ",
    "LT", "LU", "LV", "MD", "ME", "MK", "MN", "NL", "NO", "NP", "PK", "PL", "PT", "RO",
    "RS", "RU", "SE", "SI", "SK", "TJ", "TR", "UA", "UZ", "XK",
})  # fmt: skip
"""Countries whose towns are ends of lines outside that box."""
SPARSE: Final = frozenset({"MN", "RU"})
"""Where even a small town is a junction or a border station."""
REACH_KM: Final = 12.0
"""A town further from any track is no end of a line."""
NEIGHBOUR_KM: Final = 350.0
"""Ways to all ends this near are kept; to the large ones, from everywhere."""
HUB_PEOPLE: Final = 400_000
COMPONENT_KM: Final = 300.0
"""A piece of railway shorter than this, in all its lines, is no place to arrive at."""


def thin(nodes: NDArray[np.float64], edges: Edges, drawn: Iterable[RawEdge] = ()) -> int:
    """Leave out the lines that lie on no shortest way between two ends.

    Parameters
    ----------
    nodes, edges
        Those of the source; edges are taken out of the second.
    drawn
        Lines drawn by hand: they stay, ways may use those that operate, and lead to their ends.

    Returns
    -------
    int
        How many edges are left out.
    """
    pairs = np.array(list(edges))
    km = np.array(list(edges.values()))
    by_hand = _numbered(drawn, len(nodes))
    rows, columns = np.concatenate((pairs, [pair for pair, _ in by_hand])).T
    size = max(len(nodes), int(rows.max()) + 1, int(columns.max()) + 1)
    weights = np.concatenate((km, [km for _, km in by_hand]))
    graph = csr_array((weights, (rows, columns)), shape=(size, size))
    graph = graph + graph.T
    inside = _in_core(nodes)
    both_inside = inside[pairs[:, 0]] & inside[pairs[:, 1]]
    ends, hubs = _ends(nodes, graph)
    crossing = pairs[inside[pairs[:, 0]] != inside[pairs[:, 1]]]
    tips = np.array([node for pair, _ in by_hand for node in pair if node < len(nodes)], dtype=int)
    ends = np.union1d(ends, np.concatenate((crossing[inside[crossing]], tips[~inside[tips]])))
    keys = [pairs[both_inside, 0] * size + pairs[both_inside, 1]]
    keys += [_tree_keys(graph, hub, ends, np.inf) for hub in hubs.tolist()]
    keys += [_tree_keys(graph, end, ends, NEIGHBOUR_KM) for end in ends.tolist()]
    kept = np.unique(np.concatenate(keys))
    dropped = pairs[~np.isin(pairs[:, 0] * size + pairs[:, 1], kept)]
    for a, b in dropped.tolist():
        del edges[a, b]
    return len(dropped)


def _numbered(drawn: Iterable[RawEdge], count: int) -> list[tuple[tuple[int, int], float]]:
    """Return ends, numbered on behind those of the source where they are new, and kilometres."""
    numbers: dict[str, int] = {}

    def number(key: str) -> int:
        return int(key[2:]) if key[0] == "r" else numbers.setdefault(key, count + len(numbers))

    return [
        ((number(edge.start), number(edge.end)), edge.track_km)
        for edge in drawn
        if edge.status is Status.OPERATING
    ]


def _in_core(nodes: NDArray[np.float64]) -> NDArray[np.bool_]:
    west, south, east, north = CORE
    lon, lat = nodes[:, 0], nodes[:, 1]
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _ends(
    nodes: NDArray[np.float64], graph: csr_array
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Nodes nearest to the ends of lines outside the core, and those of large cities anywhere."""
    towns = read_railway_towns(COUNTRIES, SPARSE)
    points = [(lon, lat) for lon, lat, _ in towns]
    points += [(town.lon, town.lat) for town in read_dry_ports()]
    points += [(port.lon, port.lat) for port in read_ports() if port.country in COUNTRIES]
    points += [
        (float(row["lon"]), float(row["lat"]))
        for row in read_rows("places.csv")
        if "rail" in row["terminals"].split()
    ]
    count, label = connected_components(graph, directed=False)
    half_km = np.bincount(label, weights=np.asarray(graph.sum(axis=1)).ravel(), minlength=count)
    usable = np.flatnonzero(half_km[label[: len(nodes)]] / 2 >= COMPONENT_KM)
    tree = cKDTree(unit_vectors(nodes[usable, 0], nodes[usable, 1]))
    at = np.array(points)
    gaps, nearest = tree.query(unit_vectors(at[:, 0], at[:, 1]))
    near = np.asarray(gaps) * MEAN_RADIUS_KM <= REACH_KM
    found = usable[np.asarray(nearest)]
    large = np.array([people >= HUB_PEOPLE for *_, people in towns])
    hubs = np.unique(found[: len(towns)][near[: len(towns)] & large])
    return np.unique(found[near & ~_in_core(at)]), hubs


def _tree_keys(
    graph: csr_array, root: int, ends: NDArray[np.int64], limit: float
) -> NDArray[np.int64]:
    """Keys of the edges on the shortest ways from a node to all ends within reach."""
    lengths, before_each = dijkstra(
        graph, directed=False, indices=[root], return_predecessors=True, limit=limit
    )
    km, before = lengths[0], before_each[0].astype(np.int64)
    marked = np.zeros(len(km), dtype=bool)
    front = ends[np.isfinite(km[ends])]
    while len(front):
        marked[front] = True
        front = before[front]
        front = np.unique(front[(front >= 0) & ~marked[np.maximum(front, 0)]])
    last = np.flatnonzero(marked & (before >= 0))
    first = before[last]
    keys: NDArray[np.int64] = np.minimum(first, last) * len(km) + np.maximum(first, last)
    return keys
