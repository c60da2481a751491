"""The service as an application of ASGI: addresses, headers, limits, log."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import time
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from geo.edition import MODEL, data_digest
from geo.errors import QuestionError
from geo.i18n import LANGUAGES, get_locale
from geo.journal import write_log
from geo.message import Message
from geo.service.jobs import MEDIA_TYPES, JobLimits, Jobs
from geo.service.openapi import document
from geo.service.pool import Pool
from geo.service.refusals import MEDIA_TYPE, Refusal, RefusedError, refused_of
from geo.service.verbs import JSON
from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from geo.service.jobs import BatchVerb
    from geo.service.tools import Tool, ToolsOverHttp
    from geo.service.verbs import Texts, Verb

    Handler = Callable[[Request], Awaitable[Response]]
    _Answer = Callable[[Request], Awaitable[tuple[Response, bool]]]
    Health = Callable[[], tuple[bool, Mapping[str, object]]]
    """Says whether the program is whole, and what a monitor reads."""

LONGEST_QUERY: Final = 4_000
"""Characters of a query at most."""
MOST_VALUES: Final = 120
"""Values of a query at most."""
_DAY_S: Final = 86_400
_KEPT_S: Final = 3_600
"""How long a reader may keep an answer without asking again; never beyond midnight (UTC)."""
BATCH: Final = "/batch"
"""Address of tables."""
TOOLS: Final = "/mcp"
"""Address of the tools of an assistant."""
_TOOL_HEADERS: Final = ("content-type", "mcp-protocol-version", "mcp-session-id")
SECURITY: Final = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "referrer-policy": "no-referrer",
    "vary": "Accept-Language",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator of a service decides."""

    origins: tuple[str, ...] = ()
    """Origins of pages that may read answers; none by default."""
    key: str = ""
    """Key that every question must carry; empty: none."""
    at_once: int = 2
    """Answers that are computed at a time."""
    waiting: int = 64
    """Questions that may wait for that."""
    seconds: float = 30.0
    """Time until an answer is given up."""
    jobs: JobLimits = field(default_factory=JobLimits)
    """How much is done for tables, where they are answered."""


def application(
    verbs: Iterable[Verb],
    *,
    health: Health,
    settings: Settings | None = None,
    tools: Sequence[Tool] = (),
    batch: BatchVerb | None = None,
) -> Starlette:
    """Make the application of a service.

    Parameters
    ----------
    verbs
        What it answers.
    health
        Looks at the files of the program.
    settings
        Of the operator; None: the defaults.
    tools
        What an assistant is offered below `TOOLS` (Model Context Protocol); empty: nothing.
    batch
        How tables are answered below `BATCH`; None: they are not.
    """
    return _Service(tuple(verbs), health, settings or Settings(), tools, batch).application()


