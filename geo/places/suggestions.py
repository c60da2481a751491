"""What to offer while a name is being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.model import Place


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
