"""Formats that GDAL reads: one driver a process, every other one switched off before it starts.

A driver such as VRT opens further files and addresses that a file names. So the process that reads
knows exactly one driver, and refuses to begin if it knows more.
"""

from __future__ import annotations

import codecs
import os
import sys
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.userdata.archives import Archive, opened
from geo.userdata.formats import UserFormat
from geo.userdata.problems import Flaw, Refusal, RefusedError
from geo.userdata.raw import Finding, RawLayer, check_columns, check_features, objects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.userdata.limits import Limits

DRIVERS: Final[Mapping[UserFormat, str]] = MappingProxyType(
    {
        UserFormat.GPKG: "GPKG",
        UserFormat.FLATGEOBUF: "FlatGeobuf",
        UserFormat.SHAPEFILE: "ESRI Shapefile",
    }
)
"""The one driver of each format."""
_KNOWN: Final = (
    *("MEM", "Memory", "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG"),
    *("ESRI Shapefile", "MapInfo File", "LVBAG", "S57", "DGN", "OGR_VRT", "CSV", "GML", "GPX"),
    *("LIBKML", "KML", "GeoJSON", "GeoJSONSeq", "ESRIJSON", "TopoJSON", "OGR_GMT", "GPKG"),
    *("SQLite", "WAsP", "OpenFileGDB", "DXF", "FlatGeobuf", "GeoRSS", "VFK", "PGDUMP", "OSM"),
    *("GPSBabel", "OGR_PDS", "WFS", "OAPIF", "EDIGEO", "Idrisi", "ODS", "XLSX", "Elasticsearch"),
    *("Carto", "AmigoCloud", "SXF", "Selafin", "JML", "PLSCENES", "CSW", "VDV", "MVT", "NGW"),
    *("MapML", "GTFS", "PMTiles", "JSONFG", "MiraMonVector", "ADBC", "AVCBin", "AVCE00"),
    *("AIVector", "HTTP", "VRT", "GTI", "WMS", "WMTS", "WCS", "DERIVED", "netCDF", "HDF5"),
    *("Parquet", "Arrow", "PostgreSQL", "MySQL", "ODBC", "MSSQLSpatial", "OCI", "Geoconcept"),
    *("UK .NTF", "SDTS", "TIGER", "GPSTrackMaker", "SVG", "XLS", "CAD", "Interlis 1"),
    *(
        "Interlis 2",
        "GMLAS",
        "NAS",
        "MongoDBv3",
        "SOSI",
        "WAsP",
        "Cloudant",
        "CouchDB",
        "LIBERTIFF",
    ),
)
"""Drivers that GDAL is told to leave out; what it knows beyond them goes at the next start."""
_SKIP: Final = "GDAL_SKIP"
QUIET: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CPL_DEBUG": "OFF",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
        "CPL_VSIL_ZIP_ALLOWED_EXTENSIONS": "{none}",
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_NUM_THREADS": "1",
        "GDAL_PAM_ENABLED": "NO",
        "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
        "PROJ_NETWORK": "OFF",
        "SHAPE_RESTORE_SHX": "NO",
    }
)
"""Environment of the process: no connection, no neighbours of a file, no plugins, no threads."""
_PARTS: Final = (".shp", ".shx", ".dbf", ".prj")
_NEEDED: Final = frozenset({".shp", ".shx"})
_SHOWN: Final = 40
_LISTED: Final = 10
_KINDS_AS_TEXT: Final = "SUOmM"


def skipped(keep: str, more: Sequence[str] = ()) -> str:
    """Value of GDAL_SKIP that leaves one driver."""
    return ",".join(name for name in dict.fromkeys((*_KNOWN, *more)) if name != keep)


def alone(form: UserFormat) -> None:
    """Load GDAL with the driver of a format alone; this process starts again if it knows others.

    Raises
    ------
    RefusedError
        Others stay although they were switched off, or the driver is missing.
    """
    keep = DRIVERS[form]
    before = os.environ.get(_SKIP, "")
    if not before:
        os.environ[_SKIP] = skipped(keep)
    import pyogrio  # noqa: PLC0415 - it registers its drivers when it is loaded

    known = set(pyogrio.list_drivers())
    if known == {keep}:
        return
    if before or keep not in known:
        raise RefusedError(Refusal.NO_DRIVER, format=form.label)
    os.environ[_SKIP] = skipped(keep, sorted(known))
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - this program again, with its own words


def read_gpkg(path: Path, limits: Limits, layer: str = "") -> RawLayer:
    """Read a table of features of a GeoPackage; raises RefusedError."""
    _check_head(path, b"SQLite format 3\0")
    return _layer(path, limits, layer, IMMUTABLE="YES", LIST_ALL_TABLES="NO")


def read_flatgeobuf(path: Path, limits: Limits) -> RawLayer:
    """Read a FlatGeobuf; raises RefusedError."""
    _check_head(path, b"fgb\x03fgb")
    return _layer(path, limits, VERIFY_BUFFERS="YES")


