"""Reads figures and sources of the ledger, and refuses a row that breaks the schema."""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from geo.errors import LayerError, LedgerError
from geo.evidence.figures import (
    BRANCH_GROUPS,
    UNITS,
    Claim,
    Figure,
    Movement,
    NetworkLeg,
    PublishedLeg,
    PublishedPrice,
    Quantity,
    dwell_of_mean,
)
from geo.evidence.ranges import range_of
from geo.model import Band, Clock, Grade, Mode, Source, Water
from geo.months import MONTH, month_in
from geo.paths import MANIFEST, REBUILD, RESTORE, shipped_text

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping
    from pathlib import Path

SOURCE_COLUMNS: Final = ("id", "title", "publisher", "date", "url", "note")
FIGURE_COLUMNS: Final = (
    *("id", "quantity", "unit", "p10", "p50", "p90"),
    *("place", "countries", "country", "corridor", "mode", "water", "from_mode", "to_mode"),
    *("service", "months", "valid_from", "valid_to", "year", "grade", "includes", "sized_on"),
    *("sources", "note"),
)
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
STRETCH_SEPARATOR: Final = ".."
"""Stands between the two ends of a stretch: ``akyayla..garmsar``."""
_SCOPE = re.compile(rf"{ID.pattern}(\.\.{ID.pattern})?")
_PAIR = re.compile(r"([A-Z]{2})-([A-Z]{2})")
COUNTRY = re.compile(r"[A-Z]{2}")
_PUBLISHED_MEAN = re.compile(r"Published mean ([\d,.]*\d) h")
MEAN_TOLERANCE: Final = 0.02
"""Relative rounding of the bands that follow from a published mean."""
_YEAR = re.compile(r"(19|20)\d\d")


