"""Journeys, and the comparison of those that answer one question."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from geo.estimates import (
    Box,
    corrected_band,
    corrected_chance,
    cost_journey,
    difference_of,
    times_together,
    total_together,
)
from geo.evidence import state_text
from geo.journeys.hindrances import Effect
from geo.message import Message
from geo.model import BRANCHES
from geo.scenario import services_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from geo.estimates import Costed, Timed, TimedLeg, TimedStop
    from geo.evidence import AsOf, ErrorRecord, Figure, GateState, Ledger
    from geo.model import Band, Clock, Route
    from geo.network import Gate
    from geo.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class GateCondition:
    """A gate and the state it is in."""

    gate: Gate
    state: GateState
    figures: tuple[Figure, ...] = field(default=(), repr=False)
    """Figures of the ledger that the state names."""
    is_later: bool = False
    """Whether it began within the month of the question, so that the answer is without it."""

    @property
    def effect(self) -> Effect:
        """What the state adds, as far as figures say."""
        return Effect(state=self.state, figures=self.figures)

    @property
    def text(self) -> Message:
        """Say in which state the gate is and since when."""
        return self.text_of(self.gate.name)

    def text_of(self, gates: str) -> Message:
        """Say so of several gates that share the state.

        Parameters
        ----------
        gates
            Their names.
        """
        text = state_text(self.state, gates)
        if self.is_later:
            return Message("{state} (late in the month, not applied)", state=text)
        return text


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A route with its times, and the conditions of the question."""

    route: Route
    timed: Timed
    scenario: Scenario
    ledger: Ledger = field(repr=False)
    """Figures of the journey, those set by hand included."""
    record: ErrorRecord = field(repr=False)
    """How published times of journeys alike compare with the model."""
    as_of: AsOf = field(repr=False)
    """Date of the answer and states of all gates on it."""
    gates: tuple[GateCondition, ...]
    """Gates on the route that are not simply open."""
    variant_name: str = ""
    """Its variant in English words: the options of the corridor that the route comes to."""

    @property
    def id(self) -> str:
        """Name of the journey among others: its corridor and variant, joined by a colon."""
        return _id(self.route.corridor, self.route.variant)

    @property
    def hours(self) -> Band:
        """Time by the scenario's clock, hours."""
        return self.hours_by(self.scenario.clock)

    def hours_by(self, clock: Clock) -> Band:
        """Time by a clock, hours; calculated once for each clock.

        Raises
        ------
        WrongClockError
            The clock does not apply to the route.
        """
        if clock not in self._hours:
            self._hours[clock] = self.timed.band(clock)
        return self._hours[clock]

    def keep_hours(self, clock: Clock, hours: Band) -> None:
        """Keep the time by a clock, where it was calculated with that of other journeys."""
        self._hours[clock] = hours

    @cached_property
    def corrected_hours(self) -> Band:
        """Time by the scenario's clock, hours, corrected by the errors of past journeys."""
        return corrected_band(self.timed.distribution(self.scenario.clock), self.record)

    @cached_property
    def _hours(self) -> dict[Clock, Band]:
        return {}

    @property
    def legs(self) -> tuple[TimedLeg, ...]:
        """Legs with their time, grade, figures and sources, in the order of travel."""
        return self.timed.legs

    @property
    def stops(self) -> tuple[TimedStop, ...]:
        """Stops with their time, grade, figures and sources, in the order of travel."""
        return self.timed.stops

    def in_order(self) -> Iterator[TimedLeg | TimedStop]:
        """Yield legs and stops in the order of travel; a stop follows its leg."""
        for number in range(-1, len(self.legs)):
            if number >= 0:
                yield self.legs[number]
            yield from (stop for stop in self.stops if stop.stop.after_leg == number)

    @property
    def links(self) -> frozenset[str]:
        """Ids of the dated and planned links on the route."""
        return frozenset(link for leg in self.route.legs for link in leg.links)

    def costed(self, box: Box = Box.TEU) -> Costed:
        """Price and emissions of one box or tonne, under the same conditions.

        Calculated once for each box.
        """
        if box not in self._costs:
            scenario = self.scenario
            shared = self.costed(Box.TEU).by_tonne() if box is Box.TONNE else None
            self._costs[box] = shared or cost_journey(
                self.route,
                self.ledger,
                box=box,
                month=scenario.dispatch_month,
                year=scenario.year,
                services=services_of(scenario.services),
                rho=scenario.rho,
                states=[one.state for one in self.gates],
                visited=self.timed.visits,
            )
        return self._costs[box]

    @cached_property
    def _costs(self) -> dict[Box, Costed]:
        return {}

    def probability_faster(self, other: Journey) -> float:
        """Chance that this journey takes less time than another, 0 to 1.

        Parts that both journeys share count as one; half of a tie counts.

        Raises
        ------
        WrongClockError
            This journey's clock does not apply to the other.
        """
        clock = self.scenario.clock
        return difference_of(self.timed, other.timed, clock).probability_below(0.0)

    def corrected_probability_faster(self, other: Journey) -> float:
        """Chance that this journey takes less time, both corrected by their own past errors.

        Raises as `probability_faster` does.
        """
        clock = self.scenario.clock
        return corrected_chance(
            (self.timed.distribution(clock), self.record),
            (other.timed.distribution(clock), other.record),
            difference_of(self.timed, other.timed, clock),
        )