def read_shapefile(path: Path, limits: Limits, layer: str = "") -> RawLayer:
    """Read a shapefile of an archive: shapes, index, table and reference system, nothing else.

    Raises
    ------
    RefusedError
        The archive is refused, holds several shapefiles of which none is named, or lacks a part.
    """
    with opened(path, limits) as archive:
        stem = _stem(archive, layer)
        for suffix in _PARTS:
            if archive.find(f"{stem}{suffix}"):
                archive.copy(f"{stem}{suffix}", path.with_name(f"data{suffix}"))
            elif suffix in _NEEDED:
                raise RefusedError(Refusal.NO_PART, name=f"{PurePosixPath(stem).name}{suffix}")
        encoding, findings = _encoding(archive, stem)
    main = path.with_name("data.shp")
    _check_head(main, (9994).to_bytes(4, "big"))
    raw = _layer(main, limits, encoding=encoding, ADJUST_TYPE="NO", AUTO_REPACK="NO")
    raw.name = PurePosixPath(stem).name
    raw.findings += findings
    return raw


def _stem(archive: Archive, layer: str) -> str:
    """Path of the shapefile within the archive, without its ending."""
    stems = [name[:-4] for name in archive.names if name.casefold().endswith(".shp")]
    stems = [stem for stem in stems if not PurePosixPath(stem).name.startswith("._")]
    if not stems:
        raise RefusedError(Refusal.NO_PART, name="*.shp")
    names = ", ".join(PurePosixPath(stem).name[:_SHOWN] for stem in stems[:_LISTED])
    if layer:
        chosen = [stem for stem in stems if PurePosixPath(stem).name == layer]
        if not chosen:
            raise RefusedError(Refusal.NO_LAYER, name=repr(layer[:_SHOWN]), names=names)
        return chosen[0]
    if len(stems) > 1:
        raise RefusedError(Refusal.SEVERAL, names=names)
    return stems[0]


def _encoding(archive: Archive, stem: str) -> tuple[str, list[Finding]]:
    """Read the name of the encoding, if Python knows it."""
    if not archive.find(f"{stem}.cpg"):
        return "", []
    with archive.open(f"{stem}.cpg") as stream:
        name = stream.read(_SHOWN).decode("ascii", "replace").strip()
    try:
        return codecs.lookup(name.removeprefix("ANSI ")).name, []
    except (LookupError, ValueError):
        finding = Finding(flaw=Flaw.ENCODING, parameters={"name": repr(name)})
        return "UTF-8", [finding]


def _check_head(path: Path, head: bytes) -> None:
    with path.open("rb") as file:
        if file.read(len(head)) != head:
            raise RefusedError(Refusal.NOT_THE_FORMAT)


def _layer(
    path: Path, limits: Limits, layer: str = "", encoding: str = "", **options: str
) -> RawLayer:
    import pyogrio.raw  # noqa: PLC0415 - `alone` loaded it
    from pyogrio.errors import DataSourceError  # noqa: PLC0415 - as above

    try:
        spatial = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
        if not spatial:
            raise RefusedError(Refusal.NO_FEATURES)
        if layer and layer not in spatial:
            names = ", ".join(one[:_SHOWN] for one in spatial[:_LISTED])
            raise RefusedError(Refusal.NO_LAYER, name=repr(layer[:_SHOWN]), names=names)
        name = layer or spatial[0]
        meta, fids, shapes, fields = pyogrio.raw.read(
            path,
            layer=name,
            encoding=encoding or None,
            force_2d=True,
            max_features=limits.features + 1,
            return_fids=True,
            datetime_as_string=True,
            **options,
        )
    except (DataSourceError, ValueError, RuntimeError, OSError) as error:
        raise RefusedError(Refusal.DAMAGED) from error
    check_features(len(shapes), limits)
    check_columns(len(fields), limits)
    findings = []
    if len(spatial) > 1 and not layer:
        others = ", ".join(one[:_SHOWN] for one in spatial[1:_LISTED])
        findings.append(Finding(flaw=Flaw.OTHER_LAYERS, parameters={"names": others}))
    geometries, broken = from_wkb(shapes)
    findings += [Finding(flaw=Flaw.BROKEN, row=number + 1) for number in broken]
    return RawLayer(
        geometries=geometries,
        rows=range(1, len(shapes) + 1),
        labels=[str(fid) for fid in fids],
        columns={
            str(name): _cells(values) for name, values in zip(meta["fields"], fields, strict=True)
        },
        crs=crs_of(meta["crs"]),
        name=name,
        findings=findings,
    )


def from_wkb(shapes: Any) -> tuple[np.ndarray[Any, np.dtype[np.object_]], list[int]]:  # noqa: ANN401 - an array or a list
    """Read geometries as WKB; return them, and the numbers of those that cannot be read."""
    given = objects([None if shape is None else bytes(shape) for shape in shapes])
    read = objects(list(np.atleast_1d(shapely.from_wkb(given, on_invalid="ignore"))))
    bad = [number for number, shape in enumerate(read) if shape is None and given[number]]
    return read, bad


def crs_of(text: str | None) -> CRS | None:
    """Read the reference system that a driver names by a code of EPSG or as WKT, if it does."""
    if not text:
        return None
    try:
        name, _, code = text.partition(":")
        if name == "EPSG" and code.isdecimal():
            return CRS.from_epsg(int(code))
        crs = CRS.from_wkt(text)
    except (CRSError, ValueError) as error:
        raise RefusedError(Refusal.CRS_WRONG, name=repr(text[:_SHOWN])) from error
    # a GeoPackage that knows none calls its system so
    return None if crs.is_engineering or crs.name.startswith("Undefined") else crs


def _cells(values: np.ndarray[Any, Any]) -> list[Any]:
    cells: list[Any] = values.tolist()
    return [str(one) for one in cells] if values.dtype.kind in _KINDS_AS_TEXT[1:2] else cells
