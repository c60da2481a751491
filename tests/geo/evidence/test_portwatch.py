"""Newest states from a stand-in of PortWatch on this machine: good, empty, changed and broken."""

from __future__ import annotations

import datetime as dt
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from geo.cli.main import main
from geo.errors import ExportError, RefreshError
from geo.evidence import (
    CHOKEPOINTS,
    GateStates,
    GateStatus,
    fetch_counts,
    load_states,
    newer_states,
    normal_traffic,
    portwatch,
    read_states,
    write_states,
)
from geo.evidence.portwatch import DailyCount
from geo.journeys import load_atlas
from geo.scenario import Scenario
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SINCE = dt.date(2026, 11, 1)
NORMAL = normal_traffic(dated_atlas().ledger)
SHIPS = {"suez": 75.0, "bab-el-mandeb": 50.0, "hormuz": 40.0, "cape": 60.0}


class Service(HTTPServer):
    """A stand-in that answers what it is given, and remembers what it was asked."""

    body: bytes = b""
    status: int = 200
    asked: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/query"


class Answer(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self.server.asked = self.path
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    server = Service(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def rows(days: int = 10, *, dates: str = "epoch", **changes: Any) -> list[dict[str, Any]]:
    found = []
    for gate, point in CHOKEPOINTS.items():
        for number in range(days):
            day = SINCE + dt.timedelta(days=number)
            instant = dt.datetime.combine(day, dt.time(), dt.UTC)
            cells = {
                "date": int(instant.timestamp() * 1000) if dates == "epoch" else day.isoformat(),
                "portid": point,
                "n_total": SHIPS[gate],
                "n_container": SHIPS[gate] / 5,
            }
            found.append({"attributes": cells | changes})
    return found


def reply(features: list[dict[str, Any]]) -> bytes:
    return json.dumps({"features": features}).encode()


@pytest.mark.parametrize("dates", ["epoch", "text"])
def test_a_good_reply_becomes_counts(service: Service, dates: str) -> None:
    service.body = reply(rows(dates=dates))
    counts = fetch_counts(service.address, since=SINCE)
    assert len(counts) == 40
    assert {one.day for one in counts} == {SINCE + dt.timedelta(days=n) for n in range(10)}
    assert {one.gate: one.ships for one in counts} == SHIPS
    assert "chokepoint6" in service.asked
    assert "2026-11-01" in service.asked


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        pytest.param(reply([]), 200, "no counts since 2026-11-01", id="empty"),
        pytest.param(b"", 200, "no JSON", id="nothing"),
        pytest.param(b'{"features": [', 200, "no JSON", id="cut off"),
        pytest.param(b"<html>Sign in</html>", 200, "no JSON", id="a page"),
        pytest.param(b"[]", 200, "no object", id="a list"),
        pytest.param(b'{"error": {"message": "Invalid field"}}', 200, "Invalid field", id="error"),
        pytest.param(b'{"features": {}}', 200, "no features", id="features of another kind"),
        pytest.param(b'{"features": [3]}', 200, "without attributes", id="no row"),
        pytest.param(reply(rows(n_total=None)), 200, "another form", id="no number"),
        pytest.param(reply(rows(n_total=-1)), 200, "-1 ships", id="negative"),
        pytest.param(reply(rows(n_total=5e6)), 200, "5e\\+06 ships", id="too many"),
        pytest.param(reply(rows(n_container=99)), 200, "99 container", id="more than all"),
        pytest.param(reply(rows(portid="chokepoint99")), 200, "another form", id="other gate"),
        pytest.param(reply(rows(date="soon")), 200, "another form", id="no date"),
        pytest.param(reply(rows(date=1e300)), 200, "another form", id="date beyond the calendar"),
        pytest.param(reply(rows()), 500, "cannot be reached", id="status 500"),
        pytest.param(reply(rows()), 404, "cannot be reached", id="status 404"),
        pytest.param(b" " * 5_000_001, 200, "too large", id="too large"),
    ],
)
def test_a_reply_that_is_not_as_it_was_is_refused(
    service: Service, body: bytes, status: int, says: str
) -> None:
    service.body, service.status = body, status
    with pytest.raises(RefreshError, match=says):
        fetch_counts(service.address, since=SINCE)


def test_no_connection_is_a_clear_word(service: Service) -> None:
    address = service.address
    service.server_close()
    with pytest.raises(RefreshError, match="cannot be reached"):
        fetch_counts(address, since=SINCE)
    with pytest.raises(RefreshError, match="not a web address"):
        fetch_counts("file:///etc/hostname", since=SINCE)


