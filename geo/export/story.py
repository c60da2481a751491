"""The corridor's story as rows: branches and their links in a month, events, volumes."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from geo.evidence import BRANCH_LAYERS, Series, links_of, load_history
from geo.export.content import Parts, Section
from geo.export.evidence import contradictions
from geo.journeys import compare
from geo.paths import LAYERS
from geo.scenario import Scenario
from geo.validation import DISPUTED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.evidence import Event, Volume
    from geo.export.content import Row
    from geo.i18n import Locale
    from geo.journeys import Atlas, Journey

PARTS: Final = ("branches", "events", "volumes", "contradictions")
ENDS: Final = ("moscow", "nhava-sheva")
"""Between them the branches are measured."""
_MONEY: Final = frozenset({Series.TRADE, Series.INVESTMENT})


def story_parts(
    atlas: Atlas,
    asked: frozenset[str],
    month: str,
    names: Mapping[str, str],
    locale: Locale,
) -> Parts:
    """Return the rows of what is asked, with the sources of events and volumes.

    Parameters
    ----------
    atlas
        From `load_atlas`.
    asked
        Some of ``PARTS``.
    month
        ``YYYY-MM``; empty: the network as it is built today.
    names
        What corridors are called.
    locale
        Language of the model's own answers to contradictions.
    """
    history = load_history()
    found: list[Section] = []
    if "branches" in asked:
        found += [_branches(atlas, month), _links(atlas, month)]
    if "events" in asked:
        found.append(Section(id="events", rows=tuple(map(_event, reversed(history.events)))))
    if "volumes" in asked:
        for name, money in (("cargo", False), ("trade", True)):
            chosen = (one for one in history.volumes if (one.series in _MONEY) is money)
            found.append(Section(id=name, rows=tuple(map(_volume, chosen))))
    if "contradictions" in asked:
        known = {one.id: one for one in atlas.ledger.contradictions}
        found.append(contradictions(atlas, (known[one] for one in DISPUTED), names, locale))
    told: list[Event | Volume] = [*history.events, *history.volumes]
    used = {row["source_ids"] for part in found for row in part.rows if "source_ids" in row}
    source_of = {
        one.source: (one.source, one.url) for one in told if one.source and one.source in used
    }
    return Parts(parts=tuple(found), source_of=source_of)


def _branches(atlas: Atlas, month: str) -> Section:
    """Return the preferred way of each branch from Moscow to Nhava Sheva, where one is open."""
    origin, destination = (atlas.places.find(name) for name in ENDS)
    whole = compare(atlas, origin, destination, Scenario(date=month or None))
    reasons = {one.corridor: one.reason for one in reversed(whole.failed)}
    rows = []
    for branch in BRANCH_LAYERS:
        first = next((one for one in whole.journeys if one.route.corridor == branch), None)
        told = _way(first) if first else {"reason": reasons.get(branch, "")}
        rows.append({"corridor": branch, "month": month, **told})
    return Section(id="branches", rows=tuple(rows))


def _way(one: Journey) -> Row:
    km: defaultdict[str, float] = defaultdict(float)
    for leg in one.route.legs:
        km[f"km_{leg.mode}"] += leg.track_km
        if leg.gauge_mm:
            km[f"km_gauge_{leg.gauge_mm}"] += leg.track_km
    lengths = {name: round(length, 1) for name, length in sorted(km.items())}
    return {"variant": one.route.variant, "km": round(one.route.km, 1), **lengths}


def _links(atlas: Atlas, month: str) -> Section:
    names, rows = atlas.corridors.links, []
    for branch, layer in BRANCH_LAYERS.items():
        text = (LAYERS / f"{layer}.geojson").read_text("utf-8")
        rows += [
            {
                "corridor": branch,
                "id": one.id,
                "name": names.get(one.id, one.id),
                "km": round(one.km, 1),
                "gauge_mm": one.gauge_mm,
                "open": one.open,
                "opened": one.opened,
            }
            for one in links_of(json.loads(text), month)
        ]
    return Section(id="links", rows=tuple(rows))


def _event(one: Event) -> Row:
    return {
        "id": one.id,
        "date": one.date,
        "kind": one.kind.value,
        "corridor": one.branch,
        "text": one.text,
        "grade": one.grade.value,
        "source_ids": one.source,
    }


def _volume(one: Volume) -> Row:
    return {
        "id": one.id,
        "series": one.series.value,
        "corridor": one.branch,
        "year": one.year,
        "low": one.low,
        "typical": one.typical,
        "high": one.high,
        "unit": one.unit,
        "basis": one.basis,
        "grade": one.grade.value,
        "note": one.note,
        "source_ids": one.source,
    }
