"""States of gates in files for GIS: a layer of points with status, dates, traffic and sources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyogrio
import pytest

from geo.evidence import GateStatus
from geo.export import Kind, Request, content_of, export, export_bytes
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from pathlib import Path

    from geo.export import Content

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["en", "fa"])
def content(request: pytest.FixtureRequest) -> Content:
    question = Request(
        kind=Kind.COMPARE, origin="moscow", destination="nhava-sheva", language=request.param
    )
    return content_of(dated_atlas(), question)


def test_every_gate_that_is_not_simply_open_is_a_feature(content: Content) -> None:
    features = json.loads(export_bytes(content, "geojson"))["features"]
    gates = [one for one in features if one["properties"]["layer"] == "gates"]
    by_id = {one["properties"]["gate"]: one for one in gates}
    assert content.comparison is not None
    conditions = content.comparison.gates
    assert len(conditions) >= 5
    assert set(by_id) == {one.gate.id for one in conditions}
    for one in conditions:
        row = by_id[one.gate.id]["properties"]
        assert row["status"] == one.state.status.value
        assert row["bars"] is GateStatus(row["status"]).bars
        assert row["traffic_share"] == one.state.traffic_share
        assert row["text"] == content.locale.sentence(one.text)
        assert row["sources"]
        lon, lat = by_id[one.gate.id]["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
    assert by_id["hormuz"]["properties"]["since"] == "2026-07-14"


def test_the_geopackage_draws_them_by_their_marks(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    export(content, "gpkg", path)
    frame = pyogrio.read_dataframe(path, layer="gates")
    assert len(frame) == len(content.gates) >= 5
    assert set(frame["style"]) == {"barred", "blockaded", "hindered"}
    styles = pyogrio.read_dataframe(path, layer="layer_styles")
    (qml,) = styles[styles["f_table_name"] == "gates"]["styleQML"]
    assert all(mark in qml for mark in ("circle", "diamond", "semi_circle"))


def test_kml_has_a_folder_of_gates(content: Content) -> None:
    text = export_bytes(content, "kml").decode()
    assert f"<name>{content.locale.translate('States of gates')}</name>" in text
    assert text.count('<Data name="status">') >= len(content.gates)
