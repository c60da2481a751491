"""The verbs that show what the answers rest on: ``backtest`` and ``figures``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import UnknownNameError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from geo.evidence import Figure


def add_verbs(verbs: Any) -> None:  # noqa: ANN401 - argparse does not name the type
    """Add both verbs to a parser's subparsers."""
    backtest = verbs.add_parser("backtest", help="the model beside movements and claims")
    backtest.add_argument("--json", action="store_true", help="print JSON")
    backtest.add_argument(
        "--markdown", action="store_true", help="print the totals as they stand in the README"
    )
    backtest.add_argument("--figure", metavar="PATH", type=Path, help="draw .svg, .png or .pdf")
    backtest.set_defaults(run=run_backtest)
    figures = verbs.add_parser("figures", help="the figures of the ledger, with grade and source")
    figures.add_argument(
        "filter", nargs="?", default="", metavar="FILTER", help="id, place, country or quantity"
    )
    figures.add_argument(
        "--weight", action="store_true", help="what Nhava Sheva – Moscow rests on instead"
    )
    figures.add_argument("--json", action="store_true", help="print JSON")
    figures.set_defaults(run=run_figures)


def run_backtest(options: argparse.Namespace) -> None:
    """Print the back-test, or draw it."""
    from geo.journeys import load_atlas  # noqa: PLC0415
    from geo.validation import (  # noqa: PLC0415
        markdown,
        rests,
        sentence,
        text,
    )
    from geo.validation import run_backtest as run  # noqa: PLC0415 - `--help` needs none of this

    atlas = load_atlas()
    found = run(atlas)
    if options.figure:
        from geo.validation import draw  # noqa: PLC0415

        draw(found.trials, options.figure)
    if options.json:
        _print_json({**found.as_dict(), "weights": [rest.as_dict() for rest in rests(atlas)]})
    elif options.markdown:
        _print(
            "\n".join(
                [markdown(found.scores), "", *(f"- {sentence(rest)}" for rest in rests(atlas))]
            )
        )
    elif not options.figure:
        _print(f"{found.table()}\n\n{text(rests(atlas))}")


def run_figures(options: argparse.Namespace) -> None:
    """Print figures of the ledger, or those that matter most."""
    from geo.evidence import load_ledger  # noqa: PLC0415 - `--help` needs none of this

    if options.weight:
        _weights(as_json=options.json)
        return
    found = chosen(load_ledger().figures.values(), options.filter)
    if options.json:
        _print_json([figure_json(figure) for figure in found])
    else:
        _print("\n".join(map(figure_line, found)))


def _weights(*, as_json: bool) -> None:
    from geo.journeys import load_atlas  # noqa: PLC0415
    from geo.validation import rests, text  # noqa: PLC0415

    found = rests(load_atlas())
    if as_json:
        _print_json([rest.as_dict() for rest in found])
    else:
        _print(text(found))


def chosen(figures: Iterable[Figure], wanted: str) -> list[Figure]:
    """Return the figures that a filter fits; an empty one fits all.

    Two letters are a country's code, alone or in a pair; anything else is part of an id, of a place
    or of a quantity, or a pair of countries.

    Raises
    ------
    UnknownNameError
        It fits none.
    """
    key = wanted.strip().casefold().replace(" ", "-")
    if len(key) == len("IR"):
        found = [f for f in figures if key.upper() in (f.country, *f.countries.split("-"))]
    else:
        found = [
            figure
            for figure in figures
            if key in figure.id
            or key in figure.place
            or key.replace("-", "_") in figure.quantity
            or key.upper() == figure.countries
        ]
    if not found:
        msg = f"no figure of the ledger fits {wanted!r}; try an id, place, country or quantity"
        raise UnknownNameError(msg)
    return found


def figure_line(figure: Figure) -> str:
    """Return a figure on one line."""
    band = figure.band
    values = f"{band.p10:g} / {band.p50:g} / {band.p90:g} {figure.unit}"
    sources = ", ".join(figure.sources) or "no source"
    return f"{figure.id}  {figure.quantity}  {values}  [{figure.grade}]  {sources}"


def figure_json(figure: Figure) -> dict[str, Any]:
    """Return a figure as JSON can hold it."""
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
        "year": figure.year,
        "includes": sorted(quantity.value for quantity in figure.includes),
        "sized_on": list(figure.sized_on),
        "sources": list(figure.sources),
        "note": figure.note,
    }


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
