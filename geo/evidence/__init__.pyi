from .figures import Claim, Figure, Movement, Quantity
from .history import (
    BRANCH_LAYERS,
    Event,
    EventKind,
    History,
    Link,
    Series,
    Volume,
    links_of,
    load_history,
)
from .ledger import MOST, SLOWEST, Ledger, Pick, Selectors, load_ledger, same_case
from .tables import Contradiction, read_manifest

__all__ = [
    "BRANCH_LAYERS",
    "MOST",
    "SLOWEST",
    "Claim",
    "Contradiction",
    "Event",
    "EventKind",
    "Figure",
    "History",
    "Ledger",
    "Link",
    "Movement",
    "Pick",
    "Quantity",
    "Selectors",
    "Series",
    "Volume",
    "links_of",
    "load_history",
    "load_ledger",
    "read_manifest",
    "same_case",
]
