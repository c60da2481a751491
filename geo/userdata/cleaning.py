"""Judge the features of a layer: what can be used is kept in degrees, the rest is listed."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geo.userdata.problems import Flaw, Refusal, RefusedError
from geo.userdata.raw import Finding, RawLayer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo.userdata.limits import Limits
    from geo.userdata.raw import Cell

_CODE: Final = re.compile(r"(?:EPSG:)?(\d{4,6})", re.IGNORECASE)
_LARGEST_LON: Final = 180.0
_LARGEST_LAT: Final = 90.0
_SLACK: Final = 1e-9
_DIGITS: Final = 7
"""Decimals of degrees, about a centimetre."""
_BOX: Final = (5.0, -5.0, 180.0, 75.0)
"""West, south, east, north, degrees: what the atlas is about, generously."""
_SHOWN_DIGITS: Final = 6
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PARTIAL: Final = shapely.GeometryType.GEOMETRYCOLLECTION
_POLYGONS: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def cleaned(raw: RawLayer, limits: Limits, crs: str = "") -> RawLayer:
    """Keep the features that can be used, in EPSG:4326, and list the others.

    Parameters
    ----------
    raw
        From a reader.
    limits
        Limits of the file.
    crs
        Reference system that the user names; it goes before that of the file.

    Returns
    -------
    RawLayer
        Geometries are valid, finite, of two dimensions, with at most seven decimals.

    Raises
    ------
    RefusedError
        There are too many points, or the reference system is unknown.
    """
    shapes = raw.geometries.copy()
    flawed = {one.row for one in raw.findings}
    findings = list(raw.findings)

    def drop(numbers: Sequence[int] | NDArray[np.int64], flaw: Flaw, **parameters: object) -> None:
        for number in map(int, numbers):
            findings.append(_finding(raw, number, flaw, parameters))
            shapes[number] = None

    missing = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes)).tolist()
    drop([one for one in missing if raw.rows[one] not in flawed], Flaw.NO_GEOMETRY)
    shapes[missing] = None
    shapes = shapely.force_2d(shapes)
    if int(shapely.get_num_coordinates(shapes).sum()) > limits.vertices:
        raise RefusedError(Refusal.VERTICES, limit=limits.vertices)
    points, owners = shapely.get_coordinates(shapes, return_index=True)
    drop(np.unique(owners[~np.isfinite(points).all(axis=1)]), Flaw.NOT_FINITE)
    shapes = _in_degrees(raw, shapes, crs, findings, drop)
    _drop_out_of_range(raw, shapes, findings)
    _drop_single_points(shapes, drop)
    _mend(raw, shapes, findings)
    kept = np.flatnonzero(~shapely.is_missing(shapes)).tolist()
    if _looks_swapped(shapes[kept]):
        findings.append(Finding(flaw=Flaw.LOOKS_SWAPPED))
    columns: dict[str, Sequence[Cell]] = {}
    for name, values in raw.columns.items():
        cells = [_cell(values[number], limits) for number in kept]
        findings += _cuts(raw, kept, cells, limits)
        columns[_plain(str(name))[: limits.text_length] or "column"] = [text for text, _ in cells]
    return RawLayer(
        geometries=shapely.transform(shapes[kept], lambda one: np.round(one, _DIGITS) + 0.0),
        rows=[raw.rows[number] for number in kept],
        columns=columns,
        labels=[_plain(raw.label(number)) for number in kept],
        crs=raw.crs,
        name=_plain(raw.name),
        findings=[replace(one, label=_plain(one.label)) for one in sorted(findings, key=_by_row)],
    )


def _by_row(finding: Finding) -> int:
    return finding.row


def _finding(raw: RawLayer, number: int, flaw: Flaw, parameters: dict[str, Any]) -> Finding:
    return Finding(
        flaw=flaw, row=int(raw.rows[number]), label=raw.label(number), parameters=parameters
    )


def _named(text: str) -> CRS:
    """Read the code of a reference system that the user names."""
    try:
        if match := _CODE.fullmatch(text.strip()):
            return CRS.from_epsg(int(match[1]))
    except CRSError:
        pass
    raise RefusedError(Refusal.CRS_WRONG, name=repr(text[:40]))


def _in_degrees(
    raw: RawLayer,
    shapes: NDArray[np.object_],
    given: str,
    findings: list[Finding],
    drop: Any,  # noqa: ANN401 - as `cleaned` defines it
) -> NDArray[np.object_]:
    """Convert to EPSG:4326, longitude first; without a reference system degrees are assumed."""
    crs = _named(given) if given else raw.crs
    points, owners = shapely.get_coordinates(shapes, return_index=True)
    if crs is None:
        if len(points) and not _are_degrees(points).any():
            raise RefusedError(Refusal.CRS_UNKNOWN)
        findings.append(Finding(flaw=Flaw.CRS_ASSUMED))
        return shapes
    if crs.equals(CRS.from_epsg(4326), ignore_axis_order=True):
        return shapes
    try:
        convert = Transformer.from_crs(crs, 4326, always_xy=True)
        points = np.column_stack(convert.transform(points[:, 0], points[:, 1]))
    except (ProjError, CRSError) as error:
        raise RefusedError(Refusal.CRS_WRONG, name=repr(crs.name[:40])) from error
    shapes = shapely.set_coordinates(shapes, points)
    lost = np.unique(owners[~np.isfinite(points).all(axis=1)])
    drop(lost, Flaw.NOT_TRANSFORMED)
    shapes[lost] = None
    findings.append(Finding(flaw=Flaw.CRS_CHANGED, parameters={"crs": _plain(crs.name)[:80]}))
    return shapes


def _are_degrees(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each point can be longitude and latitude."""
    fits: NDArray[np.bool_] = (np.abs(points[:, 0]) <= _LARGEST_LON + _SLACK) & (
        np.abs(points[:, 1]) <= _LARGEST_LAT + _SLACK
    )
    return fits


