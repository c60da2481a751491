"""A question and its answer, as the parts of the page show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.journeys import Rank, ranked
from geo.summary import barred_journeys
from views.state import choices, data

if TYPE_CHECKING:
    from geo.estimates import Shipment
    from geo.journeys import Comparison, Journey
    from views.state.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question, what is carried, and the answer."""

    question: Question
    shipment: Shipment
    comparison: Comparison
    opened: Comparison | None
    """The answer as if every gate were open, where states of gates bar every branch."""

    @property
    def picked(self) -> str:
        """Id of the journey that the reader has picked; empty where none is."""
        wanted = choices.text(choices.ROUTE)
        return wanted if any(one.id == wanted for one in self.comparison.journeys) else ""

    @property
    def lit(self) -> str:
        """Id of the journey that is lit: the one picked, or the fastest."""
        return self.picked or ranked(self.comparison.journeys, Rank.DAYS)[0].id

    @property
    def journey(self) -> Journey:
        """The journey that is lit."""
        return next(one for one in self.comparison.journeys if one.id == self.lit)

    @property
    def drawn(self) -> tuple[str, ...]:
        """Ids of the journeys on the chart: one of each corridor, the lit one last."""
        corridor = self.journey.route.corridor
        others = [
            one.id for name, one in self.comparison.representatives().items() if name != corridor
        ]
        return (*others, self.lit)

    @property
    def mapped(self) -> tuple[str, ...]:
        """The same ids in the order of corridors: the map brings the lit one to the front itself.

        So a click that lights another of them sends no line again.
        """
        corridor = self.journey.route.corridor
        return tuple(
            self.lit if name == corridor else one.id
            for name, one in self.comparison.representatives().items()
        )

    @property
    def barred(self) -> tuple[str, ...]:
        """Ids of the journeys that only states of gates keep from serving, one of each corridor."""
        if self.opened is None:
            return ()
        return tuple(one.id for one in barred_journeys(self.comparison, self.opened))

    def chance_of(self, first: Journey, second: Journey) -> float:
        """Return the chance of a journey to be faster than another of the same comparison."""
        is_opened = not any(first is one for one in self.comparison.journeys)
        return data.chance_faster(self.question, first.id, second.id, is_opened=is_opened)
