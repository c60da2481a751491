"""The log of the pages: one line a run, with no word of a visitor."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from streamlit.testing.v1 import AppTest

from geo.errors import LayerError, UnknownPlaceError
from views.state import choices, journal

if TYPE_CHECKING:
    from collections.abc import Callable

APP = Path(__file__).resolve().parents[2] / "app.py"
NAMES = {"time", "page", "seconds", "kept", "error"}
TIMEOUT_S = 60


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    """Let the log go to a file, and give what stands there."""
    path = tmp_path / "log.jsonl"
    monkeypatch.setenv(journal.PLACE, str(path))

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    return read


@pytest.mark.slow
def test_a_page_leaves_one_line_that_names_neither_place_nor_visitor(
    lines: Callable[[], list[dict[str, Any]]], tmp_path: Path
) -> None:
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
    app.query_params["from"] = "nizhny-novgorod"
    app.query_params["to"] = "bandar-abbas"
    app.run()
    assert not app.exception
    app.run()
    first, second = lines()
    assert set(first) == NAMES
    assert (first["page"], first["kept"], first["error"]) == ("routes", False, None)
    assert (second["page"], second["kept"], second["error"]) == ("routes", True, None)
    assert 0 < second["seconds"] <= first["seconds"] < TIMEOUT_S
    assert datetime.fromisoformat(first["time"]).year >= 2026
    text = (tmp_path / "log.jsonl").read_text("utf-8").casefold()
    assert not any(word in text for word in ("nizhny", "bandar", "abbas", "127.0.0.1"))


@pytest.mark.slow
def test_an_error_that_a_page_shows_is_noted_by_its_kind(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    app = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
    app.query_params["from"] = "Atlantis under the Sea"
    app.run()
    (line,) = lines()
    assert issubclass(UnknownPlaceError, Exception)
    assert line["error"] in {"UnknownPlaceError", "UncertainPlaceError"}


def test_an_error_that_nobody_caught_is_noted_and_goes_on(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    with pytest.raises(ZeroDivisionError), journal.noted("map"):
        _ = 1 / 0
    (line,) = lines()
    assert (line["page"], line["error"]) == ("map", "ZeroDivisionError")


def test_a_run_that_the_visitor_breaks_off_leaves_no_line(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    with pytest.raises(KeyboardInterrupt), journal.noted("map"):
        raise KeyboardInterrupt
    with journal.noted("story"):
        pass
    assert [line["page"] for line in lines()] == ["story"]


def test_an_error_outside_a_run_is_noted_nowhere(
    lines: Callable[[], list[dict[str, Any]]], tmp_path: Path
) -> None:
    journal.note_computed()
    assert choices.sentence_of(LayerError("a file is missing")) == "A file is missing."
    assert list(tmp_path.iterdir()) == []
    with journal.noted("about"):
        pass
    assert lines()[0]["error"] is None


@pytest.mark.parametrize("place", ["", "/dev/full", "no-folder/log.jsonl"])
def test_a_log_that_cannot_be_written_stops_no_page(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(journal.PLACE, place)
    with journal.noted("about") as run:
        journal.note_computed()
    assert not run.is_kept
    assert list(tmp_path.iterdir()) == []


def test_the_log_can_go_to_the_error_stream(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(journal.PLACE, "stderr")
    with journal.noted("about"):
        pass
    assert set(json.loads(capsys.readouterr().err)) == NAMES
