"""Typefaces: one set for pages, map, files and paper, in the three scripts.

Each face is one WOFF file, made by ``layers/build/typefaces.py``: browsers read it as it is, paper
reads the TrueType font inside. Digits are of one width, but for the Persian ones.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.errors import LayerError
from geo.paths import REBUILD, TYPEFACES, shipped_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SANS: Final = "Atlas Sans"
"""Interface, text and tables; after IBM Plex Sans. Latin and Cyrillic."""
SERIF: Final = "Atlas Serif"
"""Headlines; after Source Serif 4. Latin and Cyrillic."""
NARROW: Final = "Atlas Map"
"""Names on maps, in italics those of seas; after IBM Plex Sans Condensed. Latin and Cyrillic."""
ARABIC: Final = "Atlas Arabic"
"""Everything in Persian, headlines included; after IBM Plex Sans Arabic. No Latin letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One weight and style of a family."""

    family: str
    weight: int
    italic: bool = False

    @property
    def name(self) -> str:
        """Name of its file, without the ending.

        Examples
        --------
        >>> Face(family=NARROW, weight=500, italic=True).name
        'map-500-italic'
        """
        family = self.family.rpartition(" ")[2].lower()
        return f"{family}-{self.weight}{'-italic' if self.italic else ''}"

    @property
    def woff(self) -> bytes:
        """Content of its file.

        Raises
        ------
        LayerError
            The file is missing; the message names it.
        """
        return _woff(self.name)

    @property
    def address(self) -> str:
        """Name of its file with a mark of its content, so that a browser may keep it for long."""
        return f"{self.name}.woff?{hashlib.sha256(self.woff).hexdigest()[:8]}"


@cache
def _woff(name: str) -> bytes:
    return shipped_bytes(TYPEFACES / f"{name}.woff", remedy=REBUILD)


FACES: Final = (
    Face(family=SANS, weight=400),
    Face(family=SANS, weight=500),
    Face(family=SANS, weight=600),
    Face(family=SERIF, weight=600),
    Face(family=NARROW, weight=500),
    Face(family=NARROW, weight=500, italic=True),
    Face(family=NARROW, weight=600),
    Face(family=ARABIC, weight=400),
    Face(family=ARABIC, weight=500),
    Face(family=ARABIC, weight=600),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A font of the reader's machine, stretched to the widths and heights of some of ours.

    What stands on a page before its font has come takes the room that it will take then.
    """

    family: str
    weights: str
    """One weight of CSS, or the first and the last."""
    local: tuple[str, ...]
    """Names under which machines have it."""
    width: float
    """Of a text in ours, in widths of the same text in the stand-in."""


_ASCENT_DESCENT: Final = {SANS: (1.025, 0.275), SERIF: (1.036, 0.335), NARROW: (1.025, 0.275)}
"""Height of lines above and below the base line, in sizes of type."""
STAND_INS: Final = (
    StandIn(family=SANS, weights="400 500", local=("Arial", "Liberation Sans"), width=1.02),
    StandIn(family=SANS, weights="600", local=("Arial Bold", "Liberation Sans Bold"), width=0.97),
    StandIn(
        family=SERIF,
        weights="600",
        local=("Times New Roman Bold", "Liberation Serif Bold"),
        width=1.12,
    ),
    StandIn(
        family=NARROW,
        weights="500",
        local=("Arial Narrow", "Liberation Sans Narrow"),
        width=1.13,
    ),
    StandIn(
        family=NARROW,
        weights="600",
        local=("Arial Narrow Bold", "Liberation Sans Narrow Bold"),
        width=1.07,
    ),
)


def stack(family: str, *, persian: bool = False) -> str:
    """Families in the order in which a browser asks them for a letter, as CSS.

    Parameters
    ----------
    family
        `SANS`, `SERIF` or `NARROW`.
    persian
        Whether the text is Persian, whose headlines have no serifs.

    Examples
    --------
    >>> stack(SERIF)
    '"Atlas Serif","Atlas Arabic","Atlas Serif Stand-in",serif'
    """
    if persian:
        family = SANS if family == SERIF else family
    first = (ARABIC, family) if persian else (family, ARABIC)
    names = [*first, f"{family} Stand-in"]
    generic = "serif" if family == SERIF else "sans-serif"
    return ",".join([*(f'"{name}"' for name in names), generic])


