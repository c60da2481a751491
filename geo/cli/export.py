"""The verb ``export``: an answer as a file, and a file again from its token."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.errors import QuestionError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from geo.export import Request
    from geo.scenario import Scenario

KINDS: Final = ("route", "compare", "scenario", "layers", "evidence", "story")
ALONE: Final = ("layers", "evidence", "story")
"""Kinds that are about no journey."""
FORMATS: Final = (
    *("html", "png", "svg", "pdf", "geojson", "gpkg", "kml", "csv", "xlsx", "md"),
    *("dossier", "dossier-pdf"),
)
DOSSIERS: Final = {".pdf": "dossier-pdf", ".md": "md"}
"""A dossier is a web page, unless the name of the file says otherwise."""
BOXES: Final = ("teu", "feu", "t")
BOX_HELP: Final = "what prices and emissions are of; t: a tonne in boxes of 20 feet (default teu)"
PAPERS: Final = ("a4", "a3", "16:9")


def add_export(
    verbs: Any,  # noqa: ANN401 - argparse does not name the type
    scenario_of: Callable[[argparse.Namespace], Scenario],
) -> argparse.ArgumentParser:
    """Add the verb to a parser's subparsers and return its parser.

    Parameters
    ----------
    verbs
        What ``add_subparsers`` has returned.
    scenario_of
        Reads the conditions from the options.
    """
    verb: argparse.ArgumentParser = verbs.add_parser(
        "export", help="an answer as a file for reports, tables and GIS"
    )
    verb.add_argument("kind", nargs="?", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    verb.add_argument("origin", nargs="?", default="", metavar="FROM")
    verb.add_argument("destination", nargs="?", default="", metavar="TO")
    verb.add_argument("--format", required=True, choices=FORMATS, help=", ".join(FORMATS))
    verb.add_argument("--out", required=True, type=Path, metavar="PATH")
    verb.add_argument("--again", default="", metavar="TOKEN", help="rebuild the file of a token")
    verb.add_argument("--corridor", default="", help="of a route; without it, the quickest way")
    verb.add_argument("--variant", default="", help="of a route: options joined by +")
    add_cargo(verb)
    verb.add_argument("--lang", choices=("en", "ru", "fa"), default="en")
    verb.add_argument("--paper", choices=PAPERS, help="of pictures and PDF (default a4)")
    verb.add_argument("--part", default="", help="of evidence or story; without it, all of them")
    verb.set_defaults(run=run_export, scenario_of=scenario_of)
    return verb


def add_cargo(verb: argparse.ArgumentParser) -> None:
    """Add the choice of what prices and emissions are of."""
    verb.add_argument("--box", choices=BOXES, default="teu", help=BOX_HELP)


def run_export(options: argparse.Namespace) -> None:
    """Write the file; say on the error stream what is being done."""
    start = time.monotonic()
    request = request_from(options)
    _tell("reading the network", start)
    from geo.export import (  # noqa: PLC0415
        content_of,
        export,
        format_of,
    )
    from geo.journeys import load_atlas  # noqa: PLC0415 - `--help` needs none of this

    name = options.format
    if name == "dossier":
        name = DOSSIERS.get(options.out.suffix.casefold(), name)
    format_of(name, request.kind)
    atlas = load_atlas()
    _tell("asking", start)
    content = content_of(atlas, request)
    _tell(f"writing {name}", start)
    export(content, name, options.out)
    _tell(f"{options.out.name}: {options.out.stat().st_size:,} bytes", start)


def request_from(options: argparse.Namespace) -> Request:
    """Return the request of the options, or that of a token.

    Raises
    ------
    QuestionError
        What is asked is not complete.
    ExportError
        The token is damaged or of other data.
    """
    from geo.estimates import Box  # noqa: PLC0415 - `--help` needs none of this
    from geo.export import Kind, Request, request_of  # noqa: PLC0415

    paper = {"paper": options.paper} if options.paper else {}
    if options.again:
        if options.kind:
            msg = "--again brings its own question; leave out KIND, FROM and TO"
            raise QuestionError(msg)
        return replace(request_of(options.again), **paper)
    if not options.kind or (options.kind not in ALONE and not options.destination):
        msg = f"nothing is asked; write KIND FROM TO, or {', '.join(ALONE)}, or --again TOKEN"
        raise QuestionError(msg)
    return Request(
        kind=Kind(options.kind),
        origin=options.origin,
        destination=options.destination,
        corridor=options.corridor,
        variant=options.variant,
        scenario=options.scenario_of(options),
        box=Box(options.box),
        language=options.lang,
        part=options.part,
        **paper,
    )


def _tell(text: str, start: float) -> None:
    sys.stderr.write(f"{time.monotonic() - start:6.1f} s  {text}\n")
