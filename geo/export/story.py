"""Rows of the corridor's story: branches and their links in a month, events, volumes."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.evidence import BRANCH_LAYERS, Series, links_of, load_history
from geo.export.evidence import contradictions
from geo.export.rows import Section, column
from geo.journeys import KM_DIGITS, compare
from geo.model import BRANCHES
from geo.paths import LAYERS, shipped_text
from geo.scenario import Scenario
from geo.validation import DISPUTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.evidence import Event, Volume
    from geo.i18n import Locale
    from geo.journeys import Atlas, Journey

PARTS: Final = ("branches", "events", "volumes", "contradictions")
ENDS: Final = ("moscow", "nhava-sheva")
"""Between them the branches are measured."""
_MONEY: Final = frozenset({Series.TRADE, Series.INVESTMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchRow:
    """A branch that is open in a month, measured by its preferred route."""

    corridor: str
    month: str
    variant: str
    total_km: float = field(metadata=column("km"))
    km: Mapping[str, float]
    """Kilometres by mode and, as ``gauge_1520``, by gauge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedBranchRow:
    """A branch without a route in a month."""

    corridor: str
    month: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """A link of a branch."""

    corridor: str
    id: str
    name: str
    km: float
    gauge_mm: int
    open: bool
    opened: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """An event of the corridor's history."""

    id: str
    date: str
    kind: str
    corridor: str
    text: str
    grade: str
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeRow:
    """A published amount of a year: cargo, trade or money."""

    id: str
    series: str
    corridor: str
    year: int
    low: float | None
    typical: float | None
    high: float | None
    unit: str
    basis: str
    grade: str
    note: str
    source_ids: tuple[str, ...]


def story_sections(
    atlas: Atlas,
    parts: frozenset[str],
    month: str,
    names: Mapping[str, str],
    locale: Locale,
) -> Iterator[Section]:
    """Yield the rows of some parts of the story.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    parts
        Some of ``PARTS``.
    month
        ``YYYY-MM``; empty: the network as it is built today.
    names
        Names of the corridors.
    locale
        Language of the model's answers to contradictions.
    """
    history = load_history()
    if "branches" in parts:
        yield _branches(atlas, month)
        yield _links(atlas, month)
    if "events" in parts:
        yield Section(id="events", rows=tuple(map(_event, reversed(history.events))))
    if "volumes" in parts:
        for name, money in (("cargo", False), ("trade", True)):
            volumes = (one for one in history.volumes if (one.series in _MONEY) is money)
            yield Section(id=name, rows=tuple(map(_volume, volumes)))
    if "contradictions" in parts:
        known = {one.id: one for one in atlas.ledger.contradictions}
        yield contradictions(atlas, (known[one] for one in DISPUTED), names, locale)


def history_sources() -> dict[str, tuple[str, str]]:
    """Title and address of the sources of events and volumes, by the title that names them."""
    history = load_history()
    rows: list[Event | Volume] = [*history.events, *history.volumes]
    return {row.source: (row.source, row.url) for row in rows if row.source}


def _branches(atlas: Atlas, month: str) -> Section:
    """Measure the preferred route of each open branch between `ENDS`."""
    origin, destination = (atlas.places.find(name) for name in ENDS)
    comparison = compare(atlas, origin, destination, Scenario(date=month or None))
    journeys = {one.route.corridor: one for one in reversed(comparison.journeys)}
    reasons = {one.corridor: one.reason for one in reversed(comparison.failed)}
    rows = tuple(
        _branch(journeys[name], month)
        if name in journeys
        else ClosedBranchRow(corridor=name, month=month, reason=reasons.get(name, ""))
        for name in BRANCHES
    )
    return Section(id="branches", rows=rows)


def _branch(journey: Journey, month: str) -> BranchRow:
    route = journey.route
    km: defaultdict[str, float] = defaultdict(float)
    for leg in route.legs:
        km[leg.mode.value] += leg.track_km
        if leg.gauge_mm:
            km[f"gauge_{leg.gauge_mm}"] += leg.track_km
    return BranchRow(
        corridor=route.corridor,
        month=month,
        variant=route.variant,
        total_km=round(route.km, KM_DIGITS),
        km={name: round(length, KM_DIGITS) for name, length in sorted(km.items())},
    )


def _links(atlas: Atlas, month: str) -> Section:
    names = atlas.corridors.links
    rows = tuple(
        LinkRow(
            corridor=branch,
            id=link.id,
            name=names.get(link.id, link.id),
            km=round(link.km, KM_DIGITS),
            gauge_mm=link.gauge_mm,
            open=link.open,
            opened=link.opened,
        )
        for branch, layer in BRANCH_LAYERS.items()
        for link in links_of(json.loads(shipped_text(LAYERS / f"{layer}.geojson")), month)
    )
    return Section(id="links", rows=rows)


def _event(event: Event) -> EventRow:
    return EventRow(
        id=event.id,
        date=event.date,
        kind=event.kind.value,
        corridor=event.branch,
        text=event.text,
        grade=event.grade.value,
        source_ids=(event.source,) if event.source else (),
    )


def _volume(volume: Volume) -> VolumeRow:
    return VolumeRow(
        id=volume.id,
        series=volume.series.value,
        corridor=volume.branch,
        year=volume.year,
        low=volume.low,
        typical=volume.typical,
        high=volume.high,
        unit=volume.unit,
        basis=volume.basis,
        grade=volume.grade.value,
        note=volume.note,
        source_ids=(volume.source,) if volume.source else (),
    )
