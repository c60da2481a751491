from .journeys import journey_groups
from .layers import LAYER_STYLES, layer_groups, millimetres, open_in
from .page import OfflineMap, StaticScene, app_page, compose, ground, page_html
from .scene import (
    PLACE_SHAPES,
    Group,
    Json,
    Scene,
    SourceLookup,
    around,
    colour_name,
    place_legend,
    status_legend,
    stop_legend,
    time_legend,
)

__all__ = [
    "LAYER_STYLES",
    "PLACE_SHAPES",
    "Group",
    "Json",
    "OfflineMap",
    "Scene",
    "SourceLookup",
    "StaticScene",
    "app_page",
    "around",
    "colour_name",
    "compose",
    "ground",
    "journey_groups",
    "layer_groups",
    "millimetres",
    "open_in",
    "page_html",
    "place_legend",
    "status_legend",
    "stop_legend",
    "time_legend",
]
