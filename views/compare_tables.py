"""Beside the answer: both clocks, every chance, and what was published for the same two places."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from geo.geodesy import KM_PER_NAUTICAL_MILE
from geo.i18n import locale as tongues
from geo.i18n.locale import HOURS_A_DAY, NARROW_SPACE, month_text
from geo.i18n.messages import COMMA, DOT
from geo.journeys.schema import journey_id
from geo.model import Clock
from geo.webmap.scene import ink_name
from views.chart_parts import from_left
from views.itinerary import source_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence.figures import Claim
    from geo.i18n.locale import Tongue
    from geo.model import Band
    from geo.validation.results import Beside
    from geo.webmap.scene import SourceBook

Json = dict[str, Any]
_SHOWN: Final = (Clock.SHIPMENT, Clock.DOOR)


def clock_table(journeys: Sequence[Json], *, names: Mapping[str, str], tongue: Tongue) -> str:
    """Return the bands of both clocks side by side, as HTML."""
    say = tongue.say
    longest = max(
        band["p90"] / HOURS_A_DAY for j in journeys for band in j["hours_by_clock"].values()
    )
    heads = [say("Corridor"), *(say(clock.value.capitalize()) for clock in _SHOWN)]
    rows = [
        f'<th scope="row" class="ink-{ink_name(journey["corridor"])}">'
        f"{escape(names.get(journey['corridor'], journey['corridor']))}</th>"
        + "".join(_clock_cell(journey, clock, longest, tongue) for clock in _SHOWN)
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
    return f'<td class="days {ink}" data-label="{label}">{_drawn(days, longest, tongue)}</td>'


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


def signed(value: float, tongue: Tongue, decimals: int = 1) -> str:
    """Return a number with its sign, a true minus below zero.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH
    >>> signed(-2.25, ENGLISH), signed(0.01, ENGLISH)
    ('−2.2', '±0.0')
    """
    sign = "−" if value < 0 else "+"
    sign = "±" if float(f"{value:.{decimals}f}") == 0 else sign
    return from_left(sign + tongue.number(abs(value), decimals), tongue)


def at_least(text: str, tongue: Tongue, *, least: bool) -> str:
    """Return a number as it stands, or as the least that it can be."""
    return from_left(f"≥ {text}", tongue) if least else text


def per_cent(chance: float | None, tongue: Tongue) -> str:
    """Return a chance in per cent; what is all but sure is not told as sure.

    Examples
    --------
    >>> from geo.i18n.locale import ENGLISH
    >>> per_cent(0.654, ENGLISH).replace(NARROW_SPACE, " "), per_cent(0.9999, ENGLISH)[:3]
    ('65 %', '>99')
    """
    if chance is None:
        return "–"
    whole = round(100 * chance)
    sign = "<" if whole < 1 else ">" if whole > 99 else ""  # noqa: PLR2004 - per cent
    shown = tongue.number(min(max(whole, 1), 99), 0)
    return tongues.per_cent(from_left(sign + shown, tongue) if sign else shown, tongue)


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
            f"{_drawn(days, longest, tongue)}</td>"
            f'<td data-label="{escape(heads[2])}">{length_text(journey, tongue)}</td>'
        )
    return table(heads, rows, "answers beside")


def length_text(journey: Json, tongue: Tongue) -> str:
    """Return the length of a journey, and below it that of each mode, as HTML."""
    modes = " ".join(
        f'<span class="number">{escape(tongue.say(mode))} {tongue.number(km, 0)}</span>'
        for mode, km in journey["km_by_mode"].items()
    )
    whole = f"{tongue.number(journey['km'], 0)}{NARROW_SPACE}{escape(tongue.say('km'))}"
    return f'<span class="number">{whole}</span><small>{modes}</small>'


def claim_table(
    claims: Sequence[Beside], *, names: Mapping[str, str], book: SourceBook, tongue: Tongue
) -> str:
    """Return published claims beside the model, as HTML.

    A claim without a clock is set beside both clocks, because nobody knows which one it means.
    """
    say = tongue.say
    model = [f"{say('Model')}{say(COMMA)}{say(clock.value.capitalize())}" for clock in _SHOWN]
    heads = [say("Published"), say("Claim"), *model, say("Source")]
    tops = [
        value
        for one in claims
        for value in (one.claim.high, one.claim.typical, *(b.p90 for b in one.days.values()))
        if value and one.claim.unit == "d"
    ]
    longest = max(tops, default=1.0)
    rows = [_claim_row(one, longest, names, book, tongue) for one in claims]
    return table(heads, rows, "answers beside claims")


def _claim_row(
    one: Beside, longest: float, names: Mapping[str, str], book: SourceBook, tongue: Tongue
) -> str:
    claim, say = one.claim, tongue.say
    by = names.get(claim.corridor, "") or say("the corridor, no branch named")
    clock = say(claim.clock.value.capitalize()) if claim.clock else say("clock not named")
    year = month_text(claim.year, tongue) or "–"
    head = f"{escape(year)}<small>{escape(by + say(DOT) + clock)}</small>"
    return (
        f'<th scope="row">{head}</th>'
        f'<td class="days ink-neutral" data-label="{escape(say("Claim"))}">'
        f"{_claimed(claim, longest, tongue)}</td>"
        f"{''.join(_modelled(one, clock, longest, tongue) for clock in _SHOWN)}"
        f"<td>{source_lines(claim.sources, book)}</td>"
    )


def _claimed(claim: Claim, longest: float, tongue: Tongue) -> str:
    values = [v for v in (claim.low, claim.typical, claim.high) if v is not None]
    told = " – ".join(tongue.number(v, 0 if v == int(v) else 1) for v in (values[0], values[-1]))
    text = told if len(set(values)) > 1 else told.split(" – ")[0]
    unit = {"d": "days"}.get(claim.unit, claim.unit)
    if claim.unit != "d":
        return f"<b>{text}</b> {escape(tongue.say(unit))}"
    middle = claim.typical if claim.typical is not None else (values[0] + values[-1]) / 2
    days = {"p10": values[0], "p50": middle, "p90": values[-1]}
    return f"<b>{text}</b> {escape(tongue.say(unit))}{band_bar(days, longest)}"


def _modelled(one: Beside, clock: Clock, longest: float, tongue: Tongue) -> str:
    """Return the cell of one clock; lengths, and times of train or vessel, go into the first."""
    say = tongue.say
    text = "–"
    first = clock is _SHOWN[0]
    alone = next((c for c in one.days if c not in _SHOWN), None) if first else None
    if (shown := alone or clock) in one.days:
        text = _drawn(_days(one.days[shown]), longest, tongue)
        text += f"<small>{escape(say(shown.value.capitalize()))}</small>" if alone else ""
    elif first and one.claim.unit in {"km", "nmi"} and one.km is not None:
        km = one.km / KM_PER_NAUTICAL_MILE if one.claim.unit == "nmi" else one.km
        text = f"<b>{tongue.number(km, 0)}</b> {escape(say(one.claim.unit))}"
    elif first and one.reason:
        text = f"<small>{escape(say('no answer of the model'))}</small>"
    label = escape(f"{say('Model')}{say(COMMA)}{say(clock.value.capitalize())}")
    return f'<td class="days ink-{ink_name(one.corridor)}" data-label="{label}">{text}</td>'


def _days(band: Band) -> dict[str, float]:
    return {"p10": band.p10, "p50": band.p50, "p90": band.p90}


def _drawn(days: Mapping[str, float], longest: float, tongue: Tongue) -> str:
    low, middle, high = (tongue.number(days[p], 1) for p in ("p10", "p50", "p90"))
    return f"{low} – <b>{middle}</b> – {high}{band_bar(days, longest)}"


def band_bar(band: Mapping[str, float], longest: float) -> str:
    """Return a band as a bar, on a scale from nothing to the longest one."""
    low, mid, high = (100 * min(band[p] / longest, 1) for p in ("p10", "p50", "p90"))
    places = f"--low:{low:.1f}%;--mid:{mid:.1f}%;--high:{high:.1f}%"
    return f'<span class="band" style="{places}"></span>'


def table(heads: Iterable[str], rows: Iterable[str], style: str) -> str:
    """Return a table of escaped heads and rows of cells that are HTML already."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table class="{style}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def pair(head: str, text: str) -> str:
    """Return a short cell, which shares its line with the next one where the page is narrow."""
    return f'<td class="pair" data-label="{escape(head)}">{escape(text)}</td>'
