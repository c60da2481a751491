"""Files of the user: what can be used is kept, what cannot is listed with its row."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from shapely import LineString, Point

from geo.cli.main import main
from geo.errors import UserFileError, UserFileLimitError
from geo.geodesy import length_km
from geo.userdata import (
    ENDINGS,
    KINDS,
    LIMITS,
    Flaw,
    Terminals,
    UserFormat,
    format_of,
    measured,
    read_user_layer,
)
from geo.userdata.problems import _REASONS, _SENTENCES, Refusal
from tests.atlases import dated_atlas
from tests.geo.userdata.files import (
    FILES,
    LINE,
    NAMES,
    archive,
    feature,
    frame,
    geojson,
    honest,
    kml,
    members_of,
    point,
    without,
    workbook,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

    from geo.userdata import UserLayer

pytestmark = pytest.mark.slow


def read(content: bytes, name: str, *, form: str = "", layer: str = "", crs: str = "") -> UserLayer:
    return read_user_layer(content, name=name, format=form, layer=layer, crs=crs)


def flaws(layer: UserLayer) -> list[tuple[Flaw, int]]:
    return [(one.flaw, one.row) for one in layer.problems]


@pytest.mark.parametrize("form", UserFormat)
def test_every_format_is_read_whole(form: UserFormat) -> None:
    layer = read(honest(form), FILES[form])
    assert layer.format is form
    assert sorted(layer.columns["name"], key=str) == sorted(NAMES)
    assert len(layer) == 3
    assert layer.left_out == 0
    assert set(layer.problems) == set()
    assert shapely.is_valid(layer.geometries).all()
    west, south, east, north = layer.bounds()
    assert 48 < west <= east < 52
    assert 34 < south <= north < 39
    assert layer.confined == ("memory", "files", "network")


def test_a_format_is_named_or_that_of_the_ending_never_guessed() -> None:
    assert set(ENDINGS.values()) == set(UserFormat)
    assert format_of("A.KMZ") is UserFormat.KMZ
    layer = read(honest(UserFormat.CSV), "own.txt", form="csv")
    assert len(layer) == 3
    for name, given in (("own.vrt", ""), ("own", ""), ("own.csv", "vrt"), ("own.gml", "")):
        with pytest.raises(UserFileError, match="format"):
            format_of(name, given)
    with pytest.raises(UserFileError, match="it is no GeoPackage"):
        read(honest(UserFormat.GEOJSON), "own.gpkg")


def test_a_good_part_is_kept_and_bad_features_are_listed() -> None:
    crossed = [[50, 40], [51, 41], [51, 40], [50, 41], [50, 40]]
    features = [
        feature(point(51.4, 35.7), name="good"),
        feature(None, name="nowhere"),
        feature(point(251.4, 35.7), name="beyond"),
        feature(point(35.7, 151.4), name="turned"),
        feature({"type": "LineString", "coordinates": [[50, 40], [50, 40]]}, name="dot"),
        feature({"type": "LineString", "coordinates": [[50, 40]]}, name="one"),
        feature({"type": "Polygon", "coordinates": [crossed]}, name="crossed"),
        feature({"type": "Circle", "coordinates": [50, 40]}, name="circle"),
        feature(point("a", "b"), name="letters"),
        "no feature",
    ]
    layer = read(geojson(features), "mixed.geojson")
    assert layer.columns["name"] == ("good", "crossed")
    assert layer.rows.tolist() == [1, 7]
    assert layer.left_out == 8
    assert flaws(layer) == [
        (Flaw.NO_GEOMETRY, 2),
        (Flaw.OUT_OF_RANGE, 3),
        (Flaw.SWAPPED, 4),
        (Flaw.NO_LENGTH, 5),
        (Flaw.BROKEN, 6),
        (Flaw.MENDED, 7),
        (Flaw.BROKEN, 8),
        (Flaw.BROKEN, 9),
        (Flaw.NO_GEOMETRY, 10),
    ]
    assert [one.label for one in layer.problems][:3] == ["nowhere", "beyond", "turned"]
    assert [one.is_kept for one in layer.problems].count(True) == 1
    assert all("; " in one.text or " was " in one.text for one in layer.problems)


def test_coordinates_that_are_no_finite_numbers_are_listed() -> None:
    text = b'{"type":"FeatureCollection","features":[%s]}'
    one = b'{"type":"Feature","geometry":{"type":"Point","coordinates":[%s,35]}}'
    bad = (b"NaN", b"Infinity", b"1e999", b"51")
    layer = read(text % b",".join(one % number for number in bad), "numbers.geojson")
    assert flaws(layer) == [(Flaw.NOT_FINITE, row) for row in (1, 2, 3)]
    assert layer.rows.tolist() == [4]


def test_a_file_with_nothing_to_use_says_why() -> None:
    with pytest.raises(UserFileError, match=r"none of its 1 features .* it has no geometry"):
        read(geojson([feature(None)]), "none.geojson")
    with pytest.raises(UserFileError, match="it is empty"):
        read(geojson([]), "none.geojson")
    with pytest.raises(UserFileError, match="it is empty"):
        read(b"", "none.geojson")


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("name,lon,lat", ["a,51.4,35.7", "b,abc,35", "c,,"]),
        ("name;Longitude;LAT", ["a;51,4;35,7", "b;abc;35", "c;;"]),
        ("name\tдолгота\tширота", ["a\t51.4\t35.7", "b\tabc\t35", "c\t\t"]),
        ("name؛طول؛عرض", ["a؛۵۱٫۴؛۳۵٫۷", "b؛abc؛35", "c؛؛"]),
    ],
)
def test_a_table_of_text_in_the_ways_people_write_it(head: str, rows: list[str]) -> None:
    text = "\n".join(["", head, *rows[:1], "", *rows[1:]])
    layer = read(text.lstrip("\n").encode("utf-8-sig"), "depots.csv")
    assert layer.geometries.tolist() == [Point(51.4, 35.7)]
    assert flaws(layer) == [(Flaw.NO_NUMBER, 4), (Flaw.NO_GEOMETRY, 5)]
    assert layer.labels == ("a",)
    assert "'abc'" in layer.problems[0].text


def test_a_table_without_coordinates_or_in_another_encoding_says_so() -> None:
    with pytest.raises(UserFileError, match="name them lon and lat"):
        read(b"name,where\na,b\n", "depots.csv")
    with pytest.raises(UserFileError, match="UTF-8"):
        read("имя,lon,lat\nсклад,51,35\n".encode("cp1251"), "depots.csv")


def test_a_sheet_is_the_first_or_the_one_that_is_named() -> None:
    content = workbook([("name", "lon", "lat"), ("a", 51.4, 35.7), ("b", "51,4", None)], "Other")
    layer = read(content, "book.xlsx")
    assert layer.layer == "Depots"
    assert flaws(layer) == [(Flaw.OTHER_LAYERS, 0), (Flaw.NO_NUMBER, 3)]
    with pytest.raises(UserFileError, match="it is empty"):
        read(content, "book.xlsx", layer="Other")
    with pytest.raises(UserFileError, match="no layer 'Third'; choose from Depots, Other"):
        read(content, "book.xlsx", layer="Third")


def test_layers_of_a_geopackage_are_named(tmp_path: Path) -> None:
    path = tmp_path / "two.gpkg"
    frame([Point(51, 35)]).to_file(path, layer="depots")
    frame([LineString(LINE)] * 2).to_file(path, layer="lines", mode="a")
    first = read_user_layer(path)
    assert (first.layer, flaws(first)) == ("depots", [(Flaw.OTHER_LAYERS, 0)])
    assert "lines" in first.problems[0].text
    assert len(read_user_layer(path, layer="lines")) == 2
    with pytest.raises(UserFileError, match="choose from depots, lines"):
        read_user_layer(path, layer="third")


def test_a_file_without_a_layer_of_features_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bare.gpkg"
    path.write_bytes(honest(UserFormat.GPKG))
    with sqlite3.connect(path) as base:
        base.execute("UPDATE gpkg_contents SET data_type = 'attributes'")
        base.execute("DELETE FROM gpkg_geometry_columns")
    base.close()
    head = honest(UserFormat.FLATGEOBUF)[:8] + b"\4\0\0\0" + bytes(60)
    for content, name in ((path.read_bytes(), "bare.gpkg"), (head, "bare.fgb")):
        with pytest.raises(UserFileError) as raised:
            read(content, name)
        assert "''" not in str(raised.value)
        assert "export it again" in str(raised.value)


@pytest.mark.parametrize(
    "form", [UserFormat.GPKG, UserFormat.SHAPEFILE, UserFormat.GEOPARQUET, UserFormat.FLATGEOBUF]
)
def test_coordinates_come_out_in_degrees_longitude_first(form: UserFormat) -> None:
    table = frame([Point(51.4, 35.7)]).to_crs("EPSG:32639")
    layer = read(written(table, form), FILES[form])
    assert flaws(layer) == [(Flaw.CRS_CHANGED, 0)]
    assert "UTM" in layer.problems[0].text
    assert shapely.get_coordinates(layer.geometries).round(5).tolist() == [[51.4, 35.7]]


def test_an_unknown_reference_system_is_degrees_or_has_to_be_named() -> None:
    form = UserFormat.SHAPEFILE
    plain = read(without(written(frame([Point(51.4, 35.7)]), form), ".prj"), "own.zip")
    assert flaws(plain) == [(Flaw.CRS_ASSUMED, 0)]
    content = written(frame([Point(51.4, 35.7)]).to_crs("EPSG:32639"), form)
    content = without(content, ".prj")
    with pytest.raises(UserFileError, match="such as EPSG:32639"):
        read(content, "own.zip")
    named = read(content, "own.zip", crs="epsg:32639")
    assert shapely.get_coordinates(named.geometries).round(5).tolist() == [[51.4, 35.7]]
    for wrong in ("EPSG:1", "/etc/passwd", "+init=/etc/passwd:1", "EPSG:999999"):
        with pytest.raises(UserFileError, match="is not known; write it as"):
            read(content, "own.zip", crs=wrong)


def test_a_layer_with_longitude_and_latitude_turned_round_is_asked_about() -> None:
    turned = geojson(feature(point(lat, lon)) for lon, lat in ((61.4, 55.2), (37.6, 55.7)))
    straight = geojson(feature(point(lon, lat)) for lon, lat in ((61.4, 55.2), (37.6, 55.7)))
    assert flaws(read(straight, "a.geojson")) == []
    delhi = geojson([feature(point(28.6, 77.2))])
    assert flaws(read(delhi, "a.geojson")) == [(Flaw.LOOKS_SWAPPED, 0)]
    assert len(read(turned, "a.geojson")) == 2  # both readings lie in Eurasia: nothing is said


def test_a_heading_of_old_names_the_reference_system() -> None:
    def named(name: object) -> bytes:
        crs = {"type": "name", "properties": {"name": name}}
        return geojson([feature(point(500000, 3950000))], crs=crs)

    layer = read(named("urn:ogc:def:crs:EPSG::32639"), "old.geojson")
    assert flaws(layer) == [(Flaw.CRS_CHANGED, 0)]
    with pytest.raises(UserFileError, match="reference system"):
        read(named("file:///etc/passwd"), "old.geojson")
    linked = {"type": "link", "properties": {"href": "http://example.com/crs", "type": "proj4"}}
    with pytest.raises(UserFileError, match="reference system"):
        read(geojson([feature(point(51, 35))], crs=linked), "old.geojson")


def test_links_are_counted_and_not_followed() -> None:
    body = (
        "<NetworkLink><Link><href>http://192.0.2.1/a.kml</href></Link></NetworkLink>"
        "<Placemark><name>a</name><Point><coordinates>51,35</coordinates></Point></Placemark>"
    )
    layer = read(kml(body), "links.kml")
    assert flaws(layer) == [(Flaw.LINKS, 0)]
    assert len(layer) == 1
    rows = [("lon", "lat"), (51, 35)]
    with_link = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    book = archive({**members_of(workbook(rows)), **with_link})
    assert flaws(read(book, "links.xlsx")) == [(Flaw.LINKS, 0)]


def test_cells_are_plain_values_and_long_texts_are_cut() -> None:
    properties = {
        "long": "x" * 5000,
        "list": [1, {"a": 2}],
        "control": "a\0b\x1bc",
        "half": "\ud800",
        "whole": 2**70,
        "yes": True,
        "none": None,
    }
    layer = read(geojson([feature(point(51, 35), **properties)]), "cells.geojson")
    cells = layer.cells(0)
    assert cells["long"] == "x" * LIMITS.text_length
    assert cells["list"] == '[1, {"a": 2}]'
    assert (cells["control"], cells["half"]) == ("abc", "?")
    assert (cells["whole"], cells["yes"], cells["none"]) == (str(2**70), True, None)
    assert flaws(layer) == [(Flaw.CUT, 1)]


def test_lengths_and_areas_are_those_of_the_ellipsoid() -> None:
    shapes = [
        {"type": "MultiLineString", "coordinates": [LINE, [[51, 35], [52, 35]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]},
        {"type": "GeometryCollection", "geometries": [point(51, 35)]},
        point(51, 35),
    ]
    layer = read(geojson(map(feature, shapes)), "sizes.geojson")
    sizes = measured(layer)
    expected = length_km(LINE) + length_km([(51, 35), (52, 35)])
    assert sizes.lengths_km.tolist() == pytest.approx([expected, 0, 0, 0])
    assert sizes.areas_km2.round().tolist() == [0, 12309, 0, 0]
    assert [KINDS[kind] for kind in layer.kinds()] == ["lines", "areas", "mixed", "points"]
    assert sizes.length_km == pytest.approx(expected)


def test_features_snap_to_the_nearest_terminal_and_lines_at_both_ends() -> None:
    atlas = dated_atlas()
    terminals = Terminals(atlas.network, atlas.places)
    shapes = [
        point(51.2, 43.6),
        {"type": "LineString", "coordinates": [[51.2, 43.6], [72.9, 18.95]]},
        {
            "type": "Polygon",
            "coordinates": [[[51.1, 43.5], [51.3, 43.5], [51.2, 43.7], [51.1, 43.5]]],
        },
        {"type": "GeometryCollection", "geometries": [point(51.2, 43.6)]},
    ]
    near = terminals.near(read(geojson(map(feature, shapes)), "depots.geojson"))
    names = [[one.place.id for one in ends] for ends in near]
    assert names == [["aktau"], ["aktau", "nhava-sheva"], ["aktau"], ["aktau"]]
    assert all(0 < one.km < 15 for ends in near for one in ends[:1])
    everything = np.array([[place.lon, place.lat] for place in terminals.places])
    for lon, lat in ((51.2, 43.6), (179.9, 68), (-10.0, 40.0)):
        one = terminals.near(read(geojson([feature(point(lon, lat))]), "one.geojson"))[0][0]
        brute = min(length_km([(lon, lat), tuple(at)]) for at in everything)
        assert one.km == pytest.approx(brute, rel=0.005)


def test_what_is_listed_is_bounded_and_all_is_counted() -> None:
    features = [feature(point(51, 35)), *[feature(None)] * 30]
    few = replace(LIMITS, listed=10)
    layer = read_user_layer(geojson(features), name="many.geojson", limits=few)
    assert len(layer.problems) == 10
    assert layer.left_out == 30


def test_a_file_that_is_not_there_or_no_file_says_so(tmp_path: Path) -> None:
    for path in (tmp_path / "a.csv", tmp_path, tmp_path / "a\0.csv"):
        with pytest.raises(UserFileError):
            read_user_layer(path, format="csv")
    (tmp_path / "b.csv").write_bytes(b"lon,lat\n51,35\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "b.csv")
    assert len(read_user_layer(tmp_path / "link.csv")) == 1  # one's own disk: a link is its file


def test_the_name_of_a_file_is_shown_without_folders_and_controls() -> None:
    layer = read(honest(UserFormat.CSV), "../../etc/\x1b[31mpass\nwd.csv")
    assert layer.name == "[31mpasswd.csv"
    assert len(read(honest(UserFormat.CSV), "x" * 300 + ".csv").name) == 80


def test_json_of_a_layer_holds_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "own.geojson"
    path.write_bytes(geojson([feature(point(51.2, 43.6), name="a"), feature(None, name="b")]))
    assert main(["layers", "read", str(path), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["kept"], answer["left_out"]) == (1, 1)
    assert answer["features"][0]["terminals"][0]["id"] == "aktau"
    assert answer["problems"][0] == {
        "row": 2,
        "label": "b",
        "flaw": "no geometry",
        "kept": False,
        "text": "it has no geometry; draw it, or leave the row out",
    }


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_lines_about_a_layer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str
) -> None:
    path = tmp_path / "own.geojson"
    line = {"type": "LineString", "coordinates": LINE}
    bad = [feature(None, name=f"bad {number}") for number in range(25)]
    path.write_bytes(geojson([feature(line, name="a"), *bad]))
    assert main(["layers", "read", str(path), "--lang", language]) == 0
    text = capsys.readouterr().out
    assert text.count("bad ") == 20
    assert "--json" in text
    assert ("Astara" in text) == (language == "en")


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
def test_a_layer_is_written_again_with_what_was_measured(tmp_path: Path, ending: str) -> None:
    path, out = tmp_path / "own.csv", tmp_path / f"out{ending}"
    path.write_text("FID,fid,geometry,name\n1,2,POINT (51.2 43.6),a\n3,x,POINT (51 35),b\n")
    assert main(["layers", "read", str(path), "--out", str(out)]) == 0
    again = read_user_layer(out, layer="layer" if ending == ".gpkg" else "")
    assert again.columns["name"] == ("a", "b")
    assert again.columns["atlas_terminal_id"][0] == "aktau"
    first = out.read_bytes()
    assert main(["layers", "read", str(path), "--out", str(out)]) == 0
    assert out.read_bytes() == first
    assert main(["layers", "read", str(path), "--out", str(tmp_path / "a.shp")]) == 1


def test_every_flaw_and_refusal_has_a_sentence_that_says_what_to_do() -> None:
    assert set(_SENTENCES) == set(Flaw)
    assert set(_REASONS) == set(Refusal)
    assert min(map(len, _REASONS.values())) > 20
    assert issubclass(UserFileLimitError, UserFileError)
