"""The committed base map: what a reader of any map stands on."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path

import pytest
import shapely

from layers.build.__main__ import STAGES, signed
from layers.build.basemap import build_basemap
from layers.build.packages import NATURAL_EARTH, RIVERS
from layers.build.writing import finished_by

FOLDER = Path(__file__).resolve().parents[3] / "layers" / "basemap"
NAMES = ("land", "borders", "lakes", "rivers", "countries")


def collection(name: str) -> dict[str, list[dict[str, dict[str, object]]]]:
    found: dict[str, list[dict[str, dict[str, object]]]] = json.loads(
        (FOLDER / f"{name}.geojson").read_text(encoding="utf-8")
    )
    return found


def only_geometry(name: str) -> shapely.Geometry:
    (feature,) = collection(name)["features"]
    return shapely.from_geojson(json.dumps(feature["geometry"]))


@pytest.mark.parametrize(
    ("lon", "lat", "land"),
    [
        pytest.param(50.5, 41.0, False, id="the Caspian is water"),
        pytest.param(56.4, 26.5, False, id="Strait of Hormuz"),
        pytest.param(29.5, 60.0, False, id="Gulf of Finland off St Petersburg"),
        pytest.param(18.0, -36.0, False, id="south of the Cape"),
        pytest.param(51.4, 35.7, True, id="Tehran"),
        pytest.param(55.9, 26.8, True, id="Qeshm island"),
        pytest.param(72.9, 19.2, True, id="Mumbai"),
        pytest.param(37.6, 55.7, True, id="Moscow"),
        pytest.param(20.0, -30.0, True, id="South Africa"),
    ],
)
def test_land_lies_where_it_lies(lon: float, lat: float, *, land: bool) -> None:
    assert shapely.contains_xy(only_geometry("land"), lon, lat) == land


@pytest.mark.parametrize("name", NAMES)
def test_geometries_are_valid_and_within_the_world(name: str) -> None:
    features = collection(name)["features"]
    assert features
    for feature in features:
        geometry = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert shapely.is_valid(geometry)
        west, south, east, north = shapely.bounds(geometry)
        assert (west, south) >= (-180, -90)
        assert (east, north) <= (180, 90)


def test_outer_rings_run_counter_clockwise() -> None:
    land = only_geometry("land")
    rings = shapely.get_exterior_ring(shapely.get_parts(land))
    assert len(rings) > 100
    assert shapely.is_ccw(rings).all()


def test_disputed_borders_are_told_apart() -> None:
    kinds = [feature["properties"]["kind"] for feature in collection("borders")["features"]]
    assert kinds == ["border", "disputed"]


def test_countries_of_the_corridor_have_names_in_three_scripts() -> None:
    named = {f["properties"]["iso"]: f["properties"] for f in collection("countries")["features"]}
    assert {"RU", "AZ", "IR", "KZ", "TM", "IN", "GE", "AM", "OM", "PK", "SA", "EG"} <= set(named)
    assert (named["IR"]["name"], named["IR"]["name_ru"]) == ("Iran", "Иран")
    assert named["IN"]["name_fa"] == "هند"


def test_the_base_map_stays_small() -> None:
    assert sum((FOLDER / f"{name}.geojson").stat().st_size for name in NAMES) < 550_000


@pytest.mark.skipif(
    not (NATURAL_EARTH.path.exists() and RIVERS.path.exists()),
    reason="the archives are not in build-cache; make layers fetches them",
)
def test_building_gives_the_committed_bytes(tmp_path: Path) -> None:
    stage = next(stage for stage in STAGES if stage.title == "base map")
    with finished_by(partial(signed, stage)):
        built = build_basemap(tmp_path)
    assert [path.stem for path in built] == list(NAMES)
    for path in built:
        committed = FOLDER / path.name
        assert (
            hashlib.sha256(path.read_bytes()).hexdigest()
            == hashlib.sha256(committed.read_bytes()).hexdigest()
        ), path.name
