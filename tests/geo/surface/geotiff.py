"""Reading a GeoTIFF without a library for rasters."""

from __future__ import annotations

import io
import zlib
from typing import Any

import numpy as np
from PIL import TiffImagePlugin


def read_geotiff(data: bytes) -> tuple[dict[int, Any], np.ndarray]:
    """Read tags and bands by Pillow's reader of directories, which knows no such picture whole."""
    stream = io.BytesIO(data)
    directory = TiffImagePlugin.ImageFileDirectory_v2(stream.read(8))
    stream.seek(directory.next)
    directory.load(stream)
    tags = dict(directory)
    places = zip(tags[273], tags[279], strict=True)
    strips = [zlib.decompress(data[start : start + length]) for start, length in places]
    shape = tags[257], tags[256]
    bands = np.stack([np.frombuffer(one, "<f4").reshape(shape) for one in strips])
    return tags, bands
