"""The address for monitors: whether every file of the program is the one that was shipped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from streamlit import config

from geo.cli.doctor import Check
from geo.cli.health import KEPT_S, Examiner
from geo.version import __version__
from tests.views.ui.asgi import answer
from views.ui import health

if TYPE_CHECKING:
    import pytest

BROKEN = (
    Check(name="network/rail.npz", is_right=False, text="rail.npz is damaged"),
    Check(name="places.csv", is_right=True, text=""),
)


def test_a_whole_program_says_so() -> None:
    status, headers, body = answer(Starlette(routes=health.routes()), "/health")
    told = json.loads(body)
    assert status == 200
    assert headers["cache-control"] == "no-store"
    assert told["files"] > 40
    assert (told["status"], told["damaged"]) == ("ok", [])
    assert told["version"] == __version__


def test_a_damaged_file_is_named_and_the_monitor_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.cli.health.file_checks", lambda: BROKEN)
    monkeypatch.setattr(health, "_examiner", Examiner())
    status, _, body = answer(Starlette(routes=health.routes()), "/health")
    assert status == 503
    assert json.loads(body)["damaged"] == ["network/rail.npz"]
    assert json.loads(body)["status"] == "damaged"


def test_files_are_read_once_a_minute_however_often_somebody_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[float] = []
    seconds = [0.0]

    def look() -> tuple[Check, ...]:
        looks.append(seconds[0])
        return BROKEN

    monkeypatch.setattr("geo.cli.health.file_checks", look)
    examiner = Examiner(clock=lambda: seconds[0])
    for at in (0.0, 1.0, KEPT_S, KEPT_S + 1.0, KEPT_S + 2.0):
        seconds[0] = at
        assert examiner.health().files == len(BROKEN)
    assert looks == [0.0, KEPT_S + 1.0]


def test_the_address_lies_in_the_folder_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "get_option", {"server.baseUrlPath": "atlas"}.__getitem__)
    assert [route.path for route in health.routes()] == ["/atlas/health"]
