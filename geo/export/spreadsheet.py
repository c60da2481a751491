"""CSV and XLSX: rows with their sources; no cell is a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple
from zipfile import ZipFile

from geo.export.features import feature_layers
from geo.export.rows import LegRow, in_order
from geo.message import cause_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo.export.content import Content
    from geo.export.rows import Cells, JourneyRow
    from geo.layers import Feature

FORMULA: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""Signs at the start of a text that make a spreadsheet read a formula (OWASP ASVS 1.2.10)."""
WRITTEN: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
LONGEST_CELL: Final = 32_767
"""Characters a cell of XLSX holds."""
_PART: Final = "part"


class Dialect(NamedTuple):
    """How a spreadsheet reads a CSV file."""

    separator: str
    """Sign between two cells."""
    decimal: str
    """Decimal sign."""


PLAIN: Final = Dialect(separator=",", decimal=".")
DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType(
    {
        "csv-excel-ru": Dialect(separator=";", decimal=","),
        "csv-excel-fa": Dialect(separator="\N{ARABIC SEMICOLON}", decimal="/"),
    }
)
"""List separator and decimal sign of Windows set to Russian (Russia) and to Persian (Iran).

Excel reads CSV by these settings, which a user may change. XLSX opens alike everywhere.
"""


def csv_bytes(content: Content, dialect: Dialect = PLAIN) -> bytes:
    """CSV of all rows, then of the description of the file; UTF-8 with a byte order mark."""
    rows = _rows(content)
    about: list[Cells] = [
        {_PART: "about", "name": n, "sources": text} for n, text in content.about().items()
    ]
    columns = list(dict.fromkeys(chain([_PART], *rows, ["name", "sources"])))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n", delimiter=dialect.separator)
    writer.writerow(columns)
    for row in [*rows, *about]:
        writer.writerow([_safe(row.get(column), dialect.decimal) for column in columns])
    return buffer.getvalue().encode("utf-8-sig", "replace")


def csv_count(path: Path, dialect: Dialect = PLAIN) -> int:
    """Count the rows of a file below its head."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file, delimiter=dialect.separator)) - 1


def row_count(content: Content) -> int:
    """Count the rows that the CSV of a content has."""
    return len(_rows(content)) + len(content.about())


def _rows(content: Content) -> list[Cells]:
    """Legs and stops in order, features of layers, or rows of sections."""
    if content.sections:
        return [
            content.cells(row) | {_PART: section.id}
            for section in content.sections
            for row in section.rows
        ]
    if content.layers:
        return [
            {"layer": name, **feature["properties"], **_point(feature), _PART: "feature"}
            for name, features in feature_layers(content).items()
            for feature in features
        ]
    return [
        {_PART: "leg", "after_leg": row.number, **content.cells(row)}
        if isinstance(row, LegRow)
        else {_PART: "stop", **content.cells(row)}
        for row in in_order(content.legs, content.stops)
    ]


def _point(feature: Feature) -> Cells:
    if feature["geometry"]["type"] != "Point":
        return {}
    lon, lat = feature["geometry"]["coordinates"][:2]
    return {"lon": lon, "lat": lat}


def _safe(value: object, decimal: str = ".") -> object:
    """Value for a cell of CSV that is no formula; numbers stay numbers.

    Examples
    --------
    >>> _safe("=1+1"), _safe(-3.5), _safe("Moscow"), _safe(-3.5, ",")
    ("'=1+1", -3.5, 'Moscow', '-3,5')
    """
    if isinstance(value, float) and decimal != ".":
        return str(value).replace(".", decimal)
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = str(value).replace("\0", "")
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA) else text


def write_xlsx(content: Content, path: Path) -> None:
    """Write a workbook: description, comparison, legs, stops, gaps and sources."""
    import xlsxwriter  # type: ignore[import-untyped]

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    workbook.set_properties({"title": _cell(content.stamp.title), "created": WRITTEN})
    plain, head, quoted = (
        workbook.add_format(style)
        for style in ({}, {"bold": True, "bottom": 1}, {"quote_prefix": True})
    )
    for name, rows in sheets(content).items():
        sheet = workbook.add_worksheet(name)
        columns = list(dict.fromkeys(chain(*rows)))
        for column, text in enumerate(columns):
            sheet.write_string(0, column, _cell(text), head)
        for line, row in enumerate(rows, start=1):
            for column, key in enumerate(columns):
                value = row.get(key)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(line, column, value, plain)
                elif isinstance(value, bool):
                    sheet.write_boolean(line, column, value, plain)
                elif value not in (None, ""):
                    text = _cell(str(value))
                    risky = text.lstrip().startswith(FORMULA) or text.startswith(FORMULA)
                    sheet.write_string(line, column, text, quoted if risky else plain)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(columns) - 1, 0), 16)
    workbook.close()
    path.write_bytes(buffer.getvalue())


def sheets(content: Content) -> dict[str, list[Cells]]:
    """Rows of each sheet of a workbook."""
    about: list[Cells] = [{"what": name, "text": text} for name, text in content.about().items()]
    sources: list[Cells] = [
        {"id": name, "title": title, "address": url}
        for name, (title, url) in content.sources.items()
    ]
    if content.sections:
        rows = {
            section.id.capitalize(): [content.cells(row) for row in section.rows]
            for section in content.sections
        }
    elif content.layers:
        rows = {"Features": _rows(content)}
    else:
        rows = {"Comparison": _named(content, content.every)}
        if content.base:
            rows["Base case"] = _named(content, content.base)
        rows["Legs"] = [content.cells(row) for row in content.legs]
        rows["Stops"] = [content.cells(row) for row in content.stops]
        rows["Without a source"] = _gaps(content)
        rows["No answer"] = [
            {
                "journey": content.name(row.corridor, row.variant),
                "reason": content.locale.translate(cause_of(row.reason)),
            }
            for row in content.failed
        ]
    return {"About": about, **rows, "Sources": sources}


def _named(content: Content, journeys: Sequence[JourneyRow]) -> list[Cells]:
    return [
        {"journey": content.name(row.corridor, row.variant), **content.cells(row)}
        for row in journeys
    ]


def _gaps(content: Content) -> list[Cells]:
    translate = content.locale.translate
    return [
        {
            "journey": content.name(row.corridor, row.variant),
            "measure": row.measure,
            "part": translate(row.part),
            "sentence": translate(row.sentence),
        }
        for row in content.gaps
    ]


def xlsx_total(content: Content) -> int:
    """Count the rows that the sheets of a content have, heads included."""
    return sum(len(rows) + bool(rows) for rows in sheets(content).values())


def xlsx_count(path: Path) -> int:
    """Count the rows of the sheets of a file; its checksums are tested first."""
    with ZipFile(path) as workbook:
        if damaged := workbook.testzip():
            msg = f"{damaged} is damaged"
            raise ValueError(msg)
        names = [name for name in workbook.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(workbook.read(name).count(b"<row ") for name in names)


def _cell(text: str) -> str:
    """Text cut to the length of a cell."""
    return text.encode("utf-8", "replace").decode("utf-8")[:LONGEST_CELL]
