"""The gazetteer: find a place by its name in three scripts, its code or its coordinates.

Three lists are searched as one: the curated places, the sea ports of the world, and the towns round
the corridor. A port or town that is a curated place is that place; a town with a port is one place,
at the port. Coordinates and ids come first; which of several places any other text means,
`geo.places.meaning` decides. Where it does not, an error names the candidates, the most important
first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from geo.errors import (
    AmbiguousPlaceError,
    CountryNameError,
    UncertainPlaceError,
    UnknownPlaceError,
)
from geo.message import Message, joined, quoted
from geo.model import Place, PlaceKind
from geo.paths import GAZETTEER
from geo.places.index import Hit, Index
from geo.places.meaning import Meanings
from geo.places.spelling import WIDTH, plain
from geo.places.suggestions import Suggestions, completions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST: Final = 100
"""Characters of the longest query that is looked at."""
_MOST: Final = 1_000
"""Places of the longest list."""
_LONG: Final = 5
"""A text of fewer letters is the beginning of a name rather than a misspelt one."""
_LISTED: Final = 6
_NEAREST: Final = 3
_CANDIDATES: Final = 4
_OF_COUNTRY: Final = 5
"""Places that are named of a country."""
_ANSWERS: Final = 512
"""Answers that are kept, refusals among them; each takes at most about 2 kB."""
_MOST_LAT: Final = 90.0
_NEAR_KM: Final = 25.0
"""A point so near to a large place is meant as it stands."""
_SIGNS_OF_POINTS: Final = frozenset(":(;")
"""Signs of the formats of points; a text without digits and without one of them is no point."""
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
        self._meanings: Final = Meanings(self._index)
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
                text=quoted(text),
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
            Most places in the list, which never has more than a thousand.

        Examples
        --------
        >>> [place.name for place in load_places().search("mosc", limit=1)]
        ['Moscow']
        """
        text, limit = _cleaned(query), min(limit, _MOST)
        if limit < 1 or len(text) > LONGEST or not plain(text):
            return []
        try:
            place = self._point(text) or self._index.with_id(text.casefold())
        except UnknownPlaceError:
            return []
        places = {place.id: place} if place else {}
        if not place and (codes := self._meanings.countries(text)):
            return self._index.important(codes, limit)
        for hit in self._sweeps(text, limit):
            if len(places) >= limit:
                break
            places.setdefault(hit.place.id, hit.place)
        return list(places.values())

    def suggest(self, query: str, *, limit: int = 6) -> Suggestions:
        """Suggest places while a name is being written.

        The first place is the one that `find` gives, wherever it gives one; then come namesakes,
        then places with a name that begins so, the most important first. Where there are none of
        these, the places nearest in spelling come with the sentence of the error of `find`.

        Parameters
        ----------
        query
            What has been written so far; an empty text gives no places.
        limit
            Most places of the list, which never has more than a thousand.

        Examples
        --------
        >>> places = load_places()
        >>> [place.id for place in places.suggest("Astara").places[:2]]
        ['astara-az', 'astara-ir']
        >>> places.suggest("mos").places[0].name, places.suggest("Moscwo").has_answer
        ('Moscow', False)
        """
        text, limit = _cleaned(query), min(limit, _MOST)
        try:
            place = self._point(text) or self._index.with_id(text.casefold())
            if len(text) > LONGEST or not plain(text):
                place = self.find(text) if text else None
        except UnknownPlaceError as error:
            return Suggestions(message=error.message)
        if place or not text:
            return Suggestions(places=(place,) if place else (), has_answer=bool(place))
        found = completions(self._index, self._meanings, text, limit)
        if found.has_answer:
            return found
        answer = self._answers(text)
        return replace(found, message="" if isinstance(answer, Place) else answer.message)

    def prepare(self) -> None:
        """Read now what the first unknown name would wait for: 0.3 s of processor, once."""
        self._index.prepare()

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
                "no place has the id {text}; look for it by its name", text=quoted(place_id)
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
        for text in (place.name, self._with_country(place), place.unlocode):
            meant = self._meanings.place(text) if text else None
            if meant and meant.id == place.id:
                return text
        return place.id

    def labelled(self) -> list[Place]:
        """List the curated places, those of one name with the `label` that tells them apart."""
        curated = list(self)
        shared = {name for name, n in Counter(p.name for p in curated).items() if n > 1}
        return [replace(p, name=self.label(p)) if p.name in shared else p for p in curated]

    def _answer(self, text: str) -> Place | UnknownPlaceError | AmbiguousPlaceError:
        """Place of a name or a code, or the error to raise."""
        if place := self._meanings.place(text):
            return place
        if codes := self._meanings.countries(text):
            return CountryNameError(self._its_places(text, codes))
        if hits := self._meanings.candidates(text):
            return AmbiguousPlaceError(self._choices(text, hits))
        if hits := self._meanings.guesses(text):
            return UncertainPlaceError(self._candidates(text, hits))
        return UnknownPlaceError(self._nearest_three(text))

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
        other = self._index.nearby.place(place.lat, place.lon, within_km=_NEAR_KM)
        if other is None or self._index.nearby.place(place.lon, place.lat, within_km=_NEAR_KM):
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
        if _SIGNS_OF_POINTS.isdisjoint(text) and not any(map(str.isdigit, text)):
            return None
        from geo.places.coordinates import point_of  # noqa: PLC0415 - slow to load; most are names

        match = _IN_BRACKETS.fullmatch(text)
        point = point_of(match[1] if match else text)
        if point is None:
            return None
        code = self._index.nearby.country(point.lon, point.lat)
        if match and code not in (named := self._index.countries_called(match[2])):
            if not named:
                return None
            msg = Message(
                "{text} lies in {country}, not in {other}; write latitude, then longitude",
                text=quoted(match[1]),
                country=self._country(code),
                other=joined("{first} or {rest}", *map(self._country, sorted(named))),
            )
            raise UnknownPlaceError(msg)
        located = replace(point, country=code)
        return replace(located, name=self._with_country(located))

    def _sweeps(self, text: str, limit: int) -> Iterator[Hit]:
        yield from self._meanings.candidates(text)
        yield from self._meanings.guesses(text)
        by_name, by_any_name = self._index.beginning(text, limit)
        yield from by_name
        if len(plain(text)) >= _LONG:
            yield from self._index.misspelt(text, limit, edits=1)
        yield from by_any_name
        yield from self._index.misspelt(text, limit, edits=len(plain(text)) // 3)

    def _its_places(self, text: str, codes: frozenset[str]) -> Message:
        countries = sorted(map(self._country, codes))
        return Message(
            "{text} is a country ({country}); choose a place in it, such as {names}",
            text=quoted(text),
            country=joined("{first} or {rest}", *countries),
            names=tuple(map(self.label, self._index.important(codes, _OF_COUNTRY))),
        )

    def _candidates(self, text: str, hits: list[Hit]) -> Message:
        return Message(
            "no place is written {text}; did you mean {names}? Write one of them, or LAT,LON",
            text=quoted(text),
            names=joined(
                "{first}; {rest}", *(self._described(hit.place) for hit in hits[:_CANDIDATES])
            ),
        )

    def _nearest_three(self, text: str) -> Message:
        places = {place.id: place for place in self.search(text, limit=_NEAREST)}
        for hit in self._index.misspelt(text, 2 * _NEAREST, edits=WIDTH):
            if len(places) >= _NEAREST:
                break
            places.setdefault(hit.place.id, hit.place)
        return Message(
            "no place is called {text}; the nearest names are {names}; LAT,LON works everywhere",
            text=quoted(text),
            names=tuple(map(self.label, places.values())),
        )

    def _choices(self, text: str, hits: list[Hit]) -> Message:
        names = joined("{first}; {rest}", *(self._described(hit.place) for hit in hits[:_LISTED]))
        if len(hits) > _LISTED:
            names = Message("{names}; and {count} more", names=names, count=len(hits) - _LISTED)
        return Message(
            "{count} places are called {text}; write one of: {names}",
            count=len(hits),
            text=quoted(text),
            names=names,
        )

    def _described(self, place: Place) -> str:
        label = self.label(place)
        if label in {place.id, place.unlocode}:
            return f"{label} ({place.name}, {place.country}, {place.lat:.2f}, {place.lon:.2f})"
        return label

    def _with_country(self, place: Place) -> Message:
        country = self._country(place.country)
        return Message("{place} ({country})", place=place.name, country=country)


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


def _cleaned(query: str) -> str:
    """Drop invisible characters of a query, and all but one space between words."""
    head = query[: 10 * LONGEST]
    visible = (" " if c.isspace() else c for c in head if c.isspace() or c.isprintable())
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())
