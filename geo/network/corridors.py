"""Corridors as sets of open gates, with their variants, read from ``layers/corridors.json``.

A corridor does not say where to go; it says which of the gates that a choice hangs on are open.
Everything else follows from one search. Variants are options on the corridor's axes, written
``sarakhs+chabahar``; an axis that is not named takes its first option, and where the first option
cannot serve (a railway that is not built), the next one that can.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final, TypeVar

from geo.alike import alike
from geo.errors import LayerError, UnknownNameError
from geo.message import Message, quoted
from geo.model import DIRECT, Mode
from geo.network.routing import Area, Rules, gate_of_mode
from geo.paths import CORRIDORS, RESTORE, shipped_text
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from geo.evidence import AsOf
    from geo.model import Route, Stop

T = TypeVar("T")

DIRECT_NAME: Final = Message("Direct")
AREA: Final = ("country", "mode", "water")
"""Fields of a gate that is a part of the network as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A strait, canal, border, terminal or link that can be open or closed."""

    id: str
    name: str
    kind: str
    choice: bool = False
    """Closed in a corridor that does not list it."""
    shut: bool = False
    """Closed, unless a corridor opens it: ordinary services do not use it."""
    parts: frozenset[str] = frozenset()
    """Gates that close with it."""
    ports: frozenset[str] = frozenset()
    """Ids and UN/LOCODEs of ports that close with it, unless a state of their own is open."""
    area: Area | None = None
    """Railways, roads or waters that close with it."""
    note: str = ""

    @property
    def closes(self) -> frozenset[str]:
        """What is closed when the gate is."""
        return self.parts | self.ports | {self.id}

    def is_at(self, stop: Stop) -> bool:
        """Whether a stop lies in the gate."""
        names = {stop.gate, stop.place_id, gate_of_mode(stop.place_id, stop.modes[0])}
        return bool(names & self.closes)

    def lies_on(self, route: Route, passed: frozenset[str] | None = None) -> bool:
        """Whether a route passes the gate.

        Parameters
        ----------
        route
            Legs and stops.
        passed
            From `names_on`, where they are known already.
        """
        names = names_on(route) if passed is None else passed
        return not names.isdisjoint(self.closes) or (
            self.area is not None and any(map(self.area.holds, route.legs))
        )


def names_on(route: Route) -> frozenset[str]:
    """List what a route passes that may close: gates, borders by mode, ports at its ends."""
    passed = {*route.gates, *(gate_of_mode(s.place_id, s.modes[0]) for s in route.stops)}
    for end, leg in ((route.origin, route.legs[0]), (route.destination, route.legs[-1])):
        if leg.mode is Mode.SEA:
            passed |= {end.place.id, end.place.unlocode}
    return frozenset(passed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option on an axis of a corridor."""

    id: str
    name: str
    opens: frozenset[str]
    opens_by_inland: Mapping[str, frozenset[str]]
    closes: frozenset[str]
    inland: str

    @property
    def gates(self) -> frozenset[str]:
        """Every gate and terminal that it opens or closes."""
        return self.opens.union(self.closes, *self.opens_by_inland.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One option on each axis of a corridor."""

    corridor: Corridor
    options: tuple[Option, ...]

    @property
    def id(self) -> str:
        """Options joined by plus signs; empty for a corridor without axes."""
        return "+".join(option.id for option in self.options)

    @property
    def name(self) -> str:
        """Options in words."""
        return ", ".join(option.name for option in self.options)

    def name_on(self, route: Route) -> str:
        """Write the options that a route comes to, in words.

        A journey that ends at Tehran goes over no port of the Gulf, whichever is its variant.
        """
        pairs = zip(self.corridor.axes, self.options, strict=True)
        return ", ".join(option.name for axis, option in pairs if axis.lies_on(route))

    @property
    def opens(self) -> frozenset[str]:
        """Gates that the corridor and its options open."""
        inland = next((option.inland for option in self.options if option.inland), "")
        by_inland = (option.opens_by_inland.get(inland, frozenset()) for option in self.options)
        plain = (option.opens for option in self.options)
        return self.corridor.opens.union(*plain, *by_inland)

    @property
    def closes(self) -> frozenset[str]:
        """Gates that the options close although they are open elsewhere."""
        return frozenset().union(*(option.closes for option in self.options))


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """A question a corridor leaves open, with its answers."""

    id: str
    options: tuple[Option, ...]
    compared: bool
    """Whether a comparison shows each of its options."""
    country: str = ""
    """Where the options say how a country is crossed: its ISO code."""

    def lies_on(self, route: Route) -> bool:
        """Tell whether a route comes to this question: otherwise no option says anything of it.

        Where the options say how a country is crossed, it has a leg by land there; else it stops
        where a gate or a terminal of some option is.
        """
        if self.country:
            by_land = (one for one in route.legs if one.mode is not Mode.SEA)
            return any(one.country == self.country for one in by_land)
        gates = frozenset().union(*(option.gates for option in self.options))
        passed = {*route.gates, *(stop.place_id for stop in route.stops)}
        return any(gate.partition(":")[0] in passed for gate in gates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A recorded shipment by a corridor."""

    origin: str
    destination: str
    """Ids of the places between which it moved."""
    date: str
    """Month ``YYYY-MM``."""
    containers: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """A named set of open gates."""

    id: str
    name: str
    family: str
    opens: frozenset[str]
    countries: frozenset[str]
    requires: tuple[frozenset[str], ...]
    """The route must pass one gate of each set, or it is not by this corridor."""
    axes: tuple[Axis, ...]
    compared: bool
    is_offered: bool
    """A comparison shows it only if it is chosen, or if it serves and is one of the fastest."""
    note: str
    example: Example | None
    home: frozenset[str] = frozenset()
    """Countries whose trade it carries: a route by it begins or ends in one; empty: in any."""
    ends: tuple[tuple[str, str], ...] = ()
    """Pairs of ids of places at its two ends; two places that lie between such a pair
    are served, even if the gate that the corridor stands for lies beyond them."""

    def is_compared(self, origin: str, destination: str) -> bool:
        """Say whether a comparison of two places shows the corridor, by their ids.

        One that repeats a recorded shipment is shown between the ends of that shipment.

        Examples
        --------
        >>> shipment = load_corridors().corridor("jeddah-2023")
        >>> shipment.is_compared("moscow", "jeddah"), shipment.is_compared("moscow", "mumbai")
        (True, False)
        """
        example = self.example
        return self.compared or (
            example is not None and (example.origin, example.destination) == (origin, destination)
        )

    def carries(self, countries: Iterable[str]) -> bool:
        """Say whether it carries the trade of the countries of two ends.

        Examples
        --------
        >>> turkiye = load_corridors().corridor("turkiye")
        >>> turkiye.carries(["TR", "RU"]), turkiye.carries(["IN", "RU"])
        (True, False)
        """
        return not self.home or not self.home.isdisjoint(countries)

    @property
    def essential(self) -> frozenset[str]:
        """Gates that the corridor is called by: closing one of them closes the corridor itself."""
        return frozenset(gate for group in self.requires if len(group) == 1 for gate in group)

    def variants(self, text: str = "", *, compared: bool = False) -> Iterator[Variant]:
        """Yield the variants that agree with a text, the preferred one first.

        Parameters
        ----------
        text
            Ids of options joined by plus signs, in any order; axes not named stay free.
        compared
            Yield only what a comparison shows: of an axis not compared, the first option.

        Raises
        ------
        UnknownNameError
            No axis has such an option, or two options answer the same question.
        """
        options = {part for part in text.replace(" ", "").split("+") if part}
        known = {option.id for axis in self.axes for option in axis.options}
        if unknown := options - known:
            msg = Message(
                "{corridor} has no variant {text}; it has: {names}",
                corridor=self.id,
                text=quoted("+".join(sorted(unknown))),
                names=tuple(sorted(known)) or ("none",),
            )
            raise UnknownNameError(msg)
        choices = []
        for axis in self.axes:
            named = [option for option in axis.options if option.id in options]
            if len(named) > 1:
                msg = Message(
                    "a route by {corridor} takes only one of: {names}; name one of them",
                    corridor=self.id,
                    names=tuple(option.id for option in named),
                )
                raise UnknownNameError(msg)
            free = axis.options[:1] if compared and not axis.compared else axis.options
            choices.append(named or list(free))
        for combination in product(*choices):
            yield Variant(corridor=self, options=combination)

    def alternatives(self, variant: Variant) -> Iterator[Variant]:
        """Yield the variants that differ from one only where a comparison shows the first option.

        Examples
        --------
        >>> eastern = load_corridors().corridor("eastern")
        >>> first = next(eastern.variants())
        >>> first.id, next(eastern.alternatives(first)).id
        ('incheh-borun+bandar-abbas+any-north', 'incheh-borun+bandar-abbas+aksarayskaya')
        """
        pairs = zip(self.axes, variant.options, strict=True)
        choices = [(option,) if axis.compared else axis.options for axis, option in pairs]
        for options in product(*choices):
            if options != variant.options:
                yield Variant(corridor=self, options=options)


@dataclass(frozen=True, slots=True, kw_only=True)
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
        """Ids of corridors that a question chooses, each checked; empty: no choice.

        Raises
        ------
        UnknownNameError
            One does not exist; the message lists those there are.

        Examples
        --------
        >>> sorted(load_corridors().chosen(["suez", "cape"]))
        ['cape', 'suez']
        """
        return frozenset(self.corridor(name).id for name in names)

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
        always = scenario.closed | self._shut(opens)
        closed = always.union(*(self.gates[name].closes for name in always if name in self.gates))
        if states is None:
            return closed
        passable = {*states.states} - states.barred
        for name in states.barred:
            gate = self.gates[name]
            spared = (self.gates[port].closes for port in passable & gate.ports)
            closed |= gate.closes.difference(*spared)
        return closed

    def _shut(self, opens: frozenset[str]) -> frozenset[str]:
        """Gates that ordinary services do not use, but those that a corridor opens."""
        return frozenset(gate.id for gate in self.gates.values() if gate.shut) - opens

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
            closed=self._closed_by(variant, terminals) | self._shut(variant.opens),
            built=built,
            countries=variant.corridor.countries,
            requires=variant.corridor.requires,
        )

    def _closed_by(self, variant: Variant, terminals: Iterable[str]) -> frozenset[str]:
        """Choices that a variant does not open; terminals, ``place:mode-mode``, are choices too."""
        choices = {gate.id for gate in self.gates.values() if gate.choice} | {*terminals}
        return frozenset((choices - variant.opens) | variant.closes)


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
            corridors={row["id"]: _corridor(row) for row in tables["corridors"]},
            gates={name: _gate(name, row) for name, row in tables["gates"].items()},
            links={name: row["name"] for name, row in tables["links"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{path.name} is damaged; {RESTORE}"
        raise LayerError(msg) from error


def _area(row: Mapping[str, Any]) -> Area | None:
    given = {field: row[field] for field in AREA if field in row}
    return Area(**given) if given else None


def _gate(name: str, row: Mapping[str, Any]) -> Gate:
    return Gate(
        id=name,
        name=row["name"],
        kind=row["kind"],
        choice=row.get("choice", False),
        shut=row.get("shut", False),
        parts=frozenset(row.get("parts", ())),
        ports=frozenset(row.get("ports", ())),
        area=_area(row),
        note=row.get("note", ""),
    )


def _corridor(row: Mapping[str, Any]) -> Corridor:
    return Corridor(
        id=row["id"],
        name=row["name"],
        family=row["family"],
        opens=frozenset(row["open"]),
        countries=frozenset(row["countries"]),
        requires=tuple(frozenset(gates) for gates in row["requires"]),
        axes=tuple(
            Axis(
                id=axis["id"],
                options=tuple(_option(option) for option in axis["options"]),
                compared=axis.get("compare", True),
                country=axis.get("country", ""),
            )
            for axis in row["axes"]
        ),
        compared=row.get("compare", True),
        is_offered=row.get("offered", False),
        note=row.get("note", ""),
        example=_example(row["example"]) if "example" in row else None,
        home=frozenset(row.get("home", ())),
        ends=tuple((first, last) for first, last in row.get("ends", ())),
    )


def _example(row: Mapping[str, Any]) -> Example:
    return Example(
        origin=row["origin"],
        destination=row["destination"],
        date=row["date"],
        containers=row["containers"],
        sources=tuple(row["sources"]),
    )


def _option(row: Mapping[str, Any]) -> Option:
    by_inland = row.get("open_by_inland", {})
    return Option(
        id=row["id"],
        name=row["name"],
        opens=frozenset(row.get("open", ())),
        opens_by_inland={inland: frozenset(gates) for inland, gates in by_inland.items()},
        closes=frozenset(row.get("close", ())),
        inland=row.get("inland", ""),
    )
