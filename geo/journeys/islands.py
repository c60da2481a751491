"""Two places that nothing joins: which of them stands on lines of its own, and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.message import Message
from geo.model import PlaceKind

if TYPE_CHECKING:
    from geo.model import Place
    from geo.network import Snapper
    from geo.places import Places

QUAYS: Final = 64
"""Among so many places where ships enter the network at least one is a port, not a strait."""


def parted_text(
    snapper: Snapper, places: Places, origin: Place, destination: Place
) -> Message | None:
    """Say which of two places stands on lines of its own, and which port is nearest to it.

    None where lines join the two, whether they are open or not.

    Parameters
    ----------
    snapper
        Joins places to the network.
    places
        The gazetteer, for the name of the port.
    origin, destination
        Places within reach of the network.

    Examples
    --------
    >>> from geo.network import Snapper, load_network
    >>> from geo.places import load_places
    >>> snapper, places = Snapper(load_network()), load_places()
    >>> cairo, moscow, mumbai = map(places.find, ("Cairo", "Moscow", "Mumbai"))
    >>> str(parted_text(snapper, places, cairo, moscow)).partition("; ")[2]
    'choose a port: the nearest is Suez Canal, 115 km away'
    >>> parted_text(snapper, places, moscow, mumbai)
    """
    network = snapper.network
    every = np.ones(len(network.starts), dtype=np.bool_)
    edges = every.astype(np.int8), (network.starts, network.ends)
    joints = csr_array(edges, shape=(network.node_count, network.node_count))
    _, part = connected_components(joints, directed=False)
    sizes, parts = np.bincount(part), {}
    for place in (origin, destination):
        snaps = snapper.attach(place, every)
        parts[place] = {int(part[snap.node if snap.node >= 0 else snap.tail]) for snap in snaps}
    if not parts[origin].isdisjoint(parts[destination]):
        return None
    apart = min(parts, key=lambda place: max(sizes[number] for number in parts[place]))
    near = ((places.find(name), km) for name, km in snapper.quays_near(apart, QUAYS))
    port, km = next((port, km) for port, km in near if port.kind is PlaceKind.PORT)
    return Message(
        "{place} stands on railways or roads that no line and no port joins to the others; choose "
        "a port: the nearest is {port}, {km} km away",
        place=apart.name,
        port=port.name,
        km=f"{km:,.0f}",
    )
