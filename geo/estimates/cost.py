"""Dollars and grams of a journey: a band for every leg and stop, their sums, and what is missing.

**Price.** A haul by sea has one price from port to port (`freight_rate`), shared out over its legs
by distance; a haul by land has a price by distance (`tariff`). Stops cost what an event costs:
handling of a box, the papers of a border, the change of gauge. A canal's toll, calls and waits are
inside the freight. Duties, insurance, the cost of the goods' time, storage, detention, the return
of the empty box, and carriage before the first and after the last terminal are outside. Prices are
those of their year, not inflated to one.

**Emissions**, well to wheel, in the manner of ISO 14083. A journey is a chain of transport chain
elements. Every leg is one: net mass of the goods times distance times an intensity, where fuel or
current is counted from its production, and empty running and average filling are in the intensity.
Every place where a box is lifted (port, rail terminal, change of gauge, change of ship) is a hub
element with a fixed amount for each container. Distance is that of the network, the route really
taken, so nothing is added to it on land. Sea factors by TEU-km of the GLEC framework already carry
15 per cent for detours against the shortest way, as do the factors by the tonne that the ledger
takes from it for the Caspian; where the network's lanes are themselves longer than the shortest way
the sum errs upwards. The mass is an assumption of its own, a figure of the ledger (10 t net for a
TEU, double for 40 feet), so that it can be set; it also turns the price of a TEU into that of a
tonne, which has its share by mass of everything. This is an estimate from default and published
intensities, not a declaration under the standard.

**Gaps.** What has no figure is not guessed: it is listed in ``missing``, and a total that would
leave it out is no number but a `geo.estimates.totals.Incomplete`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from geo.errors import IncompletePriceError
from geo.estimates.cargo import Box, Measure
from geo.estimates.clocks import visits
from geo.estimates.distributions import DEFAULT_RHO, Term
from geo.estimates.pricing import CostPart, Missing, Pricer
from geo.estimates.sums import (
    Sum,
    bands_of,
    check_correlation,
    difference,
    laws,
    total,
    variance_by_figure,
)
from geo.estimates.totals import Incomplete
from geo.evidence import Quantity
from geo.scenario import Services

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from geo.estimates.clocks import Visit
    from geo.estimates.sums import Distribution
    from geo.evidence import GateState, Ledger, Pick
    from geo.model import Band, Grade, Route

    Total = Band | Incomplete

__all__ = ["Box", "CostPart", "Costed", "Measure", "Missing", "Priced", "cost_journey"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What one leg or stop costs and emits."""

    usd: Band | None
    """Dollars of the box or the tonne; None where nothing is paid, or a part has no figure."""
    kg_co2e: Band | None
    """Kilograms of the box or the tonne; None as for dollars."""
    parts: tuple[CostPart, ...] = field(repr=False)

    @property
    def figures(self) -> tuple[str, ...]:
        """Ids of the figures used."""
        return tuple(dict.fromkeys(part.pick.figure.id for part in self.parts))

    @property
    def grade(self) -> Grade | None:
        """The weakest grade among them."""
        return max((part.pick.figure.grade for part in self.parts), default=None)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of their sources, each once."""
        ids = (source for part in self.parts for source in part.pick.figure.sources)
        return tuple(dict.fromkeys(ids))


@dataclass(frozen=True, kw_only=True)
class Costed:
    """A route with its price and emissions."""

    route: Route
    box: Box
    parts: tuple[CostPart, ...] = field(repr=False)
    missing: tuple[Missing, ...]
    mass: Pick | None
    """The figure for the net mass of a TEU."""
    rho: float
    visits: tuple[Visit, ...] = field(repr=False)
    """Stops of `geo.estimates.clocks.visits`."""
    carrier: Costed | None = field(default=None, repr=False, compare=False)
    """Of the box that tonnes travel in, where each of them has its share of that."""

    @cached_property
    def _priced(self) -> tuple[Priced, ...]:
        """Legs, then stops."""
        numbers = range(len(self.route.legs))
        each = [
            (
                tuple(part for part in self.parts if part.leg == number),
                {gap.measure for gap in self.missing if number in gap.legs},
            )
            for number in numbers
        ] + [
            (
                tuple(part for part in self.parts if part.stop == number),
                {gap.measure for gap in self.missing if gap.stop == number},
            )
            for number in range(len(self.visits))
        ]
        return _priced(each, self.rho)

    @property
    def legs(self) -> tuple[Priced, ...]:
        """One for each leg of the route."""
        return self._priced[: len(self.route.legs)]

    @property
    def stops(self) -> tuple[Priced, ...]:
        """One for each stop of `geo.estimates.clocks.visits`, as `Timed` counts them."""
        return self._priced[len(self.route.legs) :]

    @cached_property
    def usd(self) -> Total:
        """P10, P50 and P90 of the price of the box or the tonne, dollars; or what is missing."""
        return self._total(Measure.USD)

    @cached_property
    def kg_co2e(self) -> Total:
        """P10, P50 and P90 of the emissions, kilograms; or what is missing."""
        return self._total(Measure.CO2E)

    def total(self, measure: Measure) -> Total:
        """Price or emissions of the whole journey; or what is missing."""
        return self.usd if measure is Measure.USD else self.kg_co2e

    def _total(self, measure: Measure) -> Total:
        return self.incomplete(measure) or self.distribution(measure).band

    @property
    def tonnes(self) -> float:
        """Net mass of a TEU, tonnes; 0 where the ledger has none."""
        return self.mass.figure.band.p50 if self.mass else 0.0

    def by_tonne(self) -> Costed | None:
        """Give each tonne in a TEU its share of price and emissions by mass; None without mass."""
        if not self.tonnes:
            return None
        parts = tuple(_share_of(part, self.tonnes) for part in self.parts)
        return replace(self, box=Box.TONNE, parts=parts, carrier=self)

    def incomplete(self, measure: Measure) -> Incomplete | None:
        """Name the parts that have no figure; None where the total is whole."""
        gaps = [gap for gap in self.missing if gap.measure is measure]
        if not gaps:
            return None
        without_figure = {number for gap in gaps for number in gap.legs}
        known_km = sum(
            leg.track_km
            for number, leg in enumerate(self.route.legs)
            if number not in without_figure
        )
        gaps.sort(key=lambda gap: gap.legs[0] if gap.legs else self._leg_before(gap.stop))
        return Incomplete(
            measure=measure,
            parts=tuple(dict.fromkeys(gap.part for gap in gaps)),
            km_share=known_km / self.route.km if self.route.km else 0.0,
        )

    def _leg_before(self, stop: int | None) -> float:
        """Rank a stop among the legs: after the leg before it."""
        return self.visits[stop or 0].stop.after_leg + 0.5

    def complete(self, measure: Measure) -> bool:
        """Say whether every part that exists has a figure."""
        return self.incomplete(measure) is None

    def terms(self, measure: Measure) -> list[Term]:
        """Return the parts that a total adds up.

        Raises
        ------
        IncompletePriceError
            A part has no figure, so what is known does not add up to the total.
        """
        incomplete = self.incomplete(measure)
        if incomplete:
            raise IncompletePriceError(incomplete.message)
        return [part.term for part in self.parts if part.measure is measure]

    def distribution(self, measure: Measure) -> Distribution:
        """Return the law of a total; parts that rest on one figure share their chance.

        Raises
        ------
        IncompletePriceError
            A part has no figure.
        """
        if self.carrier:
            return self.carrier.distribution(measure).divided(self.tonnes)
        return total(self.terms(measure), rho=self.rho)

    def variance_by_figure(self, measure: Measure) -> dict[str, float]:
        """Return the share of the variance that each figure carries, largest first.

        Raises
        ------
        IncompletePriceError
            A part has no figure.
        """
        figures = {part.term.key: part.pick.figure.id for part in self.parts}
        return variance_by_figure(self.terms(measure), figures, rho=self.rho)


def cost_journey(
    route: Route,
    ledger: Ledger,
    *,
    box: Box = Box.TEU,
    month: int | None = None,
    year: int | None = None,
    services: Services | None = None,
    rho: float = DEFAULT_RHO,
    states: Iterable[GateState] = (),
    visited: tuple[Visit, ...] = (),
) -> Costed:
    """Give every leg and stop of a route its price and its emissions.

    Parameters
    ----------
    route
        Legs and stops, from `geo.network.routing`.
    ledger
        Figures to use.
    box
        Container of 20 or 40 feet, or a tonne in those of 20: what prices and emissions are of.
    month
        Departure month, 1 to 12; None: no figure of certain months applies.
    year
        Year whose figures are wanted; None: the newest, and no price of a period that has ended.
    services
        Train, ship and truck services; by default block train, direct liner, truck alone.
    rho
        Correlation of two parts of one family, 0 to 0.95.
    states
        States of gates on the route: where it stops at a hindered gate, the surcharge that the
        state names is paid, once on a journey. A restricted gate without one leaves a gap.
    visited
        Stops of the route, of `geo.estimates.clocks.visits`, where they are known.

    Raises
    ------
    QuestionError
        The correlation is out of its range.
    """
    check_correlation(rho)
    pricer = Pricer(
        ledger=ledger,
        services=services or Services(),
        box=box,
        corridor=route.corridor,
        month=month,
        year=year,
        states={state.gate: state for state in states},
    )
    items = list(pricer.legs(route))
    included = _included(items)
    visited = visited or visits(route)
    for number, visit in enumerate(visited):
        after = visit.stop.after_leg
        beside = included.get(after, frozenset()) | included.get(after + 1, frozenset())
        items += pricer.stop(visit, number, beside)
    items = _charged_once(items)
    parts = tuple(part for part in items if isinstance(part, CostPart))
    missing = tuple(gap for gap in items if isinstance(gap, Missing))
    return Costed(
        route=route,
        box=box,
        parts=parts,
        missing=missing,
        mass=pricer.mass,
        rho=rho,
        visits=visited,
    )


def total_together(costs: Iterable[Costed]) -> None:
    """Compute the totals of some journeys together; each of them is remembered.

    All are of one correlation. Those by the tonne follow from those of the TEU.
    """
    sums: list[Sum] = []
    rho = DEFAULT_RHO
    for one in costs:
        if one.carrier:
            continue
        rho = one.rho
        whole = (measure for measure in Measure if one.complete(measure))
        sums += [Sum(plus=tuple(one.terms(measure))) for measure in whole]
    laws(sums, rho=rho)


def difference_of(first: Costed, second: Costed, measure: Measure = Measure.USD) -> Distribution:
    """Return the law of the first total less the second.

    Parts that rest on one figure share their chance.

    Raises
    ------
    IncompletePriceError
        Either total lacks a part.
    """
    return difference(first.terms(measure), second.terms(measure), rho=first.rho)


def difference_band(first: Costed, second: Costed, measure: Measure = Measure.USD) -> Total:
    """Return P10, P50 and P90 of the first total less the second; or what either is missing."""
    return (
        first.incomplete(measure)
        or second.incomplete(measure)
        or difference_of(first, second, measure).band
    )


def probability_cheaper(first: Costed, second: Costed, measure: Measure = Measure.USD) -> float:
    """Return the probability that the first costs less (or emits less) than the second.

    Half of a tie counts.

    Raises
    ------
    IncompletePriceError
        Either total lacks a part, so nothing can be said.
    """
    return difference_of(first, second, measure).probability_below(0.0)


def _share_of(part: CostPart, tonnes: float) -> CostPart:
    """Give one tonne its share of a part by mass."""
    term = part.term
    return CostPart(
        measure=part.measure,
        label=part.label,
        leg=part.leg,
        stop=part.stop,
        term=Term(
            key=term.key,
            family=term.family,
            band=term.band,
            multiplier=term.multiplier / tonnes,
        ),
        pick=part.pick,
    )


def _charged_once(items: list[CostPart | Missing]) -> list[CostPart | Missing]:
    """Leave out the charge of a gate that another gate on the route has asked for already."""
    charged: set[str] = set()
    rest: list[CostPart | Missing] = []
    for item in items:
        if isinstance(item, CostPart) and item.pick.figure.quantity is Quantity.GATE_CHARGE:
            if item.pick.figure.id in charged:
                continue
            charged.add(item.pick.figure.id)
        rest.append(item)
    return rest


def _included(parts: Iterable[CostPart | Missing]) -> dict[int, frozenset[Quantity]]:
    """Return for each leg what its price already contains."""
    included: dict[int, frozenset[Quantity]] = {}
    for part in parts:
        if isinstance(part, CostPart) and part.leg is not None:
            known = included.get(part.leg, frozenset())
            included[part.leg] = known | part.pick.figure.includes
    return included


def _priced(
    each: Sequence[tuple[tuple[CostPart, ...], set[Measure]]], rho: float
) -> tuple[Priced, ...]:
    """Price legs and stops, from the parts of each and the measures that lack one."""

    def terms(measure: Measure) -> Iterator[list[Term]]:
        for parts, unpriced in each:
            priced = () if measure in unpriced else parts
            yield [part.term for part in priced if part.measure is measure]

    usd, kg = (bands_of(terms(measure), rho=rho) for measure in (Measure.USD, Measure.CO2E))
    return tuple(
        Priced(usd=dollars, kg_co2e=kilograms, parts=parts)
        for (parts, _), dollars, kilograms in zip(each, usd, kg, strict=True)
    )