_ARABIC_RANGE: Final = ";unicode-range:U+0600-06FF,U+200C-200F"
"""Browsers fetch the Arabic face only for a page that has Arabic letters."""


def stylesheet(faces: Iterable[Face], address: Callable[[Face], str]) -> str:
    """Write faces, their stand-ins and the stacks of families as CSS.

    ``--sans``, ``--serif`` and ``--narrow`` hold the stacks, in the order of the page's language.

    Parameters
    ----------
    faces
        From `FACES`.
    address
        Where the browser fetches a face.

    Examples
    --------
    >>> sheet = stylesheet(FACES[:1], lambda face: f"{face.name}.woff")
    >>> sheet[: sheet.index(";")], 'src:url("sans-400.woff") format("woff")' in sheet
    ('@font-face{font-family:"Atlas Sans"', True)
    """
    rules = [
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};'
        f"font-style:{'italic' if face.italic else 'normal'};font-display:swap;"
        f'src:url("{address(face)}") format("woff")'
        f"{_ARABIC_RANGE if face.family == ARABIC else ''}}}"
        for face in faces
    ]
    for one in STAND_INS:
        sources = ",".join(f'local("{name}")' for name in one.local)
        ascent, descent = (height / one.width for height in _ASCENT_DESCENT[one.family])
        rules.append(
            f'@font-face{{font-family:"{one.family} Stand-in";font-weight:{one.weights};'
            f"src:{sources};size-adjust:{one.width:.0%};ascent-override:{ascent:.1%};"
            f"descent-override:{descent:.1%};line-gap-override:0%}}"
        )
    for scope, persian in ((":root", False), (":root:lang(fa)", True)):
        stacks = ";".join(
            f"--{name}:{stack(family, persian=persian)}"
            for name, family in (("sans", SANS), ("serif", SERIF), ("narrow", NARROW))
        )
        rules.append(f"{scope}{{{stacks}}}")
    return "\n".join(rules)


def as_data(face: Face) -> str:
    """Address of a face that holds its file, for a page that travels alone."""
    return f"data:font/woff;base64,{base64.b64encode(face.woff).decode('ascii')}"


_HEADER: Final = struct.Struct(">4s4sIHHIHHIIIII")
_ENTRY: Final = struct.Struct(">4sIIII")
_OFFSETS: Final = struct.Struct(">4sHHHH")
_RECORD: Final = struct.Struct(">4sIII")
_DAMAGED: Final = f"a typeface is damaged; {REBUILD}"


def truetype(woff: bytes) -> bytes:
    """Take the font out of a WOFF file (W3C Recommendation WOFF 1.0), for paper.

    Raises
    ------
    LayerError
        It is no WOFF file, or a damaged one.
    """
    if not woff.startswith(b"wOFF"):
        raise LayerError(_DAMAGED)
    try:
        _, flavour, _, count, *_ = _HEADER.unpack_from(woff)
        tables: list[tuple[bytes, int, bytes]] = []
        for number in range(count):
            tag, start, packed, long, checksum = _ENTRY.unpack_from(
                woff, _HEADER.size + number * _ENTRY.size
            )
            data = woff[start : start + packed]
            tables.append((tag, checksum, zlib.decompress(data) if packed < long else data))
    except (struct.error, zlib.error) as error:
        raise LayerError(_DAMAGED) from error
    power = count.bit_length() - 1
    span = 16 << power
    head = _OFFSETS.pack(flavour, count, span, power, 16 * count - span)
    place = len(head) + count * _RECORD.size
    records, bodies = [], []
    for tag, checksum, data in tables:
        records.append(_RECORD.pack(tag, checksum, place, len(data)))
        body = data + bytes(-len(data) % 4)
        bodies.append(body)
        place += len(body)
    return b"".join([head, *records, *bodies])
