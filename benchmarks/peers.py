"""Other programs that find routes, each where it is installed; none is a dependency.

``pip install --target peers searoute==1.6.0 scgraph==3.6.0`` and ``PYTHONPATH=peers`` bring both.
The igraph back end of searoute takes no part: it fails in a process that has used the other one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model import Place
    from geo.network import Network

HIERARCHY: Final = {
    "algorithm_fn": "contraction_hierarchy",
    "node_addition_type": "kdclosest",
    "destination_node_addition_type": "kdclosest",
}


def sea_peers() -> dict[str, Callable[[Place, Place], object]]:
    """Give sea routes by other programs, all on the lanes of searoute, by what they give."""
    try:
        import searoute  # noqa: PLC0415 - the peer may be absent
    except ImportError:
        print("searoute is not installed; see the head of benchmarks/peers.py")
        return {}
    peers: dict[str, Callable[[Place, Place], object]] = {
        "searoute 1.6.0: line and kilometres, no time": lambda a, b: searoute.searoute(
            [a.lon, a.lat], [b.lon, b.lat]
        )
    }
    if _has("scgraph"):
        graph = _lanes(searoute.setup_M())
        ways: dict[str, dict[str, Any]] = {
            "default: line and kilometres": {},
            "contraction hierarchy: line and kilometres": HIERARCHY,
            "contraction hierarchy: kilometres alone": {**HIERARCHY, "length_only": True},
        }
        for name, options in ways.items():
            peers[f"scgraph 3.6.0, {name}, no closures"] = partial(_scgraph, graph, options)
    return peers


def hierarchy(network: Network, hours: np.ndarray) -> Callable[[int, int], object] | None:
    """Build a contraction hierarchy of the whole network under one set of rules.

    Parameters
    ----------
    network
        Its edges are taken in both directions, the quickest of each pair of ends.
    hours
        Of each edge; infinite where it is closed.

    Returns
    -------
    Callable or None
        Gives the hours between two nodes that are joined; None if scgraph is not installed.
    """
    if not _has("scgraph"):
        print("scgraph is not installed; see the head of benchmarks/peers.py")
        return None
    from scgraph.contraction_hierarchies import CHGraph  # noqa: PLC0415 - the peer may be absent

    graph: list[dict[int, float]] = [{} for _ in range(int(network.indptr.size) - 1)]
    ends = zip(network.starts.tolist(), network.ends.tolist(), hours.tolist(), strict=True)
    for first, last, each in ends:
        if np.isfinite(each) and first != last:
            for one, other in ((first, last), (last, first)):
                graph[one][other] = min(each, graph[one].get(other, np.inf))
    built = CHGraph(graph=graph)
    return lambda first, last: built.get_shortest_path(first, last, length_only=True)["length"]


def _has(name: str) -> bool:
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def _lanes(lanes: Any) -> Any:  # noqa: ANN401 - the peers have no types
    """Give the lanes of searoute as a network of scgraph."""
    from scgraph.geograph import GeoGraph  # noqa: PLC0415 - the peer may be absent

    numbers = {node: number for number, node in enumerate(lanes.nodes)}
    graph = [
        {numbers[other]: edge["weight"] for other, edge in lanes[node].items() if other != node}
        for node in numbers
    ]
    return GeoGraph(graph=graph, nodes=[[lat, lon] for lon, lat in numbers])


def _scgraph(
    graph: Any,  # noqa: ANN401 - the peer has no types
    options: dict[str, Any],
    origin: Place,
    destination: Place,
) -> object:
    ends = [{"latitude": one.lat, "longitude": one.lon} for one in (origin, destination)]
    return graph.get_shortest_path(*ends, **options)
