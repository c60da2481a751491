"""The tables of the page of evidence: scores, movements, misses, figures."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from geo.evidence import MovementKind
from geo.i18n import (
    DOT,
    NARROW_SPACE,
    applies_to,
    from_left,
    month_text,
    percent,
    scope_text,
)
from geo.validation import SCORE_NAMES, score_words
from views.ui.html import paragraph
from views.ui.templates import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.evidence import Figure, LayerFile, PublishedPrice
    from geo.i18n import Locale
    from geo.model import Source
    from geo.validation import (
        BackTest,
        CloserRule,
        ErrorScore,
        PriceTrial,
        Score,
        SignedError,
        Trial,
        VarianceReport,
    )
    from geo.webmap import SourceLookup


def share(value: float, locale: Locale) -> str:
    """Write a share in percent, with one decimal."""
    return percent(locale.number(100 * value, 1), locale)


def spread_note(tested: BackTest, locale: Locale) -> str:
    """Say how wide the errors scatter, and how often the bands hold, as HTML."""
    text = locale.translate(
        "Half of all measured trips lie within {measured} of the model, half of all promises "
        "within {promised}; {coverage} of both are between P10 and P90 (80 % should be). The usual "
        "promise lies at {level} of the model's distribution, where 50 % would be its middle. "
        "Nothing was fitted to these totals."
    )
    both, measured, promised = (tested.score("all", kind) for kind in ("", *MovementKind))
    return paragraph(
        text.replace(" %", f"{NARROW_SPACE}%").format(
            measured=share(measured.median_error, locale),
            promised=share(promised.median_error, locale),
            coverage=share(both.coverage, locale),
            level=share(promised.quantile, locale),
        )
    )


AXIS_STEP: Final = 0.1
"""The axis of the signed errors ends at a multiple of this, in shares of the published time."""


class SignedRow(NamedTuple):
    """A row of the chart of signed errors."""

    name: str
    measured: Score | None
    promised: Score | None


def score_lead(tested: BackTest, locale: Locale) -> str:
    """Write the signed errors of all trips and of all promises as one sentence, as HTML."""
    text = locale.translate(
        "Against measured trips ({trips}) the model is off by {measured}, against promises of "
        "operators ({promises}) by {promised}: above zero, it counts more days than were published."
    )
    measured, promised = (tested.score("all", kind) for kind in MovementKind)
    return render(
        "evidence/lead.html",
        locale,
        text=text,
        trips=locale.number(measured.count, 0),
        measured=signed_share(measured.bias, locale),
        promises=locale.number(promised.count, 0),
        promised=signed_share(promised.bias, locale),
    )


def signed_chart(rows: Sequence[SignedError], locale: Locale) -> str:
    """Write the signed errors by clock and by group as HTML: a chart that is a table.

    Parameters
    ----------
    rows
        From `geo.validation.signed_errors`.
    locale
        Language of the names and numbers.
    """
    errors = [abs(score.bias) for row in rows for score in (row.measured, row.promised) if score]
    end = AXIS_STEP * ceil(max(errors, default=AXIS_STEP) / AXIS_STEP)
    parts = [
        (
            locale.translate(BY_NAMES[by]),
            [
                SignedRow(
                    _capitalised(locale.translate(SCORE_NAMES[row.name])),
                    row.measured,
                    row.promised,
                )
                for row in rows
                if row.by == by
            ],
        )
        for by in BY_NAMES
    ]

    def at(value: float) -> str:
        return f"--share:{(1 + value / end) / 2:.3f}"

    return render(
        "evidence/signed.html",
        locale,
        parts=[part for part in parts if part[1]],
        ends=[whole_share(-end, locale), whole_share(end, locale)],
        at=at,
        signed_share=signed_share,
    )


BY_NAMES: Final = {
    "all": "All movements",
    "clock": "By clock",
    "branch": "By group of branches",
    "corridor": "By rival corridor",
}
RULE_NAMES: Final = {False: "one speed for all movements", True: "one speed for each clock"}
KIND_NAMES: Final = {
    "": "all movements",
    "measured": "measured trips",
    "promised": "promises of operators",
}


def rule_list(rules: Sequence[CloserRule], scores: Sequence[Score], locale: Locale) -> str:
    """Say which plain speed rules beat the model, each in a sentence, as HTML.

    Parameters
    ----------
    rules
        From `geo.validation.closer_rules`.
    scores
        What was looked through for them.
    locale
        Language of the sentences.
    """
    translate = locale.translate
    text = translate(
        "{group}, {kind} ({count}): the plain rule of {rule} was closer, with an error of {error} "
        "against {model} of the model."
    )
    sentences = [
        text.format(
            group=_capitalised(translate(SCORE_NAMES[rule.score.name])),
            kind=translate(KIND_NAMES[rule.score.kind]),
            count=locale.number(rule.score.count, 0),
            rule=translate(RULE_NAMES[rule.by_clock]),
            error=share(rule.error, locale),
            model=share(rule.score.median_error, locale),
        )
        for rule in rules
    ]
    rest = translate(
        "In all other comparisons with a plain speed rule the model was closer: {count}."
    ).format(count=locale.number(2 * len(scores) - len(rules), 0))
    return render("evidence/rules.html", locale, sentences=sentences, rest=rest)


def score_table(scores: Iterable[Score], locale: Locale) -> str:
    """Write errors, coverage and baselines as HTML; a baseline that wins is set in bold."""
    rows = [(_score_name(score, locale), score) for score in scores]
    return _scores(rows, locale, of_movements=True)


def _score_name(score: Score, locale: Locale) -> str:
    return _capitalised(locale.translate(DOT).join(map(locale.translate, score_words(score))))


def signed_share(value: float, locale: Locale) -> str:
    """Write a share in percent with its sign, which stands on the left in every script."""
    return from_left(f"{_sign(value)}{share(abs(value), locale)}", locale)


def whole_share(value: float, locale: Locale) -> str:
    """Write a share in whole percent with its sign."""
    return from_left(f"{_sign(value)}{percent(locale.number(abs(100 * value), 0), locale)}", locale)


def _sign(value: float) -> str:
    return "+" if value > 0 else "−"


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]


def trial_table(trials: Iterable[Trial], source_of: SourceLookup, locale: Locale) -> str:
    """Write the movements beside the model as HTML, the longest of each clock last."""
    return render(
        "evidence/movements.html",
        locale,
        trials=in_order(trials),
        source_of=source_of,
        route_text=route_text,
        days_text=days_text,
        error_text=error_text,
    )


def price_score_table(scores: Iterable[ErrorScore], locale: Locale) -> str:
    """Write errors and coverage of prices as HTML, by box, year and basis."""
    rows = [(_price_score_name(score, locale), score) for score in scores]
    return _scores(rows, locale, of_movements=False)


def _scores(rows: Sequence[tuple[str, ErrorScore]], locale: Locale, *, of_movements: bool) -> str:
    """Write named scores as HTML; those of movements stand beside baselines."""
    return render(
        "evidence/scores.html",
        locale,
        rows=rows,
        of_movements=of_movements,
        share=share,
        signed_share=signed_share,
    )


def _price_score_name(score: ErrorScore, locale: Locale) -> str:
    translate = locale.translate
    if score.by == "all":
        return _capitalised(translate("all"))
    name = month_text(score.name, locale) if score.by == "year" else translate(score.name)
    return _capitalised(f"{translate(score.by)}: {name}")


def price_table(
    trials: Iterable[PriceTrial],
    names: Mapping[str, str],
    source_of: SourceLookup,
    locale: Locale,
) -> str:
    """Write published prices beside the model as HTML.

    Parameters
    ----------
    trials
        From `geo.validation.run_price_test`.
    names
        Of corridors.
    source_of
        Titles and addresses of sources.
    locale
        Language of the table.
    """

    def corridor_of(trial: PriceTrial) -> str:
        name = trial.corridor or trial.price.corridor
        return names.get(name, name)

    return render(
        "evidence/prices.html",
        locale,
        trials=list(trials),
        corridor_of=corridor_of,
        price_route=price_route,
        price_amount=price_amount,
        price_error=price_error,
        source_of=source_of,
    )


def ratio_table(ratios: Iterable[PublishedPrice], source_of: SourceLookup, locale: Locale) -> str:
    """Write published ratios, claims of whoever makes them, as HTML."""
    return render(
        "evidence/ratios.html",
        locale,
        ratios=list(ratios),
        price_route=price_route,
        price_amount=price_amount,
        source_of=source_of,
    )


def price_route(price: PublishedPrice, locale: Locale) -> str:
    """Write the ends of a price and its time, which runs from the left in every script."""
    ends = f"{locale.translate(price.origin)} – {locale.translate(price.destination)}"
    return f"{ends}{locale.translate(DOT)}{from_left(month_text(price.date, locale), locale)}"


def price_amount(price: PublishedPrice, locale: Locale) -> str:
    """Write a published price or ratio with its unit, a range where it is one."""
    amount, decimals = price.amount, 2 if price.is_ratio else 0
    ends = dict.fromkeys(locale.number(value, decimals) for value in (amount.p10, amount.p90))
    return f"{'–'.join(ends)} {locale.translate(price.unit)}"


def price_error(trial: PriceTrial, locale: Locale) -> str:
    """Write how far P50 lies above or below a published price; a dash without an answer."""
    return "–" if trial.error is None else signed_share(trial.error, locale)


def miss_list(trials: Iterable[Trial], source_of: SourceLookup, locale: Locale) -> str:
    """Write the movements outside the band with explanation and sources, as HTML."""
    return render(
        "evidence/misses.html",
        locale,
        trials=[one for one in trials if not one.inside],
        source_of=source_of,
        route_text=route_text,
        days_text=days_text,
    )


def rest_table(
    rest: VarianceReport, figures: Mapping[str, Figure], source_of: SourceLookup, locale: Locale
) -> str:
    """Write the ten figures that matter most by one clock, as HTML."""
    rows = [(one, figures[one.figure_id]) for one in rest.figures]
    return render("evidence/rests.html", locale, rows=rows, share=share, source_of=source_of)


def figure_table(figures: Iterable[Figure], source_of: SourceLookup, locale: Locale) -> str:
    """Write figures of the ledger as HTML, each with its sources and its note."""
    return render("evidence/figures.html", locale, rows=list(figures), source_of=source_of)


def carried_by(figure: Figure) -> frozenset[str]:
    """Return the modes a figure speaks of; none where it names no mode.

    Examples
    --------
    >>> from geo.evidence.ledger import load_ledger
    >>> sorted(carried_by(load_ledger().figures["transfer-bandar-abbas-rail-sea"]))
    ['rail', 'sea']
    """
    return frozenset({figure.mode, figure.from_mode, figure.to_mode} - {""})


def matches(figure: Figure, text: str, source_of: SourceLookup, locale: Locale) -> bool:
    """Tell whether a figure holds every word of a text, in English or in its translation."""
    scope, quantity = applies_to(figure), figure.quantity.replace("_", " ")
    english = (figure.quantity, quantity, scope, figure.note, figure.unit)
    translated = (locale.translate(one) for one in english)
    titles = (source_of(name)[0] for name in figure.sources)
    words = " ".join(
        (figure.id, *english, *translated, scope_text(figure, locale), *titles)
    ).casefold()
    return all(word in words for word in text.casefold().split())


def in_order(trials: Iterable[Trial]) -> list[Trial]:
    """Return movements by clock, then by days."""
    return sorted(trials, key=lambda one: (one.movement.clock, one.observed, one.movement.id))


def route_text(trial: Trial, locale: Locale) -> str:
    """Write the ends of a movement and its month, which runs from the left in every script."""
    ends = f"{locale.translate(trial.start)} – {locale.translate(trial.end)}"
    month = from_left(month_text(trial.movement.date, locale), locale)
    return f"{ends}{locale.translate(DOT)}{month}"


def days_text(trial: Trial, locale: Locale) -> str:
    """Write the band of the model in days."""
    band = (trial.days.p10, trial.days.p50, trial.days.p90)
    return " – ".join(locale.number(days, 1) for days in band)


def error_text(one: Trial, locale: Locale) -> str:
    """Return how far P50 lies above or below the published days."""
    return signed_share(one.error, locale)


def case_table(groups: Iterable[Sequence[Figure]], source_of: SourceLookup, locale: Locale) -> str:
    """Write figures that answer one question differently as HTML, the one that wins first."""
    rows = [(first, others) for first, *others in groups]
    return render("evidence/cases.html", locale, rows=rows, source_of=source_of)


def file_table(files: Iterable[LayerFile], locale: Locale) -> str:
    """Write the files of the layers with licence, origin and method, as HTML."""
    return render("evidence/files.html", locale, files=list(files))


def credit_list(texts: Iterable[str], locale: Locale) -> str:
    """Write what is to stand beside the data as HTML, one line an owner."""
    return render("evidence/credits.html", locale, texts=list(texts))


def source_table(sources: Iterable[Source], locale: Locale) -> str:
    """Write the publications that figures were read in, as HTML, in their own words."""
    return render("evidence/publications.html", locale, sources=list(sources))
