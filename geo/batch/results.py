"""Rows of a result, column by column: texts by the number of their answer, amounts by a product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import numpy as np

from geo.batch.cells import text_of
from geo.batch.chunks import Coded, constant
from geo.batch.columns import Field
from geo.batch.pairing import Pairing, combined
from geo.batch.solutions import Problem
from geo.batch.solving import BOXES, question_of
from geo.errors import UserFileLimitError
from geo.estimates import LARGEST_AMOUNT, Box
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.batch.chunks import CodedRows
    from geo.batch.columns import Columns
    from geo.batch.solutions import Moment, Solution
    from geo.batch.solving import Solver
    from geo.model import Band, Place

    _Parts = tuple[
        tuple[Place | str, Place | str], Moment | Problem, str | Problem, Box, Problem | None
    ]

T = TypeVar("T")

TEXTS: Final = ("corridor_chosen", "variant", "usd_missing", "kg_co2e_missing", "note", "error")
"""Columns of a result that are the same text for all rows of one answer; it may be empty."""
NUMBERS: Final = ("km", "days_p10", "days_p50", "days_p90", "chance_faster_than_suez")
"""Columns that are the same number for all rows of one answer."""
AMOUNTS: Final = tuple(f"{one}_{p}" for one in ("usd", "kg_co2e") for p in ("p10", "p50", "p90"))
"""Columns that grow with the amount of cargo."""
AS_OF: Final = "as_of"
RESULTS: Final = (
    *("corridor_chosen", "variant", "km", "days_p10", "days_p50", "days_p90"),
    *("usd_p10", "usd_p50", "usd_p90", "usd_missing"),
    *("kg_co2e_p10", "kg_co2e_p50", "kg_co2e_p90", "kg_co2e_missing"),
    *("chance_faster_than_suez", "as_of", "note", "error"),
)
"""Columns of a result, after those of the user, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Answers to the rows of one chunk."""

    solutions: NDArray[np.intp]
    """Number of the answer of each row in `Answers.solutions`."""
    amounts: NDArray[np.float64]
    """Boxes or tonnes of each row; not a number where the row is bad."""
    moments: NDArray[np.intp]
    """Number of the day of each row in `Answers.days`."""


def is_text(name: str) -> bool:
    """Tell whether a column of the result holds texts.

    Examples
    --------
    >>> is_text("as_of"), is_text("km")
    (True, False)
    """
    return name in TEXTS or name == AS_OF


class Answers:
    """Answers to all rows so far: a row is a number in a table of solutions.

    Parameters
    ----------
    solver
        Reads cells and solves questions.
    columns
        Which column of the table holds what.
    progress
        Called with how many questions of this chunk are solved, and how many there are.
    most_questions
        Distinct questions, and distinct places of a chunk, that are looked at; None: all.
    """

    def __init__(
        self,
        solver: Solver,
        columns: Columns,
        progress: Callable[[int, int], None] | None = None,
        *,
        most_questions: int | None = None,
    ) -> None:
        self.solutions: list[Solution] = []
        self.days: list[tuple[str, str]] = [("", "")]
        """Day as of which a row holds, and the month that it asks about."""
        self._solver, self._columns = solver, columns
        self._progress = progress or (lambda _, __: None)
        self._most = most_questions
        self._places = {one: _Numbered[Any]() for one in (Field.ORIGIN, Field.DESTINATION)}
        self._moments, self._corridors = _Numbered[Any](), _Numbered[Any]()
        self._problems = _Numbered[Any]()
        self._problems.number(None, None)
        self._ends, self._when, self._goods = Pairing(), Pairing(), Pairing()
        self._where, self._all = Pairing(), Pairing()
        self._day_numbers: dict[tuple[str, str], int] = {("", ""): 0}
        self._memo: dict[tuple[Field, object], int] = {}
        self._known_moments: dict[tuple[object, object], tuple[int, int]] = {}
        self._columns_of: dict[str, Any] = {}

    def answer(self, chunk: CodedRows) -> Answered:
        """Answer the rows of a chunk; what was not asked before is solved."""
        fields = (
            Field.ORIGIN,
            Field.DESTINATION,
            Field.DATE,
            Field.SCENARIO,
            Field.CORRIDOR,
        )
        columns = {one: self._coded(chunk, one) for one in fields}
        goods, amounts = self._goods_of(chunk)
        rows, codes = combined(
            [*(one.codes for one in columns.values()), goods],
            [*(len(one.values) for one in columns.values()), len(self._goods.pairs)],
        )
        of = dict(zip(fields, codes, strict=False))
        origins, destinations = (
            self._ends_of(columns[one], one)[of[one]] for one in (Field.ORIGIN, Field.DESTINATION)
        )
        corridors = self._numbers(Field.CORRIDOR, columns[Field.CORRIDOR].values, self._corridor)
        moments, days = self._moments_of(
            columns[Field.DATE].values,
            of[Field.DATE],
            columns[Field.SCENARIO].values,
            of[Field.SCENARIO],
        )
        when = self._when.numbers(moments, corridors[of[Field.CORRIDOR]])
        where = self._where.numbers(self._ends.numbers(origins, destinations), when)
        solutions = self._all.numbers(where, codes[-1]).astype(np.intp)
        self._solve()
        size = (chunk.rows,)
        return Answered(
            solutions=np.broadcast_to(solutions.take(rows), size),
            amounts=np.broadcast_to(amounts, size),
            moments=np.broadcast_to(days.take(rows), size),
        )

    def _solve(self) -> None:
        """Solve what is new among the questions."""
        whole = len(self._all.pairs)
        begun = len(self.solutions)
        if whole > begun:
            self._check(whole)
            self._progress(0, whole - begun)
        asked = [self._parts(number) for number in range(begun, whole)]
        is_prepared = self._solver.prepare(
            [question for one in asked if (question := question_of(*one))],
            lambda solved: self._progress(solved, whole - begun),
        )
        for number, one in enumerate(asked, start=1):
            self.solutions.append(self._solver.solution(*one))
            if not is_prepared:
                self._progress(number, whole - begun)
        if whole > begun:
            self._columns_of.clear()

    def _parts(self, number: int) -> _Parts:
        """Give what a question is put together from."""
        where, goods = self._all.pairs[number]
        ends, when = self._where.pairs[where]
        origin, destination = self._ends.pairs[ends]
        moment, corridor = self._when.pairs[when]
        box, problem = self._goods.pairs[goods]
        return (
            (
                self._places[Field.ORIGIN].values[origin],
                self._places[Field.DESTINATION].values[destination],
            ),
            self._moments.values[moment],
            self._corridors.values[corridor],
            BOXES[box],
            self._problems.values[problem],
        )

    def _check(self, count: int) -> None:
        """Refuse more questions than are solved for a stranger.

        Raises
        ------
        UserFileLimitError
            There are more.
        """
        if self._most is not None and count > self._most:
            msg = Message(
                "the shipments ask over {most} different questions; send a part of them, or use "
                "`instc batch`",
                most=f"{self._most:,}",
            )
            raise UserFileLimitError(msg)

    def _coded(self, chunk: CodedRows, field: Field) -> Coded:
        column = self._columns.places.get(field)
        return constant() if column is None else chunk.coded(column)

    def _numbers(
        self, field: Field, values: Sequence[object], number_of: Callable[[object], int]
    ) -> NDArray[np.int32]:
        """Give the numbers of some values, each looked up once."""
        self._check(len(values))
        numbers = np.empty(len(values), dtype=np.int32)
        for at, value in enumerate(values):
            key = field, _key(value)
            number = self._memo.get(key)
            if number is None:
                number = self._memo[key] = number_of(value)
            numbers[at] = number
        return numbers

    def _ends_of(self, column: Coded, field: Field) -> NDArray[np.int32]:
        def number_of(value: object) -> int:
            place = self._solver.place(value, field)
            return self._places[field].number(place if isinstance(place, str) else place.id, place)

        return self._numbers(field, column.values, number_of)

    def _corridor(self, value: object) -> int:
        corridor = self._solver.corridor(value)
        return self._corridors.number(corridor, corridor)

    def _moments_of(
        self,
        dates: Sequence[object],
        date: NDArray[np.int64],
        scenarios: Sequence[object],
        scenario: NDArray[np.int64],
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Numbers of moments with one answer, and of days, of combinations of two codes."""
        at, codes = combined([date, scenario], [len(dates), len(scenarios)])
        keys = [*map(_key, dates)], [*map(_key, scenarios)]
        pairs = []
        for a, b in zip(*(one.tolist() for one in codes), strict=True):
            key = keys[0][a], keys[1][b]
            known = self._known_moments.get(key)
            if known is None:
                known = self._known_moments[key] = self._moment(dates[a], scenarios[b])
            pairs.append(known)
        moments, days = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
        return moments[at], days[at]

    def _moment(self, date: object, scenario: object) -> tuple[int, int]:
        has_date = Field.DATE in self._columns.places
        moment = self._solver.moment(date, scenario, has_date=has_date)
        if isinstance(moment, Problem):
            return self._moments.number(moment, moment), 0
        day = moment.as_of, moment.month
        number = self._day_numbers.setdefault(day, len(self.days))
        if number == len(self.days):
            self.days.append(day)
        return self._moments.number(self._solver.regime(moment), moment), number

    def _goods_of(self, chunk: CodedRows) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """Numbers of boxes with their problems, and amounts, of each row."""
        box = self._columns.box or self._solver.box
        column = self._columns.places.get(Field.CARGO)
        boxes, problems = np.full(1, BOXES.index(box)), np.zeros(1, dtype=np.int32)
        if column is None:
            amounts = np.ones(1)
        elif (given := chunk.numbers(column)) is not None:
            amounts, coded = given, chunk.whole_numbers(column)
            problems = self._problems_of(coded.values if coded else amounts, box)
            if coded and problems.any():
                problems = problems.take(coded.codes)
        else:
            codes, values = chunk.coded(column)
            goods = [self._cargo(value, box) for value in values]
            amounts = np.array([one[2] for one in goods], dtype=np.float64).take(codes)
            boxes, problems = (
                np.array([one[at] for one in goods], dtype=np.int32).take(codes) for at in (0, 1)
            )
        if chunk.problems:
            problems = np.broadcast_to(problems, (chunk.rows,)).copy()
            for row, problem in chunk.problems.items():
                problems[row] = self._problems.number(problem, problem)
        return self._goods.numbers(boxes, problems), amounts

    def _cargo(self, value: object, box: Box) -> tuple[int, int, float]:
        """Numbers of box and problem, and the amount, of one value."""
        goods = self._solver.cargo(value, box)
        if isinstance(goods, Problem):
            return BOXES.index(box), self._problems.number(goods, goods), np.nan
        return BOXES.index(goods.box), 0, goods.amount

    def _problems_of(self, amounts: NDArray[np.float64], box: Box) -> NDArray[np.int32]:
        """Check many amounts at once, and those that nobody can ship one by one.

        Returns
        -------
        NDArray
            Number of the problem of each amount; one 0 where there is none.
        """
        with np.errstate(invalid="ignore"):
            good = (amounts > 0) & (amounts <= LARGEST_AMOUNT)
            if box is not Box.TONNE:
                good &= amounts == np.floor(amounts)
        if good.all():
            return np.zeros(1, dtype=np.int32)
        problems = np.zeros(len(amounts), dtype=np.int32)
        for row in np.flatnonzero(~good).tolist():
            value = float(amounts[row])
            problem = self._solver.cargo(value, box)
            problems[row] = self._problems.number(problem, problem)
        return problems

    def bad(self, answered: Answered) -> NDArray[np.intp]:
        """Give the rows of a chunk whose answer is an error, by their numbers in it."""
        is_bad = self._column("bad", lambda: np.array([bool(s.error) for s in self.solutions]))
        return np.flatnonzero(is_bad.take(answered.solutions))

    def column(self, name: str, answered: Answered) -> NDArray[Any]:
        """Give a column of numbers of the rows of a chunk; not a number where there is none."""
        values = self.table(name).take(answered.solutions)
        return values * answered.amounts if name in AMOUNTS else values

    def text(self, name: str, answered: Answered) -> Coded:
        """Give a column of texts of the rows of a chunk, as codes; None where there is none."""
        numbers, values = self.texts(name)
        rows = answered.moments if name == AS_OF else answered.solutions
        return Coded(numbers.take(rows), values)

    def table(self, name: str) -> NDArray[np.float64]:
        """Values of a column of numbers, one for each solution."""
        read = _READERS[name]
        table: NDArray[np.float64] = self._column(
            name, lambda: np.array([read(one) for one in self.solutions], dtype=np.float64)
        )
        return table

    def _column(self, name: str, values: Callable[[], Any]) -> Any:  # noqa: ANN401 - arrays of any kind
        """Give what a column holds for each solution; made anew when there are more of them."""
        if name not in self._columns_of:
            self._columns_of[name] = values()
        return self._columns_of[name]

    def texts(self, name: str) -> tuple[NDArray[np.intp], list[str | None]]:
        """Give the number of the text of each solution, or of each day, and the distinct texts."""
        if name == AS_OF:
            return np.arange(len(self.days)), [day or None for day, _ in self.days]
        attribute = "corridor" if name == "corridor_chosen" else name

        def values() -> tuple[NDArray[np.intp], list[str | None]]:
            known: dict[str | None, int] = {}
            numbers = [
                known.setdefault(getattr(one, attribute) or None, len(known))
                for one in self.solutions
            ]
            return np.array(numbers, dtype=np.intp), list(known)

        texts: tuple[NDArray[np.intp], list[str | None]] = self._column(name, values)
        return texts


class _Numbered(Generic[T]):
    """Values with numbers from 0, each key once."""

    def __init__(self) -> None:
        self.values: list[T] = []
        self._numbers: dict[object, int] = {}

    def number(self, key: object, value: T) -> int:
        """Give the number of a key; a new one gets the next."""
        number = self._numbers.setdefault(key, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


def _key(value: object) -> object:
    """Give what tells a value of a cell from others; 1, 1.0 and true are three."""
    try:
        hash(value)
    except TypeError:
        return text_of(value)
    return type(value), value


def _of_band(attribute: str, share: str) -> Callable[[Solution], float | None]:
    def read(solution: Solution) -> float | None:
        band: Band | None = getattr(solution, attribute)
        value: float | None = None if band is None else getattr(band, share)
        return value

    return read


_READERS: Final[Mapping[str, Callable[[Solution], float | None]]] = {
    "km": lambda one: one.km,
    "chance_faster_than_suez": lambda one: one.chance,
    **{
        f"{name}_{share}": _of_band(name, share)
        for name in ("days", "usd", "kg_co2e")
        for share in ("p10", "p50", "p90")
    },
}
