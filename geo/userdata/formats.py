"""Formats of the files that are read, chosen by name or by ending, never guessed from content."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.errors import UserFileError
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHOWN: Final = 60


class UserFormat(StrEnum):
    """Format of a file of the user."""

    GEOJSON = "geojson"
    GPKG = "gpkg"
    KML = "kml"
    KMZ = "kmz"
    CSV = "csv"
    XLSX = "xlsx"
    SHAPEFILE = "shapefile"
    GEOPARQUET = "geoparquet"
    FLATGEOBUF = "flatgeobuf"

    @property
    def label(self) -> str:
        """Name of the format, the same in every language."""
        return _LABELS[self]


_LABELS: Final[Mapping[UserFormat, str]] = MappingProxyType(
    {
        UserFormat.GEOJSON: "GeoJSON",
        UserFormat.GPKG: "GeoPackage",
        UserFormat.KML: "KML",
        UserFormat.KMZ: "KMZ",
        UserFormat.CSV: "CSV",
        UserFormat.XLSX: "XLSX",
        UserFormat.SHAPEFILE: "Shapefile (ZIP)",
        UserFormat.GEOPARQUET: "GeoParquet",
        UserFormat.FLATGEOBUF: "FlatGeobuf",
    }
)
ENDINGS: Final[Mapping[str, UserFormat]] = MappingProxyType(
    {
        ".geojson": UserFormat.GEOJSON,
        ".json": UserFormat.GEOJSON,
        ".gpkg": UserFormat.GPKG,
        ".kml": UserFormat.KML,
        ".kmz": UserFormat.KMZ,
        ".csv": UserFormat.CSV,
        ".xlsx": UserFormat.XLSX,
        ".zip": UserFormat.SHAPEFILE,
        ".parquet": UserFormat.GEOPARQUET,
        ".geoparquet": UserFormat.GEOPARQUET,
        ".fgb": UserFormat.FLATGEOBUF,
    }
)
"""Format of each ending."""


def format_of(name: str, given: str = "") -> UserFormat:
    """Choose the format of a file.

    Parameters
    ----------
    name
        File name; its ending decides where no format is given.
    given
        Name of a format.

    Raises
    ------
    UserFileError
        There is no such format, or the ending is not known.

    Examples
    --------
    >>> format_of("Depots.GeoJSON").value, format_of("depots.txt", "csv").value
    ('geojson', 'csv')
    """
    if given:
        try:
            return UserFormat(given.strip().casefold())
        except ValueError as error:
            msg = Message(
                "there is no format {name}; choose from {names}",
                name=repr(given[:_SHOWN]),
                names=tuple(UserFormat),
            )
            raise UserFileError(msg) from error
    ending = PurePath(name.replace("\0", "")).suffix.casefold()
    if ending not in ENDINGS:
        msg = Message(
            "{name}: the ending names no format that can be read; the endings are {names}",
            name=repr(name[:_SHOWN]),
            names=tuple(ENDINGS),
        )
        raise UserFileError(msg)
    return ENDINGS[ending]
