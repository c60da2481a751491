"""Sizes of type and corners stand in one place, and every style sheet takes them from there."""

from __future__ import annotations

import re

from views.ui import look

SIZED = re.compile(r"(font-size|[a-z-]*radius): ([^;}]+)")
PLAIN = re.compile(r"inherit|0|50%|[\d.]+em|var\(--[a-z-]+\)|!important")

USED = re.compile(r"var\((--(?:type|radius|gap|top|finger|wide|bar(?!red))[a-z-]*)\)")


def test_each_size_of_type_and_each_corner_is_a_token() -> None:
    tokens, *sheets = look.SHEETS
    assert tokens.name == "theme_tokens.css"
    found = [pair for sheet in sheets for pair in SIZED.findall(sheet.read_text("utf-8"))]
    assert len(found) > 100
    assert [
        pair for pair in found if any(not PLAIN.fullmatch(one) for one in pair[1].split())
    ] == []


def test_each_token_is_used_and_each_that_is_used_is_there() -> None:
    tokens, *sheets = look.SHEETS
    names = re.findall(r"^  (--[a-z-]+):", tokens.read_text("utf-8"), re.MULTILINE)
    text = "".join(sheet.read_text("utf-8") for sheet in sheets)
    used = set(USED.findall(text))
    assert len(names) == len(set(names)) > 20
    assert used == set(names)
