"""Reads what publications contradict each other about, and refuses a row that breaks the schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.ledger_files import ID, Row, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo.figures import Source

CONTRADICTION_COLUMNS: Final = (
    *("id", "subject", "one", "one_sources", "other", "other_sources"),
    *("origin", "destination", "corridors", "built", "unit", "note"),
)
MEASURED_UNITS: Final = frozenset({"km", "nmi", "d"})
"""What the model can say of its own beside two statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two published statements that cannot both hold, each with its sources.

    Where ``places`` are given, the model's own length or time between them, by each of
    ``corridors`` or by the quickest way there is, stands beside the two.
    """

    id: str
    subject: str
    one: str
    one_sources: tuple[str, ...]
    other: str
    other_sources: tuple[str, ...]
    places: tuple[str, str] | None = None
    corridors: tuple[str, ...] = ()
    built: frozenset[str] = frozenset()
    """Links that the two statements take for built."""
    unit: str = ""
    note: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of both statements."""
        return (*self.one_sources, *self.other_sources)


def read_contradictions(path: Path, *, sources: Mapping[str, Source]) -> tuple[Contradiction, ...]:
    """Return the contradictions of a file.

    Raises
    ------
    LedgerError
        The file is missing, or a row breaks the schema; the message names file and row.
    """
    return tuple(_contradiction(row, sources) for row in rows_of(path, CONTRADICTION_COLUMNS))


def _contradiction(row: Row, sources: Mapping[str, Source]) -> Contradiction:
    for column in ("subject", "one", "other", "note"):
        if not row.cells[column]:
            row.refuse(f"{column} is blank")
    ends = (row.matching("origin", ID, "nhava-sheva"), row.matching("destination", ID, "moscow"))
    if bool(ends[0]) != bool(ends[1]):
        row.refuse("origin and destination must both be given, or neither")
    unit = row.text("unit", MEASURED_UNITS)
    if bool(unit) != bool(ends[0]):
        row.refuse("a unit goes with two places, and two places with a unit")
    return Contradiction(
        id=row.cells["id"],
        subject=row.cells["subject"],
        one=row.cells["one"],
        one_sources=tuple(_known(row, "one_sources", sources)),
        other=row.cells["other"],
        other_sources=tuple(_known(row, "other_sources", sources)),
        places=ends if ends[0] else None,
        corridors=row.names("corridors"),
        built=frozenset(row.names("built")),
        unit=unit,
        note=row.cells["note"],
    )


def _known(row: Row, column: str, sources: Mapping[str, Source]) -> Iterator[str]:
    names = row.names(column)
    if not names:
        row.refuse(f"{column} is blank; a contradiction needs a source on either side")
    for name in names:
        if name not in sources:
            row.refuse(f"source {name!r} is not in sources.csv")
        yield name
