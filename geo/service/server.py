"""The server: a socket, and the process that answers on it until it is asked to stop."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final

import uvicorn

from geo.errors import QuestionError
from geo.message import Message, shortened

if TYPE_CHECKING:
    from starlette.applications import Starlette

STOP_S: Final = 30
"""How long answers that run may take when the service stops."""
LAST_PORT: Final = 65_535
_HEAD_BYTES: Final = 16_384
_IDLE_S: Final = 65
_BACKLOG: Final = 2_048


def listening(host: str, port: int) -> socket.socket:
    """Socket on an address; port 0 is a free one.

    Raises
    ------
    QuestionError
        There is no such port, or the address cannot be had.
    """
    if not 0 <= port <= LAST_PORT:
        msg = Message("{port} is no port; choose from 0 to {last}", port=str(port), last=LAST_PORT)
        raise QuestionError(msg)
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        msg = Message(
            "the address {host}:{port} cannot be used: {reason}; choose another one with --host "
            "and --port",
            host=shortened(host),
            port=str(port),
            reason=reason,
        )
        raise QuestionError(msg) from error


def address_of(own: socket.socket) -> str:
    """Address of a socket as a reader types it.

    Examples
    --------
    >>> with listening("127.0.0.1", 0) as own:
    ...     address_of(own).startswith("http://127.0.0.1:")
    True
    """
    host, port = own.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server_of(app: Starlette) -> uvicorn.Server:
    """Server of an application: no log of its own, no name of itself, a bound of time to stop."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_IDLE_S,
        timeout_graceful_shutdown=STOP_S,
        h11_max_incomplete_event_size=_HEAD_BYTES,
        ws="none",
        http="h11",
        lifespan="on",
    )
    return uvicorn.Server(config)


def serve(app: Starlette, own: socket.socket) -> None:
    """Answer on a socket until the process is asked to stop; what runs then ends first."""
    server_of(app).run(sockets=[own])
