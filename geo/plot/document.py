"""Blocks of a page: headings, paragraphs, tables, pictures, and the stamp.

`geo.plot.typesetting.typeset` sets them on paper.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from geo.estimates import Box
from geo.journeys import Comparison, Journey
from geo.webmap import Group

Content = Comparison | Journey | Sequence[Journey] | Sequence[Group]
"""Content of a picture; of a comparison, the first journey of each corridor is shown."""
Drawing = Literal["map", "time", "cost"]
"""A map, days over distance, or dollars over distance."""
Form = Literal["png", "svg", "pdf"]
_SHARES: Final = re.compile("(?<=P[0-9]0) \u2013 (?=P[0-9]0)")
_FROM_RIGHT: Final = "\N{RIGHT-TO-LEFT MARK} \N{EN DASH} \N{RIGHT-TO-LEFT MARK}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateText:
    """A gate and its state, with the shape of its mark."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What stands over a picture of journeys, and the sources below it."""

    headline: str
    lead: str = ""
    states: tuple[StateText, ...] = ()
    """Gates that are not simply open."""
    sources: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The words every picture and page carries, in the language of the file."""

    title: str
    subtitle: str = ""
    """Question and scenario in one sentence."""
    credits: str
    disclaimer: str
    data_date: str = ""
    """Date of the data and version of the model, as printed."""
    hash: str = ""
    """Token from which the command line makes the file again."""
    answer: Answer | None = None
    """Over a picture, in place of the title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; it stays on the page of the next block."""

    text: str
    level: int = 1
    """1 to 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text; its lines may be on two pages."""

    text: str
    quiet: bool = False
    """In small grey type, as a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; its head is repeated on each page."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Each as long as ``columns``."""
    widths: tuple[float, ...] = ()
    """Shares of the page's width, of any sum; empty: alike."""
    numeric: frozenset[int] = frozenset()
    """Columns of numbers, aligned at their far side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A map or a chart with its caption, as wide as the page."""

    content: Content
    drawing: Drawing = "map"
    caption: str = ""
    fit: tuple[float, float, float, float] | None = None
    """Box of a map: west, south, east, north, degrees; None: all lines."""
    height_share: float = 0.42
    """Height as a share of the page's."""
    box: Box = Box.TEU
    """Unit of cargo of a chart of dollars."""


Block = Heading | Paragraph | Table | Picture


def shares_from_right(text: str) -> str:
    r"""Mark P10, P50 and P90 so that from the right they run as the numbers below them do.

    Examples
    --------
    >>> shares_from_right("P10 – P50 – P90").count("\N{RIGHT-TO-LEFT MARK}")
    4
    """
    return _SHARES.sub(_FROM_RIGHT, text)
