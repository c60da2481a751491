from .advantage import Surface, surface
from .assumption import WORLDS, Assumption, assumption_of
from .change import SHIFTS, Change, Shift, change_between, least_median
from .change_wording import (
    SHIFT_NAMES,
    change_headline,
    change_title,
    scale_heading,
    scale_names,
)
from .field import LEANING, LIKELY, STANDINGS, Field, Standing, SurfaceMeasure, share_of
from .grid import REACH_KM, RESOLUTION, RESOLUTIONS, Grid, grid_of, values_of
from .laws import Samples
from .lines import SurfaceLine, best_value, break_even_lines, isochrones, round_step
from .stations import Stations, place_of, stations_of
from .wording import STANDING_NAMES, UNITS, as_of_line, basis_line, headline, shares, title

__all__ = [
    "LEANING",
    "LIKELY",
    "REACH_KM",
    "RESOLUTION",
    "RESOLUTIONS",
    "SHIFTS",
    "SHIFT_NAMES",
    "STANDINGS",
    "STANDING_NAMES",
    "UNITS",
    "WORLDS",
    "Assumption",
    "Change",
    "Field",
    "Grid",
    "Samples",
    "Shift",
    "Standing",
    "Stations",
    "Surface",
    "SurfaceLine",
    "SurfaceMeasure",
    "as_of_line",
    "assumption_of",
    "basis_line",
    "best_value",
    "break_even_lines",
    "change_between",
    "change_headline",
    "change_title",
    "grid_of",
    "headline",
    "isochrones",
    "least_median",
    "place_of",
    "round_step",
    "scale_heading",
    "scale_names",
    "share_of",
    "shares",
    "stations_of",
    "surface",
    "title",
    "values_of",
]
