"""Tables of published claims."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.geodesy import KM_PER_NAUTICAL_MILE
from geo.i18n.locale import month_text
from geo.i18n.messages import COMMA, DOT
from geo.i18n.phrases import sentence
from geo.webmap.scene import ink_name
from views.ui.html import CLOCKS_SHOWN, band_bar, band_cell, links, source_lines, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence.figures import Claim
    from geo.evidence.tables import Contradiction
    from geo.i18n.locale import Tongue
    from geo.model import Band, Clock
    from geo.validation.results import Beside
    from geo.validation.trials import Own
    from geo.webmap.scene import SourceBook


def claim_table(
    claims: Sequence[Beside], *, names: Mapping[str, str], book: SourceBook, tongue: Tongue
) -> str:
    """Return published claims beside the model, as HTML.

    A claim without a clock is set beside both clocks, because nobody knows which one it means.
    """
    say = tongue.say
    model = [f"{say('Model')}{say(COMMA)}{say(clock.value.capitalize())}" for clock in CLOCKS_SHOWN]
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
        f"{''.join(_modelled(one, clock, longest, tongue) for clock in CLOCKS_SHOWN)}"
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
    first = clock is CLOCKS_SHOWN[0]
    alone = next((c for c in one.days if c not in CLOCKS_SHOWN), None) if first else None
    if (shown := alone or clock) in one.days:
        text = band_cell(_days(one.days[shown]), longest, tongue)
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


def contradiction_table(
    rows: Iterable[tuple[Contradiction, Sequence[Own]]],
    *,
    names: Mapping[str, str],
    book: SourceBook,
    tongue: Tongue,
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
    tongue
        Language of the table.
    """
    say = tongue.say
    heads = [say("Subject"), say("One source"), say("Another source"), say("Model"), say("Note")]
    told = []
    for one, own in rows:
        first = _said(sentence(one.one, tongue), one.one_sources, book, tongue)
        second = _said(sentence(one.other, tongue), one.other_sources, book, tongue)
        cells = [
            f'<th scope="row">{escape(say(one.subject))}</th>',
            f'<td data-label="{escape(heads[1])}">{first}</td>',
            f'<td data-label="{escape(heads[2])}">{second}</td>',
            f'<td data-label="{escape(heads[3])}">{_own(own, one.unit, names, tongue)}</td>',
            f'<td data-label="{escape(heads[4])}">{escape(sentence(one.note, tongue))}</td>',
        ]
        told.append("".join(cells))
    return table(heads, told, "answers plain against")


def _said(text: str, sources: Sequence[str], book: SourceBook, tongue: Tongue) -> str:
    return f"<b>{escape(text)}</b>{links(sources, book, tongue)}"


def _own(own: Sequence[Own], unit: str, names: Mapping[str, str], tongue: Tongue) -> str:
    """Return the model's own lengths or times, one a line."""
    lines = []
    for one in own:
        if unit == "d":
            low, middle, high = (
                tongue.number(days, 1) for days in (one.days.p10, one.days.p50, one.days.p90)
            )
            text = f"{low} – <b>{middle}</b> – {high} {escape(tongue.say('days'))}"
        else:
            length = one.km / KM_PER_NAUTICAL_MILE if unit == "nmi" else one.km
            text = f"<b>{tongue.number(length, 0)}</b> {escape(tongue.say(unit))}"
        by = escape(names.get(one.corridor, one.corridor))
        lines.append(f"{text}<small>{by}</small>" if by else text)
    return "".join(f"<div>{line}</div>" for line in lines) or "–"
