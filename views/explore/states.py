"""The states of gates that the map shows: as of the month of its slider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import get_locale
from geo.journeys import GateCondition
from geo.scenario import Scenario
from geo.webmap import state_group
from views.state import choices, data
from views.ui.as_of import show_switch, state_line

if TYPE_CHECKING:
    import datetime as dt

    from geo.evidence import AsOf
    from geo.webmap import Group


def show_states(month: str | None) -> None:
    """Show as of when the gates are drawn, and the switch to an open world."""
    states = states_of(month, as_if_open=choices.is_open())
    with st.container(horizontal=True, vertical_alignment="center", key="states"):
        st.html(state_line(states, today=data.today(), locale=choices.locale()), width="stretch")
        show_switch()


def states_of(month: str | None, *, as_if_open: bool) -> AsOf:
    """Return the states of gates in a month; None: today, or the date of the newest report."""
    return data.atlas().as_of(Scenario(date=month, as_if_open=as_if_open))


def marks_of(month: str | None, language: str) -> tuple[Group, ...]:
    """Return the marks of the gates in a month; none where nothing is known of it."""
    group = _marks(month, language, as_if_open=choices.is_open(), today=data.today())
    return (group,) if group else ()


@st.cache_resource(max_entries=64, show_spinner=False)
def _marks(month: str | None, language: str, *, as_if_open: bool, today: dt.date) -> Group | None:
    atlas, states = data.atlas(), states_of(month, as_if_open=as_if_open)
    gates = atlas.corridors.gates
    return state_group(
        [GateCondition(gate=gates[name], state=one) for name, one in states.states.items()],
        atlas=atlas,
        as_of=states,
        locale=get_locale(language),
        today=today,
    )
