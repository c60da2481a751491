"""A visitor who speaks the protocol of Streamlit without a browser, and means no good."""

from __future__ import annotations

import json
import re
import signal
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.sync.client import connect

from tests.browser.conftest import started
from views.state import journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from websockets.sync.client import ClientConnection

pytestmark = pytest.mark.slow

WAIT_S = 60
MISS = re.compile(r'^cache_lookups_total\{cache="([\w.]+)".*result="miss"\} (\d+)$', re.MULTILINE)
ATLAS = "views.state.data._atlas"


@contextmanager
def visit(url: str) -> Iterator[ClientConnection]:
    """Open a visit."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=None) as one:  # type: ignore[list-item]
        yield one


def send(one: ClientConnection, **content: object) -> None:
    """Send a message of a visitor."""
    one.send(BackMsg(**content).SerializeToString())  # type: ignore[arg-type]


def ask(one: ClientConnection, kind: str) -> ForwardMsg:
    """Return the next message of a kind."""
    while True:
        message: ForwardMsg = ForwardMsg.FromString(one.recv(WAIT_S))
        if message.WhichOneof("type") == kind:
            return message


def run_page(one: ClientConnection) -> None:
    """Run the page, and wait until it has run."""
    send(one, rerun_script={"query_string": ""})
    ask(one, "script_finished")


def computed(url: str) -> dict[str, int]:
    """Return how often each cache had to compute what it was asked for."""
    with urllib.request.urlopen(f"{url}/_stcore/metrics", timeout=WAIT_S) as answer:
        return {name: int(count) for name, count in MISS.findall(answer.read().decode())}


def test_no_visitor_can_empty_the_caches_of_all(dated_app_url: str) -> None:
    with visit(dated_app_url) as one:
        run_page(one)
        run_page(one)
        before = computed(dated_app_url)
        assert before[ATLAS] >= 1
        send(one, clear_cache=True)
        run_page(one)
        assert computed(dated_app_url) == before


def test_no_visitor_can_change_files_of_the_server(dated_app_url: str) -> None:
    with visit(dated_app_url) as one:
        run_page(one)
        request = {"request_id": "1", "session_id": "2", "install_skills": {}}
        send(one, backend_operation_request=request)
        send(one, set_run_on_save=True)
        send(one, app_heartbeat=True)
        heard = [ForwardMsg.FromString(one.recv(WAIT_S))]
        while not heard[-1].heartbeat_ack:
            heard.append(ForwardMsg.FromString(one.recv(WAIT_S)))
        kinds = [message.WhichOneof("type") for message in heard]
        assert kinds[-1] == "heartbeat_ack"
        assert "backend_operation_response" not in kinds
        assert True not in [message.session_status_changed.run_on_save for message in heard]


def test_a_server_that_is_stopped_ends_its_visits_and_itself(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with started("app.py", tmp_path, {journal.PLACE: str(log)}) as (url, process):
        with visit(url) as one:
            run_page(one)
            process.send_signal(signal.SIGTERM)
            with pytest.raises(ConnectionClosed) as closed:
                ask(one, "heartbeat_ack")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == CloseCode.SERVICE_RESTART
        assert process.wait(20) in {0, -signal.SIGTERM}
    assert [json.loads(line)["page"] for line in log.read_text("utf-8").splitlines()] == ["routes"]
    assert "Traceback" not in (tmp_path / "streamlit.log").read_text("utf-8")
