"""What a run is to do, how far it is, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.batch.columns import Layout
from geo.batch.results import RESULTS
from geo.batch.sources import LARGE
from geo.edition import edition
from geo.errors import QuestionError
from geo.estimates import Box
from geo.i18n import ENGLISH
from geo.message import Message, quoted
from geo.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """Distinct questions of the rows; of a file, bad ones are among them."""
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


def conditions_of(atlas: Atlas, task: Task) -> dict[str, Any]:
    """All that the answers of a run depend on, beside the questions themselves."""
    own = atlas.as_of(task.scenario).own
    today = atlas.as_of(Scenario()).last
    return {
        "edition": edition(),
        "language": task.locale.language,
        "today": today.isoformat(),
        "states": own.digest if own else "",
    }
