"""A surface that many tests share, since it takes seconds."""

from __future__ import annotations

import pytest

from geo.scenario import Scenario
from geo.surface import Surface, surface
from tests.atlases import open_atlas

LAST_YEAR = Scenario(date="2025-11")


@pytest.fixture(scope="session")
def from_mumbai() -> Surface:
    """Days from Nhava Sheva, all gates open."""
    atlas = open_atlas()
    return surface(atlas, atlas.places.find("Nhava Sheva"), scenario=LAST_YEAR)
