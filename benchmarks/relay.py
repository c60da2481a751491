"""A relay between browser and server that counts what a websocket carries, as it is on the wire.

A browser tells the size of a message after it was unpacked; the wire may carry less.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from typing import Self

_CHUNK = 1 << 16


@dataclass
class Relay:
    """Passes connections on to a server of this machine; use it as a context."""

    port: int
    """Of the server."""
    received: int = 0
    """Bytes that came down the websockets."""
    sent: int = 0
    """Bytes that went up the websockets."""
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        """Address for the browser."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        """Begin to pass connections on."""
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take no further connection."""
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        """Pass one connection on in both directions; it is a websocket if its request says so."""
        with (
            contextlib.suppress(OSError),
            near,
            socket.create_connection(("127.0.0.1", self.port)) as far,
        ):
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            request = near.recv(_CHUNK)
            counted = b"upgrade: websocket" in request.lower()
            far.sendall(request)
            up = threading.Thread(target=self._pass, args=(near, far, counted, "sent"), daemon=True)
            up.start()
            self._pass(far, near, counted, "received")
            up.join()

    def _pass(self, source: socket.socket, sink: socket.socket, counted: bool, way: str) -> None:  # noqa: FBT001 - of a thread
        with contextlib.suppress(OSError):
            while data := source.recv(_CHUNK):
                if counted:
                    setattr(self, way, getattr(self, way) + len(data))
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
