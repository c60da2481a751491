"""Files that other programs read: longitudes, one schema, endings, and Excel of other countries."""

from __future__ import annotations

import csv
import io
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import openpyxl  # type: ignore[import-untyped]
import pyogrio
import pytest

from geo.cli.main import FAILED, MISUSED, main
from geo.errors import ExportError
from geo.export.answering import content_of
from geo.export.choices import EXCEL_CSV, FILE_TYPES, OTHER_SUFFIXES, Kind
from geo.export.columns import columns_of
from geo.export.features import feature_layers
from geo.export.formats import FORMATS, check_suffix, export, export_bytes, format_by_suffix
from geo.export.request import Request
from geo.export.spreadsheet import DIALECTS
from geo.geodesy import cut_at_antimeridian, length_km, wrapped
from geo.journeys import journey
from geo.journeys.schema import journey_json
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.export.content import Content
    from geo.journeys.atlas import Atlas

PACIFIC = [
    ("Vladivostok", "USLAX"),
    ("USLAX", "Vladivostok"),
    ("Suva", "Apia"),
    ("Auckland", "Valparaiso"),
    ("Shanghai", "Miami"),
    ("Moscow", "USLAX"),
]


def content(atlas: Atlas, start: str, end: str, **fields: Any) -> Content:
    request = Request(kind=Kind.ROUTE, origin=start, destination=end, **fields)
    return content_of(atlas, request)


def longitudes(value: object) -> Iterator[float]:
    """First of each pair of numbers in nested lists."""
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(number, int | float) for number in value):
            yield value[0]
        else:
            for item in value:
                yield from longitudes(item)


@pytest.mark.parametrize("longitude", [-540.0, -241.7, -180.0, -0.0, 179.9, 180.0, 241.7, 540.0])
def test_a_longitude_is_brought_between_180_degrees(longitude: float) -> None:
    assert -180 <= wrapped(longitude) <= 180
    turns = (wrapped(longitude) - longitude) / 360
    assert turns == pytest.approx(round(turns), abs=1e-6)


@pytest.mark.parametrize(("start", "end"), PACIFIC)
def test_no_file_has_a_longitude_over_180_degrees(
    atlas: Atlas, start: str, end: str, tmp_path: Path
) -> None:
    across = content(atlas, start, end)
    every = list(longitudes(json.loads(export_bytes(across, "geojson"))["features"]))
    for row in csv.DictReader(io.StringIO(export_bytes(across, "csv").decode("utf-8-sig"))):
        every += [float(row["lon"])] if row["lon"] else []
    export(across, "xlsx", tmp_path / "a.xlsx")
    head, *rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["Stops"].values
    every += [row[head.index("lon")] for row in rows]
    export(across, "gpkg", tmp_path / "a.gpkg")
    for layer in ("legs", "stops"):
        west, _, east, _ = pyogrio.read_info(tmp_path / "a.gpkg", layer=layer)["total_bounds"]
        every += [west, east]
    export(across, "fgb", tmp_path / "a.fgb")
    export(across, "parquet", tmp_path / "a.parquet")
    west, _, east, _ = pyogrio.read_info(tmp_path / "a.fgb", force_total_bounds=True)[
        "total_bounds"
    ]
    every += [west, east, *gpd.read_parquet(tmp_path / "a.parquet").total_bounds[::2]]
    places = ET.fromstring(export_bytes(across, "kml")).iter(
        "{http://www.opengis.net/kml/2.2}coordinates"
    )
    every += [float(at.split(",")[0]) for place in places for at in (place.text or "").split()]
    find = atlas.places.find
    answer = journey_json(journey(atlas, find(start), find(end)))
    every += longitudes([leg["coordinates"] for leg in answer["legs"]])
    every += [stop["lon"] for stop in answer["stops"]]
    assert len(every) > 50
    assert all(-180 <= longitude <= 180 for longitude in every)


@pytest.mark.parametrize(("start", "end"), PACIFIC)
def test_a_line_cut_at_the_antimeridian_keeps_its_length(
    atlas: Atlas, start: str, end: str
) -> None:
    find = atlas.places.find
    legs = journey(atlas, find(start), find(end)).route.legs
    assert len(legs) > 0
    for leg in legs:
        parts = cut_at_antimeridian(leg.coordinates)
        assert sum(map(length_km, parts)) == pytest.approx(length_km(leg.coordinates), rel=1e-3)
        for one, other in pairwise(parts):
            assert abs(one[-1][0]) == 180
            assert (one[-1][0], one[-1][1]) == (-other[0][0], other[0][1])
        assert all(abs(b[0] - a[0]) < 180 for part in parts for a, b in pairwise(part))


def schema(path: Path) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """Name, type of geometry, and columns with their types of each layer of a file."""
    layers = {}
    for name, kind in pyogrio.list_layers(path):
        told = pyogrio.read_info(path, layer=name)
        layers[name] = (kind, list(zip(told["fields"], told["ogr_types"], strict=True)))
    return layers


