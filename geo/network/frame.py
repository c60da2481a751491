"""The frame: where the railways and roads of the network end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.errors import OutsideNetworkError
from geo.message import Message, joined

if TYPE_CHECKING:
    from geo.model import Place

OUTLINE: Final = (
    # Atlantic, Norway, the Arctic coast, the Sea of Okhotsk
    (-11.0, 36.0), (-11.0, 56.0), (-2.0, 61.0), (4.0, 62.6), (13.0, 69.0), (24.0, 72.0),
    (150.0, 72.0), (150.0, 50.0), (144.5, 46.0), (135.5, 42.0),
    # Korea and the coast of China, without Japan and Taiwan
    (131.0, 38.0), (130.2, 35.2), (126.0, 32.5), (123.0, 30.0), (122.2, 28.3), (120.6, 26.6),
    (119.95, 25.3), (118.6, 24.1), (117.0, 22.9), (114.6, 21.8), (111.8, 20.0), (111.5, 17.8),
    (108.2, 17.8), (107.9, 21.4),
    # the border of China and India, without Indochina, and round India, without Sri Lanka
    (105.0, 22.4), (101.5, 21.0), (97.0, 23.5), (97.3, 28.0), (93.3, 22.5), (92.7, 20.5),
    (87.5, 19.5), (81.0, 15.0), (80.8, 12.5), (79.2, 9.0), (77.5, 7.8), (76.0, 8.0), (73.5, 12.0),
    (72.0, 18.0), (68.0, 22.0),
    # Arabia and Egypt north of 22 degrees, the Mediterranean
    (20.0, 22.0), (20.0, 34.0), (15.5, 36.2), (11.5, 37.6), (7.5, 38.5), (-1.5, 36.0),
)  # fmt: skip
"""Corners of the frame, degrees of longitude and latitude (EPSG:4326)."""

_JOINED: Final = frozenset(
    map(
        frozenset,
        (
            *(("CN", "KP"), ("CN", "LA"), ("CN", "MM"), ("CN", "VN"), ("IN", "MM"), ("KP", "RU")),
            *(("EG", "SD"), ("OM", "YE"), ("SA", "YE"), ("AE", "OM"), ("EG",), ("LY",), ("OM",)),
            ("SA",),
        ),
    )
)
"""Countries between which, or within which, land routes run across the edge of the frame."""


class Frame:
    """The part of the world in which the network has railways and roads; its lanes go round it.

    Parameters
    ----------
    outline
        Corners, longitude first; the last is joined to the first.

    Examples
    --------
    >>> frame = Frame()
    >>> frame.west, frame.south, frame.east, frame.north
    (-11.0, 7.8, 150.0, 72.0)
    """

    def __init__(self, outline: tuple[tuple[float, float], ...] = OUTLINE) -> None:
        self._begin = np.array(outline)
        self._end = np.roll(self._begin, -1, axis=0)
        self.west, self.south = self._begin.min(axis=0).tolist()
        self.east, self.north = self._begin.max(axis=0).tolist()

    def holds(self, place: Place) -> bool:
        """Say whether a place lies inside the frame."""
        return self.holds_point(place.lon, place.lat)

    def holds_point(self, lon: float, lat: float) -> bool:
        """Say whether a point lies inside: a line from it to the east leaves the frame once.

        Examples
        --------
        >>> [Frame().holds_point(*at) for at in ((82.9, 55.0), (13.4, 52.5), (139.7, 35.7))]
        [True, True, False]
        """
        (x0, y0), (x1, y1) = self._begin.T, self._end.T
        spans = (y0 > lat) != (y1 > lat)
        rise = np.where(spans, y1 - y0, 1.0)
        return bool(np.count_nonzero(spans & (lon < x0 + (lat - y0) / rise * (x1 - x0))) % 2)

    def ends_before(self, place: Place) -> str:
        """Where the network ends on the way to a place outside it: ``11° W, and 8° N``.

        Of a place beyond none of its four sides: the nearest point of the outline.
        """
        sides = (
            (place.lon > self.east, _longitude(self.east)),
            (place.lon < self.west, _longitude(self.west)),
            (place.lat > self.north, _latitude(self.north)),
            (place.lat < self.south, _latitude(self.south)),
        )
        beyond = [end for is_beyond, end in sides if is_beyond]
        if not beyond:
            lon, lat = self._nearest(place.lon, place.lat)
            beyond = [_latitude(lat), _longitude(lon)]
        return joined("{first}, and {rest}", *beyond)

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
        """Say whether the real route of a pair runs by land across the edge of the frame.

        So it does in one country, and between neighbours. A route by ship would go round a
        peninsula because the right line is not there.
        """
        ashore = frozenset((inside.country, beyond.country))
        return ashore in _JOINED and self.holds(inside) and not self.holds(beyond)

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

    def _nearest(self, lon: float, lat: float) -> tuple[float, float]:
        """Point of the outline nearest to another, longitudes scaled to its latitude."""
        scale = np.array((np.cos(np.radians(lat)), 1.0))
        along, offset = (self._end - self._begin) * scale, ((lon, lat) - self._begin) * scale
        part = np.clip((along * offset).sum(axis=1) / (along * along).sum(axis=1), 0.0, 1.0)
        gaps = np.hypot(*(offset - along * part[:, None]).T)
        at = int(np.argmin(gaps))
        point = self._begin[at] + (self._end[at] - self._begin[at]) * part[at]
        return float(point[0]), float(point[1])


def _longitude(degrees: float) -> Message:
    if degrees < 0:
        return Message("{degrees}° W", degrees=f"{-degrees:.0f}")
    return Message("{degrees}° E", degrees=f"{degrees:.0f}")


def _latitude(degrees: float) -> Message:
    return Message("{degrees}° N", degrees=f"{degrees:.0f}")
