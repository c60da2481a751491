"""What differs between two worlds whose surfaces are compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.errors import QuestionError
from geo.evidence import GateStatus, status_text
from geo.i18n import date_text
from geo.message import Message, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.scenario import Scenario

WORLDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "suez-2023": ("suez=2023-06", "bab-el-mandeb=2023-06"),
        "hormuz-open": tuple(
            f"{gate}=open"
            for gate in (
                "hormuz",
                "bandar-abbas",
                "bandar-imam-khomeini",
                "bushehr",
                "chabahar",
                "iran-south-ports",
            )
        ),
    }
)
"""Assumptions of several parts, by name: Suez before its ships went round the Cape; the strait of
Hormuz open, and the ports of Iran, which would otherwise stay shut behind it."""
_BUILT, _CLOSED, _AS_OF = "built", "closed", "as-of"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Links taken as built, gates in another state, another date."""

    built: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    states: tuple[tuple[str, str], ...] = ()
    """Gate and status, sorted by gate."""
    then: tuple[tuple[str, str], ...] = ()
    """Gate and the date, ``YYYY-MM`` or ``YYYY-MM-DD``, whose state it has; sorted by gate."""
    date: str = ""
    """In place of the date of the scenario; empty: that one."""

    def applied(self, scenario: Scenario, atlas: Atlas) -> Scenario:
        """Lay the assumption over a scenario.

        Raises
        ------
        BadDateError
            A date is none.
        """
        states = dict(scenario.states) | dict(self.states)
        for gate, date in self.then:
            past = replace(scenario, date=date, as_if_open=False, states=(), closed=frozenset())
            then = atlas.as_of(past).states.get(gate)
            states[gate] = (then.status if then else GateStatus.OPEN).value
        return replace(
            scenario,
            date=self.date or scenario.date,
            built=scenario.built | self.built,
            closed=(scenario.closed - {gate for gate, _ in self.states + self.then}) | self.closed,
            states=tuple(sorted(states.items())),
        )

    def text(self, atlas: Atlas, locale: Locale) -> str:
        """Name what is assumed, for readers."""
        translate, gates = locale.translate, atlas.corridors.gates
        links = {**atlas.unbuilt_links(), **atlas.corridors.links}

        def gate_name(gate: str) -> str:
            return translate(gates[gate].name) if gate in gates else gate

        parts = [
            translate("{link} is built").format(link=translate(links.get(link, link)))
            for link in sorted(self.built)
        ]
        parts += [
            translate("{gate} is closed").format(gate=gate_name(gate))
            for gate in sorted(self.closed)
        ]
        for gate, status in self.states:
            if status == GateStatus.OPEN:
                parts.append(translate("{gate} is open").format(gate=gate_name(gate)))
            else:
                state = translate(status_text(GateStatus(status)))
                form = translate("{gate}: assumed {state}")
                parts.append(form.format(gate=gate_name(gate), state=state))
        parts += [
            translate("{gate} as in {month}").format(
                gate=gate_name(gate), month=date_text(date, locale)
            )
            for gate, date in self.then
        ]
        if self.date:
            parts.append(translate("as of {date}").format(date=date_text(self.date, locale)))
        return translate("; ").join(parts)


def assumption_of(texts: Iterable[str]) -> Assumption:
    """Read an assumption.

    Parameters
    ----------
    texts
        Each ``built=LINK``, ``closed=GATE``, ``as-of=DATE``, ``GATE=STATE``, ``GATE=DATE`` for
        the state that a gate had then, or a name of `WORLDS`.

    Raises
    ------
    QuestionError
        One of them is none of these.

    Examples
    --------
    >>> assumption_of(["built=rasht-astara"]).built
    frozenset({'rasht-astara'})
    >>> assumption_of(["hormuz=open", "suez=2023-06"]).then
    (('suez', '2023-06'),)
    >>> assumption_of(["suez-2023"]) == assumption_of(WORLDS["suez-2023"])
    True
    """
    built, closed, date = set(), set(), ""
    states: dict[str, str] = {}
    then: dict[str, str] = {}
    for text in [part for own in texts for part in WORLDS.get(own.strip(), (own,))]:
        name, _, value = (part.strip() for part in text.partition("="))
        if not (name and value):
            raise QuestionError(_form(text))
        if name == _BUILT:
            built.add(value)
        elif name == _CLOSED:
            closed.add(value)
        elif name == _AS_OF:
            date = value
        elif value[:1].isdigit():
            then[name] = value
        elif value.casefold() in set(GateStatus):
            states[name] = value.casefold()
        else:
            raise QuestionError(_form(text))
    return Assumption(
        built=frozenset(built),
        closed=frozenset(closed),
        states=tuple(sorted(states.items())),
        then=tuple(sorted(then.items())),
        date=date,
    )


def _form(text: str) -> Message:
    return Message(
        "{text} assumes nothing; write built=LINK, closed=GATE, GATE=STATE, GATE=DATE or "
        "as-of=DATE, for instance hormuz=open or suez=2023-06, or one of {names}",
        text=quoted(text),
        names=tuple(WORLDS),
    )
