"""Contradictions on the page of evidence: among publications, and among rows of the ledger."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.geodesy import KM_PER_NAUTICAL_MILE
from geo.i18n.locale import month_text
from geo.i18n.phrases import band_text, grade_name, scope_text, sentence
from views.compare_tables import table
from views.evidence_tables import links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence.figures import Figure
    from geo.evidence.tables import Contradiction
    from geo.i18n.locale import Tongue
    from geo.validation.trials import Own
    from geo.webmap.scene import SourceBook


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


def case_table(groups: Iterable[Sequence[Figure]], book: SourceBook, tongue: Tongue) -> str:
    """Return figures that answer one question differently as HTML, the one that wins first."""
    say = tongue.say
    heads = [say("Question"), say("Taken"), say("Also published")]
    rows = []
    for group in groups:
        first, *others = group
        scope = escape(scope_text(first, tongue))
        quantity = escape(say(first.quantity.value.replace("_", " ")))
        beaten = "".join(f"<div>{_figure(f, book, tongue)}</div>" for f in others)
        rows.append(
            f'<th scope="row">{quantity}<small>{scope}</small></th>'
            f'<td data-label="{escape(heads[1])}">{_figure(first, book, tongue)}</td>'
            f'<td data-label="{escape(heads[2])}">{beaten}</td>'
        )
    return table(heads, rows, "answers plain cases")


def _figure(figure: Figure, book: SourceBook, tongue: Tongue) -> str:
    told = (
        f"<b>{escape(band_text(figure, tongue))}</b>",
        escape(month_text(str(figure.year or ""), tongue)),
        escape(grade_name(figure.grade, tongue)),
    )
    parts = " ".join(f'<bdi class="number">{text}</bdi>' for text in told if text)
    return f"{parts}{links(figure.sources, book, tongue)}"
