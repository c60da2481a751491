"""One cargo by every corridor, beside Suez and the Cape: time, cost, emissions, and why.

The question and its answer beside the map stand first; below them is a tab for each view of the
same answer, and only the open one is computed.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.errors import AtlasError, DataError, RouteError, WrongClockError
from geo.export import Kind
from geo.journeys import Rank, ranked
from geo.layers import CORRIDOR_BOX
from geo.model import DIRECT
from geo.summary import barred_text, cards, clock_text, full_name, headline, opened_text, scale_of
from geo.validation import claims_between, movements_along
from geo.webmap import Scene
from views.compare.answer import Picked, answer_table, past_errors
from views.compare.asked import Asked
from views.compare.cards import cards_list
from views.compare.chart import show_chart
from views.compare.conditions import conditions_text
from views.compare.itinerary import itinerary, references
from views.compare.scenes import answer_scene, change_scene
from views.compare.shipments import show_shipments
from views.compare.tables import chance_table, clock_table, variant_table
from views.compare.what_if.answers import shifts, worlds_of
from views.compare.what_if.view import show_change, show_panel
from views.state import choices, data, url
from views.state.choices import translate
from views.ui import faults, picks
from views.ui.as_of import show_as_of
from views.ui.claims import claim_table
from views.ui.downloads import share_answer
from views.ui.html import failed_list, heading, label, paragraph
from views.ui.map import shelf, show_map
from views.ui.question import ask_question, offer_places, take_click
from views.ui.tabs import show_tabs
from views.ui.trips import trip_list

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from streamlit.navigation.page import StreamlitPage

    from geo.validation import ClaimCheck, Trial

MAP_HEIGHT: Final = 580
MAP: Final = "map of the answer"
PICKS: Final = "end set by a click"
NEED_ANSWER: Final = frozenset({choices.ROUTES, "chart", "itinerary"})
"""Tabs that show journeys, and nothing where there is none."""
TRIPS: Final = 2
"""Published trips below the map; the tab of claims shows all."""
_TAKEN: Final = "click taken"


@faults.page
def show() -> None:
    """Show the page: the question, its answer beside the map, and a tab for each view of it."""
    take_pick()
    picks.listen(choices.take_pick)
    try:
        ask_question("compare")
        asked = ask()
        show_as_of(asked.comparison)
        with st.container(key="answer"):
            left, right = st.columns([34, 66], gap="medium")
        with left, st.container(gap="small"):
            show_answer(asked)
        with right, st.container(key="place-of-map"):
            with faults.contained():
                show_map_of(scene_of(asked))
            if choices.text(choices.TAB) != choices.WHAT_IF:
                show_trips(published_trips(asked, most=TRIPS))
        show_views(asked)
        show_shipments()
    except DataError as error:
        faults.name_fault(error)
        with faults.contained():
            show_map_of(no_scene())
    except AtlasError as error:
        st.error(choices.sentence_of(error))
        offer_places()
        with faults.contained():
            show_map_of(no_scene())


def prepare() -> None:
    """Load the atlas and the page of the map, and answer a visitor who asks nothing."""
    shelf(online=False)
    question = choices.default_question()
    if data.comparison(question).is_barred:
        data.opened(question)


def ask() -> Asked:
    """Return the question of the widgets with its answer, by the corridors that are wanted."""
    question, shipment = choices.question(), choices.shipment()
    answer = data.comparison(question)
    wanted = choices.texts(choices.CORRIDORS) or list(data.names())
    comparison = answer.only(wanted)
    shows_branches = comparison.is_barred and choices.text(choices.TAB) != choices.WHAT_IF
    opened = data.opened(question).only(wanted) if shows_branches else None
    return Asked(question=question, shipment=shipment, comparison=comparison, opened=opened)


def follow_old_link(home: StreamlitPage) -> None:
    """Lead a link of the time when what-ifs had a page of their own to their tab."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    st.switch_page(home, query_params={choices.TAB: choices.WHAT_IF, **url.modern(query)})


def show_answer(asked: Asked) -> None:
    """Show the answer beside the map: cards, or the controls of the what-if."""
    if choices.text(choices.TAB) == choices.WHAT_IF:
        show_panel(worlds_of(asked.question))
    elif asked.comparison.journeys:
        show_cards(asked)
    else:
        st.warning(
            translate("No corridor of those chosen joins the two places; the reasons follow.")
        )
        st.html(
            failed_list(
                asked.comparison.failed,
                names=data.names(),
                locale=choices.locale(),
                is_answer=True,
            )
        )


