"""The gazetteer: curated places, sea ports, towns and the names of countries, as files.

``data/places.csv`` is written by hand and checked here row by row; ports come from searoute, towns
from GeoNames, names of countries from GeoNames and Natural Earth. A port or town that is one of
the curated places says so (``same_as``), and so does a town that is one of the ports.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.errors import DataError
from geo.model import INTERNATIONAL_WATERS, Mode, PlaceKind
from geo.places import (
    BAR,
    COUNTRY_COLUMNS,
    PLACE_COLUMNS,
    PORT_COLUMNS,
    TOWN_COLUMNS,
    keys,
    plain,
    read_curated,
    read_rows,
    split,
)
from layers.build.gazetteer.country_names import country_rows
from layers.build.gazetteer.dry_ports import read_dry_ports
from layers.build.gazetteer.matching import Known, Register
from layers.build.gazetteer.ports import Port, read_ports
from layers.build.gazetteer.towns import Town, read_towns
from layers.build.tables import read_rows as read_rows_of_ours
from layers.build.writing import write_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CURATED: Final = Path(__file__).resolve().parents[1] / "data" / "places.csv"
SOURCES: Final = frozenset({"digitised", "GeoNames", "searoute", "rail graph"})
_ID: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")
_CODE: Final = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d{1,5})?")
_CYRILLIC: Final = re.compile(r"[Ѐ-ӿ \-–,()]+")
_PERSIAN: Final = re.compile(r"[ءآابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیئٔ \u200c–-]+")


def build_gazetteer(out_dir: Path) -> list[Path]:
    """Write the four files of the gazetteer, the same bytes each time.

    Parameters
    ----------
    out_dir
        Folder to write into; it is made if it is missing.

    Raises
    ------
    DataError
        A row of the curated places breaks a rule.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    curated = curated_rows()
    other = {row["place_id"]: split(row["names"]) for row in read_rows_of_ours("other_names.csv")}
    ports = [
        replace(port, aliases=_with_other(port.name, port.aliases, other.pop(_port_id(port), ())))
        for port in read_ports()
    ]
    towns = [
        replace(town, aliases=_with_other(town.name, town.aliases, other.pop(town.id, ())))
        for town in read_towns()
    ]
    if other:
        msg = f"other_names.csv names places that are not there: {', '.join(other)}"
        raise DataError(msg)
    known = Register(_known_curated(curated))
    port_rows = [_port_row(port, known, curated) for port in ports]
    free = {row["id"] for row in port_rows if not row["same_as"]}
    dry_ports = read_dry_ports()
    harbour_keys = {_port_id(port): frozenset(keys(port.name)) for port in ports}
    harbour_keys |= {dry.id: _keys_of(dry) for dry in dry_ports}
    harbours = Register(
        [
            *(_known_port(port) for port in ports if _port_id(port) in free),
            *map(_known_town, dry_ports),
        ]
    )
    dry_rows = _town_rows(dry_ports, known, Register([]), {})
    town_rows = [*_town_rows(towns, known, harbours, harbour_keys), *dry_rows]
    used = {INTERNATIONAL_WATERS, *(row["country"] for row in (*curated, *port_rows, *town_rows))}
    return [
        _write(out_dir / "places.csv", PLACE_COLUMNS, sorted(curated, key=lambda row: row["id"])),
        _write(out_dir / "ports.csv", PORT_COLUMNS, port_rows),
        _write(out_dir / "towns.csv", TOWN_COLUMNS, town_rows),
        _write(out_dir / "countries.csv", COUNTRY_COLUMNS, country_rows(used)),
    ]


