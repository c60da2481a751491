"""What the browser of a visitor may tell the server; every other message is dropped.

Streamlit obeys each message of its protocol, whoever sends it: one empties the caches of all
visitors, another writes files on the server. Its own pages need five kinds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

KINDS: Final = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
"""Kinds of messages that a visitor may send."""
OPERATIONS: Final = frozenset({"deferred_file", "dataframe_chunk"})
"""What a visitor may ask for beside a run of the page: a file, and further rows of a table."""
_OPERATION: Final = "backend_operation_request"


class Messages:
    """Drops the messages of a visitor that no page needs; of ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a visit on, without the messages that are dropped."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def allowed() -> Message:
            while True:
                message = await receive()
                frame = message.get("bytes")
                if frame is None or is_allowed(frame):
                    return message

        await self.app(scope, allowed, send)


def is_allowed(frame: bytes) -> bool:
    """Tell whether a visitor may send a message.

    What is no message at all passes: Streamlit ends the visit.

    Examples
    --------
    >>> is_allowed(BackMsg(app_heartbeat=True).SerializeToString())
    True
    >>> is_allowed(BackMsg(clear_cache=True).SerializeToString())
    False
    """
    message = BackMsg()
    try:
        message.ParseFromString(frame)
    except DecodeError:
        return True
    kind = message.WhichOneof("type")
    if kind == _OPERATION:
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in KINDS
