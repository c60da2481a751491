"""The ground all tests stand on: no network, and in the automatic check no chance either."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import profiles
from tests.chromium import require_chromium
from tests.offline import sitecustomize

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

profiles.load()


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """Carry the ban on outside sockets, in force here since the import, into child processes."""
    with pytest.MonkeyPatch.context() as patch:
        folder = str(Path(sitecustomize.__file__).parent)
        patch.setenv("PYTHONPATH", folder, prepend=os.pathsep)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; without one the test is skipped, in the automatic check it fails."""
    return require_chromium()
