from .cards import (
    TITLES,
    Amount,
    Card,
    barred_journeys,
    cards,
    scale_of,
    shown_amount,
    shown_journeys,
)
from .headline import (
    ChanceLookup,
    band_text_of,
    barred_text,
    clock_text,
    days_text,
    headline,
    opened_text,
)
from .measures import amount_of, days_of, hours_of, three_digits
from .words import chance_text, corridor_name, full_name, lacking_text, signed

__all__ = [
    "TITLES",
    "Amount",
    "Card",
    "ChanceLookup",
    "amount_of",
    "band_text_of",
    "barred_journeys",
    "barred_text",
    "cards",
    "chance_text",
    "clock_text",
    "corridor_name",
    "days_of",
    "days_text",
    "full_name",
    "headline",
    "hours_of",
    "lacking_text",
    "opened_text",
    "scale_of",
    "shown_amount",
    "shown_journeys",
    "signed",
    "three_digits",
]
