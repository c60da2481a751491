"""Reading layers: a sound file becomes a frame, and every kind of damage an error that names it."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
import shapely
from geographiclib.geodesic import Geodesic

from geo.errors import LayerError, UnknownNameError
from geo.layers import (
    LEG_COLUMNS,
    combine,
    layer_names,
    lengths_km,
    read_available,
    read_layer,
    require_wgs84,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Document = dict[str, Any]

LINE = [[48.85, 38.75], [48.87, 38.43], [49.59, 37.19]]


def second_opinion_km(line: list[list[float]]) -> float:
    """Measure a line with a library that shares no code with PROJ."""
    metres = 0.0
    for (lon1, lat1), (lon2, lat2) in pairwise(line):
        metres += Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)["s12"]
    return metres / 1000


def leg(leg_id: str = "x-1", line: list[list[float]] = LINE, **changed: Any) -> Document:
    properties = {
        "leg_id": leg_id,
        "name": "Lankaran - Rasht",
        "from": "lankaran",
        "to": "rasht",
        "mode": "rail",
        "country": "IR",
        "gauge_mm": 1520,
        "track_km": 200.0,
        "drawn_km": round(second_opinion_km(line), 1),
        "status": "planned",
        "opened": None,
        "source_ids": "digitised",
        "accuracy": "schematic",
    }
    geometry = {"type": "LineString", "coordinates": line}
    return {"type": "Feature", "properties": properties | changed, "geometry": geometry}


def collection(*features: Document) -> Document:
    return {"type": "FeatureCollection", "features": list(features)}


def places() -> Document:
    point = {"type": "Point", "coordinates": [49.59, 37.19]}
    return collection({"type": "Feature", "properties": {"id": "rasht"}, "geometry": point})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    below = tmp_path / "layers"
    below.mkdir()
    (below / "western.geojson").write_text(json.dumps(collection(leg(), leg("x-2"))))
    (below / "places.geojson").write_text(json.dumps(places()))
    return below


def test_a_sound_layer_becomes_a_frame_in_wgs84(folder: Path) -> None:
    frame = read_layer("western", folder=folder)
    assert list(frame["leg_id"]) == ["x-1", "x-2"]
    assert frame.crs.to_epsg() == 4326
    assert shapely.get_coordinates(frame.geometry.iloc[0]).tolist() == LINE


def test_layers_are_stacked_and_say_where_each_row_comes_from(folder: Path) -> None:
    frame = combine(["western", "places", "western"], folder=folder)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert list(frame["layer"]) == ["western", "western", "places"]
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.geom_type.tolist() == ["LineString", "LineString", "Point"]


def test_combining_nothing_is_refused(folder: Path) -> None:
    with pytest.raises(UnknownNameError, match="at least one"):
        combine([], folder=folder)


def test_a_name_that_is_no_layer_is_refused_before_any_file_is_touched(folder: Path) -> None:
    with pytest.raises(UnknownNameError, match="trans_caspian"):
        read_layer("../western", folder=folder)


def test_the_rest_is_served_when_one_file_is_missing(folder: Path) -> None:
    frames, errors = read_available(["western", "cape", "places"], folder=folder)
    assert list(frames) == ["western", "places"]
    assert len(errors) == 1
    assert "layers/cape.geojson is missing" in str(errors[0])


def test_all_layers_are_asked_for_by_default(folder: Path) -> None:
    frames, errors = read_available(folder=folder)
    assert len(frames) + len(errors) == len(layer_names())


def changed(change: Callable[[Document], object]) -> str:
    document = collection(leg(), leg("x-2"))
    change(document)
    return json.dumps(document)


def in_leg(**values: object) -> str:
    return changed(lambda d: d["features"][1]["properties"].update(values))


def with_geometry(kind: str, coordinates: object) -> str:
    geometry = {"type": kind, "coordinates": coordinates}
    return changed(lambda d: d["features"][1].update(geometry=geometry))


SOUND = json.dumps(collection(leg(), leg("x-2")))
SWAPPED = [[lat, lon] for lon, lat in LINE]

DAMAGE = [
    pytest.param("", "cut short or is not JSON", id="empty file"),
    pytest.param(SOUND[: len(SOUND) // 2], "cut short or is not JSON", id="truncated"),
    pytest.param(SOUND[:-1], "cut short or is not JSON", id="last brace gone"),
    pytest.param("<html>404</html>", "cut short or is not JSON", id="not JSON"),
    pytest.param("[" * 100_000, "cut short or is not JSON", id="nested without end"),
    pytest.param("[]", "not a FeatureCollection", id="a list"),
    pytest.param('{"type": "Feature"}', "not a FeatureCollection", id="a lone feature"),
    pytest.param(json.dumps(collection()), "holds no feature", id="no features"),
    pytest.param('{"type": "FeatureCollection"}', "holds no feature", id="no list of features"),
    pytest.param(
        changed(lambda d: d["features"].append(7)), "position 3", id="feature is a number"
    ),
    pytest.param(
        changed(lambda d: d["features"][1].update(properties=None)),
        "no complete feature at position 2",
        id="no properties",
    ),
    pytest.param(
        changed(lambda d: d["features"][1].update(geometry=None)),
        "no complete feature at position 2",
        id="no geometry",
    ),
    pytest.param(with_geometry("Point", LINE[0]), "has a Point at position 2", id="a point"),
    pytest.param(with_geometry("Circle", LINE), "has a Circle at position 2", id="unknown kind"),
    pytest.param(with_geometry("LineString", []), "an empty LineString", id="empty line"),
    pytest.param(with_geometry("LineString", LINE[:1]), "a broken LineString", id="one vertex"),
    pytest.param(with_geometry("LineString", None), "an empty LineString", id="no coordinates"),
    pytest.param(with_geometry("LineString", [["a", "b"]] * 2), "a broken", id="letters"),
    pytest.param(
        with_geometry("LineString", [[48.0, None], [49.0, 37.0]]), "position 2", id="null ordinate"
    ),
    pytest.param(SOUND.replace("37.19", "NaN"), "NaN is no number", id="NaN"),
    pytest.param(SOUND.replace("37.19", "-Infinity"), "-Infinity is no number", id="infinity"),
    pytest.param(SOUND.replace("37.19", "1e999"), "not longitude and latitude", id="overflow"),
    pytest.param(
        with_geometry("LineString", [[48.0, 91.0], [49.0, 37.0]]),
        "not longitude and latitude",
        id="beyond the pole",
    ),
    pytest.param(
        with_geometry("LineString", [[5_400_000.0, 4_600_000.0], [5_500_000.0, 4_500_000.0]]),
        "not longitude and latitude",
        id="metres",
    ),
    pytest.param(with_geometry("LineString", SWAPPED), "in order", id="latitude first"),
    pytest.param(with_geometry("LineString", LINE[:2]), "leg x-2", id="last vertex gone"),
    pytest.param(in_leg(drawn_km="long"), "leg x-2", id="length is a word"),
    pytest.param(in_leg(leg_id="x-1"), "a leg_id twice", id="same leg twice"),
    pytest.param(in_leg(status="finished"), "has finished as status", id="unknown status"),
    pytest.param(in_leg(mode="air"), "has air as mode", id="unknown mode"),
    pytest.param(in_leg(accuracy="exact"), "has exact as accuracy", id="unknown accuracy"),
    pytest.param(
        changed(lambda d: d.update(crs={"type": "name", "properties": {"name": "EPSG:3857"}})),
        "Pseudo-Mercator",
        id="Mercator",
    ),
    pytest.param(
        changed(lambda d: d.update(crs={"type": "name", "properties": {"name": "EPSG:none"}})),
        "a reference system that nobody knows",
        id="unknown system",
    ),
    pytest.param(changed(lambda d: d.update(crs=None)), "nobody knows", id="system is null"),
]


@pytest.mark.parametrize(("text", "says"), DAMAGE)
def test_damage_is_an_error_that_names_the_file(folder: Path, text: str, says: str) -> None:
    (folder / "western.geojson").write_text(text)
    with pytest.raises(LayerError) as caught:
        read_layer("western", folder=folder)
    message = str(caught.value)
    assert says in message
    assert "layers/western.geojson" in message
    assert "\n" not in message


@pytest.mark.parametrize("column", LEG_COLUMNS)
def test_each_attribute_of_a_leg_is_required_of_every_leg(folder: Path, column: str) -> None:
    text = changed(lambda d: d["features"][1]["properties"].pop(column))
    (folder / "western.geojson").write_text(text)
    with pytest.raises(LayerError, match=f"lacks {column} at position 2"):
        read_layer("western", folder=folder)


def test_bytes_that_are_no_text_are_named(folder: Path) -> None:
    (folder / "western.geojson").write_bytes(SOUND.encode("utf-16"))
    with pytest.raises(LayerError, match=r"layers/western\.geojson is cut short or is not JSON"):
        read_layer("western", folder=folder)


def test_a_folder_in_place_of_the_file_is_named(folder: Path) -> None:
    (folder / "cape.geojson").mkdir()
    with pytest.raises(LayerError, match=r"layers/cape\.geojson cannot be read"):
        read_layer("cape", folder=folder)


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"]
)
def test_the_names_under_which_desktop_programs_save_wgs84_are_understood(
    folder: Path, name: str
) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    (folder / "western.geojson").write_text(changed(lambda d: d.update(crs=crs)))
    assert read_layer("western", folder=folder).crs.to_epsg() == 4326


def test_a_frame_without_reference_system_is_refused() -> None:
    with pytest.raises(LayerError, match="upload has no reference system"):
        require_wgs84(gpd.GeoDataFrame(geometry=[shapely.Point(50, 40)]), name="upload")


def test_lengths_agree_with_a_second_library_part_by_part() -> None:
    far = [[70.0, 20.0], [60.0, 25.0]]
    shapes = [shapely.LineString(LINE), shapely.MultiLineString([LINE, far]), shapely.Point(50, 40)]
    measured = lengths_km(gpd.GeoDataFrame(geometry=shapes, crs=4326))
    one, two = second_opinion_km(LINE), second_opinion_km(far)
    assert measured == pytest.approx([one, one + two, 0.0], abs=1e-6)


def test_the_outline_of_an_area_leaps_over_no_gap_between_its_rings() -> None:
    shell = [[50.0, 40.0], [54.0, 40.0], [54.0, 44.0], [50.0, 40.0]]
    hole = [[52.5, 41.0], [53.5, 41.0], [53.5, 42.0], [52.5, 41.0]]
    area = gpd.GeoDataFrame(geometry=[shapely.Polygon(shell, [hole])], crs=4326)
    expected = second_opinion_km(shell) + second_opinion_km(hole)
    assert lengths_km(area) == pytest.approx([expected], abs=1e-6)
