"""Atlases that tests ask, and what takes seconds to compute from one: each once a process.

An atlas and what is computed from it cannot be changed, so all tests of a process may share them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest

from geo.evidence import GateStates
from geo.journeys import load_atlas
from geo.places import load_places
from geo.plot.relief import shading
from geo.surface import surface
from geo.validation import check_claims, run_backtest, run_price_test

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from geo.evidence import Claim
    from geo.journeys import Atlas
    from geo.model import Place
    from geo.places import Places
    from geo.plot.projection import Frame
    from geo.surface import Surface
    from geo.validation import BackTest, ClaimCheck, PriceTest

_BACK_TESTS: dict[int, tuple[Atlas, BackTest]] = {}
_CLAIMS: dict[int, tuple[Atlas, tuple[ClaimCheck, ...]]] = {}
_PRICE_TESTS: dict[int, tuple[Atlas, PriceTest]] = {}
SHADES_KEPT: Final = 12
_SHADES: dict[tuple[object, ...], NDArray[np.uint8]] = {}
_SURFACES: dict[tuple[object, ...], tuple[Atlas, Surface]] = {}


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
        _BACK_TESTS[id(atlas)] = atlas, run_backtest(atlas, with_claims=False)
    tested = _BACK_TESTS[id(atlas)][1]
    claims = claim_checks(atlas, atlas.ledger.claims) if with_claims else ()
    return replace(tested, claims=claims)


def claim_checks(atlas: Atlas, claims: Sequence[Claim]) -> tuple[ClaimCheck, ...]:
    """Give claims beside the model, as `check_claims` does; those of the ledger once."""
    if claims is not atlas.ledger.claims:
        return check_claims(atlas, claims)
    if id(atlas) not in _CLAIMS:
        _CLAIMS[id(atlas)] = atlas, check_claims(atlas, claims)
    return _CLAIMS[id(atlas)][1]


def price_test(atlas: Atlas) -> PriceTest:
    """Give the test of prices of an atlas, as `run_price_test` does."""
    if id(atlas) not in _PRICE_TESTS:
        _PRICE_TESTS[id(atlas)] = atlas, run_price_test(atlas)
    return _PRICE_TESTS[id(atlas)][1]


def surface_once(atlas: Atlas, end: Place, **question: Any) -> Surface:
    """Give the surface of an end, as `surface` does, of an equal question once."""
    key = id(atlas), end, *sorted(question.items())
    if key not in _SURFACES:
        _SURFACES[key] = atlas, surface(atlas, end, **question)
    return _SURFACES[key][1]


def _loaded(states_file: Path | None = None) -> Atlas:
    return dated_atlas() if states_file is None else load_atlas(states_file)


def shading_once(
    frame: Frame, width: float, height: float, scale: float = 1.0
) -> NDArray[np.uint8]:
    """Give light and shade of a map, as `shading` does; a few maps stay, most are drawn again."""
    key = frame.proj.srs, frame.metres, width, height, scale
    if key not in _SHADES:
        while len(_SHADES) >= SHADES_KEPT:
            del _SHADES[next(iter(_SHADES))]
        _SHADES[key] = shading(frame, width, height, scale)
        _SHADES[key].setflags(write=False)
    return _SHADES[key]


@cache
def gazetteer() -> Places:
    """Give the gazetteer."""
    return load_places()


def _places(folder: Path | None = None) -> Places:
    return gazetteer() if folder is None else load_places(folder)


@contextmanager
def computed_once() -> Iterator[None]:
    """Let the command line and the files take what this process has computed already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.journeys.load_atlas", _loaded)
        patch.setattr("geo.places.load_places", _places)
        for owner in ("geo.validation", "geo.export.evidence"):
            patch.setattr(f"{owner}.run_backtest", back_test)
            patch.setattr(f"{owner}.run_price_test", price_test)
        patch.setattr("geo.export.evidence.check_claims", claim_checks)
        patch.setattr("geo.export.surface.surface", surface_once)
        patch.setattr("geo.plot.map.shading", shading_once)
        yield
