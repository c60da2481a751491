"""Sizes of type, corners and gaps stand in one place; every style sheet takes them from there."""

from __future__ import annotations

import re

from views.ui import look

SIZED = re.compile(r"(font-size|[a-z-]*radius): ([^;}]+)")
SPACED = re.compile(r"(?<![\w-])((?:padding|margin|(?:row-|column-)?gap)[a-z-]*): ([^;}]+)")
PLAIN = re.compile(r"inherit|0|50%|[\d.]+em|var\(--[a-z-]+\)|!important")

USED = re.compile(r"var\((--(?:type|radius|space|gap|top|finger|wide|bar(?!red))[a-z0-9-]*)\)")
PLACED_REM = 6
"""Rem from which a margin leaves room for something else; a gap is shorter."""


def test_each_size_of_type_and_each_corner_is_a_token() -> None:
    tokens, *sheets = look.SHEETS
    assert tokens.name == "theme_tokens.css"
    found = [pair for sheet in sheets for pair in SIZED.findall(sheet.read_text("utf-8"))]
    assert len(found) > 100
    assert [
        pair for pair in found if any(not PLAIN.fullmatch(one) for one in pair[1].split())
    ] == []


def test_each_gap_is_a_token() -> None:
    _, *sheets = look.SHEETS
    found = [pair for sheet in sheets for pair in SPACED.findall(sheet.read_text("utf-8"))]
    assert len(found) > 200
    sizes = [(name, size) for name, value in found for size in re.findall(r"([\d.]+)rem", value)]
    assert [pair for pair in sizes if float(pair[1]) < PLACED_REM] == []


def test_each_token_is_used_and_each_that_is_used_is_there() -> None:
    tokens, *sheets = look.SHEETS
    names = re.findall(r"^  (--[a-z0-9-]+):", tokens.read_text("utf-8"), re.MULTILINE)
    text = "".join(sheet.read_text("utf-8") for sheet in sheets)
    used = set(USED.findall(text))
    assert len(names) == len(set(names)) > 20
    assert used == set(names)
