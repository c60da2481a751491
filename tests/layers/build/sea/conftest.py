"""What the tests of the sea lanes rest on: the archives they are made of."""

from __future__ import annotations

import pytest

from layers.build.packages import GEONAMES, NATURAL_EARTH, SEAROUTE
from tests.archives import require_archive


@pytest.fixture(scope="session", autouse=True)
def sea_lanes() -> None:
    """Skip the tests without the archives; in the automatic check they fail then."""
    for package in (SEAROUTE, NATURAL_EARTH, GEONAMES):
        require_archive(package)
