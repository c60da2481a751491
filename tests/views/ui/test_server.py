"""The server of the pages: its messages are packed by those before, and its first page is ready."""

from __future__ import annotations

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets import websockets_sansio_impl as connections

from views.compare import page as compare
from views.state import choices, data
from views.ui import server

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from views.state.question import Question

FACTORY = "ServerPerMessageDeflateFactory"


def page_of(prepare: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a module with a function ``prepare``, and return its name."""
    module = ModuleType("a_page")
    module.prepare = prepare  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module.__name__


def live(page: str) -> None:
    """Let a server start in a thread of its own, and wait for what it does beside."""

    async def run() -> None:
        app: Any = object()
        async with server.ready_for(page)(app):
            for thread in threading.enumerate():
                if thread.name == "prepare":
                    thread.join(20)

    with ThreadPoolExecutor() as threads:
        threads.submit(asyncio.run, run()).result(30)


def test_a_browser_may_be_sent_messages_that_refer_to_32_kilobytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, FACTORY, getattr(connections, FACTORY))
    server.pack_by_all_messages()
    factory = getattr(connections, FACTORY)(
        server_max_window_bits=12, client_max_window_bits=12, compress_settings={"memLevel": 5}
    )
    answered, extension = factory.process_request_params([("client_max_window_bits", None)], [])
    assert extension.local_max_window_bits == 15
    assert extension.local_no_context_takeover is False
    assert ("server_max_window_bits", "15") in answered


def test_a_server_whose_connections_are_made_otherwise_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(connections, FACTORY)
    server.pack_by_all_messages()
    assert not hasattr(connections, FACTORY)


def test_a_server_prepares_its_first_page_while_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[str] = []
    live(page_of(lambda: prepared.append(threading.current_thread().name), monkeypatch))
    assert prepared == ["prepare"]


def test_a_page_that_cannot_be_prepared_does_not_stop_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def fail() -> None:
        asked.append(1)
        raise OSError

    live(page_of(fail, monkeypatch))
    assert asked == [1]


def test_the_first_page_is_prepared_for_the_question_of_a_visitor_who_chose_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[Question] = []
    whole = data.comparison

    def answered(question: Question) -> Any:
        asked.append(question)
        return whole(question)

    monkeypatch.setattr(data, "comparison", answered)
    compare.prepare()
    assert asked == [choices.question()]
