"""What an answer rests on, read once: network, places, corridors, ledger, states of gates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.estimates import TypicalTimes
from geo.evidence import (
    GateStatus,
    load_ledger,
    load_names,
    load_records,
    read_states,
    states_as_of,
)
from geo.journeys.branches import Memory
from geo.journeys.comparison import GateCondition
from geo.model import Status
from geo.network import (
    STATUSES,
    ItineraryBuilder,
    Router,
    Snapper,
    load_arcs,
    load_corridors,
    load_network,
    names_on,
)
from geo.paths import EVIDENCE
from geo.places import load_places

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from geo.evidence import AsOf, ErrorRecords, GateState, GateStates, Ledger
    from geo.model import LinksFile, Route
    from geo.network import Corridors, Gate, Network
    from geo.places import Places
    from geo.scenario import Scenario


class Citation(NamedTuple):
    """Title and address of a source, as a list of sources shows them."""

    title: str
    """Title, publisher and date."""
    url: str
    """Empty where the source has no address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """Everything an answer needs, read once and never changed."""

    network: Network = field(repr=False)
    places: Places = field(repr=False)
    corridors: Corridors = field(repr=False)
    ledger: Ledger = field(repr=False)
    records: ErrorRecords = field(repr=False)
    states: GateStates = field(repr=False)
    router: Router = field(repr=False)
    snapper: Snapper = field(repr=False)
    itinerary_builder: ItineraryBuilder = field(repr=False)
    today: dt.date | None = None
    """Day on which questions are asked; None: by the clock."""
    links: LinksFile | None = None
    """Links of the user's own that its network holds; None: none."""
    unlinked: Atlas | None = field(default=None, repr=False)
    """The same without them, where there are some: for a base case."""
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)
    """Paths that were found before."""

    def checked(self, scenario: Scenario) -> AsOf:
        """Check the names and figures of a scenario, and find the states that hold for it.

        Raises
        ------
        UnknownNameError
            It names a gate, a link, a service or a figure that does not exist.
        FigureRangeError
            A figure is set to what no service can have.
        """
        self.corridors.check(scenario, self.network.gates)
        if scenario.figures:
            self.ledger.with_overrides(dict(scenario.figures))
        return self.as_of(scenario)

    def as_of(self, scenario: Scenario) -> AsOf:
        """Find the states of gates that hold for a question; raises as `states_as_of`."""
        answer = states_as_of(self.states, scenario, today=self.today)
        return replace(answer, links=self.links) if self.links else answer

    def conditions(self, states: AsOf) -> Iterator[GateCondition]:
        """Yield the gates that are not simply open."""
        for name, state in states.states.items():
            if state.status is not GateStatus.OPEN:
                yield self.condition(self.corridors.gates[name], state)

    def condition(self, gate: Gate, state: GateState) -> GateCondition:
        """Set a gate, its state and the figures that the state names side by side."""
        figures = tuple(self.ledger.figures[one] for one in state.figures)
        return GateCondition(gate=gate, state=state, figures=figures)

    def conditions_on(self, route: Route, states: AsOf) -> tuple[GateCondition, ...]:
        """List the gates that a route passes and that are not simply open."""
        passed = names_on(route)
        return tuple(one for one in self.conditions(states) if one.gate.lies_on(route, passed))

    def unbuilt_links(self) -> dict[str, str]:
        """Name of each link that carries no traffic yet, by id, in the order of the network."""
        network = self.network
        idle = network.arrays["status"] != STATUSES.index(Status.OPERATING)
        links = [network.links[n] for n in np.unique(network.arrays["link"][idle])]
        return {link: self.corridors.links.get(link, link) for link in links if link}

    def citation(self, source: str) -> Citation:
        """Title and address of a source of times, prices or lengths; its id where it is unknown.

        Examples
        --------
        >>> load_atlas().citation("unknown")
        Citation(title='unknown', url='')
        """
        known = self.ledger.sources.get(source) or self.network.sources.get(source)
        return Citation(known.citation, known.url) if known else Citation(source, "")


def load_atlas(states_file: Path | None = None) -> Atlas:
    """Read network, places, corridors, ledger and states of gates.

    Parameters
    ----------
    states_file
        States of one's own, laid over those of the program: a gate that has a row in this file
        has no other rows. The columns are those of ``states.csv``; sources are free text.

    Raises
    ------
    LayerError
        A file is missing or damaged; the message names it.
    LedgerError
        A row of the ledger or of the states breaks its schema; nothing of the file is used then.
    UnknownNameError
        A state is of a gate that does not exist.
    """
    network, places, corridors = load_network(), load_places(), load_corridors()
    ledger = load_ledger(names=load_names(places))
    states = read_states(EVIDENCE / "states.csv", sources=ledger.sources, figures=ledger.figures)
    if states_file:
        states = read_states(states_file, figures=ledger.figures).override(states)
    corridors.check_states(states.gates)
    return Atlas(
        network=network,
        places=places,
        corridors=corridors,
        ledger=ledger,
        states=states,
        records=load_records(),
        router=Router(network, TypicalTimes(ledger), load_arcs(network)),
        snapper=Snapper(network),
        itinerary_builder=ItineraryBuilder(network, places.labelled(), ledger.stretches()),
    )
