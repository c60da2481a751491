"""What if: links built, gates closed, figures changed; each corridor beside its base case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.errors import AtlasError
from geo.estimates import Box
from geo.export import Kind
from geo.i18n import SEMICOLON, get_locale
from geo.journeys import Failure
from geo.model import SUEZ_ROUTES
from geo.summary import barred_text
from views.state import choices, data
from views.state.choices import translate
from views.ui.as_of import show_as_of
from views.ui.downloads import take_answer
from views.ui.html import cargo_note, failed_list, paragraph
from views.ui.question import allowed, listed, offer_places, show_ranges
from views.ui.texts import lacking_note
from views.what_if.answers import (
    base_of,
    break_evens,
    chosen_of,
    failures,
    reasons,
    sides,
    swings_of,
    worth_of_links,
)
from views.what_if.controls import changed, show_controls, show_ends
from views.what_if.figures import figure_labels
from views.what_if.tables import before_after, break_even_list, failure_table, link_table
from views.what_if.tornado import swing_rows, swing_table, tornado

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from streamlit.delta_generator import DeltaGenerator

    from geo.estimates import Shipment
from views.what_if.answers import Side

CORRIDOR: Final = "corridor of the tornado"
TAB: Final = "tab of the reasons"
LIST_WIDTH: Final = 640


def show() -> None:
    """Show the page: ends, before and after beside the controls, and the reasons below."""
    refused = choices.open_page("what-if", keys=choices.WHAT_IF_KEYS, allowed=allowed())
    st.title(translate("What if …"))
    if refused:
        text = translate("The link holds values that are none of the choices; they are passed over")
        st.info(f"{text}: {listed(refused)}.")
        show_ranges(refused)
    show_ends()
    answer = st.container()
    with st.container(key="change"):
        left, right = st.columns([9, 4], gap="medium")
    with right:
        show_controls()
    question = choices.question()
    choices.give_address(choices.WHAT_IF_KEYS)
    try:
        shipment = choices.shipment()
        with left:
            show_change(question, shipment, answer)
        if chosen_of(question):
            show_reasons(question)
        take_answer(Kind.SCENARIO, question, {})
    except AtlasError as error:
        with answer:
            st.error(choices.sentence_of(error))
            offer_places()


def show_change(question: choices.Question, shipment: Shipment, answer: DeltaGenerator) -> None:
    """Show each corridor before and after, and the answer in a sentence where it belongs."""
    names, locale, base = data.names(), choices.locale(), base_of(question)
    before, after = (sides(one, shipment.box) for one in (base, question))
    why = reasons(base), reasons(question)
    answer.html(paragraph(summary(before, after), "lead answer"))
    comparison = data.comparison(question)
    show_as_of(comparison)
    if barred := barred_text(comparison, choices.locale()):
        st.warning(barred)
    if before or after:
        st.html(
            before_after(before, after, names=names, reasons=why, locale=locale, shipment=shipment)
        )
    idle = [
        Failure(corridor=name, variant="", reason=reason, closed=())
        for name, reason in why[1].items()
        if name in why[0]
    ]
    if idle:
        st.html(failed_list(idle, names=names, locale=locale))
    note = translate(
        "Base case: the network of today, any departure month, the usual services. Faster "
        "than Suez: chance of being faster than the faster Suez route, before and after."
    )
    lacking = lacking_note((one.usd for one in [*before.values(), *after.values()]), locale)
    first = next(iter(chosen_of(question).values()), None)
    st.html(
        cargo_note(
            " ".join(filter(None, (note, lacking))),
            shipment,
            first.costed(shipment.box).mass if first else None,
            with_mass=shipment.box is Box.TONNE,
            source_of=data.source,
            locale=locale,
        )
    )


def summary(before: Mapping[str, Side], after: Mapping[str, Side]) -> str:
    """Return what the changes do, in a few sentences."""
    names, locale = data.names(), choices.locale()
    if not before and not after:
        return translate("No corridor of those chosen joins the two places; the reasons follow.")
    sentences = []
    if lost := [names[name] for name in before if name not in after]:
        sentences.append(
            translate("These corridors serve no more: {names}.").format(
                names=translate(SEMICOLON).join(lost)
            )
        )
    if won := [names[name] for name in after if name not in before]:
        sentences.append(
            translate("These corridors serve now: {names}.").format(
                names=translate(SEMICOLON).join(won)
            )
        )
    moved = {n: after[n].days.p50 - before[n].days.p50 for n in before if n in after}
    name = max(moved, key=lambda one: abs(moved[one]), default="")
    if name and round(moved[name], 1):
        sentence = (
            translate("{name} becomes {time} faster.")
            if moved[name] < 0
            else translate("{name} becomes {time} slower.")
        )
        sentences.append(
            sentence.format(name=names[name], time=locale.duration(24 * abs(moved[name])))
        )
    first, last = (min(one, key=lambda n: one[n].days.p50, default="") for one in (before, after))
    if last and last != first:
        sentences.append(
            translate("Fastest is now {name}, {time}.").format(
                name=names[last], time=locale.duration(24 * after[last].days.p50)
            )
        )
    if sentences:
        return " ".join(sentences)
    if changed():
        return translate("These changes move no corridor between the two places.")
    return translate("Nothing changes yet. Build a link, close a gate or change a figure.")


def show_reasons(question: choices.Question) -> None:
    """Show what lies behind the answer, a part at a time; only the open one is computed."""
    parts: tuple[tuple[str, Callable[[choices.Question], None], str], ...] = (
        (translate("Largest uncertainties"), show_swings, translate("Weighing the figures …")),
        (
            translate("Break-even with Suez"),
            show_break_evens,
            translate("Looking for equal times …"),
        ),
        (translate("Missing links"), show_links, translate("Building each link …")),
        (translate("Single points of failure"), show_failures, translate("Closing each gate …")),
    )
    titles = [title for title, _, _ in parts]
    key = f"{TAB} {choices.text(choices.LANGUAGE)}"
    st.session_state[key] = titles[choices.TABS.index(choices.text(choices.TAB))]
    tabs = st.tabs(titles, key=key, on_change=take_tab, args=(key, titles))
    for tab, (_, part, waiting) in zip(tabs, parts, strict=True):
        if tab.open:
            with tab, st.spinner(waiting):
                part(question)


def take_tab(key: str, titles: Sequence[str]) -> None:
    """Take the tab that was opened, by its title; for use in callbacks."""
    st.session_state[choices.TAB] = choices.TABS[titles.index(st.session_state[key])]


def show_swings(question: choices.Question) -> None:
    """Show the figures that move one corridor most, as a tornado and as a table."""
    names, locale, journeys = data.names(), choices.locale(), chosen_of(question)
    wanted, first = choices.text(choices.SWINGS), next(iter(journeys))
    st.session_state[CORRIDOR] = wanted if wanted in journeys else first
    corridor = st.selectbox(
        translate("Corridor"),
        list(journeys),
        key=CORRIDOR,
        on_change=take_corridor,
        args=(first,),
        format_func=names.__getitem__,
        label_visibility="collapsed",
        width=LIST_WIDTH,
    )
    left, right = st.columns([5, 7], gap="medium")
    with left:
        theme = st.context.theme.type or "light"
        st.vega_lite_chart(
            spec=tornado_spec(question, corridor, choices.text(choices.LANGUAGE), theme),
            theme=None,
            alt=translate(
                "How far each figure moves the median; the table beside it holds the same numbers."
            ),
        )
        note = translate(
            "Each bar: the median with one figure at its P10 and at its P90. Hollow: "
            "estimate without source (grade K)."
        )
        st.html(paragraph(note))
    with right:
        st.html(
            swing_table(
                swings_of(question, corridor),
                figures=data.atlas().ledger.figures,
                labels=figure_labels(choices.text(choices.LANGUAGE)),
                source_of=data.source,
                locale=locale,
            )
        )


def take_corridor(first: str) -> None:
    """Take the corridor of the tornado, the first as none; for use in callbacks."""
    picked = st.session_state[CORRIDOR]
    st.session_state[choices.SWINGS] = "" if picked == first else picked


@st.cache_resource(max_entries=128, show_spinner=False)
def tornado_spec(
    question: choices.Question, corridor: str, language: str, theme: str
) -> dict[str, Any]:
    """Return a tornado in Vega-Lite."""
    figures, labels = data.atlas().ledger.figures, figure_labels(language)
    rows = swing_rows(swings_of(question, corridor), figures, labels)
    return tornado(rows, get_locale(language), corridor=corridor, theme=theme)


def show_break_evens(question: choices.Question) -> None:
    """Show at which values of which figures a corridor equals the faster Suez route."""
    if evens := break_evens(question):
        ledger = next(iter(chosen_of(question).values())).ledger
        st.html(
            break_even_list(
                evens,
                names=data.names(),
                figures=ledger.figures,
                labels=figure_labels(choices.text(choices.LANGUAGE)),
                locale=choices.locale(),
            )
        )
        note = translate("Each value alone, all others as in the scenario; medians are compared.")
    elif any(rival in chosen_of(question) for rival in SUEZ_ROUTES):
        note = translate("No single figure makes a corridor as fast as the faster Suez route.")
    else:
        note = translate("No Suez route serves these two places in this scenario.")
    st.html(paragraph(note))


def show_links(question: choices.Question) -> None:
    """Show what each missing link would change in kilometres, days and dollars."""
    box = choices.shipment().box
    st.html(
        link_table(
            worth_of_links(question, box),
            names=data.names(),
            links=data.unbuilt_links(),
            built=question.built,
            locale=choices.locale(),
            box=box,
        )
    )
    note = translate(
        "Each link is added to the scenario alone. Shown: time of the corridor's first "
        "route that uses the link, minus its time before; if it had none, minus the "
        "corridor's first route. Median of the difference, below it P10–P90; shared parts "
        "cancel. Dollars: only parts with a price."
    )
    st.html(paragraph(note))


def show_failures(question: choices.Question) -> None:
    """Show the gates whose closing alone stops a corridor."""
    st.html(
        failure_table(
            failures(question),
            names=data.names(),
            gates=data.gates(),
            locale=choices.locale(),
        )
    )
