"""The tables of the page of the story: branches, events, volumes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from geo.evidence import last_word_text
from geo.journeys import KM_DIGITS
from geo.message import Message
from geo.model import BRANCHES
from views.ui.templates import render

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
    rows = [
        (branch, journeys.get(branch), gauges(journeys[branch]) if branch in journeys else [])
        for branch in BRANCHES
    ]
    return render(
        "story/branches.html", locale, rows=rows, links=links, names=names, link_names=link_names
    )


def gauges(journey: Journey) -> list[tuple[int, float]]:
    """Kilometres of a journey on each gauge, the narrowest first."""
    km: defaultdict[int, float] = defaultdict(float)
    for leg in journey.route.legs:
        if leg.gauge_mm:
            km[leg.gauge_mm] += round(leg.track_km, KM_DIGITS)
    return sorted(km.items())


def link_note(
    note: str, links: Mapping[str, Sequence[Link]], source_of: SourceLookup, locale: Locale
) -> str:
    """Write a note and the sources of the lengths of all links, each once, as HTML."""
    sources = dict.fromkeys(name for own in links.values() for one in own for name in one.sources)
    return render("story/sources.html", locale, note=note, sources=sources, source_of=source_of)


def event_table(events: Iterable[Event], locale: Locale) -> str:
    """Write events with their sources as HTML, the latest first."""
    latest_first = sorted(events, key=lambda one: one.date, reverse=True)
    return render("story/events.html", locale, events=latest_first)


def newest_list(
    events: Iterable[Event], *, day: dt.date, names: Mapping[str, str], locale: Locale
) -> str:
    """Write of when the last word on the corridor and on each branch is, as HTML.

    Parameters
    ----------
    events
        What had happened by then; what has no branch is about the corridor as a whole.
    day
        Day from which ages are counted.
    names
        Of corridors.
    locale
        Language of the list.
    """
    newest = {one.branch: one for one in sorted(events, key=lambda one: one.last_day)}
    rows = [
        (
            names.get(branch) or locale.translate("Whole corridor"),
            last_word_text(event.last_day, day, written=_written(event)),
        )
        for branch in ("", *BRANCHES)
        if (event := newest.get(branch))
    ]
    return render("story/newest.html", locale, rows=rows)


def _written(event: Event) -> str:
    return "" if len(event.date) == len("YYYY-MM-DD") else event.date


def volume_age(volumes: Sequence[Volume], day: dt.date) -> Message | None:
    """Say how long ago the year of the newest count ended; None where it is not over."""
    year = max((one.year for one in volumes), default=day.year)
    days = (day - dt.date(year, 12, 31)).days
    if days <= 0:
        return None
    return Message(
        "The newest count is of {year}, which ended {days} days ago.", year=str(year), days=days
    )


def volume_table(volumes: Iterable[Volume], names: Mapping[str, str], locale: Locale) -> str:
    """Write volumes with their sources as HTML, as published."""
    rows = sorted(volumes, key=lambda one: (one.branch, one.year, one.id))
    return render("story/volumes.html", locale, volumes=rows, names=names)


def volume_title(title: str, branches: Mapping[str, str]) -> str:
    """Write the title of a chart, and which colour is which branch where it has several."""
    return render("story/title.html", title=title, names=branches)
