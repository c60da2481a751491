"""The commands that show what the answers rest on: ``backtest`` and ``figures``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from geo.alike import alike
from geo.cli.console import write, write_json
from geo.cli.options import Verb, as_json, chosen_locale, language
from geo.errors import UnknownNameError
from geo.extras import named_extras
from geo.message import Message, quoted
from geo.months import iso_month

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.evidence import Figure
    from geo.i18n import Locale
    from geo.model import Source

ENGLISH: Final = "en"


@click.command(cls=Verb)
@as_json
@click.option("--markdown", is_flag=True, help="Print the totals as the README shows them.")
@click.option(
    "--chart",
    metavar="PATH",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw a chart, in English: .svg, .png or .pdf.",
)
@language
def backtest(*, as_json: bool, markdown: bool, chart: Path | None) -> None:
    """Compare the model with past journeys.

    Published prices and claims are shown as well. JSON and Markdown are in English.
    """
    from geo import validation
    from geo.journeys import load_atlas

    atlas = load_atlas()
    has_claims = as_json or not (markdown or chart)
    result = validation.run_backtest(atlas, with_claims=has_claims)
    if chart:
        with named_extras("a chart"):
            validation.draw_trials(result.trials, chart)
    if as_json:
        weights = [report.as_dict() for report in validation.variance_reports(atlas)]
        priced = validation.run_price_test(atlas).as_dict()
        emissions = [one.as_dict() for one in validation.emission_checks(atlas.ledger)]
        more = {
            "prices": priced,
            "standard_prices": [one.as_dict() for one in validation.standard_prices(atlas)],
            "emissions": emissions,
            "weights": weights,
        }
        write_json({**result.as_dict(), **more})
    elif markdown:
        sentences = [
            f"- {validation.variance_sentence(one)}" for one in validation.variance_reports(atlas)
        ]
        prices = validation.prices_markdown(validation.run_price_test(atlas))
        write("\n".join([validation.scores_markdown(result.scores), "", prices, "", *sentences]))
    elif not chart:
        locale = chosen_locale()
        checks = [one.message for one in validation.emission_checks(atlas.ledger)]
        blocks = (
            result.table(locale),
            validation.price_text(validation.run_price_test(atlas), locale),
            validation.standard_text(validation.standard_prices(atlas), locale),
            "\n".join([locale.translate("Emissions"), *map(locale.translate, checks)]),
            validation.variance_text(validation.variance_reports(atlas), locale),
        )
        write("\n\n".join(blocks))


@click.command(cls=Verb)
@click.argument("text", required=False, default="", metavar="[FILTER]")
@click.option(
    "--uncertainty",
    is_flag=True,
    help="Show instead which figures make the time Nhava Sheva – Moscow uncertain.",
)
@language
@as_json
def figures(*, text: str, uncertainty: bool, as_json: bool) -> None:
    """List the figures of the ledger.

    Each has its grade and its sources. FILTER is an id, place, country or quantity; what it leaves
    is shown with its notes.
    """
    from geo.evidence import load_ledger

    if uncertainty:
        _show_uncertainty(as_json=as_json)
        return
    ledger = load_ledger()
    chosen = matching(ledger.figures.values(), text)
    if as_json:
        write_json([figure_json(figure) for figure in chosen])
    else:
        locale = chosen_locale()
        sources = ledger.sources if text else None
        write("\n".join(line for one in chosen for line in figure_lines(one, locale, sources)))


def _show_uncertainty(*, as_json: bool) -> None:
    from geo.journeys import load_atlas
    from geo.validation import variance_reports, variance_text

    reports = variance_reports(load_atlas())
    if as_json:
        write_json([report.as_dict() for report in reports])
    else:
        write(variance_text(reports, chosen_locale()))


def matching(figures: Iterable[Figure], text: str) -> list[Figure]:
    """Figures that match a filter; an empty filter matches all.

    Two letters are a country's code, alone or in a pair; anything else is part of an id, of a place
    or of a quantity, or a pair of countries.

    Raises
    ------
    UnknownNameError
        It matches none.
    """
    key = text.strip().casefold().replace(" ", "-")
    if len(key) == len("IR"):
        chosen = [f for f in figures if key.upper() in (f.country, *f.countries.split("-"))]
    else:
        chosen = [
            figure
            for figure in figures
            if key in figure.id
            or key in figure.place
            or key.replace("-", "_") in figure.quantity
            or key.upper() == figure.countries
        ]
    if not chosen:
        raise _nothing_fits(text, figures)
    return chosen


def _nothing_fits(text: str, figures: Iterable[Figure]) -> UnknownNameError:
    words = [word for one in figures for word in (one.id, one.place, one.quantity) if word]
    near = alike(text, words)
    if near:
        msg = Message(
            "no figure of the ledger fits {text}; did you mean {names}?",
            text=quoted(text),
            names=near,
        )
    else:
        msg = Message(
            "no figure of the ledger fits {text}; try an id, place, country or quantity",
            text=quoted(text),
        )
    return UnknownNameError(msg)


def figure_lines(figure: Figure, locale: Locale, sources: Mapping[str, Source] | None) -> list[str]:
    """Lines for a figure: what it says and, with ``sources``, its scope, its note, their titles."""
    band, translate = figure.band, locale.translate
    values = " / ".join(_number(value, locale) for value in (band.p10, band.p50, band.p90))
    cited = ", ".join(figure.sources) or translate("no source")
    line = (
        f"{figure.id}  {translate(figure.quantity)}  {values} {translate(figure.unit)}  "
        f"[{figure.grade}]  {cited}"
    )
    if sources is None:
        return [line]
    more = [_scope(figure, locale), translate(figure.note)]
    more += [f"{one}: {sources[one].title}, {sources[one].date}" for one in figure.sources]
    return [line, *(f"    {text}" for text in more if text)]


def _scope(figure: Figure, locale: Locale) -> str:
    """Say where and when a figure applies."""
    from geo.i18n import month_text, scope_text

    translate = locale.translate
    first, last = (
        month_text(iso_month(month), locale) if month else ""
        for month in (figure.valid_from, figure.valid_to)
    )
    if first and last:
        period = f"{first} – {last}"
    elif first:
        period = translate("from {month}").format(month=first)
    elif last:
        period = translate("until {month}").format(month=last)
    else:
        period = ""
    year = month_text(str(figure.year), locale) if figure.year else ""
    return " · ".join(filter(None, (scope_text(figure, locale), period, year)))


def _number(value: float, locale: Locale) -> str:
    """Write a number with all its digits; in English without separators, for other programs."""
    text = f"{value:g}"
    decimals = len(text.partition(".")[2])
    return text if locale.language == ENGLISH else locale.number(value, decimals)


def figure_json(figure: Figure) -> dict[str, Any]:
    """Fields of a figure, for JSON."""
    return {
        "id": figure.id,
        "quantity": figure.quantity.value,
        "unit": figure.unit,
        "p10": figure.band.p10,
        "p50": figure.band.p50,
        "p90": figure.band.p90,
        "grade": figure.grade.value,
        "place": figure.place,
        "countries": figure.countries,
        "country": figure.country,
        "corridor": figure.corridor,
        "mode": figure.mode,
        "water": figure.water,
        "from_mode": figure.from_mode,
        "to_mode": figure.to_mode,
        "service": figure.service,
        "months": sorted(figure.months),
        "valid_from": iso_month(figure.valid_from) if figure.valid_from else None,
        "valid_to": iso_month(figure.valid_to) if figure.valid_to else None,
        "year": figure.year,
        "includes": sorted(quantity.value for quantity in figure.includes),
        "sized_on": list(figure.sized_on),
        "sources": list(figure.sources),
        "note": figure.note,
    }
