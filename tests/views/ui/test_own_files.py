"""Downloads: a file is served to the browser whose page was told of it, and to no other."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.views.ui.asgi import Server, answer
from views.ui import own_files
from views.ui.own_files import COOKIE, KEPT_S, OwnFiles

MINE, OTHER = "a" * 22, "b" * 22
FILE = "/media/0123456789abcdef0123.csv"


def told(url: str) -> bytes:
    message = ForwardMsg()
    message.backend_operation_response.deferred_file.url = url
    return bytes(message.SerializeToString())


def button(url: str) -> bytes:
    message = ForwardMsg()
    message.delta.new_element.download_button.url = url
    return bytes(message.SerializeToString())


def said(text: str) -> bytes:
    message = ForwardMsg()
    message.delta.new_element.html.body = text
    return bytes(message.SerializeToString())


class Pages(Server):
    """A server whose pages are told of files while they are open."""

    frames: tuple[bytes, ...] = ()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await super().__call__(scope, receive, send)
            return
        for one in self.frames:
            await send({"type": "websocket.send", "bytes": one})


async def receive() -> Any:
    """Hear nothing from a browser."""


class Site:
    """The middleware with a clock of its own, and visits to it."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.server = Pages()
        self.app = OwnFiles(self.server, clock=lambda: self.seconds)
        self.sent: list[Any] = []

    def visit(self, number: str, *frames: bytes) -> None:
        """Open a page, tell it something, and close it."""
        self.server.frames = frames
        cookies = [(b"cookie", f"other=1; {COOKIE}={number}".encode())] if number else []

        async def send(message: Any) -> None:
            self.sent.append(message)

        scope = {"type": "websocket", "path": "/_stcore/stream", "headers": cookies}
        visit: Any = self.app(scope, receive, send)
        with ThreadPoolExecutor() as threads:
            threads.submit(asyncio.run, visit).result(10)

    def status(self, number: str, path: str = FILE) -> int:
        """Return how the site answers a browser that asks for a file."""
        cookies = {"cookie": f"{COOKIE}={number}"} if number else {}
        return answer(self.app, path, **cookies)[0]


@pytest.mark.parametrize("frame", [told(FILE), button(FILE), told(f"/atlas{FILE}")])
def test_a_file_is_served_to_the_browser_that_was_told_of_it_alone(frame: bytes) -> None:
    site = Site()
    assert site.status(MINE) == 404
    site.visit(MINE, frame)
    site.visit(OTHER, told("/media/fedcba98765432100000.csv"))
    assert [site.status(one) for one in (MINE, OTHER, "")] == [200, 404, 404]
    assert site.sent[0] == {"type": "websocket.send", "bytes": frame}


def test_an_address_that_a_visitor_writes_gives_no_right_to_it() -> None:
    site = Site()
    site.visit(MINE, said(f"there is no place called '{FILE}'"))
    assert site.status(MINE) == 404


def test_a_file_goes_some_minutes_after_the_last_page_of_its_browser() -> None:
    site = Site()
    site.visit(MINE, told(FILE))
    site.seconds = KEPT_S - 1.0
    assert site.status(MINE) == 200
    site.seconds = KEPT_S + 1.0
    assert site.status(MINE) == 404


def test_a_file_is_kept_by_nobody_on_its_way() -> None:
    site = Site()
    site.visit(MINE, told(FILE))
    headers = answer(site.app, FILE, cookie=f"{COOKIE}={MINE}")[1]
    assert headers["cache-control"] == "private, no-store"


def test_a_file_is_bound_in_a_folder_of_a_site_too(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    base = {"server.baseUrlPath": "/atlas/"}
    monkeypatch.setattr(config, "get_option", base.__getitem__)
    site.visit(MINE, told(f"/atlas{FILE}"))
    assert [site.status(one, f"/atlas{FILE}") for one in (MINE, OTHER)] == [200, 404]


def test_what_streamlit_itself_brings_along_is_served_to_all() -> None:
    assert Site().status("", "/static/media/MaterialSymbols.woff2") == 200


@pytest.mark.parametrize("path", [f"/media/{FILE}", "/media/", "/media/a/b.c.csv"])
def test_no_other_spelling_of_an_address_is_served(path: str) -> None:
    site = Site()
    site.visit(OTHER, told(FILE))
    assert site.status(MINE, path) == 404


def test_browsers_without_cookies_share_what_they_were_told_of() -> None:
    site = Site()
    site.visit("", told(FILE))
    assert [site.status(one) for one in ("", MINE)] == [200, 404]


def test_a_page_gives_a_browser_a_number_by_chance_once() -> None:
    app = OwnFiles(Server())
    first, second = (answer(app, "/", accept="text/html")[1]["set-cookie"] for _ in range(2))
    assert first != second
    assert first.endswith("; Path=/; HttpOnly; SameSite=Lax")
    safe = answer(app, "/", accept="text/html", x_forwarded_proto="https")[1]["set-cookie"]
    assert safe.endswith("; Secure")
    number = first.partition("; ")[0]
    assert "set-cookie" not in answer(app, "/", accept="text/html", cookie=number)[1]
    assert "set-cookie" not in answer(app, "/static/a.js")[1]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_files, "MOST_BROWSERS", 5)
    monkeypatch.setattr(own_files, "MOST_FILES", 3)
    site = Site()
    for number in range(20):
        site.visit(f"{number:022}", *(told(f"/media/{one:020}.csv") for one in range(10)))
    assert len(site.app.browsers) == 5
    assert {len(one.files) for one in site.app.browsers.values()} == {3}
