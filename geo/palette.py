"""Colours and line patterns: one for each corridor, everywhere alike, on map, chart, card and file.

Colour says which corridor, pattern says whether a line carries traffic, width says which mode. The
corridor colours differ for readers with protanopia, deuteranopia and tritanopia too, and stand out
from land and water at 3:1 at least, in the light theme and in the dark one; a test measures both.
A state of a gate is said by the shape of its mark; its colour repeats whether ships pass.

Every other file takes its colours from here. Only `.streamlit/config.toml` must hold its own, and a
test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import methodcaller
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.model import Mode, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """One colour in both themes, as ``#rrggbb``."""

    light: str
    dark: str

    def on(self, theme: str) -> str:
        """Colour for a theme, ``light`` or ``dark``."""
        return self.dark if theme == "dark" else self.light


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How a line is broken: lengths of dash and gap in pixels, empty for a solid line."""

    label: str
    dashes: tuple[float, ...] = ()
    round_ends: bool = False
    crossed: bool = False
    """Small bars across the line, as on a road that is closed."""


CORRIDORS: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        "western": Colour(light="#1457e6", dark="#9cc6fc"),
        "trans-caspian": Colour(light="#079175", dark="#2ba083"),
        "eastern": Colour(light="#e2500f", dark="#ff5526"),
        "suez": Colour(light="#a02b3d", dark="#e898ae"),
        "suez-black-sea": Colour(light="#671878", dark="#cb45fa"),
        "cape": Colour(light="#241a12", dark="#f0e17d"),
        "jeddah-2023": Colour(light="#8878a0", dark="#937ea6"),
        "middle": Colour(light="#947450", dark="#a77d5c"),
        "turkiye": Colour(light="#973590", dark="#a296e0"),
        "makran": Colour(light="#036c51", dark="#a5c594"),
        "afghanistan": Colour(light="#c0120c", dark="#b3a65f"),
        "northern-sea-route": Colour(light="#0c08c3", dark="#72f7c2"),
        "eastern-maritime": Colour(light="#69123e", dark="#0dc7b1"),
        "china": Colour(light="#720004", dark="#b5c409"),
    }
)
"""Lines, bars and edges of cards."""
CORRIDOR_TEXTS: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        **CORRIDORS,
        "trans-caspian": Colour(light="#06705a", dark="#4cc2a3"),
        "eastern": Colour(light="#b23b08", dark="#ff855f"),
        "suez-black-sea": Colour(light="#671878", dark="#dd82fc"),
        "jeddah-2023": Colour(light="#6a5a84", dark="#a99dc4"),
        "middle": Colour(light="#7b6042", dark="#b49074"),
    }
)
"""Words in the colour of a corridor, at 4.5:1 where its line has less."""
CORRIDOR_DASHES: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        "suez": (5.5, 3.0),
        "middle": (10.0, 2.5),
        "turkiye": (10.0, 2.5, 2.5, 2.5),
        "makran": (6.0, 2.0, 1.5, 2.0),
        "afghanistan": (4.0, 1.5),
        "northern-sea-route": (2.5, 2.5),
        "eastern-maritime": (8.0, 2.0, 2.0, 2.0, 2.0, 2.0),
        "china": (5.0, 2.0, 5.0, 6.0),
    }
)
"""Lengths of dash and gap, pixels, of a corridor whose lines no status breaks.

