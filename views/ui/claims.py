"""Tables of published claims."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.geodesy import KM_PER_NAUTICAL_MILE
from geo.i18n import COMMA, DOT, month_text, sentence
from geo.model import Band
from geo.webmap import colour_name
from views.ui.html import CLOCKS_SHOWN, band_bar, band_cell, links, source_lines, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence import Claim, Contradiction
    from geo.i18n import Locale
    from geo.model import Clock
    from geo.validation import ClaimCheck, Own
    from geo.webmap import SourceLookup


def claim_table(
    claims: Sequence[ClaimCheck],
    *,
    names: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Return published claims beside the model, as HTML.

    A claim without a clock is set beside both clocks, because nobody knows which one it means.
    """
    translate = locale.translate
    model = [
        f"{translate('Model')}{translate(COMMA)}{translate(clock.value.capitalize())}"
        for clock in CLOCKS_SHOWN
    ]
    heads = [translate("Published"), translate("Claim"), *model, translate("Source")]
    tops = [
        value
        for one in claims
        for value in (one.claim.high, one.claim.typical, *(b.p90 for b in one.days.values()))
        if value and one.claim.unit == "d"
    ]
    longest = max(tops, default=1.0)
    rows = [_claim_row(one, longest, names, source_of, locale) for one in claims]
    return table(heads, rows, "answers beside claims")


def _claim_row(
    one: ClaimCheck,
    longest: float,
    names: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    claim, translate = one.claim, locale.translate
    by = names.get(claim.corridor, "") or translate("the corridor, no branch named")
    clock = (
        translate(claim.clock.value.capitalize()) if claim.clock else translate("clock not named")
    )
    year = month_text(claim.year, locale) or "–"
    head = f"{escape(year)}<small>{escape(by + translate(DOT) + clock)}</small>"
    return (
        f'<th scope="row">{head}</th>'
        f'<td class="days colour-neutral" data-label="{escape(translate("Claim"))}">'
        f"{_claimed(claim, longest, locale)}</td>"
        f"{''.join(_modelled(one, clock, longest, locale) for clock in CLOCKS_SHOWN)}"
        f"<td>{source_lines(claim.sources, source_of)}</td>"
    )


def _claimed(claim: Claim, longest: float, locale: Locale) -> str:
    values = [v for v in (claim.low, claim.typical, claim.high) if v is not None]
    told = " – ".join(locale.number(v, 0 if v == int(v) else 1) for v in (values[0], values[-1]))
    text = told if len(set(values)) > 1 else told.split(" – ")[0]
    unit = {"d": "days"}.get(claim.unit, claim.unit)
    if claim.unit != "d":
        return f"<b>{text}</b> {escape(locale.translate(unit))}"
    middle = claim.typical if claim.typical is not None else (values[0] + values[-1]) / 2
    days = Band(p10=values[0], p50=middle, p90=values[-1])
    return f"<b>{text}</b> {escape(locale.translate(unit))}{band_bar(days, longest)}"


def _modelled(one: ClaimCheck, clock: Clock, longest: float, locale: Locale) -> str:
    """Return the cell of one clock; lengths, and times of train or vessel, go into the first."""
    translate = locale.translate
    text = "–"
    first = clock is CLOCKS_SHOWN[0]
    alone = next((c for c in one.days if c not in CLOCKS_SHOWN), None) if first else None
    if (shown := alone or clock) in one.days:
        text = band_cell(one.days[shown], longest, locale)
        text += f"<small>{escape(translate(shown.value.capitalize()))}</small>" if alone else ""
    elif first and one.claim.unit in {"km", "nmi"} and one.km is not None:
        km = one.km / KM_PER_NAUTICAL_MILE if one.claim.unit == "nmi" else one.km
        text = f"<b>{locale.number(km, 0)}</b> {escape(translate(one.claim.unit))}"
    elif first and one.reason:
        text = f"<small>{escape(translate('no answer of the model'))}</small>"
    label = escape(f"{translate('Model')}{translate(COMMA)}{translate(clock.value.capitalize())}")
    return f'<td class="days colour-{colour_name(one.corridor)}" data-label="{label}">{text}</td>'


def contradiction_table(
    rows: Iterable[tuple[Contradiction, Sequence[Own]]],
    *,
    names: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Return publications that contradict each other, and the model's own answer, as HTML.

    Parameters
    ----------
    rows
        Each contradiction with what the model says of it.
    names
        What corridors are called.
    book
        Title and address of each source.
    locale
        Language of the table.
    """
    translate = locale.translate
    heads = [
        translate("Subject"),
        translate("One source"),
        translate("Another source"),
        translate("Model"),
        translate("Note"),
    ]
    told = []
    for one, own in rows:
        first = _said(sentence(one.one, locale), one.one_sources, source_of, locale)
        second = _said(sentence(one.other, locale), one.other_sources, source_of, locale)
        cells = [
            f'<th scope="row">{escape(translate(one.subject))}</th>',
            f'<td data-label="{escape(heads[1])}">{first}</td>',
            f'<td data-label="{escape(heads[2])}">{second}</td>',
            f'<td data-label="{escape(heads[3])}">{_own(own, one.unit, names, locale)}</td>',
            f'<td data-label="{escape(heads[4])}">{escape(sentence(one.note, locale))}</td>',
        ]
        told.append("".join(cells))
    return table(heads, told, "answers plain against")


def _said(text: str, sources: Sequence[str], source_of: SourceLookup, locale: Locale) -> str:
    return f"<b>{escape(text)}</b>{links(sources, source_of, locale)}"


def _own(own: Sequence[Own], unit: str, names: Mapping[str, str], locale: Locale) -> str:
    """Return the model's own lengths or times, one a line."""
    lines = []
    for one in own:
        if unit == "d":
            low, middle, high = (
                locale.number(days, 1) for days in (one.days.p10, one.days.p50, one.days.p90)
            )
            text = f"{low} – <b>{middle}</b> – {high} {escape(locale.translate('days'))}"
        else:
            length = one.km / KM_PER_NAUTICAL_MILE if unit == "nmi" else one.km
            text = f"<b>{locale.number(length, 0)}</b> {escape(locale.translate(unit))}"
        by = escape(names.get(one.corridor, one.corridor))
        lines.append(f"{text}<small>{by}</small>" if by else text)
    return "".join(f"<div>{line}</div>" for line in lines) or "–"
