"""What several commands share: the ends of a journey, its conditions, its cargo, old names."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, TypeVar

import click

from geo.atomic import file_of
from geo.cli.lean import postpone_unused
from geo.errors import QuestionError, UnknownNameError
from geo.message import Message, quoted
from geo.numerals import latin_digits, read_number, read_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from geo.estimates import Shipment
    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.model import Mode, Place
    from geo.places import Places
    from geo.scenario import Scenario

    _NumberType = click.ParamType[float]
    _TextType = click.ParamType[str]
    _PathType = click.ParamType[Path]
else:
    # older releases of Click know no type in brackets
    _NumberType = _TextType = _PathType = click.ParamType

F = TypeVar("F", bound="Callable[..., Any]")
E = TypeVar("E", bound="StrEnum")

RENAMED: Final = {
    "--date": "--as-of",
    "--weight": "--uncertainty",
    "--figure": "--chart",
    "--again": "--token",
}
"""Old names of options that still work, and the new ones."""
LAST_RELEASE: Final = "0.3"
"""The release in which the old names stop working."""
BOXES: Final = ("teu", "feu", "t")
_LANGUAGE: Final[ContextVar[str]] = ContextVar("language", default="en")
LIKELY: Final = 12
"""Most names a shell offers to complete a word."""


class _Number(_NumberType):
    """A number in the digits and with the signs of any of the three languages."""

    def __init__(self, name: str, read: Callable[[str], float]) -> None:
        self.name = name
        self._read = read

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read the text of an option; a default is a number already."""
        try:
            return self._read(str(value))
        except QuestionError as error:
            self.fail(f"{error}.", param, ctx)


class _Date(_TextType):
    """A day or a month in the digits of any of the three languages."""

    name = "text"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Write the digits as the program reads dates."""
        del param, ctx
        return latin_digits(str(value)).strip()


class OutFile(_PathType):
    """Type of an option that is a file to write, refused before the answer is computed."""

    name = "path"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Refuse what is no file."""
        del param, ctx
        path = Path(str(value))
        file_of(path)
        return path


