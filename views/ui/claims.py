"""Tables of published claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.i18n import COMMA, DOT, month_text
from geo.model import Band
from views.ui.templates import length_in, render
from views.ui.texts import CLOCKS_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence import Claim, Contradiction
    from geo.i18n import Locale
    from geo.model import Clock
    from geo.validation import ClaimCheck, ModelAnswer
    from geo.webmap import SourceLookup


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the model says beside a claim by one clock: days, a length, or why it says nothing."""

    head: str
    days: Band | None = None
    length: str = ""
    note: str = ""
    """Clock of the days, unit of the length, or why there is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A published claim and the answers of the model, in words."""

    year: str
    scope: str
    """Corridor and clock."""
    corridor: str
    published: str
    unit: str
    days: Band | None
    """What was published, for a bar; None for a length."""
    answers: tuple[Answer, ...]
    sources: tuple[str, ...]


def claim_table(
    claims: Sequence[ClaimCheck],
    *,
    names: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Write published claims beside the model, as HTML.

    A claim without a clock is set beside both clocks, because nobody knows which one it means.

    Parameters
    ----------
    claims
        Each claim beside the model.
    names
        What corridors are called.
    source_of
        Title and address of each source.
    locale
        Language of the table.
    """
    translate = locale.translate
    models = [_model(clock, locale) for clock in CLOCKS_SHOWN]
    days = [
        value
        for one in claims
        for value in (one.claim.high, one.claim.typical, *(b.p90 for b in one.days.values()))
        if value and one.claim.unit == "d"
    ]
    return render(
        "ui/claims.html",
        locale,
        heads=[translate("Published"), translate("Claim"), *models, translate("Source")],
        rows=[_row(one, names, locale) for one in claims],
        longest=max(days, default=1.0),
        source_of=source_of,
    )


def _model(clock: Clock, locale: Locale) -> str:
    translate = locale.translate
    return f"{translate('Model')}{translate(COMMA)}{translate(clock.value.capitalize())}"


def _row(one: ClaimCheck, names: Mapping[str, str], locale: Locale) -> Row:
    claim, translate = one.claim, locale.translate
    corridor = names.get(claim.corridor, "") or translate("the corridor, no branch named")
    clock = (
        translate(claim.clock.value.capitalize()) if claim.clock else translate("clock not named")
    )
    low, middle, high = _values(claim)
    ends = [locale.number(value, 0 if value == int(value) else 1) for value in (low, high)]
    return Row(
        year=month_text(claim.year, locale) or "–",
        scope=corridor + translate(DOT) + clock,
        corridor=one.corridor,
        published=ends[0] if low == middle == high else " – ".join(ends),
        unit=translate("days" if claim.unit == "d" else claim.unit),
        days=Band(p10=low, p50=middle, p90=high) if claim.unit == "d" else None,
        answers=tuple(_answer(one, clock, locale) for clock in CLOCKS_SHOWN),
        sources=claim.sources,
    )


def _values(claim: Claim) -> tuple[float, float, float]:
    """Least, typical and largest value of a claim, as far as they are published."""
    values = [v for v in (claim.low, claim.typical, claim.high) if v is not None]
    low, high = values[0], values[-1]
    return low, claim.typical if claim.typical is not None else (low + high) / 2, high


def _answer(one: ClaimCheck, clock: Clock, locale: Locale) -> Answer:
    """Answer by one clock; lengths, and times of train or vessel, stand in the first column."""
    translate, head, first = locale.translate, _model(clock, locale), clock is CLOCKS_SHOWN[0]
    other = next((c for c in one.days if c not in CLOCKS_SHOWN), None) if first else None
    if other:
        return Answer(head=head, days=one.days[other], note=translate(other.value.capitalize()))
    if clock in one.days:
        return Answer(head=head, days=one.days[clock])
    unit = one.claim.unit
    if first and unit in {"km", "nmi"} and one.km is not None:
        length = locale.number(length_in(one.km, unit), 0)
        return Answer(head=head, length=length, note=translate(unit))
    if first and one.reason:
        return Answer(head=head, note=translate("no answer of the model"))
    return Answer(head=head)


def contradiction_table(
    rows: Iterable[tuple[Contradiction, Sequence[ModelAnswer]]],
    *,
    names: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Write publications that contradict each other, and the model's own answer, as HTML.

    Parameters
    ----------
    rows
        Each contradiction with what the model says of it.
    names
        What corridors are called.
    source_of
        Title and address of each source.
    locale
        Language of the table.
    """
    return render(
        "ui/contradictions.html", locale, rows=list(rows), names=names, source_of=source_of
    )
