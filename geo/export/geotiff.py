"""GeoTIFF of a few bands of numbers on a grid of degrees, without a library for rasters.

One file of 32-bit numbers, a strip for each band, packed by Deflate: what GDAL, QGIS and R read.
Tags are those of TIFF 6.0 and of OGC GeoTIFF 1.1; names of bands and the value of nothing stand in
the tags that GDAL reads them from.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_SHORT, _LONG, _ASCII, _DOUBLE = 3, 4, 2, 12
_LETTERS: Final = {_SHORT: "H", _LONG: "I", _DOUBLE: "d"}
_WGS_84: Final = 4326
_KEYS: Final = (
    *(1, 1, 0, 3),  # version, revision, number of keys
    *(1024, 0, 1, 2),  # geographic coordinates
    *(1025, 0, 1, 1),  # a pixel is an area
    *(2048, 0, 1, _WGS_84),
)
_INLINE: Final = 4


def geotiff(
    bands: Mapping[str, NDArray[np.float32]],
    *,
    west: float,
    north: float,
    step_deg: float,
    about: Mapping[str, str],
) -> bytes:
    """Write bands into one GeoTIFF, EPSG:4326.

    Parameters
    ----------
    bands
        Values by the name of the band, rows from north to south; NaN where there is none. All of
        one shape.
    west, north
        Outer corner of the first pixel, degrees.
    step_deg
        Width and height of a pixel, degrees.
    about
        What the file says of itself; its ``licence`` stands as its copyright.

    Examples
    --------
    >>> band = np.zeros((2, 3), dtype=np.float32)
    >>> geotiff({"days": band}, west=0, north=2, step_deg=1, about={"licence": "ODbL-1.0"})[:3]
    b'II*'
    """
    height, width = next(iter(bands.values())).shape
    strips = [zlib.compress(one.astype("<f4").tobytes(), 9) for one in bands.values()]
    count = len(strips)
    offsets = (8 + np.cumsum([0, *map(len, strips)])).tolist()
    items = "".join(
        f'<Item name="DESCRIPTION" sample="{number}" role="description">{escape(name)}</Item>'
        for number, name in enumerate(bands)
    )
    items += "".join(
        f"<Item name={quoteattr(name)}>{escape(text)}</Item>" for name, text in about.items()
    )
    description = "\n".join(f"{name}: {text}" for name, text in about.items())
    tags: list[tuple[int, int, str | Sequence[float]]] = [
        (256, _LONG, (width,)),
        (257, _LONG, (height,)),
        (258, _SHORT, (32,) * count),
        (259, _SHORT, (8,)),  # Deflate
        (262, _SHORT, (1,)),  # black is low
        (270, _ASCII, description),
        (273, _LONG, offsets[:-1]),
        (277, _SHORT, (count,)),
        (278, _LONG, (height,)),
        (279, _LONG, [len(one) for one in strips]),
        (284, _SHORT, (2,)),  # band after band
        (338, _SHORT, (0,) * (count - 1)),
        (339, _SHORT, (3,) * count),  # floating point
        (33432, _ASCII, about.get("licence", "")),
        (33550, _DOUBLE, (step_deg, step_deg, 0.0)),
        (33922, _DOUBLE, (0.0, 0.0, 0.0, west, north, 0.0)),
        (34735, _SHORT, _KEYS),
        (42112, _ASCII, f"<GDALMetadata>{items}</GDALMetadata>"),
        (42113, _ASCII, "nan"),
    ]
    fields = [(tag, kind, *_packed(kind, values)) for tag, kind, values in tags if values]
    start = offsets[-1] + offsets[-1] % 2
    after = start + 2 + 12 * len(fields) + 4
    directory, rest = struct.pack("<H", len(fields)), b""
    for tag, kind, number, content in fields:
        if len(content) <= _INLINE:
            value = content.ljust(_INLINE, b"\0")
        else:
            value = struct.pack("<I", after + len(rest))
            rest += content + b"\0" * (len(content) % 2)
        directory += struct.pack("<HHI", tag, kind, number) + value
    head = struct.pack("<2sHI", b"II", 42, start)
    body = head + b"".join(strips)
    return body.ljust(start, b"\0") + directory + struct.pack("<I", 0) + rest


def _packed(kind: int, values: str | Sequence[float]) -> tuple[int, bytes]:
    """Pack the values of a tag; also their number."""
    if isinstance(values, str):
        text = values.encode() + b"\0"
        return len(text), text
    return len(values), struct.pack(f"<{len(values)}{_LETTERS[kind]}", *values)
