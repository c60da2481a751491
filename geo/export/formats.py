"""Formats of files, and their writing: the same content gives the same bytes.

`export` writes a file that appears whole or not at all; `export_bytes` gives the same bytes.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from geo.atomic import clean_name, write_safely
from geo.errors import ExportError
from geo.export.answering import PARTS
from geo.export.choices import (
    DOSSIERS,
    FILE_TYPES,
    OTHER_SUFFIXES,
    PAGES,
    PAPERED,
    PAPERS,
    WITHOUT_ENDS,
    WORDED,
    Kind,
)
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
from geo.export.one_table import fgb_count, parquet_count, write_fgb, write_parquet
from geo.export.spreadsheet import (
    DIALECTS,
    csv_bytes,
    csv_count,
    row_count,
    write_xlsx,
    xlsx_count,
    xlsx_total,
)
from geo.extras import named_extras
from geo.message import Message, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.export.content import Content
    from geo.export.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format: type of its files, and how one is written, opened again and counted."""

    suffix: str
    mime: str
    write: Callable[[Content, Path], None]
    count: Callable[[Path], int]
    """Features, rows, pages or headings of a file; 0 if it is damaged."""
    total: Callable[[Content], int]
    """The same of a content."""


def _page_bytes(form: Literal["pdf", "png"], content: Content) -> bytes:
    from geo.export.page import page_bytes

    return page_bytes(form, content)


def _format(
    name: str,
    write: Callable[[Content, Path], None],
    count: Callable[[Path], int],
    total: Callable[[Content], int],
) -> Format:
    kind = FILE_TYPES[name]
    return Format(suffix=kind.suffix, mime=kind.mime, write=write, count=count, total=total)


def _bytes(make: Callable[[Content], bytes]) -> Callable[[Content, Path], None]:
    """Make a writer of a function that gives all bytes of a file."""

    def write(content: Content, path: Path) -> None:
        path.write_bytes(make(content))

    return write


def _picture(name: str) -> Format:
    return _format(name, _bytes(partial(picture_bytes, name)), picture_count, one_page)


def _excel_csv(name: str) -> Format:
    dialect = DIALECTS[name]
    write = _bytes(partial(csv_bytes, dialect=dialect))
    return _format(name, write, partial(csv_count, dialect=dialect), row_count)


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "html": _format("html", _bytes(html_bytes), html_count, html_total),
        "png": _picture("png"),
        "svg": _picture("svg"),
        "pdf": _picture("pdf"),
        "geojson": _format("geojson", _bytes(geojson_bytes), geojson_count, feature_count),
        "gpkg": _format("gpkg", write_gpkg, gpkg_count, feature_count),
        "parquet": _format("parquet", write_parquet, parquet_count, feature_count),
        "fgb": _format("fgb", write_fgb, fgb_count, feature_count),
        "kml": _format("kml", _bytes(kml_bytes), kml_count, feature_count),
        "csv": _format("csv", _bytes(csv_bytes), csv_count, row_count),
        **{name: _excel_csv(name) for name in DIALECTS},
        "xlsx": _format("xlsx", write_xlsx, xlsx_count, xlsx_total),
        "md": _format("md", _bytes(md_bytes), md_count, md_total),
        "dossier": _format("dossier", _bytes(dossier_bytes), dossier_count, heading_count),
        "dossier-pdf": _format("dossier-pdf", _bytes(pdf_bytes), whole_pdf, one_page),
        "page": _format("page", _bytes(partial(_page_bytes, "pdf")), picture_count, one_page),
        "page-png": _format(
            "page-png", _bytes(partial(_page_bytes, "png")), picture_count, one_page
        ),
    }
)
"""By the name of the format, as `FILE_TYPES`."""


def formats_of(kind: Kind) -> tuple[str, ...]:
    """Names of the formats of a kind.

    Examples
    --------
    >>> formats_of(Kind.EVIDENCE)
    ('csv', 'csv-excel-ru', 'csv-excel-fa', 'xlsx', 'md', 'dossier', 'dossier-pdf')
    """
    if kind in WITHOUT_ENDS:
        return WORDED if kind in PARTS else tuple(name for name in FORMATS if name not in PAGES)
    return tuple(FORMATS)


