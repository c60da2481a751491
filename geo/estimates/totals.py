"""What a total of dollars or of kilograms is: a band, or the reasons why there is none.

A sum of some parts reads like a small price. So a total that lacks a part is no number, but an
`Incomplete`: it names the parts, and no code can rank, subtract, add or write it as a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Final

from geo.estimates.cargo import Measure
from geo.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

_NO_TOTAL: Final[Mapping[Measure, str]] = {
    Measure.USD: "no price: {parts} missing; {share} % of the kilometres priced",
    Measure.CO2E: "no total of emissions: {parts} missing; {share} % of the kilometres counted",
}
PERCENT: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """A price or an amount of emissions that lacks parts."""

    measure: Measure
    parts: tuple[str, ...]
    """What is missing, each kind once and in the order of travel: ``sea freight``, ``handling``."""
    km_share: float
    """Share of the kilometres whose price or emissions are known, 0 to 1."""

    @property
    def message(self) -> Message:
        """What is missing, in a sentence without a capital.

        Examples
        --------
        >>> lacking = Incomplete(measure=Measure.USD, parts=("sea freight",), km_share=0.384)
        >>> lacking.message
        'no price: sea freight missing; 38 % of the kilometres priced'
        """
        return Message(_NO_TOTAL[self.measure], parts=self.parts, share=self.percent)

    @property
    def percent(self) -> int:
        """Known kilometres in a hundred, rounded; less than all is never written as 100.

        Examples
        --------
        >>> Incomplete(measure=Measure.USD, parts=("rail freight",), km_share=0.999).percent
        99
        """
        nearest = floor(PERCENT * self.km_share + 0.5)
        return nearest if self.km_share == 1 else min(nearest, PERCENT - 1)
