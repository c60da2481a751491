"""A run: from a table of shipments to a table of results, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.atomic import file_of, write_safely
from geo.batch.columns import Layout
from geo.batch.journal import Journal
from geo.batch.results import RESULTS, Answers
from geo.batch.sinks import check_ending, counted_rows, sink_of
from geo.batch.solving import Solver
from geo.batch.sources import LARGE, opened
from geo.batch.totals import Totals, write_totals
from geo.edition import edition
from geo.errors import ExportError, QuestionError
from geo.estimates import Box
from geo.i18n import ENGLISH
from geo.message import Message, quoted
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from geo.batch.results import Answered
    from geo.batch.sinks import Sink
    from geo.batch.sources import Source
    from geo.i18n import Locale
    from geo.journeys import Atlas
    from geo.userdata import Limits

LISTED: Final = 100
"""Bad rows that a report names; the result has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    rows: int
    """Rows written."""
    all_rows: int | None
    """Rows of the table, where the file says how many."""
    solved: int = 0
    unsolved: int = 0
    """Questions of the rows that come next: those that are solved, and those that are not yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did."""

    rows: int
    bad: int
    """Rows whose answer is an error."""
    questions: int
    """Distinct questions of the rows, bad ones among them."""
    solved: int
    """Questions that were solved; the others are bad, or were known from an interrupted run."""
    resumed: int
    """Answers that an interrupted run left."""
    first_bad: tuple[tuple[int, str], ...] = ()
    """The first bad rows, counted as a spreadsheet does, each with its sentence."""
    columns: dict[str, str] = field(default_factory=dict)
    """Column of the user that each field was read from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """How the shipments of a run are read and asked."""

    scenario: Scenario = field(default_factory=Scenario)
    """Conditions of every row; date, corridor and scenario of a row replace its own."""
    box: Box = Box.TEU
    """Unit of an amount that has none."""
    layout: Layout = field(default_factory=Layout)
    sheet: str = ""
    """Sheet of a workbook; empty: the first."""
    results: tuple[str, ...] = RESULTS
    """Columns of the result, after those of the user."""
    locale: Locale = ENGLISH
    """Language of sentences."""
    limits: Limits = LARGE
    """How large the file of shipments may be."""
    most_questions: int | None = None
    """Distinct questions that are solved; None: as many as there are."""


def run(
    atlas: Atlas,
    shipments: Path,
    result: Path,
    task: Task | None = None,
    *,
    summary: Path | None = None,
    is_resumed: bool = False,
    progress: Callable[[Progress], None] | None = None,
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
        CSV, XLSX or Parquet.
    result
        CSV, XLSX or Parquet, by its ending.
    task
        How rows are read and asked.
    summary
        Where to write totals by corridor, month and pair: CSV, XLSX or Parquet; None: nowhere.
    is_resumed
        Whether to take the answers that an interrupted run of the same conditions left.
    progress
        Called after each question and each part of the rows.

    Raises
    ------
    UserFileError
        The shipments cannot be read.
    QuestionError
        A column is missing or named twice, or the conditions do not fit.
    ExportError
        The result cannot be written.
    """
    task = task or Task()
    check_results(task.results)
    outputs = [result] if summary is None else [result, summary]
    for path in outputs:
        check_ending(path)
        file_of(path)
    if len({path.resolve() for path in (shipments, *outputs)}) <= len(outputs):
        msg = Message("shipments and results are one file; give each a name of its own")
        raise ExportError(msg)
    atlas.checked(task.scenario)
    with opened(shipments, task.layout, sheet=task.sheet, limits=task.limits) as source:
        journal = Journal(result, _conditions(atlas, task), is_resumed=is_resumed)
        runner = _Run(atlas, task, source, journal, progress or (lambda _: None))
        runner.totals = Totals() if summary else None
        is_done = False
        try:
            write_safely(result, runner.write, runner.count, expected=1)
            if summary and runner.totals:
                write_totals(summary, runner.totals.rows(runner.answers))
            is_done = True
        finally:
            journal.close(is_done=is_done)
    return runner.report()


class _Run:
    """One run: its answers, and what it has done so far."""

    def __init__(
        self,
        atlas: Atlas,
        task: Task,
        source: Source,
        journal: Journal,
        progress: Callable[[Progress], None],
    ) -> None:
        self._task, self._source, self._journal = task, source, journal
        self._solver = Solver(
            atlas,
            scenario=task.scenario,
            box=task.box,
            layout=task.layout,
            locale=task.locale,
            journal=journal,
        )
        self.answers = Answers(
            self._solver,
            source.columns,
            self._on_question,
            most_questions=task.most_questions,
        )
        self._progress = progress
        self._rows = self._bad = 0
        self._first_bad: list[tuple[int, str]] = []
        self._sink: Sink | None = None
        self.totals: Totals | None = None

    def write(self, path: Path) -> None:
        """Write all rows to a path."""
        with sink_of(path, self._source.names, self._task.results) as sink:
            self._sink = sink
            for chunk in self._source.chunks:
                answered = self.answers.answer(chunk)
                sink.write(chunk, self.answers, answered)
                self._note_bad(answered)
                if self.totals:
                    self.totals.add(self.answers, answered)
                self._rows += chunk.rows
                self._on_question(0, 0)

    def _note_bad(self, answered: Answered) -> None:
        bad = self.answers.bad(answered)
        self._bad += len(bad)
        for row in bad[: LISTED - len(self._first_bad)].tolist():
            error = self.answers.solutions[answered.solutions[row]].error
            self._first_bad.append((self._source.first_row + self._rows + row, error))

    def count(self, path: Path) -> int:
        """Give 1 for a file that holds all rows, else 0."""
        return int(self._sink is not None and counted_rows(path, self._sink) == self._rows)

    def report(self) -> Report:
        """Say what was done."""
        names = self._source.names
        return Report(
            rows=self._rows,
            bad=self._bad,
            questions=len(self.answers.solutions),
            solved=self._solver.solved,
            resumed=self._journal.resumed,
            first_bad=tuple(self._first_bad),
            columns={one.value: names[at] for one, at in self._source.columns.places.items()},
        )

    def _on_question(self, solved: int, questions: int) -> None:
        self._progress(
            Progress(
                rows=self._rows,
                all_rows=self._source.rows,
                solved=solved,
                unsolved=questions - solved,
            )
        )


def check_results(names: Sequence[str]) -> None:
    """Refuse a column that no result has.

    Raises
    ------
    QuestionError
        The message lists the columns.
    """
    strange = [name for name in names if name not in RESULTS]
    if strange or not names:
        msg = Message(
            "a result has no column {name}; choose from {names}",
            name=quoted(strange[0] if strange else ""),
            names=RESULTS,
        )
        raise QuestionError(msg)


def _conditions(atlas: Atlas, task: Task) -> dict[str, Any]:
    """All that the answers of a run depend on, beside the questions themselves."""
    own = atlas.as_of(task.scenario).own
    today = atlas.as_of(Scenario()).last
    return {
        "edition": edition(),
        "language": task.locale.language,
        "today": today.isoformat(),
        "states": own.digest if own else "",
    }
