"""The tables of the page of the story: branches, events, volumes, statements that differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

from geo.history import Series
from geo.maps_scene import ink_name
from geo.maps_words import month_text
from geo.model import Mode, Status
from views.compare_tables import table
from views.evidence_tables import grade_name
from views.itinerary import source_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.history import Event, Volume
    from geo.maps_scene import Tongue

Json = dict[str, Any]
BRANCHES: Final = ("western", "trans-caspian", "eastern")
DECIMALS: Final = 3
"""Most digits after the point that a published volume has here, less those that are zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A dated or unbuilt link of a branch, as one month finds it."""

    id: str
    km: float
    gauge_mm: int
    open: bool
    opened: str


def links_of(collection: Mapping[str, Any], month: str) -> list[Link]:
    """Return the named links of a layer with their length, and whether each is open in a month.

    A link of several legs is open when all of its legs are.
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
        )
        for name, parts in legs.items()
    ]


def _is_open(leg: Mapping[str, Any], month: str) -> bool:
    first, last = str(leg["opened"] or ""), str(leg.get("closed") or "9999")
    return leg["status"] == Status.OPERATING and first <= month < last


def branch_table(
    answers: Json,
    links: Mapping[str, Sequence[Link]],
    *,
    names: Mapping[str, str],
    link_names: Mapping[str, str],
    tongue: Tongue,
) -> str:
    """Return the three branches in one month: way, length, gauges, links open and missing."""
    say = tongue.say
    heads = [
        say("Branch"),
        say("Length, km"),
        say("Gauge, mm"),
        say("Open links"),
        say("Missing links"),
    ]
    rows = []
    for branch in BRANCHES:
        first = next((j for j in answers["journeys"] if j["corridor"] == branch), None)
        cells = [f'<th scope="row" class="ink-{ink_name(branch)}">{escape(names[branch])}</th>']
        told = _length(first, names, tongue) if first else escape(say("no way in this month"))
        cells.append(f'<td data-label="{escape(heads[1])}">{told}</td>')
        cells.append(f'<td data-label="{escape(heads[2])}">{_gauges(first, tongue)}</td>')
        for head, wanted in zip(heads[3:], (True, False), strict=True):
            listed = [_link(one, link_names, tongue) for one in links[branch] if one.open is wanted]
            cells.append(f'<td data-label="{escape(head)}">{"".join(listed) or "–"}</td>')
        rows.append("".join(cells))
    return table(heads, rows, "answers beside branches")


def _length(journey: Json, names: Mapping[str, str], tongue: Tongue) -> str:
    by_mode = " · ".join(
        f"{tongue.say(mode.value)} {tongue.number(journey['km_by_mode'][mode], 0)}"
        for mode in Mode
        if journey["km_by_mode"].get(mode)
    )
    variant = names.get(f"{journey['corridor']}:{journey['variant']}", "")
    return (
        f"<b>{tongue.number(journey['km'], 0)}</b> "
        f"<small>{escape(by_mode)}<br>{escape(variant)}</small>"
    )


def _gauges(journey: Json | None, tongue: Tongue) -> str:
    if journey is None:
        return "–"
    km: Counter[int] = Counter()
    for leg in journey["legs"]:
        if leg["gauge_mm"]:
            km[leg["gauge_mm"]] += leg["track_km"]
    return "".join(
        f"<div>{tongue.number(gauge, 0)} <small>{_km(length, tongue)}</small></div>"
        for gauge, length in sorted(km.items())
    )


def _km(km: float, tongue: Tongue) -> str:
    return f"{tongue.number(km, 0)} {escape(tongue.say('km'))}"


def _link(link: Link, names: Mapping[str, str], tongue: Tongue) -> str:
    name = tongue.say(names.get(link.id, link.id))
    since = f", {month_text(link.opened, tongue)}" if link.opened else ""
    return f"<div>{escape(name)} <small>{_km(link.km, tongue)}{since}</small></div>"


def event_table(events: Iterable[Event], tongue: Tongue) -> str:
    """Return events with their sources, latest first."""
    say = tongue.say
    heads = [say("Date"), say("Kind"), say("Event"), say("Grade"), say("Source")]
    rows = [
        f'<th scope="row">{escape(month_text(one.date, tongue))}</th>'
        f'<td data-label="{escape(heads[1])}">{escape(say(one.kind.value))}</td>'
        f'<td><span lang="en" dir="ltr">{escape(one.text)}</span></td>'
        f'<td data-label="{escape(heads[3])}">{escape(grade_name(one.grade, tongue))}</td>'
        f"<td><small>{printed(one.source, one.url)}</small></td>"
        for one in sorted(events, key=lambda one: one.date, reverse=True)
    ]
    return table(heads, rows, "answers beside plain told")


def volume_table(volumes: Iterable[Volume], names: Mapping[str, str], tongue: Tongue) -> str:
    """Return volumes with their sources, as published."""
    say = tongue.say
    heads = [
        say("Year"),
        say("Subject"),
        say("Published"),
        say("Basis"),
        say("Grade"),
        say("Source"),
    ]
    rows = [
        f'<th scope="row">{escape(month_text(str(one.year), tongue))}</th>'
        f'<td data-label="{escape(heads[1])}">{escape(subject(one, names, tongue))}</td>'
        f'<td data-label="{escape(heads[2])}"><b>{escape(amount(one, tongue))}</b> '
        f'<small lang="en" dir="ltr">{escape(one.note)}</small></td>'
        f'<td data-label="{escape(heads[3])}">{escape(say(one.basis))}</td>'
        f'<td data-label="{escape(heads[4])}">{escape(grade_name(one.grade, tongue))}</td>'
        f"<td><small>{printed(one.source, one.url)}</small></td>"
        for one in sorted(volumes, key=lambda one: (one.branch, one.year, one.id))
    ]
    return table(heads, rows, "answers beside plain told")


def subject(volume: Volume, names: Mapping[str, str], tongue: Tongue) -> str:
    """Return what a volume is about: a branch, or trade or investment between the countries."""
    if volume.series is Series.TRADE:
        return tongue.say("Trade of Iran and Russia")
    if volume.series is Series.INVESTMENT:
        return tongue.say("Investment in Iran")
    return branch_name(volume, names, tongue)


def branch_name(volume: Volume, names: Mapping[str, str], tongue: Tongue) -> str:
    """Return what the branch of a volume is called."""
    return names[volume.branch] if volume.branch else tongue.say("whole corridor")


def amount(volume: Volume, tongue: Tongue) -> str:
    """Return a volume with its unit, a range where only the two ends were published."""
    ends = (volume.low, volume.high) if volume.typical is None else (volume.typical,)
    told = "–".join(tongue.number(v, _digits(v)) for v in ends if v is not None)
    return f"{told} {tongue.say(volume.unit)}"


def _digits(value: float) -> int:
    fitting = (digits for digits in range(DECIMALS) if round(value, digits) == value)
    return next(fitting, DECIMALS)


def printed(source: str, url: str) -> str:
    """Return a source as HTML, a link where it has an address."""
    return source_link(source, lambda text: (text, url)) if source else "–"
