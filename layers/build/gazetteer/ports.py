"""The sea ports of the world, out of searoute's list, without what is no port."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo.geodesy import MEAN_RADIUS_KM, distance_km, unit_vectors
from geo.places import keys, plain, split
from layers.build.gazetteer.countries import read_natural_earth
from layers.build.gazetteer.matching import SAME_PLACE_KM
from layers.build.gazetteer.towns import largest_namesakes, namesake_km
from layers.build.packages import SEAROUTE
from layers.build.tables import read_rows

if TYPE_CHECKING:
    from collections.abc import Container

    from numpy.typing import NDArray

    from layers.build.gazetteer.towns import Town

FOLDER: Final = "searoute-1.6.0/searoute/data"
LANE_KM, COAST_KM = 50.0, 30.0
"""A port lies this near to a lane or to the coast; 600 rows are inland towns or misplaced."""
_STEP_DEG: Final = 0.1
_ONE_HARBOUR_KM: Final = 20.0
_SIXTY: Final = 60
_NEAR_KM, _SURER_KM = 15.0, 4.0
"""A town within the first decides how a point is read, if the readings differ by the second."""
CORRECTIONS: Final = "port_corrections.csv"
"""Codes that the source draws at a namesake, drops, or does not have; each with its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A sea port under one UN/LOCODE."""

    unlocode: str
    name: str
    lon: float
    lat: float
    aliases: tuple[str, ...]
    name_ru: str = ""
    name_fa: str = ""
    population: int = 0
    """Of the town it serves; zero if none is known."""
    busy: bool = False
    """Whether the source counts liner services there."""

    @property
    def country(self) -> str:
        """First two letters of the code, ISO 3166-1 alpha-2."""
        return self.unlocode[:2]


@cache
def read_ports() -> list[Port]:
    """Return the ports, one for each code, ordered by code."""
    raw = json.loads(SEAROUTE.read(f"{FOLDER}/ports.geojson"))["features"]
    corrections = {row["unlocode"]: row for row in read_rows(CORRECTIONS)}
    _read_as_minutes(raw)
    usual = _usual_codes(raw, corrections)
    points = np.array([feature["geometry"]["coordinates"] for feature in raw], dtype=np.float64)
    by_code: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
    for feature, reached in zip(raw, _by_the_sea(points), strict=True):
        row = feature["properties"]
        code = row["port"]
        right = len(code) == 5 and code[:2] == usual.get(row["cty"], code[:2])
        if reached and right and code not in corrections:
            lon, lat = feature["geometry"]["coordinates"]
            by_code[code].append({**row, "lon": round(lon, 5), "lat": round(lat, 5)})
    ports = [_one_port(code, rows) for code, rows in by_code.items()]
    ports += [_corrected(row) for row in corrections.values() if row["lon"]]
    return _merged(_with_towns(sorted(ports, key=lambda port: port.unlocode)))


def _merged(ports: list[Port]) -> list[Port]:
    """Return the ports with each name once in its area; the codes of the others become aliases.

    Of two codes for one harbour the busier stays, then that of the larger town, then the earlier.
    """
    ranked = sorted(ports, key=lambda port: (-port.busy, -port.population, port.unlocode))
    by_key: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    kept: dict[str, Port] = {}
    for port in ranked:
        own = sorted(keys(port.name))
        near = (
            code
            for key in own
            for code in by_key[port.country, key]
            if distance_km(port.lon, port.lat, kept[code].lon, kept[code].lat) <= _ONE_HARBOUR_KM
        )
        if same := next(near, ""):
            names = (*kept[same].aliases, port.unlocode, port.name, *port.aliases)
            seen = {plain(kept[same].name): "", **{plain(n): n for n in reversed(names)}}
            kept[same] = replace(kept[same], aliases=tuple(n for n in seen.values() if n)[::-1])
            continue
        kept[port.unlocode] = port
        for key in {k for name in (port.name, *port.aliases) for k in keys(name)}:
            by_key[port.country, key].append(port.unlocode)
    return sorted(kept.values(), key=lambda port: port.unlocode)


def _corrected(row: dict[str, str]) -> Port:
    return Port(
        unlocode=row["unlocode"], name=row["name"], lon=float(row["lon"]), lat=float(row["lat"]),
        aliases=split(row["aliases"]),
    )  # fmt: skip


def _read_as_minutes(raw: list[dict[str, Any]]) -> None:
    """Turn degrees and minutes that stand as decimals into degrees, in place.

    UN/LOCODE writes 8°45' as 0845; the source has some of these as 8.45, up to 60 km away. A point
    may be one of them if both its fractions are whole hundredths below 60. The towns of its name
    decide; where there are none, the nearer coast does. Two fractions that are multiples of five
    hundredths may as well be a rounded decimal, and stay unless a town says otherwise.
    """
    rows = [row for row in raw if _minutes(row) not in {None, _point(row)}]
    read = [_minutes(row) or (0.0, 0.0) for row in rows]
    points, others = np.array([_point(row) for row in rows]), np.array(read)
    coast = read_natural_earth("physical", "ne_10m_coastline").geometry.to_numpy()
    nearer = _gap_km(others, coast) <= _gap_km(points, coast)
    labels = [
        (
            row["properties"]["port"][:2],
            frozenset(k for n in _names(row["properties"]["name"]) for k in keys(n)),
        )
        for row in rows
    ]
    away = namesake_km([*labels, *labels], np.concatenate([points, others]))
    for row, reading, by_coast, as_decimal, as_minutes in zip(
        rows, read, nearer.tolist(), away[: len(rows)], away[len(rows) :], strict=True
    ):
        coarse = all(round(abs(value) * 100) % 5 == 0 for value in _point(row))
        by_town = (
            min(as_decimal, as_minutes) < _NEAR_KM and abs(as_decimal - as_minutes) > _SURER_KM
        )
        if as_minutes < as_decimal if by_town else by_coast and not coarse:
            row["geometry"]["coordinates"] = list(reading)


def _point(row: dict[str, Any]) -> tuple[float, float]:
    lon, lat = row["geometry"]["coordinates"]
    return float(lon), float(lat)


def _minutes(row: dict[str, Any]) -> tuple[float, float] | None:
    """Return the point with its hundredths read as minutes; None if they cannot be minutes.

    Examples
    --------
    >>> _minutes({"geometry": {"coordinates": [78.13, -8.45]}})
    (78.21667, -8.75)
    """
    reading = []
    for value in _point(row):
        hundredths = round(abs(value) * 100, 6)
        degrees, minutes = divmod(hundredths, 100)
        if hundredths != int(hundredths) or minutes >= _SIXTY:
            return None
        reading.append(round(math.copysign(degrees + minutes / _SIXTY, value), 5))
    return reading[0], reading[1]


def _with_towns(ports: list[Port]) -> list[Port]:
    """Return the ports with the names and the size of the largest town that shares a name."""
    own = [frozenset(key for n in (p.name, *p.aliases) for key in keys(n)) for p in ports]
    asked = [(p.country, p.lon, p.lat, found) for p, found in zip(ports, own, strict=True)]
    towns = largest_namesakes(asked, within_km=SAME_PLACE_KM)
    return [_with_town(port, town) for port, town in zip(ports, towns, strict=True)]


def _with_town(port: Port, town: Town | None) -> Port:
    if town is None:
        return port
    names = {plain(port.name): port.name}
    for name in (*port.aliases, town.name, *town.aliases):
        names.setdefault(plain(name), name)
    return replace(
        port,
        name_ru=town.name_ru,
        name_fa=town.name_fa,
        population=town.population,
        aliases=tuple(names.values())[1:],
    )


def _usual_codes(raw: list[dict[str, Any]], left_out: Container[str]) -> dict[str, str]:
    """Return the code most rows of a country begin with; single rows carry a foreign one."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for feature in raw:
        country, code = feature["properties"]["cty"], feature["properties"]["port"]
        seen[country][code[:2]] += code not in left_out
    return {country: codes.most_common(1)[0][0] for country, codes in seen.items()}


