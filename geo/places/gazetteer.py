"""The gazetteer: find a place by its name in three scripts, its code or its coordinates.

Three lists are searched as one: the curated places, the sea ports of the world, and the towns round
the corridor. A port or town that is a curated place is that place; a town with a port is one place,
at the port. Which of several places a text means is decided in this order:

1. coordinates, or an id;
2. a country, unless a place in it bears its name, as in Singapore: an error that names its places;
3. a curated place of that name, then of that alias;
4. a port or town of that name or alias, if it is the only one, or five times larger than the next,
   or the largest and the only one whose proper name it is. It must be twenty times larger than a
   place whose proper name it is if it has it as an alias, than a city of 100,000 that the network
   reaches better, and, if the network does not reach it, than a port that it does. Accents that are
   written count. A city outside the network and the port of its name within 90 km are one place,
   at the port;
5. a city of 500,000 people or more of that name which the network reaches better than it reaches
   the namesakes, if none of these is more than five times larger. Best reached is what lies among
   its railways, or in a country with one of its stops; then sea ports elsewhere; then towns inland
   elsewhere, which only get the error that they lie outside the network;
6. a UN/LOCODE;
7. a name followed by a country, in brackets, after a comma or a space;
8. the same without a word such as port, station or city before or after the name; a port is a place
   with a quay.

Nothing is guessed beyond that. A place that is only spelt like the text, by transcription or by one
letter, is asked about and never taken: an error names the candidates, the most important first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from geo.errors import (
    AmbiguousPlaceError,
    CountryNameError,
    UncertainPlaceError,
    UnknownPlaceError,
)
from geo.message import Message, joined, quoted
from geo.model import Mode, Place, PlaceKind
from geo.paths import GAZETTEER
from geo.places.index import ALIAS, NAME, TRANSCRIPTION, Hit, Index, Reach
from geo.places.spelling import WIDTH, plain
from geo.places.suggestions import Suggestions
from geo.places.wording import Bare, Sort, bare_names

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST: Final = 100
"""Characters of the longest query that is looked at."""
_MOST: Final = 1_000
"""Places of the longest list."""
_LARGER: Final = 5
"""A town so many times larger than its namesakes is the one that is meant."""
_FAR_LARGER: Final = 20
"""So many times larger, it is meant even if the name is only an alias of it, or transcribed."""
_WORLD_CITY: Final = 500_000
"""A city of so many people is meant before namesakes that the network reaches less well."""
_LARGE_TOWN: Final = 100_000
"""A town of so many people that the network reaches is not passed over for one it does not."""
_CITY_TO_PORT_KM: Final = 90.0
"""The port of a city may lie so far down its river or its coast."""
_LONG: Final = 5
"""A text of fewer letters is the beginning of a name rather than a misspelt one."""
_LISTED: Final = 6
_NEAREST: Final = 3
_CANDIDATES: Final = 4
_OF_COUNTRY: Final = 5
"""Places that are named of a country."""
_CODE_LETTERS: Final = 3
_TWO: Final = 2
_GREAT_CITY: Final = 1_000_000
_CITY: Final = 10_000
"""A town of so many people may bear the name of its country, or be meant beside a namesake."""
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
        if not place and (codes := self._as_country(text)):
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
        sure = [] if self._only_a_country(text) else self._sure(text)
        by_name, by_any_name = self._index.beginning(text, limit)
        begun = sorted(filter(_is_end, by_name), key=self._importance)
        codes = self._as_country(text) if not sure else frozenset()
        if codes and (len(plain(text)) > _CODE_LETTERS or not begun):
            return self._near(text, self._index.important(codes, limit))
        guesses = self._guesses(text)
        if guesses and not (sure or begun):
            return self._near(text, [hit.place for hit in guesses[:limit]])
        meant = self._chosen(sure)
        first = sorted(sure, key=lambda hit: meant is None or hit.place.id != meant.id)
        least = _LARGE_TOWN if begun or sure else 0
        others = sorted(filter(_is_end, by_any_name), key=self._importance)
        others = [h for h in others if self._index.importance(h.place, h.people) >= least]
        hits = [*first, *begun, *guesses, *others]
        for bare in islice(bare_names(text), 0 if hits else 1):
            both = [hit for some in self._index.beginning(bare.name, limit) for hit in some]
            hits = sorted(filter(_is_end, both), key=self._importance)
        if not hits:
            near = self._index.misspelt(text, limit, edits=WIDTH)
            return self._near(text, [hit.place for hit in islice(near, limit)])
        once: dict[str, Hit] = {}
        for hit in hits:
            once.setdefault(hit.place.id, hit)
        listed = list(once.values())[:limit]
        return Suggestions(
            places=tuple(hit.place for hit in listed),
            has_answer=True,
            cities=frozenset(hit.place.id for hit in listed if hit.people >= _LARGE_TOWN),
        )

    def _near(self, text: str, places: list[Place]) -> Suggestions:
        """Places that a text does not name, with what to do about it."""
        answer = self._answers(text)
        near = tuple({place.id: place for place in places}.values())
        return Suggestions(places=near, message="" if isinstance(answer, Place) else answer.message)

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
            meant = self._meant(text) if text else None
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
        if place := self._meant(text):
            return place
        if codes := self._as_country(text):
            return CountryNameError(self._its_places(text, codes))
        if hits := self._sure(text):
            return AmbiguousPlaceError(self._choices(text, hits))
        if hits := self._guesses(text):
            return UncertainPlaceError(self._candidates(text, hits))
        return UnknownPlaceError(self._nearest_three(text))

    def _as_country(self, text: str) -> frozenset[str]:
        """Return the countries that a text names, or is spelt like, and that no place is."""
        codes = self._only_a_country(text)
        if codes or self._sure(text):
            return codes
        codes = self._index.countries_like(text)
        great = any(h.curated or h.people >= _GREAT_CITY for h in self._guesses(text))
        return frozenset() if great else codes

    def _meant(self, text: str) -> Place | None:
        """Return the place a text surely means, if it is one."""
        return None if self._only_a_country(text) else self._chosen(self._sure(text))

    def _chosen(self, hits: list[Hit]) -> Place | None:
        """Choose the one place that is meant; None if there are several."""
        if len(hits) == 1:
            return hits[0].place
        if not hits or hits[0].curated or any(hit.fit == TRANSCRIPTION for hit in hits):
            return None
        largest, second, *_ = sorted(hits, key=lambda hit: -hit.people)
        named = [hit for hit in hits if hit.fit == NAME]
        if largest.people >= _LARGER * second.people:
            rivals = [hit for hit in hits if hit is not largest and self._rivals(hit, largest)]
            if all(largest.people >= _FAR_LARGER * hit.people for hit in rivals):
                return largest.place
        return largest.place if named == [largest] else self._best_reached(hits)

    def _rivals(self, hit: Hit, largest: Hit) -> bool:
        """Say whether a place must be very much smaller than the largest not to be meant.

        It must if only it has the proper name, or if the network reaches it better, and it is a
        city; or a port, where the network does not reach the largest at all.
        """
        far = self._index.reach(largest.place)
        better = self._index.reach(hit.place) > far
        port = far == Reach.NONE and Mode.SEA in hit.place.terminals
        return hit.fit < largest.fit or (better and (port or hit.people >= _LARGE_TOWN))

    def _best_reached(self, hits: list[Hit]) -> Place | None:
        """Choose the large city of the name that the network reaches best, if one stands out."""
        reach = {hit.place.id: self._index.reach(hit.place) for hit in hits}
        cities = [hit for hit in hits if hit.fit == NAME and hit.people >= _WORLD_CITY]
        best = max(cities, key=lambda hit: (reach[hit.place.id], hit.people), default=None)
        if best is None:
            return None
        for hit in hits:
            less = reach[hit.place.id] < reach[best.place.id]
            most = best.people * _LARGER if less else best.people / _LARGER
            rivals = self._rivals(hit, best) and best.people < _FAR_LARGER * hit.people
            if hit is not best and (hit.people > most or rivals):
                return None
        return best.place

    def _only_a_country(self, text: str) -> frozenset[str]:
        """Return the countries that a text names, if none of them has a place of that name.

        Codes of two or three letters name a country only where no place bears them.
        """
        codes = self._index.countries_called(text)
        if not codes:
            return codes
        exact = [hit for hit in self._index.named(text) if hit.fit != TRANSCRIPTION]
        key = plain(text)
        is_code = len(key) <= _CODE_LETTERS and key.isascii()
        if is_code and (exact or not text.isascii()):
            return frozenset()
        cities = (h for h in exact if h.place.country in codes)
        return frozenset() if any(h.curated or h.people >= _CITY for h in cities) else codes

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

    def _sure(self, text: str) -> list[Hit]:
        """Return the first group that has a place in it, in the order of the module's list."""
        hits = self._spelt_so(text) or next(
            (hits for bare in bare_names(text) if (hits := self._of_sort(bare))), []
        )
        return _spelt_exactly(text, self._at_their_ports(hits))

    def _at_their_ports(self, hits: list[Hit]) -> list[Hit]:
        """Return the hits with each city outside the network as one with the port of its name."""
        ports = {hit.place.id: hit for hit in hits if _has_no_town(hit)}
        others = []
        for hit in hits:
            port = next((p for p in ports.values() if self._is_port_of(p, hit)), None)
            if port is not None:
                people = max(hit.people, ports[port.place.id].people)
                ports[port.place.id] = replace(port, people=people)
            elif hit.place.id not in ports:
                others.append(hit)
        return sorted([*ports.values(), *others], key=lambda hit: hit.rank)

    def _is_port_of(self, port: Hit, city: Hit) -> bool:
        here, there = port.place, city.place
        if (
            city.fit != NAME
            or self._index.reach(there) != Reach.NONE
            or here.country != there.country
        ):
            return False
        from geo.geodesy import distance_km  # noqa: PLC0415 - slow to load

        return distance_km(here.lon, here.lat, there.lon, there.lat) <= _CITY_TO_PORT_KM

    def _spelt_so(self, text: str) -> list[Hit]:
        countries = self._index.countries_called(text)
        named = self._index.named(text)
        own = [hit for hit in named if hit.place.country in countries]
        return (
            _exact(own)
            or _exact(named)
            or self._index.with_code(text)
            or _exact(self._index.named_in_country(text))
        )

    def _of_sort(self, bare: Bare) -> list[Hit]:
        """Return the places of a bare name, those of the sort that was said before others.

        A place without a quay is no port of its name, and not surely meant by it.
        """
        if self._only_a_country(bare.name):
            return []
        named = self._index.named(bare.name) or self._index.named_in_country(bare.name)
        exact = [hit for hit in named if hit.fit != TRANSCRIPTION]
        of_sort = _exact([hit for hit in exact if _is_of_sort(hit.place, bare.sort)])
        return of_sort or ([] if bare.sort is Sort.PORT and exact else self._spelt_so(bare.name))

    def _guesses(self, text: str) -> list[Hit]:
        """Return the places that are spelt like a text, the most important first."""
        hits: dict[str, Hit] = {}
        for reading in (text, *_turned(text), *(bare.name for bare in bare_names(text))):
            for hit in (
                *self._index.named_in_country(reading),
                *self._index.named(reading),
            ):
                hits.setdefault(hit.place.id, hit)
        return sorted(hits.values(), key=self._importance)

    def _importance(self, hit: Hit) -> tuple[int, str]:
        return (-self._index.importance(hit.place, hit.people), hit.place.id)

    def _sweeps(self, text: str, limit: int) -> Iterator[Hit]:
        yield from self._sure(text)
        yield from self._guesses(text)
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