class CsvRow:
    """One row of a file; its errors name file and row."""

    def __init__(self, cells: Mapping[str, str], where: str) -> None:
        self.cells = cells
        self.where = where

    def refuse(self, reason: str) -> NoReturn:
        """Raise the error that names file and row."""
        msg = f"{self.where}: {reason}"
        raise LedgerError(msg) from None

    def text(self, column: str, choices: Collection[str] | None = None) -> str:
        """Return a cell; with ``choices``, a filled one must be among them."""
        value = self.cells[column]
        if value and choices is not None and value not in choices:
            known = ", ".join(sorted(map(str, filter(None, choices))))
            self.refuse(f"{column} {value!r} should be one of {known}")
        return value

    def required(self, column: str, choices: Collection[str] | None = None) -> str:
        """Return a cell that is filled; with ``choices``, with one of them."""
        return self.text(column, choices) or self.refuse(f"{column} is blank")

    def matching(self, column: str, pattern: re.Pattern[str], example: str) -> str:
        """Return a cell that is blank or has a certain form."""
        value = self.cells[column]
        if value and not pattern.fullmatch(value):
            self.refuse(f"{column} {value!r} should look like {example}")
        return value

    def number(self, column: str) -> float | None:
        """Return a finite number of zero or more, or None for a blank cell."""
        value = self.cells[column]
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            self.refuse(f"{column} {value!r} is not a number")
        if not math.isfinite(number) or number < 0:
            self.refuse(f"{column} {value!r} is negative or endless")
        return number

    def low_typical_high(self) -> tuple[float | None, float | None, float | None]:
        """Return lowest, typical and highest value, in order; at least one of them is given."""
        low, typical, high = (self.number(name) for name in ("low", "typical", "high"))
        given = [value for value in (low, typical, high) if value is not None]
        if not given:
            self.refuse("low, typical and high are blank; a row needs at least one number")
        if given != sorted(given):
            self.refuse("low, typical and high are not in order")
        return low, typical, high

    def web_address(self, column: str) -> str:
        """Return a cell that is blank or holds a web address."""
        value = self.cells[column]
        if value and not value.startswith(("https://", "http://")):
            self.refuse(f"{column} {value!r} is not a web address; leave it blank")
        return value

    def places(self) -> tuple[str, str] | None:
        """Return the ids of origin and destination; None where both are blank."""
        ends = (
            self.matching("origin", ID, "nhava-sheva"),
            self.matching("destination", ID, "moscow"),
        )
        if bool(ends[0]) != bool(ends[1]):
            self.refuse("origin and destination must both be given, or neither")
        return ends if ends[0] else None

    def names(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell, which semicolons divide."""
        return tuple(name for name in self.cells[column].split(";") if name)

    def month(self, column: str) -> int:
        """Return a month as ``year * 100 + month``, 0 for a blank cell."""
        value = self.matching(column, MONTH, "2024-03")
        return month_in(value) or 0


def check_band(band: Band, *, where: str) -> None:
    """Refuse a band whose percentiles are negative, endless or out of order.

    Raises
    ------
    LedgerError
        The message begins with ``where``.
    """
    values = (band.p10, band.p50, band.p90)
    if not all(math.isfinite(value) and value >= 0 for value in values):
        msg = f"{where}: a percentile is negative or endless"
        raise LedgerError(msg)
    if not band.p10 <= band.p50 <= band.p90:
        msg = f"{where}: P10 {band.p10:g}, P50 {band.p50:g}, P90 {band.p90:g} are not in order"
        raise LedgerError(msg)
    if band.p90 > 0 and band.p10 == 0:
        msg = f"{where}: P10 is zero but P90 is not; give the smallest time that occurs"
        raise LedgerError(msg)


def read_sources(path: Path) -> dict[str, Source]:
    """Return the sources of a file by id."""
    sources: dict[str, Source] = {}
    for row in rows_of(path, SOURCE_COLUMNS):
        for column in ("title", "publisher"):
            if not row.cells[column]:
                row.refuse(f"{column} is blank; a reader must be able to find the source")
        row.web_address("url")
        source = Source(**row.cells)
        sources[source.id] = source
    return sources


def read_figures(
    path: Path, *, sources: Mapping[str, Source], movements: Container[str]
) -> tuple[Figure, ...]:
    """Return the figures of a file."""
    return tuple(_figure(row, sources, movements) for row in rows_of(path, FIGURE_COLUMNS))


def rows_of(path: Path, columns: tuple[str, ...], *, own: bool = False) -> Iterator[CsvRow]:
    """Yield the rows of a file whose columns and ids are as they should be.

    Parameters
    ----------
    path
        CSV file in UTF-8, with or without a byte order mark.
    columns
        The columns it must have.
    own
        Whether it is a user's own file, which no installation can restore.
    """
    remedy = "save it as CSV in UTF-8" if own else RESTORE
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            rows = list(reader)
    except FileNotFoundError as error:
        missing = f"{path.name} is missing from {path.parent.resolve().name}/"
        msg = f"{missing}; {'check its name' if own else RESTORE}"
        raise LedgerError(msg) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        msg = f"{path.name}: cannot be read ({reason}); {remedy}"
        raise LedgerError(msg) from error
    if tuple(reader.fieldnames or ()) != columns:
        msg = f"{path.name} row 1: the columns should be {', '.join(columns)}"
        raise LedgerError(msg)
    ids: set[str] = set()
    for number, cells in enumerate(rows, start=2):
        where = f"{path.name} row {number}"
        held = len(cells.get(None, ())) + sum(cells[name] is not None for name in columns)
        if held != len(columns):
            msg = f"{where} ({cells['id']}): it has {held} cells, the header {len(columns)}"
            raise LedgerError(msg)
        row = CsvRow({name: value.strip() for name, value in cells.items()}, where)
        row_id = row.cells["id"]
        if not ID.fullmatch(row_id):
            row.refuse(f"id {row_id!r} should be small letters, digits and hyphens")
        if row_id in ids:
            row.refuse(f"id {row_id!r} occurs twice")
        ids.add(row_id)
        row.where = f"{where} ({row_id})"
        yield row


def sources_of(row: CsvRow, sources: Mapping[str, Source], grade: Grade) -> tuple[str, ...]:
    """Return the sources of a row: known ones, and none exactly where the grade is K."""
    names = row.names("sources")
    for name in names:
        if name not in sources:
            row.refuse(f"source {name!r} is not in sources.csv")
    if not names and grade is not Grade.K:
        row.refuse(f"grade {grade} without a source; name one or grade it K")
    if names and grade is Grade.K:
        row.refuse("grade K with a source; grade it A, B or C, or drop the source")
    if grade is Grade.K and not row.cells["note"]:
        row.refuse("grade K needs a note that says why the number is what it is")
    return names


def grade_of(row: CsvRow) -> Grade:
    """Return the grade of a row."""
    return Grade(row.required("grade", set(Grade)))


def _figure(row: CsvRow, sources: Mapping[str, Source], movements: Container[str]) -> Figure:
    quantity = Quantity(row.required("quantity", set(Quantity)))
    unit = row.required("unit", UNITS[quantity])
    low, middle, high = (row.number(name) for name in ("p10", "p50", "p90"))
    if low is None or middle is None or high is None:
        row.refuse("P10, P50 and P90 must all be given; equal ones make a fixed figure")
    band = Band(p10=low, p50=middle, p90=high)
    check_band(band, where=row.where)
    if quantity is Quantity.SPEED and low <= 0:
        row.refuse("a speed of zero never arrives")
    first, last = row.month("valid_from"), row.month("valid_to")
    if first and last and first > last:
        row.refuse("its validity ends before it begins")
    grade = grade_of(row)
    sized_on = row.names("sized_on")
    for name in sized_on:
        if name not in movements:
            row.refuse(f"movement {name!r} is not in movements.csv")
    if STRETCH_SEPARATOR in row.cells["place"] and (
        quantity is not Quantity.SPEED or not row.cells["country"]
    ):
        row.refuse("only the speed of a line in one country applies between two places")
    published = _PUBLISHED_MEAN.search(row.cells["note"])
    if published:
        expected = dwell_of_mean(float(published[1].replace(",", "")))
        if not _follows_from_mean(band, expected):
            row.refuse(
                f"P10, P50 and P90 do not follow from the published mean of {published[1]} h, "
                f"which gives {expected.p10:.3g}, {expected.p50:.3g} and {expected.p90:.3g}"
            )
    year = row.matching("year", _YEAR, "2024")
    figure = Figure(
        id=row.cells["id"],
        quantity=quantity,
        unit=unit,
        band=band,
        grade=grade,
        **_selectors(row),
        months=months_of(row),
        valid_from=first,
        valid_to=last,
        year=int(year) if year else None,
        includes=frozenset(_quantities(row)),
        sized_on=sized_on,
        sources=sources_of(row, sources, grade),
        note=row.cells["note"],
        set_by_hand=False,
    )
    least, most = range_of(figure)
    if not least <= band.p10 <= band.p90 <= most:
        row.refuse(f"P10 and P90 should lie from {least:g} to {most:g} {unit}")
    return figure


def _follows_from_mean(band: Band, expected: Band) -> bool:
    """Say whether a band is that of the rule for means, to three digits."""
    pairs = ((band.p10, expected.p10), (band.p50, expected.p50), (band.p90, expected.p90))
    return all(math.isclose(given, rounded, rel_tol=MEAN_TOLERANCE) for given, rounded in pairs)


def _selectors(row: CsvRow) -> dict[str, str]:
    countries = row.matching("countries", _PAIR, "IR-TM")
    if countries and countries > "-".join(reversed(countries.split("-"))):
        row.refuse(f"countries {countries!r} are not in alphabetical order")
    modes = set(Mode)
    return {
        "place": row.matching("place", _SCOPE, "bandar-abbas or akyayla..garmsar"),
        "countries": countries,
        "country": row.matching("country", COUNTRY, "IR"),
        "corridor": row.matching("corridor", ID, "trans-caspian"),
        "mode": row.text("mode", modes),
        "water": row.text("water", set(Water)),
        "from_mode": row.text("from_mode", modes),
        "to_mode": row.text("to_mode", modes),
        "service": row.matching("service", ID, "direct"),
    }


def months_of(row: CsvRow) -> frozenset[int]:
    """Return the months of the year that a row is for, 1 to 12; empty for all."""
    names = row.names("months")
    if not set(names) <= {str(month) for month in range(1, 13)}:
        row.refuse(f"months {';'.join(names)!r} should be numbers from 1 to 12")
    return frozenset(map(int, names))


def _quantities(row: CsvRow) -> Iterator[Quantity]:
    for name in row.names("includes"):
        if name not in set(Quantity):
            row.refuse(f"includes names {name!r}, which is no quantity")
        yield Quantity(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFile:
    """Origin and licence of a file of the layers."""

    name: str
    licence: str
    sources: tuple[str, ...]
    """Packages it was built from."""
    method: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The record of the files of the layers."""

    files: tuple[LayerFile, ...] = ()
    """By name."""
    credits: tuple[str, ...] = ()
    """To be written beside the data, one line an owner."""


def read_manifest() -> Manifest:
    """Read the record.

    Raises
    ------
    LayerError
        It is missing or damaged.

    Examples
    --------
    >>> {one.licence for one in read_manifest().files if one.name == "western.geojson"}
    {'ODbL-1.0'}
    """
    try:
        record: dict[str, Any] = json.loads(shipped_text(MANIFEST))
    except ValueError as error:
        msg = f"{MANIFEST.name} is damaged; {REBUILD}"
        raise LayerError(msg) from error
    files = tuple(
        LayerFile(
            name=name,
            licence=file.get("licence", ""),
            sources=tuple(file.get("sources", ())),
            method=file.get("method", ""),
            sha256=file.get("sha256", ""),
        )
        for name, file in sorted(record.get("files", {}).items())
    )
    return Manifest(files=files, credits=tuple(record.get("credits", {}).values()))


CONTRADICTION_COLUMNS: Final = (
    *("id", "subject", "one", "one_sources", "other", "other_sources"),
    *("origin", "destination", "corridors", "built", "unit", "note"),
)
MEASURED_UNITS: Final = frozenset({"km", "nmi", "d"})
"""Units in which the model can be compared with two statements."""


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


def read_contradictions(path: Path, *, sources: Mapping[str, Source]) -> tuple[Contradiction, ...]:
    """Return the contradictions of a file.

    Raises
    ------
    LedgerError
        The file is missing, or a row breaks the schema; the message names file and row.
    """
    return tuple(_contradiction(row, sources) for row in rows_of(path, CONTRADICTION_COLUMNS))


def _contradiction(row: CsvRow, sources: Mapping[str, Source]) -> Contradiction:
    for column in ("subject", "one", "other", "note"):
        row.required(column)
    places = row.places()
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
            row.refuse(f"source {name!r} is not in sources.csv")
        yield name


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


def read_claims(path: Path, *, sources: Mapping[str, Source]) -> tuple[Claim, ...]:
    """Return the claims of a file."""
    return tuple(_claim(row, sources) for row in rows_of(path, CLAIM_COLUMNS))


def read_movements(path: Path, *, sources: Mapping[str, Source]) -> tuple[Movement, ...]:
    """Return the movements of a file."""
    return tuple(_movement(row, sources) for row in rows_of(path, MOVEMENT_COLUMNS))


def read_prices(path: Path, *, sources: Mapping[str, Source]) -> tuple[PublishedPrice, ...]:
    """Return the published prices of a file.

    Raises
    ------
    LedgerError
        The file is missing, or a row breaks the schema; the message names file and row.
    """
    return tuple(_price(row, sources) for row in rows_of(path, PRICE_COLUMNS))


def _price(row: CsvRow, sources: Mapping[str, Source]) -> PublishedPrice:
    low, typical, high = row.low_typical_high()
    if not next(value for value in (low, typical, high) if value is not None):
        row.refuse("a price of nothing says nothing")
    grade = grade_of(row)
    row.matching("date", YEAR_OR_MONTH, "2016 or 2016-09")
    return PublishedPrice(
        id=row.cells["id"],
        pair=row.matching("pair", ID, "comcec-2017"),
        origin=row.required("from"),
        destination=row.required("to"),
        places=row.places(),
        corridor=row.matching("corridor", ID, "trans-caspian"),
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


def _claim(row: CsvRow, sources: Mapping[str, Source]) -> Claim:
    low, typical, high = row.low_typical_high()
    grade = grade_of(row)
    clock = row.text("clock", set(Clock))
    return Claim(
        id=row.cells["id"],
        origin=row.required("from"),
        destination=row.required("to"),
        places=row.places(),
        corridor=row.cells["corridor"],
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


def _movement(row: CsvRow, sources: Mapping[str, Source]) -> Movement:
    given = [value for value in row.low_typical_high() if value is not None]
    if given[0] == 0:
        row.refuse("low, typical or high is zero; a trip takes days")
    typical = row.number("typical") or (given[0] + given[-1]) / 2
    grade = grade_of(row)
    return Movement(
        id=row.cells["id"],
        group=row.matching("group", ID, "first-train") or row.cells["id"],
        origin=row.required("origin"),
        destination=row.required("destination"),
        corridor=row.cells["corridor"],
        variant=row.cells["variant"],
        branch=row.required("branch", BRANCH_GROUPS),
        closed=frozenset(row.names("closed")),
        legs=_legs(row),
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
            row.refuse(f"legs has {part!r}, which should look like KZ 3185 or altynkol..alat")
        legs.append(PublishedLeg(country, float(km)))
    if legs and Mode.RAIL not in row.names("modes"):
        row.refuse("published legs are ways by rail; name rail among the modes")
    return tuple(legs)


def _modes(row: CsvRow) -> frozenset[Mode]:
    names = row.names("modes")
    if not set(names) <= set(Mode):
        row.refuse(f"modes {';'.join(names)!r} should be among {', '.join(Mode)}")
    return frozenset(map(Mode, names)) or frozenset(Mode)


def _filled_month(row: CsvRow) -> str:
    row.matching("date", MONTH, "2016-09")
    return row.required("date")
