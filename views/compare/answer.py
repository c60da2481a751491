"""The answer as a table: one row a corridor, days drawn on a common scale."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from geo.estimates.cargo import Measure, unit_text
from geo.i18n.locale import HOURS_A_DAY, NARROW_SPACE, Tongue
from geo.i18n.messages import COMMA, DOT
from geo.journeys.analysis import RIVALS
from geo.journeys.schema import journey_id
from geo.model import StopKind
from geo.webmap.scene import ink_name
from views.ui.cargo import amount, amount_of
from views.ui.html import Json, _name, band_bar, full_name, length_text, per_cent, signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.estimates.cargo import Shipment

JOINED: Final = "\N{WORD JOINER}"
"""Keeps a range on one line."""


def spokesmen(journeys: Sequence[Json]) -> list[Json]:
    """Return the first journey of each corridor: its preferred variant that can serve."""
    first: dict[str, Json] = {}
    for journey in journeys:
        first.setdefault(journey["corridor"], journey)
    return list(first.values())


def counted(journey: Json, kind: StopKind) -> int:
    """Return how many different places of a kind a journey stops at."""
    found = {stop["place"] for stop in journey["stops"] if stop["kind"] == kind}
    return len(found)


def headline(
    journeys: Sequence[Json],
    *,
    names: Mapping[str, str],
    tongue: Tongue,
    chances: Mapping[str, Mapping[str, float]],
) -> str:
    """Return the answer in a few sentences of plain text.

    Corridors are set against each other by their spokesmen; a variant that is quicker than all of
    them is told apart.
    """
    say, told = tongue.say, []
    first = _quickest(spokesmen(journeys))
    hours = first["hours"]
    told.append(
        say("Quickest: {corridor}, {median} ({low}–{high} days), {length}.").format(
            corridor=_name(first, names),
            median=tongue.duration(hours["p50"]),
            low=tongue.number(hours["p10"] / HOURS_A_DAY, 0),
            high=tongue.number(hours["p90"] / HOURS_A_DAY, 0),
            length=f"{tongue.number(first['km'], 0)}{NARROW_SPACE}{say('km')}",
        )
    )
    others = [j for j in spokesmen(journeys) if j["corridor"] in RIVALS]
    if first["corridor"] not in RIVALS and others:
        rival = _quickest(others)
        chance = chances.get(first["corridor"], {}).get(rival["corridor"])
        told.append(
            say("{rival} takes {median}; the chance to be quicker than it is {chance}.").format(
                rival=_name(rival, names),
                median=tongue.duration(rival["hours"]["p50"]),
                chance=per_cent(chance, tongue),
            )
        )
    variant = _quickest(journeys)
    if variant["hours"]["p50"] < hours["p50"]:
        told.append(
            say("A variant takes less: {journey}, {median}.").format(
                journey=full_name(variant, names, tongue),
                median=tongue.duration(variant["hours"]["p50"]),
            )
        )
    return " ".join(told)


def _quickest(journeys: Sequence[Json]) -> Json:
    return min(journeys, key=lambda journey: float(journey["hours"]["p50"]))


def answer_table(
    shown: Sequence[Json],
    every: Sequence[Json],
    *,
    names: Mapping[str, str],
    tongue: Tongue,
    chances: Mapping[str, Mapping[str, float]],
    shipment: Shipment,
) -> str:
    """Return the table as HTML; every text in it is escaped.

    Parameters
    ----------
    shown
        One journey a row.
    every
        All journeys of the answer, to say how far the variants of a row reach.
    names
        What corridors and variants are called.
    tongue
        Language of the table.
    chances
        For each corridor the chance to be quicker than each other.
    shipment
        What prices and emissions are of; of more than one, the whole is told below.
    """
    say = tongue.say
    longest = max(journey["hours"]["p90"] for journey in shown)
    rival = min(
        (j for j in every if j["corridor"] in RIVALS),
        key=lambda j: float(j["hours"]["p50"]),
        default=None,
    )
    heads = (
        say("Corridor"),
        say("Days, P10 – P50 – P90"),
        say("Against Suez"),
        say("Length"),
        *(unit_text(measure, shipment.box, say) for measure in Measure),
        say("Land borders"),
        say("Gauge breaks"),
    )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = [_row(j, every, longest, rival, names, tongue, chances, shipment) for j in shown]
    caption = say(
        "P50 is the median: half of shipments take longer. The bar runs from P10 to P90, its mark "
        "is the median. Against Suez: difference of medians to the quicker of the Suez routes, and "
        "the chance to be quicker than it. ≥: some parts have no published price."
    )
    return (
        f'<div class="scroll"><table class="answers main"><thead><tr>{head}</tr></thead>'
        f'<tbody>{"".join(rows)}</tbody></table></div><p class="note">{escape(caption)}</p>'
    )


def _row(
    journey: Json,
    every: Sequence[Json],
    longest: float,
    rival: Json | None,
    names: Mapping[str, str],
    tongue: Tongue,
    chances: Mapping[str, Mapping[str, float]],
    shipment: Shipment,
) -> str:
    say = tongue.say
    variant = _variant(journey, every, names, tongue)
    hours = journey["hours"]
    days = [tongue.number(hours[p] / HOURS_A_DAY, 1) for p in ("p10", "p50", "p90")]
    ink, name = f"ink-{ink_name(journey['corridor'])}", escape(_name(journey, names))
    band = f"{days[0]} – <b>{days[1]}</b> – {days[2]}"
    cells = (
        f'<th scope="row" class="{ink}">{name}<small>{escape(variant)}</small></th>',
        f'<td class="days {ink}">{band}{band_bar(hours, longest)}</td>',
        _cell("number", say("Against Suez"), _against(journey, rival, tongue, chances)),
        _cell("", say("Length"), length_text(journey, tongue)),
        *(
            _cell(
                "number",
                unit_text(measure, shipment.box, say),
                amount(amount_of(journey, measure, shipment.box), shipment, tongue),
            )
            for measure in Measure
        ),
        _cell("pair", say("Land borders"), tongue.number(counted(journey, StopKind.BORDER), 0)),
        _cell(
            "pair", say("Gauge breaks"), tongue.number(counted(journey, StopKind.GAUGE_BREAK), 0)
        ),
    )
    return f"<tr>{''.join(cells)}</tr>"


def _variant(journey: Json, every: Sequence[Json], names: Mapping[str, str], tongue: Tongue) -> str:
    """Return which variant is shown, and how far the medians of all of them reach."""
    if not journey["variant"]:
        return ""
    text = names.get(journey_id(journey), journey["variant"])
    days = [
        other["hours"]["p50"] / HOURS_A_DAY
        for other in every
        if other["corridor"] == journey["corridor"]
    ]
    if len(days) == 1:
        return text
    reach = f"{tongue.number(min(days), 1)}{JOINED}–{JOINED}{tongue.number(max(days), 1)}"
    count = f"{tongue.number(len(days), 0)} {tongue.say('variants')}"
    told = f"{text}{tongue.say(DOT)}{count}{tongue.say(COMMA)}"
    return f"{told}{reach}{NARROW_SPACE}{tongue.say('d')}"


def _cell(name: str, label: str, content: str) -> str:
    told = f' data-label="{escape(label)}"' if label else ""
    return f'<td class="{name}"{told}>{content}</td>'


def _against(
    journey: Json,
    rival: Json | None,
    tongue: Tongue,
    chances: Mapping[str, Mapping[str, float]],
) -> str:
    """Return the difference of medians, and the chance to be quicker, as HTML."""
    if rival is None:
        return "–"
    days = (journey["hours"]["p50"] - rival["hours"]["p50"]) / HOURS_A_DAY
    if journey["corridor"] == rival["corridor"] and days == 0:
        return escape(tongue.say("quicker of two"))
    text = f"{signed(days, tongue)}{NARROW_SPACE}{escape(tongue.say('d'))}"
    chance = chances.get(journey["corridor"], {}).get(rival["corridor"])
    if chance is None:
        return text
    told = tongue.say("{chance} quicker").format(chance=per_cent(chance, tongue))
    return f"{text}<small>{escape(told)}</small>"
