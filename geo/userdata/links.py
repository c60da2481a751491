"""Links of the user's own: lines with a mode, a speed and a status, taken all or none."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

import shapely

from geo.errors import QuestionError, UserFileError
from geo.evidence import speed_range
from geo.message import Message, joined, quoted
from geo.model import Mode, OwnLink, OwnLinks, Status
from geo.numerals import read_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo.userdata.layer import UserLayer

E = TypeVar("E", bound=StrEnum)

COLUMNS: Final = ("mode", "speed", "status")
"""Columns of a link; the last may be missing."""
MOST_POINTS: Final = 10_000
"""Points of one link."""
LISTED: Final = 8
_SHOWN: Final = 40
_NAME_LENGTH: Final = 80
_DIGEST_DIGITS: Final = 12
_UNIT: Final = "km/h"
_DECIMALS: Final = 5


def own_links(layer: UserLayer) -> OwnLinks:
    r"""Read the features of a layer as links that journeys may use.

    Parameters
    ----------
    layer
        From `read_user_layer`: lines with the columns ``mode`` (rail, road or sea), ``speed``
        (km/h) and, if wanted, ``status`` (operating, under_construction or planned) and ``name``.

    Raises
    ------
    UserFileError
        A feature is no link. The message lists those that are wrong; none is taken.

    Examples
    --------
    >>> from geo.userdata import read_user_layer
    >>> table = b'wkt,mode,speed\n"LINESTRING (49.6 37.28, 48.87 38.42)",rail,50\n'
    >>> link = own_links(read_user_layer(table, name="a.csv")).links[0]
    >>> link.mode.value, link.speed_kmh, link.status.value
    ('rail', 50.0, 'operating')
    """
    name = layer.name[:_NAME_LENGTH]
    columns = {column.strip().casefold(): column for column in reversed([*layer.columns])}
    missing = [column for column in COLUMNS[:-1] if column not in columns]
    if missing:
        msg = Message(
            "{name}: a link wants the columns {names}; {missing} is missing",
            name=name,
            names=COLUMNS,
            missing=missing[0],
        )
        raise UserFileError(msg)
    links: list[OwnLink] = []
    wrong = [
        Message("row {row}: {reason}", row=one.row, reason=one.text)
        for one in layer.problems
        if one.row and not one.is_kept
    ]
    for number in range(len(layer)):
        cells = {key: layer.columns[column][number] for key, column in columns.items()}
        try:
            links.append(_link(layer, number, cells))
        except QuestionError as error:
            row = int(layer.rows[number])
            wrong.append(Message("row {row}: {reason}", row=row, reason=error.message))
    if wrong:
        more = len(wrong) - LISTED
        rest = [Message("and {count} more", count=more)] if more > 0 else []
        reasons = joined("{first}; {rest}", *wrong[:LISTED], *rest)
        raise UserFileError(
            Message("{name}: no link was taken; {reason}", name=name, reason=reasons)
        )
    return OwnLinks(name=name, digest=_digest(links), links=tuple(links))


def _link(layer: UserLayer, number: int, cells: Mapping[str, Any]) -> OwnLink:
    mode = _member(Mode, cells["mode"])
    status = _member(Status, cells.get("status") or Status.OPERATING)
    speed, (least, most) = read_number(_text(cells["speed"])), speed_range(_UNIT, mode)
    if not least <= speed <= most:
        msg = Message(
            "{speed} km/h is no speed by {mode}; choose from {least} to {most}",
            mode=Message(mode.value),
            speed=f"{speed:g}",
            least=f"{least:g}",
            most=f"{most:g}",
        )
        raise QuestionError(msg)
    name = _text(cells.get("name")) or layer.labels[number]
    return OwnLink(
        name=" ".join(name.split())[:_SHOWN] or f"{layer.name[:_SHOWN]} {layer.rows[number]}",
        mode=mode,
        speed_kmh=speed,
        status=status,
        line=tuple(_line(layer.geometries[number])),
    )


def _line(shape: shapely.Geometry) -> Iterator[tuple[float, float]]:
    """Points of one line; of several that join, their whole."""
    if isinstance(shape, shapely.MultiLineString):
        shape = shapely.line_merge(shape)
    if not isinstance(shape, shapely.LineString):
        msg = Message("it is not one line from end to end; draw it as a line")
        raise QuestionError(msg)
    points = shapely.get_coordinates(shape).round(_DECIMALS)
    if len(points) > MOST_POINTS:
        msg = Message("its line has over {limit} points; simplify it", limit=MOST_POINTS)
        raise QuestionError(msg)
    yield from ((float(lon), float(lat)) for lon, lat in points)


def _member(kind: type[E], value: object) -> E:
    text = _text(value).casefold().replace(" ", "_")
    try:
        return kind(text)
    except ValueError as error:
        msg = Message(
            "{text} is none of {names}; choose one",
            text=quoted(_text(value)[:_SHOWN]),
            names=tuple(one.value for one in kind),
        )
        raise QuestionError(msg) from error


def _text(value: object) -> str:
    text = "" if value is None else str(value)
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def _digest(links: list[OwnLink]) -> str:
    """First digits of the SHA-256 of links, whatever format they came in."""
    rows = [[one.name, one.mode, one.speed_kmh, one.status, one.line] for one in links]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGEST_DIGITS]
