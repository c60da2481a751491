"""Tables of shipments in memory: a frame of pandas in, a frame with the answers out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.batch.chunks import Coded, CodedNumbers
from geo.batch.columns import recognised
from geo.batch.executors import solver_of
from geo.batch.pairing import coded_integers
from geo.batch.results import Answers, is_text
from geo.batch.sinks import unlike
from geo.batch.task import Task, check_results

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.batch.solutions import Problem
    from geo.batch.solving import Elsewhere
    from geo.journeys import Atlas


@dataclass(slots=True, kw_only=True)
class FrameRows:
    """Rows of a frame."""

    frame: pd.DataFrame
    problems: dict[int, Problem] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Count the rows."""
        return len(self.frame)

    def coded(self, column: int) -> Coded:
        """Give a column as codes."""
        import pandas as pd

        codes, values = pd.factorize(self.frame.iloc[:, column], use_na_sentinel=False)
        return Coded(codes, [None if pd.isna(one) else one for one in values])

    def numbers(self, column: int) -> NDArray[np.float64] | None:
        """Give a column of numbers, empty cells as not-a-number; None: it is of another kind."""
        from pandas.api import types

        held = self.frame.iloc[:, column]
        if not types.is_numeric_dtype(held) or types.is_bool_dtype(held):
            return None
        numbers: NDArray[np.float64] = held.to_numpy(dtype=np.float64, na_value=np.nan)
        return numbers

    def whole_numbers(self, column: int) -> CodedNumbers | None:
        """Give a column of whole numbers of a small range as codes; None: it is another one."""
        numbers = self.numbers(column)
        coded = None if numbers is None else coded_integers(numbers)
        return CodedNumbers(*coded) if coded else None


def answer_frame(
    atlas: Atlas,
    frame: pd.DataFrame,
    task: Task | None = None,
    *,
    elsewhere: Elsewhere | None = None,
) -> pd.DataFrame:
    """Answer every row of a frame; parameters as of `geo.batch.run` and `Solver`.

    Returns
    -------
    pandas.DataFrame
        The rows of the frame in their order, with their index, and the columns of the result.

    Raises
    ------
    QuestionError
        A column is missing or named twice, or the conditions do not fit.
    """
    import pandas as pd

    task = task or Task()
    check_results(task.results)
    atlas.checked(task.scenario)
    names = [str(name) for name in frame.columns]
    answers = Answers(
        solver_of(atlas, task, elsewhere=elsewhere),
        recognised(names, task.layout),
    )
    answered = answers.answer(FrameRows(frame=frame))
    columns: dict[str, Any] = {}
    for name, own in zip(task.results, unlike(task.results, names), strict=True):
        if is_text(name):
            codes, values = answers.text(name, answered)
            columns[own] = pd.Series(values, dtype="object").to_numpy()[codes]
        else:
            columns[own] = answers.column(name, answered)
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index)], axis=1)
