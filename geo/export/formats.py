"""Files to take away: one request, any format, the same bytes each time.

``export`` writes a file that is there whole or not at all; ``export_bytes`` gives the same bytes.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.errors import ExportError
from geo.export.atomic import clean_name, write_safely
from geo.export.content import PARTS
from geo.export.documents import (
    dossier_bytes,
    dossier_count,
    heading_count,
    md_bytes,
    md_count,
    md_total,
    pdf_bytes,
    whole_pdf,
)
from geo.export.gis import feature_count, geojson_bytes, geojson_count, gpkg_count, write_gpkg
from geo.export.kml import kml_bytes, kml_count
from geo.export.maps import (
    html_bytes,
    html_count,
    html_total,
    one_page,
    picture_bytes,
    picture_count,
)
from geo.export.request import PAPERS, Kind, Request
from geo.export.spreadsheet import (
    csv_bytes,
    csv_count,
    row_count,
    write_xlsx,
    xlsx_count,
    xlsx_total,
)
from geo.extras import named_extras

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.export.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a format is written, opened again and counted."""

    suffix: str
    mime: str
    write: Callable[[Content, Path], None]
    count: Callable[[Path], int]
    total: Callable[[Content], int]


def _whole(make: Callable[[Content], bytes], content: Content, path: Path) -> None:
    path.write_bytes(make(content))


DOSSIERS: Final = ("md", "dossier", "dossier-pdf")
WORDED: Final = ("csv", "xlsx", *DOSSIERS)
"""Formats of what has no place on a map."""
_PICTURES: Final = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
PAPERED: Final = frozenset({*_PICTURES, "dossier-pdf"})
"""Formats that have a size of paper."""
FORMATS: Final[dict[str, Format]] = {
    "html": Format(
        suffix=".html",
        mime="text/html",
        write=partial(_whole, html_bytes),
        count=html_count,
        total=html_total,
    ),
    **{
        form: Format(
            suffix=f".{form}",
            mime=mime,
            write=partial(_whole, partial(picture_bytes, form)),
            count=picture_count,
            total=one_page,
        )
        for form, mime in _PICTURES.items()
    },
    "geojson": Format(
        suffix=".geojson",
        mime="application/geo+json",
        write=partial(_whole, geojson_bytes),
        count=geojson_count,
        total=feature_count,
    ),
    "gpkg": Format(
        suffix=".gpkg",
        mime="application/geopackage+sqlite3",
        write=write_gpkg,
        count=gpkg_count,
        total=feature_count,
    ),
    "kml": Format(
        suffix=".kml",
        mime="application/vnd.google-earth.kml+xml",
        write=partial(_whole, kml_bytes),
        count=kml_count,
        total=feature_count,
    ),
    "csv": Format(
        suffix=".csv",
        mime="text/csv",
        write=partial(_whole, csv_bytes),
        count=csv_count,
        total=row_count,
    ),
    "xlsx": Format(
        suffix=".xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        write=write_xlsx,
        count=xlsx_count,
        total=xlsx_total,
    ),
    "md": Format(
        suffix=".md",
        mime="text/markdown",
        write=partial(_whole, md_bytes),
        count=md_count,
        total=md_total,
    ),
    "dossier": Format(
        suffix=".html",
        mime="text/html",
        write=partial(_whole, dossier_bytes),
        count=dossier_count,
        total=heading_count,
    ),
    "dossier-pdf": Format(
        suffix=".pdf",
        mime="application/pdf",
        write=partial(_whole, pdf_bytes),
        count=whole_pdf,
        total=one_page,
    ),
}


def formats_of(kind: Kind) -> tuple[str, ...]:
    """Return the names of the formats a kind can be written in.

    Examples
    --------
    >>> formats_of(Kind.EVIDENCE)
    ('csv', 'xlsx', 'md', 'dossier', 'dossier-pdf')
    """
    return WORDED if kind in PARTS else tuple(FORMATS)


def format_of(name: str, kind: Kind) -> Format:
    """Return a format by its name.

    Raises
    ------
    ExportError
        There is none of that name, or none for that kind.
    """
    known = formats_of(kind)
    if name not in known:
        whose = f" for {kind}" if name in FORMATS else ""
        msg = f"there is no format {name[:20]!r}{whose}; choose from {', '.join(known)}"
        raise ExportError(msg)
    return FORMATS[name]


def format_by_suffix(suffix: str, kind: Kind) -> str:
    """Name of the first format of a kind whose files have a suffix.

    Raises
    ------
    ExportError
        There is none.

    Examples
    --------
    >>> format_by_suffix(".PDF", Kind.COMPARE)
    'pdf'
    """
    names = {FORMATS[name].suffix: name for name in reversed(formats_of(kind))}
    name = names.get(suffix.casefold())
    if name is None:
        msg = f"no format has the suffix {suffix[:20]!r}; choose from {', '.join(sorted(names))}"
        raise ExportError(msg)
    return name


def export(content: Content, name: str, path: Path) -> None:
    """Write a file, whole or not at all.

    Parameters
    ----------
    content
        From `content_of`.
    name
        One of ``FORMATS``.
    path
        Where to; what stands there is replaced at the end.

    Raises
    ------
    ExportError
        There is no such format, or the file cannot be written.
    MissingExtraError
        The format needs a library that is not installed.
    """
    form = format_of(name, content.request.kind)

    def write(part: Path) -> None:
        with named_extras(f"the format {name}"):
            form.write(content, part)

    write_safely(path, write, form.count, expected=form.total(content))


def export_bytes(content: Content, name: str) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    ExportError
        There is no such format, or no room for it.
    """
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        path = Path(folder) / file_name(content, name)
        export(content, name, path)
        return path.read_bytes()


def file_name(content: Content, name: str) -> str:
    """Return what a file shall be called."""
    ends = content.stamp.title if content.request.origin else ""
    return named(content.request, name, ends)


def named(request: Request, name: str, ends: str) -> str:
    """Return what a file shall be called, before it is made.

    Parameters
    ----------
    request
        What it is about.
    name
        One of ``FORMATS``.
    ends
        Names of origin and destination, empty where there are none.

    Examples
    --------
    >>> named(Request(kind=Kind.ROUTE, corridor="suez", paper="16:9"), "png", "Moscow – Jeddah")
    'moscow-jeddah-suez-route-16-9.png'
    >>> named(Request(kind=Kind.EVIDENCE, part="ledger"), "csv", "")
    'instc-evidence-ledger.csv'
    """
    date = (request.scenario.date if request.kind is Kind.STORY else "") or ""
    told = [ends or "instc", request.corridor, request.variant, request.kind.value]
    told += [request.part, date, "dossier" if name in DOSSIERS else ""]
    told += [request.paper] if name in PAPERED and request.paper != PAPERS[0] else []
    return clean_name(" ".join(told), format_of(name, request.kind).suffix)
