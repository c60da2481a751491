"""The three lists of the gazetteer, searched as one."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Final

from geo.model import Mode, PlaceKind
from geo.places.areas import Areas
from geo.places.spelling import (
    joined_words,
    keys,
    keys_of,
    loose,
    loose_of,
    plain,
    words,
)
from geo.places.tables import (
    BORDER,
    COUNTRY_COLUMNS,
    DRY,
    PORT_COLUMNS,
    RAIL_BOX,
    TOWN_COLUMNS,
    PlaceTable,
    port,
    read_curated,
    read_rows,
    split,
    town,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from geo.model import Place
    from geo.places.nearby import Nearby
    from geo.places.nearness import Nearness

NAME, ALIAS, TRANSCRIPTION = 0, 1, 2
"""How well a place fits a text."""
_PORT: Final = "port-"
"""How the id of a port of the table begins."""
_PORT_PEOPLE: Final = 50_000
"""What a port counts for that serves no town of its name."""
_DRY_PEOPLE: Final = 1_000_000
"""What a dry port or a border station counts for, beside towns of its name."""
_BY_HAND: Final = frozenset({PlaceKind.DRY_PORT, PlaceKind.BORDER})
_STOP_PEOPLE: Final = 3_000_000
"""What a stop of the network counts for beyond its inhabitants."""
_MOST_TOWNS: Final = 6_000
"""The largest towns, among which the important ones of a country are."""
_COUNTRIES: Final = 64
"""Countries whose important places are kept."""
_NAMES: Final = 64
"""Names whose places are kept: one question asks for its readings several times."""
_LONG_NAME: Final = 4
"""Letters from which on a name may be a country's by transcription."""
_SOUGHT_IN_FILES: Final = 50
"""Searches of the files for a key before all keys are put in order: so many take as long."""
_NEAREST_KEYS: Final = 60
"""Misspelt names among which the most important ones are named."""
_TO_CHOOSE: Final = frozenset({PlaceKind.CITY, PlaceKind.PORT})
_CODE: Final = re.compile(r"([a-z]{2})[\s-]?([a-z2-9]{3})", re.IGNORECASE)
_WITH_COUNTRY: Final = re.compile(r"(.+?)\s*(?:\(([^()]+)\)|[,،]\s*([^,،()]+))\s*")
_WITH_STATE: Final = re.compile(
    r"([^,()]+?)(?:\s*\([^()]+ of(?: the)?\)|,\s*[^,()]+ of(?: the)?|\s+Republic)", re.IGNORECASE
)
_STATE: Final = re.compile(r"\s*\([^()]+ of(?: the)?\)$", re.IGNORECASE)
_COUNTRY_WORDS: Final = 3
_LARGE_TOWN: Final = 100_000
_SUBURB_KM: Final = 20.0
_MOST_NAMED: Final = 40
"""Most places that are named of a country."""
_NO_KEY: Final[frozenset[str]] = frozenset()
_Row = dict[str, str]


class Reach(IntEnum):
    """How well the network reaches a place, as far as the gazetteer can say."""

    NONE = 0
    """A town inland, far from the network."""
    BY_SEA = 1
    """A sea port far from its railways."""
    NEAR = 2
    """A place in the box of its railways, or in a country with one of its stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place that a text may mean."""

    place: Place
    fit: int
    people: int
    curated: bool

    @property
    def rank(self) -> tuple[bool, int, int, str, str]:
        """Sort key: the likelier the place, the smaller."""
        return (not self.curated, self.fit, -self.people, self.place.name, self.place.id)


