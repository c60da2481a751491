"""The workers of a cluster of Dask: the same program on other processes or machines."""

from __future__ import annotations

import logging
import pickle
import platform
import queue
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, cast

from geo.batch.executors import solver_of
from geo.batch.frames import answer_frame
from geo.batch.journal import key_text
from geo.batch.results import is_text
from geo.edition import MODEL, data_digest
from geo.errors import AtlasError, ClusterError
from geo.evidence import GateStates
from geo.extras import named_extras, require
from geo.journeys import load_atlas
from geo.message import Message, shortened
from geo.scenario import Scenario
from geo.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from geo.batch.solutions import Question, Solution
    from geo.batch.task import Task
    from geo.journeys import Atlas

REACH_S: Final = 10
"""Seconds in which a scheduler answers."""
IDLE_S: Final = 60
"""Seconds that a run waits for a worker where there is none."""
KEPT: Final = 100_000
"""Answers that a worker keeps for other partitions."""
AHEAD: Final = 2
"""Jobs that wait for each thread of the workers: the next begins at once, and few are held."""
_LOOK_S: Final = 2
_LIBRARIES: Final = ("numpy", "pandas", "pyarrow", "pyproj", "rapidfuzz", "scipy", "shapely")
"""Libraries whose version may change the bytes of a result: those that match, reckon and write."""
_atlas_lock = threading.Lock()


@cache
def versions() -> dict[str, str]:
    """Name what the bytes of a result depend on, beside the question: program, data, libraries.

    Examples
    --------
    >>> versions()["data"] == data_digest()
    True
    """
    return {
        "program": __version__,
        "model": MODEL,
        "data": data_digest(),
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{name: version(name) for name in _LIBRARIES},
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerContext:
    """What a worker must know to answer as this process does."""

    versions: Mapping[str, str]
    conditions: bytes
    """Day of the question and states of gates, packed: they are read once and sent often."""
    task: Task

    def __dask_tokenize__(self) -> str:
        """Name by which Dask knows equal work again."""
        return sha256(pickle.dumps(self)).hexdigest()


def context_of(atlas: Atlas, task: Task) -> WorkerContext:
    """Write down what the workers must know.

    Raises
    ------
    ClusterError
        The atlas holds links of the user, which are not sent.
    """
    if atlas.links:
        msg = Message(
            "{name} is a file of this machine, and is not sent to workers; leave the links out, or "
            "leave the cluster out",
            name=shortened(atlas.links.name),
        )
        raise ClusterError(msg)
    conditions = atlas.as_of(Scenario()).last, atlas.states.rows, atlas.states.own
    return WorkerContext(versions=versions(), conditions=pickle.dumps(conditions), task=task)


def on_worker(context: WorkerContext, work: Callable[..., Any], *job: Any) -> Any:  # noqa: ANN401 - a job is anything
    """Do one job in a worker.

    Raises
    ------
    ClusterError
        The program or its data differ from those of the context.
    """
    check_versions(context.versions, versions(), platform.node())
    with _atlas_lock:
        atlas = _atlas(context.conditions)
    return work(atlas, context.task, *job)


def check_versions(ours: Mapping[str, str], theirs: Mapping[str, str], worker: str) -> None:
    """Refuse a worker that would answer by another program or other data.

    Raises
    ------
    ClusterError
        The message names the first difference.

    Examples
    --------
    >>> check_versions(  # doctest: +ELLIPSIS
    ...     {"data": "aa"}, {"data": "bb"}, "tcp://10.0.0.5:4040"
    ... )
    Traceback (most recent call last):
    geo.errors.ClusterError: the worker tcp://10.0.0.5:4040 has data bb, this machine aa; ...
    """
    for name, own in ours.items():
        if theirs.get(name) != own:
            msg = Message(
                "the worker {worker} has {what} {theirs}, this machine {ours}; install the same on "
                "both",
                worker=shortened(worker),
                what=name,
                theirs=theirs.get(name, "?"),
                ours=own,
            )
            raise ClusterError(msg)


@lru_cache(maxsize=2)
def _atlas(conditions: bytes) -> Atlas:
    """Read an atlas, and set the day and the states that were sent."""
    day, rows, own = pickle.loads(conditions)  # noqa: S301 - of a job, which is a pickle itself
    return replace(load_atlas(), states=GateStates(rows, own), today=day)


def answer_partitions(atlas: Atlas, frame: Any, task: Task) -> Any:  # noqa: ANN401 - Dask has no types
    """Answer every row of a frame of Dask where its partitions are, when it is computed.

    Parameters
    ----------
    atlas, task
        As of `geo.batch.run`.
    frame
        A ``dask.dataframe.DataFrame``.

    Raises
    ------
    QuestionError
        A column is missing or named twice, or the conditions do not fit.
    ClusterError
        The atlas holds links of the user, which are not sent.
    """
    context = context_of(atlas, task)
    meta = _with_texts(answer_frame(atlas, frame._meta, task), task)  # noqa: SLF001 - an empty frame
    return frame.map_partitions(_answer_partition, context, meta=meta)


def _answer_partition(frame: pd.DataFrame, context: WorkerContext) -> pd.DataFrame:
    return cast("pd.DataFrame", on_worker(context, _answered, frame, context.conditions))


def _answered(atlas: Atlas, task: Task, frame: pd.DataFrame, conditions: bytes) -> pd.DataFrame:
    """Answer a partition; what another one has asked in this process is known."""
    known = _known(conditions, task.locale.language)

    def solved(questions: Sequence[Question]) -> Iterator[tuple[Question, Solution]]:
        solver = solver_of(atlas, task)
        for one in questions:
            text = key_text(one.key)
            if text not in known:
                if len(known) >= KEPT:
                    known.clear()
                known[text] = solver.solve(one)
            yield one, known[text]

    return _with_texts(answer_frame(atlas, frame, task, elsewhere=solved), task)


def _with_texts(answer: pd.DataFrame, task: Task) -> pd.DataFrame:
    """Give texts the type that they have in Dask, also in a partition that holds none."""
    own = answer.columns[-len(task.results) :]
    texts = [one for one, name in zip(own, task.results, strict=True) if is_text(name)]
    return answer.astype(dict.fromkeys(texts, "string[pyarrow]"))


@lru_cache(maxsize=2)
def _known(conditions: bytes, language: str) -> dict[str, Solution]:
    """Answers of an atlas in a language that this process has found; they are filled in."""
    del conditions, language
    return {}


class DaskExecutor:
    """Runs jobs on the workers of a scheduler.

    Parameters
    ----------
    client
        Of `distributed`.
    context
        What they must know.
    """

    def __init__(self, client: Any, context: WorkerContext) -> None:  # noqa: ANN401 - Dask has no types
        self._client, self._context = client, context

    def map_unordered(
        self, work: Callable[..., Any], jobs: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any]]:
        """Yield the number and the result of each job, in the order in which they end.

        A job whose worker is lost is done by another. Errors of a job are raised here.

        Raises
        ------
        ClusterError
            The scheduler was lost, there are no workers, or a job was lost with several of them.
        """
        coming = enumerate(jobs)
        ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        running: dict[str, tuple[int, Any]] = {}
        try:
            while True:
                for number, job in islice(coming, max(self._capacity() - len(running), 0)):
                    future = self._client.submit(on_worker, self._context, work, *job, pure=False)
                    running[future.key] = number, future
                    future.add_done_callback(ended.put)
                if not running:
                    return
                future = self._next(ended)
                number, _ = running.pop(future.key)
                yield number, _result(future)
        finally:
            for _, future in running.values():
                future.cancel()

    def _capacity(self) -> int:
        """Count the jobs that may be with the workers at a time."""
        return max(AHEAD * self._threads(), 1)

    def _threads(self) -> int:
        """Count the threads of the workers; a scheduler that does not answer has none."""
        try:
            threads: Mapping[str, int] = self._client.nthreads()
        except OSError:
            return 0
        return sum(threads.values())

    def _next(self, ended: queue.SimpleQueue[Any]) -> Any:  # noqa: ANN401 - a future of Dask
        """Wait for a job, as long as there is a scheduler, and a worker that does it."""
        lost_s = idle_s = 0.0
        while True:
            try:
                return ended.get(timeout=_LOOK_S)
            except queue.Empty:
                lost_s = 0.0 if self._client.status == "running" else lost_s + _LOOK_S
                idle_s = 0.0 if self._threads() else idle_s + _LOOK_S
            if lost_s >= REACH_S:
                raise _lost()
            if idle_s >= IDLE_S:
                raise _no_workers()


