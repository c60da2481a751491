"""What the values of options mean to the program: conditions, figures, cargo, ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict, TypeVar

from geo.errors import QuestionError, UnknownNameError
from geo.message import Message, quoted
from geo.numerals import read_number

if TYPE_CHECKING:
    from enum import StrEnum
    from pathlib import Path

    from geo.estimates import Shipment
    from geo.model import Mode
    from geo.scenario import Scenario

E = TypeVar("E", bound="StrEnum")


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


def id_of(text: str) -> str:
    """Id that a text means: ids are in small letters, those of single ports apart.

    Examples
    --------
    >>> id_of(" Suez"), id_of("port:AEABU")
    ('suez', 'port:AEABU')
    """
    name = text.strip()
    return name if ":" in name else name.casefold()


def corridors_of(text: str) -> tuple[str, ...]:
    """Ids of corridors that are joined by commas.

    Examples
    --------
    >>> corridors_of("Western, suez,")
    ('western', 'suez')
    """
    return tuple(id_of(name) for name in text.split(",") if name.strip())


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
