"""Letters of a picture in SVG: text over the outlines, so that it can be searched and copied.

What is seen are outlines, alike on every machine. The text over them is transparent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from matplotlib.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure

_POINTS: Final = 72.0
"""Units an inch of an SVG file that Matplotlib writes."""
_END: Final = b"</svg>"


def with_letters(svg: bytes, figure: Figure) -> bytes:
    """Add the text of a figure to its SVG file, each word where it is drawn.

    Parameters
    ----------
    svg
        File of the figure, with outlines for letters.
    figure
        Drawn already.
    """
    body, end, rest = svg.rpartition(_END)
    lines = "\n".join(_lines(figure))
    layer = f'<g id="letters" fill="#000000" fill-opacity="0">\n{lines}\n</g>\n'
    return body + layer.encode() + end + rest


def _lines(figure: Figure) -> Iterator[str]:
    height = figure.get_size_inches()[1] * _POINTS
    scale = _POINTS / figure.dpi
    for text in figure.findobj(Text):
        words = text.get_text().strip()
        if not words or not text.get_visible():
            continue
        box = text.get_window_extent()
        left, bottom, width = box.x0 * scale, height - box.y0 * scale, box.width * scale
        yield (
            f'<text x="{left:.1f}" y="{bottom:.1f}" font-size="{text.get_fontsize():.1f}" '
            f'textLength="{max(width, 0.1):.1f}" lengthAdjust="spacingAndGlyphs">'
            f"{escape(words)}</text>"
        )
