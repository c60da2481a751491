"""Columns of a table of shipments: which of the user's columns holds what."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from rapidfuzz.distance import OSA

from geo.errors import QuestionError, UserFileError
from geo.estimates import Box, read_shipment
from geo.message import Message, quoted, shortened
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


class Field(StrEnum):
    """What a column of the user may hold."""

    ORIGIN = "origin"
    DESTINATION = "destination"
    DATE = "date"
    CARGO = "cargo"
    CORRIDOR = "corridor"
    SCENARIO = "scenario"


NEEDED: Final = (Field.ORIGIN, Field.DESTINATION)
NAMES: Final[Mapping[Field, frozenset[str]]] = MappingProxyType(
    {
        Field.ORIGIN: frozenset(
            {
                "origin",
                "from",
                "departure",
                "place of loading",
                "port of loading",
                "pol",
                "loading",
                "shipped from",
                "откуда",
                "пункт отправления",
                "отправление",
                "станция отправления",
                "порт погрузки",
                "место погрузки",
                "место отправления",
                "город отправления",
                "مبدا",
                "مبدأ",
                "از",
                "محل بارگیری",
                "بندر بارگیری",
            }
        ),
        Field.DESTINATION: frozenset(
            {
                "destination",
                "to",
                "arrival",
                "place of delivery",
                "port of discharge",
                "pod",
                "delivery",
                "shipped to",
                "куда",
                "пункт назначения",
                "назначение",
                "станция назначения",
                "порт выгрузки",
                "место выгрузки",
                "место доставки",
                "место назначения",
                "город назначения",
                "مقصد",
                "به",
                "محل تخلیه",
                "بندر تخلیه",
            }
        ),
        Field.DATE: frozenset(
            {
                "date",
                "day",
                "month",
                "as of",
                "departure date",
                "shipment date",
                "ship date",
                "shipping date",
                "etd",
                "date of departure",
                "date of shipment",
                "дата",
                "день",
                "месяц",
                "дата отправления",
                "дата отгрузки",
                "дата отправки",
                "تاریخ",
                "روز",
                "ماه",
                "تاریخ حمل",
                "تاریخ بارگیری",
            }
        ),
        Field.CARGO: frozenset(
            {
                "cargo",
                "amount",
                "quantity",
                "qty",
                "boxes",
                "containers",
                "груз",
                "количество",
                "кол во",
                "контейнеры",
                "число контейнеров",
                "بار",
                "مقدار",
                "تعداد",
                "کانتینر",
            }
        ),
        Field.CORRIDOR: frozenset({"corridor", "route", "коридор", "маршрут", "کریدور", "مسیر"}),
        Field.SCENARIO: frozenset({"scenario", "conditions", "сценарий", "условия", "سناریو"}),
    }
)
"""Names by which a column is recognised, in small letters without signs."""
MASSES: Final = frozenset(
    {
        "",
        "weight",
        "net weight",
        "mass",
        "volume",
        "вес",
        "вес нетто",
        "масса",
        "масса нетто",
        "объем",
        "объём",
        "وزن",
        "حجم",
    }
)
"""Names of a column of cargo whose unit stands after them; alone they say no unit."""
FILLERS: Final = frozenset({"city", "place", "name", "station", "terminal", "town", "of"})
SHORTEST: Final = 5
"""Letters of a name that is recognised with a letter wrong."""
_SIGNS: Final = re.compile(r"[\W_]+")
_PARTS: Final = re.compile(r"[/\n|]")
_UNITS: Final = frozenset({"t", "т", "teu", "feu", "дфэ", "фэу", "تن"})
_LISTED: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the user says of a table: names of its columns, and scenarios by their names."""

    columns: Mapping[Field, str] = field(default_factory=dict)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column of a table holds what."""

    places: Mapping[Field, int]
    """Number of the column of each field, from 0."""
    box: Box | None = None
    """Unit that the head of the column of cargo names."""


def recognised(head: Sequence[str], layout: Layout) -> Columns:
    """Find the columns of a table by the names that the user gives, or by those that are usual.

    Parameters
    ----------
    head
        Names of the columns as they are written.
    layout
        Names that the user gives; they go before all others.

    Raises
    ------
    QuestionError
        A column is missing, or two may be the same.

    Examples
    --------
    >>> found = recognised(["№", "Откуда", "Куда", "Вес, т"], Layout())
    >>> {field.value: number for field, number in found.places.items()}, found.box
    ({'origin': 1, 'destination': 2, 'cargo': 3}, <Box.TONNE: 't'>)
    """
    places: dict[Field, int] = {}
    named = {one: name for one, name in layout.columns.items() if name}
    for one, name in named.items():
        places[one] = _by_name(head, name)
    for one in Field:
        if one in named:
            continue
        free = [number for number in range(len(head)) if number not in places.values()]
        fitting = [number for number in free if _is_exact(head[number], one)]
        fitting = fitting or [number for number in free if _is_near(head[number], one)]
        if len(fitting) > 1:
            msg = Message(
                "the columns {names} may both be {field}; name one by {option}",
                names=tuple(quoted(head[number]) for number in fitting[:_LISTED]),
                field=quoted(one.value),
                option=f"--column {one.value}=NAME",
            )
            raise QuestionError(msg)
        if fitting:
            places[one] = fitting[0]
    for one in NEEDED:
        if one not in places:
            msg = Message(
                "no column is recognised as {field}; name it by {option}, one of: {names}",
                field=quoted(one.value),
                option=f"--column {one.value}=NAME",
                names=tuple(quoted(name) for name in head[:_LISTED] if name),
            )
            raise QuestionError(msg)
    cargo = places.get(Field.CARGO)
    return Columns(places=places, box=None if cargo is None else _base_and_box(head[cargo])[1])


def is_head(cells: Sequence[object], layout: Layout) -> bool:
    """Tell whether a row names an origin and a destination, and so is the head of a table.

    Examples
    --------
    >>> is_head(["From", "To"], Layout()), is_head(["Moscow", "Baku"], Layout())
    (True, False)
    """
    texts = [plain_name(str(cell)) for cell in cells if cell not in (None, "")]
    own = [plain_name(name) for name in layout.columns.values() if name]
    if own:
        return all(name in texts for name in own)
    heads = [str(cell) for cell in cells if cell not in (None, "")]
    return all(any(_is_exact(head, one) or _is_near(head, one) for head in heads) for one in NEEDED)


def plain_name(text: str) -> str:
    """Write the name of a column in small letters, without signs.

    Examples
    --------
    >>> plain_name(" Port_of loading:")
    'port of loading'
    """
    return _SIGNS.sub(" ", text).strip().casefold()


def read_layout(path: Path) -> Layout:
    """Read the names of columns and the scenarios of a file.

    Parameters
    ----------
    path
        TOML or JSON with the tables ``columns`` (field to name) and ``scenarios`` (name to the
        members of a scenario, as the JSON of an answer has them).

    Raises
    ------
    UserFileError
        The file cannot be read; the message says why.
    QuestionError
        A scenario is none.
    """
    shown = shortened(path.name)
    try:
        text = path.read_text("utf-8-sig")
        data = json.loads(text) if path.suffix.casefold() == ".json" else tomllib.loads(text)
        columns, scenarios = dict(data.get("columns", {})), dict(data.get("scenarios", {}))
        members = {str(name): dict(one) for name, one in scenarios.items()}
    except OSError as error:
        reason = error.strerror or str(error)
        msg = Message("{name} cannot be opened: {reason}", name=shown, reason=reason)
        raise UserFileError(msg) from error
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        msg = Message(
            "{name} is no TOML or JSON with the tables columns and scenarios; see `instc batch "
            "--help`",
            name=shown,
        )
        raise UserFileError(msg) from error
    return Layout(
        columns={field_of(str(name)): str(held) for name, held in columns.items()},
        scenarios={name: Scenario.from_dict(held) for name, held in members.items()},
    )


def field_of(name: str) -> Field:
    """Find a field by its name.

    Raises
    ------
    QuestionError
        There is none.
    """
    try:
        return Field(name.strip().casefold())
    except ValueError as error:
        msg = Message(
            "a shipment has no {name}; choose from {names}",
            name=quoted(name),
            names=tuple(one.value for one in Field),
        )
        raise QuestionError(msg) from error


def layout_of(settings: Iterable[str], base: Layout) -> Layout:
    """Lay settings ``FIELD=NAME`` over what a file says.

    Raises
    ------
    QuestionError
        A setting names no field or no column.
    """
    columns = dict(base.columns)
    for text in settings:
        name, _, held = text.partition("=")
        if not held.strip():
            msg = Message(
                "{text} names no column; write FIELD=NAME, for instance origin=From",
                text=quoted(text),
            )
            raise QuestionError(msg)
        columns[field_of(name)] = held.strip()
    return Layout(columns=columns, scenarios=base.scenarios)


def scenario_named(text: str, layout: Layout) -> Scenario:
    """Find the scenario that a cell means: a name of the layout, or the members as JSON.

    Raises
    ------
    QuestionError
        It is neither.
    """
    if text in layout.scenarios:
        return layout.scenarios[text]
    if text.startswith("{"):
        try:
            members: Any = json.loads(text)
        except (ValueError, RecursionError):
            members = None
        if isinstance(members, dict):
            return Scenario.from_dict(members)
    msg = Message(
        "there is no scenario {text}; name one of the file of --columns, or write its members as "
        "JSON",
        text=quoted(text),
    )
    raise QuestionError(msg)


def _by_name(head: Sequence[str], name: str) -> int:
    same = [number for number, one in enumerate(head) if one.strip() == name.strip()]
    same = same or [n for n, one in enumerate(head) if plain_name(one) == plain_name(name)]
    if len(same) == 1:
        return same[0]
    if same:
        msg = Message("several columns have the name {name}; rename one", name=quoted(name))
        raise QuestionError(msg)
    msg = Message(
        "there is no column {name}; the columns are {names}",
        name=quoted(name),
        names=tuple(quoted(one) for one in head[:_LISTED] if one),
    )
    raise QuestionError(msg)


def _forms(head: str) -> Iterator[str]:
    """Yield the plain names that a head may stand for: whole, its parts, without filling words."""
    whole = plain_name(head)
    yield whole
    for part in _PARTS.split(head):
        yield plain_name(part)
    yield " ".join(word for word in whole.split() if word not in FILLERS)


def _is_exact(head: str, one: Field) -> bool:
    if any(form in NAMES[one] for form in _forms(head)):
        return True
    if one is not Field.CARGO:
        return False
    base, box = _base_and_box(head)
    return box is not None and (base in MASSES or base in NAMES[one])


def _is_near(head: str, one: Field) -> bool:
    return any(
        OSA.distance(form, name, score_cutoff=1) <= 1
        for form in _forms(head)
        if len(form) >= SHORTEST
        for name in NAMES[one]
        if len(name) >= SHORTEST
    )


def _base_and_box(head: str) -> tuple[str, Box | None]:
    """Split the head of a column into what it holds and the unit that stands after it."""
    base, _, unit = plain_name(head).rpartition(" ")
    try:
        box = read_shipment(f"1 {unit}").box if unit in _UNITS or len(unit) > 2 else None  # noqa: PLR2004 - units of one or two letters are listed
    except QuestionError:
        box = None
    return (base, box) if box else (plain_name(head), None)
