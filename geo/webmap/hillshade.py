"""The relief under the lines: one grey picture, of which each map makes light and shade."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from functools import cache
from typing import Final

from geo.errors import LayerError
from geo.message import Message
from geo.paths import BASEMAP, REBUILD, shipped_bytes

RELIEF_FILE: Final = "relief.webp"
"""Name of the picture in ``layers/basemap``, and beside the page of the app."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """A picture in Mercator: grey at `level` is level ground, darker is shade, lighter is light."""

    data: bytes
    """WebP."""
    bounds: tuple[float, float, float, float]
    """West, south, east, north, degrees."""
    level: int

    @property
    def address(self) -> str:
        """The picture as an address that a page can carry inside it."""
        return f"data:image/webp;base64,{base64.b64encode(self.data).decode('ascii')}"


@cache
def relief() -> Relief:
    """Read the relief of the base map.

    Raises
    ------
    LayerError
        A file is missing or damaged; the message names it.

    Examples
    --------
    >>> west, south, east, north = relief().bounds
    >>> west < 50 < east and south < 40 < north
    True
    """
    path = BASEMAP / "relief.json"
    try:
        about = json.loads(shipped_bytes(path, remedy=REBUILD))
        west, south, east, north = map(float, about["bounds"])
        level = int(about["level"])
    except (ValueError, KeyError, TypeError) as error:
        msg = Message("{file} is damaged; {remedy}", file=path.name, remedy=REBUILD)
        raise LayerError(msg) from error
    data = shipped_bytes(BASEMAP / RELIEF_FILE, remedy=REBUILD)
    return Relief(data=data, bounds=(west, south, east, north), level=level)
