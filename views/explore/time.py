"""The month the map shows: its slider, and what happened in its year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from geo.evidence import OLD_DAYS, last_word_text
from geo.i18n import get_locale
from views.state import data
from views.ui.templates import render

if TYPE_CHECKING:
    from geo.i18n import Locale


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DatedText:
    """Something that happened, or that changed the network."""

    date: str
    """A year, a month or a day."""
    text: str
    url: str = ""
    source: str = ""


def year_shown(month: str | None) -> int:
    """Return the year whose events are shown."""
    return int(month[:4]) if month else datetime.now(tz=UTC).year


@st.cache_data(show_spinner=False)
def openings(language: str) -> list[DatedText]:
    """Return when each link of the layers was opened or closed, oldest first."""
    locale, links = get_locale(language), data.atlas().corridors.links
    collections, _ = data.layers()
    changes = {
        DatedText(
            date=str(props[key])[:7], text=text.format(link=locale.translate(links[props["link"]]))
        )
        for collection in collections.values()
        for feature in collection["features"]
        if (props := feature["properties"]).get("link") in links
        for key, text in (
            ("opened", locale.translate("{link} opened")),
            ("closed", locale.translate("{link} closed")),
        )
        if props.get(key)
    }
    return sorted(changes)


def events_of(year: int, locale: Locale) -> str:
    """Write the events of a year as HTML."""
    events, day = data.history().events, data.today()
    newest = max(events, key=lambda one: one.last_day)
    is_old = year == day.year and (day - newest.last_day).days > OLD_DAYS
    timeline = [
        DatedText(date=one.date, text=one.text, url=one.url, source=one.source)
        for one in events
        if one.year == year
    ]
    changes = [one for one in openings(locale.language) if int(one.date[:4]) == year]
    return render(
        "explore/events.html",
        locale,
        year=str(year),
        timeline=timeline,
        changes=changes,
        word=last_word_text(newest.last_day, day) if is_old else None,
    )
