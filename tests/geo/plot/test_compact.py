"""SVG files in fewer bytes: alike for the eye, pictures cell by cell."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
from PIL import Image

from geo.plot.compact import compact_svg


def svg_of(cells: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(cells, "RGBA").save(out, "png")
    data = base64.encodebytes(out.getvalue())
    return b'<svg><image href="data:image/png;base64,\n' + data + b'"/></svg>'


def picture_in(svg: bytes) -> Image.Image:
    match = re.search(rb"base64,([^\"]*)", svg)
    assert match
    return Image.open(io.BytesIO(base64.b64decode(match[1])))


def test_a_picture_of_few_colours_keeps_each_cell_and_takes_fewer_bytes() -> None:
    cells = np.zeros((200, 150, 4), dtype=np.uint8)
    cells[..., 3] = np.random.default_rng(1).integers(0, 60, (200, 150)) * 2
    cells[:, 70:, :3] = 255
    svg = svg_of(cells)
    small = compact_svg(svg)
    assert len(small) < 0.8 * len(svg)
    picture = picture_in(small)
    assert picture.mode == "P"
    assert (np.asarray(picture.convert("RGBA")) == cells).all()


def test_a_picture_of_many_colours_stays_as_it_is() -> None:
    cells = np.random.default_rng(1).integers(0, 255, (60, 60, 4)).astype(np.uint8)
    assert compact_svg(svg_of(cells)) == svg_of(cells)


def test_a_path_is_off_by_a_hundredth_of_a_point_at_most() -> None:
    short = compact_svg(
        b'<path d="M -1.239999 20.005 \nC 1 2 3.5 4 5.123456 6 \nz\n" style="x: 1.23456"/>'
    )
    assert short == b'<path d="M-1.23 20.00C1 2 3.5 4 5.12 6z" style="x: 1.23456"/>'