def test_a_service_that_hangs_is_given_up(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portwatch, "TIMEOUT_S", 0.3)
    release = threading.Event()
    monkeypatch.setattr(Answer, "do_GET", lambda _: release.wait(10))
    with pytest.raises(RefreshError, match="cannot be reached"):
        fetch_counts(service.address, since=SINCE)
    release.set()


def counts(ships: dict[str, float], last: dt.date, days: int = 10) -> list[DailyCount]:
    return [
        DailyCount(gate=gate, day=last - dt.timedelta(days=n), ships=each, containers=each / 5)
        for gate, each in ships.items()
        for n in range(days)
    ]


def test_states_that_cannot_be_written_leave_the_old_file(tmp_path: Path) -> None:
    new = newer_states(
        counts(SHIPS, dt.date(2026, 11, 20)),
        load_states(),
        NORMAL,
        fetched=dt.date(2026, 11, 27),
    )
    old = tmp_path / "own.csv"
    old.write_text("what stood there", encoding="utf-8")
    with pytest.raises(ExportError):
        write_states([*new, replace(new[0], note="\ud800")], old)
    assert old.read_text(encoding="utf-8") == "what stood there"
    assert [path.name for path in tmp_path.iterdir()] == [old.name]


def test_counts_continue_what_is_known(tmp_path: Path) -> None:
    shipped, last = load_states(), dt.date(2026, 11, 20)
    new = newer_states(counts(SHIPS, last), shipped, NORMAL, fetched=dt.date(2026, 11, 27))
    write_states(new, tmp_path / "own.csv")
    both = read_states(tmp_path / "own.csv").override(shipped)
    assert both.last_word == last
    held = both.within(last, last)
    assert held["hormuz"].status is GateStatus.RESTRICTED
    assert held["suez"].status is GateStatus.OPEN
    assert held["bab-el-mandeb"].service_share == pytest.approx(10 / 19, abs=0.01)
    assert held["cape"].service_share is None
    assert held["bandar-abbas"].status is GateStatus.BLOCKADED
    before = dt.date(2026, 8, 1)
    assert both.within(before, before)["hormuz"].status is GateStatus.CLOSED
    atlas = load_atlas(tmp_path / "own.csv")
    assert "hormuz" not in atlas.as_of(Scenario()).barred


@pytest.mark.parametrize(
    ("ships", "status"),
    [
        (14.0, GateStatus.CLOSED),
        (15.0, GateStatus.RESTRICTED),
        (49.0, GateStatus.RESTRICTED),
        (50.0, GateStatus.REDUCED),
        (80.0, GateStatus.OPEN),
        (120.0, GateStatus.OPEN),
    ],
)
def test_the_share_of_normal_traffic_makes_the_state(ships: float, status: GateStatus) -> None:
    day = dt.date(2026, 11, 20)
    normal = NORMAL["hormuz"].ships
    one = counts({"hormuz": ships * normal / 100 + 1e-9}, day)
    [state] = newer_states(one, GateStates(), NORMAL, fetched=day)
    assert (state.status, state.confirmed) == (status, day)


def test_normal_traffic_stands_in_the_ledger_and_nowhere_else() -> None:
    assert set(NORMAL) == set(CHOKEPOINTS) == set(SHIPS)
    assert NORMAL["suez"].containers == 19.5
    assert NORMAL["hormuz"].containers is None
    named = {name for row in load_states().rows for name in row.figures}
    for gate in NORMAL:
        assert f"traffic-{gate}" in named, gate


def test_counts_that_are_not_newer_or_too_few_change_nothing() -> None:
    shipped = load_states()
    oldest = min(max(row.last_word for row in shipped.of(gate) if row.last_word) for gate in SHIPS)
    assert newer_states(counts(SHIPS, oldest), shipped, NORMAL, fetched=SINCE) == ()
    few = counts(SHIPS, dt.date(2026, 11, 20), days=6)
    assert newer_states(few, shipped, NORMAL, fetched=SINCE) == ()


def test_the_command_writes_a_file_and_says_whose_terms_apply(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.body = reply(rows())
    out = tmp_path / "own.csv"
    asked = ["states", "refresh", "--service", service.address]
    assert main([*asked, "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "hormuz" in told
    assert "https://www.imf.org/external/terms.htm" in told
    assert main(["states", "hormuz", "--states", str(out)]) == 0
    assert "restricted since" in capsys.readouterr().out
    assert main(asked) != 0
    assert "--out FILE" in capsys.readouterr().err
    service.body = b"{}"
    assert main([*asked, "--out", str(tmp_path / "none.csv")]) != 0
    assert "cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "none.csv").exists()
