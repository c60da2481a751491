"""Beside the answer: both clocks, every chance, and what was published for the same two places."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.i18n.locale import HOURS_A_DAY
from geo.journeys.schema import journey_id
from geo.webmap.scene import ink_name
from views.ui.html import CLOCKS_SHOWN, Json, band_cell, length_text, per_cent, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.i18n.locale import Tongue
    from geo.model import Clock


def clock_table(journeys: Sequence[Json], *, names: Mapping[str, str], tongue: Tongue) -> str:
    """Return the bands of both clocks side by side, as HTML."""
    say = tongue.say
    longest = max(
        band["p90"] / HOURS_A_DAY for j in journeys for band in j["hours_by_clock"].values()
    )
    heads = [say("Corridor"), *(say(clock.value.capitalize()) for clock in CLOCKS_SHOWN)]
    rows = [
        f'<th scope="row" class="ink-{ink_name(journey["corridor"])}">'
        f"{escape(names.get(journey['corridor'], journey['corridor']))}</th>"
        + "".join(_clock_cell(journey, clock, longest, tongue) for clock in CLOCKS_SHOWN)
        for journey in journeys
    ]
    return table(heads, rows, "answers beside")


def _clock_cell(journey: Json, clock: Clock, longest: float, tongue: Tongue) -> str:
    band = journey["hours_by_clock"].get(clock.value)
    label = escape(tongue.say(clock.value.capitalize()))
    if band is None:
        return f'<td data-label="{label}">–</td>'
    days = {name: value / HOURS_A_DAY for name, value in band.items()}
    ink = f"ink-{ink_name(journey['corridor'])}"
    return f'<td class="days {ink}" data-label="{label}">{band_cell(days, longest, tongue)}</td>'


def chance_table(
    chances: Mapping[str, Mapping[str, float | None]], *, names: Mapping[str, str], tongue: Tongue
) -> str:
    """Return the chance of each corridor to be quicker than each other, as HTML."""
    say = tongue.say
    heads = [say("Quicker than …"), *(names.get(other, other) for other in chances)]
    rows = []
    for first, row in chances.items():
        cells = "".join(
            f'<td data-label="{escape(names.get(other, other))}">'
            f"{escape(per_cent(row.get(other), tongue))}</td>"
            for other in chances
        )
        name = escape(names.get(first, first))
        rows.append(f'<th scope="row" class="ink-{ink_name(first)}">{name}</th>{cells}')
    return table(heads, rows, "answers beside chances")


def variant_table(journeys: Sequence[Json], *, titles: Mapping[str, str], tongue: Tongue) -> str:
    """Return all journeys, the quickest first, as HTML.

    Parameters
    ----------
    journeys
        In the JSON of `geo.journeys.schema`.
    titles
        What each journey is called, by its id.
    tongue
        Language of the table.
    """
    say = tongue.say
    heads = [say("Journey"), say("Days, P10 – P50 – P90"), say("Length")]
    longest = max(journey["hours"]["p90"] for journey in journeys) / HOURS_A_DAY
    rows = []
    for journey in sorted(journeys, key=lambda one: float(one["hours"]["p50"])):
        ink = f"ink-{ink_name(journey['corridor'])}"
        days = {name: value / HOURS_A_DAY for name, value in journey["hours"].items()}
        rows.append(
            f'<th scope="row" class="{ink}">{escape(titles[journey_id(journey)])}</th>'
            f'<td class="days {ink}" data-label="{escape(heads[1])}">'
            f"{band_cell(days, longest, tongue)}</td>"
            f'<td data-label="{escape(heads[2])}">{length_text(journey, tongue)}</td>'
        )
    return table(heads, rows, "answers beside")
