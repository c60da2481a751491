"""Jobs of the service: tables that are answered by a process of their own, and kept for a time."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import signal
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from geo.errors import QuestionError
from geo.message import Message, quoted
from geo.service.refusals import Refusal, RefusedError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from geo.service.verbs import Parameter, Texts

MEGABYTE: Final = 1_000_000
MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".csv": "text/csv",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".parquet": "application/vnd.apache.parquet",
    }
)
"""Types of the tables that are read and written, by ending."""
FORMAT: Final = "format"
"""Parameter that names the ending of the result."""
TOO_MUCH: Final = 3
"""Exit code of the program of a job whose memory does not suffice."""
UPLOAD_S: Final = 300
"""Seconds that an upload may take."""
ONE_THREAD: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "1",
    }
)
"""Settings by which a process takes little of the address space that it may have."""
_ID_BYTES: Final = 24
_LONGEST_LINE: Final = 1 << 20
_RETRY_S: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLimits:
    """How much a service does for tables."""

    file_bytes: int = 20 * MEGABYTE
    """Of an upload."""
    result_bytes: int = 200 * MEGABYTE
    """Of a result."""
    rows: int = 200_000
    questions: int = 5_000
    """Different ones of one table."""
    jobs: int = 8
    """Held at a time, those that are done among them."""
    at_once: int = 1
    """Computed at a time; the others wait."""
    seconds: float = 1_800.0
    """Of a job, once it runs."""
    memory_bytes: int = 2_000 * MEGABYTE
    """Address space of the process of a job."""
    kept_s: float = 3_600.0
    """How long the result of a job stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchVerb:
    """How tables are answered."""

    text: str
    """What is answered, in English: one line, and more after an empty one."""
    parameters: tuple[Parameter, ...]
    check: Callable[[Texts, str], None] = field(repr=False)
    """Refuses values of parameters; called with the language of sentences."""
    command: tuple[str, ...] = field(repr=False)
    """Program of a job; it gets the file of its order, and writes lines of JSON."""


class Status(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True)
class Job:
    """A table that is answered, or was."""

    id: str
    folder: Path
    ending: str
    """Of the result."""
    status: Status = Status.WAITING
    progress: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, Any] | None = None
    kind: str = ""
    """Of the error, for programs."""
    error: str = ""
    """Sentence in the language of the job."""
    expires: datetime | None = None
    task: asyncio.Task[None] | None = None

    @property
    def result(self) -> Path:
        """File of the answers."""
        return self.folder / f"result{self.ending}"

    def as_dict(self) -> dict[str, Any]:
        """Values of its JSON."""
        expires = self.expires.isoformat(timespec="seconds") if self.expires else None
        return {
            "id": self.id,
            "status": self.status.value,
            "rows": self.progress.get("rows", 0),
            "all_rows": self.progress.get("all_rows"),
            "solved": self.progress.get("solved", 0),
            "unsolved": self.progress.get("unsolved", 0),
            "report": self.report,
            "error": {"kind": self.kind, "detail": self.error} if self.error else None,
            "result": f"batch/{self.id}/result" if self.status is Status.DONE else None,
            "expires": expires,
        }


