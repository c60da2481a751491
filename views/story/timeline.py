"""The line of time: every event since 2000 as a dot, one row a kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.evidence import BRANCH_LAYERS, EventKind
from geo.i18n import date_text
from geo.layers import CORRIDOR_BOX
from geo.months import MONTHS_PER_YEAR
from views.ui.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.evidence import Event
    from geo.i18n import Locale
    from views.story.scene import Views

FIRST_YEAR: Final = 2000
"""The line begins with the agreement on the corridor; earlier events stand in the table."""
WIDE_FROM: Final = 2020
"""From this year on a year takes more room: half of the line."""
LANES: Final = 3
LANE_GAP: Final = 1.3
"""Dots of a row that are nearer than this, in percent of the line, lie in another lane."""


class Dot(NamedTuple):
    """An event on the line."""

    id: str
    at: float
    """Place in percent of the line."""
    row: int
    lane: int
    barred: bool
    label: str
    source: str
    url: str
    see: str


def place_of(years: float, last: int) -> float:
    """Place of a moment on the line, in percent of its width.

    Examples
    --------
    >>> place_of(2000, 2027), place_of(2010, 2027), place_of(2020, 2027), place_of(2027, 2027)
    (0.0, 25.0, 50.0, 100.0)
    """
    if years <= WIDE_FROM:
        return round(50 * (years - FIRST_YEAR) / (WIDE_FROM - FIRST_YEAR), 2)
    return round(50 + 50 * (years - WIDE_FROM) / (last - WIDE_FROM), 2)


def dots_of(events: Iterable[Event], views: Views, locale: Locale) -> list[Dot]:
    """Place the events since 2000 on the line, in the order of time.

    Parameters
    ----------
    events
        Of the timeline.
    views
        Of the map, which a dot sets.
    locale
        Language of the labels.
    """
    shown = sorted(
        (one for one in events if one.year >= FIRST_YEAR), key=lambda one: (one.date, one.id)
    )
    last = max(one.year for one in shown) + 1
    ends: dict[tuple[int, int], float] = {}
    kinds = list(EventKind)
    dots = []
    for one in shown:
        at, row = place_of(_years(one), last), kinds.index(one.kind)
        free = [n for n in range(LANES) if at - ends.get((row, n), -100.0) >= LANE_GAP]
        lane = free[0] if free else min(range(LANES), key=lambda n: ends[row, n])
        ends[row, lane] = at
        box = views.links if one.link else CORRIDOR_BOX
        dots.append(
            Dot(
                id=one.id,
                at=at,
                row=row,
                lane=lane,
                barred=one.kind is EventKind.DISRUPTION,
                label=f"{date_text(one.date, locale)}: {locale.translate(one.text)}",
                source=one.source,
                url=one.url,
                see=json.dumps(views.of(box, highlight=BRANCH_LAYERS.get(one.branch))),
            )
        )
    return dots


def timeline(dots: list[Dot], locale: Locale, *, last: int) -> str:
    """Write the line of time as HTML.

    Parameters
    ----------
    dots
        From `dots_of`.
    locale
        Language of the names.
    last
        Year at the end of the line.
    """
    years = [*range(FIRST_YEAR, WIDE_FROM, 5), *range(WIDE_FROM, last + 1, 2)]
    ticks = [(place_of(year, last), locale.translate(str(year))) for year in years]
    kinds = [locale.translate(PLURALS[kind.value]) for kind in EventKind]
    return render("story/timeline.html", locale, dots=dots, ticks=ticks, kinds=kinds)


PLURALS: Final = {
    "agreement": "Agreements",
    "decision": "Decisions",
    "opening": "Openings",
    "trial": "Trials",
    "disruption": "Disruptions",
}
"""Rows of the line."""


def _years(event: Event) -> float:
    day = event.last_day if len(event.date) == len("YYYY-MM-DD") else None
    month = int(event.month[5:]) - 1 + ((day.day - 1) / 31 if day else 0.5)
    return event.year + month / MONTHS_PER_YEAR
