"""The cards of missing links: each promised date, and what the link would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from geo.evidence import period_of, word_text
from geo.i18n import DOT, date_text, from_left
from geo.journeys import link_values
from geo.model import HOURS_PER_DAY
from geo.summary import signed
from views.state import choices, data
from views.state.question import ANY, TODAY, Question
from views.ui.templates import render

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence import Event, Promise
    from geo.i18n import Locale
    from geo.journeys import LinkValue
    from geo.network import MissingLink
    from geo.webmap import SourceLookup

YEAR_STEP: Final = 5
"""Years between two ticks of the axis of promises."""
LAST_TICK: Final = 92.0
"""Percent of the axis beyond which no year has room."""
LEAST_HOURS: Final = 1.2
"""A change below this is written as none: 0.05 days."""


class Mark(NamedTuple):
    """A promise on the axis: places in percent of its width."""

    said: float
    earliest: float | None
    due: float
    label: str
    has_passed: bool
    text: str
    """What a reader who does not see the chart is read."""
    source: tuple[str, str]


class Change(NamedTuple):
    """What a link would change in one world."""

    world: str
    days: str
    """Signed days, or that nothing changes."""
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCard:
    """A missing link."""

    id: str
    number: int
    name: str
    colour: str
    facts: str
    marks: tuple[Mark, ...]
    today: float
    changes: tuple[Change, ...]
    word: str
    """The newest event about it, or the newest promise, with its day and age."""
    word_source: tuple[str, str]
    length_sources: tuple[tuple[str, str], ...]


def question(*, as_if_open: bool) -> Question:
    """Return the default question: Moscow to Nhava Sheva today, or with every gate open."""
    return Question(
        origin=str(choices.DEFAULTS[choices.FROM]),
        destination=str(choices.DEFAULTS[choices.TO]),
        clock=str(choices.DEFAULTS[choices.CLOCK]),
        closed=(),
        built=(),
        as_of=TODAY,
        month=ANY,
        services=(),
        settings=(),
        as_if_open=as_if_open,
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def effects(*, as_if_open: bool, today: dt.date) -> Sequence[LinkValue] | None:
    """Return what each missing link would change for the default question.

    None where no branch can be used at all.

    Parameters
    ----------
    as_if_open
        Whether every gate is taken as open.
    today
        The day on which the page is read, for which the answer is kept.
    """
    del today
    asked = question(as_if_open=as_if_open)
    ends = data.place(asked.origin), data.place(asked.destination)
    answer = data.comparison(asked)
    if answer.is_barred:
        return None
    return link_values(data.atlas(), *ends, asked.scenario(), answer)


def link_cards(
    links: Iterable[MissingLink],
    promises: Sequence[Promise],
    events: Sequence[Event],
    values: Mapping[str, Sequence[LinkValue] | None],
    *,
    branches: Mapping[str, str],
    link_names: Mapping[str, str],
    names: Mapping[str, str],
    source_of: SourceLookup,
    day: dt.date,
    locale: Locale,
) -> str:
    """Write a card for each missing link as HTML.

    Parameters
    ----------
    links
        From `geo.network.missing_links`.
    promises, events
        Of the ledger, for all links.
    values
        What the links change, by the name of the world in which they do; None where no branch can
        be used in it.
    branches
        Branch that a link belongs to, by its id.
    link_names, names
        English names of links; names of corridors and variants in the language of the page.
    source_of
        Titles and addresses of sources.
    day
        The day on which the page is read.
    locale
        Language of the cards.
    """
    first = min(one.said_on.year for one in promises)
    last = max(one.due.year for one in promises) + 1
    axis = Axis(first, last)
    cards = []
    for number, link in enumerate(links, 1):
        own = [one for one in promises if one.link == link.id]
        of_link = [one for one in events if one.link == link.id]
        word, source = _word(own, of_link, day, locale)
        cards.append(
            LinkCard(
                id=link.id,
                number=number,
                name=locale.translate(link_names[link.id]),
                colour=branches.get(link.id, "neutral"),
                facts=locale.translate(DOT).join(
                    (
                        f"{locale.number(link.km, 0)} {locale.translate('km')}",
                        *map(locale.country, link.countries),
                        f"{locale.number(link.gauge_mm, 0)} {locale.translate('mm')}",
                    )
                ),
                marks=tuple(_mark(one, axis, day, locale) for one in own),
                today=axis.at_day(day),
                changes=tuple(
                    Change(world, locale.translate("no branch can be used"), "")
                    if some is None
                    else _change(world, [one for one in some if one.link == link.id], names, locale)
                    for world, some in values.items()
                ),
                word=word,
                word_source=source,
                length_sources=tuple(source_of(name) for name in link.sources),
            )
        )
    ticks = [(axis.at(year), locale.translate(str(year))) for year in axis.ticks()]
    return render("story/links.html", locale, cards=cards, ticks=ticks)


class Axis(NamedTuple):
    """Years from the first promise to the end of the last one."""

    first: int
    last: int

    def at(self, years: float) -> float:
        """Place of a moment, in percent of the width.

        Examples
        --------
        >>> Axis(2010, 2030).at(2015)
        25.0
        """
        return round(100 * (years - self.first) / (self.last - self.first), 1)

    def at_day(self, day: dt.date) -> float:
        """Place of a day, in percent of the width."""
        return self.at(day.year + (day.timetuple().tm_yday - 1) / 366)

    def ticks(self) -> list[int]:
        """Years that are written at the axis.

        Examples
        --------
        >>> Axis(2007, 2030).ticks()
        [2010, 2015, 2020, 2025]
        """
        start = -(-self.first // YEAR_STEP) * YEAR_STEP
        years = range(start, self.last + 1, YEAR_STEP)
        return [year for year in years if self.at(year) <= LAST_TICK]


def _mark(promise: Promise, axis: Axis, day: dt.date, locale: Locale) -> Mark:
    early = promise.earliest and period_of(f"{promise.earliest}-01"[:7])[0]
    return Mark(
        said=axis.at_day(promise.said_on),
        earliest=axis.at_day(early) if early else None,
        due=axis.at_day(promise.due),
        label=date_text(promise.promised, locale),
        has_passed=promise.has_passed(day),
        text=f"{date_text(promise.said, locale)}: {locale.translate(promise.text)}",
        source=(promise.source, promise.url),
    )


def _change(
    world: str, values: Sequence[LinkValue], names: Mapping[str, str], locale: Locale
) -> Change:
    best = min(values, key=lambda one: one.hours.p50, default=None)
    if best is None or abs(best.hours.p50) < LEAST_HOURS:
        return Change(world, locale.translate("no change"), "")
    days = best.hours.scaled(1 / HOURS_PER_DAY)
    unit = locale.translate("days")
    low, high = sorted((days.p10, days.p90))
    ends = from_left(f"{signed(low, locale)} – {signed(high, locale)}", locale)
    name = names.get(f"{best.corridor}:{best.variant}", "")
    where = locale.translate(DOT).join(filter(None, (names[best.corridor], name)))
    return Change(world, f"{signed(days.p50, locale)} {unit}", f"{where} ({ends})")


def _word(
    promises: Sequence[Promise], events: Sequence[Event], day: dt.date, locale: Locale
) -> tuple[str, tuple[str, str]]:
    """Newest word on a link: an event, or a promise where none is newer; and its source."""
    words = [(one.last_day, one.text, one.source, one.url) for one in events]
    words += [(one.said_on, one.text, one.source, one.url) for one in promises]
    if not words:
        return "", ("", "")
    last, text, source, url = max(words)
    return f"{locale.translate(word_text(last, day))}: {locale.translate(text)}", (source, url)
