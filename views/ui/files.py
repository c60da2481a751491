"""Files of components, which a browser keeps: Streamlit sends them whole each time.

A map is a page of 260 KB, packed. Streamlit reads, packs and sends it twice for each visit, without
a date or a digest by which a browser could know it again.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]
FOLDER: Final = "/component/"
MOST_KEPT: Final = 4
"""Pages of components that are kept packed; each is 0.3 MB."""
_LASTING: Final = re.compile(r"/g-[0-9a-f]{16}\.json$")
"""A file whose name is the digest of its content."""
_DIGEST: Final = re.compile(rb"[0-9a-f]{16}")
"""A query that is the digest of the content."""
_FOREVER: Final = b"public, max-age=31536000, immutable"
_ASK: Final = b"no-cache"


class ComponentFiles:
    """Gives files of components a digest, and keeps the pages among them packed; of ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[tuple[str, bytes], tuple[Headers, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; all but those for files of components are passed on as they are."""
        if scope["type"] != "http" or scope["method"] != "GET" or FOLDER not in scope["path"]:
            await self.app(scope, receive, send)
            return
        asked = dict(scope["headers"])
        key = scope["path"], asked.get(b"accept-encoding", b"")
        if key not in self.kept:
            headers, body, status = await self._answer(scope, receive)
            if status != 200:  # noqa: PLR2004 - the status of a file that is there
                await _reply(send, status, headers, body)
                return
            lasts = _LASTING.search(scope["path"]) or _DIGEST.fullmatch(scope["query_string"])
            named = [(name, value) for name, value in headers if name not in _REPLACED]
            digest = b'"' + hashlib.sha256(body).hexdigest()[:16].encode() + b'"'
            named += [(b"etag", digest), (b"cache-control", _FOREVER if lasts else _ASK)]
            if lasts or not scope["path"].endswith(".html"):
                await _reply(send, 200, named, body)
                return
            self.kept[key] = named, body
            while len(self.kept) > MOST_KEPT:
                del self.kept[next(iter(self.kept))]
        named, body = self.kept[key]
        if asked.get(b"if-none-match", b"") == dict(named)[b"etag"]:
            short = [one for one in named if one[0] not in {b"content-length", b"content-encoding"}]
            await _reply(send, 304, short, b"")
            return
        await _reply(send, 200, named, body)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[Headers, bytes, int]:
        """Let the server answer, and take its answer."""
        begun: dict[str, Any] = {}
        body = bytearray()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.update(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        await self.app(scope, receive, keep)
        return list(begun["headers"]), bytes(body), int(begun["status"])


_REPLACED: Final = frozenset({b"etag", b"cache-control", b"last-modified", b"content-length"})


async def _reply(send: Send, status: int, headers: Headers, body: bytes) -> None:
    sized = [one for one in headers if one[0] != b"content-length"]
    if status != 304:  # noqa: PLR2004 - not modified
        sized.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": sized})
    await send({"type": "http.response.body", "body": body})
