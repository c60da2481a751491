from .corridor import Corridor, Variant
from .corridors import DIRECT_NAME, Corridors, load_corridors, ports_of
from .gates import Gate, names_on
from .graph import (
    ACCURACIES,
    KINDS,
    MODES,
    STATUSES,
    WATERS,
    Network,
    NetworkStop,
    load_network,
)
from .legs import ItineraryBuilder
from .links import MOST_LINKS, OWN_PREFIX, OWN_SOURCE, join_links, own_source
from .missing import MissingLink, missing_links
from .nearest import GlobePoints
from .outline import OVER_WATER, Course, OutlineBuilder, outlines_of
from .overlay import NO_CELL, ROUNDING, cut, edge_classes, load_arcs, stored_arcs
from .packing import DEGREE, pack_arrays
from .routing import Area, NetworkPath, Router, Rules
from .snapping import Snap, Snapper, same_point

__all__ = [
    "ACCURACIES",
    "DEGREE",
    "DIRECT_NAME",
    "KINDS",
    "MODES",
    "MOST_LINKS",
    "NO_CELL",
    "OVER_WATER",
    "OWN_PREFIX",
    "OWN_SOURCE",
    "ROUNDING",
    "STATUSES",
    "WATERS",
    "Area",
    "Corridor",
    "Corridors",
    "Course",
    "Gate",
    "GlobePoints",
    "ItineraryBuilder",
    "MissingLink",
    "Network",
    "NetworkPath",
    "NetworkStop",
    "OutlineBuilder",
    "Router",
    "Rules",
    "Snap",
    "Snapper",
    "Variant",
    "cut",
    "edge_classes",
    "join_links",
    "load_arcs",
    "load_corridors",
    "load_network",
    "missing_links",
    "names_on",
    "outlines_of",
    "own_source",
    "pack_arrays",
    "ports_of",
    "same_point",
    "stored_arcs",
]
