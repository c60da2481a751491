from .cargo import MOST, NAMES, SIGNS, Box, Measure, Shipment, unit_text
from .clocks import require_clock
from .correction import corrected_band, corrected_chance
from .cost import Costed, Priced, cost_journey, difference_band
from .distributions import Family, Term, draw
from .impedance import search_costs
from .sums import Distribution, total
from .timing import Timed, TimedLeg, TimedStop, TimePart, difference_of, time_journey
from .totals import Incomplete

__all__ = [
    "MOST",
    "NAMES",
    "SIGNS",
    "Box",
    "Costed",
    "Distribution",
    "Family",
    "Incomplete",
    "Measure",
    "Priced",
    "Shipment",
    "Term",
    "TimePart",
    "Timed",
    "TimedLeg",
    "TimedStop",
    "corrected_band",
    "corrected_chance",
    "cost_journey",
    "difference_band",
    "difference_of",
    "draw",
    "require_clock",
    "search_costs",
    "time_journey",
    "total",
    "unit_text",
]
