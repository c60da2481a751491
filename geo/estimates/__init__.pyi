from .cargo import (
    BOX_NAMES,
    LARGEST_AMOUNT,
    MEASURE_UNITS,
    Box,
    Measure,
    Shipment,
    read_shipment,
    unit_text,
)
from .clocks import require_clock
from .correction import corrected_band, corrected_chance
from .cost import Costed, Priced, cost_journey, difference_band
from .distributions import Family, Term, draw
from .impedance import TypicalTimes
from .sums import Distribution, total
from .timing import Timed, TimedLeg, TimedStop, TimePart, difference_of, time_journey
from .totals import Incomplete

__all__ = [
    "BOX_NAMES",
    "LARGEST_AMOUNT",
    "MEASURE_UNITS",
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
    "TypicalTimes",
    "corrected_band",
    "corrected_chance",
    "cost_journey",
    "difference_band",
    "difference_of",
    "draw",
    "read_shipment",
    "require_clock",
    "time_journey",
    "total",
    "unit_text",
]
