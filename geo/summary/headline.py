"""The answer as a sentence, and what it would be as if every gate were open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from geo.journeys import Rank, fastest_by_suez, ranked
from geo.model import HOURS_PER_DAY, SUEZ_ROUTES, Clock
from geo.summary.measures import days_of, hours_of
from geo.summary.words import chance_text, corridor_name, full_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale
    from geo.journeys import Comparison, Journey
    from geo.model import Band

SHIPPED: Final = frozenset({Clock.SHIPMENT, Clock.DOOR})
"""Clocks of a shipment."""
ChanceLookup = Callable[["Journey", "Journey"], float]
"""Chance of the first journey to take less time than the second, 0 to 1."""


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
    form = translate("Fastest: {journey}, {days}.")
    if other_clock(first) is Clock.DOOR:
        form = translate("Fastest: {journey}, {days} from first departure to arrival.")
    elif other_clock(first):
        form = translate("Fastest: {journey}, {days} door to door.")
    sentences = [
        form.format(journey=full_name(first, names, locale), days=days_text(first, locale))
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


def other_clock(journey: Journey) -> Clock | None:
    """Find the other of the clocks of a shipment where it counts other days; None where not."""
    clock = journey.scenario.clock
    if clock not in SHIPPED:
        return None
    (other,) = SHIPPED - {clock}
    if other not in journey.timed.clocks:
        return None
    days = [round(journey.hours_by(one).p50 / HOURS_PER_DAY) for one in (clock, other)]
    return other if days[0] != days[1] else None


def clock_text(journey: Journey, locale: Locale) -> str:
    """Say how long a journey takes by the other clock; empty where it counts the same days.

    Parameters
    ----------
    journey
        For instance the fastest, which the headline names.
    locale
        Language of the sentence.
    """
    other = other_clock(journey)
    if other is None:
        return ""
    text = (
        locale.translate("Door to door, with waits and handling at both ends: {days}.")
        if other is Clock.DOOR
        else locale.translate("From first departure to arrival: {days}.")
    )
    return text.format(days=band_text_of(journey.hours_by(other), locale))


def barred_text(comparison: Comparison, locale: Locale) -> str:
    """Say that states of gates bar every branch; empty where they do not."""
    return (
        locale.translate("No branch of the corridor can be used.") if comparison.is_barred else ""
    )


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
    return band_text_of(hours_of(journey), locale)


def band_text_of(hours: Band, locale: Locale) -> str:
    """Return hours as days in words: the median, P10 and P90 in brackets."""
    days = days_of(hours)
    text = locale.translate("{median} days ({low}–{high})")
    low, median, high = (locale.number(value, 0) for value in (days.p10, days.p50, days.p90))
    return text.format(median=median, low=low, high=high)
