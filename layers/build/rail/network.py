"""The railways: source graph, welds, digitised lines, countries, gauges, cuts at the borders."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geo.geodesy import MEAN_RADIUS_KM, densify, distance_km, segment_km, unit_vectors
from geo.model import Mode
from layers.build.gazetteer.countries import countries_of
from layers.build.rail.lengths import read_sections, set_lengths
from layers.build.rail.lines import OSM, Digitised, accuracy_of, read_lines
from layers.build.rail.source import MIN_TRACK_KM, read_railways
from layers.build.rail.thinning import thin
from layers.build.raw import RawEdge, RawNetwork
from layers.build.tables import inside, parse_line, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from layers.build.rail.lines import Edges
    from layers.build.raw import Line

WELD_KM: Final = 2.0
"""Nodes of different components nearer than this are one line broken by the extraction."""
WELD_SPACING_KM: Final = 4.0
"""Two welds of one pair of components lie at least this far apart."""
JOIN_KM: Final = 0.35
NEAR_KM: Final = 25.0
"""A dead end so near to a node that it cannot reach within so many kilometres is a broken line;"""
GAP_KM: Final = 1.2
FAR_KM: Final = 100.0
"""so is one across a wider gap, when the way round is very long or there is none."""
FACING_KM: Final = 3.0
FACING_COSINE: Final = 0.85
"""Two dead ends this near that run at each other are one line broken by the extraction, if"""
ROUND_KM: Final = 30.0
ROUND_TIMES: Final = 12.0
"""the way round is longer than both of these say, in kilometres and in times the gap."""
OUTWARD_KM: Final = 3.0
MIN_COMPONENT_KM: Final = 20.0

WIDE: Final = frozenset(
    [
        "RU",
        "FI",
        "BY",
        "KZ",
        "UZ",
        "TM",
        "TJ",
        "KG",
        "AZ",
        "GE",
        "AM",
        "UA",
        "MD",
        "EE",
        "LV",
        "LT",
        "MN",
    ],
)
INDIAN: Final = frozenset({"IN", "PK", "LK", "BD", "NP"})
GAUGES: Final = (
    (WIDE, 1520),
    (INDIAN, 1676),
    (frozenset({"ES", "PT"}), 1668),
    (frozenset({"IE"}), 1600),
)
STANDARD_MM: Final = 1435
LEFT_OUT: Final = frozenset({"HK", "KP", "MO"})
"""No train of the network crosses them, and their own lines lead no further."""


def gauge_of(country: str, point: tuple[float, float]) -> int:
    """Return the track gauge at a point of a country, millimetres."""
    for row in _gauge_overrides():
        (west, south), (east, north) = row[1]
        if country == row[0] and west <= point[0] <= east and south <= point[1] <= north:
            return row[2]
    return next((gauge for countries, gauge in GAUGES if country in countries), STANDARD_MM)


@cache
def _gauge_overrides() -> list[tuple[str, Line, int]]:
    return [
        (row["country"], parse_line(row["box"]), int(row["gauge_mm"]))
        for row in read_rows("gauge_overrides.csv")
    ]


def _graph(count: int, edges: Edges) -> csr_array:
    ends = np.array(list(edges))
    km = np.array(list(edges.values()))
    both = (np.concatenate((ends[:, 0], ends[:, 1])), np.concatenate((ends[:, 1], ends[:, 0])))
    return csr_array((np.concatenate((km, km)), both), shape=(count, count))


def weld_components(nodes: NDArray[np.float64], edges: Edges) -> int:
    """Join components whose nodes almost touch; return how many welds were made.

    Two welds of one pair of components are kept apart, so that an island is tied at both ends and
    a station throat is not tied ten times.
    """
    _, label = connected_components(_graph(len(nodes), edges), directed=False)
    tree = cKDTree(unit_vectors(nodes[:, 0], nodes[:, 1]))
    pairs = tree.query_pairs(WELD_KM / MEAN_RADIUS_KM, output_type="ndarray")
    used = np.bincount(np.array(list(edges)).ravel(), minlength=len(nodes)) > 0
    pairs = pairs[(label[pairs[:, 0]] != label[pairs[:, 1]]) & used[pairs].all(axis=1)]
    gaps = [distance_km(*nodes[a], *nodes[b]) for a, b in pairs]
    made: dict[tuple[int, int], list[int]] = defaultdict(list)
    for k in np.lexsort((pairs[:, 1], pairs[:, 0], gaps)):
        a, b = int(pairs[k, 0]), int(pairs[k, 1])
        key = (int(min(label[a], label[b])), int(max(label[a], label[b])))
        if any(distance_km(*nodes[a], *nodes[x]) < WELD_SPACING_KM for x in made[key]):
            continue
        made[key].append(a)
        edges[min(a, b), max(a, b)] = max(float(gaps[k]), MIN_TRACK_KM)
    return sum(map(len, made.values()))


def join_dead_ends(
    nodes: NDArray[np.float64], edges: Edges, reach_km: float = JOIN_KM, round_km: float = NEAR_KM
) -> int:
    """Join dead ends to the node they all but touch; return how many joins were made.

    Parameters
    ----------
    nodes, edges
        Those of the source; edges are added to the second.
    reach_km
        A node further away is not touched.
    round_km
        Nor is one that can be reached over so many kilometres of track.
    """
    neighbours: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for (a, b), km in edges.items():
        neighbours[a].append((b, km))
        neighbours[b].append((a, km))
    degree = np.bincount(np.array(list(edges)).ravel(), minlength=len(nodes))
    tree = cKDTree(unit_vectors(nodes[:, 0], nodes[:, 1]))
    made = 0
    for a in np.flatnonzero(degree == 1).tolist():
        near = tree.query_ball_point(tree.data[a], reach_km / MEAN_RADIUS_KM)
        if len(near) < 2:
            continue
        reached = _within(neighbours, a, round_km)
        gaps = sorted(
            (distance_km(*nodes[a], *nodes[b]), b) for b in near if degree[b] and b not in reached
        )
        if gaps:
            b = gaps[0][1]
            made += (min(a, b), max(a, b)) not in edges
            edges[min(a, b), max(a, b)] = max(gaps[0][0], MIN_TRACK_KM)
    return made


def join_facing_ends(nodes: NDArray[np.float64], edges: Edges, country: NDArray[np.str_]) -> int:
    """Join two dead ends of a country that point at each other across a short gap.

    Such a pair is one line that the extraction has broken, often at a bridge: the way round is many
    times the gap. Each end is joined once, the narrowest gaps first.

    Parameters
    ----------
    nodes, edges
        Those of the source; edges are added to the second.
    country
        Country of each node.

    Returns
    -------
    int
        How many joins were made.
    """
    graph = _graph(len(nodes), edges)
    degree = np.diff(graph.indptr)
    dead = np.flatnonzero(degree == 1)
    tree = cKDTree(unit_vectors(nodes[dead, 0], nodes[dead, 1]))
    facing = []
    for one, other in tree.query_pairs(FACING_KM / MEAN_RADIUS_KM):
        a, b = sorted((int(dead[one]), int(dead[other])))
        gap = distance_km(*nodes[a], *nodes[b])
        if country[a] != country[b] or gap < MIN_TRACK_KM:
            continue
        across = _bearing(nodes, a, b)
        outward = _outward(nodes, graph, a) @ across, -(_outward(nodes, graph, b) @ across)
        if min(outward) >= FACING_COSINE:
            facing.append((gap, a, b))
    joined: set[int] = set()
    made = 0
    for gap, a, b in sorted(facing):
        far = max(ROUND_KM, ROUND_TIMES * gap)
        if {a, b} & joined or dijkstra(graph, indices=[a], limit=far)[0, b] <= far:
            continue
        joined |= {a, b}
        edges[a, b] = gap
        made += 1
    return made


def _bearing(nodes: NDArray[np.float64], start: int, end: int) -> NDArray[np.float64]:
    """Return the direction from a node to another as a vector of length 1, east first."""
    (x0, y0), (x1, y1) = nodes[start], nodes[end]
    step = np.array([(x1 - x0) * np.cos(np.radians(y0)), y1 - y0])
    size = float(np.linalg.norm(step))
    return step / size if size else step


def _outward(nodes: NDArray[np.float64], graph: csr_array, end: int) -> NDArray[np.float64]:
    """Return the direction in which a line runs out at a dead end, over its last kilometres."""
    before, at, km = -1, end, 0.0
    while km < OUTWARD_KM:
        row = slice(int(graph.indptr[at]), int(graph.indptr[at + 1]))
        onward = [
            (int(node), float(step))
            for node, step in zip(graph.indices[row], graph.data[row], strict=True)
            if node != before
        ]
        if len(onward) != 1:
            break
        before, (at, step_km) = at, onward[0]
        km += step_km
    return _bearing(nodes, at, end)


def _within(
    neighbours: Mapping[int, list[tuple[int, float]]], root: int, limit_km: float
) -> set[int]:
    """Return the nodes within so many kilometres of track."""
    reached: set[int] = set()
    front = [(0.0, root)]
    while front:
        km, node = heappop(front)
        if node in reached:
            continue
        reached.add(node)
        for other, step in neighbours[node]:
            if other not in reached and km + step <= limit_km:
                heappush(front, (km + step, other))
    return reached


def drop_small_components(count: int, edges: Edges, drawn: Iterable[RawEdge]) -> None:
    """Remove components with little track: sidings that lead nowhere.

    Drawn lines hold components together as stored ones do.
    """
    ends = ((edge.start, edge.end) for edge in drawn)
    both = {(int(a[2:]), int(b[2:])): 1.0 for a, b in ends if a[0] == b[0] == "r"}
    number, label = connected_components(_graph(count, edges | both), directed=False)
    km = np.zeros(number)
    for (a, _), track in edges.items():
        km[label[a]] += track
    for pair in [pair for pair in edges if km[label[pair[0]]] < MIN_COMPONENT_KM]:
        del edges[pair]


def assign_countries(nodes: NDArray[np.float64]) -> NDArray[np.str_]:
    """Return each node's country, by polygon and then by the list of overrides."""
    country = countries_of(nodes)
    for row in read_rows("country_overrides.csv"):
        (west, south), (east, north) = parse_line(row["box"])
        inside = (
            (nodes[:, 0] >= west)
            & (nodes[:, 0] <= east)
            & (nodes[:, 1] >= south)
            & (nodes[:, 1] <= north)
        )
        country[inside & (country == row["from"])] = row["to"]
    return country


