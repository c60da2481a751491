"""The process that reads one file: it confines itself, reads, judges, writes the result, and ends.

It is started by `geo.userdata.reading`, never imported by anything else. What it reports are codes,
numbers and cells; the parent makes the sentences.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from geo.userdata.confinement import confine
from geo.userdata.formats import UserFormat
from geo.userdata.limits import MEGABYTE, Limits
from geo.userdata.problems import Refusal, RefusedError

if TYPE_CHECKING:
    from types import ModuleType

    from geo.userdata.raw import RawLayer

HEADER: Final = "header.json"
GEOMETRIES: Final = "geometries.wkb"
LENGTHS: Final = "lengths.i64"
"""Files that the result consists of."""


def main(task: str) -> None:
    """Read the file that a task names, and write the result beside it.

    Parameters
    ----------
    task
        JSON: ``folder``, ``file``, ``code``, ``format``, ``layer``, ``crs``, ``limits``.
    """
    words = json.loads(task)
    try:
        confined = prepared(words)
    except RefusedError as error:
        header = _refused(error.reason, error.parameters)
    else:
        header = {**answer(words), "confined": confined}
    (Path(words["folder"]) / HEADER).write_text(json.dumps(header), "utf-8")


def prepared(words: dict[str, Any]) -> tuple[str, ...]:
    """Load what the format needs, and confine this process to a folder.

    Parameters
    ----------
    words
        The task of `main`.

    Returns
    -------
    tuple
        As of `confine`.

    Raises
    ------
    RefusedError
        The one driver of the format cannot be had alone.
    """
    # a table is read as arrays; pandas would take half a second and a hundred megabytes
    sys.modules |= cast("dict[str, ModuleType]", dict.fromkeys(("pandas", "geopandas")))
    from geo.userdata import drivers  # noqa: PLC0415 - after pandas is set aside

    if (form := UserFormat(words["format"])) in drivers.DRIVERS:
        drivers.alone(form)
    return confine(Path(words["folder"]), Path(words["code"]), Limits(**words["limits"]))


def answer(words: dict[str, Any]) -> dict[str, Any]:
    """Read and judge the file of a task; whatever goes wrong is a code.

    Parameters
    ----------
    words
        The task of `main`.
    """
    limits, folder = Limits(**words["limits"]), Path(words["folder"])
    try:
        from geo.userdata.cleaning import cleaned  # noqa: PLC0415 - as above

        raw = _read(UserFormat(words["format"]), folder / words["file"], limits, words["layer"])
        return _written(folder, cleaned(raw, limits, words["crs"]), limits)
    except RefusedError as error:
        return _refused(error.reason, error.parameters)
    except MemoryError:
        return _refused(Refusal.MEMORY, {"limit": limits.memory_bytes // MEGABYTE})
    except Exception:  # noqa: BLE001 - a damaged file may raise anything; the parent says one sentence
        traceback.print_exc()
        return _refused(Refusal.DAMAGED, {})


def _refused(reason: Refusal, parameters: dict[str, Any]) -> dict[str, Any]:
    return {"refused": reason, "parameters": parameters}


def _read(form: UserFormat, path: Path, limits: Limits, layer: str) -> RawLayer:
    """Read a file with the reader of its format."""
    from geo.userdata import drivers, geojson, kml, parquet, tables  # noqa: PLC0415 - as above

    if form in (UserFormat.XLSX, UserFormat.GPKG, UserFormat.SHAPEFILE):
        named = {
            UserFormat.XLSX: tables.read_xlsx,
            UserFormat.GPKG: drivers.read_gpkg,
            UserFormat.SHAPEFILE: drivers.read_shapefile,
        }
        return named[form](path, limits, layer)
    alone = {
        UserFormat.GEOJSON: geojson.read_geojson,
        UserFormat.KML: kml.read_kml,
        UserFormat.KMZ: kml.read_kmz,
        UserFormat.CSV: tables.read_csv,
        UserFormat.FLATGEOBUF: drivers.read_flatgeobuf,
        UserFormat.GEOPARQUET: parquet.read_geoparquet,
    }
    return alone[form](path, limits)


def _written(folder: Path, layer: RawLayer, limits: Limits) -> dict[str, Any]:
    """Write the geometries; return all else."""
    import numpy as np  # noqa: PLC0415 - after the limits are set
    import shapely  # noqa: PLC0415 - as above

    shapes = shapely.to_wkb(layer.geometries).tolist()
    (folder / GEOMETRIES).write_bytes(b"".join(shapes))
    (folder / LENGTHS).write_bytes(np.array([len(one) for one in shapes], "<i8").tobytes())
    listed = [
        [one.flaw, one.row, one.label, one.parameters] for one in layer.findings[: limits.listed]
    ]
    counts: dict[str, int] = {}
    for one in layer.findings:
        counts[one.flaw] = counts.get(one.flaw, 0) + 1
    return {
        "name": layer.name,
        "crs": layer.crs.name if layer.crs else "",
        "rows": [int(row) for row in layer.rows],
        "labels": list(layer.labels),
        "columns": {name: list(values) for name, values in layer.columns.items()},
        "findings": listed,
        "counts": counts,
    }
