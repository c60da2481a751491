"""What is wrong with a file of the user: features that cannot be used, and whole files.

The process that reads a file reports codes and parameters; the sentences are made here, so that
nothing in a file becomes part of a template.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.errors import UserFileError, UserFileLimitError
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

Parameters = dict[str, str | int | float]


class Flaw(StrEnum):
    """What is wrong with a feature, or worth knowing about a layer."""

    NO_GEOMETRY = "no geometry"
    NO_NUMBER = "no number"
    BROKEN = "broken"
    NOT_FINITE = "not finite"
    OUT_OF_RANGE = "out of range"
    SWAPPED = "swapped"
    NO_LENGTH = "no length"
    NOT_TRANSFORMED = "not transformed"
    MENDED = "mended"
    NOT_MENDED = "not mended"
    CUT = "cut"
    CRS_ASSUMED = "crs assumed"
    CRS_CHANGED = "crs changed"
    LOOKS_SWAPPED = "looks swapped"
    OTHER_LAYERS = "other layers"
    LINKS = "links"
    ENCODING = "encoding"


KEPT: Final = frozenset(
    {
        *(Flaw.MENDED, Flaw.CUT, Flaw.CRS_ASSUMED, Flaw.CRS_CHANGED, Flaw.LOOKS_SWAPPED),
        *(Flaw.OTHER_LAYERS, Flaw.LINKS, Flaw.ENCODING),
    }
)
"""Flaws with which a feature is used all the same."""
_SENTENCES: Final[Mapping[Flaw, Message]] = MappingProxyType(
    {
        Flaw.NO_GEOMETRY: Message("it has no geometry; draw it, or leave the row out"),
        Flaw.NO_NUMBER: Message("{text} is not a coordinate; write degrees such as 51.4"),
        Flaw.BROKEN: Message("its geometry cannot be read; export it again"),
        Flaw.NOT_FINITE: Message("a coordinate is not a finite number; correct it"),
        Flaw.OUT_OF_RANGE: Message(
            "{lon}, {lat} is no longitude and latitude; write degrees, or name the coordinate "
            "reference system"
        ),
        Flaw.SWAPPED: Message(
            "{lon}, {lat} looks turned round; write the longitude first, then the latitude"
        ),
        Flaw.NO_LENGTH: Message("all points of the line are one; draw a second point"),
        Flaw.NOT_TRANSFORMED: Message(
            "its coordinates lie outside the coordinate reference system of the file; correct "
            "the one or the other"
        ),
        Flaw.MENDED: Message(
            "its outline crossed itself and was mended; check its shape on the map"
        ),
        Flaw.NOT_MENDED: Message("its outline encloses nothing; draw it again"),
        Flaw.CUT: Message("a text of over {limit} characters was cut"),
        Flaw.CRS_ASSUMED: Message(
            "the file names no coordinate reference system; degrees (EPSG:4326) were assumed"
        ),
        Flaw.CRS_CHANGED: Message("coordinates were converted from {crs}"),
        Flaw.LOOKS_SWAPPED: Message(
            "longitude and latitude look turned round: so the layer lies outside the corridor, "
            "turned inside; if so, write the longitude first"
        ),
        Flaw.OTHER_LAYERS: Message("the file also has the layers {names}; name one to read it"),
        Flaw.LINKS: Message("links to other files were not followed: {count}"),
        Flaw.ENCODING: Message("the encoding {name} is not known; texts may be garbled"),
    }
)


class Refusal(StrEnum):
    """Why a file is not read at all."""

    FILE_BYTES = "file bytes"
    FEATURES = "features"
    VERTICES = "vertices"
    UNPACKED = "unpacked"
    RATIO = "ratio"
    MEMBERS = "members"
    COLUMNS = "columns"
    SECONDS = "seconds"
    MEMORY = "memory"
    EMPTY = "empty"
    DAMAGED = "damaged"
    CRASHED = "crashed"
    NOT_THE_FORMAT = "not the format"
    NO_LAYER = "no layer"
    NO_FEATURES = "no features"
    NO_COLUMNS = "no columns"
    CRS_UNKNOWN = "crs unknown"
    CRS_WRONG = "crs wrong"
    ENTITIES = "entities"
    PATH = "path"
    LINK = "link"
    LOCKED = "locked"
    SEVERAL = "several"
    NO_PART = "no part"
    NO_UTF8 = "no utf-8"
    NOT_WKB = "not wkb"
    NO_LIBRARY = "no library"
    NO_DRIVER = "no driver"
    NOTHING_LEFT = "nothing left"


_LIMITS: Final = frozenset(
    {
        *(Refusal.FILE_BYTES, Refusal.FEATURES, Refusal.VERTICES, Refusal.UNPACKED),
        *(Refusal.RATIO, Refusal.MEMBERS, Refusal.COLUMNS, Refusal.SECONDS, Refusal.MEMORY),
    }
)
_REASONS: Final[Mapping[Refusal, Message]] = MappingProxyType(
    {
        Refusal.FILE_BYTES: Message("it is larger than {limit} MB; send a part of it"),
        Refusal.FEATURES: Message("it has over {limit} features; send a part of them"),
        Refusal.VERTICES: Message("it has over {limit} points; simplify its lines"),
        Refusal.UNPACKED: Message("unpacked it is larger than {limit} MB; send a part of it"),
        Refusal.RATIO: Message(
            "unpacked it is over {limit} times larger than packed; pack the plain file again"
        ),
        Refusal.MEMBERS: Message("the archive holds over {limit} files; pack one layer alone"),
        Refusal.COLUMNS: Message("it has over {limit} columns; leave some out"),
        Refusal.SECONDS: Message("reading it takes over {limit} s; send a part of it"),
        Refusal.MEMORY: Message("reading it takes over {limit} MB of memory; send a part of it"),
        Refusal.EMPTY: Message("it is empty; export it again"),
        Refusal.DAMAGED: Message("it is damaged and cannot be read; export it again"),
        Refusal.CRASHED: Message("the reader stopped at it; it is damaged: export it again"),
        Refusal.NOT_THE_FORMAT: Message(
            "it is no {format}; give the format it really has, and the ending that goes with it"
        ),
        Refusal.NO_LAYER: Message("it has no layer {name}; choose from {names}"),
        Refusal.NO_FEATURES: Message("it has no layer with geometries; export it again"),
        Refusal.NO_COLUMNS: Message(
            "no columns with coordinates; name them lon and lat, or one column wkt"
        ),
        Refusal.CRS_UNKNOWN: Message(
            "it names no coordinate reference system, and its coordinates are no degrees; give "
            "the system, such as EPSG:32639"
        ),
        Refusal.CRS_WRONG: Message(
            "the coordinate reference system {name} is not known; write it as EPSG:32639"
        ),
        Refusal.ENTITIES: Message(
            "it declares a document type or entities, which are not read; save it without them"
        ),
        Refusal.PATH: Message("the archive holds a path that leads out of it; pack it again"),
        Refusal.LINK: Message("the archive holds a symbolic link; pack the file itself"),
        Refusal.LOCKED: Message("the archive is protected by a password; pack it without one"),
        Refusal.SEVERAL: Message("the archive holds several layers: {names}; name one"),
        Refusal.NO_PART: Message("the archive holds no file {name}; pack the whole layer"),
        Refusal.NO_UTF8: Message("it is not written in UTF-8; save it as CSV in UTF-8"),
        Refusal.NOT_WKB: Message(
            "its geometries are stored as {name}; only WKB is read: export it with WKB"
        ),
        Refusal.NO_LIBRARY: Message(
            "reading it needs {library}, which is not installed; "
            'run `pip install "instc-atlas[{extra}]"`'
        ),
        Refusal.NO_DRIVER: Message(
            "the reader of {format} is not available alone in this installation; "
            "use GeoJSON in its place"
        ),
        Refusal.NOTHING_LEFT: Message(
            "none of its {count} features can be used; the first: {reason}"
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A feature that cannot be used, or was changed; without a row: a remark on the layer."""

    flaw: Flaw
    row: int = 0
    """Row of a table, the header being row 1; elsewhere the number of the feature from 1."""
    label: str = ""
    """Id or name of the feature in the file."""
    text: Message
    """What is wrong and what to do."""

    @property
    def is_kept(self) -> bool:
        """Whether the feature is used all the same."""
        return self.flaw in KEPT


class RefusedError(Exception):
    """In the process that reads: the file is not read, for a reason that has parameters."""

    def __init__(self, reason: Refusal, **parameters: str | float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.parameters = parameters


def flaw_text(flaw: Flaw, parameters: Parameters) -> Message:
    """Sentence of a flaw.

    Examples
    --------
    >>> flaw_text(Flaw.LINKS, {"count": 2})
    'links to other files were not followed: 2'
    """
    return Message(_SENTENCES[flaw].template, **parameters)


def refusal_error(reason: Refusal, name: str, parameters: Parameters) -> UserFileError:
    """Error for a file that is not read.

    Examples
    --------
    >>> refusal_error(Refusal.EMPTY, "a.csv", {})
    UserFileError('a.csv: it is empty; export it again')
    """
    cause = Message(_REASONS[reason].template, **parameters)
    kind = UserFileLimitError if reason in _LIMITS else UserFileError
    return kind(Message("{name}: {reason}", name=name, reason=cause))
