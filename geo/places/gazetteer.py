"""The gazetteer: find a place by its name in three scripts, its code or its coordinates.

Three lists are searched as one: the curated places, the sea ports of the world, and the towns round
the corridor. A port or town that is a curated place is that place; a town with a port is one place,
at the port. Which of several places a text means is decided in this order:

1. coordinates, or an id;
2. a curated place of that name, then of that alias;
3. a port or town of that name or alias, if it is the only one, or five times larger than the next,
   or the largest and the only one whose proper name it is;
4. a UN/LOCODE;
5. a name followed by a country, in brackets, after a comma or a space;
6. a name that differs by transcription only, curated places first.

Nothing is guessed beyond this: a misspelt name is an error that names the nearest three.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.errors import AmbiguousPlaceError, UnknownPlaceError
from geo.message import Message, joined
from geo.model import Place, PlaceKind
from geo.paths import GAZETTEER
from geo.places.coordinates import point_of
from geo.places.index import ALIAS, NAME, TRANSCRIPTION, Hit, Index
from geo.places.spelling import WIDTH, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST: Final = 100
"""Characters of the longest query that is looked at."""
_LARGER: Final = 5
"""A town so many times larger than its namesakes is the one that is meant."""
_FAR_LARGER: Final = 20
"""So many times larger, it is meant even if its name is transcribed in another way."""
_LONG: Final = 5
"""A text of fewer letters is the beginning of a name rather than a misspelt one."""
_LISTED: Final = 6
_NEAREST: Final = 3
_ANSWERS: Final = 512
"""Answers that are kept, refusals among them; each takes at most about 2 kB."""
_MOST_LAT: Final = 90.0
_NEAR_KM: Final = 25.0
"""A point so near to a large place is meant as it stands."""
_IN_BRACKETS: Final = re.compile(r"(.*\d.*?)\s*\(([^()\d]+)\)")
"""Coordinates and a country, as names of points are shown."""


class Places:
    """The gazetteer in memory; immutable, and safe to share between threads.

    Parameters
    ----------
    folder
        Where ``places.csv``, ``ports.csv``, ``towns.csv`` and ``countries.csv`` lie.

    Raises
    ------
    LayerError
        A file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._index: Final = Index(folder)
        self._answers: Final = lru_cache(maxsize=_ANSWERS)(self._answer)

    def __iter__(self) -> Iterator[Place]:
        """Iterate over the curated places."""
        return iter(self._index.curated.values())

    def find(self, query: str) -> Place:
        """Find the one place a reader means.

        Parameters
        ----------
        query
            A name in Latin, Cyrillic or Persian letters, with or without its country, a UN/LOCODE,
            an id, or ``LAT,LON``.

        Raises
        ------
        UnknownPlaceError
            No place has the name; the message gives the nearest three.
        AmbiguousPlaceError
            Several do; the message says how to write each of them.

        Examples
        --------
        >>> places = load_places()
        >>> places.find("Астрахань").name, places.find("ir bnd").name
        ('Astrakhan', 'Bandar Abbas')
        >>> places.find("Astara (Iran)").id
        'astara-ir'
        """
        text = _cleaned(query)
        if len(text) > LONGEST:
            msg = Message(
                "a text of {count} characters is not a place; write at most {most}",
                count=len(query),
                most=LONGEST,
            )
            raise UnknownPlaceError(msg)
        if not plain(text):
            msg = Message(
                "{text} names no place; write a name, a code such as IRBND, or LAT,LON",
                text=repr(text),
            )
            raise UnknownPlaceError(msg)
        if place := self._point(text) or self._index.with_id(text.casefold()):
            return place
        answer = self._answers(text)
        if isinstance(answer, Place):
            return answer
        # an error that is raised twice would carry both tracebacks
        raise type(answer)(answer.message)

    def search(self, query: str, *, limit: int = 8) -> list[Place]:
        """List the places a reader may mean, the likeliest first.

        Whole names come before beginnings of names, and those before misspelt ones; curated places
        before ports and towns, large towns before small ones.

        Parameters
        ----------
        query
            Any text; an empty one, or one that is too long, gives an empty list.
        limit
            Most places in the list.

        Examples
        --------
        >>> [place.name for place in load_places().search("mosc", limit=1)]
        ['Moscow']
        """
        text = _cleaned(query)
        if limit < 1 or len(text) > LONGEST or not plain(text):
            return []
        try:
            place = self._point(text) or self._index.with_id(text.casefold())
        except UnknownPlaceError:
            return []
        places = {place.id: place} if place else {}
        for hit in self._sweeps(text, limit):
            if len(places) >= limit:
                break
            places.setdefault(hit.place.id, hit.place)
        return list(places.values())

    def by_id(self, place_id: str) -> Place:
        """Place with an id, or the point whose id is its coordinates.

        Raises
        ------
        UnknownPlaceError
            There is none.

        Examples
        --------
        >>> load_places().by_id("tehran").name
        'Tehran'
        """
        place = self._index.with_id(place_id) or self._point(place_id)
        if place is None:
            msg = Message(
                "no place has the id {text}; look for it by its name", text=repr(place_id[:LONGEST])
            )
            raise UnknownPlaceError(msg)
        return place

    def label(self, place: Place) -> str:
        """Shortest text that finds a place: its name, with country or code if need be.

        Examples
        --------
        >>> places = load_places()
        >>> places.label(places.by_id("moscow")), places.label(places.by_id("astara-az"))
        ('Moscow', 'Astara (Azerbaijan)')
        """
        if place.kind is PlaceKind.POINT:
            return place.name
        country = self._index.country_names.get(place.country, place.country)
        for text in (place.name, f"{place.name} ({country})", place.unlocode):
            match = _chosen(self._best(text)) if text else None
            if match and match.id == place.id:
                return text
        return place.id

    def labelled(self) -> list[Place]:
        """List the curated places, those of one name with the `label` that tells them apart."""
        curated = list(self)
        shared = {name for name, n in Counter(p.name for p in curated).items() if n > 1}
        return [replace(p, name=self.label(p)) if p.name in shared else p for p in curated]

    def _answer(self, text: str) -> Place | UnknownPlaceError | AmbiguousPlaceError:
        """Place of a name or a code, or the error to raise."""
        hits = self._best(text)
        if not hits:
            return UnknownPlaceError(self._nearest_three(text))
        return _chosen(hits) or AmbiguousPlaceError(self._choices(text, hits))

    def hint(self, place: Place) -> Message | None:
        """Hint for a point whose longitude seems to stand first.

        That is a point with no large place near to it, which turned round lies near one.

        Examples
        --------
        >>> places = load_places()
        >>> str(places.hint(places.find("51.4, 35.7")))
        '51.400, 35.700 (Russia): latitude comes first; 35.7,51.4 would be near Tehran (Iran)'
        >>> places.hint(places.find("35.7, 51.4"))
        """
        if place.kind is not PlaceKind.POINT or abs(place.lon) > _MOST_LAT:
            return None
        other = self._index.near(place.lat, place.lon, within_km=_NEAR_KM)
        if other is None or self._index.near(place.lon, place.lat, within_km=_NEAR_KM):
            return None
        lat, _, lon = place.id.partition(",")
        return Message(
            "{point}: latitude comes first; {turned} would be near {place} ({country})",
            point=place.name,
            turned=f"{lon},{lat}",
            place=other.name,
            country=self._country(other.country),
        )

    def _country(self, code: str) -> str:
        return self._index.country_names.get(code, code)

    def _point(self, text: str) -> Place | None:
        """Point of a text, with the country it lies in."""
        match = _IN_BRACKETS.fullmatch(text)
        point = point_of(match[1] if match else text)
        if point is None:
            return None
        code = self._index.country_at(point.lon, point.lat)
        if match and code not in (named := self._index.countries_called(match[2])):
            if not named:
                return None
            msg = Message(
                "{text} lies in {country}, not in {other}; write latitude, then longitude",
                text=repr(match[1]),
                country=self._country(code),
                other=joined("{first} or {rest}", *map(self._country, sorted(named))),
            )
            raise UnknownPlaceError(msg)
        name = Message("{place} ({country})", place=point.name, country=self._country(code))
        return replace(point, name=name, country=code)

    def _best(self, text: str) -> list[Hit]:
        """First group that has a place in it, in the order of the module's list."""
        named = self._index.named(text)
        return (
            _exact(named)
            or self._index.with_code(text)
            or _exact(inside := self._index.named_in_country(text))
            or _loose(inside)
            or _loose(named)
        )

    def _sweeps(self, text: str, limit: int) -> Iterator[Hit]:
        yield from self._best(text)
        yield from self._index.named(text)
        by_name, by_any_name = self._index.beginning(text, limit)
        yield from by_name
        if len(plain(text)) >= _LONG:
            yield from self._index.misspelt(text, limit, edits=1)
        yield from by_any_name
        yield from self._index.misspelt(text, limit, edits=len(plain(text)) // 3)

    def _nearest_three(self, text: str) -> Message:
        places = {place.id: place for place in self.search(text, limit=_NEAREST)}
        for hit in self._index.misspelt(text, 2 * _NEAREST, edits=WIDTH):
            if len(places) >= _NEAREST:
                break
            places.setdefault(hit.place.id, hit.place)
        return Message(
            "no place is called {text}; the nearest names are {names}; LAT,LON works everywhere",
            text=repr(text),
            names=tuple(map(self.label, places.values())),
        )

    def _choices(self, text: str, hits: list[Hit]) -> Message:
        names = joined("{first}; {rest}", *(self._described(hit.place) for hit in hits[:_LISTED]))
        if len(hits) > _LISTED:
            names = Message("{names}; and {count} more", names=names, count=len(hits) - _LISTED)
        return Message(
            "{count} places are called {text}; write one of: {names}",
            count=len(hits),
            text=repr(text),
            names=names,
        )

    def _described(self, place: Place) -> str:
        label = self.label(place)
        if label in {place.id, place.unlocode}:
            return f"{label} ({place.name}, {place.country}, {place.lat:.2f}, {place.lon:.2f})"
        return label


def load_places(folder: Path | None = None) -> Places:
    """Read the gazetteer.

    Parameters
    ----------
    folder
        Where its files lie; by default ``layers/gazetteer`` of the project.

    Raises
    ------
    LayerError
        A file is missing or damaged.
    """
    return Places(folder or GAZETTEER)


def _exact(named: list[Hit]) -> list[Hit]:
    """Hits whose names are spelt so: curated by name, or by alias, or all others.

    Among the others a far larger town whose name is transcribed otherwise is a rival:
    Basra is the port of Iraq, not the village of exactly that spelling.
    """
    others = [hit for hit in named if hit.fit != TRANSCRIPTION]
    size = max((hit.people for hit in others), default=0)
    rivals = [hit for hit in named if hit.fit == TRANSCRIPTION and hit.people >= _FAR_LARGER * size]
    return (
        [hit for hit in named if hit.curated and hit.fit == NAME]
        or [hit for hit in named if hit.curated and hit.fit == ALIAS]
        or (others + rivals if others else [])
    )


def _loose(named: list[Hit]) -> list[Hit]:
    """Curated hits, or else all."""
    return [hit for hit in named if hit.curated] or named


def _chosen(hits: list[Hit]) -> Place | None:
    """Choose the one place that is meant; None if there are several."""
    if len(hits) == 1:
        return hits[0].place
    if not hits or hits[0].curated:
        return None
    largest, second, *_ = sorted(hits, key=lambda hit: -hit.people)
    if largest.people >= _LARGER * second.people:
        return largest.place
    named = [hit for hit in hits if hit.fit == NAME]
    return largest.place if named == [largest] else None


def _cleaned(query: str) -> str:
    """Drop invisible characters of a query, and all but one space between words."""
    head = query[: 10 * LONGEST]
    visible = (" " if c.isspace() else c for c in head if c.isspace() or c.isprintable())
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())
