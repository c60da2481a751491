"""What a page sends of a scene: each line once to a visitor, and names in place of content."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from geo.webmap import Group, Line, Scene
from views.ui import map as map_module
from views.ui.map import Shelf

if TYPE_CHECKING:
    from pathlib import Path

    from views.ui.map import Pack


@pytest.fixture
def place(tmp_path: Path) -> Shelf:
    return Shelf(folder=tmp_path)


def scene(*lons: int, lit: str = "") -> Scene:
    lines = tuple(
        Line(id=f"{lon}", colour="western", style="", coordinates=((lon, 40), (lon + 1, 41)))
        for lon in lons
    )
    journey = Group(id="journey", name="Western", kind="leg", colour="western", lines=lines)
    return Scene(groups=(journey,), highlight=lit)


def read(place: Shelf, name: str) -> Any:
    return json.loads((place.folder / name).read_text("utf-8"))


def lines_in(place: Shelf, packs: list[Pack]) -> list[int]:
    """Count the lines of packs, which have the same at a small scale and whole."""
    lines = [[read(place, name) for name in pack] for pack in packs]
    assert all(set(coarse) == set(whole) for coarse, whole in lines)
    return [len(coarse) for coarse, _ in lines]


def test_a_visitor_is_sent_each_line_once(place: Shelf) -> None:
    sent: dict[str, Pack] = {}
    first = place.send(scene(50, 52), sent)
    second = place.send(scene(50, 52, 54), sent)
    assert lines_in(place, first["packs"]) == [2]
    assert sorted(lines_in(place, second["packs"])) == [1, 2]
    assert set(first["packs"]) < set(second["packs"])
    assert place.send(scene(50, 52), sent) == first


def test_another_visitor_is_sent_all_lines_in_one_pack(place: Shelf) -> None:
    sent: dict[str, Pack] = {}
    place.send(scene(50), sent)
    place.send(scene(50, 52), sent)
    assert lines_in(place, place.send(scene(50, 52), {})["packs"]) == [2]


def test_many_packs_become_one(place: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_module, "MOST_PACKS", 3)
    sent: dict[str, Pack] = {}
    counts = [len(place.send(scene(*range(50, last)), sent)["packs"]) for last in range(51, 55)]
    assert counts == [1, 2, 3, 1]


def test_lighting_another_journey_sends_names_that_the_page_has(place: Shelf) -> None:
    sent: dict[str, Pack] = {}
    before, after = (place.send(scene(50, lit=lit), sent) for lit in ("", "journey"))
    assert (before.pop("highlight"), after.pop("highlight")) == ("", "journey")
    assert before == after


def test_files_that_were_tidied_away_are_written_again(place: Shelf) -> None:
    sent: dict[str, Pack] = {}
    one = scene(50, 52)
    before = place.send(one, sent)
    files = sorted(place.folder.glob("*.json"))
    assert len(files) == 5
    for path in files:
        path.unlink()
    assert place.send(one, sent) == before
    assert sorted(place.folder.glob("*.json")) == files
