"""Reads the small tables of our own in ``layers/build/data``."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from layers.build.raw import Line

DATA: Final = Path(__file__).with_name("data")


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of our own data files."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def parse_line(text: str) -> Line:
    """Return the points of ``lon lat;lon lat`` text.

    Examples
    --------
    >>> parse_line("49.6 37.3;50 38")
    ((49.6, 37.3), (50.0, 38.0))
    """
    points = (part.split() for part in text.split(";"))
    return tuple((float(lon), float(lat)) for lon, lat in points)


def inside(point: NDArray[np.float64], box: Line) -> bool:
    """Say whether a point lies in a box given by two corners, longitude first."""
    (west, south), (east, north) = box
    return bool(west <= point[0] <= east and south <= point[1] <= north)
