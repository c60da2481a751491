"""Lines that have a speed of their own: which edges of the network lie on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from geo.errors import LayerError
from geo.model import Mode
from geo.network.graph import MODES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.network.graph import Network

STOP_KM: Final = 0.001


def stretch_edges(network: Network, stretches: Mapping[str, str]) -> dict[int, str]:
    """Find the edges of lines that have a speed of their own: the shortest way by rail.

    Parameters
    ----------
    network
        The network.
    stretches
        Country of each line; a line is written by its two ends, ids of places. Edges in other
        countries are left out, so that a line may be named after the station across the border.

    Returns
    -------
    dict of int to str
        The stretch of each edge that is on one.

    Raises
    ------
    LayerError
        An end is no place on a railway, or no railway joins the two.

    Examples
    --------
    >>> from geo.network.graph import load_network
    >>> network = load_network()
    >>> edges = list(stretch_edges(network, {"akyayla..garmsar": "IR"}))
    >>> bool(420 < network.arrays["track_km"][edges].sum() < 500)
    True
    """
    if not stretches:
        return {}
    joined, edges = _shortest_rail_edges(network)
    pairs = np.divmod(joined, network.node_count)
    weights = _km(network, edges)
    graph = csr_matrix((weights, pairs), shape=(network.node_count, network.node_count))
    by_edge: dict[int, str] = {}
    for stretch, country in stretches.items():
        first, last = (_rail_node(network, end) for end in stretch.split(".."))
        _, before_each = dijkstra(graph, directed=False, indices=[first], return_predecessors=True)
        before = before_each[0]
        while last != first:
            previous = int(before[last])
            if previous < 0:
                msg = f"no railway joins the ends of {stretch}"
                raise LayerError(msg)
            pair = min(previous, last) * network.node_count + max(previous, last)
            edge = int(edges[np.searchsorted(joined, pair)])
            if edge < network.line_count and (
                network.countries[network.arrays["country"][edge]] == country
            ):
                by_edge[edge] = stretch
            last = previous
    return by_edge


def _shortest_rail_edges(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give pairs of joined nodes, and of each the shortest railway or a stop; shape (pairs,).

    A pair is one number, the smaller node times the number of nodes plus the larger; ascending.
    """
    by_rail = np.flatnonzero(network.arrays["mode"] == MODES.index(Mode.RAIL))
    stops = np.arange(network.line_count, len(network.starts))
    edges = np.concatenate((by_rail, stops))
    edges = edges[network.starts[edges] != network.ends[edges]]
    edges = edges[np.argsort(-_km(network, edges), kind="stable")][::-1]
    starts, ends = network.starts[edges].astype(np.int64), network.ends[edges]
    pairs = np.minimum(starts, ends) * network.node_count + np.maximum(starts, ends)
    joined, first = np.unique(pairs, return_index=True)
    return joined, edges[first]


def _km(network: Network, edges: NDArray[np.int64]) -> NDArray[np.float64]:
    """Length of each edge; that of a stop is a metre, since a search overlooks edges of none."""
    km = np.append(network.arrays["track_km"], STOP_KM)
    return np.asarray(km[np.minimum(edges, network.line_count)])


def _rail_node(network: Network, place: str) -> int:
    node = network.place_nodes.get(place, {}).get(Mode.RAIL)
    if node is None:
        msg = f"a stretch ends at {place}, which is no place on a railway"
        raise LayerError(msg)
    return node
