"""Content of a file: the answer to a request as rows, with names, sources and the stamp."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from geo.export.rows import NAMES, SENTENCES, Cells, FailureRow, cells, sources_of
from geo.journeys import Comparison, Rank, ranked
from geo.plot import Stamp, near_groups
from geo.summary import barred_journeys
from geo.webmap import (
    Scene,
    around,
    journey_groups,
    layer_groups,
    own_group,
    place_legend,
    state_legend,
    status_legend,
    stop_legend,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from _typeshed import DataclassInstance

    from geo.export.request import Request
    from geo.export.rows import GapRow, GateRow, JourneyRow, LegRow, Section, StopRow
    from geo.i18n import Locale
    from geo.journeys import Journey
    from geo.layers import FeatureCollection
    from geo.userdata import MeasuredLayer
    from geo.webmap import Group


@dataclass(frozen=True, kw_only=True)
class Content:
    """Everything a writer needs: rows of journeys, layers, or sections of evidence and story."""

    request: Request
    stamp: Stamp
    locale: Locale
    names: Mapping[str, str]
    """Name of each ``corridor`` and ``corridor:variant``."""
    sources: Mapping[str, tuple[str, str]]
    """Title and address of every source, by id."""
    drawn: tuple[Journey, ...] = ()
    """Journeys of maps and charts: the first of each corridor."""
    journeys: tuple[JourneyRow, ...] = ()
    """Rows of the same."""
    legs: tuple[LegRow, ...] = ()
    stops: tuple[StopRow, ...] = ()
    gates: tuple[GateRow, ...] = ()
    """Gates that are not simply open and have a place."""
    gaps: tuple[GapRow, ...] = ()
    every: tuple[JourneyRow, ...] = ()
    """All variants."""
    base: tuple[JourneyRow, ...] = ()
    """Of a scenario: the journeys without its changes."""
    failed: tuple[FailureRow, ...] = ()
    comparison: Comparison | None = None
    """The answer whose rows these are."""
    opened: Comparison | None = None
    """The answer as if every gate were open, where states of gates bar every branch."""
    layers: Mapping[str, FeatureCollection] = field(default_factory=dict)
    """GeoJSON layers by name."""
    sections: tuple[Section, ...] = ()
    """Rows of evidence and story."""
    marks: Group | None = None
    """Gates that are not simply open, for the map as a web page."""
    as_of: str = ""
    """As of when the journeys hold, with the gates that are not simply open and their sources."""
    own: MeasuredLayer | None = None
    """A layer of the user's own, for maps as web pages and files of features."""
    remarks: tuple[str, ...] = ()
    """What a reader of the journeys must know: that no branch serves, and past errors."""

    @cached_property
    def barred(self) -> tuple[Journey, ...]:
        """Of each corridor the fastest journey that only states of gates keep from serving."""
        if self.comparison is None or self.opened is None:
            return ()
        return barred_journeys(self.comparison, self.opened)

    def source_of(self, identifier: str) -> tuple[str, str]:
        """Title and address of a source."""
        return self.sources.get(identifier, (identifier, ""))

    def source_texts(self, ids: Iterable[str]) -> str:
        """Titles and addresses of sources in one text."""
        return "; ".join(" ".join(filter(None, self.source_of(name))) for name in ids)

    def name(self, corridor: str, variant: str) -> str:
        """Name of a journey: corridor and variant."""
        parts = [corridor, f"{corridor}:{variant}" if variant else ""]
        texts = [self.names.get(part, part) for part in parts if part]
        return self.locale.translate(", ").join(filter(None, texts))

    def about(self) -> dict[str, str]:
        """Describe the file, as every file does."""
        stamp = self.stamp
        return {
            "title": stamp.title,
            "as_of": self.as_of,
            "remarks": " ".join(self.remarks),
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

    def cells(self, row: DataclassInstance) -> Cells:
        """Row of a table: sentences translated, titles and addresses of the sources at the end."""
        flat = cells(row)
        if self.sections:
            translate = self.locale.translate
            texts = {name: flat[name] for name in SENTENCES if name in flat}
            flat |= {
                name: translate(text if isinstance(text, str) else str(text))
                for name, text in texts.items()
            }
        elif self.drawn:
            flat |= {name: self.locale.translate(str(flat[name])) for name in NAMES if name in flat}
        sources = {"sources": self.source_texts(sources_of(row))} if "source_ids" in flat else {}
        return flat | sources

    def source_numbers(self) -> dict[str, str]:
        """Give each source its number in the list of sources, by id."""
        number = self.locale.number
        return {source: number(place, 0) for place, source in enumerate(self.sources, start=1)}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Groups of the map."""
        source_of, locale = self.source_of, self.locale
        if self.layers:
            return layer_groups(self.layers, source_of=source_of, locale=locale)
        corridors = {name: text for name, text in self.names.items() if ":" not in name}
        return journey_groups(
            (*self.barred, *self.drawn),
            names=corridors,
            source_of=source_of,
            barred={one.id for one in self.barred},
            locale=locale,
        )

    @property
    def _own_groups(self) -> tuple[Group, ...]:
        """Group of the user's own layer."""
        own = self.own
        return (own_group(own.layer, own.measures, own.nearest, self.locale),) if own else ()

    def scene(self) -> Scene:
        """Scene of the map."""
        locale = self.locale
        if self.layers:
            from geo.layers import CORRIDOR_BOX

            legend = status_legend(locale) + place_legend(locale)
            groups = (*self.groups, *self._own_groups)
            return Scene(groups=groups, legend=legend, fit=CORRIDOR_BOX, locale=locale)
        marks = (self.marks,) if self.marks else ()
        return Scene(
            groups=(*self.groups, *marks, *self._own_groups),
            highlight=ranked(self.drawn, Rank.DAYS)[0].id if len(self.drawn) > 1 else None,
            legend=(
                *(state_legend(locale) if marks else ()),
                *stop_legend(locale),
                *status_legend(locale),
            ),
            fit=around(near_groups(self.groups)),
            locale=locale,
        )


def layer_sources(properties: Mapping[str, object]) -> list[str]:
    """Ids of the sources of a feature of a layer.

    Examples
    --------
    >>> layer_sources({"source_ids": "osm|s1"}), layer_sources({"source": "ne"}), layer_sources({})
    (['osm', 's1'], ['ne'], [])
    """
    ids = str(properties.get("source_ids") or properties.get("source") or "")
    return [name for name in ids.split("|") if name]


def cited(ids: Iterable[str], numbers: Mapping[str, str]) -> str:
    """Numbers of sources, each once and the smallest first.

    Examples
    --------
    >>> cited(["c", "a", "c", "unknown"], {"a": "1", "b": "2", "c": "3"})
    '1 3'
    """
    listed = set(ids)
    return " ".join(number for name, number in numbers.items() if name in listed)