def build_places_layer(out: Path) -> Path:
    """Write the curated places as GeoJSON (RFC 7946): points, EPSG:4326, longitude first."""
    features = [
        {
            "type": "Feature",
            "properties": {
                **{column: row[column] for column in PLACE_COLUMNS if column not in {"lon", "lat"}},
                "accuracy_km": float(row["accuracy_km"]),
            },
            "geometry": {"type": "Point", "coordinates": [float(row["lon"]), float(row["lat"])]},
        }
        for row in sorted(curated_rows(), key=lambda row: row["id"])
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    head = '{"type": "FeatureCollection", "name": "places", "features": ['
    out.parent.mkdir(parents=True, exist_ok=True)
    write_text(out, f"{head}\n{lines}\n]}}\n")
    return out


def curated_rows(path: Path = CURATED) -> list[dict[str, str]]:
    """Return the rows of the curated places, each of them checked.

    Raises
    ------
    DataError
        A row breaks a rule; the message names row and rule.
    """
    rows = read_rows(path, PLACE_COLUMNS)
    read_curated(path)
    for row in rows:
        for rule, kept in _rules(row).items():
            if not kept:
                msg = f"{path.name}, row {row['id']}: {rule}"
                raise DataError(msg)
    for column in ("id", "unlocode"):
        values = sorted(row[column] for row in rows if row[column])
        for one, other in pairwise(values):
            if one == other:
                msg = f"{path.name}: {column} {one} occurs twice"
                raise DataError(msg)
    return rows


def _rules(row: dict[str, str]) -> dict[str, bool]:
    names = [row["name"], *split(row["aliases"])]
    seen = [plain(name) for name in names]
    return {
        "the id is small letters and hyphens": bool(_ID.fullmatch(row["id"])),
        "lon, lat and accuracy_km are numbers with at most five decimals": all(
            _NUMBER.fullmatch(row[column]) for column in ("lon", "lat", "accuracy_km")
        ),
        "the point lies on the globe": (
            abs(float(row["lon"])) <= 180 and abs(float(row["lat"])) <= 90
        ),
        "accuracy_km is more than nothing": float(row["accuracy_km"]) > 0,
        "the country is two capitals": bool(re.fullmatch("[A-Z]{2}", row["country"])),
        "the UN/LOCODE is one, of the same country": not row["unlocode"]
        or (bool(_CODE.fullmatch(row["unlocode"])) and row["unlocode"][:2] == row["country"]),
        "a port has a terminal for ships or is planned": row["kind"] != PlaceKind.PORT
        or Mode.SEA in row["terminals"].split()
        or "planned" in row["note"],
        "the Russian name is in Cyrillic": bool(_CYRILLIC.fullmatch(row["name_ru"])),
        "the Persian name is in Persian letters": bool(_PERSIAN.fullmatch(row["name_fa"])),
        "no alias repeats another name": len(set(seen)) == len(seen) and all(seen),
        "the source is a known one": row["source"] in SOURCES,
    }


def _known_curated(rows: Sequence[dict[str, str]]) -> Iterable[Known]:
    for row in rows:
        yield Known(
            id=row["id"],
            country=row["country"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            names=(row["name"], row["name_ru"], row["name_fa"], *split(row["aliases"])),
        )


def _port_id(port: Port) -> str:
    return f"port-{port.unlocode.lower()}"


def _known_port(port: Port) -> Known:
    return Known(
        id=_port_id(port),
        country=port.country,
        lon=port.lon,
        lat=port.lat,
        names=(port.name, *port.aliases),
    )


def _with_other(name: str, aliases: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in (*other, *aliases) if text != name))


def _known_town(town: Town) -> Known:
    return Known(
        id=town.id,
        country=town.country,
        lon=town.lon,
        lat=town.lat,
        names=tuple(filter(None, (town.name, town.name_ru, town.name_fa, *town.aliases))),
    )


def _port_row(port: Port, known: Register, curated: Sequence[dict[str, str]]) -> dict[str, str]:
    by_code = [
        row["id"] for row in curated if port.unlocode in {row["unlocode"], *split(row["aliases"])}
    ]
    names = (port.name, port.name_ru, port.name_fa, *port.aliases)
    return {
        "id": _port_id(port),
        "name": port.name,
        "unlocode": port.unlocode,
        "country": port.country,
        "lon": _number(port.lon),
        "lat": _number(port.lat),
        "population": str(port.population),
        "name_ru": port.name_ru,
        "name_fa": port.name_fa,
        "same_as": by_code[0] if by_code else known.same(_known_port(port)),
        "aliases": BAR.join(port.aliases),
        "keys": _keys(names),
    }


def _town_rows(
    towns: Sequence[Town],
    known: Register,
    harbours: Register,
    harbour_keys: Mapping[str, frozenset[str]],
) -> list[dict[str, str]]:
    """Return the rows of towns; of several that could be one port the largest is.

    A smaller one is too if it has the name of the port itself. A dry port is the town only by the
    town's proper name: Nagpur is more than Ajni, a station in it.
    """
    rows, taken = [], set[str]()
    for town in towns:
        own = (town.name, town.name_ru, town.name_fa)
        found = _known_town(town)
        same = known.same(found) or harbours.same(found)
        own_name = harbour_keys.get(same, frozenset()) & frozenset(keys(town.name))
        second = same.startswith("port-") and same in taken
        if (second or same.startswith(("dry-", "border-"))) and not own_name:
            same = ""
        taken.add(same)
        rows.append(
            {
                "id": town.id,
                "name": town.name,
                "country": town.country,
                "lon": _number(town.lon),
                "lat": _number(town.lat),
                "population": str(town.population),
                "name_ru": town.name_ru,
                "name_fa": town.name_fa,
                "same_as": same,
                "aliases": BAR.join(town.aliases),
                "keys": _keys((*own, *town.aliases)),
            },
        )
    return rows


def _keys_of(town: Town) -> frozenset[str]:
    names = (town.name, town.name_ru, town.name_fa, *town.aliases)
    return frozenset(key for name in names for key in keys(name))


def _number(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")


def _keys(names: Iterable[str]) -> str:
    found = dict.fromkeys(key for name in names for key in keys(name))
    return f"{BAR}{BAR.join(found)}{BAR}"


def _write(path: Path, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())
    return path