def scene_of(asked: Asked) -> Scene:
    """Return what the map draws: the answer, or what a what-if changes."""
    language = choices.text(choices.LANGUAGE)
    if choices.text(choices.TAB) == choices.WHAT_IF:
        worlds = worlds_of(asked.question)
        moved = tuple(one.corridor for one in shifts(worlds) if one.has_changed)
        if moved:
            return change_scene(worlds.base, worlds.scenario, moved, language)
    if not asked.comparison.journeys:
        return no_scene()
    return answer_scene(asked.question, asked.mapped, asked.barred, asked.lit, language)


def no_scene() -> Scene:
    """Return a map without routes, so that a click can set an end that has one."""
    return Scene(groups=(), fit=CORRIDOR_BOX, locale=choices.locale())


def show_views(asked: Asked) -> None:
    """Show the tabs; without an answer only what can still be said."""
    views: dict[str, tuple[str, Callable[[Asked], None]]] = {
        choices.ROUTES: (translate("Routes"), show_routes),
        "chart": (translate("Chart"), show_lines),
        "itinerary": (translate("Itinerary"), show_itinerary),
        choices.WHAT_IF: (translate("What if"), show_what_if),
        "claims": (translate("Claims"), show_claims),
    }
    with st.container(key="views"):
        show_files(asked)
        tabs = show_tabs(choices.TAB, {name: title for name, (title, _) in views.items()})
        for name, tab in tabs.items():
            if tab.open and (asked.comparison.journeys or name not in NEED_ANSWER):
                with tab:
                    views[name][1](asked)


def show_cards(asked: Asked) -> None:
    """Show the answer as a sentence and as three cards."""
    names, locale, comparison = data.names(), choices.locale(), asked.comparison
    sentence = headline(comparison, names=names, locale=locale, chance_of=asked.chance_of)
    st.html(heading(sentence))
    texts = [clock_text(ranked(comparison.journeys, Rank.DAYS)[0], locale)]
    if asked.opened and asked.opened.journeys:
        texts.append(barred_text(comparison, locale))
        texts.append(opened_text(asked.opened, names=names, locale=locale))
    texts.append(conditions_text(asked.question))
    if lead := " ".join(filter(None, texts)):
        st.html(paragraph(lead, "lead"))
    dealt = cards(comparison, names=names, locale=locale, shipment=asked.shipment)
    longest = scale_of(card.journey for card in dealt)
    st.html(cards_list(dealt, picked=asked.lit, longest=longest, locale=locale))


def show_routes(asked: Asked) -> None:
    """Show the table of journeys, how wrong the model has been, and what cannot serve."""
    names, locale, comparison = data.names(), choices.locale(), asked.comparison
    by_id = {journey.id: journey for journey in comparison.journeys}
    journey = by_id.get(asked.picked)
    detail = ""
    if journey:
        detail = itinerary(journey, source_of=data.source, locale=locale) + references(
            journey, data.source
        )
    table, notes = answer_table(
        comparison,
        opened=asked.opened,
        picked=Picked(journey=asked.lit, sort=Rank(choices.text(choices.SORT)), detail=detail),
        names=names,
        locale=locale,
        chance_of=asked.chance_of,
        shipment=asked.shipment,
        source_of=data.source,
    )
    st.html(table)
    st.html(notes)
    st.html(
        paragraph(past_errors(comparison, names=names, locale=locale, chance_of=asked.chance_of))
    )
    if all(journey.route.corridor == DIRECT for journey in comparison.journeys):
        st.html(paragraph(translate("No corridor of the comparison serves these two places.")))
    elif comparison.failed:
        st.html(failed_list(comparison.failed, names=names, locale=locale))
    titles = {name: full_name(one, names, locale) for name, one in by_id.items()}
    count = locale.number(len(by_id), 0)
    with st.expander(f"{translate('All variants')} ({count})", on_change="rerun") as folded:
        if folded.open:
            st.html(variant_table(comparison.journeys, titles=titles, locale=locale))
    show_clocks(asked)


