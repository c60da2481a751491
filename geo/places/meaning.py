"""Which place a text means, of several that bear its name.

That is decided in this order:

1. a country, unless a place in it bears its name, as in Singapore: an error that names its places;
2. a curated place of that name, then of that alias;
3. a port or town of that name or alias, if it is the only one, or five times larger than the next,
   or the largest and the only one whose proper name it is. It must be twenty times larger than a
   place whose proper name it is if it has it as an alias, than a city of 100,000 that the network
   reaches better, and, if the network does not reach it, than a port that it does. Accents that are
   written count. A city outside the network and the port of its name within 90 km are one place,
   at the port;
4. a city of 500,000 people or more of that name which the network reaches better than it reaches
   the namesakes, if none of these is more than five times larger. Best reached is what lies among
   its railways, or in a country with one of its stops; then sea ports elsewhere; then towns inland
   elsewhere, which only get the error that they lie outside the network;
5. a UN/LOCODE;
6. a name followed by a country, in brackets, after a comma or a space;
7. the same without a word such as port, station or city before or after the name; a port is a place
   with a quay.

Nothing is guessed beyond that. A place that is only spelt like the text, by transcription or by one
letter, is asked about and never taken.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.model import Mode, PlaceKind
from geo.places.index import ALIAS, NAME, TRANSCRIPTION, Hit, Reach
from geo.places.spelling import plain
from geo.places.wording import Bare, Sort, bare_names

if TYPE_CHECKING:
    from geo.model import Place
    from geo.places.index import Index

LARGE_TOWN: Final = 100_000
"""A town of so many people that the network reaches is not passed over for one it does not."""
CODE_LETTERS: Final = 3
"""Letters of the longest code of a country."""
_LARGER: Final = 5
"""A town so many times larger than its namesakes is the one that is meant."""
_FAR_LARGER: Final = 20
"""So many times larger, it is meant even if the name is only an alias of it, or transcribed."""
_WORLD_CITY: Final = 500_000
"""A city of so many people is meant before namesakes that the network reaches less well."""
_GREAT_CITY: Final = 1_000_000
"""A text that is spelt like a city of so many people is not taken for a misspelt country."""
_CITY: Final = 10_000
"""A town of so many people may bear the name of its country, or be meant beside a namesake."""
_CITY_TO_PORT_KM: Final = 90.0
"""The port of a city may lie so far down its river or its coast."""
_TWO: Final = 2


class Meanings:
    """Decides what a text means.

    Parameters
    ----------
    index
        The three lists of places by their names.
    """

    def __init__(self, index: Index) -> None:
        self._index: Final = index

    def place(self, text: str) -> Place | None:
        """Return the place a text surely means, if it is one."""
        return None if self.only_countries(text) else self.chosen(self.candidates(text))

    def candidates(self, text: str) -> list[Hit]:
        """Return the first group that has a place in it, in the order of the module's list."""
        hits = self._spelt_so(text) or next(
            (hits for bare in bare_names(text) if (hits := self._of_sort(bare))), []
        )
        return _spelt_exactly(text, self._at_their_ports(hits))

    def chosen(self, hits: list[Hit]) -> Place | None:
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

    def countries(self, text: str) -> frozenset[str]:
        """Return the countries that a text names, or is spelt like, and that no place is."""
        codes = self.only_countries(text)
        if codes or self.candidates(text):
            return codes
        codes = self._index.countries_like(text)
        great = any(h.curated or h.people >= _GREAT_CITY for h in self.guesses(text))
        return frozenset() if great else codes

    def only_countries(self, text: str) -> frozenset[str]:
        """Return the countries that a text names, if none of them has a place of that name.

        Codes of two or three letters name a country only where no place bears them.
        """
        codes = self._index.countries_called(text)
        if not codes:
            return codes
        exact = [hit for hit in self._index.named(text) if hit.fit != TRANSCRIPTION]
        key = plain(text)
        is_code = len(key) <= CODE_LETTERS and key.isascii()
        if is_code and (exact or not text.isascii()):
            return frozenset()
        cities = (h for h in exact if h.place.country in codes)
        return frozenset() if any(h.curated or h.people >= _CITY for h in cities) else codes

    def guesses(self, text: str) -> list[Hit]:
        """Return the places that are spelt like a text, the most important first."""
        hits: dict[str, Hit] = {}
        for reading in (text, *_turned(text), *(bare.name for bare in bare_names(text))):
            for hit in (
                *self._index.named_in_country(reading),
                *self._index.named(reading),
            ):
                hits.setdefault(hit.place.id, hit)
        return sorted(hits.values(), key=self.by_importance)

    def by_importance(self, hit: Hit) -> tuple[int, str]:
        """Key that sorts hits by importance, the most important first."""
        return (-self._index.importance(hit.place, hit.people), hit.place.id)

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
        if self.only_countries(bare.name):
            return []
        named = self._index.named(bare.name) or self._index.named_in_country(bare.name)
        exact = [hit for hit in named if hit.fit != TRANSCRIPTION]
        of_sort = _exact([hit for hit in exact if _is_of_sort(hit.place, bare.sort)])
        return of_sort or ([] if bare.sort is Sort.PORT and exact else self._spelt_so(bare.name))

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

    def _rivals(self, hit: Hit, largest: Hit) -> bool:
        """Say whether a place must be very much smaller than the largest not to be meant.

        It must if only it has the proper name, or if the network reaches it better, and it is a
        city; or a port, where the network does not reach the largest at all.
        """
        far = self._index.reach(largest.place)
        better = self._index.reach(hit.place) > far
        port = far == Reach.NONE and Mode.SEA in hit.place.terminals
        return hit.fit < largest.fit or (better and (port or hit.people >= LARGE_TOWN))

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


def _turned(text: str) -> tuple[str, ...]:
    """Return a name of two words with its words turned round: ``Bandar Shah``, ``Shah Bandar``."""
    words = text.split()
    return (f"{words[1]} {words[0]}",) if len(words) == _TWO else ()


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
