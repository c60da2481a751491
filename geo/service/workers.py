"""Processes that compute answers beside the one that listens, each on a core of its own.

What belongs to all answers stays in the process that listens: limits, answers that are kept, jobs,
sessions of assistants, the log. A worker gets a name, texts and a language, and gives what is
computed, or why nothing is.
"""

from __future__ import annotations

import multiprocessing
import signal
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, replace
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TypeVar

from geo.service.refusals import Refused, RefusedError, refused_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from typing import Self

    from geo.service.tools import Tool
    from geo.service.verbs import Texts, Verb

    Compute = Callable[[Texts, str], Any]
    Make = Callable[[], Mapping[str, Compute]]


One = TypeVar("One", "Verb", "Tool")

_SPAWNED: Final = multiprocessing.get_context("spawn")
"""A process that begins anew: one that is copied may copy a lock that a thread holds."""
_TRIES: Final = 2
"""A question may have ended the worker that had it, or that had the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Worker:
    """A process, and the connection to it."""

    process: BaseProcess
    connection: Connection

    def close(self) -> None:
        """Let it end when it has computed what it computes."""
        self.connection.close()


class Workers:
    """Some processes that compute; threads share them.

    Parameters
    ----------
    count
        How many.
    make
        Makes in a process what it computes, by name; a function of a module, with its arguments.
    """

    def __init__(self, count: int, make: Make) -> None:
        self._make = make
        self._is_closed = False
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for _ in range(count):
            self._idle.put(self._started())

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let every worker end when it has computed what it computes."""
        self._is_closed = True
        while not self._idle.empty():
            self._idle.get().close()

    def beside(self, name: str, one: One) -> One:
        """Return a verb or a tool whose answers the workers compute.

        Parameters
        ----------
        name
            What they call it.
        one
            The verb or the tool.
        """
        return replace(one, compute=partial(self.compute, name))

    def compute(self, name: str, texts: Texts, language: str) -> Any:  # noqa: ANN401 - of each verb its own
        """Let a worker compute an answer, when one is idle.

        Raises
        ------
        RefusedError
            There is none, for the reason that the worker gives.
        ChildProcessError
            The worker ended before it had answered, and so did another one.
        """
        worker = self._idle.get()
        try:
            for _ in range(_TRIES):
                with suppress(EOFError, OSError):
                    worker.connection.send((name, dict(texts), language))
                    answer = worker.connection.recv()
                    break
                worker.close()
                worker = self._started()
            else:
                msg = "two workers ended before they had answered"
                raise ChildProcessError(msg)
        finally:
            self._idle.put(worker)
            if self._is_closed:
                self.__exit__()
        if isinstance(answer, Refused):
            raise RefusedError(answer.refusal, kind=answer.kind, fault=answer.fault)
        return answer

    def _started(self) -> _Worker:
        own, others = _SPAWNED.Pipe()
        process = _SPAWNED.Process(target=_work, args=(others, self._make), name="answers")
        process.start()
        others.close()
        return _Worker(process=process, connection=own)


def _work(connection: Connection, make: Make) -> None:
    """Compute what is asked for until nobody can ask any more.

    Signals that end the service reach its workers too; they wait for it to let them go.
    """
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    computed = make()
    with suppress(EOFError, OSError):
        while True:
            name, texts, language = connection.recv()
            try:
                answer = copy_context().run(computed[name], texts, language)
            except Exception as error:  # noqa: BLE001 - the process that listens answers for it
                answer = refused_of(error)
            connection.send(answer)