class Jobs:
    """All jobs of a service; it belongs to one event loop.

    Parameters
    ----------
    verb
        How tables are answered.
    limits
        How much is done for them.
    """

    def __init__(self, verb: BatchVerb, limits: JobLimits) -> None:
        self.verb, self.limits = verb, limits
        self._jobs: dict[str, Job] = {}
        self._coming = 0
        self._places = asyncio.Semaphore(limits.at_once)
        self._folder: Path | None = None

    async def begin(
        self, texts: Texts, language: str, media_type: str, body: AsyncIterator[bytes]
    ) -> Job:
        """Take a table, and answer it when there is a place for it.

        Parameters
        ----------
        texts
            Values of parameters.
        language
            Of sentences.
        media_type
            Of the table.
        body
            Its bytes.

        Raises
        ------
        QuestionError
            A parameter has no such value.
        RefusedError
            There are too many jobs, or the table is too large, too slow or of another type.
        """
        ending = _ending_of(media_type)
        own = {name: values for name, values in texts.items() if name != FORMAT}
        result = _result_ending(texts, ending)
        self.verb.check(own, language)
        if len(self._jobs) + self._coming >= self.limits.jobs:
            raise RefusedError(_too_many())
        self._coming += 1
        try:
            job = Job(id=secrets.token_urlsafe(_ID_BYTES), folder=self._new_folder(), ending=result)
            try:
                table = job.folder / f"shipments{ending}"
                await self._take(body, table)
                self._write_order(job, table, own, language)
            except BaseException:
                shutil.rmtree(job.folder, ignore_errors=True)
                raise
            self._jobs[job.id] = job
        finally:
            self._coming -= 1
        job.task = asyncio.create_task(self._run(job))
        return job

    def job(self, name: str) -> Job:
        """Find a job by its id.

        Raises
        ------
        RefusedError
            There is none.
        """
        try:
            return self._jobs[name]
        except KeyError:
            text = Message("there is no such job; it was deleted, its time is over, or never was")
            refusal = Refusal(status=HTTPStatus.NOT_FOUND, kind="no_job", text=text)
            raise RefusedError(refusal) from None

    def result(self, name: str) -> Job:
        """Find a job whose result is there.

        Raises
        ------
        RefusedError
            There is no such job, it is not done, or it has failed.
        """
        job = self.job(name)
        if job.status is Status.FAILED:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            raise RefusedError(Refusal(status=status, kind=job.kind, text=job.error))
        if job.status is not Status.DONE:
            refusal = Refusal(
                status=HTTPStatus.CONFLICT,
                kind="not_done",
                text=Message("the job is not done; ask again in {count} s", count=_RETRY_S),
                headers={"retry-after": str(_RETRY_S)},
            )
            raise RefusedError(refusal)
        return job

    async def delete(self, name: str) -> None:
        """Stop a job and remove its files; raises as `job`."""
        job = self._jobs.pop(self.job(name).id)
        if job.task:
            job.task.cancel()
            await asyncio.gather(job.task, return_exceptions=True)
        self._drop(job)

    async def close(self) -> None:
        """Stop all jobs and remove all files."""
        for name in list(self._jobs):
            await self.delete(name)
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _new_folder(self) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="instc-jobs-"))
        return Path(tempfile.mkdtemp(dir=self._folder))

    async def _take(self, body: AsyncIterator[bytes], path: Path) -> None:
        size = 0
        try:
            async with asyncio.timeout(UPLOAD_S):
                with path.open("wb") as file:
                    async for some in body:
                        size += len(some)
                        if size > self.limits.file_bytes:
                            raise RefusedError(_too_large(self.limits.file_bytes))
                        file.write(some)
        except TimeoutError:
            text = Message("the upload took longer than {count} s; send less", count=UPLOAD_S)
            refusal = Refusal(status=HTTPStatus.REQUEST_TIMEOUT, kind="late", text=text)
            raise RefusedError(refusal) from None

    def _write_order(self, job: Job, table: Path, texts: Texts, language: str) -> None:
        order = {
            "shipments": str(table),
            "result": str(job.result),
            "texts": texts,
            "language": language,
            "file_bytes": self.limits.file_bytes,
            "result_bytes": self.limits.result_bytes,
            "rows": self.limits.rows,
            "questions": self.limits.questions,
            "memory_bytes": self.limits.memory_bytes,
        }
        text = json.dumps(order, ensure_ascii=False)
        (job.folder / "order.json").write_text(text, "utf-8", "replace")

    async def _run(self, job: Job) -> None:
        async with self._places:
            job.status = Status.RUNNING
            try:
                async with asyncio.timeout(self.limits.seconds):
                    code = await self._answer(job)
                self._end(job, code)
            except TimeoutError:
                self._fail(job, _too_long(self.limits.seconds))
        job.expires = datetime.now(UTC) + timedelta(seconds=self.limits.kept_s)
        for path in job.folder.iterdir():
            if path != job.result:
                path.unlink(missing_ok=True)
        asyncio.get_running_loop().call_later(self.limits.kept_s, self._drop, job)

    async def _answer(self, job: Job) -> int:
        """Let the process of a job answer the table; it is gone when this ends, however it ends."""
        process = await asyncio.create_subprocess_exec(
            *self.verb.command,
            str(job.folder / "order.json"),
            cwd=job.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LONGEST_LINE,
            start_new_session=True,
            env=os.environ | ONE_THREAD,
        )
        try:
            async for line in cast("asyncio.StreamReader", process.stdout):
                self._note(job, line)
            return await process.wait()
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    def _note(self, job: Job, line: bytes) -> None:
        said = json.loads(line)
        job.progress = said.get("progress", job.progress)
        job.report = said.get("report", job.report)
        job.kind, job.error = said.get("kind", job.kind), said.get("error", job.error)

    def _end(self, job: Job, code: int) -> None:
        if job.report is not None and code == 0 and job.result.is_file():
            job.status = Status.DONE
        elif job.error:
            job.status = Status.FAILED
        elif code in {TOO_MUCH, -getattr(signal, "SIGKILL", 9)}:
            self._fail(job, _too_much())
        else:
            self._fail(job, Message("the job failed; send the table again, or report it"))

    def _fail(self, job: Job, text: str) -> None:
        job.status, job.kind, job.error = Status.FAILED, job.kind or "job", job.error or text

    def _drop(self, job: Job) -> None:
        self._jobs.pop(job.id, None)
        shutil.rmtree(job.folder, ignore_errors=True)


