"""The ground itself: what the other tests rely on really holds."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from geo.errors import DataError
from layers.build import packages
from tests.archives import require_archive
from tests.chromium import find_chromium, require_chromium
from tests.offline.sitecustomize import OutsideError, is_here
from tests.profiles import SCALES
from tests.programs import is_ci

if TYPE_CHECKING:
    from pathlib import Path

ELSEWHERE = "192.0.2.1"  # kept free for documentation, RFC 5737
KNOCK = f"""
import socket
with socket.socket() as client:
    client.settimeout(0.2)
    client.connect(("{ELSEWHERE}", 80))
"""


def test_no_stream_leaves_this_machine() -> None:
    with pytest.raises(OutsideError, match=r"192\.0\.2\.1"):
        socket.create_connection((ELSEWHERE, 80), timeout=0.2)


def test_no_datagram_leaves_this_machine() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client,
        pytest.raises(OutsideError),
    ):
        client.sendto(b"x", (ELSEWHERE, 53))


def test_no_name_is_looked_up() -> None:
    with pytest.raises(OutsideError, match=r"example\.org"):
        http.client.HTTPConnection("example.org", timeout=0.2).request("GET", "/")


def test_a_program_started_by_a_test_cannot_leave_either() -> None:
    done = subprocess.run(
        [sys.executable, "-c", KNOCK], capture_output=True, text=True, check=False
    )
    assert "OutsideError" in done.stderr


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = ("localhost", server.getsockname()[1])
        with socket.create_connection(address, timeout=5) as client:
            server.accept()[0].close()
            assert client.recv(1) == b""


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost", b"localhost", None])
def test_hosts_that_are_this_machine(host: object) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:db8::1", "fe80::1%eth0", "localhost.example"])
def test_hosts_that_are_not(host: object) -> None:
    assert not is_here(host)


@pytest.mark.parametrize("name", list(SCALES))
def test_no_law_has_a_deadline(name: str) -> None:
    assert settings.get_profile(name).deadline is None


def test_the_weekly_check_tries_ten_times_what_each_check_tries() -> None:
    quick, deep = (settings.get_profile(name).max_examples for name in ("quick", "deep"))
    assert deep == 10 * quick


def test_chance_is_ruled_out_there_and_only_there() -> None:
    assert settings().derandomize is is_ci()
    assert settings().deadline is None


@pytest.fixture
def no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize(
    ("ci", "outcome"),
    [
        pytest.param("true", pytest.fail.Exception, id="fails in the automatic check"),
        pytest.param("", pytest.skip.Exception, id="skips elsewhere"),
    ],
)
def test_a_missing_browser(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="no Chromium found"):
        require_chromium()


@pytest.mark.usefixtures("no_browser")
def test_the_browser_named_in_the_environment_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "my-browser"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(own))
    assert find_chromium() == str(own)


@pytest.mark.parametrize(
    ("ci", "outcome"),
    [
        pytest.param("true", pytest.fail.Exception, id="fails in the automatic check"),
        pytest.param("", pytest.skip.Exception, id="skips elsewhere"),
    ],
)
def test_a_missing_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setattr(packages, "CACHE", tmp_path)
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match=r"run `python -m layers\.build\.packages searoute`"):
        require_archive(packages.SEAROUTE)


def test_an_archive_with_another_digest_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(packages, "CACHE", tmp_path)
    packages.SEAROUTE.path.write_bytes(b"something else")
    with pytest.raises(DataError, match="not the pinned one"):
        require_archive(packages.SEAROUTE)
    assert packages.main(["searoute"]) == 1
    assert "not the pinned one" in capsys.readouterr().out


def test_a_package_that_is_not_pinned_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert packages.main(["leftpad"]) == 1
    assert "choose from scgraph_data, searoute" in capsys.readouterr().out