def test_a_geopackage_has_one_schema_whatever_it_holds(atlas: Atlas, tmp_path: Path) -> None:
    pairs = [
        ("Moscow", "St Petersburg", {}),
        ("Jebel Ali", "Mundra", {}),
        ("Moscow", "Nhava Sheva", {}),
        ("Vladivostok", "USLAX", {}),
        ("Tehran", "Baku", {"language": "fa"}),
    ]
    schemas = []
    for number, (start, end, fields) in enumerate(pairs):
        path = tmp_path / f"{number}.gpkg"
        export(content(atlas, start, end, **fields), "gpkg", path)
        schemas.append(schema(path))
    assert schemas == [schemas[0]] * len(pairs)
    legs = dict(schemas[0]["legs"][1])
    assert (legs["gauge_mm"], legs["usd_p50"], legs["grade"]) == (
        "OFTInteger64", "OFTReal", "OFTString",
    )  # fmt: skip


@pytest.mark.slow
def test_the_layers_have_one_schema_in_every_month(atlas: Atlas, tmp_path: Path) -> None:
    schemas, months = [], (None, "2001-01", "2016-09")
    for month in months:
        path = tmp_path / f"{month}.gpkg"
        request = Request(kind=Kind.LAYERS, scenario=Scenario(date=month))
        export(content_of(atlas, request), "gpkg", path)
        schemas.append(schema(path))
    assert schemas == [schemas[0]] * len(months)


def test_every_column_of_a_layer_is_known(atlas: Atlas) -> None:
    contents = (
        content(atlas, "Moscow", "Nhava Sheva"),
        content_of(atlas, Request(kind=Kind.LAYERS)),
    )
    layers = [item for one in contents for item in feature_layers(one).items()]
    assert len(layers) > 10
    for layer, features in layers:
        known = columns_of(layer)
        for feature in features:
            assert set(feature["properties"]) <= set(known), layer
            for name, value in feature["properties"].items():
                if known[name] == "object":
                    assert value is None or isinstance(value, str), (layer, name)


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_format_does_not_go_with_the_ending_of_another(name: str, tmp_path: Path) -> None:
    own = FORMATS[name].suffix
    for suffix in {own, own.upper(), "", *OTHER_SUFFIXES.get(own, ())}:
        check_suffix(name, tmp_path / f"a{suffix}")
    others = {kind.suffix for kind in FILE_TYPES.values()} | {".kmz", ".docx", ".v2"}
    assert len(others) > 10
    for suffix in others - {own}:
        with pytest.raises(ExportError, match=rf"format {name} .* ending {suffix}; .*{own}"):
            check_suffix(name, tmp_path / f"a{suffix}")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("csv", "x.xlsx"),
        ("png", "x.pdf"),
        ("gpkg", "x.geojson"),
        ("kml", "x.kmz"),
        ("html", "x.pdf"),
        ("dossier", "x.docx"),
    ],
)
def test_the_command_line_refuses_a_belying_name_before_it_starts(
    name: str, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / file
    words = ["export", "route", "Moscow", "Mumbai", "--format", name, "--out", str(out)]
    assert main(words) == FAILED
    error = capsys.readouterr().err.splitlines()[-1]
    assert name in error
    assert out.suffix in error
    assert not out.exists()


def test_other_endings_of_one_type_find_its_format() -> None:
    assert [format_by_suffix(suffix, Kind.COMPARE) for suffix in (".htm", ".JSON", ".csv")] == [
        "html", "geojson", "csv",
    ]  # fmt: skip


@pytest.mark.parametrize(("choice", "language"), [("excel-ru", "ru"), ("excel-fa", "fa")])
def test_excel_of_a_country_finds_columns_and_numbers(
    atlas: Atlas, choice: str, language: str
) -> None:
    name = EXCEL_CSV[choice]
    separator, decimal = DIALECTS[name]
    answer = content(atlas, "Moscow", "Nhava Sheva", language=language)
    raw = export_bytes(answer, name)
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=separator))
    plain = list(csv.reader(io.StringIO(export_bytes(answer, "csv").decode("utf-8-sig"))))
    assert [len(row) for row in rows] == [len(row) for row in plain]
    km = plain[0].index("track_km")
    lengths = [row[km] for row in rows[1:] if row[km]]
    assert lengths == [row[km].replace(".", decimal) for row in plain[1:] if row[km]]
    assert any(decimal in length for length in lengths)
    starts = [row[plain[0].index("from")] for row in rows[1:]]
    assert {"ru": "Москва", "fa": "مسکو"}[language] in starts


def test_the_help_names_excel_and_only_csv_has_a_country(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["export", "--help"]) == 0
    text = capsys.readouterr().out
    assert "--csv-for" in text
    assert all(choice in text for choice in EXCEL_CSV)
    words = ["export", "story", "--format", "xlsx", "--csv-for", "excel-ru"]
    assert main([*words, "--out", str(tmp_path / "a.xlsx")]) == FAILED
    assert "csv" in capsys.readouterr().err
    assert main(["export", "story", "--format", "csv", "--csv-for", "x", "--out", "a"]) == MISUSED
    out = tmp_path / "b.csv"
    words = ["export", "story", "--part", "events", "--format", "csv", "--csv-for", "excel-ru"]
    assert main([*words, "--out", str(out)]) == 0
    assert out.read_bytes().count(b";") > 10
