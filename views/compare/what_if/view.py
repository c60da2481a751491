"""What if: links built, gates closed, figures changed; each corridor beside its base case.

What can be changed stands beside the map, in the place of the cards; what changes, below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.estimates import Box
from geo.i18n import COMMA, SEMICOLON, date_text, get_locale
from geo.journeys import Failure
from geo.model import SUEZ_ROUTES
from geo.summary import full_name
from views.compare.conditions import changes_of
from views.compare.what_if.answers import (
    break_evens,
    chosen_of,
    closed_themselves,
    failures,
    promised,
    reasons,
    shifts,
    sides,
    swings_of,
    worth_of_links,
)
from views.compare.what_if.controls import show_controls
from views.compare.what_if.figures import figure_labels
from views.compare.what_if.headline import change_headline
from views.compare.what_if.tables import before_after, break_even_list, failure_table, link_table
from views.compare.what_if.tornado import swing_rows, swing_table, tornado
from views.state import choices, data
from views.state.choices import translate
from views.state.kept import kept
from views.ui.html import cargo_note, failed_list, heading, paragraph
from views.ui.tabs import show_tabs
from views.ui.templates import render
from views.ui.texts import lacking_note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo.estimates import Shipment
    from geo.evidence import Promise
    from views.compare.what_if.answers import Side, Worlds
    from views.compare.what_if.headline import Shift
    from views.state.question import Question

CORRIDOR: Final = "corridor of the tornado"
LIST_WIDTH: Final = 640


def show_panel(worlds: Worlds) -> None:
    """Show the answer in a sentence, and beside the map what can be changed."""
    sentence = headline_of(worlds)
    st.html(heading(sentence or translate("What if …")))
    if lead := " ".join(leads(worlds)):
        st.html(paragraph(lead, "lead"))
    for promise in promised(worlds.scenario):
        st.html(promise_text(promise))
    with st.container(key="change", gap="small"):
        show_controls()


def promise_text(promise: Promise) -> str:
    """Say for when a link was promised last, with the source, as HTML."""
    locale = choices.locale()
    text = translate("{link}: promised for {date}, as of {said}.").format(
        link=data.unbuilt_links()[promise.link],
        date=date_text(promise.promised, locale),
        said=date_text(promise.said, locale),
    )
    return render("compare/what_if/promise.html", text=text, promise=promise)


def headline_of(worlds: Worlds) -> str:
    """Say what the changes do to all corridors; empty where nothing is changed."""
    if not worlds.is_changed:
        return ""
    return change_headline(
        shifts(worlds),
        changes=changes_of(worlds.scenario),
        closed_themselves=closed_themselves(worlds.scenario),
        names=data.names(),
        locale=choices.locale(),
    )


def leads(worlds: Worlds) -> Iterator[str]:
    """Yield what stands below the sentence: the world that is compared, and who is first in it."""
    if not chosen_of(worlds.base) and not chosen_of(worlds.scenario):
        yield translate("No corridor of those chosen joins the two places; the reasons follow.")
        return
    if not worlds.is_changed:
        yield translate("Nothing changes yet. Build a link, close a gate or change a figure.")
        return
    gates, joint = data.gates(), translate(COMMA)
    if worlds.barred:
        yield translate("Closed already on the date of the answer: {gates}.").format(
            gates=joint.join(gates[gate] for gate in worlds.barred)
        )
    if worlds.is_opened:
        yield translate("Compared as if every other gate were open.")
    first, last = (
        min(chosen_of(one).values(), key=lambda journey: journey.hours.p50, default=None)
        for one in (worlds.base, worlds.scenario)
    )
    if last and (first is None or last.route.corridor != first.route.corridor):
        yield translate("Fastest is now {name}, {time}.").format(
            name=full_name(last, data.names(), choices.locale()),
            time=choices.locale().duration(last.hours.p50),
        )


def show_change(worlds: Worlds, shipment: Shipment) -> None:
    """Show the corridors that change, before and after, and the reasons in tabs below."""
    names, locale = data.names(), choices.locale()
    before, after = sides(worlds.base, worlds.scenario, shipment.box)
    why = reasons(worlds.base), reasons(worlds.scenario)
    moved = [one.corridor for one in shifts(worlds) if one.has_changed]
    if moved:
        st.html(
            before_after(
                {name: one for name, one in before.items() if name in moved},
                {name: one for name, one in after.items() if name in moved},
                names=names,
                reasons=why,
                locale=locale,
                shipment=shipment,
            )
        )
    if worlds.is_changed:
        st.html(paragraph(unchanged_text(shifts(worlds))))
    idle = [
        Failure(corridor=name, variant="", reason=reason, closed=())
        for name, reason in why[1].items()
        if name in why[0]
    ]
    if idle:
        st.html(failed_list(idle, names=names, locale=locale))
    if moved:
        show_note([*before.values(), *after.values()], worlds.scenario, shipment)
    if chosen_of(worlds.scenario):
        show_reasons(worlds.scenario)


def unchanged_text(every: Sequence[Shift]) -> str:
    """Name the corridors that no change reaches; empty where there are none."""
    names = data.names()
    still = [names[one.corridor] for one in every if not one.has_changed]
    if not still:
        return ""
    return translate("Unchanged: {names}.").format(names=translate(SEMICOLON).join(still))


def show_note(shown: Sequence[Side], question: Question, shipment: Shipment) -> None:
    """Say what the base case is, and what prices rest on."""
    note = translate(
        "Base case: the network of today, any departure month, the usual services. Faster "
        "than Suez: chance of being faster than the faster Suez route, before and after."
    )
    lacking = lacking_note((one.usd for one in shown), choices.locale())
    first = next(iter(chosen_of(question).values()), None)
    st.html(
        cargo_note(
            " ".join(filter(None, (note, lacking))),
            shipment,
            first.costed(shipment.box).mass if first else None,
            with_mass=shipment.box is Box.TONNE,
            source_of=data.source,
            locale=choices.locale(),
        )
    )


def show_reasons(question: Question) -> None:
    """Show what lies behind the answer, a part at a time; only the open one is computed."""
    parts: tuple[tuple[str, Callable[[Question], None], str], ...] = (
        (translate("Largest uncertainties"), show_swings, translate("Weighing the figures …")),
        (
            translate("Break-even with Suez"),
            show_break_evens,
            translate("Looking for equal times …"),
        ),
        (translate("Missing links"), show_links, translate("Building each link …")),
        (translate("Single points of failure"), show_failures, translate("Closing each gate …")),
    )
    titles = {name: part[0] for name, part in zip(choices.REASONS, parts, strict=True)}
    tabs = show_tabs(choices.REASON, titles)
    for tab, (_, part, waiting) in zip(tabs.values(), parts, strict=True):
        if tab.open:
            with tab, st.spinner(waiting):
                part(question)


def show_swings(question: Question) -> None:
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


@kept(max_entries=128)
def tornado_spec(question: Question, corridor: str, language: str, theme: str) -> dict[str, Any]:
    """Return a tornado in Vega-Lite."""
    figures, labels = data.atlas().ledger.figures, figure_labels(language)
    rows = swing_rows(swings_of(question, corridor), figures, labels)
    return tornado(rows, get_locale(language), corridor=corridor, theme=theme)


def show_break_evens(question: Question) -> None:
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


def show_links(question: Question) -> None:
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


def show_failures(question: Question) -> None:
    """Show the gates whose closing alone stops a corridor."""
    corridors = data.atlas().corridors.corridors
    st.html(
        failure_table(
            failures(question),
            essential={name: one.essential for name, one in corridors.items()},
            names=data.names(),
            gates=data.gates(),
            locale=choices.locale(),
        )
    )
