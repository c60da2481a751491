"""Downloads that only the browser gets for which they were made.

Streamlit serves a file to everybody who knows its address, which is the digest of its content. Here
a browser gets a number by chance as a cookie, which ends with the browser and names nobody; a file
is served to the browser whose page was told of its address. A browser that keeps no cookie shares
the number "" with all others that keep none.
"""

from __future__ import annotations

import re
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final

from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from views.ui.look import is_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "atlas_browser"
KEPT_S: Final = 600
"""How long a file is served after the last page of a browser was closed: the page may come back."""
MOST_BROWSERS: Final = 10_000
MOST_FILES: Final = 200
"""Addresses of files that are remembered for one browser, the newest."""
_FOLDER: Final = "/media/"
_NUMBER: Final = re.compile(r"[\w-]{22}")
_MISSING: Final = b"File not found"


@dataclass(kw_only=True)
class Browser:
    """What one browser was told of."""

    files: OrderedDict[str, None] = field(default_factory=OrderedDict)
    open_pages: int = 0
    closed_at: float = 0.0
    """When its last page was closed, seconds of the clock."""


class OwnFiles:
    """Binds each file to the browser for which it was made; of ASGI.

    Parameters
    ----------
    app
        What answers.
    clock
        Seconds that never go back.
    """

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self.app = app
        self.clock = clock
        self.browsers: OrderedDict[str, Browser] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or follow a visit."""
        if scope["type"] == "websocket":
            await self._follow(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(folder()):
            await self._serve(file_of(scope["path"]), scope, receive, send)
        elif is_page(scope) and not number_of(scope):
            await self.app(scope, receive, _with_number(scope, send))
        else:
            await self.app(scope, receive, send)

    async def _serve(self, file: str, scope: Scope, receive: Receive, send: Send) -> None:
        browser = self.browsers.get(number_of(scope))
        is_late = browser and not browser.open_pages and self.clock() > browser.closed_at + KEPT_S
        if browser is None or is_late or file not in browser.files:
            headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
            await send({"type": "http.response.start", "status": 404, "headers": headers})
            await send({"type": "http.response.body", "body": _MISSING})
            return

        async def unkept(message: Message) -> None:
            if message["type"] == "http.response.start":
                others = [one for one in message["headers"] if one[0].lower() != b"cache-control"]
                message["headers"] = [*others, (b"cache-control", b"private, no-store")]
            await send(message)

        await self.app(scope, receive, unkept)

    async def _follow(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the files of which a page is told, as long as it is open."""
        browser = self._browser(number_of(scope))
        browser.open_pages += 1

        async def noting(message: Message) -> None:
            for file in files_in(message.get("bytes") or b""):
                browser.files[file] = None
                browser.files.move_to_end(file)
                while len(browser.files) > MOST_FILES:
                    browser.files.popitem(last=False)
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            browser.open_pages -= 1
            browser.closed_at = self.clock()

    def _browser(self, number: str) -> Browser:
        browser = self.browsers.setdefault(number, Browser())
        self.browsers.move_to_end(number)
        if len(self.browsers) > MOST_BROWSERS:
            closed = [key for key, one in self.browsers.items() if not one.open_pages]
            for key in closed[: len(self.browsers) - MOST_BROWSERS]:
                del self.browsers[key]
        return browser


def folder() -> str:
    """Return the address below which Streamlit serves files.

    Examples
    --------
    >>> folder()
    '/media/'
    """
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}{_FOLDER}" if base else _FOLDER


def files_in(frame: bytes) -> tuple[str, ...]:
    """Return the files whose addresses a message tells a page.

    An address in a text is none: a visitor may write one, and an error repeats what was written.

    Examples
    --------
    >>> message = ForwardMsg()
    >>> message.backend_operation_response.deferred_file.url = "/media/12ab.csv"
    >>> files_in(message.SerializeToString())
    ('12ab',)
    """
    if _FOLDER.encode() not in frame:
        return ()
    message = ForwardMsg.FromString(frame)
    urls = (
        message.delta.new_element.download_button.url,
        message.backend_operation_response.deferred_file.url,
    )
    return tuple(file_of(url) for url in urls if _FOLDER in url)


def file_of(address: str) -> str:
    """Return the name by which Streamlit keeps a file.

    Examples
    --------
    >>> file_of("/atlas/media/12ab.csv"), file_of("/media/a/12ab")
    ('12ab', '12ab')
    """
    return address.rpartition("/")[2].partition(".")[0]


def number_of(scope: Scope) -> str:
    """Return the number of the browser that asks; empty where it brings none.

    Examples
    --------
    >>> number_of({"headers": [(b"cookie", b"a=1; atlas_browser=0123456789abcdefABCDEF")]})
    '0123456789abcdefABCDEF'
    >>> number_of({"headers": [(b"cookie", b"atlas_browser=<script>")]})
    ''
    """
    cookies = (value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
    try:
        held = SimpleCookie("; ".join(cookies)).get(COOKIE)
    except CookieError:
        return ""
    return held.value if held and _NUMBER.fullmatch(held.value) else ""


def _with_number(scope: Scope, send: Send) -> Send:
    """Give a browser its number with the page that it opens."""
    given = dict(scope["headers"])
    is_safe = b"https" in {given.get(b"x-forwarded-proto"), str(scope.get("scheme")).encode()}
    end = "; Secure" if is_safe else ""
    cookie = f"{COOKIE}={secrets.token_urlsafe(16)}; Path=/; HttpOnly; SameSite=Lax{end}"

    async def numbered(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"set-cookie", cookie.encode())]
        await send(message)

    return numbered
