"""Tables of the answer: both clocks, every chance, all variants."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.webmap import colour_name
from views.ui.html import (
    CLOCKS_SHOWN,
    band_cell,
    chance_text,
    corridor_name,
    length_text,
    table,
)
from views.ui.measures import clock_hours, days_of, hours_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.i18n import Locale
    from geo.journeys import Journey


def clock_table(journeys: Collection[Journey], *, names: Mapping[str, str], locale: Locale) -> str:
    """Write the bands of both clocks side by side, as HTML."""
    translate = locale.translate
    clocks = [translate(clock.value.capitalize()) for clock in CLOCKS_SHOWN]
    bands = [[days_of(clock_hours(one, clock)) for clock in CLOCKS_SHOWN] for one in journeys]
    longest = max(days.p90 for row in bands for days in row)
    rows = []
    for journey, row in zip(journeys, bands, strict=True):
        colour = f"colour-{colour_name(journey.route.corridor)}"
        cells = "".join(
            f'<td class="days {colour}" data-label="{escape(label)}">'
            f"{band_cell(days, longest, locale)}</td>"
            for label, days in zip(clocks, row, strict=True)
        )
        name = escape(corridor_name(journey, names))
        rows.append(f'<th scope="row" class="{colour}">{name}</th>{cells}')
    return table([translate("Corridor"), *clocks], rows, "answers beside")


def chance_table(
    chances: Mapping[str, Mapping[str, float | None]], *, names: Mapping[str, str], locale: Locale
) -> str:
    """Write the chance of each corridor to be faster than each other, as HTML."""
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


def variant_table(
    journeys: Collection[Journey], *, titles: Mapping[str, str], locale: Locale
) -> str:
    """Write all journeys, the fastest first, as HTML.

    Parameters
    ----------
    journeys
        Of a comparison.
    titles
        Name of each journey, by its id.
    locale
        Language of the table.
    """
    translate = locale.translate
    heads = [translate("Journey"), translate("Days, P10 – P50 – P90"), translate("Length")]
    longest = max(days_of(hours_of(journey)).p90 for journey in journeys)
    rows = []
    for journey in sorted(journeys, key=lambda one: hours_of(one).p50):
        colour = f"colour-{colour_name(journey.route.corridor)}"
        rows.append(
            f'<th scope="row" class="{colour}">{escape(titles[journey.id])}</th>'
            f'<td class="days {colour}" data-label="{escape(heads[1])}">'
            f"{band_cell(days_of(hours_of(journey)), longest, locale)}</td>"
            f'<td data-label="{escape(heads[2])}">{length_text(journey, locale)}</td>'
        )
    return table(heads, rows, "answers beside")