class OutTable(OutFile):
    """Type of an option that is a table to write: a file, a folder with a stroke, an address."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:  # noqa: ANN401 - a path, or a text as it stands
        """Refuse what is no file; what is none of this machine is looked at later."""
        text = str(value)
        if "://" in text or text.endswith(("/", "\\")):
            return text
        return super().convert(value, param, ctx)


NUMBER: Final = _Number("float", read_number)
WHOLE: Final = _Number("integer", read_whole)
DATE: Final = _Date()
OUT_FILE: Final = OutFile()
OUT_TABLE: Final = OutTable()


class Verb(click.Command):
    """A command that takes coordinates south of the equator, and options by their old names."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Bring arguments to the form that the parser knows, then parse them.

        An option may be shortened as long as it stays the only one, `--corr` for `--corridor`.
        """
        return super().parse_args(ctx, [self._modern(argument) for argument in args])

    def _modern(self, argument: str) -> str:
        if argument.startswith("-") and argument[1:2].isdigit() and "," in argument:
            return f" {argument}"  # a pair of coordinates, not an option
        old, equals, value = argument.partition("=")
        known = [name for parameter in self.params for name in parameter.opts]
        if (new := RENAMED.get(old, "")) in known:
            click.echo(f"{old} is now {new}; the old name works until {LAST_RELEASE}.", err=True)
            return f"{new}{equals}{value}"
        fitting = [name for name in known if old.startswith("--") and name.startswith(old)]
        if old not in known and len(fitting) == 1:
            return f"{fitting[0]}{equals}{value}"
        return argument


def ends(command: F) -> F:
    """Add the origin and the destination of a journey."""
    for name, metavar in (("destination", "TO"), ("origin", "FROM")):
        command = click.argument(name, metavar=metavar, shell_complete=complete_place)(command)
    return command


def cargo(command: F) -> F:
    """Add the unit of cargo that prices and emissions are given for."""
    return click.option(
        "--box",
        type=click.Choice(BOXES),
        default="teu",
        show_default=True,
        help="Unit of prices and emissions: a box of 20 feet, one of 40 feet, or a tonne "
        "in boxes of 20 feet.",
    )(command)


def language(command: F) -> F:
    """Add the language of the answer; `chosen_locale` reads it."""
    return click.option(
        "--lang",
        type=click.Choice(("en", "ru", "fa")),
        default="en",
        show_default=True,
        is_eager=True,
        expose_value=False,
        callback=take_language,
        help="Language of the answer: English, Russian or Persian.",
    )(command)


def take_language(_: click.Context, __: click.Parameter, value: str) -> str:
    """Keep the language for `chosen_locale`; for use as a callback."""
    _LANGUAGE.set(value)
    return value


def chosen_locale() -> Locale:
    """Language of the answer, English before an option names another one."""
    from geo.i18n import get_locale

    return get_locale(_LANGUAGE.get())


def forget_language() -> None:
    """Go back to English, as each start of the program does."""
    _LANGUAGE.set("en")


def as_json(command: F) -> F:
    """Add the choice of JSON instead of text."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def conditions(command: F) -> F:
    """Add the conditions of a question; `scenario_of` takes their values."""
    options = (
        click.option(
            "--close",
            multiple=True,
            metavar="GATE",
            help="Assume a strait, canal, border or port closed. Repeatable.",
            shell_complete=complete_gate,
        ),
        click.option(
            "--build",
            multiple=True,
            metavar="LINK",
            help="Assume a planned link built. Repeatable.",
        ),
        click.option(
            "--as-of",
            type=DATE,
            metavar="DATE",
            help="Day YYYY-MM-DD or month YYYY-MM: network, figures and states of gates are those "
            "of that time.  [default: today, or the date of the newest report]",
        ),
        click.option(
            "--as-if-open",
            is_flag=True,
            help="Leave the states of gates out, as if none were closed or hindered.",
        ),
        click.option(
            "--state",
            "states",
            multiple=True,
            metavar="GATE=STATE",
            help="Assume a state of a gate, for instance hormuz=open. Repeatable.",
        ),
        click.option(
            "--states",
            "states_file",
            metavar="FILE",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            help="Lay a CSV file of states over those of the program; the columns are those "
            "of layers/evidence/README.md.",
        ),
        click.option(
            "--clock",
            default="shipment",
            show_default=True,
            help="What the time includes: train, vessel, shipment or door.",
            shell_complete=complete_clock,
        ),
        click.option(
            "--modes",
            default="sea,rail,road",
            show_default=True,
            help="Modes allowed, joined by commas.",
        ),
        click.option("--month", type=WHOLE, help="Departure month, 1 to 12."),
        click.option(
            "--service",
            multiple=True,
            help="Service: block, express or wagon, direct, transshipped or tramp, alone or "
            "convoy. Repeatable.",
        ),
        click.option(
            "--set",
            "figures",
            multiple=True,
            metavar="FIGURE=VALUE",
            help="Set a figure, in its own unit. Repeatable.",
        ),
        click.option(
            "--figures",
            "figures_file",
            metavar="FILE",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            help="Set the figures of a CSV file with the columns figure and value; all or none. "
            "--set goes before it.",
        ),
        click.option(
            "--rho",
            type=NUMBER,
            default=0.3,
            show_default=True,
            help="Correlation of the parts of a journey, 0 to 0.95.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def links(command: F) -> F:
    """Add the links of the user's own; `atlas_of` reads them."""
    return click.option(
        "--links",
        "links_file",
        metavar="FILE",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="Let journeys use the lines of a file, in any format of `layers read`, with the "
        "columns mode, speed (km/h) and status; all or none.",
    )(command)


def atlas_of(states_file: Path | None, links_file: Path | None = None) -> Atlas:
    """Atlas with the states and the links of the user's own files.

    Raises
    ------
    LedgerError
        A row of the states is wrong.
    UserFileError
        The links cannot be read, or a link cannot be joined to the network; none is taken.
    """
    postpone_unused()
    from geo.journeys import load_atlas

    atlas = load_atlas(states_file)
    if links_file is None:
        return atlas
    from geo.journeys import with_links
    from geo.userdata import own_links, read_user_layer

    return with_links(atlas, own_links(read_user_layer(links_file)))


class Conditions(TypedDict):
    """Values of the options that `conditions` adds."""

    close: tuple[str, ...]
    build: tuple[str, ...]
    as_of: str | None
    as_if_open: bool
    states: tuple[str, ...]
    states_file: Path | None
    clock: str
    modes: str
    month: int | None
    service: tuple[str, ...]
    figures: tuple[str, ...]
    figures_file: Path | None
    rho: float


def scenario_of(given: Conditions) -> Scenario:
    """Scenario that the options of `conditions` describe.

    Raises
    ------
    UnknownNameError
        A mode or the clock does not exist.
    BadDateError
        A month is not a month.
    QuestionError
        A figure is set to something that is not a number.
    UserFileError
        A row of the file of figures is wrong; none is set.
    """
    from geo.model import Clock, Mode
    from geo.scenario import Scenario

    names = [part.strip() for part in given["modes"].split(",") if part.strip()]
    return Scenario(
        date=given["as_of"],
        as_if_open=given["as_if_open"],
        states=tuple(sorted(_assumption(text) for text in given["states"])),
        closed=frozenset(map(id_of, given["close"])),
        built=frozenset(map(id_of, given["build"])),
        modes=frozenset(_member(Mode, name) for name in names) or _no_mode(),
        clock=_member(Clock, given["clock"]),
        season=given["month"],
        services=frozenset(given["service"]),
        rho=given["rho"],
        figures=_figures_of(given["figures_file"], given["figures"]),
    )


def shipment_of(box: str, amount: float) -> Shipment:
    """Cargo that the options describe.

    Raises
    ------
    QuestionError
        The amount cannot be shipped.
    """
    from geo.estimates import Box, Shipment

    return Shipment(box=Box(box), amount=amount)


def place_meant(places: Places, text: str) -> Place:
    """Place that a text means; what looks turned round is said on the error stream.

    Raises
    ------
    UnknownPlaceError, AmbiguousPlaceError
        The message says how to write it.
    """
    place = places.find(text)
    show_hint(places, place)
    return place


def show_hint(places: Places, place: Place) -> None:
    """Say on the error stream if a point looks as if longitude had been written first."""
    if hint := places.hint(place):
        click.echo(f"{chosen_locale().sentence(hint)}.", err=True)


def _assumption(text: str) -> tuple[str, str]:
    """Gate and state of ``GATE=STATE``."""
    gate, equals, state = (part.strip() for part in text.partition("="))
    if not (gate and equals and state):
        raise QuestionError(
            Message(
                "{text} assumes nothing; write GATE=STATE, for instance hormuz=open",
                text=quoted(text),
            )
        )
    return id_of(gate), state.casefold()


def id_of(text: str) -> str:
    """Id that a text means: ids are in small letters, those of single ports apart.

    Examples
    --------
    >>> id_of(" Suez"), id_of("port:AEABU")
    ('suez', 'port:AEABU')
    """
    name = text.strip()
    return name if ":" in name else name.casefold()


def _figures_of(file: Path | None, settings: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """Figures that are set: those of a file, and before them those set one by one."""
    own: list[tuple[str, float]] = [_setting(text) for text in settings]
    if file is not None:
        from geo.evidence import load_ledger
        from geo.userdata import read_own_figures

        named = {figure for figure, _ in own}
        held = read_own_figures(file, load_ledger())
        own += [(figure, value) for figure, value in held.items() if figure not in named]
    return tuple(sorted(own))


def _setting(text: str) -> tuple[str, float]:
    """Figure and value of ``FIGURE=VALUE``."""
    name, _, value = text.partition("=")
    try:
        return name.strip(), read_number(value)
    except QuestionError as error:
        msg = Message(
            "{text} sets nothing: {reason}; write FIGURE=VALUE in the figure's unit",
            text=quoted(text),
            reason=error.message,
        )
        raise QuestionError(msg) from error


def _no_mode() -> frozenset[Mode]:
    raise UnknownNameError(Message("no mode is named; write some of sea, rail, road"))


_NONE_SUCH: Final = {
    "Mode": "there is no mode {text}; choose from {names}",
    "Clock": "there is no clock {text}; choose from {names}",
}


def _member(kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError as error:
        names = tuple(map(quoted, kind))
        msg = Message(_NONE_SUCH[kind.__name__], text=quoted(value), names=names)
        raise UnknownNameError(msg) from error


def complete_place(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Names of places that a shell offers for the beginning of one."""
    from geo.places import load_places

    places = load_places()
    return [places.label(place) for place in places.search(incomplete, limit=LIKELY)]


def complete_corridor(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Ids of corridors that a shell offers."""
    from geo.network import load_corridors

    return [name for name in load_corridors().corridors if name.startswith(incomplete)]


def corridors_of(text: str) -> tuple[str, ...]:
    """Ids of corridors that are joined by commas.

    Examples
    --------
    >>> corridors_of("Western, suez,")
    ('western', 'suez')
    """
    return tuple(id_of(name) for name in text.split(",") if name.strip())


def several_corridors(command: F) -> F:
    """Add the corridors that stand in a comparison."""
    return click.option(
        "--corridors",
        default="",
        metavar="IDS",
        help="Corridors that stand in the comparison, joined by commas.  [default: the branches, "
        "Suez and the Cape, and the others that are among the six fastest]",
    )(command)


def complete_gate(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Ids of gates that a shell offers."""
    from geo.network import load_corridors

    return [name for name in load_corridors().gates if name.startswith(incomplete)]


def complete_clock(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Clocks that a shell offers."""
    from geo.model import Clock

    return [clock for clock in Clock if clock.startswith(incomplete)]
