"""The frame: where the railways and roads of the network end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.errors import OutsideNetworkError
from geo.message import Message, joined
from geo.model import INTERNATIONAL_WATERS, Mode
from geo.network.graph import MODES
from geo.network.packing import DEGREE

if TYPE_CHECKING:
    from geo.model import Place
    from geo.network.graph import Network

_OVERLAND: Final = frozenset({"BY", "CN", "KG", "KZ", "MN", "RU", "TJ", "TM", "UZ"})
"""Countries whose railways run on beyond the eastern end of the network."""


class Frame:
    """The box of all railways and roads of a network.

    Parameters
    ----------
    network
        Lines of the modes rail and road are looked at; sea lanes go round the world.
    """

    def __init__(self, network: Network) -> None:
        arrays, lands = network.arrays, (MODES.index(Mode.RAIL), MODES.index(Mode.ROAD))
        on_land = np.isin(arrays["mode"][: network.line_count], lands)
        points = np.repeat(on_land, np.diff(arrays["line_offset"][: network.line_count + 1]))
        line = arrays["line"][: len(points)][points] / DEGREE
        (self.west, self.south), (self.east, self.north) = line.min(axis=0), line.max(axis=0)

    def holds(self, place: Place) -> bool:
        """Say whether a place lies inside the box."""
        return bool(self.west <= place.lon <= self.east and self.south <= place.lat <= self.north)

    def ends_before(self, place: Place) -> str:
        """Where the network ends on the way to a place outside it: ``82° E``."""
        sides = (
            (place.lon > self.east, Message("{degrees}° E", degrees=f"{self.east:.0f}")),
            (place.lon < self.west, Message("{degrees}° E", degrees=f"{self.west:.0f}")),
            (place.lat > self.north, Message("{degrees}° N", degrees=f"{self.north:.0f}")),
            (place.lat < self.south, Message("{degrees}° N", degrees=f"{self.south:.0f}")),
        )
        return joined("{first}, and {rest}", *(end for beyond, end in sides if beyond))

    def refuse(self, place: Place) -> OutsideNetworkError:
        """Error of a place that lies outside, and is no sea port."""
        msg = Message(
            "{place} lies outside the network, whose railways and roads end at {end}; choose a "
            "place inside it, or a sea port",
            place=place.name,
            end=self.ends_before(place),
        )
        return OutsideNetworkError(msg)

    def ends_between(self, inside: Place, beyond: Place) -> bool:
        """Say whether the real route of a pair runs by land across the end of the network.

        So it does in one country, and in countries that railways join east of the network. A route
        by land and ship would go round half the world because the right line is not there.
        """
        ashore = {inside.country, beyond.country} - {"", INTERNATIONAL_WATERS}
        overland = ashore <= _OVERLAND and beyond.lon > self.east
        joined_by_land = len(ashore) == 1 or overland
        return joined_by_land and self.holds(inside) and not self.holds(beyond)

    def no_land_route(self, inside: Place, beyond: Place) -> OutsideNetworkError:
        """Error of such a pair where the end inside is no sea port."""
        msg = Message(
            "the way by land from {inside} to {beyond} leaves the network, whose railways and "
            "roads end at {end}; a route round it by ship is no answer",
            inside=inside.name,
            beyond=beyond.name,
            end=self.ends_before(beyond),
        )
        return OutsideNetworkError(msg)
