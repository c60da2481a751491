"""The tables of the page of evidence: scores, movements, misses, figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from geo.i18n import (
    DOT,
    applies_to,
    band_text,
    grade_name,
    month_text,
    percent,
    scope_text,
    sentence,
)
from views.ui.charts import from_left
from views.ui.html import links, pair, printed, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence import Figure
    from geo.i18n import Locale
    from geo.model import Source
    from geo.validation import Rest, Score, Trial
    from geo.webmap import SourceLookup


def share(value: float, locale: Locale) -> str:
    """Return a share in per cent, with one decimal."""
    return percent(locale.number(100 * value, 1), locale)


def score_table(scores: Iterable[Score], locale: Locale) -> str:
    """Return errors, coverage and baselines as HTML; a baseline that wins is set in bold."""
    translate = locale.translate
    heads = [
        translate("Movements"),
        translate("Rows"),
        translate("Error of P50"),
        translate("Inside P10–P90"),
        translate("One speed for all"),
        translate("One speed per clock"),
    ]
    rows = []
    for score in scores:
        name = (
            translate("all")
            if score.by == "all"
            else f"{translate(score.by)}: {translate(score.name)}"
        )
        cells = [
            f'<th scope="row">{escape(name[0].upper() + name[1:])}</th>',
            f'<td data-label="{escape(heads[1])}">{locale.number(score.count, 0)}</td>',
            f'<td data-label="{escape(heads[2])}"><b>{share(score.median_error, locale)}</b></td>',
            f'<td data-label="{escape(heads[3])}">{share(score.coverage, locale)}</td>',
        ]
        for head, baseline in zip(heads[4:], (score.one_speed, score.speed_by_clock), strict=True):
            text = share(baseline, locale)
            if baseline < score.median_error:
                text = f"<b>{text}</b> {escape(translate('better than the model'))}"
            cells.append(f'<td data-label="{escape(head)}">{text}</td>')
        rows.append("".join(cells))
    return table(heads, rows, "answers beside plain scores")


def trial_table(trials: Iterable[Trial], source_of: SourceLookup, locale: Locale) -> str:
    """Return the movements beside the model as HTML, the longest of each clock last."""
    translate = locale.translate
    heads = [
        translate("Movement"),
        translate("Published days"),
        translate("P10 – P50 – P90"),
        translate("Error of P50"),
        translate("Basis"),
        translate("Grade"),
        translate("Sources"),
    ]
    rows = []
    for one in in_order(trials):
        place = "" if one.inside else f" <small>{escape(translate('outside'))}</small>"
        clock = escape(translate(one.movement.clock.value.capitalize()))
        rows.append(
            f'<th scope="row">{escape(way_of(one, locale))}<small>{clock}</small></th>'
            f'<td data-label="{escape(heads[1])}"><b>{locale.number(one.observed, 1)}</b>{place}'
            f"</td>"
            f'<td data-label="{escape(heads[2])}">{days_text(one, locale)}</td>'
            f"{pair(heads[3], error_text(one, locale))}"
            f"{pair(heads[4], translate(one.movement.basis))}"
            f"{pair(heads[5], one.movement.grade.value)}"
            f"<td>{links(one.movement.sources, source_of, locale)}</td>"
        )
    return table(heads, rows, "answers plain movements")


def miss_list(trials: Iterable[Trial], source_of: SourceLookup, locale: Locale) -> str:
    """Return the movements outside the band with explanation and sources, as HTML."""
    translate = locale.translate
    items = []
    for one in trials:
        if one.inside:
            continue
        days = (
            f'<bdi class="number">{escape(translate("Published days"))} '
            f"{locale.number(one.observed, 1)}</bdi> "
            f'<bdi class="number">{escape(translate("Model"))} {days_text(one, locale)}</bdi>'
        )
        items.append(
            f"<li><b>{escape(way_of(one, locale))}</b><small>{days}</small>"
            f"{escape(sentence(one.movement.explanation, locale))}"
            f"{links(one.movement.sources, source_of, locale)}</li>"
        )
    return f'<ul class="misses plain">{"".join(items)}</ul>'


def rest_table(
    rest: Rest, figures: Mapping[str, Figure], source_of: SourceLookup, locale: Locale
) -> str:
    """Return the ten figures that matter most by one clock, as HTML."""
    translate = locale.translate
    heads = [
        translate("Figure"),
        translate("Share of the variance"),
        translate("Grade"),
        translate("P10 – P50 – P90"),
        translate("Source"),
    ]
    rows = []
    for one in rest.figures:
        figure = figures[one.figure_id]
        rows.append(
            f'<th scope="row">{_named(figure, locale)}</th>'
            f"{pair(heads[1], share(one.mean, locale))}"
            f"{pair(heads[2], grade_name(one.grade, locale))}"
            f'<td data-label="{escape(heads[3])}">{escape(band_text(figure, locale))}</td>'
            f"<td>{links(figure.sources, source_of, locale)}</td>"
        )
    return table(heads, rows, "answers plain rests")


def figure_table(figures: Iterable[Figure], source_of: SourceLookup, locale: Locale) -> str:
    """Return figures of the ledger as HTML, each with its sources and its note."""
    translate = locale.translate
    heads = [
        translate("Figure"),
        translate("P10 – P50 – P90"),
        translate("Year"),
        translate("Grade"),
        translate("Sources"),
        translate("Note"),
    ]
    rows = [
        f'<th scope="row">{_named(figure, locale)}</th>'
        f'<td data-label="{escape(heads[1])}">{escape(band_text(figure, locale))}</td>'
        f"{pair(heads[2], month_text(str(figure.year or '–'), locale))}"
        f"{pair(heads[3], grade_name(figure.grade, locale))}"
        f"<td>{links(figure.sources, source_of, locale)}</td>"
        f"<td><small>{escape(sentence(figure.note, locale))}</small></td>"
        for figure in figures
    ]
    return f'<div class="tall">{table(heads, rows, "answers plain ledger")}</div>'


def _named(figure: Figure, locale: Locale) -> str:
    """Return what a figure measures, what it applies to and its id, as HTML."""
    return (
        f"{escape(locale.translate(figure.quantity.value.replace('_', ' ')))}"
        f"<small>{escape(scope_text(figure, locale))}</small>"
        f"<small><bdi>{escape(figure.id)}</bdi></small>"
    )


def carried_by(figure: Figure) -> frozenset[str]:
    """Return the modes a figure speaks of; none where it names no mode.

    Examples
    --------
    >>> from geo.evidence.ledger import load_ledger
    >>> sorted(carried_by(load_ledger().figures["transfer-bandar-abbas-rail-sea"]))
    ['rail', 'sea']
    """
    return frozenset({figure.mode, figure.from_mode, figure.to_mode} - {""})


def found(figure: Figure, wanted: str, source_of: SourceLookup, locale: Locale) -> bool:
    """Return whether every word asked for occurs in a figure, in English or as it is told."""
    scope, quantity = applies_to(figure), figure.quantity.replace("_", " ")
    written = (figure.quantity, quantity, scope, figure.note, figure.unit)
    told = (locale.translate(text) for text in written)
    titles = (source_of(name)[0] for name in figure.sources)
    text = " ".join((figure.id, *written, *told, scope_text(figure, locale), *titles)).casefold()
    return all(word in text for word in wanted.casefold().split())


def in_order(trials: Iterable[Trial]) -> list[Trial]:
    """Return movements by clock, then by days."""
    return sorted(trials, key=lambda one: (one.movement.clock, one.observed, one.movement.id))


def way_of(one: Trial, locale: Locale) -> str:
    """Return the ends of a movement and its month, which runs from the left in every script."""
    ends = f"{locale.translate(one.start)} – {locale.translate(one.end)}"
    return (
        f"{ends}{locale.translate(DOT)}{from_left(month_text(one.movement.date, locale), locale)}"
    )


def days_text(one: Trial, locale: Locale) -> str:
    """Return the band of the model in days."""
    band = (one.days.p10, one.days.p50, one.days.p90)
    return " – ".join(locale.number(days, 1) for days in band)


def error_text(one: Trial, locale: Locale) -> str:
    """Return how far P50 lies above or below the published days."""
    sign = "+" if one.error > 0 else "−"
    return from_left(f"{sign}{share(abs(one.error), locale)}", locale)


def case_table(groups: Iterable[Sequence[Figure]], source_of: SourceLookup, locale: Locale) -> str:
    """Return figures that answer one question differently as HTML, the one that wins first."""
    translate = locale.translate
    heads = [translate("Question"), translate("Taken"), translate("Also published")]
    rows = []
    for group in groups:
        first, *others = group
        scope = escape(scope_text(first, locale))
        quantity = escape(translate(first.quantity.value.replace("_", " ")))
        beaten = "".join(f"<div>{_figure(f, source_of, locale)}</div>" for f in others)
        rows.append(
            f'<th scope="row">{quantity}<small>{scope}</small></th>'
            f'<td data-label="{escape(heads[1])}">{_figure(first, source_of, locale)}</td>'
            f'<td data-label="{escape(heads[2])}">{beaten}</td>'
        )
    return table(heads, rows, "answers plain cases")


def _figure(figure: Figure, source_of: SourceLookup, locale: Locale) -> str:
    told = (
        f"<b>{escape(band_text(figure, locale))}</b>",
        escape(month_text(str(figure.year or ""), locale)),
        escape(grade_name(figure.grade, locale)),
    )
    parts = " ".join(f'<bdi class="number">{text}</bdi>' for text in told if text)
    return f"{parts}{links(figure.sources, source_of, locale)}"


def file_table(manifest: dict[str, Any], locale: Locale) -> str:
    """Return the made files with licence, origin and method, as HTML."""
    translate = locale.translate
    heads = [
        translate("File"),
        translate("Licence"),
        translate("Source packages"),
        translate("How"),
    ]
    rows = [
        f'<th scope="row"><bdi>{escape(name)}</bdi></th>'
        f'<td data-label="{escape(heads[1])}">{escape(translate(row.get("licence", "")))}</td>'
        f'<td data-label="{escape(heads[2])}"><bdi>{escape(", ".join(row.get("sources", [])))}'
        f"</bdi></td>"
        f'<td data-label="{escape(heads[3])}">{escape(translate(row.get("method", "")))}</td>'
        for name, row in sorted(manifest.get("files", {}).items())
    ]
    return table(heads, rows, "answers plain files")


def credit_list(manifest: dict[str, Any]) -> tuple[str, ...]:
    """Return what is to be written beside the data, one line an owner."""
    return tuple(str(text) for text in manifest.get("credits", {}).values())


def source_table(sources: Iterable[Source], locale: Locale) -> str:
    """Return the publications that figures were read in, as HTML, in their own words."""
    translate = locale.translate
    heads = [translate("Title"), translate("Publisher"), translate("Date")]
    rows = [
        f'<th scope="row">{printed(one.title, one.url)}</th>'
        f"<td><bdi>{escape(one.publisher)}</bdi></td>"
        f'<td><bdi dir="ltr">{escape(one.date)}</bdi></td>'
        for one in sources
    ]
    return f'<div class="tall">{table(heads, rows, "answers plain publications")}</div>'