class _Service:
    """Verbs, and what stands between them and the net."""

    def __init__(
        self,
        verbs: tuple[Verb, ...],
        health: Health,
        settings: Settings,
        tools: Sequence[Tool],
        batch: BatchVerb | None,
    ) -> None:
        self._verbs, self._health, self._settings = verbs, health, settings
        self._key = hashlib.sha256(settings.key.encode()).digest() if settings.key else b""
        self._document = document(verbs, has_key=bool(settings.key), batch=batch)
        self._jobs = Jobs(batch, settings.jobs) if batch else None
        self._pool = Pool(
            at_once=settings.at_once, waiting=settings.waiting, seconds=settings.seconds
        )
        self._tools = _tools_over_http(tools, self._pool, settings) if tools else None

    def application(self) -> Starlette:
        """Make the application."""
        routes = [
            Route(f"/{verb.name}", self._logged(verb.name, partial(self._answer, verb=verb)))
            for verb in self._verbs
        ]
        routes.append(Route("/openapi.json", self._logged("openapi", self._described)))
        routes.append(Route("/health", self._logged("health", self._examined)))
        if self._jobs:
            begun, seen, file = (
                self._logged("batch", partial(one, jobs=self._jobs))
                for one in (self._begin, self._job, self._result)
            )
            routes.append(Route(BATCH, begun, methods=["POST"]))
            routes.append(Route(f"{BATCH}/{{job}}", seen, methods=["GET", "DELETE"]))
            routes.append(Route(f"{BATCH}/{{job}}/result", file))
        if self._tools:
            routes.append(Route(TOOLS, _Guarded(self._tools.app, self._check_key)))
        middleware = []
        if self._settings.origins:
            cors = Middleware(
                CORSMiddleware,
                allow_origins=self._settings.origins,
                allow_methods=self._methods(),
                allow_headers=["authorization", "if-none-match", *_TOOL_HEADERS],
                expose_headers=["etag", "content-disposition"],
            )
            middleware.append(cors)
        app = Starlette(
            routes=routes,
            middleware=middleware,
            lifespan=self._lifespan,
            exception_handlers={404: self._no_address, 405: self._no_method},
        )
        app.router.redirect_slashes = False
        return app

    def _methods(self) -> list[str]:
        if self._jobs:
            return ["GET", "POST", "DELETE"]
        return ["GET", "POST"] if self._tools else ["GET"]

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        try:
            async with self._tools.running() if self._tools else nullcontext():
                yield
        finally:
            self._pool.close()
            if self._jobs:
                await self._jobs.close()

    def _logged(self, name: str, answer: _Answer) -> Handler:
        """Make the handler of an address: it answers everything, and leaves a line in the log."""

        async def handler(request: Request) -> Response:
            start, is_kept, kind, fault = time.perf_counter(), False, None, None
            try:
                response, is_kept = await answer(request)
            except Exception as error:  # noqa: BLE001 - a reader gets a sentence, never a traceback
                refused = refused_of(error)
                kind, fault = refused.kind, refused.fault
                response = _refused(refused.refusal, _language(request))
            values = {
                "verb": name,
                "status": response.status_code,
                "seconds": round(time.perf_counter() - start, 3),
                "kept": is_kept,
                "error": kind,
                **({"fault": fault} if fault else {}),
            }
            write_log(values)
            return response

        return handler

    async def _answer(self, request: Request, verb: Verb) -> tuple[Response, bool]:
        self._check_key(request)
        texts = _texts_of(request)
        verb.check(texts)
        language = _language(request)
        key = etag_of(verb.name, texts, language)
        headers = {"etag": key, "cache-control": self._cache_control(), **SECURITY}
        if _matches(request.headers.get("if-none-match", ""), key):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers), True
        answer, is_kept = await self._pool.answer(key, lambda: verb.compute(texts, language))
        if answer.file_name:
            name = quote(answer.file_name)
            headers["content-disposition"] = f"attachment; filename*=UTF-8''{name}"
        return Response(answer.body, headers=headers, media_type=answer.media_type), is_kept

    def _check_key(self, request: HTTPConnection) -> None:
        if not self._key:
            return
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        digest = hashlib.sha256(given.strip().encode("utf-8", "replace")).digest()
        if not hmac.compare_digest(digest, self._key) or scheme.casefold() != "bearer":
            text = Message("the key is missing or wrong; send it as Authorization: Bearer KEY")
            headers = {"www-authenticate": "Bearer"}
            refusal = Refusal(
                status=HTTPStatus.UNAUTHORIZED, kind="no_key", text=text, headers=headers
            )
            raise RefusedError(refusal)

    def _cache_control(self) -> str:
        now = dt.datetime.now(dt.UTC)
        left_s = _DAY_S - (now.hour * 60 + now.minute) * 60 - now.second
        scope = "private" if self._key else "public"
        return f"{scope}, max-age={min(_KEPT_S, left_s)}"

    async def _described(self, _: Request) -> tuple[Response, bool]:
        return _json_response(self._document), False

    async def _begin(self, request: Request, *, jobs: Jobs) -> tuple[Response, bool]:
        """Take a table."""
        self._check_key(request)
        media_type = request.headers.get("content-type", "")
        job = await jobs.begin(_texts_of(request), _language(request), media_type, request.stream())
        response = _json_response(job.as_dict(), HTTPStatus.ACCEPTED)
        response.headers["location"] = f"batch/{job.id}"
        return response, False

    async def _job(self, request: Request, *, jobs: Jobs) -> tuple[Response, bool]:
        """Say how far a job is, or stop it."""
        self._check_key(request)
        name = request.path_params["job"]
        if request.method == "DELETE":
            await jobs.delete(name)
            headers = {"cache-control": "no-store", **SECURITY}
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers), False
        return _json_response(jobs.job(name).as_dict()), False

    async def _result(self, request: Request, *, jobs: Jobs) -> tuple[Response, bool]:
        """Give the file of a job that is done."""
        self._check_key(request)
        job = jobs.result(request.path_params["job"])
        headers = {"cache-control": "no-store", **SECURITY}
        media_type, name = MEDIA_TYPES[job.ending], f"answers{job.ending}"
        return FileResponse(job.result, headers=headers, media_type=media_type, filename=name), True

    async def _examined(self, _: Request) -> tuple[Response, bool]:
        is_whole, values = await run_in_threadpool(self._health)
        status = HTTPStatus.OK if is_whole else HTTPStatus.SERVICE_UNAVAILABLE
        return _json_response(values, status), False

    async def _no_address(self, request: Request, _: Exception) -> Response:
        names = (*(f"/{verb.name}" for verb in self._verbs), *([BATCH] if self._jobs else []))
        text = Message("there is no such address; choose from {names}", names=names)
        refusal = Refusal(status=HTTPStatus.NOT_FOUND, kind="no_address", text=text)
        return _refused(refusal, _language(request))

    async def _no_method(self, request: Request, error: Exception) -> Response:
        taken = (getattr(error, "headers", None) or {}).get("Allow", "GET, HEAD")
        methods = tuple(sorted(one.strip() for one in taken.split(",")))
        text = Message("questions are asked with GET")
        if "GET" not in methods or "DELETE" in methods:
            text = Message("this address takes {names}", names=methods)
        refusal = Refusal(
            status=HTTPStatus.METHOD_NOT_ALLOWED,
            kind="no_method",
            text=text,
            headers={"allow": ", ".join(methods)},
        )
        return _refused(refusal, _language(request))


