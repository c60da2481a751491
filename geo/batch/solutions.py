"""Answer to a row of a table of shipments, or what is wrong with the row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from geo.estimates import Box
    from geo.model import Band, Place
    from geo.scenario import Scenario


class Moment(NamedTuple):
    """Scenario of a row as far as the answer depends on it, and the day that it names."""

    scenario: Scenario
    as_of: str
    """Last day as of which it holds, ``YYYY-MM-DD``."""
    month: str
    """Month that the row asks about, ``YYYY-MM``."""


class Question(NamedTuple):
    """A question with nothing wrong in it, which has an answer or a reason why there is none."""

    ends: tuple[Place, Place]
    scenario: Scenario
    corridor: str
    """Id; empty: the fastest that is open."""
    box: Box

    @property
    def key(self) -> tuple[object, ...]:
        """What tells it from others; a journal writes it as JSON."""
        origin, destination = self.ends
        scenario = self.scenario.as_dict()
        return origin.id, destination.id, scenario, self.corridor, self.box.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a row, beside its places, date, corridor and scenario."""

    message: str
    is_alone: bool = False
    """Whether nothing else is said of the row, as of an empty one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Answer to a question, for one box or tonne; or the reason why there is none."""

    corridor: str = ""
    variant: str = ""
    km: float | None = None
    days: Band | None = None
    usd: Band | None = None
    """Of one box or tonne; None where a part has no source."""
    usd_missing: str = ""
    kg_co2e: Band | None = None
    kg_co2e_missing: str = ""
    chance: float | None = None
    """Of taking less time than the fastest journey by Suez, 0 to 1; None for that one itself."""
    note: str = ""
    error: str = ""
    """Sentences in the language of the result; empty for a good row."""
    ends: tuple[str, str] = ("", "")
    """Names of the places that were matched, in the language of the result; empty if not."""
