"""A surface that many tests share, since it takes seconds."""

from __future__ import annotations

import pytest

from geo.estimates import Box
from geo.scenario import Scenario
from geo.surface import Surface, SurfaceMeasure
from tests.atlases import open_atlas, surface_once

LAST_YEAR = Scenario(date="2025-11")


@pytest.fixture(scope="session")
def from_mumbai() -> Surface:
    """Days from Nhava Sheva, all gates open."""
    atlas = open_atlas()
    return surface_once(
        atlas,
        atlas.places.find("Nhava Sheva"),
        is_origin=True,
        measure=SurfaceMeasure.DAYS,
        box=Box.TEU,
        scenario=LAST_YEAR,
    )
