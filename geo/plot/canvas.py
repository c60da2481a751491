"""Drawing of SVG: words from either side, colours of either ground, patterns; PNG and PDF of it."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Final, Literal

from geo.palette import GROUND, colour_of
from geo.typefaces import ARABIC, SANS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.i18n import Locale
    from geo.palette import Colour

    Theme = Literal["light", "dark", "both"]

WIDTH: Final = 1000
"""Of a map, pixels."""
MARGIN: Final = 24
LINE: Final = 19
"""Between two lines of text."""
_FROM_RIGHT: Final = "\N{RIGHT-TO-LEFT ISOLATE}\N{RIGHT-TO-LEFT MARK}"


class Canvas:
    """The parts of a picture, in the order of their drawing.

    Parameters
    ----------
    locale
        Language of all words.
    theme
        Colours for a light or a dark ground, or both.
    name
        Begins the ids of its parts: several pictures may stand on one page.
    """

    def __init__(self, locale: Locale, theme: Theme, name: str) -> None:
        self.locale, self.theme, self.name = locale, theme, name
        self.parts: list[str] = []
        self.patterns: dict[str, str] = {}
        self.from_right = locale.language == "fa"

    def ground(self, name: str) -> str:
        """Colour of a part of the ground, by its name in `geo.palette.GROUND`."""
        return self.own(GROUND[name])

    def colour(self, corridor: str) -> str:
        """Colour of a corridor."""
        return self.own(colour_of(corridor))

    def own(self, colour: Colour) -> str:
        """Colour on the ground of the picture; on both, a browser takes that of its page."""
        if self.theme == "both":
            return f"light-dark({colour.light},{colour.dark})"
        return colour.on(self.theme)

    def add(self, part: str) -> None:
        """Draw an element of SVG above all before it."""
        self.parts.append(part)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 13,
        bold: bool = False,
        anchor: str = "start",
        colour: str = "",
        halo: str = "",
    ) -> None:
        """Write a line; from the right, start and end are where the reader begins and ends."""
        around = (
            f' stroke="{halo}" stroke-width="3.2" stroke-linejoin="round" paint-order="stroke"'
            if halo
            else ""
        )
        turned = {"start": "end", "end": "start"}.get(anchor, anchor)
        side = turned if self.from_right else anchor
        if self.from_right:
            # The mark keeps the first digit of a text beside the second: Chromium parts the two
            # where the letters have no glyph for the isolate.
            text = f"{_FROM_RIGHT}{text}\N{POP DIRECTIONAL ISOLATE}"
        self.add(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{side}"'
            f' fill="{colour or self.ground("text")}"'
            f"{' font-weight=' + chr(34) + '600' + chr(34) if bold else ''}{around}>"
            f"{html.escape(text)}</text>"
        )

    def note(self, text: str, y: float) -> float:
        """Write small print over the whole width, and return where it ends."""
        side = WIDTH - MARGIN if self.from_right else MARGIN
        for line in wrapped(text, 165):
            self.text(side, y, line, size=10.5, colour=self.ground("quiet"))
            y += 14
        return y

    def svg(self, width: float, height: float, left: float = 0.0) -> str:
        """Write the whole picture, or what lies to the right of a line."""
        patterns = "".join(self.patterns[key] for key in sorted(self.patterns))
        family = f"{ARABIC}, {SANS}" if self.from_right else f"{SANS}, {ARABIC}"
        box = f"{left:.0f} 0 {width:.0f} {height:.0f}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" '
            f'font-family="{family}, sans-serif" direction="ltr" role="img">'
            f'<rect x="{left:.0f}" width="{width:.0f}" height="{height:.0f}" '
            f'fill="{self.ground("paper")}"/>'
            f"<defs>{patterns}</defs>{''.join(self.parts)}</svg>"
        )


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most so many letters."""
    lines: list[str] = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def drawn_as(svg: str, form: Literal["png", "pdf"], *, about: Mapping[str, str]) -> bytes:
    """Make a PNG or a PDF of a picture.

    Parameters
    ----------
    svg
        From `surface_svg` or `multiples_svg`.
    form
        What to make.
    about
        What the file says of itself: its ``title`` stands in the properties of a PDF.
    """
    import typst  # noqa: PLC0415 - slow to load, and a page shows the SVG

    from geo.plot.typesetting import fonts, freed  # noqa: PLC0415 - as above

    with freed():
        made = typst.compile(
            _TEMPLATE,
            font_paths=fonts(),
            format=form,
            ppi=144.0,
            sys_inputs={"svg": svg, "title": about.get("title", ""), "about": json.dumps(about)},
        )
    return bytes(made)


_TEMPLATE: Final = b"""
#set document(title: sys.inputs.title, date: none, keywords: (sys.inputs.about,))
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 1000pt, alt: sys.inputs.title)
"""
