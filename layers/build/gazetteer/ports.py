"""The sea ports of the world, out of searoute's list, without what is no port."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo.geodesy import MEAN_RADIUS_KM, distance_km, unit_vectors
from geo.places import keys, plain
from layers.build.gazetteer.countries import read_natural_earth
from layers.build.gazetteer.matching import SAME_PLACE_KM
from layers.build.gazetteer.towns import largest_namesakes
from layers.build.packages import SEAROUTE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.build.gazetteer.towns import Town

FOLDER: Final = "searoute-1.6.0/searoute/data"
LANE_KM, COAST_KM = 50.0, 30.0
"""A port lies this near to a lane or to the coast; 600 rows are inland towns or misplaced."""
_STEP_DEG: Final = 0.1
_WRONG: Final = {
    "TKMRW": "TMKRW misspelt",
    "CRSJO": "San José of Costa Rica, drawn off Sri Lanka",
    "IDKIJ": "Kijang, drawn 6 degrees too far north",
    "USAAB": "Bell Bay of Tasmania, drawn off Alaska",
    "GBKLK": "Kilkeel, drawn south of Dublin",
}


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

    @property
    def country(self) -> str:
        """First two letters of the code, ISO 3166-1 alpha-2."""
        return self.unlocode[:2]


def read_ports() -> list[Port]:
    """Return the ports, one for each code, ordered by code."""
    raw = json.loads(SEAROUTE.read(f"{FOLDER}/ports.geojson"))["features"]
    usual = _usual_codes(raw)
    points = np.array([feature["geometry"]["coordinates"] for feature in raw], dtype=np.float64)
    by_code: defaultdict[str, list[dict[str, object]]] = defaultdict(list)
    for feature, reached in zip(raw, _by_the_sea(points), strict=True):
        row = feature["properties"]
        code = row["port"]
        right = len(code) == 5 and code[:2] == usual.get(row["cty"], code[:2])
        if reached and right and code not in _WRONG:
            lon, lat = feature["geometry"]["coordinates"]
            by_code[code].append({**row, "lon": round(lon, 5), "lat": round(lat, 5)})
    return _with_towns([_one_port(code, by_code[code]) for code in sorted(by_code)])


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


def _usual_codes(raw: list[dict[str, dict[str, str]]]) -> dict[str, str]:
    """Return the code most rows of a country begin with; single rows carry a foreign one."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for feature in raw:
        country, code = feature["properties"]["cty"], feature["properties"]["port"]
        seen[country][code[:2]] += code not in _WRONG
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
    return Port(unlocode=code, name=name, lon=lon, lat=lat, aliases=tuple(aliases))


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
