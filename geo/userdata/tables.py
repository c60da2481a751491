"""CSV and XLSX: a table whose columns hold longitude and latitude, or geometries as WKT."""

from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS

from geo.errors import QuestionError
from geo.message import shortened
from geo.numerals import read_number
from geo.userdata.archives import Archive, opened
from geo.userdata.markup import elements
from geo.userdata.problems import Flaw, Refusal, RefusedError, refusal_error
from geo.userdata.raw import Finding, RawLayer, check_columns, check_features, objects, with_points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from geo.userdata.limits import Limits
    from geo.userdata.raw import Cell

SEPARATORS: Final = (",", ";", "\t", "؛")
LON_NAMES: Final = frozenset(
    {*("lon", "lng", "long", "longitude", "x", "долгота"), "طول", "طول جغرافیایی"}
)
LAT_NAMES: Final = frozenset({*("lat", "latitude", "y", "широта"), "عرض", "عرض جغرافیایی"})
WKT_NAMES: Final = frozenset({*("wkt", "geometry", "geom", "the_geom", "геометрия"), "هندسه"})
_SRID: Final = re.compile(r"\s*SRID=4326;", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})[0-9]*")
_LETTERS: Final = 26
_SHOWN: Final = 40

Row = tuple[int, list[Any]]
"""Number of a row, the header being 1, and its cells."""


def read_csv(path: Path, limits: Limits) -> RawLayer:
    """Read a table of text.

    Raises
    ------
    RefusedError
        The text is not UTF-8, its quotes never end, it has no coordinates, or exceeds a limit.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError(Refusal.NO_UTF8) from error
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    csv.field_size_limit(limits.file_bytes)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = ((reader.line_num, cells) for cells in reader)
        return _layer(rows, limits)
    except csv.Error as error:
        raise RefusedError(Refusal.DAMAGED) from error


def read_xlsx(path: Path, limits: Limits, layer: str = "") -> RawLayer:
    """Read a sheet of a workbook: the first, or the one that is named.

    Formulas count as the values that were saved with them; links to other files are not followed.

    Raises
    ------
    RefusedError
        The file is no workbook, it declares entities, has no coordinates, or exceeds a limit.
    """
    with opened(path, limits) as archive:
        sheets, name = _chosen_sheet(archive, layer)
        texts = _shared(archive, limits)
        with archive.open(sheets[name]) as stream:
            raw = _layer(_sheet_rows(elements(stream, {"row"}, root="worksheet"), texts), limits)
        raw.name = name
        if len(sheets) > 1 and not layer:
            others = [one for one in sheets if one != name]
            raw.findings.append(
                Finding(flaw=Flaw.OTHER_LAYERS, parameters={"names": _names(others)})
            )
        if links := archive.holds("xl/externalLinks/") - archive.holds("xl/externalLinks/_rels/"):
            raw.findings.append(Finding(flaw=Flaw.LINKS, parameters={"count": links}))
        return raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of a workbook that is open."""

    rows: Iterator[Row]
    """Rows that have a cell; a formula without a value, and an error, stand as texts."""
    is_1904: bool
    """Whether its days are counted from 1904, as those of old workbooks of Macintosh."""


@contextmanager
def sheet_of(path: Path, *, sheet: str, limits: Limits) -> Iterator[Sheet]:
    """Open a sheet of a workbook for its rows, one by one.

    Parameters
    ----------
    path
        The workbook.
    sheet
        Name of a sheet; empty: the first.
    limits
        How large it may be.

    Raises
    ------
    UserFileError
        The file is no workbook, it declares entities, has no such sheet, or exceeds a limit.
    """
    try:
        with opened(path, limits) as archive:
            sheets, name = _chosen_sheet(archive, sheet)
            texts = _shared(archive, limits)
            with archive.open("xl/workbook.xml") as stream:
                said = list(elements(stream, {"workbookPr"}, root="workbook"))
            with archive.open(sheets[name]) as stream:
                found = elements(stream, {"row"}, root="worksheet")
                yield Sheet(
                    rows=_sheet_rows(found, texts, _shown_value),
                    is_1904=any(one.get("date1904") in {"1", "true"} for one in said),
                )
    except RefusedError as error:
        parameters = {"format": "XLSX", **error.parameters}
        raise refusal_error(error.reason, shortened(path.name), parameters) from error


