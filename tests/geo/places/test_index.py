"""The lists of the gazetteer as one: files and keys in order answer the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.paths import GAZETTEER
from geo.places import index as module
from geo.places.index import Index
from tests.atlases import dated_atlas
from tests.profiles import examples

if TYPE_CHECKING:
    import pytest

OTHERS: Final = ("Basra", "Genova", "Рига", "Тверь", "Springfield", "Port", "no such place")
NAMES: Final = (*OTHERS, *[place.name for place in dated_atlas().places][:: 300 // examples(100)])


def test_a_name_is_found_in_the_files_as_among_the_keys_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_SOUGHT_IN_FILES", 100 * len(NAMES))
    in_files, in_order = Index(GAZETTEER), Index(GAZETTEER)
    in_order.prepare()
    assert len(NAMES) > 20
    for name in NAMES:
        found = in_files.named(name)
        assert found == in_order.named(name), name
        assert bool(found) == (name != "no such place")
    assert "_sorted_keys" not in in_files.__dict__


def test_keys_are_put_in_order_once_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SOUGHT_IN_FILES", 3)
    some = Index(GAZETTEER)
    for number in range(3):
        some.named(f"x{number}")
    assert "_sorted_keys" not in some.__dict__
    assert "_people_of_curated" not in some.__dict__
    [moscow, *_] = some.named("Moscow")
    assert "_sorted_keys" in some.__dict__
    assert some.importance(moscow.place, 0) > 1_000_000
    assert "_people_of_curated" in some.__dict__
