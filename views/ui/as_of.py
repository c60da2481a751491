"""As of when an answer holds: the first lines of a page that answers a question."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from geo.evidence import as_of_text, old_word_text, status_text
from geo.i18n import COMMA, SEMICOLON
from geo.message import Day, Message, Month
from geo.webmap import MARKS, SAME_MARK
from views.state import choices, data
from views.state.choices import translate
from views.ui.templates import render

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from geo.evidence import AsOf, GateStatus
    from geo.i18n import Locale
    from geo.journeys import Comparison, GateCondition
    from geo.webmap import SourceLookup


SWITCH: Final = "as if open"


class StateMark(NamedTuple):
    """Gates that share a state, as the first line shows them."""

    text: str
    mark: str
    """Style class: the mark of the state."""


class StateRow(NamedTuple):
    """A gate and its state as the page shows it."""

    text: str
    effect: str
    """What the state adds to days and price."""
    note: str
    word: str
    """How old the last word is, where it is old."""
    sources: tuple[str, ...]
    grade: str


def show_as_of(comparison: Comparison) -> None:
    """Show the date of an answer and the states of its gates, and the switch to an open world."""
    with st.container(horizontal=True, vertical_alignment="top", key="as-of"):
        st.html(
            as_of_list(
                comparison, locale=choices.locale(), source_of=data.source, today=data.today()
            )
        )
        if choices.is_open() or comparison.gates:
            show_switch()


def show_switch() -> None:
    """Show the switch to the world in which every gate is open."""
    st.session_state[SWITCH] = choices.is_open()
    st.toggle(
        translate("As if every gate were open"),
        key=SWITCH,
        on_change=choices.open_gates,
        width="content",
    )


def as_of_list(
    comparison: Comparison, *, locale: Locale, source_of: SourceLookup, today: dt.date
) -> str:
    """Write as of when an answer holds, and the states of its gates, as HTML.

    Parameters
    ----------
    comparison
        Answer.
    locale
        Language of the list.
    source_of
        Titles and addresses of sources.
    today
        The day on which the page is read.
    """
    conditions = dict.fromkeys([*comparison.gates, *comparison.changes])
    ordered = sorted(conditions, key=lambda one: not one.state.status.bars)
    return render(
        "ui/as_of.html",
        locale,
        heading=as_of_text(comparison.as_of, today=today),
        date=locale.sentence(short_text(comparison.as_of)),
        marks=_marks(ordered, locale),
        rows=[
            _row(one, old_word_text(one.state, comparison.as_of, today=today), locale)
            for one in ordered
        ],
        source_of=source_of,
    )


def short_text(answer: AsOf) -> Message:
    """Say as of when an answer holds in a few words, for the line that stays in view on a phone."""
    if answer.as_if_open:
        return Message("As if every gate were open")
    if answer.is_month:
        return Message("As of {month}", month=Month(f"{answer.last:%Y-%m}"))
    return Message("As of {date}", date=Day(answer.last))


def _row(condition: GateCondition, word: Message | None, locale: Locale) -> StateRow:
    state = condition.state
    return StateRow(
        text=locale.sentence(condition.text),
        effect=locale.sentence(effect) if (effect := condition.effect.text) else "",
        note=locale.translate(state.note),
        word=locale.translate(word) if word else "",
        sources=state.sources,
        grade=locale.translate("grade {grade}").format(grade=state.grade),
    )


def _marks(conditions: Iterable[GateCondition], locale: Locale) -> list[StateMark]:
    """Gather gates of one state; since when is said of those that stop a journey."""
    groups: dict[tuple[GateStatus, object], list[GateCondition]] = {}
    for one in conditions:
        state = one.state
        needs_date = state.status.bars or state.is_seasonal or one.is_later
        when = (state.since or state.first, state.months, one.is_later) if needs_date else None
        groups.setdefault((state.status, when), []).append(one)
    comma = locale.translate(COMMA)
    marks: list[StateMark] = []
    for (status, since), group in groups.items():
        gates = comma.join(locale.translate(one.gate.name) for one in group)
        short = Message("{gate}: {state}", gate=gates, state=status_text(status))
        marks.append(
            StateMark(locale.sentence(group[0].text_of(gates) if since else short), MARKS[status])
        )
    return marks


def state_line(states: AsOf, *, today: dt.date, locale: Locale) -> str:
    """Write as of when states hold, the gates that are barred, and how many are how, as HTML."""
    gates = data.atlas().corridors.gates
    barred = [
        f"{locale.translate(gates[name].name)} ({locale.translate(status_text(one.status))})"
        for name, one in states.states.items()
        if one.status.bars
    ]
    counts = Counter(one.status for one in states.states.values())
    others = [
        (MARKS[status], f"{locale.translate(status_text(status))} {locale.number(count, 0)}")
        for group in SAME_MARK
        for status in group
        if (count := counts[status]) and not status.bars
    ]
    return render(
        "ui/states.html",
        locale,
        heading=as_of_text(states, today=today),
        barred=locale.translate(SEMICOLON).join(barred),
        count=locale.number(len(barred), 0),
        others=others,
        is_silent=not (states.states or states.as_if_open),
    )
