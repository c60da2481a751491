"""The conditions of one surface, resolved once: rules, gates, figures, the network that is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from geo.errors import TooFarError
from geo.estimates import Timer
from geo.network import outlines_of
from geo.scenario import services_of
from geo.surface.graph import graph_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.estimates import Box
    from geo.evidence import AsOf, Ledger
    from geo.journeys import Atlas, GateCondition
    from geo.model import Place
    from geo.network import Rules, Snap, Variant
    from geo.scenario import Scenario
    from geo.surface.field import SurfaceMeasure
    from geo.surface.graph import Graph
    from geo.surface.stations import Stations
    from geo.surface.tree import Reach


@dataclass
class Question:
    """What a surface is asked, with what several of its corridors need."""

    atlas: Atlas
    end: Place
    is_origin: bool
    measure: SurfaceMeasure
    box: Box
    scenario: Scenario
    states: AsOf
    stations: Stations
    searches: int = 0
    known: dict[tuple[object, ...], Rules] = field(default_factory=dict)
    timers: dict[str, Timer] = field(default_factory=dict)

    def rules(self, variant: Variant, country: str = "") -> Rules:
        """Rules of a variant for a place in a country."""
        key = variant.corridor.id, variant.opens, variant.closes, country
        if key not in self.known:
            at_ends = frozenset({self.atlas.snapper.country(self.end), country}) - {""}
            self.known[key] = self.atlas.corridors.rules(
                variant, self.scenario, self.atlas.network.terminals, at_ends, self.states
            )
        return self.known[key]

    @cached_property
    def conditions(self) -> tuple[GateCondition, ...]:
        """Gates that are not simply open."""
        return tuple(self.atlas.conditions(self.states))

    @cached_property
    def ledger(self) -> Ledger:
        """Figures, with those that the scenario sets."""
        figures = dict(self.scenario.figures)
        return self.atlas.ledger.with_overrides(figures) if figures else self.atlas.ledger

    def timer(self, corridor: str, gates: tuple[GateCondition, ...]) -> Timer:
        """Give what times the routes of a corridor that pass the same gates."""
        if corridor not in self.timers:
            scenario = self.scenario
            self.timers[corridor] = Timer(
                ledger=self.ledger,
                services=services_of(scenario.services),
                corridor=corridor,
                month=scenario.dispatch_month,
                year=scenario.year,
            )
        return self.timers[corridor].under({one.state.gate: one.state for one in gates})

    def graph(self, rules: Rules) -> Graph:
        """Network of the countries that rules open to every place."""
        atlas, free = self.atlas, rules.countries
        if free is None:
            free = frozenset(atlas.network.countries)
        return graph_of(atlas.router, free, outlines_of(atlas.itinerary_builder))

    def snaps(self, rules: Rules) -> Sequence[Snap]:
        """Points at which the end meets what rules open; none where they leave it out."""
        open_ = self.graph(rules).open_edges(rules)
        try:
            return self.atlas.snapper.attach(self.end, open_, rules.modes, rules.closed)
        except TooFarError:
            return []

    def reach(self, rules: Rules, snaps: Sequence[Snap]) -> Reach:
        """Search by one set of rules."""
        self.searches += 1
        return self.graph(rules).reach(snaps, rules)
