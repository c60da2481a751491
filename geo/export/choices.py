"""Choices of an export: kinds, formats and papers. The command line lists them without the rest."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What a file is about."""

    ROUTE = "route"
    COMPARE = "compare"
    SCENARIO = "scenario"
    LAYERS = "layers"
    EVIDENCE = "evidence"
    STORY = "story"


WITHOUT_ENDS: Final = (Kind.LAYERS, Kind.EVIDENCE, Kind.STORY)
"""Kinds that need no origin and destination."""


class FileType(NamedTuple):
    """What the files of a format are called, with their suffix and media type."""

    label: str
    """One word, the same in every language; more words are a key of the catalogues."""
    suffix: str
    mime: str
    contents: str = ""
    """What the file holds, a key of the catalogues, where another format has the same type."""


FILE_TYPES: Final[Mapping[str, FileType]] = MappingProxyType(
    {
        "html": FileType("HTML", ".html", "text/html"),
        "png": FileType("PNG", ".png", "image/png"),
        "svg": FileType("SVG", ".svg", "image/svg+xml"),
        "pdf": FileType("PDF", ".pdf", "application/pdf"),
        "geojson": FileType("GeoJSON", ".geojson", "application/geo+json"),
        "gpkg": FileType("GeoPackage", ".gpkg", "application/geopackage+sqlite3"),
        "parquet": FileType("GeoParquet", ".parquet", "application/vnd.apache.parquet"),
        "fgb": FileType("FlatGeobuf", ".fgb", "application/flatgeobuf"),
        "kml": FileType("KML", ".kml", "application/vnd.google-earth.kml+xml"),
        "csv": FileType("CSV", ".csv", "text/csv"),
        "csv-excel-ru": FileType("CSV for Excel in Russian", ".csv", "text/csv"),
        "csv-excel-fa": FileType("CSV for Excel in Persian", ".csv", "text/csv"),
        "xlsx": FileType(
            "XLSX", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        ),
        "md": FileType("Markdown", ".md", "text/markdown"),
        "dossier": FileType("HTML", ".html", "text/html", contents="Dossier"),
        "dossier-pdf": FileType("PDF", ".pdf", "application/pdf", contents="Dossier"),
        "page": FileType("PDF", ".pdf", "application/pdf", contents="One page A4"),
        "page-png": FileType("PNG", ".png", "image/png", contents="One page A4"),
    }
)
"""By the name of the format."""
DOSSIERS: Final = ("md", "dossier", "dossier-pdf")
"""Formats of the dossier."""
PAGES: Final = ("page", "page-png")
"""Formats of the one page A4 for a desk, of kinds that answer a question."""
EXCEL_CSV: Final[Mapping[str, str]] = MappingProxyType(
    {"excel-ru": "csv-excel-ru", "excel-fa": "csv-excel-fa"}
)
"""Formats of CSV for an Excel that is set to a country, by the name of the choice."""
OTHER_SUFFIXES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {".html": (".htm",), ".geojson": (".json",), ".md": (".markdown",)}
)
"""Other endings of file names that mean the same type, by the usual one."""
WORDED: Final = ("csv", *EXCEL_CSV.values(), "xlsx", *DOSSIERS)
"""Formats without a map."""
PAPERED: Final = frozenset({"png", "svg", "pdf", "dossier-pdf"})
"""Formats that have a size of paper."""
PAPERS: Final = ("a4", "a3", "16:9")
LANGUAGES: Final = ("en", "ru", "fa")