def format_of(name: str, kind: Kind) -> Format:
    """Find a format by its name.

    Raises
    ------
    ExportError
        There is no such format, or the kind does not have it.
    """
    known = formats_of(kind)
    if name not in known:
        msg = Message(
            "there is no format {name} for {kind}; choose from {names}"
            if name in FORMATS
            else "there is no format {name}; choose from {names}",
            name=quoted(name),
            kind=kind.value,
            names=", ".join(known),
        )
        raise ExportError(msg)
    return FORMATS[name]


def check_suffix(name: str, path: Path) -> None:
    """Refuse a file name whose ending belongs to another format; one without an ending is taken.

    Raises
    ------
    ExportError
        The message names the format and the ending.

    Examples
    --------
    >>> check_suffix("html", Path("map.HTM"))
    >>> check_suffix("md", Path("a.docx"))
    Traceback (most recent call last):
    ...
    geo.errors.ExportError: the format md does not go with the file ending .docx; name the file .md
    """
    own, given = FORMATS[name].suffix, path.suffix.casefold()
    if given in {"", own, *OTHER_SUFFIXES.get(own, ())}:
        return
    fitting = [form for form, kind in FILE_TYPES.items() if kind.suffix == given]
    texts = {"format": name, "ending": path.suffix, "own": own}
    if fitting:
        other = Message(
            "the format {format} does not go with the file ending {ending}; "
            "name the file {own}, or choose the format {other}",
            other=fitting[0],
            **texts,
        )
        raise ExportError(other)
    msg = Message(
        "the format {format} does not go with the file ending {ending}; name the file {own}",
        **texts,
    )
    raise ExportError(msg)


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
    names |= {
        other: names[own]
        for own, others in OTHER_SUFFIXES.items()
        if own in names
        for other in others
    }
    name = names.get(suffix.casefold())
    if name is None:
        msg = f"no format has the suffix {quoted(suffix)}; choose from {', '.join(sorted(names))}"
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
        Where to write. A file that is there already is replaced at the end.

    Raises
    ------
    ExportError
        There is no such format, it does not go with the ending of the name, or the file cannot be
        written.
    MissingExtraError
        The format needs a library that is not installed.
    """
    form = format_of(name, content.request.kind)
    check_suffix(name, path)

    def write(part: Path) -> None:
        with named_extras(f"the format {name}"):
            form.write(content, part)

    write_safely(path, write, form.count, expected=form.total(content))


def export_bytes(content: Content, name: str) -> bytes:
    """Make the bytes of a file.

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
    """File name of an export."""
    ends = content.stamp.title if content.request.origin else ""
    return requested_name(content.request, name, ends)


def requested_name(request: Request, name: str, ends: str) -> str:
    """File name of a request, before it is answered.

    Parameters
    ----------
    request
        Question, language and paper.
    name
        One of ``FORMATS``.
    ends
        Names of origin and destination, empty where there are none.

    Examples
    --------
    >>> from geo.export import Request
    >>> route = Request(kind=Kind.ROUTE, corridor="suez", paper="16:9")
    >>> requested_name(route, "png", "Moscow – Jeddah")
    'moscow-jeddah-suez-route-16-9.png'
    >>> requested_name(Request(kind=Kind.EVIDENCE, part="ledger"), "csv", "")
    'instc-evidence-ledger.csv'
    """
    date = (request.scenario.date if request.kind is Kind.STORY else "") or ""
    words = [ends or "instc", request.corridor, request.variant, request.kind.value]
    words += [request.part, date, "dossier" if name in DOSSIERS else ""]
    words += ["page"] if name in PAGES else []
    words += [name.removeprefix("csv-")] if name in DIALECTS else []
    words += [request.paper] if name in PAPERED and request.paper != PAPERS[0] else []
    return clean_name(" ".join(words), format_of(name, request.kind).suffix)