def _ending_of(media_type: str) -> str:
    """Find the ending of a table by its media type.

    Raises
    ------
    RefusedError
        It is of none that is read.

    Examples
    --------
    >>> _ending_of("text/csv; charset=utf-8")
    '.csv'
    """
    plain = media_type.partition(";")[0].strip().casefold()
    for ending, own in MEDIA_TYPES.items():
        if own == plain:
            return ending
    text = Message(
        "tables are sent as {names}; name one of them as Content-Type",
        names=tuple(MEDIA_TYPES.values()),
    )
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    raise RefusedError(Refusal(status=status, kind="media_type", text=text))


def _result_ending(texts: Texts, ending: str) -> str:
    """Find the ending of the result: that of the parameter, or of the table.

    Raises
    ------
    QuestionError
        The parameter names no format.
    """
    values = texts.get(FORMAT, (ending.removeprefix("."),))
    wanted = f".{values[0].strip().casefold()}"
    if len(values) > 1:
        msg = Message("the parameter {name} stands twice; write it once", name=quoted(FORMAT))
        raise QuestionError(msg)
    if wanted not in MEDIA_TYPES:
        msg = Message(
            "{text} is no value of {name}; choose from {names}",
            text=quoted(values[0]),
            name=quoted(FORMAT),
            names=tuple(quoted(one.removeprefix(".")) for one in MEDIA_TYPES),
        )
        raise QuestionError(msg)
    return wanted


def _too_many() -> Refusal:
    return Refusal(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        kind="too_many_jobs",
        text=Message("the service holds as many jobs as it may; delete one, or ask again later"),
        headers={"retry-after": "60"},
    )


def _too_large(most: int) -> Refusal:
    text = Message(
        "the table is larger than {count} MB; send a part of it, or use `instc batch`",
        count=f"{most / MEGABYTE:g}",
    )
    return Refusal(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, kind="too_large", text=text)


def _too_long(seconds: float) -> Message:
    return Message(
        "the table takes longer than {count} s; send a part of it, or use `instc batch`",
        count=f"{seconds:g}",
    )


def _too_much() -> Message:
    return Message(
        "the table takes more memory or room than a job has; send a part of it, or use `instc "
        "batch`"
    )
