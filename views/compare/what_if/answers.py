"""What a what-if asks of the library, each answer kept by its question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import AtlasError
from geo.estimates import Box
from geo.evidence import load_promises
from geo.journeys import (
    break_even,
    fastest_by_suez,
    link_values,
    probability_faster,
    sensitivity,
    single_points_of_failure,
    unasked,
)
from geo.model import DIRECT, HOURS_PER_DAY, SUEZ_ROUTES
from views.compare.what_if.headline import Shift, shifts_of
from views.state import choices, data
from views.state.kept import kept
from views.state.question import ANY, TODAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.estimates import Incomplete
    from geo.evidence import Promise
    from geo.journeys import BreakEven, Journey, LinkValue, Swing
    from geo.model import Band, Place
    from views.state.question import Question

MOST_EVENS = 4
"""Break-even values that are looked for in one corridor: of its leading figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One corridor under one scenario."""

    variant: str
    """In English words."""
    km: float
    days: Band
    usd: Band | Incomplete
    """Of one box or tonne; what is missing where a part has no price."""
    faster: float | None
    """The least chance to be faster than a Suez route; None where there is none to beat."""


def base_of(question: Question) -> Question:
    """Return the question with nothing built, closed, assumed or set, by the usual services.

    It is asked as of today, or as if every gate were open where the question is.
    """
    return replace(
        question,
        closed=(),
        built=(),
        as_of=TODAY,
        month=ANY,
        services=(),
        settings=(),
        states=(),
        links="",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Worlds:
    """The two questions whose answers a what-if compares."""

    base: Question
    scenario: Question
    barred: tuple[str, ...] = ()
    """Gates among those to close that the states of the date bar anyway."""
    is_opened: bool = False
    """Both are asked as if every gate were open: on the date the change would move nothing."""

    @property
    def is_changed(self) -> bool:
        """Whether the scenario differs from the base case."""
        return self.base != self.scenario


def worlds_of(question: Question) -> Worlds:
    """Return the base case and the scenario of a question.

    Where states of gates bar a gate that the question closes, or every branch while it builds a
    link, the date hides what the change does. Both are then asked as if every gate were open.
    """
    base = base_of(question)
    states = data.comparison(base).as_of
    barred = tuple(gate for gate in question.closed if gate in states.barred)
    hidden = barred or (question.built and data.comparison(base).is_barred)
    is_opened = bool(hidden) and not question.states and not question.as_if_open
    if is_opened:
        base, question = (replace(one, as_if_open=True) for one in (base, question))
    return Worlds(base=base, scenario=question, barred=barred, is_opened=is_opened)


def shifts(worlds: Worlds) -> tuple[Shift, ...]:
    """Return each corridor in both worlds, those that the reader has chosen."""
    wanted = choices.texts(choices.CORRIDORS)
    every = shifts_of(*journeys_of(worlds.base, worlds.scenario))
    return tuple(one for one in every if not wanted or one.corridor in wanted)


def closed_themselves(question: Question) -> frozenset[str]:
    """Return the corridors of which a closed gate is what they are called by."""
    corridors = data.atlas().corridors.corridors
    return frozenset(
        name for name, one in corridors.items() if one.essential & frozenset(question.closed)
    )


@st.cache_resource(show_spinner=False)
def last_promises() -> dict[str, Promise]:
    """Return the newest promise of each link, by the link."""
    ordered = sorted(load_promises(), key=lambda one: one.said_on)
    return {one.link: one for one in ordered}


def promised(question: Question) -> tuple[Promise, ...]:
    """Return the newest promise of each link that a question has built."""
    newest = last_promises()
    return tuple(newest[link] for link in question.built if link in newest)


def chosen_of(question: Question) -> dict[str, Journey]:
    """Return one journey for each corridor that is compared and can serve."""
    compared = data.atlas().corridors.corridors
    every = data.comparison(question).representatives()
    return {
        name: journey
        for name, journey in every.items()
        if name == DIRECT or compared[name].compared
    }


def journeys_of(
    base: Question, scenario: Question
) -> tuple[dict[str, Journey], dict[str, Journey]]:
    """Return one journey for each corridor before and after, by the same corridors."""
    return _beside(base, scenario), _beside(scenario, base)


def _beside(question: Question, other: Question) -> dict[str, Journey]:
    own = chosen_of(question)
    names = unasked(data.atlas(), data.comparison(question), data.comparison(other))
    if not names:
        return own
    more = data.comparison(replace(question, corridors=tuple(sorted(names)))).representatives()
    return own | {name: more[name] for name in sorted(names & more.keys())}


@kept(max_entries=128)
def sides(base: Question, scenario: Question, box: Box) -> tuple[dict[str, Side], dict[str, Side]]:
    """Return what each corridor that can serve takes, costs and beats, before and after."""
    before, after = journeys_of(base, scenario)
    return _sides(before, box), _sides(after, box)


def _sides(chosen: dict[str, Journey], box: Box) -> dict[str, Side]:
    chances = probability_faster(chosen)
    return {name: side_of(journey, chances[name], box) for name, journey in chosen.items()}


def side_of(journey: Journey, chances: dict[str, float], box: Box = Box.TEU) -> Side:
    """Return what one journey takes and costs, and the least of its chances to beat Suez."""
    against = [chances[rival] for rival in SUEZ_ROUTES if rival in chances]
    rival = journey.route.corridor in SUEZ_ROUTES
    return Side(
        variant=journey.variant_name,
        km=journey.route.km,
        days=journey.hours.scaled(1 / HOURS_PER_DAY),
        usd=journey.costed(box).usd,
        faster=None if rival or not against else min(against),
    )


def reasons(question: Question) -> dict[str, str]:
    """Return for each corridor that cannot serve why its first variant cannot."""
    served = chosen_of(question)
    failed = reversed(data.comparison(question).failed)
    return {one.corridor: one.reason for one in failed if one.corridor not in served}


@kept(max_entries=64)
def leading_figures(question: Question) -> tuple[str, ...]:
    """Return the figures that move the answers of a question most, each once."""
    try:
        swings = [swing for name in chosen_of(question) for swing in swings_of(question, name)]
    except AtlasError:
        return ()
    swings.sort(key=lambda swing: swing.low_hours - swing.high_hours)
    return tuple(dict.fromkeys(swing.figure_id for swing in swings))


@kept(max_entries=256)
def swings_of(question: Question, corridor: str) -> Sequence[Swing]:
    """Return the figures of the ledger that move one corridor most.

    The speed of a link of the reader is given, and moves nothing.
    """
    figures = data.atlas().ledger.figures
    swings = sensitivity(chosen_of(question)[corridor])
    return tuple(one for one in swings if one.figure_id in figures)


@kept(max_entries=256)
def break_evens(question: Question) -> Sequence[BreakEven]:
    """Return where each corridor takes as long as the faster Suez route, by its own figures."""
    chosen = chosen_of(question)
    rival = fastest_by_suez(chosen.values())
    if rival is None:
        return ()
    evens = [
        break_even(data.atlas_of(question), chosen[name], rival, swing.figure_id)
        for name in chosen
        if name not in SUEZ_ROUTES
        for swing in swings_of(question, name)[:MOST_EVENS]
    ]
    return tuple(one for one in evens if one is not None)


@kept(max_entries=64)
def worth_of_links(question: Question, box: Box) -> Sequence[LinkValue]:
    """Return what each missing link would change, beyond what the scenario has built."""
    base = data.comparison(question)
    return link_values(data.atlas_of(question), *_ends(question), question.scenario(), base, box)


@kept(max_entries=64)
def failures(question: Question) -> dict[str, tuple[str, ...]]:
    """Return the gates whose closing alone stops each corridor."""
    stops = single_points_of_failure(
        data.atlas_of(question), *_ends(question), data.comparison(question)
    )
    served = chosen_of(question)
    return {name: gates for name, gates in stops.items() if name in served}


def _ends(question: Question) -> tuple[Place, Place]:
    return data.place(question.origin), data.place(question.destination)