def _drop_out_of_range(raw: RawLayer, shapes: NDArray[np.object_], findings: list[Finding]) -> None:
    points, owners = shapely.get_coordinates(shapes, return_index=True)
    wrong = ~_are_degrees(points)
    numbers, firsts = np.unique(owners[wrong], return_index=True)
    for number, (lon, lat) in zip(numbers, points[wrong][firsts], strict=True):
        own = points[owners == number] if len(numbers) < 1000 else points[wrong][firsts]  # noqa: PLR2004 - beyond, one point of each decides
        turned = bool(_are_degrees(own[:, ::-1]).all())
        shown = {"lon": f"{lon:.{_SHOWN_DIGITS}g}", "lat": f"{lat:.{_SHOWN_DIGITS}g}"}
        flaw = Flaw.SWAPPED if turned else Flaw.OUT_OF_RANGE
        findings.append(_finding(raw, int(number), flaw, shown))
        shapes[number] = None


def _drop_single_points(shapes: NDArray[np.object_], drop: Any) -> None:  # noqa: ANN401 - as `cleaned` defines it
    """Drop lines without length."""
    lines = shapely.get_dimensions(shapes) == 1
    drop(np.flatnonzero(lines & (shapely.length(shapes) == 0)), Flaw.NO_LENGTH)


def _mend(raw: RawLayer, shapes: NDArray[np.object_], findings: list[Finding]) -> None:
    """Mend outlines that cross themselves; of what comes out, the areas stay."""
    areas = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    for number in np.flatnonzero(areas & ~shapely.is_valid(shapes)):
        parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shapes[number])))
        parts = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - areas have two
        if len(parts):
            shapes[number] = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
        else:
            shapes[number] = None
        flaw = Flaw.MENDED if len(parts) else Flaw.NOT_MENDED
        findings.append(_finding(raw, int(number), flaw, {}))


def _looks_swapped(shapes: NDArray[np.object_]) -> bool:
    """Whether all lies outside the atlas, and all inside once longitude and latitude are turned."""
    if not len(shapes):
        return False
    west, south, east, north = shapely.total_bounds(shapes)
    outside = west > _BOX[2] or east < _BOX[0] or south > _BOX[3] or north < _BOX[1]
    turned = south >= _BOX[0] and north <= _BOX[2] and west >= _BOX[1] and east <= _BOX[3]
    return bool(outside and turned)


def _cell(value: object, limits: Limits) -> tuple[Cell, bool]:
    """Value of a cell as JSON can hold it, and whether it was cut."""
    if value is None or isinstance(value, bool):
        return value, False
    if isinstance(value, int):
        return (value if abs(value) < 2**53 else str(value)[: limits.text_length]), False
    if isinstance(value, float):
        return (value if np.isfinite(value) else None), False
    if isinstance(value, bytes | bytearray):
        return None, False
    if isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = str(value)
    return _plain(text[: limits.text_length]), len(text) > limits.text_length


def _cuts(
    raw: RawLayer, kept: Sequence[int], cells: list[tuple[Cell, bool]], limits: Limits
) -> Iterator[Finding]:
    for number, (_, cut) in zip(kept, cells, strict=True):
        if cut:
            yield _finding(raw, number, Flaw.CUT, {"limit": limits.text_length})


def _plain(text: str) -> str:
    """Text without halves of letters and control characters; line breaks stay."""
    if text.isprintable():
        return text
    return _CONTROL.sub("", text.encode("utf-8", "replace").decode("utf-8"))
