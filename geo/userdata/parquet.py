"""GeoParquet, read with PyArrow; what its metadata promise is checked before it is unpacked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.userdata.drivers import from_wkb
from geo.userdata.limits import MEGABYTE
from geo.userdata.problems import Flaw, Refusal, RefusedError
from geo.userdata.raw import Finding, RawLayer, check_columns, check_features

if TYPE_CHECKING:
    from pathlib import Path

    from geo.userdata.limits import Limits

_HEAD: Final = b"PAR1"
_SHOWN: Final = 40


def read_geoparquet(path: Path, limits: Limits) -> RawLayer:
    """Read the features of a file whose primary geometry is stored as WKB.

    Raises
    ------
    RefusedError
        The file is damaged, no GeoParquet, stored otherwise, or exceeds a limit.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an optional library
        from pyarrow import parquet  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise RefusedError(Refusal.NO_LIBRARY, library="pyarrow", extra="parquet") from error
    with path.open("rb") as file:
        if file.read(len(_HEAD)) != _HEAD:
            raise RefusedError(Refusal.NOT_THE_FORMAT)
    try:
        with parquet.ParquetFile(path) as file:
            held = file.metadata
            _check_size(held, limits)
            primary, crs = _geometry(held.metadata or {})
            if primary not in file.schema_arrow.names:
                raise RefusedError(Refusal.DAMAGED)
            table = file.read(use_threads=False)
            columns = {name: table.column(name).to_pylist() for name in table.column_names}
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise RefusedError(Refusal.DAMAGED) from error
    try:
        shapes, broken = from_wkb(columns.pop(primary))
    except (TypeError, ValueError) as error:
        raise RefusedError(Refusal.DAMAGED) from error
    return RawLayer(
        geometries=shapes,
        rows=range(1, len(shapes) + 1),
        columns=columns,
        crs=crs,
        findings=[Finding(flaw=Flaw.BROKEN, row=number + 1) for number in broken],
    )


def _check_size(held: Any, limits: Limits) -> None:  # noqa: ANN401 - PyArrow has no types
    """Refuse what the metadata say is too much."""
    check_features(held.num_rows, limits)
    check_columns(held.num_columns, limits)
    whole = sum(held.row_group(n).total_byte_size for n in range(held.num_row_groups))
    if whole > limits.unpacked_bytes:
        raise RefusedError(Refusal.UNPACKED, limit=limits.unpacked_bytes // MEGABYTE)


def _geometry(held: dict[bytes, bytes]) -> tuple[str, CRS | None]:
    """Name of the primary column, and its reference system; None where it is said to have none."""
    if b"geo" not in held:
        raise RefusedError(Refusal.NOT_THE_FORMAT)
    try:
        geo = json.loads(held[b"geo"])
        primary = str(geo["primary_column"])
        column = geo["columns"][primary]
        encoding = str(column["encoding"])
        crs = column.get("crs", "OGC:CRS84")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedError(Refusal.DAMAGED) from error
    if encoding != "WKB":
        raise RefusedError(Refusal.NOT_WKB, name=repr(encoding[:_SHOWN]))
    if crs is None:
        return primary, None
    if crs == "OGC:CRS84":
        return primary, CRS.from_epsg(4326)
    try:
        return primary, CRS.from_json_dict(crs)
    except (CRSError, TypeError, ValueError, AttributeError, KeyError) as error:
        raise RefusedError(Refusal.CRS_WRONG, name=repr(str(crs)[:_SHOWN])) from error