def _turned(text: str) -> tuple[str, ...]:
    """Return a name of two words with its words turned round: ``Bandar Shah``, ``Shah Bandar``."""
    words = text.split()
    return (f"{words[1]} {words[0]}",) if len(words) == _TWO else ()


def _is_end(hit: Hit) -> bool:
    """Say whether a journey may begin or end at a place: at no strait or passage."""
    return hit.place.kind is not PlaceKind.WAYPOINT


def _is_of_sort(place: Place, sort: Sort) -> bool:
    if sort is Sort.PORT:
        return Mode.SEA in place.terminals
    if sort is Sort.DRY_PORT:
        return place.kind is PlaceKind.DRY_PORT
    return place.kind is not PlaceKind.PORT


def _exact(named: list[Hit]) -> list[Hit]:
    """Hits whose names are spelt so: curated by name, or by alias, or all others.

    Among the others a far larger town whose name is transcribed otherwise makes it a question: who
    writes Basra may mean the port of Iraq, not the village of that very spelling.
    """
    others = [hit for hit in named if hit.fit != TRANSCRIPTION]
    size = max((hit.people for hit in others), default=0)
    rivals = [
        hit
        for hit in named
        if hit.fit == TRANSCRIPTION and hit.people >= max(_CITY, _FAR_LARGER * size)
    ]
    return (
        [hit for hit in named if hit.curated and hit.fit == NAME]
        or [hit for hit in named if hit.curated and hit.fit == ALIAS]
        or ([*others, *rivals] if others else [])
    )


def _spelt_exactly(text: str, hits: list[Hit]) -> list[Hit]:
    """Return the hits whose name has the very accents of the text, if it has any.

    Not if another is very much larger: who writes ё or آ means it, but not a village by it.
    """
    marked = unicodedata.normalize("NFC", text).casefold()
    if unicodedata.normalize("NFD", marked) == marked:
        return hits
    exact = [
        hit
        for hit in hits
        if marked in {n.casefold() for n in (hit.place.name, hit.place.name_ru, hit.place.name_fa)}
    ]
    people = max((hit.people for hit in exact), default=0)
    far_larger = any(hit.people > _FAR_LARGER * people for hit in hits)
    return exact if exact and not (far_larger or hits[0].curated) else hits


def _has_no_town(hit: Hit) -> bool:
    """Say whether a hit is a port of that proper name which serves no town near to it."""
    return not hit.curated and hit.fit == NAME and hit.place.terminals == {Mode.SEA}


def _cleaned(query: str) -> str:
    """Drop invisible characters of a query, and all but one space between words."""
    head = query[: 10 * LONGEST]
    visible = (" " if c.isspace() else c for c in head if c.isspace() or c.isprintable())
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())
