"""The tables of the page of evidence: scores, movements, misses, figures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from geo.i18n import locale as tongues
from geo.i18n.locale import month_text
from geo.i18n.messages import DOT
from geo.i18n.phrases import applies_to, band_text, grade_name, scope_text, sentence
from views.ui.charts import from_left
from views.ui.html import links, pair, printed, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence.figures import Figure, Source
    from geo.i18n.locale import Tongue
    from geo.validation.results import Score, Trial
    from geo.validation.variance import Rest
    from geo.webmap.scene import SourceBook


def share(value: float, tongue: Tongue) -> str:
    """Return a share in per cent, with one decimal."""
    return tongues.per_cent(tongue.number(100 * value, 1), tongue)


def score_table(scores: Iterable[Score], tongue: Tongue) -> str:
    """Return errors, coverage and baselines as HTML; a baseline that wins is set in bold."""
    say = tongue.say
    heads = [
        say("Movements"),
        say("Rows"),
        say("Error of P50"),
        say("Inside P10–P90"),
        say("One speed for all"),
        say("One speed per clock"),
    ]
    rows = []
    for score in scores:
        name = say("all") if score.by == "all" else f"{say(score.by)}: {say(score.name)}"
        cells = [
            f'<th scope="row">{escape(name[0].upper() + name[1:])}</th>',
            f'<td data-label="{escape(heads[1])}">{tongue.number(score.count, 0)}</td>',
            f'<td data-label="{escape(heads[2])}"><b>{share(score.median_error, tongue)}</b></td>',
            f'<td data-label="{escape(heads[3])}">{share(score.coverage, tongue)}</td>',
        ]
        for head, baseline in zip(heads[4:], (score.one_speed, score.speed_by_clock), strict=True):
            text = share(baseline, tongue)
            if baseline < score.median_error:
                text = f"<b>{text}</b> {escape(say('better than the model'))}"
            cells.append(f'<td data-label="{escape(head)}">{text}</td>')
        rows.append("".join(cells))
    return table(heads, rows, "answers beside plain scores")


def trial_table(trials: Iterable[Trial], book: SourceBook, tongue: Tongue) -> str:
    """Return the movements beside the model as HTML, the longest of each clock last."""
    say = tongue.say
    heads = [
        say("Movement"),
        say("Published days"),
        say("P10 – P50 – P90"),
        say("Error of P50"),
        say("Basis"),
        say("Grade"),
        say("Sources"),
    ]
    rows = []
    for one in in_order(trials):
        place = "" if one.inside else f" <small>{escape(say('outside'))}</small>"
        clock = escape(say(one.movement.clock.value.capitalize()))
        rows.append(
            f'<th scope="row">{escape(way_of(one, tongue))}<small>{clock}</small></th>'
            f'<td data-label="{escape(heads[1])}"><b>{tongue.number(one.observed, 1)}</b>{place}'
            f"</td>"
            f'<td data-label="{escape(heads[2])}">{days_text(one, tongue)}</td>'
            f"{pair(heads[3], error_text(one, tongue))}"
            f"{pair(heads[4], say(one.movement.basis))}"
            f"{pair(heads[5], one.movement.grade.value)}"
            f"<td>{links(one.movement.sources, book, tongue)}</td>"
        )
    return table(heads, rows, "answers plain movements")


def miss_list(trials: Iterable[Trial], book: SourceBook, tongue: Tongue) -> str:
    """Return the movements outside the band with explanation and sources, as HTML."""
    say = tongue.say
    items = []
    for one in trials:
        if one.inside:
            continue
        days = (
            f'<bdi class="number">{escape(say("Published days"))} '
            f"{tongue.number(one.observed, 1)}</bdi> "
            f'<bdi class="number">{escape(say("Model"))} {days_text(one, tongue)}</bdi>'
        )
        items.append(
            f"<li><b>{escape(way_of(one, tongue))}</b><small>{days}</small>"
            f"{escape(sentence(one.movement.explanation, tongue))}"
            f"{links(one.movement.sources, book, tongue)}</li>"
        )
    return f'<ul class="misses plain">{"".join(items)}</ul>'


def rest_table(rest: Rest, figures: Mapping[str, Figure], book: SourceBook, tongue: Tongue) -> str:
    """Return the ten figures that matter most by one clock, as HTML."""
    say = tongue.say
    heads = [
        say("Figure"),
        say("Share of the variance"),
        say("Grade"),
        say("P10 – P50 – P90"),
        say("Source"),
    ]
    rows = []
    for one in rest.figures:
        figure = figures[one.figure_id]
        rows.append(
            f'<th scope="row">{_named(figure, tongue)}</th>'
            f"{pair(heads[1], share(one.mean, tongue))}"
            f"{pair(heads[2], grade_name(one.grade, tongue))}"
            f'<td data-label="{escape(heads[3])}">{escape(band_text(figure, tongue))}</td>'
            f"<td>{links(figure.sources, book, tongue)}</td>"
        )
    return table(heads, rows, "answers plain rests")


def figure_table(figures: Iterable[Figure], book: SourceBook, tongue: Tongue) -> str:
    """Return figures of the ledger as HTML, each with its sources and its note."""
    say = tongue.say
    heads = [
        say("Figure"),
        say("P10 – P50 – P90"),
        say("Year"),
        say("Grade"),
        say("Sources"),
        say("Note"),
    ]
    rows = [
        f'<th scope="row">{_named(figure, tongue)}</th>'
        f'<td data-label="{escape(heads[1])}">{escape(band_text(figure, tongue))}</td>'
        f"{pair(heads[2], month_text(str(figure.year or '–'), tongue))}"
        f"{pair(heads[3], grade_name(figure.grade, tongue))}"
        f"<td>{links(figure.sources, book, tongue)}</td>"
        f"<td><small>{escape(sentence(figure.note, tongue))}</small></td>"
        for figure in figures
    ]
    return f'<div class="tall">{table(heads, rows, "answers plain ledger")}</div>'


def _named(figure: Figure, tongue: Tongue) -> str:
    """Return what a figure measures, what it applies to and its id, as HTML."""
    return (
        f"{escape(tongue.say(figure.quantity.value.replace('_', ' ')))}"
        f"<small>{escape(scope_text(figure, tongue))}</small>"
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


def found(figure: Figure, wanted: str, book: SourceBook, tongue: Tongue) -> bool:
    """Return whether every word asked for occurs in a figure, in English or as it is told."""
    scope, quantity = applies_to(figure), figure.quantity.replace("_", " ")
    written = (figure.quantity, quantity, scope, figure.note, figure.unit)
    told = (tongue.say(text) for text in written)
    titles = (book(name)[0] for name in figure.sources)
    text = " ".join((figure.id, *written, *told, scope_text(figure, tongue), *titles)).casefold()
    return all(word in text for word in wanted.casefold().split())


def in_order(trials: Iterable[Trial]) -> list[Trial]:
    """Return movements by clock, then by days."""
    return sorted(trials, key=lambda one: (one.movement.clock, one.observed, one.movement.id))


def way_of(one: Trial, tongue: Tongue) -> str:
    """Return the ends of a movement and its month, which runs from the left in every script."""
    ends = f"{tongue.say(one.start)} – {tongue.say(one.end)}"
    return f"{ends}{tongue.say(DOT)}{from_left(month_text(one.movement.date, tongue), tongue)}"


def days_text(one: Trial, tongue: Tongue) -> str:
    """Return the band of the model in days."""
    band = (one.days.p10, one.days.p50, one.days.p90)
    return " – ".join(tongue.number(days, 1) for days in band)


def error_text(one: Trial, tongue: Tongue) -> str:
    """Return how far P50 lies above or below the published days."""
    sign = "+" if one.error > 0 else "−"
    return from_left(f"{sign}{share(abs(one.error), tongue)}", tongue)


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


def file_table(manifest: dict[str, Any], tongue: Tongue) -> str:
    """Return the made files with licence, origin and method, as HTML."""
    say = tongue.say
    heads = [say("File"), say("Licence"), say("Made from"), say("How")]
    rows = [
        f'<th scope="row"><bdi>{escape(name)}</bdi></th>'
        f'<td data-label="{escape(heads[1])}">{escape(say(row.get("licence", "")))}</td>'
        f'<td data-label="{escape(heads[2])}"><bdi>{escape(", ".join(row.get("sources", [])))}'
        f"</bdi></td>"
        f'<td data-label="{escape(heads[3])}">{escape(say(row.get("method", "")))}</td>'
        for name, row in sorted(manifest.get("files", {}).items())
    ]
    return table(heads, rows, "answers plain files")


def credit_list(manifest: dict[str, Any]) -> tuple[str, ...]:
    """Return what is to be written beside the data, one line an owner."""
    return tuple(str(text) for text in manifest.get("credits", {}).values())


def source_table(sources: Iterable[Source], tongue: Tongue) -> str:
    """Return the publications that figures were read in, as HTML, in their own words."""
    say = tongue.say
    heads = [say("Title"), say("Publisher"), say("Date")]
    rows = [
        f'<th scope="row">{printed(one.title, one.url)}</th>'
        f"<td><bdi>{escape(one.publisher)}</bdi></td>"
        f'<td><bdi dir="ltr">{escape(one.date)}</bdi></td>'
        for one in sources
    ]
    return f'<div class="tall">{table(heads, rows, "answers plain publications")}</div>'
