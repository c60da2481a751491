"""The command that starts the application."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from geo.cli.main import FAILED, main
from geo.paths import APP, RESTORE

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_application_starts_with_the_options_of_streamlit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(sys, "argv", ["instc"])
    monkeypatch.setattr("runpy.run_module", lambda name, **_: started.append((name, sys.argv)))
    assert main(["app", "--port", "8502", "--server.headless", "true"]) == 0
    words = ["--server.port=8502", "--server.headless", "true", str(APP)]
    assert started == [("streamlit", ["streamlit", "run", *words])]


def test_an_application_that_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = tmp_path / "app.py"
    monkeypatch.setattr("geo.cli.app.APP", lost)
    assert main(["app"]) == FAILED
    assert capsys.readouterr().err == f"the application {lost} is missing; {RESTORE}.\n"
