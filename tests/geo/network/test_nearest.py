"""Points on the globe: comparing all and asking a tree give the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from geo.geodesy import unit_vectors
from geo.network import GlobePoints
from geo.network import nearest as module

if TYPE_CHECKING:
    from numpy.typing import NDArray

RANDOM = np.random.default_rng(7)
COUNT = 500


def points() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return RANDOM.uniform(-180, 180, COUNT), RANDOM.uniform(-80, 80, COUNT)


def test_a_tree_and_a_comparison_of_all_answer_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    own = points()
    compared, by_tree = GlobePoints(*own), GlobePoints(*own)
    places = [(float(lon), float(lat)) for lon, lat in zip(*points(), strict=True)]
    expected = [compared.nearest(*place) for place in places]
    assert "tree" not in compared.__dict__
    monkeypatch.setattr(module, "_COMPARISONS", 0)
    assert [by_tree.nearest(*place) for place in places] == expected
    assert "tree" in by_tree.__dict__


def test_the_nearest_is_that_with_the_least_chord() -> None:
    some = GlobePoints(*points())
    assert len(some.vectors) == COUNT
    for lon, lat in zip(*points(), strict=True):
        chords = np.linalg.norm(some.vectors - unit_vectors([lon], [lat]), axis=1)
        chord, number = some.nearest(float(lon), float(lat))
        assert chord == pytest.approx(chords.min(), rel=1e-12)
        assert number == np.argmin(chords)


def test_a_tree_is_made_once_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_COMPARISONS", 3 * COUNT)
    some = GlobePoints(*points())
    for _ in range(3):
        some.nearest(30.0, 50.0)
    assert "tree" not in some.__dict__
    some.nearest(30.0, 50.0)
    assert "tree" in some.__dict__
