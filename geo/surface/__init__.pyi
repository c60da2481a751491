from .advantage import Surface, surface
from .change import Change, change_between
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
    "STANDINGS",
    "STANDING_NAMES",
    "UNITS",
    "Change",
    "Field",
    "Grid",
    "Samples",
    "Standing",
    "Stations",
    "Surface",
    "SurfaceLine",
    "SurfaceMeasure",
    "as_of_line",
    "basis_line",
    "best_value",
    "break_even_lines",
    "change_between",
    "grid_of",
    "headline",
    "isochrones",
    "place_of",
    "round_step",
    "share_of",
    "shares",
    "stations_of",
    "surface",
    "title",
    "values_of",
]
