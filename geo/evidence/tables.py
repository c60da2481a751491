"""Reads figures and sources of the ledger, and refuses a row that breaks the schema."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from geo.evidence.figures import UNITS, Figure, Quantity, dwell_of_mean
from geo.evidence.ranges import range_of
from geo.evidence.rows import (
    COUNTRY,
    ID,
    CsvRow,
    check_band,
    grade_of,
    months_of,
    rows_of,
    sources_of,
)
from geo.message import quoted
from geo.model import Band, Mode, Source, Water

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import Path

    from geo.evidence.names import Names

SOURCE_COLUMNS: Final = ("id", "title", "publisher", "date", "url", "note")
FIGURE_COLUMNS: Final = (
    *("id", "quantity", "unit", "p10", "p50", "p90"),
    *("place", "countries", "country", "corridor", "mode", "water", "from_mode", "to_mode"),
    *("service", "months", "valid_from", "valid_to", "year", "grade", "includes", "sized_on"),
    *("sources", "note"),
)
STRETCH_SEPARATOR: Final = ".."
"""Stands between the two ends of a stretch: ``akyayla..garmsar``."""
_QUANTITIES: Final = frozenset(Quantity)
_MODES: Final = frozenset(Mode)
_WATERS: Final = frozenset(Water)
_SCOPE = re.compile(rf"{ID.pattern}(\.\.{ID.pattern})?")
_PAIR = re.compile(r"([A-Z]{2})-([A-Z]{2})")
_PUBLISHED_MEAN = re.compile(r"Published mean ([\d,.]*\d) h")
MEAN_TOLERANCE: Final = 0.02
"""Relative rounding of the bands that follow from a published mean."""
_YEAR = re.compile(r"(19|20)\d\d")


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
    path: Path, *, sources: Mapping[str, Source], movements: Container[str], names: Names
) -> tuple[Figure, ...]:
    """Return the figures of a file."""
    rows = rows_of(path, FIGURE_COLUMNS)
    return tuple(_figure(row, sources, movements, names) for row in rows)


def _figure(
    row: CsvRow, sources: Mapping[str, Source], movements: Container[str], names: Names
) -> Figure:
    quantity = Quantity(row.required("quantity", _QUANTITIES))
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
            row.refuse(f"movement {quoted(name)} is not in movements.csv")
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
        **_selectors(row, names),
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


def _selectors(row: CsvRow, names: Names) -> dict[str, str]:
    countries = row.matching("countries", _PAIR, "IR-TM")
    if countries and countries > "-".join(reversed(countries.split("-"))):
        row.refuse(f"countries {quoted(countries)} are not in alphabetical order")
    place = row.matching("place", _SCOPE, "bandar-abbas or akyayla..garmsar")
    names.check_places_or_gates(row, place.split(STRETCH_SEPARATOR) if place else ())
    corridor = row.matching("corridor", ID, "trans-caspian")
    names.check_corridors(row, [corridor])
    return {
        "place": place,
        "countries": countries,
        "country": row.matching("country", COUNTRY, "IR"),
        "corridor": corridor,
        "mode": row.text("mode", _MODES),
        "water": row.text("water", _WATERS),
        "from_mode": row.text("from_mode", _MODES),
        "to_mode": row.text("to_mode", _MODES),
        "service": row.matching("service", ID, "direct"),
    }


def _quantities(row: CsvRow) -> Iterator[Quantity]:
    for name in row.names("includes"):
        if name not in _QUANTITIES:
            row.refuse(f"includes names {quoted(name)}, which is no quantity")
        yield Quantity(name)
