"""The address by which a monitor asks whether the application is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import config

from geo.cli.health import Examiner

if TYPE_CHECKING:
    from starlette.requests import Request

ADDRESS: Final = "/health"
OK: Final = 200
UNAVAILABLE: Final = 503


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
