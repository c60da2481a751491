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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with slow tests first, so that quick ones fill the end of both workers."""

    def turn(item: pytest.Item) -> int:
        return 0 if item.path in browser else 1 if item.path in slow else 2

    browser = {item.path for item in items if item.get_closest_marker("browser")}
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=turn)


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
