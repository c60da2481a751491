"""Files of cells of H3: lines and tables for GIS, maps for print and web.

Each file says as of when it holds, under which scenario, and under which licence.
"""

from __future__ import annotations

import csv
import html
import io
import json
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

import numpy as np

from geo.atomic import clean_name, write_safely
from geo.errors import ExportError
from geo.export.choices import FILE_TYPES, FileType
from geo.export.writing import WRITTEN
from geo.extras import named_extras
from geo.message import Message, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.i18n import Locale
    from geo.surface import Grid

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


class CellMap(Protocol):
    """Cells of H3 with what they hold, and the words of its files."""

    @property
    def grid(self) -> Grid:
        """The cells."""

    @property
    def locale(self) -> Locale:
        """Language of the words."""

    @property
    def name_words(self) -> tuple[str, ...]:
        """Words of the name of a file."""

    def about(self) -> dict[str, str]:
        """Describe the file, as every file does."""

    def shares(self) -> dict[str, float]:
        """Shares of the land, by id."""

    def shown_shares(self) -> list[tuple[str, float]]:
        """Shares of the land in words, the largest first."""

    def rows(self) -> Iterator[Row]:
        """Yield a row for each cell."""

    def lines(self) -> Iterator[tuple[Row, list[tuple[float, float]]]]:
        """Yield lines with their attributes."""

    def bands(self) -> Mapping[str, NDArray[np.float64]]:
        """Values of the cells by the name of their band in a raster; NaN for none."""

    def svg(self, theme: Literal["light", "both"], *, with_tips: bool) -> str:
        """Draw the map."""


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


def surface_file_name(content: CellMap, form: str) -> str:
    """File name of an export."""
    return clean_name(" ".join(content.name_words), SURFACE_TYPES[form].suffix)


def export_surface(content: CellMap, form: str, path: Path) -> None:
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


def surface_bytes(content: CellMap, form: str) -> bytes:
    """Make the bytes of a file; raises as `export_surface` does."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        path = Path(folder) / f"surface{SURFACE_TYPES[form].suffix}"
        export_surface(content, form, path)
        return path.read_bytes()


def _is_written(path: Path) -> int:
    return int(path.stat().st_size > 0)


def _features(content: CellMap) -> Iterator[dict[str, Any]]:
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


def _write_geojson(content: CellMap, path: Path) -> None:
    document = {
        "type": "FeatureCollection",
        "about": content.about(),
        "features": list(_features(content)),
    }
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    path.write_text(f"{text}\n", "utf-8")


def _frames(content: CellMap) -> dict[str, gpd.GeoDataFrame]:
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


def _write_gpkg(content: CellMap, path: Path) -> None:
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


def _write_parquet(content: CellMap, path: Path) -> None:
    frame = _frames(content)["cells"]
    frame.attrs = content.about()
    frame.to_parquet(path, index=False)


def _write_tif(content: CellMap, path: Path) -> None:
    import h3

    from geo.export.geotiff import geotiff

    grid = content.grid
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
    path.write_bytes(
        geotiff(
            {
                name: np.where(cell >= 0, band[cell], np.nan).astype(np.float32)
                for name, band in content.bands().items()
            },
            west=float(west),
            north=float(north),
            step_deg=step,
            about=content.about(),
        )
    )


def _write_csv(content: CellMap, path: Path) -> None:
    rows = list(content.rows())
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*rows[0], "as_of", "licence"], lineterminator="\r\n")
    writer.writeheader()
    about = content.about()
    for row in rows:
        writer.writerow(row | {"as_of": about["as_of"], "licence": about["licence"]})
    path.write_text(stream.getvalue(), "utf-8-sig", newline="")


def _write_xlsx(content: CellMap, path: Path) -> None:
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


def _svg(content: CellMap) -> str:
    svg = content.svg("light", with_tips=False)
    about = html.escape(json.dumps(content.about(), ensure_ascii=False))
    return svg.replace("<defs>", f"<metadata>{about}</metadata><defs>", 1)


def _write_svg(content: CellMap, path: Path) -> None:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{_svg(content)}\n'
    path.write_text(text, "utf-8")


def _write_drawn(form: str) -> Callable[[CellMap, Path], None]:
    def write(content: CellMap, path: Path) -> None:
        from geo.plot import drawn_as

        svg, about = _svg(content), content.about()
        path.write_bytes(drawn_as(svg, "png" if form == "png" else "pdf", about=about))

    return write


def _write_html(content: CellMap, path: Path) -> None:
    from geo.typefaces import ARABIC, FACES, SANS, as_data, stylesheet

    locale, about = content.locale, content.about()
    drawing = content.svg("both", with_tips=True)
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
_WRITERS: Final[Mapping[str, Callable[[CellMap, Path], None]]] = MappingProxyType(
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
