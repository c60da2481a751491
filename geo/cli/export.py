"""The command ``export``: an answer as a file, and the file of a token."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

import click

from geo.cli.options import (
    Verb,
    atlas_of,
    cargo,
    conditions,
    links,
    several_corridors,
    take_language,
)
from geo.cli.parameters import OUT_FILE, complete_corridor
from geo.cli.readings import Conditions, corridors_of, id_of, scenario_of
from geo.errors import QuestionError
from geo.export import EXCEL_CSV, FILE_TYPES, LANGUAGES, PAPERS, WITHOUT_ENDS, Kind
from geo.message import Message

if TYPE_CHECKING:
    from geo.export import Request
    from geo.journeys import Atlas
    from geo.userdata import MeasuredLayer

BY_SUFFIX: Final = {
    "dossier": {".pdf": "dossier-pdf", ".md": "md"},
    "page": {".png": "page-png"},
}
"""Format of a dossier and of a page by the suffix of its file."""


@click.command(cls=Verb)
@click.argument("kind", required=False, type=click.Choice(list(map(str, Kind))), metavar="[KIND]")
@click.argument("origin", required=False, default="", metavar="[FROM]")
@click.argument("destination", required=False, default="", metavar="[TO]")
@click.option(
    "--format",
    "format_name",
    required=True,
    type=click.Choice(list(FILE_TYPES)),
    metavar="FORMAT",
    help=f"One of {', '.join(FILE_TYPES)}.",
)
@click.option(
    "--out",
    required=True,
    metavar="PATH",
    type=OUT_FILE,
    help="File to write; it appears whole or not at all. A link means the file it points to.",
)
@click.option(
    "--csv-for",
    "csv_for",
    type=click.Choice(list(EXCEL_CSV)),
    help="CSV that Excel opens in columns: of Russia (semicolons, decimal commas) or of Iran. "
    "The format xlsx opens alike in every Excel.",
)
@click.option("--token", default="", metavar="TOKEN", help="Make the file of this token again.")
@click.option(
    "--corridor",
    default="",
    help="Corridor of a route.  [default: the fastest route]",
    shell_complete=complete_corridor,
)
@click.option("--variant", default="", help="Options of the corridor of a route, joined by +.")
@cargo
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    is_eager=True,
    callback=take_language,
    help="Language of the file: English, Russian or Persian.",
)
@click.option("--paper", type=click.Choice(PAPERS), help="Size of pictures and PDF.  [default: a4]")
@click.option(
    "--link",
    default="",
    metavar="ADDRESS",
    help="Address of an application that the code of a page opens.  "
    "[default: the code holds the command]",
)
@click.option("--part", default="", help="Part of evidence or story.  [default: all]")
@click.option(
    "--layer",
    "layer_file",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Lay a layer of your own beside the answer, in html, geojson, gpkg and kml; any format of "
    "`layers read`.",
)
@several_corridors
@links
@conditions
def export(
    *,
    kind: str | None,
    origin: str,
    destination: str,
    format_name: str,
    out: Path,
    csv_for: str | None,
    token: str,
    corridor: str,
    variant: str,
    corridors: str,
    box: str,
    lang: str,
    paper: str | None,
    part: str,
    link: str,
    layer_file: Path | None,
    links_file: Path | None,
    **given: Unpack[Conditions],
) -> None:
    """Write an answer to a file.

    KIND is route, compare, scenario, layers, evidence or story; the first three need FROM and TO.
    The format page is one page A4 for a desk, as PDF, or as PNG if PATH ends so.
    """
    progress = Progress()
    format_name = format_for(format_name, csv_for)
    request = export_request(
        kind=kind,
        origin=origin,
        destination=destination,
        token=token,
        corridor=corridor,
        variant=variant,
        corridors=corridors,
        box=box,
        lang=lang,
        paper=paper,
        part=part,
        link=link,
        **given,
    )
    if token:
        _check_files(request, given["states_file"], links_file, layer_file)
    _write(request, format_name, out, progress, (given["states_file"], links_file), layer_file)


def format_for(name: str, csv_for: str | None) -> str:
    """Name of the format that ``--format`` and ``--csv-for`` ask for together.

    Raises
    ------
    QuestionError
        They do not go together.
    """
    if csv_for and name != "csv":
        raise QuestionError(
            Message("--csv-for goes with the format csv, not {format}", format=name)
        )
    return EXCEL_CSV[csv_for] if csv_for else name


def export_request(
    *,
    kind: str | None,
    origin: str,
    destination: str,
    token: str,
    corridor: str,
    variant: str,
    corridors: str,
    box: str,
    lang: str,
    paper: str | None,
    part: str,
    link: str,
    **given: Unpack[Conditions],
) -> Request:
    """Request of a file, from the values of the options.

    Raises
    ------
    QuestionError
        Nothing is asked, or options contradict each other.
    ExportError
        The token is damaged or of other data, or the link is none.
    """
    if token:
        if kind:
            raise QuestionError(
                Message("--token brings its own question; leave out KIND, FROM and TO")
            )
        from geo.export import request_of

        request = request_of(token)
    else:
        if not kind or (kind not in WITHOUT_ENDS and not destination):
            kinds = ", ".join(WITHOUT_ENDS)
            msg = Message(
                "nothing is asked; write KIND FROM TO, or {kinds}, or --token TOKEN", kinds=kinds
            )
            raise QuestionError(msg)
        from geo.estimates import Box
        from geo.export import Request

        request = Request(
            kind=Kind(kind),
            origin=origin,
            destination=destination,
            corridor=id_of(corridor),
            variant=id_of(variant),
            corridors=corridors_of(corridors),
            scenario=scenario_of(given),
            box=Box(box),
            language=lang,
            part=part,
        )
    if paper:
        request = replace(request, paper=paper)
    if link:
        from geo.export import base_of

        request = replace(request, link=base_of(link))
    return request


class Progress:
    """Seconds since the start and what is being done, on the error stream."""

    def __init__(self) -> None:
        self._start: Final = time.monotonic()

    def __call__(self, text: str) -> None:
        """Show what begins now."""
        click.echo(f"{time.monotonic() - self._start:6.1f} s  {text}", err=True)


def _check_files(
    request: Request, states: Path | None, links: Path | None, layer: Path | None
) -> None:
    """Refuse files of the user's own that the answer of a token was made without."""
    if states and request.states is None:
        raise QuestionError(
            Message("the answer was made with the states of the program; leave out --states")
        )
    if links and request.links is None:
        raise QuestionError(
            Message("the answer was made without links of your own; leave out --links")
        )
    if layer and request.layer is None:
        raise QuestionError(
            Message("the answer was made without a layer of your own; leave out --layer")
        )


def _measured(file: Path, atlas: Atlas) -> MeasuredLayer:
    """Layer of the user with what was measured."""
    from geo.userdata import MeasuredLayer, Terminals, measured, read_user_layer

    layer = read_user_layer(file)
    near = Terminals(atlas.network, atlas.places).near(layer)
    return MeasuredLayer(layer=layer, measures=measured(layer), nearest=near)


def _write(
    request: Request,
    name: str,
    out: Path,
    progress: Progress,
    files: tuple[Path | None, Path | None],
    layer_file: Path | None,
) -> None:
    progress("reading the network")
    from geo.export import (
        check_suffix,
        content_of,
        format_of,
    )
    from geo.export import export as write_file

    name = BY_SUFFIX.get(name, {}).get(out.suffix.casefold(), name)
    format_of(name, request.kind)
    check_suffix(name, out)
    atlas = atlas_of(*files)
    progress("asking")
    if layer_file:
        content = content_of(atlas, request, own=_measured(layer_file, atlas))
    else:
        content = content_of(atlas, request)
    progress(f"writing {name}")
    write_file(content, name, out)
    progress(f"{out.name}: {out.stat().st_size:,} bytes")
