"""Parts of a file about evidence or the story: flat rows under one name, with their sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.export_content import Content
    from geo.export_rows import Row
    from geo.model import Band


SENTENCES: Final = ("text", "subject", "one", "other", "reason", "explanation", "note")
"""Columns that are told in the language of the file; the others hold codes and numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of one kind; ids of their sources stand in ``source_ids``, joined by bars."""

    id: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a file holds, and sources that its rows do not name, or the ledger does not hold."""

    parts: tuple[Part, ...]
    read: frozenset[str] = frozenset()
    """Ids of sources to be listed though no row names them."""
    book: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Title and address of those that the ledger does not hold, by the text that names them."""


def part_rows(content: Content, part: Part) -> list[Row]:
    """Return the rows of a part, each with titles and addresses of its sources at the end."""
    found = []
    for held in part.rows:
        row = held | {name: content.tongue.say(held[name]) for name in SENTENCES if name in held}
        titles = [" ".join(filter(None, content.book(name))) for name in sources_of(row)]
        found.append(row | ({"sources": "; ".join(titles)} if "source_ids" in row else {}))
    return found


def sources_of(row: Mapping[str, Any]) -> list[str]:
    """Return the ids of the sources of a row.

    Examples
    --------
    >>> sources_of({"source_ids": "s1|s2"}), sources_of({})
    (['s1', 's2'], [])
    """
    return [name for name in str(row.get("source_ids") or "").split("|") if name]


def source_numbers(content: Content) -> dict[str, str]:
    """Return the number of each source in the list of sources, by id, in that order."""
    number = content.tongue.number
    return {source: number(place, 0) for place, source in enumerate(content.sources, start=1)}


def cited(ids: Iterable[str], numbers: Mapping[str, str]) -> str:
    """Return the numbers of sources, each once and the smallest first.

    Examples
    --------
    >>> cited(["c", "a", "c", "unknown"], {"a": "1", "b": "2", "c": "3"})
    '1 3'
    """
    asked = set(ids)
    return " ".join(number for name, number in numbers.items() if name in asked)


def joined(names: Iterable[str]) -> str:
    """Return ids as one cell."""
    return "|".join(names)


def banded(name: str, band: Band | None) -> Row:
    """Return a band as three cells, empty where there is none.

    Examples
    --------
    >>> from geo.model import Band
    >>> banded("days", Band(p10=1, p50=2.123456, p90=3))
    {'days_p10': 1, 'days_p50': 2.1235, 'days_p90': 3}
    """
    shares = ("p10", "p50", "p90")
    return {f"{name}_{s}": round(getattr(band, s), 4) if band else None for s in shares}
