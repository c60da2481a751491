"""One cargo by every corridor, beside Suez and the Cape: time, cost, emissions, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.errors import AtlasError
from geo.export import Kind
from geo.i18n import COMMA, get_locale
from geo.journeys import gate_point
from geo.layers import CORRIDOR_BOX
from geo.model import DIRECT
from geo.validation import claims_between
from geo.webmap import (
    Scene,
    around,
    journey_groups,
    state_group,
    state_legend,
    status_legend,
    stop_legend,
)
from views.compare.answer import answer_table, fastest, headline, past_errors
from views.compare.chart import show_chart
from views.compare.itinerary import itinerary, references, source_numbers
from views.compare.tables import chance_table, clock_table, variant_table
from views.state import choices, data
from views.state.choices import translate
from views.ui.as_of import show_as_of
from views.ui.claims import claim_table
from views.ui.downloads import take_answer
from views.ui.html import failed_list, label, paragraph
from views.ui.map import show_map
from views.ui.question import (
    SERVICE_NAMES,
    ask_question,
    departure_month_name,
    offer_places,
)
from views.ui.texts import full_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.estimates import Shipment
    from geo.journeys import Comparison, Journey
    from geo.validation import ClaimCheck
    from views.state.data import Chances

MAP_HEIGHT: Final = 500
LIST_WIDTH: Final = 640
"""Pixels: wide enough for the longest name of a journey."""
MAP: Final = "answer"
JOURNEY: Final = "journey picked"
PICKS: Final = "end set by a click"
_TAKEN: Final = "click taken"


def show() -> None:
    """Show the page: the question, its answer, the chart and the map, the itinerary."""
    take_pick()
    st.title(translate("Compare routes"))
    try:
        ask_question("compare")
        question, shipment = choices.question(), choices.shipment()
        answer = data.comparison(question)
    except AtlasError as error:
        st.error(choices.sentence_of(error))
        offer_places()
        show_pick()
        return
    wanted = choices.texts(choices.CORRIDORS) or list(data.names())
    comparison = answer.only(wanted)
    show_as_of(comparison)
    if not comparison.journeys:
        st.warning(
            translate("No corridor of those chosen joins the two places; the reasons follow.")
        )
        st.html(
            failed_list(
                comparison.failed, names=data.names(), locale=choices.locale(), is_answer=True
            )
        )
        show_pick()
        return
    chosen, chances = comparison.representatives().values(), data.chances(question)
    show_answer(comparison, chances, shipment)
    show_chart_and_map(question, chosen)
    show_clocks(chosen, chances)
    show_itinerary(comparison, question)
    show_claims(question)


def show_answer(comparison: Comparison, chances: Chances, shipment: Shipment) -> None:
    """Show the answer as sentence and table, then the variants that cannot serve."""
    names, locale = data.names(), choices.locale()
    sentence = headline(comparison, names=names, locale=locale, chances=chances)
    st.html(paragraph(" ".join(filter(None, (sentence, conditions()))), "lead answer"))
    st.html(paragraph(past_errors(comparison, names=names, locale=locale, chances=chances)))
    st.html(
        answer_table(
            comparison,
            names=names,
            locale=locale,
            chances=chances,
            shipment=shipment,
            source_of=data.source,
        )
    )
    if all(journey.route.corridor == DIRECT for journey in comparison.journeys):
        st.html(paragraph(translate("No corridor of the comparison serves these two places.")))
    elif comparison.failed:
        st.html(failed_list(comparison.failed, names=names, locale=locale))


def show_clocks(chosen: Collection[Journey], chances: Chances) -> None:
    """Show both clocks side by side, and the chance of each corridor against each other."""
    names, locale = data.names(), choices.locale()
    st.header(translate("Both clocks"))
    st.html(clock_table(chosen, names=names, locale=locale))
    corridors = [journey.route.corridor for journey in chosen]
    with st.expander(
        translate("Chance of being faster, pair by pair"), on_change="rerun"
    ) as folded:
        if folded.open:
            shown = {one: {two: chances[one].get(two) for two in corridors} for one in corridors}
            st.html(chance_table(shown, names=names, locale=locale))


def show_chart_and_map(question: choices.Question, chosen: Collection[Journey]) -> None:
    """Show the chart over distance, and the ways on the map."""
    names = tuple(journey.id for journey in chosen)
    left, right = st.columns([7, 6], gap="medium")
    with left:
        show_chart(question, names)
    with right:
        show_map_of(answer_scene(question, names, choices.text(choices.LANGUAGE)))


def show_pick() -> None:
    """Show the map where there is no answer, so that a click can set an end that has one."""
    show_map_of(Scene(groups=(), fit=CORRIDOR_BOX, locale=choices.locale()))


def show_map_of(scene: Scene) -> None:
    """Show a map whose clicks set an end, once the reader has chosen which."""
    sets = st.session_state.get(PICKS)
    st.session_state[PICKS] = sets
    with st.container(horizontal=True, vertical_alignment="center", key="picks"):
        title = translate("A click on the map sets")
        st.html(label(title), width="content")
        st.segmented_control(
            title,
            [choices.FROM, choices.TO],
            key=PICKS,
            format_func=lambda end: translate("From") if end == choices.FROM else translate("To"),
            label_visibility="collapsed",
        )
    show_map(scene, key=MAP, height=MAP_HEIGHT, events=("map",) if sets else ())


@st.cache_resource(max_entries=64, show_spinner=False)
def answer_scene(question: choices.Question, chosen: tuple[str, ...], language: str) -> Scene:
    """Return the map of some journeys of an answer, by their ids."""
    locale = get_locale(language)
    comparison, atlas = data.comparison(question), data.atlas()
    by_id = {journey.id: journey for journey in comparison.journeys}
    names = {name: text for name, text in data.names().items() if ":" not in name}
    groups = journey_groups(
        [by_id[name] for name in chosen], names=names, source_of=data.source, locale=locale
    )
    marks = state_group(
        comparison.gates,
        as_of=comparison.as_of,
        states=atlas.states,
        point_of=lambda gate: gate_point(atlas, gate),
        source_of=data.source,
        locale=locale,
        today=data.today(),
    )
    return Scene(
        groups=(*groups, marks) if marks else groups,
        legend=(
            *(state_legend(locale) if marks else ()),
            *stop_legend(locale),
            *status_legend(locale),
        ),
        fit=around(groups),
        locale=locale,
    )


def show_claims(question: choices.Question) -> None:
    """Show what was published for the same two places, beside the model."""
    checks = claims(question.origin, question.destination)
    if not checks:
        return
    st.header(translate("Published claims for this pair"))
    st.html(claim_table(checks, names=data.names(), source_of=data.source, locale=choices.locale()))
    note = translate(
        "Claims are shown and never used by the model. The model answers for the year of "
        "the claim and by its clock, or by both clocks where the claim names none."
    )
    st.html(paragraph(note))


@st.cache_resource(max_entries=64, show_spinner=False)
def claims(origin: str, destination: str) -> tuple[ClaimCheck, ...]:
    """Return times and lengths published for two places, in either direction."""
    ends = data.place(origin).id, data.place(destination).id
    return claims_between(data.atlas(), *ends)


def take_pick() -> None:
    """Take a click on the map as an end of the question; call it before the widgets."""
    event = st.session_state.get(MAP)
    end = st.session_state.get(PICKS)
    if not event or not end or event["n"] == st.session_state.get(_TAKEN):
        return
    st.session_state[_TAKEN] = event["n"]
    st.session_state[end] = data.place_at(event["lon"], event["lat"])


def conditions() -> str:
    """Return in words under which conditions the answer stands, empty where all is as usual."""
    question, gates, links = choices.question(), data.gates(), data.unbuilt_links()
    changes = [translate("{name} closed").format(name=gates[gate]) for gate in question.closed]
    changes += [translate("{name} built").format(name=links[link]) for link in question.built]
    if question.as_of != choices.TODAY:
        changes.append(translate("as of {month}").format(month=translate(question.as_of)))
    if question.month != choices.ANY:
        changes.append(
            translate("departure in {month}").format(month=departure_month_name(question.month))
        )
    changes += [translate(SERVICE_NAMES[service]) for service in question.services]
    changes += [data.assumptions()[text] for text in question.states]
    changes += question.settings
    if not changes:
        return ""
    return translate("Under these conditions: {conditions}.").format(
        conditions=translate(COMMA).join(changes)
    )


@st.fragment
def show_itinerary(comparison: Comparison, question: choices.Question) -> None:
    """Show one journey leg by leg, and all variants; give it, or all corridors, as a file."""
    st.header(translate("Itinerary"))
    locale, by_id = choices.locale(), {journey.id: journey for journey in comparison.journeys}
    titles = {name: full_name(journey, data.names(), locale) for name, journey in by_id.items()}
    first = fastest(comparison.representatives().values())
    wanted = choices.text(choices.ROUTE)
    st.session_state[JOURNEY] = wanted if wanted in by_id else first.id
    picked = st.selectbox(
        translate("Journey"),
        list(by_id),
        key=JOURNEY,
        on_change=take_journey,
        args=(first.id,),
        format_func=lambda name: titles.get(name, name),
        label_visibility="collapsed",
        width=LIST_WIDTH,
    )
    choices.give_address(choices.COMPARE_KEYS)
    journey = by_id[picked]
    st.html(itinerary(journey, locale=locale))
    count = locale.number(len(source_numbers(journey)), 0)
    with st.expander(f"{translate('Sources')} ({count})", on_change="rerun") as folded:
        if folded.open:
            st.html(references(journey, data.source))
    count = locale.number(len(by_id), 0)
    with st.expander(f"{translate('All variants')} ({count})", on_change="rerun") as folded:
        if folded.open:
            st.html(variant_table(comparison.journeys, titles=titles, locale=locale))
    alone = {titles[picked]: (journey.route.corridor, journey.route.variant)}
    take_answer(Kind.COMPARE, question, alone)


def take_journey(first: str) -> None:
    """Take the journey that was picked, the first as none; for use in callbacks."""
    picked = st.session_state[JOURNEY]
    st.session_state[choices.ROUTE] = "" if picked == first else picked
