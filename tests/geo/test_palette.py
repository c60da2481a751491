"""Colours that can be told apart, by everyone, on land and on water, by day and by night."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.model import Mode, Status
from geo.palette import CORRIDORS, GROUND, PATTERNS, STATES, WIDTHS, colour_of, stylesheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Machado, Oliveira and Fernandes 2009, severity 1, applied to linear light.
SIGHT = {
    "common": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
THEMES = ("light", "dark")
LEAST_CONTRAST = 3.0
"""WCAG 2.2, success criterion 1.4.11, for graphical objects."""
LEAST_DISTANCE = 0.08
"""In OKLab, where 0.02 is just noticeable side by side."""


def linear(colour: str) -> NDArray[np.float64]:
    value = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def oklab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    to_cones = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.asarray(to_lab @ np.cbrt(to_cones @ np.clip(light, 0, 1)))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("corridor", CORRIDORS)
def test_corridors_stand_out_from_land_and_water(corridor: str, theme: str) -> None:
    for under in ("land", "water", "casing"):
        assert contrast(CORRIDORS[corridor].on(theme), GROUND[under].on(theme)) >= LEAST_CONTRAST, (
            under
        )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_corridors_can_be_told_apart(sight: str, theme: str) -> None:
    assert len(CORRIDORS) > 6
    for one, other in combinations(CORRIDORS, 2):
        a, b = (oklab(SIGHT[sight] @ linear(CORRIDORS[name].on(theme))) for name in (one, other))
        assert np.linalg.norm(a - b) >= LEAST_DISTANCE, (one, other)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", STATES)
def test_marks_of_gates_stand_out_from_land_water_and_the_sign_on_them(
    state: str, theme: str
) -> None:
    for under in ("land", "water", "casing", "paper"):
        assert contrast(STATES[state].on(theme), GROUND[under].on(theme)) >= LEAST_CONTRAST, under


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHT)
def test_states_of_gates_can_be_told_apart(sight: str, theme: str) -> None:
    assert len(STATES) == 5
    for one, other in combinations(STATES, 2):
        a, b = (oklab(SIGHT[sight] @ linear(STATES[name].on(theme))) for name in (one, other))
        assert np.linalg.norm(a - b) >= LEAST_DISTANCE, (one, other)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "under"), list(product(("text", "quiet"), ("paper", "land"))))
def test_text_can_be_read(text: str, under: str, theme: str) -> None:
    assert contrast(GROUND[text].on(theme), GROUND[under].on(theme)) >= 4.5


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
        assert f".colour-{corridor}{{--colour:{colour.light}}}" in sheet
        assert f'[data-theme="dark"] .colour-{corridor}{{--colour:{colour.dark}}}' in sheet


def test_an_unknown_corridor_is_neutral() -> None:
    assert colour_of("northern") not in CORRIDORS.values()
