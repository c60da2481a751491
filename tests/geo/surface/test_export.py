"""Tests of the files, the command and the picture of a surface."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import openpyxl  # type: ignore[import-untyped]
import pytest

import geo
from geo.cli.main import main
from geo.errors import ExportError
from geo.export import (
    SURFACE_TYPES,
    SurfaceContent,
    export_surface,
    surface_bytes,
    surface_file_name,
    surface_format,
)
from geo.i18n import get_locale
from geo.plot import SurfacePicture, multiples_svg, surface_parts, surface_svg
from geo.plot.surface_sheet import Sheet
from geo.surface import Surface, as_of_line, grid_of, headline, shares, values_of
from tests.atlases import open_atlas
from tests.geo.surface.geotiff import read_geotiff

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def content(from_mumbai: Surface) -> SurfaceContent:
    """Give a surface with large cells, in English."""
    grid = grid_of(from_mumbai, open_atlas(), resolution=2)
    values = values_of(from_mumbai, grid)
    return SurfaceContent(answer=from_mumbai, grid=grid, values=values, locale=get_locale("en"))


@pytest.mark.parametrize("form", SURFACE_TYPES)
def test_every_file_says_as_of_when_and_under_which_licence(
    content: SurfaceContent, form: str, tmp_path: Path
) -> None:
    path = tmp_path / surface_file_name(content, form)
    assert surface_format(path) == form
    export_surface(content, form, path)
    count, about = len(content.grid.cell), content.about()
    assert about["as_of"] == "As of November 2025"
    if form == "geojson":
        document = json.loads(path.read_text("utf-8"))
        assert document["about"] == about
        kinds = [one["geometry"]["type"] for one in document["features"]]
        assert kinds.count("Polygon") == count
        assert "LineString" in kinds
    elif form in {"gpkg", "parquet"}:
        frame = gpd.read_parquet(path) if form == "parquet" else gpd.read_file(path, layer="cells")
        assert list(frame["h3"]) == list(content.grid.cell)
        assert frame.crs.to_epsg() == 4326
        if form == "parquet":
            assert frame.attrs == about
        else:
            assert about["licence"] in set(gpd.read_file(path, layer="about")["text"])
    elif form == "csv":
        rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
        assert [row["h3"] for row in rows] == list(content.grid.cell)
        assert {(row["as_of"], row["licence"]) for row in rows} == {
            (about["as_of"], about["licence"])
        }
    elif form == "tif":
        tags, bands = read_geotiff(path.read_bytes())
        assert about["licence"] == tags[33432]
        assert about["as_of"] in tags[42112]
        assert tags[34735][-1] == 4326
        assert bands.shape == (4, tags[257], tags[256])
        best, _, median, chance = bands
        west, north, step = tags[33922][3], tags[33922][4], tags[33550][0]
        checked = 0
        for cell in np.flatnonzero(content.values.best >= 0)[::17].tolist():
            column = int((content.grid.lon[cell] - west) / step)
            row = int((north - content.grid.lat[cell]) / step)
            number = int(content.values.best[cell])
            assert best[row, column] == number + 1
            assert median[row, column] == pytest.approx(content.values.p50[number, cell])
            assert chance[row, column] == pytest.approx(content.values.chance[number, cell])
            checked += 1
        assert checked > 10
    elif form == "xlsx":
        book = openpyxl.load_workbook(path)
        assert book["Cells"].max_row == count + 1
        assert about["as_of"] in {row[1].value for row in book["About"].iter_rows()}
    else:
        data = path.read_bytes()
        assert len(data) > 10_000
        if form in {"svg", "html"}:
            assert about["as_of"] in data.decode()
            assert about["licence"] in data.decode()


@pytest.mark.parametrize("form", ["png", "pdf", "svg", "geojson", "csv", "xlsx", "gpkg", "tif"])
def test_the_same_question_gives_the_same_bytes(content: SurfaceContent, form: str) -> None:
    assert surface_bytes(content, form) == surface_bytes(content, form)


def test_a_name_without_a_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"a surface has no file 'x\.docx'; choose an ending"):
        surface_format(tmp_path / "x.docx")


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_is_whole_in_every_language(
    content: SurfaceContent, language: str, theme: str
) -> None:
    picture = SurfacePicture(answer=content.answer, grid=content.grid, values=content.values)
    locale = get_locale(language)
    svg = surface_svg(picture, locale=locale, theme="dark" if theme == "dark" else "light")
    root = ET.fromstring(svg)
    texts = "".join(root.itertext())
    assert locale.place_name(content.answer.end) in texts
    for sentence in (
        headline(content.answer, content.values, locale),
        as_of_line(content.answer, locale),
    ):
        assert all(word in texts for word in sentence.split(" "))
    assert len(root.findall(f".//{SVG}path")) > 10
    used = {part.split(")")[0] for part in svg.split("url(#")[1:]}
    assert used <= {one.get("id") for one in root.iter() if one.get("id")}


def test_each_cell_of_a_page_tells_its_values(content: SurfaceContent) -> None:
    picture = SurfacePicture(answer=content.answer, grid=content.grid, values=content.values)
    svg = surface_svg(picture, locale=content.locale, with_tips=True)
    assert len(ET.fromstring(svg).findall(f".//{SVG}title")) == len(content.grid.cell)


def test_a_legend_that_is_longer_than_its_map_is_not_cut(content: SurfaceContent) -> None:
    picture = SurfacePicture(answer=content.answer, grid=content.grid, values=content.values)
    sheet: Sheet[SurfacePicture] = Sheet(
        name="long",
        texts=lambda *_: ("", ""),
        draw=lambda *_, **__: None,
        legend=lambda *_: 5_000.0,
    )
    drawing = ET.fromstring(sheet.whole(picture, locale=content.locale))
    assert float(drawing.attrib["viewBox"].split()[3]) > 5_000


def test_names_on_the_map_stay_inside_it(content: SurfaceContent) -> None:
    picture = SurfacePicture(answer=content.answer, grid=content.grid, values=content.values)
    drawing, legend = (ET.fromstring(one) for one in surface_parts(picture, locale=content.locale))
    width = float(drawing.attrib["viewBox"].split()[2])
    names = [one for one in drawing.iter(f"{SVG}text") if one.get("font-weight") == "600"]
    names = [one for one in names if one.get("text-anchor") == "middle"]
    assert len(names) >= 2
    for one in names:
        half = 3.5 * len(one.text or "")
        assert half < float(one.attrib["x"]) < width - half
    words = {one.text for one in legend.iter(f"{SVG}text")}
    assert {"Western (Astara)", "How sure", "Too close to call"} <= words


def test_small_maps_stand_side_by_side(content: SurfaceContent) -> None:
    picture = SurfacePicture(answer=content.answer, grid=content.grid, values=content.values)
    svg = multiples_svg([("2024", picture), ("2025", picture)], locale=content.locale)
    root = ET.fromstring(svg)
    assert {"2024", "2025"} <= {one.text for one in root.iter(f"{SVG}text")}
    assert len(root.findall(f".//{SVG}clipPath")) == 2


def test_shares_and_sentence_agree(content: SurfaceContent) -> None:
    own = shares(content.answer, content.values)
    assert sum(own.values()) == pytest.approx(1)
    text = headline(content.answer, content.values, content.locale)
    assert f"Western (Astara) is fastest to {100 * own['western']:.0f} %" in text


def test_the_command_writes_answer_and_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cells.csv"
    words = ["surface", "Nhava Sheva", "--as-of", "2025-11", "--resolution", "2", "--as-if-open"]
    assert main([*words, "--out", str(path)]) == 0
    out = capsys.readouterr().out
    assert "Fastest corridor, from Nhava Sheva" in out
    assert "Western (Astara)" in out
    assert path.stat().st_size > 1_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-75.1,-40.2"], "lies outside the network"),
        (["Moscow", "--measure", "fun"], "there is no measure 'fun'"),
        (["Kyiv", "--as-of", "2025-11"], "no corridor serves Kyiv"),
        (["Moscow", "--out", "x.docx"], "a surface has no file 'x.docx'"),
    ],
)
def test_bad_questions_are_one_sentence(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["surface", *words]) == 1
    assert said in capsys.readouterr().err


def test_the_library_asks_the_same(content: SurfaceContent) -> None:
    answer = geo.Atlas(open_atlas()).surface("Nhava Sheva", resolution=2, as_of="2025-11")
    assert answer.headline == content.about()["answer"]
    assert len(answer) == len(answer.table()) == len(answer.cells_gdf()) == len(content.grid.cell)
    assert answer.shares == pytest.approx(shares(content.answer, content.values))
    assert np.isfinite(answer.table()["western_days_p50"]).any()
