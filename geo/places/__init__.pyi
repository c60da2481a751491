from .gazetteer import Places, load_places
from .nearness import Nearness, edits
from .spelling import keys, keys_of, loose, plain
from .suggestions import Suggestions
from .tables import (
    BAR,
    COUNTRY_COLUMNS,
    PLACE_COLUMNS,
    PORT_COLUMNS,
    RAIL_BOX,
    TOWN_COLUMNS,
    read_curated,
    read_rows,
    split,
)

__all__ = [
    "BAR",
    "COUNTRY_COLUMNS",
    "PLACE_COLUMNS",
    "PORT_COLUMNS",
    "RAIL_BOX",
    "TOWN_COLUMNS",
    "Nearness",
    "Places",
    "Suggestions",
    "edits",
    "keys",
    "keys_of",
    "load_places",
    "loose",
    "plain",
    "read_curated",
    "read_rows",
    "split",
]
