"""Reads movements and claims of the ledger, and refuses a row that breaks the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.figures import Claim, Movement
from geo.ledger_files import COUNTRY, ID, MONTH, Row, grade_of, required, rows_of, sources_of
from geo.model import Band, Clock, Mode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.figures import Source

CLAIM_COLUMNS: Final = (
    *("id", "from", "to", "origin", "destination", "corridor", "built", "clock"),
    *("low", "typical", "high", "unit", "year", "grade", "sources", "note"),
)
MOVEMENT_COLUMNS: Final = (
    *("id", "group", "origin", "destination", "corridor", "variant", "closed", "legs"),
    *("clock", "ends", "date", "low", "typical", "high", "basis", "modes", "services"),
    *("grade", "sources", "note", "explanation"),
)
BASES: Final = frozenset({"measured", "official", "planned", "derived"})
CLAIM_UNITS: Final = frozenset({"d", "km", "nmi", "USD", "USD/TEU", "USD/FEU"})


def read_claims(path: Path, *, sources: Mapping[str, Source]) -> tuple[Claim, ...]:
    """Return the claims of a file."""
    return tuple(_claim(row, sources) for row in rows_of(path, CLAIM_COLUMNS))


def read_movements(path: Path, *, sources: Mapping[str, Source]) -> tuple[Movement, ...]:
    """Return the movements of a file."""
    return tuple(_movement(row, sources) for row in rows_of(path, MOVEMENT_COLUMNS))


def _claim(row: Row, sources: Mapping[str, Source]) -> Claim:
    low, typical, high = (row.number(name) for name in ("low", "typical", "high"))
    given = [value for value in (low, typical, high) if value is not None]
    if not given:
        row.refuse("a claim needs at least one number")
    if given != sorted(given):
        row.refuse("low, typical and high are not in order")
    ends = (row.matching("origin", ID, "nhava-sheva"), row.matching("destination", ID, "moscow"))
    if bool(ends[0]) != bool(ends[1]):
        row.refuse("origin and destination must both be given, or neither")
    grade = grade_of(row)
    clock = row.text("clock", set(Clock))
    return Claim(
        id=row.cells["id"],
        origin=_filled(row, "from"),
        destination=_filled(row, "to"),
        places=ends if ends[0] else None,
        corridor=row.cells["corridor"],
        built=frozenset(row.names("built")),
        clock=Clock(clock) if clock else None,
        low=low,
        typical=typical,
        high=high,
        unit=required(row, "unit", CLAIM_UNITS),
        year=row.cells["year"],
        grade=grade,
        sources=sources_of(row, sources, grade),
        note=row.cells["note"],
    )


def _movement(row: Row, sources: Mapping[str, Source]) -> Movement:
    low, typical, high = (row.number(name) for name in ("low", "typical", "high"))
    given = [value for value in (low, typical, high) if value is not None]
    if not given or given != sorted(given) or given[0] == 0:
        row.refuse("low, typical and high must be days in order, at least one of them given")
    typical = sum((given[0], given[-1])) / 2 if typical is None else typical
    grade = grade_of(row)
    return Movement(
        id=row.cells["id"],
        group=row.matching("group", ID, "first-train") or row.cells["id"],
        origin=_filled(row, "origin"),
        destination=_filled(row, "destination"),
        corridor=row.cells["corridor"],
        variant=row.cells["variant"],
        closed=frozenset(row.names("closed")),
        legs=_legs(row),
        clock=Clock(required(row, "clock", set(Clock))),
        ends_outside=bool(row.text("ends", {"outside"})),
        date=_filled_month(row),
        days=Band(p10=given[0], p50=typical, p90=given[-1]),
        basis=required(row, "basis", BASES),
        modes=_modes(row),
        services=row.names("services"),
        grade=grade,
        sources=sources_of(row, sources, grade),
        note=row.cells["note"],
        explanation=row.cells["explanation"],
    )


def _legs(row: Row) -> tuple[tuple[str, float], ...]:
    """Return country and kilometres of each part of a way that is not on the network."""
    legs = []
    for part in row.names("legs"):
        country, _, km = part.partition(" ")
        if not COUNTRY.fullmatch(country) or not km.isdigit() or int(km) == 0:
            row.refuse(f"legs has {part!r}, which should look like KZ 3185")
        legs.append((country, float(km)))
    if legs and row.names("modes") != (Mode.RAIL,):
        row.refuse("legs are for ways wholly by rail; set modes to rail")
    return tuple(legs)


def _modes(row: Row) -> frozenset[Mode]:
    names = row.names("modes")
    if not set(names) <= set(Mode):
        row.refuse(f"modes {';'.join(names)!r} should be among {', '.join(Mode)}")
    return frozenset(map(Mode, names)) or frozenset(Mode)


def _filled(row: Row, column: str) -> str:
    value = row.cells[column]
    if not value:
        row.refuse(f"{column} is blank")
    return value


def _filled_month(row: Row) -> str:
    row.matching("date", MONTH, "2016-09")
    return _filled(row, "date")
