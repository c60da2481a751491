"""Colours that can be told apart, by everyone, on land and on water, by day and by night."""

from __future__ import annotations

import ast
import re
import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from geo.model import OFFERED, Mode, Status
from geo.palette import (
    ACCENT,
    CORRIDOR_DASHES,
    CORRIDOR_TEXTS,
    CORRIDORS,
    GAINS,
    GROUND,
    LINK,
    LOSSES,
    PATTERNS,
    STATES,
    TRUNK,
    UNCHANGED,
    WIDTHS,
    colour_of,
    stylesheet,
)
from geo.webmap import MARKS
from tests.colours import SIGHTS, ciede2000, contrast, lab

ROOT = Path(__file__).resolve().parents[2]
THEMES = ("light", "dark")
LINES = {**CORRIDORS, "trunk": TRUNK}
LEAST_CONTRAST = {"light": 3.1, "dark": 3.8}
"""Of a line, on land and sea, to one decimal; WCAG 2.2 asks 3 of what is no text (1.4.11)."""
TEXT_CONTRAST = 4.5
EDGE_CONTRAST = 3.0
LEAST_DISTANCE = {
    "light": {"common": 16, "protanopia": 13, "deuteranopia": 15, "tritanopia": 16},
    "dark": {"common": 18, "protanopia": 15, "deuteranopia": 13, "tritanopia": 16},
}
"""CIEDE2000 between any two lines, rounded."""
DASHED_SHARE = 0.6
"""Share of that distance between two lines of which one has a dash of its own."""
MARK_DISTANCE = 11
"""CIEDE2000 between marks of gates, for common sight; whoever sees less goes by the shape."""
STEP_DISTANCE = 10
"""CIEDE2000 between two steps of a scale of change."""
GROUND_DISTANCE = 4
"""CIEDE2000 between land on which nothing changes and land that is not served."""
SURFACES = ("paper", "panel", "land", "water")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("line", LINES)
def test_lines_stand_out_from_land_and_water(line: str, theme: str) -> None:
    for under in ("land", "water", "casing"):
        measured = contrast(LINES[line].on(theme), GROUND[under].on(theme))
        assert round(measured, 1) >= LEAST_CONTRAST[theme], under


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_lines_can_be_told_apart(sight: str, theme: str) -> None:
    solid = [name for name in LINES if name not in OFFERED]
    assert len(solid) > 7
    for one, other in combinations(solid, 2):
        a, b = (lab(LINES[name].on(theme), sight) for name in (one, other))
        assert round(ciede2000(a, b)) >= LEAST_DISTANCE[theme][sight], (one, other)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_lines_that_are_offered_can_be_told_by_their_dash_too(sight: str, theme: str) -> None:
    assert len(OFFERED) > 2
    dashes = [CORRIDOR_DASHES.get(name, ()) for name in LINES if name != "trunk"]
    assert len({one for one in dashes if one}) == len([one for one in dashes if one])
    for one in OFFERED:
        assert CORRIDOR_DASHES[one], one
        for other in LINES.keys() - {one}:
            a, b = (lab(LINES[name].on(theme), sight) for name in (one, other))
            assert ciede2000(a, b) >= DASHED_SHARE * LEAST_DISTANCE[theme][sight], (one, other)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_steps_of_a_change_can_be_told_apart(sight: str, theme: str) -> None:
    ramp = [*LOSSES[::-1], UNCHANGED, *GAINS]
    colours = [lab(one.on(theme), sight) for one in ramp]
    for one, other in combinations(colours, 2):
        assert ciede2000(one, other) >= STEP_DISTANCE
    land = lab(GROUND["land"].on(theme), sight)
    assert min(ciede2000(land, one) for one in colours) >= GROUND_DISTANCE
    light = [one[0] for one in colours]
    outward = light if theme == "dark" else [-one for one in light]
    middle = len(LOSSES)
    assert outward[middle:] == sorted(outward[middle:])
    assert outward[: middle + 1] == sorted(outward[: middle + 1], reverse=True)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_marks_of_gates_stand_out_from_land_water_and_the_sign_on_them(
    state: str, theme: str
) -> None:
    for under in (*SURFACES, "casing"):
        assert contrast(STATES[state].on(theme), GROUND[under].on(theme)) >= EDGE_CONTRAST, under


@pytest.mark.parametrize("theme", THEMES)
def test_marks_of_gates_differ_in_colour(theme: str) -> None:
    colours = dict.fromkeys(STATES.values())
    assert len(colours) == 4
    for one, other in combinations(colours, 2):
        a, b = (lab(colour.on(theme)) for colour in (one, other))
        assert ciede2000(a, b) >= MARK_DISTANCE, (one, other)


