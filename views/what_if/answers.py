"""What the page of what-ifs asks of the library, each answer kept by its question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import AtlasError
from geo.estimates import Box, Measure
from geo.i18n import HOURS_A_DAY
from geo.journeys import (
    break_even,
    fastest_by_suez,
    link_values,
    probability_faster,
    sensitivity,
    single_points_of_failure,
)
from geo.model import SUEZ_ROUTES
from views.state import choices as state
from views.state import data as loaders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.journeys import BreakEven, Journey, LinkValue, Swing
    from geo.model import Band, Place

MOST_EVENS = 4
"""Break-even values that are looked for in one corridor: of its leading figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One corridor under one scenario."""

    variant: str
    km: float
    days: Band
    usd: Band
    """Of one box or tonne."""
    complete: bool
    """Whether every part has a price."""
    faster: float | None
    """The least chance to be faster than a Suez route; None where there is none to beat."""


def base_of(asked: state.Question) -> state.Question:
    """Return the question with nothing built, closed or set, today, by the usual services."""
    return replace(
        asked,
        closed=(),
        built=(),
        as_of=state.TODAY,
        month=state.ANY,
        services=(),
        settings=(),
    )


def chosen_of(asked: state.Question) -> dict[str, Journey]:
    """Return one journey for each corridor that is compared and can serve."""
    compared = loaders.atlas().corridors.corridors
    every = loaders.comparison(asked).representatives()
    return {name: found for name, found in every.items() if compared[name].compared}


@st.cache_resource(max_entries=128, show_spinner=False)
def sides(asked: state.Question, box: Box) -> dict[str, Side]:
    """Return what each corridor that can serve takes, costs and beats."""
    chosen = chosen_of(asked)
    chances = probability_faster(chosen)
    return {name: side_of(found, chances[name], box) for name, found in chosen.items()}


def side_of(found: Journey, chances: dict[str, float], box: Box = Box.TEU) -> Side:
    """Return what one journey takes and costs, and the least of its chances to beat Suez."""
    costed = found.costed(box)
    against = [chances[rival] for rival in SUEZ_ROUTES if rival in chances]
    rival = found.route.corridor in SUEZ_ROUTES
    return Side(
        variant=found.route.variant,
        km=found.route.km,
        days=found.hours.scaled(1 / HOURS_A_DAY),
        usd=costed.usd,
        complete=costed.complete(Measure.USD),
        faster=None if rival or not against else min(against),
    )


def reasons(asked: state.Question) -> dict[str, str]:
    """Return for each corridor that cannot serve why its first variant cannot."""
    served = chosen_of(asked)
    failed = reversed(loaders.comparison(asked).failed)
    return {one.corridor: one.reason for one in failed if one.corridor not in served}


@st.cache_resource(max_entries=64, show_spinner=False)
def leading_figures(asked: state.Question) -> tuple[str, ...]:
    """Return the figures that move the answers of a question most, each once."""
    try:
        swings = [swing for name in chosen_of(asked) for swing in swings_of(asked, name)]
    except AtlasError:
        return ()
    swings.sort(key=lambda swing: swing.low_hours - swing.high_hours)
    return tuple(dict.fromkeys(swing.figure_id for swing in swings))


@st.cache_resource(max_entries=256, show_spinner=False)
def swings_of(asked: state.Question, corridor: str) -> Sequence[Swing]:
    """Return the figures that move one corridor most."""
    return sensitivity(chosen_of(asked)[corridor])


@st.cache_resource(max_entries=256, show_spinner=False)
def break_evens(asked: state.Question) -> Sequence[BreakEven]:
    """Return where each corridor takes as long as the faster Suez route, by its own figures."""
    chosen = chosen_of(asked)
    rival = fastest_by_suez(chosen.values())
    if rival is None:
        return ()
    found = [
        break_even(loaders.atlas(), chosen[name], rival, swing.figure_id)
        for name in chosen
        if name not in SUEZ_ROUTES
        for swing in swings_of(asked, name)[:MOST_EVENS]
    ]
    return tuple(one for one in found if one is not None)


@st.cache_resource(max_entries=64, show_spinner=False)
def worth_of_links(asked: state.Question, box: Box) -> Sequence[LinkValue]:
    """Return what each missing link would change, beyond what the scenario has built."""
    found = loaders.comparison(asked)
    return link_values(loaders.atlas(), *_ends(asked), asked.scenario(), found, box)


@st.cache_resource(max_entries=64, show_spinner=False)
def failures(asked: state.Question) -> dict[str, tuple[str, ...]]:
    """Return the gates whose closing alone stops each corridor."""
    found = single_points_of_failure(loaders.atlas(), *_ends(asked), loaders.comparison(asked))
    served = chosen_of(asked)
    return {name: gates for name, gates in found.items() if name in served}


def _ends(asked: state.Question) -> tuple[Place, Place]:
    return loaders.place(asked.origin), loaders.place(asked.destination)