class Index:
    """Curated places, ports and towns by key, code, id and country.

    Parameters
    ----------
    folder
        Where the four files of the gazetteer lie.

    Raises
    ------
    LayerError
        A file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.curated: Final = {place.id: place for place in read_curated(folder / "places.csv")}
        self._ports: Final = PlaceTable(folder / "ports.csv", PORT_COLUMNS)
        self._towns: Final = PlaceTable(folder / "towns.csv", TOWN_COLUMNS)
        self._by_key: Final = _by_key(self.curated.values())
        self._by_code: Final = {
            name: place
            for place in self.curated.values()
            for name in (place.unlocode, *place.aliases)
            if name.isupper() and _CODE.fullmatch(name) and name[:2] == place.country
        }
        rows = read_rows(folder / "countries.csv", COUNTRY_COLUMNS)
        self.country_names: Final = {row["code"]: row["name"] for row in rows}
        self._countries: Final = _country_keys(rows)
        self._stops_in: Final = {
            p.country for p in self.curated.values() if p.terminals and p.kind is not PlaceKind.PORT
        }
        self._areas: Final = Areas(folder / "areas.geojson")
        self._sought = 0
        self._important: Final = lru_cache(maxsize=_COUNTRIES)(self._ranked)
        self._named: Final = lru_cache(maxsize=_NAMES)(self._with_name)

    def countries_called(self, text: str) -> frozenset[str]:
        """Return the codes of the countries that bear a name, in three scripts, or a code.

        Behind the name its form of state may stand, as lists of ISO write it: ``Iran (Islamic
        Republic of)``, ``Tanzania, United Republic of``.
        """
        if codes := self._countries.get(plain(text)):
            return codes
        match = _WITH_STATE.fullmatch(text)
        return self._countries.get(plain(match[1]), _NO_KEY) if match else _NO_KEY

    def countries_like(self, text: str) -> frozenset[str]:
        """Return the codes of the countries that bear a name, or one that is spelt like it."""
        key = loose(text)
        like = self._countries.get(key, frozenset()) if len(key) >= _LONG_NAME else frozenset()
        return self.countries_called(text) or like

    def important(self, codes: frozenset[str], limit: int) -> list[Place]:
        """Return the most important places of some countries: network stops, large cities."""
        return self._important(codes)[:limit]

    def _ranked(self, codes: frozenset[str]) -> list[Place]:
        self._people_of_curated  # noqa: B018 - read once for all that are ranked
        stops = [place for place in self.curated.values() if place.kind in _TO_CHOOSE]
        pieces = [f",{code}," for code in codes]
        lines = islice(self._towns.lines(), _MOST_TOWNS)
        rows = (self._towns.row(one) for one in lines if any(piece in one for piece in pieces))
        towns = [self._town_hit(row, _NO_KEY) for row in rows if row["country"] in codes]
        people = {hit.place.id: hit.people for hit in towns}
        places = {place.id: place for place in stops if place.country in codes}
        places |= {hit.place.id: hit.place for hit in towns}
        if not places:
            ports = (self._port(row) for row in self._ports.rows() if row["country"] in codes)
            places = {place.id: place for place in ports}
        ranked = sorted(
            places.values(), key=lambda place: -self.importance(place, people.get(place.id, 0))
        )
        return self._without_districts(ranked)

    def _without_districts(self, ranked: list[Place]) -> list[Place]:
        """Leave out towns beside a more important place: they are its districts and suburbs."""
        from geo.geodesy import distance_km  # noqa: PLC0415 - slow to load

        places: list[Place] = []
        for place in ranked:
            if place.id in self.curated or all(
                distance_km(place.lon, place.lat, other.lon, other.lat) > _SUBURB_KM
                for other in places
            ):
                places.append(place)
            if len(places) == _MOST_NAMED:
                break
        return places

    def importance(self, place: Place, people: int) -> int:
        """Return what a place counts for among those that a text may mean.

        Its inhabitants, those of its town among them; a stop of the network counts for more.
        """
        if place.id not in self.curated:
            return people
        most = max(people, self._people_of(place.id))
        return most + (_STOP_PEOPLE if place.terminals else 0)

    def reach(self, place: Place) -> Reach:
        """Return how well the network reaches a place."""
        west, south, east, north = RAIL_BOX
        if place.country in self._stops_in or (
            west <= place.lon <= east and south <= place.lat <= north
        ):
            return Reach.NEAR
        return Reach.BY_SEA if Mode.SEA in place.terminals else Reach.NONE

    def _people_of(self, curated: str) -> int:
        """Inhabitants of the town or port that is a curated place; 0 where none is known.

        Of one place they are sought in the files, in a tenth of the time that reading all takes.
        """
        if "_people_of_curated" in self.__dict__ or self._sought > _SOUGHT_IN_FILES:
            return self._people_of_curated.get(curated, 0)
        rows = chain(*(one.with_value("same_as", curated) for one in (self._towns, self._ports)))
        return max((int(row["population"]) for row in rows), default=0)

    @cached_property
    def _people_of_curated(self) -> dict[str, int]:
        people: dict[str, int] = {}
        for table in (self._towns, self._ports):
            for same_as, population in table.pairs("same_as", "population"):
                if same_as in self.curated:
                    people[same_as] = max(people.get(same_as, 0), int(population))
        return people

    @cached_property
    def nearby(self) -> Nearby:
        """Curated places, then towns of more than 100 000 people, by where they lie."""
        from geo.places.nearby import Nearby  # noqa: PLC0415 - slow to load; only points need it

        large = takewhile(lambda row: int(row["population"]) > _LARGE_TOWN, self._towns.rows())
        return Nearby([*self.curated.values()], map(town, large), self._areas)

    def with_id(self, place_id: str) -> Place | None:
        """Place with an id; a curated id may look like one of the tables'."""
        if place_id in self.curated:
            return self.curated[place_id]
        if place_id.startswith(_PORT):
            return next(map(self._port, self._ports.with_value("id", place_id)), None)
        if place_id.startswith(("gn-", DRY, BORDER)):
            return next(map(self._town, self._towns.with_value("id", place_id)), None)
        return None

    def with_code(self, text: str) -> list[Hit]:
        """Place with a UN/LOCODE, which may have a space or small letters."""
        match = _CODE.fullmatch(text)
        if match is None:
            return []
        code = f"{match[1]}{match[2]}".upper()
        if place := self._by_code.get(code):
            return [_curated(place, NAME)]
        return [self._port_hit(row, _NO_KEY) for row in self._ports.with_value("unlocode", code)]

    def named(self, text: str) -> list[Hit]:
        """Find every place with a key of the text, the likeliest first."""
        return list(self._named(text))

    def _with_name(self, text: str) -> tuple[Hit, ...]:
        exact = frozenset({plain(text), joined_words(text)})
        hits: dict[str, Hit] = {}
        for key in keys(text):
            for hit in self._with_key(key, exact):
                old = hits.get(hit.place.id, hit)
                hits[hit.place.id] = Hit(
                    place=hit.place,
                    fit=min(hit.fit, old.fit),
                    people=max(hit.people, old.people),
                    curated=hit.curated,
                )
        return tuple(sorted(hits.values(), key=lambda hit: hit.rank))

    def _with_key(self, key: str, exact: frozenset[str]) -> Iterator[Hit]:
        """Yield the places that have a key: curated ones, then ports, then towns.

        The first keys are sought in the files, which takes 3 ms each. Who has asked for many, or
        for a name that nobody knows, has all keys put in order, where a search takes 0.03 ms.
        """
        self._sought += 1
        if self._sought <= _SOUGHT_IN_FILES and "_sorted_keys" not in self.__dict__:
            yield from (_curated(place, _fit(exact, place)) for place in self._by_key.get(key, ()))
            yield from (self._port_hit(row, exact) for row in self._ports.with_key(key))
            yield from (self._town_hit(row, exact) for row in self._towns.with_key(key))
            return
        own, numbers = self._sorted_keys
        first = bisect_left(own, key)
        for number in numbers[first : bisect_right(own, key, lo=first)]:
            yield self._owner(number, exact)

    def prepare(self) -> None:
        """Read what the first name that nobody knows, and the first point, would wait for."""
        self._nearness  # noqa: B018 - read for its effect
        self._sorted_keys  # noqa: B018
        self._people_of_curated  # noqa: B018
        self._town_by_port  # noqa: B018
        self.nearby.country(0.0, 0.0)

    def named_in_country(self, text: str) -> list[Hit]:
        """Find places of a name that a country follows: ``Astara (Iran)``, ``Astara, IR``."""
        for name, country in _readings(text):
            codes = self.countries_like(country)
            if codes and (hits := [h for h in self.named(name) if h.place.country in codes]):
                return hits
        return []

    def beginning(self, text: str, limit: int) -> tuple[list[Hit], list[Hit]]:
        """Find places whose name begins with the text, and those of which another name does."""
        key, head = loose(text), plain(text)
        if not key:
            return [], []
        hits = [
            _curated(place, ALIAS)
            for own, places in self._by_key.items()
            if own.startswith(key)
            for place in places
        ]
        # towns are sorted by size: the first ones are enough
        ports = islice(self._ports.with_key(key, prefix=True), 3 * limit)
        towns = islice(self._towns.with_key(key, prefix=True), 3 * limit)
        hits += [self._port_hit(row, _NO_KEY) for row in ports]
        hits += [self._town_hit(row, _NO_KEY) for row in towns]
        hits.sort(key=lambda hit: hit.rank)
        return [hit for hit in hits if _begins(hit.place, head)], hits

    def misspelt(self, text: str, limit: int, *, edits: int) -> Iterator[Hit]:
        """Yield places with a name at most so many edits away, the nearest first."""
        match = _WITH_COUNTRY.fullmatch(text)
        key = loose(match[1] if match else text)
        nearest = self._nearness.nearest(key, _NEAREST_KEYS, edits=edits)
        hits = [(apart, self._owner(number)) for number, apart in nearest]
        hits.sort(key=lambda item: (item[0], -self.importance(item[1].place, item[1].people)))
        yield from (hit for _, hit in hits[: 4 * limit])

    @cached_property
    def _keys(self) -> list[str]:
        """All keys: those of curated places first, then of ports, then of towns."""
        curated = [key for key, places in self._by_key.items() for _ in places]
        return [*curated, *self._ports.keys.names, *self._towns.keys.names]

    @cached_property
    def _curated_by_number(self) -> list[Place]:
        """Curated place of each of the first keys."""
        return [place for places in self._by_key.values() for place in places]

    @cached_property
    def _sorted_keys(self) -> tuple[list[str], array[int]]:
        """All keys in their order, and the number of each; of equal ones the first stands first."""
        own = self._keys
        order = sorted(range(len(own)), key=own.__getitem__)
        return [own[number] for number in order], array("i", order)

    @cached_property
    def _nearness(self) -> Nearness:
        from geo.places.nearness import Nearness  # noqa: PLC0415 - slow to load; for misspelt names

        return Nearness(self._keys)

    def _owner(self, number: int, exact: frozenset[str] = _NO_KEY) -> Hit:
        """Place of a key, and how well it fits; without a plain key, by transcription."""
        if number < len(self._curated_by_number):
            place = self._curated_by_number[number]
            return _curated(place, _fit(exact, place))
        number -= len(self._curated_by_number)
        ports = self._ports.keys
        if number < len(ports.names):
            return self._port_hit(self._ports.row(ports.line(number)), exact)
        line = self._towns.keys.line(number - len(ports.names))
        return self._town_hit(self._towns.row(line), exact)

    def _port_hit(self, row: _Row, exact: frozenset[str]) -> Hit:
        place = self._port(row)
        return Hit(
            place=place,
            fit=_fit(exact, place, row),
            people=int(row["population"]) or _PORT_PEOPLE,
            curated=place.id in self.curated,
        )

    def _town_hit(self, row: _Row, exact: frozenset[str]) -> Hit:
        place = self._town(row)
        return Hit(
            place=place,
            fit=_fit(exact, place, row),
            people=_DRY_PEOPLE if place.kind in _BY_HAND else int(row["population"]),
            curated=place.id in self.curated,
        )

    def _port(self, row: _Row) -> Place:
        if row["same_as"]:
            return self.curated[row["same_as"]]
        own = self._town_by_port.get(row["id"])
        return port(row, town(own) if own else None)

    def _town(self, row: _Row) -> Place:
        return (self.with_id(row["same_as"]) if row["same_as"] else None) or town(row)

    @cached_property
    def _town_by_port(self) -> dict[str, _Row]:
        """Town of each port that has one; of several the largest, which stands first."""
        towns: dict[str, _Row] = {}
        for row in self._towns.with_prefix("same_as", _PORT):
            towns.setdefault(row["same_as"], row)
        return towns


