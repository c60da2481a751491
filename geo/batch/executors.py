"""Executors of the jobs of a run: this process, or (`geo.batch.cluster`) workers of Dask."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Protocol

from geo.batch.solving import Solver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.batch.solutions import Question, Solution
    from geo.batch.task import Task
    from geo.journeys import Atlas


JOB_QUESTIONS: Final = 8
"""Most questions of one job: few enough that all workers get some, and more than one, because the
questions of two places use the same paths."""


class Executor(Protocol):
    """Runs jobs that need an atlas."""

    def map_unordered(
        self, work: Callable[..., Any], jobs: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any]]:
        """Yield the number and the result of each job, in the order in which they end.

        Parameters
        ----------
        work
            A function of a module, called with atlas, task and the values of a job.
        jobs
            Values of each job; they are taken some at a time.
        """
        ...


class LocalExecutor:
    """Runs one job after another in this process.

    Parameters
    ----------
    atlas, task
        Passed to each job.
    """

    def __init__(self, atlas: Atlas, task: Task) -> None:
        self._atlas, self._task = atlas, task

    def map_unordered(
        self, work: Callable[..., Any], jobs: Iterable[tuple[Any, ...]]
    ) -> Iterator[tuple[int, Any]]:
        """Yield the number and the result of each job, in their order."""
        for number, job in enumerate(jobs):
            yield number, work(self._atlas, self._task, *job)


def solver_of(atlas: Atlas, task: Task, **more: Any) -> Solver:  # noqa: ANN401 - handed on
    """Make the solver of a task; further parameters as of `Solver`."""
    return Solver(
        atlas,
        scenario=task.scenario,
        box=task.box,
        layout=task.layout,
        locale=task.locale,
        **more,
    )


def solve_some(atlas: Atlas, task: Task, questions: Sequence[Question]) -> list[Solution]:
    """Solve questions of the same two places, which find again what the ones before have found."""
    solver = solver_of(atlas, task)
    return [solver.solve(one) for one in questions]


def solved_by(
    executor: Executor, questions: Sequence[Question]
) -> Iterator[tuple[Question, Solution]]:
    """Solve questions by an executor; some of the same two places are one job."""
    jobs: list[list[Question]] = []
    for _, group in groupby(sorted(questions, key=_comparison), key=_ends):
        same = [*group]
        jobs += [same[at : at + JOB_QUESTIONS] for at in range(0, len(same), JOB_QUESTIONS)]
    for number, solutions in executor.map_unordered(solve_some, ((one,) for one in jobs)):
        yield from zip(jobs[number], solutions, strict=True)


def _comparison(question: Question) -> str:
    """Text by which questions of one comparison, and then of two places, come together."""
    return str(question.key)


def _ends(question: Question) -> tuple[str, ...]:
    return tuple(one.id for one in question.ends)