def _one_port(code: str, rows: list[dict[str, object]]) -> Port:
    """Return the busiest of the rows of one code, with the names of the others near to it."""
    first = min(rows, key=lambda row: (row["t"] != 1.0, rows.index(row)))
    lon, lat = float(str(first["lon"])), float(str(first["lat"]))
    name, *others = _names(str(first["name"]))
    for row in rows:
        if distance_km(lon, lat, float(str(row["lon"])), float(str(row["lat"]))) <= SAME_PLACE_KM:
            others += _names(str(row["name"]))
    seen = {plain(name)}
    aliases = [o for o in others if not (plain(o) in seen or seen.add(plain(o)))]  # type: ignore[func-returns-value]
    busy = first["t"] == 1.0
    return Port(unlocode=code, name=name, lon=lon, lat=lat, aliases=tuple(aliases), busy=busy)


def _names(text: str) -> list[str]:
    """Return the name without its island, and what stands in brackets if it is a name.

    Examples
    --------
    >>> _names("Padang (Teluk Bajur), Sumatra"), _names("Seattle (Wa)"), _names("BRONKA")
    (['Padang', 'Teluk Bajur'], ['Seattle'], ['Bronka'])
    """
    bare = text.partition(",")[0]
    name, _, inner = bare.partition("(")
    found = [name.strip(), inner.rstrip(") ").strip()]
    return [n.title() if n.isupper() else n for n in found if len(n) > 2 or n == found[0]]


def _by_the_sea(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    lanes = json.loads(SEAROUTE.read(f"{FOLDER}/marnet_searoute.geojson"))["features"]
    lines = shapely.from_geojson([json.dumps(lane["geometry"]) for lane in lanes])
    coast = read_natural_earth("physical", "ne_10m_coastline").geometry.to_numpy()
    near_lane = _gap_km(points, lines) <= LANE_KM
    near: NDArray[np.bool_] = near_lane | (_gap_km(points, coast) <= COAST_KM)
    return near


def _gap_km(points: NDArray[np.float64], lines: NDArray[np.object_]) -> NDArray[np.float64]:
    dense = shapely.get_coordinates(shapely.segmentize(lines, _STEP_DEG))
    chord, _ = cKDTree(unit_vectors(*dense.T)).query(unit_vectors(*points.T))
    return np.asarray(chord) * MEAN_RADIUS_KM
