"""A service that runs on a free port of this machine, and a client that asks it."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any

from geo.cli.serve import health
from geo.cli.verbs import service_verbs
from geo.service import Settings, application, listening, server_of
from tests.atlases import dated_atlas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import uvicorn
    from starlette.applications import Starlette

    from geo.service import Tool, Verb

START_S = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A service that runs."""

    port: int
    server: uvicorn.Server

    def ask(self, target: str, method: str = "GET", **headers: str) -> Reply:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, headers=named)
            response = connection.getresponse()
            heads = {name.lower(): value for name, value in response.getheaders()}
            return Reply(status=response.status, headers=heads, body=response.read())
        finally:
            connection.close()


def atlas_verbs() -> tuple[Verb, ...]:
    return service_verbs(dated_atlas())


@contextmanager
def running(
    verbs: Iterable[Verb], settings: Settings | None = None, tools: Sequence[Tool] = ()
) -> Iterator[Running]:
    app = application(verbs, health=health, settings=settings, tools=tools)
    with served(app) as service:
        yield service


@contextmanager
def served(app: Starlette) -> Iterator[Running]:
    with listening("127.0.0.1", 0) as own:
        server = server_of(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [own]})
        thread.start()
        end = time.monotonic() + START_S
        while not server.started and time.monotonic() < end:
            time.sleep(0.01)
        assert server.started
        try:
            yield Running(port=own.getsockname()[1], server=server)
        finally:
            server.should_exit = True
            thread.join(START_S)
            assert not thread.is_alive()
