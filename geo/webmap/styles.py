"""How lines, stops and places are drawn: class names and symbols from closed sets."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.model import Accuracy, Mode, PlaceKind, Status
from geo.palette import CORRIDORS

if TYPE_CHECKING:
    from collections.abc import Mapping

BARRED: Final = "barred"
"""Class of the lines of a journey that states of gates keep from serving."""
SHUT: Final = "shut"
"""Class of a sea leg that the state of a gate bars."""


def line_style(mode: str, status: str, accuracy: str) -> str:
    """Class names of a line; values outside the closed sets give none.

    Examples
    --------
    >>> line_style("rail", "planned", '" onload="x')
    'mode-rail status-planned'
    """
    parts = [f"mode-{mode}"] if mode in set(Mode) else []
    parts += [f"status-{status}"] if status in set(Status) else []
    parts += [f"accuracy-{accuracy}"] if accuracy in set(Accuracy) else []
    return " ".join(parts)


def colour_name(corridor: str) -> str:
    """Class of a corridor's colour; an unknown corridor is neutral."""
    return corridor if corridor in CORRIDORS else "neutral"


def stop_radius(hours: float | None) -> float:
    """Radius of a stop in pixels: its area grows with the hours spent there.

    Examples
    --------
    >>> stop_radius(None), stop_radius(96)
    (3.0, 8.9)
    """
    return 3.0 if hours is None else round(min(3 + 0.6 * math.sqrt(max(hours, 0)), 13), 1)


class PlaceSymbol(NamedTuple):
    """How a kind of place is drawn."""

    shape: str
    style: str
    order: int
    """Weight of its name, the most important first."""
    zoom: float
    """Zoom level from which it is shown."""


PLACE_SYMBOLS: Final[Mapping[str, PlaceSymbol]] = {
    PlaceKind.CITY: PlaceSymbol("circle", "", 1, 0),
    PlaceKind.PORT: PlaceSymbol("square", "solid", 2, 0),
    PlaceKind.BORDER: PlaceSymbol("diamond", "", 3, 4.5),
    PlaceKind.DRY_PORT: PlaceSymbol("triangle", "solid", 4, 4.5),
    PlaceKind.TOWN: PlaceSymbol("circle", "", 6, 6),
    PlaceKind.JUNCTION: PlaceSymbol("circle", "solid", 7, 6),
    PlaceKind.WAYPOINT: PlaceSymbol("circle", "solid", 8, 7),
    PlaceKind.POINT: PlaceSymbol("circle", "", 1, 0),
}
