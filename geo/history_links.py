"""Links of the corridor's branches: which of them a month finds open, and which are missing."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from geo.model import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
BRANCHES: Final[Mapping[str, str]] = MappingProxyType(
    {"western": "western", "trans-caspian": "trans_caspian", "eastern": "eastern"}
)
"""The layer of each branch, by the id of its corridor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A dated or unbuilt link of a branch, as one month finds it."""

    id: str
    km: float
    gauge_mm: int
    open: bool
    opened: str
    sources: tuple[str, ...]
    """Ids of the sources of its length."""


def links_of(collection: Mapping[str, Any], month: str) -> list[Link]:
    """Return the named links of a layer with their length, and whether each is open in a month.

    A link of several legs is open when all of its legs are.

    Parameters
    ----------
    collection
        GeoJSON of a branch.
    month
        ``YYYY-MM``; empty: as it is built today.
    """
    legs: dict[str, list[Json]] = {}
    for feature in collection["features"]:
        props = feature["properties"]
        if props.get("link"):
            legs.setdefault(props["link"], []).append(props)
    return [
        Link(
            id=name,
            km=sum(leg["track_km"] for leg in parts),
            gauge_mm=parts[0]["gauge_mm"],
            open=all(_is_open(leg, month) for leg in parts),
            opened=max(str(leg["opened"] or "") for leg in parts),
            sources=tuple(dict.fromkeys(n for leg in parts for n in leg["source_ids"].split("|"))),
        )
        for name, parts in legs.items()
    ]


def _is_open(leg: Mapping[str, Any], month: str) -> bool:
    first, last = str(leg["opened"] or ""), str(leg.get("closed") or "")
    begun = not month or first <= month
    ended = last and (not month or month >= last)
    return leg["status"] == Status.OPERATING and begun and not ended
