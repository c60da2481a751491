"""What to offer while a name is being written."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from geo.model import PlaceKind
from geo.places.meaning import CODE_LETTERS, LARGE_TOWN
from geo.places.spelling import WIDTH, plain
from geo.places.wording import bare_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import Place
    from geo.places.index import Hit, Index
    from geo.places.meaning import Meanings


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Places that a text may mean or become, the likeliest first.

    Examples
    --------
    >>> Suggestions().places
    ()
    """

    places: tuple[Place, ...] = ()
    has_answer: bool = False
    """Whether the first place may be taken: it has the name, or its name begins so."""
    cities: frozenset[str] = frozenset()
    """Ids of those that are towns of 100,000 people and more."""
    message: str = ""
    """Why none may be taken, and what to do; the places are then those that are near."""


def completions(index: Index, meanings: Meanings, text: str, limit: int) -> Suggestions:
    """List the places that a text means or is the beginning of, without a message.

    Parameters
    ----------
    index, meanings
        The names of all places, and what decides between them.
    text
        A name as far as it is written, not empty.
    limit
        Most places of the list.
    """
    sure = [] if meanings.only_countries(text) else meanings.candidates(text)
    by_name, by_any_name = index.beginning(text, limit)
    begun = _ends(by_name, meanings)
    codes = frozenset() if sure else meanings.countries(text)
    if codes and (len(plain(text)) > CODE_LETTERS or not begun):
        return Suggestions(places=tuple(index.important(codes, limit)))
    guesses = meanings.guesses(text)
    if guesses and not (sure or begun):
        return Suggestions(places=_places(guesses[:limit]))
    meant = meanings.chosen(sure)
    first = sorted(sure, key=lambda hit: meant is None or hit.place.id != meant.id)
    least = LARGE_TOWN if begun or sure else 0
    others = [
        hit
        for hit in _ends(by_any_name, meanings)
        if index.importance(hit.place, hit.people) >= least
    ]
    hits = [*first, *begun, *guesses, *others] or _barely_begun(index, meanings, text, limit)
    if not hits:
        return Suggestions(places=_places(islice(index.misspelt(text, limit, edits=WIDTH), limit)))
    listed = _distinct(hits)[:limit]
    return Suggestions(
        places=tuple(hit.place for hit in listed),
        has_answer=True,
        cities=frozenset(hit.place.id for hit in listed if hit.people >= LARGE_TOWN),
    )


def _ends(hits: Iterable[Hit], meanings: Meanings) -> list[Hit]:
    """Sort those where a journey may begin or end, at no strait or passage, by importance."""
    ends = (hit for hit in hits if hit.place.kind is not PlaceKind.WAYPOINT)
    return sorted(ends, key=meanings.by_importance)


def _barely_begun(index: Index, meanings: Meanings, text: str, limit: int) -> list[Hit]:
    """List what begins so once a word such as port or city is left out."""
    bare = next(bare_names(text), None)
    by_name, by_any_name = index.beginning(bare.name, limit) if bare else ([], [])
    return _ends([*by_name, *by_any_name], meanings)


def _distinct(hits: Iterable[Hit]) -> list[Hit]:
    """List the first hit of each place."""
    first: dict[str, Hit] = {}
    for hit in hits:
        first.setdefault(hit.place.id, hit)
    return list(first.values())


def _places(hits: Iterable[Hit]) -> tuple[Place, ...]:
    return tuple(hit.place for hit in _distinct(hits))
