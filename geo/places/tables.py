"""The gazetteer as files: the curated places, and two tables that are searched as text.

Turning 30,000 rows into objects would take longer than all else at the start. The tables of ports
and towns are therefore kept as the text they are; each row ends in its search keys, written
``|key|key|``, and a search for a key is a search for a piece of text.
"""

from __future__ import annotations

import csv
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Final

from geo.errors import LayerError
from geo.message import quoted
from geo.model import Mode, Place, PlaceKind
from geo.paths import REBUILD, shipped_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLACE_COLUMNS: Final = (
    "id", "name", "name_ru", "name_fa", "unlocode", "country", "kind", "lon", "lat",
    "accuracy_km", "terminals", "aliases", "source", "note",
)  # fmt: skip
PORT_COLUMNS: Final = (
    "id", "name", "unlocode", "country", "lon", "lat", "population", "name_ru", "name_fa",
    "same_as", "aliases", "keys",
)  # fmt: skip
TOWN_COLUMNS: Final = (
    "id", "name", "country", "lon", "lat", "population", "name_ru", "name_fa", "same_as",
    "aliases", "keys",
)  # fmt: skip
COUNTRY_COLUMNS: Final = ("code", "name", "name_ru", "name_fa", "aliases")
RAIL_BOX: Final = (20.0, 22.0, 82.0, 66.0)
"""West, south, east and north of the railways of the network, in degrees (EPSG:4326)."""
BAR: Final = "|"
DRY: Final = "dry-"
"""How the id of a dry port of the table of towns begins."""
BORDER: Final = "border-"
"""How the id of a border station of the table of towns begins."""
_KINDS: Final = {DRY: PlaceKind.DRY_PORT, BORDER: PlaceKind.BORDER}
_HAS_SEA: Final = frozenset({Mode.SEA})
_HAS_LAND: Final = frozenset({Mode.RAIL, Mode.ROAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Search keys of a table, in the order of its lines."""

    names: list[str] = field(repr=False)
    lines: list[str] = field(repr=False)
    ends: array[int]
    """How many keys there are up to each line and with it."""

    def line(self, number: int) -> str:
        """Line in which a key stands, by the number of the key."""
        return self.lines[bisect_right(self.ends, number)]


class PlaceTable:
    """A CSV file without quotes, whose last column holds the search keys of the row.

    Parameters
    ----------
    path
        UTF-8, lines end in a line feed, the first names the columns.
    columns
        The columns it must have.

    Raises
    ------
    LayerError
        The file is missing, is no text, or has other columns.
    """

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self.name: Final = path.name
        self.columns: Final = columns
        self._text: Final = shipped_text(path, remedy=REBUILD)
        if not self._text.startswith(f"{','.join(columns)}\n"):
            msg = f"{path.name} does not have the columns {', '.join(columns)}; {REBUILD}"
            raise LayerError(msg)

    def with_key(self, key: str, *, prefix: bool = False) -> Iterator[dict[str, str]]:
        """Yield each row that has a key, or a key that begins so, in the order of the file."""
        yield from self._rows_with(f"{BAR}{key}" if prefix else f"{BAR}{key}{BAR}")

    def with_value(self, column: str, value: str) -> Iterator[dict[str, str]]:
        """Yield each row with a value in a column, in the order of the file."""
        for row in self._rows_with(f"{value},"):
            if row[column] == value:
                yield row

    def with_prefix(self, column: str, prefix: str) -> Iterator[dict[str, str]]:
        """Yield each row whose value in a column, not the first, begins so; in the file's order."""
        for row in self._rows_with(f",{prefix}"):
            if row[column].startswith(prefix):
                yield row

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield every row, in the order of the file."""
        return map(self.row, self.lines())

    def lines(self) -> Iterator[str]:
        """Yield every row as the line that it is, in the order of the file."""
        start = self._text.find("\n") + 1
        while 0 < start < len(self._text):
            end = self._text.find("\n", start)
            end = len(self._text) if end < 0 else end
            yield self._text[start:end]
            start = end + 1

    @cached_property
    def _lines(self) -> list[str]:
        """Every row as the line that it is, for what reads all of them."""
        _, *lines, rest = self._text.split("\n")
        return [*lines, rest] if rest else lines

    def pairs(self, first: str, second: str) -> Iterator[tuple[str, str]]:
        """Yield two columns of every row, in the order of the file."""
        one, two = self.columns.index(first), self.columns.index(second)
        most = max(one, two) + 1
        for line in self._lines:
            values = line.split(",", most)
            yield values[one], values[two]

    @cached_property
    def keys(self) -> Keys:
        """All keys, and the line that each stands in."""
        cells = [line.rpartition(",")[2][:-1] for line in self._lines]  # each key behind its bar
        ends = array("i", accumulate(map(str.count, cells, repeat(BAR))))
        return Keys(names="".join(cells).split(BAR)[1:], lines=self._lines, ends=ends)

    def row(self, line: str) -> dict[str, str]:
        """Split a line of the file by its columns.

        Raises
        ------
        LayerError
            The line has more or fewer.
        """
        values = line.split(",")
        if len(values) != len(self.columns):
            msg = f"{self.name} has a row with {len(values)} columns: {quoted(line)}; {REBUILD}"
            raise LayerError(msg)
        return dict(zip(self.columns, values, strict=True))

    def _rows_with(self, piece: str) -> Iterator[dict[str, str]]:
        at = self._text.find(piece, self._text.find("\n"))
        while at >= 0:
            start = self._text.rfind("\n", 0, at + 1) + 1
            end = self._text.find("\n", at)
            end = len(self._text) if end < 0 else end
            if start <= at:
                yield self.row(self._text[start:end])
            at = self._text.find(piece, end)


def read_curated(path: Path) -> list[Place]:
    """Read the curated places.

    Raises
    ------
    LayerError
        The file is missing, or a row of it breaks the schema; the message names the row.
    """
    return [_curated(row, path) for row in read_rows(path, PLACE_COLUMNS)]


def read_rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Read a small CSV file as text by column.

    Raises
    ------
    LayerError
        The file is missing, is no text, or has other columns.
    """
    reader = csv.DictReader(shipped_text(path, remedy=REBUILD).splitlines(), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        msg = f"{path.name} is no CSV file ({error}); {REBUILD}"
        raise LayerError(msg) from error
    if tuple(reader.fieldnames or ()) != columns or any(None in row.values() for row in rows):
        msg = f"{path.name} does not have the columns {', '.join(columns)}; {REBUILD}"
        raise LayerError(msg)
    return rows


def port(row: dict[str, str], town: Place | None = None) -> Place:
    """Place of a row of ports, together with the town it serves.

    The port gives the position, because ships need it to the kilometre and trains do not; with a
    town it can be reached by land as well.
    """
    names = (*split(row["aliases"]), *((town.name, *town.aliases) if town else ()))
    return Place(
        id=row["id"],
        name=row["name"],
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        kind=PlaceKind.PORT,
        country=row["country"],
        name_ru=row["name_ru"],
        name_fa=row["name_fa"],
        unlocode=row["unlocode"],
        terminals=_HAS_SEA | _HAS_LAND if town else _HAS_SEA,
        aliases=tuple(dict.fromkeys(name for name in names if name != row["name"])),
    )


def town(row: dict[str, str]) -> Place:
    """Place of a row of towns; it snaps to the network by land."""
    return Place(
        id=row["id"],
        name=row["name"],
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        kind=_KINDS.get(f"{row['id'].partition('-')[0]}-", PlaceKind.TOWN),
        country=row["country"],
        name_ru=row["name_ru"],
        name_fa=row["name_fa"],
        terminals=_HAS_LAND,
        aliases=split(row["aliases"]),
    )


def split(cell: str) -> tuple[str, ...]:
    """Split a cell at its bars; an empty cell has no parts."""
    return tuple(part for part in cell.split(BAR) if part)


def _curated(row: dict[str, str], path: Path) -> Place:
    try:
        return Place(
            id=row["id"],
            name=row["name"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            kind=PlaceKind(row["kind"]),
            country=row["country"],
            name_ru=row["name_ru"],
            name_fa=row["name_fa"],
            unlocode=row["unlocode"],
            terminals=frozenset(Mode(mode) for mode in row["terminals"].split()),
            aliases=split(row["aliases"]),
        )
    except ValueError as error:
        msg = f"{path.name}, row {row['id']}: {error}; {REBUILD}"
        raise LayerError(msg) from error
