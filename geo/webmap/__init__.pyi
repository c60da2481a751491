from .abreast import seen_as
from .courses import LANE_PX, RAMP_PX, Piece, course
from .hillshade import RELIEF_FILE, Relief, relief
from .journeys import journey_groups
from .layers import LAYER_STYLES, layer_groups, millimetres, open_in
from .legends import place_legend, status_legend, stop_legend, time_legend
from .own import MOST_DRAWN, OWN, own_group
from .packed import Sheet, decimals_of, own_of, packed, setting_of, sheets_of
from .page import OfflineMap, StaticScene, app_page, compose, ground, page_html
from .scene import Card, Group, LegendItem, Line, Scene, SourceLookup, Symbol, around, rounded
from .states import MARKS, SAME_MARK, state_group, state_legend, with_shut_legs
from .styles import PLACE_SYMBOLS, SHUT, colour_name, line_style

__all__ = [
    "LANE_PX",
    "LAYER_STYLES",
    "MARKS",
    "MOST_DRAWN",
    "OWN",
    "PLACE_SYMBOLS",
    "RAMP_PX",
    "RELIEF_FILE",
    "SAME_MARK",
    "SHUT",
    "Card",
    "Group",
    "LegendItem",
    "Line",
    "OfflineMap",
    "Piece",
    "Relief",
    "Scene",
    "Sheet",
    "SourceLookup",
    "StaticScene",
    "Symbol",
    "app_page",
    "around",
    "colour_name",
    "compose",
    "course",
    "decimals_of",
    "ground",
    "journey_groups",
    "layer_groups",
    "line_style",
    "millimetres",
    "open_in",
    "own_group",
    "own_of",
    "packed",
    "page_html",
    "place_legend",
    "relief",
    "rounded",
    "seen_as",
    "setting_of",
    "sheets_of",
    "state_group",
    "state_legend",
    "status_legend",
    "stop_legend",
    "time_legend",
    "with_shut_legs",
]
