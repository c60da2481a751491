"""The tables of the page of the story: branches, events, volumes, statements that differ."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from geo.evidence.history import BRANCH_LAYERS
from geo.i18n.locale import month_text
from geo.i18n.phrases import amount, grade_name, sentence, subject
from geo.model import Mode
from geo.webmap.scene import ink_name
from views.ui.html import pair, printed, source_link, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence.history import Event, Link, Volume
    from geo.i18n.locale import Tongue
    from geo.webmap.scene import SourceBook

Json = dict[str, Any]


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
    for branch in BRANCH_LAYERS:
        first = next((j for j in answers["journeys"] if j["corridor"] == branch), None)
        cells = [f'<th scope="row" class="ink-{ink_name(branch)}">{escape(names[branch])}</th>']
        told = _length(first, names, tongue) if first else escape(say("no way in this month"))
        cells.append(f'<td data-label="{escape(heads[1])}">{told}</td>')
        cells.append(f'<td data-label="{escape(heads[2])}">{_gauges(first, tongue)}</td>')
        for head, wanted in zip(heads[3:], (True, False), strict=True):
            listed = [_link(one, link_names, tongue) for one in links[branch] if one.open is wanted]
            cells.append(f'<td data-label="{escape(head)}">{"".join(listed) or "–"}</td>')
        rows.append("".join(cells))
    return table(heads, rows, "answers branches")


def link_sources(links: Mapping[str, Sequence[Link]], book: SourceBook, tongue: Tongue) -> str:
    """Return the sources of the lengths of all links, each once, as HTML."""
    ids = dict.fromkeys(name for found in links.values() for one in found for name in one.sources)
    told = "".join(f"<li>{source_link(name, book)}</li>" for name in ids)
    return f'<ul class="note cited" aria-label="{escape(tongue.say("Sources"))}">{told}</ul>'


def _length(journey: Json, names: Mapping[str, str], tongue: Tongue) -> str:
    by_mode = "".join(
        f'<bdi class="number">{escape(tongue.say(mode.value))} '
        f"{tongue.number(journey['km_by_mode'][mode], 0)}</bdi> "
        for mode in Mode
        if journey["km_by_mode"].get(mode)
    )
    variant = names.get(f"{journey['corridor']}:{journey['variant']}", "")
    return f"<b>{tongue.number(journey['km'], 0)}</b> <small>{by_mode}<br>{escape(variant)}</small>"


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
    told = f'<bdi class="number">{_km(link.km, tongue)}</bdi>'
    if link.opened:
        told += f' <bdi class="number" dir="ltr">{month_text(link.opened, tongue)}</bdi>'
    return f"<div>{escape(name)} <small>{told}</small></div>"


def event_table(events: Iterable[Event], tongue: Tongue) -> str:
    """Return events with their sources, latest first."""
    say = tongue.say
    heads = [say("Date"), say("Kind"), say("Event"), say("Grade"), say("Source")]
    rows = [
        f'<th scope="row">{escape(month_text(one.date, tongue))}</th>'
        f'<td data-label="{escape(heads[1])}">{escape(say(one.kind.value))}</td>'
        f"<td>{escape(sentence(one.text, tongue))}</td>"
        f"{pair(heads[3], grade_name(one.grade, tongue))}"
        f"<td><small>{printed(one.source, one.url)}</small></td>"
        for one in sorted(events, key=lambda one: one.date, reverse=True)
    ]
    return table(heads, rows, "answers plain told")


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
        f"<small>{escape(sentence(one.note, tongue))}</small></td>"
        f"{pair(heads[3], say(one.basis))}"
        f"{pair(heads[4], grade_name(one.grade, tongue))}"
        f"<td><small>{printed(one.source, one.url)}</small></td>"
        for one in sorted(volumes, key=lambda one: (one.branch, one.year, one.id))
    ]
    return table(heads, rows, "answers plain told")
