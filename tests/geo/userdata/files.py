"""Files of the user, honest ones of every format; hostile and damaged ones are made of them."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import xlsxwriter  # type: ignore[import-untyped]
from shapely import LineString, Point, Polygon

from geo.userdata import UserFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

NAMES: Final = ("Depot", "Line", "Yard")
"""Names of the three features."""
FILES: Final = {
    UserFormat.GEOJSON: "own.geojson",
    UserFormat.GPKG: "own.gpkg",
    UserFormat.KML: "own.kml",
    UserFormat.KMZ: "own.kmz",
    UserFormat.CSV: "own.csv",
    UserFormat.XLSX: "own.xlsx",
    UserFormat.SHAPEFILE: "own.zip",
    UserFormat.GEOPARQUET: "own.parquet",
    UserFormat.FLATGEOBUF: "own.fgb",
}
LINE: Final = ((48.87, 38.46), (49.6, 37.3))
YARD: Final = ((51.0, 35.0), (51.2, 35.0), (51.2, 35.2), (51.0, 35.0))
KML: Final = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>"""
PLACEMARKS: Final = (
    "<Placemark><name>Depot</name><Point><coordinates>51.4,35.7,1200</coordinates></Point>"
    "</Placemark><Placemark><name>Line</name><LineString><coordinates>48.87,38.46 49.6,37.3"
    "</coordinates></LineString></Placemark><Placemark><name>Yard</name><Polygon>"
    "<outerBoundaryIs><LinearRing><coordinates>51,35 51.2,35 51.2,35.2 51,35</coordinates>"
    "</LinearRing></outerBoundaryIs></Polygon></Placemark>"
)


def feature(geometry: object, **properties: object) -> dict[str, Any]:
    """Feature of GeoJSON."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(features: Iterable[object], **members: object) -> bytes:
    """Text of a FeatureCollection."""
    document = {"type": "FeatureCollection", "features": list(features), **members}
    return json.dumps(document).encode()


def point(lon: object, lat: object) -> dict[str, Any]:
    """Point of GeoJSON."""
    return {"type": "Point", "coordinates": [lon, lat]}


def archive(members: Mapping[str, bytes | str], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Archive of members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", level) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return stream.getvalue()


def members_of(content: bytes) -> dict[str, bytes]:
    """Members of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def without(content: bytes, ending: str) -> bytes:
    """Archive without the members of an ending."""
    held = members_of(content)
    return archive({name: one for name, one in held.items() if not name.endswith(ending)})


def kml(body: str) -> bytes:
    """Text of a document of KML."""
    return KML.format(body=body).encode()


def workbook(rows: Sequence[Sequence[object]], *others: str) -> bytes:
    """Workbook whose first sheet has rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Depots")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for name in others:
            book.add_worksheet(name)
    return stream.getvalue()


def frame(kinds: Sequence[Any] = (), crs: str = "EPSG:4326") -> gpd.GeoDataFrame:
    """Features as a frame."""
    shapes = [*kinds] or [Point(51.4, 35.7), LineString(LINE), Polygon(YARD)]
    names = (NAMES * len(shapes))[: len(shapes)]
    return gpd.GeoDataFrame({"name": names, "t": range(len(shapes))}, geometry=shapes, crs=crs)


def written(table: gpd.GeoDataFrame, form: UserFormat, **options: Any) -> bytes:
    """Bytes of a frame in a format that GeoPandas writes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / FILES[form]
        if form is UserFormat.GEOPARQUET:
            table.to_parquet(path, **options)
        elif form is UserFormat.SHAPEFILE:
            (folder / "own").mkdir()
            table.to_file(folder / "own" / "own.shp", **options)
            parts = sorted((folder / "own").iterdir())
            return archive({part.name: part.read_bytes() for part in parts})
        else:
            table.to_file(path, **options)
        return path.read_bytes()


@cache
def honest(form: UserFormat) -> bytes:
    """File with a point, a line and an area; a shapefile has three lines."""
    make = _MAKERS.get(form)
    return make() if make else written(frame(), form)


def _geojson() -> bytes:
    shapes = [
        point(51.4, 35.7),
        {"type": "LineString", "coordinates": LINE},
        {"type": "Polygon", "coordinates": [YARD]},
    ]
    both = zip(shapes, NAMES, strict=True)
    return geojson(feature(shape, name=name) for shape, name in both)


def _csv() -> bytes:
    line, ring = (", ".join(f"{x} {y}" for x, y in part) for part in (LINE, YARD))
    return (
        f'name,wkt\nDepot,POINT (51.4 35.7)\nLine,"LINESTRING ({line})"\n'
        f'Yard,"POLYGON (({ring}))"\n'
    ).encode()


def _xlsx() -> bytes:
    points = ((51.4, 35.7), (49.6, 37.3), (51.1, 35.1))
    rows = [(name, *at) for name, at in zip(NAMES, points, strict=True)]
    return workbook([("name", "lon", "lat"), *rows])


_MAKERS: Final[dict[UserFormat, Callable[[], bytes]]] = {
    UserFormat.GEOJSON: _geojson,
    UserFormat.KML: lambda: kml(PLACEMARKS),
    UserFormat.KMZ: lambda: archive({"doc.kml": kml(PLACEMARKS)}),
    UserFormat.CSV: _csv,
    UserFormat.XLSX: _xlsx,
    UserFormat.SHAPEFILE: lambda: written(frame([LineString(LINE)] * 3), UserFormat.SHAPEFILE),
}
