"""The answer before anything is touched: a sentence, and three cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from geo.estimates import MEASURE_UNITS, Measure
from geo.i18n import record_text
from geo.journeys import Rank, fastest_by_suez, least, ranked
from geo.model import HOURS_PER_DAY, SUEZ_ROUTES, Band
from views.ui.cargo import three_digits
from views.ui.measures import amount_of, days_of, hours_of
from views.ui.templates import render
from views.ui.texts import chance_text, corridor_name, full_name, lacking_text, variant_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.estimates import Shipment
    from geo.i18n import Locale
    from geo.journeys import Comparison, Journey

ChanceLookup = Callable[["Journey", "Journey"], float]
"""Chance of the first journey to take less time than the second, 0 to 1."""
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


def headline(
    comparison: Comparison,
    *,
    names: Mapping[str, str],
    locale: Locale,
    chance_of: ChanceLookup,
) -> str:
    """Say which of all journeys is the fastest, and its chance against Suez.

    Parameters
    ----------
    comparison
        At least one journey.
    names
        Of corridors, and of variants as ``corridor:variant``.
    locale
        Language of the sentences.
    chance_of
        Chance of the first journey to take less time than the second.
    """
    translate, first = locale.translate, ranked(comparison.journeys, Rank.DAYS)[0]
    sentences = [
        translate("Fastest: {journey}, {days}.").format(
            journey=full_name(first, names, locale), days=days_text(first, locale)
        )
    ]
    rival = fastest_by_suez(comparison.journeys)
    if rival and first.route.corridor not in SUEZ_ROUTES:
        sentences.append(
            translate("{chance} chance of being faster than {rival}.").format(
                chance=chance_text(chance_of(first, rival), locale),
                rival=corridor_name(rival, names),
            )
        )
    return " ".join(sentences)


def opened_text(opened: Comparison, *, names: Mapping[str, str], locale: Locale) -> str:
    """Say how long the fastest journey takes as if every gate were open.

    Parameters
    ----------
    opened
        The comparison as if every gate were open, at least one journey.
    names, locale
        As in `headline`.
    """
    first = ranked(opened.journeys, Rank.DAYS)[0]
    text = locale.translate("If every gate were open: {journey}, {days}.")
    return text.format(journey=full_name(first, names, locale), days=days_text(first, locale))


def days_text(journey: Journey, locale: Locale) -> str:
    """Return the days of a journey in words: the median, P10 and P90 in brackets."""
    days = days_of(hours_of(journey))
    text = locale.translate("{median} days ({low}–{high})")
    low, median, high = (locale.number(value, 0) for value in (days.p10, days.p50, days.p90))
    return text.format(median=median, low=low, high=high)


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
                variant=variant_name(first, names),
                days=days_of(hours_of(first)),
                price=_amount(first, Measure.USD, shipment, locale),
                emissions=_amount(first, Measure.CO2E, shipment, locale),
                record=record_text(first.record, locale),
                next=_same(others[0], following, names, locale) if others else "",
            )
        )
    return tuple(dealt)


def cards_list(dealt: Sequence[Card], *, picked: str, longest: float, locale: Locale) -> str:
    """Write cards as HTML.

    Parameters
    ----------
    dealt
        From `cards`.
    picked
        Id of the journey that is picked.
    longest
        End of the scale of days.
    locale
        Language of the cards.
    """
    return render("compare/cards.html", locale, cards=dealt, picked=picked, longest=longest)


def scale_of(journeys: Iterable[Journey]) -> float:
    """Return the end of the scale of days that all bars share, a round number."""
    longest = max(hours_of(one).p90 for one in journeys) / HOURS_PER_DAY
    return float(SCALE * ceil(longest / SCALE))


def _amount(journey: Journey, measure: Measure, shipment: Shipment, locale: Locale) -> Amount:
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
