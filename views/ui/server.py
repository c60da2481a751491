"""The server of the pages: how messages are packed, and what is ready before the first visitor."""

from __future__ import annotations

import importlib
import threading
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from starlette.middleware import Middleware

from views.ui.files import ComponentFiles
from views.ui.headers import SecurityHeaders
from views.ui.look import Documents
from views.ui.messages import Messages
from views.ui.own_files import OwnFiles

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from streamlit.web.server.starlette import App

WINDOW_BITS: Final = 15
"""A message is packed by what stood in the last 2 ** 15 bytes before it."""


def pack_by_all_messages() -> None:
    """Let a message be packed by the messages before it; call it before the first connection.

    Uvicorn packs by the last 4 KB alone, and offers no setting. A run of a page is 10 KB of
    messages, nearly the same as in the run before: with a window of 32 KB, a run that changes
    nothing is 0.7 KB on the wire in place of 5. Each connection takes 0.2 MB more for it. Where a
    later Uvicorn makes its connections otherwise, they are as it makes them.
    """
    with suppress(ImportError, AttributeError):
        from uvicorn.protocols.websockets import (  # noqa: PLC0415 - a server has it, a test may not
            websockets_sansio_impl as connections,
        )
        from websockets.extensions.permessage_deflate import (  # noqa: PLC0415 - as above
            ServerPerMessageDeflateFactory,
        )

        def packing(**settings: object) -> ServerPerMessageDeflateFactory:
            del settings
            return ServerPerMessageDeflateFactory(server_max_window_bits=WINDOW_BITS)

        if hasattr(connections, "ServerPerMessageDeflateFactory"):
            connections.ServerPerMessageDeflateFactory = packing


def middleware() -> list[Middleware]:
    """Return what stands between the server and a browser."""
    parts = (SecurityHeaders, Messages, OwnFiles, Documents, ComponentFiles)
    return [Middleware(part) for part in parts]


def ready_for(page: str) -> Callable[[App], AbstractAsyncContextManager[None]]:
    """Return what a server does while it runs: it loads a page beside its start.

    The first visitor then waits neither for libraries nor for data.

    Parameters
    ----------
    page
        Name of the module of the page, whose function `prepare` computes what it shows first.
    """

    @asynccontextmanager
    async def life(app: App) -> AsyncIterator[None]:
        del app
        threading.Thread(target=prepare, args=(page,), daemon=True, name="prepare").start()
        yield

    return life


def prepare(page: str) -> None:
    """Load a page and what it shows first; what fails here the page says itself."""
    with suppress(Exception):
        importlib.import_module(page).prepare()
