"""Published movements on the way of an answer, each beside what the model says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.evidence import MovementKind
from geo.i18n import date_text
from geo.model import HOURS_PER_DAY
from geo.summary import band_text_of
from views.ui.services import SERVICES
from views.ui.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.i18n import Locale
    from geo.validation import Trial
    from geo.webmap import SourceLookup


def trip_text(trial: Trial, names: Mapping[str, str], locale: Locale) -> str:
    """Say what was published of a movement, and what the model says of the same way.

    The corridor, a service other than the usual one and the clock stand with it: wagons of one
    corridor say nothing against the trains of another.

    Parameters
    ----------
    trial
        Movement beside the model.
    names
        Names of corridors in the language of the sentence, by their ids.
    locale
        Language of the sentence.
    """
    translate, movement = locale.translate, trial.movement
    days, clock = movement.days, translate("by the {clock} clock")
    way = movement.corridor or movement.branch
    conditions = (
        date_text(movement.date, locale),
        *((names[way],) if way in names else ()),
        *(translate(SERVICES[service]) for service in movement.services),
        clock.format(clock=translate(movement.clock)),
    )
    low, high = (locale.number(value, 0) for value in (days.p10, days.p90))
    form = (
        translate("Measured, {month}: {start} – {end} {days} days. The model says {model}.")
        if movement.kind is MovementKind.MEASURED
        else translate("Promised, {month}: {start} – {end} {days} days. The model says {model}.")
    )
    return form.format(
        month=translate(", ").join(conditions),
        start=translate(trial.start),
        end=translate(trial.end),
        days=low if low == high else f"{low}–{high}",
        model=band_text_of(trial.days.scaled(HOURS_PER_DAY), locale),
    )


def trip_list(
    trials: Iterable[Trial],
    *,
    names: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Write published movements beside the model, as HTML.

    Parameters
    ----------
    trials
        Movements beside the model, in the order of the list.
    names
        Names of corridors in the language of the list, by their ids.
    source_of
        Titles and addresses of sources.
    locale
        Language of the list.
    """
    rows = [(trip_text(one, names, locale), one.movement.sources) for one in trials]
    return render("ui/trips.html", locale, rows=rows, source_of=source_of)
