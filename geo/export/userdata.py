"""Files of a layer of the user: its features with their lengths, areas and nearest terminals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geo.atomic import write_safely
from geo.attribution import DISCLAIMER
from geo.edition import edition
from geo.errors import ExportError
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from geo.userdata import MeasuredLayer, Measures, Nearest, UserLayer

USER_SUFFIXES: Final = (".geojson", ".gpkg")
"""Endings of the files of a layer of the user."""
_RESERVED: Final = frozenset({"fid", "geom", "geometry", "ogc_fid"})
_KM_DIGITS: Final = 3


def user_rows(
    layer: UserLayer, measures: Measures, nearest: Sequence[Sequence[Nearest]]
) -> list[dict[str, Any]]:
    """Row of each feature: its cells, then what was measured under names that begin ``atlas_``.

    Parameters
    ----------
    layer
        Features of the user.
    measures
        From `geo.userdata.measured`.
    nearest
        From `geo.userdata.Terminals.near`.
    """
    rows = []
    for number in range(len(layer)):
        row: dict[str, Any] = {
            **layer.cells(number),
            "atlas_row": int(layer.rows[number]),
            "atlas_length_km": round(float(measures.lengths_km[number]), _KM_DIGITS),
            "atlas_area_km2": round(float(measures.areas_km2[number]), _KM_DIGITS),
        }
        for end, one in zip(("", "_end"), nearest[number], strict=False):
            row |= {
                f"atlas_terminal{end}": one.place.name,
                f"atlas_terminal{end}_id": one.place.id,
                f"atlas_terminal{end}_km": round(one.km, _KM_DIGITS),
            }
        rows.append(row)
    return rows


def own_rows(own: MeasuredLayer) -> list[dict[str, Any]]:
    """Rows of a layer of the user that stands beside an answer."""
    return user_rows(own.layer, own.measures, own.nearest)


def export_user_layer(
    layer: UserLayer, measures: Measures, nearest: Sequence[Sequence[Nearest]], path: Path
) -> None:
    """Write a layer of the user as GeoJSON or GeoPackage, whole or not at all.

    Parameters
    ----------
    layer, measures, nearest
        As in `user_rows`.
    path
        Where to write; its ending, one of `USER_SUFFIXES`, decides the format.

    Raises
    ------
    ExportError
        The ending names no format, or the file cannot be written.
    """
    check_user_suffix(path)
    rows = user_rows(layer, measures, nearest)
    write = _write_geojson if path.suffix.casefold() == ".geojson" else _write_gpkg
    write_safely(path, lambda part: write(layer, rows, part), _count, expected=len(layer))


def check_user_suffix(path: Path) -> None:
    """Refuse a file whose ending names no format of a layer of the user."""
    if path.suffix.casefold() not in USER_SUFFIXES:
        msg = Message(
            "a layer has no file {name}; choose an ending from {names}",
            name=repr(path.name[:40]),
            names=USER_SUFFIXES,
        )
        raise ExportError(msg)


def user_layer_bytes(
    layer: UserLayer, measures: Measures, nearest: Sequence[Sequence[Nearest]], suffix: str
) -> bytes:
    """Make the bytes of a file; raises as `export_user_layer` does."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        path = Path(folder) / f"layer{suffix}"
        export_user_layer(layer, measures, nearest, path)
        return path.read_bytes()


def _about(layer: UserLayer) -> dict[str, str]:
    return {
        "file": layer.name,
        "sha256": layer.digest,
        "features": f"{len(layer)}",
        "left_out": f"{layer.left_out}",
        "date_of_data": edition(),
        "disclaimer": DISCLAIMER,
    }


def _write_geojson(layer: UserLayer, rows: list[dict[str, Any]], path: Path) -> None:
    from shapely.geometry import mapping

    features = [
        {"type": "Feature", "properties": row, "geometry": mapping(shape)}
        for row, shape in zip(rows, layer.geometries, strict=True)
    ]
    document = {"type": "FeatureCollection", "about": _about(layer), "features": features}
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    path.write_text(f"{text}\n", "utf-8")


def _write_gpkg(layer: UserLayer, rows: list[dict[str, Any]], path: Path) -> None:
    import pandas as pd
    import pyogrio

    from geo.export.writing import written_alike

    about = pd.DataFrame(list(_about(layer).items()), columns=["what", "text"], dtype=str)
    with written_alike():
        pyogrio.write_dataframe(frame_of(layer, rows), path, layer="layer", driver="GPKG")
        pyogrio.write_dataframe(about, path, layer="about", driver="GPKG", append=True)


def frame_of(layer: UserLayer, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Features as a frame whose columns hold one type each, under names that SQLite tells apart."""
    import geopandas as gpd

    names: dict[str, str] = {}
    for name in dict.fromkeys(key for row in rows for key in row):
        plain, number = name or "column", 1
        taken = {one.casefold() for one in names.values()} | _RESERVED
        while (plain if number == 1 else f"{plain}_{number}").casefold() in taken:
            number += 1
        names[name] = plain if number == 1 else f"{plain}_{number}"
    columns = {new: _column([row.get(old) for row in rows]) for old, new in names.items()}
    return gpd.GeoDataFrame(columns, geometry=list(layer.geometries), crs="EPSG:4326")


def _column(values: list[Any]) -> list[Any]:
    """Numbers as they are; a column of several types as text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int, float} or kinds == {bool}:
        return values if None not in values or kinds <= {int, float} else _texts(values)
    return _texts(values)


def _texts(values: list[Any]) -> list[str | None]:
    return [None if value is None else str(value).replace("\0", "") for value in values]


def _count(path: Path) -> int:
    if path.suffix.casefold() == ".geojson":
        return len(json.loads(path.read_bytes())["features"])
    import pyogrio

    return int(pyogrio.read_info(path, layer="layer", force_feature_count=True)["features"])
