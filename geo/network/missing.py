"""Links of the network that carry no traffic yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.model import Status
from geo.network.graph import STATUSES

if TYPE_CHECKING:
    from geo.network.graph import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLink:
    """A railway that is planned or being built."""

    id: str
    km: float
    """Kilometres of track, as designed or measured."""
    gauge_mm: int
    countries: tuple[str, ...]
    """ISO 3166 codes of the countries it lies in."""
    status: Status
    sources: tuple[str, ...]
    """Ids of the sources of its length."""
    lines: tuple[tuple[tuple[float, float], ...], ...] = field(repr=False)
    """Longitude and latitude in degrees, EPSG:4326, a line an edge."""


def missing_links(network: Network) -> tuple[MissingLink, ...]:
    """List the links that carry no traffic yet, in the order of the network.

    Examples
    --------
    >>> from geo.network.graph import load_network
    >>> links = missing_links(load_network())
    >>> {link.id: round(link.km) for link in links if link.status == "planned"}
    {'rasht-astara': 162}
    """
    arrays = network.arrays
    idle = (arrays["status"] != STATUSES.index(Status.OPERATING)) & (arrays["link"] != 0)
    links = []
    for number in np.unique(arrays["link"][idle]):
        edges: list[int] = np.flatnonzero(idle & (arrays["link"] == number)).tolist()
        sources = [network.source_sets[arrays["source_set"][edge]] for edge in edges]
        links.append(
            MissingLink(
                id=network.links[number],
                km=float(arrays["track_km"][edges].sum()),
                gauge_mm=int(arrays["gauge_mm"][edges[0]]),
                countries=tuple(
                    dict.fromkeys(network.countries[arrays["country"][edge]] for edge in edges)
                ),
                status=STATUSES[arrays["status"][edges[0]]],
                sources=tuple(dict.fromkeys(name for own in sources for name in own)),
                lines=tuple(
                    tuple((float(lon), float(lat)) for lon, lat in network.line(edge))
                    for edge in edges
                ),
            )
        )
    return tuple(links)
