"""Files of a surface: cells of H3, stations and lines for GIS and tables, maps for print and web.

Each file says as of when it holds, under which scenario, and under which licence.
"""

from __future__ import annotations

import csv
import html
import io
import json
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.atomic import clean_name, write_safely
from geo.attribution import CREDITS, DISCLAIMER, TITLE
from geo.edition import LICENCE, edition
from geo.errors import ExportError
from geo.export.choices import FILE_TYPES, FileType
from geo.export.writing import WRITTEN
from geo.extras import named_extras
from geo.message import Message, quoted
from geo.surface import (
    STANDINGS,
    SurfaceMeasure,
    as_of_line,
    best_value,
    break_even_lines,
    grid_of,
    headline,
    isochrones,
    surface,
    title,
    values_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import geopandas as gpd

    from geo.estimates import Box
    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.model import Place
    from geo.plot import SurfacePicture
    from geo.scenario import Scenario
    from geo.surface import Field, Grid, Surface

SURFACE_TYPES: Final[Mapping[str, FileType]] = MappingProxyType(
    {
        **{
            name: FILE_TYPES[name]
            for name in ("png", "svg", "pdf", "html", "geojson", "gpkg", "csv", "xlsx")
        },
        "parquet": FileType("GeoParquet", ".parquet", "application/vnd.apache.parquet"),
        "tif": FileType("GeoTIFF", ".tif", "image/tiff"),
    }
)
"""Formats of a surface, by their names."""
_UNITS: Final = {
    SurfaceMeasure.DAYS: "days",
    SurfaceMeasure.PRICE: "usd",
    SurfaceMeasure.CO2E: "kg_co2e",
}
_DIGITS: Final = 2
_CHANCE_DIGITS: Final = 3
_COORDINATE_DIGITS: Final = 5
_SUFFIXES: Final = {
    ".json": "geojson",
    ".htm": "html",
    ".geoparquet": "parquet",
    ".tiff": "tif",
}
_PIXEL_DEG: Final = {2: 0.5, 3: 0.25, 4: 0.125}
"""Size of a pixel by the resolution of the hexagons: some four in the width of one."""

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SurfaceContent:
    """A surface with its cells, and the words of its files."""

    answer: Surface
    grid: Grid
    values: Field
    locale: Locale

    def about(self) -> dict[str, str]:
        """Describe the file, as every file does."""
        locale, scenario = self.locale, self.answer.scenario
        usual = type(scenario)().as_dict()
        changed = {k: v for k, v in scenario.as_dict().items() if v != usual[k]}
        return {
            "title": title(self.answer, locale),
            "answer": headline(self.answer, self.values, locale),
            "as_of": as_of_line(self.answer, locale),
            "scenario": json.dumps(changed, ensure_ascii=False, sort_keys=True),
            "measure": f"{self.answer.measure}, {self.answer.box}",
            "clock": scenario.clock.value,
            "grid": f"H3, {self.grid.resolution}",
            "date_of_data": edition(locale.translate),
            "licence": LICENCE,
            "credits": f"{locale.translate(CREDITS)} · H3, Apache 2.0",
            "disclaimer": locale.translate(DISCLAIMER),
        }

    def caption(self) -> str:
        """Write licence, data and credits as the line under a map."""
        about = self.about()
        parts = (TITLE, *(about[name] for name in ("date_of_data", "licence", "credits")))
        return " · ".join((*parts, about["disclaimer"]))

    def picture(self) -> SurfacePicture:
        """Content of a map."""
        from geo.plot import SurfacePicture

        return SurfacePicture(answer=self.answer, grid=self.grid, values=self.values)

    def rows(self) -> Iterator[Row]:
        """Yield a row for each cell."""
        grid, values, answer = self.grid, self.values, self.answer
        best, standing = values.best.tolist(), values.standing.tolist()
        unit = _UNITS[answer.measure]
        for cell, name in enumerate(grid.cell):
            row: Row = {
                "h3": name,
                "lon": round(float(grid.lon[cell]), _COORDINATE_DIGITS),
                "lat": round(float(grid.lat[cell]), _COORDINATE_DIGITS),
                "best": answer.corridors[best[cell]] if best[cell] >= 0 else "",
                "standing": STANDINGS[standing[cell]].value,
                "chance": _rounded(values.chance[:, cell].max(), _CHANCE_DIGITS),
                "access_km": _rounded(grid.access_km[cell], 1),
            }
            for number, corridor in enumerate(answer.corridors):
                key = corridor.replace("-", "_")
                row |= {
                    f"{key}_{unit}_p10": _rounded(values.p10[number, cell]),
                    f"{key}_{unit}_p50": _rounded(values.p50[number, cell]),
                    f"{key}_{unit}_p90": _rounded(values.p90[number, cell]),
                    f"{key}_km": _rounded(values.km[number, cell], 0),
                    f"{key}_chance": _rounded(values.chance[number, cell], _CHANCE_DIGITS)
                    if np.isfinite(values.p50[number, cell])
                    else None,
                }
            yield row

    def lines(self) -> Iterator[tuple[Row, list[tuple[float, float]]]]:
        """Yield isochrones and break-even lines, with their attributes."""
        unit = _UNITS[self.answer.measure]
        for line in isochrones(self.grid, self.values):
            yield {"kind": "isochrone", unit: line.value, "corridors": ""}, list(line.points)
        for line in break_even_lines(self.answer, self.grid, self.values):
            names = " = ".join(line.corridors)
            yield {"kind": "break-even", unit: None, "corridors": names}, list(line.points)


def surface_content(
    atlas: Atlas,
    end: Place,
    *,
    locale: Locale,
    is_origin: bool = True,
    measure: SurfaceMeasure | str = SurfaceMeasure.DAYS,
    box: Box,
    scenario: Scenario,
    resolution: int,
) -> SurfaceContent:
    """Ask for a surface and lay the grid over it; raises as `surface` and `grid_of` do."""
    answer = surface(atlas, end, is_origin=is_origin, measure=measure, box=box, scenario=scenario)
    grid = grid_of(answer, atlas, resolution=resolution)
    return SurfaceContent(answer=answer, grid=grid, values=values_of(answer, grid), locale=locale)


def surface_format(path: Path, name: str = "") -> str:
    """Choose the format of a file by its ending.

    Raises
    ------
    ExportError
        No format has the ending, or the two do not go together.

    Examples
    --------
    >>> surface_format(Path("who-wins.GPKG"))
    'gpkg'
    """
    suffix = path.suffix.casefold()
    by_suffix = {kind.suffix: form for form, kind in SURFACE_TYPES.items()} | _SUFFIXES
    form = name or by_suffix.get(suffix, "")
    if form not in SURFACE_TYPES or (suffix and by_suffix.get(suffix) != form):
        msg = Message(
            "a surface has no file {name}; choose an ending from {names}",
            name=quoted(path.name),
            names=tuple(sorted(kind.suffix for kind in SURFACE_TYPES.values())),
        )
        raise ExportError(msg)
    return form


def surface_file_name(content: SurfaceContent, form: str) -> str:
    """File name of an export."""
    words = (content.answer.end.name, "corridors", content.answer.measure.value)
    date = content.answer.scenario.date or ""
    return clean_name(" ".join((*words, date)), SURFACE_TYPES[form].suffix)


def export_surface(content: SurfaceContent, form: str, path: Path) -> None:
    """Write a file of a surface, whole or not at all.

    Parameters
    ----------
    content
        From `surface_content`.
    form
        One of `SURFACE_TYPES`.
    path
        Where to write.

    Raises
    ------
    ExportError
        The file cannot be written.
    MissingExtraError
        The format needs a library that is not installed.
    """

    def write(part: Path) -> None:
        with named_extras(f"the format {form}"):
            _WRITERS[form](content, part)

    write_safely(path, write, _is_written, expected=1)


def surface_bytes(content: SurfaceContent, form: str) -> bytes:
    """Make the bytes of a file; raises as `export_surface` does."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        path = Path(folder) / f"surface{SURFACE_TYPES[form].suffix}"
        export_surface(content, form, path)
        return path.read_bytes()


def _is_written(path: Path) -> int:
    return int(path.stat().st_size > 0)


def _rounded(value: float, digits: int = _DIGITS) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None


def _features(content: SurfaceContent) -> Iterator[dict[str, Any]]:
    for row, ring in zip(content.rows(), content.grid.rings(), strict=True):
        points = [[round(x, _COORDINATE_DIGITS), round(y, _COORDINATE_DIGITS)] for x, y in ring]
        yield {
            "type": "Feature",
            "properties": {"layer": "cells", **row},
            "geometry": {"type": "Polygon", "coordinates": [points]},
        }
    for row, line in content.lines():
        yield {
            "type": "Feature",
            "properties": {"layer": "lines", **row},
            "geometry": {"type": "LineString", "coordinates": [list(one) for one in line]},
        }


def _write_geojson(content: SurfaceContent, path: Path) -> None:
    document = {
        "type": "FeatureCollection",
        "about": content.about(),
        "features": list(_features(content)),
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    path.write_text(f"{text}\n", "utf-8")


def _frames(content: SurfaceContent) -> dict[str, gpd.GeoDataFrame]:
    import geopandas as gpd
    from shapely import LineString, Polygon

    rings, lines = content.grid.rings(), list(content.lines())
    return {
        "cells": gpd.GeoDataFrame(
            list(content.rows()), geometry=[Polygon(ring) for ring in rings], crs="EPSG:4326"
        ),
        "lines": gpd.GeoDataFrame(
            [row for row, _ in lines] or None,
            geometry=[LineString(points) for _, points in lines],
            crs="EPSG:4326",
        ),
    }


def _write_gpkg(content: SurfaceContent, path: Path) -> None:
    import pandas as pd
    import pyogrio

    about = pd.DataFrame(list(content.about().items()), columns=["what", "text"], dtype=str)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": WRITTEN})
    try:
        frames = {name: frame for name, frame in _frames(content).items() if len(frame)}
        for number, (name, frame) in enumerate(frames.items()):
            options = {"append": True} if number else {}
            pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", **options)
        pyogrio.write_dataframe(about, path, layer="about", driver="GPKG", append=True)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write_parquet(content: SurfaceContent, path: Path) -> None:
    frame = _frames(content)["cells"]
    frame.attrs = content.about()
    frame.to_parquet(path, index=False)


def _write_tif(content: SurfaceContent, path: Path) -> None:
    import h3

    from geo.export.geotiff import geotiff

    grid, answer = content.grid, content.answer
    values = content.values  # noqa: PD011 - of a surface, no frame
    step = _PIXEL_DEG[grid.resolution]
    west, north = np.floor(grid.lon.min() - 1), np.ceil(grid.lat.max() + 1)
    across = np.arange(west + step / 2, grid.lon.max() + 1, step)
    down = np.arange(north - step / 2, grid.lat.min() - 1, -step)
    numbers = {name: number for number, name in enumerate(grid.cell)}
    cell = np.array(
        [
            [numbers.get(h3.latlng_to_cell(lat, lon, grid.resolution), -1) for lon in across]
            for lat in down
        ]
    )
    names = " ".join(f"{number}={name}" for number, name in enumerate(answer.corridors, start=1))
    kinds = " ".join(f"{number}={one.value}" for number, one in enumerate(STANDINGS, start=1))
    served = values.best >= 0
    bands = {
        f"best corridor: {names}": np.where(served, values.best + 1.0, np.nan),
        f"how sure: {kinds}": values.standing + 1.0,
        f"median of the best, {_UNITS[answer.measure]}": best_value(values),
        "probability of being the best": np.where(served, values.chance.max(axis=0), np.nan),
    }
    path.write_bytes(
        geotiff(
            {
                name: np.where(cell >= 0, band[cell], np.nan).astype(np.float32)
                for name, band in bands.items()
            },
            west=float(west),
            north=float(north),
            step_deg=step,
            about=content.about(),
        )
    )


def _write_csv(content: SurfaceContent, path: Path) -> None:
    rows = list(content.rows())
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*rows[0], "as_of", "licence"], lineterminator="\r\n")
    writer.writeheader()
    about = content.about()
    for row in rows:
        writer.writerow(row | {"as_of": about["as_of"], "licence": about["licence"]})
    path.write_text(stream.getvalue(), "utf-8-sig", newline="")


def _write_xlsx(content: SurfaceContent, path: Path) -> None:
    import datetime as dt

    import xlsxwriter  # type: ignore[import-untyped]

    with xlsxwriter.Workbook(path, {"in_memory": True}) as book:
        book.set_properties(
            {"title": content.about()["title"], "created": dt.datetime(2000, 1, 1, tzinfo=dt.UTC)}
        )
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Cells")
        for number, row in enumerate(content.rows()):
            if number == 0:
                sheet.write_row(0, 0, list(row), bold)
            for column, value in enumerate(row.values()):
                if value is not None:
                    sheet.write(number + 1, column, value)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 18)
        notes = book.add_worksheet("About")
        notes.set_column(1, 1, 100)
        for number, (name, text) in enumerate(content.about().items()):
            notes.write_string(number, 0, name, bold)
            notes.write_string(number, 1, text)


def _svg(content: SurfaceContent) -> str:
    from geo.plot import surface_svg

    svg = surface_svg(content.picture(), locale=content.locale, credits_text=content.caption())
    about = html.escape(json.dumps(content.about(), ensure_ascii=False))
    return svg.replace("<defs>", f"<metadata>{about}</metadata><defs>", 1)


def _write_svg(content: SurfaceContent, path: Path) -> None:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{_svg(content)}\n'
    path.write_text(text, "utf-8")


def _write_drawn(form: str) -> Callable[[SurfaceContent, Path], None]:
    def write(content: SurfaceContent, path: Path) -> None:
        from geo.plot import drawn_as

        svg, about = _svg(content), content.about()
        path.write_bytes(drawn_as(svg, "png" if form == "png" else "pdf", about=about))

    return write


def _write_html(content: SurfaceContent, path: Path) -> None:
    from geo.plot import surface_svg
    from geo.typefaces import ARABIC, FACES, SANS, as_data, stylesheet

    locale, about = content.locale, content.about()
    drawing = surface_svg(
        content.picture(),
        locale=locale,
        theme="both",
        credits_text=content.caption(),
        with_tips=True,
    )
    meta = "".join(
        f'<meta name="atlas-{name.replace("_", "-")}" content="{html.escape(text)}">'
        for name, text in about.items()
    )
    families = {ARABIC} if locale.language == "fa" else {SANS}
    faces = [one for one in FACES if one.family in families and not one.italic]
    direction = "rtl" if locale.language == "fa" else "ltr"
    path.write_text(
        f'<!doctype html><html lang="{locale.language}" dir="{direction}"><head>'
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">{meta}'
        f"<title>{html.escape(about['title'])}</title><style>{stylesheet(faces, as_data)}"
        f"{_STYLE}</style></head><body>{drawing}</body></html>\n",
        "utf-8",
    )


_STYLE: Final = (
    ":root{color-scheme:light dark}body{margin:0;background:light-dark(#fff,#11161b)}"
    "svg{display:block;width:100%;max-width:1400px;height:auto;margin:auto}"
)
_WRITERS: Final[Mapping[str, Callable[[SurfaceContent, Path], None]]] = MappingProxyType(
    {
        "png": _write_drawn("png"),
        "svg": _write_svg,
        "pdf": _write_drawn("pdf"),
        "html": _write_html,
        "geojson": _write_geojson,
        "gpkg": _write_gpkg,
        "csv": _write_csv,
        "xlsx": _write_xlsx,
        "parquet": _write_parquet,
        "tif": _write_tif,
    }
)
