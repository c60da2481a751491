"""What the figures rest on, and how the model stood up to what really happened."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.backtest import run_backtest
from geo.backtest_times import TIMES_AND_LENGTHS
from geo.backtest_weight import rests
from geo.model import Grade
from views import loaders, state
from views.compare_tables import claim_table
from views.evidence_tables import (
    figure_table,
    found,
    miss_list,
    rest_table,
    score_table,
    share,
    trial_chart,
    trial_rows,
    trial_table,
)
from views.state import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.backtest import BackTest
    from geo.backtest_weight import Rest

MOST_ROWS: Final = 14
"""Rows of the ledger that are shown without scrolling."""
KEYS: Final = (state.PART, state.FIND, state.GRADES)


def show() -> None:
    """Show the page: one of its parts."""
    allowed = {state.PART: state.PARTS, state.GRADES: tuple(Grade)}
    state.open_page("evidence", keys=KEYS, allowed=allowed)
    st.title(say("Evidence"))
    st.segmented_control(
        say("Part"),
        state.PARTS,
        key=state.PART,
        required=True,
        format_func=lambda part: say(PART_NAMES[part]),
        label_visibility="collapsed",
        persist_state="session",
    )
    SHOWN[state.choice(state.PART)]()
    state.give_address(KEYS)


@st.cache_resource(show_spinner="Timing every recorded movement …")
def back_test() -> BackTest:
    """Return every movement and claim beside the model."""
    return run_backtest(loaders.atlas())


@st.cache_resource(show_spinner=False)
def weights() -> tuple[Rest, ...]:
    """Return on which figures the standard comparison rests."""
    return rests(loaders.atlas())


def show_back_test() -> None:
    """Show errors, coverage and baselines, then each movement, then what was missed and why."""
    tested, tongue = back_test(), state.tongue()
    score = tested.score(grouped=False)
    lead = say(
        "{count} recorded movements: the median error of P50 is {error}, and {coverage} lie "
        "between P10 and P90, where 80 % should. One speed for all would err by {one}, one speed "
        "for each clock by {each}. Nothing was fitted to these totals."
    ).format(
        count=tongue.number(score.count, 0),
        error=share(score.median_error, tongue),
        coverage=share(score.coverage, tongue),
        one=share(score.one_speed, tongue),
        each=share(score.speed_by_clock, tongue),
    )
    st.html(f'<p class="lead">{escape(lead)}</p>')
    rows = trial_rows(tested.trials, loaders.source, tongue)
    theme = st.context.theme.type or "light"
    left, right = st.columns([6, 7], gap="medium")
    with left:
        st.html(score_table((s for s in tested.scores if not s.grouped), tongue))
        note = say(
            "Error: median of the absolute difference between P50 and the published days. Each "
            "baseline is taken from all other movements."
        )
        st.html(f'<p class="note">{escape(note)}</p>')
        show_weights()
    with right:
        st.altair_chart(trial_chart(rows, tongue, theme=theme), theme=None)
        note = say(
            "Bar: P10 to P90 of the model, tick: P50, point: published days, a diamond where they "
            "lie outside. Pale: a figure was set with this movement in sight, so it does not count."
        )
        st.html(f'<p class="note">{escape(note)}</p>')
    st.header(say("What was missed, and why"))
    st.html(miss_list(tested.trials, tongue))
    with st.expander(say("All movements as a table"), on_change="rerun") as folded:
        if folded.open:
            st.dataframe(trial_table(rows, tongue), hide_index=True, height=520)


def show_weights() -> None:
    """Show how much rests on estimates, and the figures that matter most."""
    tongue, ledger = state.tongue(), loaders.atlas().ledger
    for rest in weights():
        title = say("{clock} clock: {share} of the variance rests on estimates").format(
            clock=say(rest.clock.value.capitalize()), share=share(rest.mean_unsourced, tongue)
        )
        with st.expander(title, on_change="rerun") as folded:
            if folded.open:
                st.html(rest_table(rest, ledger.figures, loaders.source, tongue))


def show_claims() -> None:
    """Show what was published beside the model; nothing of it was fitted to."""
    lead = say(
        "Published end-to-end times and lengths beside the model for the same places, year and "
        "clock. A claim without a clock stands beside both."
    )
    st.html(f'<p class="lead">{escape(lead)}</p>')
    told = [one for one in back_test().claims if one.claim.unit in TIMES_AND_LENGTHS]
    names = {name: text for name, text in loaders.names().items() if ":" not in name}
    places = {one.id: one.name for one in loaders.atlas().places}
    pairs: dict[str, list[int]] = {}
    for number, one in enumerate(told):
        ends = one.claim.places
        label = f"{places[ends[0]]} – {places[ends[1]]}" if ends else say("No two places named")
        pairs.setdefault(label, []).append(number)
    for label, numbers in sorted(pairs.items(), key=lambda item: -len(item[1])):
        st.header(label)
        chosen = [told[number] for number in numbers]
        st.html(claim_table(chosen, names=names, book=loaders.source, tongue=state.tongue()))


def show_ledger() -> None:
    """Show the figures, by words and by grade."""
    figures = loaders.atlas().ledger.figures.values()
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.text_input(
        say("Find in the ledger"),
        key=state.FIND,
        placeholder=say("Place, quantity, source, note"),
        max_chars=100,
        persist_state="session",
    )
    right.segmented_control(
        say("Grade"),
        list(Grade),
        key=state.GRADES,
        selection_mode="multi",
        help=say(GRADE_WORDS),
        persist_state="session",
    )
    wanted, grades = state.choice(state.FIND), state.choice(state.GRADES) or list(Grade)
    chosen = [f for f in figures if f.grade in grades and found(f, wanted, loaders.source)]
    tongue = state.tongue()
    told = say("{count} of {all} figures").format(
        count=tongue.number(len(chosen), 0), all=tongue.number(len(figures), 0)
    )
    st.html(f'<p class="note">{escape(told)}</p>')
    if not chosen:
        st.info(say("No figure fits; take out a word or choose another grade."))
        return
    st.dataframe(
        figure_table(chosen, loaders.source, tongue),
        hide_index=True,
        height=560 if len(chosen) > MOST_ROWS else "content",
        column_config={say("Address"): st.column_config.LinkColumn()},
    )


PART_NAMES: Final[Mapping[str, str]] = {
    "back-test": "Back-test",
    "claims": "Claims",
    "ledger": "Ledger",
}
SHOWN: Final[Mapping[str, Callable[[], None]]] = {
    "back-test": show_back_test,
    "claims": show_claims,
    "ledger": show_ledger,
}
GRADE_WORDS: Final = "A measured or official, B secondary, C weak, K estimate without a source."