def show_clocks(asked: Asked) -> None:
    """Show both clocks side by side, and the chance of each corridor against each other."""
    names, locale = data.names(), choices.locale()
    chosen = asked.comparison.representatives().values()
    st.header(translate("Both clocks"))
    st.html(clock_table(chosen, names=names, locale=locale))
    corridors = [journey.route.corridor for journey in chosen]
    with st.expander(
        translate("Chance of being faster, pair by pair"), on_change="rerun"
    ) as folded:
        if folded.open:
            chances = data.chances(asked.question)
            shown = {one: {two: chances[one].get(two) for two in corridors} for one in corridors}
            st.html(chance_table(shown, names=names, locale=locale))


def show_lines(asked: Asked) -> None:
    """Show the chart of time or price over the distance, the lit journey in front."""
    show_chart(asked.question, asked.drawn)


def show_itinerary(asked: Asked) -> None:
    """Show the lit journey leg by leg, with its sources."""
    journey, locale = asked.journey, choices.locale()
    st.header(full_name(journey, data.names(), locale))
    st.html(
        itinerary(journey, source_of=data.source, locale=locale) + references(journey, data.source)
    )


def show_what_if(asked: Asked) -> None:
    """Show what the changes do to each corridor."""
    show_change(worlds_of(asked.question), asked.shipment)


def show_claims(asked: Asked) -> None:
    """Show what was published for the same two places, and trips on the way, beside the model."""
    if trips := published_trips(asked):
        st.header(translate("Published trips on this way"))
        show_trips(trips)
    checks = claims(asked.question.origin, asked.question.destination)
    if not checks:
        st.html(paragraph(translate("No claim is published for this pair.")))
        return
    st.header(translate("Published claims for this pair"))
    st.html(claim_table(checks, names=data.names(), source_of=data.source, locale=choices.locale()))
    note = translate(
        "Claims are shown and never used by the model. The model answers for the year of "
        "the claim and by its clock, or by both clocks where the claim names none."
    )
    st.html(paragraph(note))


def show_files(asked: Asked) -> None:
    """Show the bar that shares the answer, the lit journey, or what the what-if changes."""
    if choices.text(choices.TAB) == choices.WHAT_IF:
        share_answer(Kind.SCENARIO, worlds_of(asked.question).scenario, {})
    elif asked.comparison.journeys:
        journey = asked.journey
        title = full_name(journey, data.names(), choices.locale())
        alone = {title: (journey.route.corridor, journey.route.variant)}
        share_answer(Kind.COMPARE, asked.question, alone)


def show_map_of(scene: Scene) -> None:
    """Show a map whose clicks set an end, once the reader has chosen which."""
    sets = st.session_state.get(PICKS)
    st.session_state[PICKS] = sets
    show_map(scene, key=MAP, height=MAP_HEIGHT, events=("map",) if sets else ())
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


@st.cache_resource(max_entries=64, show_spinner=False)
def claims(origin: str, destination: str) -> tuple[ClaimCheck, ...]:
    """Return times and lengths published for two places, in either direction."""
    ends = data.place(origin).id, data.place(destination).id
    return claims_between(data.atlas(), *ends)


def show_trips(trips: Sequence[Trial]) -> None:
    """Show published movements beside what the model says of them; nothing where there is none."""
    if trips:
        names, locale = data.names(), choices.locale()
        st.html(trip_list(trips, names=names, source_of=data.source, locale=locale))


def published_trips(asked: Asked, most: int | None = None) -> list[Trial]:
    """Return the published movements on the way of an answer, the most telling first."""
    comparison = asked.comparison
    movements = movements_along(
        (*comparison.journeys, *(asked.opened.journeys if asked.opened else ())),
        data.atlas().ledger.movements,
        month=f"{comparison.as_of.last:%Y-%m}",
    )
    trials: list[Trial] = []
    for one in movements[:most]:
        with suppress(RouteError, WrongClockError):
            trials.append(data.trial(one.id))
    return trials


def take_pick() -> None:
    """Take a click on the map as an end of the question; call it before the widgets."""
    event = st.session_state.get(MAP)
    end = st.session_state.get(PICKS)
    if not event or not end or event["n"] == st.session_state.get(_TAKEN):
        return
    st.session_state[_TAKEN] = event["n"]
    take_click(end, event["lon"], event["lat"])
