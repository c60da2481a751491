"""One cargo by every corridor, beside Suez and the Cape: time, cost, emissions, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.errors import AtlasError
from geo.export import Kind
from geo.i18n import COMMA, DOT, arrow, get_locale
from geo.journeys import Rank, ranked
from geo.layers import CORRIDOR_BOX
from geo.model import BRANCHES, DIRECT
from geo.summary import (
    barred_journeys,
    barred_text,
    cards,
    full_name,
    headline,
    opened_text,
    scale_of,
)
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
from views.compare.answer import Picked, answer_table, past_errors
from views.compare.cards import cards_list
from views.compare.chart import show_chart
from views.compare.itinerary import itinerary, references
from views.compare.tables import chance_table, clock_table, variant_table
from views.state import choices, data
from views.state.choices import translate
from views.ui import picks
from views.ui.as_of import show_as_of
from views.ui.cargo import cargo_text
from views.ui.claims import claim_table
from views.ui.downloads import take_answer
from views.ui.html import failed_list, heading, label, paragraph
from views.ui.map import show_map
from views.ui.question import (
    SERVICE_NAMES,
    ask_question,
    departure_month_name,
    offer_places,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.estimates import Shipment
    from geo.journeys import Comparison, Journey
    from geo.validation import ClaimCheck

MAP_HEIGHT: Final = 620
MAP: Final = "map of the answer"
PICKS: Final = "end set by a click"
_TAKEN: Final = "click taken"


def show() -> None:
    """Show the page: the question, its answer beside the map, the table, the chart, the claims."""
    take_pick()
    picks.listen(choices.take_pick)
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
    opened = data.opened(question).only(wanted) if comparison.is_barred else None
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
    asked = Asked(question=question, shipment=shipment, comparison=comparison, opened=opened)
    with st.container(key="answer"):
        left, right = st.columns([34, 66], gap="medium")
    with left, st.container(gap="small"):
        show_cards(asked)
    with right:
        language = choices.text(choices.LANGUAGE)
        show_map_of(answer_scene(question, asked.drawn, asked.barred, asked.lit, language))
    show_files(asked)
    show_table(asked)
    chosen = comparison.representatives().values()
    show_chart(question, tuple(journey.id for journey in chosen))
    show_clocks(chosen, question)
    show_claims(question)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and its answer, as the parts of the page show them."""

    question: choices.Question
    shipment: Shipment
    comparison: Comparison
    opened: Comparison | None
    """The answer as if every gate were open, where states of gates bar every branch."""

    @property
    def picked(self) -> str:
        """Id of the journey that the reader has picked; empty where none is."""
        wanted = choices.text(choices.ROUTE)
        return wanted if any(one.id == wanted for one in self.comparison.journeys) else ""

    @property
    def lit(self) -> str:
        """Id of the journey that is lit: the one picked, or the fastest."""
        return self.picked or ranked(self.comparison.journeys, Rank.DAYS)[0].id

    @property
    def drawn(self) -> tuple[str, ...]:
        """Ids of the journeys on the map: one of each corridor, the lit one last."""
        corridor = next(
            one.route.corridor for one in self.comparison.journeys if one.id == self.lit
        )
        others = [
            one.id for name, one in self.comparison.representatives().items() if name != corridor
        ]
        return (*others, self.lit)

    @property
    def barred(self) -> tuple[str, ...]:
        """Ids of the journeys that only states of gates keep from serving, one of each corridor."""
        if self.opened is None:
            return ()
        return tuple(one.id for one in barred_journeys(self.comparison, self.opened))

    def chance_of(self, first: Journey, second: Journey) -> float:
        """Return the chance of a journey to be faster than another of the same comparison."""
        question = self.question
        if not any(first is one for one in self.comparison.journeys):
            question = replace(question, as_if_open=True)
        return data.chance_faster(question, first.id, second.id)


