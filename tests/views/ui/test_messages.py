"""What a visitor may tell the server: every kind of message of the protocol is judged."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg

from views.ui.messages import KINDS, OPERATIONS, Messages, is_allowed

REFUSED = {"clear_cache", "set_run_on_save", "load_git_info"}
CLOSED_BY_STREAMLIT = {"debug_disconnect_websocket", "debug_shutdown_runtime"}
"""Streamlit obeys these only on the machine of its developer."""


def frame(kind: str) -> bytes:
    """Return a message of a kind."""
    message = BackMsg()
    part = BackMsg.DESCRIPTOR.fields_by_name[kind]
    if part.message_type is None:
        setattr(message, kind, "a" if part.cpp_type == part.CPPTYPE_STRING else True)
    else:
        getattr(message, kind).SetInParent()
    return bytes(message.SerializeToString())


def operation(kind: str) -> bytes:
    """Return a message that asks for something beside a run of the page."""
    request = BackendOperationRequest(request_id="1", session_id="2")
    getattr(request, kind).SetInParent()
    return bytes(BackMsg(backend_operation_request=request).SerializeToString())


def test_every_kind_of_message_is_allowed_or_dropped_on_purpose() -> None:
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert kinds == KINDS | REFUSED | CLOSED_BY_STREAMLIT | {"backend_operation_request"}
    assert {kind for kind in kinds if is_allowed(frame(kind))} == KINDS


def test_a_visitor_may_ask_for_a_file_and_for_rows_and_for_no_change_of_the_server() -> None:
    fields = BackendOperationRequest.DESCRIPTOR.oneofs_by_name["payload"].fields
    kinds = {field.name for field in fields}
    assert "install_skills" in kinds
    assert {kind for kind in kinds if is_allowed(operation(kind))} == OPERATIONS


def test_of_two_kinds_in_one_message_the_one_that_streamlit_obeys_counts() -> None:
    assert not is_allowed(frame("app_heartbeat") + frame("clear_cache"))
    assert is_allowed(frame("clear_cache") + frame("app_heartbeat"))


def test_a_dropped_message_never_reaches_streamlit_and_the_next_one_does() -> None:
    sent = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "bytes": frame("clear_cache")},
        {"type": "websocket.receive", "bytes": b"\xff\xff"},
        {"type": "websocket.receive", "text": "words", "bytes": None},
        {"type": "websocket.receive", "bytes": frame("app_heartbeat")},
        {"type": "websocket.disconnect"},
    ]
    heard: list[Any] = []
    waiting = list(sent)

    async def receive() -> Any:
        return waiting.pop(0)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        del scope, send
        heard.extend([await receive() for _ in range(5)])

    async def send(message: Any) -> None:
        del message

    visit: Any = Messages(app)({"type": "websocket"}, receive, send)
    with ThreadPoolExecutor() as threads:
        threads.submit(asyncio.run, visit).result(10)
    assert heard == [sent[0], *sent[2:]]
