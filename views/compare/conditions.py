"""The conditions of an answer in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import COMMA
from views.compare.what_if.figures import setting_text
from views.state import choices, data
from views.state.choices import translate
from views.state.question import ANY, TODAY
from views.ui.question import SERVICE_NAMES, departure_month_name

if TYPE_CHECKING:
    from views.state.question import Question


def changes_of(question: Question) -> list[str]:
    """Return in words what is not as usual in a question."""
    gates, links = data.gates(), data.unbuilt_links()
    changes = [translate("{name} closed").format(name=gates[gate]) for gate in question.closed]
    changes += [translate("{name} built").format(name=links[link]) for link in question.built]
    if question.as_of != TODAY:
        changes.append(translate("as of {month}").format(month=translate(question.as_of)))
    if question.month != ANY:
        changes.append(
            translate("departure in {month}").format(month=departure_month_name(question.month))
        )
    changes += [translate(SERVICE_NAMES[service]) for service in question.services]
    changes += [data.assumptions()[text] for text in question.states]
    if question.links and (own := choices.own_links()):
        changes.append(translate("links of your own from {file}").format(file=own.name))
    return [*changes, *(setting_text(text, choices.locale()) for text in question.settings)]


def conditions_text(question: Question) -> str:
    """Return under which conditions an answer stands, empty where all is as usual."""
    changes = changes_of(question)
    if not changes:
        return ""
    return translate("Under these conditions: {conditions}.").format(
        conditions=translate(COMMA).join(changes)
    )
