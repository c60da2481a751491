"""Where answers are computed: so many at once, so many that wait, so long, and kept afterwards."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

from geo.message import Message
from geo.service.refusals import Refusal, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from geo.service.verbs import Answer

T = TypeVar("T")

_RETRY_S: Final = 2


class Pool:
    """Computes answers in threads; a thread that runs late keeps its place until it ends.

    Parameters
    ----------
    at_once
        Computations that run at a time.
    waiting
        Computations that may wait for a place; one more is refused.
    seconds
        Time until a computation is given up, its waiting included.
    kept_bytes
        Bytes of answers that are kept.
    """

    def __init__(
        self, *, at_once: int, waiting: int, seconds: float, kept_bytes: int = 64_000_000
    ) -> None:
        self._executor = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._most, self._seconds = at_once + waiting, seconds
        self._open = 0
        self._kept: OrderedDict[str, Answer] = OrderedDict()
        self._room = kept_bytes
        self._running: dict[str, asyncio.Task[Answer]] = {}

    async def answer(self, key: str, compute: Callable[[], Answer]) -> tuple[Answer, bool]:
        """Give an answer, and whether nothing was computed for it.

        Equal questions that come together are computed once.

        Parameters
        ----------
        key
            What tells one question from another.
        compute
            Computes the answer; its errors are raised here.

        Raises
        ------
        RefusedError
            Too many wait already, or it took too long.
        """
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key], True
        task = self._running.get(key)
        is_kept = task is not None
        if task is None:
            task = asyncio.ensure_future(self._computed(key, compute))
            self._running[key] = task
            task.add_done_callback(lambda done: self._end(key, done))
        return await asyncio.shield(task), is_kept

    def close(self) -> None:
        """Let go of the threads; what has not begun does not begin."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    async def run(self, compute: Callable[[], T]) -> T:
        """Compute something in a thread; raises as `answer`, which keeps what it computes."""
        if self._open >= self._most:
            raise RefusedError(_busy())
        loop = asyncio.get_running_loop()
        self._open += 1
        future: Future[T] = self._executor.submit(copy_context().run, compute)

        def release() -> None:
            self._open -= 1

        def ended(_: Future[T]) -> None:
            with suppress(RuntimeError):  # the loop has ended before its thread
                loop.call_soon_threadsafe(release)

        future.add_done_callback(ended)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)
        except TimeoutError:
            raise RefusedError(_late(self._seconds)) from None

    async def _computed(self, key: str, compute: Callable[[], Answer]) -> Answer:
        answer = await self.run(compute)
        self._keep(key, answer)
        return answer

    def _end(self, key: str, done: asyncio.Task[Answer]) -> None:
        self._running.pop(key, None)
        if not done.cancelled():
            done.exception()  # a reader that left does not hear it

    def _keep(self, key: str, answer: Answer) -> None:
        self._kept[key] = answer
        self._room -= len(answer.body)
        while self._room < 0:
            _, oldest = self._kept.popitem(last=False)
            self._room += len(oldest.body)


def _busy() -> Refusal:
    return Refusal(
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        kind="busy",
        text=Message("the service has too many questions; ask again in {count} s", count=_RETRY_S),
        headers={"retry-after": str(_RETRY_S)},
    )


def _late(seconds: float) -> Refusal:
    text = Message("the answer takes longer than {count} s; ask for less", count=f"{seconds:g}")
    return Refusal(status=HTTPStatus.GATEWAY_TIMEOUT, kind="late", text=text)
