"""The command line ``instc``, also started by ``python -m geo``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from geo.cli.console import failure_of, lenient_streams, silence
from geo.cli.options import chosen_locale, forget_language
from geo.errors import AtlasError, DataError, NoRouteError, OutputError
from geo.message import LONGEST_QUOTE, quoted, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    from geo.i18n import ENGLISH

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


class _Verbs(MutableMapping[str, click.Command]):
    """The verbs by name; the module of one is loaded when it is asked for."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self._modules = dict(modules)
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            module = import_module(f"geo.cli.{self._modules[name]}")
            self._loaded[name] = getattr(module, name)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._modules.setdefault(name, "")
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._modules[name]
        self._loaded.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


VERBS: Final = {
    "places": "journeys",
    "route": "journeys",
    "compare": "journeys",
    "surface": "surface",
    "export": "export",
    "figures": "evidence",
    "backtest": "evidence",
    "batch": "batch",
    "app": "app",
    "serve": "serve",
    "mcp": "assistants",
    "states": "states",
    "layers": "layers",
    "doctor": "doctor",
}
"""Module of each verb, in which it is the command of the same name."""


@click.group(
    commands=_Verbs(VERBS),
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=False,
)
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
