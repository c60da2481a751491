"""GeoParquet and FlatGeobuf hold what a GeoPackage holds, and say what they rest on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from pyproj import CRS

from geo.export import Kind, Request, content_of, export
from geo.export.features import feature_layers
from geo.userdata import MeasuredLayer, Terminals, measured, read_user_layer
from tests.atlases import open_atlas

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export import Content

pytestmark = pytest.mark.slow

NAMES = ("parquet", "fgb")
TABLE = (
    b"name,layer,number,track_km,wkt\n"
    b'7,roads,many,long,POINT (48.87 38.46)\n8,rails,2,3.5,"LINESTRING (51 35, 51 36)"\n'
)


@pytest.fixture(scope="module")
def content() -> Content:
    question = Request(kind=Kind.ROUTE, origin="Moscow", destination="Nhava Sheva", corridor="suez")
    return content_of(open_atlas(), question)


def table(name: str, path: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path) if name == "parquet" else pyogrio.read_dataframe(path)


def rows_of(frame: gpd.GeoDataFrame, columns: list[str]) -> list[str]:
    """Rows as text, sorted: an index of space orders them anew."""
    filled = pd.DataFrame(frame[columns]).astype(object)
    plain = filled.where(filled.notna(), None)
    shapes = [shape.wkt for shape in frame.geometry]
    both = zip(plain.itertuples(index=False), shapes, strict=True)
    return sorted(str([*map(_plain, row), shape]) for row, shape in both)


def _plain(value: object) -> object:
    return float(value) if isinstance(value, int | float) else value


@pytest.mark.parametrize("name", NAMES)
def test_a_table_holds_the_rows_of_every_layer_of_the_geopackage(
    content: Content, name: str, tmp_path: Path
) -> None:
    path, package = tmp_path / f"a.{name}", tmp_path / "a.gpkg"
    export(content, name, path)
    export(content, "gpkg", package)
    whole = table(name, path)
    layers = [layer for layer, own in feature_layers(content).items() if own]
    assert sorted(whole["layer"].unique()) == sorted(layers)
    assert len(layers) > 1
    for layer in layers:
        there = pyogrio.read_dataframe(package, layer=layer)
        columns = [column for column in there.columns if column != "geometry"]
        assert len(columns) > 3
        here = whole[whole["layer"] == layer]
        assert rows_of(here, columns) == rows_of(there, columns)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_keeps_its_reference_system_and_says_what_it_rests_on(
    content: Content, name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{name}"
    export(content, name, path)
    about = content.about()
    assert table(name, path).crs.to_epsg() == 4326
    if name == "parquet":
        metadata = pq.read_metadata(path).metadata
        assert json.loads(metadata[b"about"]) == about
        geo = json.loads(metadata[b"geo"])
        assert geo["version"] == "1.1.0"
        assert CRS(geo["columns"]["geometry"]["crs"]).to_epsg() == 4326
    else:
        info = pyogrio.read_info(path)
        assert (info["driver"], info["crs"]) == ("FlatGeobuf", "EPSG:4326")
        assert info["capabilities"]["fast_spatial_filter"]
        held = {key.casefold(): text for key, text in info["layer_metadata"].items()}
        assert held == about
    assert "ODbL" in about["credits"]


def test_a_flatgeobuf_finds_what_lies_in_a_frame(tmp_path: Path) -> None:
    path = tmp_path / "a.fgb"
    export(content_of(open_atlas(), Request(kind=Kind.LAYERS)), "fgb", path)
    every = pyogrio.read_dataframe(path)
    frame = (49.0, 37.0, 52.0, 41.0)
    inside = pyogrio.read_dataframe(path, bbox=frame)
    assert len(inside) == len(every.cx[frame[0] : frame[2], frame[1] : frame[3]]) < len(every)


@pytest.mark.parametrize("name", NAMES)
def test_columns_of_a_layer_of_ones_own_clash_with_none(name: str, tmp_path: Path) -> None:
    atlas = open_atlas()
    own = read_user_layer(TABLE, name="own.csv")
    near = Terminals(atlas.network, atlas.places).near(own)
    layer = MeasuredLayer(layer=own, measures=measured(own), nearest=near)
    question = Request(kind=Kind.ROUTE, origin="moscow", destination="tehran")
    path = tmp_path / f"a.{name}"
    export(content_of(atlas, question, own=layer), name, path)
    whole = table(name, path)
    mine = whole[whole["layer"] == "own.csv"]
    assert sorted(mine["name"].astype(str)) == ["7", "8"]
    assert sorted(mine["layer_"]) == ["rails", "roads"]
    assert sorted(mine["track_km"].astype(str)) == ["3.5", "long"]
    assert set(whole["layer"]) > {"own.csv", "legs"}
