"""CSV and XLSX: legs and stops in order, with their sources; no cell of theirs is a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

from geo.export.content import Row, part_rows
from geo.export.features import feature_layers, leg_rows, stop_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.export.content import Content
    from geo.layers import Feature

FORMULA: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What makes a spreadsheet take a text for a formula, full-width forms too (OWASP ASVS 1.2.10)."""
WRITTEN: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
LONGEST_CELL: Final = 32_767
"""Characters a cell of XLSX holds."""
_PART: Final = "part"


def csv_bytes(content: Content) -> bytes:
    """Return legs and stops in the order of the way, then what the file is about.

    UTF-8 with the mark that tells spreadsheets so.
    """
    rows = _in_order(content)
    about = [{_PART: "about", "name": n, "sources": text} for n, text in content.about().items()]
    columns = list(dict.fromkeys(chain([_PART], *rows, ["name", "sources"])))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in [*rows, *about]:
        writer.writerow([_safe(row.get(column)) for column in columns])
    return buffer.getvalue().encode("utf-8-sig", "replace")


def csv_count(path: Path) -> int:
    """Return how many rows a file holds below its head."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def row_count(content: Content) -> int:
    """Return how many rows the table of this content has to hold."""
    return len(_in_order(content)) + len(content.about())


def _in_order(content: Content) -> list[Row]:
    """Return legs and stops as they follow each other, features of layers, or rows of parts."""
    if content.parts:
        return [
            row | {_PART: part.id} for part in content.parts for row in part_rows(content, part)
        ]
    if content.layers:
        return [
            {"layer": name, **feature["properties"], **_point(feature), _PART: "feature"}
            for name, own in feature_layers(content).items()
            for feature in own
        ]
    legs = [{_PART: "leg", "after_leg": row["number"], **row} for row in leg_rows(content)]
    stops = [{_PART: "stop", **row} for row in stop_rows(content)]
    order = {(j["corridor"], j["variant"]): i for i, j in enumerate(content.journeys)}
    return sorted(
        [*legs, *stops],
        key=lambda r: (order[r["corridor"], r["variant"]], r["after_leg"], r[_PART] == "stop"),
    )


def _point(feature: Feature) -> Row:
    if feature["geometry"]["type"] != "Point":
        return {}
    lon, lat = feature["geometry"]["coordinates"][:2]
    return {"lon": lon, "lat": lat}


def _safe(value: object) -> object:
    """Return what a cell of CSV may hold; numbers stay numbers.

    Examples
    --------
    >>> _safe("=1+1"), _safe(-3.5), _safe("Moscow")
    ("'=1+1", -3.5, 'Moscow')
    """
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = str(value).replace("\0", "")
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA) else text


def write_xlsx(content: Content, path: Path) -> None:
    """Write a workbook: what it is about, the comparison, legs, stops, gaps and sources."""
    import xlsxwriter  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to load

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
        workbook.add_format(look)
        for look in ({}, {"bold": True, "bottom": 1}, {"quote_prefix": True})
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


def sheets(content: Content) -> dict[str, list[Row]]:
    """Return the rows of each sheet of a workbook."""
    about: list[Row] = [{"what": name, "text": text} for name, text in content.about().items()]
    sources: list[Row] = [
        {"id": name, "title": title, "address": url}
        for name, (title, url) in content.sources.items()
    ]
    if content.parts:
        rows: dict[str, list[Row]] = {
            part.id.capitalize(): part_rows(content, part) for part in content.parts
        }
    elif content.layers:
        rows = {"Features": _in_order(content)}
    else:
        rows = {"Comparison": comparison_rows(content, content.every)}
        if content.base:
            rows["Base case"] = comparison_rows(content, content.base)
        rows |= {"Legs": leg_rows(content), "Stops": stop_rows(content)}
        rows["Without a source"] = gap_rows(content)
        rows["No answer"] = [
            {"journey": content.name(row), "reason": content.locale.translate(row["reason"])}
            for row in content.failed
        ]
    return {"About": about, **rows, "Sources": sources}


def comparison_rows(content: Content, journeys: Sequence[dict[str, Any]]) -> list[Row]:
    """Return one row for each journey: length, time by the clock asked for, price, emissions."""
    box = content.request.box.value
    return [
        {
            "journey": content.name(row),
            "corridor": row["corridor"],
            "variant": row["variant"],
            "clock": row["clock"],
            "km": row["km"],
            **{f"hours_{share}": row["hours"][share] for share in ("p10", "p50", "p90")},
            **{f"usd_{s}": row["cost"][box.lower()].get(s) for s in ("p10", "p50", "p90")},
            "box": box,
            "price": "complete" if row["cost"][box.lower()]["complete"] else "at least",
            "kg_co2e_p50": row["emissions"][f"kg_co2e_per_{box.lower()}"].get("p50"),
        }
        for row in journeys
    ]


def gap_rows(content: Content) -> list[Row]:
    """Return what has no source, journey by journey."""
    return [
        {
            "journey": content.name(row),
            "measure": gap["measure"],
            "part": content.locale.translate(gap["part"]),
            "sentence": content.locale.translate(gap["sentence"]),
        }
        for row in content.journeys
        for gap in row["missing"]
    ]


def xlsx_total(content: Content) -> int:
    """Return how many rows the sheets of this content have to hold, heads included."""
    return sum(len(rows) + bool(rows) for rows in sheets(content).values())


def xlsx_count(path: Path) -> int:
    """Return how many rows the sheets of a file hold; its checksums are tried first."""
    with ZipFile(path) as workbook:
        if damaged := workbook.testzip():
            msg = f"{damaged} is damaged"
            raise ValueError(msg)
        names = [name for name in workbook.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(workbook.read(name).count(b"<row ") for name in names)


def _cell(text: str) -> str:
    """Return a text as long as a cell can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")[:LONGEST_CELL]
