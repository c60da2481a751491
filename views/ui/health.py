"""The address by which a monitor asks whether the application is whole."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import config

from geo.cli.doctor import file_checks
from geo.edition import MODEL
from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

ADDRESS: Final = "/health"
KEPT_S: Final = 60.0
"""How long an answer is kept: files are read again once a minute at most."""
OK: Final = 200
UNAVAILABLE: Final = 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What was seen of the files of the program."""

    files: int
    damaged: tuple[str, ...]
    """Names of files that are lost or damaged."""

    def as_dict(self) -> dict[str, object]:
        """Return what a monitor reads."""
        return {
            "status": "damaged" if self.damaged else "ok",
            "version": __version__,
            "model": MODEL,
            "files": self.files,
            "damaged": list(self.damaged),
        }


class Examiner:
    """Looks at the files of the program, once a minute at most.

    Parameters
    ----------
    clock
        Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: tuple[float, Health] | None = None

    def health(self) -> Health:
        """Return what was seen last."""
        with self._lock:
            now = self._clock()
            if self._kept is None or now > self._kept[0] + KEPT_S:
                checks = file_checks()
                damaged = tuple(check.name for check in checks if not check.is_right)
                self._kept = now, Health(files=len(checks), damaged=damaged)
            return self._kept[1]


_examiner = Examiner()


def routes() -> list[Route]:
    """Return the address, below the folder of the site that the application lies in."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return [Route(f"/{base}{ADDRESS}" if base else ADDRESS, _answer, methods=["GET"])]


async def _answer(request: Request) -> JSONResponse:
    del request
    health = await run_in_threadpool(_examiner.health)
    status = UNAVAILABLE if health.damaged else OK
    return JSONResponse(health.as_dict(), status, {"cache-control": "no-store"})
