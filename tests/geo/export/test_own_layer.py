"""A layer of the user's own beside an answer: in maps and files of features, under its own name."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from geo.errors import ExportError
from geo.export import Kind, Request, content_of, export, export_bytes, request_of
from geo.export.kml import SPACE
from geo.userdata import MeasuredLayer, Terminals, measured, read_user_layer
from tests.atlases import open_atlas

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export import Content

pytestmark = pytest.mark.slow

FILE: Final = "depots & yards.csv"
TABLE: Final = b'name,wkt\nDepot,POINT (48.87 38.46)\n<b>Yard</b>,"LINESTRING (51.4 35.7, 51 36)"\n'
QUESTION: Final = Request(kind=Kind.ROUTE, origin="moscow", destination="tehran")


def layer(table: bytes = TABLE) -> MeasuredLayer:
    own = read_user_layer(table, name=FILE)
    atlas = open_atlas()
    near = Terminals(atlas.network, atlas.places).near(own)
    return MeasuredLayer(layer=own, measures=measured(own), nearest=near)


@pytest.fixture(scope="module")
def content() -> Content:
    """Route with the layer beside it."""
    return content_of(open_atlas(), QUESTION, own=layer())


def test_the_map_draws_it_as_a_layer_of_its_own(content: Content) -> None:
    plain = content_of(open_atlas(), QUESTION)
    assert len(content.scene().groups) == len(plain.scene().groups) + 1
    text = export_bytes(content, "html").decode()
    assert "depots" in text
    assert "<b>Yard" not in text
    assert "depots" not in export_bytes(plain, "html").decode()


def test_files_of_features_hold_it_under_the_name_of_its_file(
    content: Content, tmp_path: Path
) -> None:
    features = json.loads(export_bytes(content, "geojson"))["features"]
    own = [one for one in features if one["properties"]["layer"] == FILE]
    assert [one["geometry"]["type"] for one in own] == ["Point", "LineString"]
    assert [one["properties"]["name"] for one in own] == ["Depot", "<b>Yard</b>"]
    assert len(features) > len(own)
    path = tmp_path / "a.gpkg"
    export(content, "gpkg", path)
    assert FILE in [name for name, _ in pyogrio.list_layers(path)]
    assert len(pyogrio.read_dataframe(path, layer=FILE)) == len(own)
    folders = ET.fromstring(export_bytes(content, "kml")).findall(f".//{{{SPACE}}}Folder")
    names = [folder.findtext(f"{{{SPACE}}}name") for folder in folders]
    assert names[-1] == FILE


def test_a_file_is_made_again_with_the_same_layer_only(content: Content) -> None:
    request = request_of(content.stamp.hash)
    again = content_of(open_atlas(), request, own=layer())
    assert export_bytes(again, "geojson") == export_bytes(content, "geojson")
    with pytest.raises(ExportError, match=r"the layer depots & yards\.csv .* give that file with"):
        content_of(open_atlas(), request)
    with pytest.raises(ExportError, match="give that file with --layer"):
        content_of(open_atlas(), request, own=layer(TABLE.replace(b"Depot", b"Other")))
    evidence = content_of(open_atlas(), replace(QUESTION, kind=Kind.EVIDENCE, part="ledger"))
    assert evidence.own is None
