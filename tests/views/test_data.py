"""What all readers share: labels are built once a language, and cannot be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.evidence import GateStatus
from views.state import data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Labels = Callable[[], Mapping[str, str]]


@pytest.mark.parametrize(
    "labels",
    [data.names, data.gates, data.unbuilt_links, data.assumptions, data.offered_places],
)
def test_labels_are_built_once_a_language(labels: Labels, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    for language in ("en", "ru", "fa"):
        monkeypatch.setattr(data, "language", lambda language=language: language)
        assert labels() is labels()
        read.append(labels())
    english, *others = read
    assert len(english) > 1
    assert all(set(one) == set(english) for one in others)
    assert all(dict(one) != dict(english) for one in others)
    with pytest.raises(TypeError):
        english["suez"] = "?"  # type: ignore[index]


def test_every_open_gate_can_be_assumed_in_every_state() -> None:
    assert len(data.assumptions()) == len(data.gates()) * len(GateStatus) > 0
    assert data.assumptions()["hormuz=blockaded"] == "Strait of Hormuz: assumed under blockade"
