"""Tables of the answer: both clocks, every chance, all variants."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.i18n import HOURS_A_DAY
from geo.journeys import journey_id
from geo.webmap import colour_name
from views.ui.html import CLOCKS_SHOWN, Json, band_cell, chance_text, length_text, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.i18n import Locale
    from geo.model import Clock


def clock_table(journeys: Sequence[Json], *, names: Mapping[str, str], locale: Locale) -> str:
    """Return the bands of both clocks side by side, as HTML."""
    translate = locale.translate
    longest = max(
        band["p90"] / HOURS_A_DAY for j in journeys for band in j["hours_by_clock"].values()
    )
    heads = [
        translate("Corridor"),
        *(translate(clock.value.capitalize()) for clock in CLOCKS_SHOWN),
    ]
    rows = [
        f'<th scope="row" class="colour-{colour_name(journey["corridor"])}">'
        f"{escape(names.get(journey['corridor'], journey['corridor']))}</th>"
        + "".join(_clock_cell(journey, clock, longest, locale) for clock in CLOCKS_SHOWN)
        for journey in journeys
    ]
    return table(heads, rows, "answers beside")


def _clock_cell(journey: Json, clock: Clock, longest: float, locale: Locale) -> str:
    band = journey["hours_by_clock"].get(clock.value)
    label = escape(locale.translate(clock.value.capitalize()))
    if band is None:
        return f'<td data-label="{label}">–</td>'
    days = {name: value / HOURS_A_DAY for name, value in band.items()}
    colour = f"colour-{colour_name(journey['corridor'])}"
    return f'<td class="days {colour}" data-label="{label}">{band_cell(days, longest, locale)}</td>'


def chance_table(
    chances: Mapping[str, Mapping[str, float | None]], *, names: Mapping[str, str], locale: Locale
) -> str:
    """Return the chance of each corridor to be faster than each other, as HTML."""
    translate = locale.translate
    heads = [translate("Faster than …"), *(names.get(other, other) for other in chances)]
    rows = []
    for first, row in chances.items():
        cells = "".join(
            f'<td data-label="{escape(names.get(other, other))}">'
            f"{escape(chance_text(row.get(other), locale))}</td>"
            for other in chances
        )
        name = escape(names.get(first, first))
        rows.append(f'<th scope="row" class="colour-{colour_name(first)}">{name}</th>{cells}')
    return table(heads, rows, "answers beside chances")


def variant_table(journeys: Sequence[Json], *, titles: Mapping[str, str], locale: Locale) -> str:
    """Return all journeys, the fastest first, as HTML.

    Parameters
    ----------
    journeys
        In the JSON of `geo.journeys.schema`.
    titles
        What each journey is called, by its id.
    locale
        Language of the table.
    """
    translate = locale.translate
    heads = [translate("Journey"), translate("Days, P10 – P50 – P90"), translate("Length")]
    longest = max(journey["hours"]["p90"] for journey in journeys) / HOURS_A_DAY
    rows = []
    for journey in sorted(journeys, key=lambda one: float(one["hours"]["p50"])):
        colour = f"colour-{colour_name(journey['corridor'])}"
        days = {name: value / HOURS_A_DAY for name, value in journey["hours"].items()}
        rows.append(
            f'<th scope="row" class="{colour}">{escape(titles[journey_id(journey)])}</th>'
            f'<td class="days {colour}" data-label="{escape(heads[1])}">'
            f"{band_cell(days, longest, locale)}</td>"
            f'<td data-label="{escape(heads[2])}">{length_text(journey, locale)}</td>'
        )
    return table(heads, rows, "answers beside")