def show_cards(asked: Asked) -> None:
    """Show the answer as a sentence and as three cards."""
    names, locale, comparison = data.names(), choices.locale(), asked.comparison
    st.html(paragraph(asked_text(), "asked"))
    sentence = headline(comparison, names=names, locale=locale, chance_of=asked.chance_of)
    st.html(heading(sentence))
    if asked.opened and asked.opened.journeys:
        texts = (
            barred_text(comparison, locale),
            opened_text(asked.opened, names=names, locale=locale),
        )
        st.html(paragraph(" ".join(texts), "lead"))
    if under := conditions():
        st.html(paragraph(under, "lead"))
    dealt = cards(comparison, names=names, locale=locale, shipment=asked.shipment)
    longest = scale_of(card.journey for card in dealt)
    st.html(cards_list(dealt, picked=asked.lit, longest=longest, locale=locale))


def asked_text() -> str:
    """Say what is asked in a line; narrow screens show it above the answer."""
    locale = choices.locale()
    labels = [data.place_meant(choices.text(key))[1] for key in (choices.FROM, choices.TO)]
    others = (
        departure_month_name(choices.text(choices.MONTH)),
        cargo_text(choices.shipment(), locale),
    )
    return translate(DOT).join((arrow(locale).join(labels), *others))


def show_table(asked: Asked) -> None:
    """Show the table of journeys, how wrong the model has been, and what cannot serve."""
    names, locale, comparison = data.names(), choices.locale(), asked.comparison
    by_id = {journey.id: journey for journey in comparison.journeys}
    journey = by_id.get(asked.picked)
    detail = ""
    if journey:
        detail = itinerary(journey, locale=locale) + references(journey, data.source)
    st.html(
        answer_table(
            comparison,
            opened=asked.opened,
            picked=Picked(journey=asked.lit, sort=Rank(choices.text(choices.SORT)), detail=detail),
            names=names,
            locale=locale,
            chance_of=asked.chance_of,
            shipment=asked.shipment,
            source_of=data.source,
        )
    )
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


@st.fragment
def show_files(asked: Asked) -> None:
    """Give the lit journey, or all corridors, as a file."""
    journey = next(one for one in asked.comparison.journeys if one.id == asked.lit)
    title = full_name(journey, data.names(), choices.locale())
    alone = {title: (journey.route.corridor, journey.route.variant)}
    take_answer(Kind.COMPARE, asked.question, alone)


def show_clocks(chosen: Collection[Journey], question: choices.Question) -> None:
    """Show both clocks side by side, and the chance of each corridor against each other."""
    names, locale = data.names(), choices.locale()
    st.header(translate("Both clocks"))
    st.html(clock_table(chosen, names=names, locale=locale))
    corridors = [journey.route.corridor for journey in chosen]
    with st.expander(
        translate("Chance of being faster, pair by pair"), on_change="rerun"
    ) as folded:
        if folded.open:
            chances = data.chances(question)
            shown = {one: {two: chances[one].get(two) for two in corridors} for one in corridors}
            st.html(chance_table(shown, names=names, locale=locale))


def show_pick() -> None:
    """Show the map where there is no answer, so that a click can set an end that has one."""
    show_map_of(Scene(groups=(), fit=CORRIDOR_BOX, locale=choices.locale()))


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
def answer_scene(
    question: choices.Question,
    drawn: tuple[str, ...],
    barred: tuple[str, ...],
    lit: str,
    language: str,
) -> Scene:
    """Return the map of an answer.

    Parameters
    ----------
    question
        What was asked.
    drawn, barred
        Ids of journeys that serve, and of those that would as if every gate were open.
    lit
        Id of the journey that is lit.
    language
        Of names and cards.
    """
    locale = get_locale(language)
    comparison = data.comparison(question)
    by_id = {one.id: one for one in comparison.journeys}
    opened = {one.id: one for one in data.opened(question).journeys} if barred else {}
    names = {name: text for name, text in data.names().items() if ":" not in name}
    journeys = [*(opened[name] for name in barred), *(by_id[name] for name in drawn)]
    groups = journey_groups(
        journeys, names=names, source_of=data.source, barred=barred, locale=locale
    )
    marks = state_group(
        comparison.gates,
        atlas=data.atlas(),
        as_of=comparison.as_of,
        locale=locale,
        today=data.today(),
    )
    near = {one.id for one in journeys if one.route.corridor in BRANCHES} | {lit}
    return Scene(
        groups=(*groups, marks) if marks else groups,
        legend=(
            *(state_legend(locale) if marks else ()),
            *stop_legend(locale),
            *status_legend(locale),
        ),
        fit=around(group for group in groups if group.id in near),
        highlight=lit,
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
