"""Types of parameters, and what a shell offers to complete one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from geo.atomic import file_of
from geo.errors import QuestionError
from geo.numerals import latin_digits, read_number, read_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    _NumberType = click.ParamType[float]
    _TextType = click.ParamType[str]
    _PathType = click.ParamType[Path]
else:
    # older releases of Click know no type in brackets
    _NumberType = _TextType = _PathType = click.ParamType

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


def complete_place(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Names of places that a shell offers for the beginning of one."""
    from geo.places import load_places

    places = load_places()
    return [places.label(place) for place in places.search(incomplete, limit=LIKELY)]


def complete_corridor(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Ids of corridors that a shell offers."""
    from geo.network import load_corridors

    return [name for name in load_corridors().corridors if name.startswith(incomplete)]


def complete_gate(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Ids of gates that a shell offers."""
    from geo.network import load_corridors

    return [name for name in load_corridors().gates if name.startswith(incomplete)]


def complete_clock(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Clocks that a shell offers."""
    from geo.model import Clock

    return [clock for clock in Clock if clock.startswith(incomplete)]