def _chosen_sheet(archive: Archive, name: str) -> tuple[dict[str, str], str]:
    """Give the members of all sheets, and the name of the one that is read."""
    if not archive.find("xl/workbook.xml"):
        raise RefusedError(Refusal.NOT_THE_FORMAT)
    sheets = _sheets(archive)
    name = name or next(iter(sheets))
    if name not in sheets:
        raise RefusedError(Refusal.NO_LAYER, name=repr(name[:_SHOWN]), names=_names(sheets))
    return sheets, name


def _names(names: Iterable[str]) -> str:
    return ", ".join(name[:_SHOWN] for name in islice(names, 10))


def _sheets(archive: Archive) -> dict[str, str]:
    """Member of each sheet, by its name, in their order."""
    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        targets = {
            one.get("Id", ""): one.get("Target", "")
            for one in elements(stream, {"Relationship"}, root="Relationships")
            if one.get("TargetMode", "") != "External"
        }
    with archive.open("xl/workbook.xml") as stream:
        found = {
            one.get("name", ""): _member(targets.get(one.get("id", ""), ""))
            for one in elements(stream, {"sheet"}, root="workbook")
        }
    sheets = {name: member for name, member in found.items() if archive.find(member)}
    if not sheets:
        raise RefusedError(Refusal.DAMAGED)
    return sheets


def _member(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _shared(archive: Archive, limits: Limits) -> list[str]:
    if not archive.find("xl/sharedStrings.xml"):
        return []
    with archive.open("xl/sharedStrings.xml") as stream:
        found = elements(stream, {"si"}, root="sst")
        return [_text_of(one)[: limits.file_bytes] for one in found]


def _text_of(element: Element) -> str:
    """Text of a cell, parts in several styles joined; readings beside Asian letters left out."""
    skipped = {id(part) for reading in element.iter("rPh") for part in reading.iter("t")}
    return "".join(part.text or "" for part in element.iter("t") if id(part) not in skipped)


def _sheet_rows(
    found: Iterable[Element],
    texts: Sequence[str],
    value_of: Callable[[Element, Sequence[str]], Cell] | None = None,
) -> Iterator[Row]:
    read = value_of or _value
    number = 0
    for element in found:
        given = element.get("r", "")
        number = int(given) if given.isdecimal() and len(given) < 8 else number + 1  # noqa: PLR2004 - Excel has 1,048,576 rows
        cells: dict[int, Cell] = {}
        column = -1
        for cell in element.iter("c"):
            match = _REFERENCE.match(cell.get("r", ""))
            column = _column(match[1]) if match else column + 1
            cells[column] = read(cell, texts)
        width = max(cells, default=-1) + 1
        yield number, [cells.get(one) for one in range(width)]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: Element, texts: Sequence[str]) -> Cell:
    kind = cell.get("t", "n")
    held = cell.find("v")
    text = "" if held is None else held.text or ""
    value: Cell = text or None
    if kind == "inlineStr":
        value = _text_of(cell)
    elif not text or kind == "e":
        value = None
    elif kind == "s":
        value = texts[int(text)] if text.isdecimal() and int(text) < len(texts) else None
    elif kind == "b":
        value = text == "1"
    elif kind == "n":
        value = _number(text)
    return value


def _shown_value(cell: Element, texts: Sequence[str]) -> Cell:
    """Value of a cell as a reader of the sheet sees it: an error by its name.

    A formula that was saved without a value stands as itself.
    """
    held, formula = cell.find("v"), cell.find("f")
    if cell.get("t") == "e" and held is not None:
        return held.text
    value = _value(cell, texts)
    return f"={formula.text or ''}" if value is None and formula is not None else value


