"""SVG files made small: no more decimals than an eye can see, pictures with a palette."""

from __future__ import annotations

import base64
import io
import re
from typing import Final

import numpy as np
from PIL import Image

_PATH: Final = re.compile(rb' d="([^"]*)"')
_DECIMALS: Final = re.compile(rb"(\.\d\d)\d+")
"""Two decimals of a point are 4 thousandths of a millimetre; what follows is cut off."""
_GAPS: Final = re.compile(rb"(?<=[A-Z]) | ?\n")
"""White space beside a letter of a path, which parts nothing."""
_PICTURE: Final = re.compile(rb'data:image/png;base64,([A-Za-z0-9+/=\s]+)"')
_MOST_COLOURS: Final = 256
"""Entries that a palette of PNG has room for."""


def compact_svg(svg: bytes) -> bytes:
    r"""Write an SVG of Matplotlib in fewer bytes, alike for the eye.

    Examples
    --------
    >>> compact_svg(b'<path d="M 1.234567 2.5 \nL 3.999999 4 \nz\n"/>').decode()
    '<path d="M1.23 2.5L3.99 4z"/>'
    """
    return _PICTURE.sub(_with_palette, _PATH.sub(_short_path, svg))


def _short_path(match: re.Match[bytes]) -> bytes:
    return b' d="%b"' % _GAPS.sub(b"", _DECIMALS.sub(rb"\1", match[1]))


def _with_palette(match: re.Match[bytes]) -> bytes:
    """Give a picture of few colours a palette, each with its opacity."""
    with Image.open(io.BytesIO(base64.b64decode(match[1]))) as image:
        cells = np.ascontiguousarray(image.convert("RGBA"))
    colours, places = np.unique(cells.view(np.uint32), return_inverse=True)
    if len(colours) > _MOST_COLOURS:
        return match[0]
    channels = colours.view(np.uint8).reshape(-1, 4)
    picture = Image.fromarray(places.reshape(cells.shape[:2]).astype(np.uint8), "P")
    picture.putpalette(channels[:, :3].tobytes(), "RGB")
    out = io.BytesIO()
    picture.save(out, "png", transparency=channels[:, 3].tobytes(), compress_level=9)
    return b'data:image/png;base64,%b"' % base64.b64encode(out.getvalue())