def _result(future: Any) -> Any:  # noqa: ANN401 - a future of Dask
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    try:
        return future.result()
    except AtlasError:
        raise
    except KilledWorker as error:
        msg = Message(
            "a job was lost with several workers, one after another; look at their memory and logs"
        )
        raise ClusterError(msg) from error
    except CancelledError as error:
        raise _lost() from error
    except Exception as error:
        raise _failure(error) from error


def _lost() -> ClusterError:
    return ClusterError(Message("the scheduler was lost; start it and begin again"))


def _no_workers() -> ClusterError:
    return ClusterError(Message("the scheduler has no workers; start some and begin again"))


def _failure(error: Exception) -> ClusterError:
    reason = shortened(f"{type(error).__name__}: {error}")
    msg = Message("the workers failed: {reason}; look at their logs", reason=reason)
    return ClusterError(msg)


@contextmanager
def dask_executor(address: str, atlas: Atlas, task: Task) -> Iterator[DaskExecutor]:
    """Reach the workers of a scheduler, and check that they are this program.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.
    atlas, task
        What they are to work with.

    Raises
    ------
    MissingExtraError
        Dask is not installed.
    ClusterError
        The scheduler cannot be reached, has no workers, or one differs from this program.
    """
    require("distributed", feature="a cluster")
    with named_extras("a cluster"):
        import distributed
    make: Any = distributed.Client
    context = context_of(atlas, task)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = make(address, timeout=REACH_S, set_as_default=False)
    except Exception as error:
        reason = shortened(str(error) or type(error).__name__)
        msg = Message(
            "the scheduler {address} cannot be reached: {reason}; check that it runs, and its "
            "address",
            address=shortened(address),
            reason=reason,
        )
        raise ClusterError(msg) from error
    try:
        _check(client, context)
        yield DaskExecutor(client, context)
    finally:
        client.close(timeout=REACH_S)


def _check(client: Any, context: WorkerContext) -> None:  # noqa: ANN401 - Dask has no types
    try:
        held = client.run(versions)
    except Exception as error:
        raise _failure(error) from error
    if not held:
        raise _no_workers()
    for worker, theirs in held.items():
        check_versions(context.versions, theirs, worker)
