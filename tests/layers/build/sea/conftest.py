"""What the tests of the sea lanes rest on: the archive they are made of."""

from __future__ import annotations

import pytest

from layers.build.packages import SEAROUTE
from tests.archives import require_archive


@pytest.fixture(scope="session", autouse=True)
def sea_lanes() -> None:
    """Skip the tests without the archive; in the automatic check they fail then."""
    require_archive(SEAROUTE)
