"""Hostile texts stay texts in every format that a machine reads back."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.formats import FORMATS, export, export_bytes
from geo.export.qgis import xml_text
from geo.export.request import Request
from geo.export.spreadsheet import FORMULA
from geo.webmap.page import StaticScene, page_html
from geo.webmap.scene import Scene
from tests.exports import TEXTS, hostile_cells, poisoned

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export.content import Content
    from geo.journeys.atlas import Atlas

pytestmark = pytest.mark.slow

NUMBER = ("km", "hours_", "usd_", "kg_", "lon", "lat", "number", "after_leg", "gauge")


DRAWN_ALIKE: Final = frozenset({"svg", "pdf", "page-png", "dossier"})
"""Formats that are drawn or written as another one is that is tried each time."""


@pytest.fixture(scope="module")
def hostile(atlas: Atlas) -> Content:
    request = Request(kind=Kind.COMPARE, origin="Moscow", destination="Nhava Sheva")
    return poisoned(content_of(atlas, request))


@pytest.fixture(scope="module")
def hostile_layers(atlas: Atlas) -> Content:
    return poisoned(content_of(atlas, Request(kind=Kind.LAYERS)))


def test_there_are_more_than_fifty_and_each_comes_to_stand_somewhere(hostile: Content) -> None:
    assert len(set(TEXTS)) > 50
    features = json.loads(export_bytes(hostile, "geojson"))
    text_of_file = json.dumps(features, ensure_ascii=False)
    assert all(json.dumps(text, ensure_ascii=False)[1:-1] in text_of_file for text in TEXTS)


def test_no_cell_of_csv_begins_a_formula(hostile: Content) -> None:
    text = export_bytes(hostile, "csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        for column, cell in row.items():
            if not column.startswith(NUMBER):
                assert not cell.lstrip(" ").startswith(FORMULA), (column, cell)
            elif cell:
                float(cell)
    assert any(cell.startswith("'=") for row in rows for cell in row.values())


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(hostile: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export(hostile, "xlsx", path)
    assert hostile_cells(path) > 50


@pytest.mark.parametrize("which", ["hostile", "hostile_layers"])
def test_kml_is_well_formed_and_its_balloons_hold_no_tag_of_others(
    which: str, request: pytest.FixtureRequest
) -> None:
    root = ET.fromstring(export_bytes(request.getfixturevalue(which), "kml"))
    space = "{http://www.opengis.net/kml/2.2}"
    ours = {"kml", "Document", "name", "description", "Style", "IconStyle", "color", "scale",
            "LineStyle", "width", "PolyStyle", "Folder", "Placemark", "styleUrl", "ExtendedData",
            "Data", "value", "LineString", "tessellate", "coordinates", "Point"}  # fmt: skip
    ours |= {"MultiGeometry"} if which == "hostile_layers" else set()
    assert {element.tag for element in root.iter()} == {space + name for name in ours}
    for element in root.iter(f"{space}description"):
        finder = Tags()
        finder.feed(element.text or "")
        assert finder.seen <= {"br"}


def test_gdal_reads_names_as_they_were(hostile: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    export(hostile, "gpkg", path)
    names = list(pyogrio.read_dataframe(path, layer="legs")["name"])
    assert names == [row.name.replace("\0", "") for row in hostile.legs]
    export(hostile, "kml", tmp_path / "a.kml")
    read = [n for one, _ in pyogrio.list_layers(tmp_path / "a.kml")
            for n in pyogrio.read_dataframe(tmp_path / "a.kml", layer=one)["Name"]]  # fmt: skip
    names_in_rows = {" ".join(xml_text(row.name).split()) for row in hostile.legs}
    assert names_in_rows <= {" ".join(str(name).split()) for name in read}


def test_a_dossier_holds_no_tag_of_others(hostile: Content) -> None:
    finder = Tags()
    finder.feed(export_bytes(hostile, "dossier").decode())
    ours = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "div",
            "table", "thead", "tbody", "tr", "th", "td", "figure", "img", "figcaption"}  # fmt: skip
    assert finder.seen <= ours
    assert not any(name.startswith("on") for name in finder.attributes)


@pytest.mark.parametrize("which", ["hostile", "hostile_layers"])
def test_a_map_of_hostile_names_has_the_tags_of_a_plain_one(
    which: str, request: pytest.FixtureRequest
) -> None:
    content = request.getfixturevalue(which)
    with_names, plain = Tags(), Tags()
    with_names.feed(export_bytes(content, "html").decode())
    scene = StaticScene(Scene(groups=()).as_dict())
    plain.feed(page_html(scene, heading=("a heading", "a line")))
    assert with_names.seen <= plain.seen
    assert with_names.attributes <= plain.attributes


@pytest.mark.parametrize(
    "name", ["geojson", "gpkg", "parquet", "fgb", "csv", "xlsx", "dossier", "md"]
)
def test_layers_of_hostile_names_are_taken(
    hostile_layers: Content, name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{FORMATS[name].suffix}"
    export(hostile_layers, name, path)
    assert FORMATS[name].count(path) == FORMATS[name].total(hostile_layers) > 0


def test_markdown_holds_no_tag_and_no_broken_row(hostile: Content) -> None:
    lines = export_bytes(hostile, "md").decode().split("\n")
    assert sum(line.startswith("| ") for line in lines) > 20
    for line in lines:
        assert "<" not in line
        assert "\\|" in line or not line.startswith("| ") or line.endswith(" |")
        assert "](" not in line.replace("\\](", "")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.deep) if name in DRAWN_ALIKE else name
        for name in FORMATS
    ],
)
def test_every_format_takes_them(hostile: Content, name: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{FORMATS[name].suffix}"
    export(hostile, name, path)
    assert FORMATS[name].count(path) == FORMATS[name].total(hostile) > 0


class Tags(HTMLParser):
    """Collects what a browser would see as tags and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)
