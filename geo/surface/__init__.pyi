from .advantage import (
    LEANING,
    LIKELY,
    STANDINGS,
    Field,
    Standing,
    Surface,
    SurfaceMeasure,
    place_of,
    share_of,
    surface,
)
from .change import Change, change_between
from .grid import REACH_KM, RESOLUTION, RESOLUTIONS, Grid, grid_of, values_of
from .lines import SurfaceLine, best_value, break_even_lines, isochrones, round_step
from .tree import Stations, stations_of

__all__ = [
    "LEANING",
    "LIKELY",
    "REACH_KM",
    "RESOLUTION",
    "RESOLUTIONS",
    "STANDINGS",
    "Change",
    "Field",
    "Grid",
    "Standing",
    "Stations",
    "Surface",
    "SurfaceLine",
    "SurfaceMeasure",
    "best_value",
    "break_even_lines",
    "change_between",
    "grid_of",
    "isochrones",
    "place_of",
    "round_step",
    "share_of",
    "stations_of",
    "surface",
    "values_of",
]
