"""Every format, read back by a second reader."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl  # type: ignore[import-untyped]
import pyogrio
import pytest
from pyproj import Geod

from geo.attribution import CREDITS, DISCLAIMER
from geo.cli.main import main
from geo.errors import ExportError
from geo.estimates.cargo import Box
from geo.export.answering import PARTS, content_of
from geo.export.choices import PAPERED, PAPERS, Kind
from geo.export.dossier import blocks
from geo.export.features import feature_layers
from geo.export.formats import FORMATS, export, export_bytes, file_name, formats_of, requested_name
from geo.export.request import Request, token_of
from geo.export.rows import in_order
from geo.export.spreadsheet import sheets
from geo.i18n import LANGUAGES
from geo.journeys import compare
from geo.palette import colour_of
from geo.plot.document import Picture, Table
from geo.scenario import Scenario
from tests.geo.export.rebuild import rebuild
from tests.rfc7946 import faults
from tests.totals import whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from geo.export.content import Content
    from geo.journeys.atlas import Atlas

pytestmark = pytest.mark.slow

GEOD = Geod(ellps="WGS84")
ENDS: dict[str, Any] = {"origin": "Moscow", "destination": "Nhava Sheva"}


@pytest.fixture(scope="module", params=[kind for kind in Kind if kind not in PARTS])
def content(request: pytest.FixtureRequest, atlas: Atlas) -> Content:
    """Give what can be drawn on a map; `tests.geo.export.test_parts` has the rest."""
    ends: dict[str, Any] = {} if request.param is Kind.LAYERS else ENDS
    closed = frozenset({"suez"} if request.param is Kind.SCENARIO else ())
    return content_of(atlas, Request(kind=request.param, scenario=Scenario(closed=closed), **ends))


@pytest.mark.parametrize(
    ("language", "date"), [("en", "2014-12"), ("ru", "2014-12"), ("fa", "۲۰۱۴-۱۲")]
)
def test_layers_of_a_month_hold_what_was_open_then(atlas: Atlas, language: str, date: str) -> None:
    def opened(month: str | None) -> tuple[Content, list[str]]:
        request = Request(kind=Kind.LAYERS, scenario=Scenario(date=month), language=language)
        content = content_of(atlas, request)
        rows = json.loads(export_bytes(content, "geojson"))["features"]
        return content, [str(row["properties"].get("opened") or "") for row in rows]

    (_, before), (then, after), (_, today) = map(opened, ("2014-11", "2014-12", None))
    assert max(before) < "2014-12" == max(after) < max(today)
    assert len(before) < len(after) < len(today)
    assert before.count("") == today.count("")
    assert date in then.stamp.subtitle


def _source_km(content: Content) -> float:
    lines: list[Sequence[Sequence[float]]] = [
        leg.coordinates for journey in content.drawn for leg in journey.route.legs
    ]
    for layer in content.layers.values():
        for feature in layer["features"]:
            geometry = feature["geometry"]
            if geometry["type"] == "LineString":
                lines.append(geometry["coordinates"])
            elif geometry["type"] == "MultiLineString":
                lines.extend(geometry["coordinates"])
    return sum(_km(line) for line in lines)


def _km(line: Sequence[Sequence[float]]) -> float:
    lons, lats = zip(*(point[:2] for point in line), strict=True)
    return GEOD.line_length(lons, lats) / 1000


def _read_km(frame: gpd.GeoDataFrame) -> float:
    lines = frame.geometry[frame.geom_type.str.endswith("LineString")]
    return sum(GEOD.geometry_length(line) for line in lines) / 1000


@pytest.mark.parametrize("name", ["geojson", "gpkg", "fgb", "kml"])
def test_gdal_reads_the_same_features_and_lengths(
    content: Content, name: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{FORMATS[name].suffix}"
    export(content, name, path)
    layers = [layer for layer, kind in pyogrio.list_layers(path) if kind is not None]
    frames = [pyogrio.read_dataframe(path, layer=layer) for layer in layers]
    assert sum(map(len, frames)) == sum(map(len, feature_layers(content).values())) > 10
    assert all(frame.crs.to_epsg() == 4326 for frame in frames)
    assert sum(map(_read_km, frames)) == pytest.approx(_source_km(content), rel=1e-6)


def test_geojson_keeps_the_standard(content: Content) -> None:
    text = export_bytes(content, "geojson").decode()
    assert faults(text) == []
    assert json.loads(text)["about"]["token"] == content.stamp.hash


def test_geopackage_has_a_style_for_every_layer_of_lines(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    export(content, "gpkg", path)
    styles = pyogrio.read_dataframe(path, layer="layer_styles", read_geometry=False)
    layers = {name for name, _ in pyogrio.list_layers(path)} - {"layer_styles", "about"}
    assert layers - set(styles["f_table_name"]) <= {"passages", "gates"}
    assert styles["useAsDefault"].all()
    expected = "western" if content.layers else "legs"
    qml = styles.set_index("f_table_name")["styleQML"][expected]
    owner = "western" if content.layers else content.drawn[0].route.corridor
    colour = colour_of(owner).light
    assert ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) in qml
    about = pyogrio.read_dataframe(path, layer="about", read_geometry=False)
    assert dict(zip(about["what"], about["text"], strict=True)) == content.about()


def test_csv_has_legs_and_stops_in_order(content: Content) -> None:
    rows = list(csv.DictReader(io.StringIO(export_bytes(content, "csv").decode("utf-8-sig"))))
    about = {row["name"]: row["sources"] for row in rows if row["part"] == "about"}
    assert about == content.about()
    if content.layers:
        return
    legs = [row for row in rows if row["part"] == "leg"]
    assert [float(row["track_km"]) for row in legs] == [row.track_km for row in content.legs]
    assert sum(row["part"] == "stop" for row in rows) == len(content.stops)
    assert all(row["sources"] for row in legs)


def test_a_second_reader_finds_every_cell_of_the_workbook(content: Content, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    export(content, "xlsx", path)
    source_of = openpyxl.load_workbook(path)
    written = sheets(content)
    assert source_of.sheetnames == list(written)
    assert sum(map(len, written.values())) > 20
    for name, rows in written.items():
        head, *lines = list(source_of[name].values) if rows else [[]]
        assert len(lines) == len(rows)
        for row, cells in zip(rows, lines, strict=True):
            values = dict(zip(head, cells, strict=True))
            assert {k: v for k, v in values.items() if v is not None} == {
                k: v for k, v in row.items() if v not in (None, "")
            }


def test_every_file_says_what_it_rests_on(content: Content) -> None:
    for name in ("html", "geojson", "kml", "csv"):
        text = export_bytes(content, name).decode("utf-8-sig")
        assert content.stamp.hash in text
        for part in ("OpenStreetMap", "ODbL", "Natural Earth", "searoute", "GeoNames"):
            assert part in text
        assert "de facto" in text
        assert content.stamp.data_date in text


def test_a_page_is_small_enough_to_send(content: Content) -> None:
    assert len(export_bytes(content, "html")) < 1_500_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_all_layers_is_as_small_in_every_language(atlas: Atlas, language: str) -> None:
    content = content_of(atlas, Request(kind=Kind.LAYERS, language=language))
    text = export_bytes(content, "html").decode()
    assert len(text.encode()) < 1_500_000
    others = {"en": "Москва", "ru": "مسکو", "fa": "Москва"}
    assert others[language] not in text, "a file holds names in its own language"


def test_the_dossier_of_a_comparison_is_small_enough_to_send(atlas: Atlas) -> None:
    content = content_of(atlas, Request(kind=Kind.COMPARE, **ENDS))
    assert len(export_bytes(content, "dossier")) < 3_300_000


@pytest.mark.parametrize("paper", ["a4", pytest.param("16:9", marks=pytest.mark.deep)])
def test_the_token_gives_the_same_bytes_in_another_process(
    atlas: Atlas, paper: str, tmp_path: Path
) -> None:
    names = [name for name in FORMATS if (name in PAPERED) == (paper != "a4")]
    request = Request(
        kind=Kind.ROUTE,
        scenario=Scenario(closed=frozenset({"suez"})),
        box=Box.FEU,
        paper=paper,
        **ENDS,
    )
    content = content_of(atlas, request)
    first = {name: tmp_path / f"{name}-{file_name(content, name)}" for name in names}
    for name, path in first.items():
        export(content, name, path)
    again = {name: tmp_path / f"again-{path.name}" for name, path in first.items()}
    progress = rebuild(content.stamp.hash, again)
    assert progress.count("writing") >= len(names) > 3
    differing = [n for n in names if first[n].read_bytes() != again[n].read_bytes()]
    assert differing == []


def test_a_token_of_other_data_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = token_of(Request(kind=Kind.LAYERS), data="0123456789ab")
    out = tmp_path / "a.csv"
    assert main(["export", "--token", token, "--format", "csv", "--out", str(out)]) == 1
    assert "use the version that made the file" in capsys.readouterr().err
    assert not out.exists()


def test_a_corridor_that_stands_in_a_scenario_alone_is_asked_for_in_its_base_case(
    atlas: Atlas,
) -> None:
    scenario = Scenario(closed=frozenset({"suez", "bandar-abbas", "chabahar"}))
    content = content_of(atlas, Request(kind=Kind.SCENARIO, scenario=scenario, **ENDS))
    new = {"eastern-maritime", "direct"}
    origin, destination = (atlas.places.find(ENDS[end]) for end in ("origin", "destination"))
    assert new.isdisjoint(compare(atlas, origin, destination).representatives())
    assert new <= {row.corridor for row in content.every}
    assert new <= {row.corridor for row in content.base}


def test_a_scenario_stands_beside_its_base_case(atlas: Atlas) -> None:
    scenario = Scenario(closed=frozenset({"suez"}))
    content = content_of(atlas, Request(kind=Kind.SCENARIO, scenario=scenario, **ENDS))
    origin, destination = (atlas.places.find(ENDS[end]) for end in ("origin", "destination"))
    assert "Suez" in content.stamp.subtitle
    tables = [block for block in blocks(content) if isinstance(block, Table)]
    (table,) = [one for one in tables if "Base case, days" in one.columns]
    days_of = {row[0]: row[2:4] for row in table.rows}
    before = compare(atlas, origin, destination).representatives()
    assert days_of["Suez, Novorossiysk and rail"][0] == "cannot serve"
    for name, corridor in (("Suez, Novorossiysk and rail", "suez-black-sea"),
                           ("Cape of Good Hope", "cape")):  # fmt: skip
        hours = before[corridor].hours
        days = [f"{share / 24:.1f}" for share in (hours.p10, hours.p50, hours.p90)]
        assert days_of[name][1] == " – ".join(days)
    base = {row["corridor"] for row in sheets(content)["Base case"]}
    assert base > {row["corridor"] for row in sheets(content)["Comparison"]}


@pytest.mark.parametrize("box", Box)
def test_every_table_prices_the_box_or_the_tonne_that_was_asked_for(atlas: Atlas, box: Box) -> None:
    content = content_of(atlas, Request(kind=Kind.ROUTE, corridor="suez", box=box, **ENDS))
    costed = content.drawn[0].costed(box)
    (compared,) = content.every
    paid, emitted = whole(costed.usd).p50, whole(costed.kg_co2e).p50
    assert compared.usd is not None
    assert compared.usd.p50 == pytest.approx(paid, abs=0.05)
    assert compared.kg_co2e_p50 == pytest.approx(emitted, abs=0.05)
    parts = in_order(content.legs, content.stops)
    usd = sum(row.usd.p50 for row in parts if row.usd)
    kg_co2e = sum(row.kg_co2e.p50 for row in parts if row.kg_co2e)
    assert usd == pytest.approx(paid, rel=0.2)
    assert kg_co2e == pytest.approx(emitted, rel=0.2)
    assert {row.box for row in parts} == {box.value}
    (table,) = [b for b in blocks(content) if isinstance(b, Table) and "USD / " in b.columns[-2]]
    assert table.columns[-2:] == (f"USD / {box}", f"kg CO2e / {box}")
    (chart,) = [b for b in blocks(content) if isinstance(b, Picture) and b.drawing == "cost"]
    assert chart.box is box
    assert chart.caption == f"From the start, USD / {box}"


def test_the_language_of_the_request_is_that_of_the_page(atlas: Atlas) -> None:
    content = content_of(atlas, Request(kind=Kind.ROUTE, language="ru", **ENDS))
    assert content.stamp.title.startswith("Москва")
    page = export_bytes(content, "html").decode()
    assert "Москва" in page
    assert content.stamp.disclaimer in page
    assert content.stamp.credits in page
    assert DISCLAIMER not in page
    assert CREDITS not in page


def test_the_head_of_bands_runs_as_they_do(atlas: Atlas) -> None:
    for language, between in (("fa", " \u200f\u2013 "), ("ru", " \u2013 ")):
        content = content_of(atlas, Request(kind=Kind.ROUTE, language=language, **ENDS))
        assert f"P10{between}P50{between}P90" in export_bytes(content, "dossier").decode()


def test_there_is_no_other_format(atlas: Atlas, tmp_path: Path) -> None:
    content = content_of(atlas, Request(kind=Kind.LAYERS))
    with pytest.raises(ExportError, match="choose from html"):
        export(content, "shp", tmp_path / "a.shp")


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_a_clean_and_telling_name_in_each_of_its_formats(kind: Kind) -> None:
    ends = "" if kind in {*PARTS, Kind.LAYERS} else "Москва – Nhava Sheva"
    for paper in PAPERS:
        request = Request(kind=kind, paper=paper)
        names = [requested_name(request, name, ends) for name in formats_of(kind)]
        assert len(set(names)) == len(names)
        for name, file in zip(formats_of(kind), names, strict=True):
            assert file.startswith("москва-nhava-sheva" if ends else "instc")
            assert kind.value in file
            assert (paper.replace(":", "-") in file) == (name in PAPERED and paper != "a4")


def test_paper_belongs_to_the_token(
    atlas: Atlas, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, again = tmp_path / "a.png", tmp_path / "b.png"
    asked = Request(
        kind=Kind.ROUTE,
        origin="moscow",
        destination="nhava-sheva",
        scenario=Scenario(as_if_open=True),
    )
    export(content_of(atlas, replace(asked, paper="16:9")), "png", first)
    token = token_of(asked)
    words = ["export", "--token", token, "--format", "png", "--out", str(again)]
    assert main([*words, "--paper", "16:9"]) == 0
    assert first.read_bytes() == again.read_bytes()
    assert main(words) == 0
    assert first.read_bytes() != again.read_bytes()
    capsys.readouterr()
