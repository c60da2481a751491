"""Three cards of an answer, and which journeys its table shows."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from geo.estimates import MEASURE_UNITS, Box, Measure
from geo.i18n import record_text
from geo.journeys import Rank, least, ranked
from geo.model import HOURS_PER_DAY, Band
from geo.summary.measures import amount_of, days_of, hours_of, three_digits
from geo.summary.words import corridor_name, full_name, lacking_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.estimates import Shipment
    from geo.i18n import Locale
    from geo.journeys import Comparison, Journey

TITLES: Final[Mapping[Rank, str]] = {
    Rank.DAYS: "Fastest",
    Rank.PRICE: "Cheapest whole price",
    Rank.CO2E: "Cleanest",
}
SCALE: Final = 10
"""The scale of days ends at a multiple of this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Price or emissions of a shipment as a card shows them."""

    number: str
    """Empty where a part is missing."""
    text: str
    """The unit, or what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The first journey by one rank."""

    rank: Rank
    title: str
    journey: Journey
    name: str
    variant: str
    days: Band
    price: Amount
    emissions: Amount
    record: str
    """How published trips compare with the model."""
    next: str
    """The journey that follows, where an earlier card shows the same one."""


def cards(
    comparison: Comparison, *, names: Mapping[str, str], locale: Locale, shipment: Shipment
) -> tuple[Card, ...]:
    """Return the fastest, the cheapest and the cleanest of all journeys.

    Where no journey has a whole price, no card says that one is the cheapest.

    Parameters
    ----------
    comparison
        At least one journey.
    names, locale
        As in `headline`.
    shipment
        What prices and emissions are of.
    """
    dealt: list[Card] = []
    for rank in TITLES:
        first = least(comparison.journeys, rank, shipment.box)
        if first is None:
            continue
        others = [card for card in dealt if card.journey is first]
        following = ranked(comparison.journeys, rank, shipment.box)[1:2] if others else []
        dealt.append(
            Card(
                rank=rank,
                title=locale.translate(TITLES[rank]),
                journey=first,
                name=corridor_name(first, names),
                variant=locale.translate(first.variant_name),
                days=days_of(hours_of(first)),
                price=shown_amount(first, Measure.USD, shipment, locale),
                emissions=shown_amount(first, Measure.CO2E, shipment, locale),
                record=record_text(first.record, locale),
                next=_same(others[0], following, names, locale) if others else "",
            )
        )
    return tuple(dealt)


def scale_of(journeys: Iterable[Journey]) -> float:
    """Return the end of the scale of days that all bars share, a round number."""
    longest = max(hours_of(one).p90 for one in journeys) / HOURS_PER_DAY
    return float(SCALE * ceil(longest / SCALE))


def shown_journeys(
    comparison: Comparison, *, lit: str = "", rank: Rank = Rank.DAYS, box: Box = Box.TEU
) -> list[Journey]:
    """Return the journeys that have a row in a table: one of each corridor, and the first by rank.

    Parameters
    ----------
    comparison
        At least one journey.
    lit
        Id of a journey that has a row whatever its rank.
    rank
        Their order.
    box
        What price and emissions are of.
    """
    shown = list(comparison.representatives().values())
    first = [least(comparison.journeys, one, box) for one in TITLES]
    others = [one for one in comparison.journeys if one.id == lit]
    shown += [one for one in (*first, *others) if one is not None]
    return ranked({one.id: one for one in shown}.values(), rank, box)


def barred_journeys(comparison: Comparison, opened: Comparison) -> tuple[Journey, ...]:
    """Return of each corridor the fastest journey that only states of gates keep from serving."""
    stopped = {one.id for one in comparison.failed}
    first: dict[str, Journey] = {}
    for one in ranked(opened.journeys, Rank.DAYS):
        if one.id in stopped:
            first.setdefault(one.route.corridor, one)
    return tuple(first.values())


def shown_amount(journey: Journey, measure: Measure, shipment: Shipment, locale: Locale) -> Amount:
    """Write a price or an amount of emissions for a cargo, or what it lacks."""
    total = amount_of(journey.costed(shipment.box), measure)
    if not isinstance(total, Band):
        return Amount(number="", text=lacking_text(total, locale))
    value = shipment.total(total).p50
    shown = value if shipment.amount == 1 else three_digits(value)
    return Amount(number=locale.number(shown, 0), text=locale.translate(MEASURE_UNITS[measure]))


def _same(
    other: Card, following: Sequence[Journey], names: Mapping[str, str], locale: Locale
) -> str:
    text = locale.translate("The same journey as: {title}.").format(title=other.title)
    if not following:
        return text
    then = locale.translate("Next: {journey}.").format(
        journey=full_name(following[0], names, locale)
    )
    return f"{text} {then}"
