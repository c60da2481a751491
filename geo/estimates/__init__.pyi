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
from .cost import Costed, Priced, cost_journey, difference_band, total_together
from .distributions import Family, Term, draw, spreads
from .impedance import TypicalTimes
from .sums import Distribution, Sum, laws, total
from .timing import (
    Timed,
    TimedLeg,
    TimedStop,
    TimePart,
    Timer,
    difference_of,
    differences_together,
    times_together,
)
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
    "Sum",
    "Term",
    "TimePart",
    "Timed",
    "TimedLeg",
    "TimedStop",
    "Timer",
    "TypicalTimes",
    "corrected_band",
    "corrected_chance",
    "cost_journey",
    "difference_band",
    "difference_of",
    "differences_together",
    "draw",
    "laws",
    "read_shipment",
    "require_clock",
    "spreads",
    "times_together",
    "total",
    "total_together",
    "unit_text",
]