def leave_out(country: NDArray[np.str_], edges: Edges) -> None:
    """Take out the railways of countries that no ways through the network may cross."""
    barred = np.isin(country, list(LEFT_OUT))
    for a, b in [pair for pair in edges if barred[pair[0]] or barred[pair[1]]]:
        del edges[a, b]


def cut_at_border(edge: RawEdge, before: str, after: str) -> tuple[RawEdge, RawEdge]:
    """Split an edge whose ends lie in two countries where its line leaves the first.

    Track kilometres are shared out by drawn length. The new node is named after the border.
    """
    line = densify(edge.line, step_km=0.25)
    inside = countries_of(line) == before
    last = int(np.flatnonzero(inside)[-1]) if inside.any() else 0
    last = min(max(last, 1), len(line) - 2) if len(line) > 2 else 0
    if len(line) == 2:
        middle = (line[0] + line[1]) / 2
        line = np.vstack((line[:1], middle[None], line[1:]))
        last = 1
    point = (round(float(line[last, 0]), 5), round(float(line[last, 1]), 5))
    along = np.concatenate(([0.0], np.cumsum(segment_km(line))))
    share = along[last] / along[-1]
    given = np.concatenate(([0.0], np.cumsum(segment_km(edge.line))))
    head = tuple(p for p, km in zip(edge.line, given, strict=True) if km < along[last] - 0.01)
    tail = tuple(p for p, km in zip(edge.line, given, strict=True) if km > along[last] + 0.01)
    node = f"border:{before}-{after}:{point[0]:.4f},{point[1]:.4f}"
    first = edge.changed(
        end=node,
        line=(*head, point),
        track_km=edge.track_km * share,
        country=before,
        gauge_mm=edge.gauge_mm or gauge_of(before, edge.line[0]),
    )
    second = edge.changed(
        start=node,
        line=(point, *tail),
        track_km=edge.track_km * (1 - share),
        country=after,
        gauge_mm=edge.gauge_mm or gauge_of(after, edge.line[-1]),
    )
    return first, second


