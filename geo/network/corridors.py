"""All corridors as sets of open gates, read from ``layers/corridors.json``.

A corridor does not say where to go; it says which of the gates that a choice hangs on are open.
Everything else follows from one search.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from geo.alike import alike
from geo.errors import LayerError, UnknownNameError
from geo.message import Message, quoted
from geo.model import DIRECT, Mode
from geo.network.corridor import Corridor, corridor_of
from geo.network.gates import Gate, gate_of
from geo.network.routing import Area, Rules
from geo.paths import CORRIDORS, RESTORE, shipped_text
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo.evidence import AsOf
    from geo.model import Route
    from geo.network.corridor import Variant

T = TypeVar("T")

DIRECT_NAME: Final = Message("Direct")


@dataclass(frozen=True, kw_only=True)
class Corridors:
    """All corridors, gates and links."""

    corridors: Mapping[str, Corridor]
    gates: Mapping[str, Gate]
    links: Mapping[str, str]
    """Names of the unbuilt links by id."""

    def corridor(self, name: str) -> Corridor:
        """Corridor with an id.

        Raises
        ------
        UnknownNameError
            No such corridor; the message lists those there are.
        """
        return _named(self.corridors, name, "corridor")

    @property
    def standing(self) -> tuple[str, ...]:
        """Ids of the corridors that stand in every comparison.

        Examples
        --------
        >>> load_corridors().standing[:4]
        ('western', 'trans-caspian', 'eastern', 'suez')
        """
        every = self.corridors.values()
        return tuple(one.id for one in every if one.compared and not one.is_offered)

    def chosen(self, names: Iterable[str]) -> frozenset[str]:
        """Ids of corridors that a question chooses, or `DIRECT`, each checked; empty: no choice.

        Raises
        ------
        UnknownNameError
            One does not exist; the message lists those there are.

        Examples
        --------
        >>> sorted(load_corridors().chosen(["suez", "cape"]))
        ['cape', 'suez']
        """
        return frozenset(name if name == DIRECT else self.corridor(name).id for name in names)

    def names(self) -> dict[str, str]:
        """Name of each corridor by its id, and of each variant by ``corridor:variant``.

        The last name is that of the direct route.

        Examples
        --------
        >>> names = load_corridors().names()
        >>> names["suez-black-sea"], names["eastern:sarakhs+chabahar+any-north"]
        ('Suez, Novorossiysk and rail', 'Sarakhs, over Chabahar, fastest northern border')
        """
        names: dict[str, str] = {}
        for corridor in self.corridors.values():
            names[corridor.id] = corridor.name
            names |= {f"{corridor.id}:{v.id}": v.name for v in corridor.variants() if v.id}
        return names | {DIRECT: DIRECT_NAME}

    def variant_name(self, route: Route) -> str:
        """Name the variant of a route by the options that the route comes to; empty if none."""
        corridor = self.corridors.get(route.corridor)
        if corridor is None or not route.variant:
            return ""
        return next(corridor.variants(route.variant)).name_on(route)

    def check(self, scenario: Scenario, known_gates: Iterable[str]) -> None:
        """Refuse a scenario that names a gate or a link that does not exist.

        Raises
        ------
        UnknownNameError
            The message names the nearest spellings.
        """
        gates = dict.fromkeys([*self.gates, *known_gates])
        for name in sorted(scenario.closed):
            _named(gates, name, "gate")
        self.check_states(gate for gate, _ in scenario.states)
        for name in sorted(scenario.built):
            _named(self.links, name, "link")

    def check_states(self, gates: Iterable[str]) -> None:
        """Refuse states of a gate that does not exist.

        Raises
        ------
        UnknownNameError
            The message names the nearest spellings.
        """
        for name in gates:
            _named(self.gates, name, "gate")

    def on_path(self, gates: Iterable[str], route: Route) -> tuple[str, ...]:
        """Choose the gates that lie on a route; of two that close the same port, the narrower."""
        known = [self.gates[gate] for gate in sorted(gates) if gate in self.gates]
        passed = [gate for gate in known if gate.lies_on(route)]
        wide = {
            one.id for one in passed if any(other.id in one.parts | one.ports for other in passed)
        }
        unnamed = sorted({*gates} - {*self.gates})
        return (
            *(gate.id for gate in passed if gate.id not in wide),
            *(gate for gate in unnamed if gate in route.gates),
        )

    def free(self, scenario: Scenario, states: AsOf | None = None) -> Rules:
        """Rules of a search that is bound to no corridor.

        Parameters
        ----------
        scenario
            Closures, links, month and modes.
        states
            States of gates; None: none is barred.
        """
        closed = self._closed(scenario, states)
        return Rules(
            closed=closed,
            areas=self._areas(closed),
            built=scenario.built,
            month=scenario.month,
            modes=scenario.modes,
        )

    def _closed(
        self, scenario: Scenario, states: AsOf | None, opens: frozenset[str] = frozenset()
    ) -> frozenset[str]:
        """Gates that no service uses, that a scenario closes and that states bar, with their parts.

        A port may be open although the ports around it are barred as a whole.
        """
        always = scenario.closed | (self._shut - opens)
        closed = always.union(*(self.gates[name].closes for name in always if name in self.gates))
        if states is None:
            return closed
        passable = states.states.keys() - states.barred
        for name in states.barred:
            gate = self.gates[name]
            spared = (self.gates[port].closes for port in passable & gate.ports)
            closed |= gate.closes.difference(*spared)
        return closed

    @cached_property
    def _shut(self) -> frozenset[str]:
        """Gates that ordinary services do not use; a corridor may open one."""
        return frozenset(gate.id for gate in self.gates.values() if gate.shut)

    @cached_property
    def _choices(self) -> frozenset[str]:
        """Gates that are closed in a corridor that does not list them."""
        return frozenset(gate.id for gate in self.gates.values() if gate.choice)

    def _areas(self, closed: frozenset[str]) -> frozenset[Area]:
        areas = (self.gates[name].area for name in closed if name in self.gates)
        return frozenset(area for area in areas if area)

    def relaxed(
        self,
        rules: Rules,
        variant: Variant | None,
        terminals: Mapping[str, str],
    ) -> Rules:
        """Rules without the closures of scenario, calendar and date: everything that could be."""
        today = Scenario(modes=rules.modes, built=frozenset(self.links))
        if variant is None:
            return self.free(today)
        return self.rules(variant, today, terminals, rules.countries or frozenset())

    def rules(
        self,
        variant: Variant,
        scenario: Scenario,
        terminals: Mapping[str, str],
        at_ends: frozenset[str] = frozenset(),
        states: AsOf | None = None,
    ) -> Rules:
        """Rules of a search along one variant of a corridor.

        A corridor chooses among the terminals of its own countries. Beyond them every port of the
        country of an end may be used: Delhi ships from Mundra as well as from Nhava Sheva.

        Parameters
        ----------
        variant
            Corridor and options.
        scenario
            Closures, links, month and modes.
        terminals
            Countries of the terminals of the network, ``place:mode-mode``: these are choices too.
        at_ends
            Countries of origin and destination, allowed whatever the corridor says.
        states
            States of gates; None: none is barred.
        """
        closed = self._closed(scenario, states, variant.opens)
        ports = ports_of(at_ends - variant.corridor.countries, terminals)
        return Rules(
            closed=closed | (self._closed_by(variant, terminals) - ports),
            areas=self._areas(closed),
            built=scenario.built,
            month=scenario.month,
            modes=scenario.modes,
            countries=variant.corridor.countries | at_ends,
            requires=variant.corridor.requires,
        )

    def branch_rules(
        self, variant: Variant, built: frozenset[str], terminals: Mapping[str, str]
    ) -> Rules:
        """Return the rules of a variant in a world where nothing is closed, whatever the date.

        Parameters
        ----------
        variant
            Corridor and options.
        built
            Planned links assumed built.
        terminals
            As in `rules`.
        """
        return Rules(
            closed=self._closed_by(variant, terminals) | (self._shut - variant.opens),
            built=built,
            countries=variant.corridor.countries,
            requires=variant.corridor.requires,
        )

    def _closed_by(self, variant: Variant, terminals: Iterable[str]) -> frozenset[str]:
        """Choices that a variant does not open; terminals, ``place:mode-mode``, are choices too."""
        return (self._choices.union(terminals) - variant.opens) | variant.closes


def ports_of(countries: frozenset[str], terminals: Mapping[str, str]) -> frozenset[str]:
    """Terminals by the sea in some countries.

    Parameters
    ----------
    countries
        ISO codes.
    terminals
        As in `Corridors.rules`.

    Examples
    --------
    >>> sorted(ports_of(frozenset({"IN"}), {"mundra:rail-sea": "IN", "poti:rail-sea": "GE"}))
    ['mundra:rail-sea']
    """
    return frozenset(
        name
        for name, country in terminals.items()
        if country in countries and name.endswith(f"-{Mode.SEA}")
    )


def _named(table: Mapping[str, T], name: str, noun: str) -> T:
    if name in table:
        return table[name]
    near = alike(name, table) or tuple(sorted(table)[:6])
    msg = Message(
        "there is no {noun} {text}; did you mean {names}?",
        noun=noun,
        text=quoted(name),
        names=near,
    )
    raise UnknownNameError(msg)


def load_corridors(path: Path = CORRIDORS) -> Corridors:
    """Read corridors, gates and links.

    Raises
    ------
    LayerError
        The file is missing or damaged.

    Examples
    --------
    >>> [v.id for v in load_corridors().corridor("eastern").variants("sarakhs", compared=True)]
    ['sarakhs+bandar-abbas+any-north', 'sarakhs+chabahar+any-north']
    """
    try:
        tables = json.loads(shipped_text(path))
        return Corridors(
            corridors={row["id"]: corridor_of(row) for row in tables["corridors"]},
            gates={name: gate_of(name, row) for name, row in tables["gates"].items()},
            links={name: row["name"] for name, row in tables["links"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{path.name} is damaged; {RESTORE}"
        raise LayerError(msg) from error
