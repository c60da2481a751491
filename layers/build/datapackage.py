"""The description of all tables as a Frictionless Data Package: ``layers/datapackage.json``."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Final

from layers.build.writing import write_text

if TYPE_CHECKING:
    from pathlib import Path

_GRADES: Final = ["A", "B", "C", "K"]
_NUMBERS: Final = frozenset(
    {
        *("lon", "lat", "accuracy_km", "radius_km", "km", "track_km", "low_nm", "high_nm"),
        *("zoom", "last_zoom", "size_px", "angle_deg"),
        *("p10", "p50", "p90", "low", "typical", "high", "traffic_share", "service_share"),
    }
)
_INTEGERS: Final = frozenset({"population", "gauge_mm"})
_YEARS: Final = r"\d{4}(-\d{4})?"
"""One year, or the first and the last of several."""
_REQUIRED: Final = frozenset({"id", "code", "quantity", "title", "subject"})
_TEXTS: Final[dict[str, str]] = {
    "id": "Identifier: small letters, digits, hyphens; unique in the table",
    "code": "ISO 3166-1 alpha-2 code; XZ is the open sea",
    "name": "Name in English",
    "names": "Names in any script, separated by |",
    "name_ru": "Name in Russian",
    "name_fa": "Name in Persian",
    "zoom": "Zoom level of a web map from which the name stands",
    "last_zoom": "Zoom level up to which the name stands",
    "size_px": "Size of the letters, pixels",
    "angle_deg": "Turn of the name, degrees, clockwise",
    "aliases": "Other spellings, separated by |",
    "keys": "Spellings as the search compares them, between | signs",
    "unlocode": "UN/LOCODE",
    "country": "ISO 3166-1 alpha-2 code",
    "countries": "Pair of ISO 3166-1 alpha-2 codes in alphabetical order",
    "kind": "Kind: of a place, or of an event",
    "lon": "Longitude, degrees, EPSG:4326",
    "lat": "Latitude, degrees, EPSG:4326",
    "accuracy_km": "How far the point may lie from the place, kilometres",
    "population": "Inhabitants; 0 where unknown",
    "same_as": "Identifier of the curated place that this row repeats",
    "terminals": "Modes with a terminal here: rail, road, sea",
    "place": "Identifier of a place, border station, canal, or line between two places",
    "quantity": "What the figure measures; see layers/evidence/README.md",
    "unit": "Unit of the numbers of this row",
    "p10": "10th percentile",
    "p50": "Median",
    "p90": "90th percentile",
    "low": "Lowest published value",
    "typical": "Typical published value",
    "high": "Highest published value",
    "corridor": "Identifier of a corridor of layers/corridors.json",
    "corridors": "Identifiers of corridors of layers/corridors.json",
    "variant": "Options of the corridor, joined by +",
    "mode": "rail, road or sea",
    "modes": "Modes allowed",
    "water": "ocean, caspian or inland",
    "from_mode": "Mode of arrival at a transfer",
    "to_mode": "Mode of departure at a transfer",
    "service": "Service of train, ship or truck",
    "services": "Services other than block train, direct ship and single truck",
    "months": "Departure months in which the row applies, separated by ;",
    "valid_from": "First month in which the figure applies, YYYY-MM",
    "valid_to": "Last month in which the figure applies, YYYY-MM",
    "year": "Year that the number speaks of",
    "grade": "A measured or official, B secondary, C weak, K estimate without source",
    "includes": "Quantities that are already inside this figure",
    "sized_on": "Movements that were known when the figure was set; they do not validate it",
    "sources": "Identifiers of sources.csv, separated by ;",
    "source": "Publication, or what the row rests on",
    "note": "How the numbers follow from the source, in our words",
    "explanation": "Why the model misses this movement",
    "title": "Title of the publication",
    "publisher": "Publisher",
    "date": "Date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD",
    "url": "Address of the publication",
    "group": "Movements that repeat each other have one group",
    "origin": "Place where the journey begins",
    "destination": "Place where the journey ends",
    "pair": "Prices of one publication for one question have one pair",
    "closed": "Gates that were closed, or month of closure",
    "built": "Links that are assumed built",
    "legs": "Published kilometres by country, where a place lies off the network; parts on it",
    "clock": "What the time includes: train, vessel, shipment or door",
    "ends": "outside: handling and first wait are not in the time",
    "basis": "How the number came about, for instance measured, official, paid, planned",
    "statistic": "mean: of several trips; blank: of one trip, or a promise",
    "series": "What is counted: cargo, forecast, trade or investment",
    "branch": "Branch of the corridor or group of its rivals; blank for the whole",
    "text": "What happened, one sentence in our words",
    "subject": "What two publications disagree on",
    "one": "First statement",
    "one_sources": "Identifiers of its sources, separated by ;",
    "other": "Second statement",
    "other_sources": "Identifiers of its sources, separated by ;",
    "from": "Where the line, the claim or the distance begins",
    "to": "Where it ends",
    "via": "Points on the way, longitude then latitude",
    "by": "Waters on the way",
    "shut": "Passages that are closed for this distance",
    "opened": "Month of opening, YYYYMM or YYYY-MM",
    "remark": "Remark for the reader",
    "reason": "Why the row is needed",
    "gate": "Gate that the border or line belongs to",
    "state": "open, reduced, restricted, suspended, closed, blockaded or unknown",
    "first_day": "First day of the state, YYYY-MM-DD; blank for what returns every year",
    "last_day": "Last day of the state, YYYY-MM-DD; blank where no end was published",
    "traffic_share": "Ships or cargo in proportion to the time before, 0.45 for 45 %",
    "service_share": "Container services in proportion to the time before",
    "figures": "Figures of the ledger with what the state adds, separated by ;",
    "confirmed": "Day of the last word on a state without an end, YYYY-MM-DD",
    "against": "Identifier of the row of this table that is used in place of this one",
    "gates": "Gates that the terminal belongs to",
    "gauge_break": "Two gauges that meet here, millimetres",
    "gauge_mm": "Track gauge, millimetres",
    "radius_km": "Distance within which tracks belong to the station, kilometres",
    "box": "West south;east north, degrees",
    "place_id": "Identifier of a curated place",
    "layer": "Layer that the line belongs to",
    "line": "Name of the line",
    "link": "Identifier of a link of layers/corridors.json",
    "said": "When it was promised, as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD",
    "earliest": "Begin of the time that was promised; blank where one date was",
    "promised": "Date that was promised, or the end of the time, as far as it was said",
    "action": "What to do with the line of the source: add, replace, drop",
    "points": "Longitude latitude;longitude latitude …",
    "track_km": "Published length of the track, kilometres",
    "status": "operating, construction, planned or closed",
    "accuracy": "surveyed, generalised or schematic",
    "km": "Published length, kilometres",
    "low_nm": "Lowest published length, nautical miles",
    "high_nm": "Highest published length, nautical miles",
    "start": "Port or point where the distance is measured from",
    "end": "Port or point where the distance is measured to",
    "through": "Vertices of the lane, separated by ;",
    "ashore": "Whether the lane ends at a quay",
    "join": "Distance within which the vertex joins the lanes, kilometres",
}
"""What a column holds; a column means the same in each table that has it."""
_TITLES: Final[dict[str, str]] = {
    "gazetteer": "Gazetteer",
    "evidence": "Ledger",
    "build/data": "Corrections and additions of our own",
}


def build_data_package(layers: Path) -> Path:
    """Write the description of every CSV file below the folder of the layers.

    Parameters
    ----------
    layers
        Folder of the layers.

    Returns
    -------
    pathlib.Path
        ``datapackage.json``, after the standard Data Package of Frictionless Data: one resource a
        file, each with a Table Schema.
    """
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "instc-atlas-layers",
        "title": "Data of the INSTC Atlas",
        "licenses": [
            {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},
            {"name": "ODbL-1.0", "path": "https://opendatacommons.org/licenses/odbl/1-0/"},
        ],
        "resources": [
            _resource(path, layers)
            for folder in _TITLES
            for path in sorted((layers / folder).glob("*.csv"))
        ],
    }
    out = layers / "datapackage.json"
    text = json.dumps(package, ensure_ascii=False, indent=1)
    write_text(out, text + "\n")
    return out


def _resource(path: Path, layers: Path) -> dict[str, Any]:
    inside = path.relative_to(layers)
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns]}
    if columns[0] in {"id", "code"} and inside.parts[0] != "build":
        schema["primaryKey"] = [columns[0]]
    return {
        "name": "-".join(inside.with_suffix("").parts).replace("_", "-"),
        "title": f"{_TITLES[inside.parent.as_posix()]}: {path.stem.replace('_', ' ')}",
        "path": inside.as_posix(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema | {"missingValues": [""]},
    }


def _field(column: str) -> dict[str, Any]:
    kind = "string"
    if column in _NUMBERS:
        kind = "number"
    elif column in _INTEGERS:
        kind = "integer"
    field: dict[str, Any] = {"name": column, "type": kind, "description": _TEXTS[column]}
    limits: dict[str, Any] = {"enum": _GRADES} if column == "grade" else {}
    if column == "lon":
        limits |= {"minimum": -180, "maximum": 180}
    if column == "lat":
        limits |= {"minimum": -90, "maximum": 90}
    if column == "year":
        limits |= {"pattern": _YEARS}
    if column in _REQUIRED:
        limits["required"] = True
    return field | ({"constraints": limits} if limits else {})
