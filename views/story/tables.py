"""The tables of the page of the story: branches, events, volumes, statements that differ."""

from __future__ import annotations

from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING

from geo.i18n import amount, grade_name, month_text, sentence, subject
from geo.journeys import KM_DIGITS
from geo.model import BRANCHES, Mode
from geo.webmap import colour_name
from views.ui.html import pair, printed, source_link, table
from views.ui.measures import km_by_mode, km_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence import Event, Link, Volume
    from geo.i18n import Locale
    from geo.journeys import Journey
    from geo.webmap import SourceLookup


def branch_table(
    journeys: Mapping[str, Journey],
    links: Mapping[str, Sequence[Link]],
    *,
    names: Mapping[str, str],
    link_names: Mapping[str, str],
    locale: Locale,
) -> str:
    """Write the three branches in one month as HTML: length, gauges, links open and missing.

    Parameters
    ----------
    journeys
        The journey of each branch that has a route, by the id of its corridor.
    links
        Of each branch.
    names
        Of corridors, and of variants as ``corridor:variant``.
    link_names
        English names of links, by id.
    locale
        Language of the table.
    """
    translate = locale.translate
    heads = [
        translate("Branch"),
        translate("Length, km"),
        translate("Gauge, mm"),
        translate("Open links"),
        translate("Missing links"),
    ]
    rows = []
    for branch in BRANCHES:
        journey = journeys.get(branch)
        cells = [
            f'<th scope="row" class="colour-{colour_name(branch)}">{escape(names[branch])}</th>'
        ]
        length = (
            _length(journey, names, locale)
            if journey
            else escape(translate("no route in this month"))
        )
        cells.append(f'<td data-label="{escape(heads[1])}">{length}</td>')
        cells.append(f'<td data-label="{escape(heads[2])}">{_gauges(journey, locale)}</td>')
        for head, wanted in zip(heads[3:], (True, False), strict=True):
            listed = [_link(one, link_names, locale) for one in links[branch] if one.open is wanted]
            cells.append(f'<td data-label="{escape(head)}">{"".join(listed) or "–"}</td>')
        rows.append("".join(cells))
    return table(heads, rows, "answers branches")


def link_sources(
    links: Mapping[str, Sequence[Link]], source_of: SourceLookup, locale: Locale
) -> str:
    """Return the sources of the lengths of all links, each once, as HTML."""
    ids = dict.fromkeys(name for found in links.values() for one in found for name in one.sources)
    told = "".join(f"<li>{source_link(name, source_of)}</li>" for name in ids)
    return f'<ul class="note cited" aria-label="{escape(locale.translate("Sources"))}">{told}</ul>'


def _length(journey: Journey, names: Mapping[str, str], locale: Locale) -> str:
    km = km_by_mode(journey)
    by_mode = "".join(
        f'<bdi class="number">{escape(locale.translate(mode.value))} '
        f"{locale.number(km[mode], 0)}</bdi> "
        for mode in Mode
        if km.get(mode)
    )
    variant = names.get(journey.id, "") if journey.route.variant else ""
    return (
        f"<b>{locale.number(km_of(journey), 0)}</b> <small>{by_mode}<br>{escape(variant)}</small>"
    )


def _gauges(journey: Journey | None, locale: Locale) -> str:
    if journey is None:
        return "–"
    km: defaultdict[int, float] = defaultdict(float)
    for leg in journey.route.legs:
        if leg.gauge_mm:
            km[leg.gauge_mm] += round(leg.track_km, KM_DIGITS)
    return "".join(
        f"<div>{locale.number(gauge, 0)} <small>{_km(length, locale)}</small></div>"
        for gauge, length in sorted(km.items())
    )


def _km(km: float, locale: Locale) -> str:
    return f"{locale.number(km, 0)} {escape(locale.translate('km'))}"


def _link(link: Link, names: Mapping[str, str], locale: Locale) -> str:
    name = locale.translate(names.get(link.id, link.id))
    told = f'<bdi class="number">{_km(link.km, locale)}</bdi>'
    if link.opened:
        told += f' <bdi class="number" dir="ltr">{month_text(link.opened, locale)}</bdi>'
    return f"<div>{escape(name)} <small>{told}</small></div>"


def event_table(events: Iterable[Event], locale: Locale) -> str:
    """Return events with their sources, latest first."""
    translate = locale.translate
    heads = [
        translate("Date"),
        translate("Kind"),
        translate("Event"),
        translate("Grade"),
        translate("Source"),
    ]
    rows = [
        f'<th scope="row">{escape(month_text(one.date, locale))}</th>'
        f'<td data-label="{escape(heads[1])}">{escape(translate(one.kind.value))}</td>'
        f"<td>{escape(sentence(one.text, locale))}</td>"
        f"{pair(heads[3], grade_name(one.grade, locale))}"
        f"<td><small>{printed(one.source, one.url)}</small></td>"
        for one in sorted(events, key=lambda one: one.date, reverse=True)
    ]
    return table(heads, rows, "answers plain told")


def volume_table(volumes: Iterable[Volume], names: Mapping[str, str], locale: Locale) -> str:
    """Return volumes with their sources, as published."""
    translate = locale.translate
    heads = [
        translate("Year"),
        translate("Subject"),
        translate("Published"),
        translate("Basis"),
        translate("Grade"),
        translate("Source"),
    ]
    rows = [
        f'<th scope="row">{escape(month_text(str(one.year), locale))}</th>'
        f'<td data-label="{escape(heads[1])}">{escape(subject(one, names, locale))}</td>'
        f'<td data-label="{escape(heads[2])}"><b>{escape(amount(one, locale))}</b> '
        f"<small>{escape(sentence(one.note, locale))}</small></td>"
        f"{pair(heads[3], translate(one.basis))}"
        f"{pair(heads[4], grade_name(one.grade, locale))}"
        f"<td><small>{printed(one.source, one.url)}</small></td>"
        for one in sorted(volumes, key=lambda one: (one.branch, one.year, one.id))
    ]
    return table(heads, rows, "answers plain told")