def _curated(place: Place, fit: int) -> Hit:
    return Hit(place=place, fit=fit, people=0, curated=True)


def _begins(place: Place, head: str) -> bool:
    names = (place.name, place.name_ru, place.name_fa)
    return any(plain(name).startswith(head) for name in names)


def _fit(exact: frozenset[str], place: Place, row: _Row | None = None) -> int:
    """Return how well a place fits a plain key, by its own names and those of its row."""
    if not exact:
        return TRANSCRIPTION
    names = [place.name, place.name_ru, place.name_fa]
    if row:
        names += [row["name"], row["name_ru"], row["name_fa"]]
    if exact.intersection(_typed(names)):
        return NAME
    others = [*place.aliases, *(split(row["aliases"]) if row else ())]
    return ALIAS if exact.intersection(_typed(others)) else TRANSCRIPTION


def _typed(names: Iterable[str]) -> Iterator[str]:
    """Yield the keys of some names that forgive typing only."""
    for name in names:
        yield plain(name)
        yield joined_words(name)


def _readings(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to read a text as a name and a country."""
    text = _STATE.sub("", text)
    if match := _WITH_COUNTRY.fullmatch(text):
        yield match[1], match[2] or match[3]
        return
    parts = text.split()
    for count in range(1, min(_COUNTRY_WORDS + 1, len(parts))):
        yield " ".join(parts[:-count]), " ".join(parts[-count:])


def _by_key(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    names = [
        (name, place)
        for place in places
        for name in (place.name, place.name_ru, place.name_fa, *place.aliases)
    ]
    by_key: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    for own, (_, place) in zip(keys_of(name for name, _ in names), names, strict=True):
        for key in own:
            by_key[key][place.id] = place
    return {key: tuple(own.values()) for key, own in by_key.items()}


def _country_keys(rows: Iterable[_Row]) -> dict[str, frozenset[str]]:
    codes_by_key: defaultdict[str, set[str]] = defaultdict(set)
    names: list[tuple[str, list[str]]] = []
    for row in rows:
        codes_by_key[plain(row["code"])].add(row["code"])
        called = (row["name"], row["name_ru"], row["name_fa"], *split(row["aliases"]))
        names += [(row["code"], words(name)) for name in called]
    for (code, own), key in zip(names, loose_of([own for _, own in names]), strict=True):
        for each in {"".join(own), key} - {""}:
            codes_by_key[each].add(code)
    return {key: frozenset(codes) for key, codes in codes_by_key.items()}
