"""The styles of a GeoPackage, found the way QGIS 3.22 was seen to look for them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.formats import export
from geo.export.request import Request

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export.content import Content
    from geo.journeys.atlas import Atlas

QUERY = (
    "SELECT styleQML FROM layer_styles WHERE f_table_schema='' AND f_table_name=? AND "
    "f_geometry_column='geom' ORDER BY CASE WHEN useAsDefault THEN 1 ELSE 2 END, "
    "update_time DESC LIMIT 1"
)


@pytest.fixture(scope="module", params=[Kind.COMPARE, Kind.LAYERS])
def content(request: pytest.FixtureRequest, atlas: Atlas) -> Content:
    ends = ("", "") if request.param is Kind.LAYERS else ("Moscow", "Nhava Sheva")
    question = Request(kind=request.param, origin=ends[0], destination=ends[1], language="fa")
    return content_of(atlas, question)


def values(root: ET.Element, name: str) -> set[str | None]:
    """Return the values that symbols of a layer give to one of their properties."""
    return {option.get("value") for option in root.iter("Option") if option.get("name") == name}


def test_qgis_finds_a_symbol_for_every_feature(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    export(content, "gpkg", path)
    lines, points = ("eastern", "places") if content.layers else ("legs", "stops")
    with closing(sqlite3.connect(path)) as base:
        for table in (lines, points):
            (style,) = base.execute(QUERY, (table,)).fetchone()
            root = ET.fromstring(style)
            used = {row[0] for row in base.execute(f"SELECT DISTINCT style FROM {table}")}
            assert {one.get("value") for one in root.iter("category")} == used
            symbols = [one.get("name") for one in root.findall("renderer-v2/symbols/symbol")]
            assert [one.get("symbol") for one in root.iter("category")] == symbols
            if table == lines:
                continue
            label = root.find("labeling/settings/text-style")
            assert label is not None
            assert root.get("labelsEnabled") == "1"
            named = "name_fa" if content.layers else "name"
            assert f'"{named}"' in label.get("fieldName", "")


def test_status_and_corridor_can_be_told_apart(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    export(content, "gpkg", path)
    with closing(sqlite3.connect(path)) as base:
        (style,) = base.execute(QUERY, ("eastern" if content.layers else "legs",)).fetchone()
    root = ET.fromstring(style)
    styles = [str(one.get("value")) for one in root.iter("category")]
    assert bool(values(root, "customdash")) == any(
        "under_constr" in style or style.startswith("suez/") for style in styles
    )
    levels = {
        str(style.get("value")): [
            layer.get("pass") for layer in root.findall(f"*/symbols/symbol[@name='{number}']/layer")
        ]
        for number, style in enumerate(root.iter("category"))
    }
    for style, passes in levels.items():
        first = 0 if style.endswith("/operating") else 2
        assert passes == [str(first + n) for n in range(2 if "/road/" in style else 1)]
    corridors = {style.partition("/")[0] for style in styles}
    aside = values(root, "geometryModifier")
    assert len(aside) == (0 if content.layers else len(corridors) - len(corridors) % 2)
