"""A server without a network: what middleware answers to a request, and what it asks the server."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Headers = dict[str, str]


@dataclass
class Server:
    """Answers each request alike, in two pieces, and keeps what it was asked."""

    body: bytes = b"<html><head></head><body>page</body></html>"
    kind: str = "text/html"
    status: int = 200
    asked: list[Headers] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        del receive
        self.asked.append({name.decode(): value.decode() for name, value in scope["headers"]})
        headers = [(b"content-type", self.kind.encode()), (b"etag", b'"server"')]
        headers.append((b"content-length", str(len(self.body)).encode()))
        start = {"type": "http.response.start", "status": self.status, "headers": headers}
        await send(start)
        half = len(self.body) // 2
        await send({"type": "http.response.body", "body": self.body[:half], "more_body": True})
        await send({"type": "http.response.body", "body": self.body[half:]})


def answer(
    app: Callable[..., Any], path: str, *, query: str = "", **headers: str
) -> tuple[int, Headers, bytes]:
    """Return status, headers and body of the answer to a request."""
    messages: list[Any] = []
    named = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": named,
    }

    async def send(message: Any) -> None:
        messages.append(message)

    with ThreadPoolExecutor() as threads:
        threads.submit(asyncio.run, app(scope, None, send)).result(30)
    start, *pieces = messages
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], told, b"".join(piece.get("body", b"") for piece in pieces)
