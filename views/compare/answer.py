"""The answer as a table: one row a corridor, days drawn on a common scale."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from geo.estimates import Measure, unit_text
from geo.i18n import COMMA, DOT, HOURS_A_DAY, NARROW_SPACE, Locale
from geo.journeys import journey_id
from geo.model import SUEZ_ROUTES, StopKind
from geo.webmap import colour_name
from views.ui.cargo import amount, amount_of
from views.ui.html import Json, _name, band_bar, chance_text, full_name, length_text, signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.estimates import Shipment

JOINED: Final = "\N{WORD JOINER}"
"""Keeps a range on one line."""


def representatives_of(journeys: Sequence[Json]) -> list[Json]:
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
    locale: Locale,
    chances: Mapping[str, Mapping[str, float]],
) -> str:
    """Return the answer in a few sentences of plain text.

    Corridors are compared by their representatives; the headline mentions a variant that is
    faster than all of them.
    """
    translate, told = locale.translate, []
    first = _fastest(representatives_of(journeys))
    hours = first["hours"]
    told.append(
        translate("Fastest: {corridor}, {median} ({low}–{high} days), {length}.").format(
            corridor=_name(first, names),
            median=locale.duration(hours["p50"]),
            low=locale.number(hours["p10"] / HOURS_A_DAY, 0),
            high=locale.number(hours["p90"] / HOURS_A_DAY, 0),
            length=f"{locale.number(first['km'], 0)}{NARROW_SPACE}{translate('km')}",
        )
    )
    others = [j for j in representatives_of(journeys) if j["corridor"] in SUEZ_ROUTES]
    if first["corridor"] not in SUEZ_ROUTES and others:
        rival = _fastest(others)
        chance = chances.get(first["corridor"], {}).get(rival["corridor"])
        told.append(
            translate("{chance} chance of being faster than {rival}, which takes {median}.").format(
                rival=_name(rival, names),
                median=locale.duration(rival["hours"]["p50"]),
                chance=chance_text(chance, locale),
            )
        )
    variant = _fastest(journeys)
    if variant["hours"]["p50"] < hours["p50"]:
        told.append(
            translate("Fastest of all variants: {journey}, {median}.").format(
                journey=full_name(variant, names, locale),
                median=locale.duration(variant["hours"]["p50"]),
            )
        )
    return " ".join(told)


def _fastest(journeys: Sequence[Json]) -> Json:
    return min(journeys, key=lambda journey: float(journey["hours"]["p50"]))


def answer_table(
    shown: Sequence[Json],
    every: Sequence[Json],
    *,
    names: Mapping[str, str],
    locale: Locale,
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
    locale
        Language of the table.
    chances
        For each corridor the chance to be faster than each other.
    shipment
        What prices and emissions are of; of more than one, the whole is told below.
    """
    translate = locale.translate
    longest = max(journey["hours"]["p90"] for journey in shown)
    rival = min(
        (j for j in every if j["corridor"] in SUEZ_ROUTES),
        key=lambda j: float(j["hours"]["p50"]),
        default=None,
    )
    heads = (
        translate("Corridor"),
        translate("Days, P10 – P50 – P90"),
        translate("Against Suez"),
        translate("Length"),
        *(unit_text(measure, shipment.box, translate) for measure in Measure),
        translate("Land borders"),
        translate("Gauge breaks"),
    )
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = [_row(j, every, longest, rival, names, locale, chances, shipment) for j in shown]
    caption = translate(
        "P50 is the median: half of all shipments take longer. The bar runs from P10 to "
        "P90, its mark is the median. Against Suez: difference of medians to the faster "
        "Suez route, and the probability of being faster. ≥: some parts have no published "
        "price."
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
    locale: Locale,
    chances: Mapping[str, Mapping[str, float]],
    shipment: Shipment,
) -> str:
    translate = locale.translate
    variant = _variant(journey, every, names, locale)
    hours = journey["hours"]
    days = [locale.number(hours[p] / HOURS_A_DAY, 1) for p in ("p10", "p50", "p90")]
    colour, name = f"colour-{colour_name(journey['corridor'])}", escape(_name(journey, names))
    band = f"{days[0]} – <b>{days[1]}</b> – {days[2]}"
    cells = (
        f'<th scope="row" class="{colour}">{name}<small>{escape(variant)}</small></th>',
        f'<td class="days {colour}">{band}{band_bar(hours, longest)}</td>',
        _cell("number", translate("Against Suez"), _against(journey, rival, locale, chances)),
        _cell("", translate("Length"), length_text(journey, locale)),
        *(
            _cell(
                "number",
                unit_text(measure, shipment.box, translate),
                amount(amount_of(journey, measure, shipment.box), shipment, locale),
            )
            for measure in Measure
        ),
        _cell(
            "pair", translate("Land borders"), locale.number(counted(journey, StopKind.BORDER), 0)
        ),
        _cell(
            "pair",
            translate("Gauge breaks"),
            locale.number(counted(journey, StopKind.GAUGE_BREAK), 0),
        ),
    )
    return f"<tr>{''.join(cells)}</tr>"


def _variant(journey: Json, every: Sequence[Json], names: Mapping[str, str], locale: Locale) -> str:
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
    reach = f"{locale.number(min(days), 1)}{JOINED}–{JOINED}{locale.number(max(days), 1)}"
    count = f"{locale.number(len(days), 0)} {locale.translate('variants')}"
    told = f"{text}{locale.translate(DOT)}{count}{locale.translate(COMMA)}"
    return f"{told}{reach}{NARROW_SPACE}{locale.translate('d')}"


def _cell(name: str, label: str, content: str) -> str:
    told = f' data-label="{escape(label)}"' if label else ""
    return f'<td class="{name}"{told}>{content}</td>'


def _against(
    journey: Json,
    rival: Json | None,
    locale: Locale,
    chances: Mapping[str, Mapping[str, float]],
) -> str:
    """Return the difference of medians, and the chance to be faster, as HTML."""
    if rival is None:
        return "–"
    days = (journey["hours"]["p50"] - rival["hours"]["p50"]) / HOURS_A_DAY
    if journey["corridor"] == rival["corridor"] and days == 0:
        return escape(locale.translate("faster Suez route"))
    text = f"{signed(days, locale)}{NARROW_SPACE}{escape(locale.translate('d'))}"
    chance = chances.get(journey["corridor"], {}).get(rival["corridor"])
    if chance is None:
        return text
    told = locale.translate("{chance} faster").format(chance=chance_text(chance, locale))
    return f"{text}<small>{escape(told)}</small>"
