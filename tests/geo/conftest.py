"""What many tests share: the atlas is read once."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from tests.atlases import computed_once, open_atlas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.journeys.atlas import Atlas
    from geo.model import Place
    from geo.network.graph import Network


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """Read everything an answer needs, once; it is immutable, so all tests may share it."""
    return open_atlas()


@pytest.fixture(scope="session")
def network(atlas: Atlas) -> Network:
    """Return the network of the atlas."""
    return atlas.network


@pytest.fixture(scope="session")
def find(atlas: Atlas) -> Callable[[str], Place]:
    """Return the place a text means."""
    return atlas.places.find


@pytest.fixture(scope="session", autouse=True)
def only_once() -> Iterator[None]:
    """Load the atlas and run its tests of the past once, whoever asks."""
    with computed_once():
        yield


@pytest.fixture
def plain_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin new processes with an empty main module: one that Streamlit left would run there."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
