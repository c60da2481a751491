"""What if: links built, gates closed, figures changed; each corridor beside its base case."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.analysis import (
    break_even,
    link_values,
    probability_faster,
    representatives,
    sensitivity,
    single_points_of_failure,
)
from geo.errors import AtlasError
from views import loaders, state
from views.answer_table import RIVALS
from views.evidence_tables import band_text, grade_name
from views.question_form import allowed, place_box, season_name
from views.state import say
from views.what_if_tables import (
    before_after,
    break_even_list,
    failure_table,
    link_table,
    swing_rows,
    swing_table,
    tornado,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.analysis import BreakEven, LinkValue, Swing
    from geo.compare import Journey

OFTEN_CLOSED: Final = ("suez", "bab-el-mandeb", "hormuz", "volga-don")
_FIGURE: Final = "figure to set"
_VALUE: Final = "value to set"
_CORRIDOR: Final = "corridor of the tornado"


def show() -> None:
    """Show the page: the controls, before and after, and what matters most."""
    refused = state.open_page("what-if", keys=state.QUESTION_KEYS, allowed=allowed())
    st.title(say("What if …"))
    if refused:
        st.info(say("The link holds values that are none of the choices; they are passed over."))
    answer, controls = st.columns([8, 4], gap="large")
    with controls:
        show_controls()
    asked = state.question()
    with answer:
        try:
            show_change(asked)
            show_reasons(asked)
        except AtlasError as error:
            st.error(str(error))
    state.give_address(state.QUESTION_KEYS)


def base_of(asked: state.Question) -> state.Question:
    """Return the question with nothing built, closed or set by hand."""
    return state.Question(
        origin=asked.origin,
        destination=asked.destination,
        clock=asked.clock,
        closed=(),
        built=(),
        month=state.TODAY,
        season=state.ANY,
        services=asked.services,
        settings=(),
    )


def show_controls() -> None:
    """Show the widgets of the scenario."""
    links, gates = loaders.unbuilt_links(), loaders.gates()
    place_box(say("From"), state.FROM)
    place_box(say("To"), state.TO)
    st.segmented_control(
        say("Clock"),
        state.CLOCKS,
        key=state.CLOCK,
        required=True,
        format_func=lambda clock: say(clock.capitalize()),
        persist_state="session",
    )
    st.pills(
        say("Take as built"),
        list(links),
        key=state.BUILT,
        selection_mode="multi",
        format_func=lambda link: say(links[link]),
        persist_state="session",
    )
    ordered = [*OFTEN_CLOSED, *(gate for gate in gates if gate not in OFTEN_CLOSED)]
    st.multiselect(
        say("Take as closed"),
        ordered,
        key=state.CLOSED,
        format_func=lambda gate: say(gates[gate]),
        placeholder=say("No strait, canal or border"),
        persist_state="session",
    )
    with st.container(horizontal=True, key="often-closed"):
        for gate in OFTEN_CLOSED:
            st.button(
                say(gates[gate]), type="tertiary", on_click=toggle_closed, args=(gate,), key=gate
            )
    st.selectbox(
        say("Month of dispatch"),
        state.SEASONS,
        key=state.SEASON,
        format_func=season_name,
        persist_state="session",
    )
    show_settings()
    st.button(say("Back to the base case"), on_click=reset)


def show_settings() -> None:
    """Show the figures that can be set by hand, with their defaults, and those that are set."""
    ledger, tongue = loaders.atlas().ledger, state.tongue()
    with st.popover(say("Change a figure"), width="stretch"):
        figures = ledger.figures
        first = [name for name in leading_figures(base_of(state.question())) if name in figures]
        options = [*first, *sorted(set(figures) - set(first))]
        chosen = figures[st.selectbox(say("Figure"), options, key=_FIGURE)]
        told = say("Default {band}, grade {grade}.").format(
            band=band_text(chosen, tongue), grade=grade_name(chosen.grade, tongue)
        )
        titles = "; ".join(loaders.source(name)[0] for name in chosen.sources)
        st.html(f'<p class="note">{escape(told)} {escape(titles)}</p>')
        st.number_input(
            f"{say('Value')}, {chosen.unit}",
            min_value=0.0,
            value=float(chosen.band.p50),
            key=f"{_VALUE} {chosen.id}",
        )
        st.button(say("Set"), on_click=set_figure, args=(chosen.id,))
    if held := state.choice(state.SETTINGS):
        st.multiselect(
            say("Figures set by hand"), held, key=state.SETTINGS, persist_state="session"
        )


def toggle_closed(gate: str) -> None:
    """Close a gate, or open it again; for use in callbacks."""
    closed = list(state.choice(state.CLOSED))
    kept = [one for one in closed if one != gate]
    st.session_state[state.CLOSED] = kept if gate in closed else [*closed, gate]


def set_figure(name: str) -> None:
    """Set a figure to the value of its box; for use in callbacks."""
    value = st.session_state[f"{_VALUE} {name}"]
    others = [text for text in state.choice(state.SETTINGS) if state.setting_of(text)[0] != name]
    st.session_state[state.SETTINGS] = [*others, f"{name}={value:g}"]


def reset() -> None:
    """Take back all changes; the ends, the clock and the box stay. For use in callbacks."""
    for key in (state.BUILT, state.CLOSED, state.SETTINGS, state.SERVICES):
        st.session_state[key] = []
    st.session_state[state.MONTH], st.session_state[state.SEASON] = state.TODAY, state.ANY


def show_change(asked: state.Question) -> None:
    """Show each corridor before and after, the answer in a sentence first."""
    names, tongue = corridor_names(), state.tongue()
    before, after = chosen_of(base_of(asked)), chosen_of(asked)
    st.html(f'<p class="lead">{escape(summary(before, after))}</p>')
    failed = loaders.answers(asked)["failed"]
    reasons = {one["corridor"]: one["reason"] for one in reversed(failed)}
    chances = probability_faster(before), probability_faster(after)
    st.html(before_after(before, after, chances, names=names, reasons=reasons, tongue=tongue))


def summary(before: dict[str, Journey], after: dict[str, Journey]) -> str:
    """Return what the changes do, in one sentence."""
    names, tongue = corridor_names(), state.tongue()
    lost = [say(names[name]) for name in before if name not in after]
    moved = {
        name: after[name].hours.p50 - before[name].hours.p50 for name in before if name in after
    }
    if lost:
        return say("These corridors serve no more: {names}.").format(names=", ".join(lost))
    name = max(moved, key=lambda one: abs(moved[one]), default="")
    if not name or round(moved[name], 1) == 0:
        return say("Nothing changes yet. Build a link, close a gate or change a figure.")
    sentence = (
        say("{name} becomes {time} quicker.")
        if moved[name] < 0
        else say("{name} becomes {time} slower.")
    )
    return sentence.format(name=say(names[name]), time=tongue.duration(abs(moved[name])))


def show_reasons(asked: state.Question) -> None:
    """Show what matters most, what links are worth, and what stops each corridor."""
    names, tongue, found = corridor_names(), state.tongue(), chosen_of(asked)
    figures = loaders.atlas().ledger.figures
    st.header(say("What matters most"))
    if not found:
        return
    if st.session_state.get(_CORRIDOR) not in found:
        st.session_state[_CORRIDOR] = next(iter(found))
    corridor = st.selectbox(
        say("Corridor"),
        list(found),
        key=_CORRIDOR,
        format_func=lambda name: say(names[name]),
        label_visibility="collapsed",
    )
    rows = swing_rows(swings_of(asked, corridor), figures, tongue)
    theme = st.context.theme.type or "light"
    st.altair_chart(tornado(rows, tongue, corridor=corridor, theme=theme), theme=None)
    note = say(
        "Each bar: the median when one figure sits at its P10 and at its P90. Hollow: an estimate "
        "without a source (grade K)."
    )
    st.html(f'<p class="note">{escape(note)}</p>')
    with st.expander(say("The chart as a table"), on_change="rerun") as folded:
        if folded.open:
            st.dataframe(swing_table(rows, tongue), hide_index=True)
    if evens := break_evens_of(asked, corridor):
        st.html(break_even_list(evens, names=names, figures=figures, tongue=tongue))
    st.header(say("What the missing links are worth"))
    links = loaders.unbuilt_links()
    if values := link_values_of(asked):
        st.html(link_table(values, names=names, links=links, tongue=tongue))
    else:
        st.html(f'<p class="note">{escape(say("No missing link changes a corridor here."))}</p>')
    st.header(say("Single points of failure"))
    stops = failures_of(asked)
    st.html(failure_table(stops, names=names, gates=loaders.gates(), tongue=tongue))


def corridor_names() -> dict[str, str]:
    """Return the names of the corridors, without their variants."""
    return {name: text for name, text in loaders.names().items() if ":" not in name}


def chosen_of(asked: state.Question) -> dict[str, Journey]:
    """Return one journey for each corridor that is compared and can serve."""
    compared = loaders.atlas().corridors.corridors
    every = representatives(loaders.comparison(asked))
    return {name: found for name, found in every.items() if compared[name].compared}


def ends(asked: state.Question) -> tuple[Any, Any]:
    """Return the two places of a question."""
    return loaders.place(asked.origin), loaders.place(asked.destination)


@st.cache_resource(max_entries=64, show_spinner=False)
def leading_figures(asked: state.Question) -> tuple[str, ...]:
    """Return the figures that move the answers most, each once."""
    try:
        every = [sensitivity(found) for found in chosen_of(asked).values()]
    except AtlasError:
        return ()
    swings = sorted((s for one in every for s in one), key=lambda s: s.low_hours - s.high_hours)
    return tuple(dict.fromkeys(swing.figure_id for swing in swings))


@st.cache_resource(max_entries=256, show_spinner=False)
def swings_of(asked: state.Question, corridor: str) -> list[Swing]:
    """Return the figures that move one corridor most."""
    return sensitivity(chosen_of(asked)[corridor])


@st.cache_resource(max_entries=256, show_spinner=False)
def break_evens_of(asked: state.Question, corridor: str) -> Sequence[BreakEven]:
    """Return the values of the leading figures at which a corridor equals the quicker Suez."""
    chosen = chosen_of(asked)
    rivals = [chosen[name] for name in RIVALS if name in chosen]
    if corridor in RIVALS or not rivals:
        return ()
    rival = min(rivals, key=lambda one: one.hours.p50)
    swings = swings_of(asked, corridor)[:5]
    found = (
        break_even(loaders.atlas(), chosen[corridor], rival, swing.figure_id) for swing in swings
    )
    return tuple(one for one in found if one is not None)


@st.cache_resource(max_entries=64, show_spinner="Building each link …")
def link_values_of(asked: state.Question) -> Sequence[LinkValue]:
    """Return what each missing link would change."""
    return link_values(loaders.atlas(), *ends(asked), asked.scenario(), loaders.comparison(asked))


@st.cache_resource(max_entries=64, show_spinner="Closing each gate …")
def failures_of(asked: state.Question) -> dict[str, tuple[str, ...]]:
    """Return the gates whose closing alone stops each corridor."""
    found = single_points_of_failure(loaders.atlas(), *ends(asked), loaders.comparison(asked))
    return {name: gates for name, gates in found.items() if name in chosen_of(asked)}
