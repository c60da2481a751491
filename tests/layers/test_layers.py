"""The files below ``layers/`` keep the standard, their schema, and their digests."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest
import shapely

from geo.errors import DataError
from geo.geodesy import segment_km
from geo.layers import LEG_LAYERS, layer_names, lengths_km, read_layer
from geo.model import INTERNATIONAL_WATERS, Mode
from geo.paths import LAYERS
from layers.build.__main__ import STAGES, sign_files, terms
from tests.rfc7946 import faults

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

LEGS = (
    *("western", "trans_caspian", "eastern", "rasht_astara", "incheh_boroun"),
    *("bandar_abbas", "caspian_routes", "suez", "cape"),
)
PROMISED = (*LEGS, "places", "passages")
FOUND = tuple(path.stem for path in sorted(LAYERS.glob("*.geojson")))
LAYER_FILES = tuple(f"{name}.geojson" for name in dict.fromkeys((*PROMISED, *FOUND)))
BASE_FILES = tuple(f"basemap/{path.name}" for path in sorted(LAYERS.glob("basemap/*.geojson")))
GAUGES = {1000, 1435, 1520, 1676}
WRITTEN = {"manifest.json", "datapackage.json", "corridors.json", "README.md", "__init__.py"}
AT_SEA = {"caspian_routes", "suez", "cape"}
"""Layers without a leg on land."""
LONGEST_PIECE_KM = 60
LONGEST_UNMARKED_PIECE_KM = 30

each_file = pytest.mark.parametrize("name", [*LAYER_FILES, *BASE_FILES])
each_layer = pytest.mark.parametrize("name", PROMISED)
each_leg_layer = pytest.mark.parametrize("name", LEGS)


@functools.cache
def document(name: str) -> dict[str, Any]:
    return dict(json.loads((LAYERS / f"{name}.geojson").read_text("utf-8")))


@functools.cache
def frame(name: str) -> gpd.GeoDataFrame:
    return read_layer(name)


def test_the_library_promises_the_layers_of_the_design() -> None:
    assert layer_names() == PROMISED
    assert LEG_LAYERS == LEGS


@each_file
def test_the_file_keeps_the_standard(name: str) -> None:
    assert faults((LAYERS / name).read_text("utf-8")) == []


@each_file
def test_a_desktop_program_opens_it(name: str) -> None:
    seen = pyogrio.read_info(LAYERS / name)
    assert seen["driver"] == "GeoJSON"
    assert seen["crs"] == "EPSG:4326"
    assert seen["features"] == len(json.loads((LAYERS / name).read_text("utf-8"))["features"])


@each_layer
def test_the_library_reads_it_whole(name: str) -> None:
    assert len(frame(name)) == len(document(name)["features"])


@each_layer
def test_each_attribute_is_documented(name: str) -> None:
    documented = set(re.findall(r"`(\w+)`", (LAYERS / "README.md").read_text("utf-8")))
    used = {key for feature in document(name)["features"] for key in feature["properties"]}
    assert used - documented == set()


@each_leg_layer
def test_lengths_are_positive_and_those_of_the_lines(name: str) -> None:
    legs = frame(name)
    assert (legs["track_km"] > 0).all()
    assert legs["drawn_km"].to_numpy() == pytest.approx(lengths_km(legs), rel=1e-3, abs=0.05)


@each_leg_layer
def test_only_rails_have_a_gauge(name: str) -> None:
    legs = frame(name)
    assert len(legs) > 0
    for leg in legs.itertuples():
        assert (leg.gauge_mm in GAUGES) if leg.mode == Mode.RAIL else (leg.gauge_mm == 0), leg


@each_leg_layer
def test_each_leg_lies_in_one_country_or_in_none(name: str) -> None:
    legs = frame(name)
    assert len(legs) > 0
    for leg in legs.itertuples():
        assert re.fullmatch("[A-Z]{2}", leg.country), leg
        assert leg.mode == Mode.SEA or leg.country != INTERNATIONAL_WATERS, leg


@each_leg_layer
def test_each_leg_says_when_it_opened_or_nothing(name: str) -> None:
    features = document(name)["features"]
    assert features
    for feature in features:
        opened = feature["properties"]["opened"]
        assert opened is None or re.fullmatch(r"\d{4}(-\d{2})?", opened), opened


@each_leg_layer
def test_each_leg_names_its_sources(name: str) -> None:
    named = list(frame(name)["source_ids"])
    assert named
    assert all(len(sources) > 0 for sources in named)


@each_leg_layer
def test_a_long_straight_piece_on_land_is_marked_and_a_very_long_one_absent(name: str) -> None:
    legs = frame(name)
    on_land = legs[legs["mode"] != Mode.SEA]
    assert len(on_land) > 0 or name in AT_SEA
    for leg in on_land.itertuples():
        for part in shapely.get_parts(leg.geometry):
            longest = segment_km(shapely.get_coordinates(part)).max()
            assert longest <= LONGEST_PIECE_KM, (leg.leg_id, longest)
            assert longest <= LONGEST_UNMARKED_PIECE_KM or leg.accuracy == "schematic", (
                leg.leg_id,
                longest,
            )


def manifest() -> dict[str, dict[str, Any]]:
    return dict(json.loads((LAYERS / "manifest.json").read_text("utf-8"))["files"])


def made_files() -> set[str]:
    folders = (LAYERS, LAYERS / "basemap", LAYERS / "network", LAYERS / "gazetteer")
    paths = [path for folder in folders for path in folder.iterdir() if path.is_file()]
    return {p.relative_to(LAYERS).as_posix() for p in paths if p.name not in WRITTEN}


def test_the_manifest_lists_every_file_that_is_made() -> None:
    assert made_files() - set(manifest()) == set()


def test_every_file_of_the_manifest_has_its_digest() -> None:
    wrong = [
        name
        for name, entry in manifest().items()
        if hashlib.sha256((LAYERS / name).read_bytes()).hexdigest() != entry["sha256"]
    ]
    assert wrong == []


def test_the_manifest_lists_what_decides_on_every_answer() -> None:
    """Of the hand-kept files that is the switches; rows of the ledger are judged as they stand."""
    assert "corridors.json" in manifest()
    assert not [name for name in manifest() if name.startswith("evidence/")]


def test_a_change_by_hand_is_signed_by_name(tmp_path: Path) -> None:
    for name in manifest():
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((LAYERS / name).read_bytes())
    before = (LAYERS / "manifest.json").read_text("utf-8")
    (tmp_path / "manifest.json").write_text(before, encoding="utf-8")
    assert sign_files(tmp_path) == []
    assert (tmp_path / "manifest.json").read_text("utf-8") == before
    corridors = tmp_path / "corridors.json"
    corridors.write_bytes(corridors.read_bytes() + b"\n")
    assert sign_files(tmp_path) == ["corridors.json"]
    listed = json.loads((tmp_path / "manifest.json").read_text("utf-8"))["files"]
    assert listed["corridors.json"]["sha256"] == hashlib.sha256(corridors.read_bytes()).hexdigest()
    corridors.unlink()
    with pytest.raises((DataError, OSError), match=r"corridors\.json"):
        sign_files(tmp_path)


def test_every_file_of_the_manifest_says_how_it_was_made_and_under_which_licence() -> None:
    files = manifest()
    assert len(files) > 20
    for name, entry in files.items():
        assert entry["licence"], name
        assert entry["sources"], name
        assert entry["method"], name


SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
HOLE = [[0.2, 0.2], [0.2, 0.8], [0.8, 0.8], [0.8, 0.2], [0.2, 0.2]]


def collection(kind: str, coordinates: object, **changed: object) -> str:
    geometry = {"type": kind, "coordinates": coordinates}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **changed})


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", [50.123456, -40]),
        ("LineString", [[179.5, 0], [180, 0.5]]),
        ("MultiLineString", [[[179, 0], [180, 0]], [[-180, 0], [-179, 0]]]),
        ("Polygon", [SQUARE, HOLE]),
        ("MultiPolygon", [[SQUARE, HOLE]]),
    ],
)
def test_sound_documents_have_no_fault(kind: str, coordinates: object) -> None:
    assert faults(collection(kind, coordinates)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (json.dumps({"type": "Feature"}), "is not a FeatureCollection"),
        (collection("Point", [0, 0], crs={"type": "name"}), "has a crs member"),
        (collection("Point", [181, 0]), "feature 1 leaves the globe at 181 0"),
        (collection("Point", [0, -90.5]), "feature 1 leaves the globe"),
        (collection("Point", [0.1234567, 0]), "more than 6 decimals"),
        (collection("Point", [0, 0, 12]), "not longitude and latitude"),
        (collection("Circle", [0, 0]), "has Circle for a geometry"),
        (collection("LineString", [[0, 0]]), "a line of one position"),
        (collection("LineString", []), "an empty part"),
        (collection("LineString", [[179, 0], [-179, 0]]), "crosses the antimeridian"),
        (collection("Polygon", [SQUARE[::-1]]), "against the right-hand rule"),
        (collection("Polygon", [SQUARE, HOLE[::-1]]), "against the right-hand rule"),
        (collection("MultiPolygon", [[SQUARE], [SQUARE[::-1]]]), "against the right-hand rule"),
        (collection("Polygon", [SQUARE[:-1]]), "not closed"),
    ],
)
def test_each_fault_is_noticed(text: str, fault: str) -> None:
    found = faults(text)
    assert len(found) == 1
    assert fault in found[0]


def test_what_holds_railways_of_openstreetmap_is_under_its_licence_and_nothing_else() -> None:
    stage = next(one for one in STAGES if one.title == "layers")
    for name, entry in manifest().items():
        path = LAYERS / name
        if name.endswith(".geojson") and "scgraph_data" in str(entry["sources"]):
            assert entry["licence"] == "ODbL-1.0"
            assert "osm" in path.read_text("utf-8")
    licences = {
        name: terms(stage, (LAYERS / f"{name}.geojson").read_text("utf-8"))[0]
        for name in ("cape", "western")
    }
    assert licences == {"cape": "Apache-2.0", "western": "ODbL-1.0"}
    assert manifest()["cape.geojson"]["licence"] == "Apache-2.0"
