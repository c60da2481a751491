"""What many tests share: the atlas is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.validation.backtest import run_backtest
from tests.atlases import open_atlas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.journeys.atlas import Atlas
    from geo.model import Place
    from geo.network.graph import Network
    from geo.validation.backtest import BackTest


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
def one_back_test() -> Iterator[None]:
    """Run the back-test of an atlas once for all files that hold it; it takes seconds.

    Its own tests call `run_backtest` itself, and so does the test that sets it beside a file.
    """
    kept: dict[int, tuple[Atlas, BackTest]] = {}

    def shared(atlas: Atlas) -> BackTest:
        if id(atlas) not in kept:
            kept[id(atlas)] = atlas, run_backtest(atlas)
        return kept[id(atlas)][1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.export.evidence.run_backtest", shared)
        yield
