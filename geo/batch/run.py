"""A run: from a table of shipments to a table of results, whole or not at all."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from geo.atomic import file_of, write_safely
from geo.batch.addresses import delivered, fetched, is_folder, name_of, place_of
from geo.batch.executors import LocalExecutor, solved_by, solver_of
from geo.batch.journal import Journal, check_resumable
from geo.batch.parts import run_parts
from geo.batch.sinks import check_ending
from geo.batch.sources import opened
from geo.batch.task import Progress, Report, Task, check_results, conditions_of
from geo.batch.totals import totals_of, write_totals
from geo.batch.writing import Writing
from geo.errors import ExportError
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.batch.executors import Executor
    from geo.journeys import Atlas


def run(
    atlas: Atlas,
    shipments: Path | str,
    result: Path | str,
    task: Task | None = None,
    *,
    summary: Path | None = None,
    is_resumed: bool = False,
    progress: Callable[[Progress], None] | None = None,
    executor: Executor | None = None,
) -> Report:
    """Answer every row of a file of shipments.

    Each distinct question is solved once; rows are read, looked up and written some at a time, so
    that memory does not grow with their number. The result appears under its name when it is
    whole; until then the answers are kept beside it, for a run that is resumed.

    Parameters
    ----------
    atlas
        From `geo.journeys.load_atlas`.
    shipments
        CSV, XLSX or Parquet: a path, or an address of other storage such as ``s3://…``. A text
        that ends with a stroke is a folder of Parquet files.
    result
        CSV, XLSX or Parquet, by its ending. A text that ends with a stroke is a folder, which
        gets a file of Parquet for every million rows; the shipments are then Parquet too.
    task
        How rows are read and asked.
    summary
        Where to write totals by corridor, month and pair: CSV, XLSX or Parquet; None: nowhere.
    is_resumed
        Whether to take the answers that an interrupted run of the same conditions left.
    progress
        Called after each question and each part of the rows.
    executor
        Where questions are solved and, with a folder, rows are read and written; None: in this
        process.

    Raises
    ------
    UserFileError
        The shipments cannot be read.
    QuestionError
        A column is missing or named twice, or the conditions do not fit.
    ExportError
        The result cannot be written.
    ClusterError
        The workers of a cluster cannot be used.
    """
    task = task or Task()
    check_results(task.results)
    atlas.checked(task.scenario)
    if summary:
        check_ending(summary)
        file_of(summary)
    progress = progress or (lambda _: None)
    if is_folder(str(result)) or is_folder(str(shipments)):
        if not is_folder(str(result)):
            msg = Message(
                "{name}: the answers of a folder are written to a folder; end its name with /",
                name=name_of(result),
            )
            raise ExportError(msg)
        return run_parts(
            atlas,
            str(shipments),
            str(result),
            task,
            executor or LocalExecutor(atlas, task),
            summary=summary,
            is_resumed=is_resumed,
            progress=progress,
        )
    source, target = place_of(str(shipments)), place_of(str(result))
    check_ending(Path(str(target)))
    if isinstance(target, Path):
        file_of(target)
    elif is_resumed:
        check_resumable(target)
    files = [one.resolve() if isinstance(one, Path) else one for one in (source, target)]
    files += [summary.resolve()] if summary else []
    if len(set(files)) < len(files):
        msg = Message("shipments and results are one file; give each a name of its own")
        raise ExportError(msg)
    with ExitStack() as stack:
        path = stack.enter_context(fetched(source))
        table = stack.enter_context(opened(path, task.layout, sheet=task.sheet, limits=task.limits))
        out = stack.enter_context(delivered(target))
        journal = Journal(out, conditions_of(atlas, task), is_resumed=is_resumed)
        solver = solver_of(
            atlas,
            task,
            journal=journal,
            elsewhere=(lambda questions: solved_by(executor, questions)) if executor else None,
        )
        writing = Writing(task, table, solver, progress, has_totals=bool(summary))
        is_done = False
        try:
            write_safely(out, writing.write, writing.count, expected=1)
            if summary:
                write_totals(summary, totals_of(writing.shares()))
            is_done = True
        finally:
            journal.close(is_done=is_done)
    return Report(
        rows=writing.rows,
        bad=writing.bad,
        questions=writing.questions,
        solved=solver.solved,
        resumed=journal.resumed,
        first_bad=tuple(writing.first_bad),
        columns=writing.columns,
    )
