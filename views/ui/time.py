"""Choice of a month."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.i18n import month_text
from geo.months import MONTHS_PER_YEAR
from views.state import choices
from views.state.choices import translate
from views.state.question import TODAY

if TYPE_CHECKING:
    from geo.i18n import Locale

YEARS: Final = range(2000, 2036)


def slider_months(now: str | None = None) -> list[str]:
    """Return the months of the slider, and today after the month that runs now.

    Examples
    --------
    >>> months = slider_months("2026-11")
    >>> months[0], months[-1], months[months.index(TODAY) - 1]
    ('2000-01', '2035-12', '2026-11')
    """
    running = now or f"{datetime.now(tz=UTC):%Y-%m}"
    months = [f"{year}-{month:02}" for year in YEARS for month in range(1, MONTHS_PER_YEAR + 1)]
    at = months.index(running) + 1 if running in months else len(months)
    return [*months[:at], TODAY, *months[at:]]


def choose_month() -> str | None:
    """Show the slider; return the month to draw, None for today."""
    locale = choices.locale()
    row = st.container(key="month")
    left, right = row.columns([12, 1], vertical_alignment="bottom", gap="small")
    left.select_slider(
        translate("As of"),
        slider_months(),
        key=choices.AT,
        format_func=lambda month: month_name(month, locale),
        persist_state="session",
    )
    month: str = choices.text(choices.AT)
    right.button(
        translate("Today"),
        on_click=_back_to_today,
        disabled=month == TODAY,
        type="tertiary",
        key="to-today",
    )
    return None if month == TODAY else month


def month_name(month: str, locale: Locale) -> str:
    """Return what a month is called on the slider."""
    return locale.translate("Today") if month == TODAY else month_text(month, locale)


def _back_to_today() -> None:
    st.session_state[choices.AT] = TODAY
