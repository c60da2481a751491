"""The order of journeys by what a reader asks for: days, price, emissions, length."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from geo.estimates import Box, Measure
from geo.model import Band

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.journeys.comparison import Journey


class Rank(StrEnum):
    """What journeys are ranked by; the least comes first."""

    DAYS = "days"
    PRICE = "price"
    CO2E = "co2e"
    LENGTH = "length"


_MEASURES: Final[Mapping[Rank, Measure]] = {Rank.PRICE: Measure.USD, Rank.CO2E: Measure.CO2E}


def rank_value(journey: Journey, rank: Rank, box: Box = Box.TEU) -> float | None:
    """Return what a journey is ranked by.

    Parameters
    ----------
    journey
        From a comparison.
    rank
        What is asked for.
    box
        What price and emissions are of.

    Returns
    -------
    float or None
        Median hours, median dollars or kilograms of one box or tonne, or kilometres. None where a
        part of price or emissions is missing: what is not whole has no rank.
    """
    if rank is Rank.DAYS:
        return journey.hours.p50
    if rank is Rank.LENGTH:
        return journey.route.km
    total = journey.costed(box).total(_MEASURES[rank])
    return total.p50 if isinstance(total, Band) else None


def ranked(journeys: Iterable[Journey], rank: Rank, box: Box = Box.TEU) -> list[Journey]:
    """Sort journeys, the least first; those without a rank follow in their order.

    Parameters as for `rank_value`.
    """
    values = [(rank_value(one, rank, box), one) for one in journeys]
    with_rank = [(value, one) for value, one in values if value is not None]
    with_rank.sort(key=lambda pair: pair[0])
    return [*(one for _, one in with_rank), *(one for value, one in values if value is None)]


def least(journeys: Iterable[Journey], rank: Rank, box: Box = Box.TEU) -> Journey | None:
    """Return the first journey by a rank, None where none has it; parameters as for `ranked`."""
    first = next(iter(ranked(journeys, rank, box)), None)
    return first if first and rank_value(first, rank, box) is not None else None
