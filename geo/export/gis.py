"""GeoJSON and GeoPackage: features, their attributes, and how QGIS draws them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.export.columns import POINTS, TEXT, columns_of
from geo.export.features import feature_layers, own_features
from geo.export.qgis import style_of, style_rows
from geo.export.userdata import frame_of, own_rows
from geo.export.writing import WRITTEN, written_alike

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

    from geo.export.content import Content
    from geo.layers import Feature, Geometry


def geojson_bytes(content: Content) -> bytes:
    """FeatureCollection (RFC 7946); its member ``about`` describes the file."""
    features = [
        {**feature, "properties": {"layer": name, **feature["properties"]}}
        for name, own in feature_layers(content).items()
        for feature in own
    ]
    every = [*features, *own_features(content)]
    document = {"type": "FeatureCollection", "about": content.about(), "features": every}
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"


def geojson_count(path: Path) -> int:
    """Count the features of a file."""
    return len(json.loads(path.read_bytes())["features"])


def feature_count(content: Content) -> int:
    """Count the features that a file of a content has."""
    own = len(content.own.layer) if content.own else 0
    return own + sum(len(own) for own in feature_layers(content).values())


def write_gpkg(content: Content, path: Path) -> None:
    """Write a GeoPackage: one table a layer, a table ``about``, and styles QGIS takes up."""
    import pandas as pd
    import pyogrio

    layers = feature_layers(content)
    about = pd.DataFrame(list(content.about().items()), columns=["what", "text"], dtype=str)
    with written_alike():
        for number, (name, own) in enumerate(layers.items()):
            options = {"append": True} if number else {}
            frame = layer_frame(own, layer=name)
            kind = "Point" if name in POINTS else "MultiLineString"
            pyogrio.write_dataframe(
                frame, path, layer=name, driver="GPKG", geometry_type=kind, **options
            )
        if content.own:
            rows = own_rows(content.own)
            pyogrio.write_dataframe(
                frame_of(content.own.layer, rows),
                path,
                layer=content.own.layer.name,
                driver="GPKG",
                append=bool(layers),
            )
        for name, table in (("about", about), ("layer_styles", _styles(content, layers))):
            pyogrio.write_dataframe(
                table, path, layer=name, driver="GPKG", append=bool(layers) or name != "about"
            )


def gpkg_count(path: Path) -> int:
    """Count the features of the layers of a file."""
    import pyogrio

    names = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    return sum(len(pyogrio.read_dataframe(path, layer=name)) for name in names)


def layer_frame(features: list[Feature], *, layer: str) -> gpd.GeoDataFrame:
    """Features of a layer as rows; its columns and their types are those of `columns_of`."""
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry import shape

    rows = [{**feature["properties"], "style": style_of(feature, layer)} for feature in features]
    known = columns_of(layer)
    types = {**known, **_others(rows, known)}
    table = {
        "fid_" if name == "fid" else name: pd.Series(
            [plain_text(row.get(name)) if kind == TEXT else row.get(name) for row in rows],
            dtype=kind,
        )
        for name, kind in types.items()
    }
    shapes = [shape(_several(feature["geometry"])) for feature in features]
    return gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")


def _others(rows: list[dict[str, Any]], known: Mapping[str, str]) -> dict[str, str]:
    """Columns of rows that a layer does not have by itself, as text."""
    return dict.fromkeys((name for row in rows for name in row if name not in known), TEXT)


def _several(geometry: Geometry) -> dict[str, Any]:
    """Geometry of a feature; a line as the one part of a line of several."""
    if geometry["type"] != "LineString":
        return dict(geometry)
    return {"type": "MultiLineString", "coordinates": [geometry["coordinates"]]}


def plain_text(value: object) -> str | None:
    """Text for a column; formats of GDAL end a text at a null character."""
    if value is None:
        return None
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _styles(content: Content, layers: dict[str, list[Feature]]) -> Any:  # noqa: ANN401 - a data frame, not loaded here
    """Table ``layer_styles`` with all columns that QGIS requires."""
    import pandas as pd

    filled = {name: own for name, own in layers.items() if own}
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
        for number, (name, qml) in enumerate(style_rows(content, filled).items(), start=1)
    )
