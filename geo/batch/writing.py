"""Rows of a table that is open, answered and written some at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.batch.results import Answers
from geo.batch.sinks import counted_rows, sink_of
from geo.batch.task import LISTED, Progress
from geo.batch.totals import Totals

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.batch.results import Answered
    from geo.batch.sinks import Sink
    from geo.batch.solving import Solver
    from geo.batch.sources import Source
    from geo.batch.task import Task
    from geo.batch.totals import Share


class Writing:
    """Writes the rows of a table with their answers, and counts them.

    Parameters
    ----------
    task
        Its columns of results and its limit of questions are used.
    source
        Table that is open.
    solver
        Reads cells and solves questions.
    progress
        Called after each question and each part of the rows.
    has_totals
        Whether rows and amounts are counted for totals.
    """

    def __init__(
        self,
        task: Task,
        source: Source,
        solver: Solver,
        progress: Callable[[Progress], None],
        *,
        has_totals: bool,
    ) -> None:
        self._task, self._source = task, source
        self._answers = Answers(
            solver,
            source.columns,
            self._on_question,
            most_questions=task.most_questions,
        )
        self._progress = progress
        self.rows = self.bad = 0
        """Rows that were written, and those of them whose answer is an error."""
        self.first_bad: list[tuple[int, str]] = []
        """Numbers and sentences of the first bad rows."""
        self._sink: Sink | None = None
        self._totals = Totals() if has_totals else None

    def write(self, path: Path) -> None:
        """Write all rows to a path."""
        with sink_of(path, self._source.names, self._task.results) as sink:
            self._sink = sink
            for chunk in self._source.chunks:
                answered = self._answers.answer(chunk)
                sink.write(chunk, self._answers, answered)
                self._note_bad(answered)
                if self._totals:
                    self._totals.add(self._answers, answered)
                self.rows += chunk.rows
                self._on_question(0, 0)

    def _note_bad(self, answered: Answered) -> None:
        bad = self._answers.bad(answered)
        self.bad += len(bad)
        for row in bad[: LISTED - len(self.first_bad)].tolist():
            error = self._answers.solutions[answered.solutions[row]].error
            self.first_bad.append((self._source.first_row + self.rows + row, error))

    def count(self, path: Path) -> int:
        """Give 1 for a file that holds all rows, else 0."""
        return int(self._sink is not None and counted_rows(path, self._sink) == self.rows)

    @property
    def questions(self) -> int:
        """Count the distinct questions of the rows, bad ones among them."""
        return len(self._answers.solutions)

    @property
    def columns(self) -> dict[str, str]:
        """Column of the user that each field is read from."""
        places = self._source.columns.places
        return {one.value: self._source.names[at] for one, at in places.items()}

    def shares(self) -> list[Share]:
        """Give rows and amounts by answer and month, for totals."""
        return self._totals.shares(self._answers) if self._totals else []

    def _on_question(self, solved: int, questions: int) -> None:
        self._progress(
            Progress(
                rows=self.rows,
                all_rows=self._source.rows,
                solved=solved,
                unsolved=questions - solved,
            )
        )
