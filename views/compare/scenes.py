"""What the map of the page draws: an answer, or what a what-if changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import get_locale
from geo.model import BRANCHES
from geo.webmap import (
    Scene,
    around,
    journey_groups,
    state_group,
    state_legend,
    status_legend,
    stop_legend,
)
from views.state import data
from views.state.kept import kept

if TYPE_CHECKING:
    from geo.i18n import Locale
    from geo.journeys import Comparison
    from geo.webmap import Group
    from views.state.question import Question


@kept(max_entries=64)
def answer_scene(
    question: Question,
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
    marks = gate_marks(comparison, locale)
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


@kept(max_entries=64)
def change_scene(
    base: Question, scenario: Question, moved: tuple[str, ...], language: str
) -> Scene:
    """Return the map of a what-if: the corridors that change, the old route dotted.

    Parameters
    ----------
    base, scenario
        What was asked before and after the change.
    moved
        Ids of the corridors that change.
    language
        Of names and cards.
    """
    locale, comparison = get_locale(language), data.comparison(scenario)
    names = {name: text for name, text in data.names().items() if ":" not in name}
    before, after = (data.comparison(one).representatives() for one in (base, scenario))
    new = [after[name] for name in moved if name in after]
    old = [
        before[name]
        for name in moved
        if name in before and before[name].id not in {one.id for one in new}
    ]
    groups = journey_groups(
        [*old, *new],
        names=names,
        source_of=data.source,
        barred=tuple(one.id for one in old),
        locale=locale,
    )
    marks = gate_marks(comparison, locale)
    return Scene(
        groups=(*groups, marks) if marks else groups,
        legend=(
            *(state_legend(locale) if marks else ()),
            *stop_legend(locale),
            *status_legend(locale),
        ),
        fit=around(groups),
        highlight=new[0].id if len(new) == 1 else "",
        locale=locale,
    )


def gate_marks(comparison: Comparison, locale: Locale) -> Group | None:
    """Return the marks of the gates of an answer that are not simply open."""
    return state_group(
        comparison.gates,
        atlas=data.atlas(),
        as_of=comparison.as_of,
        locale=locale,
        today=data.today(),
    )
