"""A run over many files: every part of the shipments is read, answered and written by itself.

A part is some row groups of a Parquet file; its answers are one file of the result. What it holds
depends on its rows alone, so that it is the same wherever it was made, and however often.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.atomic import file_of, make_folder, write_safely
from geo.batch.addresses import (
    PARQUET,
    absolute,
    delivered,
    inside,
    is_folder,
    name_of,
    names_in,
    opened_bytes,
    place_of,
)
from geo.batch.executors import solved_by, solver_of
from geo.batch.journal import Journal, check_resumable, key_text
from geo.batch.results import Answers
from geo.batch.solutions import Moment, Solution
from geo.batch.sources import parquet_source
from geo.batch.task import LISTED, Progress, Report, conditions_of
from geo.batch.totals import totals_of, write_totals
from geo.batch.writing import Writing
from geo.errors import ExportError, UserFileError
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.batch.addresses import Place
    from geo.batch.executors import Executor
    from geo.batch.solutions import Question
    from geo.batch.sources import Source
    from geo.batch.task import Task
    from geo.batch.totals import Share
    from geo.journeys import Atlas

PART_ROWS: Final = 1_000_000
"""Rows from which a part is large enough; row groups are not divided."""
DONE: Final = "_SUCCESS"
"""File that says that a folder is whole; readers of such folders pass it over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows that are answered together and become one file."""

    number: int
    place: Place
    """File that they are read from."""
    groups: tuple[int, ...]
    """Row groups of this file."""
    rows: int
    first_row: int
    """Number of the first row among all, from 1."""

    @property
    def file_name(self) -> str:
        """Name of the file of answers."""
        return f"part-{self.number:05d}{PARQUET}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReport:
    """What was done with a part."""

    rows: int
    bad: int
    first_bad: tuple[tuple[int, str], ...]
    columns: dict[str, str]
    shares: list[Share]


def files_of(shipments: str) -> list[Place]:
    """Find the Parquet files of a folder or an address, by name; or the one that is named.

    Raises
    ------
    UserFileError
        There is none, or it is of another format.
    """
    place = absolute(place_of(shipments))
    if is_folder(shipments) or (isinstance(place, Path) and place.is_dir()):
        names = [name for name in names_in(place) if name.casefold().endswith(PARQUET)]
        if not names:
            msg = Message("{name} holds no file of Parquet; check its name", name=name_of(place))
            raise UserFileError(msg)
        return [inside(place, name) for name in names]
    if not shipments.casefold().endswith(PARQUET):
        msg = Message(
            "{name}: a result in parts wants shipments as Parquet; convert them, or write one file",
            name=name_of(place),
        )
        raise UserFileError(msg)
    return [place]


def parts_of(files: Iterable[Place]) -> list[Part]:
    """Divide files into parts, in their order; a table without rows is one part too.

    Raises
    ------
    UserFileError
        A file cannot be read, or has other columns than the first.
    """
    parts: list[Part] = []
    first_row = 1
    schema: Any = None
    for place in files:
        with opened_bytes(place) as file:
            held = _metadata(file, place)
        own = held.schema.to_arrow_schema()
        schema = own if schema is None else schema
        if own != schema:
            msg = Message(
                "{name} has other columns than the first file; give each kind a run of its own",
                name=name_of(place),
            )
            raise UserFileError(msg)
        sizes = [held.row_group(n).num_rows for n in range(held.num_row_groups)]
        for groups, rows in _grouped(sizes):
            parts.append(
                Part(number=len(parts), place=place, groups=groups, rows=rows, first_row=first_row)
            )
            first_row += rows
    whole = [one for one in parts if one.rows] or parts[:1]
    return [
        Part(number=n, place=p.place, groups=p.groups, rows=p.rows, first_row=p.first_row)
        for n, p in enumerate(whole)
    ]


def _metadata(file: object, place: Place) -> Any:  # noqa: ANN401 - PyArrow has no types
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        msg = Message("{name} is damaged or no file of Parquet", name=name_of(place))
        raise UserFileError(msg) from error


def _grouped(sizes: Sequence[int]) -> list[tuple[tuple[int, ...], int]]:
    """Join row groups until they are a part.

    Examples
    --------
    >>> _grouped([PART_ROWS, 5, PART_ROWS - 5, 7])
    [((0,), 1000000), ((1, 2), 1000000), ((3,), 7)]
    """
    parts: list[tuple[tuple[int, ...], int]] = []
    groups: tuple[int, ...] = ()
    rows = 0
    for number, size in enumerate(sizes):
        groups, rows = (*groups, number), rows + size
        if rows >= PART_ROWS:
            parts.append((groups, rows))
            groups, rows = (), 0
    return [*parts, (groups, rows)] if groups or not parts else parts


@contextmanager
def _opened(part: Part, task: Task) -> Iterator[Source]:
    with (
        opened_bytes(part.place) as file,
        parquet_source(file, task.layout, name_of(part.place), groups=part.groups) as source,
    ):
        source.first_row, source.rows = part.first_row, part.rows
        yield source


def questions_in(atlas: Atlas, task: Task, part: Part) -> list[Question]:
    """List the questions of the rows of a part, each once."""
    seen: list[Question] = []

    def noted(questions: Sequence[Question]) -> Iterator[tuple[Question, Solution]]:
        seen.extend(questions)
        return ((one, Solution()) for one in questions)

    with _opened(part, task) as source:
        answers = Answers(solver_of(atlas, task, elsewhere=noted), source.columns)
        for chunk in source.chunks:
            answers.answer(chunk)
    return seen


def answer_part(
    atlas: Atlas,
    task: Task,
    part: Part,
    known: Sequence[tuple[str, Solution]],
    folder: Place,
    has_totals: bool,  # noqa: FBT001 - a job is a row of values
) -> PartReport:
    """Write the file of answers of a part.

    Parameters
    ----------
    atlas, task
        What the rows are answered with.
    part
        Which rows.
    known
        Answers to their questions, by the text of the question.
    folder
        Where the file is written.
    has_totals
        Whether rows and amounts are counted for totals.
    """
    solver = solver_of(atlas, task)
    solver.answers.update(known)
    with _opened(part, task) as source:
        writing = Writing(task, source, solver, lambda _: None, has_totals=has_totals)
        with delivered(inside(folder, part.file_name)) as path:
            write_safely(path, writing.write, writing.count, expected=1)
    return PartReport(
        rows=writing.rows,
        bad=writing.bad,
        first_bad=tuple(writing.first_bad),
        columns=writing.columns,
        shares=writing.shares(),
    )


def run_parts(
    atlas: Atlas,
    shipments: str,
    result: str,
    task: Task,
    executor: Executor,
    *,
    summary: Path | None,
    is_resumed: bool,
    progress: Callable[[Progress], None],
) -> Report:
    """Answer all parts of the shipments into a folder; parameters and errors as of `run`.

    Parameters
    ----------
    executor
        Where the parts are read and written.
    """
    folder = absolute(place_of(result))
    parts = parts_of(files_of(shipments))
    with _opened(parts[0], task):
        pass  # columns that are not recognised are named before any work
    _check_folder(folder, parts, is_resumed=is_resumed)
    journal = None
    if isinstance(folder, Path):
        make_folder(folder)
        (folder / DONE).unlink(missing_ok=True)
        journal = Journal(folder, conditions_of(atlas, task), is_resumed=is_resumed)
    is_done = False
    try:
        report = _Parts(atlas, task, executor, parts, journal, progress).answered(folder, summary)
        _mark_done(folder)
        is_done = True
    finally:
        if journal:
            journal.close(is_done=is_done)
    return report


class _Parts:
    """A run over parts: first their questions, then the answers, then the files."""

    def __init__(
        self,
        atlas: Atlas,
        task: Task,
        executor: Executor,
        parts: Sequence[Part],
        journal: Journal | None,
        progress: Callable[[Progress], None],
    ) -> None:
        self._executor, self._parts, self._journal = executor, parts, journal
        self._solver = solver_of(
            atlas, task, journal=journal, elsewhere=lambda asked: solved_by(executor, asked)
        )
        self._progress = progress
        self._rows, self._all_rows = 0, sum(one.rows for one in parts)
        self._first: dict[object, Question] = {}
        """The first question of all that have the same answer."""

    def answered(self, folder: Place, summary: Path | None) -> Report:
        """Write all files, and the totals."""
        asked = self._asked()
        questions = [*self._first.values()]
        self._solver.prepare(questions, lambda solved: self._report(solved, len(questions)))
        jobs = (
            (one, self._known(asked[one.number]), folder, summary is not None)
            for one in self._parts
        )
        done: dict[int, PartReport] = {}
        for number, report in self._executor.map_unordered(answer_part, jobs):
            done[number] = report
            self._rows += report.rows
            self._report(0, 0)
        reports = [done[one.number] for one in self._parts]
        if summary:
            write_totals(summary, totals_of(chain.from_iterable(one.shares for one in reports)))
        return Report(
            rows=self._rows,
            bad=sum(one.bad for one in reports),
            questions=len(questions),
            solved=self._solver.solved,
            resumed=self._journal.resumed if self._journal else 0,
            first_bad=tuple(chain.from_iterable(one.first_bad for one in reports))[:LISTED],
            columns=reports[0].columns,
        )

    def _asked(self) -> dict[int, list[tuple[str, object]]]:
        """Text of each question of each part, and what all questions of its answer share."""
        by_part = dict(self._executor.map_unordered(questions_in, ((one,) for one in self._parts)))
        asked: dict[int, list[tuple[str, object]]] = {}
        for number in sorted(by_part):
            asked[number] = []
            for one in by_part.pop(number):
                regime = self._solver.regime(Moment(one.scenario, "", ""))
                same = tuple(end.id for end in one.ends), regime, one.corridor, one.box
                self._first.setdefault(same, one)
                asked[number].append((key_text(one.key), same))
        return asked

    def _known(self, asked: Sequence[tuple[str, object]]) -> list[tuple[str, Solution]]:
        return [(text, self._solver.answer(self._first[same])) for text, same in asked]

    def _report(self, solved: int, questions: int) -> None:
        self._progress(
            Progress(
                rows=self._rows,
                all_rows=self._all_rows,
                solved=solved,
                unsolved=questions - solved,
            )
        )


def _check_folder(folder: Place, parts: Sequence[Part], *, is_resumed: bool) -> None:
    """Refuse a folder that holds other files, and one of other storage that is resumed."""
    if is_resumed:
        check_resumable(folder)
    if isinstance(folder, Path) and folder.exists() and not folder.is_dir():
        file_of(folder)
        msg = Message("{name} is a file and no folder; choose another name", name=name_of(folder))
        raise ExportError(msg)
    own = {DONE, *(one.file_name for one in parts)} if is_resumed else set()
    held = [name for name in names_in(folder) if name not in own and not name.startswith(".")]
    if held:
        msg = Message(
            "{name} holds files already, such as {file}; choose a new folder",
            name=name_of(folder),
            file=held[0],
        )
        raise ExportError(msg)


def _mark_done(folder: Place) -> None:
    with delivered(inside(folder, DONE)) as path:
        path.write_bytes(b"")
