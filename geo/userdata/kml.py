"""KML and KMZ, parsed here: placemarks with their geometry; links are counted, never followed."""

from __future__ import annotations

from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS
from shapely.errors import ShapelyError

from geo.userdata.archives import opened
from geo.userdata.markup import elements
from geo.userdata.problems import Flaw, Refusal, RefusedError
from geo.userdata.raw import LABEL_LENGTH, Finding, RawLayer, check_columns, check_features, objects

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from shapely import Geometry

    from geo.userdata.limits import Limits

_LINKS: Final = frozenset({"NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay"})
_DEEPEST: Final = 8
_SEVERAL: Final = frozenset({"MultiGeometry", "MultiTrack"})


def read_kml(path: Path, limits: Limits) -> RawLayer:
    """Read the placemarks of a document; raises RefusedError as `elements`."""
    with path.open("rb") as stream:
        return _layer(stream, limits)


def read_kmz(path: Path, limits: Limits) -> RawLayer:
    """Read the first document of an archive; raises RefusedError as `opened` and `elements`."""
    with opened(path, limits) as archive:
        names = [name for name in archive.names if name.casefold().endswith(".kml")]
        if not names:
            raise RefusedError(Refusal.NO_PART, name="doc.kml")
        with archive.open("doc.kml" if archive.find("doc.kml") else names[0]) as stream:
            return _layer(stream, limits)


def _layer(stream: IO[bytes], limits: Limits) -> RawLayer:
    shapes: list[Geometry | None] = []
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = []
    links = 0
    names: dict[str, None] = {}
    for element in elements(stream, {"Placemark", *_LINKS}, root="kml"):
        if element.tag in _LINKS:
            links += 1
            continue
        check_features(len(rows) + 1, limits)
        row = _cells(element)
        names |= dict.fromkeys(row)
        check_columns(len(names), limits)
        rows.append(row)
        try:
            shapes.append(_of_placemark(element))
        except (ValueError, ShapelyError):
            shapes.append(None)
            label = str(row.get("name", ""))[:LABEL_LENGTH]
            findings.append(Finding(flaw=Flaw.BROKEN, row=len(rows), label=label))
    if links:
        findings.append(Finding(flaw=Flaw.LINKS, parameters={"count": links}))
    return RawLayer(
        geometries=objects(shapes),
        rows=range(1, len(rows) + 1),
        columns={name: [row.get(name) for row in rows] for name in names},
        crs=CRS.from_epsg(4326),
        findings=findings,
    )


def _cells(placemark: Element) -> dict[str, Any]:
    """Name, description and further data of a placemark."""
    cells: dict[str, Any] = {}
    for name in ("name", "description"):
        if text := (placemark.findtext(name) or "").strip():
            cells[name] = text
    for data in placemark.iter("Data"):
        cells[data.get("name", "") or "data"] = (data.findtext("value") or "").strip() or None
    for data in placemark.iter("SimpleData"):
        cells[data.get("name", "") or "data"] = (data.text or "").strip() or None
    return cells


def _of_placemark(placemark: Element) -> Geometry | None:
    shapes = [shape for child in placemark if (shape := _geometry(child)) is not None]
    return shapes[0] if shapes else None


def _geometry(element: Element, depth: int = 0) -> Geometry | None:
    """Geometry of an element; None where it is of another kind."""
    if depth > _DEEPEST:
        raise ValueError
    if element.tag in _SEVERAL:
        parts = [part for one in element if (part := _geometry(one, depth + 1)) is not None]
        return _several(parts)
    make = _MAKERS.get(element.tag)
    return make(element) if make else None


def _point(element: Element) -> Geometry:
    return shapely.Point(_positions(element)[0])


def _line(element: Element) -> Geometry:
    return shapely.LineString(_positions(element))


def _track(element: Element) -> Geometry:
    places = [(one.text or "").split()[:2] for one in element.iter("coord")]
    return shapely.LineString(np.array(places, dtype=np.float64))


def _polygon(element: Element) -> Geometry:
    outer = element.find("outerBoundaryIs/LinearRing")
    if outer is None:
        raise ValueError
    holes = [_ring(one) for one in element.findall("innerBoundaryIs/LinearRing")]
    return shapely.Polygon(_ring(outer), holes)


def _ring(element: Element) -> shapely.LinearRing:
    return shapely.LinearRing(_positions(element))


_MAKERS: Final[Mapping[str, Callable[[Element], Geometry]]] = MappingProxyType(
    {
        "Point": _point,
        "LineString": _line,
        "LinearRing": _line,
        "Track": _track,
        "Polygon": _polygon,
    }
)


def _several(parts: list[Geometry]) -> Geometry:
    """Put several geometries into one of their kind, or into a collection."""
    points = [part for part in parts if isinstance(part, shapely.Point)]
    lines = [part for part in parts if isinstance(part, shapely.LineString)]
    areas = [part for part in parts if isinstance(part, shapely.Polygon)]
    if parts and len(points) == len(parts):
        return shapely.MultiPoint(points)
    if parts and len(lines) == len(parts):
        return shapely.MultiLineString(lines)
    if parts and len(areas) == len(parts):
        return shapely.MultiPolygon(areas)
    return shapely.GeometryCollection(parts)


def _positions(element: Element) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Positions of the member ``coordinates``; heights are left out."""
    pairs = [one.split(",")[:2] for one in (element.findtext("coordinates") or "").split()]
    array = np.array(pairs, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2:  # noqa: PLR2004 - longitude and latitude
        raise ValueError
    return array
