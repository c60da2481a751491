"""Text of a picture in SVG: what is drawn can be found as text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from geo.export.answering import content_of
from geo.export.choices import Kind
from geo.export.formats import export_bytes
from geo.export.request import Request

if TYPE_CHECKING:
    from geo.journeys.atlas import Atlas

pytestmark = pytest.mark.slow

SPACE = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        pytest.param("en", ("Moscow", "Bandar Abbas", "Nhava Sheva"), marks=pytest.mark.deep),
        pytest.param("ru", ("Москва", "Бендер-Аббас"), marks=pytest.mark.deep),
        ("fa", ("مسکو", "بندرعباس")),
    ],
)
def test_the_letters_of_a_map_can_be_found(
    atlas: Atlas, language: str, names: tuple[str, ...]
) -> None:
    request = Request(
        kind=Kind.ROUTE,
        origin="moscow",
        destination="nhava-sheva",
        corridor="eastern",
        language=language,
    )
    svg = export_bytes(content_of(atlas, request), "svg")
    root = ET.fromstring(svg)
    texts = list(root.iter(f"{SPACE}text"))
    words = " ".join(text.text or "" for text in texts)
    assert all(name in words for name in names)
    (left, top, width, height) = (float(n) for n in root.attrib["viewBox"].split())
    inside = [
        left <= float(text.attrib["x"]) <= left + width
        and top <= float(text.attrib["y"]) <= top + height
        for text in texts
    ]
    assert all(inside)
    (layer,) = [group for group in root.iter(f"{SPACE}g") if group.get("id") == "letters"]
    assert layer.attrib["fill-opacity"] == "0"
    assert svg == export_bytes(content_of(atlas, request), "svg")
