"""The tables of states of gates: as of a date, contradicted, not confirmed, and the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from geo.evidence import GateStatus, status_text, word_text
from geo.i18n import COMMA, from_left, month_text, percent
from geo.message import Day
from geo.webmap import MARKS, SAME_MARK
from views.ui.templates import render

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from geo.evidence import AsOf, GateState, GateStates
    from geo.i18n import Locale
    from geo.webmap import SourceLookup


class StateRow(NamedTuple):
    """A state as the tables show it."""

    gate: str
    state: str
    mark: str
    """Name of the mark and of its colour, as on the map."""
    since: str
    until: str
    traffic: str
    word: str
    """Day of the last word, with its age where it is old."""
    is_old: bool
    note: str
    grade: str
    sources: tuple[str, ...]
    against: bool
    """Whether a better source contradicts it, so that it is not used."""


def reading_day(states: AsOf, today: dt.date) -> dt.date:
    """Day from which ages are counted: today, or that of a question about the past."""
    return today if states.is_beyond_data else states.last


def state_table(
    states: AsOf,
    *,
    today: dt.date,
    names: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Write the state of every gate on a date as HTML, the gravest first.

    Parameters
    ----------
    states
        From `geo.journeys.Atlas.as_of`.
    today
        The day on which the page is read.
    names
        English names of gates, by id.
    source_of
        Titles and addresses of sources.
    locale
        Language of the table.
    """
    order = [status for group in SAME_MARK for status in group]
    listed = sorted(
        states.states.values(), key=lambda one: (order.index(one.status), names[one.gate])
    )
    day = reading_day(states, today)
    rows = [_row(one, day, names, locale) for one in listed]
    return render("evidence/states.html", locale, rows=rows, source_of=source_of)


def conflict_table(
    states: GateStates, *, names: Mapping[str, str], source_of: SourceLookup, locale: Locale
) -> str:
    """Write what contradicts a state beside that state as HTML, the newest first."""
    by_id = {row.id: row for row in states.rows}
    pairs = [(by_id[row.against], row) for row in states.rows if row.against]
    pairs.sort(key=lambda pair: str(pair[1].first), reverse=True)
    rows = [
        tuple(_row(one, one.last_word or one.first, names, locale) for one in pair)
        for pair in pairs
    ]
    return render("evidence/state_conflicts.html", locale, rows=rows, source_of=source_of)


def stale_list(
    rows: Iterable[GateState],
    day: dt.date,
    *,
    names: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Write the states that nobody has confirmed for long as HTML, the oldest first."""
    listed = [_row(one, day, names, locale) for one in rows]
    return render("evidence/state_words.html", locale, rows=listed, source_of=source_of)


def history_list(
    states: GateStates, *, names: Mapping[str, str], source_of: SourceLookup, locale: Locale
) -> str:
    """Write every state of every gate as HTML, a table a gate, the newest state first."""
    gates = sorted(states.gates, key=lambda gate: locale.translate(names[gate]))
    groups = [
        (
            locale.translate(names[gate]),
            [
                _row(one, one.last_word or one.first, names, locale)
                for one in sorted(states.of(gate), key=lambda one: str(one.first), reverse=True)
            ],
        )
        for gate in gates
    ]
    return render("evidence/state_history.html", locale, groups=groups, source_of=source_of)


def _row(
    state: GateState, day: dt.date | None, names: Mapping[str, str], locale: Locale
) -> StateRow:
    translate, word = locale.translate, state.confirmed
    shown = word if word and (day is None or word <= day) else None
    return StateRow(
        gate=translate(names[state.gate]),
        state=translate(status_text(state.status)),
        mark=MARKS[state.status],
        since=_since(state, locale),
        until=translate(Day(state.last)) if state.last else "",
        traffic=_traffic(state, locale),
        word=translate(word_text(shown, day or shown)) if shown else "",
        is_old=state.status is GateStatus.UNKNOWN,
        note=translate(state.note),
        grade=state.grade.value,
        sources=state.sources,
        against=bool(state.against),
    )


def _since(state: GateState, locale: Locale) -> str:
    if state.is_seasonal:
        months = sorted(state.months, key=lambda month: (month + 5) % 12)
        listed = locale.translate(COMMA).join(
            from_left(month_text(str(month), locale), locale) for month in months
        )
        return locale.translate("every year in months {months}").format(months=listed)
    since = state.since or state.first
    return locale.translate(Day(since)) if since else ""


def _traffic(state: GateState, locale: Locale) -> str:
    shares = [
        (state.traffic_share, "{share}"),
        (state.service_share, locale.translate("container services {share}")),
    ]
    return locale.translate(COMMA).join(
        text.format(share=percent(locale.number(100 * share, 0), locale))
        for share, text in shares
        if share is not None
    )
