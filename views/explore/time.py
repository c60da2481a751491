"""The month the map shows: its slider, and what happened in its year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.i18n import get_locale, month_text
from views.state import data

if TYPE_CHECKING:
    from geo.i18n import Locale

Collections = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DatedText:
    """Something that changed the network."""

    month: str
    text: str


def year_shown(month: str | None) -> int:
    """Return the year whose events are told."""
    return int(month[:4]) if month else datetime.now(tz=UTC).year


@st.cache_data(show_spinner=False)
def openings(language: str) -> list[DatedText]:
    """Return when each link of the layers was opened or closed, oldest first."""
    locale, links = get_locale(language), data.atlas().corridors.links
    collections, _ = data.layers()
    found = {
        DatedText(
            month=str(props[key])[:7], text=text.format(link=locale.translate(links[props["link"]]))
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
    return sorted(found)


def events_of(year: int, locale: Locale) -> str:
    """Return the events of a year as markup."""
    told = [
        _row(event.date, event.text, locale, url=event.url, source=event.source)
        for event in data.history().events
        if event.year == year
    ]
    drawn = [
        _row(event.month, event.text, locale)
        for event in openings(locale.language)
        if int(event.month[:4]) == year
    ]
    body = f"<ol>{''.join(told)}</ol>" if told else ""
    if drawn:
        body += f"<h3>{escape(locale.translate('On this map'))}</h3><ol>{''.join(drawn)}</ol>"
    none = locale.translate("The timeline holds nothing for this year, and no link opened.")
    body = body or f"<p>{escape(none)}</p>"
    digits = escape(month_text(str(year), locale))
    return f'<section class="year" aria-live="polite"><h2>{digits}</h2>{body}</section>'


def _row(date: str, text: str, locale: Locale, *, url: str = "", source: str = "") -> str:
    """Return one event as an entry of a list."""
    shown = escape(locale.translate(text))
    if url:
        shown += (
            f' <a href="{escape(url)}" target="_blank" rel="noopener noreferrer" '
            f'title="{escape(source)}">{escape(locale.translate("Source"))}</a>'
        )
    return f"<li><b>{escape(month_text(date, locale))}</b> <span>{shown}</span></li>"
