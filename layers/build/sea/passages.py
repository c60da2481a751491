"""Gates at sea: screen lines, and which pieces of the network cross them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shapely

from geo.geodesy import densify
from layers.build.sea.coast import running_on, wrapped
from layers.build.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

PATH: Final = Path(__file__).resolve().parents[1] / "data" / "passages.geojson"
STEP_KM: Final = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A strait or canal that can be shut, and the lines that no ship may then cross."""

    gate: str
    name: str
    open: bool
    """Whether ships use it unless a scenario says otherwise."""
    meaning: str
    source: str
    screen: shapely.Geometry = field(repr=False)
    """One or more lines, EPSG:4326, longitude first; they end on land or at a pole."""


@cache
def passages() -> tuple[Passage, ...]:
    """Return every gate at sea, in the order of the file."""
    features = json.loads(PATH.read_text(encoding="utf-8"))["features"]
    return tuple(
        Passage(
            **feature["properties"], screen=shapely.from_geojson(json.dumps(feature["geometry"]))
        )
        for feature in features
    )


SHUT: Final = frozenset(passage.gate for passage in passages() if not passage.open)
"""Gates no ship uses unless a scenario opens them."""


def gates_crossed(lines: Sequence[ArrayLike]) -> list[frozenset[str]]:
    """Return the gates whose screen each line crosses.

    Parameters
    ----------
    lines
        Each of shape (n, 2), longitude first, EPSG:4326; neighbours are joined by geodesics.

    Returns
    -------
    list of frozenset
        Names of gates, one set a line.
    """
    tree = shapely.STRtree([passage.screen for passage in passages()])
    shapes: list[shapely.Geometry] = []
    owners: list[int] = []
    for number, line in enumerate(lines):
        for shape in wrapped(densify(running_on(line), step_km=STEP_KM)):
            shapes.append(shape)
            owners.append(number)
    found: list[set[str]] = [set() for _ in lines]
    for at, gate in zip(*tree.query(shapes, predicate="intersects"), strict=True):
        found[owners[at]].add(passages()[gate].gate)
    return [frozenset(names) for names in found]


def build_passages_layer(path: Path) -> Path:
    """Write the screens as a layer, six decimals at most, one feature a line."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "gate": passage.gate,
                "name": passage.name,
                "open": passage.open,
                "meaning": passage.meaning,
                "source": passage.source,
            },
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(passage.screen, 1e-5))),
        }
        for passage in passages()
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    write_text(path, text)
    return path
