"""The month the map shows: its slider, and what happened in its year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.i18n import locale as tongues
from geo.i18n.locale import month_text
from geo.scenario import MONTHS
from views import loaders, state
from views.state import say

if TYPE_CHECKING:
    from geo.i18n.locale import Tongue

Collections = Mapping[str, Mapping[str, Any]]
YEARS: Final = range(2000, 2036)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Event:
    """Something that changed the network."""

    month: str
    text: str


def slider_months(now: str | None = None) -> list[str]:
    """Return the months of the slider, and today after the month that runs now.

    Examples
    --------
    >>> months = slider_months("2026-11")
    >>> months[0], months[-1], months[months.index(state.TODAY) - 1]
    ('2000-01', '2035-12', '2026-11')
    """
    running = now or f"{datetime.now(tz=UTC):%Y-%m}"
    months = [f"{year}-{month:02}" for year in YEARS for month in range(1, MONTHS + 1)]
    at = months.index(running) + 1 if running in months else len(months)
    return [*months[:at], state.TODAY, *months[at:]]


def choose_month() -> str | None:
    """Show the slider; return the month to draw, None for today."""
    tongue = state.tongue()
    row = st.container(key="month")
    left, right = row.columns([12, 1], vertical_alignment="bottom", gap="small")
    left.select_slider(
        say("What is open in"),
        slider_months(),
        key=state.AT,
        format_func=lambda month: month_name(month, tongue),
        persist_state="session",
    )
    month: str = state.choice(state.AT)
    right.button(
        say("Today"),
        on_click=_back_to_today,
        disabled=month == state.TODAY,
        type="tertiary",
        key="to-today",
    )
    return None if month == state.TODAY else month


def month_name(month: str, tongue: Tongue) -> str:
    """Return what a month is called on the slider."""
    return tongue.say("Today") if month == state.TODAY else month_text(month, tongue)


def _back_to_today() -> None:
    st.session_state[state.AT] = state.TODAY


def year_shown(month: str | None) -> int:
    """Return the year whose events are told."""
    return int(month[:4]) if month else datetime.now(tz=UTC).year


@st.cache_data(show_spinner=False)
def openings(language: str) -> list[Event]:
    """Return when each link of the layers was opened or closed, oldest first."""
    tongue, links = tongues.tongue(language), loaders.atlas().corridors.links
    collections, _ = loaders.layers()
    found = {
        Event(month=str(props[key])[:7], text=text.format(link=tongue.say(links[props["link"]])))
        for collection in collections.values()
        for feature in collection["features"]
        if (props := feature["properties"]).get("link") in links
        for key, text in (
            ("opened", tongue.say("{link} opened")),
            ("closed", tongue.say("{link} closed")),
        )
        if props.get(key)
    }
    return sorted(found)


def events_of(year: int, tongue: Tongue) -> str:
    """Return the events of a year as markup."""
    told = [
        _row(event.date, event.text, tongue, url=event.url, source=event.source)
        for event in loaders.history().events
        if event.year == year
    ]
    drawn = [
        _row(event.month, event.text, tongue)
        for event in openings(tongue.language)
        if int(event.month[:4]) == year
    ]
    body = f"<ol>{''.join(told)}</ol>" if told else ""
    if drawn:
        body += f"<h3>{escape(tongue.say('On this map'))}</h3><ol>{''.join(drawn)}</ol>"
    none = tongue.say("The timeline holds nothing for this year, and no link opened.")
    body = body or f"<p>{escape(none)}</p>"
    digits = escape(month_text(str(year), tongue))
    return f'<section class="year" aria-live="polite"><h2>{digits}</h2>{body}</section>'


def _row(date: str, text: str, tongue: Tongue, *, url: str = "", source: str = "") -> str:
    """Return one event as an entry of a list."""
    shown = escape(tongue.say(text))
    if url:
        shown += (
            f' <a href="{escape(url)}" target="_blank" rel="noopener noreferrer" '
            f'title="{escape(source)}">{escape(tongue.say("Source"))}</a>'
        )
    return f"<li><b>{escape(month_text(date, tongue))}</b> <span>{shown}</span></li>"
