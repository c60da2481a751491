"""The command line ``instc``, also started by ``python -m geo``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, Unpack

import click

from geo.cli.app import app
from geo.cli.batch import batch
from geo.cli.console import failure_of, lenient_streams, silence, write, write_json
from geo.cli.doctor import doctor
from geo.cli.evidence import backtest, figures
from geo.cli.export import export
from geo.cli.layers import layers
from geo.cli.options import (
    NUMBER,
    WHOLE,
    Conditions,
    Verb,
    as_json,
    atlas_of,
    cargo,
    chosen_locale,
    complete_corridor,
    conditions,
    corridors_of,
    ends,
    forget_language,
    id_of,
    language,
    links,
    place_meant,
    scenario_of,
    several_corridors,
    shipment_of,
    show_hint,
)
from geo.cli.states import states
from geo.cli.surface import surface
from geo.cli.text import comparison_text, journey_text
from geo.errors import AtlasError, DataError, NoRouteError, OutputError
from geo.i18n import ENGLISH
from geo.message import LONGEST_QUOTE, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

PROGRAM: Final = "instc"
FAILED: Final = 1
MISUSED: Final = 2
STOPPED: Final = 130
"""Exit code after Ctrl+C, as shells have it."""


def main(arguments: Sequence[str] | None = None, *, program: str = PROGRAM) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    arguments
        Words after the name of the program; None: those of this process.
    program
        Name of the program in messages.

    Examples
    --------
    >>> main(["places", "IRBND", "--limit", "1"])
    bandar-abbas  Bandar Abbas  IR  IRBND  27.105, 56.063
    0
    """
    forget_language()
    words = None if arguments is None else [str(word) for word in arguments]
    try:
        with lenient_streams():
            return _run(words, program)
    except OutputError as error:
        _complain(error)
    except BrokenPipeError:
        silence()
    return FAILED


def _run(words: list[str] | None, program: str) -> int:
    try:
        code = instc.main(words, prog_name=program, standalone_mode=False)
    except click.UsageError as error:
        click.echo(_misuse(error, program, sys.argv[1:] if words is None else words), err=True)
        return MISUSED
    except click.Abort:
        return STOPPED
    except AtlasError as error:
        _complain(error)
        return FAILED
    except OSError as error:
        if error.filename is not None:  # of a file, not of the output stream
            raise
        raise failure_of(error) from error
    return code if isinstance(code, int) else 0


def _complain(error: AtlasError) -> None:
    """Write the sentence of an error to the error stream, in the language of the question."""
    locale = ENGLISH
    try:
        locale = chosen_locale()
        text = str(error) if locale.language == ENGLISH.language else locale.sentence(error.message)
    except DataError:  # the translations are what is missing
        text = str(error)
    click.echo(text if text.endswith((".", "?")) else f"{text}.", err=True)
    if isinstance(error, NoRouteError) and error.is_by_state:
        click.echo(locale.translate("Ask as if every gate were open: --as-if-open"), err=True)


def _misuse(error: click.UsageError, program: str, words: Iterable[str]) -> str:
    """Sentence for a command that was not written correctly; long words are not repeated whole."""
    text = error.format_message()
    for word in words:
        for part in (word, word.partition("=")[2]):
            if len(part) > LONGEST_QUOTE:
                text = text.replace(part, shortened(part)).replace(repr(part), quoted(part))
    text = " ".join(text.split()).rstrip(".")
    command = error.ctx.command_path if error.ctx else program
    more = "? See" if text.endswith("?") else "; see"
    return f"{text.rstrip('?')}{more} `{command} --help`."


def _show_version(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click calls it so
    if not value or context.resilient_parsing:
        return
    from geo.edition import edition
    from geo.version import __version__

    click.echo(f"{PROGRAM} {__version__}\n{edition()}")
    context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=False)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the versions of program, model and data, and exit.",
)
def instc() -> None:
    """Compare routes between Russia, the Caspian, Iran and India with those by Suez and the Cape.

    A place (FROM, TO) is a name in English, Russian or Persian, a UN/LOCODE, or LAT,LON.
    """


@instc.command(cls=Verb)
@click.argument("query")
@click.option("--limit", type=WHOLE, default=8, show_default=True, help="Most places to show.")
@language
@as_json
def places(query: str, limit: int, *, as_json: bool) -> None:
    """Find places by name, code or coordinates.

    QUERY is a name in English, Russian or Persian, a UN/LOCODE, or LAT,LON. The best match comes
    first.
    """
    from geo.places import load_places

    gazetteer = load_places()
    matches = gazetteer.search(query, limit=limit)
    if not matches:
        gazetteer.find(query)
    if as_json:
        from geo.journeys import place_json

        write_json([place_json(place) for place in matches])
        return
    for place in matches:
        show_hint(gazetteer, place)
        code = place.unlocode or "-"
        position = f"{place.lat:.3f}, {place.lon:.3f}"
        name = chosen_locale().place_name(place)
        write(f"{place.id}  {name}  {place.country}  {code}  {position}")


@instc.command(cls=Verb)
@ends
@click.option(
    "--corridor",
    default="",
    help="Corridor to use.  [default: the fastest route]",
    shell_complete=complete_corridor,
)
@click.option("--variant", default="", help="Options of the corridor, joined by +.")
@cargo
@click.option("--amount", type=NUMBER, default=1.0, help="Number of boxes or tonnes.  [default: 1]")
@links
@conditions
@language
@as_json
def route(
    origin: str,
    destination: str,
    *,
    corridor: str,
    variant: str,
    box: str,
    amount: float,
    as_json: bool,
    links_file: Path | None,
    **given: Unpack[Conditions],
) -> None:
    """Show one journey, leg by leg.

    FROM and TO are names, UN/LOCODEs or LAT,LON.
    """
    scenario, shipment = scenario_of(given), shipment_of(box, amount)
    from geo.journeys import answer_json, journey

    atlas = atlas_of(given["states_file"], links_file)
    answer = journey(
        atlas,
        place_meant(atlas.places, origin),
        place_meant(atlas.places, destination),
        corridor=id_of(corridor),
        variant=id_of(variant),
        scenario=scenario,
    )
    if as_json:
        write_json(answer_json(answer))
    else:
        write(journey_text(atlas, answer, shipment, chosen_locale()))


@instc.command(cls=Verb)
@ends
@cargo
@click.option("--amount", type=NUMBER, default=1.0, help="Number of boxes or tonnes.  [default: 1]")
@several_corridors
@links
@conditions
@language
@as_json
def compare(
    origin: str,
    destination: str,
    *,
    box: str,
    amount: float,
    corridors: str,
    as_json: bool,
    links_file: Path | None,
    **given: Unpack[Conditions],
) -> None:
    """Compare routes by all corridors.

    FROM and TO are names, UN/LOCODEs or LAT,LON.
    """
    scenario, shipment = scenario_of(given), shipment_of(box, amount)
    from geo.journeys import answer_json
    from geo.journeys import compare as answer_of

    atlas = atlas_of(given["states_file"], links_file)
    first, last = (place_meant(atlas.places, text) for text in (origin, destination))
    answer = answer_of(atlas, first, last, scenario, corridors=corridors_of(corridors))
    if as_json:
        write_json(answer_json(answer))
    else:
        write(comparison_text(atlas, answer, shipment, chosen_locale()))


for command in (surface, batch, export, figures, backtest, app, states, layers, doctor):
    instc.add_command(command)