class _Guarded:
    """An application of ASGI that is asked only with the key, if there is one."""

    def __init__(self, app: ASGIApp, check: Callable[[HTTPConnection], None]) -> None:
        self._app, self._check = app, check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HTTPConnection(scope)
        try:
            self._check(request)
        except RefusedError as error:
            language = preferred_language(request.headers.get("accept-language", ""))
            await _refused(error.refusal, language)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _tools_over_http(tools: Sequence[Tool], pool: Pool, settings: Settings) -> ToolsOverHttp:
    from geo.service.tools import ToolsOverHttp  # noqa: PLC0415 - of another extra

    return ToolsOverHttp(tools, pool, settings.origins)


def etag_of(verb: str, texts: Texts, language: str, *, today: dt.date | None = None) -> str:
    """Tag that stands for an answer: question, language, data, program and day.

    Parameters
    ----------
    verb, texts, language
        The question.
    today
        Day on which it is asked, as an answer may depend on it; None: by the clock.

    Examples
    --------
    >>> day = dt.date(2026, 11, 30)
    >>> etag_of("places", {"query": ("Rasht",)}, "en", today=day) == etag_of(
    ...     "places", {"query": ("Resht",)}, "en", today=day
    ... )
    False
    """
    day = today or dt.datetime.now(dt.UTC).date()
    question = [verb, sorted(texts.items()), language]
    edition = [__version__, MODEL, data_digest(), day.isoformat()]
    text = json.dumps([question, edition], ensure_ascii=False)
    return f'"{hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]}"'


def preferred_language(header: str) -> str:
    """Language of ours that a header ``Accept-Language`` likes best; English if it names none.

    Examples
    --------
    >>> preferred_language("de, fa-IR;q=0.7, ru;q=0.9"), preferred_language("*")
    ('ru', 'en')
    """
    best, weight = "en", 0.0
    for part in header[:LONGEST_QUERY].split(","):
        tag, _, more = part.partition(";")
        language = tag.strip().partition("-")[0].casefold()
        try:
            own = float(more.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if language in LANGUAGES and own > weight:
            best, weight = language, own
    return best


def _language(request: Request) -> str:
    chosen = request.query_params.get("lang", "")
    header = request.headers.get("accept-language", "")
    return chosen if chosen in LANGUAGES else preferred_language(header)


def _texts_of(request: Request) -> Texts:
    """Values of each parameter of a request."""
    query = request.url.query
    if len(query) > LONGEST_QUERY:
        text = Message("the question is longer than {count} characters", count=LONGEST_QUERY)
        status = HTTPStatus.REQUEST_URI_TOO_LONG
        raise RefusedError(Refusal(status=status, kind="too_long", text=text))
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, errors="strict", max_num_fields=MOST_VALUES
        )
    except ValueError as error:
        msg = Message(
            "the question cannot be read; write it in UTF-8, with {count} values at most",
            count=MOST_VALUES,
        )
        raise QuestionError(msg) from error
    texts: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        texts[name] = (*texts.get(name, ()), value)
    return texts


def _matches(header: str, key: str) -> bool:
    """Tell whether a header ``If-None-Match`` names a tag; a proxy that packs makes it weak."""
    return key in (tag.strip().removeprefix("W/") for tag in header.split(","))


def _json_response(values: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK) -> Response:
    body = json.dumps(values, ensure_ascii=False, indent=1).encode()
    headers = {"cache-control": "no-store", **SECURITY}
    return Response(body, status, headers, JSON)


def _refused(refusal: Refusal, language: str) -> Response:
    locale = get_locale(language)
    headers = {
        "cache-control": "no-store",
        "content-language": locale.language,
        **SECURITY,
        **refusal.headers,
    }
    return Response(refusal.body(locale), refusal.status, headers, MEDIA_TYPE)
