"""The parts of a journey's price and emissions, each one figure of the ledger, and the gaps.

A row of grade K whose three percentiles are zero is a gap that is known: the part exists, its size
has no source. It is named as missing, and it counts once a value is set for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.estimates.cargo import TEUS, Box, Measure, factor
from geo.estimates.clocks import place_id, travel_segments
from geo.estimates.distributions import Family, Term
from geo.estimates.lookup import Lookup
from geo.evidence import GateStatus, Pick, Quantity
from geo.message import Message
from geo.model import Grade, Mode, StopKind, Water
from geo.scenario import SeaService

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from geo.estimates.clocks import TravelSegment, Visit
    from geo.evidence import Figure, GateState, Ledger, Selectors
    from geo.model import Band, Leg, Route, Stop

_PRICED: Final[Mapping[StopKind, Quantity]] = MappingProxyType(
    {
        StopKind.BORDER: Quantity.BORDER_COST,
        StopKind.GAUGE_BREAK: Quantity.GAUGE_COST,
        StopKind.TRANSFER: Quantity.HANDLING_COST,
        StopKind.ORIGIN: Quantity.HANDLING_COST,
        StopKind.DESTINATION: Quantity.HANDLING_COST,
    }
)
"""What is paid for at a stop; canals, calls and waits are inside the freight."""
_HUBS: Final = frozenset(
    {StopKind.TRANSFER, StopKind.GAUGE_BREAK, StopKind.ORIGIN, StopKind.DESTINATION}
)
"""Stops where a box is lifted."""


PARTS: Final[Mapping[tuple[Quantity, Mode | None], str]] = MappingProxyType(
    {
        (Quantity.FREIGHT_RATE, Mode.SEA): "sea freight",
        (Quantity.FREIGHT_RATE, Mode.RAIL): "rail freight",
        (Quantity.FREIGHT_RATE, Mode.ROAD): "road freight",
        (Quantity.TARIFF, Mode.SEA): "sea freight",
        (Quantity.TARIFF, Mode.RAIL): "rail freight",
        (Quantity.TARIFF, Mode.ROAD): "road freight",
        (Quantity.SURCHARGE, Mode.SEA): "surcharge on sea freight",
        (Quantity.SURCHARGE, Mode.RAIL): "surcharge on rail freight",
        (Quantity.SURCHARGE, Mode.ROAD): "surcharge on road freight",
        (Quantity.PREMIUM, Mode.SEA): "premium on sea freight",
        (Quantity.PREMIUM, Mode.RAIL): "hire of wagons",
        (Quantity.PREMIUM, Mode.ROAD): "premium on road freight",
        (Quantity.HANDLING_COST, None): "handling",
        (Quantity.BORDER_COST, None): "border fees",
        (Quantity.GAUGE_COST, None): "change of gauge",
        (Quantity.GATE_CHARGE, None): "surcharge at a gate",
        (Quantity.EMISSION, Mode.SEA): "sea",
        (Quantity.EMISSION, Mode.RAIL): "rail",
        (Quantity.EMISSION, Mode.ROAD): "road",
        (Quantity.HANDLING_EMISSION, None): "handling",
    }
)
"""What a part of a price or of emissions is called, by its quantity and the mode of its leg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPart:
    """Dollars or kilograms of one leg or stop that rest on one figure."""

    measure: Measure
    label: str
    leg: int | None
    """Number of the leg, or None for a stop."""
    stop: int | None
    """Number of the stop as `geo.estimates.clocks.visits` counts, or None for a leg."""
    term: Term
    pick: Pick = field(repr=False)

    @property
    def band(self) -> Band:
        """P10, P50 and P90: dollars or kilograms of CO2e, of the box or the tonne."""
        return self.term.band.scaled(self.term.multiplier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A part that exists and has no figure; there is no total without it."""

    measure: Measure
    part: str
    """What is missing, as `PARTS` calls it."""
    label: str
    """Where: the leg, or the stop."""
    legs: tuple[int, ...]
    """Numbers of the legs that lack it; empty for a stop."""
    stop: int | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostItem:
    """Where a part belongs: a leg or a stop, with its name and the family it varies with."""

    label: str
    leg: int | None = None
    stop: int | None = None
    mode: Mode | None = None
    """Mode of the leg; None for a stop."""
    family: Family = Family.LAND


@dataclass(frozen=True, slots=True, kw_only=True)
class Pricer(Lookup):
    """Looks up prices and emissions for one journey."""

    box: Box
    states: Mapping[str, GateState] = field(default_factory=dict, repr=False)
    """States of gates on the route, by gate."""

    mass: Pick | None = field(init=False, repr=False)
    """The figure for the net mass of a TEU."""
    tonnes: float | None = field(init=False)
    """Net mass in the container; an assumption: its middle counts and it has no spread."""

    def __post_init__(self) -> None:
        """Look the mass up once: every price asks for it."""
        mass = self.ledger.seek(Quantity.BOX_WEIGHT, corridor=self.corridor, year=self.year)
        tonnes = mass.figure.band.p50 * TEUS[self.box.carrier] if mass else None
        object.__setattr__(self, "mass", mass)
        object.__setattr__(self, "tonnes", tonnes)

    def legs(self, route: Route) -> Iterator[CostPart | Missing]:
        """Yield price and emissions of every leg."""
        for segment in travel_segments(route):
            yield from self._prices(route, segment)
            for number in range(segment.first, segment.last + 1):
                yield from self._emission(route.legs[number], number, segment)

    def _prices(self, route: Route, segment: TravelSegment) -> Iterator[CostPart | Missing]:
        selectors = self.selectors(segment.mode, segment.km)
        selectors |= {"water": segment.water, "country": segment.countries[0]}
        selectors |= {"countries": segment.countries, "place": segment.places[0]}
        numbers = range(segment.first, segment.last + 1)
        sea = segment.water is Water.OCEAN
        items = [
            CostItem(
                label=f"{route.legs[n].start} – {route.legs[n].end}",
                leg=n,
                mode=segment.mode,
                family=Family.DEEP_SEA if sea else Family.LAND,
            )
            for n in numbers
        ]
        whole = self._seek(Quantity.FREIGHT_RATE, selectors)
        if whole is None:
            for item, number in zip(items, numbers, strict=True):
                yield from self._tariff(route.legs[number], item, segment)
            return
        even = 1 / len(numbers)
        shares = [route.legs[n].track_km / segment.km if segment.km else even for n in numbers]
        for quantity in (Quantity.FREIGHT_RATE, Quantity.SURCHARGE, Quantity.PREMIUM):
            priced = self._seek(quantity, selectors)
            if priced is None:
                continue
            pick, amount = priced
            if is_gap(pick.figure):
                label = f"{route.legs[segment.first].start} – {route.legs[segment.last].end}"
                yield Missing(
                    measure=Measure.USD,
                    part=PARTS[quantity, segment.mode],
                    label=label,
                    legs=tuple(numbers),
                    stop=None,
                    sentence=Message("{part}: {rest}", part=label, rest=pick.figure.note),
                )
                continue
            for item, share in zip(items, shares, strict=True):
                yield _part(Measure.USD, item, pick, amount * share)

    def _tariff(
        self, leg: Leg, item: CostItem, segment: TravelSegment
    ) -> Iterator[CostPart | Missing]:
        selectors = self.selectors(leg.mode, segment.km)
        selectors |= {"country": leg.country, "water": leg.water, "countries": segment.countries}

        def missing_text() -> Message:
            return Message(
                "The ledger has no price by {mode} in {country} for a {box}.",
                mode=leg.mode,
                country=leg.country,
                box=str(self.box.carrier),
            )

        yield self._part_or_gap(
            Measure.USD, Quantity.TARIFF, selectors, item, missing_text, leg.track_km
        )
        if self._seek(Quantity.PREMIUM, selectors, leg.track_km):
            yield self._part_or_gap(
                Measure.USD, Quantity.PREMIUM, selectors, item, missing_text, leg.track_km
            )

    def _emission(
        self, leg: Leg, number: int, segment: TravelSegment
    ) -> Iterator[CostPart | Missing]:
        selectors = self.selectors(leg.mode, segment.km)
        selectors |= {"country": leg.country, "water": leg.water, "countries": segment.countries}
        family = Family.DEEP_SEA if leg.water is Water.OCEAN else Family.LAND
        label = f"{leg.start} – {leg.end}"
        item = CostItem(label=label, leg=number, mode=leg.mode, family=family)

        def missing_text() -> Message:
            return Message(
                "The ledger has no emissions by {mode} in {country} for a {box}.",
                mode=leg.mode,
                country=leg.country,
                box=str(self.box.carrier),
            )

        yield self._part_or_gap(
            Measure.CO2E, Quantity.EMISSION, selectors, item, missing_text, leg.track_km
        )

    def stop(
        self, visit: Visit, number: int, inside: frozenset[Quantity]
    ) -> Iterator[CostPart | Missing]:
        """Yield price and emissions of a stop.

        Parameters
        ----------
        visit
            The stop.
        number
            Its number.
        inside
            Quantities that the prices of the legs before and after it already include.
        """
        stop = visit.stop
        if stop.kind is StopKind.GATE:
            yield from self._charge(visit, number)
            return
        at_end = stop.kind in (StopKind.ORIGIN, StopKind.DESTINATION)
        if at_end and stop.modes[1] is Mode.ROAD:
            return  # the truck comes to the door, and the shipper loads it
        selectors = self._stop_selectors(stop)
        for quantity in self._priced_quantities(stop):
            if quantity in inside and stop.kind is not StopKind.TRANSFER:
                continue
            item = CostItem(label=f"{stop.place}: {_quantity_name(quantity)}", stop=number)
            missing_text = partial(self._no_figure, quantity)
            yield self._part_or_gap(Measure.USD, quantity, selectors, item, missing_text)
        changed_ship = (
            stop.kind is StopKind.CALLS
            and self.services.of(Mode.SEA, visit.segment.km) == SeaService.TRANSSHIPPED
        )
        if stop.kind in _HUBS or changed_ship:
            quantity = Quantity.HANDLING_EMISSION
            item = CostItem(label=f"{stop.place}: {_quantity_name(quantity)}", stop=number)
            missing_text = partial(self._no_figure, quantity)
            yield self._part_or_gap(Measure.CO2E, quantity, selectors, item, missing_text)

    def _charge(self, visit: Visit, number: int) -> Iterator[CostPart | Missing]:
        """Yield what the state of a gate adds to the price.

        A reduced gate without such a figure costs nothing more that is known; a restricted one does
        cost more, so that the price lacks a part.
        """
        stop, segment = visit.stop, visit.segment
        state = self.states.get(stop.gate)
        if state is None:
            return
        selectors = self.selectors(segment.mode, segment.km)
        selectors |= {"place": stop.gate, "water": segment.water}
        selectors |= {"country": segment.countries[0], "countries": segment.countries}
        family = Family.DEEP_SEA if segment.water is Water.OCEAN else Family.LAND
        item = CostItem(label=f"{stop.place}: surcharge", stop=number, family=family)
        priced = self._seek(Quantity.GATE_CHARGE, selectors, ledger=self.ledger.only(state.figures))
        if priced is None and state.status is not GateStatus.RESTRICTED:
            return
        if priced is None:
            missing_text = Message("no figure for the surcharge while the gate is restricted")
            yield _missing(Measure.USD, Quantity.GATE_CHARGE, item, missing_text)
            return
        pick, amount = priced
        if is_gap(pick.figure):
            yield _missing(Measure.USD, Quantity.GATE_CHARGE, item, pick.figure.note)
        else:
            yield _part(Measure.USD, item, pick, amount)

    def _stop_selectors(self, stop: Stop) -> Selectors:
        selectors = self.selectors(_handling_mode(stop))
        selectors |= {"place": place_id(stop), "country": stop.countries[1]}
        if stop.kind is StopKind.TRANSFER:
            selectors |= {"from_mode": stop.modes[0], "to_mode": stop.modes[1]}
        elif stop.countries[0] != stop.countries[1]:
            selectors["countries"] = stop.countries
        return selectors

    def _priced_quantities(self, stop: Stop) -> Iterator[Quantity]:
        if stop.kind in _PRICED:
            yield _PRICED[stop.kind]
        if stop.kind is StopKind.GAUGE_BREAK and stop.countries[0] != stop.countries[1]:
            yield Quantity.BORDER_COST

    def _part_or_gap(
        self,
        measure: Measure,
        quantity: Quantity,
        selectors: Selectors,
        item: CostItem,
        missing_text: Callable[[], Message],
        km: float = 0.0,
    ) -> CostPart | Missing:
        priced = self._seek(quantity, selectors, km)
        if priced is None:
            reason = (
                Message("The ledger has no net mass of a TEU, so a tonne has no price.")
                if self.box is Box.TONNE and not self.tonnes
                else missing_text()
            )
            return _missing(measure, quantity, item, reason)
        pick, amount = priced
        if is_gap(pick.figure):
            return _missing(measure, quantity, item, pick.figure.note)
        return _part(measure, item, pick, amount)

    def _no_figure(self, quantity: Quantity) -> Message:
        return Message(
            "The ledger has no {figure} for a {box}.",
            figure=_quantity_name(quantity),
            box=str(self.box.carrier),
        )

    def _seek(
        self,
        quantity: Quantity,
        selectors: Selectors,
        km: float = 0.0,
        *,
        ledger: Ledger | None = None,
    ) -> tuple[Pick, float] | None:
        """Return the best figure whose unit fits the box, and what one of its units amounts to.

        A ledger given is asked in place of the journey's.
        """
        pick = (ledger or self.ledger).seek(quantity, **selectors)
        ranked = (pick.figure, *pick.alternatives) if pick else ()
        for figure in ranked:
            amount = factor(figure.unit, box=self.box, km=km, tonnes=self.tonnes)
            if pick and amount is not None:
                if figure is pick.figure:
                    return pick, amount
                others = tuple(other for other in ranked if other is not figure)
                return Pick(figure=figure, alternatives=others), amount
        return None


def is_gap(figure: Figure) -> bool:
    """Say whether a row only holds the place of a figure that nobody has published.

    A price that a reader has set to nothing is no gap.
    """
    return figure.grade is Grade.K and figure.band.p90 == 0 and not figure.set_by_hand


def _part(measure: Measure, item: CostItem, pick: Pick, amount: float) -> CostPart:
    figure = pick.figure
    key = f"{figure.quantity} {figure.id} {item.family}"
    return CostPart(
        measure=measure,
        label=item.label,
        leg=item.leg,
        stop=item.stop,
        term=Term(key=key, family=item.family, band=figure.band, multiplier=amount),
        pick=pick,
    )


def _missing(measure: Measure, quantity: Quantity, item: CostItem, reason: str) -> Missing:
    return Missing(
        measure=measure,
        part=PARTS[quantity, item.mode],
        label=item.label,
        legs=() if item.leg is None else (item.leg,),
        stop=item.stop,
        sentence=Message("{part}: {rest}", part=item.label, rest=reason),
    )


def _handling_mode(stop: Stop) -> Mode:
    """Mode whose terminal handles a box: the port first, then the rail yard, then the road."""
    return next(mode for mode in (Mode.SEA, Mode.RAIL, Mode.ROAD) if mode in stop.modes)


def _quantity_name(quantity: Quantity) -> str:
    return quantity.replace("_", " ")