def test_each_mark_of_a_gate_has_a_shape_of_its_own() -> None:
    script = (ROOT / "geo" / "webmap" / "assets" / "dom.js").read_text("utf-8")
    block = re.search(r"const GLYPHS = \{(.+?)\};", script, re.DOTALL)
    assert block
    signs = dict(re.findall(r"(\w+): (.+),\n", block[1]))
    assert set(signs) == set(STATES) == set(MARKS.values())
    rings = {name for name, sign in signs.items() if sign == "null"}
    assert rings == {"open", "unknown"}
    assert len({signs[name] for name in signs if name not in rings}) == 3
    style = (ROOT / "geo" / "webmap" / "assets" / "map.css").read_text("utf-8")
    assert "path.mark.unknown { stroke-dasharray:" in style


WORDS = {
    **{name: (GROUND[name], SURFACES) for name in ("text", "quiet", "link")},
    **{f"corridor {name}": (colour, SURFACES) for name, colour in CORRIDOR_TEXTS.items()},
    **{f"state {STATE}": (STATES[STATE], SURFACES) for STATE in ("barred", "hindered", "open")},
    "trunk": (TRUNK, SURFACES),
    "country": (GROUND["country"], ("land", "water")),
    "sea": (GROUND["sea"], ("land", "water")),
}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("word", WORDS)
def test_words_can_be_read(word: str, theme: str) -> None:
    colour, surfaces = WORDS[word]
    measured = [contrast(colour.on(theme), GROUND[under].on(theme)) for under in surfaces]
    assert min(measured) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("edge", ["edge", "link"])
def test_edges_of_controls_and_the_ring_of_the_keyboard_can_be_seen(edge: str, theme: str) -> None:
    for under in ("paper", "panel"):
        assert contrast(GROUND[edge].on(theme), GROUND[under].on(theme)) >= EDGE_CONTRAST, under


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_told_in_words_too_keeps_its_line(theme: str) -> None:
    assert set(CORRIDOR_TEXTS) == set(CORRIDORS)
    assert set(CORRIDOR_DASHES) < set(CORRIDORS)
    same = [name for name in CORRIDORS if CORRIDOR_TEXTS[name] == CORRIDORS[name]]
    assert {"western", "suez", "cape"} == set(same) - set(OFFERED)
    assert CORRIDORS["western"].on(theme) == LINK.on(theme)


CODE = [path for folder in ("geo", "views") for path in (ROOT / folder).rglob("*.*")]
HEX = re.compile(r"(?<![&\w])#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


def test_no_style_sheet_script_or_template_holds_a_colour_of_its_own() -> None:
    sheets = [path for path in CODE if path.suffix in {".css", ".js", ".html", ".typ"}]
    assert len(sheets) > 20
    own = {path.name: HEX.findall(path.read_text("utf-8")) for path in sheets}
    assert {name: colours for name, colours in own.items() if colours} == {}


def test_no_module_but_the_palette_holds_a_colour() -> None:
    modules = [path for path in CODE if path.suffix == ".py" and path.name != "palette.py"]
    assert len(modules) > 100
    own = [
        (path.name, node.value)
        for path in modules
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"#[0-9a-fA-F]{6}", node.value)
    ]
    assert own == []


def test_the_widgets_have_the_colours_of_the_palette() -> None:
    own = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    names = {
        "primaryColor": LINK,
        "linkColor": LINK,
        "backgroundColor": GROUND["paper"],
        "secondaryBackgroundColor": GROUND["panel"],
        "textColor": GROUND["text"],
        "borderColor": GROUND["rule"],
    }
    for theme in THEMES:
        assert own[theme] == {name: colour.on(theme) for name, colour in names.items()}


def test_a_colour_of_a_chart_has_one_other_in_the_other_theme() -> None:
    colours = {*CORRIDORS.values(), *STATES.values(), *GROUND.values(), ACCENT}
    assert len(colours) > 25
    for theme in THEMES:
        assert len({colour.on(theme) for colour in colours}) == len(colours), theme


def test_each_status_has_a_pattern_of_its_own() -> None:
    assert set(PATTERNS) == set(Status)
    looks = {(p.dashes, p.round_ends, p.crossed) for p in PATTERNS.values()}
    assert len(looks) == len(Status)


def test_each_mode_has_a_width_of_its_own() -> None:
    assert set(WIDTHS) == set(Mode)
    assert len(set(WIDTHS.values())) == len(Mode)


def test_the_style_sheet_holds_both_themes() -> None:
    sheet = stylesheet()
    for corridor, colour in CORRIDORS.items():
        assert f".colour-{corridor}{{--colour:{colour.light};" in sheet
        assert f'[data-theme="dark"] .colour-{corridor}{{--colour:{colour.dark};' in sheet
    for corridor, colour in CORRIDOR_TEXTS.items():
        assert f";--colour-text:{colour.light}}}" in sheet, corridor
        assert f";--colour-text:{colour.dark}}}" in sheet, corridor


def test_an_unknown_corridor_is_neutral() -> None:
    assert colour_of("northern") not in CORRIDORS.values()
