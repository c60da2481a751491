"""Names on the map that are no country's: seas, gulfs and towns, in three languages.

Which names stand, from which zoom level on, and where the name of a sea may lie is drawn up by
hand in ``data/seas.csv`` and ``data/map_towns.csv``; points of towns come from the gazetteer.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import DataError
from layers.build.basemap import write
from layers.build.tables import parse_line, read_rows

if TYPE_CHECKING:
    from pathlib import Path

Row = tuple[dict[str, Any], BaseGeometry]
_LINE_BREAK: Final = "|"


def build_names(out_dir: Path, gazetteer: Path) -> list[Path]:
    """Write ``seas.geojson`` and ``towns.geojson``, the same bytes each time.

    A sea is a MultiPoint: the points at which its name may be centred, the best first.

    Parameters
    ----------
    out_dir
        Folder to write into.
    gazetteer
        Folder with ``towns.csv`` and ``places.csv``.

    Raises
    ------
    DataError
        A town of the list is not in the gazetteer.
    """
    return [
        write(out_dir / "seas.geojson", _seas()),
        write(out_dir / "towns.geojson", _towns(gazetteer)),
    ]


def _seas() -> list[Row]:
    rows: list[Row] = []
    for sea in read_rows("seas.csv"):
        properties = _names(sea) | {
            "zoom": float(sea["zoom"]),
            "last_zoom": float(sea["last_zoom"]),
            "size_px": float(sea["size_px"]),
            "angle_deg": float(sea["angle_deg"]),
        }
        rows.append((properties, shapely.MultiPoint(parse_line(sea["points"]))))
    return rows


def _towns(gazetteer: Path) -> list[Row]:
    places = [
        row for file in ("places.csv", "towns.csv") for row in read_rows(str(gazetteer / file))
    ]
    by_name = {(row["country"], _plain(row["name"])): row for row in reversed(places)}
    for row in places:
        for name in row["aliases"].split("|"):
            by_name.setdefault((row["country"], _plain(name)), row)
    rows: list[Row] = []
    for town in read_rows("map_towns.csv"):
        at = by_name.get((town["country"], _plain(town["name"])))
        if at is None:
            msg = f"map_towns.csv: {town['name']}, {town['country']} is not in the gazetteer"
            raise DataError(msg)
        properties = _names(town) | {"zoom": float(town["zoom"])}
        rows.append(
            (properties, shapely.Point(round(float(at["lon"]), 2), round(float(at["lat"]), 2)))
        )
    return rows


def _names(row: dict[str, str]) -> dict[str, Any]:
    return {key: row[key].replace(_LINE_BREAK, "\n") for key in ("name", "name_ru", "name_fa")}


def _plain(name: str) -> str:
    """Letters and digits of a name without marks, small."""
    split = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in split if letter.isalnum())
