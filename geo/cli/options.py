"""What several commands share: the ends of a journey, its conditions, its cargo, old names."""

from __future__ import annotations

from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from geo.cli.lean import postpone_unused
from geo.cli.parameters import (
    DATE,
    NUMBER,
    WHOLE,
    complete_clock,
    complete_gate,
    complete_place,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.model import Place
    from geo.places import Places

F = TypeVar("F", bound="Callable[..., Any]")

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


def several_corridors(command: F) -> F:
    """Add the corridors that stand in a comparison."""
    return click.option(
        "--corridors",
        default="",
        metavar="IDS",
        help="Corridors that stand in the comparison, joined by commas.  [default: the branches, "
        "Suez and the Cape, and the others that are among the six fastest]",
    )(command)
