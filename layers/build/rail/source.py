"""The railway graph as its package holds it: OpenStreetMap's topology with the length of track."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import numpy as np

from layers.build.packages import SCGRAPH_DATA

if TYPE_CHECKING:
    from numpy.typing import NDArray

MEMBER: Final = "scgraph_data/world_railways.py"
WEST, SOUTH, EAST, NORTH = -10.5, 5.0, 150.0, 72.0
"""Box of the network, degrees (EPSG:4326): Europe and Asia as far as railways join them."""
MIN_TRACK_KM: Final = 0.001
"""Floor of a length: a sparse matrix must not hold a zero that means an edge."""


def read_railways() -> tuple[NDArray[np.float64], dict[tuple[int, int], float]]:
    """Read the part of the world's railway graph that lies in the box of the network.

    The member is Python source that holds two literals. They are cut out as text and read as JSON;
    nothing is executed.

    Returns
    -------
    nodes
        Shape (n, 2), longitude first, EPSG:4326, three decimals.
    edges
        Kilometres of track by (lower node, higher node); no loops, the shortest of parallels.
    """
    text = SCGRAPH_DATA.read(MEMBER).decode("ascii")
    graph_text = text[text.index("graph=") + 6 : text.index("\nnodes=")]
    nodes_text = text[text.index("\nnodes=") + 7 : text.rindex("\nworld_railways_geograph")]
    graph: list[dict[str, float]] = json.loads(re.sub(r"(\d+):", r'"\1":', graph_text))
    lat_lon = np.asarray(json.loads(nodes_text), dtype=np.float64)
    lon, lat = lat_lon[:, 1], lat_lon[:, 0]
    inside = (lon >= WEST) & (lon <= EAST) & (lat >= SOUTH) & (lat <= NORTH)
    number = np.cumsum(inside) - 1
    edges: dict[tuple[int, int], float] = {}
    for i, neighbours in enumerate(graph):
        if not inside[i]:
            continue
        for key, km in neighbours.items():
            j = int(key)
            if i != j and inside[j]:
                pair = (int(number[min(i, j)]), int(number[max(i, j)]))
                edges[pair] = min(edges.get(pair, np.inf), max(float(km), MIN_TRACK_KM))
    return np.column_stack((lon[inside], lat[inside])), edges
