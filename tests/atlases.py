"""Atlases that tests ask, and what takes seconds to compute from one: each once a process.

An atlas and what is computed from it cannot be changed, so all tests of a process may share them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from geo.evidence import GateStates
from geo.journeys import load_atlas
from geo.validation import run_backtest, run_price_test

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.journeys import Atlas
    from geo.validation import BackTest, PriceTest

_BACK_TESTS: dict[int, tuple[Atlas, BackTest]] = {}
_PRICE_TESTS: dict[int, tuple[Atlas, PriceTest]] = {}


@cache
def dated_atlas() -> Atlas:
    """Give the atlas with the states of gates."""
    return load_atlas()


@cache
def open_atlas() -> Atlas:
    """Give the atlas without states of gates: for tests of routes, times and prices as such."""
    return replace(dated_atlas(), states=GateStates())


def back_test(atlas: Atlas, *, with_claims: bool = True) -> BackTest:
    """Give the back-test of an atlas, as `run_backtest` does."""
    if id(atlas) not in _BACK_TESTS:
        _BACK_TESTS[id(atlas)] = atlas, run_backtest(atlas)
    whole = _BACK_TESTS[id(atlas)][1]
    return whole if with_claims else replace(whole, claims=())


def price_test(atlas: Atlas) -> PriceTest:
    """Give the test of prices of an atlas, as `run_price_test` does."""
    if id(atlas) not in _PRICE_TESTS:
        _PRICE_TESTS[id(atlas)] = atlas, run_price_test(atlas)
    return _PRICE_TESTS[id(atlas)][1]


def _loaded(states_file: Path | None = None) -> Atlas:
    return dated_atlas() if states_file is None else load_atlas(states_file)


@contextmanager
def computed_once() -> Iterator[None]:
    """Let the command line and the files take what this process has computed already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.journeys.load_atlas", _loaded)
        for owner in ("geo.validation", "geo.export.evidence"):
            patch.setattr(f"{owner}.run_backtest", back_test)
            patch.setattr(f"{owner}.run_price_test", price_test)
        yield