def _layer(rows: Iterator[Row], limits: Limits) -> RawLayer:
    """Features of a table whose first row with a cell is the header."""
    header: list[str] = []
    for _, cells in rows:
        if any(cell not in (None, "") for cell in cells):
            check_columns(len(cells), limits)
            header = _header(cells)
            break
    if not header:
        raise RefusedError(Refusal.EMPTY)
    numbers: list[int] = []
    held: list[list[Any]] = []
    for number, cells in rows:
        if any(cell not in (None, "") for cell in cells):
            check_features(len(held) + 1, limits)
            numbers.append(number)
            held.append([*cells[: len(header)], *[None] * (len(header) - len(cells))])
    columns = {name: [cells[index] for cells in held] for index, name in enumerate(header) if name}
    names = {name.strip().casefold(): name for name in reversed(columns)}
    wkt = next((names[one] for one in names if one in WKT_NAMES), "")
    lon = next((names[one] for one in names if one in LON_NAMES), "")
    lat = next((names[one] for one in names if one in LAT_NAMES), "")
    findings: list[Finding] = []
    if wkt:
        shapes = _from_wkt(columns.pop(wkt), numbers, findings)
    elif lon and lat:
        shapes = _points(columns.pop(lon), columns.pop(lat), numbers, findings)
    else:
        raise RefusedError(Refusal.NO_COLUMNS)
    return RawLayer(
        geometries=shapes,
        rows=numbers,
        columns={name: [_blank(one) for one in column] for name, column in columns.items()},
        crs=CRS.from_epsg(4326),
        findings=findings,
    )


def _header(cells: Sequence[Cell]) -> list[str]:
    """Names of the columns; one that comes again gets a number."""
    names: list[str] = []
    for cell in cells:
        name = "" if cell is None else str(cell).strip()[:_SHOWN]
        again = sum(one == name or one.startswith(f"{name} (") for one in names)
        names.append(f"{name} ({again + 1})" if name and again else name)
    return names


def _blank(value: object) -> object:
    return None if value == "" else value


def _from_wkt(
    texts: Sequence[Any], rows: Sequence[int], findings: list[Finding]
) -> np.ndarray[Any, np.dtype[np.object_]]:
    plain = [_SRID.sub("", str(text)) if text not in (None, "") else None for text in texts]
    shapes = objects(list(np.atleast_1d(shapely.from_wkt(objects(plain), on_invalid="ignore"))))
    for number, (text, shape) in enumerate(zip(plain, shapes, strict=True)):
        if text is not None and shape is None:
            findings.append(Finding(flaw=Flaw.BROKEN, row=rows[number]))
    return shapes


def _points(
    lons: Sequence[Any], lats: Sequence[Any], rows: Sequence[int], findings: list[Finding]
) -> np.ndarray[Any, np.dtype[np.object_]]:
    shapes: list[Any] = [None] * len(rows)
    for number, pair in enumerate(zip(lons, lats, strict=True)):
        if all(one in (None, "") for one in pair):
            continue
        position = []
        for text in pair:
            value = _number(text)
            if value is None:
                shown = {"text": repr(str("" if text is None else text)[:_SHOWN])}
                findings.append(Finding(flaw=Flaw.NO_NUMBER, row=rows[number], parameters=shown))
                break
            position.append(value)
        else:
            shapes[number] = tuple(position)
    return with_points(shapes)


def _number(text: Cell) -> float | None:
    """Read the number of a cell, if it is one."""
    if isinstance(text, bool) or text is None:
        return None
    if isinstance(text, int | float):
        return float(text)
    try:
        return float(text) if text.isascii() and "_" not in text else read_number(text)
    except ValueError:  # so is QuestionError
        pass
    try:
        return read_number(text)
    except QuestionError:
        return None
