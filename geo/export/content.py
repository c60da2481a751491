"""Parts of a file about evidence or the story: flat rows under one name, with their sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.webmap import (
    Scene,
    around,
    journey_groups,
    layer_groups,
    place_legend,
    status_legend,
    stop_legend,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.export.request import Request
    from geo.i18n import Locale
    from geo.journeys import Journey
    from geo.layers import FeatureCollection
    from geo.model import Band
    from geo.plot import Stamp

Json = dict[str, Any]
CORRIDOR_BOX: Final = (30.0, 16.0, 80.0, 61.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything a writer needs."""

    request: Request
    stamp: Stamp
    locale: Locale
    names: Mapping[str, str]
    """What each ``corridor`` and ``corridor:variant`` is called."""
    sources: Mapping[str, tuple[str, str]]
    """Title and address of every source used, by id."""
    found: tuple[Journey, ...] = ()
    """The journeys drawn: the first of each corridor."""
    journeys: tuple[Json, ...] = ()
    """The same, in the JSON of `geo.journeys.schema`, with prices of the box asked for."""
    every: tuple[Json, ...] = ()
    """All variants, without lines."""
    base: tuple[Json, ...] = ()
    """Of a scenario: the journeys without it, without lines."""
    failed: tuple[Json, ...] = ()
    layers: Mapping[str, FeatureCollection] = field(default_factory=dict)
    """GeoJSON layers by name."""
    parts: tuple[Section, ...] = ()
    """Of evidence and story: their rows."""

    @property
    def paper(self) -> str:
        """Paper of pictures and pages: ``a4``, ``a3`` or ``16:9``."""
        return self.request.paper

    def source_of(self, identifier: str) -> tuple[str, str]:
        """Return title and address of a source."""
        return self.sources.get(identifier, (identifier, ""))

    def name(self, row: Mapping[str, Any]) -> str:
        """Return the name of a journey or a failure: corridor and variant."""
        parts = [row["corridor"], f"{row['corridor']}:{row['variant']}" if row["variant"] else ""]
        return self.locale.translate(", ").join(
            self.names.get(part, part) for part in parts if part
        )

    def about(self) -> dict[str, str]:
        """Return what every file says of itself."""
        stamp = self.stamp
        return {
            "title": stamp.title,
            "scenario": stamp.subtitle,
            "date_of_data": stamp.data_date,
            "credits": stamp.credits,
            "disclaimer": stamp.disclaimer,
            "token": stamp.hash,
        }

    def caption(self) -> str:
        """Write scenario, date of the data and credits as the line under a map."""
        stamp = self.stamp
        return f"{stamp.subtitle} · {stamp.data_date} · {stamp.credits}"

    def scene(self) -> Scene:
        """Return the map."""
        locale = self.locale
        if self.layers:
            groups = layer_groups(self.layers, source_of=self.source_of, locale=locale)
            legend = status_legend(locale) + place_legend(locale)
            return Scene(groups=groups, legend=legend, fit=CORRIDOR_BOX, locale=locale)
        short = {name: text for name, text in self.names.items() if ":" not in name}
        groups = journey_groups(self.found, names=short, source_of=self.source_of, locale=locale)
        legend = stop_legend(locale) + status_legend(locale)
        return Scene(groups=groups, legend=legend, fit=around(groups), locale=locale)


SENTENCES: Final = ("text", "subject", "one", "other", "reason", "explanation", "note")
"""Columns that are told in the language of the file; the others hold codes and numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows of one kind; ids of their sources stand in ``source_ids``, joined by bars."""

    id: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a file holds, and sources that its rows do not name, or the ledger does not hold."""

    parts: tuple[Section, ...]
    read: frozenset[str] = frozenset()
    """Ids of sources to be listed though no row names them."""
    source_of: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Title and address of those that the ledger does not hold, by the text that names them."""


def part_rows(content: Content, part: Section) -> list[Row]:
    """Return the rows of a part, each with titles and addresses of its sources at the end."""
    found = []
    for held in part.rows:
        row = held | {
            name: content.locale.translate(held[name]) for name in SENTENCES if name in held
        }
        titles = [" ".join(filter(None, content.source_of(name))) for name in sources_of(row)]
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
    number = content.locale.number
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


Row = dict[str, Any]
