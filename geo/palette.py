"""Colours and line patterns: one for each corridor, everywhere alike, on map, chart, card and file.

Colour says which corridor, pattern says whether a line carries traffic, width says which mode. The
corridor colours differ for readers with protanopia, deuteranopia and tritanopia too, and stand out
from land and water at 3:1 at least, in the light theme and in the dark one; a test measures both.
The same holds for the colours of the states of gates.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.model import Mode, Status

if TYPE_CHECKING:
    from collections.abc import Mapping


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
        "western": Colour(light="#0d3b94", dark="#86b2f0"),
        "trans-caspian": Colour(light="#2c8c7e", dark="#66e6d8"),
        "eastern": Colour(light="#d64f16", dark="#ee5a30"),
        "suez": Colour(light="#9a55d0", dark="#8a78f2"),
        "suez-black-sea": Colour(light="#8a2b63", dark="#b9709e"),
        "cape": Colour(light="#44290f", dark="#d8a878"),
        "jeddah-2023": Colour(light="#4e4a0a", dark="#f0e35a"),
    }
)
NEUTRAL: Final = Colour(light="#5b6570", dark="#aab4be")
"""Lines and symbols that belong to no corridor."""
ACCENT: Final = Colour(light="#c69214", dark="#e0b84a")
"""The band that underlies a link or region singled out; text is never set in it."""

STATES: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        "open": Colour(light="#0a7fa8", dark="#54b3ee"),
        "reduced": Colour(light="#bd6718", dark="#e2de62"),
        "restricted": Colour(light="#9e460e", dark="#f2a24c"),
        "barred": Colour(light="#7c1226", dark="#fe5f7b"),
        "unknown": Colour(light="#485567", dark="#a9cbc2"),
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
    {Mode.RAIL: 3.0, Mode.ROAD: 3.4, Mode.SEA: 2.0}
)
"""Line widths in pixels; a road is drawn hollow."""

GROUND: Final[Mapping[str, Colour]] = MappingProxyType(
    {
        "land": Colour(light="#f5f2ea", dark="#2b2e33"),
        "water": Colour(light="#d9e3e8", dark="#1c2025"),
        "coast": Colour(light="#b4c3cb", dark="#434950"),
        "border": Colour(light="#b7ae9e", dark="#565c64"),
        "river": Colour(light="#bfd0d9", dark="#343b43"),
        "country": Colour(light="#6d6658", dark="#99a0a8"),
        "text": Colour(light="#22262b", dark="#eceff2"),
        "quiet": Colour(light="#565d66", dark="#b1b8c0"),
        "paper": Colour(light="#ffffff", dark="#14171a"),
        "panel": Colour(light="#f7f5f0", dark="#1d242c"),
        "rule": Colour(light="#dcd8ce", dark="#3a4047"),
        "casing": Colour(light="#fffdf8", dark="#16191d"),
        "neutral": NEUTRAL,
        "accent": ACCENT,
    }
)
"""Everything on the map that is not a corridor, and the panels that lie on it."""


def colour_of(name: str) -> Colour:
    """Colour of a corridor, or the neutral one for any other name.

    Examples
    --------
    >>> colour_of("western").on("light"), colour_of("some port").on("light")
    ('#0d3b94', '#5b6570')
    """
    return CORRIDORS.get(name, NEUTRAL)


def named_colours() -> dict[str, Colour]:
    """Colours of lines and symbols by the end of their class, ``colour-NAME``.

    Examples
    --------
    >>> named_colours()["state-open"].on("light")
    '#0a7fa8'
    """
    states = {f"state-{name}": colour for name, colour in STATES.items()}
    return {**CORRIDORS, "neutral": NEUTRAL, "accent": ACCENT, **states}


def stylesheet() -> str:
    """Write the palette as CSS custom properties, for both themes.

    ``--land`` and the like hold the ground; ``.colour-western`` and the like set ``--colour``.

    Examples
    --------
    >>> ".colour-suez{--colour:#9a55d0}" in stylesheet()
    True
    """
    colours = named_colours()
    rules: list[str] = []
    for theme, scope in (("light", ""), ("dark", '[data-theme="dark"] ')):
        ground = ";".join(f"--{name}:{colour.on(theme)}" for name, colour in GROUND.items())
        rules.append(f"{scope.strip() or ':root'}{{{ground}}}")
        rules.extend(
            f"{scope}.colour-{name}{{--colour:{c.on(theme)}}}" for name, c in colours.items()
        )
    for status, pattern in PATTERNS.items():
        if pattern.dashes:
            dashes = " ".join(f"{length:g}" for length in pattern.dashes)
            cap = "round" if pattern.round_ends else "butt"
            rules.append(f"path.status-{status}{{stroke-dasharray:{dashes};stroke-linecap:{cap}}}")
    rules.extend(f"path.mode-{mode}{{stroke-width:{width:g}px}}" for mode, width in WIDTHS.items())
    return "\n".join(rules)
