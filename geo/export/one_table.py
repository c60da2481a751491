"""GeoParquet and FlatGeobuf: the layers of a GeoPackage as one table, with a column ``layer``."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from geo.export.columns import REAL, TEXT, WHOLE
from geo.export.features import feature_layers
from geo.export.gis import layer_frame, plain_text
from geo.export.userdata import frame_of, own_rows

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from geo.export.content import Content

LAYER: Final = "layer"
"""Column that says which layer a row is of."""
ABOUT: Final = "about"
"""Key of what describes a file, in the metadata of GeoParquet."""


def write_parquet(content: Content, path: Path) -> None:
    """Write GeoParquet 1.1; its metadata hold ``about`` as JSON."""
    import pyarrow.parquet as pq

    packed = BytesIO()
    _table(content).to_parquet(packed, index=False, schema_version="1.1.0")
    table = pq.read_table(packed)
    about = json.dumps(content.about(), ensure_ascii=False)
    metadata = {**(table.schema.metadata or {}), ABOUT.encode(): about.encode("utf-8", "replace")}
    pq.write_table(table.replace_schema_metadata(metadata), path, compression="zstd")


def parquet_count(path: Path) -> int:
    """Count the features of a file."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def write_fgb(content: Content, path: Path) -> None:
    """Write FlatGeobuf with an index of space; its metadata are ``about``."""
    import pyogrio

    about = content.about()
    pyogrio.write_dataframe(
        _table(content),
        path,
        layer="instc_atlas",
        driver="FlatGeobuf",
        geometry_type="Unknown",
        layer_metadata={name: plain_text(text) or "" for name, text in about.items()},
        layer_options={"SPATIAL_INDEX": "YES", "TITLE": plain_text(about["title"]) or ""},
    )


def fgb_count(path: Path) -> int:
    """Count the features of a file."""
    import pyogrio

    return len(pyogrio.read_dataframe(path))


def _table(content: Content) -> gpd.GeoDataFrame:
    """All features as one table: columns and types of the layers, in the order of the layers."""
    import geopandas as gpd
    import pandas as pd

    frames = {name: layer_frame(own, layer=name) for name, own in feature_layers(content).items()}
    if content.own:
        layer = content.own.layer
        frames[layer.name] = frame_of(layer, own_rows(content.own))
    types: dict[str, str] = {}
    for frame in frames.values():
        for name, kind in frame.drop(columns="geometry").dtypes.items():
            own = _type_of(kind)
            types[str(name)] = own if types.get(str(name), own) == own else TEXT
    columns: dict[str, Any] = {
        LAYER: [name for name, frame in frames.items() for _ in range(len(frame))]
    }
    for name, kind in types.items():
        values: list[Any] = []
        for frame in frames.values():
            values += frame[name].tolist() if name in frame else [None] * len(frame)
        if kind == TEXT:
            values = [None if pd.isna(value) else plain_text(value) for value in values]
        column = f"{name}_" if name == LAYER else name
        columns[column] = pd.Series(values, dtype=kind)
    shapes = [shape for frame in frames.values() for shape in frame.geometry]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")


def _type_of(kind: Any) -> str:  # noqa: ANN401 - a type of pandas, not loaded here
    """Type of a column, some of whose rows have no value, for one of all rows."""
    from pandas.api.types import is_bool_dtype, is_float_dtype, is_integer_dtype

    tests = {"boolean": is_bool_dtype, WHOLE: is_integer_dtype, REAL: is_float_dtype}
    return next((name for name, is_of in tests.items() if is_of(kind)), TEXT)
