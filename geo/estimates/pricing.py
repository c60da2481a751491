"""The parts of a journey's price and emissions, each one figure of the ledger, and the gaps.

A row of grade K whose three percentiles are zero is a gap that is known: the part exists, its size
has no source. It is named as missing, and it counts once a value is set for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.estimates.cargo import TEUS, Box, Measure, factor
from geo.estimates.clocks import chains, place_id
from geo.estimates.distributions import Family, Term
from geo.estimates.lookup import Lookup
from geo.evidence import Pick, Quantity
from geo.message import Message
from geo.model import Grade, Mode, StopKind, Water
from geo.scenario import SeaService

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.estimates.clocks import TravelSegment, Visit
    from geo.evidence import Figure, Selectors
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
        return self.term.band.scaled(self.term.times)


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

    @property
    def mass(self) -> Pick | None:
        """The figure for the net mass of a TEU."""
        return self.ledger.seek(Quantity.BOX_WEIGHT, corridor=self.corridor, year=self.year)

    @property
    def tonnes(self) -> float | None:
        """Net mass in the container; an assumption: its middle counts and it has no spread."""
        return self.mass.figure.band.p50 * TEUS[self.box.carrier] if self.mass else None

    def legs(self, route: Route) -> Iterator[CostPart | Missing]:
        """Yield price and emissions of every leg."""
        for chain in chains(route):
            yield from self._prices(route, chain)
            for number in range(chain.first, chain.last + 1):
                yield from self._emission(route.legs[number], number, chain)

    def _prices(self, route: Route, chain: TravelSegment) -> Iterator[CostPart | Missing]:
        asked = self.selectors(chain.mode, chain.km)
        asked |= {"water": chain.water, "country": chain.countries[0]}
        asked |= {"countries": chain.countries, "place": chain.places[0]}
        numbers = range(chain.first, chain.last + 1)
        sea = chain.water is Water.OCEAN
        spots = [
            CostItem(
                label=f"{route.legs[n].start} – {route.legs[n].end}",
                leg=n,
                mode=chain.mode,
                family=Family.DEEP_SEA if sea else Family.LAND,
            )
            for n in numbers
        ]
        whole = self._seek(Quantity.FREIGHT_RATE, asked)
        if whole is None:
            for spot, number in zip(spots, numbers, strict=True):
                yield from self._tariff(route.legs[number], spot, chain)
            return
        even = 1 / len(numbers)
        shares = [route.legs[n].track_km / chain.km if chain.km else even for n in numbers]
        for quantity in (Quantity.FREIGHT_RATE, Quantity.SURCHARGE, Quantity.PREMIUM):
            found = self._seek(quantity, asked)
            if found is None:
                continue
            if is_gap(found[0].figure):
                label = f"{route.legs[chain.first].start} – {route.legs[chain.last].end}"
                yield Missing(
                    measure=Measure.USD,
                    part=PARTS[quantity, chain.mode],
                    label=label,
                    legs=tuple(numbers),
                    stop=None,
                    sentence=Message("{part}: {rest}", part=label, rest=found[0].figure.note),
                )
                continue
            for spot, share in zip(spots, shares, strict=True):
                yield _part(Measure.USD, spot, found[0], found[1] * share)

    def _tariff(
        self, leg: Leg, spot: CostItem, chain: TravelSegment
    ) -> Iterator[CostPart | Missing]:
        asked = self.selectors(leg.mode, chain.km)
        asked |= {"country": leg.country, "water": leg.water, "countries": chain.countries}
        words = Message(
            "The ledger has no price by {mode} in {country} for a {box}.",
            mode=leg.mode,
            country=leg.country,
            box=str(self.box.carrier),
        )
        yield self._one(Measure.USD, Quantity.TARIFF, asked, spot, words, leg.track_km)
        if self._seek(Quantity.PREMIUM, asked, leg.track_km):
            yield self._one(Measure.USD, Quantity.PREMIUM, asked, spot, words, leg.track_km)

    def _emission(
        self, leg: Leg, number: int, chain: TravelSegment
    ) -> Iterator[CostPart | Missing]:
        asked = self.selectors(leg.mode, chain.km)
        asked |= {"country": leg.country, "water": leg.water, "countries": chain.countries}
        family = Family.DEEP_SEA if leg.water is Water.OCEAN else Family.LAND
        label = f"{leg.start} – {leg.end}"
        spot = CostItem(label=label, leg=number, mode=leg.mode, family=family)
        words = Message(
            "The ledger has no emissions by {mode} in {country} for a {box}.",
            mode=leg.mode,
            country=leg.country,
            box=str(self.box.carrier),
        )
        yield self._one(Measure.CO2E, Quantity.EMISSION, asked, spot, words, leg.track_km)

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
        at_end = stop.kind in (StopKind.ORIGIN, StopKind.DESTINATION)
        if at_end and stop.modes[1] is Mode.ROAD:
            return  # the truck comes to the door, and the shipper loads it
        asked = self._at(stop)
        for quantity in self._paid(stop):
            if quantity in inside and stop.kind is not StopKind.TRANSFER:
                continue
            spot = CostItem(label=f"{stop.place}: {_words(quantity)}", stop=number)
            words = self._no(quantity)
            yield self._one(Measure.USD, quantity, asked, spot, words)
        changed_ship = (
            stop.kind is StopKind.CALLS
            and self.services.of(Mode.SEA, visit.chain.km) == SeaService.TRANSSHIPPED
        )
        if stop.kind in _HUBS or changed_ship:
            quantity = Quantity.HANDLING_EMISSION
            spot = CostItem(label=f"{stop.place}: {_words(quantity)}", stop=number)
            yield self._one(Measure.CO2E, quantity, asked, spot, self._no(quantity))

    def _at(self, stop: Stop) -> Selectors:
        asked = self.selectors(_handled(stop))
        asked |= {"place": place_id(stop), "country": stop.countries[1]}
        if stop.kind is StopKind.TRANSFER:
            asked |= {"from_mode": stop.modes[0], "to_mode": stop.modes[1]}
        elif stop.countries[0] != stop.countries[1]:
            asked["countries"] = stop.countries
        return asked

    def _paid(self, stop: Stop) -> Iterator[Quantity]:
        if stop.kind in _PRICED:
            yield _PRICED[stop.kind]
        if stop.kind is StopKind.GAUGE_BREAK and stop.countries[0] != stop.countries[1]:
            yield Quantity.BORDER_COST

    def _one(
        self,
        measure: Measure,
        quantity: Quantity,
        asked: Selectors,
        spot: CostItem,
        words: Message,
        km: float = 0.0,
    ) -> CostPart | Missing:
        found = self._seek(quantity, asked, km)
        if found is None:
            if self.box is Box.TONNE and not self.tonnes:
                words = Message("The ledger has no net mass of a TEU, so a tonne has no price.")
            return _missing(measure, quantity, spot, words)
        if is_gap(found[0].figure):
            return _missing(measure, quantity, spot, found[0].figure.note)
        return _part(measure, spot, *found)

    def _no(self, quantity: Quantity) -> Message:
        return Message(
            "The ledger has no {figure} for a {box}.",
            figure=_words(quantity),
            box=str(self.box.carrier),
        )

    def _seek(
        self, quantity: Quantity, asked: Selectors, km: float = 0.0
    ) -> tuple[Pick, float] | None:
        """Return the best figure whose unit fits the box, and what one of its units amounts to."""
        pick = self.ledger.seek(quantity, **asked)
        ranked = (pick.figure, *pick.beaten) if pick else ()
        for figure in ranked:
            times = factor(figure.unit, box=self.box, km=km, tonnes=self.tonnes)
            if times is not None:
                others = tuple(other for other in ranked if other is not figure)
                return Pick(figure=figure, beaten=others), times
        return None


def is_gap(figure: Figure) -> bool:
    """Say whether a row only holds the place of a figure that nobody has published.

    A price that a reader has set to nothing is no gap.
    """
    return figure.grade is Grade.K and figure.band.p90 == 0 and not figure.set_by_hand


def _part(measure: Measure, spot: CostItem, pick: Pick, times: float) -> CostPart:
    figure = pick.figure
    key = f"{figure.quantity} {figure.id} {spot.family}"
    return CostPart(
        measure=measure,
        label=spot.label,
        leg=spot.leg,
        stop=spot.stop,
        term=Term(key=key, family=spot.family, band=figure.band, times=times),
        pick=pick,
    )


def _missing(measure: Measure, quantity: Quantity, spot: CostItem, why: str) -> Missing:
    return Missing(
        measure=measure,
        part=PARTS[quantity, spot.mode],
        label=spot.label,
        legs=() if spot.leg is None else (spot.leg,),
        stop=spot.stop,
        sentence=Message("{part}: {rest}", part=spot.label, rest=why),
    )


def _handled(stop: Stop) -> Mode:
    """Return the mode whose terminal handles a box: the port before the yard, the yard before."""
    return next(mode for mode in (Mode.SEA, Mode.RAIL, Mode.ROAD) if mode in stop.modes)


def _words(quantity: Quantity) -> str:
    return quantity.replace("_", " ")
