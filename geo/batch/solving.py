"""The questions of a table of shipments, each solved once, and their answers."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from geo.batch.cells import checked, read_cargo, read_date, text_of
from geo.batch.columns import Field, scenario_named
from geo.batch.journal import key_text
from geo.batch.solutions import Moment, Problem, Question, Solution
from geo.errors import AtlasError, DataError, NoRouteError, QuestionError, UnknownNameError
from geo.estimates import Box, Incomplete, Measure
from geo.journeys import Rank, compare, fastest_by_suez, probability_faster, ranked
from geo.message import Message, quoted
from geo.model import HOURS_PER_DAY, SUEZ_ROUTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.batch.columns import Layout
    from geo.batch.journal import Journal
    from geo.estimates import Shipment
    from geo.i18n import Locale
    from geo.journeys import Atlas, Comparison, Journey
    from geo.model import Place
    from geo.scenario import Scenario

    Elsewhere = Callable[[Sequence[Question]], Iterator[tuple[Question, Solution]]]
    """Solves questions by others, each once, in any order."""

KEPT: Final = 64
"""Comparisons that are kept for a question of the same places in another box."""
BOXES: Final = tuple(Box)


class Solver:
    """Reads cells and solves questions, each distinct one once.

    Parameters
    ----------
    atlas
        From `geo.journeys.load_atlas`.
    scenario
        Conditions of every row; date, corridor and scenario of a row replace its own.
    box
        Unit of an amount that has none.
    layout
        Scenarios by name.
    locale
        Language of sentences.
    journal
        Answers of an interrupted run; None: there are none to keep.
    elsewhere
        Who solves questions that come together; None: they are solved here, one after another.
    """

    def __init__(
        self,
        atlas: Atlas,
        *,
        scenario: Scenario,
        box: Box,
        layout: Layout,
        locale: Locale,
        journal: Journal | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.atlas, self.scenario, self.box = atlas, scenario, box
        self.layout, self.locale, self.journal = layout, locale, journal
        self.solved = 0
        """Questions that were solved, those of a journal left out."""
        self.answers: dict[str, Solution] = {}
        """Answers that came before they were asked for, by the text of their question."""
        self._elsewhere = elsewhere
        self._names = {
            name.casefold(): one.id
            for one in atlas.corridors.corridors.values()
            for name in (one.id, one.name, locale.translate(one.name))
        }
        self._comparisons: OrderedDict[object, Comparison] = OrderedDict()

    def place(self, value: object, field: Field) -> Place | str:
        """Find the place of a cell, or say why there is none."""
        try:
            return self.atlas.places.find(checked(text_of(value), field))
        except DataError:
            raise
        except AtlasError as error:
            return error.message

    def corridor(self, value: object) -> str | Problem:
        """Find the id of the corridor of a cell; empty: the fastest that is open."""
        text = text_of(value)
        try:
            name = self._names.get(checked(text, Field.CORRIDOR).casefold(), "") if text else ""
            if text and not name:
                msg = Message(
                    "there is no corridor {text}; choose from {names}",
                    text=quoted(text),
                    names=tuple(self.atlas.corridors.corridors),
                )
                raise UnknownNameError(msg)
        except QuestionError as error:
            return Problem(message=error.message)
        return name

    def cargo(self, value: object, box: Box) -> Shipment | Problem:
        """Read the amount of a cell, or say why it is none."""
        try:
            if not isinstance(value, int | float) or isinstance(value, bool) or value != value:  # noqa: PLR0124 - not a number
                checked(text_of(value), Field.CARGO)
            return read_cargo(value, box)
        except QuestionError as error:
            return Problem(message=error.message)

    def moment(self, date: object, scenario: object, *, has_date: bool) -> Moment | Problem:
        """Find what date and scenario of a row mean, or say why they mean nothing.

        Parameters
        ----------
        date, scenario
            Values of the two cells.
        has_date
            Whether the table has a column of dates; an empty cell of it is then an error.
        """
        text = text_of(scenario)
        try:
            under = self.scenario
            if text:
                under = scenario_named(checked(text, Field.SCENARIO), self.layout)
                under = under if under.date else replace(under, date=self.scenario.date)
            if has_date:
                under = replace(under, date=read_date(checked(text_of(date), Field.DATE)))
            as_of = self.atlas.checked(under)
        except QuestionError as error:
            return Problem(message=error.message)
        day = as_of.last.isoformat()
        month = (under.date or day)[: len("YYYY-MM")]
        return Moment(under, day, month)

    def regime(self, moment: Moment) -> object:
        """Key of all moments that have the same answers.

        An answer depends on the month of the date, which chooses figures and what is built, and on
        the states of gates; all days of a month on which these are the same are one question.
        """
        under = moment.scenario
        states = self.atlas.as_of(under).states
        return replace(under, date=None), under.month, tuple(states.items())

    def solution(
        self,
        ends: tuple[Place | str, Place | str],
        moment: Moment | Problem,
        corridor: str | Problem,
        box: Box,
        problem: Problem | None,
    ) -> Solution:
        """Answer one question, or list all that is wrong with it."""
        wrong = [one for one in ends if isinstance(one, str)]
        wrong += [one.message for one in (moment, corridor) if isinstance(one, Problem)]
        if problem:
            wrong = [problem.message] if problem.is_alone else [*wrong, problem.message]
        first, last = ("" if isinstance(one, str) else self.locale.place_name(one) for one in ends)
        names = first, last
        hints = [self.atlas.places.hint(one) for one in ends if not isinstance(one, str)]
        note = self._sentences([one for one in hints if one])
        question = question_of(ends, moment, corridor, box, problem)
        if question is None:
            return Solution(error=self._sentences(dict.fromkeys(wrong)), note=note, ends=names)
        return replace(self.answer(question), note=note, ends=names)

    def prepare(self, questions: Sequence[Question], progress: Callable[[int], None]) -> bool:
        """Have questions solved by others, if there are such; give whether there are.

        Parameters
        ----------
        questions
            They may be equal, and may have been asked before.
        progress
            Called with how many are solved.
        """
        if self._elsewhere is None:
            return False
        new = {text: one for one in questions if not self._known(text := key_text(one.key))}
        for number, (question, solution) in enumerate(self._elsewhere([*new.values()]), start=1):
            self._keep(key_text(question.key), solution)
            progress(number)
        return True

    def answer(self, question: Question) -> Solution:
        """Give the answer to a question; one that is not known is solved."""
        text = key_text(question.key)
        known = self._known(text)
        if known is None:
            known = self._keep(text, self.solve(question))
        return known

    def _known(self, text: str) -> Solution | None:
        return self.answers.get(text) or (self.journal.solution(text) if self.journal else None)

    def _keep(self, text: str, solution: Solution) -> Solution:
        self.solved += 1
        if self._elsewhere:
            self.answers[text] = solution
        if self.journal:
            self.journal.keep(text, solution)
        return solution

    def solve(self, question: Question) -> Solution:
        """Answer a question, whatever is known already."""
        ends, scenario, corridor, box = question
        try:
            comparison = self._compared(ends, scenario, corridor)
            journey = _chosen(comparison, corridor)
        except DataError:
            raise
        except AtlasError as error:
            return Solution(error=self._sentences([error.message]))
        rival = fastest_by_suez(comparison.journeys)
        costed = journey.costed(box)
        totals = {one: costed.total(one) for one in Measure}
        bands = {one: None if isinstance(t, Incomplete) else t for one, t in totals.items()}
        lacking = {
            one: ", ".join(map(self.locale.translate, t.parts)) if isinstance(t, Incomplete) else ""
            for one, t in totals.items()
        }
        return Solution(
            corridor=journey.route.corridor,
            variant=journey.route.variant,
            km=journey.route.km,
            days=journey.hours.scaled(1 / HOURS_PER_DAY),
            usd=bands[Measure.USD],
            usd_missing=lacking[Measure.USD],
            kg_co2e=bands[Measure.CO2E],
            kg_co2e_missing=lacking[Measure.CO2E],
            chance=_chance(journey, rival),
        )

    def _compared(self, ends: tuple[Place, Place], scenario: Scenario, corridor: str) -> Comparison:
        key = ends, scenario, corridor
        if key not in self._comparisons:
            chosen = (corridor, *SUEZ_ROUTES) if corridor else ()
            self._comparisons[key] = compare(self.atlas, *ends, scenario, corridors=chosen)
            if len(self._comparisons) > KEPT:
                self._comparisons.popitem(last=False)
        return self._comparisons[key]

    def _sentences(self, messages: Iterable[str]) -> str:
        """Join messages, each a sentence with its full stop."""
        texts = [self.locale.sentence(one) for one in messages]
        return " ".join(one if one.endswith((".", "?")) else f"{one}." for one in texts)


def question_of(
    ends: tuple[Place | str, Place | str],
    moment: Moment | Problem,
    corridor: str | Problem,
    box: Box,
    problem: Problem | None,
) -> Question | None:
    """Put a question together; None where something is wrong with one of its parts."""
    origin, destination = ends
    if (
        problem
        or isinstance(origin, str)
        or isinstance(destination, str)
        or isinstance(moment, Problem)
        or isinstance(corridor, Problem)
    ):
        return None
    return Question((origin, destination), moment.scenario, corridor, box)


def _chosen(comparison: Comparison, corridor: str) -> Journey:
    """Journey of a row: the first of the corridor that it names, or the fastest of all.

    Raises
    ------
    NoRouteError
        There is none.
    """
    journeys = comparison.journeys
    if corridor:
        journeys = tuple(one for one in journeys if one.route.corridor == corridor)[:1]
    if journeys:
        return ranked(journeys, Rank.DAYS)[0]
    reasons = [one.reason for one in comparison.failed if corridor in ("", one.corridor)]
    if not reasons:
        reasons = [Message("no corridor of the comparison serves these two places")]
    raise NoRouteError(reasons[0])


def _chance(journey: Journey, rival: Journey | None) -> float | None:
    """Chance against Suez, 0 to 1; one law for the pair, whichever is named first."""
    if rival is None or journey.route.corridor in SUEZ_ROUTES:
        return None
    first, second = sorted((journey, rival), key=lambda one: one.id)
    chance = probability_faster({"first": first, "second": second})["first"]["second"]
    return chance if first is journey else 1.0 - chance
