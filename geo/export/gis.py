"""GeoJSON and GeoPackage: features, their attributes, and how QGIS draws them."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any, Final

from geo.export.features import feature_layers
from geo.export.qgis import style_of, style_rows

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.export.content import Content
    from geo.layers import Feature

WRITTEN: Final = "2000-01-01T00:00:00Z"
"""Stands for the time of writing, so that the same question gives the same bytes."""
_LOCK: Final = threading.Lock()


def geojson_bytes(content: Content) -> bytes:
    """FeatureCollection (RFC 7946); its member ``about`` describes the file."""
    features = [
        {**feature, "properties": {"layer": name, **feature["properties"]}}
        for name, own in feature_layers(content).items()
        for feature in own
    ]
    document = {"type": "FeatureCollection", "about": content.about(), "features": features}
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def geojson_count(path: Path) -> int:
    """Count the features of a file."""
    return len(json.loads(path.read_bytes())["features"])


def feature_count(content: Content) -> int:
    """Count the features that a file of a content has."""
    return sum(len(own) for own in feature_layers(content).values())


def write_gpkg(content: Content, path: Path) -> None:
    """Write a GeoPackage: one table a layer, a table ``about``, and styles QGIS takes up."""
    import pandas as pd
    import pyogrio

    layers = {name: own for name, own in feature_layers(content).items() if own}
    about = pd.DataFrame(list(content.about().items()), columns=["what", "text"], dtype=str)
    with _LOCK:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": WRITTEN})
        try:
            for number, (name, own) in enumerate(layers.items()):
                options = {"append": True} if number else {}
                frame = _frame(own, layer=name)
                kinds = {feature["geometry"]["type"] for feature in own}
                kind = kinds.pop() if len(kinds) == 1 else "Unknown"
                pyogrio.write_dataframe(
                    frame, path, layer=name, driver="GPKG", geometry_type=kind, **options
                )
            for name, table in (("about", about), ("layer_styles", _styles(content, layers))):
                pyogrio.write_dataframe(
                    table, path, layer=name, driver="GPKG", append=bool(layers) or name != "about"
                )
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def gpkg_count(path: Path) -> int:
    """Count the features of the layers of a file."""
    import pyogrio

    names = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    return sum(len(pyogrio.read_dataframe(path, layer=name)) for name in names)


def _frame(features: list[Feature], *, layer: str) -> gpd.GeoDataFrame:
    import geopandas as gpd
    from shapely.geometry import shape

    rows = [
        {**{k: _plain(v) for k, v in f["properties"].items()}, "style": style_of(f, layer)}
        for f in features
    ]
    for row in rows:
        if "fid" in row:
            row["fid_"] = row.pop("fid")
    shapes = [shape(dict(feature["geometry"])) for feature in features]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326")


def _plain(value: object) -> object:
    """Value for a column; GeoPackage ends a text at a null character."""
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return value


def _styles(content: Content, layers: dict[str, list[Feature]]) -> Any:  # noqa: ANN401 - a data frame, not loaded here
    """Table ``layer_styles`` with all columns that QGIS requires."""
    import pandas as pd

    blank = dict.fromkeys(("f_table_catalog", "f_table_schema", "styleSLD", "owner", "ui"), "")
    return pd.DataFrame(
        {
            "id": number,
            **blank,
            "f_table_name": name,
            "f_geometry_column": "geom",
            "styleName": name,
            "styleQML": qml,
            "useAsDefault": True,
            "description": "Colours of the INSTC Atlas",
            "update_time": pd.Timestamp(WRITTEN),
        }
        for number, (name, qml) in enumerate(style_rows(content, layers).items(), start=1)
    )