No eye tells as many colours apart as there are corridors: each that stands in a comparison only
where it is offered has a dash of its own beside its colour.
"""
TRUNK: Final = Colour(light="#495a62", dark="#e4e9ed")
"""Track that several corridors share."""
NEUTRAL: Final = Colour(light="#56606c", dark="#a7b1bc")
"""Lines and symbols that belong to no corridor, and quiet words."""
ACCENT: Final = Colour(light="#c69214", dark="#e0b84a")
"""The band that underlies a link or region singled out; text is never set in it."""
OWN: Final = Colour(light="#c0187c", dark="#ff8fd0")
"""Lines and points of a layer of the reader, a colour that no corridor has."""
LINK: Final = CORRIDORS["western"]
"""Links, switches and the ring round what has the keyboard."""

_BARRED: Final = Colour(light="#b3141b", dark="#ff7b78")
STATES: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        "open": TRUNK,
        "hindered": Colour(light="#945000", dark="#ffb84d"),
        "barred": _BARRED,
        "blockaded": _BARRED,
        "unknown": Colour(light="#6b7480", dark="#8d98a4"),
    }
)
"""Marks of gates by what they are in; each has a shape of its own beside its colour."""

PATTERNS: Final[Mapping[Status, Pattern]] = MappingProxyType(
    {
        Status.OPERATING: Pattern(label="operating"),
        Status.UNDER_CONSTRUCTION: Pattern(label="under construction", dashes=(8, 5)),
        Status.PLANNED: Pattern(label="planned", dashes=(0.1, 6), round_ends=True),
        Status.SUSPENDED: Pattern(label="suspended", crossed=True),
    }
)
WIDTHS: Final[Mapping[Mode, float]] = MappingProxyType(
    {Mode.RAIL: 2.5, Mode.ROAD: 3.2, Mode.SEA: 2.0}
)
"""Line widths in pixels; a road is drawn hollow."""
TRUNK_WIDTHS: Final[Mapping[Mode, float]] = MappingProxyType(
    {Mode.RAIL: 3.25, Mode.ROAD: 3.8, Mode.SEA: 2.6}
)
"""Line widths in pixels where all branches of the corridor run together."""

GROUND: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        "land": Colour(light="#f3f0e8", dark="#272d33"),
        "water": Colour(light="#dce7ed", dark="#151c23"),
        "coast": Colour(light="#9db3c0", dark="#45535f"),
        "border": Colour(light="#b3a998", dark="#555b60"),
        "river": Colour(light="#bccfda", dark="#35424d"),
        "country": Colour(light="#6c6357", dark="#9ba19f"),
        "sea": Colour(light="#3c6277", dark="#7fa3b8"),
        "text": Colour(light="#1b222b", dark="#eef1f4"),
        "quiet": NEUTRAL,
        "paper": Colour(light="#ffffff", dark="#11161b"),
        "panel": Colour(light="#f7f5f0", dark="#1d242c"),
        "rule": Colour(light="#d9d8d2", dark="#323a43"),
        "edge": Colour(light="#868f99", dark="#65717d"),
        "link": LINK,
        "casing": Colour(light="#fffdf8", dark="#12171c"),
        "trunk": TRUNK,
        "neutral": NEUTRAL,
        "accent": ACCENT,
        "barred": STATES["barred"],
    }
)
"""Everything that is not a corridor: ground of the map, names of countries and seas on it, and the
surfaces, texts, rules and edges of controls of every page."""


GAINS: Final = (
    Colour(light="#8cc5d0", dark="#1b6b79"),
    Colour(light="#368fa0", dark="#3ca5ba"),
    Colour(light="#07475a", dark="#a9e6f4"),
)
"""What a change gains, from little to much: further from the ground with each step."""
LOSSES: Final = (
    Colour(light="#ecd6a5", dark="#5f4519"),
    Colour(light="#c08a3a", dark="#b3832f"),
    Colour(light="#6e3d07", dark="#f3d79b"),
)
"""What a change loses, as `GAINS`."""
UNCHANGED: Final = Colour(light="#dddbd3", dark="#3a4149")
"""Land on which a change moves nothing."""


def colour_of(name: str) -> Colour:
    """Colour of a corridor, or the neutral one for any other name.

    Examples
    --------
    >>> colour_of("western").on("light"), colour_of("some port").on("light")
    ('#1457e6', '#56606c')
    """
    return CORRIDORS.get(name, NEUTRAL)


def text_colour_of(name: str) -> Colour:
    """Colour of words about a corridor, or the neutral one for any other name.

    Examples
    --------
    >>> text_colour_of("eastern").on("light"), text_colour_of("some port").on("light")
    ('#b23b08', '#56606c')
    """
    return CORRIDOR_TEXTS.get(name, NEUTRAL)


def dashes_of(name: str, status: Status) -> tuple[float, ...]:
    """Lengths of dash and gap of a line, pixels; empty for a solid one.

    Parameters
    ----------
    name
        Corridor, or any other name.
    status
        Of the line; its pattern comes before that of the corridor.

    Examples
    --------
    >>> dashes_of("suez", Status.OPERATING), dashes_of("suez", Status.UNDER_CONSTRUCTION)
    ((5.5, 3.0), (8, 5))
    """
    return PATTERNS[status].dashes or CORRIDOR_DASHES.get(name, ())


def named_colours() -> dict[str, Colour]:
    """Colours of lines and symbols by the end of their class, ``colour-NAME``.

    Examples
    --------
    >>> named_colours()["state-open"].on("light")
    '#495a62'
    """
    states = {f"state-{name}": colour for name, colour in STATES.items()}
    others = {"neutral": NEUTRAL, "trunk": TRUNK, "accent": ACCENT, "own": OWN}
    return {**CORRIDORS, **others, **states}


def class_rules(on: Callable[[Colour], str], scope: str = "") -> list[str]:
    """Give each class ``colour-NAME`` its colours, as rules of CSS.

    ``--colour`` is that of lines, marks and bars, ``--colour-text`` that of words.

    Parameters
    ----------
    on
        How a colour is written.
    scope
        Selector before each class, with its space.

    Examples
    --------
    >>> class_rules(lambda colour: colour.light)[2]
    '.colour-eastern{--colour:#e2500f;--colour-text:#b23b08}'
    """
    return [
        f"{scope}.colour-{name}"
        f"{{--colour:{on(colour)};--colour-text:{on(CORRIDOR_TEXTS.get(name, colour))}}}"
        for name, colour in named_colours().items()
    ]


def ground_rules(on: Callable[[Colour], str]) -> str:
    """Name each colour of the ground in CSS, ``--land`` and the like.

    Examples
    --------
    >>> ground_rules(lambda colour: colour.dark).split(";")[0]
    '--land:#272d33'
    """
    return ";".join(f"--{name}:{on(colour)}" for name, colour in GROUND.items())


def stylesheet() -> str:
    """Write the palette as CSS custom properties, for both themes.

    Examples
    --------
    >>> ".colour-suez{--colour:#a02b3d;--colour-text:#a02b3d}" in stylesheet()
    True
    """
    rules: list[str] = []
    for theme, scope in (("light", ""), ("dark", '[data-theme="dark"] ')):
        on = methodcaller("on", theme)
        rules.append(f"{scope.strip() or ':root'}{{{ground_rules(on)}}}")
        rules.extend(class_rules(on, scope))
    for status, pattern in PATTERNS.items():
        if pattern.dashes:
            cap = "round" if pattern.round_ends else "butt"
            rules.append(f"path.status-{status}{{{_dashes(pattern.dashes)};stroke-linecap:{cap}}}")
    rules.extend(
        f"path:where(.line.colour-{name}){{{_dashes(dashes)}}}"
        for name, dashes in CORRIDOR_DASHES.items()
    )
    for scope, widths in (("", WIDTHS), (".trunk", TRUNK_WIDTHS)):
        rules.extend(
            f"path{scope}.mode-{mode}{{stroke-width:{width:g}px}}" for mode, width in widths.items()
        )
    return "\n".join(rules)


def _dashes(lengths: tuple[float, ...]) -> str:
    return f"stroke-dasharray:{' '.join(f'{length:g}' for length in lengths)}"
