"""Reads what was published of whole journeys: claims, movements, prices, contradictions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.evidence.figures import (
    BRANCH_GROUPS,
    Claim,
    Movement,
    NetworkLeg,
    PublishedLeg,
    PublishedPrice,
)
from geo.evidence.rows import COUNTRY, ID, CsvRow, grade_of, rows_of, sources_of
from geo.evidence.tables import STRETCH_SEPARATOR
from geo.message import quoted
from geo.model import Band, Clock, Mode
from geo.months import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo.evidence.names import Names
    from geo.model import Source

CONTRADICTION_COLUMNS: Final = (
    *("id", "subject", "one", "one_sources", "other", "other_sources"),
    *("origin", "destination", "corridors", "built", "unit", "note"),
)
MEASURED_UNITS: Final = frozenset({"km", "nmi", "d"})
"""Units in which the model can be compared with two statements."""


CLAIM_COLUMNS: Final = (
    *("id", "from", "to", "origin", "destination", "corridor", "built", "clock"),
    *("low", "typical", "high", "unit", "year", "grade", "sources", "note"),
)
MOVEMENT_COLUMNS: Final = (
    *("id", "group", "origin", "destination", "corridor", "variant", "branch", "closed", "legs"),
    *("clock", "ends", "date", "low", "typical", "high", "basis", "statistic", "modes"),
    *("services",),
    *("grade", "sources", "note", "explanation"),
)
BASES: Final = frozenset({"measured", "official", "planned", "derived"})
CLAIM_UNITS: Final = frozenset({"d", "km", "nmi"})
PRICE_COLUMNS: Final = (
    *("id", "pair", "from", "to", "origin", "destination", "corridor", "variant", "date"),
    *("low", "typical", "high", "unit", "basis", "grade", "sources", "note"),
)
PRICE_BASES: Final = ("paid", "tariff", "offered", "estimated", "planned", "claimed")
PRICE_UNITS: Final = frozenset(
    {"USD/TEU", "USD/FEU", "USD/container", "USD/t", "ratio to Suez", "ratio to eastern"}
)
YEAR_OR_MONTH: Final = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two published statements that cannot both hold, each with its sources.

    Where ``places`` are given, the model's length or time between them, by each of
    ``corridors`` or by the fastest route, stands beside the two.
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
    """Links that the two statements assume built."""
    unit: str = ""
    note: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """Sources of both statements."""
        return (*self.one_sources, *self.other_sources)


def read_contradictions(
    path: Path, *, sources: Mapping[str, Source], names: Names
) -> tuple[Contradiction, ...]:
    """Return the contradictions of a file.

    Raises
    ------
    LedgerError
        The file is missing, or a row breaks the schema; the message names file and row.
    """
    return tuple(
        _contradiction(row, sources, names) for row in rows_of(path, CONTRADICTION_COLUMNS)
    )


def _contradiction(row: CsvRow, sources: Mapping[str, Source], names: Names) -> Contradiction:
    for column in ("subject", "one", "other", "note"):
        row.required(column)
    places = row.places()
    names.check_places(row, places or ())
    names.check_corridors(row, row.names("corridors"))
    names.check_links(row, row.names("built"))
    unit = row.text("unit", MEASURED_UNITS)
    if bool(unit) != bool(places):
        row.refuse("a unit goes with two places, and two places with a unit")
    return Contradiction(
        id=row.cells["id"],
        subject=row.cells["subject"],
        one=row.cells["one"],
        one_sources=tuple(_known(row, "one_sources", sources)),
        other=row.cells["other"],
        other_sources=tuple(_known(row, "other_sources", sources)),
        places=places,
        corridors=row.names("corridors"),
        built=frozenset(row.names("built")),
        unit=unit,
        note=row.cells["note"],
    )


def _known(row: CsvRow, column: str, sources: Mapping[str, Source]) -> Iterator[str]:
    names = row.names(column)
    if not names:
        row.refuse(f"{column} is blank; a contradiction needs a source on either side")
    for name in names:
        if name not in sources:
            row.refuse(f"source {quoted(name)} is not in sources.csv")
        yield name


def read_claims(path: Path, *, sources: Mapping[str, Source], names: Names) -> tuple[Claim, ...]:
    """Return the claims of a file."""
    return tuple(_claim(row, sources, names) for row in rows_of(path, CLAIM_COLUMNS))


def read_movements(
    path: Path, *, sources: Mapping[str, Source], names: Names
) -> tuple[Movement, ...]:
    """Return the movements of a file."""
    return tuple(_movement(row, sources, names) for row in rows_of(path, MOVEMENT_COLUMNS))


def read_prices(
    path: Path, *, sources: Mapping[str, Source], names: Names
) -> tuple[PublishedPrice, ...]:
    """Return the published prices of a file.

    Raises
    ------
    LedgerError
        The file is missing, or a row breaks the schema; the message names file and row.
    """
    return tuple(_price(row, sources, names) for row in rows_of(path, PRICE_COLUMNS))


def _price(row: CsvRow, sources: Mapping[str, Source], names: Names) -> PublishedPrice:
    low, typical, high = row.low_typical_high()
    if not next(value for value in (low, typical, high) if value is not None):
        row.refuse("a price of nothing says nothing")
    grade = grade_of(row)
    row.matching("date", YEAR_OR_MONTH, "2016 or 2016-09")
    places, corridor = row.places(), row.matching("corridor", ID, "trans-caspian")
    names.check_places(row, places or ())
    names.check_variant(row, corridor, row.cells["variant"])
    return PublishedPrice(
        id=row.cells["id"],
        pair=row.matching("pair", ID, "comcec-2017"),
        origin=row.required("from"),
        destination=row.required("to"),
        places=places,
        corridor=corridor,
        variant=row.cells["variant"],
        date=row.required("date"),
        low=low,
        typical=typical,
        high=high,
        unit=row.required("unit", PRICE_UNITS),
        basis=row.required("basis", PRICE_BASES),
        grade=grade,
        sources=sources_of(row, sources, grade),
        note=row.cells["note"],
    )


def _claim(row: CsvRow, sources: Mapping[str, Source], names: Names) -> Claim:
    low, typical, high = row.low_typical_high()
    grade = grade_of(row)
    clock = row.text("clock", set(Clock))
    places, corridor = row.places(), row.cells["corridor"]
    names.check_places(row, places or ())
    names.check_corridors(row, [corridor])
    names.check_links(row, row.names("built"))
    return Claim(
        id=row.cells["id"],
        origin=row.required("from"),
        destination=row.required("to"),
        places=places,
        corridor=corridor,
        built=frozenset(row.names("built")),
        clock=Clock(clock) if clock else None,
        low=low,
        typical=typical,
        high=high,
        unit=row.required("unit", CLAIM_UNITS),
        year=row.cells["year"],
        grade=grade,
        sources=sources_of(row, sources, grade),
        note=row.cells["note"],
    )


def _movement(row: CsvRow, sources: Mapping[str, Source], names: Names) -> Movement:
    given = [value for value in row.low_typical_high() if value is not None]
    if given[0] == 0:
        row.refuse("low, typical or high is zero; a trip takes days")
    typical = row.number("typical") or (given[0] + given[-1]) / 2
    grade, legs = grade_of(row), _legs(row)
    ends = row.required("origin"), row.required("destination")
    on_network = legs or [NetworkLeg(*ends)]
    for leg in on_network:
        names.check_places(row, leg if isinstance(leg, NetworkLeg) else ())
    names.check_variant(row, row.cells["corridor"], row.cells["variant"])
    names.check_places_or_gates(row, row.names("closed"))
    return Movement(
        id=row.cells["id"],
        group=row.matching("group", ID, "first-train") or row.cells["id"],
        origin=ends[0],
        destination=ends[1],
        corridor=row.cells["corridor"],
        variant=row.cells["variant"],
        branch=row.required("branch", BRANCH_GROUPS),
        closed=frozenset(row.names("closed")),
        legs=legs,
        clock=Clock(row.required("clock", set(Clock))),
        ends_outside=bool(row.text("ends", {"outside"})),
        date=_filled_month(row),
        days=Band(p10=given[0], p50=typical, p90=given[-1]),
        basis=row.required("basis", BASES),
        is_mean=bool(row.text("statistic", {"mean"})),
        modes=_modes(row),
        services=row.names("services"),
        grade=grade,
        sources=sources_of(row, sources, grade),
        note=row.cells["note"],
        explanation=row.cells["explanation"],
    )


def _legs(row: CsvRow) -> tuple[PublishedLeg | NetworkLeg, ...]:
    """Read the parts of a route whose ends are not both on the network."""
    legs: list[PublishedLeg | NetworkLeg] = []
    for part in row.names("legs"):
        origin, dots, destination = part.partition(STRETCH_SEPARATOR)
        if dots and origin and destination:
            legs.append(NetworkLeg(origin, destination))
            continue
        country, _, km = part.partition(" ")
        if not COUNTRY.fullmatch(country) or not km.isdigit() or int(km) == 0:
            row.refuse(f"legs has {quoted(part)}, which should look like KZ 3185 or altynkol..alat")
        legs.append(PublishedLeg(country, float(km)))
    if legs and Mode.RAIL not in row.names("modes"):
        row.refuse("published legs are ways by rail; name rail among the modes")
    return tuple(legs)


def _modes(row: CsvRow) -> frozenset[Mode]:
    names = row.names("modes")
    if not set(names) <= set(Mode):
        row.refuse(f"modes {quoted(';'.join(names))} should be among {', '.join(Mode)}")
    return frozenset(map(Mode, names)) or frozenset(Mode)


def _filled_month(row: CsvRow) -> str:
    row.matching("date", MONTH, "2016-09")
    return row.required("date")