def calculate_hours(journeys: Sequence[Journey]) -> None:
    """Calculate the times of some journeys together, which is faster than one by one.

    Each by the clock of its question; the answers are those that `Journey.hours` gives.
    """
    by_clock = [(one.timed, one.scenario.clock) for one in journeys]
    for one, law in zip(journeys, times_together(by_clock), strict=True):
        one.keep_hours(one.scenario.clock, law.band)


def calculate_all(journeys: Sequence[Journey]) -> None:
    """Calculate together the times of some journeys by every clock, and what every box costs."""
    by_clock = [(one, clock) for one in journeys for clock in sorted(one.timed.clocks)]
    times = times_together([(one.timed, clock) for one, clock in by_clock])
    for (one, clock), law in zip(by_clock, times, strict=True):
        one.keep_hours(clock, law.band)
    total_together(one.costed(box) for one in journeys for box in Box)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A variant of a corridor that gives no journey, and why."""

    corridor: str
    variant: str
    reason: str
    closed: tuple[str, ...]
    """Gates and links that are closed on its route."""

    @property
    def id(self) -> str:
        """Name of the variant among others, as `Journey.id`."""
        return _id(self.corridor, self.variant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Journeys by every corridor and variant that can serve, and the others with a reason."""

    journeys: tuple[Journey, ...]
    """The preferred variant of each corridor comes before its others."""
    failed: tuple[Failure, ...]
    as_of: AsOf = field(repr=False)
    """Date of the answer and states of all gates on it."""
    gates: tuple[GateCondition, ...]
    """Gates that a journey passes or a failed variant would pass, and that are not simply open."""
    changes: tuple[GateCondition, ...] = ()
    """What began at such a gate within the month asked for, by day."""
    chosen: frozenset[str] = frozenset()
    """Ids of the corridors that the question chose; empty: none was."""

    @property
    def is_barred(self) -> bool:
        """Whether states of gates keep every branch of the corridor from serving."""
        return not any(journey.route.corridor in BRANCHES for journey in self.journeys) and any(
            failure.corridor in BRANCHES and self.as_of.barred & {*failure.closed}
            for failure in self.failed
        )

    def only(self, corridors: Container[str]) -> Comparison:
        """Keep what some corridors answer.

        Parameters
        ----------
        corridors
            Ids of the corridors.

        Examples
        --------
        >>> failure = Failure(corridor="cape", variant="", reason="closed", closed=())
        >>> from geo.evidence import GateStates, states_as_of
        >>> from geo.scenario import Scenario
        >>> today = states_as_of(GateStates(), Scenario())
        >>> comparison = Comparison(journeys=(), failed=(failure,), as_of=today, gates=())
        >>> comparison.only({"cape"}) == comparison, comparison.only({"suez"}).failed
        (True, ())
        """
        return replace(
            self,
            journeys=tuple(one for one in self.journeys if one.route.corridor in corridors),
            failed=tuple(one for one in self.failed if one.corridor in corridors),
        )

    @property
    def records(self) -> tuple[ErrorRecord, ...]:
        """Records of past errors of its journeys, each once, in their order."""
        return tuple(dict.fromkeys(journey.record for journey in self.journeys))

    def representatives(self) -> dict[str, Journey]:
        """Give for each corridor that can serve its first journey, by the corridor's id."""
        first: dict[str, Journey] = {}
        for journey in self.journeys:
            first.setdefault(journey.route.corridor, journey)
        return first


def _id(corridor: str, variant: str) -> str:
    return f"{corridor}:{variant}" if variant else corridor