def with_countries(edges: Iterable[RawEdge], country: dict[str, str]) -> Iterator[RawEdge]:
    """Yield the edges with country and gauge set, cut where they cross a border."""
    for edge in edges:
        before, after = country[edge.start], country[edge.end]
        if before != after:
            yield from cut_at_border(edge, before, after)
        else:
            gauge = edge.gauge_mm or gauge_of(before, edge.line[0])
            yield edge.changed(country=before, gauge_mm=gauge)


def marked(edges: list[RawEdge]) -> list[RawEdge]:
    """Give edges the opening month and the gate of the box their middle lies in."""
    openings = [(parse_line(row["box"]), row) for row in read_rows("rail_openings.csv")]
    gates = [(parse_line(row["box"]), row["gate"]) for row in read_rows("rail_gates.csv")]
    result = []
    for edge in edges:
        middle = np.mean(edge.line, axis=0)
        fields: dict[str, object] = {}
        for box, row in openings:
            if inside(middle, box):
                fields |= {"opened": int(row["opened"]), "link": row["link"]}
        for box, gate in gates:
            if inside(middle, box):
                fields["gates"] = edge.gates | {gate}
        result.append(edge.changed(**fields) if fields else edge)
    return result


def rail_network() -> RawNetwork:
    """Build the railways of the network's box.

    Returns
    -------
    RawNetwork
        Nodes ``r:`` of the source, ``d:`` digitised, ``border:`` at borders.
    """
    nodes, edges = read_railways()
    country_of = assign_countries(nodes)
    leave_out(country_of, edges)
    weld_components(nodes, edges)
    join_dead_ends(nodes, edges)
    join_facing_ends(nodes, edges, country_of)
    join_dead_ends(nodes, edges, GAP_KM, FAR_KM)
    digitised = Digitised(nodes, edges)
    for row in read_lines():
        digitised.apply(row)
    published = set_lengths(nodes, edges, digitised.drawn, read_sections())
    thin(nodes, edges, digitised.drawn)
    drop_small_components(len(nodes), edges, digitised.drawn)
    used = {node for pair in edges for node in pair}
    used |= {int(end[2:]) for e in digitised.drawn for end in (e.start, e.end) if end[0] == "r"}
    kept = sorted(used)
    keys = [f"r:{i}" for i in kept] + list(digitised.new)
    added = np.array(list(digitised.new.values())).reshape(-1, 2)
    countries = [*country_of[kept].tolist(), *assign_countries(added).tolist()]
    country = dict(zip(keys, countries, strict=True))
    plain = [
        RawEdge(
            start=f"r:{a}",
            end=f"r:{b}",
            mode=Mode.RAIL,
            line=(line := (_point(nodes[a]), _point(nodes[b]))),
            track_km=km,
            country="",
            accuracy=accuracy_of(line),
            sources=(published[a, b],) if (a, b) in published else OSM,
        )
        for (a, b), km in edges.items()
    ]
    network = RawNetwork()
    network.add(marked(list(with_countries([*plain, *digitised.drawn], country))))
    return network


def _point(node: NDArray[np.float64]) -> tuple[float, float]:
    return float(node[0]), float(node[1])
