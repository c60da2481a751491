"""The ground all tests stand on: no network, and in the automatic check no chance either."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests import profiles
from tests.chromium import require_chromium
from tests.offline import sitecustomize
from tests.programs import poppler

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["poppler"]

ROOT = Path(__file__).resolve().parents[1]

profiles.load()


HEAVIEST: Final = (
    "layers/build/sea/test_network.py",
    "test_package.py",
    "geo/export/test_formats.py",
    "geo/plot/test_picture.py",
    "faults/test_faults.py",
    "views/compare/what_if/test_page.py",
    "geo/export/test_page.py",
    "geo/export/test_strings.py",
    "geo/export/test_kills.py",
    "geo/network/test_routing.py",
    "views/test_pages.py",
    "yardstick/test_yardstick.py",
    "geo/batch/test_cluster.py",
    "fuzz/test_addresses.py",
    "geo/plot/test_crossings.py",
    "faults/test_surroundings.py",
    "geo/cli/test_console.py",
    "geo/export/test_documents.py",
    "fuzz/test_parsing.py",
    "geo/journeys/test_own_links.py",
    "geo/plot/test_apart.py",
    "geo/journeys/test_ends.py",
    "fuzz/test_journeys.py",
    "geo/api/test_answers.py",
    "geo/export/test_parts.py",
    "geo/validation/test_backtest.py",
)
"""Files that take many seconds of processor, below ``tests``, the longest first."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium, and put the longest files first: quick ones fill the end."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)

    def turn(item: pytest.Item) -> tuple[int, int]:
        if item.path in browser:
            return 0, 0
        if item.path in ranks:
            return 1, ranks[item.path]
        return (2, 0) if item.path in slow else (3, 0)

    ranks = {ROOT / "tests" / name: rank for rank, name in enumerate(HEAVIEST)}
    browser = {item.path for item in items if item.get_closest_marker("browser")}
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=turn)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Let the collector of garbage pass over the modules and tests, which stay to the end.

    It looked at them now and then, which took a fifteenth of the processor of the tests.
    """
    gc.disable()
    yield
    gc.collect()
    gc.freeze()
    gc.enable()


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
