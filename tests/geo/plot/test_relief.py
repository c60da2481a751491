"""The relief on paper: where the land is rough, in the projection of the map."""

from __future__ import annotations

import numpy as np
import pytest

from geo.plot.projection import fitted
from geo.plot.relief import shading


def opacity(west: float, south: float, east: float, north: float) -> float:
    frame = fitted([[(west, south), (east, north)]], aspect=1.0)
    return float(shading(frame, 120, 120)[..., 3].mean())


def test_mountains_are_shaded_and_the_ocean_is_not() -> None:
    assert opacity(46, 31, 51, 36) > 4
    assert opacity(66, -20, 71, -15) == 0


def test_there_is_none_outside_the_picture() -> None:
    assert opacity(-110, 38, -105, 43) == 0


@pytest.mark.filterwarnings("error")
def test_a_frame_wider_than_the_world_has_a_picture() -> None:
    frame = fitted([[(-170, -50), (170, 70)]], aspect=1.4)
    assert shading(frame, 140, 100).any()


def test_light_comes_from_one_side() -> None:
    """Black and white lie side by side, and both with several opacities."""
    picture = shading(fitted([[(46, 31), (51, 36)]], aspect=1.0), 120, 120)
    for tone in (0, 255):
        alphas = np.unique(picture[picture[..., 0] == tone][:, 3])
        assert alphas.size > 5, tone
